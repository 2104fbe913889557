"""Which severe harms are there, is somebody remedying them, and what is therefore the headline?

No average hides a critical issue. A supplier who discloses one and plans its remedy is better off than one who was
found out, never worse: only the supplier's own answer can be `remedying`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from instruments.model import ActionType, Instrument, ItemId
from scoring.levels import HIGHEST, IN_HALVES, Mark, Marks, Without, in_halves

HEALING = frozenset({ActionType.STOP_HARM, ActionType.REMEDY})

# *Not applicable* on one's word alone does not clear an issue, and *don't know* is no clearance either.
UNCERTAIN = frozenset({Without.DONT_KNOW, Without.FREELY_NOT_APPLICABLE})


class Status(StrEnum):
    """What is being done about a critical issue."""

    OPEN = "open"
    REMEDYING = "remedying"
    REMEDIED = "remedied"


class Headline(StrEnum):
    """What comes before every number, worst first."""

    IMMEDIATE_ACTION = "immediate-action"
    REMEDYING = "remedying"
    CLEAR = "clear"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action of the supplier's plan. `verified`: by somebody other than the supplier."""

    item: ItemId
    type: ActionType
    owner: str
    due: date
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """A critical issue that an item raises; `unknown` when it is raised because nobody can tell."""

    id: str
    item: ItemId
    status: Status
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Remedies:
    """The healing actions of a plan, by item: those verified by others, and those still on time."""

    verified: frozenset[ItemId]
    on_time: frozenset[ItemId]


NO_REMEDIES = Remedies(frozenset(), frozenset())


def remedies(plan: Sequence[PlannedAction], today: date | None) -> Remedies:
    """Return what a plan does about harm. Without `today` no date can be trusted not to have passed."""
    healing = [action for action in plan if action.type in HEALING]
    return Remedies(
        verified=frozenset(action.item for action in healing if action.verified),
        on_time=frozenset(
            action.item for action in healing if action.owner.strip() and today is not None and action.due >= today
        ),
    )


EVERY_MARK = (*Without, *range(HIGHEST + 1))


@lru_cache(maxsize=64)
def _rules(instrument: Instrument) -> tuple[tuple[ItemId, str, frozenset[Mark]], ...]:
    """Return, per item with an issue, the marks that raise it."""
    return tuple(
        (
            item.id,
            item.critical.id,
            frozenset(mark for mark in EVERY_MARK if is_raised(mark, in_halves(item.critical.below))),
        )
        for item in instrument.items.values()
        if item.critical is not None
    )


def issues(
    instrument: Instrument,
    marks: Marks,
    healing: Remedies = NO_REMEDIES,
    found_by_others: frozenset[ItemId] = frozenset(),
) -> tuple[Issue, ...]:
    """Return every critical issue that is raised, in instrument order.

    `found_by_others`: items whose mark is not the supplier's own account.
    """
    return tuple(
        Issue(issue, item, _status(item, marks[item], healing, found_by_others), unknown=marks[item] in UNCERTAIN)
        for item, issue, raising in _rules(instrument)
        if marks[item] in raising
    )


def is_raised(mark: Mark, below: int) -> bool:
    """Whether a mark raises the issue of an item whose level must not be below `below` (in half steps)."""
    return mark in UNCERTAIN or IN_HALVES.get(mark, below) < below


def _status(item: ItemId, mark: Mark, healing: Remedies, found_by_others: frozenset[ItemId]) -> Status:
    if item in healing.verified:
        return Status.REMEDIED
    disclosed = mark not in UNCERTAIN and item not in found_by_others
    return Status.REMEDYING if disclosed and item in healing.on_time else Status.OPEN


def headline(raised: Iterable[Issue], *, draft: bool) -> Headline:
    """Return the headline. A draft has none yet, whatever is already known."""
    statuses = {issue.status for issue in raised}
    if draft:
        return Headline.INCOMPLETE
    if Status.OPEN in statuses:
        return Headline.IMMEDIATE_ACTION
    return Headline.REMEDYING if Status.REMEDYING in statuses else Headline.CLEAR


def by_item(raised: Iterable[Issue]) -> Mapping[ItemId, Issue]:
    """Return the issues by the item that raises each; an item raises at most one."""
    return {issue.item: issue for issue in raised}
