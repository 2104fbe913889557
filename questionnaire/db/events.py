"""What happened, in which order, and has anybody changed the record since?

Each organisation has one chain. An event's hash covers everything in its row and the hash of the row before, so that
a row changed, removed or put in between breaks every later link.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from instruments.codec import canonical
from questionnaire.access import Thing, Viewer
from questionnaire.db.gateway import Chain, readable_assessment, within_reach
from questionnaire.db.tables import event, user

MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in an organisation. `detail` names things; it never holds an answer."""

    organisation: UUID
    number: int
    assessment: UUID | None
    kind: str
    detail: Mapping[str, Any]
    by: UUID
    at: datetime
    previous: str
    hash: str
    by_name: str = ""


def hash_of(entry: Event) -> str:
    """Return the SHA-256 that the event must carry."""
    content = {
        "organisation": str(entry.organisation),
        "number": entry.number,
        "assessment": str(entry.assessment) if entry.assessment else None,
        "kind": entry.kind,
        "detail": entry.detail,
        "by": str(entry.by),
        "at": entry.at.astimezone(UTC).isoformat(),
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def append(
    connection: Connection,
    chain: Chain,
    kind: str,
    detail: Mapping[str, Any],
    *,
    assessment: UUID | None = None,
    now: datetime,
) -> Chain:
    """Append an event to a chain held by the gateway; return the chain as it then ends."""
    entry = Event(chain.organisation, chain.number + 1, assessment, kind, detail, chain.by, now, chain.hash, "")
    digest = hash_of(entry)
    row = {
        "id": uuid4(),
        "organisation": chain.organisation,
        "number": entry.number,
        "assessment": assessment,
        "kind": kind,
        "detail": dict(detail),
        "by": chain.by,
        "at": now,
        "previous": chain.hash,
        "hash": digest,
    }
    connection.execute(_APPEND, row)
    return replace(chain, number=entry.number, hash=digest)


_APPEND = insert(event)
_COLUMNS = [column for column in event.c if column.name != "id"]


def of_assessment(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[Event, ...]:
    """Return the latest events about an assessment, newest first."""
    query = (
        select(*_COLUMNS, user.c.name.label("by_name"))
        .join(user, user.c.id == event.c.by)
        .where(event.c.assessment == assessment_id, readable_assessment(viewer, event.c.assessment))
        .order_by(event.c.number.desc())
        .limit(MOST_EVENTS)
    )
    return tuple(Event(**row) for row in connection.execute(query).mappings())


def of_organisation(connection: Connection, viewer: Viewer, organisation_id: UUID) -> Iterator[Event]:
    """Return every event of an organisation's chain, in order."""
    reachable = within_reach(viewer, Thing.EVENT, event.c.organisation)
    query = select(*_COLUMNS).where(event.c.organisation == organisation_id, reachable).order_by(event.c.number)
    return (Event(**row) for row in connection.execute(query.execution_options(yield_per=1000)).mappings())
