"""Instruments for scoring tests, built by hand, and a short way to answer them."""

from fractions import Fraction
from typing import Any

from instruments.model import (
    ActionType,
    Answer,
    Answers,
    Area,
    CriticalIssue,
    CriticalRule,
    Instrument,
    InstrumentRef,
    Item,
    ItemId,
    Maturity,
    Practice,
    Reason,
    Recommendation,
    RoadmapRule,
    Section,
    Stage,
)

GATE = Reason("gate", "We have none")
OWN = Reason("own", "Another reason", free=True)


def maturity(name: str, weight: int = 1, **rest: Any) -> Item:
    return Item(ItemId(name), Maturity(("0", "1", "2", "3", "4")), name, weight=weight, required=True, **rest)


def practice(name: str, weight: int = 1, **rest: Any) -> Item:
    return Item(ItemId(name), Practice(), name, weight=weight, required=True, **rest)


def below(level: int, issue: str = "C-1") -> CriticalRule:
    return CriticalRule(issue, Fraction(level))


def rule(stage: int, level: int, area: str = "fees") -> RoadmapRule:
    return RoadmapRule(area, stage, Fraction(level))


def action(raises_to: float, kind: ActionType = ActionType.SYSTEM, days: int = 10) -> Recommendation:
    return Recommendation(Fraction(raises_to), kind, f"Raise to {raises_to}", days)


def section(name: str, *items: Item, scored: bool = True) -> Section:
    return Section(name, name, scored=scored, items=items)


def instrument(*sections: Section, version: str = "1.0.0", **rest: Any) -> Instrument:
    parts: dict[str, Any] = {
        "areas": (Area("fees", "Fees"), Area("remedy", "Remedy")),
        "stages": tuple(Stage(number, str(number)) for number in range(1, 5)),
        "critical": (CriticalIssue("C-1", "Harm"),),
    }
    return Instrument(InstrumentRef("tiny", version), "sha256:0", "en", "Tiny", sections, **(parts | rest))


def one_section(*items: Item, **rest: Any) -> Instrument:
    return instrument(section("S", *items), **rest)


def given(**answers: Answer) -> Answers:
    return {ItemId(name): answer for name, answer in answers.items()}
