"""What was typed on our sheets where no answer is read from?

A row that somebody inserts, a line below the last one, a remark beside a question: none of them has an answer cell. We
write formulas there, or nothing, so a value was typed. A sheet without any formula was saved as values alone, and on
it nobody can tell our words from theirs.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from instruments.problems import Code, Problem
from questionnaire.excel.cells import address
from questionnaire.excel.upload import Cell, Unread
from questionnaire.excel.workbook_find import Control, Finder, FoundSheet
from questionnaire.excel.workbook_layout import KEY, NUMBER

MOST = 20
OURS = (KEY, NUMBER)  # columns in which values of ours stand

Columns = dict[tuple[str, str], set[int]]  # of the answer cells, by sheet and key of the row


def outside(finder: Finder, controls: Iterable[Control]) -> Iterator[Problem]:
    """Yield the first cells that hold what will not be read. `controls` are all that the sheets have."""
    columns: Columns = {}
    for control in controls:
        columns.setdefault((control.sheet, control.key), set()).add(control.cell[1])
    cells = (where for key, sheet in finder.sheets() for where in _cells(key, sheet, columns))
    return (Problem.of(Code.NOT_ANSWERABLE, where, outside="yes") for where in islice(cells, MOST))


def _cells(key: str, sheet: FoundSheet, columns: Columns) -> Iterator[str]:
    if not sheet.marks.formulas:
        return
    first = sheet.origin[1]
    answers = {
        (row, first + column)
        for row_key, rows in sheet.rows.items()
        for column in columns.get((key, row_key), ())
        for row in rows
    }
    known = answers | sheet.marks.formulas
    for row, cells in enumerate(sheet.grid.rows):
        for column, cell in enumerate(cells):
            if column - first not in OURS and _is_typed(cell) and (row, column) not in known:
                yield f"{sheet.grid.name}!{address(row, column)}"


def _is_typed(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(cell.strip())
    return cell is not None and not isinstance(cell, Unread)
