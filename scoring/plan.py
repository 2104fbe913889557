"""Which actions does the instrument recommend for these gaps, in which order, and due when?

A draft: the supplier decides who does what, and finds the root cause. A repayment is an action of its own kind,
because what counts there is whether the workers have their money back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from instruments.model import ActionType, Instrument, Item, ItemId, Recommendation
from scoring.critical import HEALING
from scoring.gaps import Gap

TYPES = tuple(ActionType)


class RootCause(StrEnum):
    """Why there is a gap; to be named before an action can be closed."""

    POLICY = "policy"
    PROCESS = "process"
    PEOPLE = "people"
    PRICE = "price"
    LAW = "law"
    RECRUITER = "recruiter"
    BUYER_PRACTICE = "buyer-practice"
    UNKNOWN = "unknown"


class Bearer(StrEnum):
    """Who bears the cost of an action. Never the workers."""

    SUPPLIER = "supplier"
    BUYER = "buyer"
    SHARED = "shared"


class CostCategory(StrEnum):
    """What workers paid for: fees, related costs, and what nobody may charge at all (ILO definition, 2019)."""

    FEE_SERVICE = "fee-service"
    FEE_THIRD_PARTY = "fee-third-party"
    FEE_DIRECT = "fee-direct"
    FEE_RECOVERED = "fee-recovered"
    MEDICAL = "medical"
    INSURANCE = "insurance"
    SKILLS_TESTS = "skills-tests"
    TRAINING = "training"
    EQUIPMENT = "equipment"
    TRAVEL = "travel"
    ADMINISTRATION = "administration"
    ILLEGITIMATE = "illegitimate"


@dataclass(frozen=True, slots=True)
class DraftAction:
    """A recommendation for a gap, with a date: the `position`-th (from 0) of its item's recommendations."""

    gap: Gap
    position: int
    recommendation: Recommendation
    due: date

    @property
    def item(self) -> ItemId:
        """The item whose gap it closes."""
        return self.gap.item


def draft_plan(instrument: Instrument, gaps: Sequence[Gap], *, start: date) -> tuple[DraftAction, ...]:
    """Return the recommended actions for gaps given in their order; harm is stopped before systems are built."""
    drafted = [
        DraftAction(gap, position, recommendation, _due(start, recommendation.days))
        for gap in gaps
        for position, recommendation in recommended(instrument.items[gap.item], gap)
    ]
    order = {gap.item: place for place, gap in enumerate(gaps)}
    return tuple(sorted(drafted, key=lambda action: _order(action, order)))


def _due(start: date, days: int) -> date:
    """Return the day so many days after the start, or the last one that a calendar holds."""
    return start + timedelta(days=min(days, (date.max - start).days))


def _order(action: DraftAction, order: Mapping[ItemId, int]) -> tuple[object, ...]:
    chosen = action.recommendation
    return TYPES.index(chosen.type), order[action.item], chosen.raises_to, action.position


def recommended(item: Item, gap: Gap) -> Iterator[tuple[int, Recommendation]]:
    """Yield what the item recommends for a gap, each with its position.

    Everything that helps and does not ask for more than is needed, or failing that the smallest step up; and always
    what stops and repairs harm.
    """
    helping = [(n, action) for n, action in enumerate(item.actions) if action.raises_to > (gap.level or 0)]
    fitting = {n for n, action in helping if action.raises_to <= gap.needed}
    smallest = min(helping, key=lambda entry: entry[1].raises_to, default=None)
    if not fitting and smallest is not None:
        fitting = {smallest[0]}
    return ((n, action) for n, action in helping if n in fitting or action.type in HEALING)


@dataclass(frozen=True, slots=True)
class Owed:
    """What workers are owed in one corridor for one category of cost, in the currency they paid in."""

    corridor: str
    category: str
    workers: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a repayment: due on a date, and `paid` only with proof, whatever `paid_on` says."""

    due: date
    amount: Decimal
    currency: str
    proof: str = ""
    paid_on: date | None = None

    @property
    def paid(self) -> bool:
        """Whether it counts as paid."""
        return bool(self.proof)


@dataclass(frozen=True, slots=True)
class Repayment:
    """An action that gives workers back what they paid: what is owed, and the schedule of instalments."""

    owed: tuple[Owed, ...]
    schedule: tuple[Instalment, ...] = ()

    @property
    def workers(self) -> int:
        """The workers owed. One who is owed in two categories is counted in both."""
        return sum(owed.workers for owed in self.owed)

    def total(self) -> Mapping[str, Decimal]:
        """Return what is owed in all, per currency; currencies are never converted silently."""
        return _per_currency((owed.currency, owed.amount) for owed in self.owed)

    def paid(self) -> Mapping[str, Decimal]:
        """Return what has been paid with proof, per currency."""
        return _per_currency((part.currency, part.amount) for part in self.schedule if part.paid)

    def remaining(self) -> Mapping[str, Decimal]:
        """Return what workers still wait for, per currency, never below zero."""
        paid = self.paid()
        return {
            currency: max(amount - paid.get(currency, Decimal(0)), Decimal(0))
            for currency, amount in self.total().items()
        }

    def overdue(self, today: date) -> tuple[Instalment, ...]:
        """Return the instalments that should have been paid by now."""
        return tuple(part for part in self.schedule if not part.paid and part.due < today)


def _per_currency(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums
