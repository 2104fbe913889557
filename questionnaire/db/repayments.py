"""What are workers owed, which instalments give it back, and how did each row stand before?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, and_, func, insert, select, update

from questionnaire.access import Viewer
from questionnaire.db.gateway import Held, readable_assessment
from questionnaire.db.tables import action, evidence, instalment, instalment_history, owed, owed_history, user
from scoring.plan import CostCategory


@dataclass(frozen=True, slots=True)
class OwedRow:
    """What a group of workers is owed. `corridor` is the country they came from, `amount` a decimal as text."""

    id: UUID
    action: UUID
    corridor: str
    category: CostCategory
    workers: int
    amount: str
    currency: str
    removed: bool
    by: UUID
    at: datetime
    revision: int
    by_name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """A part of a repayment. `proof_name` is empty when there is no file to prove it, or it has been removed since."""

    id: UUID
    action: UUID
    due: date
    paid: date | None
    proof: UUID | None
    amount: str
    currency: str
    removed: bool
    by: UUID
    at: datetime
    revision: int
    by_name: str = field(default="", compare=False)
    proof_name: str = field(default="", compare=False)


Row = OwedRow | InstalmentRow
JOINED = {"by_name", "proof_name"}


@dataclass(frozen=True, slots=True)
class RepaymentRows:
    """The rows of one repayment, also those taken out."""

    owed: tuple[OwedRow, ...] = ()
    instalments: tuple[InstalmentRow, ...] = ()

    def standing(self) -> "RepaymentRows":
        """Return it without the rows taken out."""
        instalments = tuple(row for row in self.instalments if not row.removed)
        return RepaymentRows(tuple(row for row in self.owed if not row.removed), instalments)


def repayments_in(connection: Connection, viewer: Viewer, assessment_id: UUID) -> Mapping[UUID, RepaymentRows]:
    """Return the repayments of an assessment by their actions; rows in the order in which they are read."""
    here = action.c.assessment == assessment_id
    owed_first = _seen(viewer, owed, owed).where(here).order_by(owed.c.corridor, owed.c.category, owed.c.id)
    due_first = _seen(viewer, instalment, instalment).where(here).order_by(instalment.c.due, instalment.c.id)
    sums = _owed(connection, owed_first)
    parts = _instalments(connection, due_first) if sums else ()  # none where nothing was ever owed
    return {
        each: RepaymentRows(
            tuple(row for row in sums if row.action == each), tuple(row for row in parts if row.action == each)
        )
        for each in dict.fromkeys([*(row.action for row in sums), *(row.action for row in parts)])
    }


def versions_of(connection: Connection, viewer: Viewer, action_id: UUID) -> tuple[Row, ...]:
    """Return every version of every row of a repayment, newest first."""
    sums = _owed(connection, _seen(viewer, owed, owed_history).where(owed.c.action == action_id))
    past = _seen(viewer, instalment, instalment_history).where(instalment.c.action == action_id)
    parts = _instalments(connection, past)
    return tuple(sorted((*sums, *parts), key=lambda row: (row.at, row.revision), reverse=True))


def _owed(connection: Connection, query: Select[Any]) -> tuple[OwedRow, ...]:
    return tuple(OwedRow(**row) for row in connection.execute(query).mappings())


def _instalments(connection: Connection, query: Select[Any]) -> tuple[InstalmentRow, ...]:
    return tuple(InstalmentRow(**row) for row in connection.execute(query).mappings())


def _seen(viewer: Viewer, table: Table, version: Table) -> Select[Any]:
    """Select rows as they stand (`version` is the table) or stood, with the names that people read.

    Those are who wrote the row, and the file that proves it while it is there.
    """
    parts = [column for column in version.c if column.name not in {"id", "action", table.name}]
    query = select(table.c.id, table.c.action, *parts, user.c.name.label("by_name")).select_from(table)
    if version is not table:
        query = query.join(version, version.c[table.name] == table.c.id)
    query = query.join(action, action.c.id == table.c.action).join(user, user.c.id == version.c.by)
    if table is instalment:
        there = and_(evidence.c.id == version.c.proof, evidence.c.removed.is_(None))
        proof_name = func.coalesce(evidence.c.name, "").label("proof_name")
        query = query.outerjoin(evidence, there).add_columns(proof_name)
    return query.where(readable_assessment(viewer, action.c.assessment))


def keep_row(connection: Connection, held: Held, row: Row) -> Row:
    """Keep the next version of a row (the first has revision 1) of a plan held; return it with its revision."""
    table, past = (owed, owed_history) if isinstance(row, OwedRow) else (instalment, instalment_history)
    new = replace(row, revision=row.revision + 1)
    values = {each.name: getattr(new, each.name) for each in fields(new) if each.name not in JOINED}
    ours = select(action.c.id).where(action.c.id == row.action, action.c.assessment == held.id)
    if new.revision == 1:
        # An action of somebody else is not found, and a row without an action cannot be kept.
        connection.execute(insert(table), values | {"action": connection.scalar(ours)})
    else:
        connection.execute(update(table).where(table.c.id == row.id, table.c.action.in_(ours)).values(**values))
    version = {name: value for name, value in values.items() if name not in {"id", "action"}}
    connection.execute(insert(past), version | {table.name: row.id})
    return new
