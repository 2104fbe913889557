"""Our truth agrees with the reference JavaScript JsonLogic wherever every item has been answered."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from expression_cases import VALUES, conditions, value_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from response_cases import random_answers

from instruments import catalogue
from instruments.answering import stand
from instruments.codec import to_json as answer_to_json
from instruments.evaluation import UNKNOWN, Standing, evaluate
from instruments.expressions import Expression, references, to_json
from instruments.model import Answer, Instrument, InstrumentRef, ItemId, Split, State
from instruments.response import read

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


def said_to_javascript(rule: Any) -> Any:
    """Say our table forms with the reference's own `map`: sums and counts over the rows."""
    match rule:
        case {"sum": [{"var": name}]}:
            table, _, column = name.partition(".")
            return {"sum": [{"map": [{"var": table}, {"var": column}]}]}
        case {"count": [table, condition]}:
            return {"count": [{"map": [table, said_to_javascript(condition)]}]}
        case {"answered": [{"var": name}]}:
            return {"!=": [{"var": name}, None]}
        case dict():
            return {operator: said_to_javascript(operands) for operator, operands in rule.items()}
        case list():
            return [said_to_javascript(entry) for entry in rule]
        case _:
            return rule


def expressions_of(instrument: Instrument) -> Iterator[Expression]:
    """Every condition of an instrument: relevance, checks, risk rules, indicators."""
    for section in instrument.sections:
        yield from (found.relevant for found in (section, *section.items) if found.relevant)
    yield from (check.asserts for check in instrument.checks)
    yield from (rule.condition for factor in instrument.risk_factors for rule in factor.rules)


def javascript_values(of: Instrument, answers: Mapping[ItemId, Answer], standing: Standing) -> dict[str, Any]:
    """Return what JsonLogic sees: the value of every item that is asked, splits with their total."""
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        if standing.states[name] is State.ANSWERED:
            found[name] = totalled(answer_to_json(of.items[name], answer))
    return found


def totalled(document: Any) -> Any:
    match document:
        case {"women": women, "men": men, "other": other, "not_available": missing}:
            return document | {"total": women + men + other + missing}
        case {"amount": amount, **rest}:
            return rest | {"amount": float(amount) if isinstance(amount, str) else totalled(amount)}
        case dict():
            return {key: totalled(value) for key, value in document.items()}
        case list():
            return [totalled(entry) for entry in document]
        case str() if document.replace(".", "").replace("-", "").isdecimal() and "." in document:
            return float(document)
        case _:
            return document


@pytest.mark.parametrize("ref", catalogue.published(), ids=str)
def test_every_condition_in_the_library_agrees_with_the_reference(ref: InstrumentRef) -> None:
    of = catalogue.load(ref)
    cases, ours = [], []
    for seed in range(20):
        document = {"format": 1, "instrument": str(ref), "answers": random_answers(of, Random(seed))}
        response, problems = read(document, of)
        assert problems == ()
        standing = stand(of, response.answers)
        values = javascript_values(of, response.answers, standing)
        for expression in expressions_of(of):
            truth = evaluate(expression, standing)
            if truth is not UNKNOWN and all(standing.values[item] is not None for item in references(expression)):
                cases.append((said_to_javascript(json.loads(json.dumps(to_json(expression), default=float))), values))
                ours.append(truth)
    assert len(ours) > 500
    assert reference(cases) == ours
