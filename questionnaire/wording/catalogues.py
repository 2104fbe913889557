"""What is this text of the interface in that language?

A catalogue is read from the `.mo` that was compiled when the package was installed, if it was made from the very `.po`
beside it; otherwise the `.po` is compiled in memory, once per process, so that no build step can be forgotten. A text
that is missing or outdated gives the source: here silently (pages say so once, see `coverage`); texts of instruments
carry a mark each (`publishing`). A file that cannot be read is as if it were not there: English is better than no page,
and `questionnaire words check` says what is wrong with it.
"""

import logging
import struct
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import UnknownLocaleError

from questionnaire.wording import locales
from questionnaire.wording.figures import number
from questionnaire.wording.locales import PSEUDO, SOURCE
from questionnaire.wording.pseudo import Pseudo
from questionnaire.wording.strings import (
    ABOUT,
    INTERFACE,
    PLACE,
    SOURCE_DIGEST,
    BadCatalogue,
    catalogue_path,
    compiled,
    digest,
)

log = logging.getLogger(__name__)


class _Absent(NullTranslations):
    """Has nothing, and says so with an empty text: a translation may be the same as its source."""

    def gettext(self, message: str) -> str:  # noqa: ARG002  the base class names them
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return ""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return ""


ABSENT = _Absent()


def catalogue(locale: str, domain: str, root: Path | None = None) -> NullTranslations:
    """Return the catalogue of a domain, from `root` or ours; what it has not is an empty text."""
    return _catalogue(locale, domain, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _catalogue(locale: str, domain: str, root: Path) -> NullTranslations:
    if locale == PSEUDO:
        return Pseudo()
    path = catalogue_path(root, locale, domain)
    if not path.is_file():
        return ABSENT
    try:
        raw = path.read_bytes()
        found = _built(path.with_suffix(".mo"), raw) or GNUTranslations(BytesIO(compiled(raw, domain, locale)))
    except (OSError, BadCatalogue, UnknownLocaleError) as error:
        log.warning("%s cannot be read, so its texts are not translated: %s", path, error)
        return ABSENT
    found.add_fallback(ABSENT)
    return found


def _built(path: Path, raw: bytes) -> GNUTranslations | None:
    """Return what the installation compiled, if it did, from these bytes; some editors leave files of their own."""
    try:
        found = GNUTranslations(BytesIO(path.read_bytes()))
    except (OSError, struct.error, UnicodeDecodeError, ValueError):
        return None
    return found if found.pgettext(ABOUT, SOURCE_DIGEST) == digest(raw) else None


def gettext(text: str, locale: str = SOURCE, **values: object) -> str:
    """Return an interface text in `locale`, with `{name}` replaced by the value of that name."""
    found = "" if locale == SOURCE else catalogue(locale, INTERFACE).gettext(text)
    return _with_values(found or text, values, locale)


def ngettext(one: str, many: str, count: int, locale: str = SOURCE, **values: object) -> str:
    """Return the form of an interface text that `count` takes in `locale`; `{count}` stands for the count."""
    found = "" if locale == SOURCE else catalogue(locale, INTERFACE).ngettext(one, many, count)
    return _with_values(found or (one if count == 1 else many), {"count": count} | values, locale)


def _with_values(text: str, values: Mapping[str, object], locale: str) -> str:
    """Put values in, once: a value that holds braces is not read again. Numbers are written as the locale does."""
    return PLACE.sub(lambda place: _written(values.get(place[1], "…"), locale), text) if "{" in text else text


def _written(value: object, locale: str) -> str:
    return number(value, locale) if isinstance(value, int | Decimal | Fraction) else str(value)
