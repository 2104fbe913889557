"""A questionnaire workbook made by hand: the least that the reader needs, without a formula.

The reader is tested with it apart from the writer: only the sealed list and the keys are shared.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from instruments.codec import from_json, to_json
from instruments.model import Answer, Checklist, Choice, Choices, Instrument, Item, ItemId, Table
from questionnaire import wording
from questionnaire.excel.cells import Book, address, shown
from questionnaire.excel.seal import write_seal
from questionnaire.excel.settings import setting
from questionnaire.excel.workbook_typed import part_of, stated
from questionnaire.excel.workbook_words import WORDS

MADE = datetime(2026, 3, 1, tzinfo=UTC)
SPARE = 3


def say(text: str, **values: object) -> str:
    return wording.gettext(text, "en", **values)


def by_hand(
    instrument: Instrument,
    answers: Mapping[ItemId, Answer],
    key: bytes,
    *,
    notes: Mapping[ItemId, str] | None = None,
    revisions: Mapping[ItemId, int] | None = None,
    response: str = "",
    made: datetime = MADE,
    others: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """Return the workbook; `others` are entries of another party for the sealed list of cells."""
    book = Book(setting("en"), say, title="By hand", made=made)
    style = book.style()
    cells: list[dict[str, Any]] = []
    for section in instrument.sections:
        sheet = book.sheet(section.title or section.id)
        sheet.text(0, 0, f"section:{section.id}", style)
        row = 1
        for item in section.items:
            note = (notes or {}).get(item.id, "")
            row = _item(book, sheet, f"section:{section.id}", row, item, answers.get(item.id), note, cells) + 1
    documents = {item: to_json(instrument.items[item], answer) for item, answer in answers.items()}
    sealed = {
        "purpose": "questionnaire",
        "instrument": str(instrument.ref),
        "digest": instrument.digest,
        "response": response,
        "language": "en",
        "languages": ["en"],
        "language_cell": ["overview", "C5"],
        "lists": {},
        "made": made.isoformat(),
        "continued": book.continued,
        "cells": [*cells, *others],
        "answers": documents,
        "notes": dict(notes or {}),
        "revisions": dict(revisions or {}),
    }
    write_seal(book, sealed, key)
    return book.finish()


def _item(
    book: Book, sheet: Any, section: str, row: int, item: Item, answer: Answer | None, note: str, cells: list[Any]
) -> int:
    style = book.style()
    held = dict(stated(item, None if answer is None else to_json(item, answer))) | {f"{item.id}.note": note}

    def put(target: Any, key: str, at: tuple[int, int], control: str, row_key: str) -> None:
        target.text(at[0], 0, row_key, style)
        target.text(at[0], at[1], _label(item, control, held.get(control, "")), style)
        cells.append(
            {"control": control, "item": item.id, "sheet": key, "cell": address(*at), "key": row_key, "revision": 0}
        )

    for column, suffix in enumerate(("state", "reason", "note"), start=4):
        put(sheet, section, (row, column), f"{item.id}.{suffix}", str(item.id))
    names = list(_values(item, str(item.id)))
    for offset, control in enumerate(names):
        put(sheet, section, (row + offset, 3), control, str(item.id) if offset == 0 else control)
    if isinstance(item.kind, Table):
        table = book.sheet(f"Table {item.id}")
        table.text(0, 0, f"table:{item.id}", style)
        ids = [each.id for each in answer] if isinstance(answer, tuple) else []  # type: ignore[union-attr]
        for number, line in enumerate([*ids, *(f"n{n}" for n in range(1, SPARE + 1))], start=1):
            controls = [
                control
                for column in item.kind.columns
                for name in [f"{item.id}.{line}.{column.id}"]
                for control in (*_values(column, name), f"{name}.state", f"{name}.reason")
            ]
            for at, control in enumerate(controls, start=1):
                put(table, f"table:{item.id}", (number, at), control, line)
    return row + max(len(names), 1)


def _values(item: Item, name: str) -> list[str]:
    match item.kind:
        case Checklist(options) | Choices(options):
            return [*(f"{name}:{option.id}" for option in options), f"{name}::none"]
        case Table():
            return [name]
    kind = type(item.kind).__name__
    if kind == "MoneyKind":
        return [f"{name}.amount", f"{name}.currency"]
    if kind == "SplitKind":
        return [f"{name}.{sex}" for sex in ("women", "men", "other", "not_available")]
    return [] if kind == "Note" else [name]


def _label(item: Item, control: str, value: str) -> str:
    """Return the words a person sees."""
    part = part_of(item, control)
    assert part
    if value == ":dont-know":
        return WORDS["dont-know"]
    if value.startswith(":not-applicable:"):
        wanted = value.removeprefix(":not-applicable:")
        return next(each.text for each in part.of.na_reasons if each.id == wanted)
    if part.option:
        return "✓" if value else ""
    if value == ":none":
        return "✓"
    if isinstance(part.of.kind, Choice) and not part.part and value:
        return next(option.text for option in part.of.kind.options if option.id == value)
    if type(part.of.kind).__name__ == "Practice" and not part.part and value:
        return WORDS[value]
    return shown(value, "")


def edited_documents(instrument: Instrument, documents: Mapping[str, Any]) -> dict[ItemId, Answer]:
    """Return documents as answers."""
    found = {ItemId(item): from_json(instrument.items[ItemId(item)], each)[0] for item, each in documents.items()}
    return {item: answer for item, answer in found.items() if answer is not None}


__all__ = ["MADE", "by_hand", "edited_documents"]
