"""How do changes that came back in a workbook get into the plan? Dry run first, then applied once, as a whole.

What was previewed is kept and that is what is applied: an action that anybody changed after the preview is left alone
and reported, never overwritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action, Viewer
from questionnaire.db import actions as rows
from questionnaire.db import events
from questionnaire.db.actions import ImportRun
from questionnaire.db.gateway import Held, end_of_chain, hold
from questionnaire.db.session import Database
from questionnaire.lifecycle import CLOSED_ACTION
from questionnaire.services.plan import apply_fields, require_plannable, rows_by_id


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a file changes of one action: the revision that the preview compared with, and the new texts by field."""

    action: UUID
    revision: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an import: the actions that changed, and what was left alone and why (`where`: action/field)."""

    run: UUID
    changed: tuple[UUID, ...]
    problems: tuple[Problem, ...]


def stage_import(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    *,
    file_name: str,
    sha256: str,
    changes: tuple[RowChange, ...],
    now: datetime,
) -> UUID:
    """Keep a dry run; return its id. Nothing of the plan changes."""
    written = {str(each.action): {"revision": each.revision, "fields": dict(each.fields)} for each in changes}
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.PLAN)
        require_plannable(held)
        run = ImportRun(uuid4(), held.id, file_name, sha256, written, None, viewer.user, now, None)
        rows.insert_import(connection, held, run)
    return run.id


def apply_import(database: Database, viewer: Viewer, run_id: UUID, *, now: datetime) -> Applied:
    """Apply a dry run, once: a second click gets the first outcome. Raises Refusal NOT_FOUND, NOT_ALLOWED."""
    with database.writing() as connection:
        held, run = _held(connection, viewer, run_id)
        if run.outcome is not None:
            return _read(run.id, run.outcome)
        applied = _apply(connection, held, run, now)
        rows.finish_import(connection, held, run.id, _written(applied), now)
        detail = {"import": str(run.id), "sha256": run.sha256, "actions": list(map(str, applied.changed))}
        chain = end_of_chain(connection, held.supplier, viewer.user)
        events.append(connection, chain, "plan-imported", detail, assessment=held.id, now=now)
    return applied


def _held(connection: Connection, viewer: Viewer, run_id: UUID) -> tuple[Held, ImportRun]:
    found = rows.import_of(connection, viewer, run_id)
    if found is None or "kind" in found.changes:  # another kind of import: a plan's names its actions
        raise Refusal([Problem.of(Code.NOT_FOUND, "", run=run_id)])
    held = hold(connection, viewer, found.assessment, Action.PLAN)
    require_plannable(held)
    return held, rows.import_of(connection, viewer, run_id) or found


def _apply(connection: Connection, held: Held, run: ImportRun, now: datetime) -> Applied:
    there = rows_by_id(rows.actions_in(connection, held.viewer, held.id))
    changed: list[UUID] = []
    problems: list[Problem] = []
    for action, change in run.changes.items():
        row = there.get(action)
        if row is None:
            problems.append(Problem.of(Code.UNKNOWN_ROW, action))
        elif row.revision != change["revision"]:
            problems.append(Problem.of(Code.STALE, action))
        else:
            fields, refused = _without_judgement(action, change["fields"])
            edited = apply_fields(connection, held, row, fields, row.revision, now)
            problems += [*refused, *(_placed(action, problem) for problem in edited.problems)]
            changed += [row.id] if edited.row.revision != row.revision else []
    return Applied(run.id, tuple(changed), tuple(problems))


def _without_judgement(action: str, fields: Mapping[str, str]) -> tuple[Mapping[str, str], list[Problem]]:
    """Closing is done online, by somebody signed in: a cell of a file proves nobody's judgement."""
    if fields.get("status") in CLOSED_ACTION:
        kept = {name: text for name, text in fields.items() if name != "status"}
        return kept, [Problem.of(Code.NOT_ALLOWED, f"{action}/status", status=fields["status"])]
    return fields, []


def _placed(action: str, problem: Problem) -> Problem:
    return Problem(problem.code, f"{action}/{problem.where}", problem.params)


def _written(applied: Applied) -> dict[str, Any]:
    problems = [{"code": p.code, "where": p.where, "params": dict(p.params)} for p in applied.problems]
    return {"changed": [str(action) for action in applied.changed], "problems": problems}


def _read(run_id: UUID, outcome: Mapping[str, Any]) -> Applied:
    problems = tuple(
        Problem(Code(each["code"]), each["where"], tuple(each["params"].items())) for each in outcome["problems"]
    )
    return Applied(run_id, tuple(UUID(each) for each in outcome["changed"]), problems)
