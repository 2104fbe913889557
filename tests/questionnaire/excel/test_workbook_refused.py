"""An answer that cannot be taken says which cell, which part of it, why, and what is accepted there."""

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from tiny import edited, tiny
from workbook_typing import KEY, answers_of, back, blank, changed, controls, export, item_of, sheet_of, typed_into

from instruments.model import Instrument, ItemId
from instruments.problems import Code
from questionnaire.excel.workbook_read import WorkbookReading
from questionnaire.wording import problem_text


def read(name: str | Instrument, cells: dict[str, Any]) -> WorkbookReading:
    instrument = tiny(name) if isinstance(name, str) else name
    return back(typed_into(export(instrument, {}), KEY, cells), instrument)


def said(reading: WorkbookReading) -> list[tuple[str, str]]:
    """Return the cell and the sentence of each problem."""
    return [(problem.where.rpartition("!")[2], problem_text(problem)) for problem in reading.problems]


def cell(data: bytes, control: str) -> str:
    row, column = controls(data, KEY)[control].cell
    return f"{get_column_letter(column + 1)}{row + 1}"


def without_dont_know(document: Any) -> None:
    for item in document["sections"][0]["items"]:
        item["dont_know"] = False


# --- What is accepted there ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [9, "9", 2.5, "2.5", "7 – much", True, "3 – It is planned.", "2 – 3"])
def test_what_is_no_level_is_told_the_five_by_their_text(level: Any) -> None:
    reading = read("maturity", {"M": level})
    assert changed(reading) == {}
    [(place, sentence)] = said(reading)
    assert place == "D4"
    assert "0 – Nothing is in place; 1 – It is planned; 2 – It is written and assigned; 3 –" in sentence


@pytest.mark.parametrize(
    ("level", "taken"), [("3 - it is in use", 3), ("1 – It is planned.", 1), ("4) yes", 4), ("٣", 3), (0, 0), ("2.", 2)]
)
def test_a_level_may_be_typed_with_its_text(level: Any, taken: int) -> None:
    assert changed(read("maturity", {"M": level}))["M"].document == taken


def test_what_is_no_option_is_told_the_options() -> None:
    (item,) = tiny("choice").items
    [(_, sentence)] = said(read("choice", {item: "Somehow"}))
    assert sentence.startswith("“Somehow” is not on the list. Choose one of these: ")
    assert all(option.text.rstrip(".") in sentence for option in tiny("choice").items[item].kind.options)  # type: ignore[union-attr]
    (item,) = tiny("practice").items
    assert "Yes; Partly; No" in said(read("practice", {item: "Perhaps"}))[0][1]


def test_what_is_no_reason_is_told_the_reasons() -> None:
    [(_, sentence)] = said(read("not-applicable", {"P.state": "Nobody asked"}))
    assert sentence.endswith("Choose one of these: I do not know; We do not arrange housing")


def test_what_is_no_mark_is_told_the_mark() -> None:
    [(place, sentence)] = said(read("choices", {"C:housing": "perhaps"}))
    assert place == "D5"
    assert "“perhaps” is not a mark. Put ✓ where it applies" in sentence


@pytest.mark.parametrize("words", ["I do not know", "don't know", "Don’t know", " do not  know ", "unknown"])
def test_dont_know_is_understood_where_it_is_offered_and_told_where_it_is_not(words: str) -> None:
    assert changed(read("numbers", {"N": words}))["N"].document == {"state": "dont_know"}
    reading = read(edited("numbers", without_dont_know), {"N": words})
    assert changed(reading) == {}
    assert said(reading) == [("D4", "“I do not know” is not offered here. Answer, or leave it empty until you can.")]


def test_dont_know_in_one_of_several_boxes_is_shown_its_column() -> None:
    [(place, sentence)] = said(read("split", {"W.women": "don't know"}))
    assert place == "D5"
    assert sentence.startswith("Women: Only a number fits here.")
    assert "the column “If you cannot answer”" in sentence
    [(_, sentence)] = said(read(edited("split", without_dont_know), {"W.women": "don't know"}))
    assert sentence == "Women: “I do not know” is not offered here. Answer, or leave it empty until you can."


# --- Which box, and why ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ({"women": -3}, [("D5", "Women: Enter 0 or more.")]),
        ({"women": 1.5}, [("D5", "Women: Enter a whole number, without decimals.")]),
        ({"men": "three"}, [("D6", "Men: Enter a number in figures, like 12 or 12.5.")]),
        ({"women": 3, "men": -1, "other": 0, "not_available": 0.5}, [
            ("D6", "Men: Enter 0 or more."),
            ("D8", "Not available: Enter a whole number, without decimals."),
        ]),
        ({"women": 3, "other": 0}, [
            ("D6", "Men: This box is empty. Enter 0 where you counted nobody."),
            ("D8", "Not available: This box is empty. Enter 0 where you counted nobody."),
        ]),
    ],
)  # fmt: skip
def test_each_box_of_a_count_says_what_is_wrong_with_it(boxes: dict[str, Any], expected: list[Any]) -> None:
    assert said(read("split", {f"W.{sex}": count for sex, count in boxes.items()})) == expected


def test_money_below_zero_is_no_cost_unless_the_instrument_says_so() -> None:
    assert said(read("money", {"M.amount": -5, "M.currency": "MYR"})) == [("D5", "Amount: Enter 0 or more.")]
    balance = edited("money", lambda document: document["sections"][0]["items"][0].update(min=-10))
    reading = read(balance, {"M.amount": -5, "M.currency": "MYR"})
    assert changed(reading)["M"].document == {"amount": "-5", "currency": "MYR"}


def test_a_missing_currency_is_named_at_its_own_cell() -> None:
    assert said(read("money", {"M.amount": 5})) == [("D6", "Currency: Choose the currency of this amount.")]


def test_an_answer_that_only_stands_alone_is_named_by_its_text_at_its_own_cell() -> None:
    reading = read("choices", {"C:housing": "x", "C:none": "x"})
    sentence = "“None of these” cannot stand beside other answers. Remove its mark, or remove the others."
    assert said(reading) == [("D8", sentence)]
    assert set(reading.typed[ItemId("C")].values()) == {("Housing",), ("None of these",)}
    (item,) = tiny("checklist").items.values()
    option = item.kind.options[0]  # type: ignore[union-attr]
    blank_one = export(tiny("checklist"), {})
    reading = read("checklist", {f"{item.id}:{option.id}": "x", f"{item.id}::none": "x"})
    assert said(reading) == [(cell(blank_one, f"{item.id}::none"), sentence)]


def test_no_beside_some_options_is_no_answer_about_the_others() -> None:
    [(place, sentence)] = said(read("choices", {"C:housing": "no"}))
    assert place == "D5"
    assert "Put ✓ where it applies, or “no” everywhere." in sentence


def test_a_reason_without_its_statement_is_told_where_to_say_it() -> None:
    reading = read("not-applicable", {"P.state": "", "Q.reason": "Because"})
    [(place, sentence)] = said(reading)
    assert place == cell(export(tiny("not-applicable"), {}), "Q.reason")
    assert "Choose so in “If you cannot answer”" in sentence


# --- Tables ----------------------------------------------------------------------------------------------------------


def with_more_columns(document: Any) -> None:
    columns = document["sections"][0]["items"][0]["columns"]
    next(column for column in columns if column["id"] == "hires")["max"] = 20
    options = [{"id": "o1", "text": "Because of costs"}, {"id": "o2", "text": "Another reason"}]
    columns.append({"id": "why", "kind": "choice", "text": "Why", "options": options})
    options = [{"id": "a1", "text": "Apples"}, {"id": "b2", "text": "Bananas"}]
    columns.append({"id": "which", "kind": "choices", "text": "Which", "options": options})


TABLE = edited("table", with_more_columns)
FIRST_ROW = next(name.split(".")[1] for name in controls(export(TABLE, {}), KEY) if name.endswith(".hires"))


def read_row(cells: dict[str, Any]) -> WorkbookReading:
    return read(TABLE, {f"T.{FIRST_ROW}.{name}": value for name, value in cells.items()})


def test_a_cell_of_a_table_is_named_by_its_column() -> None:
    assert said(read_row({"hires": 25})) == [("I4", "New hires: Enter 20 or less.")]
    assert said(read_row({"hires": "lots", "cost.amount": 5})) == [
        ("I4", "New hires: Enter a number in figures, like 12 or 12.5."),
        ("L4", "Cost per worker: Currency: Choose the currency of this amount."),
    ]
    assert said(read_row({"workers.women": -1, "workers.men": 2})) == [("D4", "Workers: Women: Enter 0 or more.")]


def test_a_row_that_stays_out_shows_the_texts_that_stand_in_it_and_no_codes() -> None:
    cells = {"hires": 5, "why": "Another reason", "which:b2": "x", "cost.state": "I do not know"}
    reading = read_row(cells | {"origin": "Atlantis"})
    words = {text for texts in reading.typed[ItemId("T")].values() for text in texts}
    assert words == {"5", "Another reason", "Bananas", "I do not know", "Atlantis"}


def test_what_is_refused_in_one_row_does_not_hide_what_is_wrong_in_another() -> None:
    table = tiny("table")
    answers = answers_of(table)
    rows = [row.id for row in answers[ItemId("T")]]  # type: ignore[union-attr]
    cells = {f"T.{rows[0]}.hires": "lots", f"T.{rows[1]}.workers.women": -1}
    reading = back(typed_into(export(table, answers), KEY, cells), table)
    assert [sentence for _, sentence in said(reading)] == [
        "New hires: Enter a number in figures, like 12 or 12.5.",
        "Workers: Women: Enter 0 or more.",
    ]


# --- Copies ----------------------------------------------------------------------------------------------------------


def test_a_copied_sheet_that_says_something_else_is_called_a_copy() -> None:
    number = item_of("Number")
    place = controls(blank(), KEY)[number]

    def copy_and_type(book: Workbook) -> None:
        copy = book.copy_worksheet(sheet_of(book, place.sheet))
        copy.title = "My copy"
        copy.cell(place.cell[0] + 1, place.cell[1] + 1).value = 7

    reading = back(typed_into(blank(), KEY, {number: 5}, copy_and_type))
    assert [problem.code for problem in reading.problems] == [Code.DUPLICATE_ROW]
    assert problem_text(reading.problems[0]).startswith(
        "The sheet “My copy” is a copy, and the two do not say the same."
    )


def test_a_copied_row_that_says_something_else_is_called_twice_there() -> None:
    number = item_of("Number")
    place = controls(blank(), KEY)[number]

    def copy_row(book: Workbook) -> None:
        sheet = sheet_of(book, place.sheet)
        sheet.cell(200, 1).value = sheet.cell(place.cell[0] + 1, 1).value
        sheet.cell(200, place.cell[1] + 1).value = 7

    reading = back(typed_into(blank(), KEY, {number: 5}, copy_row))
    assert [problem_text(problem) for problem in reading.problems] == [
        "This row stands here twice. Remove one of the two."
    ]
