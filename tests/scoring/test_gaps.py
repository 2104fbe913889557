"""What is a gap, what is said about it, and which comes first."""

from datetime import date
from fractions import Fraction
from typing import Any

from scoring_cases import OWN, below, given, maturity, one_section, rule

from instruments.model import ActionType, Answer, DontKnow, Instrument, Item, ItemId, NotApplicable
from scoring.critical import PlannedAction, Status
from scoring.gaps import Gap, Nature
from scoring.score import score

A = ItemId("A")
TODAY = date(2026, 3, 1)


def gaps(whole: Instrument, answers: dict[str, Answer], **circumstances: Any) -> tuple[Gap, ...]:
    return score(whole, given(**answers), **circumstances).gaps


def only(item: Item, answer: Answer | None, **circumstances: Any) -> Gap:
    (gap,) = gaps(one_section(item), {} if answer is None else {"A": answer}, **circumstances)
    return gap


def test_a_gap_names_its_areas_its_lowest_unmet_stage_and_the_highest_demand() -> None:
    rules = (rule(3, 4), rule(2, 3, "remedy"), rule(2, 2), rule(1, 1), rule(4, 4))
    gap = only(maturity("A", 2, roadmap=rules), 1)
    assert gap == Gap(A, ("fees", "remedy"), 2, Fraction(1), Fraction(4), 2, None, Nature.DECLARATION)


def test_an_item_that_meets_everything_up_to_the_target_has_no_gap() -> None:
    item = maturity("A", roadmap=(rule(1, 1), rule(4, 4)))
    assert gaps(one_section(item), {"A": 1}) == ()
    assert only(item, 1, targets={"fees": 4}).stage == 4


def test_an_unanswered_item_has_a_gap_and_no_level() -> None:
    assert only(maturity("A", roadmap=(rule(1, 1),)), None).level is None


def test_a_critical_issue_is_a_gap_even_without_a_criterion() -> None:
    gap = only(maturity("A", critical=below(2)), 1)
    assert (gap.areas, gap.stage, gap.needed, gap.critical) == ((), None, 2, Status.OPEN)


def test_a_critical_issue_demands_at_least_its_level() -> None:
    assert only(maturity("A", critical=below(4), roadmap=(rule(1, 1),)), 0).needed == 4
    assert only(maturity("A", critical=below(1), roadmap=(rule(1, 3),)), 0).needed == 3


def test_a_gap_that_rests_on_not_applicable_demands_what_clears_the_issue() -> None:
    item = maturity("A", critical=below(2), roadmap=(rule(1, 4),), na_reasons=(OWN,))
    gap = only(item, NotApplicable("own", "So"))
    assert (gap.areas, gap.level, gap.needed) == ((), None, 2)


def test_dont_know_is_marked() -> None:
    assert only(maturity("A", roadmap=(rule(1, 1),)), DontKnow()).unknown


def test_the_nature_of_a_gap_says_whose_word_stands_against_what() -> None:
    heavy, light = maturity("A", 3, roadmap=(rule(1, 4),)), maturity("A", 2, roadmap=(rule(1, 4),))
    assert only(heavy, 3).nature is Nature.EVIDENCE
    assert only(heavy, 3, evidence={A: 1}).nature is Nature.DECLARATION
    assert only(heavy, 0).nature is Nature.DECLARATION
    assert only(light, 3).nature is Nature.DECLARATION
    assert only(heavy, 3, contradicted=frozenset({A})).nature is Nature.OUTCOME


def test_the_most_urgent_comes_first() -> None:
    remedying = PlannedAction(ItemId("remedying"), ActionType.REMEDY, "HR", TODAY)
    remedied = PlannedAction(ItemId("remedied"), ActionType.REMEDY, "HR", TODAY, verified=True)
    items = (
        maturity("last", 1, roadmap=(rule(2, 1),)),
        maturity("later", 1, roadmap=(rule(2, 1),)),
        maturity("wider", 1, roadmap=(rule(2, 4),)),
        maturity("heavier", 2, roadmap=(rule(2, 1),)),
        maturity("earlier", 1, roadmap=(rule(1, 1),)),
        maturity("remedied", 1, critical=below(1)),
        maturity("remedying", 3, critical=below(1)),
        maturity("open", 1, critical=below(1), roadmap=(rule(1, 1),)),
        maturity("unruled", 1, critical=below(1)),
        maturity("unknown", 1, critical=below(1), roadmap=(rule(1, 1),)),
    )
    answers: dict[str, Answer] = {item.id: 0 for item in items} | {"unknown": DontKnow()}
    found = gaps(one_section(*items), answers, plan=[remedying, remedied], today=TODAY)
    assert [gap.item for gap in found] == [
        "unruled",
        "open",
        "unknown",
        "remedying",
        "remedied",
        "earlier",
        "heavier",
        "wider",
        "last",
        "later",
    ]


def test_heavy_claims_without_evidence_and_without_a_gap_are_listed() -> None:
    whole = one_section(maturity("A", 3), maturity("B", 2), maturity("C", 3, roadmap=(rule(1, 4),)), maturity("D", 3))
    card = score(whole, given(A=4, B=4, C=3, D=4), evidence={ItemId("D"): 1})
    assert card.unsupported == ("A",)
