"""Whatever people type into a questionnaire workbook that can be read in one way only arrives, and nothing else."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from strategies import answers
from tiny import NAMES, edited, tiny
from workbook_by_hand import edited_documents
from workbook_typing import (
    ALL,
    KEY,
    REAL,
    answers_of,
    back,
    blank,
    cells_of,
    changed,
    controls,
    export,
    filled,
    item_of,
    named,
    sheet_of,
    typed_into,
)

from instruments.codec import to_json
from instruments.model import Answers, Instrument, ItemId, Row
from instruments.problems import Code
from questionnaire.excel.workbook_read import Stated

FILLED, BLANK = filled(), blank()


NUMBERS: list[tuple[Any, str]] = [
    ("12,5", "12.5"),
    ("12.5 ", "12.5"),
    (" ১২.৫", "12.5"),
    ("๑๒.๕", "12.5"),
    ("၁၂.၅", "12.5"),
    ("١٢٫٥", "12.5"),
    (12.5, "12.5"),
    ("\u200e12.5\u200f", "12.5"),
    ("1 200", "1200"),
    (0, "0"),
    ("0", "0"),
    (0.1 + 0.2, "0.3"),
]


@pytest.mark.parametrize(("cell", "expected"), NUMBERS)
def test_a_number_is_read_however_it_was_typed(cell: Any, expected: str) -> None:
    def opened(document: Any) -> None:
        for item in document["sections"][0]["items"]:
            if item["id"] == "D":
                item.pop("min")
                item.pop("max")

    instrument = edited("numbers", opened)
    reading = back(typed_into(export(instrument, {}), KEY, {"D": cell}), instrument)
    assert changed(reading) == {"D": Stated(expected)}


def test_a_percentage_typed_with_its_sign_is_not_a_hundred_times_smaller() -> None:
    instrument = tiny("numbers")

    def as_percent(book: Workbook) -> None:
        control = controls(export(instrument, {}), KEY)["P"]
        sheet_of(book, control.sheet).cell(control.cell[0] + 1, control.cell[1] + 1).number_format = "0%"

    for cells, then in (({"P": 0.25}, as_percent), ({"P": "25%"}, lambda _: None), ({"P": 25}, lambda _: None)):
        reading = back(typed_into(export(instrument, {}), KEY, cells, then), instrument)
        assert changed(reading) == {"P": Stated("25")}


DATES: list[tuple[Any, str]] = [
    (date(2026, 3, 27), "2026-03-27"),
    (datetime(2026, 3, 27), "2026-03-27"),  # noqa: DTZ001
    ("2026-03-27", "2026-03-27"),
    ("27 March 2026", "2026-03-27"),
    ("27.3.2026", "2026-03-27"),
    ("27/03/2569 ", "2026-03-27"),
    ("২০২৬-০৩-২৭", "2026-03-27"),
]


@pytest.mark.parametrize(("cell", "expected"), DATES)
def test_a_date_is_read_however_it_was_typed(cell: Any, expected: str) -> None:
    item = item_of("Date")
    reading = back(typed_into(BLANK, KEY, {item: cell}))
    assert changed(reading) == {item: Stated(expected)}, reading.problems


MONTHS: list[tuple[Any, str]] = [
    ("2026-03", "2026-03"),
    ("03/2026", "2026-03"),
    ("March 2026", "2026-03"),
    (date(2026, 3, 1), "2026-03"),
    ("มีนาคม 2569", "2026-03"),
    ("2569-3", "2026-03"),
]


@pytest.mark.parametrize(("cell", "expected"), MONTHS)
def test_a_month_is_read_however_it_was_typed(cell: Any, expected: str) -> None:
    item = item_of("Month")
    data = export(ALL, {}, None, "th")
    book_language = {"language": "th"} if isinstance(cell, str) and "มี" in cell else {}

    def switch(book: Workbook) -> None:
        if book_language:
            sheet_of(book, "overview")["C5"].value = "ไทย"

    reading = back(typed_into(data, KEY, {item: cell}, switch))
    assert changed(reading) == {item: Stated(expected)}, reading.problems


@pytest.mark.parametrize("cell", ["MY", "Malaysia", "Malaysia (MY)", "MY – Malaysia", "มาเลเซีย", " malaysia "])
def test_a_country_is_read_by_code_or_name_in_any_language_of_the_workbook(cell: str) -> None:
    item = item_of("Country")
    reading = back(typed_into(export(ALL, {}, None, "th"), KEY, {item: cell}))
    assert changed(reading) == {item: Stated("MY")}, reading.problems


def test_the_language_can_be_switched_half_way() -> None:
    instrument = tiny("practice")
    item = str(next(iter(instrument.items)))

    def switch(book: Workbook) -> None:
        sheet_of(book, "overview")["C5"].value = "Français"

    reading = back(typed_into(export(instrument, {}, None, "fr"), KEY, {item: "Partly"}, switch), instrument)
    assert reading.language == "fr"
    assert changed(reading) == {item: Stated("partly")}


def test_ticks_are_read_in_every_way_people_tick() -> None:
    instrument = tiny("choices")
    (item,) = instrument.items.values()
    options = [str(option.id) for option in item.kind.options if not option.exclusive]  # type: ignore[union-attr]
    for mark in ("✓", "x", "X ", "yes", "Yes", 1, "1", True):
        reading = back(typed_into(export(instrument, {}), KEY, {f"{item.id}:{options[0]}": mark}), instrument)
        assert changed(reading) == {str(item.id): Stated([options[0]])}, mark
    reading = back(typed_into(export(instrument, {}), KEY, {f"{item.id}:{options[0]}": "perhaps"}), instrument)
    assert [problem.code for problem in reading.problems] == [Code.NOT_A_CHOICE]


def test_blank_zero_dont_know_and_not_applicable_stay_apart() -> None:
    instrument = tiny("not-applicable")
    item = next(item for item in instrument.items.values() if item.na_reasons)
    reason = item.na_reasons[0]
    why = {f"{item.id}.reason": "Because"} if reason.free else {}
    data = export(instrument, {})
    reading = back(typed_into(data, KEY, {f"{item.id}.state": f"Does not apply: {reason.text}"} | why), instrument)
    document = changed(reading)[str(item.id)].document
    assert document["state"] == "not_applicable"
    assert document["reason"] == reason.id
    reading = back(typed_into(data, KEY, {f"{item.id}.state": reason.text} | why), instrument)
    assert changed(reading)[str(item.id)].document == document
    if item.dont_know:
        reading = back(typed_into(data, KEY, {f"{item.id}.state": "i do not know "}), instrument)
        assert changed(reading)[str(item.id)].document == {"state": "dont_know"}
    assert changed(back(data, instrument)) == {}


def test_a_new_row_of_a_table_arrives() -> None:
    instrument = tiny("table")
    (item,) = instrument.items.values()
    answers = answers_of(instrument, 4)
    assert answers[item.id]
    data = export(instrument, answers)
    rows = {name.split(".")[1] for name in controls(data, KEY) if name.count(".") >= 2}
    given = {row.id for row in answers[item.id]}  # type: ignore[union-attr]
    fresh = min(rows - given)
    new = {
        name.replace(min(given), fresh): cell.value
        for name, cell in cells_of(data).items()
        if name.startswith(f"{item.id}.{min(given)}.")
    }
    reading = back(typed_into(data, KEY, new), instrument)
    assert reading.problems == ()
    rows = {row.id: row.cells for row in reading.answers[item.id]}  # type: ignore[union-attr]
    assert rows.keys() == given | {fresh}
    assert rows[fresh] == rows[min(given)]


def refilled(instrument: Instrument, before: Answers, after: Answers) -> tuple[bytes, Answers]:
    """Return a workbook that went out with `before` and into which somebody typed `after`; new rows get its own ids."""
    data, source = export(instrument, before), cells_of(export(instrument, after))
    known = controls(data, KEY)
    cells: dict[str, Any] = dict.fromkeys(known)
    expected: dict[ItemId, Any] = {}
    for item in instrument.items.values():
        answer = after.get(item.id)
        rows = [row for row in answer if isinstance(row, Row)] if isinstance(answer, tuple) else []
        lines = list(dict.fromkeys(name.split(".")[1] for name in known if name.startswith(f"{item.id}.")))
        lines = [line for line in lines if known_row(instrument, item.id, f"{item.id}.{line}", known)]
        moved = dict(zip((row.id for row in rows), lines, strict=False))
        for name, cell in source.items():
            if controls_item(name) == item.id:
                first, dot, rest = name.removeprefix(f"{item.id}.").partition(".")
                name = f"{item.id}.{moved[first]}.{rest}" if dot and first in moved else name  # noqa: PLW2901
                if name in known:
                    cells[name] = cell.value
        if answer is not None:
            filled = [row for row in rows if row.cells]
            expected[item.id] = tuple(Row(moved[row.id], row.cells) for row in filled) if rows else answer
    given = {item: answer for item, answer in expected.items() if answer != () or not after.get(item)}
    return typed_into(data, KEY, cells), given


def controls_item(name: str) -> str:
    return re.split(r"[.:]", name, maxsplit=1)[0]


def known_row(instrument: Instrument, item: ItemId, start: str, known: dict[str, Any]) -> bool:
    return any(name.startswith(f"{start}.") for name in known) and type(instrument.items[item].kind).__name__ == "Table"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_typed_over_whatever_went_out_arrives(data: st.DataObject) -> None:
    instrument = tiny(data.draw(st.sampled_from(NAMES)))
    before, after = (sound(instrument, data.draw(answers(instrument))) for _ in range(2))
    content, expected = refilled(instrument, before, after)
    reading = back(content, instrument)
    assert reading.problems == ()
    assert reading.answers == expected


def sound(instrument: Instrument, drawn: Answers) -> Answers:
    """Return those of drawn answers that can be typed: within limits, and *none* only where no option says it."""
    documents = {
        item: to_json(instrument.items[item], answer)
        for item, answer in drawn.items()
        if answer or not any(option.exclusive for option in getattr(instrument.items[item].kind, "options", ()))
    }
    return edited_documents(instrument, documents)


@pytest.mark.parametrize("name", [*REAL, *NAMES])
def test_whatever_is_typed_into_a_workbook_arrives(name: str) -> None:
    instrument = named(name)
    content, expected = refilled(instrument, answers_of(instrument, 1), answers_of(instrument, 2))
    reading = back(content, instrument)
    assert reading.problems == ()
    assert reading.answers == expected
