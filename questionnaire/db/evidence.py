"""Which files support which answers?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from instruments.model import EvidenceRef, ItemId
from questionnaire.access import Viewer
from questionnaire.db.gateway import Held, readable_assessment
from questionnaire.db.session import insert_into
from questionnaire.db.tables import evidence, evidence_link, user


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file shown in support of answers. `level` is 1: attached, until somebody checks it."""

    id: UUID
    assessment: UUID
    name: str
    size: int
    sha256: str
    kind: str
    dated: date | None
    expires: date | None
    level: int
    by: UUID
    by_name: str
    at: datetime
    items: tuple[ItemId, ...] = ()

    def expired(self, today: date) -> bool:
        """Whether it no longer supports anything."""
        return self.expires is not None and self.expires < today


_COLUMNS = [evidence.c[name] for name in Evidence.__slots__ if name not in {"by_name", "items"}]


def _readable(viewer: Viewer) -> Select[Any]:
    return (
        select(*_COLUMNS, user.c.name.label("by_name"))
        .join(user, user.c.id == evidence.c.by)
        .where(evidence.c.removed.is_(None), readable_assessment(viewer, evidence.c.assessment))
    )


def evidence_in(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[Evidence, ...]:
    """Return the files of an assessment with the items each supports, oldest first."""
    mine = evidence.c.assessment == assessment_id
    rows = connection.execute(_readable(viewer).where(mine).order_by(evidence.c.at, evidence.c.id)).mappings().all()
    links = _links(connection, mine)
    return tuple(Evidence(**row, items=links.get(row["id"], ())) for row in rows)


def evidence_of(connection: Connection, viewer: Viewer, evidence_id: UUID) -> Evidence | None:
    """Return one file."""
    row = connection.execute(_readable(viewer).where(evidence.c.id == evidence_id)).mappings().one_or_none()
    if row is None:
        return None
    return Evidence(**row, items=_links(connection, evidence.c.id == evidence_id).get(evidence_id, ()))


def _links(connection: Connection, which: ColumnElement[bool]) -> Mapping[UUID, tuple[ItemId, ...]]:
    """Return the items of files that were already found to be readable."""
    query = select(evidence_link.c.evidence, evidence_link.c.item).join(
        evidence, evidence.c.id == evidence_link.c.evidence
    )
    found: dict[UUID, tuple[ItemId, ...]] = {}
    for row in connection.execute(query.where(which).order_by(evidence_link.c.at, evidence_link.c.item)):
        found[row.evidence] = (*found.get(row.evidence, ()), ItemId(row.item))
    return found


def references(
    connection: Connection, viewer: Viewer, assessment_id: UUID, today: date
) -> Mapping[ItemId, tuple[EvidenceRef, ...]]:
    """Return, per item, the files that support it today: neither removed nor expired."""
    found: dict[ItemId, tuple[EvidenceRef, ...]] = {}
    for each in evidence_in(connection, viewer, assessment_id):
        if not each.expired(today):
            for item in each.items:
                found[item] = (*found.get(item, ()), EvidenceRef(each.level, each.name, each.sha256))
    return found


def insert_evidence(connection: Connection, held: Held, row: Evidence) -> None:
    """Keep the record of a new file."""
    parts = {name: getattr(row, name) for name in Evidence.__slots__ if name not in {"by_name", "items"}}
    connection.execute(insert(evidence), parts | {"assessment": held.id})


def link(connection: Connection, held: Held, evidence_id: UUID, items: Collection[ItemId], now: datetime) -> None:
    """Let a file support items; those it supports already stay."""
    rows = [{"evidence": evidence_id, "item": item, "by": held.viewer.user, "at": now} for item in items]
    if rows:
        connection.execute(insert_into(connection, evidence_link).on_conflict_do_nothing(), rows)


def unlink(connection: Connection, held: Held, evidence_id: UUID, items: Collection[ItemId]) -> None:
    """Let a file no longer support items. That it once did stands in the events."""
    ours = evidence_link.c.evidence.in_(select(evidence.c.id).where(evidence.c.assessment == held.id))
    where = (evidence_link.c.evidence == evidence_id, evidence_link.c.item.in_(items), ours)
    connection.execute(delete(evidence_link).where(*where))


def mark_removed(connection: Connection, held: Held, evidence_id: UUID, now: datetime) -> None:
    """Take a file out of sight; its record and bytes stay, because a submission may name it."""
    ours = update(evidence).where(evidence.c.id == evidence_id, evidence.c.assessment == held.id)
    connection.execute(ours.values(removed=now, removed_by=held.viewer.user))
