"""Which actions are planned, what happened to each, and which files show it?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, insert, select, update

from instruments.model import ActionType, ItemId
from questionnaire.access import Viewer
from questionnaire.db.gateway import Held, readable_assessment
from questionnaire.db.session import insert_into
from questionnaire.db.tables import action, action_evidence, action_history, evidence, import_run, user
from questionnaire.lifecycle import ActionStatus


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An action of a plan as it stands.

    `key` tells recommendations apart (`<item>/<position>`), so that a plan can be refreshed. `recommendation` is the
    position among its item's, None for a row of the supplier's own. `cost` is a decimal as text, never a float.
    """

    id: UUID
    assessment: UUID
    key: str
    item: ItemId | None
    type: ActionType
    recommendation: int | None
    raises_to: str | None
    need: str | None
    gender: bool
    position: int
    gap: Mapping[str, Any] | None
    status: ActionStatus
    text: str
    finding: str
    cause: str
    workers: str
    owner: str
    owner_user: UUID | None
    start: date | None
    due: date | None
    cost: str
    currency: str
    bearer: str
    note: str
    revision: int
    by: UUID
    at: datetime
    evidence_by: UUID | None = None
    verified_by: UUID | None = None
    verified_for: UUID | None = None


CHANGING = (
    "status", "text", "finding", "cause", "workers", "owner", "owner_user", "start", "due", "cost", "currency",
    "bearer", "note", "by", "at",
)  # fmt: skip
JUDGED = ("evidence_by", "verified_by", "verified_for")


@dataclass(frozen=True, slots=True)
class Past:
    """An action as it stood at one revision."""

    revision: int
    status: ActionStatus
    text: str
    finding: str
    cause: str
    workers: str
    owner: str
    owner_user: UUID | None
    start: date | None
    due: date | None
    cost: str
    currency: str
    bearer: str
    note: str
    by: UUID
    by_name: str
    at: datetime


def _readable(viewer: Viewer) -> Select[Any]:
    return select(action).where(readable_assessment(viewer, action.c.assessment))


def actions_in(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[PlanRow, ...]:
    """Return the plan of an assessment, in its order."""
    query = _readable(viewer).where(action.c.assessment == assessment_id).order_by(action.c.position, action.c.id)
    return tuple(PlanRow(**row) for row in connection.execute(query).mappings())


def action_of(connection: Connection, viewer: Viewer, action_id: UUID) -> PlanRow | None:
    """Return one action."""
    row = connection.execute(_readable(viewer).where(action.c.id == action_id)).mappings().one_or_none()
    return PlanRow(**row) if row else None


def history_of(connection: Connection, viewer: Viewer, action_id: UUID) -> tuple[Past, ...]:
    """Return every version of an action, newest first."""
    columns = [action_history.c[name] for name in Past.__slots__ if name != "by_name"]
    query = (
        select(*columns, user.c.name.label("by_name"))
        .join(action, action.c.id == action_history.c.action)
        .join(user, user.c.id == action_history.c.by)
        .where(action_history.c.action == action_id, readable_assessment(viewer, action.c.assessment))
        .order_by(action_history.c.revision.desc())
    )
    return tuple(Past(**row) for row in connection.execute(query).mappings())


def evidence_of_actions(connection: Connection, viewer: Viewer, assessment_id: UUID) -> Mapping[UUID, tuple[UUID, ...]]:
    """Return the files (not removed) that show each action of an assessment."""
    query = (
        select(action_evidence.c.action, action_evidence.c.evidence)
        .join(action, action.c.id == action_evidence.c.action)
        .join(evidence, evidence.c.id == action_evidence.c.evidence)
        .where(action.c.assessment == assessment_id, evidence.c.removed.is_(None))
        .where(readable_assessment(viewer, action.c.assessment))
        .order_by(action_evidence.c.at, action_evidence.c.evidence)
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for row in connection.execute(query):
        found[row.action] = (*found.get(row.action, ()), row.evidence)
    return found


def name_of(connection: Connection, viewer: Viewer) -> str:
    """Return the viewer's own name: nobody closes an action that carries it."""
    return str(connection.scalar(select(user.c.name).where(user.c.id == viewer.user)) or "")


def next_position(connection: Connection, held: Held) -> int:
    """Return the place after the last action of the plan held."""
    last = select(func.max(action.c.position)).where(action.c.assessment == held.id)
    return int(connection.scalar(last) or 0) + 1


def insert_actions(connection: Connection, held: Held, rows: Sequence[PlanRow]) -> None:
    """Keep new actions of the plan held, with their first versions."""
    if rows:
        parts = [{name: getattr(row, name) for name in PlanRow.__slots__} | {"assessment": held.id} for row in rows]
        connection.execute(insert(action), parts)
        connection.execute(insert(action_history), [_past(row) for row in rows])


def update_action(connection: Connection, held: Held, row: PlanRow) -> PlanRow:
    """Keep the next version of an action of the plan held; return it with its revision."""
    new = replace(row, revision=row.revision + 1)
    here = update(action).where(action.c.id == row.id, action.c.assessment == held.id)
    values = {name: getattr(new, name) for name in (*CHANGING, *JUDGED, "revision")}
    connection.execute(here.values(**values))
    connection.execute(insert(action_history), _past(new))
    return new


def _past(row: PlanRow) -> dict[str, Any]:
    return {"action": row.id, "revision": row.revision} | {name: getattr(row, name) for name in CHANGING}


def link_evidence(connection: Connection, held: Held, action_id: UUID, files: Collection[UUID], now: datetime) -> None:
    """Let files show that an action was taken; those of other assessments are ignored."""
    ours = select(evidence.c.id).where(evidence.c.assessment == held.id, evidence.c.id.in_(files))
    rows = [
        {"action": action_id, "evidence": each, "by": held.viewer.user, "at": now} for each in connection.scalars(ours)
    ]
    if rows:
        connection.execute(insert_into(connection, action_evidence).on_conflict_do_nothing(), rows)


# --- Imports -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportRun:
    """A file that came back: what it would change, and once applied, what became of that."""

    id: UUID
    assessment: UUID
    file_name: str
    sha256: str
    changes: Mapping[str, Any]
    outcome: Mapping[str, Any] | None
    by: UUID
    at: datetime
    applied: datetime | None


def import_of(connection: Connection, viewer: Viewer, run_id: UUID) -> ImportRun | None:
    """Return one import."""
    query = select(import_run).where(import_run.c.id == run_id, readable_assessment(viewer, import_run.c.assessment))
    row = connection.execute(query).mappings().one_or_none()
    return ImportRun(**row) if row else None


def imports_in(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[ImportRun, ...]:
    """Return the imports into an assessment, newest first."""
    query = select(import_run).where(
        import_run.c.assessment == assessment_id, readable_assessment(viewer, import_run.c.assessment)
    )
    rows = connection.execute(query.order_by(import_run.c.at.desc(), import_run.c.id)).mappings()
    return tuple(ImportRun(**row) for row in rows)


def insert_import(connection: Connection, held: Held, run: ImportRun) -> None:
    """Keep a dry run."""
    row = {name: getattr(run, name) for name in ImportRun.__slots__}
    connection.execute(insert(import_run), row | {"assessment": held.id})


def finish_import(connection: Connection, held: Held, run_id: UUID, outcome: Mapping[str, Any], now: datetime) -> None:
    """Say what became of an import."""
    here = update(import_run).where(import_run.c.id == run_id, import_run.c.assessment == held.id)
    connection.execute(here.values(outcome=dict(outcome), applied=now))
