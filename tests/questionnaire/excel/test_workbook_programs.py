"""A workbook that another program wrote says what it said, and what was typed there arrives."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tiny import tiny
from workbook_programs import HABITS, google, in_sheets, prefixed, put, rewritten, single_quotes, without_places, wps
from workbook_typing import ALL, KEY, answers_of, back, blank, changed, controls, export, filled, item_of

from instruments.problems import Code

Habit = Callable[[bytes], bytes]

ROW = next(name.split(".")[1] for name in controls(blank(), KEY) if name.startswith("Table.") and name.count(".") > 1)
HARD = "  <b>&amp;</b> ]]> \"two\" 'quotes'\n_x0041_ 👩🏽‍🏭 ধন্যবাদ مرحبا"
# What somebody typed into each kind of cell, as the markup of the cell, and the answer that it is.
TYPED: Mapping[str, tuple[Mapping[str, str], Any]] = {
    "Maturity": ({"": "<v>3</v>"}, 3),
    "Practice": ({"": " partly "}, "partly"),
    "Checklist": ({":visa": "x"}, ["visa"]),
    "Choices": ({":housing": "✓", ":food": "yes", ":transport": "no"}, ["housing", "food"]),
    "Choice": ({"": "An agency"}, "agency"),
    "Integer": ({"": "<v>1200</v>"}, 1200),
    "Number": ({"": "১২,৫"}, "12.5"),
    "Percent": ({"": "<v>25</v>"}, "25"),
    "Money": ({".amount": "<v>1250.5</v>", ".currency": "myr"}, {"amount": "1250.5", "currency": "MYR"}),
    "Split": (
        {".women": "<v>3</v>", ".men": "4", ".other": "<v>0</v>", ".not_available": "๐"},
        {"women": 3, "men": 4, "other": 0, "not_available": 0},
    ),
    "Text": ({"": HARD}, HARD.strip().replace("\n", " ")),
    "Date": ({"": "<v>46108</v>"}, "2026-03-27"),
    "Month": ({"": "March 2026"}, "2026-03"),
    "Country": ({"": "Malaysia (MY)"}, "MY"),
    "Language": ({"": "Thai (th)"}, "th"),
    "Table": (
        {f".{ROW}.origin": "Nepal", f".{ROW}.hires": "<v>7</v>"},
        [{"_row": ROW, "origin": "NP", "hires": 7}],
    ),
}
CELLS = {f"{item}{part}": markup for item, (parts, _) in TYPED.items() for part, markup in parts.items()}
WANTED = {item: document for item, (_, document) in TYPED.items()}


def typed_there(data: bytes) -> dict[str, Any]:
    reading = back(data)
    assert reading.problems == ()
    return {item: stated.document for item, stated in changed(reading).items()}


@pytest.mark.parametrize("habit", HABITS)
def test_a_workbook_in_the_markup_of_another_program_says_what_it_said(habit: Habit) -> None:
    written = habit(filled())
    assert written != filled()
    reading = back(written)
    assert reading.problems == ()
    assert changed(reading) == {}
    assert reading.answers == answers_of(ALL)


def test_what_was_typed_with_our_markup_is_what_is_looked_for_below() -> None:
    assert typed_there(put(blank(), CELLS)) == WANTED
    assert WANTED.keys() >= {str(item.id) for item in ALL.items.values()} - {"Note"}


@pytest.mark.parametrize("habit", HABITS)
def test_what_was_typed_in_another_program_arrives_and_nothing_else_changes(habit: Habit) -> None:
    assert typed_there(habit(put(blank(), CELLS))) == WANTED
    before = filled()
    mine = {"Number": "<v>12.5</v>", "Text.note": "another note"}
    reading = back(habit(put(before, mine)))
    assert reading.problems == ()
    assert changed(reading).keys() == {"Number", "Text"}
    assert changed(reading)["Number"].document == "12.5"
    assert changed(reading)["Text"].note == "another note"


@pytest.mark.parametrize("name", ["dates", "codes", "when-rows", "not-applicable", "choices"])
@pytest.mark.parametrize("program", [google, wps])
def test_both_programs_keep_every_kind_of_instrument(program: Habit, name: str) -> None:
    instrument = tiny(name)
    reading = back(program(export(instrument, answers_of(instrument, 3))), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}


@pytest.mark.parametrize("markup", ["<v>2.5E1</v>", "<v>25.000000000000004</v>", "<v>0.25E+2</v>", "<v> 25 </v>"])
def test_a_number_is_the_one_that_the_program_shows(markup: str) -> None:
    assert typed_there(put(blank(), {"Percent": markup})) == {"Percent": "25"}


# --- Dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<v>46108</v>",
        "<v>46108.75</v>",
        '<v t="d">46108</v>',
        "<v>46108.0000000001</v>",
        "27 March 2026",
        "2026-03-27",
        "2026-03-27T00:00:00",
        "46108",
    ],
)
def test_a_date_is_one_whatever_became_of_its_look(markup: str) -> None:
    cell = {item_of("Date"): markup}
    for habit in (lambda data: data, as_general, without_looks_of_days):
        assert typed_there(habit(put(blank(), cell))) == {item_of("Date"): "2026-03-27"}


def as_general(data: bytes) -> bytes:
    """Show every number as it is: the look of a date is gone."""
    return rewritten(
        data,
        lambda name, markup: (
            re.sub(r'numFmtId="[0-9]+"', 'numFmtId="0"', markup) if name == "xl/styles.xml" else markup
        ),
    )


def without_looks_of_days(data: bytes) -> bytes:
    """Give days a look that is none of a day."""
    return rewritten(
        data,
        lambda name, markup: (
            re.sub(r'formatCode="[^"]*yy[^"]*"', 'formatCode="#,##0.000"', markup)
            if name == "xl/styles.xml"
            else markup
        ),
    )


def test_a_date_written_as_one_in_words_of_the_format_is_read() -> None:
    cell = {item_of("Date"): "<v>2026-03-27</v>"}
    data = rewritten(put(blank(), cell), in_sheets(lambda markup: markup.replace("><v>2026-03", ' t="d"><v>2026-03')))
    assert typed_there(data) == {item_of("Date"): "2026-03-27"}


def test_days_of_a_file_that_counts_from_1904_are_read_as_that_program_shows_them() -> None:
    data = rewritten(
        put(blank(), {item_of("Date"): f"<v>{46108 - 1462}</v>"}),
        lambda name, markup: (
            markup.replace("<workbookPr ", '<workbookPr date1904="1" ') if "workbook.xml" in name else markup
        ),
    )
    assert typed_there(data) == {item_of("Date"): "2026-03-27"}


# --- What is no answer is none in their markup either ----------------------------------------------------------------


@pytest.mark.parametrize("habit", [lambda data: data, prefixed, single_quotes, without_places, google, wps])
@pytest.mark.parametrize(
    "formula", ["<f>5+7</f><v>12</v>", "<f>5+7</f>", '<f t="shared" si="0"/><v>12</v>', "<f/><v>12</v>"]
)
def test_a_formula_is_no_answer_whoever_wrote_it(habit: Habit, formula: str) -> None:
    reading = back(habit(put(blank(), {item_of("Number"): formula})))
    assert [problem.code for problem in reading.problems] == [Code.FORMULA_IN_CELL]
    assert changed(reading) == {}


@pytest.mark.parametrize("habit", [lambda data: data, prefixed, single_quotes, google, wps])
def test_a_merged_answer_is_reported_whoever_merged_it(habit: Habit) -> None:
    row, column = controls(filled(), KEY)[item_of("Country")].cell
    assert column == 3

    def merge(markup: str) -> str:
        region = f'<mergeCell ref="D{row}:D{row + 1}"/>'
        return re.sub(r"(<mergeCells[^>]*>)", rf"\1{region}", markup) if f'r="D{row + 1}"' in markup else markup

    reading = back(habit(rewritten(filled(), in_sheets(merge))))
    assert Code.MERGED_CELL in {problem.code for problem in reading.problems}
    assert changed(reading) == {}
