"""Which day, or which month, did a person type?

People type the digits of their script, the names of months in their language, the order of day and month that they
are used to, and years of the Buddhist era. Whatever can be read in one way only is read; `03/04/2026` is asked again
where some who write this language put the month first.
"""

import re
from collections.abc import Iterator
from datetime import date

from forms.folding import folded
from forms.months import cldr, named
from instruments.problems import Code, Problem

Read = tuple[str | None, tuple[Problem, ...]]

BUDDHIST = range(2400, 2800)
BUDDHIST_LEAD = 543
YEARS = range(1950, 2120)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_MONTH = re.compile(r"\d{4}-\d{2}")
FIGURES = re.compile(r"(\d{1,4})\s*[-/.年۔,\s]\s*(\d{1,2})\s*[-/.月,\s]\s*(\d{1,4})[日号號]?(?:[t ]00:00(?::00)?)?")
MONTH = re.compile(r"(\d{1,4})\s*[-/.年\s]\s*(\d{1,4})月?")
LONGEST = 80


def read(typed: str, where: str, locale: str = "en") -> Read:
    """Read a typed day as 2026-03-27, or say why it cannot be told."""
    words = folded(typed)
    if ISO_DAY.fullmatch(words) and _is_stored(words):
        return words, ()
    possible = sorted(set(_days(words, locale)))
    match possible:
        case [only]:
            return only.isoformat(), ()
        case [one, other]:
            given = typed.strip()[:LONGEST]
            return None, (Problem.of(Code.AMBIGUOUS_DATE, where, given=given, one=one, other=other),)
        case _:
            return None, (Problem.of(Code.NOT_A_DATE, where, given=typed.strip()[:LONGEST]),)


def read_month(typed: str, where: str, locale: str = "en") -> Read:
    """Read a typed month as 2026-03, or say why it cannot be told."""
    words = folded(typed)
    if ISO_MONTH.fullmatch(words) and _is_stored(f"{words}-01"):
        return words, ()
    first = _first_of(words, locale)
    if first is None:
        return None, (Problem.of(Code.NOT_A_MONTH, where, given=typed.strip()[:LONGEST]),)
    return first.isoformat()[:7], ()


def order(locale: str) -> str:
    """Return the order of day, month and year in this language, as its letters in CLDR: `dMy`, `Mdy`, `yMd`."""
    pattern = str(cldr(locale).date_formats["medium"].pattern)
    letters = [letter for letter in re.sub(r"'[^']*'", "", pattern).replace("L", "M") if letter in "dMy"]
    return "".join(dict.fromkeys(letters))


def _days(words: str, locale: str) -> Iterator[date]:
    """Yield every day the words can mean to somebody who writes this language."""
    if figures := FIGURES.fullmatch(words):
        yield from filter(None, (_day(*parts) for parts in _orders(*figures.groups(), locale=locale)))
    elif (found := named(words, locale)) and len(found.figures) == 2:
        year, number = sorted(found.figures, key=len, reverse=True)
        yield from filter(None, (_day(year, str(month), number) for month in found.months))


def _orders(first: str, second: str, third: str, *, locale: str) -> list[tuple[str, str, str]]:
    """Return the readings as (year, month, day). Only where everybody puts the day first is that taken for granted."""
    if len(first) == 4:
        return [(first, second, third)]
    if len(third) != 4:
        return []
    day_first, month_first = (third, second, first), (third, first, second)
    return [day_first] if order(locale) == "dMy" else [day_first, month_first]


def _first_of(words: str, locale: str) -> date | None:
    """Return the first day of the month that the words name, with a year, or with a whole date."""
    if figures := MONTH.fullmatch(words):
        year, month = sorted(figures.groups(), key=len, reverse=True)
        return _day(year, month, "1") if len(month) < 3 else None
    if (found := named(words, locale)) and len(found.figures) == 1 and len(found.months) == 1:
        return _day(found.figures[0], str(*found.months), "1")
    months = {day.replace(day=1) for day in _days(words, locale)}
    return months.pop() if len(months) == 1 else None


def _is_stored(words: str) -> bool:
    """Whether this is a day as we store it, and no year of the Buddhist era."""
    try:
        return date.fromisoformat(words).year - BUDDHIST_LEAD not in YEARS
    except ValueError:
        return False


def _day(year: str, month: str, number: str) -> date | None:
    """Return the day, if there is one. Years of the Buddhist era are 543 ahead and can be nothing else."""
    full = int(year) - BUDDHIST_LEAD if int(year) in BUDDHIST else int(year)
    try:
        found = date(full, int(month), int(number))
    except ValueError:
        return None
    return found if found.year in YEARS else None
