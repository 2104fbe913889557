"""No cell becomes more than text by what a person typed, and nothing typed is lost."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from openpyxl import load_workbook
from plan_samples import MADE

from instruments.model import Message
from questionnaire.excel import cells
from questionnaire.excel.cells import Book, clean, line_count, plain, printed, sheet_name, shown, spoken, units
from questionnaire.excel.settings import setting
from questionnaire.wording import gettext

HOSTILE = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '"',
    "''",
    "'=1",
    "http://example.org",
    "mailto:a@example.org",
    "internal:Plan!A1",
    "external:c:\\x.xlsx",
    "12",
    "1e5",
    "TRUE",
    "#REF!",
    "{=1}",
    "مرحبا 12",
    "👩‍🏭 \U0001f469",
    "<b>&amp;</b>",
    "]]>",
)


def book(locale: str = "en") -> Book:
    return Book(setting(locale), gettext, title="Test", made=MADE)


def one_cell(text: str) -> bytes:
    of = book()
    of.sheet("A").text(0, 0, text, of.style())
    return of.finish()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_typed_text_is_a_string_cell_without_formula_or_link(text: str) -> None:
    data = one_cell(text)
    sheet = load_workbook(BytesIO(data))["A"]
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].value == clean(text)
    assert sheet["A1"].hyperlink is None
    with zipfile.ZipFile(BytesIO(data)) as parts:
        markup = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in markup
    assert b"hyperlink" not in markup


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
@example("_x0041_\n")
@example(" leading and trailing ")
def test_any_text_comes_back_as_it_was_cleaned(text: str) -> None:
    found = load_workbook(BytesIO(one_cell(text)))["A"]["A1"].value
    # The library drops `x005F_` on reading; our reader compares what was sealed instead (see test_plan).
    assert (found or "").replace("x005F_", "") == clean(text).replace("x005F_", "")


def test_characters_that_no_cell_can_hold_are_marked_not_dropped() -> None:
    assert clean("a\x00b\x0bc\x1bd\ud800e\uffffg\x85") == "a�b�c�d�e�g�"
    assert clean("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te"


@pytest.mark.parametrize("letter", ["x", "ก", "😀"])
def test_a_text_longer_than_a_cell_goes_on_complete_on_its_own_sheet(letter: str) -> None:
    text = f"{letter * 39_990} the end."
    found = load_workbook(BytesIO(one_cell(text)))
    begun = str(found["A"]["A1"].value)
    assert units(begun) <= cells.LONGEST
    assert begun.endswith("… [goes on in the sheet “Long texts”]")
    kept = [row[1].value for row in found["Long texts"].iter_rows(min_row=2)]
    assert "".join(map(str, kept)) == text
    assert found["Long texts"]["A2"].value == "A!A1"


def test_a_text_that_just_fits_is_left_alone() -> None:
    assert shown("x" * 32_767, "goes on") == "x" * 32_767
    assert shown("x" * 32_768, "goes on").endswith("x… [goes on]")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Plan", "Plan"),
        ("a/b\\c:d*e?f[g]h", "a b c d e f g h"),
        ("'quoted'", "quoted"),
        ("", "-"),
        ("x" * 40, "x" * 31),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_a_sheet_takes_a_name_that_the_program_allows(text: str, name: str) -> None:
    assert sheet_name(text) == name


def test_two_sheets_that_translate_to_one_word_are_kept_apart() -> None:
    of = book()
    assert [of.sheet(name).name for name in ("Plan", "plan", "History", "PLAN")] == [
        "Plan",
        "plan 2",
        "History 2",
        "PLAN 3",
    ]
    of.finish()


def test_a_company_name_cannot_steer_the_header_of_a_page() -> None:
    assert printed("Smith & Sons &P\n\x00") == "Smith && Sons &&P �"
    assert len(printed("&" * 40_000)) == 110


def test_an_untranslated_text_is_shown_without_markup_and_says_its_language() -> None:
    marked = Markup('<span class="q-untranslated" lang="en" dir="ltr">Fees &lt;all&gt;</span>')
    assert plain(marked) == "Fees <all> [en]"
    assert spoken(Message("x", "Fees"), lambda _: marked) == "Fees <all> [en]"
    assert spoken("<b> as typed", lambda _: marked) == "<b> as typed"


def test_only_cells_writes_cells() -> None:
    """A guard: no other module of the package calls the library's writers."""
    folder = Path(cells.__file__).parent
    writers = re.compile(r"(?<!numbers)\.(write(_\w+)?|merge_range|write_comment|set_cell)\(")
    others = [path for path in folder.glob("*.py") if path.name != "cells.py"]
    assert [path.name for path in others if writers.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("locale", ["ar", "ur", "fa", "he"])
def test_a_sheet_runs_in_the_direction_of_its_language(locale: str) -> None:
    of = book(locale)
    of.sheet("A")
    of.sheet("_hidden", hidden=True)
    found = load_workbook(BytesIO(of.finish()))
    assert found["A"].sheet_view.rightToLeft
    assert not found["_hidden"].sheet_view.rightToLeft
    assert found["_hidden"].sheet_state == "veryHidden"


@pytest.mark.parametrize(
    ("locale", "font", "day"),
    [
        ("en", "Arial", "[$-409]d mmm yyyy"),
        ("th", "Leelawadee UI", "[$-107041E]d mmm yyyy"),
        ("bn", "Nirmala UI", "[$-445]d mmm yyyy"),
        ("my", "Myanmar Text", "yyyy-mm-dd"),
        ("ar", "Arial", "[$-C01]d mmm yyyy"),
        ("vi", "Arial", "[$-42A]d mmm yyyy"),
        ("zh-Hant", "Microsoft JhengHei", "yyyy-mm-dd"),
    ],
)
def test_a_workbook_has_the_font_and_the_dates_of_its_language(locale: str, font: str, day: str) -> None:
    found = setting(locale)
    assert (found.font, found.day) == (font, day)


def test_an_accent_takes_no_room_and_an_ideograph_takes_two() -> None:
    assert line_count("", 10) == 1
    assert line_count("a" * 11, 10) == 1
    assert line_count("字" * 6, 10) == 2
    assert line_count("e\u0301" * 11, 10) == 1
    assert line_count("one\ntwo\nthree", 10) == 3
