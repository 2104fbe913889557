"""What people and programs do to a questionnaire workbook costs no answer and invents none."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from tiny import NAMES
from workbook_typing import (
    KEY,
    REAL,
    answers_of,
    back,
    blank,
    cells_of,
    changed,
    controls,
    export,
    filled,
    item_of,
    named,
    sheet_of,
    typed_into,
)

from instruments.model import ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.workbook_read import Stated

FILLED, BLANK = filled(), blank()


@pytest.mark.parametrize("name", [*REAL, *NAMES])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_nobody_touched_comes_back_as_it_went(name: str, seed: int) -> None:
    instrument = named(name)
    answers = answers_of(instrument, seed)
    reading = back(export(instrument, answers), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}
    assert reading.answers == answers


# --- What is done to the file --------------------------------------------------------------------------------------


def hide_rows(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in range(4, 9):
            sheet.row_dimensions[row].hidden = True


def rename_and_reorder(book: Workbook) -> None:
    for number, sheet in enumerate(book.worksheets):
        if sheet.title != "_seal":
            sheet.title = f"Renamed {number}"
    book.move_sheet(book.worksheets[0], len(book.worksheets) - 1)


def widen(book: Workbook) -> None:
    for sheet in book.worksheets:
        for column in range(1, 9):
            sheet.column_dimensions[get_column_letter(column)].width = 60


def unhide(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.sheet_state = "visible"
        sheet.protection.sheet = False


def row_above(book: Workbook) -> None:
    for sheet in book.worksheets:
        if str(sheet.cell(1, 1).value).startswith(("section:", "table:")):
            sheet.insert_rows(1, 2)


def row_between(book: Workbook) -> None:
    for sheet in book.worksheets:
        if str(sheet.cell(1, 1).value).startswith("section:"):
            sheet.insert_rows(6)


def column_before(book: Workbook) -> None:
    for sheet in book.worksheets:
        if str(sheet.cell(1, 1).value).startswith("table:"):
            sheet.insert_cols(1)


def a_sheet_of_their_own(book: Workbook) -> None:
    book.create_sheet("Notes of mine", 0)["A1"] = "Ask Farid"


def copied_sheet(book: Workbook) -> None:
    for sheet in list(book.worksheets):
        if str(sheet.cell(1, 1).value).startswith("section:"):
            book.copy_worksheet(sheet)


@pytest.mark.parametrize(
    "deed",
    [
        hide_rows,
        rename_and_reorder,
        widen,
        unhide,
        row_above,
        row_between,
        column_before,
        a_sheet_of_their_own,
        copied_sheet,
    ],
)
def test_a_workbook_that_was_rearranged_says_what_it_said(deed: Callable[[Workbook], None]) -> None:
    reading = back(typed_into(FILLED, KEY, {}, deed))
    assert reading.problems == ()
    assert changed(reading) == {}


def on_cell(name: str, deed: Callable[[Any, int, int], object]) -> Callable[[Workbook], None]:
    control = controls(FILLED, KEY)[name]

    def act(book: Workbook) -> None:
        deed(sheet_of(book, control.sheet), control.cell[0] + 1, control.cell[1] + 1)

    return act


def test_a_deleted_row_says_nothing_and_is_reported() -> None:
    item = item_of("Country")
    reading = back(typed_into(FILLED, KEY, {}, on_cell(item, lambda sheet, row, _column: sheet.delete_rows(row))))
    assert [problem.code for problem in reading.problems] == [Code.CELL_MISSING]
    assert changed(reading) == {}


def test_a_deleted_sheet_says_nothing_and_is_reported_once() -> None:
    def delete(book: Workbook) -> None:
        for sheet in list(book.worksheets):
            if str(sheet.cell(1, 1).value).startswith("table:"):
                del book[sheet.title]

    reading = back(typed_into(FILLED, KEY, {}, delete))
    assert [problem.code for problem in reading.problems] == [Code.SHEET_MISSING]
    assert changed(reading) == {}


def test_a_merged_answer_is_reported_with_its_place() -> None:
    item = item_of("Country")

    def merge(sheet: Any, row: int, column: int) -> None:
        sheet.merge_cells(start_row=row - 1, end_row=row, start_column=column, end_column=column)

    reading = back(typed_into(FILLED, KEY, {}, on_cell(item, merge)))
    assert Code.MERGED_CELL in {problem.code for problem in reading.problems}
    assert all(re.fullmatch(r".+![A-Z]+[0-9]+", problem.where) for problem in reading.problems)
    assert changed(reading) == {}


def test_a_formula_is_no_answer() -> None:
    item = item_of("Number")
    reading = back(typed_into(FILLED, KEY, {item: "=5+7"}))
    (problem,) = reading.problems
    assert problem.code is Code.FORMULA_IN_CELL
    assert "!" in problem.where
    assert changed(reading) == {}


def test_what_does_not_fit_is_reported_at_its_cell_and_the_rest_arrives() -> None:
    number, text = item_of("Number"), item_of("Text")
    reading = back(typed_into(FILLED, KEY, {number: "about ten", text: "New words"}))
    assert [problem.code for problem in reading.problems] == [Code.NOT_A_NUMBER]
    assert reading.problems[0].where.endswith(place_of(number))
    assert changed(reading) == {text: Stated("New words", "A note")}


def place_of(name: str) -> str:
    row, column = controls(FILLED, KEY)[name].cell
    return f"!{get_column_letter(column + 1)}{row + 1}"


def test_dont_know_beside_a_value_is_a_problem_and_both_are_kept() -> None:
    number = item_of("Number")
    reading = back(typed_into(BLANK, KEY, {number: 7, f"{number}.state": "I do not know"}))
    assert [problem.code for problem in reading.problems] == [Code.TWO_ANSWERS]
    assert {text for texts in reading.typed[ItemId(number)].values() for text in texts} == {"7", "I do not know"}


# --- What is not a workbook of ours --------------------------------------------------------------------------------


def refused(data: bytes) -> Problem:
    with pytest.raises(Refusal) as refusal:
        back(data)
    return refusal.value.problems[0]


def parts_changed(
    data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def test_other_types_are_refused_with_a_clear_word() -> None:
    macros = parts_changed(
        FILLED,
        lambda name, content: (
            content.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
            if name == "[Content_Types].xml"
            else content
        ),
    )
    ods = parts_changed(
        FILLED, lambda _name, _content: None, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    )
    for data, kind in ((macros, "xlsm"), (ods, "ods"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls")):
        problem = refused(data)
        assert problem.code is Code.FILE_TYPE
        assert dict(problem.params)["found"] == kind


def test_a_changed_base_is_said() -> None:
    def tamper(book: Workbook) -> None:
        cell = book["_seal"]["A2"]
        cell.value = str(cell.value)[:-8] + "AAAAAAA="

    def cut(book: Workbook) -> None:
        del book["_seal"]

    for deed in (tamper, cut):
        assert refused(typed_into(FILLED, KEY, {}, deed)).code is Code.WRONG_WORKBOOK


def test_hostile_files_are_refused() -> None:
    bomb = parts_changed(FILLED, lambda _n, c: c, {"xl/worksheets/sheet99.xml": b"<a/>" * 8_000_000})
    entities = parts_changed(
        FILLED,
        lambda name, content: b'<!DOCTYPE x [<!ENTITY a "b">]>' + content if name == "xl/workbook.xml" else content,
    )
    links = parts_changed(FILLED, lambda _n, c: c, {"xl/externalLinks/externalLink1.xml": b"<a/>"})
    for data in (bomb, entities, links, bytes(11_000_000), b""):
        assert refused(data).code in {Code.FILE_HOSTILE, Code.FILE_TOO_LARGE, Code.FILE_EMPTY}


def test_a_sheet_that_says_it_has_a_million_rows_is_read_in_bounded_time() -> None:
    data = parts_changed(
        FILLED, lambda _n, content: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)
    )
    assert changed(back(data)) == {}


# --- LibreOffice ---------------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize("name", [*REAL, "all-kinds", "table", "choices", "numbers", "dates", "when-rows"])
def test_libreoffice_saves_it_and_what_was_typed_arrives(name: str, resaved: Callable[[bytes, str], bytes]) -> None:
    instrument = named(name)
    before, after = answers_of(instrument, 1), answers_of(instrument, 2)
    reading = back(resaved(export(instrument, before), "xlsx"), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}
    source = {name: cell.value for name, cell in cells_of(export(instrument, after)).items()}
    data = export(instrument, before)
    known = controls(data, KEY)
    cells = {name: source.get(name) for name in known if name.count(".") < 2}
    reading = back(resaved(typed_into(data, KEY, cells), "xlsx"), instrument)
    assert reading.problems == ()
    tables = {item.id for item in instrument.items.values() if type(item.kind).__name__ == "Table"}
    expected = {item: answer for item, answer in after.items() if item not in tables}
    assert {item: answer for item, answer in reading.answers.items() if item not in tables} == expected
    assert {item: answer for item, answer in reading.answers.items() if item in tables} == {
        item: answer for item, answer in before.items() if item in tables
    }


@pytest.mark.office
@pytest.mark.parametrize("form", ["ods", "xls"])
def test_what_was_saved_in_another_format_is_saved_as_xlsx_as_we_say_and_nothing_is_lost(
    form: str, resaved: Callable[[bytes, str], bytes]
) -> None:
    other = resaved(typed_into(FILLED, KEY, {"Integer": 77, "Text.note": "typed meanwhile"}), form)
    assert refused(other).code is Code.FILE_TYPE
    reading = back(resaved(other, "xlsx"))
    assert reading.problems == ()
    assert changed(reading).keys() == {"Integer", "Text"}
    assert changed(reading)["Integer"].document == 77
    assert changed(reading)["Text"].note == "typed meanwhile"
