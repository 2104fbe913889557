"""What is missing, and what comes first?

One gap per item that has an unmet criterion on the way to an area's target, or that raises a critical issue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from instruments.model import Instrument, Item, ItemId
from scoring.critical import Issue, Status, by_item
from scoring.levels import LEVELS, Mark, Marks, Without, in_halves, level
from scoring.roadmap import Criterion, criteria_by_item, is_met, target_of

HEAVIEST = 3
_RANK = {Status.OPEN: 0, Status.REMEDYING: 1}
_AFTER_THEM = 2


class Nature(StrEnum):
    """Whose word stands against what: the supplier says not yet; claims without support; is contradicted."""

    DECLARATION = "declaration"
    EVIDENCE = "evidence"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Gap:
    """What one item lacks.

    `areas` of its unmet criteria up to the target, `stage` the lowest of them (None for a critical issue alone),
    `level` (None while unanswered), and `needed`: the highest level demanded.
    """

    item: ItemId
    areas: tuple[str, ...]
    stage: int | None
    level: Fraction | None
    needed: Fraction
    weight: int | None
    critical: Status | None
    nature: Nature
    unknown: bool = False


def gaps(
    instrument: Instrument,
    marks: Marks,
    raised: Iterable[Issue],
    *,
    targets: Mapping[str, int],
    evidence: Mapping[ItemId, int],
    contradicted: frozenset[ItemId],
) -> tuple[Gap, ...]:
    """Return every gap, the most urgent first."""
    issue_of = by_item(raised)
    found = []
    for item_id in marks:
        item, issue = instrument.items[item_id], issue_of.get(item_id)
        demanded, unmet = _demands(instrument, item_id, marks[item_id], targets)
        if unmet or issue:
            nature = _nature(item, marks[item_id], evidence, contradicted)
            found.append(_gap(item, marks[item_id], issue, demanded, unmet, nature))
    return tuple(sorted(found, key=_urgency))  # the sort is stable: equals stay in the order of the instrument


def _demands(
    instrument: Instrument, item: ItemId, mark: Mark, targets: Mapping[str, int]
) -> tuple[list[Criterion], list[Criterion]]:
    """Return the item's criteria up to the target that apply, and those of them that are not met."""
    applying = [
        (criterion, is_met(criterion, mark))
        for criterion in criteria_by_item(instrument).get(item, ())
        if criterion.stage <= target_of(instrument, targets, criterion.area)
    ]
    return [c for c, met in applying if met is not None], [c for c, met in applying if met is False]


def _gap(
    item: Item, mark: Mark, issue: Issue | None, demanded: list[Criterion], unmet: list[Criterion], nature: Nature
) -> Gap:
    needed = [criterion.needed for criterion in demanded]
    if issue and item.critical:
        needed.append(in_halves(item.critical.below))
    return Gap(
        item=item.id,
        areas=tuple(dict.fromkeys(criterion.area for criterion in unmet)),
        stage=min((criterion.stage for criterion in unmet), default=None),
        level=level(mark),
        needed=LEVELS[max(needed)],
        weight=item.weight,
        critical=issue.status if issue else None,
        nature=nature,
        unknown=mark == Without.DONT_KNOW,
    )


def _nature(item: Item, mark: Mark, evidence: Mapping[ItemId, int], contradicted: frozenset[ItemId]) -> Nature:
    if item.id in contradicted:
        return Nature.OUTCOME
    return Nature.EVIDENCE if is_unsupported(item, mark, evidence) else Nature.DECLARATION


def is_unsupported(item: Item, mark: Mark, evidence: Mapping[ItemId, int]) -> bool:
    """Whether the item claims something that weighs most and shows nothing for it."""
    return mark > 0 and item.weight == HEAVIEST and not evidence.get(item.id, 0)


def _urgency(gap: Gap) -> tuple[int, int, int, Fraction]:
    rank = _AFTER_THEM if gap.critical is None else _RANK.get(gap.critical, _AFTER_THEM)
    return rank, gap.stage or 0, -(gap.weight or 0), (gap.level or 0) - gap.needed
