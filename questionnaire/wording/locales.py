"""Which language does this person read?"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from questionnaire.wording.pseudo import lengthened

SOURCE = "en"
PSEUDO = "en-XA"  # no language: English made longer and stranger, to see what breaks
TRANSLATIONS = Path(str(resources.files("translations")))


def available(*, pseudo: bool = False, root: Path | None = None) -> tuple[str, ...]:
    """Return English, every locale that has catalogues, and the pseudo-locale if it is wanted."""
    others = [each for each in catalogued(root or TRANSLATIONS) if each != SOURCE]
    return (SOURCE, *others, *([PSEUDO] if pseudo else []))


def catalogued(root: Path) -> tuple[str, ...]:
    """Return every locale that has a folder of catalogues."""
    return tuple(sorted(each.parent.name.replace("_", "-") for each in root.glob("*/LC_MESSAGES") if each.is_dir()))


def is_known(locale: str) -> bool:
    """Whether texts can be translated into this locale: its plural forms and letters are known, and it is not ours."""
    try:
        return Locale.parse(locale, sep="-").language != SOURCE
    except (UnknownLocaleError, ValueError):
        return False


def choose(offered: Sequence[str], *wishes: str | None, accept: Sequence[str] = ()) -> str:
    """Return the locale to use: the first wish that is offered, else the best of `accept`, else the first offered.

    Wishes come from what the person chose, then from the link that led here; `accept` from the browser.
    """
    for wish in wishes:
        if wish and wish in offered:
            return wish
    read = [_read_by(tag) for tag in accept]
    best = next((locale for likely in read for locale in offered if likely and _read_by(locale) == likely), None)
    return best or (offered[0] if offered else SOURCE)


def _read_by(tag: str) -> tuple[str, str] | None:
    """Return the language and script of whoever reads it: `zh-CN` is `zh-Hans`, `zh-TW` is not; `bn-IN` is `bn`."""
    try:
        parsed = Locale.parse(tag.replace("-", "_"))
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
    return SOURCE if locale == PSEUDO else locale.replace("-", "_")


def _babel(locale: str) -> Locale:
    try:
        return Locale.parse(real(locale))
    except (UnknownLocaleError, ValueError):
        return Locale(SOURCE)
