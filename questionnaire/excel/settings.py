"""How does a sheet look in this language: its direction, its font, its dates?

Excel writes numbers with the marks of the reader's own computer. Dates show the month as a word, in the language of
the sheet: figures alone are read both ways round.
"""

import locale as system
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global

from forms.dates import order
from questionnaire.wording import SOURCE, direction
from questionnaire.wording.strings import tag

# Fonts that come with Windows and Office and hold the script; elsewhere the program falls back by script on its own.
FONTS: Mapping[str, str] = {
    "Beng": "Nirmala UI",
    "Deva": "Nirmala UI",
    "Guru": "Nirmala UI",
    "Hans": "Microsoft YaHei",
    "Hant": "Microsoft JhengHei",
    "Jpan": "Yu Gothic",
    "Khmr": "Leelawadee UI",
    "Kore": "Malgun Gothic",
    "Laoo": "Leelawadee UI",
    "Mymr": "Myanmar Text",
    "Sinh": "Nirmala UI",
    "Taml": "Nirmala UI",
    "Telu": "Nirmala UI",
    "Thai": "Leelawadee UI",
}
CALENDARS: Mapping[str, str] = {"th": "107"}  # digits 0-9, years of the Buddhist era
ANY_FONT = "Arial"  # Latin, Cyrillic, Greek, Arabic, Hebrew; the same widths as Liberation Sans elsewhere
LINE, TALL_LINE = 1.25, 1.6  # scripts with marks above and below need more
SCRIPTS: Mapping[str, str] = {
    **dict.fromkeys(("bn", "as"), "Beng"),
    **dict.fromkeys(("hi", "ne", "mr"), "Deva"),
    "pa": "Guru", "zh": "Hans", "ja": "Jpan", "km": "Khmr", "ko": "Kore", "lo": "Laoo", "my": "Mymr",
    "si": "Sinh", "ta": "Taml", "te": "Telu", "th": "Thai",
}  # fmt: skip  # one line per script says it best


@dataclass(frozen=True, slots=True)
class Setting:
    """The look of a workbook.

    `day` is an Excel number format; `line` the height of a line, as a multiple of the size of its letters.
    """

    locale: str
    right_to_left: bool
    font: str
    day: str
    line: float


@lru_cache(maxsize=64)
def setting(locale: str = SOURCE) -> Setting:
    """Return how a workbook in `locale` looks."""
    year_first = order(locale).startswith("y")
    return Setting(
        locale=locale,
        right_to_left=direction(locale) == "rtl",
        font=FONTS.get(_script(locale), ANY_FONT),
        day="yyyy-mm-dd" if year_first else f"{_language_mark(locale)}d mmm yyyy",
        line=TALL_LINE if _script(locale) in FONTS or direction(locale) == "rtl" else LINE,
    )


def _script(locale: str) -> str:
    parts = re.split("[-_]", locale)
    named = next((part.title() for part in parts[1:] if len(part) == 4), "")
    return named or SCRIPTS.get(parts[0].lower(), "")


def _language_mark(locale: str) -> str:
    """Return the mark that makes Excel name the months, and count the years, as this language does for any reader."""
    likely = get_global("likely_subtags").get(tag(locale), "").split("_")
    home = f"{likely[0]}_{likely[-1]}"
    names = {name: number for number, name in sorted(system.windows_locale.items(), reverse=True)}
    alike = [name for name in names if name.split("_")[0] == re.split("[-_]", locale)[0]]
    name = next((name for name in (tag(locale), home, *reversed(alike)) if name in names), None)
    if not name:
        return ""
    calendar = CALENDARS.get(name.split("_")[0])
    return f"[$-{calendar}{names[name]:04X}]" if calendar else f"[$-{names[name]:X}]"
