"""Which language does this person read?"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from questionnaire.wording.pseudo import lengthened
from questionnaire.wording.strings import hyphened, tag

SOURCE = "en"
PSEUDO = "en-XA"  # no language: English made longer and stranger, to see what breaks
LONGEST_WISH = 35  # of a tag in common use (RFC 5646)
TRANSLATIONS = Path(str(resources.files("translations")))


def catalogued(root: Path) -> tuple[str, ...]:
    """Return every locale that has a folder of catalogues."""
    return tuple(sorted(hyphened(each.parent.name) for each in root.glob("*/LC_MESSAGES") if each.is_dir()))


def is_known(locale: str) -> bool:
    """Whether texts can be translated into this locale: its plural forms and letters are known, and it is not ours."""
    try:
        return Locale.parse(locale, sep="-").language != SOURCE
    except (UnknownLocaleError, ValueError):
        return False


def normal(locale: str) -> str:
    """Return a locale that is known as it is usually written: `zh-hans` is zh-Hans."""
    return hyphened(str(Locale.parse(tag(locale))))


def choose(offered: Sequence[str], *wishes: str | None, accept: Sequence[str] = ()) -> str:
    """Return the locale to use: that of the first wish, else of the first of `accept` that can be met, else the first.

    Wishes come from what the person chose, their account, and the link that led here; `accept` from the browser.
    """
    found = (fitting(wish, offered) for wish in (*wishes, *accept))
    return next((locale for locale in found if locale), offered[0] if offered else SOURCE)


def fitting(wish: str | None, offered: Sequence[str]) -> str | None:
    """Return the locale offered to whoever wishes for this one: as written, or of the same language and script."""
    if not wish or len(wish) > LONGEST_WISH:
        return None
    if wish in offered:
        return wish
    likely = _read_by(wish)
    return next((locale for locale in offered if likely and _read_by(locale) == likely), None)


@lru_cache(maxsize=512)  # browsers send few different tags, and whoever sends many must not make us read them all
def _read_by(locale: str) -> tuple[str, str] | None:
    """Return the language and script of whoever reads it: `zh-CN` is `zh-Hans`, `zh-TW` is not; `bn-IN` is `bn`."""
    try:
        parsed = Locale.parse(tag(locale))
    except (UnknownLocaleError, ValueError):
        return None
    subtags = get_global("likely_subtags")
    tried = (f"{parsed.language}_{parsed.territory}", parsed.language)
    likely = next((subtags[each] for each in tried if each in subtags), "")
    return parsed.language, parsed.script or next((part for part in likely.split("_") if len(part) == 4), "")


@lru_cache(maxsize=256)
def direction(locale: str) -> str:
    """Return `rtl` for scripts that run from right to left, else `ltr`."""
    return _babel(locale).text_direction


@lru_cache(maxsize=256)
def own_name(locale: str) -> str:
    """Return what a language calls itself: people find their own language by it."""
    if locale == PSEUDO:
        return lengthened("English")
    try:
        name = Locale.parse(real(locale)).get_display_name()
    except (UnknownLocaleError, ValueError):
        return locale  # there are languages whose own name nobody has written down for programs
    return name[:1].upper() + name[1:] if name else locale


def real(locale: str) -> str:
    """Return the locale whose figures, dates and names are used, as Babel writes it; the pseudo-locale is English."""
    return SOURCE if locale == PSEUDO else tag(locale)


def _babel(locale: str) -> Locale:
    try:
        return Locale.parse(real(locale))
    except (UnknownLocaleError, ValueError):
        return Locale(SOURCE)
