"""Which language does this person read?"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from babel import Locale, UnknownLocaleError, negotiate_locale

SOURCE = "en"


def available() -> tuple[str, ...]:
    """Return English and every locale that has a folder of catalogues."""
    folders = sorted(each.name for each in resources.files("translations").iterdir() if each.is_dir())
    return (SOURCE, *(name.replace("_", "-") for name in folders if _has_catalogues(name)))


def _has_catalogues(name: str) -> bool:
    return name != SOURCE and resources.files("translations").joinpath(name, "LC_MESSAGES").is_dir()


def choose(offered: Sequence[str], *wishes: str | None, accept: Sequence[str] = ()) -> str:
    """Return the locale to use: the first wish that is offered, else the best of `accept`, else the first offered.

    Wishes come from what the person chose, then from the link that led here; `accept` from the browser.
    """
    for wish in wishes:
        if wish and wish in offered:
            return wish
    best = negotiate_locale([tag.replace("_", "-") for tag in accept], list(offered), sep="-") if accept else None
    return best or (offered[0] if offered else SOURCE)


@lru_cache(maxsize=256)
def direction(locale: str) -> str:
    """Return `rtl` for scripts that run from right to left, else `ltr`."""
    return _babel(locale).text_direction


@lru_cache(maxsize=256)
def own_name(locale: str) -> str:
    """Return what a language calls itself: people find their own language by it."""
    name = _babel(locale).get_display_name(locale.replace("-", "_"))
    return name[:1].upper() + name[1:] if name else locale


def _babel(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale(SOURCE)
