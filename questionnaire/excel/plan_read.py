"""What does a plan workbook say that somebody sends back?

Columns are found by the keys in the hidden first row, else by their headings; rows by their id. So columns and rows
may have moved, been hidden or been deleted, and LibreOffice may have saved the file. A cell that still shows what we
wrote means what we exported, however a program has rewritten it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel import typed
from questionnaire.excel.cells import address, shown
from questionnaire.excel.plan_columns import FIELDS
from questionnaire.excel.seal import read_seal
from questionnaire.excel.upload import Cell, Grid, Unread, Upload, read_upload

PURPOSE = "action-plan"
BLANK = (None, "")
HEADING_ROWS = 30  # how far down people push a heading


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What the file says of one action. A field that could not be read is in `refused` and not in `values`."""

    action: str
    revision: int
    where: str
    values: Mapping[str, str]
    refused: Mapping[str, Problem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanReading:
    """What the file says, and what it was based on. `exported` and `revisions` have every action that went out."""

    plan: str
    instrument: str
    digest: str
    locale: str
    made: str
    exported: Mapping[str, Mapping[str, str]]
    revisions: Mapping[str, int]
    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]

    @property
    def absent(self) -> tuple[str, ...]:
        """The actions that went out and have no row in the file: nothing is said of them."""
        present = {row.action for row in self.rows}
        return tuple(action for action in self.exported if action not in present)

    @property
    def file(self) -> Mapping[str, Mapping[str, str]]:
        """What the file says, by action and field, as `preview` takes it."""
        return {row.action: row.values for row in self.rows}

    @property
    def refused(self) -> Mapping[tuple[str, str], Problem]:
        """Why a field could not be read, by action and field, as `preview` takes it."""
        return {(row.action, name): problem for row in self.rows for name, problem in row.refused.items()}


@dataclass(frozen=True, slots=True)
class _Sheet:
    grid: Grid
    columns: Mapping[str, int]
    first_row: int


def read_plan(data: bytes, key: bytes) -> PlanReading:
    """Read a plan workbook. Raise `Refusal`: the codes of `read_upload`, or WRONG_WORKBOOK when it is none of ours."""
    upload = read_upload(data)
    sealed = read_seal(upload, key, PURPOSE)
    sheet = _plan_sheet(upload, sealed)
    rows, problems = _rows(sheet, upload, sealed)
    return PlanReading(
        plan=sealed["plan"],
        instrument=sealed["instrument"],
        digest=sealed["digest"],
        locale=sealed["locale"],
        made=sealed["made"],
        exported=sealed["values"],
        revisions=sealed["revisions"],
        rows=rows,
        problems=problems,
    )


def _plan_sheet(upload: Upload, sealed: Mapping[str, Any]) -> _Sheet:
    found = [sheet for grid in upload.grids if (sheet := _columns(grid, sealed["headings"])) is not None]
    if not found:
        raise Refusal([Problem.of(Code.WRONG_WORKBOOK, reason="no plan sheet")])
    return max(found, key=lambda sheet: (len(sheet.columns), sheet.grid.name == sealed["sheet"]))


def _columns(grid: Grid, headings: Mapping[str, str]) -> _Sheet | None:
    """Find the columns: by keys if their row is still there, else by headings as they were exported."""
    best: _Sheet | None = None
    by_heading = {_alike(heading): key for key, heading in headings.items()}
    for row, cells in enumerate(grid.rows[:HEADING_ROWS]):
        for names in ({key: key for key in headings}, by_heading):
            columns: dict[str, int] = {}
            for column, cell in enumerate(cells):
                key = names.get(_alike(cell))
                if key:
                    columns.setdefault(key, column)
            enough = "id" in columns and len(columns) > 1
            if enough and (best is None or len(columns) > len(best.columns)):
                best = _Sheet(grid, columns, row + 1)
    return best


def _alike(cell: Cell) -> str:
    return typed.tidy(typed.as_text(cell)).casefold() if isinstance(cell, str) else ""


def _rows(sheet: _Sheet, upload: Upload, sealed: Mapping[str, Any]) -> tuple[tuple[ReadRow, ...], tuple[Problem, ...]]:
    rows: dict[str, ReadRow] = {}
    problems: list[Problem] = []
    for number, cells in enumerate(sheet.grid.rows[sheet.first_row :], start=sheet.first_row):
        if _says_nothing(sheet, cells, sealed):
            continue
        action = _cell(cells, sheet.columns["id"])
        where = f"{sheet.grid.name}!{address(number, sheet.columns['id'])}"
        if not isinstance(action, str) or action.strip() not in sealed["values"]:
            problems.append(Problem.of(Code.UNKNOWN_ROW, where, row=number + 1))
            continue
        row = _row(action.strip(), number, cells, sheet, upload, sealed)
        rows[row.action] = _together(rows[row.action], row, where) if row.action in rows else row
    refusals = [problem for row in rows.values() for problem in row.refused.values()]
    return tuple(rows.values()), (*problems, *dict.fromkeys(refusals))


def _says_nothing(sheet: _Sheet, cells: tuple[Cell, ...], sealed: Mapping[str, Any]) -> bool:
    """Whether a row is empty, repeats the headings, or was emptied: a status is never empty, so that was a deletion."""
    stated = {key: _cell(cells, column) for key, column in sheet.columns.items()}
    headings = {_alike(heading) for heading in sealed["headings"].values()}
    if all(cell in BLANK or _alike(cell) in headings for cell in stated.values()):
        return True
    known = isinstance(stated["id"], str) and stated["id"].strip() in sealed["values"]
    return known and "status" in stated and all(stated[name] in BLANK for name in FIELDS if name in stated)


def _together(first: ReadRow, second: ReadRow, where: str) -> ReadRow:
    """Take two rows of one action as one if they agree; otherwise nobody can say which is meant."""
    if first.values == second.values and first.refused.keys() == second.refused.keys():
        return first
    problem = Problem.of(Code.DUPLICATE_ROW, where, row=first.where)
    return ReadRow(first.action, first.revision, first.where, {}, dict.fromkeys(FIELDS, problem))


def _row(
    action: str, number: int, cells: tuple[Cell, ...], sheet: _Sheet, upload: Upload, sealed: Mapping[str, Any]
) -> ReadRow:
    values: dict[str, str] = {}
    refused: dict[str, Problem] = {}
    for name in FIELDS:
        if name not in sheet.columns:
            continue
        where = f"{sheet.grid.name}!{address(number, sheet.columns[name])}"
        value, problem = _field(name, _cell(cells, sheet.columns[name]), where, action, upload, sealed)
        if problem:
            refused[name] = problem
        elif value is not None:
            values[name] = value
    where = f"{sheet.grid.name}!{address(number, sheet.columns['id'])}"
    return ReadRow(action, sealed["revisions"][action], where, values, refused)


def _cell(cells: tuple[Cell, ...], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _field(
    name: str, cell: Cell, where: str, action: str, upload: Upload, sealed: Mapping[str, Any]
) -> tuple[str | None, Problem | None]:
    exported = sealed["values"][action][name]
    if _untouched(name, cell, exported, sealed):
        return exported, None
    match name:
        case "due":
            return typed.day(cell, where, upload, sealed["locale"])
        case "cost":
            return typed.amount(cell, where)
        case "currency":
            return typed.currency(cell, where)
        case "status":
            status, problem = typed.one_of(cell, sealed["labels"]["status"], where, Code.UNKNOWN_STATUS)
            return (status, problem) if status or problem else (None, Problem.of(Code.UNKNOWN_STATUS, where, given=""))
        case "cause" | "bearer" | "workers":
            return typed.one_of(cell, sealed["labels"][name], where)
        case _:
            return _free_text(cell, where, sealed)


def _free_text(cell: Cell, where: str, sealed: Mapping[str, Any]) -> tuple[str | None, Problem | None]:
    value, problem = typed.text(cell, where)
    if value is not None and value.endswith(f"[{sealed['continued']}]"):
        # Somebody edited the beginning of a text whose end stands elsewhere: taking it would lose the end.
        return None, Problem.of(Code.TOO_LONG, where, limit=len(value))
    return value, problem


def _untouched(name: str, cell: Cell, exported: str, sealed: Mapping[str, Any]) -> bool:
    """Whether the cell still shows what was exported."""
    match cell:
        case None:
            return exported == ""
        case str() if name == "cost":
            return False
        case str():
            label = sealed["labels"].get(name, {}).get(exported, exported)
            return typed.tidy(cell) == typed.tidy(shown(label, sealed["continued"]))
        case bool() | Unread():
            return False
        case int() | float():
            return name == "cost" and exported != "" and float(Decimal(exported)) == float(cell)
        case datetime() | date():
            return name == "due" and exported == typed.as_text(cell)
        case _:
            return False
