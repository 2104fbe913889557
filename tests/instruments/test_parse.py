"""What must be refused as a fault, with its code and place; what must be understood; and that nothing ever raises.

Shape: every object's keys, required and unknown. Meaning: ids, references, conditions, weights, anchors, levels,
limits. Every fault at once. Malformed documents of any type, depth and size give problems.
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

ITEM = "/sections/0/items/0"


def faults(of: object) -> list[tuple[Code, str]]:
    instrument, problems = parse(of)
    assert (instrument is None) == bool(problems)
    return [(problem.code, problem.where) for problem in problems]


def set_item(position: int = 0, **keys: Any) -> Any:
    return lambda of: item(of, position).update(keys)


def set_in(of: Any, *path: Any, to: Any) -> None:
    for step in path[:-1]:
        of = of[step]
    of[path[-1]] = to


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


# --- Refused: shape ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "spoil", "code", "where"),
    [
        ("practice", lambda of: of.pop("id"), Code.MISSING_KEY, ""),
        ("practice", lambda of: of.pop("audience"), Code.MISSING_KEY, ""),
        ("practice", lambda of: of.update(format=2), Code.WRONG_SHAPE, "/format"),
        ("practice", lambda of: of.update(format=True), Code.WRONG_SHAPE, "/format"),
        ("practice", lambda of: of.update(extra=1), Code.UNKNOWN_KEY, "/extra"),
        ("practice", lambda of: of.update({"a/b~c": 1}), Code.UNKNOWN_KEY, "/a~1b~0c"),
        ("practice", lambda of: of.update(id="../x"), Code.BAD_ID, "/id"),
        ("practice", lambda of: of.update(version="1.0"), Code.BAD_ID, "/version"),
        ("practice", lambda of: of.update(version="01.0.0"), Code.BAD_ID, "/version"),
        ("practice", lambda of: of.update(language="english"), Code.NOT_A_LANGUAGE, "/language"),
        ("practice", lambda of: of.update(title=""), Code.EMPTY_TEXT, "/title"),
        ("practice", lambda of: of.update(title="a\x00b"), Code.BAD_CHARACTERS, "/title"),
        ("practice", lambda of: of.update(title=["a"]), Code.WRONG_SHAPE, "/title"),
        ("practice", lambda of: of.update(sections=[]), Code.WRONG_SHAPE, "/sections"),
        ("practice", lambda of: of.update(sections={}), Code.WRONG_SHAPE, "/sections"),
        ("practice", lambda of: of.update(sections=["S"]), Code.WRONG_SHAPE, "/sections/0"),
        ("practice", lambda of: of["sections"][0].pop("scored"), Code.MISSING_KEY, "/sections/0"),
        ("practice", lambda of: of["sections"][0].update(id="1 S"), Code.BAD_ID, "/sections/0/id"),
        ("practice", set_item(id="1P"), Code.BAD_ID, f"{ITEM}/id"),
        ("practice", set_item(id="P."), Code.BAD_ID, f"{ITEM}/id"),
        ("practice", set_item(id="P\n"), Code.BAD_ID, f"{ITEM}/id"),
        ("practice", set_item(kind="yes-no"), Code.WRONG_SHAPE, f"{ITEM}/kind"),
        ("practice", set_item(kind=3), Code.WRONG_SHAPE, f"{ITEM}/kind"),
        ("practice", set_item(text=3), Code.WRONG_SHAPE, f"{ITEM}/text"),
        ("practice", set_item(required="yes"), Code.WRONG_SHAPE, f"{ITEM}/required"),
        ("practice", set_item(sensitivity="secret"), Code.WRONG_SHAPE, f"{ITEM}/sensitivity"),
        ("practice", set_item(question="?"), Code.UNKNOWN_KEY, f"{ITEM}/question"),
        ("practice", set_item(options=[]), Code.MISPLACED_KEY, f"{ITEM}/options"),
        ("practice", set_item(anchors=["a"] * 5), Code.MISPLACED_KEY, f"{ITEM}/anchors"),
        ("practice", set_item(min=0), Code.MISPLACED_KEY, f"{ITEM}/min"),
        ("practice", set_item(columns=[]), Code.MISPLACED_KEY, f"{ITEM}/columns"),
        ("maturity", set_item(reversed=True), Code.MISPLACED_KEY, f"{ITEM}/reversed"),
        ("money", set_item(unit="MYR"), Code.MISPLACED_KEY, f"{ITEM}/unit"),
        ("note", set_item(required=False), Code.MISPLACED_KEY, f"{ITEM}/required"),
        ("note", set_item(dont_know=True), Code.MISPLACED_KEY, f"{ITEM}/dont_know"),
        ("note", set_item(weight=1), Code.MISPLACED_KEY, f"{ITEM}/weight"),
        ("choice", set_item(weight=1), Code.MISPLACED_KEY, f"{ITEM}/weight"),
        ("split", set_item(weight=2), Code.MISPLACED_KEY, f"{ITEM}/weight"),
        ("choice", lambda of: set_in(item(of), "options", 0, "required", to=True), Code.MISPLACED_KEY,
         f"{ITEM}/options/0/required"),
        ("checklist", lambda of: set_in(item(of), "options", 0, "level", to=4), Code.MISPLACED_KEY,
         f"{ITEM}/options/0/level"),
        ("choice", lambda of: item(of).pop("options"), Code.MISSING_KEY, ITEM),
        ("choice", set_item(options=[]), Code.WRONG_SHAPE, f"{ITEM}/options"),
        ("choice", lambda of: set_in(item(of), "options", 0, "id", to="a b"), Code.BAD_ID, f"{ITEM}/options/0/id"),
        ("choice", lambda of: item(of)["options"][0].pop("text"), Code.MISSING_KEY, f"{ITEM}/options/0"),
        ("table", lambda of: item(of).pop("columns"), Code.MISSING_KEY, ITEM),
        ("table", lambda of: set_in(item(of), "columns", 0, "kind", to="table"), Code.WRONG_SHAPE,
         f"{ITEM}/columns/0/kind"),
        ("table", lambda of: set_in(item(of), "columns", 0, "kind", to="practice"), Code.WRONG_SHAPE,
         f"{ITEM}/columns/0/kind"),
        ("table", lambda of: set_in(item(of), "columns", 0, "weight", to=1), Code.MISPLACED_KEY,
         f"{ITEM}/columns/0/weight"),
        ("when-in-row", lambda of: set_in(item(of, 1), "columns", 0, "options", 0, "level", to=4),
         Code.MISPLACED_KEY, "/sections/0/items/1/columns/0/options/0/level"),
        ("table", set_item(max_rows=100_000), Code.WRONG_SHAPE, f"{ITEM}/max_rows"),
        ("text", set_item(max_length=0), Code.WRONG_SHAPE, f"{ITEM}/max_length"),
        ("references", lambda of: of["references"].update({"1 x": {"title": "X"}}), Code.BAD_ID, "/references/1 x"),
        ("references", lambda of: of["references"]["iris"].pop("title"), Code.MISSING_KEY, "/references/iris"),
        ("references", lambda of: of["references"]["iris"].update(url="javascript:alert(1)"), Code.WRONG_SHAPE,
         "/references/iris/url"),
        ("risk", lambda of: of["risk"].pop("bands"), Code.MISSING_KEY, "/risk"),
        ("indicators", lambda of: of["indicators"][0].pop("share"), Code.MISSING_KEY, "/indicators/0"),
        ("indicators", lambda of: of["indicators"][0].pop("value"), Code.MISSING_KEY, "/indicators/0"),
        ("checks", lambda of: of["checks"][0].pop("assert"), Code.MISSING_KEY, "/checks/0"),
        ("checks", lambda of: of["checks"][0].update(severity="fatal"), Code.WRONG_SHAPE, "/checks/0/severity"),
        ("critical", lambda of: item(of)["actions"][0].update(type="fix"), Code.WRONG_SHAPE, f"{ITEM}/actions/0/type"),
        ("critical", lambda of: item(of)["actions"][0].update(days=0), Code.WRONG_SHAPE, f"{ITEM}/actions/0/days"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_the_only_fault_and_says_where(name, spoil, code, where):
    assert faults(spoilt(name, spoil)) == [(code, where)]


# --- Refused: meaning ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "spoil", "code", "where"),
    [
        # Ids
        ("reversed", set_item(1, id="P"), Code.DUPLICATE_ID, "/sections/0/items/1/id"),
        ("sections-needed", lambda of: of["sections"][1].update(id="A"), Code.DUPLICATE_ID, "/sections/1/id"),
        ("choice", lambda of: set_in(item(of), "options", 1, "id", to="own"), Code.DUPLICATE_ID,
         f"{ITEM}/options/1/id"),
        ("not-applicable", lambda of: set_in(item(of, 1), "na_reasons", 1, "id", to="no-housing"), Code.DUPLICATE_ID,
         "/sections/0/items/1/na_reasons/1/id"),
        ("table", lambda of: set_in(item(of), "columns", 2, "id", to="origin"), Code.DUPLICATE_ID,
         f"{ITEM}/columns/2/id"),
        ("roadmap", lambda of: of["areas"].append({"id": "fees", "title": "Again"}), Code.DUPLICATE_ID, "/areas/2/id"),
        ("roadmap", lambda of: of["stages"].append({"number": 4, "title": "Again"}), Code.DUPLICATE_ID,
         "/stages/4/number"),
        ("roadmap", lambda of: of["stages"].append({"number": 7, "title": "Far"}), Code.BAD_ID, "/stages"),
        ("critical", lambda of: of["critical"].append({"id": "C-1", "title": "Again"}), Code.DUPLICATE_ID,
         "/critical/2/id"),
        ("risk", lambda of: set_in(of, "risk", "factors", 1, "id", to="tiers"), Code.DUPLICATE_ID,
         "/risk/factors/1/id"),
        ("risk", lambda of: set_in(of, "risk", "bands", 1, "id", to="low"), Code.DUPLICATE_ID, "/risk/bands/1/id"),
        ("indicators", lambda of: set_in(of, "indicators", 1, "id", to="W"), Code.DUPLICATE_ID, "/indicators/1/id"),
        ("checks", lambda of: set_in(of, "checks", 1, "id", to="K1"), Code.DUPLICATE_ID, "/checks/1/id"),
        # References
        ("references", set_item(refs=["dhaka:1"]), Code.UNKNOWN_REFERENCE, f"{ITEM}/refs/0"),
        ("critical", lambda of: of["critical"][1].update(refs=["iris:1"]), Code.UNKNOWN_REFERENCE,
         "/critical/1/refs/0"),
        ("critical", lambda of: set_in(item(of), "critical", "id", to="C-9"), Code.UNKNOWN_CRITICAL,
         f"{ITEM}/critical/id"),
        ("critical", set_item(follow_ups=["X"]), Code.UNKNOWN_ITEM, f"{ITEM}/follow_ups/0"),
        ("roadmap", lambda of: set_in(item(of), "roadmap", 0, "area", to="food"), Code.UNKNOWN_AREA,
         f"{ITEM}/roadmap/0/area"),
        ("roadmap", lambda of: set_in(item(of), "roadmap", 0, "stage", to=5), Code.UNKNOWN_STAGE,
         f"{ITEM}/roadmap/0/stage"),
        ("checks", lambda of: of["checks"][0].update(items=["W", "X"]), Code.UNKNOWN_ITEM, "/checks/0/items/1"),
        # Conditions
        ("when-equal", lambda of: set_in(item(of, 1), "relevant", to={"==": [{"var": "X"}, "no"]}), Code.UNKNOWN_ITEM,
         "/sections/0/items/1/relevant/==/0/var"),
        ("when-equal", lambda of: set_in(item(of, 1), "relevant", to={"==": [{"var": "P"}, "never"]}),
         Code.UNKNOWN_OPTION, "/sections/0/items/1/relevant/=="),
        ("when-equal", set_item(relevant={"<": [{"var": "N"}, 3]}), Code.LOOKS_AHEAD, f"{ITEM}/relevant/</0/var"),
        ("when-equal", set_item(relevant={"==": [{"var": "P"}, "no"]}), Code.LOOKS_AHEAD, f"{ITEM}/relevant/==/0/var"),
        ("when-section", lambda of: of["sections"][1].update(relevant={"==": [{"var": "P"}, "no"]}), Code.LOOKS_AHEAD,
         "/sections/1/relevant/==/0/var"),
        ("when-equal", set_item(1, relevant={"var": "P"}), Code.WRONG_TYPE, "/sections/0/items/1/relevant"),
        ("when-equal", set_item(1, relevant="P"), Code.WRONG_TYPE, "/sections/0/items/1/relevant"),
        ("when-equal", set_item(1, relevant={"<": [{"var": "P"}, 3]}), Code.WRONG_TYPE,
         "/sections/0/items/1/relevant/<"),
        ("when-equal", set_item(1, relevant={"like": [{"var": "P"}, "n"]}), Code.UNKNOWN_OPERATOR,
         "/sections/0/items/1/relevant"),
        ("when-equal", set_item(1, relevant={}), Code.WRONG_SHAPE, "/sections/0/items/1/relevant"),
        ("when-in-row", lambda of: set_in(item(of, 1), "columns", 0, "relevant",
                                          to={"==": [{"var": "payer"}, "worker"]}),
         Code.LOOKS_AHEAD, "/sections/0/items/1/columns/0/relevant/==/0/var"),
        ("risk", lambda of: set_in(of, "risk", "factors", 0, "points", 0, "if", to={"var": "W.total"}),
         Code.WRONG_TYPE, "/risk/factors/0/points/0/if"),
        ("checks", lambda of: of["checks"][0].update({"assert": {"+": [1, 2]}}), Code.WRONG_TYPE, "/checks/0/assert"),
        ("indicators", lambda of: of["indicators"][0].update(value={"var": "T"}), Code.WRONG_TYPE,
         "/indicators/0/value"),
        ("indicators", lambda of: of["indicators"][0].update(value={"var": "X"}), Code.UNKNOWN_ITEM,
         "/indicators/0/value/var"),
        # Weights, anchors, levels
        ("practice", lambda of: item(of).pop("weight"), Code.BAD_WEIGHT, ITEM),
        ("choice-levels", lambda of: item(of).pop("weight"), Code.BAD_WEIGHT, ITEM),
        ("practice", set_item(weight=0), Code.BAD_WEIGHT, f"{ITEM}/weight"),
        ("practice", set_item(weight=4), Code.BAD_WEIGHT, f"{ITEM}/weight"),
        ("practice", set_item(weight="3"), Code.BAD_WEIGHT, f"{ITEM}/weight"),
        ("practice", set_item(weight=Decimal("1.5")), Code.BAD_WEIGHT, f"{ITEM}/weight"),
        ("practice", set_item(weight=True), Code.BAD_WEIGHT, f"{ITEM}/weight"),
        ("maturity", lambda of: item(of).pop("anchors"), Code.BAD_ANCHORS, ITEM),
        ("maturity", lambda of: item(of)["anchors"].pop(), Code.BAD_ANCHORS, f"{ITEM}/anchors"),
        ("maturity", lambda of: item(of)["anchors"].append("Six"), Code.BAD_ANCHORS, f"{ITEM}/anchors"),
        ("maturity", set_item(anchors="five"), Code.BAD_ANCHORS, f"{ITEM}/anchors"),
        ("maturity", lambda of: set_in(item(of), "anchors", 2, to=""), Code.EMPTY_TEXT, f"{ITEM}/anchors/2"),
        *[
            ("choice-levels", lambda of, bad=bad: set_in(item(of), "options", 0, "level", to=bad), Code.BAD_LEVEL,
             f"{ITEM}/options/0/level")
            for bad in (5, -1, Decimal("2.25"), "2.25", "five", "4.5", None, [], True, Decimal("4.5"), 1e-30)
        ],
        ("roadmap", lambda of: set_in(item(of), "roadmap", 0, "level", to=6), Code.BAD_LEVEL,
         f"{ITEM}/roadmap/0/level"),
        ("critical", lambda of: set_in(item(of), "critical", "below", to=9), Code.BAD_LEVEL, f"{ITEM}/critical/below"),
        *(
            ("critical", lambda of, bad=bad: set_in(item(of), "critical", "below", to=Decimal(bad)), Code.BAD_LEVEL,
             f"{ITEM}/critical/below")
            for bad in ("1e-300000000", "2.50000000000000000000000000000000000001")
        ),
        ("critical", lambda of: set_in(item(of), "actions", 0, "raises_to", to=Decimal("0.3")), Code.BAD_LEVEL,
         f"{ITEM}/actions/0/raises_to"),
        # Limits
        ("numbers", set_item(min=10, max=9), Code.BAD_LIMITS, ITEM),
        ("numbers", set_item(min=Decimal("0.5")), Code.BAD_LIMITS, f"{ITEM}/min"),
        ("numbers", set_item(min="x"), Code.BAD_NUMBER, f"{ITEM}/min"),
        ("numbers", set_item(max=Decimal("1e200")), Code.BAD_NUMBER, f"{ITEM}/max"),
        ("numbers", set_item(max=True), Code.BAD_NUMBER, f"{ITEM}/max"),
        ("numbers", set_item(2, min=101), Code.BAD_LIMITS, "/sections/0/items/2"),
        ("money", set_item(min="2", max="1"), Code.BAD_LIMITS, ITEM),
        ("dates", set_item(min="2026-02-30"), Code.BAD_LIMITS, f"{ITEM}/min"),
        ("dates", set_item(min="2026"), Code.BAD_LIMITS, f"{ITEM}/min"),
        ("dates", set_item(min="2026-01-02", max="2026-01-01"), Code.BAD_LIMITS, ITEM),
        ("dates", set_item(1, min="2026-02", max="2026-01"), Code.BAD_LIMITS, "/sections/0/items/1"),
        ("dates", set_item(1, min="2026-02", max="soon"), Code.BAD_LIMITS, "/sections/0/items/1/max"),
        ("dates", set_item(1, min="2026-13"), Code.BAD_LIMITS, "/sections/0/items/1/min"),
        ("table", set_item(min_rows=6), Code.BAD_LIMITS, ITEM),
        ("risk", lambda of: set_in(of, "risk", "bands", 1, "from", to=0), Code.BAD_LIMITS, "/risk/bands"),
        *[
            ("free-na-limit", lambda of, bad=bad: of["scoring"].update(free_na_limit=bad), Code.BAD_NUMBER,
             "/scoring/free_na_limit")
            for bad in ("3/2", "a", "1/0", 2, -1, None, Decimal("1.01"), Decimal("1e-300000000"))
        ],
    ],
)  # fmt: skip
def test_a_wrong_meaning_is_the_only_fault_and_says_where(name, spoil, code, where):
    assert faults(spoilt(name, spoil)) == [(code, where)]


def test_two_scopes_may_share_ids():
    """A column may be called as a column of another table, an indicator as an item."""
    of = document("table")
    of["sections"][0]["items"].append(item(of) | {"id": "T2"})
    of["indicators"] = [{"id": "T", "title": "T", "unit": "persons", "value": 1, "share": "public"}]
    assert faults(of) == []


def test_every_fault_is_reported_at_once():
    of = document("critical")
    of["extra"] = 1
    item(of)["weight"] = 7
    item(of)["critical"]["id"] = "C-9"
    item(of, 1)["relevant"] = {"==": [{"var": "P"}, "maybe"]}
    item(of, 2)["actions"][0]["raises_to"] = 11
    item(of, 3)["id"] = "M"
    assert set(faults(of)) == {
        (Code.UNKNOWN_KEY, "/extra"),
        (Code.BAD_WEIGHT, f"{ITEM}/weight"),
        (Code.UNKNOWN_CRITICAL, f"{ITEM}/critical/id"),
        (Code.UNKNOWN_OPTION, "/sections/0/items/1/relevant/=="),
        (Code.BAD_LEVEL, "/sections/0/items/2/actions/0/raises_to"),
        (Code.DUPLICATE_ID, "/sections/0/items/3/id"),
    }


@pytest.mark.parametrize(
    "spoil",
    [
        set_item(kind="yes-no"),
        set_item(kind="choice"),
        lambda of: item(of).pop("kind"),
        set_item(options="none", kind="choice"),
    ],
)
def test_a_malformed_item_is_not_held_against_those_that_look_at_it(spoil):
    assert all(where.startswith(ITEM) for _, where in faults(spoilt("when-equal", spoil)))


def test_a_malformed_column_is_not_held_against_its_table():
    of = spoilt("when-rows", lambda of: set_in(item(of), "columns", 2, "kind", to="yes-no"))
    assert faults(of) == [(Code.WRONG_SHAPE, f"{ITEM}/columns/2/kind")]


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
