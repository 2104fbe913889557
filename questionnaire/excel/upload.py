"""Can this file be opened at all, and what stands in its cells?

A file is looked at from outside before a spreadsheet library sees it: its type by content (never by name), the number
and the size of its parts, how much they swell, document types and entities, macros and links to other files. What is
left is read cell by cell within a frame; cells outside the frame are never visited. So both time and memory have a
limit, whatever is sent. A file that does not pass is a `Refusal` with a code.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from io import BytesIO
from itertools import repeat
from operator import is_not
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.datetime import from_excel

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.marks import formulas

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
LARGEST_SAID = f"{LARGEST_FILE // MEGABYTE} MB"
MOST_PARTS = 500
LARGEST_PART = 30_000_000
LARGEST_TOTAL = 60_000_000
STEEPEST = 400  # how many times a part of more than `SMALL_PART` may swell; real sheets swell 5 to 100 times
SMALL_PART = 1_000_000
MOST_TAGS = 1_500_000  # angle brackets in all parts, and equals signs; the library takes about 5 µs for each
MOST_LISTED = 60_000  # rules, merged regions, names, looks: about 25 µs and 1 kB each; we write 1,500
MOST_SHEETS = 120  # a section or a table of an instrument each, and a few of our own
FEW_SHEETS = 25  # from here on each must be a part of its own: any number of them can point to one part
LAST_ROW = 3_000
LAST_COLUMN = 120
LIKELY_SERIALS = range(20_000, 80_000)  # dates from 1954 to 2119, as Excel counts days

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET_PART = "xl/workbook.xml"
ACTIVE = re.compile(
    r"vbaproject|vbadata|externallinks?/|activex/|embeddings/|oleobject|macrosheets/|dialogsheets/|ctrlprops/"
    r"|connections\.xml|querytables?/|customui|webextensions?/|xl/model/",
    re.IGNORECASE,
)
SHEET_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEMPLATE_TYPE = b"spreadsheetml.template.main+xml"
STRICT = b"purl.oclc.org/ooxml/"  # another format of the same name, which the library reads as empty
MACRO_TYPE = b"macroEnabled"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
ENDLESS_TAG = re.compile(rb"<[^<>]{100000}")
OWN_PART = re.compile(r"xl/(work|chart)sheets/[^/]+\.xml$", re.IGNORECASE)
LISTED_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
LISTED = re.compile(rb"[<:](?:dataValidation|mergeCell|definedName|cfRule|font|fill|border)[\s/>]")
UNCALCULATED = re.compile(
    rb"(</(\w+:)?f>|<(\w+:)?f(\s[^<>]*)?/>)\s*(<(\w+:)?v\s*/>|<(\w+:)?v>\s*</(\w+:)?v>)?\s*</(\w+:)?c>"
)
PRINTED_PERCENT = re.compile(r'"[^"]*"|\\.')
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class Unread(Enum):
    """What stands in a cell whose value is not to be had."""

    FORMULA = "formula"  # never calculated: it has no value yet
    FAULT = "fault"  # #REF!, #DIV/0! and their kin


Cell = str | int | float | bool | datetime | date | time | timedelta | Unread | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, as far as the frame reaches; rows and columns count from 0.

    `percents` are the cells whose number is shown a hundred times as large: somebody typed `25%`. `part` is the sheet's
    part of the file.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    percents: frozenset[tuple[int, int]] = frozenset()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """What stands in a file. `day_of` reads a bare number as the date that it counts."""

    grids: tuple[Grid, ...]
    epoch: datetime

    def day_of(self, serial: float) -> date | None:
        """Return the date that a number counts, if it can be one."""
        if not LIKELY_SERIALS.start <= serial < LIKELY_SERIALS.stop:  # also of what is no number at all
            return None
        day = from_excel(int(serial), epoch=self.epoch)
        return day.date() if isinstance(day, datetime) else None


def read_upload(data: bytes, *, last_row: int = LAST_ROW, last_column: int = LAST_COLUMN) -> Upload:
    """Return what stands in an .xlsx file.

    Raise `Refusal` with FILE_EMPTY, FILE_TOO_LARGE, FILE_TYPE, FILE_HOSTILE or FILE_UNREADABLE.
    """
    inspect(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of what it leaves out when it saves, which we never do
            return _read(data, last_row, last_column)
    except Exception as fault:  # a damaged file makes the library raise anything at all
        raise _refusal(Code.FILE_UNREADABLE, reason="damaged") from fault


def inspect(data: bytes) -> None:
    """Refuse what is no .xlsx file, or one that would cost or do too much."""
    if not data.strip():
        raise _refusal(Code.FILE_EMPTY)
    if len(data) > LARGEST_FILE:
        raise _refusal(Code.FILE_TOO_LARGE, limit=LARGEST_SAID)
    if not data.startswith(b"PK"):
        raise _other_type(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            _inspect_parts(parts)
    # NotImplementedError is how zipfile refuses a compression or encryption that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as fault:
        raise _refusal(Code.FILE_UNREADABLE, reason="damaged") from fault


def _refusal(code: Code, where: str = "", **params: object) -> Refusal:
    return Refusal([Problem.of(code, where, **params)])


def _other_type(data: bytes) -> Refusal:
    """Say what a file is that is no zip."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return _refusal(Code.FILE_UNREADABLE, reason="password")
        return _type("xls")
    if data.startswith(b"%PDF"):
        return _type("pdf")
    head = data[:4096]
    if head.lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
        return _type("xml or html")
    return _type("csv or text" if b"\x00" not in head or head.startswith(UTF16) else "unknown")


def _type(found: str) -> Refusal:
    return _refusal(Code.FILE_TYPE, found=found, expected="xlsx")


def _inspect_parts(parts: zipfile.ZipFile) -> None:
    listed = parts.infolist()
    names = [part.filename for part in listed]
    if len(listed) > MOST_PARTS:
        raise _refusal(Code.FILE_HOSTILE, reason="too many parts")
    if len({name.lower() for name in names}) < len(names) or any(_leads_outside(name) for name in names):
        raise _refusal(Code.FILE_HOSTILE, reason="names of parts")
    _inspect_sizes(listed)
    _inspect_type(parts, names)
    for part in listed:
        if ACTIVE.search(part.filename):
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="active part")
    _inspect_markup(parts, listed)


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\x00" in name


def _inspect_sizes(listed: list[zipfile.ZipInfo]) -> None:
    """Judge the sizes that the directory states; reading stops at them, so a lie gains nothing."""
    for part in listed:
        if part.flag_bits & 0x1:
            raise _refusal(Code.FILE_UNREADABLE, reason="password")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="compression")
        steep = part.file_size > SMALL_PART and part.file_size > STEEPEST * max(part.compress_size, 1)
        if part.file_size > LARGEST_PART or steep:
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="swells")
    if sum(part.file_size for part in listed) > LARGEST_TOTAL:
        raise _refusal(Code.FILE_HOSTILE, reason="swells")


def _inspect_type(parts: zipfile.ZipFile, names: list[str]) -> None:
    if "mimetype" in names:
        kind = parts.read("mimetype")[:100].decode("ascii", "replace")
        raise _type("ods" if "opendocument" in kind else "unknown")
    if "[Content_Types].xml" not in names:
        raise _type("zip")
    types = parts.read("[Content_Types].xml")
    if SHEET_TYPE in types and SHEET_PART in names:
        if STRICT in parts.read(SHEET_PART)[:4096]:
            raise _type("xlsx (Strict)")
        return
    if MACRO_TYPE in types:
        raise _type("xlsm")
    if TEMPLATE_TYPE in types:
        raise _type("xltx")
    raise _type("xlsb" if "xl/workbook.bin" in names else "docx" if "word/document.xml" in names else "unknown")


def _inspect_markup(parts: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> None:
    tags = sheets = listed_tags = 0
    own_parts = sum(OWN_PART.match(part.filename) is not None for part in listed)
    for part in listed:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        markup = parts.read(part)
        # UTF-16 would hide what is looked for here. No spreadsheet program writes it.
        if b"\x00" in markup or markup.startswith(UTF16):
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="encoding")
        if DECLARES.search(markup):
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="document type")
        if ENDLESS_TAG.search(markup):
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="endless tag")
        tags += max(markup.count(b"<"), markup.count(b"="))
        sheets += len(LISTED_SHEET.findall(markup))
        if sheets > MOST_SHEETS or FEW_SHEETS < sheets > own_parts:
            raise _refusal(Code.FILE_HOSTILE, part.filename, reason="too many sheets")
        listed_tags += sum(1 for _ in LISTED.finditer(markup))
        if tags > MOST_TAGS or listed_tags > MOST_LISTED:
            raise _refusal(Code.FILE_TOO_LARGE, part.filename, reason="cells")


def _read(data: bytes, last_row: int, last_column: int) -> Upload:
    values = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        grids = []
        with zipfile.ZipFile(BytesIO(data)) as parts:
            for sheet in values.worksheets:
                percents: set[tuple[int, int]] = set()
                rows = _cells(_rows(sheet, last_row, last_column), _uncalculated(parts, _part_of(sheet)), percents)
                grids.append(Grid(sheet.title, tuple(_trimmed(rows)), frozenset(percents), _part_of(sheet)))
        return Upload(tuple(grids), values.epoch)
    finally:
        values.close()


def _uncalculated(parts: zipfile.ZipFile, part: str) -> frozenset[tuple[int, int]]:
    """Return the cells with a formula of a sheet that has some without a value; in others nobody needs to know."""
    markup = parts.read(part)
    return frozenset(formulas(markup)) if UNCALCULATED.search(markup) else frozenset()


def _rows(sheet: Any, last_row: int, last_column: int) -> Iterator[tuple[Any, ...]]:
    """Visit the cells within the frame only; what the sheet itself says of its size is not believed."""
    sheet.reset_dimensions()
    yield from sheet.iter_rows(min_row=1, max_row=last_row, min_col=1, max_col=last_column)


def _cells(
    rows: Iterator[tuple[Any, ...]], uncalculated: frozenset[tuple[int, int]], percents: set[tuple[int, int]]
) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows):
        if not any(map(is_not, row, repeat(EMPTY_CELL))):  # most rows of a sheet made to be slow
            yield ()
            continue
        width = next(index + 1 for index in range(len(row) - 1, -1, -1) if row[index] is not EMPTY_CELL)
        percents.update((number, index) for index in range(width) if _is_percent(row[index]))
        yield tuple(_cell(row[index], formula=(number, index) in uncalculated) for index in range(width))


def _part_of(sheet: Any) -> str:
    return str(sheet._worksheet_path)  # noqa: SLF001  the library keeps it to itself


def _is_percent(cell: Any) -> bool:
    """Whether a number is shown as a hundred times as much; a percent sign in quotes is only written behind it."""
    if type(cell.value) not in {int, float}:
        return False
    return "%" in PRINTED_PERCENT.sub("", cell.number_format)


def _cell(cell: Any, *, formula: bool) -> Cell:
    if cell.data_type == "e":
        return Unread.FAULT
    if cell.value is None:
        return Unread.FORMULA if formula and cell.data_type != "str" else None  # a result may be an empty text
    value: Cell = cell.value
    return value


def _trimmed(rows: Iterator[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Leave out what is empty at the right and at the bottom; empty rows between keep their numbers."""
    kept: list[tuple[Cell, ...]] = []
    length = 0
    for row in rows:
        width = next((index + 1 for index in range(len(row) - 1, -1, -1) if row[index] is not None), 0)
        kept.append(row[:width])
        length = len(kept) if width else length
    return kept[:length]
