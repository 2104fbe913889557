"""How much of this language is there, who has read it, and is it offered?

The same count is printed by `questionnaire words coverage` and decides what pages say of themselves. It stands in the
compiled catalogue, because to count texts in their files takes a tenth of a second for each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from instruments.model import Instrument
from instruments.texts import texts
from questionnaire.wording import locales
from questionnaire.wording.catalogues import catalogue
from questionnaire.wording.files import read
from questionnaire.wording.locales import PSEUDO, SOURCE, catalogued
from questionnaire.wording.strings import ABOUT, INTERFACE, Progress, fingerprint, progress_of
from questionnaire.wording.strings import STATES as STATES_OF_TEXTS

OFFERED_FROM = Fraction(1, 2)  # with less of the interface, whoever chooses the language would read English
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


def available(*, pseudo: bool = False, root: Path | None = None) -> tuple[str, ...]:
    """Return English, every locale with at least half of the interface, and the pseudo-locale if it is wanted."""
    others = [each for each in catalogued(root or locales.TRANSLATIONS) if each != SOURCE]
    offered = [each for each in others if interface_state(each, root).share >= OFFERED_FROM]
    return (SOURCE, *offered, *([PSEUDO] if pseudo else []))


def covered(texts: Iterable[Progress]) -> Coverage:
    """Return how many texts are how far along."""
    found = Counter(texts)
    return Coverage(**{progress.value: found[progress] for progress in Progress})


def interface_state(locale: str, root: Path | None = None) -> Coverage:
    """Return how much of the interface is there; all of it, and read, in the language it was written in."""
    return _interface_state(locale, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _interface_state(locale: str, root: Path) -> Coverage:
    return WRITTEN_SO if locale in {SOURCE, PSEUDO} else covered(_states(locale, INTERFACE, root).values())


def instrument_state(locale: str, instrument: Instrument, root: Path | None = None) -> Coverage:
    """Return how much of this version of an instrument is there."""
    return _instrument_state(locale, instrument, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _instrument_state(locale: str, instrument: Instrument, root: Path) -> Coverage:
    if locale in {instrument.language, PSEUDO}:
        return WRITTEN_SO
    found = _states(locale, instrument.ref.id, root)
    keys = dict.fromkeys(fingerprint(message.context, message.source) for message, _note in texts(instrument))
    return covered(found.get(key, Progress.MISSING) for key in keys)


def _states(locale: str, domain: str, root: Path) -> Mapping[str, Progress]:
    """Return how far along each text of a catalogue is; when there is no catalogue, its template misses all."""
    found = catalogue(locale, domain, root).pgettext(ABOUT, STATES_OF_TEXTS)
    if found:
        return progress_of(found)
    template = read(root, "", domain)
    return {fingerprint(*entry.key): Progress.MISSING for entry in template.entries} if template else {}
