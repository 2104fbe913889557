"""How are numbers, dates and names of places written in this language?

Digits, marks and eras are those of the country where most people write the language (Arabic: Egypt; Bangla:
Bangladesh; Thai: Thailand, where years are of the Buddhist era). What people type is read in any digits.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from datetime import date as Date  # noqa: N812  `date` is what this module does
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale, localedata, numbers
from babel.core import get_global
from babel.dates import format_date, parse_pattern
from markupsafe import Markup, escape

from forms.dates import BUDDHIST_LEAD
from forms.numbers import Marks
from instruments.codes import COUNTRIES, CURRENCIES, is_language
from questionnaire.wording.collation import sort_key
from questionnaire.wording.locales import SOURCE, real

Named = tuple[tuple[str, str], ...]

LATIN = "0123456789"
ZEROS: Mapping[str, str] = {
    "arab": "\N{ARABIC-INDIC DIGIT ZERO}",
    "arabext": "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}",
    "beng": "\N{BENGALI DIGIT ZERO}",
    "deva": "\N{DEVANAGARI DIGIT ZERO}",
    "mymr": "\N{MYANMAR DIGIT ZERO}",
}
LIST_MARKS: Mapping[str, tuple[str, str]] = {  # between parts, and between parts that may hold the first
    **dict.fromkeys(("ar", "fa", "ur"), ("، ", "؛ ")),
    **dict.fromkeys(("ja", "zh"), ("、", "；")),
}
ERAS: Mapping[str, tuple[int, str]] = {"th": (BUDDHIST_LEAD, "พ.ศ.")}


def number(value: Decimal | Fraction | int, locale: str = SOURCE, *, decimals: int | None = None) -> str:
    """Write a number, a decimal as precise as it is; a fraction is rounded half up, exactly, only here (default: 1)."""
    if isinstance(value, Fraction):
        value = _rounded(value, 1 if decimals is None else decimals)
    elif decimals is not None:
        value = _rounded(Fraction(value), decimals)
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole = Locale.parse(_tag(locale)).decimal_formats[None].pattern.split(".")[0]
    pattern = f"{whole}.{'0' * places}" if places else whole
    written = numbers.format_decimal(value, format=pattern, locale=_home(locale), numbering_system="default")
    return in_digits(written, locale)


def _rounded(value: Fraction, decimals: int) -> Decimal:
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def date(value: Date, locale: str = SOURCE) -> str:
    """Write a date with the month as a word: figures alone are read both ways round."""
    return _in_era(format_date(value, format="long", locale=_dated(locale)), value, locale)


def iso_date(text: str, locale: str = SOURCE) -> str:
    """Write a date that is stored as ISO 8601 text."""
    return date(Date.fromisoformat(text), locale)


def month(text: str, locale: str = SOURCE) -> str:
    """Write a month that is stored as ISO 8601 text, 2026-03."""
    first = Date.fromisoformat(f"{text}-01")
    pattern = str(Locale.parse(_dated(locale)).datetime_skeletons["yMMMM"].pattern).replace("L", "M")
    return _in_era(str(parse_pattern(pattern).apply(first, _dated(locale))), first, locale)


def _in_era(written: str, value: Date, locale: str) -> str:
    """Write the year as people count it, and all in their digits."""
    if (era := ERAS.get(_language(locale))) is not None:
        written = written.replace(str(value.year), str(value.year + era[0]))
        written = written.replace(Locale.parse(_tag(locale)).eras["abbreviated"][1], era[1])
    return in_digits(written, locale)


def time(value: datetime, locale: str = SOURCE) -> str:
    """Write a time of day in UTC and in 24 hours, and say so."""
    return f"{in_digits(f'{value.astimezone(UTC):%H:%M}', locale)} UTC"


def date_time(value: datetime, locale: str = SOURCE) -> str:
    """Write a moment in UTC, and say so."""
    pattern = str(Locale.parse(_dated(locale)).datetime_formats["medium"])
    return pattern.format(time(value, locale), date(value.astimezone(UTC).date(), locale))


def listed(parts: Iterable[str], locale: str = SOURCE, *, apart: bool = False) -> str:
    """Write parts one after the other; `apart` when they may hold commas of their own. Markup stays markup."""
    comma, semicolon = LIST_MARKS.get(_language(locale), (", ", "; "))
    found = list(parts)
    mark = semicolon if apart else comma
    return (escape(mark) if any(isinstance(part, Markup) for part in found) else mark).join(found)


@lru_cache(maxsize=64)
def marks(locale: str) -> Marks:
    """Return how numbers stand in the boxes of a page: its digits, and its mark before decimals."""
    return Marks(numbers.get_decimal_symbol(_home(locale), numbering_system="default"), _digits(locale))


@lru_cache(maxsize=64)
def country_names(locale: str) -> Named:
    """Return (code, name) of every country, sorted by name."""
    return _named(COUNTRIES, Locale.parse(_tag(locale)).territories, locale)


@lru_cache(maxsize=64)
def currency_names(locale: str) -> Named:
    """Return (code, "code name") of every currency, sorted by code: people know their own by its code."""
    names = Locale.parse(_tag(locale)).currencies
    return tuple((code, f"{code} – {names[code]}" if code in names else code) for code in sorted(CURRENCIES))


@lru_cache(maxsize=64)
def language_names(locale: str) -> Named:
    """Return (tag, name) of every language that has a name in `locale`, sorted by name."""
    names = {tag.replace("_", "-"): name for tag, name in Locale.parse(_tag(locale)).languages.items()}
    return _named(frozenset(tag for tag in names if is_language(tag)), names, locale)


def _named(codes: frozenset[str], names: Mapping[str, str], locale: str) -> Named:
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: sort_key(pair[1], locale)))


@lru_cache(maxsize=256)
def _digits(locale: str) -> str:
    """Return the ten digits that people who write this language use most."""
    zero = ZEROS.get(Locale.parse(_home(locale)).default_numbering_system)
    return "".join(chr(ord(zero) + value) for value in range(10)) if zero else LATIN


def in_digits(written: str, locale: str) -> str:
    """Write the digits of a text, such as the number of a paragraph, as people write them."""
    return written.translate(str.maketrans(LATIN, _digits(locale)))


@lru_cache(maxsize=256)
def _home(locale: str) -> str:
    """Return the locale with the country where most of its readers live: figures differ between countries."""
    parsed = Locale.parse(_tag(locale))
    likely = get_global("likely_subtags").get(str(parsed), str(parsed)).split("_")
    home = f"{parsed.language}_{parsed.territory or likely[-1]}"
    return str(Locale.parse(home)) if home in localedata.locale_identifiers() else _tag(locale)


def _dated(locale: str) -> str:
    """Return whose dates to write: plain English means day before month here."""
    return "en_GB" if _tag(locale) == SOURCE else _tag(locale)


def _language(locale: str) -> str:
    return Locale.parse(_tag(locale)).language


def _tag(locale: str) -> str:
    return real(locale)
