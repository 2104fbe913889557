"""What must be refused as a fault, with its code and place: keys, ids, references, conditions, weights, limits."""

from decimal import Decimal

import pytest
from parse_cases import ITEM, faults, set_in, set_item
from tiny import document, item, spoilt

from instruments.problems import Code

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
