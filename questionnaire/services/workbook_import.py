"""How do answers that came back in a workbook get in? A dry run first, then applied once, and undone for 30 days.

What the dry run showed is kept, and that is what is applied: an answer that anybody changed after it is left alone and
reported. Whatever was there before stays in the history, and in the run, so that taking it all back is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Connection

from instruments.model import Instrument, InstrumentRef, ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action, Viewer
from questionnaire.db import actions as runs
from questionnaire.db import answers as rows
from questionnaire.db import assessments, events
from questionnaire.db.actions import ImportRun
from questionnaire.db.answers import Ground, Stored, Version
from questionnaire.db.gateway import Held, end_of_chain, hold
from questionnaire.db.session import Database
from questionnaire.excel.workbook_merge import Choice, ItemChange, Outcome, Remark, compare, decided, same
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading, read_workbook
from questionnaire.lifecycle import Status
from questionnaire.services.answer import require_answerable
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given, Today, read
from questionnaire.services.reading import Loaded, load, on_earth
from questionnaire.services.workbook_carry import carried
from questionnaire.services.workbook_runs import (
    DAYS_TO_UNDO,
    Done,
    Proposed,
    Run,
    Written,
    done_json,
    is_workbook,
    proposed_json,
    run_of,
)

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
    reading, confirm = _reading(database, loaded, content, key)
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.ANSWER)
        require_answerable(held)
        ground = rows.ground(connection, held, frozenset(loaded.instrument.items))
        earlier = runs.imports_in(connection, viewer, assessment_id)
        proposed = _proposed(reading, ground, confirm, _settled(earlier, reading), on_earth(now))
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
        runs.insert_import(connection, held, run)
        detail = {"import": str(run.id), "sha256": run.sha256, "items": [change.item for change in proposed.changes]}
        events.append(connection, ground.chain, "workbook-read", detail, assessment=held.id, now=now)
    return run_of(run)


def staged(database: Database, viewer: Viewer, run_id: UUID) -> Run:
    """Return one import of a workbook. Raises Refusal NOT_FOUND."""
    with database.reading() as connection:
        return run_of(_row(connection, viewer, run_id))


def imports(database: Database, viewer: Viewer, assessment_id: UUID) -> tuple[Run, ...]:
    """Return the workbooks that were brought in, newest first; those that were only looked at are left out."""
    with database.reading() as connection:
        found = runs.imports_in(connection, viewer, assessment_id)
    return tuple(run_of(row) for row in found if is_workbook(row) and row.outcome is not None)


def _row(connection: Connection, viewer: Viewer, run_id: UUID) -> ImportRun:
    row = runs.import_of(connection, viewer, run_id)
    if row is None or not is_workbook(row):
        raise Refusal([Problem.of(Code.NOT_FOUND, "", run=run_id)])
    return row


# --- The dry run ---------------------------------------------------------------------------------------------------


def _reading(
    database: Database, loaded: Loaded, content: bytes, key: bytes
) -> tuple[WorkbookReading, frozenset[ItemId]]:
    """Return what the file says about this assessment, and which items need another look."""

    def instrument_of(ref: InstrumentRef, digest: str) -> Instrument:
        if ref.id != loaded.instrument.ref.id:
            raise Refusal([Problem.of(Code.WRONG_INSTRUMENT, "", expected=loaded.instrument.ref)])
        if digest == loaded.instrument.digest:
            return loaded.instrument
        try:
            return definition(database, ref, digest)
        except Refusal:
            problem = Problem.of(Code.WRONG_DIGEST, "", expected=loaded.instrument.digest, found=digest)
            raise Refusal([problem]) from None

    try:
        found = read_workbook(content, key, instrument_of)
    except Refusal as refusal:
        if refusal.problems[0].code is not Code.WRONG_WORKBOOK:
            raise
        # Made on the command line: its seal keeps nobody out, so it says nothing about what it was based on.
        found = read_workbook(content, loaded.instrument.digest.encode(), instrument_of)
        found = replace(found, response_id="")
    if found.response_id not in {"", str(loaded.assessment.id)}:
        raise Refusal([Problem.of(Code.WRONG_WORKBOOK, "", expected=loaded.assessment.id, found=found.response_id)])
    if not found.response_id:
        found = replace(found, base={}, revisions={})
    if found.instrument.digest == loaded.instrument.digest:
        return found, frozenset()
    return carried(found, loaded.instrument)


def _proposed(
    reading: WorkbookReading,
    ground: Ground,
    confirm: frozenset[ItemId],
    settled: Mapping[ItemId, Stated],
    today: Today,
) -> Proposed:
    sound = _judged(reading, ground, today)
    changes = compare(sound, _stored(ground), settled=settled, confirm=confirm)
    kept = tuple(change for change in changes if change.outcome is not Outcome.UNCHANGED)
    return Proposed(
        reading.ref,
        reading.digest,
        reading.language,
        reading.made,
        kept,
        {change.item: _revision(ground, change.item) for change in kept},
        sound.problems,
        sound.typed,
    )


def _judged(reading: WorkbookReading, ground: Ground, today: Today) -> WorkbookReading:
    """Refuse what is an answer but not today, and notes that no note can be."""
    refused, file, typed = dict(reading.refused), dict(reading.file), dict(reading.typed)
    problems = list(reading.problems)
    for item_id, here in reading.file.items():
        item = reading.instrument.items[item_id]
        if item_id in refused or same(item, here, reading.base.get(item_id, NOTHING)):
            continue
        found = read(item, Given(here.document, here.note), _version(ground, item_id), today)
        where = reading.places.get(item_id, item_id)
        wrong = tuple(Problem(problem.code, where, problem.params) for problem in found.problems)
        if wrong:
            refused[item_id] = wrong
            problems += wrong
            typed[item_id] = {"document": (rows.written(here.document),), "note": (here.note,)}
        else:
            file[item_id] = Stated(found.version.document, found.version.note)
    return replace(reading, refused=refused, file=file, typed=typed, problems=tuple(dict.fromkeys(problems)))


def _settled(earlier: Sequence[ImportRun], reading: WorkbookReading) -> Mapping[ItemId, Stated]:
    """Return what this workbook said when it was brought in before, of what was decided then; the latest counts."""
    found: dict[ItemId, Stated] = {}
    for row in reversed(earlier):
        if not is_workbook(row) or row.outcome is None:
            continue
        run = run_of(row)
        if (
            run.done
            and not run.done.undone
            and (run.proposed.made, run.proposed.digest) == (reading.made, reading.digest)
        ):
            found |= {change.item: change.here for change in run.proposed.changes if change.item in run.done.settled}
    return found


def _stored(ground: Ground) -> dict[ItemId, Stated]:
    return {item: Stated(each.version.document, each.version.note) for item, each in ground.stored.items()}


def _version(ground: Ground, item: ItemId) -> Version:
    return ground.stored[item].version if item in ground.stored else Version()


def _revision(ground: Ground, item: ItemId) -> int:
    return ground.stored[item].revision if item in ground.stored else 0


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
        held, run = _held(connection, viewer, run_id)
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
    """What is going to be done about one item: `after` is None where it stays as it is."""

    change: ItemChange
    after: Stated | None
    problems: tuple[Problem, ...]


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
    if problems or same(item, after, change.online):
        return _Decision(change, None, problems)
    if _revision(ground, change.item) != run.proposed.revisions.get(change.item, 0):
        return _Decision(change, None, (Problem.of(Code.STALE, change.item),))
    found = read(item, Given(after.document, after.note), _version(ground, change.item), today)
    if not found.sound:
        return _Decision(change, None, found.problems)
    return _Decision(change, Stated(found.version.document, found.version.note), ())


def _next(viewer: Viewer, language: str, decision: _Decision, ground: Ground, now: datetime) -> Stored:
    after, item = decision.after or NOTHING, decision.change.item
    version = Version(after.document, after.note)
    return Stored(item, version, language, _revision(ground, item) + 1, viewer.user, now)


def _done(
    decisions: Sequence[_Decision], stored: Sequence[Stored], ground: Ground, choices: Mapping[ItemId, Choice]
) -> Done:
    changed = {
        each.item: Written(
            Stated(_version(ground, each.item).document, _version(ground, each.item).note),
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
        if not each.problems
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
    runs.finish_import(connection, held, run.id, done_json(done), now)
    detail = {
        "import": str(run.id),
        "sha256": run.sha256,
        "revisions": {each.item: each.revision for each in stored},
        "choices": dict(done.choices),
    }
    events.append(connection, ground.chain, "workbook-applied", detail, assessment=held.id, now=now)


def _held(connection: Connection, viewer: Viewer, run_id: UUID) -> tuple[Held, Run]:
    found = _row(connection, viewer, run_id)
    held = hold(connection, viewer, found.assessment, Action.ANSWER)
    require_answerable(held)
    return held, run_of(_row(connection, viewer, run_id))


# --- Taking it back ------------------------------------------------------------------------------------------------


def undo(database: Database, viewer: Viewer, run_id: UUID, *, now: datetime) -> Run:
    """Put every answer back that the import changed and nobody changed after it; the others are reported.

    Raises Refusal: NOT_FOUND (nothing was applied), NOT_ALLOWED, ALREADY_SUBMITTED, TOO_OLD, STALE (all were changed
    since: nothing is put back).
    """
    with database.writing() as connection:
        held, run = _held(connection, viewer, run_id)
        if run.done is None or run.applied is None:
            raise Refusal([Problem.of(Code.NOT_FOUND, "", run=run_id)])
        if run.done.undone:
            return run
        if now - run.applied > timedelta(days=DAYS_TO_UNDO):
            raise Refusal([Problem.of(Code.TOO_OLD, "", days=DAYS_TO_UNDO)])
        there = rows.ground(connection, held, frozenset(run.done.changed))
        back = {item: each for item, each in run.done.changed.items() if _revision(there, item) == each.revision}
        left = tuple(Problem.of(Code.STALE, item) for item in run.done.changed if item not in back)
        if left and not back:  # an undo that does nothing must not look like one
            raise Refusal(left)
        stored = [_restored(viewer, item, each, now) for item, each in back.items()]
        if stored:
            rows.write(connection, held, stored)
        done = replace(run.done, undone=now, not_undone=left)
        runs.finish_import(connection, held, run.id, done_json(done), run.applied)
        detail = {"import": str(run.id), "revisions": {each.item: each.revision for each in stored}}
        chain = end_of_chain(connection, held.supplier, viewer.user)
        events.append(connection, chain, "workbook-undone", detail, assessment=held.id, now=now)
    return replace(run, done=done)


def _restored(viewer: Viewer, item: ItemId, written: Written, now: datetime) -> Stored:
    version = Version(written.before.document, written.before.note)
    return Stored(item, version, written.language, written.revision + 1, viewer.user, now)
