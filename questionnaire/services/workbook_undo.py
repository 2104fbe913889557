"""What of an import can be taken back, and what stands in its place where it cannot?

An answer is this import's as long as it stands as the import wrote it. When a later import is taken back, what it had
replaced stands again, and is whose it was before: so imports can be taken back in any order. An answer that somebody
typed since is theirs, even when it says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from instruments.model import ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Viewer
from questionnaire.db import answers as rows
from questionnaire.db import events
from questionnaire.db.actions import finish_import
from questionnaire.db.answers import Stored, Version
from questionnaire.db.gateway import end_of_chain
from questionnaire.db.session import Database
from questionnaire.excel.workbook_read import Stated
from questionnaire.services.workbook_runs import DAYS_TO_UNDO, Run, Written, done_json, hold_run, runs_in

Revisions = Mapping[tuple[ItemId, int], int]


@dataclass(frozen=True, slots=True)
class InPlace:
    """What stands where an import once wrote: who gave it, when, and in which file (empty: on a page)."""

    item: ItemId
    stands: Stated
    by_name: str
    at: datetime
    file_name: str


# --- Whose is what stands there? -----------------------------------------------------------------------------------


def takeable(run: Run, runs: Sequence[Run], stored: Mapping[ItemId, Stored]) -> tuple[ItemId, ...]:
    """Return the answers that an import wrote and that still stand; `runs` are all imports into the assessment."""
    if run.done is None:
        return ()
    repeats = _repeats(runs)
    return tuple(
        item
        for item, each in run.done.standing.items()
        if item in stored and _origin(item, stored[item].revision, repeats) == each.revision
    )


def put_back_at(runs: Sequence[Run]) -> Mapping[ItemId, int]:
    """Return, per answer that was ever put back, the latest revision that did so."""
    found: dict[ItemId, int] = {}
    for item, revision in _repeats(runs):
        found[item] = max(revision, found.get(item, 0))
    return found


def _repeats(runs: Sequence[Run]) -> Revisions:
    """Return, per revision that an undo wrote, the one that it says again."""
    done = [run.done for run in runs if run.done]
    changed = [(item, each) for each_done in done for item, each in each_done.changed.items()]
    return {(item, each.back): each.revision - 1 for item, each in changed if each.back is not None}


def _origin(item: ItemId, revision: int, repeats: Revisions) -> int:
    """Return the revision that first said what a revision says."""
    while (item, revision) in repeats:
        revision = repeats[item, revision]
    return revision


# --- Taking it back ------------------------------------------------------------------------------------------------


def undo(database: Database, viewer: Viewer, run_id: UUID, *, now: datetime) -> Run:
    """Put back every answer that still stands as the import wrote it; leave the others alone.

    What is left can be taken back later, when what stands on it is gone. Raises Refusal: NOT_FOUND (nothing was
    applied), NOT_ALLOWED, ALREADY_SUBMITTED, TOO_OLD, STALE (nothing can be put back: nothing is done).
    """
    with database.writing() as connection:
        held, run = hold_run(connection, viewer, run_id)
        if run.done is None or run.applied is None:
            raise Refusal([Problem.of(Code.NOT_FOUND, "", run=run_id)])
        if not run.in_time(now):
            raise Refusal([Problem.of(Code.TOO_OLD, "", days=DAYS_TO_UNDO)])
        there = rows.ground(connection, held, frozenset(run.done.changed)).stored
        back = takeable(run, runs_in(connection, viewer, run.assessment), there)
        if not back:
            return _nothing_to_do(run, run.done.standing)
        stored = [_restored(viewer, item, run.done.changed[item], there[item].revision, now) for item in back]
        rows.write(connection, held, stored)
        revisions = {each.item: each.revision for each in stored}
        changed = {item: replace(each, back=revisions.get(item, each.back)) for item, each in run.done.changed.items()}
        done = replace(run.done, changed=changed, undone=now)
        finish_import(connection, held, run.id, done_json(done), run.applied)
        detail = {"import": str(run.id), "revisions": revisions}
        chain = end_of_chain(connection, held.supplier, viewer.user)
        events.append(connection, chain, "workbook-undone", detail, assessment=held.id, now=now)
    return replace(run, done=done)


def _nothing_to_do(run: Run, standing: Mapping[ItemId, Written]) -> Run:
    """Let a second click get the first outcome; but an undo that does nothing must not look like one."""
    if standing and not (run.done and run.done.undone):
        raise Refusal([Problem.of(Code.STALE, item) for item in standing])
    return run


def _restored(viewer: Viewer, item: ItemId, written: Written, revision: int, now: datetime) -> Stored:
    version = Version(written.before.document, written.before.note)
    return Stored(item, version, written.language, revision + 1, viewer.user, now)


# --- What stands in its place --------------------------------------------------------------------------------------


def in_place(database: Database, viewer: Viewer, run: Run) -> tuple[InPlace, ...]:
    """Return what stands where the import wrote and something else came after; in the order of the import."""
    with database.reading() as connection:
        runs = runs_in(connection, viewer, run.assessment)
        stored = rows.answers_of(connection, viewer, run.assessment)
        mine = frozenset(takeable(run, runs, stored))
        standing = run.done.standing if run.done else {}
        return tuple(
            _in_place(connection, viewer, run.assessment, stored[item], runs) for item in standing if item not in mine
        )


def _in_place(connection: Connection, viewer: Viewer, assessment_id: UUID, now: Stored, runs: Sequence[Run]) -> InPlace:
    origin = _origin(now.item, now.revision, _repeats(runs))
    past = rows.history_of(connection, viewer, assessment_id, now.item) if origin != now.revision else ()
    given = next((each for each in past if each.revision == origin), now)
    stands = Stated(now.version.document, now.version.note)
    return InPlace(now.item, stands, given.by_name, given.at, _file_of(now.item, origin, runs))


def _file_of(item: ItemId, revision: int, runs: Sequence[Run]) -> str:
    for run in runs:
        if run.done and item in run.done.changed and run.done.changed[item].revision == revision:
            return run.file_name
    return ""
