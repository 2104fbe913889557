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
    up_to = {area.id: target_of(instrument, targets, area.id) for area in instrument.areas}
    criteria = criteria_by_item(instrument)
    found = []
    for place, (item_id, mark) in enumerate(marks.items()):
        issue, demanded = issue_of.get(item_id), _demanded(criteria.get(item_id, ()), mark, up_to)
        unmet = [criterion for criterion in demanded if not is_met(criterion, mark)]
        if issue or unmet:
            item = instrument.items[item_id]
            gap = _gap(item, mark, issue, demanded, unmet, _nature(item, mark, evidence, contradicted))
            found.append((_urgency(gap, mark), place, gap))
    return tuple(gap for _, _, gap in sorted(found))


def _demanded(criteria: Iterable[Criterion], mark: Mark, up_to: Mapping[str, int]) -> list[Criterion]:
    """Return the criteria up to the target that apply to an item with this mark."""
    return [c for c in criteria if c.stage <= up_to[c.area] and is_met(c, mark) is not None]


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


def _urgency(gap: Gap, mark: Mark) -> tuple[int, int, int, int]:
    rank = _AFTER_THEM if gap.critical is None else _RANK.get(gap.critical, _AFTER_THEM)
    return rank, gap.stage or 0, -(gap.weight or 0), max(mark, 0) - in_halves(gap.needed)
