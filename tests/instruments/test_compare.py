"""Every change between two versions has the bump that the format says, and every answer an effect; none is lost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import NAMES, edited, item, tiny

from instruments.changes import Bump, Effect, Nature
from instruments.compare import carry_over, compare
from instruments.identity import ItemId
from instruments.model import DontKnow, NotApplicable, Row, Split

Edit = Callable[[Any], object]
PATCH, MINOR, MAJOR = Bump.PATCH, Bump.MINOR, Bump.MAJOR
KEPT, CONFIRM, NOT_CARRIED = Effect.KEPT, Effect.CONFIRM, Effect.NOT_CARRIED


def set_item(position: int = 0, **keys: Any) -> Edit:
    return lambda of: item(of, position).update(keys)


def pop_item(key: str, position: int = 0) -> Edit:
    return lambda of: item(of, position).pop(key)


def move_last_section_up(of: Any) -> None:
    of["sections"].reverse()


def add_option(of: Any) -> None:
    item(of)["options"].append({"id": "new", "text": "Something new"})


NEW_ITEM = {"id": "New", "kind": "text", "text": "What else?"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_changed_needs_no_bump(name):
    comparison = compare(tiny(name), tiny(name))
    assert comparison.changes == ()
    assert comparison.needed is Bump.NONE
    assert set(comparison.effects.values()) == {KEPT}


@pytest.mark.parametrize(
    ("name", "edit", "bump", "part"),
    [
        # Wording, hint, reference: patch
        ("practice", lambda of: of.update(title="New"), PATCH, "instrument.title"),
        ("texts", lambda of: of.update(about="New"), PATCH, "instrument.about"),
        ("texts", lambda of: of.update(minutes=6), PATCH, "instrument.minutes"),
        ("references", lambda of: of["references"]["iris"].update(version="2"), PATCH, "instrument.references"),
        ("practice", set_item(text="New?"), PATCH, "P.text"),
        ("texts", set_item(hint="New."), PATCH, "M.hint"),
        ("references", set_item(refs=["iris:3"]), PATCH, "P.refs"),
        ("maturity", lambda of: item(of)["anchors"].__setitem__(0, "New."), PATCH, "M.anchors"),
        ("choice", lambda of: item(of)["options"][0].update(text="New"), PATCH, "C.option.own.text"),
        ("choice", lambda of: item(of)["options"].reverse(), PATCH, "C.options"),
        ("not-applicable", lambda of: item(of)["na_reasons"][0].update(text="New"), PATCH, "P.reason.no-housing.text"),
        ("texts", lambda of: of["sections"][0].update(intro="New"), PATCH, "section.S.intro"),
        ("reversed", lambda of: of["sections"][0]["items"].reverse(), PATCH, "order"),
        ("sections-needed", move_last_section_up, PATCH, "order"),
        ("roadmap", lambda of: of["areas"][0].update(title="New"), PATCH, "area.fees"),
        ("roadmap", lambda of: of["areas"].reverse(), PATCH, "area.order"),
        ("roadmap", lambda of: of["stages"][0].update(title="New"), PATCH, "stage.1"),
        ("critical", lambda of: of["critical"][0].update(title="New"), PATCH, "critical.C-1"),
        ("risk", lambda of: of["risk"]["factors"][0].update(title="New"), PATCH, "factor.tiers"),
        ("checks", lambda of: of["checks"][0].update(text="New"), PATCH, "check.K1"),
        ("table", lambda of: item(of)["columns"].reverse(), PATCH, "T.columns"),
        # Something added, help restructured, recommendation changed: minor
        ("practice", lambda of: of["sections"][0]["items"].append(NEW_ITEM), MINOR, "New"),
        ("choice", add_option, MINOR, "C.option.new"),
        ("checklist-required", add_option, MINOR, "K.option.new"),
        ("not-applicable", lambda of: item(of)["na_reasons"].append({"id": "b", "text": "B"}), MINOR, "P.reason.b"),
        ("texts", pop_item("hint"), MINOR, "M.hint"),
        ("practice", set_item(hint="New."), MINOR, "P.hint"),
        ("critical", lambda of: item(of)["actions"][0].update(days=3), MINOR, "P.actions"),
        ("critical", lambda of: item(of)["actions"][0].update(text="New."), MINOR, "P.actions"),
        ("critical", pop_item("follow_ups"), MINOR, "P.follow_ups"),
        ("required", set_item(required=True), MINOR, "P.required"),
        ("dont-know", set_item(dont_know=True), MINOR, "P.dont_know"),
        ("numbers", set_item(max=6000), MINOR, "N.max"),
        ("numbers", pop_item("max"), MINOR, "N.max"),
        ("numbers", set_item(min=-1), MINOR, "N.min"),
        ("dates", set_item(min="2019-01-01"), MINOR, "D.min"),
        ("text", set_item(max_length=50), MINOR, "T.max_length"),
        ("text", set_item(multiline=True), MINOR, "T.multiline"),
        ("table", set_item(max_rows=9), MINOR, "T.max_rows"),
        ("table", lambda of: item(of)["columns"].append(NEW_ITEM), MINOR, "T.New"),
        ("choices", lambda of: item(of)["options"][3].update(exclusive=False), MINOR, "C.option.none.exclusive"),
        ("practice", lambda of: of["sections"].append({**of["sections"][0], "id": "Z", "items": []}), MINOR,
         "section.Z"),
        ("roadmap", lambda of: of["areas"].append({"id": "x", "title": "X"}), MINOR, "area.x"),
        ("critical", lambda of: of["critical"].append({"id": "C-3", "title": "X"}), MINOR, "critical.C-3"),
        ("checks", lambda of: of["checks"].pop(), MINOR, "check.K2"),
        ("checks", lambda of: of["checks"][0].update(severity="warning"), MINOR, "check.K1"),
        # Something removed, kind or unit, weight, credit, rules, relevance, scoring: major
        ("reversed", lambda of: of["sections"][0]["items"].pop(), MAJOR, "Q"),
        ("choice", lambda of: item(of)["options"].pop(), MAJOR, "C.option.both"),
        ("practice", lambda of: item(of).update(kind="text") or item(of).pop("weight"), MAJOR, "P.kind"),
        ("numbers", set_item(kind="number"), MAJOR, "N.form"),
        ("numbers", set_item(unit="women"), MAJOR, "N.unit"),
        ("practice", set_item(weight=2), MAJOR, "P.weight"),
        ("choice-levels", lambda of: item(of)["options"][1].update(level=2), MAJOR, "C.option.box.level"),
        ("reversed", pop_item("reversed"), MAJOR, "P.reversed"),
        ("critical", lambda of: item(of)["critical"].update(below=4), MAJOR, "P.critical"),
        ("roadmap", lambda of: item(of)["roadmap"].pop(), MAJOR, "F1.roadmap"),
        ("when-equal", pop_item("relevant", 1), MAJOR, "N.relevant"),
        ("when-equal", set_item(1, relevant={"==": [{"var": "P"}, "partly"]}), MAJOR, "N.relevant"),
        ("when-section", lambda of: of["sections"][1].pop("relevant"), MAJOR, "section.B.relevant"),
        ("sections-needed", lambda of: of["sections"][2].update(scored=True), MAJOR, "section.N.scored"),
        ("sections-needed", lambda of: of["scoring"].update(sections_needed=1), MAJOR, "instrument.sections_needed"),
        ("free-na-limit", lambda of: of["scoring"].update(free_na_limit="1/2"), MAJOR, "instrument.free_na_limit"),
        ("checklist", add_option, MAJOR, "K.option.new"),
        ("checklist-required", lambda of: item(of)["options"][0].update(required=False), MAJOR,
         "K.option.travel.required"),
        ("choices", lambda of: item(of)["options"][0].update(exclusive=True), MAJOR, "C.option.housing.exclusive"),
        ("not-applicable", lambda of: item(of, 1)["na_reasons"].pop(), MAJOR, "Q.reason.other"),
        ("not-applicable", lambda of: item(of)["na_reasons"][0].update(free=True), MAJOR, "P.reason.no-housing.free"),
        ("practice", set_item(dont_know=False), MAJOR, "P.dont_know"),
        ("practice", set_item(sensitivity="public"), MAJOR, "P.sensitivity"),
        ("numbers", set_item(max=10), MAJOR, "N.max"),
        ("numbers", set_item(min=1), MAJOR, "N.min"),
        ("money", set_item(min="0.5"), MAJOR, "M.min"),
        ("dates", set_item(max="2026-01-01"), MAJOR, "D.max"),
        ("dates", set_item(1, min="2021-01"), MAJOR, "M.min"),
        ("text", set_item(1, multiline=False), MAJOR, "L.multiline"),
        ("table", set_item(max_rows=4), MAJOR, "T.max_rows"),
        ("table", set_item(min_rows=2), MAJOR, "T.min_rows"),
        ("table", lambda of: item(of)["columns"].pop(), MAJOR, "T.cost"),
        ("roadmap", lambda of: of["stages"].append({"number": 5, "title": "X"}), MAJOR, "stages"),
        ("risk", lambda of: of["risk"]["factors"][0].update(unknown=1), MAJOR, "factor.tiers"),
        ("risk", lambda of: of["risk"]["factors"].pop(), MAJOR, "factor.share"),
        ("risk", lambda of: of["risk"]["bands"][2].update({"from": 6}), MAJOR, "band.high"),
        ("indicators", lambda of: of["indicators"][0].update(unit="workers"), MAJOR, "indicator.W"),
        ("indicators", lambda of: of["indicators"][0].update(share="public"), MAJOR, "indicator.W"),
        ("practice", lambda of: of.update(language="fr"), MAJOR, "instrument.language"),
        ("practice", lambda of: of.update(id="other"), MAJOR, "instrument.id"),
        ("practice", lambda of: of["sections"][0].update(id="Z"), MAJOR, "P.section"),
    ],
)  # fmt: skip
def test_a_change_needs_its_bump(name, edit, bump, part):
    comparison = compare(tiny(name), edited(name, edit))
    assert comparison.needed is bump
    assert part in {change.part for change in comparison.changes if change.bump is bump}


def test_a_change_the_other_way_round_is_an_addition():
    comparison = compare(edited("choice", lambda of: item(of)["options"].pop()), tiny("choice"))
    assert [(change.part, change.nature) for change in comparison.changes] == [("C.option.both", Nature.ADDED)]
    removed = compare(tiny("choice"), edited("choice", lambda of: item(of)["options"].pop()))
    assert [change.nature for change in removed.changes] == [Nature.REMOVED]


@pytest.mark.parametrize(
    ("before", "after", "given_bump"),
    [
        ("1.0.0", "1.0.1", PATCH),
        ("1.0.9", "1.1.0", MINOR),
        ("1.9.9", "2.0.0", MAJOR),
        ("1.9.0", "1.10.0", MINOR),
        ("1.0.0", "1.0.0", Bump.NONE),
        ("2.0.0", "1.9.9", Bump.NONE),
    ],
)
def test_version_numbers_say_how_much_changed(before, after, given_bump):
    old = edited("practice", lambda of: of.update(version=before))
    new = edited("practice", lambda of: of.update(version=after))
    assert compare(old, new).given is given_bump


def test_a_bump_is_sufficient_when_it_covers_the_changes():
    new = edited("practice", lambda of: of.update(version="1.1.0", title="New"))
    assert compare(tiny("practice"), new).sufficient
    new = edited("practice", lambda of: of.update(version="1.0.1") or item(of).update(weight=3))
    assert not compare(tiny("practice"), new).sufficient


# --- Answers -------------------------------------------------------------------------------------------------------

T = ItemId("T")
ROW = Row("r1", {ItemId("origin"): "VN", ItemId("hires"): 7, ItemId("workers"): Split(women=3)})


def fate(name: str, edit: Edit, key: str, answer: Any) -> Effect:
    """Return where an answer goes, having checked that it goes to one place and is not lost."""
    old, new = tiny(name), edited(name, edit)
    carried = carry_over({ItemId(key): answer}, compare(old, new), old, new)
    places = [effect for effect, where in zip(Effect, (carried.kept, carried.confirm, carried.not_carried), strict=True)
              if key in where]  # fmt: skip
    (place,) = places
    return place


@pytest.mark.parametrize(
    ("name", "edit", "key", "answer", "effect"),
    [
        ("practice", set_item(text="New?"), "P", "yes", KEPT),
        ("practice", set_item(weight=3), "P", "yes", KEPT),
        ("critical", pop_item("critical"), "P", "yes", KEPT),
        ("when-equal", pop_item("relevant", 1), "N", 3, KEPT),
        ("choice", add_option, "C", "own", KEPT),
        ("numbers", set_item(max=10), "N", 7, KEPT),
        ("numbers", set_item(unit="women"), "N", 7, CONFIRM),
        ("numbers", set_item(kind="number"), "N", 7, CONFIRM),
        ("reversed", pop_item("reversed"), "P", "yes", CONFIRM),
        ("choice-levels", lambda of: item(of)["options"][1].update(level=2), "C", "box", CONFIRM),
        ("practice", set_item(sensitivity="public"), "P", "yes", CONFIRM),
        ("numbers", set_item(max=10), "N", 11, NOT_CARRIED),
        ("choice", lambda of: item(of)["options"].pop(), "C", "own", KEPT),
        ("choice", lambda of: item(of)["options"].pop(), "C", "both", NOT_CARRIED),
        ("choices", lambda of: item(of)["options"].pop(0), "C", ("food", "housing"), NOT_CARRIED),
        ("practice", lambda of: item(of).update(kind="text") or item(of).pop("weight"), "P", "yes", NOT_CARRIED),
        ("reversed", lambda of: of["sections"][0]["items"].pop(), "Q", "yes", NOT_CARRIED),
        ("practice", set_item(dont_know=False), "P", DontKnow(), NOT_CARRIED),
        ("practice", set_item(weight=2), "P", DontKnow(), KEPT),
        ("not-applicable", lambda of: item(of, 1)["na_reasons"].pop(), "Q", NotApplicable("other", "why"), NOT_CARRIED),
        ("not-applicable", lambda of: item(of, 1)["na_reasons"].pop(), "Q", NotApplicable("no-housing"), KEPT),
        ("numbers", set_item(2, kind="number"), "P", Decimal("7.5"), CONFIRM),
        ("table", lambda of: item(of)["columns"][0].update(text="New"), "T", (ROW,), KEPT),
        ("table", lambda of: item(of)["columns"].pop(2), "T", (ROW,), CONFIRM),
        ("table", lambda of: item(of)["columns"][2].update(max=3), "T", (ROW,), CONFIRM),
        ("table", lambda of: item(of)["columns"][2].update(unit="people"), "T", (ROW,), CONFIRM),
        ("table", set_item(min_rows=2), "T", (ROW,), NOT_CARRIED),
        ("table", set_item(hint="New"), "T", DontKnow(), KEPT),
    ],
)
def test_an_answer_is_kept_to_be_confirmed_or_not_carried(name, edit, key, answer, effect):
    assert fate(name, edit, key, answer) is effect


def test_a_table_loses_only_the_cells_of_the_column_that_went():
    old = tiny("table")
    new = edited("table", lambda of: item(of)["columns"].pop(2))
    carried = carry_over({T: (ROW,)}, compare(old, new), old, new)
    (row,) = carried.confirm[T]
    assert row == Row("r1", {ItemId("origin"): "VN", ItemId("workers"): Split(women=3)})


def test_what_is_not_carried_is_as_it_was():
    old = tiny("choice")
    new = edited("choice", lambda of: item(of)["options"].pop())
    carried = carry_over({ItemId("C"): "both", ItemId("Unknown"): 3}, compare(old, new), old, new)
    assert carried.not_carried == {"C": "both", "Unknown": 3}


def test_a_new_item_is_unanswered():
    old, new = tiny("practice"), edited("practice", lambda of: of["sections"][0]["items"].append(NEW_ITEM))
    assert carry_over({ItemId("P"): "yes"}, compare(old, new), old, new).kept == {"P": "yes"}


EDITS = [
    set_item(1, text="New?", weight=3),
    lambda of: item(of, 3).update(kind="choices") or item(of, 3).pop("weight"),
    lambda of: item(of, 4)["options"].pop(),
    lambda of: item(of, 16)["columns"].pop(0),
    lambda of: of["sections"][0]["items"].pop(2),
]
ANSWERS = {
    "Maturity": 3,
    "Practice": "no",
    "Checklist": ("visa",),
    "Choice": "both",
    "Choices": ("food",),
    "Integer": 4,
    "Text": "x",
    "Table": (ROW,),
}


@given(st.sets(st.integers(0, len(EDITS) - 1)), st.sets(st.sampled_from(sorted(ANSWERS))))
def test_no_answer_is_ever_lost(edits, answered):
    old = tiny("all-kinds")
    new = edited("all-kinds", lambda of: [EDITS[number](of) for number in sorted(edits)])
    answers = {ItemId(key): ANSWERS[key] for key in answered}
    carried = carry_over(answers, compare(old, new), old, new)
    assert sorted([*carried.kept, *carried.confirm, *carried.not_carried]) == sorted(answers)
