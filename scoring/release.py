"""Which figures about several suppliers, or about workers, may be shown?

Every aggregate passes here, so that nobody is found by subtraction. A table is a row of cells and, where it is shown,
their total; a cell that is withheld says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

FEWEST_SUPPLIERS = 5
FEWEST_PARENTS = 2
LARGEST_SHARE = Fraction(60, 100)
FEWEST_ANSWERS = 10
FEWEST_ANSWERS_ON_HARM = 15
FEWEST_FOR_EXTREMES = 30
HARM_STEP = 5


class Withholding(StrEnum):
    """Why a cell is not shown."""

    TOO_FEW_SUPPLIERS = "too-few-suppliers"
    TOO_FEW_PARENTS = "too-few-parents"
    ONE_DOMINATES = "one-dominates"
    TOO_FEW_ANSWERS = "too-few-answers"
    MORE_THAN_ONE_SPLIT = "more-than-one-split"
    ALL_OR_NONE = "all-or-none"
    COULD_BE_COMPUTED = "could-be-computed"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one supplier adds to a sum, and the parent company it belongs to (itself, when it has none)."""

    supplier: str
    parent: str
    amount: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SupplierCell:
    """A figure about suppliers: the sum of their contributions."""

    key: str
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class WorkerCell:
    """A figure about workers: `yes` among `answers`, by at most one split (`sex`); `severe`: about a severe harm."""

    key: str
    answers: int
    yes: int
    severe: bool = False
    splits: tuple[str, ...] = ()


Cell = SupplierCell | WorkerCell


@dataclass(frozen=True, slots=True)
class Released:
    """A cell as it may be shown: for suppliers their sum, for workers the percentage that said yes."""

    key: str
    count: int
    figure: Fraction


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell that may not be shown, and why."""

    key: str
    reason: Withholding


Outcome = Released | Withheld


def release(cells: Sequence[Cell], total: Cell | None = None) -> tuple[tuple[Outcome, ...], Outcome | None]:
    """Return what may be shown of a row of cells of one kind, and of their total when that is to be shown too.

    The total less the shown cells is a figure as well: while it could not be released on its own, the smallest cell
    still shown is withheld too.
    """
    outcomes = {cell.key: release_one(cell) for cell in cells}
    whole = None if total is None else release_one(total)
    while isinstance(whole, Released) and not _is_safe(cells, outcomes):
        smallest = min((cell for cell in cells if isinstance(outcomes[cell.key], Released)), key=_count, default=None)
        if smallest is None:
            break
        outcomes[smallest.key] = Withheld(smallest.key, Withholding.COULD_BE_COMPUTED)
    return tuple(outcomes[cell.key] for cell in cells), whole


def _is_safe(cells: Iterable[Cell], outcomes: dict[str, Outcome]) -> bool:
    hidden = [cell for cell in cells if isinstance(outcomes[cell.key], Withheld)]
    return not hidden or isinstance(release_one(_together(hidden)), Released)


def _together(cells: Sequence[Cell]) -> Cell:
    """Return several cells of one kind as one."""
    of_suppliers = [cell for cell in cells if isinstance(cell, SupplierCell)]
    if of_suppliers:
        return SupplierCell("", tuple(part for cell in of_suppliers for part in cell.contributions))
    of_workers = [cell for cell in cells if isinstance(cell, WorkerCell)]
    return replace(
        of_workers[0], answers=sum(cell.answers for cell in of_workers), yes=sum(cell.yes for cell in of_workers)
    )


def release_one(cell: Cell) -> Outcome:
    """Return a cell as it may be shown on its own."""
    reason = _reason(cell)
    return Released(cell.key, _count(cell), _figure(cell)) if reason is None else Withheld(cell.key, reason)


def _count(cell: Cell) -> int:
    match cell:
        case SupplierCell(_, contributions):
            return len({part.supplier for part in contributions})
        case WorkerCell(_, answers):
            return answers
    assert_never(cell)


def _figure(cell: Cell) -> Fraction:
    match cell:
        case SupplierCell(_, contributions):
            return sum((part.amount for part in contributions), Fraction(0))
        case WorkerCell(_, answers, yes, severe):
            percent = Fraction(100 * yes, answers)
            return Fraction(HARM_STEP * int(percent / HARM_STEP + Fraction(1, 2))) if severe else percent
    assert_never(cell)


def _reason(cell: Cell) -> Withholding | None:
    match cell:
        case SupplierCell(_, contributions):
            return _reason_for_suppliers(contributions)
        case WorkerCell():
            return _reason_for_workers(cell)
    assert_never(cell)


def _reason_for_suppliers(contributions: Sequence[Contribution]) -> Withholding | None:
    amounts: dict[str, Fraction] = {}
    for part in contributions:
        amounts[part.supplier] = amounts.get(part.supplier, Fraction(0)) + abs(part.amount)
    if len(amounts) < FEWEST_SUPPLIERS:
        return Withholding.TOO_FEW_SUPPLIERS
    if len({part.parent for part in contributions}) < FEWEST_PARENTS:
        return Withholding.TOO_FEW_PARENTS
    dominated = max(amounts.values()) > LARGEST_SHARE * sum(amounts.values())
    return Withholding.ONE_DOMINATES if dominated else None


def _reason_for_workers(cell: WorkerCell) -> Withholding | None:
    if len(cell.splits) > 1:
        return Withholding.MORE_THAN_ONE_SPLIT
    if cell.answers < (FEWEST_ANSWERS_ON_HARM if cell.severe else FEWEST_ANSWERS):
        return Withholding.TOO_FEW_ANSWERS
    extreme = cell.yes in {0, cell.answers}
    if cell.severe and extreme and cell.answers < FEWEST_FOR_EXTREMES:
        return Withholding.ALL_OR_NONE
    return None
