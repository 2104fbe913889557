"""What was answered, by whom and when; and what was typed that is not the answer?

Every write goes to `answer` and `answer_history` together. Nothing is deleted: a cleared answer keeps its row, a
draft that is settled keeps what was typed.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, func, insert, or_, select, tuple_, update
from sqlalchemy.sql.dml import Insert

from instruments.model import ItemId
from questionnaire.access import Viewer
from questionnaire.db.gateway import Chain, Held, Kept, asking, kept_within, reach_to, readable_assessment
from questionnaire.db.session import insert_for, insert_into
from questionnaire.db.tables import OPEN_DRAFT, Why, answer, answer_draft, answer_history, assessment, event, user

SUPPLIER = "supplier"


@dataclass(frozen=True, slots=True)
class Version:
    """What stands in an answer's row: its value as JSON (None when cleared or never given), and its note."""

    document: Any = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as it stands, with its revision and who gave it. `by_name` is empty while it is being saved."""

    item: ItemId
    version: Version
    language: str
    revision: int
    by: UUID
    at: datetime
    by_name: str = ""


class Settled(StrEnum):
    """What became of something typed."""

    SAVED = "saved"
    CHOSEN = "chosen"
    PUT_ASIDE = "put-aside"


@dataclass(frozen=True, slots=True)
class Draft:
    """Something typed that is not the answer. `document` and `note` are None where that part is not in question.

    Both are JSON in ASCII: exactly what came in, however wrong.
    """

    item: ItemId
    why: Why
    document: str | None
    note: str | None
    base_revision: int
    language: str
    by: UUID
    at: datetime
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a save stands on: the answers it touches or depends on, and where the chain of events ends."""

    stored: Mapping[ItemId, Stored]
    chain: Chain
    drafts: int


def written(document: object) -> str:
    """Write anything that came in as ASCII JSON."""
    return json.dumps(document, ensure_ascii=True, default=str)


# --- Saving --------------------------------------------------------------------------------------------------------


def ground(connection: Connection, held: Held, items: Collection[ItemId]) -> Ground:
    """Read, in one statement, the answers to `items`, the viewer's open drafts (their number) and the chain's end."""
    wanted = {"assessment_id": held.id, "items": list(items), "own": held.supplier, "mine": held.viewer.user}
    rows = connection.execute(_ground(), wanted).all()
    chain = Chain(held.supplier, held.viewer.user, rows[0].number or 0, rows[0].hash or "")
    return Ground({row.item: _stored(row) for row in rows if row.item is not None}, chain, rows[0].drafts)


_STORED = [answer.c[name] for name in ("item", "value", "note", "language", "revision", "by", "at")]


@cache
def _ground() -> Select[Any]:
    here: BindParameter[Any] = bindparam("assessment_id")
    last = select(func.max(event.c.number)).where(event.c.organisation == bindparam("own")).scalar_subquery()
    drafts = (
        select(func.count())
        .where(answer_draft.c.assessment == here, answer_draft.c.by == bindparam("mine"), OPEN_DRAFT)
        .scalar_subquery()
    )
    items = answer.c.item.in_(bindparam("items", expanding=True))
    return (
        select(*_STORED, event.c.number, event.c.hash, drafts.label("drafts"))
        .select_from(assessment)
        .outerjoin(answer, and_(answer.c.assessment == assessment.c.id, answer.c.party == SUPPLIER, items))
        .outerjoin(event, and_(event.c.organisation == assessment.c.supplier, event.c.number == last))
        .where(assessment.c.id == here)
    )


def _stored(row: Any, by_name: str = "") -> Stored:
    version = Version(row.value, row.note)
    return Stored(ItemId(row.item), version, row.language, row.revision, row.by, row.at, by_name)


def versions(
    connection: Connection, held: Held, wanted: Iterable[tuple[ItemId, int]]
) -> Mapping[tuple[ItemId, int], Version]:
    """Return earlier versions of answers by item and revision; revision 0 is the one before any."""
    pairs = list(wanted)
    query = select(answer_history.c.item, answer_history.c.revision, answer_history.c.value, answer_history.c.note)
    rows = connection.execute(
        query.where(
            answer_history.c.assessment == held.id,
            answer_history.c.party == SUPPLIER,
            tuple_(answer_history.c.item, answer_history.c.revision).in_(pairs),
        )
    ).all()
    found = {(ItemId(row.item), row.revision): Version(row.value, row.note) for row in rows}
    return {(item, 0): Version() for item, revision in pairs if revision == 0} | found


def write(connection: Connection, held: Held, rows: Sequence[Stored]) -> None:
    """Write the new versions of answers, and their history."""
    parts = [_row(held, stored) for stored in rows]
    connection.execute(_upsert(connection.dialect.name), parts)
    connection.execute(_REMEMBER, parts)


@cache
def _upsert(dialect: str) -> Insert:
    upsert = insert_for(dialect, answer)
    changing = ("value", "state", "note", "language", "by", "at", "revision")
    return upsert.on_conflict_do_update(
        index_elements=[answer.c.assessment, answer.c.party, answer.c.item],
        set_={name: upsert.excluded[name] for name in changing},
    )


_REMEMBER = insert(answer_history)


def _row(held: Held, stored: Stored) -> dict[str, Any]:
    return {
        "assessment": held.id,
        "party": SUPPLIER,
        "item": stored.item,
        "value": stored.version.document,
        "state": _state(stored.version.document),
        "note": stored.version.note,
        "language": stored.language,
        "by": stored.by,
        "at": stored.at,
        "revision": stored.revision,
    }


def _state(document: Any) -> str:
    if document is None:
        return "cleared"
    return str(document["state"]) if isinstance(document, dict) and "state" in document else "value"


# --- Drafts --------------------------------------------------------------------------------------------------------


def write_drafts(connection: Connection, held: Held, drafts: Sequence[Draft]) -> None:
    """Keep what was typed; each person has one open draft per item, the latest."""
    upsert = insert_into(connection, answer_draft)
    changing = ("document", "note", "why", "base_revision", "language", "at")
    upsert = upsert.on_conflict_do_update(
        index_elements=[answer_draft.c[name] for name in ("assessment", "party", "item", "by")],
        index_where=OPEN_DRAFT,
        set_={name: upsert.excluded[name] for name in changing},
    )
    connection.execute(upsert, [_draft_row(held, draft) for draft in drafts])


def _draft_row(held: Held, draft: Draft) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "assessment": held.id,
        "party": SUPPLIER,
        "item": draft.item,
        "document": draft.document,
        "note": draft.note,
        "why": draft.why,
        "base_revision": draft.base_revision,
        "language": draft.language,
        "by": draft.by,
        "at": draft.at,
        "settled": None,
    }


def settle_own(connection: Connection, held: Held, sound: Collection[ItemId], changed: Collection[ItemId]) -> None:
    """Settle the viewer's drafts: refused ones of items now given soundly, any of items now changed.

    A conflict stays open when the page that shows it merely sends the stored answer back.
    """
    overtaken = or_(
        and_(answer_draft.c.item.in_(sound), answer_draft.c.why == Why.REFUSED), answer_draft.c.item.in_(changed)
    )
    mine = _open(held).where(answer_draft.c.by == held.viewer.user, overtaken)
    connection.execute(mine.values(settled=Settled.SAVED))


def settle(connection: Connection, held: Held, item: ItemId, by: UUID, how: Settled) -> None:
    """Settle one draft."""
    one = _open(held).where(answer_draft.c.item == item, answer_draft.c.by == by)
    connection.execute(one.values(settled=how))


def _open(held: Held) -> Any:
    return update(answer_draft).where(answer_draft.c.assessment == held.id, OPEN_DRAFT)


def drafts_of(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[Draft, ...]:
    """Return every open draft of an assessment, by anybody, oldest first."""
    rows = connection.execute(_drafts(reach_to(viewer)), asking(viewer, assessment_id)).mappings()
    return tuple(Draft(**row) for row in rows)


@cache
def _drafts(kind: Kept) -> Select[Any]:
    columns = [answer_draft.c[name] for name in Draft.__slots__ if name != "by_name"]
    return (
        select(*columns, user.c.name.label("by_name"))
        .join(user, user.c.id == answer_draft.c.by)
        .join(assessment, assessment.c.id == answer_draft.c.assessment)
        .where(assessment.c.id == bindparam("assessment_id"), kept_within(kind, assessment.c.supplier), OPEN_DRAFT)
        .order_by(answer_draft.c.at, answer_draft.c.id)
    )


# --- Reading -------------------------------------------------------------------------------------------------------


def answers_of(connection: Connection, viewer: Viewer, assessment_id: UUID) -> Mapping[ItemId, Stored]:
    """Return every answer row of an assessment by item, the cleared ones too (their revision goes on)."""
    rows: Iterable[Any] = connection.execute(_answers(reach_to(viewer)), asking(viewer, assessment_id)).all()
    return {
        item: Stored(item, Version(value, note), language, revision, by, at, by_name)
        for item, value, note, language, revision, by, at, by_name in rows
    }


@cache
def _answers(kind: Kept) -> Select[Any]:
    return (
        select(*_STORED, user.c.name.label("by_name"))
        .join(user, user.c.id == answer.c.by)
        .join(assessment, assessment.c.id == answer.c.assessment)
        .where(assessment.c.id == bindparam("assessment_id"), kept_within(kind, assessment.c.supplier))
        .where(answer.c.party == SUPPLIER)
    )


def history_of(connection: Connection, viewer: Viewer, assessment_id: UUID, item: ItemId) -> tuple[Stored, ...]:
    """Return every version of one answer, newest first."""
    columns = [answer_history.c[column.name] for column in _STORED]
    query = (
        select(*columns, user.c.name.label("by_name"))
        .join(user, user.c.id == answer_history.c.by)
        .where(answer_history.c.assessment == assessment_id, answer_history.c.party == SUPPLIER)
        .where(answer_history.c.item == item, readable_assessment(viewer, answer_history.c.assessment))
    )
    rows = connection.execute(query.order_by(answer_history.c.revision.desc()))
    return tuple(_stored(row, row.by_name) for row in rows)
