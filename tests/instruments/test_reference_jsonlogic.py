"""Our truth agrees with the reference JavaScript JsonLogic wherever every item has been answered."""

import json
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from expression_cases import VALUES, conditions, value_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instruments.model import Split

NODE = Path(__file__).parents[1] / "node"

pytestmark = pytest.mark.node


def reference(cases: Sequence[tuple[object, dict[str, object]]]) -> list[object]:
    """Run the npm package over (rule, data) pairs in one Node process."""
    lines = "\n".join(json.dumps({"rule": rule, "data": plain(given)}) for rule, given in cases)
    run = subprocess.run(["node", NODE / "jsonlogic.js"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def plain(given: dict[str, object]) -> dict[str, object]:
    """Say answered values as JavaScript has them: fractions of quarters and halves are exact in binary."""

    def one(value: object) -> object:
        match value:
            case Fraction():
                return float(value)
            case Split(women):
                return {"women": women}
            case tuple():
                return list(value)
            case _:
                return value

    return {name: one(value) for name, value in given.items()}


def without_division(document: object) -> bool:
    """JavaScript divides by zero to infinity and thirds to binary; ours are null and exact, on purpose."""
    return '"/"' not in json.dumps(document)


BINARY = VALUES | {"n": st.one_of(st.integers(-5, 5), st.sampled_from([Fraction(1, 2), Fraction(-7, 4)]))}


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.tuples(conditions().filter(without_division), st.fixed_dictionaries(BINARY)), min_size=60, max_size=120)
)
def test_generated_conditions_agree_with_the_reference(cases: list[tuple[object, dict[str, object]]]) -> None:
    verdicts = reference(cases)
    for (rule, values), verdict in zip(cases, verdicts, strict=True):
        assert value_of(rule, **values) is verdict, (rule, values)
