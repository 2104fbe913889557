"""Where in this file does each answer stand now?

Sheets are found by the key in their first cell, whatever they are called and in whichever order; rows by the key in
the same column. So people may hide, widen, sort and move what they like. What cannot be found is reported and says
nothing. The hidden sheets that calculate name the same items; no answer is ever read from them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from instruments.problems import Code, Problem
from questionnaire.excel import workbook_lines, workbook_score, workbook_texts
from questionnaire.excel.cells import address, place
from questionnaire.excel.marks import Marks
from questionnaire.excel.upload import Cell, Grid, Upload
from questionnaire.excel.workbook_layout import SUPPLIER

KEY_ROWS, KEY_COLUMNS = 12, 12  # how far people push the first cell of a sheet
HIDDEN = frozenset({workbook_lines.KEY, workbook_score.KEY, workbook_texts.KEY})  # programs may rename these sheets


@dataclass(frozen=True, slots=True)
class Control:
    """A control of the form, and the cell in which it went out."""

    name: str
    item: str
    sheet: str
    cell: tuple[int, int]
    key: str
    list: str = ""
    party: str = SUPPLIER

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Control":
        """Read an entry of the sealed list."""
        name, item, sheet = str(entry["control"]), str(entry["item"]), str(entry["sheet"])
        option = str(entry.get("option") or "")
        if option and not name.endswith(f":{option}"):
            name = f"{name}:{option}"
        cell, party = place(str(entry["cell"])), str(entry.get("party") or SUPPLIER)
        return cls(name, item, sheet, cell, str(entry["key"]), str(entry.get("list", "")), party)


@dataclass(frozen=True, slots=True)
class Here:
    """What stands in a control's cell, or why that cannot be told."""

    where: str
    cell: Cell = None
    percent: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet with answers, where its key stands now, and in which rows each key stands."""

    grid: Grid
    marks: Marks
    origin: tuple[int, int]
    rows: Mapping[str, tuple[int, ...]]


class Finder:
    """Finds controls in an upload."""

    def __init__(self, upload: Upload, marks: Mapping[str, Marks], controls: Iterable[Control]) -> None:
        self._marks = marks
        expected: dict[str, set[str]] = {}
        for control in controls:
            expected.setdefault(control.sheet, set()).add(control.key)
        grids = [grid for grid in upload.grids if not _is_hidden(grid)]
        self._sheets = {key: self._find(grids, key, keys) for key, keys in expected.items()}

    def missing(self) -> Iterator[str]:
        """Yield the keys of the sheets that are not in the file."""
        return (key for key, sheets in self._sheets.items() if not sheets)

    def sheets(self) -> Iterator[tuple[str, FoundSheet]]:
        """Yield the sheets that are in the file, each with its key; copies come after each other."""
        return ((key, sheet) for key, sheets in self._sheets.items() for sheet in sheets)

    def _find(self, grids: Sequence[Grid], key: str, keys: set[str]) -> tuple[FoundSheet, ...]:
        found = [(grid, origin) for grid in grids if (origin := _origin(grid, key)) is not None]
        if not found:
            found = [(grid, (0, 0)) for grid in grids if _holds(grid, keys)]
        return tuple(self._sheet(grid, origin) for grid, origin in found)

    def _sheet(self, grid: Grid, origin: tuple[int, int]) -> FoundSheet:
        rows: dict[str, tuple[int, ...]] = {}
        for number, cells in enumerate(grid.rows):
            key = _text(cells, origin[1])
            if key and number != origin[0]:
                rows[key] = (*rows.get(key, ()), number)
        return FoundSheet(grid, self._marks.get(grid.part, Marks()), origin, rows)

    def find(self, control: Control) -> Here:
        """Return what stands in a control's cell. Copies of a sheet or a row must agree."""
        heres = [here for sheet in self._sheets[control.sheet] for here in _cells(sheet, control)]
        if not heres:
            return Here("", problem=Problem.of(Code.CELL_MISSING, _exported(control, self._sheets[control.sheet])))
        first = heres[0]
        for other in heres[1:]:
            if (other.cell, other.percent) != (first.cell, first.percent):
                copy = _sheet_of(other.where)
                more = {"copy": copy} if copy != _sheet_of(first.where) else {}
                problem = Problem.of(Code.DUPLICATE_ROW, other.where, row=first.where, **more)
                return Here(first.where, problem=problem)
        return first


def _sheet_of(where: str) -> str:
    return where.rpartition("!")[0]


def _exported(control: Control, sheets: Sequence[FoundSheet]) -> str:
    name = sheets[0].grid.name if sheets else control.sheet
    return f"{name}!{address(*control.cell)}"


def _origin(grid: Grid, key: str) -> tuple[int, int] | None:
    for row, cells in enumerate(grid.rows[:KEY_ROWS]):
        for column in range(min(len(cells), KEY_COLUMNS)):
            if _text(cells, column) == key:
                return row, column
    return None


def _is_hidden(grid: Grid) -> bool:
    return grid.name.startswith("_") or (bool(grid.rows) and _text(grid.rows[0], 0) in HIDDEN)


def _holds(grid: Grid, keys: set[str]) -> bool:
    """Whether a sheet whose key was cleared still has most of its rows' keys."""
    there = {_text(cells, 0) for cells in grid.rows}
    return len(keys & there) * 2 > len(keys)


def _text(cells: tuple[Cell, ...], column: int) -> str:
    cell = cells[column] if column < len(cells) else None
    return cell.strip() if isinstance(cell, str) else ""


def _cells(sheet: FoundSheet, control: Control) -> Iterator[Here]:
    column = control.cell[1] + sheet.origin[1]
    for row in sheet.rows.get(control.key, ()):
        yield _here(sheet, (row, column))


def _here(sheet: FoundSheet, cell: tuple[int, int]) -> Here:
    where = f"{sheet.grid.name}!{address(*cell)}"
    if cell in sheet.marks.formulas:
        return Here(where, problem=Problem.of(Code.FORMULA_IN_CELL, where))
    if sheet.marks.swallowed(cell):
        return Here(where, problem=Problem.of(Code.MERGED_CELL, where))
    row = sheet.grid.rows[cell[0]]
    value = row[cell[1]] if cell[1] < len(row) else None
    return Here(where, value, cell in sheet.grid.percents)
