"""What people send is opened within limits of time and memory, or refused with a code that says what to do.

Every hostile file is made here. Each test names what such a file did to a spreadsheet library on its own.
"""

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.upload import LARGEST_FILE, Unread, inspect, read_upload
from questionnaire.wording.nearer import nearer

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = f'{XML}<worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
TYPES = (
    f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = (
    f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)
PARTS = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": RELS.format(kind="officeDocument", target="xl/workbook.xml"),
    "xl/workbook.xml": (
        f'{XML}<workbook xmlns="{NS}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": RELS.format(kind="worksheet", target="worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": SHEET,
}


def packed(parts: Mapping[str, str | bytes] | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An .xlsx of the smallest kind, with parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in {**PARTS, **(parts or {})}.items():
            archive.writestr(name, content)
    return file.getvalue()


def sheet(rows: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    markup = f'{XML}<worksheet xmlns="{NS}"><sheetData>{rows}</sheetData></worksheet>'
    return packed({"xl/worksheets/sheet1.xml": markup}, method)


def loose(rows: str) -> bytes:
    """A sheet that is not compressed, so that nothing can be said against how it swells."""
    return sheet(rows, zipfile.ZIP_STORED)


def refusal(data: bytes) -> Problem:
    with pytest.raises(Refusal) as caught:
        read_upload(data)
    problem = caught.value.problems[0]
    if problem.code is Code.FILE_HOSTILE:
        assert nearer(problem.code, dict(problem.params)), "its reason has no sentence of its own"
    return problem


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


# --- Hostile ---------------------------------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
XXE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [LAUGHS, XXE, "<!DOCTYPE l>", "<!doctype l>"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels", "[Content_Types].xml"])
def test_a_document_type_is_refused_in_every_part(declaration: str, part: str) -> None:
    content = str(PARTS[part]).replace("?>\n", f"?>\n{declaration}")
    assert refusal(packed({part: content})).code is Code.FILE_HOSTILE


def test_a_document_type_cannot_hide_in_another_encoding() -> None:
    hidden = (LAUGHS + SHEET.replace(XML, "")).encode("utf-16")
    assert refusal(packed({"xl/worksheets/sheet1.xml": hidden})).code is Code.FILE_HOSTILE


@pytest.mark.parametrize(
    "name",
    [
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/externalLinks/externalLink1.xml",
        "xl/activeX/activeX1.bin",
        "xl/embeddings/oleObject1.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/connections.xml",
        "xl/queryTables/queryTable1.xml",
        "customUI/customUI14.xml",
        "../../etc/cron.d/x",
        "/etc/passwd",
        "xl\\..\\..\\x",
    ],
)
def test_active_parts_and_links_to_elsewhere_are_refused(name: str) -> None:
    assert refusal(packed({name: "<x/>"})).code is Code.FILE_HOSTILE


def test_the_printer_settings_that_excel_adds_are_no_active_part() -> None:
    inspect(packed({"xl/printerSettings/printerSettings1.bin": b"\0\1"}))


def test_two_parts_of_one_name_are_refused() -> None:
    assert refusal(packed({"XL/workbook.xml": "<x/>"})).code is Code.FILE_HOSTILE


def test_many_parts_are_refused() -> None:
    assert refusal(packed({f"xl/media/{n}.xml": "" for n in range(600)})).code is Code.FILE_HOSTILE


def test_another_compression_is_refused() -> None:
    file = io.BytesIO(packed())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/more.xml", "<x/>")
    assert refusal(file.getvalue()).code is Code.FILE_HOSTILE


BLANKS = " " * 25_000_000
BOMBS = {
    # 1 MB that becomes 1 GB: 2.1 GB of memory and 25 s in the library alone
    "swelling part": lambda: sheet(BLANKS),
    "several of them": lambda: packed({f"xl/worksheets/more{n}.xml": BLANKS for n in range(5)}),
    "swelling type list": lambda: packed({"[Content_Types].xml": TYPES + BLANKS}),
    # a million cells in a few kilobytes: minutes in the library
    "a million rows": lambda: sheet("<row/>" * 1_048_576),
    "a million cells in a row": lambda: sheet(f'<row r="1">{"<c/>" * 1_600_000}</row>'),
    "a million rows with far cells": lambda: sheet(
        "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 600_000))
    ),
}
CROWDED = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 90_000))
FEW = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 25))
FAR = '<row r="3000"><c r="DP3000"><v>1</v></c></row>'


def crowd(listed: str, rows: str) -> bytes:
    """Sheets that are all the same part."""
    return packed(
        {
            "xl/workbook.xml": PARTS["xl/workbook.xml"].replace("</sheets>", f"{listed}</sheets>"),
            "xl/worksheets/sheet1.xml": SHEET.replace("</sheetData>", f"{rows}</sheetData>"),
        },
        zipfile.ZIP_STORED,
    )


def test_many_sheets_are_let_in_when_each_is_a_part_whatever_its_name() -> None:
    numbers = range(2, 40)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    led = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/Blatt{n}.xml"/>' for n in numbers
    )
    rels = PARTS["xl/_rels/workbook.xml.rels"]
    parts = {
        "xl/workbook.xml": PARTS["xl/workbook.xml"].replace("</sheets>", f"{listed}</sheets>"),
        "xl/_rels/workbook.xml.rels": rels.replace("</Relationships>", f"{led}</Relationships>"),
    }
    assert len(read_upload(packed(parts | {f"xl/worksheets/Blatt{n}.xml": SHEET for n in numbers})).grids) == 39


NESTED = "<a>" * 700_000 + "</a>" * 700_000
HEAVY = {
    "a crowd of sheets": lambda: crowd(CROWDED, FAR),
    "many times one far sheet": lambda: crowd(FEW, FAR),
    "many times one full sheet": lambda: crowd(FEW, "<row><c/></row>" * 2_990),
    "deep nesting": lambda: loose(NESTED),
    "deep nesting elsewhere": lambda: packed({"xl/styles.xml": NESTED}, zipfile.ZIP_STORED),
    "empty rows, then more than are read": lambda: loose("<row/>" * 5_000 + "<row><c/></row>" * 300_000),
    "cells beyond the frame": lambda: loose(f"<row>{'<c/>' * 14_000}</row>" * 100),
    "long texts": lambda: loose(f'<row><c t="inlineStr"><is><t>{"x" * 900_000}</t></is></c></row>' * 10),
    "formulas without results": lambda: loose("<row>" + "<c><f/></c>" * 450_000 + "</row>"),
    "many attributes": lambda: loose("<row " + " ".join(f"a{n}=''" for n in range(700_000)) + "/>"),
}
TINY = {
    # 1.4 KB: 1,048,576 rows in the library, and the end of the process in another one
    "one far cell": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "two corners": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "a far column": '<row r="1"><c r="XFD1"><v>1</v></c></row>',
    "backwards": '<row r="9"><c r="A9"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
    "rows without numbers": "<row><c><v>1</v></c></row>" * 4,
}
MEASURE = """
import re, sys, time
from pathlib import Path
from instruments.problems import Refusal
from questionnaire.excel.upload import read_upload
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
data = sys.stdin.buffer.read()
before, started = peak(), time.perf_counter()
try:
    read_upload(data)
    code = "read"
except Refusal as refusal:
    code = refusal.problems[0].code
print(code, time.perf_counter() - started, peak() - before)
"""


def measured(data: bytes) -> tuple[str, float, int]:
    """Read in a process of its own; return the outcome, the seconds, and the kilobytes of memory it added."""
    done = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True, timeout=120)
    code, seconds, kilobytes = done.stdout.decode().split()
    return code, float(seconds), int(kilobytes)


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_swells_costs_little_and_is_refused(name: str) -> None:
    code, seconds, kilobytes = measured(BOMBS[name]())
    assert code in {Code.FILE_HOSTILE, Code.FILE_TOO_LARGE}
    assert seconds < 5
    assert kilobytes < 150_000


@pytest.mark.parametrize("name", HEAVY)
def test_a_file_that_is_made_to_be_slow_takes_limited_time_and_memory(name: str) -> None:
    _, seconds, kilobytes = measured(HEAVY[name]())
    assert seconds < 15
    assert kilobytes < 500_000


@pytest.mark.parametrize("name", TINY)
def test_far_away_cells_are_never_visited(name: str) -> None:
    started = time.perf_counter()
    upload = read_upload(sheet(TINY[name]))
    assert time.perf_counter() - started < 5
    assert len(upload.grids[0].rows) <= 9


def test_the_largest_sheet_that_is_let_in_takes_limited_time_and_memory() -> None:
    """Just under every limit: 350,000 cells."""
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(118))
    code, seconds, kilobytes = measured(sheet(f"<row>{cells}</row>" * 2_900))
    assert code == "read"
    assert seconds < 30
    assert kilobytes < 300_000


def outcome(data: bytes) -> str:
    try:
        read_upload(data)
    except Refusal as refused:
        return refused.problems[0].code
    return "file-read"


@given(st.binary(max_size=2000) | st.builds(lambda cut: packed()[:cut], st.integers(0, 3000)))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome(data).startswith("file-")


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=200, deadline=None)
def test_a_flipped_byte_is_read_or_refused(at: int, value: int) -> None:
    data = bytearray(packed())
    data[at % len(data)] = value
    assert outcome(bytes(data)).startswith("file-")


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
