"""Which answer goes into which cell of a questionnaire workbook?

Pure: an instrument and the answers it goes out with decide the place of every control, named as in `forms.names`.
All answers of a section stand in one column, parts and options below their question, so that a sheet is as narrow as
a phone; the statements, the note and the live mark stand beside the question. A table has a sheet of its own, a row
per row. The reader trusts only the sealed list of cells made from this.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from forms.names import NONE
from instruments.model import (
    SEXES,
    Answers,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Instrument,
    Item,
    ItemId,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Practice,
    Row,
    Section,
    SplitKind,
    Table,
    Text,
)

KEY, NUMBER, QUESTION, ANSWER, STATEMENT, WHY, NOTE, CHECK, STATUS = range(9)  # columns of a section's sheet
TITLE, HEADINGS, INTRO, FIRST = 0, 1, 2, 3  # rows of a section's sheet
TABLE_TITLE, TABLE_BACK, TABLE_HEADINGS, TABLE_FIRST = 0, 1, 2, 3  # rows of a table's sheet
SPARE_ROWS = 25
MARKED = "✓"
AMOUNT, CURRENCY = "amount", "currency"
SUPPLIER = "supplier"  # the party whose answers these are


class Entry(StrEnum):
    """What a cell takes."""

    LIST = "list"
    MARK = "mark"
    LEVEL = "level"
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    CURRENCY = "currency"
    TEXT = "text"
    DAY = "day"
    MONTH = "month"
    CODE = "code"  # a country or a language, by name and code


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell for one control of one party.

    `option` is the option it marks, `list` the name of the list its words come from.
    """

    control: str
    item: ItemId
    sheet: str
    row: int
    column: int
    entry: Entry
    list: str = ""
    option: str = ""
    line: str = ""  # id of the table row
    field: ItemId | None = None  # id of the table column
    party: str = SUPPLIER


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one item on its section's sheet: the question on `top`, anchors and help below, then the parts."""

    item: Item
    section: Section
    sheet: str
    top: int
    anchors: int | None
    help: int | None
    last: int
    value: tuple[Slot, ...]
    statement: Slot | None
    why: Slot | None
    note: Slot | None


@dataclass(frozen=True, slots=True)
class Field:
    """A cell or several for one column of a table, in one row."""

    item: Item
    value: tuple[Slot, ...]
    statement: Slot | None
    why: Slot | None


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The sheet of a table: per row its id and the fields of its columns."""

    item: Item
    columns: tuple[Item, ...]
    sheet: str
    lines: tuple[tuple[str, tuple[Field, ...]], ...]
    width: int  # columns used, the id's and the check's included


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole workbook."""

    blocks: Mapping[ItemId, Block]
    tables: Mapping[ItemId, TableLayout]

    def slots(self) -> Iterator[Slot]:
        """Yield every cell that a person may fill in."""
        for block in self.blocks.values():
            yield from block.value
            yield from (slot for slot in (block.statement, block.why, block.note) if slot)
        for table in self.tables.values():
            for _, fields in table.lines:
                for field in fields:
                    yield from field.value
                    yield from (slot for slot in (field.statement, field.why) if slot)


def row_key(slot: Slot, placed: "Layout") -> str:
    """Return what stands, hidden, in the first column of the cell's row: the reader finds the row by it."""
    if slot.line:
        return slot.line
    if slot.row == placed.blocks[slot.item].top:
        return str(slot.item)
    return f"{slot.control}:{slot.option}" if slot.option else slot.control


def section_key(section: Section) -> str:
    """Return the key of a section's sheet."""
    return f"section:{section.id}"


def table_key(item: Item) -> str:
    """Return the key of a table's sheet."""
    return f"table:{item.id}"


def layout(instrument: Instrument, answers: Answers, *, seed: str = "") -> Layout:
    """Return the place of every control; `seed` makes the ids of new table rows unlike those of other files."""
    blocks: dict[ItemId, Block] = {}
    tables: dict[ItemId, TableLayout] = {}
    for section in instrument.sections:
        row = FIRST
        for item in section.items:
            blocks[item.id] = block = _block(item, section, row, answers)
            row = block.last + 1
            if isinstance(item.kind, Table):
                tables[item.id] = _table(item, item.kind, answers, seed)
    return Layout(blocks, tables)


def has_help(item: Item) -> bool:
    """Whether anything is said below the question."""
    return bool(item.hint or item.why or item.evidence or item.avoid)


def _block(item: Item, section: Section, top: int, answers: Answers) -> Block:
    sheet, row = section_key(section), top
    anchors = row = row + 1 if isinstance(item.kind, Maturity) else row
    helped = row = row + 1 if has_help(item) else row
    below = item.kind
    start = row + 1 if isinstance(below, Checklist | Choices | MoneyKind | SplitKind | Table) else top
    value = tuple(
        Slot(control, item.id, sheet, start + at, ANSWER, entry, words, option)
        for at, (control, entry, words, option) in enumerate(_parts(item, item.id, answers))
    )
    answerable = not isinstance(item.kind, Note)
    stated = answerable and (item.dont_know or bool(item.na_reasons))

    def beside(suffix: str, column: int, entry: Entry, words: str = "") -> Slot:
        return Slot(f"{item.id}.{suffix}", item.id, sheet, top, column, entry, words)

    return Block(
        item=item,
        section=section,
        sheet=sheet,
        top=top,
        anchors=anchors if isinstance(item.kind, Maturity) else None,
        help=helped if has_help(item) else None,
        last=max(row, value[-1].row if value else top),
        value=value,
        statement=beside("state", STATEMENT, Entry.LIST, f"{item.id}:state") if stated else None,
        why=beside("reason", WHY, Entry.TEXT) if answerable and item.na_reasons else None,
        note=beside("note", NOTE, Entry.TEXT) if answerable else None,
    )


Part = tuple[str, Entry, str, str]


def _parts(item: Item, name: str, answers: Answers, table: Item | None = None) -> list[Part]:
    """Return the controls of an item's value: name, what it takes, the list it takes it from, the option it marks."""
    words = f"{table.id}.{item.id}" if table else str(item.id)
    match item.kind:
        case Maturity():
            return [(name, Entry.LEVEL, "", "")]
        case Practice():
            return [(name, Entry.LIST, ":practice", "")]
        case Choice():
            return [(name, Entry.LIST, words, "")]
        case Checklist(options) | Choices(options):
            marks = [option.id for option in options]
            own_none = any(option.exclusive for option in options) and answers.get(item.id) != ()
            return [(name, Entry.MARK, "", option) for option in (marks if own_none else [*marks, NONE])]
        case Number(form):
            entry = {NumberForm.INTEGER: Entry.WHOLE, NumberForm.PERCENT: Entry.PERCENT}.get(form, Entry.NUMBER)
            return [(name, entry, "", "")]
        case MoneyKind():
            return [
                (f"{name}.{AMOUNT}", Entry.NUMBER, "", ""),
                (f"{name}.{CURRENCY}", Entry.CURRENCY, ":currency", ""),
            ]
        case SplitKind():
            return [(f"{name}.{sex}", Entry.WHOLE, "", "") for sex in SEXES]
        case Text():
            return [(name, Entry.TEXT, "", "")]
        case Date():
            return [(name, Entry.DAY, "", "")]
        case Month():
            return [(name, Entry.MONTH, "", "")]
        case Country():
            return [(name, Entry.CODE, ":country", "")]
        case Language():
            return [(name, Entry.CODE, ":language", "")]
        case Table(_, least):
            return [(name, Entry.MARK, "", NONE)] if least == 0 or answers.get(item.id) == () else []
        case Note():
            return []
    assert_never(item.kind)


def _table(item: Item, kind: Table, answers: Answers, seed: str) -> TableLayout:
    given = answers.get(item.id)
    exported = [row.id for row in given if isinstance(row, Row)] if isinstance(given, tuple) else []
    count = max(len(exported), min(kind.max_rows, len(exported) + SPARE_ROWS))
    ids = exported + [_new_id(item, seed, number) for number in range(len(exported), count)]
    width, lines = 2, []
    for at, line in enumerate(ids):
        fields, width = _fields(item, kind, line, TABLE_FIRST + at)
        lines.append((line, fields))
    return TableLayout(item, kind.columns, table_key(item), tuple(lines), width)


def _new_id(item: Item, seed: str, number: int) -> str:
    return "r" + hashlib.sha256(f"{seed}\n{item.id}\n{number}".encode()).hexdigest()[:12]


def in_list(column: Item) -> bool:
    """Whether the statements of a table's column stand in the list of its own words."""
    return isinstance(column.kind, Choice) or (isinstance(column.kind, Country) and not column.na_reasons)


def _fields(item: Item, kind: Table, line: str, row: int) -> tuple[tuple[Field, ...], int]:
    """Return the fields of one row, and the width: the id, a number, the fields, the check."""
    fields, at = [], 2
    for column in kind.columns:
        name = f"{item.id}.{line}.{column.id}"
        slots = []
        for control, entry, words, option in _parts(column, name, {}, item):
            listed = ":country?" if words == ":country" and column.dont_know and in_list(column) else words
            slots.append(Slot(control, item.id, table_key(item), row, at, entry, listed, option, line, column.id))
            at += 1
        statement = why = None
        if (column.dont_know or column.na_reasons) and not in_list(column):
            words = f"{item.id}.{column.id}:state"
            statement = Slot(f"{name}.state", item.id, table_key(item), row, at, Entry.LIST, words, "", line, column.id)
            at += 1
        if column.na_reasons:
            why = Slot(f"{name}.reason", item.id, table_key(item), row, at, Entry.TEXT, "", "", line, column.id)
            at += 1
        fields.append(Field(column, tuple(slots), statement, why))
    return tuple(fields), at + 1
