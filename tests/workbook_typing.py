"""What a person does to a questionnaire workbook: types into the cells of answers, by the names of their controls."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook, load_workbook

from questionnaire.excel.seal import read_seal
from questionnaire.excel.upload import read_upload
from questionnaire.excel.workbook_find import Control


def controls(data: bytes, key: bytes) -> dict[str, Control]:
    """Return the controls of a workbook by name; a mark's name ends with its option."""
    sealed = read_seal(read_upload(data), key, "questionnaire")
    found = (Control.of(entry) for entry in sealed["cells"])
    return {control.name: control for control in found}


def sheet_of(book: Workbook, key: str) -> Any:
    return next(sheet for sheet in book.worksheets if sheet.cell(1, 1).value == key)


def typed_into(
    data: bytes, key: bytes, cells: Mapping[str, Any], then: Callable[[Workbook], object] = lambda _: None
) -> bytes:
    """Return the workbook after somebody typed into cells, and did `then`."""
    known = controls(data, key)
    book = load_workbook(io.BytesIO(data))
    for name, value in cells.items():
        control = known[name]
        sheet_of(book, control.sheet).cell(control.cell[0] + 1, control.cell[1] + 1).value = value
    then(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
