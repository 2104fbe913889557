"""The workbook of an action plan, as tests take it in hand."""

from openpyxl.worksheet.worksheet import Worksheet
from plan_samples import KEY, plan

from questionnaire.excel.plan import read_plan, write_plan

WRITTEN = write_plan(plan(12), KEY)


def column(tab: Worksheet, key: str) -> int:
    return next(cell.column for cell in tab[1] if cell.value == key)


def rows_of(tab: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in tab.iter_rows()]


def changed(data: bytes) -> dict[tuple[str, str], str]:
    reading = read_plan(data, KEY)
    return {
        (row.action, name): value
        for row in reading.rows
        for name, value in row.values.items()
        if value != reading.exported[row.action][name]
    }
