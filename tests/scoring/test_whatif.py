"""What completing actions would change, and the least that leads to the next stage."""

from datetime import date
from itertools import combinations
from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st
from scoring_cases import GATE, OWN, action, below, given, maturity, one_section, rule
from strategies import answered, patiently

from instruments.model import ActionType, Answer, Answers, DontKnow, Instrument, ItemId, NotApplicable
from scoring.critical import Headline, PlannedAction
from scoring.score import Circumstances, Scorecard, score
from scoring.whatif import Choice, NextStage, next_stage, project

TODAY = date(2026, 3, 1)
A, B = ItemId("A"), ItemId("B")
ACTIONS = (action(2, days=30), action(4, days=90), action(4, days=60))
WHOLE = one_section(
    maturity("A", 3, critical=below(2), actions=ACTIONS, roadmap=(rule(1, 1), rule(2, 3)), na_reasons=(OWN,)),
    maturity("B", 1, actions=ACTIONS, roadmap=(rule(2, 2),), na_reasons=(GATE,)),
)


def projected(*chosen: Choice, **answers: Answer) -> Scorecard:
    return project(WHOLE, given(**answers), chosen, Circumstances())


def test_a_completed_action_lifts_the_level_and_what_follows_from_it() -> None:
    card = projected(Choice(A, 0), A=0, B=4)
    assert card.practice == (3 * 2 + 4) * 100 / 16
    assert (card.headline, card.critical) == (Headline.CLEAR, ())
    assert card.roadmap[0].stage == 1


def test_an_action_never_lowers_a_level() -> None:
    assert projected(Choice(A, 0), A=3, B=4) == score(WHOLE, given(A=3, B=4))


def test_what_is_not_known_is_known_once_an_action_is_completed() -> None:
    assert projected(Choice(A, 0), A=DontKnow(), B=4).find_out == ()


def test_a_draft_stays_a_draft_because_an_action_is_no_answer() -> None:
    card = projected(Choice(A, 1), B=4)
    assert (card.headline, card.practice) == (Headline.INCOMPLETE, None)
    assert card.interval == (100, 100)


def test_an_item_without_a_say_stays_out() -> None:
    card = projected(Choice(B, 1), A=4, B=NotApplicable("gate"))
    assert card == score(WHOLE, given(A=4, B=NotApplicable("gate")))


def way(area: str = "fees", whole: Instrument = WHOLE, **answers: Answer) -> NextStage | None:
    return next_stage(whole, given(**answers), area)


def test_the_next_stage_takes_the_fewest_actions_and_then_the_fewest_days() -> None:
    assert way(A=2, B=0) == NextStage("fees", 2, (Choice(A, 2), Choice(B, 0)), 90)
    assert way(A=0, B=4) == NextStage("fees", 1, (Choice(A, 0),), 30)


def test_an_area_at_its_top_or_without_criteria_has_no_next_stage() -> None:
    assert way(A=4, B=4) is None
    assert way("remedy", A=0) is None


def test_an_item_that_no_action_lifts_far_enough_blocks() -> None:
    whole = one_section(
        maturity("A", actions=(action(1),), roadmap=(rule(1, 2),)),
        maturity("B", actions=ACTIONS, roadmap=(rule(1, 2),)),
    )
    assert way(whole=whole, A=0, B=0) == NextStage("fees", 1, (Choice(B, 0),), 30, (A,))


HARM = one_section(
    maturity("A", 3, critical=below(3), actions=(action(2), action(3)), roadmap=(rule(1, 0),), na_reasons=(OWN,)),
    maturity("B", roadmap=(rule(2, 1), rule(3, 1))),
)


def test_a_harm_that_holds_the_area_must_be_lifted_too() -> None:
    assert way(whole=HARM, A=2, B=4) == NextStage("fees", 2, (Choice(A, 1),), 10)


def test_a_remedying_harm_holds_only_above_2() -> None:
    circumstances = Circumstances(plan=(PlannedAction(A, ActionType.REMEDY, "HR", TODAY),), today=TODAY)
    assert next_stage(HARM, given(A=2, B=4), "fees", circumstances) == NextStage("fees", 3, (Choice(A, 1),), 10)


def test_a_harm_behind_a_free_reason_asks_for_an_answer_not_for_an_action() -> None:
    assert way(whole=HARM, A=NotApplicable("own", "So"), B=4) == NextStage("fees", 2, (), 0, (A,))


@patiently
@for_all(answered(complete=True), st.data())
def test_projecting_the_way_leads_to_the_stage_and_nothing_smaller_does(
    case: tuple[Instrument, Answers], data: st.DataObject
) -> None:
    whole, answers = case
    if not whole.areas:
        return
    area = data.draw(st.sampled_from(whole.areas)).id
    found = next_stage(whole, answers, area)
    if found is None or found.blocked_by:
        return

    def stage(chosen: Any) -> int:
        card = project(whole, answers, chosen, Circumstances())
        return next(at.stage for at in card.roadmap if at.area == area) or 0

    assert stage(found.actions) >= found.stage
    every = [Choice(item.id, n) for item in whole.items.values() for n in range(len(item.actions))]
    if len(every) <= 10:
        for fewer in range(len(found.actions)):
            assert all(stage(chosen) < found.stage for chosen in combinations(every, fewer))
