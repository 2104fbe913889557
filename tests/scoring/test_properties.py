"""What must hold of every score, whatever the instrument and the answers (the list stands in the method)."""

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st
from strategies import answer, answered, answers, instruments, patiently

from instruments.answering import is_draft, stand
from instruments.model import ActionType, Answers, Instrument, ItemId, NotApplicable, State
from scoring.critical import Headline, PlannedAction, Status
from scoring.levels import HIGHEST, marks
from scoring.output import to_json
from scoring.practice import Interval
from scoring.score import Circumstances, Scorecard, assemble, rescore, score

Case = tuple[Instrument, Answers]
RANK = list(Headline)
TODAY = date(2026, 3, 1)


def not_lower(before: Fraction | int | None, after: Fraction | int | None) -> bool:
    return before == after if before is None or after is None else after >= before


def practice_numbers(card: Scorecard) -> list[Fraction | None]:
    return [card.practice, *card.interval, *card.range, *(section.practice for section in card.sections)]


@patiently
@for_all(answered(), st.data())
def test_raising_a_level_never_lowers_a_number_a_stage_or_the_headline(case: Case, data: st.DataObject) -> None:
    whole, given = case
    standing = stand(whole, given)
    marked = marks(whole, given, standing.states)
    raisable = [item for item, mark in marked.items() if 0 <= mark < HIGHEST]
    assume(raisable)
    item = data.draw(st.sampled_from(raisable))
    higher = marked | {item: data.draw(st.integers(marked[item] + 1, HIGHEST))}
    before, after = (assemble(whole, given, standing, m, Circumstances()) for m in (marked, higher))
    assert all(map(not_lower, practice_numbers(before), practice_numbers(after)))
    assert all(not_lower(one.stage, other.stage) for one, other in zip(before.roadmap, after.roadmap, strict=True))
    assert RANK.index(after.headline) >= RANK.index(before.headline)


@patiently
@for_all(answered(conditions=False), st.data())
def test_an_item_of_one_section_leaves_the_other_sections_alone(case: Case, data: st.DataObject) -> None:
    whole, given = case
    changeable = [item for item in whole.items.values() if answer(item) is not None]
    assume(changeable)
    item = data.draw(st.sampled_from(changeable))
    section = whole.section_of[item.id].id
    strategy = answer(item)
    assert strategy is not None
    changed = {**given, item.id: data.draw(strategy)}
    before, after = score(whole, given).sections, score(whole, changed).sections
    assert [one for one in before if one.id != section] == [one for one in after if one.id != section]


def without_order(card: Scorecard) -> dict[str, Any]:
    written = to_json(card)
    order_within = {key: sorted(map(str, written[key])) for key in ("critical", "gaps", "find_out", "unsupported")}
    for area in written["roadmap"].values():
        area.get("held_by", []).sort()
    return written | order_within


@patiently
@for_all(answered(conditions=False), st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(case: Case, chance: random.Random) -> None:
    whole, given = case
    sections = [replace(one, items=tuple(chance.sample(one.items, len(one.items)))) for one in whole.sections]
    shuffled = replace(whole, sections=tuple(chance.sample(sections, len(sections))))
    assert without_order(score(shuffled, given)) == without_order(score(whole, given))


@patiently
@for_all(answered())
def test_the_language_changes_nothing(case: Case) -> None:
    whole, given = case
    translated = replace(
        whole,
        language="vi",
        sections=tuple(
            replace(one, title="Phần", items=tuple(replace(item, text="Câu hỏi") for item in one.items))
            for one in whole.sections
        ),
    )
    assert score(translated, given) == score(whole, given)


@patiently
@for_all(answered(), st.data())
def test_not_applicable_clears_an_issue_only_for_a_listed_reason_that_is_not_free(
    case: Case, data: st.DataObject
) -> None:
    whole, given = case
    raised = {issue.item for issue in score(whole, given).critical}
    assume(raised)
    item = data.draw(st.sampled_from(sorted(raised)))
    reason = data.draw(st.sampled_from(["gate", "own", "made-up"]))
    listed = any(one.id == reason and not one.free for one in whole.items[item].na_reasons)
    after = score(whole, {**given, item: NotApplicable(reason, "So")}).critical
    assert (item in {issue.item for issue in after}) is not listed


@patiently
@for_all(answered(), st.data())
def test_an_answer_to_an_item_not_asked_changes_nothing(case: Case, data: st.DataObject) -> None:
    whole, given = case
    states = stand(whole, given).states
    silent = [item for item in whole.items.values() if states[item.id] is State.NOT_ASKED and answer(item) is not None]
    assume(silent)
    item = data.draw(st.sampled_from(silent))
    strategy = answer(item)
    assert strategy is not None
    without = {key: value for key, value in given.items() if key != item.id}
    assert score(whole, {**given, item.id: data.draw(strategy)}) == score(whole, without)


@patiently
@for_all(answered(), st.data())
def test_scores_lie_between_0_and_100(case: Case, data: st.DataObject) -> None:
    whole, given = case
    card = score(whole, given, evidence=data.draw(st.dictionaries(st.sampled_from([*whole.items]), st.integers(0, 4))))
    for number in (*practice_numbers(card), card.confidence):
        assert number is None or 0 <= number <= 100


@patiently
@for_all(answered())
def test_the_range_surrounds_the_interval_and_the_interval_the_number(case: Case) -> None:
    card = score(*case)
    assert within(card.practice, card.interval)
    for end in card.interval:
        assert within(end, card.range)


def within(number: Fraction | None, interval: Interval) -> bool:
    low, high = interval
    return number is None or (low is not None and high is not None and low <= number <= high)


@patiently
@for_all(instruments())
def test_nothing_answered_gives_not_scored_never_0_or_100(whole: Instrument) -> None:
    card = score(whole, {})
    assert (card.practice, card.confidence) == (None, None)
    assert all(section.practice is None for section in card.sections)


@patiently
@for_all(answered(blanks=False), st.data())
def test_a_drafts_interval_contains_the_practice_of_its_completions(case: Case, data: st.DataObject) -> None:
    # `answered` is false of a blank and true once it is filled: what is asked only while something is blank may have
    # a level in the draft that no completion has. No interval can foresee that.
    whole, given = case
    draft = score(whole, given)
    later = score(whole, data.draw(answers(whole, complete=True)) | dict(given))
    assume(later.practice is not None)
    counted = {section.id for section in draft_sections(whole, given)}
    assume(counted == {section.id for section in later.sections if section.practice is not None})
    assert within(later.practice, draft.interval)


def draft_sections(whole: Instrument, given: Answers) -> list[Any]:
    """Return the sections that the interval of a draft counts: those that are scored with every gap filled."""
    standing = stand(whole, given)
    filled = {item: mark if mark not in (-2, -3) else 0 for item, mark in marks(whole, given, standing.states).items()}
    return [s for s in assemble(whole, given, standing, filled, Circumstances()).sections if s.practice is not None]


@patiently
@for_all(answered(complete=True))
def test_a_complete_response_of_required_items_has_no_interval_left(case: Case) -> None:
    whole, given = case
    assume(not any(item.scored and not item.required for item in whole.items.values()))
    card = score(whole, given)
    assert not is_draft(whole, stand(whole, given))
    assert card.interval == (card.practice, card.practice)


@patiently
@for_all(answered(complete=True), st.data())
def test_who_discloses_never_has_a_worse_headline_than_who_is_found_out(case: Case, data: st.DataObject) -> None:
    whole, given = case
    items = st.sampled_from([*whole.items])
    plan = data.draw(
        st.lists(
            st.builds(PlannedAction, items, st.sampled_from(ActionType), st.just("HR"), st.just(TODAY), st.booleans()),
            max_size=4,
        )
    )
    found_out = data.draw(st.frozensets(items))
    disclosed = score(whole, given, plan=plan, today=TODAY)
    not_disclosed = score(whole, given, plan=plan, today=TODAY, contradicted=found_out)
    assert RANK.index(disclosed.headline) >= RANK.index(not_disclosed.headline)


@patiently
@for_all(answered())
def test_without_a_plan_every_raised_issue_is_open(case: Case) -> None:
    assert {issue.status for issue in score(*case).critical} <= {Status.OPEN}


@patiently
@for_all(instruments(), st.data())
def test_scoring_many_responses_gives_what_scoring_each_gives(whole: Instrument, data: st.DataObject) -> None:
    responses = data.draw(st.lists(answers(whole), max_size=3))
    for found, given in zip(rescore(whole, responses), responses, strict=True):
        card = score(whole, given)
        assert (found.headline, found.practice, found.critical, found.roadmap) == (
            card.headline,
            card.practice,
            card.critical,
            card.roadmap,
        )
        assert {issue.item for issue in found.critical} <= {ItemId(item) for item in whole.items}
