"""A workbook that came back: dry run, applied once, taken back exactly; no answer lost, none invented."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_by_hand import by_hand
from workbook_offline import KEY, NOW, Offline, remark
from workbook_typing import typed_into

from instruments.model import ItemId
from instruments.problems import Code, Refusal
from questionnaire.services import events, plan_import, workbook_import
from questionnaire.services.workbook_import import Choice, Outcome


@pytest.fixture
def offline(database, cast, opened) -> Offline:
    return Offline(database, cast, opened("numbers"))


def outcomes(run) -> dict[str, Outcome]:
    return {str(change.item): change.outcome for change in run.proposed.changes}


@pytest.fixture
def items(offline) -> list[str]:
    return ["N", "P", "R"]


def test_what_was_typed_offline_arrives_and_nothing_else_changes(offline, items):
    offline.online({items[0]: 5}, {items[0]: "kept"})
    before = offline.stands()
    run = offline.stage(typed_into(offline.export(), KEY, {items[1]: 7, f"{items[1]}.note": "on the road"}))
    assert outcomes(run) == {items[1]: Outcome.NEW}
    assert offline.stands() == before
    done = offline.apply(run)
    assert offline.stands() == before | {items[1]: (7, "on the road")}
    assert set(done.done.changed) == {items[1]}


def test_a_file_that_nobody_touched_changes_nothing(offline, items):
    offline.online({items[0]: 5})
    run = offline.stage(offline.export())
    assert run.proposed.changes == ()
    assert run.proposed.problems == ()


def test_the_same_file_twice_changes_nothing_the_second_time(offline, items):
    offline.online({items[0]: 5})
    content = typed_into(offline.export(), KEY, {items[0]: 6, items[1]: 7})
    offline.apply(offline.stage(content))
    offline.online({items[1]: 9})  # changed on purpose after the import
    before = offline.stands()
    again = offline.stage(content)
    assert not any(change.asks for change in again.proposed.changes)
    offline.apply(again)
    assert offline.stands() == before


def test_a_second_click_gets_the_first_outcome(offline, items):
    run = offline.stage(typed_into(offline.export(), KEY, {items[1]: 7}))
    first = offline.apply(run)
    revision = offline.load().revision(ItemId(items[1]))
    assert offline.apply(run).done == first.done
    assert offline.load().revision(ItemId(items[1])) == revision


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (None, (8, "")),
        (Choice.ONLINE, (8, "")),
        (Choice.HERE, (6, "")),
        (Choice.BOTH, (8, "offline: 6")),
    ],
)
def test_both_changed_it_and_somebody_chooses(offline, items, choice, expected):
    offline.online({items[0]: 5})
    content = typed_into(offline.export(), KEY, {items[0]: 6})
    offline.online({items[0]: 8})
    run = offline.stage(content)
    assert outcomes(run) == {items[0]: Outcome.BOTH}
    offline.apply(run, {items[0]: choice} if choice else {})
    assert offline.stands()[items[0]] == expected


def test_an_emptied_cell_asks_before_it_removes(offline, items):
    offline.online({items[0]: 5})
    run = offline.stage(typed_into(offline.export(), KEY, {items[0]: None}))
    assert outcomes(run) == {items[0]: Outcome.EMPTIED}
    offline.apply(run)
    assert offline.stands()[items[0]] == (5, "")
    again = offline.stage(typed_into(offline.export(), KEY, {items[0]: " "}))
    offline.apply(again, {items[0]: Choice.HERE})
    assert items[0] not in offline.stands()


def test_zero_dont_know_and_blank_are_three_things(offline, items):
    content = typed_into(offline.export(), KEY, {items[0]: 0, f"{items[1]}.state": "I do not know"})
    offline.apply(offline.stage(content))
    stands = offline.stands()
    assert stands == {items[0]: (0, ""), items[1]: ({"state": "dont_know"}, "")}


def test_dont_know_beside_a_value_is_a_problem_and_both_are_kept(offline, items):
    content = typed_into(offline.export(), KEY, {items[0]: 5, f"{items[0]}.state": "I do not know"})
    run = offline.stage(content)
    (change,) = run.proposed.changes
    assert change.outcome is Outcome.REFUSED
    assert [problem.code for problem in change.problems] == [Code.TWO_ANSWERS]
    assert "!" in change.problems[0].where
    assert {"5", "I do not know"} <= {text for texts in run.proposed.typed[change.item].values() for text in texts}
    offline.apply(run)
    assert offline.stands() == {}


def test_what_changed_after_the_dry_run_is_left_alone(offline, items):
    run = offline.stage(typed_into(offline.export(), KEY, {items[0]: 6, items[1]: 7}))
    offline.online({items[0]: 9})
    done = offline.apply(run).done
    assert [(problem.code, problem.where) for problem in done.left] == [(Code.STALE, items[0])]
    assert offline.stands() == {items[0]: (9, ""), items[1]: (7, "")}


def test_after_an_undo_the_file_can_be_brought_again(offline, items):
    content = typed_into(offline.export(), KEY, {items[0]: 6})
    offline.undo(offline.apply(offline.stage(content)))
    assert offline.stands() == {}
    offline.apply(offline.stage(content))
    assert offline.stands() == {items[0]: (6, "")}


def test_a_blank_workbook_is_compared_with_everything(offline, items):
    content = typed_into(offline.export(filled=False), KEY, {items[0]: 6, items[1]: 7})
    offline.online({items[0]: 9, items[2]: 3})
    run = offline.stage(content)
    assert outcomes(run) == {items[0]: Outcome.BOTH, items[1]: Outcome.NEW, items[2]: Outcome.ONLINE}


def test_what_the_command_line_made_is_taken_as_blank(offline, items):
    instrument = offline.load().instrument
    content = by_hand(instrument, {ItemId(items[0]): 6}, instrument.digest.encode(), response=str(offline.assessment))
    assert outcomes(offline.stage(content)) == {items[0]: Outcome.NEW}


def test_a_workbook_of_another_assessment_or_with_a_broken_seal_is_refused(offline, opened, database, cast, items):
    other = Offline(database, cast, opened("numbers"))
    instrument = offline.load().instrument
    for content in (other.export(), by_hand(instrument, {}, b"somebody else's key")):
        with pytest.raises(Refusal) as refusal:
            offline.stage(content)
        assert refusal.value.problems[0].code is Code.WRONG_WORKBOOK


def test_a_workbook_for_another_questionnaire_or_an_unknown_edition_is_refused(offline, opened, database, cast):
    other = Offline(database, cast, opened("choices"))
    with pytest.raises(Refusal) as refusal:
        offline.stage(other.export())
    assert refusal.value.problems[0].code is Code.WRONG_INSTRUMENT
    old = by_hand(edition(offline.load().instrument, "sha256:0"), {}, KEY)
    with pytest.raises(Refusal) as refusal:
        offline.stage(old)
    assert refusal.value.problems[0].code is Code.WRONG_DIGEST


def edition(instrument, digest):
    return replace(instrument, digest=digest)


def test_strangers_find_nothing_and_plans_are_another_matter(offline, cast, items, database):
    run = offline.stage(typed_into(offline.export(), KEY, {items[0]: 6}))
    for attempt in (
        lambda: workbook_import.staged(database, cast.stranger, run.id),
        lambda: workbook_import.apply(database, cast.stranger, run.id, {}, remark=remark, now=NOW),
        lambda: plan_import.apply_import(database, cast.certifier, run.id, now=NOW),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.problems[0].code is Code.NOT_FOUND


def test_everything_is_in_the_record(offline, items, database, cast):
    run = offline.stage(typed_into(offline.export(), KEY, {items[0]: 6}))
    offline.undo(offline.apply(run))
    kinds = [each.kind for each in events.happened(database, cast.certifier, offline.assessment)]
    assert kinds[:3] == ["workbook-undone", "workbook-applied", "workbook-read"]
    assert events.verify_chain(database, cast.certifier, cast.certifier.organisation).problems == ()


def test_what_was_brought_in_is_listed(offline, items, database, cast):
    run = offline.stage(typed_into(offline.export(), KEY, {items[0]: 6}))
    assert workbook_import.imports(database, cast.certifier, offline.assessment) == ()
    offline.apply(run)
    assert [each.id for each in workbook_import.imports(database, cast.certifier, offline.assessment)] == [run.id]


# --- Against a simple model ----------------------------------------------------------------------------------------

NUMBERS = st.sampled_from([None, 0, 1, 2])
EDITS = st.dictionaries(st.integers(0, 2), NUMBERS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.integers(0, 2), st.integers(0, 2)), EDITS, EDITS, st.data())
def test_any_edits_in_both_places_lose_nothing_and_are_taken_back_exactly(offline, items, start, here, there, data):
    blank: dict[str, Any] = dict.fromkeys(items)
    offline.online(blank | {items[n]: value for n, value in start.items()})
    base = {item: document for item, (document, _) in offline.stands().items()}
    content = typed_into(offline.export(), KEY, {items[n]: value for n, value in here.items()})
    offline.online({items[n]: value for n, value in there.items()})
    before = offline.stands()
    run = offline.stage(content)
    asked = [change for change in run.proposed.changes if change.asks]
    choices = {str(change.item): data.draw(st.sampled_from(change.asks)) for change in asked}
    done = offline.apply(run, choices)
    after = offline.stands()
    for number, item in enumerate(items):
        mine = here.get(number, base.get(item))
        was, now = before.get(item, (None, ""))[0], after.get(item, (None, ""))[0]
        changed_here, changed_there = mine != base.get(item), was != base.get(item)
        match choices.get(item):
            case Choice.HERE:
                assert now == mine
            case Choice.ONLINE | Choice.BOTH:
                assert now == was
            case None:
                assert now == (mine if changed_here and not changed_there else was)
    offline.undo(done)
    assert offline.stands() == before
