"""A sheet goes to a translator who has Excel only, and what they wrote comes back row by row."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from catalogue_samples import DAY, rules
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from instruments.problems import Code, Refusal
from questionnaire.excel.cells import Book
from questionnaire.excel.seal import write_seal
from questionnaire.excel.settings import setting
from questionnaire.excel.translation import FIRST, HEADINGS, KEY, PURPOSE, read_translation, write_translation
from questionnaire.excel.upload import read_upload
from questionnaire.wording import gettext
from questionnaire.wording.bringing import bring_in
from questionnaire.wording.strings import Catalogue, Entry, Progress

Edit = Callable[[bytes, Callable[[Workbook], object]], bytes]
Resave = Callable[[bytes, str], bytes]

MADE = datetime(2026, 11, 24, tzinfo=UTC)
ENTRIES = (
    Entry("a.text", "Fees for {n}", notes=("The question",)),
    Entry("b.text", "Costs", forms=("costais",)),
    Entry("c.text", " =1+1 stays\na text ", forms=(" =1+1 fanann\nina théacs ",)),
    Entry("", "{count} fee", "{count} fees", ("", "", "", "", ""), places=("page.py",)),
    Entry("d.text", "Wages", forms=("pá",), outdated=True, previous=("Pay",)),
)
CATALOGUE = Catalogue("tiny", "ga", ENTRIES)
WRITTEN = write_translation(CATALOGUE, made=MADE)
COLUMN = {key: number for number, key in enumerate(HEADINGS, start=1)}
TOP = FIRST + 1  # the row of the first text, as programs count


def put(*cells: tuple[int, str, object]) -> Callable[[Workbook], object]:
    """Type values into columns of the texts at these positions, counted from 0."""

    def edit(book: Workbook) -> None:
        for position, key, value in cells:
            tab(book).cell(TOP + position, COLUMN[key]).value = value  # type: ignore[assignment]

    return edit


def tab(book: Workbook) -> Worksheet:
    return book["Translation"]


def brought(data: bytes, *, reviewed_by: str = "") -> tuple[dict[str, Entry], list[tuple[Code, str]]]:
    returned = read_translation(data)
    found = bring_in(CATALOGUE, returned.given, rules(["LATIN"]), day=DAY, reviewed_by=reviewed_by)
    problems = [(problem.code, problem.where) for problem in (*returned.problems, *found.problems)]
    return {entry.name: entry for entry in found.changed}, problems


def test_a_sheet_that_nobody_touched_changes_nothing():
    assert brought(WRITTEN) == ({}, [])
    returned = read_translation(WRITTEN)
    assert (returned.locale, returned.domain) == ("ga", "tiny")


def test_the_sheet_shows_source_note_translation_and_state():
    book = load_workbook(BytesIO(WRITTEN))
    first = {key: tab(book).cell(TOP, column).value for key, column in COLUMN.items()}
    assert (first["name"], first["note"], first["source"], first["state"]) == (
        "a.text",
        "The question",
        "Fees for {n}",
        "missing",
    )
    assert tab(book).cell(TOP + 2, COLUMN["translation"]).value == " =1+1 fanann\nina théacs "
    assert tab(book).cell(TOP + 2, COLUMN["translation"]).data_type == "s"


def test_each_plural_form_has_a_row_that_says_which_counts_take_it():
    (grid, *_others) = read_upload(WRITTEN).grids
    counts = [grid.rows[FIRST + 3 + form][COLUMN["count"] - 1] for form in range(5)]
    assert counts == ["1", "2", "3, 4, 5, 6", "7, 8, 9, 10", "0, 11, 12, 13 …"]
    sources = [grid.rows[FIRST + 3 + form][COLUMN["source"] - 1] for form in range(5)]
    assert sources == ["{count} fee", *["{count} fees"] * 4]


def test_what_was_typed_comes_in_and_stays_text(edit: Edit):
    data = edit(WRITTEN, put((0, "translation", "táillí {n}\r\n"), (1, "translation", 12)))
    found, problems = brought(data)
    assert found["a.text"].forms == ("táillí {n}",)
    assert found["b.text"].forms == ("12",)
    assert problems == [(Code.NUMBERS_DIFFER, f"Translation!F{TOP + 1}")]


def test_spaces_at_the_ends_are_those_of_the_source(edit: Edit):
    found, problems = brought(edit(WRITTEN, put((2, "translation", "=1+1 go fóill\nina théacs"))))
    assert problems == [(Code.FORMULA_IN_CELL, f"Translation!F{TOP + 2}")], "a program made a formula of it"
    found, problems = brought(edit(WRITTEN, put((2, "translation", "1+1 fós\nina théacs  "))))
    assert problems == []
    assert found["c.text"].forms == (" 1+1 fós\nina théacs ",)


def test_plural_forms_come_together_and_a_half_is_refused(edit: Edit):
    whole = put(*((3 + form, "translation", f"{'abcde'[form]} {{count}}") for form in range(5)))
    found, problems = brought(edit(WRITTEN, whole))
    assert problems == []
    assert found["{count} fee"].forms == ("a {count}", "b {count}", "c {count}", "d {count}", "e {count}")
    found, problems = brought(edit(WRITTEN, put((3, "translation", "a {count}"))))
    assert [code for code, _where in problems] == [Code.PLURAL_FORMS]
    assert found == {}


def test_yes_under_reviewed_is_a_review_by_who_is_named(edit: Edit):
    found, problems = brought(edit(WRITTEN, put((1, "reviewed", "Yes"), (8, "reviewed", "yes"))), reviewed_by="Áine")
    assert problems == []
    assert {name: (entry.progress, entry.remarks) for name, entry in found.items()} == {
        "b.text": (Progress.REVIEWED, ("reviewed: Áine, 2026-11-24",)),
        "d.text": (Progress.REVIEWED, ("reviewed: Áine, 2026-11-24",)),
    }


def test_a_review_of_a_plural_counts_only_if_every_form_is_there(edit: Edit):
    one = Entry("", "{count} fee", "{count} fees", tuple(f"{form} {{count}}" for form in "abcde"))
    sheet = write_translation(Catalogue("tiny", "ga", (one,)), made=MADE)
    whole = edit(sheet, put(*((form, "reviewed", "yes") for form in range(5))))
    assert [each.marked for each in read_translation(whole).given] == [True]
    for cut in (edit(whole, lambda book: tab(book).delete_rows(TOP)), edit(whole, put((3, "reviewed", "")))):
        assert [each.marked for each in read_translation(cut).given] == [False]


SOUND = {"purpose": PURPOSE, "locale": "ga", "domain": "tiny", "texts": [["", "a", "", ["b"]]], "rows": [[0, 0]]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts": None},
        {"rows": {}},
        {"locale": 7},
        {"domain": None},
        {"texts": [["", "a", ""]]},
        {"texts": [["", "a", "", []]]},
        {"texts": [["", "a", "", ["b", 1]]]},
        {"texts": ["four"]},
        {"rows": [[1, 0]]},
        {"rows": [[0, 1]]},
        {"rows": [[-1, 0]]},
        {"rows": [[0]]},
        {"rows": [["0", 0]]},
    ],
)
def test_a_seal_with_other_content_is_refused(wrong: dict[str, object]):
    def sealed(document: dict[str, object]) -> bytes:
        book = Book(setting("ga"), gettext, title="ga/tiny", made=MADE)
        book.sheet("Translation").row(0, list(HEADINGS.values()), book.style())
        write_seal(book, document, KEY)
        return book.finish()

    assert read_translation(sealed(SOUND)).domain == "tiny"
    with pytest.raises(Refusal) as refused:
        read_translation(sealed(SOUND | wrong))
    assert refused.value.problems[0].code is Code.WRONG_WORKBOOK


def test_a_faulty_row_is_refused_with_its_cell_and_the_others_come_in(edit: Edit):
    data = edit(WRITTEN, put((0, "translation", "táillí"), (1, "translation", "costas")))
    found, problems = brought(data)
    assert list(found) == ["b.text"]
    assert problems == [(Code.PLACEHOLDERS_DIFFER, f"Translation!F{TOP}")]


def test_a_source_that_changed_and_a_translation_that_changed_meanwhile_are_noticed(edit: Edit):
    data = edit(WRITTEN, put((0, "translation", "táillí {n}"), (1, "translation", "costas")))
    returned = read_translation(data)
    now = Catalogue(
        "tiny", "ga", (Entry("a.text", "Charges for {n}"), Entry("b.text", "Costs", forms=("costas eile",)))
    )
    found = bring_in(now, returned.given, rules(["LATIN"]), day=DAY)
    assert found.changed == ()
    codes = {problem.where: problem.code for problem in found.problems}
    assert codes[f"Translation!F{TOP}"] is Code.SOURCE_CHANGED
    assert codes[f"Translation!F{TOP + 1}"] is Code.TRANSLATION_STALE


def test_rows_and_columns_may_move_and_rows_may_go(edit: Edit):
    def clumsy(book: Workbook) -> None:
        put((1, "translation", "costas"))(book)
        tab(book).delete_rows(TOP)
        tab(book).insert_cols(1)
        tab(book).insert_rows(1, 2)
        tab(book).title = "Sheet 1"

    found, problems = brought(edit(WRITTEN, clumsy))
    assert problems == []
    assert {name: entry.forms for name, entry in found.items()} == {"b.text": ("costas",)}


def test_a_row_that_nobody_knows_is_said(edit: Edit):
    _found, problems = brought(edit(WRITTEN, put((1, "id", "999"))))
    assert problems == [(Code.UNKNOWN_ROW, f"Translation!F{TOP + 1}")]


def test_a_file_that_is_none_of_these_sheets_is_refused(edit: Edit):
    def without_headings(book: Workbook) -> None:
        tab(book).delete_rows(FIRST)

    for data in (edit(WRITTEN, without_headings), edit(WRITTEN, lambda book: book.remove(book["_seal"]))):
        with pytest.raises(Refusal) as refused:
            read_translation(data)
        assert refused.value.problems[0].code is Code.WRONG_WORKBOOK


@pytest.mark.office
def test_a_sheet_that_another_program_saved_says_the_same(edit: Edit, resaved: Resave):
    data = resaved(edit(WRITTEN, put((0, "translation", "táillí {n}"), (1, "reviewed", "yes"))), "xlsx")
    found, problems = brought(data, reviewed_by="Áine")
    assert problems == []
    assert {name: entry.forms for name, entry in found.items()} == {
        "a.text": ("táillí {n}",),
        "b.text": ("costais",),
    }
