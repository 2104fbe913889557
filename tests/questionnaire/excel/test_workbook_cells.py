"""One cell that cannot be taken holds back itself, not its table nor the note beside it."""

from typing import Any

import pytest
from tiny import edited, tiny
from workbook_by_hand import edited_documents
from workbook_cases import write
from workbook_typing import controls, typed_into

from instruments.model import Instrument, ItemId
from instruments.problems import Code, Problem
from questionnaire.excel.cells import address
from questionnaire.excel.workbook_read import Stated, WorkbookReading, read_workbook

KEY = b"key"  # that of `write`
TABLE = tiny("table")
NUMBERS = tiny("numbers")
NEPAL = {"_row": "r1", "origin": "NP", "hires": 3, "cost": {"amount": "5", "currency": "MYR"}}
WENT_OUT = {"T": [NEPAL, {"_row": "r2", "origin": "BD"}]}


def back(instrument: Instrument, documents: dict[str, Any], cells: dict[str, Any]) -> tuple[WorkbookReading, bytes]:
    data = write(instrument, edited_documents(instrument, documents))
    content = typed_into(data, KEY, {name.replace("NEW", new_row(data)): cell for name, cell in cells.items()})
    return read_workbook(content, KEY, lambda _ref, _digest: instrument), data


def new_row(data: bytes) -> str:
    rows = [name.split(".")[1] for name in controls(data, KEY) if name.count(".") >= 2]
    return next((row for row in rows if row not in {"r1", "r2"}), "")


def rows(reading: WorkbookReading) -> dict[str, dict[str, Any]]:
    document = reading.file[ItemId("T")].document or []
    return {each["_row"]: {key: cell for key, cell in each.items() if key != "_row"} for each in document}


def refused(reading: WorkbookReading, item: str) -> list[tuple[Code, str]]:
    problems = reading.refused.get(ItemId(item), ())
    assert all(problem.where.startswith(("T From which countries", "A section!")) for problem in problems)
    return [(problem.code, problem.where.rpartition("!")[2]) for problem in problems]


def place(data: bytes, name: str) -> str:
    return address(*controls(data, KEY)[name].cell)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"T.r1.hires": "a few"}, Code.NOT_A_NUMBER),
        ({"T.r1.hires": -1}, Code.TOO_SMALL),
        ({"T.r1.hires": "=1+2"}, Code.FORMULA_IN_CELL),
        ({"T.r1.cost.amount": "much"}, Code.NOT_A_NUMBER),
        ({"T.r1.origin": "Atlantis"}, Code.NOT_A_COUNTRY),
        ({"T.r1.workers.women": 3}, Code.EMPTY_PART),
    ],
)
def test_a_wrong_cell_is_named_and_everything_else_comes_in(cells: dict[str, Any], code: Code) -> None:
    more = {"T.r2.hires": 7, "T.NEW.origin": "NP", "T.NEW.hires": 1, "T.note": "By plane"}
    reading, data = back(TABLE, WENT_OUT, cells | more)
    wrong = refused(reading, "T")
    row = {name: place(data, name) for name in controls(data, KEY) if name.startswith("T.r1.")}
    assert {found for found, _ in wrong} == {code}
    assert {where for _, where in wrong} <= {
        where for name, where in row.items() if name.startswith(next(iter(cells))[:8])
    }
    assert list(reading.problems) == list(reading.refused[ItemId("T")])
    assert rows(reading) == {
        "r1": {key: cell for key, cell in NEPAL.items() if key != "_row"},
        "r2": {"origin": "BD", "hires": 7},
        new_row(data): {"origin": "NP", "hires": 1},
    }
    assert reading.file[ItemId("T")].note == "By plane"


def test_what_stands_in_the_wrong_cells_is_kept_and_only_that() -> None:
    reading, _ = back(TABLE, WENT_OUT, {"T.r1.hires": "a few", "T.r2.hires": 7})
    assert reading.typed[ItemId("T")] == {"T.r1.hires": ("a few",)}


def test_a_new_row_comes_in_without_a_cell_that_it_can_do_without() -> None:
    reading, data = back(TABLE, WENT_OUT, {"T.NEW.origin": "NP", "T.NEW.hires": "a few"})
    assert rows(reading)[new_row(data)] == {"origin": "NP"}
    assert [code for code, _ in refused(reading, "T")] == [Code.NOT_A_NUMBER]


def test_a_new_row_stays_out_without_a_required_cell_and_only_that_row() -> None:
    reading, data = back(TABLE, WENT_OUT, {"T.NEW.origin": "Atlantis", "T.NEW.hires": 4, "T.r2.hires": 7})
    where = place(data, f"T.{new_row(data)}.origin")
    assert refused(reading, "T") == [(Code.NOT_A_COUNTRY, where), (Code.ROW_LEFT_OUT, where)]
    assert set(rows(reading)) == {"r1", "r2"}
    assert rows(reading)["r2"]["hires"] == 7
    assert {text for texts in reading.typed[ItemId("T")].values() for text in texts} == {"Atlantis", "4"}


def test_a_table_that_would_have_too_few_rows_stays_as_it_was() -> None:
    instrument = edited("table", lambda document: document["sections"][0]["items"][0].update(min_rows=2))
    cells = {"T.NEW.origin": "Atlantis"}
    reading, _ = back(instrument, {}, cells | {"T.note": "Soon"})
    assert [code for code, _ in refused(reading, "T")][:2] == [Code.NOT_A_COUNTRY, Code.ROW_LEFT_OUT]
    assert reading.file[ItemId("T")] == Stated(None, "Soon")
    one = {**WENT_OUT, "T": WENT_OUT["T"][:2]}
    reading, _ = back(instrument, one, {"T.r1.hires": "x", "T.r2.origin": None})
    assert Code.TOO_FEW_ROWS in {code for code, _ in refused(reading, "T")}
    assert reading.file[ItemId("T")].document == reading.base[ItemId("T")].document


def test_too_many_rows_are_refused_as_before() -> None:
    instrument = edited("table", lambda document: document["sections"][0]["items"][0].update(max_rows=2))
    data = write(TABLE, edited_documents(TABLE, WENT_OUT))
    content = typed_into(data, KEY, {f"T.{new_row(data)}.origin": "NP"})
    reading = read_workbook(content, KEY, lambda _ref, _digest: instrument)
    assert [code for code, _ in refused(reading, "T")] == [Code.TOO_MANY_ROWS]
    assert set(rows(reading)) == {"r1", "r2"}


def test_nothing_to_list_beside_rows_is_one_answer_too_many() -> None:
    instrument = tiny("when-in-row")
    data = write(instrument, {})
    row = new_row(data)
    content = typed_into(data, KEY, {"T::none": "✓", f"T.{row}.payer": "The worker", f"T.{row}.held": "x"})
    reading = read_workbook(content, KEY, lambda _ref, _digest: instrument)
    assert Code.TWO_ANSWERS in {problem.code for problem in reading.refused[ItemId("T")]}
    assert reading.file[ItemId("T")].document is None


def test_a_note_comes_in_beside_a_value_that_cannot_be_taken() -> None:
    reading, _ = back(NUMBERS, {"N": 5}, {"N": "about ten", "N.note": "We moved in May"})
    assert reading.file[ItemId("N")] == Stated(5, "We moved in May")
    assert [code for code, _ in refused(reading, "N")] == [Code.NOT_A_NUMBER]


def test_a_value_comes_in_beside_a_note_that_cannot_be_taken() -> None:
    reading, _ = back(NUMBERS, {"N": 5}, {"N": 6, "N.note": '=HYPERLINK("x")'})
    assert reading.file[ItemId("N")] == Stated(6, "")
    assert [code for code, _ in refused(reading, "N")] == [Code.FORMULA_IN_CELL]


def test_every_problem_names_its_sheet_and_cell() -> None:
    reading, _ = back(TABLE, WENT_OUT, {"T.r1.hires": "x", "T.r2.origin": "y", "T.NEW.cost.amount": "z"})
    assert len(reading.problems) == 3
    assert all(isinstance(problem, Problem) and "!" in problem.where for problem in reading.problems)
