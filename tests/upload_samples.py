"""The smallest .xlsx there is, and what may be put into it."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.upload import read_upload
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
