"""How does every item stand, as formulas over the answer cells?

A hidden sheet, one line per item and one per cell of a table's rows: asked, stated, given, state, values, mark. The
columns are the same for all; an item's line comes before those that look at it. A figure over the rows of a table, and
any part of a condition that grows too long, has a line of its own further down.
"""

from collections.abc import Mapping
from dataclasses import replace

from instruments import texts as messages
from instruments.model import Choice, Country, Instrument, ItemId, Note, Table
from instruments.nodes import Count, Sum
from questionnaire.excel.cells import Book, Sheet, address
from questionnaire.excel.formulas import Places, truth
from questionnaire.excel.workbook_layout import Block, Field, Layout, Slot, TableLayout, in_list
from questionnaire.excel.workbook_lines import (
    ASKED,
    CONTRADICTED,
    COUNTS,
    DONE,
    FAILED,
    FITS,
    GIVEN,
    ID,
    KEY,
    MARK,
    MISFIT,
    MISSING,
    NOT_ASKED,
    OPTIONAL,
    RAW,
    REQUIRED,
    ROWS,
    SAID,
    SHEET,
    SHOWN,
    STATE,
    TOP,
    UNDETERMINED,
    UNUSED,
    VALUE,
    VALUE_PARTS,
    WEIGHT,
    TableLines,
    at,
    down,
    lines_of,
)
from questionnaire.excel.workbook_places import Items, Rows
from questionnaire.excel.workbook_texts import Listed, Texts
from questionnaire.excel.workbook_values import Reading, listed_statement, reading, rows_reading, statement
from scoring.levels import Without


class State:
    """The hidden sheet while it is written."""

    def __init__(
        self, book: Book, instrument: Instrument, layout: Layout, sheets: Mapping[str, str], texts: Texts
    ) -> None:
        self.instrument, self.layout, self.sheets, self.texts = instrument, layout, sheets, texts
        self._book = book
        self.lines = lines_of(instrument)
        self._next = TOP + len(self.lines)
        self.tables = {item: self._table_lines(table) for item, table in layout.tables.items()}
        self._figures: dict[Sum | Count, int] = {}
        self._written: dict[tuple[int, int], str] = {}
        self.checks = self._take(len(instrument.checks))
        self.sections = {section.id: self._take(1) for section in instrument.sections}

    def _take(self, count: int) -> int:
        first, self._next = self._next, self._next + count
        return first

    def _table_lines(self, table: TableLayout) -> TableLines:
        count = len(table.lines)
        return TableLines(table, {column.id: self._take(count) for column in table.columns}, self._take(count))

    def cell(self, slot: Slot) -> str:
        """Return the address of an answer cell."""
        return f"{self.sheets[slot.sheet]}!{address(slot.row, slot.column, absolute=True)}"

    def put(self, line: int, column: int, formula: str) -> None:
        """Keep a formula (without `=`) for a cell of the sheet."""
        self._written[line, column] = formula

    def keep(self, formula: str) -> str:
        """Give a formula a line of its own and return its cell."""
        line = self._take(1)
        self.put(line, ASKED, formula)
        return at(line, ASKED)

    # --- Items

    def decide(self) -> None:
        """Lay out the formulas of all items, rows and checks."""
        places = Items(self)
        for section in self.instrument.sections:
            asked = truth(section.relevant, places) if section.relevant else "2"
            self.put(self.sections[section.id], ASKED, asked)
            for item in section.items:
                if item.id in self.tables:
                    self._table(self.tables[item.id])
                self._item(self.layout.blocks[item.id], places)
        self._judge(places)

    def _item(self, block: Block, places: Places) -> None:
        item, line = block.item, self.lines[block.item.id]
        asked = [at(self.sections[block.section.id], ASKED)] if block.section.relevant else []
        asked += [truth(item.relevant, places)] if item.relevant else []
        why = self.cell(block.why) if block.why else None
        stated = self.cell(block.statement) if block.statement else None
        said = statement(item, stated, why, self._list(block.statement))
        self._line(line, f"MIN({','.join(asked)})" if asked else "2", said, self._reading(block))
        self.put(line, WEIGHT, str(item.weight or 0) if block.section.scored and item.scored else "0")
        self.put(line, REQUIRED, str(int(item.required)))
        self.put(line, COUNTS, str(int(not isinstance(item.kind, Note))))

    def _list(self, slot: Slot | None) -> Listed | None:
        return self.texts.lists.get(slot.list) if slot else None

    def _reading(self, block: Block) -> Reading:
        kind, cells = block.item.kind, [self.cell(slot) for slot in block.value]
        if isinstance(kind, Table):
            table = self.tables[block.item.id]
            used = down(table.used, table.used + table.count - 1, ASKED)
            return rows_reading(kind.min_rows, used, cells[0] if cells else None)
        listed = next((self._list(slot) for slot in block.value if slot.list), None)
        return reading(block.item, cells, block.value, listed)

    def _line(self, line: int, asked: str, said: str, found: Reading, used: str = "") -> None:
        """Lay out the line of an item, or of a cell of a row that is `used`."""
        raw, given, state = (at(line, column) for column in (RAW, GIVEN, STATE))
        found = replace(
            found,
            fits=found.fits.replace("{raw}", raw),
            values=tuple(value.replace("{raw}", raw) for value in found.values),
            mark=found.mark.replace("{raw}", raw),
        )
        said_cell, fits_cell = at(line, SAID), at(line, FITS)
        self.put(line, ASKED, asked)
        self.put(line, SAID, said)
        self.put(line, RAW, found.raw)
        self.put(line, FITS, found.fits)
        both = f"IF(AND({said_cell}>0,{fits_cell}>0),9,{said_cell}+{fits_cell})"
        self.put(line, GIVEN, both)
        asked_cell = at(line, ASKED)
        self.put(line, STATE, f"IF({asked_cell}<2,{asked_cell},IF(OR({given}=0,{given}=9),2,3))")
        for number, value in enumerate(found.values):
            known = f'IF({state}=0,"",IF({state}<3,"?",IF({given}=1,{value},"")))'
            self.put(line, VALUE + number, f"IF({used}=0,{UNUSED},{known})" if used else known)
        if not used:
            marks = (Without.NOT_ASKED, Without.UNDETERMINED, Without.UNANSWERED)
            of_state = f"CHOOSE(1+{state},{','.join(str(int(mark)) for mark in marks)})"
            stated = (Without.DONT_KNOW, Without.NOT_APPLICABLE, Without.FREELY_NOT_APPLICABLE)
            of_said = f"CHOOSE({given}-1,{','.join(str(int(mark)) for mark in stated)})"
            self.put(line, MARK, f"IF({state}<3,{of_state},IF({given}>1,{of_said},{found.mark}))")

    # --- Rows of tables

    def _table(self, table: TableLines) -> None:
        for number, (_, fields) in enumerate(table.layout.lines):
            places = Rows(self, table, number)
            used = at(table.used + number, ASKED)
            for field in fields:
                self._field(table.columns[field.item.id] + number, field, places, used)
            given = [at(table.columns[field.item.id] + number, GIVEN) for field in fields]
            wrong = ",".join(f"{cell}=9" for cell in given)
            filled = ",".join(f"{cell}>0" for cell in given)
            self.put(table.used + number, ASKED, f"IF(OR({wrong}),9,IF(OR({filled}),1,0))")
            lacks = [f"{at(table.columns[field.item.id] + number, STATE)}=2" for field in fields if field.item.required]
            missing = f"IF(AND({used}=1,OR({','.join(lacks)})),{MISSING},{DONE})" if lacks else str(DONE)
            asked = at(self.lines[table.layout.item.id], ASKED)
            self.put(
                table.used + number,
                SHOWN,
                f"IF({asked}=0,{NOT_ASKED},IF({used}=9,{MISFIT},IF({used}=0,{OPTIONAL},{missing})))",
            )

    def _field(self, line: int, field: Field, places: Places, used: str) -> None:
        item, cells = field.item, [self.cell(slot) for slot in field.value]
        why = self.cell(field.why) if field.why else None
        listed = next((self._list(slot) for slot in field.value if slot.list), None)
        if not in_list(item):
            stated = self.cell(field.statement) if field.statement else None
            said = statement(item, stated, why, self._list(field.statement))
        elif isinstance(item.kind, Choice) and listed:
            options = sum(not key.startswith(":") for key in listed.ids)
            said = listed_statement(item, at(line, RAW), options, why)
        elif item.dont_know and listed:
            first = replace(listed, ids=listed.ids[:1], labels=listed.labels[:1])
            said = f"IF({first.position(cells[0])}>0,2,0)"
        else:
            said = "0"
        found = reading(item, cells, field.value, listed)
        if isinstance(item.kind, Country) and said != "0":
            found = replace(found, fits=f"IF({at(line, SAID)}>0,0,{found.fits})")
        asked = truth(item.relevant, places) if item.relevant else "2"
        self._line(line, asked, said, found, used)

    def total(self, of: Sum | Count) -> str:
        """Return the cell of a figure over the rows of a table."""
        if of not in self._figures:
            self._figures[of] = line = self._take(1)
            self.put(line, VALUE, self._figure(of))
        return at(self._figures[of], VALUE)

    def _figure(self, of: Sum | Count) -> str:
        table = self.tables[of.table]
        whole = at(self.lines[of.table], VALUE)
        last = table.count - 1
        if isinstance(of, Sum):
            column = VALUE + VALUE_PARTS.get(of.part or "", 0)
            block = down(table.columns[of.column], table.columns[of.column] + last, column)
            null, open_ = (f"SUMPRODUCT(--({block}={mark}))>0" for mark in ('""', '"?"'))
            figure = f'IF({null},"",IF({open_},"?",SUM({block})))'
        else:
            first = self._take(table.count)
            for number in range(table.count):
                condition = truth(of.condition, Rows(self, table, number))
                self.put(first + number, ASKED, f"IF({at(table.used + number, ASKED)}=0,{UNUSED},{condition})")
            block = down(first, first + last, ASKED)
            figure = f'IF(COUNTIF({block},1)>0,"?",COUNTIF({block},2))'
        return f'IF({whole}="","",IF({whole}="?","?",{figure}))'

    # --- Checks, and what a sheet shows

    def _judge(self, places: Places) -> None:
        failing: dict[ItemId, list[int]] = {}
        for number, check in enumerate(self.instrument.checks):
            line = self.checks + number
            self.put(line, RAW, self.texts.message(messages.check(check)).cell)
            given = [f'{at(self.lines[item], VALUE)}<>""' for item in check.items]
            self.put(line, ASKED, f"IF(AND({','.join([f'{truth(check.asserts, places)}=0', *given])}),1,0)")
            for item in check.items:
                failing.setdefault(item, []).append(number)
        for item, line in self.lines.items():
            self.put(line, FAILED, self._first_failing(failing.get(item, [])))
            self.put(line, SHOWN, self._shown(item, line))

    def _first_failing(self, checks: list[int]) -> str:
        formula = "0"
        for number in reversed(checks[:50]):
            formula = f"IF({at(self.checks + number, ASKED)}=1,{number + 1},{formula})"
        return formula

    def _shown(self, item: ItemId, line: int) -> str:
        state, given, failed = (at(line, column) for column in (STATE, GIVEN, FAILED))
        done = str(DONE)
        if item in self.tables:
            table = self.tables[item]
            rows = down(table.used, table.used + table.count - 1, SHOWN)
            done = f"IF(COUNTIF({rows},{MISSING})>0,{ROWS},{DONE})"
        open_ = MISSING if self.instrument.items[item].required else OPTIONAL
        rest = f"IF({failed}>0,{CONTRADICTED},CHOOSE({state},{UNDETERMINED},{open_},{done}))"
        return f"IF({state}=0,{NOT_ASKED},IF({given}=9,{MISFIT},{rest}))"

    # --- The sheet

    def add_sheet(self) -> None:
        """Write the sheet."""
        sheet = self._book.sheet(SHEET, hidden=True)
        style = self._book.style(text_wrap=False)
        sheet.text(0, 0, KEY, style)
        for item, line in self.lines.items():
            sheet.text(line, ID, item, style)
        for number, check in enumerate(self.instrument.checks):
            sheet.text(self.checks + number, ID, check.id, style)
        for (line, column), formula in self._written.items():
            _write(sheet, line, column, formula, style)
        sheet.layout.protect()


def _write(sheet: Sheet, line: int, column: int, formula: str, style: object) -> None:
    if formula.lstrip("-").isdecimal():
        sheet.number(line, column, int(formula), style)
    else:
        sheet.formula(line, column, "=" + formula.replace(f"{SHEET}!", ""), style, "")
