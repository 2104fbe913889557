"""What is read from a questionnaire workbook is what was typed, and nothing else."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from response_cases import random_answers
from strategies import answered
from tiny import NAMES, tiny
from workbook_by_hand import by_hand, edited_documents
from workbook_typing import typed_into

from instruments.model import Answers, Instrument, InstrumentRef, ItemId
from instruments.problems import Code, Refusal
from questionnaire.excel.workbook_read import Stated, WorkbookReading, read_workbook

KEY = b"k" * 40


def back(data: bytes, instrument: Instrument) -> WorkbookReading:
    return read_workbook(data, KEY, lambda _ref, _digest: instrument)


def answers_of(instrument: Instrument, seed: int = 1) -> Answers:
    return edited_documents(instrument, random_answers(instrument, Random(seed)))


def changed(reading: WorkbookReading) -> dict[ItemId, Stated]:
    return {item: here for item, here in reading.file.items() if here != reading.base.get(item, Stated())}


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_touched_comes_back_as_it_went(name: str) -> None:
    instrument = tiny(name)
    answers = answers_of(instrument)
    reading = back(by_hand(instrument, answers, KEY), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}
    assert reading.answers == answers


@settings(max_examples=60, deadline=None)
@given(answered())
def test_any_answers_come_back_from_any_instrument(drawn: tuple[Instrument, Answers]) -> None:
    instrument, answers = drawn
    reading = back(by_hand(instrument, answers, KEY), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_typed_into_an_empty_workbook_arrives(data: st.DataObject) -> None:
    """The cells of a filled workbook, under the seal of an empty one."""
    instrument, answers = data.draw(answered())
    notes = {item: "A note" for item in instrument.items if data.draw(st.booleans())}
    filled = by_hand(instrument, answers, KEY, notes=notes)
    reading = back(_resealed(filled, by_hand(instrument, {}, KEY)), instrument)
    expected = {item: answer for item, answer in answers.items() if not _has_rows(answer)}
    assert {item: answer for item, answer in reading.answers.items() if item in expected} == expected
    assert reading.notes == notes


def _has_rows(answer: object) -> bool:
    return isinstance(answer, tuple) and any(not isinstance(entry, str) for entry in answer)


def _resealed(filled: bytes, empty: bytes) -> bytes:
    from io import BytesIO

    from openpyxl import load_workbook

    book, other = load_workbook(BytesIO(filled)), load_workbook(BytesIO(empty))
    del book["_seal"]
    seal = book.create_sheet("_seal")
    for row in other["_seal"].iter_rows():
        for cell in row:
            seal.cell(cell.row, cell.column, cell.value)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    from io import BytesIO

    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_broken_seal_is_said() -> None:
    instrument = tiny("all-kinds")
    with pytest.raises(Refusal) as refusal:
        read_workbook(by_hand(instrument, {}, KEY), b"another key", lambda _ref, _digest: instrument)
    assert refusal.value.problems[0].code is Code.WRONG_WORKBOOK


def test_the_instrument_is_asked_for_by_ref_and_digest() -> None:
    instrument = tiny("all-kinds")
    asked: list[tuple[InstrumentRef, str]] = []

    def instrument_of(ref: InstrumentRef, digest: str) -> Instrument:
        asked.append((ref, digest))
        return instrument

    read_workbook(by_hand(instrument, {}, KEY), KEY, instrument_of)
    assert asked == [(instrument.ref, instrument.digest)]


def test_the_cells_of_another_party_beside_the_suppliers_are_not_the_suppliers() -> None:
    """Their controls have the same names and stand in the same rows."""
    instrument = tiny("numbers")
    theirs = {"control": "N", "item": "N", "sheet": "section:S", "cell": "K2", "key": "N", "party": "verifier"}
    data = by_hand(instrument, {ItemId("N"): 6}, KEY, others=[theirs])

    def verify(book: Workbook) -> None:
        book["A section"]["K2"] = "seen on site"

    reading = back(typed_into(data, KEY, {}, verify), instrument)
    assert reading.problems == ()
    assert changed(reading) == {}
