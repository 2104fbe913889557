"""What do workers get back, and how is that written down?

A repayment is what an action of type *remedy* comes to: rows of what is owed, and instalments. Each row has its own
revision and history; a row that a colleague changed meanwhile is not overwritten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from instruments.model import ActionType
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Viewer
from questionnaire.db import evidence
from questionnaire.db import repayments as rows
from questionnaire.db.gateway import Held
from questionnaire.db.repayments import InstalmentRow, OwedRow, RepaymentRows, Row
from questionnaire.db.session import Database
from questionnaire.services.merge import Today
from questionnaire.services.plan import happened, held_action
from questionnaire.services.reading import on_earth
from questionnaire.services.repayment_fields import Part, read_row

NOTHING = RepaymentRows()


def history(database: Database, viewer: Viewer, action_id: UUID) -> tuple[Row, ...]:
    """Return every version of every row of a repayment, newest first."""
    with database.reading() as connection:
        return rows.versions_of(connection, viewer, action_id)


def keep(
    database: Database,
    viewer: Viewer,
    action_id: UUID,
    part: Part,
    texts: Mapping[str, str],
    *,
    row_id: UUID | None = None,
    base_revision: int = 0,
    now: datetime,
) -> Row:
    """Add a row to the repayment of an action, or correct one; all its fields come in, as texts.

    Raises Refusal, and keeps nothing: NOT_FOUND; NOT_ALLOWED (also an action that is no remedy); STALE, when the row
    is no longer the one that the page showed; or every problem at its field.
    """
    with database.writing() as connection:
        held, action = held_action(connection, viewer, action_id)
        if action.type is not ActionType.REMEDY:
            raise Refusal([Problem.of(Code.NOT_ALLOWED, "", type=action.type)])
        there = rows.repayments_in(connection, viewer, held.id).get(action.id, NOTHING)
        before = row_of(there, part, row_id) if row_id else None
        given = _read(connection, held, part, texts, on_earth(now))
        row = _changed(before, part, given, action.id, viewer, now)
        problems = tuple(_disagreements(there, row))
        if problems:
            raise Refusal(problems)
        if before is not None and _same(before, row):
            return before
        if before is not None and before.revision != base_revision:
            raise Refusal([Problem.of(Code.STALE, "")])
        kept = rows.keep_row(connection, held, row)
        detail = {"action": str(action.id), "part": part, "row": str(kept.id), "revision": kept.revision}
        happened(connection, held, "repayment-changed", detail, now)
    return kept


def row_of(there: RepaymentRows, part: Part, row_id: UUID) -> Row:
    """Return one row of a repayment. Raises Refusal NOT_FOUND."""
    among: tuple[Row, ...] = there.owed if part is Part.OWED else there.instalments
    found = next((row for row in among if row.id == row_id), None)
    if found is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", row=row_id)])
    return found


def _read(connection: Connection, held: Held, part: Part, texts: Mapping[str, str], today: Today) -> Mapping[str, Any]:
    """Return the values of a row, or refuse with every problem; a proof is a file of the same assessment."""
    found = read_row(part, texts, last_day=today.last)
    problems = list(found.problems)
    proof = found.values.get("proof")
    if proof and proof not in {each.id for each in evidence.evidence_in(connection, held.viewer, held.id)}:
        problems.append(Problem.of(Code.NOT_A_CHOICE, "proof"))
    if problems:
        raise Refusal(problems)
    return found.values


def _changed(
    before: Row | None, part: Part, given: Mapping[str, Any], action: UUID, viewer: Viewer, now: datetime
) -> Row:
    """Return the row with these values; a new one has no revision yet."""
    if before is not None:
        return replace(before, **given, by=viewer.user, at=now)
    kind = OwedRow if part is Part.OWED else InstalmentRow
    return kind(id=uuid4(), action=action, revision=0, by=viewer.user, at=now, **given)


def _same(before: Row, row: Row) -> bool:
    return replace(row, by=before.by, at=before.at) == before


def _disagreements(there: RepaymentRows, row: Row) -> Iterator[Problem]:
    """Yield what would not add up: an instalment in a currency in which nothing is owed counts nowhere."""
    owed = {each.id: each for each in there.owed}
    instalments = {each.id: each for each in there.instalments}
    match row:
        case OwedRow():
            owed[row.id] = row
        case InstalmentRow():
            instalments[row.id] = row
    standing = RepaymentRows(tuple(owed.values()), tuple(instalments.values())).standing()
    currencies = {each.currency for each in standing.owed}
    for stray in sorted({each.currency for each in standing.instalments} - currencies):
        yield Problem.of(Code.NOTHING_OWED, "removed" if row.removed else "currency", currency=stray)
