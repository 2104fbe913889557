"""What stands outside the answer cells is never an answer, and what somebody typed there is told."""

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from workbook_typing import KEY, back, blank, changed, filled, typed_into

from instruments.problems import Code
from questionnaire.excel.workbook_outside import MOST
from questionnaire.wording.nearer import nearer

FILLED, BLANK = filled(), blank()


def ours(book: Workbook, kind: str) -> Any:
    return next(sheet for sheet in book.worksheets if str(sheet["A1"].value).startswith(f"{kind}:"))


def in_an_inserted_row(book: Workbook) -> tuple[Any, str]:
    sheet = ours(book, "table")
    sheet.insert_rows(5)
    return sheet, "C5"


def below_the_last_row(book: Workbook) -> tuple[Any, str]:
    sheet = ours(book, "table")
    return sheet, f"C{sheet.max_row + 1}"


def beside_a_question(book: Workbook) -> tuple[Any, str]:
    return ours(book, "section"), "K5"


def below_the_questions(book: Workbook) -> tuple[Any, str]:
    sheet = ours(book, "section")
    return sheet, f"D{sheet.max_row + 3}"


@pytest.mark.parametrize(
    "place", [in_an_inserted_row, below_the_last_row, beside_a_question, below_the_questions], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("value", ["Sri Lanka", 7])
def test_what_is_typed_where_no_answer_is_read_is_told_with_its_cell(
    place: Callable[[Workbook], tuple[Any, str]], value: object
) -> None:
    told: list[str] = []

    def act(book: Workbook) -> None:
        sheet, cell = place(book)
        sheet[cell] = value
        told.append(f"{sheet.title}!{cell}")

    reading = back(typed_into(FILLED, KEY, {}, act))
    assert [(problem.code, problem.where) for problem in reading.problems] == [(Code.NOT_ANSWERABLE, told[0])]
    assert "yellow cells" in str(nearer(reading.problems[0].code, dict(reading.problems[0].params)))
    assert changed(reading) == {}


def test_no_more_are_told_than_somebody_reads() -> None:
    def act(book: Workbook) -> None:
        for row in range(1, 200):
            ours(book, "section").cell(row, 15).value = "x"

    assert len(back(typed_into(FILLED, KEY, {}, act)).problems) == MOST


def test_blanks_and_formulas_of_their_own_are_no_answers_and_not_told() -> None:
    def act(book: Workbook) -> None:
        ours(book, "section")["K5"], ours(book, "section")["K6"] = "  ", "=1+1"

    assert back(typed_into(FILLED, KEY, {}, act)).problems == ()


def test_a_file_saved_as_values_alone_is_not_taken_for_typed() -> None:
    def act(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.value = "A value"

    reading = back(typed_into(FILLED, KEY, {}, act))
    assert reading.problems == ()
    assert changed(reading) == {}


# --- Our hidden sheets -----------------------------------------------------------------------------------------------


def calculated(book: Workbook) -> None:
    """Make the hidden sheets hold values, as after any program calculated them."""
    for sheet in book.worksheets:
        if sheet["A1"].value in {"state", "score", "texts"}:
            for row in sheet.iter_rows(min_row=2, min_col=2):
                for cell in row:
                    cell.value = 2


def renamed(book: Workbook) -> None:
    for number, sheet in enumerate(book.worksheets):
        if sheet["A1"].value in {"state", "score", "texts"}:
            sheet.title = f"Sheet{number}"


@pytest.mark.parametrize("then", [lambda _book: None, renamed], ids=["as named", "renamed"])
@pytest.mark.parametrize("content", [FILLED, BLANK], ids=["filled", "blank"])
def test_a_section_that_was_deleted_is_missing_and_nothing_is_invented(
    content: bytes, then: Callable[[Workbook], None]
) -> None:
    gone: list[str] = []

    def act(book: Workbook) -> None:
        calculated(book)
        sheet = ours(book, "section")
        gone.append(sheet["A1"].value)
        book.remove(sheet)
        then(book)

    reading = back(typed_into(content, KEY, {}, act))
    assert [(problem.code, problem.where) for problem in reading.problems] == [(Code.SHEET_MISSING, gone[0])]
    assert changed(reading) == {}


@pytest.mark.parametrize("then", [lambda _book: None, renamed], ids=["as named", "renamed"])
@pytest.mark.parametrize("kind", ["section", "table"])
def test_a_sheet_whose_first_cell_was_cleared_is_found_by_its_rows(kind: str, then: Callable[[Workbook], None]) -> None:
    def act(book: Workbook) -> None:
        calculated(book)
        ours(book, kind)["A1"] = None
        then(book)

    reading = back(typed_into(FILLED, KEY, {}, act))
    assert reading.problems == ()
    assert changed(reading) == {}
