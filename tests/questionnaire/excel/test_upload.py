"""What people send is told by its content, opened, and read cell by cell; another type is named."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from upload_samples import NS, PARTS, TYPES, packed, refusal, sheet

from instruments.problems import Code
from questionnaire.excel.upload import LARGEST_FILE, Unread, read_upload


def test_the_smallest_workbook_is_read() -> None:
    upload = read_upload(packed())
    assert [(grid.name, grid.rows) for grid in upload.grids] == [("S", ((1,),))]


# --- Of another type, whatever its name --------------------------------------------------------------------------


MAIN = "openxmlformats-officedocument.spreadsheetml.sheet.main"
MACROS = packed({"[Content_Types].xml": TYPES.replace(MAIN, "ms-excel.sheet.macroEnabled.main")})
STRICT = packed(
    {"xl/workbook.xml": PARTS["xl/workbook.xml"].replace(NS, "http://purl.oclc.org/ooxml/spreadsheetml/main")}
)
TEMPLATE = packed(
    {"[Content_Types].xml": TYPES.replace(MAIN, "openxmlformats-officedocument.spreadsheetml.template.main")}
)
WORD = packed({"[Content_Types].xml": TYPES.replace(MAIN, "word"), "word/document.xml": "<d/>"})
OPEN_DOCUMENT = packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})


@pytest.mark.parametrize(
    ("data", "code", "param"),
    [
        (b"", Code.FILE_EMPTY, ()),
        (b" \r\n ", Code.FILE_EMPTY, ()),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Code.FILE_TYPE, ("found", "xls")),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Code.FILE_UNREADABLE,
            ("reason", "password"),
        ),
        (b"id,status\n1,open\n", Code.FILE_TYPE, ("found", "csv or text")),
        ("\ufeffid;ស្ថានភាព\n".encode(), Code.FILE_TYPE, ("found", "csv or text")),
        ("id;status\n1;open".encode("utf-16"), Code.FILE_TYPE, ("found", "csv or text")),
        (b"%PDF-1.7\n", Code.FILE_TYPE, ("found", "pdf")),
        (b"<html><table>", Code.FILE_TYPE, ("found", "xml or html")),
        (b"\x89PNG\r\n\x1a\n\0\0", Code.FILE_TYPE, ("found", "unknown")),
        (OPEN_DOCUMENT, Code.FILE_TYPE, ("found", "ods")),
        (MACROS, Code.FILE_TYPE, ("found", "xlsm")),
        (STRICT, Code.FILE_TYPE, ("found", "xlsx (Strict)")),
        (TEMPLATE, Code.FILE_TYPE, ("found", "xltx")),
        (WORD, Code.FILE_TYPE, ("found", "docx")),
        (b"PK\x05\x06" + b"\0" * 18, Code.FILE_TYPE, ("found", "zip")),
        (packed()[:-40], Code.FILE_UNREADABLE, ("reason", "damaged")),
        (packed()[:200], Code.FILE_UNREADABLE, ("reason", "damaged")),
        (b"PK\x03\x04 not a zip", Code.FILE_UNREADABLE, ("reason", "damaged")),
        (b"PK" + b"x" * LARGEST_FILE, Code.FILE_TOO_LARGE, ("limit", "10 MB")),
    ],
)
def test_a_file_of_another_kind_is_refused_and_named(data: bytes, code: Code, param: tuple[str, str]) -> None:
    problem = refusal(data)
    assert problem.code is code
    assert not param or param in problem.params


def test_a_damaged_part_is_refused() -> None:
    data = bytearray(packed())
    at = data.index(b"xl/worksheets/sheet1.xml") + 30
    data[at : at + 20] = b"\xff" * 20
    assert refusal(bytes(data)).code is Code.FILE_UNREADABLE


def test_markup_that_is_none_is_refused() -> None:
    assert refusal(packed({"xl/workbook.xml": "<workbook"})).code is Code.FILE_UNREADABLE


# --- What stands in cells --------------------------------------------------------------------------------------------


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_values_keep_their_types_and_empty_rows_their_numbers() -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["text", 1, 2.5, True, datetime(2026, 3, 1)])  # noqa: DTZ001
    tab["B4"] = "below"
    rows = read_upload(saved(book)).grids[0].rows
    assert rows == (("text", 1, 2.5, True, datetime(2026, 3, 1)), (), (), (None, "below"))  # noqa: DTZ001


def test_a_formula_without_a_value_is_not_taken_for_an_empty_cell() -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab["A1"], tab["B1"] = "=1+1", "#REF!"
    tab["B1"].data_type = "e"
    assert read_upload(saved(book)).grids[0].rows == ((Unread.FORMULA, Unread.FAULT),)


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell() -> None:
    empty = '<c r="A1" t="str"><f>""</f><v></v></c>'
    assert read_upload(sheet(f'<row r="1">{empty}<c r="B1"><v>1</v></c></row>')).grids[0].rows == ((None, 1),)


def test_a_calculated_formula_gives_its_value() -> None:
    data = sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')
    assert read_upload(data).grids[0].rows == ((2,),)


def test_what_lies_outside_the_frame_is_left_out() -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab["A1"], tab["D1"], tab["A9"] = "a", "d", "far"
    assert read_upload(saved(book), last_row=5, last_column=3).grids[0].rows == (("a",),)


def test_a_chart_sheet_or_a_hidden_sheet_does_no_harm() -> None:
    book = Workbook()
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.create_sheet("Hidden").sheet_state = "veryHidden"
    assert [grid.name for grid in read_upload(saved(book)).grids] == ["Sheet", "Hidden"]
