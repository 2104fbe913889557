"""What is an instrument, and what is an answer? Frozen values, nothing else.

An instrument is parsed once (`parse`) and never changes. Levels are exact fractions 0-4; amounts are decimals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, NewType

if TYPE_CHECKING:
    from instruments.nodes import Expression

ItemId = NewType("ItemId", str)


class InstrumentRef(NamedTuple):
    """`id@version`, the name under which an instrument is published."""

    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


class Message(NamedTuple):
    """A text of an instrument as a translator meets it: gettext context (`ER-2-01.anchor.3`) and English source."""

    context: str
    source: str


Translate = Callable[[Message], str]


# --- Kinds of item: a union, so that a new kind is a type error wherever it is forgotten. --------------------------


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


# --- Parts of an item ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """A listed reason for *not applicable*; a `free` one also needs the respondent's own text."""

    id: str
    text: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class CriticalRule:
    """The item raises critical issue `id` when its level is below `below`."""

    id: str
    below: Fraction


@dataclass(frozen=True, slots=True)
class RoadmapRule:
    """To have reached `stage` in `area`, the item must be at least at `level`."""

    area: str
    stage: int
    level: Fraction


class ActionType(StrEnum):
    """In the order in which an action plan is sorted."""

    STOP_HARM = "stop-harm"
    REMEDY = "remedy"
    PREVENT = "prevent"
    SYSTEM = "system"


DEFAULT_DAYS: Mapping[ActionType, int] = {
    ActionType.STOP_HARM: 7,
    ActionType.REMEDY: 30,
    ActionType.PREVENT: 90,
    ActionType.SYSTEM: 180,
}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The instrument's advice: doing `text` within `days` brings the item to level `raises_to`."""

    raises_to: Fraction
    type: ActionType
    text: str
    days: int
    need: str | None = None
    gender: bool = False


class Sensitivity(StrEnum):
    """Who may at most see an answer once the supplier shares."""

    PRIVATE = "private"
    BUYER = "buyer"
    AGGREGATE = "aggregate"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked. `weight` is 1-3 for scored kinds, else None. Texts are in the instrument's language."""

    id: ItemId
    kind: Kind
    text: str
    why: str = ""
    hint: str = ""
    evidence: str = ""
    avoid: str = ""
    relevant: "Expression | None" = None
    required: bool = False
    dont_know: bool = True
    na_reasons: tuple[Reason, ...] = ()
    weight: int | None = None
    critical: CriticalRule | None = None
    roadmap: tuple[RoadmapRule, ...] = ()
    actions: tuple[Recommendation, ...] = ()
    refs: tuple[str, ...] = ()
    step: str | None = None
    sensitivity: Sensitivity = Sensitivity.BUYER
    follow_ups: tuple[ItemId, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether the kind can have a level at all."""
        match self.kind:
            case Maturity() | Practice() | Checklist():
                return True
            case Choice(options):
                return any(option.level is not None for option in options)
            case _:
                return False


@dataclass(frozen=True, slots=True)
class Section:
    """An ordered group of items: one page, and (when `scored`) one sub-score."""

    id: str
    title: str
    scored: bool
    items: tuple[Item, ...]
    intro: str = ""
    relevant: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Area:
    """A row of the roadmap."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the roadmap; numbers are 1..n."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class CriticalIssue:
    """A severe harm that no average can hide."""

    id: str
    title: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An outside document that items refer to as `key:locator`."""

    key: str
    title: str
    version: str = ""
    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RiskRule:
    """`points` when `condition` is true."""

    condition: "Expression"
    points: int


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """Why the situation is exposed. `otherwise` when every rule is false, `unknown` when it cannot be told."""

    id: str
    title: str
    rules: tuple[RiskRule, ...]
    otherwise: int = 0
    unknown: int = 3


@dataclass(frozen=True, slots=True)
class RiskBand:
    """The band from `start` points upwards (JSON key `from`)."""

    id: str
    title: str
    start: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure computed from answers, and how far it may be shared."""

    id: str
    title: str
    unit: str
    value: "Expression"
    split: str | None = None
    share: Sensitivity = Sensitivity.PRIVATE


class Severity(StrEnum):
    """An error stops a submission; a warning asks."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Check:
    """A statement about several answers that ought to hold (`asserts`; JSON key `assert`)."""

    id: str
    asserts: "Expression"
    items: tuple[ItemId, ...]
    text: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, eq=False)
class Instrument:
    """The whole definition. `digest` is `sha256:` and the SHA-256 of the canonical JSON it was parsed from.

    Compared by identity, so that what is compiled from it can be cached; compare digests to compare content.
    """

    ref: InstrumentRef
    digest: str
    language: str
    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    about: str = ""
    disclaimer: str = ""
    audience: tuple[str, ...] = ()
    minutes: int | None = None
    references: tuple[Reference, ...] = ()
    areas: tuple[Area, ...] = ()
    stages: tuple[Stage, ...] = ()
    sections_needed: int = 1
    free_na_limit: Fraction = Fraction(1, 4)
    risk_factors: tuple[RiskFactor, ...] = ()
    risk_bands: tuple[RiskBand, ...] = ()
    critical: tuple[CriticalIssue, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    checks: tuple[Check, ...] = ()

    @cached_property
    def items(self) -> Mapping[ItemId, Item]:
        """Every item that is not a table column, by id, in the order of the instrument."""
        return {item.id: item for section in self.sections for item in section.items}

    @cached_property
    def section_of(self) -> Mapping[ItemId, Section]:
        """The section each item stands in."""
        return {item.id: section for section in self.sections for item in section.items}

    @cached_property
    def default_target(self) -> int:
        """The stage aimed at in every area unless a campaign says otherwise: the last but one, at least the first."""
        return max(1, len(self.stages) - 1)


# --- Answers -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as paid, never converted silently."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Split:
    """Counts by sex. *Not available* is reported, never dropped."""

    women: int = 0
    men: int = 0
    other: int = 0
    not_available: int = 0

    @property
    def total(self) -> int:
        """The derived total."""
        return self.women + self.men + self.other + self.not_available


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a stable id, and the answered cells by column id."""

    id: str
    cells: Mapping[ItemId, "Answer"]


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The respondent says they do not know. It counts as level 0 and is listed as *find out*."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """With a reason that the item lists, and the respondent's own text where that reason is free."""

    reason: str
    text: str = ""


Value = int | Decimal | str | tuple[str, ...] | Money | Split | tuple[Row, ...]
Answer = Value | DontKnow | NotApplicable
Answers = Mapping[ItemId, Answer]


class State(StrEnum):
    """Where an item stands. Blank is not zero: *don't know* and *not applicable* are answers."""

    NOT_ASKED = "not-asked"
    UNDETERMINED = "undetermined"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"


SEXES = ("women", "men", "other", "not_available")


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Support for an answer: evidence level 0-4, and the file it comes from, if any."""

    level: int
    name: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """All that was answered under one instrument ref, for exchange."""

    ref: InstrumentRef
    answers: Answers
    digest: str | None = None
    language: str = "en"
    notes: Mapping[ItemId, str] = field(default_factory=dict)
    evidence: Mapping[ItemId, tuple[EvidenceRef, ...]] = field(default_factory=dict)
