"""Which assessments are there, as far as this viewer may know, and where do they stand?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, func, insert, select, update

from instruments.model import InstrumentRef
from questionnaire.access import Thing, Viewer
from questionnaire.db.gateway import Chain, Held, Kept, asking, kept_within, reach_to, within_reach
from questionnaire.db.tables import answer, assessment, organisation
from questionnaire.lifecycle import Status


@dataclass(frozen=True, slots=True)
class Assessment:
    """One supplier's run through one instrument. `version` counts its moves; `saved` is its latest answer's moment."""

    id: UUID
    supplier: UUID
    supplier_name: str
    instrument: InstrumentRef
    instrument_digest: str
    status: Status
    language: str
    targets: Mapping[str, int]
    version: int
    at: datetime
    saved: datetime | None


def _within(reach: ColumnElement[bool]) -> Select[Any]:
    saved = select(func.max(answer.c.at)).where(answer.c.assessment == assessment.c.id).scalar_subquery()
    return (
        select(assessment, organisation.c.name.label("supplier_name"), saved.label("saved"))
        .join(organisation, organisation.c.id == assessment.c.supplier)
        .where(reach)
    )


@cache
def _one(kind: Kept) -> Select[Any]:
    return _within(kept_within(kind, assessment.c.supplier)).where(assessment.c.id == bindparam("assessment_id"))


def _assessment(row: RowMapping) -> Assessment:
    return Assessment(
        row["id"],
        row["supplier"],
        row["supplier_name"],
        InstrumentRef(row["instrument_id"], row["instrument_version"]),
        row["instrument_digest"],
        row["status"],
        row["language"],
        row["targets"],
        row["version"],
        row["at"],
        row["saved"],
    )


def assessments(connection: Connection, viewer: Viewer) -> tuple[Assessment, ...]:
    """Return the assessments within reach, newest first."""
    mine = within_reach(viewer, Thing.ASSESSMENT, assessment.c.supplier)
    query = _within(mine).order_by(assessment.c.at.desc(), assessment.c.id)
    return tuple(_assessment(row) for row in connection.execute(query).mappings())


def assessment_of(connection: Connection, viewer: Viewer, assessment_id: UUID) -> Assessment | None:
    """Return one assessment."""
    query = _one(reach_to(viewer))
    row = connection.execute(query, asking(viewer, assessment_id)).mappings().one_or_none()
    return _assessment(row) if row else None


def insert_assessment(
    connection: Connection,
    chain: Chain,
    instrument: InstrumentRef,
    digest: str,
    *,
    language: str,
    targets: Mapping[str, int],
    now: datetime,
) -> UUID:
    """Keep a new assessment of the organisation held; return its id."""
    row = {
        "id": uuid4(),
        "supplier": chain.organisation,
        "instrument_id": instrument.id,
        "instrument_version": instrument.version,
        "instrument_digest": digest,
        "status": Status.INVITED,
        "language": language,
        "targets": dict(targets),
        "version": 1,
        "at": now,
        "by": chain.by,
    }
    connection.execute(insert(assessment), row)
    return row["id"]  # type: ignore[return-value]


def move(connection: Connection, held: Held, status: Status) -> None:
    """Move the assessment held to another status."""
    here = update(assessment).where(assessment.c.id == held.id, assessment.c.version == held.version)
    connection.execute(here.values(status=status, version=held.version + 1))


def set_language(connection: Connection, held: Held, language: str) -> None:
    """Keep the language in which the assessment is answered."""
    connection.execute(update(assessment).where(assessment.c.id == held.id).values(language=language))
