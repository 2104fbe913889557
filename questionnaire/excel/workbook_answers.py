"""What stands in the answer cells when a workbook leaves?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from forms import numbers
from forms.collect import fill
from forms.dates import YEARS
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE
from instruments.codec import plain
from instruments.model import Answer, Answers, Instrument, Item, ItemId, Row, Table
from questionnaire.excel.cells import Sheet, Style, shown
from questionnaire.excel.typed import EXACT
from questionnaire.excel.workbook_layout import MARKED, Entry, Layout, Slot
from questionnaire.excel.workbook_texts import Texts

YES = "yes"  # the raw value of a mark
FIGURES = frozenset({Entry.WHOLE, Entry.NUMBER, Entry.PERCENT})


def raw_values(
    instrument: Instrument, layout: Layout, answers: Answers, notes: Mapping[ItemId, str]
) -> dict[Slot, str]:
    """Return what each answer cell says, as a plain text: an id, a number without marks, an ISO date; else empty."""
    controls: dict[str, Sequence[str]] = {}
    for item, note in notes.items():
        controls[f"{item}.note"] = (note,)
    for item, answer in answers.items():
        if item in instrument.items:
            controls |= dict(_controls(instrument.items[item], str(item), answer))
    return {slot: _raw(slot, controls) for slot in layout.slots()}


def _controls(item: Item, name: str, answer: Answer) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what stands in the controls, statements always in `.state`."""
    if isinstance(item.kind, Table) and isinstance(answer, tuple) and answer:
        columns = {column.id: column for column in item.kind.columns}
        for row in answer:
            if isinstance(row, Row):
                for key, cell in row.cells.items():
                    yield from _controls(columns[key], f"{name}.{row.id}.{key}", cell)
        return
    for control, texts in fill(item, answer, name=name).items():
        stated = [text for text in texts if text == DONT_KNOW or text.startswith(NOT_APPLICABLE)]
        yield (f"{name}.state", stated) if stated else (control, texts)


def _raw(slot: Slot, controls: Mapping[str, Sequence[str]]) -> str:
    given = controls.get(slot.control, ())
    if slot.entry is Entry.MARK:
        return YES if slot.option in given else ""
    if slot.entry is Entry.LIST and not given and slot.line:  # a table's list holds its statements too
        given = controls.get(f"{slot.control}.state", ())
    text = next(iter(given), "")
    if slot.entry is Entry.CODE and not text and slot.list.endswith("?"):
        text = next(iter(controls.get(f"{slot.control}.state", ())), "")
    if slot.entry in FIGURES and text:
        number, _ = numbers.read(text, "", whole=slot.entry is Entry.WHOLE)
        return text if number is None else plain(number)
    return text


def write_raw(sheet: Sheet, slot: Slot, raw: str, texts: Texts, style: Style) -> str | None:
    """Write a raw value into its cell. Return what the cell shows where it cannot show all of it."""
    listed = texts.lists.get(slot.list)
    number = _number(slot, raw)
    day = _day(slot, raw)
    if number is not None:
        sheet.number(slot.row, slot.column, number, style)
    elif day is not None:
        sheet.day(slot.row, slot.column, day, style)
    else:
        text = MARKED if slot.entry is Entry.MARK and raw else listed.now(raw) if listed and raw else raw
        sheet.text(slot.row, slot.column, text, style)
        if shown(text, sheet.book.continued) != text:
            return shown(text, sheet.book.continued)
    return None


def _number(slot: Slot, raw: str) -> Decimal | None:
    """Return a number that a spreadsheet keeps exactly; a longer one is written as text."""
    if not raw or slot.entry not in FIGURES | {Entry.LEVEL}:
        return None
    try:
        exact = Decimal(raw)
    except ArithmeticError:
        return None
    return exact if Decimal(format(float(exact), f".{EXACT}g")) == exact else None


def _day(slot: Slot, raw: str) -> date | None:
    if slot.entry is not Entry.DAY or not raw:
        return None
    day = date.fromisoformat(raw)
    return day if day.year in YEARS else None


__all__ = ["FIGURES", "NONE", "YES", "raw_values", "write_raw"]
