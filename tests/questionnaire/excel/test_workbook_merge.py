"""Three readings of an answer are compared: nothing is lost, nothing invented, nothing chosen unasked."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny

from instruments.model import InstrumentRef, Item, ItemId
from instruments.problems import Code, Problem
from questionnaire.excel.workbook_merge import ASKS, Choice, ItemChange, Outcome, compare, decided
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading

INSTRUMENT = tiny("all-kinds")
NUMBER = next(item for item in INSTRUMENT.items.values() if type(item.kind).__name__ == "Number")

NUMBERS = st.sampled_from([None, 0, 1, 2, {"state": "dont_know"}])
NOTES = st.sampled_from(["", "one", "two"])
STATED = st.builds(Stated, NUMBERS, NOTES)


def reading(base: Stated, here: Stated, item: Item = NUMBER) -> WorkbookReading:
    ref = InstrumentRef("all-kinds", "1.0.0")
    return WorkbookReading(ref, "", "", "en", "", INSTRUMENT, {item.id: base}, {}, {item.id: here})


def change(base: Stated, here: Stated, online: Stated, item: Item = NUMBER, **more: Any) -> ItemChange:
    return next(each for each in compare(reading(base, here, item), {item.id: online}, **more) if each.item == item.id)


def remark(_item: Item, document: Any) -> str:
    return f"offline: {document}"


def after(made: ItemChange, choice: Choice | None, item: Item = NUMBER) -> Stated:
    stands, problems = decided(item, made, choice, remark)
    assert problems == ()
    return stands


# --- A simple model: two sets of edits of two parts ----------------------------------------------------------------


@given(STATED, STATED, STATED, st.sampled_from([None, *Choice]))
def test_every_part_stands_as_one_of_the_two_people_left_it(
    base: Stated, here: Stated, online: Stated, choice: Choice | None
) -> None:
    made = change(base, here, online)
    stands = after(made, choice if choice in made.asks else None)
    assert stands.document in (here.document, online.document)
    if choice is not Choice.BOTH:
        assert stands.note in (here.note, online.note)


@given(STATED, STATED, STATED)
def test_what_only_one_person_changed_is_taken_without_a_question(base: Stated, here: Stated, online: Stated) -> None:
    made = change(base, here, online)
    if made.outcome in {Outcome.NEW, Outcome.HERE}:
        stands = after(made, None)
        expected = Stated(
            here.document if here.document != base.document else online.document,
            here.note if here.note != base.note else online.note,
        )
        assert stands == expected


@given(STATED, STATED, STATED)
def test_without_a_choice_nothing_online_is_lost(base: Stated, here: Stated, online: Stated) -> None:
    made = change(base, here, online)
    stands = after(made, None)
    if made.asks or made.outcome in {Outcome.UNCHANGED, Outcome.ONLINE}:
        kept = online.document is None or stands.document is not None
        assert kept
        assert not online.note or stands.note
    if made.outcome is Outcome.BOTH:
        assert stands == online


@given(STATED, STATED, STATED)
def test_both_keeps_every_word_of_both(base: Stated, here: Stated, online: Stated) -> None:
    made = change(base, here, online)
    if made.outcome is Outcome.BOTH:
        stands = after(made, Choice.BOTH)
        for each in (here, online):
            stays = each.document in (None, base.document, stands.document)
            assert stays or remark(NUMBER, each.document) in stands.note
        assert online.note in stands.note
        assert here.note == base.note or here.note in stands.note


@given(STATED, STATED, STATED)
def test_a_conflict_is_one_only_where_both_changed_the_same_part_differently(
    base: Stated, here: Stated, online: Stated
) -> None:
    clash = any(
        getattr(here, part) != getattr(base, part)
        and getattr(online, part) != getattr(base, part)
        and getattr(here, part) != getattr(online, part)
        for part in ("document", "note")
    )
    assert (change(base, here, online).outcome is Outcome.BOTH) is clash


@given(STATED, STATED, STATED)
def test_applied_twice_is_applied_once(base: Stated, here: Stated, online: Stated) -> None:
    made = change(base, here, online)
    first = after(made, Choice.HERE if Choice.HERE in made.asks else None)
    settled = {NUMBER.id: here}
    again = change(base, here, first, settled=settled)
    assert again.outcome in {Outcome.UNCHANGED, Outcome.ONLINE}


@given(STATED, STATED)
def test_what_was_taken_away_asks_first(base: Stated, here: Stated) -> None:
    made = change(base, here, base)
    gone = (base.document is not None and here.document is None) or (base.note and not here.note)
    assert (made.outcome in {Outcome.EMPTIED, Outcome.MIXED}) is bool(gone)
    if gone:
        kept = after(made, None)
        assert base.document is None or kept.document is not None
        assert after(made, Choice.HERE) == here
        assert after(made, Choice.ONLINE) == base


@given(STATED, STATED, st.sampled_from(["", "one", "two"]))
def test_an_answer_emptied_beside_a_new_note_can_stay_with_the_note_added(
    base: Stated, here: Stated, note: str
) -> None:
    online = replace(base, note=note)
    made = change(base, here, online)
    third = Choice.BOTH in made.asks
    news = here.note != base.note and here.note not in ("", note)
    if base.document is not None and here.document is None and news:
        assert third
        assert after(made, Choice.BOTH).document == base.document
        assert set(after(made, Choice.BOTH).note.split("\n")) == {here.note, online.note} - {""}
        assert here.note in after(made, Choice.HERE).note
        assert here.note in after(made, None).note or made.outcome is Outcome.BOTH


def test_an_emptied_answer_with_nothing_beside_it_asks_one_thing() -> None:
    assert change(Stated(5), NOTHING, Stated(5)).asks == (Choice.ONLINE, Choice.HERE)


def test_an_answer_that_does_not_fit_any_more_can_become_a_remark() -> None:
    made = change(NOTHING, Stated(3, "since May"), Stated(4, "old"), confirm=frozenset({NUMBER.id}))
    assert made.outcome is Outcome.BOTH
    made = change(NOTHING, Stated(3, "since May"), NOTHING, confirm=frozenset({NUMBER.id}))
    assert after(made, Choice.BOTH) == Stated(None, "offline: 3\nsince May")


def test_twelve_and_a_half_is_twelve_point_five_zero() -> None:
    money = next(item for item in INSTRUMENT.items.values() if type(item.kind).__name__ == "MoneyKind")
    one = Stated({"amount": "12.50", "currency": "MYR"})
    other = Stated({"amount": "12.5", "currency": "MYR"})
    assert change(one, other, one, money).outcome is Outcome.UNCHANGED


def test_a_question_that_changed_asks_before_its_answer_is_taken() -> None:
    made = change(NOTHING, Stated(3), NOTHING, confirm=frozenset({NUMBER.id}))
    assert made.outcome is Outcome.CONFIRM
    assert after(made, None) == NOTHING
    assert after(made, Choice.HERE) == Stated(3)


def test_what_cannot_be_read_changes_nothing_and_says_why() -> None:
    problem = Problem.of(Code.NOT_A_NUMBER, "S!D4")
    found = replace(reading(Stated(1), Stated(1)), refused={NUMBER.id: (problem,)}, file={})
    (made,) = [each for each in compare(found, {NUMBER.id: Stated(2)}) if each.item == NUMBER.id]
    assert (made.outcome, made.problems) == (Outcome.REFUSED, (problem,))
    assert after(made, None) == Stated(2)


def test_every_question_offers_to_keep_what_is_online() -> None:
    assert all(choices[0] is Choice.ONLINE for choices in ASKS.values())
    assert ItemId(NUMBER.id) in INSTRUMENT.items
