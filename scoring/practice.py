"""How much of good practice is in place, per section and overall, and how sure is that while answers are missing?

The five numbers of a scorecard differ only in which marks count as which level: a *reading*. So a section is first
reduced to the weight behind each mark, and each reading is a sum over at most sixteen marks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm

from instruments.model import Instrument, ItemId
from scoring.levels import HIGHEST, IN_HALVES, Mark, Marks, Without

Reading = Mapping[Mark, int]
Sums = tuple[int, int]
Interval = tuple[Fraction | None, Fraction | None]

AS_ANSWERED: Reading = IN_HALVES
AT_WORST: Reading = {**IN_HALVES, Without.UNANSWERED: 0, Without.UNDETERMINED: 0}
AT_BEST: Reading = {**IN_HALVES, Without.UNANSWERED: HIGHEST, Without.UNDETERMINED: HIGHEST}
DISTRUSTING: Reading = {**AT_WORST, Without.FREELY_NOT_APPLICABLE: 0}
TRUSTING: Reading = {**AT_BEST, Without.DONT_KNOW: HIGHEST}

# Undetermined items join the asked ones where a reading gives them a level.
_ASKED = frozenset(Without) - {Without.NOT_ASKED, Without.UNDETERMINED}
_ANSWERED = _ASKED - {Without.UNANSWERED}
_NOT_APPLICABLE = frozenset({Without.NOT_APPLICABLE, Without.FREELY_NOT_APPLICABLE})


class Reason(StrEnum):
    """Why a section is not scored."""

    NOTHING_APPLICABLE = "nothing-applicable"
    TOO_MUCH_NOT_APPLICABLE = "too-much-not-applicable"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A scored section: its id and the weight of each scored item."""

    id: str
    weights: tuple[tuple[ItemId, int], ...]


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section's practice 0-100, or why it has none.

    `points` is the sum of weight x level and `possible` of weight x 4 over the items that have a level, which is what
    practice is made of; `asked` and the counts behind it cover its scored items. `interval` is what practice can become
    while items are open, `range` the band of doubt around it; both have None for ends that are not scored.
    """

    id: str
    practice: Fraction | None
    reason: Reason | None
    asked: int
    answered: int
    not_applicable: int
    points: Fraction
    possible: int
    interval: Interval
    range: Interval


@lru_cache(maxsize=64)
def weighted_sections(instrument: Instrument) -> tuple[Weighted, ...]:
    """Return the scored sections."""
    return tuple(
        Weighted(section.id, tuple((item.id, item.weight or 0) for item in section.items if item.scored))
        for section in instrument.sections
        if section.scored
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """The weight behind each mark of one section."""

    weights: Mapping[Mark, int]

    def sums(self, reading: Reading) -> Sums:
        """Return the sums of weight x level and of weight x 4, both in half steps."""
        points = possible = 0
        for mark, weight in self.weights.items():
            halves = reading.get(mark)
            if halves is not None:
                points += weight * halves
                possible += weight * HIGHEST
        return points, possible

    def reason(self, reading: Reading, limit: Fraction) -> Reason | None:
        """Return why the section is not scored under a reading, None when it is."""
        if not any(mark in reading for mark in self.weights):
            return Reason.NOTHING_APPLICABLE
        freely = self.weights.get(Without.FREELY_NOT_APPLICABLE, 0)
        if not freely:
            return None
        asked = sum(weight for mark, weight in self.weights.items() if mark in reading or mark in _ASKED)
        excessive = freely * limit.denominator > limit.numerator * asked
        return Reason.TOO_MUCH_NOT_APPLICABLE if excessive else None


def balances(instrument: Instrument, marks: Marks) -> list[Balance]:
    """Return the balance of every scored section, in order."""
    return [_balance(section, marks) for section in weighted_sections(instrument)]


def _balance(section: Weighted, marks: Marks) -> Balance:
    weights: dict[Mark, int] = {}
    for item, weight in section.weights:
        mark = marks[item]
        weights[mark] = weights.get(mark, 0) + weight
    return Balance(weights)


def mean(sections: Sequence[Sums], needed: int) -> Fraction | None:
    """Return the plain mean of the practice of sections; None when there are fewer than `needed`, or none at all."""
    if len(sections) < max(1, needed):
        return None
    common = lcm(*(possible for _, possible in sections))  # one fraction at the end instead of one per section
    total = sum(points * (common // possible) for points, possible in sections)
    return Fraction(100 * total, common * len(sections))


def overall(instrument: Instrument, sections: Iterable[Balance]) -> Fraction | None:
    """Return overall practice as answered."""
    scored = [s.sums(AS_ANSWERED) for s in sections if s.reason(AS_ANSWERED, instrument.free_na_limit) is None]
    return mean(scored, instrument.sections_needed)


def intervals(instrument: Instrument, sections: Iterable[Balance]) -> tuple[Interval, Interval]:
    """Return what practice can become while items are open, and its sensitivity range over the same sections."""
    return _intervals(sections, instrument.free_na_limit, instrument.sections_needed)


def _intervals(sections: Iterable[Balance], limit: Fraction, needed: int) -> tuple[Interval, Interval]:
    scored = [section for section in sections if section.reason(AT_WORST, limit) is None]

    def under(reading: Reading) -> Fraction | None:
        return mean([section.sums(reading) for section in scored], needed)

    return (under(AT_WORST), under(AT_BEST)), (under(DISTRUSTING), under(TRUSTING))


def section_scores(instrument: Instrument, marks: Marks, sections: Iterable[Balance]) -> tuple[SectionScore, ...]:
    """Return the score of every scored section."""
    return tuple(
        _section_score(section, balance, Counter(marks[item] for item, _ in section.weights), instrument.free_na_limit)
        for section, balance in zip(weighted_sections(instrument), sections, strict=True)
    )


def _section_score(section: Weighted, balance: Balance, marks: Counter[Mark], limit: Fraction) -> SectionScore:
    reason = balance.reason(AS_ANSWERED, limit)
    points, possible = balance.sums(AS_ANSWERED)
    interval, sensitivity = _intervals([balance], limit, 1)
    answered = sum(n for mark, n in marks.items() if mark >= 0 or mark in _ANSWERED)
    return SectionScore(
        id=section.id,
        practice=mean([(points, possible)], 1) if reason is None else None,
        reason=reason,
        asked=answered + marks[Without.UNANSWERED],
        answered=answered,
        not_applicable=sum(marks[mark] for mark in _NOT_APPLICABLE),
        points=Fraction(points, 2),
        possible=possible // 2,
        interval=interval,
        range=sensitivity,
    )
