"""How does the sheet of a table look: a row per row, its hidden id first?"""

from instruments import texts as messages
from instruments.model import Item
from questionnaire.excel.cells import ACCENT, MUTED, Sheet, address, column_name, line_count, quoted
from questionnaire.excel.workbook_cells import colour, filled, head_style, quiet, say_at
from questionnaire.excel.workbook_layout import (
    TABLE_BACK,
    TABLE_FIRST,
    TABLE_HEADINGS,
    TABLE_TITLE,
    Field,
    Slot,
    TableLayout,
)
from questionnaire.excel.workbook_lines import NOT_ASKED, OPTIONAL, SHOWN, STATE, at
from questionnaire.excel.workbook_sections import HEADS, TO_DO, Page, lock, part_label, write_slot
from questionnaire.excel.workbook_texts import Shown
from questionnaire.wording.words import N_

WIDE, NARROW, NUMBERED = 20, 11, 5
BACK = N_("Back to “{sheet}”")
OF_PART = "{column}: {part}"
TO_DO_HERE = N_("To do")


def write_table(page: Page, sheet: Sheet, table: TableLayout, back: str) -> None:
    """Write one table; `back` is the name of its section's sheet, quoted for formulas."""
    book = page.book
    check, status = table.width - 1, table.width
    hidden = quiet(book, text_wrap=False)
    sheet.text(0, 0, table.sheet, quiet(book, font_color="#FFFFFF", text_wrap=False))
    sheet.widths([3, NUMBERED])
    _head(page, sheet, table, back)
    for number, (line, fields) in enumerate(table.lines):
        row = TABLE_FIRST + number
        sheet.text(row, 0, line, hidden)
        sheet.number(row, 1, number + 1, quiet(book, align="center"))
        for field in fields:
            for slot in _slots(field):
                write_slot(page, sheet, field.item, slot)
        _fit(page, sheet, row, fields)
        _check(page, sheet, table, number)
    last = TABLE_FIRST + len(table.lines) - 1
    colour(sheet, (TABLE_FIRST, 1, last, check), f"${column_name(status)}{TABLE_FIRST + 1}", answers=(check, check))
    _grey_fields(page, sheet, table, last)
    sheet.layout.set_column(0, 0, 3, None, {"hidden": True})
    sheet.layout.set_column(check, check, WIDE)
    sheet.layout.set_column(status, status + len(_conditional(table)), 3, None, {"hidden": True})
    sheet.layout.freeze_panes(TABLE_FIRST, 2)
    sheet.paper(str(page.instrument.ref), landscape=True, repeat=TABLE_HEADINGS)
    sheet.layout.print_area(0, 1, last, check)
    lock(sheet)


def _fit(page: Page, sheet: Sheet, row: int, fields: tuple[Field, ...]) -> None:
    """Make a row that goes out filled as high as its words; a blank one grows by itself when somebody fills it in."""
    filled_in = [slot for field in fields for slot in _slots(field) if page.raw[slot]]
    if filled_in:
        sheet.height(row, [(_words(page, slot), _width(slot) - 2) for slot in filled_in])


def _words(page: Page, slot: Slot) -> str:
    listed = page.texts.lists.get(slot.list)
    return listed.now(page.raw[slot]) if listed else page.raw[slot]


def _width(slot: Slot) -> int:
    return WIDE if slot.list or slot.entry.value == "text" else NARROW


def _slots(field: Field) -> tuple[Slot, ...]:
    return (*field.value, *(slot for slot in (field.statement, field.why) if slot))


def _head(page: Page, sheet: Sheet, table: TableLayout, back: str) -> None:
    book, texts = page.book, page.texts
    title = texts.message(messages.item_text(table.item))
    sheet.formula_across(
        TABLE_TITLE,
        (1, table.width - 1),
        f"={title.cell}",
        book.style(bold=True, font_size=13, font_color=ACCENT),
        title.now,
    )
    sheet.height(TABLE_TITLE, [(title.tall, 80)], size=13, least=22)
    words = texts.say(BACK)
    bare = back.strip("'").replace("''", "'")
    link = f"=HYPERLINK({quoted(f'#{back}!A1')},{filled(words, {'sheet': quoted(bare)})})"
    style = book.style(font_color=MUTED, underline=1, text_wrap=False)
    sheet.formula(TABLE_BACK, 1, link, style, words.now.replace("{sheet}", bare))
    tallest = 1
    if table.lines:
        for field in table.lines[0][1]:
            tallest = max(tallest, _headings(page, sheet, table.item, field))
    say_at(sheet, TABLE_HEADINGS, table.width - 1, texts.say(TO_DO_HERE), head_style(book))
    say_at(sheet, TABLE_HEADINGS, 1, Shown('""', ""), head_style(book))
    sheet.layout.set_row(TABLE_HEADINGS, min(160, 9 * page.book.setting.line * tallest + 12))


def _headings(page: Page, sheet: Sheet, table: Item, field: Field) -> int:
    """Write the headings of a column's cells; return how many lines the tallest takes."""
    texts, style = page.texts, head_style(page.book)
    column = texts.message(messages.item_text(field.item, table))
    lines = 1
    for slot in _slots(field):
        width = _width(slot)
        sheet.layout.set_column(slot.column, slot.column, width)
        if slot in (field.statement, field.why):
            part = texts.say(HEADS[4] if slot is field.statement else HEADS[5])
        elif len(field.value) > 1:
            part = part_label(texts, field.item, slot, table)
        else:
            part = None
        if part is None:
            say_at(sheet, TABLE_HEADINGS, slot.column, column, style)
        else:
            formula = f'={column.cell}&": "&{part.cell}'
            sheet.formula(TABLE_HEADINGS, slot.column, formula, style, f"{column.now}: {part.now}")
        words = column.tall + (f": {part.tall}" if part else "")
        lines = max(lines, line_count(words, width - 2))
    return lines


def _check(page: Page, sheet: Sheet, table: TableLayout, number: int) -> None:
    row, status = TABLE_FIRST + number, table.width
    lines = page.state.tables[table.item.id]
    formula = '""'
    for code, words in TO_DO.items():
        formula = f"IF({address(row, status)}={code},{page.texts.say(words).cell},{formula})"
    asked = page.to_do.items[table.item.id] != NOT_ASKED
    now = page.to_do.rows.get((table.item.id, table.lines[number][0]), OPTIONAL if asked else NOT_ASKED)
    said = page.texts.say(TO_DO[now]).now if now in TO_DO else ""
    sheet.formula(row, table.width - 1, f"={formula}", quiet(page.book), said)
    small = quiet(page.book, text_wrap=False)
    sheet.formula(row, status, f"={at(lines.used + number, SHOWN)}", small, now)
    for offset, field in enumerate(_conditional(table), start=1):
        state = at(lines.columns[field.item.id] + number, STATE)
        sheet.formula(row, status + offset, f"={state}", small, "")


def _conditional(table: TableLayout) -> list[Field]:
    return [field for field in table.lines[0][1] if field.item.relevant] if table.lines else []


def _grey_fields(page: Page, sheet: Sheet, table: TableLayout, last: int) -> None:
    """Grey the cells of a column that a row does not ask for."""
    for offset, field in enumerate(_conditional(table), start=1):
        slots = _slots(field)
        criteria = f"=${column_name(table.width + offset)}{TABLE_FIRST + 1}={NOT_ASKED}"
        look = page.book.tint(bg_color="#E3E7EA", font_color="#9AA5AD")
        sheet.layout.conditional_format(
            TABLE_FIRST,
            slots[0].column,
            last,
            slots[-1].column,
            {"type": "formula", "criteria": criteria, "format": look},
        )
