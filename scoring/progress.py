"""What has changed between two scorecards?

Only within one major version: a new major version asks or counts differently, and its numbers are no trend.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from instruments.model import ItemId
from scoring.critical import Status
from scoring.score import ItemScore, Scorecard


class Direction(StrEnum):
    """How an item moved. An item that gains or loses its level is neither better nor worse."""

    RAISED = "raised"
    LOWERED = "lowered"
    SAME = "same"
    NOW_SCORED = "now-scored"
    NO_LONGER_SCORED = "no-longer-scored"


@dataclass(frozen=True, slots=True)
class Movement:
    """One item, before and after."""

    item: ItemId
    before: Fraction | None
    after: Fraction | None
    direction: Direction


@dataclass(frozen=True, slots=True)
class Change:
    """A number before and after; `by` is None when either is not scored."""

    before: Fraction | None
    after: Fraction | None

    @property
    def by(self) -> Fraction | None:
        """The difference."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Progress:
    """What has changed: numbers, stages (None where not applicable), every item, gaps and critical issues."""

    practice: Change
    confidence: Change
    sections: Mapping[str, Change]
    stages: Mapping[str, tuple[int | None, int | None]]
    items: tuple[Movement, ...]
    closed: tuple[ItemId, ...]
    opened: tuple[ItemId, ...]
    resolved: tuple[ItemId, ...]
    raised: tuple[ItemId, ...]


def is_comparable(before: Scorecard, after: Scorecard) -> bool:
    """Whether two scorecards are of one instrument and one major version."""
    return (before.ref.id, _major(before)) == (after.ref.id, _major(after))


def _major(scorecard: Scorecard) -> str:
    return scorecard.ref.version.partition(".")[0]


def compare(before: Scorecard, after: Scorecard) -> Progress | None:
    """Return what has changed from one scorecard to a later one; None when they are not comparable."""
    if not is_comparable(before, after):
        return None
    gaps = [gap.item for gap in before.gaps], [gap.item for gap in after.gaps]
    harms = _unresolved(before), _unresolved(after)
    return Progress(
        practice=Change(before.practice, after.practice),
        confidence=Change(before.confidence, after.confidence),
        sections=_sections(before, after),
        stages=_stages(before, after),
        items=_movements(before.items, after.items),
        closed=_missing_in(gaps[1], gaps[0]),
        opened=_missing_in(gaps[0], gaps[1]),
        resolved=_missing_in(harms[1], harms[0]),
        raised=_missing_in(harms[0], harms[1]),
    )


def _unresolved(scorecard: Scorecard) -> list[ItemId]:
    return [issue.item for issue in scorecard.critical if issue.status is not Status.REMEDIED]


def _missing_in(those: Iterable[ItemId], these: Iterable[ItemId]) -> tuple[ItemId, ...]:
    absent_from = frozenset(those)
    return tuple(item for item in these if item not in absent_from)


def _sections(before: Scorecard, after: Scorecard) -> dict[str, Change]:
    earlier = {section.id: section.practice for section in before.sections}
    return {section.id: Change(earlier.get(section.id), section.practice) for section in after.sections}


def _stages(before: Scorecard, after: Scorecard) -> dict[str, tuple[int | None, int | None]]:
    earlier = {area.area: area.stage for area in before.roadmap}
    return {area.area: (earlier.get(area.area), area.stage) for area in after.roadmap}


def _movements(before: Iterable[ItemScore], after: Iterable[ItemScore]) -> tuple[Movement, ...]:
    earlier = {item.item: item.level for item in before}
    return tuple(
        Movement(item.item, earlier.get(item.item), item.level, _direction(earlier.get(item.item), item.level))
        for item in after
    )


def _direction(before: Fraction | None, after: Fraction | None) -> Direction:
    if before is None or after is None:
        if before == after:
            return Direction.SAME
        return Direction.NOW_SCORED if before is None else Direction.NO_LONGER_SCORED
    if before == after:
        return Direction.SAME
    return Direction.RAISED if after > before else Direction.LOWERED
