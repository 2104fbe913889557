"""How do answers that came back in a workbook get in? A dry run first, then applied once, and undone for 30 days.

What the dry run showed is kept, and that is what is applied: an answer that anybody changed after it is left alone and
reported. Whatever was there before stays in the history, and in the run, so that taking it all back is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Connection

from instruments.model import Instrument, ItemId
from instruments.problems import Code, Problem
from questionnaire.access import Action, Viewer
from questionnaire.db import answers as rows
from questionnaire.db import assessments, events
from questionnaire.db.actions import ImportRun, finish_import, insert_import
from questionnaire.db.answers import Ground, Stored
from questionnaire.db.gateway import Held, hold
from questionnaire.db.session import Database
from questionnaire.excel.workbook_merge import Choice, ItemChange, Outcome, Remark, decided, same
from questionnaire.excel.workbook_read import NOTHING, Stated
from questionnaire.lifecycle import Status
from questionnaire.services.answer import require_answerable, standing_version
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given, Today, read
from questionnaire.services.reading import load, on_earth
from questionnaire.services.workbook_dry_run import proposed_of, reading_of, settled_by
from questionnaire.services.workbook_runs import (
    Done,
    Run,
    Written,
    done_json,
    hold_run,
    proposed_json,
    run_in,
    run_of,
    runs_in,
)
from questionnaire.services.workbook_undo import undo

__all__ = ["Choice", "Outcome", "Run", "apply", "imports", "stage", "staged", "undo"]

LONGEST_NAME = 200


def stage(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    *,
    file_name: str,
    content: bytes,
    key: bytes,
    now: datetime,
) -> Run:
    """Keep a dry run of a workbook: no answer changes.

    Raises Refusal: NOT_FOUND, NOT_ALLOWED, ALREADY_SUBMITTED, WRONG_WORKBOOK, WRONG_INSTRUMENT, WRONG_DIGEST, FILE_...
    """
    loaded = load(database, viewer, assessment_id)
    reading, confirm = reading_of(database, loaded, content, key)
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.ANSWER)
        require_answerable(held)
        ground = rows.ground(connection, held, frozenset(loaded.instrument.items))
        settled = settled_by(runs_in(connection, viewer, assessment_id), reading)
        proposed = proposed_of(reading, ground, confirm, settled, on_earth(now))
        run = ImportRun(
            uuid4(),
            held.id,
            file_name[:LONGEST_NAME],
            sha256(content).hexdigest(),
            proposed_json(proposed),
            None,
            viewer.user,
            now,
            None,
        )
        insert_import(connection, held, run)
        detail = {"import": str(run.id), "sha256": run.sha256, "items": [change.item for change in proposed.changes]}
        events.append(connection, ground.chain, "workbook-read", detail, assessment=held.id, now=now)
    return run_of(run)


def staged(database: Database, viewer: Viewer, run_id: UUID) -> Run:
    """Return one import of a workbook. Raises Refusal NOT_FOUND."""
    with database.reading() as connection:
        return run_in(connection, viewer, run_id)


def imports(database: Database, viewer: Viewer, assessment_id: UUID) -> tuple[Run, ...]:
    """Return the workbooks that were brought in, newest first; those that were only looked at are left out."""
    with database.reading() as connection:
        return runs_in(connection, viewer, assessment_id)


# --- Applying ------------------------------------------------------------------------------------------------------


def apply(
    database: Database,
    viewer: Viewer,
    run_id: UUID,
    choices: Mapping[ItemId, Choice],
    *,
    remark: Remark,
    now: datetime,
) -> Run:
    """Apply a dry run, once: a second click gets the first outcome. Where a choice is missing, what is online stays.

    Raises Refusal: NOT_FOUND, NOT_ALLOWED, ALREADY_SUBMITTED.
    """
    with database.writing() as connection:
        held, run = hold_run(connection, viewer, run_id)
        if run.done is not None:
            return run
        instrument = definition(database, held.instrument, held.instrument_digest)
        wanted = [change for change in run.proposed.changes if change.item in instrument.items]
        ground = rows.ground(connection, held, frozenset(change.item for change in wanted))
        decisions = [
            _decide(instrument, change, choices.get(change.item), run, ground, remark, on_earth(now))
            for change in wanted
        ]
        stored = [
            _next(viewer, run.proposed.language, each, ground, now) for each in decisions if each.after is not None
        ]
        done = _done(decisions, stored, ground, choices)
        _write(connection, held, ground, run, stored, done, now)
    return replace(run, applied=now, done=done)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is going to be done about one item: `after` is None where it stays as it is.

    `problems` are why it does, or why not all of it could be done.
    """

    change: ItemChange
    after: Stated | None
    problems: tuple[Problem, ...]


def _revision(ground: Ground, item: ItemId) -> int:
    return ground.stored[item].revision if item in ground.stored else 0


def _decide(
    instrument: Instrument,
    change: ItemChange,
    choice: Choice | None,
    run: Run,
    ground: Ground,
    remark: Remark,
    today: Today,
) -> _Decision:
    item = instrument.items[change.item]
    after, problems = decided(item, change, choice if choice in change.asks else None, remark)
    if same(item, after, change.online):
        return _Decision(change, None, problems)
    if _revision(ground, change.item) != run.proposed.revisions.get(change.item, 0):
        return _Decision(change, None, (Problem.of(Code.STALE, change.item),))
    found = read(item, Given(after.document, after.note), standing_version(ground, change.item), today)
    if not found.sound:
        return _Decision(change, None, found.problems)
    return _Decision(change, Stated(found.version.document, found.version.note), problems)


def _next(viewer: Viewer, language: str, decision: _Decision, ground: Ground, now: datetime) -> Stored:
    after, item = decision.after or NOTHING, decision.change.item
    version = rows.Version(after.document, after.note)
    return Stored(item, version, language, _revision(ground, item) + 1, viewer.user, now)


def _done(
    decisions: Sequence[_Decision], stored: Sequence[Stored], ground: Ground, choices: Mapping[ItemId, Choice]
) -> Done:
    changed = {
        each.item: Written(
            Stated(standing_version(ground, each.item).document, standing_version(ground, each.item).note),
            ground.stored[each.item].language if each.item in ground.stored else each.language,
            each.revision,
        )
        for each in stored
    }
    asked = {each.change.item: each.change.asks for each in decisions}
    made = {item: choice for item, choice in choices.items() if choice in asked.get(item, ())}
    settled = frozenset(
        each.change.item
        for each in decisions
        if (each.after is not None or not each.problems)
        and each.change.outcome is not Outcome.REFUSED
        and (each.change.item in made or not each.change.asks)
    )
    left = tuple(problem for each in decisions for problem in each.problems)
    return Done(changed, settled, left, made)


def _write(
    connection: Connection,
    held: Held,
    ground: Ground,
    run: Run,
    stored: Sequence[Stored],
    done: Done,
    now: datetime,
) -> None:
    if stored:
        rows.write(connection, held, stored)
        if held.status is Status.INVITED:
            assessments.move(connection, held, Status.STARTED)
    finish_import(connection, held, run.id, done_json(done), now)
    detail = {
        "import": str(run.id),
        "sha256": run.sha256,
        "revisions": {each.item: each.revision for each in stored},
        "choices": dict(done.choices),
    }
    events.append(connection, ground.chain, "workbook-applied", detail, assessment=held.id, now=now)
