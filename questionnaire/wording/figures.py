"""How are numbers, dates and names of places written in this language?

Latin digits everywhere: forms are filled in with them, and a page that shows one and asks for the other confuses.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from datetime import date as Date  # noqa: N812  `date` is what this module does
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale, numbers
from babel.dates import format_date

from instruments.codes import COUNTRIES, CURRENCIES, is_language
from questionnaire.wording.locales import SOURCE

Named = tuple[tuple[str, str], ...]


def number(value: Decimal | Fraction | int, locale: str = SOURCE, *, decimals: int | None = None) -> str:
    """Write a number, a decimal as precise as it is; a fraction is rounded half up, exactly, only here (default: 1)."""
    if isinstance(value, Fraction):
        value = _rounded(value, 1 if decimals is None else decimals)
    elif decimals is not None:
        value = _rounded(Fraction(value), decimals)
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole = Locale.parse(_tag(locale)).decimal_formats[None].pattern.split(".")[0]
    return numbers.format_decimal(value, format=f"{whole}.{'0' * places}" if places else whole, locale=_tag(locale))


def _rounded(value: Fraction, decimals: int) -> Decimal:
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def date(value: Date, locale: str = SOURCE) -> str:
    """Write a date with the month as a word: figures alone are read both ways round."""
    return format_date(value, format="long", locale=_dated(locale))


def iso_date(text: str, locale: str = SOURCE) -> str:
    """Write a date that is stored as ISO 8601 text."""
    return date(Date.fromisoformat(text), locale)


def time(value: datetime) -> str:
    """Write a time of day in UTC and in 24 hours, and say so."""
    return f"{value.astimezone(UTC):%H:%M} UTC"


def date_time(value: datetime, locale: str = SOURCE) -> str:
    """Write a moment in UTC, and say so."""
    return f"{date(value.astimezone(UTC).date(), locale)}, {time(value)}"


def decimal_mark(locale: str) -> str:
    """Return the mark before decimals in what people type: a comma or a point."""
    return "," if numbers.get_decimal_symbol(_tag(locale)) == "," else "."


@lru_cache(maxsize=64)
def country_names(locale: str) -> Named:
    """Return (code, name) of every country, sorted by name."""
    return _named(COUNTRIES, Locale.parse(_tag(locale)).territories)


@lru_cache(maxsize=64)
def currency_names(locale: str) -> Named:
    """Return (code, "code name") of every currency, sorted by code: people know their own by its code."""
    names = Locale.parse(_tag(locale)).currencies
    return tuple((code, f"{code} – {names.get(code, code)}") for code in sorted(CURRENCIES))


@lru_cache(maxsize=64)
def language_names(locale: str) -> Named:
    """Return (tag, name) of every language that has a name in `locale`, sorted by name."""
    names = {tag.replace("_", "-"): name for tag, name in Locale.parse(_tag(locale)).languages.items()}
    return _named(frozenset(tag for tag in names if is_language(tag)), names)


def _named(codes: frozenset[str], names: Mapping[str, str]) -> Named:
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1].casefold()))


def _dated(locale: str) -> str:
    """Return whose dates to write: plain English means day before month here."""
    return "en_GB" if locale == SOURCE else _tag(locale)


def _tag(locale: str) -> str:
    return locale.replace("-", "_")
