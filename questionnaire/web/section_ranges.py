"""Between which numbers may a section's practice lie: while answers are missing, and within doubt about those given?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from instruments.answering import stand
from instruments.model import Answers, Instrument
from scoring.levels import marks
from scoring.practice import (
    AT_BEST,
    AT_WORST,
    DISTRUSTING,
    TRUSTING,
    Balance,
    Reading,
    balances,
    mean,
    weighted_sections,
)

Range = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class Ranges:
    """`interval`: what it can become while items are open. `doubt`: the band behind the number."""

    interval: Range
    doubt: Range


def section_ranges(instrument: Instrument, answers: Answers) -> Mapping[str, Ranges]:
    """Return the ranges of every scored section; None where a reading does not score it."""
    marked = marks(instrument, answers, stand(instrument, answers).states)
    return {
        section.id: Ranges(
            _range(balance, instrument, AT_WORST, AT_BEST), _range(balance, instrument, DISTRUSTING, TRUSTING)
        )
        for section, balance in zip(weighted_sections(instrument), balances(instrument, marked), strict=True)
    }


def _range(balance: Balance, instrument: Instrument, low: Reading, high: Reading) -> Range:
    return _practice(balance, instrument, low), _practice(balance, instrument, high)


def _practice(balance: Balance, instrument: Instrument, reading: Reading) -> Fraction | None:
    return None if balance.reason(reading, instrument.free_na_limit) else mean([balance.sums(reading)], 1)
