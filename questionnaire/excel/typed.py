"""What did a person mean by what stands in this cell?

Each reader takes a cell and returns a plain text (a date as 2026-03-27, an amount without marks, a list's id; empty
for an empty cell) or the problem that keeps it from being one. People type the digits of their script, dates as text,
spaces at the end; whatever can be read in one way only is read.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from forms import dates, numbers
from forms.folding import UNSEEN, folded
from instruments.codec import MOST_DECIMALS, TOO_LARGE, plain
from instruments.codes import CURRENCIES
from instruments.problems import Code, Problem
from questionnaire.excel.upload import Cell, Unread, Upload

Read = tuple[str | None, Problem | None]

EXACT = 15  # significant digits that a spreadsheet keeps
SERIAL = re.compile("[0-9]{5}")
ESCAPED_RETURN = re.compile("_x000[dD]_")  # how Excel writes a carriage return that the library leaves as it is


def text(cell: Cell, where: str) -> Read:
    """Read free text: one kind of line break, nothing at its ends."""
    if isinstance(cell, Unread):
        return None, Problem.of(Code.BAD_CHARACTERS, where, given=cell.value)
    return tidy(as_text(cell)), None


def tidy(words: str) -> str:
    """Return a text as we compare it: what a spreadsheet program may change on its own makes no difference."""
    unbroken = ESCAPED_RETURN.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in unbroken.split("\n")).strip()


def as_text(cell: Cell) -> str:
    """Return what a person sees in the cell."""
    match cell:
        case None | Unread():
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return plain(as_decimal(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case str():
            return cell


def as_decimal(number: float) -> Decimal:
    """Return the number as the sheet shows it: 0.3, not 0.30000000000000004."""
    exact = Decimal(number) if isinstance(number, int) else Decimal(format(number, f".{EXACT}g")).normalize()
    return Decimal(plain(exact))  # without an exponent, however large


def one_of(cell: Cell, labels: Mapping[str, str], where: str, code: Code = Code.NOT_A_CHOICE) -> Read:
    """Read a list's id from its label, or from the id itself."""
    words = folded(as_text(cell))
    if not words and not isinstance(cell, Unread):
        return "", None
    for key, label in labels.items():
        if words in {folded(label), folded(key)}:
            return key, None
    return None, Problem.of(code, where, given=as_text(cell)[:80])


def currency(cell: Cell, where: str) -> Read:
    """Read an ISO 4217 code."""
    words = as_text(cell).strip().upper()
    if words in CURRENCIES or (not words and not isinstance(cell, Unread)):
        return words, None
    return None, Problem.of(Code.NOT_A_CURRENCY, where, given=words[:80])


def amount(cell: Cell, where: str) -> Read:
    """Read an amount of money, not below zero."""
    number: Decimal | None
    match cell:
        case None:
            return "", None
        case bool() | Unread() | datetime() | date() | time() | timedelta():
            return None, Problem.of(Code.NOT_A_NUMBER, where, given=as_text(cell)[:80])
        case int() | float():
            number, problems = _finite(cell, where)
        case str():
            if not tidy(UNSEEN.sub("", cell)):
                return "", None
            number, problems = numbers.read(cell, where)
    if number is None:
        return None, problems[0]
    return _amount_within(number, where)


def _finite(cell: float, where: str) -> tuple[Decimal | None, tuple[Problem, ...]]:
    if abs(cell) >= 10**TOO_LARGE or cell != cell:  # noqa: PLR0124  only NaN differs from itself
        return None, (Problem.of(Code.TOO_BIG, where, limit=10**TOO_LARGE),)
    return as_decimal(cell), ()


def _amount_within(number: Decimal, where: str) -> Read:
    if number < 0:
        return None, Problem.of(Code.TOO_SMALL, where, limit=0)
    if number >= 10**TOO_LARGE:
        return None, Problem.of(Code.TOO_BIG, where, limit=10**TOO_LARGE)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_DECIMALS:
        return None, Problem.of(Code.TOO_PRECISE, where, decimals=MOST_DECIMALS)
    return plain(number), None


def day(cell: Cell, where: str, upload: Upload, locale: str) -> Read:
    """Read a date: a real one, a bare number that counts days, or a text in one of the orders people use."""
    match cell:
        case None:
            return "", None
        case datetime():
            return _within_years(cell.date(), where)
        case date():
            return _within_years(cell, where)
        case int() | float() if not isinstance(cell, bool):
            counted = upload.day_of(cell)
            if counted:
                return counted.isoformat(), None
        case str() if SERIAL.fullmatch(folded(cell)) and (counted := upload.day_of(int(folded(cell)))):
            return counted.isoformat(), None  # some programs write every number as a text
        case str():
            return _typed_day(cell, where, locale)
    return None, Problem.of(Code.NOT_A_DATE, where, given=as_text(cell)[:80])


def _within_years(found: date, where: str) -> Read:
    """Read a real date; where years are counted in the Buddhist era, people type those into any calendar."""
    if found.year - dates.BUDDHIST_LEAD in dates.YEARS:
        return _typed_day(found.isoformat(), where, "en")
    if found.year in dates.YEARS:
        return found.isoformat(), None
    return None, Problem.of(Code.NOT_A_DATE, where, given=found.isoformat())


def _typed_day(typed: str, where: str, locale: str) -> Read:
    if not folded(typed):
        return "", None
    found, problems = dates.read(typed, where, locale)
    return (None, problems[0]) if found is None else _within_years(date.fromisoformat(found), where)
