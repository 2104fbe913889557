"""A questionnaire workbook that goes out, what somebody types into its answers, and what is read of it."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook
from response_cases import random_answers
from tiny import tiny
from workbook_by_hand import edited_documents

from instruments import catalogue
from instruments.model import Answers, Instrument, InstrumentRef, ItemId
from questionnaire.excel.seal import read_seal
from questionnaire.excel.upload import read_upload
from questionnaire.excel.workbook import write_workbook
from questionnaire.excel.workbook_find import Control
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading, read_workbook
from questionnaire.wording import gettext, translator

KEY = b"k" * 40
MADE = datetime(2026, 3, 1)  # noqa: DTZ001
REAL = ["ethical-recruitment", "gender"]
ALL = tiny("all-kinds")


def named(name: str) -> Instrument:
    """Return a tiny instrument, or a published one."""
    return catalogue.load(InstrumentRef(name, "1.0.0")) if name in REAL else tiny(name)


def answers_of(instrument: Instrument, seed: int = 1) -> Answers:
    return edited_documents(instrument, random_answers(instrument, Random(seed)))


def item_of(kind: str) -> str:
    """Return the item of a kind in the instrument that has one of each."""
    return str(next(item.id for item in ALL.items.values() if type(item.kind).__name__ == kind))


# --- Out and back ----------------------------------------------------------------------------------------------------


def export(instrument: Instrument, answers: Answers, notes: Mapping[ItemId, str] | None = None, *locales: str) -> bytes:
    """Write a workbook in English that can be switched to other languages."""
    return write_workbook(
        instrument,
        answers,
        key=KEY,
        notes=notes or {},
        response_id="R",
        languages=[(each, translator(each, instrument)) for each in ("en", *locales)],
        locale="en",
        say=lambda text, **values: gettext(text, "en", **values),
        made=MADE,
    )


@cache
def blank() -> bytes:
    """Return a blank workbook with an item of every kind."""
    return export(ALL, {})


@cache
def filled() -> bytes:
    """Return the same with answers, and one note."""
    return export(ALL, answers_of(ALL), {ItemId(item_of("Text")): "A note"})


def back(data: bytes, instrument: Instrument = ALL) -> WorkbookReading:
    return read_workbook(data, KEY, lambda _ref, _digest: instrument)


def changed(reading: WorkbookReading) -> dict[str, Stated]:
    """Return what the file says that did not go out."""
    return {str(item): here for item, here in reading.file.items() if here != reading.base.get(item, NOTHING)}


# --- Typing ----------------------------------------------------------------------------------------------------------


def controls(data: bytes, key: bytes) -> dict[str, Control]:
    """Return the controls of a workbook by name; a mark's name ends with its option."""
    sealed = read_seal(read_upload(data), key, "questionnaire")
    found = (Control.of(entry) for entry in sealed["cells"])
    return {control.name: control for control in found}


def sheet_of(book: Workbook, key: str) -> Any:
    return next(sheet for sheet in book.worksheets if sheet.cell(1, 1).value == key)


def typed_into(
    data: bytes, key: bytes, cells: Mapping[str, Any], then: Callable[[Workbook], object] = lambda _: None
) -> bytes:
    """Return the workbook after somebody typed into cells, and did `then`."""
    known = controls(data, key)
    book = load_workbook(io.BytesIO(data))
    for name, value in cells.items():
        control = known[name]
        sheet_of(book, control.sheet).cell(control.cell[0] + 1, control.cell[1] + 1).value = value
    then(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(data: bytes) -> dict[str, Any]:
    """Return the answer cells of a workbook by the names of their controls."""
    book = load_workbook(io.BytesIO(data))
    return {
        name: sheet_of(book, control.sheet).cell(control.cell[0] + 1, control.cell[1] + 1)
        for name, control in controls(data, KEY).items()
    }
