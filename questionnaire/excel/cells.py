"""How does a text get into a cell, so that whatever a person typed stays text?

The only writer of cells. Texts go in as strings (never as formulas or links), characters that a spreadsheet cannot
hold are marked, and what is longer than a cell goes on, complete, on a sheet of its own. Formulas are ours alone: no
part of one was typed by a person.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

import xlsxwriter
from markupsafe import Markup
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from instruments.model import Message, Translate
from questionnaire.excel.settings import Setting
from questionnaire.wording.words import N_

Say = Callable[..., str]  # an interface text and the values of its {places} → the text in the reader's language
Style = Any  # XlsxWriter has no types

LONGEST = 32_767  # UTF-16 units in a cell: Excel's own limit
ROOM = LONGEST - 267  # what is shown of a longer text; the rest of the cell says where it goes on
PRINTED, PRINTED_ALONE = 110, 220  # characters in a header of two parts, in one part: Excel allows 255 in all
RAGGED = 1.08  # what wrapping at words costs
TALLEST = 409  # points: Excel's own limit
MARK = "\ufffd"
UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BREAK = re.compile("\r\n?")
ASTRAL = re.compile("[^\u0000-\uffff]")
UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")
LANGUAGE = re.compile(r'lang="([A-Za-z0-9-]+)"')

NOT_A_CERTIFICATE = N_("This is a self-assessment. It is not an IOM product, not a certification and not an audit.")

INK, MUTED, LINE, PAPER = "#1B2733", "#5B6770", "#C9D1D8", "#FFFFFF"
ACCENT, ACCENT_TINT = "#0B4F6C", "#E6F0F4"
EDIT_TINT, HEAD_TINT = "#FFFBE6", "#EEF1F3"
RED, RED_TINT, AMBER, AMBER_TINT, GREEN, GREEN_TINT = "#9B1C1C", "#FBE4E4", "#8A5A00", "#FFF1D6", "#1E6B3A", "#E3F3E8"


def clean(text: str) -> str:
    """Return the text as a cell can hold it: one kind of line break, and a mark for what no cell can hold."""
    if text.isprintable():  # most are, and there are tens of thousands of them in a workbook of twenty languages
        return text
    return UNHOLDABLE.sub(MARK, BREAK.sub("\n", text))


def plain(text: str) -> str:
    """Return a text without markup. One that stands in another language than asked says so: [en]."""
    if not isinstance(text, Markup):
        return text
    language = LANGUAGE.search(str(text))
    return f"{text.striptags()} [{language[1]}]" if language else text.striptags()


def unspoken(message: Message) -> str:
    """Return an instrument's text as it was written: the translation of who needs none."""
    return message.source


def spoken(text: str | Message, translate: Translate) -> str:
    """Return an instrument's text in the reader's language, and a person's own text as it is."""
    return plain(translate(text) if isinstance(text, Message) else text)


def units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) if text.isascii() else len(text) + len(ASTRAL.findall(text))


def shown(text: str, continued: str) -> str:
    """Return what a cell shows of a text: all of it, or its beginning and where it goes on."""
    cleaned = clean(text)
    if 2 * len(cleaned) <= LONGEST or units(cleaned) <= LONGEST:
        return cleaned
    return f"{next(_parts(cleaned))}… [{continued}]"


def sheet_name(text: str) -> str:
    """Return a text as the name of a sheet may be: 31 characters, some of them not allowed."""
    name = UNNAMEABLE.sub(" ", clean(text)).strip("' ")
    while units(name) > 31:
        name = name[:-1]
    return name.strip("' ") or "-"


def printed(text: str, most: int = PRINTED) -> str:
    """Return a text for a page's header or footer, where `&` begins a code, in `most` characters."""
    words = re.sub(r"\s+", " ", clean(text))[:most]
    while units(words.replace("&", "&&")) > most:
        words = words[:-1]
    return words.replace("&", "&&")


def quoted(text: str) -> str:
    """Return one of our own words as a constant of a formula."""
    return '"' + clean(text).replace('"', '""') + '"'


def address(row: int, column: int, *, absolute: bool = False) -> str:
    """Return `F7` for row 6, column 5 (both from 0)."""
    return str(xl_rowcol_to_cell(row, column, row_abs=absolute, col_abs=absolute))


def column_name(column: int) -> str:
    """Return `F` for column 5."""
    return str(xl_col_to_name(column))


def place(cell: str) -> tuple[int, int]:
    """Return row and column (from 0) of `F7`."""
    row, column = xl_cell_to_rowcol(cell)
    return int(row), int(column)


def _parts(text: str) -> Iterator[str]:
    start, length = 0, 0
    for index, character in enumerate(text):
        length += 1 + (character > "\uffff")
        if length > ROOM:
            yield text[start:index]
            start, length = index, 1 + (character > "\uffff")
    yield text[start:]


class _OldFunctions(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas use no function younger than Excel 2010.

    XlsxWriter looks for thirty newer ones in every formula, which takes longer than all the rest of a workbook that
    has thousands.
    """

    def _prepare_formula(self, formula: str, _expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        return formula.removeprefix("=")


class Book:
    """A workbook being written. `finish` gives its bytes."""

    def __init__(self, setting: Setting, say: Say, *, title: str, made: datetime) -> None:
        self.setting = setting
        self.gettext = _ = say
        self.continued = _("goes on in the sheet “{sheet}”", sheet=sheet_name(_("Long texts")))
        self._file = BytesIO()
        self._styles: dict[tuple[tuple[str, Any], ...], Style] = {}
        self._long: list[tuple[str, str, str]] = []
        self._book = xlsxwriter.Workbook(
            self._file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": setting.font, "font_size": 10, "font_color": INK},
            },
        )
        self._book.set_properties(
            {"title": re.sub(r"\s+", " ", clean(title))[:200], "created": made.replace(tzinfo=None)}
        )
        self._book.set_calc_mode("auto")

    def sheet(self, name: str, *, hidden: bool = False) -> "Sheet":
        """Add a sheet. A hidden one does not appear in the program's own list of hidden sheets either."""
        layout = self._book.add_worksheet(self._free_name(sheet_name(name)), worksheet_class=_OldFunctions)
        if hidden:
            layout.very_hidden()
        elif self.setting.right_to_left:
            layout.right_to_left()
        layout.hide_gridlines(2)
        return Sheet(self, layout)

    def _free_name(self, name: str) -> str:
        """Return a name that no sheet has yet: two words may be the same word in another language."""
        taken = {"history", *(sheet.get_name().lower() for sheet in self._book.worksheets())}
        numbered = (f"{name[:27]} {number}" for number in range(2, 100))
        return next(each for each in (name, *numbered) if each.lower() not in taken)

    def style(self, **properties: Any) -> Style:
        """Return a style; the same properties give the same one. Texts wrap and stand at the top of their cell.

        `align="start"` is the side where reading starts. A cell for a person's own text takes `reading_order=0`: it
        follows its letters, whatever the language of the sheet.
        """
        wanted = {
            "text_wrap": True,
            "valign": "top",
            "reading_order": 2 if self.setting.right_to_left else 0,
        } | properties
        if wanted.get("align") == "start":
            wanted["align"] = "right" if self.setting.right_to_left else "left"
        key = tuple(sorted(wanted.items()))
        if key not in self._styles:
            base = {"font_name": self.setting.font, "font_size": 10, "font_color": INK}
            self._styles[key] = self._book.add_format(base | wanted)
        return self._styles[key]

    def tint(self, **properties: Any) -> Style:
        """Return what a condition changes of a cell's look; all else stays as it is."""
        return self._book.add_format(properties)

    def chart(self, kind: dict[str, str]) -> Any:
        """Return a native chart; its words come from cells."""
        return self._book.add_chart(kind)

    def remember_long(self, sheet: str, cell: str, text: str) -> None:
        """Keep a text that is longer than its cell, for the sheet of long texts."""
        self._long.append((sheet, cell, text))

    def finish(self) -> bytes:
        """Close the workbook and return it."""
        if self._long:
            self._write_long_texts()
        self._book.close()
        return self._file.getvalue()

    def _write_long_texts(self) -> None:
        sheet = self.sheet(self.gettext("Long texts"))
        head, body = self.style(bold=True, bg_color=HEAD_TINT), self.style()
        sheet.widths([24, 110])
        sheet.row(0, [self.gettext("Cell"), self.gettext("Text")], head)
        row = 1
        for name, cell, text in self._long:
            for part in _parts(text):
                sheet.row(row, [f"{name}!{cell}", part], body)
                row += 1


class Sheet:
    """A sheet being written. Rows and columns count from 0."""

    def __init__(self, book: Book, layout: Any) -> None:
        self.book = book
        self.layout = layout  # freezing, printing, protecting: everything that is not a cell

    @property
    def name(self) -> str:
        """The name on the tab."""
        return str(self.layout.get_name())

    def text(self, row: int, column: int, text: str, style: Style) -> None:
        """Write a text."""
        cleaned = clean(text)
        fitting = shown(cleaned, self.book.continued)
        if fitting != cleaned:
            self.book.remember_long(self.name, address(row, column), cleaned)
        if fitting:
            self.layout.write_string(row, column, fitting, style)
        else:
            self.layout.write_blank(row, column, None, style)

    def number(self, row: int, column: int, number: float | Decimal | None, style: Style) -> None:
        """Write a number; nothing for None, which is not zero."""
        if number is None:
            self.layout.write_blank(row, column, None, style)
        else:
            self.layout.write_number(row, column, float(number), style)

    def day(self, row: int, column: int, day: date | None, style: Style) -> None:
        """Write a date; the style brings the number format."""
        if day is None:
            self.layout.write_blank(row, column, None, style)
        else:
            self.layout.write_datetime(row, column, datetime(day.year, day.month, day.day), style)  # noqa: DTZ001

    def formula(self, row: int, column: int, formula: str, style: Style, result: float | str) -> None:
        """Write a formula of our own, and what it amounts to now, for programs that do not calculate."""
        self.layout.write_formula(row, column, formula, style, clean(result) if isinstance(result, str) else result)

    def formula_across(self, row: int, columns: tuple[int, int], formula: str, style: Style, result: str) -> None:
        """Write a formula that gives a text across columns."""
        first, last = columns
        if first < last:
            self.layout.merge_range(row, first, row, last, "", style)
        self.formula(row, first, formula, style, result)

    def row(self, row: int, texts: Sequence[str], style: Style, *, start: int = 0) -> None:
        """Write texts side by side."""
        for offset, text in enumerate(texts):
            self.text(row, start + offset, text, style)

    def wide(
        self, row: int, columns: tuple[int, int], text: str, style: Style, *, width: float, size: float = 10
    ) -> None:
        """Write a text across columns that are `width` characters wide together, as high as it needs."""
        first, last = columns
        self.layout.merge_range(row, first, row, last, "", style)
        self.text(row, first, text, style)
        self.height(row, [(text, width)], size=size)

    def widths(self, widths: Sequence[float], *, start: int = 0) -> None:
        """Set the widths of columns, in characters."""
        for offset, width in enumerate(widths):
            self.layout.set_column(start + offset, start + offset, width, self.book.style())

    def height(self, row: int, texts: Sequence[tuple[str, float]], *, least: float = 15, size: float = 10) -> None:
        """Set a row's height from its texts and the widths they have: programs do not all find it themselves."""
        lines = max((line_count(text, width * 10 / size) for text, width in texts), default=1)
        self.layout.set_row(row, min(TALLEST, max(least, lines * size * self.book.setting.line + 4)))

    def paper(self, about: str, *, landscape: bool, repeat: int | None = None, tall: int = 0) -> None:
        """Set up A4 pages as wide as the sheet, at most `tall` of them (0: as many as it takes).

        `about` stands on top, what the product is not below, and the row `repeat` on each page.
        """
        self.layout.set_paper(9)
        if landscape:
            self.layout.set_landscape()
        self.layout.fit_to_pages(1, tall)
        self.layout.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.layout.set_header(f"&L&8{printed(about)}&R&8{printed(self.name)}", {"margin": 0.3})
        self.layout.set_footer(
            f"&L&8{printed(self.book.gettext(NOT_A_CERTIFICATE), PRINTED_ALONE)}&R&8&P / &N", {"margin": 0.3}
        )
        if repeat is not None:
            self.layout.repeat_rows(repeat)


def line_count(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a column of `width` characters."""
    return sum(_lines(sum(map(_em, line)), width) for line in text.split("\n"))


def _lines(length: float, width: float) -> int:
    return 1 if length <= width else math.ceil(length * RAGGED / max(width, 1))


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    """Estimate a width in Latin digits: letters are narrower, ideographs twice as wide, marks are nothing."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 2.0 if unicodedata.east_asian_width(character) in "WF" else 0.9
