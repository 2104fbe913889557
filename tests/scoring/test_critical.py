"""When a critical issue is raised, what its status is, and what the headline says."""

from datetime import date, timedelta
from typing import Any

import pytest
from scoring_cases import GATE, OWN, below, given, maturity, one_section

from instruments.model import ActionType, Answer, DontKnow, ItemId, NotApplicable
from scoring.critical import Headline, Issue, PlannedAction, Status
from scoring.score import score

TODAY = date(2026, 3, 1)
ITEM = ItemId("A")
WHOLE = one_section(maturity("A", 3, critical=below(2), na_reasons=(GATE, OWN)), maturity("B"))


def planned(kind: ActionType = ActionType.REMEDY, **rest: Any) -> PlannedAction:
    return PlannedAction(**({"item": ITEM, "type": kind, "owner": "HR", "due": TODAY} | rest))


def raised(answer: Answer, **circumstances: Any) -> tuple[Issue, ...]:
    return score(WHOLE, given(A=answer, B=4), **({"today": TODAY} | circumstances)).critical


def status(**circumstances: Any) -> Status:
    (issue,) = raised(1, **circumstances)
    return issue.status


def test_an_issue_is_raised_below_its_level_and_not_at_it() -> None:
    assert raised(1) == (Issue("C-1", ITEM, Status.OPEN),)
    assert raised(2) == ()


def test_nobody_knowing_raises_it() -> None:
    assert raised(DontKnow()) == (Issue("C-1", ITEM, Status.OPEN, unknown=True),)


def test_not_applicable_clears_it_only_for_a_listed_reason_that_is_not_free() -> None:
    assert raised(NotApplicable("gate")) == ()
    assert raised(NotApplicable("own", "So")) == (Issue("C-1", ITEM, Status.OPEN, unknown=True),)


def test_an_unanswered_item_raises_nothing_yet() -> None:
    assert score(WHOLE, {}).critical == ()


@pytest.mark.parametrize("kind", [ActionType.STOP_HARM, ActionType.REMEDY])
def test_a_supplier_that_discloses_and_plans_a_remedy_is_remedying(kind: ActionType) -> None:
    assert status(plan=[planned(kind)]) is Status.REMEDYING


@pytest.mark.parametrize(
    "action",
    [
        planned(ActionType.SYSTEM),
        planned(item=ItemId("B")),
        planned(owner=" "),
        planned(due=TODAY - timedelta(days=1)),
    ],
)
def test_a_plan_without_healing_owner_or_time_left_changes_nothing(action: PlannedAction) -> None:
    assert status(plan=[action]) is Status.OPEN


def test_without_a_day_no_date_is_trusted() -> None:
    assert status(plan=[planned()], today=None) is Status.OPEN


def test_an_issue_that_others_found_stays_open_until_they_verified_its_remedy() -> None:
    assert status(plan=[planned()], contradicted=frozenset({ITEM})) is Status.OPEN
    late = planned(verified=True, due=TODAY - timedelta(days=99))
    assert status(plan=[late], contradicted=frozenset({ITEM})) is Status.REMEDIED


def test_what_nobody_knows_cannot_be_remedying() -> None:
    (issue,) = raised(DontKnow(), plan=[planned()])
    assert issue.status is Status.OPEN


def test_the_headline_is_that_of_the_worst_issue() -> None:
    def headline(*plan: PlannedAction, answer: Answer = 1) -> Headline:
        return score(WHOLE, given(A=answer, B=4), plan=plan, today=TODAY).headline

    assert headline() is Headline.IMMEDIATE_ACTION
    assert headline(planned()) is Headline.REMEDYING
    assert headline(planned(verified=True)) is Headline.CLEAR
    assert headline(answer=2) is Headline.CLEAR


def test_a_draft_is_incomplete_and_lists_its_issues_all_the_same() -> None:
    card = score(WHOLE, given(A=0))
    assert card.headline is Headline.INCOMPLETE
    assert [issue.item for issue in card.critical] == ["A"]
