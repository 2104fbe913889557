"""How is a workbook that came back kept: what it would change, what was decided, what became of it?

Everything is in the row of its import run: the three readings of each answer, what could not be taken as it was typed,
the choices, and the versions before and after. Answers are written as JSON that any database takes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from instruments.model import InstrumentRef, ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action, Viewer
from questionnaire.db.actions import ImportRun, import_of, imports_in
from questionnaire.db.answers import written
from questionnaire.db.gateway import Held, hold
from questionnaire.excel.cells import clean
from questionnaire.excel.workbook_merge import Choice, ItemChange, Outcome
from questionnaire.excel.workbook_read import Stated
from questionnaire.services.answer import require_answerable

KIND = "workbook"
DAYS_TO_UNDO = 30


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a file would change: the changes, each with the revision it was compared with and what was typed."""

    ref: InstrumentRef
    digest: str
    language: str
    made: str
    changes: tuple[ItemChange, ...]
    revisions: Mapping[ItemId, int]
    problems: tuple[Problem, ...] = ()
    typed: Mapping[ItemId, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer that an import changed: how it stood before, and its revision after.

    `back` is the revision that an undo made of it when it put the answer back.
    """

    before: Stated
    language: str
    revision: int
    back: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an import; `left` says what was left alone and why (`where` is the item).

    `undone` is when it was last taken back, all of it or some.
    """

    changed: Mapping[ItemId, Written]
    settled: frozenset[ItemId]
    left: tuple[Problem, ...]
    choices: Mapping[ItemId, Choice]
    undone: datetime | None = None

    @property
    def standing(self) -> Mapping[ItemId, Written]:
        """The answers that were not put back."""
        return {item: each for item, each in self.changed.items() if each.back is None}


@dataclass(frozen=True, slots=True)
class Run:
    """One workbook that came back."""

    id: UUID
    assessment: UUID
    file_name: str
    sha256: str
    at: datetime
    by: UUID
    proposed: Proposed
    applied: datetime | None
    done: Done | None

    def revision(self, item: ItemId) -> int:
        """Return the revision of an answer after the import, changed by it or not."""
        changed = self.done.changed if self.done else {}
        return changed[item].revision if item in changed else self.proposed.revisions.get(item, 0)

    def in_time(self, now: datetime) -> bool:
        """Whether it may still be taken back."""
        return self.applied is not None and now - self.applied <= timedelta(days=DAYS_TO_UNDO)


def run_in(connection: Connection, viewer: Viewer, run_id: UUID) -> Run:
    """Return one import of a workbook. Raises Refusal NOT_FOUND."""
    row = import_of(connection, viewer, run_id)
    if row is None or not _is_workbook(row):
        raise Refusal([Problem.of(Code.NOT_FOUND, "", run=run_id)])
    return run_of(row)


def runs_in(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[Run, ...]:
    """Return the workbooks that were brought in, newest first; those that were only looked at are left out."""
    found = imports_in(connection, viewer, assessment_id)
    return tuple(run_of(row) for row in found if _is_workbook(row) and row.outcome is not None)


def hold_run(connection: Connection, viewer: Viewer, run_id: UUID) -> tuple[Held, Run]:
    """Lock the assessment of an import. Raises Refusal: NOT_FOUND, NOT_ALLOWED, ALREADY_SUBMITTED."""
    held = hold(connection, viewer, run_in(connection, viewer, run_id).assessment, Action.ANSWER)
    require_answerable(held)
    return held, run_in(connection, viewer, run_id)


def _is_workbook(row: ImportRun) -> bool:
    """Whether an import is of a questionnaire workbook: plans are brought back too."""
    return row.changes.get("kind") == KIND


def run_of(row: ImportRun) -> Run:
    """Read what `proposed_json` and `done_json` wrote."""
    done = _done(row.outcome) if row.outcome is not None else None
    return Run(
        row.id, row.assessment, row.file_name, row.sha256, row.at, row.by, _proposed(row.changes), row.applied, done
    )


def proposed_json(proposed: Proposed) -> dict[str, Any]:
    """Write what a file would change."""
    return {
        "kind": KIND,
        "instrument": str(proposed.ref),
        "digest": proposed.digest,
        "language": proposed.language,
        "made": proposed.made,
        "problems": [_problem_json(problem) for problem in proposed.problems],
        "items": [
            {
                "item": change.item,
                "outcome": change.outcome,
                "base": _stated_json(change.base),
                "here": _stated_json(change.here),
                "online": _stated_json(change.online),
                "revision": proposed.revisions.get(change.item, 0),
                "problems": [_problem_json(problem) for problem in change.problems],
                "typed": written({name: list(texts) for name, texts in proposed.typed.get(change.item, {}).items()}),
            }
            for change in proposed.changes
            if change.outcome is not Outcome.UNCHANGED
        ],
    }


def _proposed(document: Mapping[str, Any]) -> Proposed:
    ref, _at, version = document["instrument"].partition("@")
    return Proposed(
        InstrumentRef(ref, version),
        document["digest"],
        document["language"],
        document["made"],
        tuple(_change(each) for each in document["items"]),
        {ItemId(each["item"]): each["revision"] for each in document["items"]},
        tuple(_problem(each) for each in document["problems"]),
        {ItemId(each["item"]): json.loads(each["typed"]) for each in document["items"]},
    )


def _change(entry: Mapping[str, Any]) -> ItemChange:
    problems = tuple(_problem(each) for each in entry["problems"])
    base, here, online = (_stated(entry[name]) for name in ("base", "here", "online"))
    return ItemChange(ItemId(entry["item"]), Outcome(entry["outcome"]), base, here, online, problems)


def done_json(done: Done) -> dict[str, Any]:
    """Write what became of an import."""
    return {
        "changed": {
            item: {
                "before": _stated_json(each.before),
                "language": each.language,
                "revision": each.revision,
                "back": each.back,
            }
            for item, each in done.changed.items()
        },
        "settled": sorted(done.settled),
        "left": [_problem_json(problem) for problem in done.left],
        "choices": dict(done.choices),
        "undone": done.undone.isoformat() if done.undone else None,
    }


def _done(document: Mapping[str, Any]) -> Done:
    return Done(
        {
            ItemId(item): Written(_stated(each["before"]), each["language"], each["revision"], each.get("back"))
            for item, each in document["changed"].items()
        },
        frozenset(ItemId(item) for item in document["settled"]),
        tuple(_problem(each) for each in document["left"]),
        {ItemId(item): Choice(choice) for item, choice in document["choices"].items()},
        datetime.fromisoformat(document["undone"]) if document["undone"] else None,
    )


def _stated_json(stated: Stated) -> list[Any]:
    return [stated.document, stated.note]


def _stated(entry: list[Any]) -> Stated:
    return Stated(entry[0], entry[1])


def _problem_json(problem: Problem) -> dict[str, Any]:
    """Write a problem; what somebody typed may hold what no database takes."""
    params = {name: clean(text) for name, text in problem.params}
    return {"code": problem.code, "where": clean(problem.where), "params": params}


def _problem(entry: Mapping[str, Any]) -> Problem:
    return Problem(Code(entry["code"]), entry["where"], tuple(entry["params"].items()))
