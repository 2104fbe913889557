"""How much of this language is there, and who has read it?

The same count is printed by `questionnaire words coverage` and decides what pages say of themselves.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from instruments.model import Instrument
from instruments.texts import texts
from questionnaire.wording import locales
from questionnaire.wording.files import read
from questionnaire.wording.locales import PSEUDO, SOURCE
from questionnaire.wording.strings import INTERFACE, Entry, Progress

STATES = tuple(str(progress) for progress in Progress)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many texts are how far along. An identical translation is there; somebody should look at it."""

    missing: int = 0
    outdated: int = 0
    identical: int = 0
    machine: int = 0
    reviewed: int = 0

    @property
    def texts(self) -> int:
        """How many there are."""
        return self.missing + self.outdated + self.there

    @property
    def there(self) -> int:
        """How many are shown."""
        return self.identical + self.machine + self.reviewed

    @property
    def share(self) -> Fraction:
        """The share that is shown; nothing of nothing is nothing."""
        return Fraction(self.there, self.texts) if self.texts else Fraction(0)

    @property
    def percent(self) -> Decimal:
        """The share in per cent, rounded down to a tenth: 100 is said only of all."""
        return Decimal(int(self.share * 1000)) / 10

    @property
    def complete(self) -> bool:
        """Whether nobody will meet another language here."""
        return 0 < self.texts == self.there

    @property
    def read(self) -> bool:
        """Whether a native speaker has read everything that is shown."""
        return 0 < self.there == self.reviewed


WRITTEN_SO = Coverage(reviewed=1)  # the language in which it was written


def covered(entries: Iterable[Entry]) -> Coverage:
    """Return how many texts are how far along."""
    found = Counter(entry.progress for entry in entries)
    return Coverage(**{progress.value: found[progress] for progress in Progress})


def interface_state(locale: str, root: Path | None = None) -> Coverage:
    """Return how much of the interface is there; all of it, and read, in the language it was written in."""
    return _interface_state(locale, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _interface_state(locale: str, root: Path) -> Coverage:
    return WRITTEN_SO if locale in {SOURCE, PSEUDO} else covered(_entries(locale, INTERFACE, root))


def instrument_state(locale: str, instrument: Instrument, root: Path | None = None) -> Coverage:
    """Return how much of this version of an instrument is there."""
    return _instrument_state(locale, instrument, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _instrument_state(locale: str, instrument: Instrument, root: Path) -> Coverage:
    if locale in {instrument.language, PSEUDO}:
        return WRITTEN_SO
    found = {entry.key: entry for entry in _entries(locale, instrument.ref.id, root)}
    keys = dict.fromkeys((message.context, message.source) for message, _note in texts(instrument))
    return covered(found.get(key, Entry(*key)) for key in keys)


def _entries(locale: str, domain: str, root: Path) -> tuple[Entry, ...]:
    """Return the texts of a catalogue, or those of the template when there is no catalogue."""
    found = read(root, locale, domain) or read(root, "", domain)
    return found.entries if found else ()
