"""Stages are reached by gates."""

from datetime import date
from typing import Any

from scoring_cases import GATE, below, given, maturity, one_section, rule

from instruments.model import ActionType, Answer, DontKnow, Instrument, ItemId, NotApplicable
from scoring.critical import PlannedAction
from scoring.roadmap import AreaStage
from scoring.score import score

TODAY = date(2026, 3, 1)
LADDER = one_section(
    maturity("A", roadmap=(rule(1, 1), rule(3, 3)), na_reasons=(GATE,)),
    maturity("B", roadmap=(rule(2, 2),), na_reasons=(GATE,)),
)


def fees(whole: Instrument, answers: dict[str, Answer], **circumstances: Any) -> AreaStage:
    return score(whole, given(**answers), **circumstances).roadmap[0]


def reached(**answers: Answer) -> int | None:
    return fees(LADDER, answers).stage


def test_every_stage_needs_those_before_it() -> None:
    assert reached(A=0, B=4) == 0
    assert reached(A=4, B=0) == 1
    assert reached(A=2, B=2) == 2
    assert reached(A=3, B=2) == 3


def test_no_stage_is_reached_beyond_the_last_criterion() -> None:
    assert reached(A=4, B=4) == 3


def test_a_criterion_drops_out_with_its_item_and_an_unanswered_one_is_unmet() -> None:
    assert reached(A=NotApplicable("gate"), B=2) == 2
    assert reached(A=3, B=NotApplicable("gate")) == 3
    assert reached(A=NotApplicable("gate"), B=NotApplicable("gate")) is None
    assert reached(A=3) == 1


def test_an_unanswered_item_does_not_even_meet_level_0() -> None:
    easy = one_section(maturity("A", roadmap=(rule(1, 0),)))
    assert fees(easy, {}).stage == 0
    assert fees(easy, {"A": DontKnow()}).stage == 1


def test_an_area_without_criteria_is_not_applicable() -> None:
    assert score(LADDER, given(A=3, B=3)).roadmap[1] == AreaStage("remedy", None, 3, None)


def test_an_open_harm_holds_its_area_at_1_and_a_remedying_one_at_2() -> None:
    harm = one_section(maturity("A", 3, critical=below(4), roadmap=(rule(1, 1),)), maturity("B", roadmap=(rule(3, 1),)))
    answers: dict[str, Answer] = {"A": 3, "B": 4}
    assert fees(harm, answers) == AreaStage("fees", 1, 3, 3, (ItemId("A"),))
    plan = [PlannedAction(ItemId("A"), ActionType.REMEDY, "HR", TODAY)]
    assert fees(harm, answers, plan=plan, today=TODAY).stage == 2
    plan = [PlannedAction(ItemId("A"), ActionType.REMEDY, "HR", TODAY, verified=True)]
    assert fees(harm, answers, plan=plan).stage == 3


def test_a_harm_elsewhere_does_not_hold_the_area() -> None:
    harm = one_section(maturity("A", 3, critical=below(4)), maturity("B", roadmap=(rule(3, 1),)))
    assert fees(harm, {"A": 0, "B": 4}) == AreaStage("fees", 3, 3, 3)


def test_the_target_is_the_last_stage_but_one_unless_a_campaign_sets_another() -> None:
    assert fees(LADDER, {}).target == 3
    assert fees(LADDER, {}, targets={"fees": 2}).target == 2
    assert fees(one_section(maturity("A"), stages=()), {}).target == 1
