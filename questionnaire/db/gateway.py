"""Which rows may this viewer read, and which assessment may be written to? `access`, turned into SQL.

A `Held` is proof: it is made here only, after the viewer was found to be allowed and the assessment was locked.
Whoever writes rows of an assessment asks for one.

Statements that run on every page are built once per kind of reach and kept; ids come in as parameters.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, exists, false, select, true

from instruments.model import InstrumentRef
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action, Everything, Nothing, Own, Subject, Thing, Viewer, reach, require
from questionnaire.db.tables import assessment, event, organisation
from questionnaire.lifecycle import Status


def within_reach(viewer: Viewer, thing: Thing, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row about `thing`, owned by `owner`, is within the viewer's reach."""
    match reach(viewer, thing):
        case Own(organisation=own):
            return owner == own
        case Everything():
            return true()
        case Nothing():
            return false()
        case other:
            assert_never(other)


def readable_assessment(viewer: Viewer, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the assessment `column` refers to is within the viewer's reach."""
    mine = within_reach(viewer, Thing.ASSESSMENT, assessment.c.supplier)
    return exists(select(assessment.c.id).where(assessment.c.id == column, mine))


class Kept(Enum):
    """The kinds of reach: there is one kept statement for each."""

    OWN = "own"
    EVERYTHING = "everything"
    NOTHING = "nothing"


def reach_to(viewer: Viewer) -> Kept:
    """Return the kind of reach that the viewer has to assessments."""
    match reach(viewer, Thing.ASSESSMENT):
        case Own():
            return Kept.OWN
        case Everything():
            return Kept.EVERYTHING
        case Nothing():
            return Kept.NOTHING
        case other:
            assert_never(other)


def kept_within(kind: Kept, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return what `within_reach` does, for a statement that is kept: whose organisation comes with `asking`."""
    match kind:
        case Kept.OWN:
            return owner == bindparam("own")
        case Kept.EVERYTHING:
            return true()
        case Kept.NOTHING:
            return false()
        case other:
            assert_never(other)


def asking(viewer: Viewer, assessment_id: UUID) -> dict[str, UUID]:
    """Return the parameters of a kept statement about an assessment."""
    return {"own": viewer.organisation, "assessment_id": assessment_id}


@dataclass(frozen=True, slots=True)
class Held:
    """An assessment locked for writing by a viewer who may do so."""

    viewer: Viewer
    id: UUID
    supplier: UUID
    instrument: InstrumentRef
    instrument_digest: str
    status: Status
    language: str
    targets: dict[str, int]
    version: int


def hold(connection: Connection, viewer: Viewer, assessment_id: UUID, action: Action) -> Held:
    """Lock the assessment for `action`. Raises Refusal NOT_FOUND out of reach, NOT_ALLOWED within.

    On PostgreSQL the organisation is locked too: that serialises what is chained, its events. SQLite has one writer.
    """
    query = _locking(reach_to(viewer))
    row = connection.execute(query, asking(viewer, assessment_id)).mappings().one_or_none()
    if row is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", assessment=assessment_id)])
    require(viewer, action, Subject(Thing.ASSESSMENT, row["supplier"]))
    return _held(viewer, row)


@cache
def _locking(kind: Kept) -> Select[Any]:
    return (
        select(assessment)
        .join(organisation, organisation.c.id == assessment.c.supplier)
        .where(assessment.c.id == bindparam("assessment_id"), kept_within(kind, assessment.c.supplier))
        .with_for_update(of=(organisation, assessment), key_share=True)
    )


def _held(viewer: Viewer, row: RowMapping) -> Held:
    return Held(
        viewer,
        row["id"],
        row["supplier"],
        InstrumentRef(row["instrument_id"], row["instrument_version"]),
        row["instrument_digest"],
        row["status"],
        row["language"],
        row["targets"],
        row["version"],
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """An organisation's chain of events, locked for appending: who appends, and where it ends."""

    organisation: UUID
    by: UUID
    number: int
    hash: str


def hold_organisation(connection: Connection, viewer: Viewer, organisation_id: UUID, action: Action) -> Chain:
    """Lock an organisation's chain for `action` on its accounts. Raises Refusal NOT_FOUND, NOT_ALLOWED."""
    reachable = within_reach(viewer, Thing.ACCOUNT, organisation.c.id)
    query = select(organisation.c.id).where(organisation.c.id == organisation_id, reachable)
    if connection.execute(query.with_for_update(key_share=True)).one_or_none() is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", organisation=organisation_id)])
    require(viewer, action, Subject(Thing.ACCOUNT, organisation_id))
    return end_of_chain(connection, organisation_id, viewer.user)


def end_of_chain(connection: Connection, organisation_id: UUID, by: UUID) -> Chain:
    """Return where the (locked) chain of an organisation ends."""
    query = select(event.c.number, event.c.hash).where(event.c.organisation == organisation_id)
    last = connection.execute(query.order_by(event.c.number.desc()).limit(1)).one_or_none()
    return Chain(organisation_id, by, last.number, last.hash) if last else Chain(organisation_id, by, 0, "")
