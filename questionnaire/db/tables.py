"""What is kept? The rows of everything, for both databases.

Whose a row is can always be told: owners are never null. Texts have no length here; limits are the instrument's or
the form's. What happened is never overwritten: history, events and submissions are only ever added to.
"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.sql.schema import SchemaItem

from instruments.model import ActionType
from questionnaire.access import Kind, Role
from questionnaire.db.columns import Json, Moment, Name
from questionnaire.lifecycle import ActionStatus, Status
from scoring.plan import CostCategory


class Why(StrEnum):
    """Why something typed is not the answer."""

    REFUSED = "refused"
    CONFLICT = "conflict"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OPEN_DRAFT = text("settled IS NULL")


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def _of(name: str, target: str, *, primary_key: bool = False, nullable: bool = False) -> Column[object]:
    key = ForeignKey(f"{target}.id")
    return Column(name, Uuid, key, primary_key=primary_key, nullable=nullable)


def _table(name: str, *parts: SchemaItem) -> Table:
    return Table(name, metadata, *parts)


def _words(name: str) -> Column[object]:
    return Column(name, Text, nullable=False, server_default="")


def _when(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Moment, nullable=nullable)


# --- People --------------------------------------------------------------------------------------------------------

organisation = _table(
    "organisation",
    _id(),
    Column("kind", Name(Kind), nullable=False),
    Column("name", Text, nullable=False),
    _words("country"),
    _of("parent", "organisation", nullable=True),
    _when("at"),
)

user = _table(
    "user",
    _id(),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
    Column("language", Text, nullable=False, server_default="en"),
    _when("at"),
)

membership = _table(
    "membership",
    _of("user", "user", primary_key=True),
    _of("organisation", "organisation", primary_key=True),
    Column("role", Name(Role), nullable=False),
    _when("at"),
    _when("ended", nullable=True),
    Index(None, "organisation"),
)

sign_in_link = _table(
    "sign_in_link",
    _id(),
    Column("nonce", Text, nullable=False, unique=True),
    _of("user", "user"),
    _of("organisation", "organisation"),
    _words("destination"),
    _of("by", "user"),
    _when("at"),
    _when("expires"),
    _when("used", nullable=True),
)

session = _table(
    "session",
    _id(),
    Column("digest", Text, nullable=False, unique=True),
    _of("user", "user"),
    _of("organisation", "organisation"),
    _words("device"),
    _when("at"),
    _when("expires"),
    _when("revoked", nullable=True),
    Index(None, "user"),
)

rate_limit = _table(
    "rate_limit",
    Column("bucket", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    _when("until"),
)

# --- Assessments and answers ---------------------------------------------------------------------------------------

assessment = _table(
    "assessment",
    _id(),
    _of("supplier", "organisation"),
    Column("instrument_id", Text, nullable=False),
    Column("instrument_version", Text, nullable=False),
    Column("instrument_digest", Text, nullable=False),
    Column("status", Name(Status), nullable=False),
    Column("language", Text, nullable=False),
    Column("targets", Json, nullable=False),
    Column("version", Integer, nullable=False),
    _when("at"),
    _of("by", "user"),
    Index(None, "supplier"),
)


def _answer_key() -> tuple[Column[object], ...]:
    return (
        _of("assessment", "assessment", primary_key=True),
        Column("party", Text, primary_key=True),
        Column("item", Text, primary_key=True),
    )


def _answer_parts() -> tuple[Column[object], ...]:
    return (
        Column("value", Json, nullable=True),
        Column("state", Text, nullable=False),
        _words("note"),
        Column("language", Text, nullable=False),
        _of("by", "user"),
        _when("at"),
    )


# A cleared answer keeps its row, so that its revision goes on counting.
answer = _table("answer", *_answer_key(), *_answer_parts(), Column("revision", Integer, nullable=False))

answer_history = _table(
    "answer_history", *_answer_key(), Column("revision", Integer, primary_key=True), *_answer_parts()
)

# What somebody typed that is not (yet) the answer: refused, or in conflict with a colleague's. `document` and `note`
# are JSON in ASCII, kept as text, because a refused input may hold what no JSON column takes (a zero byte).
answer_draft = _table(
    "answer_draft",
    _id(),
    _of("assessment", "assessment"),
    Column("party", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("document", Text, nullable=True),
    Column("note", Text, nullable=True),
    Column("why", Name(Why), nullable=False),
    Column("base_revision", Integer, nullable=False),
    Column("language", Text, nullable=False),
    _of("by", "user"),
    _when("at"),
    Column("settled", Text, nullable=True),
    Index(
        "ix_answer_draft_open",
        "assessment",
        "party",
        "item",
        "by",
        unique=True,
        sqlite_where=OPEN_DRAFT,
        postgresql_where=OPEN_DRAFT,
    ),
)

evidence = _table(
    "evidence",
    _id(),
    _of("assessment", "assessment"),
    Column("name", Text, nullable=False),
    Column("size", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("dated", Date, nullable=True),
    Column("expires", Date, nullable=True),
    Column("level", Integer, nullable=False),
    _of("by", "user"),
    _when("at"),
    _when("removed", nullable=True),
    _of("removed_by", "user", nullable=True),
    Index(None, "assessment"),
)

evidence_link = _table(
    "evidence_link",
    _of("evidence", "evidence", primary_key=True),
    Column("item", Text, primary_key=True),
    _of("by", "user"),
    _when("at"),
)

# --- Submissions ---------------------------------------------------------------------------------------------------

submission = _table(
    "submission",
    _id(),
    _of("assessment", "assessment"),
    Column("number", Integer, nullable=False),
    Column("response", Json, nullable=False),
    Column("digest", Text, nullable=False),
    Column("scorecard", Json, nullable=False),
    Column("receipt", Json, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("engine", Text, nullable=False),
    _of("by", "user"),
    _when("at"),
    UniqueConstraint("assessment", "number"),
)

# Portfolio reads come from here, never from the sealed JSON. Practice and confidence are in hundredths.
score_cell = _table(
    "score_cell",
    _of("submission", "submission", primary_key=True),
    Column("part", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Integer, nullable=True),
)

# --- Plan ----------------------------------------------------------------------------------------------------------


def _action_parts() -> tuple[Column[object], ...]:
    return (
        Column("status", Name(ActionStatus), nullable=False),
        _words("text"),
        _words("finding"),
        _words("cause"),
        _words("workers"),
        _words("owner"),
        _of("owner_user", "user", nullable=True),
        Column("start", Date, nullable=True),
        Column("due", Date, nullable=True),
        _words("cost"),
        _words("currency"),
        _words("bearer"),
        _words("note"),
        _of("by", "user"),
        _when("at"),
    )


action = _table(
    "action",
    _id(),
    _of("assessment", "assessment"),
    Column("item", Text, nullable=True),
    Column("type", Name(ActionType), nullable=False),
    Column("recommendation", Integer, nullable=True),
    Column("raises_to", Text, nullable=True),
    Column("need", Text, nullable=True),
    Column("gender", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("gap", Json, nullable=True),
    Column("key", Text, nullable=False),
    *_action_parts(),
    Column("revision", Integer, nullable=False),
    _of("evidence_by", "user", nullable=True),
    _of("verified_by", "user", nullable=True),
    _of("verified_for", "organisation", nullable=True),
    UniqueConstraint("assessment", "key"),
)

action_history = _table(
    "action_history",
    _of("action", "action", primary_key=True),
    Column("revision", Integer, primary_key=True),
    *_action_parts(),
)

action_evidence = _table(
    "action_evidence",
    _of("action", "action", primary_key=True),
    _of("evidence", "evidence", primary_key=True),
    _of("by", "user"),
    _when("at"),
)


def _owed_parts() -> tuple[Column[object], ...]:
    return (
        Column("corridor", Text, nullable=False),
        Column("category", Name(CostCategory), nullable=False),
        Column("workers", Integer, nullable=False),
        *_row_parts(),
    )


def _instalment_parts() -> tuple[Column[object], ...]:
    return (
        Column("due", Date, nullable=False),
        Column("paid", Date, nullable=True),
        _of("proof", "evidence", nullable=True),
        *_row_parts(),
    )


def _row_parts() -> tuple[Column[object], ...]:
    """Return what every row of a repayment has. `amount` is a decimal as text, never a float."""
    return (
        Column("amount", Text, nullable=False),
        Column("currency", Text, nullable=False),
        Column("removed", Boolean, nullable=False),
        _of("by", "user"),
        _when("at"),
        Column("revision", Integer, nullable=False),
    )


owed = _table("owed", _id(), _of("action", "action"), *_owed_parts(), Index(None, "action"))

owed_history = _table("owed_history", _of("owed", "owed"), *_owed_parts(), PrimaryKeyConstraint("owed", "revision"))

instalment = _table("instalment", _id(), _of("action", "action"), *_instalment_parts(), Index(None, "action"))

instalment_history = _table(
    "instalment_history",
    _of("instalment", "instalment"),
    *_instalment_parts(),
    PrimaryKeyConstraint("instalment", "revision"),
)

import_run = _table(
    "import_run",
    _id(),
    _of("assessment", "assessment"),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("changes", Json, nullable=False),
    Column("outcome", Json, nullable=True),
    _of("by", "user"),
    _when("at"),
    _when("applied", nullable=True),
    Index(None, "assessment"),
)

# --- What happened -------------------------------------------------------------------------------------------------

event = _table(
    "event",
    _id(),
    _of("organisation", "organisation"),
    Column("number", Integer, nullable=False),
    _of("assessment", "assessment", nullable=True),
    Column("kind", Text, nullable=False),
    Column("detail", Json, nullable=False),
    _of("by", "user"),
    _when("at"),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("organisation", "number"),
    Index(None, "assessment"),
)
