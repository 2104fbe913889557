"""Which columns has a plan sheet, and which words stand in its lists?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from instruments.codes import CURRENCIES
from instruments.model import ActionType
from questionnaire.excel.cells import Say
from questionnaire.excel.plan_values import PlanAction
from questionnaire.lifecycle import CLOSED_ACTION, ActionStatus
from questionnaire.wording import WORDS
from questionnaire.wording.words import N_
from scoring.plan import Bearer, RootCause


class Content(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    LIST = "list"
    DAY = "day"
    AMOUNT = "amount"
    CURRENCY = "currency"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (in the hidden first row), heading, width in characters, and whether people fill it in."""

    key: str
    heading: str
    width: float
    content: Content = Content.TEXT
    editable: bool = False
    hint: str = ""


COLUMNS = (
    Column("id", N_("Id"), 8),
    Column("item", N_("Question"), 26),
    Column("finding", N_("Gap, in your own words"), 26, editable=True, hint=N_("What is not yet as it should be?")),
    Column("level", N_("Level now"), 7, Content.LEVEL),
    Column("needed", N_("Level needed"), 7, Content.LEVEL),
    Column("type", N_("Type"), 12, Content.LIST),
    Column("text", N_("Action"), 32),
    Column("cause", N_("Root cause"), 11, Content.LIST, editable=True, hint=N_("Needed before an action can close.")),
    Column("owner", N_("Owner"), 13, editable=True, hint=N_("Who sees to it. Not the name of a worker concerned.")),
    Column("owner_role", N_("Owner's role"), 12),
    Column("due", N_("Due"), 12, Content.DAY, editable=True, hint=N_("A date, like 2026-03-27.")),
    Column("status", N_("Status"), 11, Content.LIST, editable=True, hint=N_("Verifying is done online.")),
    Column("cost", N_("Cost"), 10, Content.AMOUNT, editable=True, hint=N_("In figures.")),
    Column("currency", N_("Currency"), 8, Content.CURRENCY, editable=True, hint=N_("Three letters, like MYR.")),
    Column("bearer", N_("Who bears the cost"), 9, Content.LIST, editable=True, hint=N_("Never the workers.")),
    Column("workers", N_("Workers affected"), 9, Content.LIST, editable=True, hint=N_("A range. No names.")),
    Column("evidence", N_("Evidence"), 16),
    Column("note", N_("Notes"), 22, editable=True, hint=N_("No personal details of workers.")),
    Column("need", N_("Help to ask for"), 11),
)
FIELDS = tuple(column.key for column in COLUMNS if column.editable)

CAUSES: Mapping[str, str] = {
    RootCause.POLICY: N_("Policy"),
    RootCause.PROCESS: N_("Process"),
    RootCause.PEOPLE: N_("People and skills"),
    RootCause.PRICE: N_("Price or budget"),
    RootCause.LAW: N_("Law"),
    RootCause.RECRUITER: N_("Recruiter"),
    RootCause.BUYER_PRACTICE: N_("Buyer's practice"),
    RootCause.UNKNOWN: N_("Not known"),
}
BEARERS: Mapping[str, str] = {Bearer.SUPPLIER: N_("Supplier"), Bearer.BUYER: N_("Buyer"), Bearer.SHARED: N_("Shared")}
BANDS: Mapping[str, str] = {
    "none": N_("None"),
    "1-9": N_("1 to 9"),
    "10-49": N_("10 to 49"),
    "50-249": N_("50 to 249"),
    "250+": N_("250 or more"),
    "unknown": N_("Not known"),
}
LISTS: Mapping[str, Mapping[str, str]] = {
    "status": {status: WORDS["action-status"][status] for status in ActionStatus},
    "type": {kind: WORDS["action-type"][kind] for kind in ActionType},
    "cause": CAUSES,
    "bearer": BEARERS,
    "workers": BANDS,
}
OPTIONAL = frozenset({"owner_role", "evidence", "need"})


def columns_for(actions: tuple[PlanAction, ...]) -> tuple[Column, ...]:
    """Return the columns a plan needs: those that nobody fills in here appear only when something stands in them."""
    return tuple(
        column
        for column in COLUMNS
        if column.key not in OPTIONAL or any(getattr(action, column.key) for action in actions)
    )


def labels(say: Say) -> dict[str, dict[str, str]]:
    """Return the words of every list in the reader's language, by list and id."""
    return {name: {str(key): say(label) for key, label in words.items()} for name, words in LISTS.items()}


def choices(words: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return what every drop-down offers, by the key of its column. A judgement on an action is not given in a file."""
    lists = {
        column.key: tuple(label for key, label in words[column.key].items() if key not in CLOSED_ACTION)
        for column in COLUMNS
        if column.content is Content.LIST
    }
    return lists | {"currency": tuple(sorted(CURRENCIES))}
