"""What are workers owed, which instalments give it back, and how did each row stand before?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, and_, insert, select, update

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
AnyRow = TypeVar("AnyRow", OwedRow, InstalmentRow)

TABLES = {OwedRow: (owed, owed_history), InstalmentRow: (instalment, instalment_history)}
JOINED = {"by_name", "proof_name"}


@dataclass(frozen=True, slots=True)
class RepaymentRows:
    """The rows of one repayment, also those taken out."""

    owed: tuple[OwedRow, ...] = ()
    instalments: tuple[InstalmentRow, ...] = ()

    def standing(self) -> "RepaymentRows":
        """Return it without the rows taken out."""
        return RepaymentRows(
            tuple(row for row in self.owed if not row.removed), tuple(row for row in self.instalments if not row.removed)
        )


def repayments_in(connection: Connection, viewer: Viewer, assessment_id: UUID) -> Mapping[UUID, RepaymentRows]:
    """Return the repayments of an assessment by their actions; rows in the order in which they are read."""
    here = and_(action.c.assessment == assessment_id, readable_assessment(viewer, action.c.assessment))
    sums = _rows(connection, OwedRow, here, (owed.c.corridor, owed.c.category, owed.c.id))
    parts = _rows(connection, InstalmentRow, here, (instalment.c.due, instalment.c.id))
    return {
        each: RepaymentRows(
            tuple(row for row in sums if row.action == each), tuple(row for row in parts if row.action == each)
        )
        for each in dict.fromkeys(row.action for row in (*sums, *parts))
    }


def _rows(connection: Connection, kind: type[AnyRow], here: Any, order: tuple[Any, ...]) -> tuple[AnyRow, ...]:
    table, _ = TABLES[kind]
    found = select(*_columns(table, kind)).join(action, action.c.id == table.c.action)
    return _read(connection, kind, _named(found, table).where(here).order_by(*order))


def versions_of(connection: Connection, viewer: Viewer, action_id: UUID) -> tuple[Row, ...]:
    """Return every version of every row of a repayment, newest first."""
    found: list[Row] = []
    for kind in (OwedRow, InstalmentRow):
        found += _versions(connection, viewer, action_id, kind)
    return tuple(sorted(found, key=lambda row: (row.at, row.revision), reverse=True))


def _versions(connection: Connection, viewer: Viewer, action_id: UUID, kind: type[AnyRow]) -> tuple[AnyRow, ...]:
    table, past = TABLES[kind]
    columns = [table.c.id, table.c.action, *(c for c in _columns(past, kind))]
    found = select(*columns).join(table, table.c.id == past.c[table.name]).join(action, action.c.id == table.c.action)
    here = and_(table.c.action == action_id, readable_assessment(viewer, action.c.assessment))
    return _read(connection, kind, _named(found, past).where(here))


def _columns(table: Any, kind: type[Row]) -> list[Any]:
    return [table.c[each.name] for each in fields(kind) if each.name not in JOINED and each.name in table.c]


def _named(found: Any, table: Any) -> Any:
    """Add the names that people read: who wrote the row, and the file that proves it while it is there."""
    found = found.join(user, user.c.id == table.c.by).add_columns(user.c.name.label("by_name"))
    if "proof" not in table.c:
        return found
    there = and_(evidence.c.id == table.c.proof, evidence.c.removed.is_(None))
    return found.outerjoin(evidence, there).add_columns(evidence.c.name.label("proof_name"))


def _read(connection: Connection, kind: type[AnyRow], query: Any) -> tuple[AnyRow, ...]:
    return tuple(
        kind(**{name: "" if value is None and name in JOINED else value for name, value in row.items()})
        for row in connection.execute(query).mappings()
    )


def keep_row(connection: Connection, held: Held, row: AnyRow) -> AnyRow:
    """Keep the next version of a row (the first has revision 1) of a plan held; return it with its revision."""
    table, past = TABLES[type(row)]
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
