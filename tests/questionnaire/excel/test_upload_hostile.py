"""What is sent to do harm is refused, or costs limited time and memory.

Every hostile file is made here. Each test names what such a file did to a spreadsheet library on its own.
"""

import io
import subprocess
import sys
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upload_samples import OFFICE, PARTS, SHEET, TYPES, XML, loose, packed, refusal, sheet

from instruments.problems import Code, Refusal
from questionnaire.excel.upload import inspect, read_upload

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


@pytest.mark.parametrize("tag", ["dataValidation", "mergeCell", "definedName", "x:mergeCell", "cfRule", "font"])
def test_too_many_rules_merged_cells_names_or_looks_are_refused_before_the_library_sees_them(tag: str) -> None:
    def holding(count: int) -> bytes:
        return packed({"xl/other.xml": f"<a>{f'<{tag}/>' * count}</a>"}, zipfile.ZIP_STORED)

    inspect(holding(60_000))
    problem = refusal(holding(60_001))
    assert (problem.code, dict(problem.params)) == (Code.FILE_TOO_LARGE, {"reason": "cells"})
