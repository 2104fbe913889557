"""What people and programs do to a questionnaire workbook costs no answer and invents none."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from response_cases import random_answers
from tiny import NAMES, edited, tiny
from workbook_by_hand import edited_documents
from workbook_typing import controls, sheet_of, typed_into

from instruments import catalogue
from instruments.model import Answers, Instrument, InstrumentRef, ItemId, Row
from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.workbook import write_workbook
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading, read_workbook
from questionnaire.wording import gettext, translator

KEY = b"k" * 40
MADE = datetime(2026, 3, 1)  # noqa: DTZ001
REAL = ["ethical-recruitment", "gender"]
ALL = tiny("all-kinds")


def export(instrument: Instrument, answers: Answers, notes: dict[ItemId, str] | None = None, *locales: str) -> bytes:
    return write_workbook(
        instrument,
        answers,
        key=KEY,
        notes=notes or {},
        response_id="R",
        languages=[(each, translator(each, instrument.ref.id, instrument.language)) for each in ("en", *locales)],
        locale="en",
        say=lambda text, **values: gettext(text, "en", **values),
        made=MADE,
    )


def back(data: bytes, instrument: Instrument = ALL) -> WorkbookReading:
    return read_workbook(data, KEY, lambda _ref, _digest: instrument)


def named(name: str) -> Instrument:
    return catalogue.load(InstrumentRef(name, "1.0.0")) if name in REAL else tiny(name)


def answers_of(instrument: Instrument, seed: int = 1) -> Answers:
    return edited_documents(instrument, random_answers(instrument, Random(seed)))


def changed(reading: WorkbookReading) -> dict[str, Stated]:
    return {str(item): here for item, here in reading.file.items() if here != reading.base.get(item, NOTHING)}


def item_of(kind: str) -> str:
    return str(next(item.id for item in ALL.items.values() if type(item.kind).__name__ == kind))


FILLED = export(ALL, answers_of(ALL), {ItemId(item_of("Text")): "A note"})
BLANK = export(ALL, {})


@pytest.mark.parametrize("name", [*REAL, *NAMES])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_nobody_touched_comes_back_as_it_went(name: str, seed: int) -> None:
    instrument = named(name)
    answers = answers_of(instrument, seed)
    reading = back(export(instrument, answers), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}
    assert reading.answers == answers


# --- What is typed -------------------------------------------------------------------------------------------------

NUMBERS: list[tuple[Any, str]] = [
    ("12,5", "12.5"),
    ("12.5 ", "12.5"),
    (" ১২.৫", "12.5"),
    ("๑๒.๕", "12.5"),
    ("၁၂.၅", "12.5"),
    ("١٢٫٥", "12.5"),
    (12.5, "12.5"),
    ("\u200e12.5\u200f", "12.5"),
    ("1 200", "1200"),
    (0, "0"),
    ("0", "0"),
    (0.1 + 0.2, "0.3"),
]


@pytest.mark.parametrize(("cell", "expected"), NUMBERS)
def test_a_number_is_read_however_it_was_typed(cell: Any, expected: str) -> None:
    def opened(document: Any) -> None:
        for item in document["sections"][0]["items"]:
            if item["id"] == "D":
                item.pop("min")
                item.pop("max")

    instrument = edited("numbers", opened)
    reading = back(typed_into(export(instrument, {}), KEY, {"D": cell}), instrument)
    assert changed(reading) == {"D": Stated(expected)}


def test_a_percentage_typed_with_its_sign_is_not_a_hundred_times_smaller() -> None:
    instrument = tiny("numbers")

    def as_percent(book: Workbook) -> None:
        control = controls(export(instrument, {}), KEY)["P"]
        sheet_of(book, control.sheet).cell(control.cell[0] + 1, control.cell[1] + 1).number_format = "0%"

    for cells, then in (({"P": 0.25}, as_percent), ({"P": "25%"}, lambda _: None), ({"P": 25}, lambda _: None)):
        reading = back(typed_into(export(instrument, {}), KEY, cells, then), instrument)
        assert changed(reading) == {"P": Stated("25")}


DATES: list[tuple[Any, str]] = [
    (date(2026, 3, 27), "2026-03-27"),
    (datetime(2026, 3, 27), "2026-03-27"),  # noqa: DTZ001
    ("2026-03-27", "2026-03-27"),
    ("27 March 2026", "2026-03-27"),
    ("27.3.2026", "2026-03-27"),
    ("27/03/2569 ", "2026-03-27"),
    ("২০২৬-০৩-২৭", "2026-03-27"),
]


@pytest.mark.parametrize(("cell", "expected"), DATES)
def test_a_date_is_read_however_it_was_typed(cell: Any, expected: str) -> None:
    item = item_of("Date")
    reading = back(typed_into(BLANK, KEY, {item: cell}))
    assert changed(reading) == {item: Stated(expected)}, reading.problems


MONTHS: list[tuple[Any, str]] = [
    ("2026-03", "2026-03"),
    ("03/2026", "2026-03"),
    ("March 2026", "2026-03"),
    (date(2026, 3, 1), "2026-03"),
    ("มีนาคม 2569", "2026-03"),
    ("2569-3", "2026-03"),
]


@pytest.mark.parametrize(("cell", "expected"), MONTHS)
def test_a_month_is_read_however_it_was_typed(cell: Any, expected: str) -> None:
    item = item_of("Month")
    data = export(ALL, {}, None, "th")
    book_language = {"language": "th"} if isinstance(cell, str) and "มี" in cell else {}

    def switch(book: Workbook) -> None:
        if book_language:
            sheet_of(book, "overview")["C5"].value = "ไทย"

    reading = back(typed_into(data, KEY, {item: cell}, switch))
    assert changed(reading) == {item: Stated(expected)}, reading.problems


@pytest.mark.parametrize("cell", ["MY", "Malaysia", "Malaysia (MY)", "MY – Malaysia", "มาเลเซีย", " malaysia "])
def test_a_country_is_read_by_code_or_name_in_any_language_of_the_workbook(cell: str) -> None:
    item = item_of("Country")
    reading = back(typed_into(export(ALL, {}, None, "th"), KEY, {item: cell}))
    assert changed(reading) == {item: Stated("MY")}, reading.problems


def test_the_language_can_be_switched_half_way() -> None:
    instrument = tiny("practice")
    item = str(next(iter(instrument.items)))

    def switch(book: Workbook) -> None:
        sheet_of(book, "overview")["C5"].value = "Français"

    reading = back(typed_into(export(instrument, {}, None, "fr"), KEY, {item: "Partly"}, switch), instrument)
    assert reading.language == "fr"
    assert changed(reading) == {item: Stated("partly")}


def test_ticks_are_read_in_every_way_people_tick() -> None:
    instrument = tiny("choices")
    (item,) = instrument.items.values()
    options = [str(option.id) for option in item.kind.options if not option.exclusive]  # type: ignore[union-attr]
    for mark in ("✓", "x", "X ", "yes", "Yes", 1, "1", True):
        reading = back(typed_into(export(instrument, {}), KEY, {f"{item.id}:{options[0]}": mark}), instrument)
        assert changed(reading) == {str(item.id): Stated([options[0]])}, mark
    reading = back(typed_into(export(instrument, {}), KEY, {f"{item.id}:{options[0]}": "perhaps"}), instrument)
    assert [problem.code for problem in reading.problems] == [Code.NOT_A_CHOICE]


def test_blank_zero_dont_know_and_not_applicable_stay_apart() -> None:
    instrument = tiny("not-applicable")
    item = next(item for item in instrument.items.values() if item.na_reasons)
    reason = item.na_reasons[0]
    why = {f"{item.id}.reason": "Because"} if reason.free else {}
    data = export(instrument, {})
    reading = back(typed_into(data, KEY, {f"{item.id}.state": f"Does not apply: {reason.text}"} | why), instrument)
    document = changed(reading)[str(item.id)].document
    assert document["state"] == "not_applicable"
    assert document["reason"] == reason.id
    reading = back(typed_into(data, KEY, {f"{item.id}.state": reason.text} | why), instrument)
    assert changed(reading)[str(item.id)].document == document
    if item.dont_know:
        reading = back(typed_into(data, KEY, {f"{item.id}.state": "i do not know "}), instrument)
        assert changed(reading)[str(item.id)].document == {"state": "dont_know"}
    assert changed(back(data, instrument)) == {}


def test_a_new_row_of_a_table_arrives() -> None:
    instrument = tiny("table")
    (item,) = instrument.items.values()
    answers = answers_of(instrument, 4)
    assert answers[item.id]
    data = export(instrument, answers)
    rows = {name.split(".")[1] for name in controls(data, KEY) if name.count(".") >= 2}
    given = {row.id for row in answers[item.id]}  # type: ignore[union-attr]
    fresh = min(rows - given)
    new = {
        name.replace(min(given), fresh): cell.value
        for name, cell in cells_of(data).items()
        if name.startswith(f"{item.id}.{min(given)}.")
    }
    reading = back(typed_into(data, KEY, new), instrument)
    assert reading.problems == ()
    rows = {row.id: row.cells for row in reading.answers[item.id]}  # type: ignore[union-attr]
    assert rows.keys() == given | {fresh}
    assert rows[fresh] == rows[min(given)]


def refilled(instrument: Instrument, before: Answers, after: Answers) -> tuple[bytes, Answers]:
    """Return a workbook that went out with `before` and into which somebody typed `after`; new rows get its own ids."""
    data, source = export(instrument, before), cells_of(export(instrument, after))
    known = controls(data, KEY)
    cells: dict[str, Any] = dict.fromkeys(known)
    expected: dict[ItemId, Any] = {}
    for item in instrument.items.values():
        answer = after.get(item.id)
        rows = [row for row in answer if isinstance(row, Row)] if isinstance(answer, tuple) else []
        lines = list(dict.fromkeys(name.split(".")[1] for name in known if name.startswith(f"{item.id}.")))
        lines = [line for line in lines if known_row(instrument, item.id, f"{item.id}.{line}", known)]
        moved = dict(zip((row.id for row in rows), lines, strict=False))
        for name, cell in source.items():
            if controls_item(name) == item.id:
                first, dot, rest = name.removeprefix(f"{item.id}.").partition(".")
                name = f"{item.id}.{moved[first]}.{rest}" if dot and first in moved else name  # noqa: PLW2901
                if name in known:
                    cells[name] = cell.value
        if answer is not None:
            filled = [row for row in rows if row.cells]
            expected[item.id] = tuple(Row(moved[row.id], row.cells) for row in filled) if rows else answer
    given = {item: answer for item, answer in expected.items() if answer != () or not after.get(item)}
    return typed_into(data, KEY, cells), given


def controls_item(name: str) -> str:
    return re.split(r"[.:]", name, maxsplit=1)[0]


def known_row(instrument: Instrument, item: ItemId, start: str, known: dict[str, Any]) -> bool:
    return any(name.startswith(f"{start}.") for name in known) and type(instrument.items[item].kind).__name__ == "Table"


@pytest.mark.parametrize("name", [*REAL, *NAMES])
def test_whatever_is_typed_into_a_workbook_arrives(name: str) -> None:
    instrument = named(name)
    content, expected = refilled(instrument, answers_of(instrument, 1), answers_of(instrument, 2))
    reading = back(content, instrument)
    assert reading.problems == ()
    assert reading.answers == expected


def cells_of(data: bytes) -> dict[str, Any]:
    book = load_workbook(io.BytesIO(data))
    return {
        name: sheet_of(book, control.sheet).cell(control.cell[0] + 1, control.cell[1] + 1)
        for name, control in controls(data, KEY).items()
    }


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
    assert {text for texts in reading.typed[ItemId(number)].values() for text in texts} == {"7", ":dont-know"}


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
