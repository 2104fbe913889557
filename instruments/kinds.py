"""Which kinds of item are there, and what is a value of each?

A union, so that a new kind is a type error wherever it is forgotten.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instruments.model import Item


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `level`: 0-4 or None (out of the score); `required` is for checklists, `exclusive` for choices."""

    id: str
    text: str
    level: Fraction | None = None
    exclusive: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Maturity:
    """Value: int 0-4. `anchors` are the five written levels, lowest first."""

    anchors: tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Practice:
    """Value: `yes`, `partly` or `no`; `reversed` when *no* is the good answer."""

    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """Value: tuple of option ids, in the order of the options."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Value: an option id."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Value: tuple of option ids, in the order of the options."""

    options: tuple[Option, ...]


class NumberForm(StrEnum):
    """The three kinds of plain number."""

    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Number:
    """Value: int for `integer`, else Decimal. Limits are inclusive; a percent is 0-100 unless it says otherwise."""

    form: NumberForm
    min: Decimal | None = None
    max: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MoneyKind:
    """Value: `Money`, an amount as paid in an ISO 4217 currency. Limits are on the amount."""

    min: Decimal | None = None
    max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SplitKind:
    """Value: `Split`, counts by sex."""


@dataclass(frozen=True, slots=True)
class Text:
    """Value: str, not empty, without control characters other than line breaks (when `multiline`)."""

    max_length: int = 2000
    multiline: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """Value: ISO 8601 date as str (`2026-03-01`). Limits are such a date or `today`."""

    min: str | None = None
    max: str | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """Value: ISO 8601 month as str (`2026-03`)."""

    min: str | None = None
    max: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """Value: ISO 3166-1 alpha-2 code, upper case."""


@dataclass(frozen=True, slots=True)
class Language:
    """Value: BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class Table:
    """Value: tuple of `Row`. Columns are items of the simple kinds (no table, note, or scored kind)."""

    columns: tuple["Item", ...]
    min_rows: int = 0
    max_rows: int = 200


@dataclass(frozen=True, slots=True)
class Note:
    """No value: a text to read."""


Kind = (
    Maturity
    | Practice
    | Checklist
    | Choice
    | Choices
    | Number
    | MoneyKind
    | SplitKind
    | Text
    | Date
    | Month
    | Country
    | Language
    | Table
    | Note
)
