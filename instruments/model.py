"""What is an instrument? Frozen values, nothing else.

An instrument is parsed once (`parse`) and never changes. Levels are exact fractions 0-4; amounts are decimals. The
values it is made of are defined in `identity`, `kinds` and `answers` and can all be imported from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from instruments.answers import (
    SEXES,
    Answer,
    Answers,
    DontKnow,
    EvidenceRef,
    Money,
    NotApplicable,
    Response,
    Row,
    Split,
    State,
    Value,
)
from instruments.identity import (
    InstrumentRef,
    ItemId,
    Message,
    Translate,
)
from instruments.kinds import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Kind,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    SplitKind,
    Table,
    Text,
)

if TYPE_CHECKING:
    from instruments.nodes import Expression

__all__ = [
    "SEXES",
    "ActionType",
    "Answer",
    "Answers",
    "Area",
    "Check",
    "Checklist",
    "Choice",
    "Choices",
    "Country",
    "CriticalIssue",
    "CriticalRule",
    "Date",
    "DontKnow",
    "EvidenceRef",
    "Indicator",
    "Instrument",
    "InstrumentRef",
    "Item",
    "ItemId",
    "Kind",
    "Language",
    "Maturity",
    "Message",
    "Money",
    "MoneyKind",
    "Month",
    "NotApplicable",
    "Note",
    "Number",
    "NumberForm",
    "Option",
    "Practice",
    "Reason",
    "Recommendation",
    "Reference",
    "Response",
    "RiskBand",
    "RiskFactor",
    "RiskRule",
    "RoadmapRule",
    "Row",
    "Section",
    "Sensitivity",
    "Severity",
    "Split",
    "SplitKind",
    "Stage",
    "State",
    "Table",
    "Text",
    "Translate",
    "Value",
]


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
