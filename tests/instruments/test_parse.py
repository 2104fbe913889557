"""What must be understood, that nothing ever raises, and that the schema documents itself.

Malformed documents of any type, depth and size give problems; what is refused stands in `test_parse_refused`.
"""

import copy
import hashlib
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parse_cases import faults, set_in, set_item
from tiny import NAMES, document, item, spoilt, tiny

from instruments import shape
from instruments.expressions import to_json
from instruments.kinds import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Practice,
    SplitKind,
    Table,
    Text,
)
from instruments.model import ActionType, Sensitivity, Severity
from instruments.parse import parse
from instruments.parse_items import NO_ROW_LIMIT
from instruments.problems import Code

# --- Understood ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_tiny_instrument_parses(name):
    instrument, problems = parse(document(name))
    assert problems == ()
    assert instrument is not None
    assert instrument.ref.id == name


def test_every_kind_is_read():
    items = tiny("all-kinds").items
    assert [type(each.kind) for each in items.values()] == [
        Note, Maturity, Practice, Checklist, Choice, Choices, Number, Number, Number,
        MoneyKind, SplitKind, Text, Date, Month, Country, Language, Table,
    ]  # fmt: skip


def test_defaults():
    items = tiny("all-kinds").items
    assert [items[key].required for key in ("Maturity", "Choice")] == [False, False]
    assert tiny("practice").items["P"].required
    assert tiny("choice-levels").items["C"].required
    assert all(each.dont_know for key, each in items.items() if key != "Note")
    assert not items["Note"].dont_know
    assert items["Percent"].kind == Number(NumberForm.PERCENT, Decimal(0), Decimal(100))
    assert items["Integer"].kind == Number(NumberForm.INTEGER, Decimal(0))
    assert items["Text"].kind == Text(2000, multiline=False)
    assert items["Choice"].sensitivity is Sensitivity.BUYER
    instrument = tiny("practice")
    assert (instrument.sections_needed, instrument.free_na_limit) == (1, Fraction(1, 4))
    actions = tiny("critical").items["P"].actions
    assert [(each.type, each.days) for each in actions] == [(ActionType.STOP_HARM, 7), (ActionType.REMEDY, 14)]
    assert tiny("roadmap").items["F1"].actions[0].days == 180
    assert [check.severity for check in tiny("checks").checks] == [Severity.ERROR, Severity.WARNING]
    factors = tiny("risk").risk_factors
    assert [(each.otherwise, each.unknown) for each in factors] == [(0, 2), (0, 3)]
    assert tiny("texts").risk_factors[0].unknown == 3


@pytest.mark.parametrize(
    ("given_level", "level"),
    [
        (0, Fraction(0)),
        (4, Fraction(4)),
        ("2.5", Fraction(5, 2)),
        ("4.0", Fraction(4)),
        ("0", Fraction(0)),
        (Decimal("2.5"), Fraction(5, 2)),
        (2.5, Fraction(5, 2)),
        (Decimal("3.0"), Fraction(3)),
    ],
)
def test_a_level_may_be_an_integer_a_decimal_or_a_text(given_level, level):
    instrument, problems = parse(
        spoilt("choice-levels", lambda of: set_in(item(of), "options", 0, "level", to=given_level))
    )
    assert not problems
    assert instrument is not None
    kind = instrument.items["C"].kind
    assert isinstance(kind, Choice)
    assert kind.options[0].level == level


@pytest.mark.parametrize("limit", ["1/5", "0.2", Decimal("0.2")])
def test_free_na_limit_may_be_a_fraction_or_a_decimal(limit):
    instrument, _ = parse(spoilt("free-na-limit", lambda of: of["scoring"].update(free_na_limit=limit)))
    assert instrument is not None
    assert instrument.free_na_limit == Fraction(1, 5)


def test_a_month_may_be_limited_by_today():
    assert faults(spoilt("dates", set_item(1, min="2026-02", max="today"))) == []


def test_numbers_with_a_fraction_of_zero_are_whole():
    instrument, _ = parse(spoilt("practice", set_item(weight=Decimal("3.0"))))
    assert instrument is not None
    assert instrument.items["P"].weight == 3


def test_a_table_without_row_limit_says_so():
    instrument, _ = parse(spoilt("table", lambda of: item(of).pop("max_rows")))
    assert instrument is not None
    kind = instrument.items["T"].kind
    assert isinstance(kind, Table)
    assert kind.max_rows == NO_ROW_LIMIT


def test_conditions_are_parsed():
    assert to_json(tiny("when-equal").items["N"].relevant) == {"==": [{"var": "P"}, "no"]}
    assert tiny("when-section").sections[1].relevant is not None
    table = tiny("when-in-row").items["T"].kind
    assert isinstance(table, Table)
    assert table.columns[1].relevant is not None


def test_stages_and_bands_are_ordered_by_their_numbers():
    instrument, _ = parse(spoilt("roadmap", lambda of: of["stages"].reverse()))
    assert instrument is not None
    assert [stage.number for stage in instrument.stages] == [1, 2, 3, 4]
    instrument, _ = parse(spoilt("risk", lambda of: of["risk"]["bands"].reverse()))
    assert instrument is not None
    assert [band.start for band in instrument.risk_bands] == [0, 2, 5]


def test_the_digest_is_the_one_anybody_can_compute():
    of = spoilt("choice-levels", lambda of: set_in(item(of), "options", 1, "level", to=Decimal("1.5")))
    instrument, _ = parse(of)
    plain = json.loads(json.dumps(of, default=float))
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert instrument is not None
    assert instrument.digest == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


# --- Never raises --------------------------------------------------------------------------------------------------


def nested(value: Any, depth: int, wrap: Any) -> Any:
    for _ in range(depth):
        value = wrap(value)
    return value


CIRCLE: list[object] = []
CIRCLE.append(CIRCLE)


@pytest.mark.parametrize(
    ("anything", "code"),
    [
        (None, Code.WRONG_SHAPE),
        (True, Code.WRONG_SHAPE),
        (3, Code.WRONG_SHAPE),
        ("instrument", Code.WRONG_SHAPE),
        ([], Code.WRONG_SHAPE),
        ((), Code.WRONG_SHAPE),
        ({1: 2}, Code.WRONG_SHAPE),
        ({1: 2, "a": 3}, Code.WRONG_SHAPE),
        ({"a": {1, 2}}, Code.WRONG_SHAPE),
        (object(), Code.WRONG_SHAPE),
        (b"{}", Code.WRONG_SHAPE),
        (float("nan"), Code.BAD_NUMBER),
        ({"a": float("inf")}, Code.BAD_NUMBER),
        ({"a": Decimal("NaN")}, Code.BAD_NUMBER),
        ({"a": Decimal("sNaN")}, Code.BAD_NUMBER),
        ({"a": Decimal("1e999999")}, Code.BAD_NUMBER),
        ({"a": 10**6000}, Code.BAD_NUMBER),
        ({"a": "\ud800"}, Code.BAD_CHARACTERS),
        ({"\ud800": 1}, Code.BAD_CHARACTERS),
        ({"\ud800": float("nan")}, Code.BAD_CHARACTERS),
        (nested([], 10_000, lambda inner: [inner]), Code.TOO_DEEP),
        (nested({}, 10_000, lambda inner: {"and": inner}), Code.TOO_DEEP),
        (CIRCLE, Code.TOO_DEEP),
    ],
    ids=lambda value: value.value if isinstance(value, Code) else type(value).__name__,
)
def test_what_is_no_document_at_all_is_a_problem(anything, code):
    assert code in {found for found, _ in faults(anything)}


def test_a_condition_that_is_too_deep_is_a_problem():
    of = spoilt("when-equal", set_item(1, relevant=nested(True, 60, lambda inner: {"!": [inner]})))  # noqa: FBT003
    assert [code for code, _ in faults(of)] == [Code.TOO_DEEP]


def test_a_document_can_be_as_deep_as_the_validator_goes():
    of = spoilt("when-equal", set_item(1, relevant=nested(True, 400, lambda inner: {"!": inner})))  # noqa: FBT003
    assert [code for code, _ in faults(of)] == [Code.TOO_DEEP]


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10),
    st.floats(),
    st.decimals(),
    st.text(max_size=5),
    st.sampled_from(["P", "C", "choice", "table", "today", "4", "\ud800", "/", "\x00", "1e400", "9" * 5000]),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.sampled_from(["var", "==", "id", "if", "kind", "sum", "count"]), st.integers(), max_size=2),
    st.builds(lambda: {"var": "P"}),
    st.builds(lambda: {"==": [{"var": "P"}, "yes"]}),
)


def places(of: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


PLACES = {name: places(document(name))[1:] for name in NAMES}


def reach(of: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        try:
            of = of[step]
        except (KeyError, IndexError, TypeError):
            return None
    return of


@st.composite
def mutants(draw):
    name = draw(st.sampled_from(NAMES))
    of = document(name)
    for _ in range(draw(st.integers(1, 4))):
        *path, last = draw(st.sampled_from(PLACES[name]))
        parent = reach(of, tuple(path))
        if not isinstance(parent, dict | list) or (isinstance(parent, list) and not (
            isinstance(last, int) and last < len(parent)
        )):  # fmt: skip
            continue
        match draw(st.sampled_from(["replace", "replace", "remove", "add", "graft"])):
            case "replace":
                parent[last] = draw(JUNK)
            case "remove" if isinstance(parent, list) or last in parent:
                del parent[last]
            case "add" if isinstance(parent, dict):
                parent[draw(st.sampled_from(["relevant", "weight", "options", "min", "columns", "x", "if"]))] = draw(
                    JUNK
                )
            case "graft":
                source = document(draw(st.sampled_from(NAMES)))
                parent[last] = copy.deepcopy(reach(source, draw(st.sampled_from(places(source)))))
    return of


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutants())
def test_a_spoilt_document_gives_an_instrument_or_problems_and_never_raises(of):
    instrument, problems = parse(of)
    assert (instrument is None) == bool(problems)
    assert len(set(problems)) == len(problems)
    for problem in problems:
        problem.where.encode()
        str(problem.params).encode()


@settings(max_examples=100, deadline=None)
@given(st.recursive(JUNK, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner), max_leaves=20))
def test_any_value_gives_problems(value):
    assert parse(value)[0] is None


# --- The schema ----------------------------------------------------------------------------------------------------


def test_the_schema_is_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(shape.schema())


def test_every_key_of_the_schema_is_described():
    def undescribed(node: Any, path: str) -> list[str]:
        if isinstance(node, list):
            return [found for index, child in enumerate(node) for found in undescribed(child, f"{path}/{index}")]
        if not isinstance(node, dict):
            return []
        silent = [
            f"{path}/{key}"
            for key, child in node.get("properties", {}).items()
            if isinstance(child, dict) and "description" not in child and node.get("additionalProperties") is False
        ]
        return silent + [found for key, child in node.items() for found in undescribed(child, f"{path}/{key}")]

    assert undescribed(shape.schema(), "") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutants())
def test_the_reference_validator_agrees_with_the_fast_one(of):
    try:
        of = json.loads(json.dumps(of, default=float, allow_nan=False))
    except ValueError:
        return
    if _has_line_end(of) or "\\ud" in json.dumps(of):
        return
    reference = jsonschema.Draft202012Validator(shape.schema())
    assert reference.is_valid(of) == (not shape.check(of)[1])


def _has_line_end(of: Any) -> bool:
    """Python's `$` matches before a last line break; JSON Schema's does not."""
    return "\\n" in json.dumps(of)
