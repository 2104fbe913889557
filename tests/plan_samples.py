"""A plan like those that suppliers have: from the published instrument, with what people type."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from instruments import catalogue, texts
from instruments.model import (
    Answers,
    Checklist,
    Choice,
    DontKnow,
    Instrument,
    InstrumentRef,
    Item,
    ItemId,
    Maturity,
    Practice,
)
from questionnaire.excel.plan import Plan, PlanAction
from questionnaire.lifecycle import ActionStatus
from scoring.critical import Headline
from scoring.plan import Instalment, Owed, Repayment, draft_plan
from scoring.score import Scorecard, score

KEY = b"a key for tests"
MADE = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


@cache
def instrument() -> Instrument:
    return catalogue.load(InstrumentRef("ethical-recruitment", "1.0.0"))


def answers(of: Instrument) -> Answers:
    """Answers of every scored item, spread over the levels."""
    return {item.id: answer for n, item in enumerate(of.items.values()) if (answer := _answer(item, n)) is not None}


def _answer(item: Item, number: int) -> object:
    if number % 17 == 3 and item.dont_know:
        return DontKnow()
    match item.kind:
        case Maturity():
            return number % 5
        case Practice():
            return ("yes", "partly", "no")[number % 3]
        case Choice(options):
            return options[number % len(options)].id
        case Checklist(options):
            return tuple(option.id for option in options[: 1 + number % len(options)])
    return None


@cache
def scorecard() -> Scorecard:
    of = instrument()
    return score(of, answers(of), today=MADE.date(), evidence={ItemId("ER-A-01"): 2, ItemId("ER-1-02"): 1})


def plan(count: int = 60, **changed: object) -> Plan:
    of, card = instrument(), scorecard()
    drafted = draft_plan(of, card.gaps, start=MADE.date())
    level = {gap.item: gap for gap in card.gaps}
    statuses = list(ActionStatus)
    actions = tuple(
        PlanAction(
            id=f"00000000-0000-4000-8000-{number:012d}",
            revision=1 + number % 3,
            item=draft.item,
            type=draft.recommendation.type,
            text=texts.action(of.items[draft.item], draft.position + 1),
            status=statuses[number % 7 % 5],
            finding=("Fees are still paid in two corridors; the agency has been told." if number % 3 else ""),
            level=level[draft.item].level,
            needed=level[draft.item].needed,
            cause=("price", "recruiter", "process", "")[number % 4],
            owner=("Nguyễn Thị Hoa", "Md. Rahman", "")[number % 3],
            due=MADE.date() + timedelta(days=number * 5 - 20) if number % 11 else None,
            cost=Decimal("1250.50") * number if number % 4 == 0 else None,
            currency="MYR" if number % 4 == 0 else "",
            bearer=("supplier", "shared", "")[number % 3],
            workers=("10-49", "unknown", "")[number % 3],
            note="=1+1 is not a formula" if number == 2 else "",
            need="lawyer" if number == 0 else "",
        )
        for number, draft in enumerate(drafted[:count])
    )
    values = {
        "id": "plan-1",
        "supplier": "Sunrise Garments Sdn. Bhd.",
        "instrument": of,
        "headline": Headline.IMMEDIATE_ACTION,
        "made": MADE,
        "actions": actions,
        "gaps": card.gaps,
        "repayments": REPAYMENTS,
    }
    return Plan(**(values | changed))  # type: ignore[arg-type]


REPAYMENTS = {
    ItemId("ER-1-01"): Repayment(
        owed=(
            Owed("BD → MY", "Recruitment fee", 42, Decimal(126000), "BDT"),
            Owed("NP → MY", "Medical test", 12, Decimal(54000), "NPR"),
            Owed("BD → MY", "Passport", 42, Decimal(8400), "BDT"),
        ),
        schedule=(
            Instalment(date(2026, 3, 31), Decimal("31500.50"), "BDT", "Pay slips of March"),
            Instalment(date(2026, 9, 30), Decimal("102899.50"), "BDT"),
            Instalment(date(2026, 6, 30), Decimal(54000), "NPR"),
        ),
    )
}
