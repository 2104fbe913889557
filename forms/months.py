"""Which month does a text name, and which figures stand beside the name?

A text that says more than a date says something else: `before 5 March 2026`, `March–April 2026`. So one name of a month
may stand in it, free of other letters, and beside it only figures, marks, and words that belong to dates.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from forms.folding import folded

# What people write and CLDR does not have. English is known in every language.
MORE_NAMES = {"bn": {"জানুয়ারি": 1, "ফেব্রুয়ারি": 2, "আগষ্ট": 8}}
BEFORE_NAME = {"th": "เดือน"}  # written without a space
MORE_BESIDE = {
    "ar": "م سنة يوم عام",
    "bn": "সাল খ্রিস্টাব্দ তারিখ ই লা রা ঠা শে",
    "en": "st nd rd th of the",
    "es": "del",
    "fr": "er",
    "th": "วันที่ วัน เดือน ปี พ.ศ. ค.ศ.",
    "vi": "ngày năm",
    "zh": "年 月 日 号",
}

WIDTHS = ("wide", "abbreviated")
BARE_ALEF = str.maketrans("أإآ", "ااا")
LONE_FIGURE = re.compile(r"(?<!\d)\d(?!\d)")
LITERAL = re.compile(r"'([^']+)'|([^\x00-\x7f]+)")
SECOND_MONTH = re.compile(r"[\s,./-]*\d{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Named:
    """A text with the name of a month: which months the name can mean, and the figures beside it."""

    months: frozenset[int]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of months in a language, how to find one, and how to find what may stand beside it."""

    months: dict[str, frozenset[int]]
    name: re.Pattern[str]
    beside: re.Pattern[str]


def named(words: str, locale: str) -> Named | None:
    """Return the month that folded words name, unless they name several or say more than a date does."""
    known = _known(locale)
    match [name for name in known.name.finditer(words) if _is_free(words, *name.span())]:
        case [name]:
            before, after = words[: name.start()], words[name.end() :]
        case _:
            return None
    if name[0][-1].isdecimal() and SECOND_MONTH.match(after):  # `tháng 3-4/2026` is two months
        return None
    rest = f"{before}/{after}"
    return None if known.beside.sub("", rest) else Named(known.months[name[0]], tuple(re.findall(r"\d+", rest)))


def cldr(locale: str) -> Locale:
    """Return what CLDR knows of a language."""
    try:
        return Locale.parse(locale.replace("-", "_"))
    except UnknownLocaleError:  # one that is no language, made to test layouts
        return Locale("en")


def _is_free(words: str, start: int, end: int) -> bool:
    """Whether no letter, combining mark or digit touches the name: `tháng 1` stands in `tháng 13`."""
    touching = words[max(start - 1, 0) : start] + words[end : end + 1]
    return not any(unicodedata.category(character)[0] in "LMN" for character in touching)


@lru_cache(maxsize=64)
def _known(locale: str) -> _Words:
    months = _months(cldr(locale))
    beside = {folded(word).strip(".") for word in _beside(cldr(locale))} - {""}
    return _Words(months, re.compile(_any_of(months)), re.compile(rf"{_any_of(beside)}|[\s\d,./،-]"))


def _any_of(words: dict[str, frozenset[int]] | set[str]) -> str:
    """Return a pattern that tries the longest first: `Mar` stands in `March`."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _months(own: Locale) -> dict[str, frozenset[int]]:
    """Return the months by their names, as people may write them; a name of two months means both."""
    found: dict[str, set[int]] = {}
    before = BEFORE_NAME.get(own.language, "")
    for name, month in (*_cldr_months(own), *MORE_NAMES.get(own.language, {}).items()):
        plain = folded(name).rstrip(".")
        for form in (plain, before + plain, plain.translate(BARE_ALEF), LONE_FIGURE.sub(r"0\g<0>", plain)):
            found.setdefault(form, set()).add(month)
    return {name: frozenset(months) for name, months in found.items() if not name.isdecimal()}


def _cldr_months(own: Locale) -> Iterator[tuple[str, int]]:
    """Yield the names of the months in this language, wherever it is spoken, and in English.

    A language may have other names for them elsewhere: in Arabic, March is مارس or آذار.
    Babel may hand out the stand-alone names of another language that was read before: only kin of the usual ones count.
    """
    alike = {str(own), *(tag for tag in locale_identifiers() if tag.split("_")[0] == own.language)}
    for tag, width in product((*alike, "en"), WIDTHS):
        months = Locale.parse(tag).months
        for month, usual in months["format"][width].items():
            alone = months["stand-alone"][width][month]
            yield usual, month
            yield (alone if alone[:2] == usual[:2] else usual), month


def _beside(own: Locale) -> Iterator[str]:
    """Yield the words that may stand beside a month: days of the week, eras, and what CLDR writes into its dates."""
    for language, width in product((own, Locale("en")), WIDTHS):
        yield from MORE_BESIDE.get(language.language, "").split()
        yield language.eras[width][1]
        yield from (day for day in language.days["format"][width].values() if not re.search(r"\d", day))
    for pattern in own.date_formats.values():
        yield from (quoted or plain for quoted, plain in LITERAL.findall(str(pattern.pattern)))
