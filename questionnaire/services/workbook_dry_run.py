"""What would this workbook change in an assessment, judged by today?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from instruments.model import Instrument, InstrumentRef, ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.db.answers import Ground, Version
from questionnaire.db.session import Database
from questionnaire.excel.workbook_apart import left_out, only, without
from questionnaire.excel.workbook_merge import Outcome, compare, same
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading, read_workbook
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given, Today, read
from questionnaire.services.reading import Loaded
from questionnaire.services.workbook_carry import carried
from questionnaire.services.workbook_runs import Proposed, Run
from questionnaire.services.workbook_undo import put_back_at


def reading_of(
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


def proposed_of(
    reading: WorkbookReading,
    ground: Ground,
    confirm: frozenset[ItemId],
    settled: Mapping[ItemId, Stated],
    today: Today,
) -> Proposed:
    """Return what the file would change as things stand."""
    sound = _judged(reading, today)
    stored = {item: Stated(each.version.document, each.version.note) for item, each in ground.stored.items()}
    changes = compare(sound, stored, settled=settled, confirm=confirm)
    kept = tuple(change for change in changes if change.outcome is not Outcome.UNCHANGED)
    return Proposed(
        reading.ref,
        reading.digest,
        reading.language,
        reading.made,
        kept,
        {change.item: ground.stored[change.item].revision if change.item in ground.stored else 0 for change in kept},
        sound.problems,
        sound.typed,
    )


def _judged(reading: WorkbookReading, today: Today) -> WorkbookReading:
    """Set apart what is an answer but not today, and notes that no note can be."""
    refused, file, typed = dict(reading.refused), dict(reading.file), dict(reading.typed)
    problems = list(reading.problems)
    for item_id, here in reading.file.items():
        item, base = reading.instrument.items[item_id], reading.base.get(item_id, NOTHING)
        if same(item, here, base):
            continue
        found = read(item, Given(here.document, here.note), Version(), today)
        file[item_id] = Stated(found.version.document, found.version.note)
        if not found.sound:
            wrong = {problem.where for problem in found.problems}
            taken = without(item, here, base, wrong)
            first, places = reading.places.get(item_id, str(item_id)), reading.places
            late = (*found.problems, *taken.problems)
            more = [Problem(each.code, places.get(each.where, first), each.params) for each in late]
            more += left_out(item, taken, places)
            file[item_id], problems = taken.stated, [*problems, *more]
            refused[item_id] = (*refused.get(item_id, ()), *more)
            before = typed.get(item_id, {}) if item_id in reading.refused else {}
            typed[item_id] = {**before, **only(item, typed.get(item_id, {}), wrong, taken)}
    typed = {item: words for item, words in typed.items() if item in refused}
    return replace(reading, refused=refused, file=file, typed=typed, problems=tuple(dict.fromkeys(problems)))


def settled_by(runs: Sequence[Run], reading: WorkbookReading) -> Mapping[ItemId, Stated]:
    """Return what this workbook said when it was brought in before, of what was decided then; the latest counts.

    What was decided about an answer is open again once an undo put that answer back.
    """
    found: dict[ItemId, Stated] = {}
    put_back = put_back_at(runs)
    for run in reversed(runs):
        if run.done is None or run.done.undone:
            continue
        if (run.proposed.made, run.proposed.digest) == (reading.made, reading.digest):
            found |= {
                change.item: change.here
                for change in run.proposed.changes
                if change.item in run.done.settled and put_back.get(change.item, 0) <= run.revision(change.item)
            }
    return found
