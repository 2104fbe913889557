"""What is an answer, and where can an item stand?

Blank is not zero: *unanswered*, zero, *don't know* and *not applicable* are different and stay different.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from instruments.identity import InstrumentRef, ItemId


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
