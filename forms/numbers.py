"""Which number did a person type?

People type the digits of their script, and both the comma and the point as decimal mark, whatever the language of the
page. Whatever can be read in one way only is read; `1.234` can be one thousand or one and a bit, and is asked again.
Counts of people have no decimals: there it can only be one thousand.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from forms.folding import UNSEEN, latin_digits
from instruments.problems import Code, Problem

LONGEST = 60
ARABIC_MARK = "\u066b"  # whoever types it means the decimal mark
ALIKE = str.maketrans({"\u066c": "'", "\u060c": ",", "\uff0c": ",", "\uff0e": ".", "\u2212": "-", "\u2013": "-"})
BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
PLAIN = re.compile(r"-?\d+")
ONE_MARK = re.compile(r"(-?)(\d*)[.,](\d+)")
GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:([.,])\d{2,3})(?:\1\d{2,3})*(?<=[.,]\d{3})")
PADDED = re.compile(r"(-?[1-9]\d{0,2}\.\d{3})0")


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers stand in the boxes of a page: the decimal mark of its language, and its digits from zero to nine."""

    decimal: str = "."
    digits: str = "0123456789"


LATIN = Marks()


def read(typed: str, where: str, *, whole: bool = False) -> tuple[Decimal | None, tuple[Problem, ...]]:
    """Read a typed number: the number exactly as precise as typed, or why it cannot be told."""
    text = _plain_characters(typed)
    if len(text) > LONGEST:
        return _none(Code.NOT_A_NUMBER, where, given=typed[:LONGEST])
    if PLAIN.fullmatch(text):
        return Decimal(text), ()
    if ARABIC_MARK in text:
        return _arabic_mark(text, typed, where)
    if text.count(".") + text.count(",") == 1:
        return _one_mark(text, typed, where, whole=whole)
    return _several_marks(text, typed, where)


def write(number: Decimal | int, marks: Marks = LATIN) -> str:
    """Write a number so that `read` gives it back, with the marks of the page's language."""
    text = format(Decimal(number), "f")  # of an int, "f" would make a float
    if _is_ambiguous(text) and marks.decimal != ARABIC_MARK:
        text += "0"
    return text.replace(".", marks.decimal).translate(str.maketrans("0123456789", marks.digits))


def _plain_characters(typed: str) -> str:
    """Return the text with one kind of digits and marks, and nothing between the thousands of its whole part."""
    text = latin_digits(UNSEEN.sub("", unicodedata.normalize("NFC", typed)).strip().translate(ALIKE))
    whole = re.split(f"[.,{ARABIC_MARK}]", text, maxsplit=1)[0]
    return BETWEEN_THOUSANDS.sub("", whole) + text[len(whole) :]


def _together(thousands: str) -> str:
    return thousands.replace(",", "").replace(".", "")


def _is_ambiguous(text: str) -> bool:
    return re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text) is not None


def _one_mark(text: str, typed: str, where: str, *, whole: bool) -> tuple[Decimal | None, tuple[Problem, ...]]:
    if not ONE_MARK.fullmatch(text):
        return _none(Code.NOT_A_NUMBER, where, given=typed[:LONGEST])
    if _is_ambiguous(text):
        together = _together(text)
        if whole:
            return Decimal(together), ()
        return _none(
            Code.AMBIGUOUS_NUMBER, where, given=typed.strip(), thousands=together, decimals=_unmistakable(text)
        )
    plain = text.replace(",", ".")
    padded = PADDED.fullmatch(plain)  # the zero that `write` adds
    return Decimal(padded[1] if padded else plain), ()


def _arabic_mark(text: str, typed: str, where: str) -> tuple[Decimal | None, tuple[Problem, ...]]:
    """Read the decimal mark that Arabic has for itself: what is before it can only part thousands."""
    before, _mark, after = text.partition(ARABIC_MARK)
    if after.isdecimal() and (before in {"", "-"} or PLAIN.fullmatch(before) or GROUPED.fullmatch(before)):
        return Decimal(f"{_together(before)}.{after}"), ()
    return _none(Code.NOT_A_NUMBER, where, given=typed[:LONGEST])


def _unmistakable(text: str) -> str:
    """Return the decimal of an ambiguous text so that it reads in one way: 1.5 for 1,500 and 1.2340 for 1,234."""
    return write(Decimal(text.replace(",", ".")).normalize())


def _several_marks(text: str, typed: str, where: str) -> tuple[Decimal | None, tuple[Problem, ...]]:
    """Read thousands separators: several of one kind, or of one kind before a single decimal mark of the other."""
    if GROUPED.fullmatch(text):
        return Decimal(_together(text)), ()
    last = max(text.rfind("."), text.rfind(","))
    before, after = text[: max(last, 0)], text[last + 1 :]
    if before and text.count(text[last]) == 1 and after.isdecimal() and GROUPED.fullmatch(before):
        return Decimal(f"{_together(before)}.{after}"), ()
    return _none(Code.NOT_A_NUMBER, where, given=typed[:LONGEST])


def _none(code: Code, where: str, **params: object) -> tuple[None, tuple[Problem, ...]]:
    return None, (Problem.of(code, where, **params),)
