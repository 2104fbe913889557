"""Which actions a draft plan holds, in which order, and what a repayment still owes."""

from datetime import date, timedelta
from decimal import Decimal

from scoring_cases import action, below, given, maturity, one_section, rule

from instruments.model import ActionType, Answer, Item
from scoring.plan import DraftAction, Instalment, Owed, Repayment, draft_plan
from scoring.score import score

START = date(2026, 3, 1)
STOP, REMEDY, PREVENT, SYSTEM = ActionType


def drafted(*items: Item, **answers: Answer) -> tuple[DraftAction, ...]:
    whole = one_section(*items)
    return draft_plan(whole, score(whole, given(**answers)).gaps, start=START)


def positions(*items: Item, **answers: Answer) -> list[int]:
    return [drafted.position for drafted in drafted(*items, **answers)]


def test_an_action_must_help_and_not_ask_for_more_than_is_needed() -> None:
    item = maturity("A", roadmap=(rule(1, 3),), actions=(action(1), action(2), action(3), action(4)))
    assert positions(item, A=1) == [1, 2]
    assert positions(item) == [0, 1, 2]


def test_when_none_fits_the_smallest_step_up_is_taken() -> None:
    item = maturity("A", roadmap=(rule(1, 2),), actions=(action(4), action(3), action(3, PREVENT)))
    assert positions(item, A=1) == [1]
    assert positions(maturity("A", roadmap=(rule(1, 2),), actions=(action(1),)), A=1) == []


def test_what_stops_and_repairs_harm_is_always_there() -> None:
    item = maturity("A", critical=below(2), actions=(action(2), action(4, REMEDY), action(4, STOP), action(0, STOP)))
    assert positions(item, A=0) == [2, 1, 0]


def test_harm_is_stopped_before_systems_are_built() -> None:
    light = maturity("A", 1, roadmap=(rule(1, 4),), actions=(action(4), action(2), action(4, PREVENT)))
    heavy = maturity("B", 3, roadmap=(rule(1, 4),), actions=(action(4), action(4, STOP), action(4, REMEDY)))
    found = [(one.recommendation.type, one.item, one.position) for one in drafted(light, heavy, A=0, B=0)]
    assert found == [
        (STOP, "B", 1),
        (REMEDY, "B", 2),
        (PREVENT, "A", 2),
        (SYSTEM, "B", 0),
        (SYSTEM, "A", 1),
        (SYSTEM, "A", 0),
    ]


def test_an_action_is_due_its_days_after_the_start() -> None:
    (found,) = drafted(maturity("A", roadmap=(rule(1, 4),), actions=(action(4, days=7),)), A=0)
    assert found.due == START + timedelta(days=7)


def test_no_action_is_due_after_the_last_day_of_the_calendar() -> None:
    item = maturity("A", roadmap=(rule(1, 4),), actions=(action(4, days=7),))
    instrument = one_section(item)
    (found,) = draft_plan(instrument, score(instrument, given(A=0)).gaps, start=date(9999, 12, 30))
    assert found.due == date.max


REPAYMENT = Repayment(
    owed=(
        Owed("NP-MY", "agency fee", 4, Decimal("120.50"), "MYR"),
        Owed("NP-MY", "passport", 4, Decimal("30.00"), "MYR"),
        Owed("VN-MY", "deposit", 2, Decimal(100), "USD"),
    ),
    schedule=(
        Instalment(START, Decimal("100.50"), "MYR", proof="receipt.pdf"),
        Instalment(START, Decimal(50), "MYR"),
        Instalment(START + timedelta(days=30), Decimal(120), "USD", proof="transfer.pdf"),
    ),
)


def test_a_repayment_counts_per_currency_and_only_with_proof() -> None:
    assert REPAYMENT.workers == 10
    assert REPAYMENT.total() == {"MYR": Decimal("150.50"), "USD": Decimal(100)}
    assert REPAYMENT.paid() == {"MYR": Decimal("100.50"), "USD": Decimal(120)}
    assert REPAYMENT.remaining() == {"MYR": Decimal("50.00"), "USD": Decimal(0)}


def test_an_unpaid_instalment_is_overdue_after_its_day() -> None:
    assert REPAYMENT.overdue(START) == ()
    assert REPAYMENT.overdue(START + timedelta(days=1)) == (REPAYMENT.schedule[1],)
