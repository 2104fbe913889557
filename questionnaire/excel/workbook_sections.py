"""How does the sheet of a section look: its questions, their answer cells, and what the sheet says of each live?"""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments import texts as messages
from instruments.model import (
    SEXES,
    Checklist,
    Choices,
    Instrument,
    Item,
    Maturity,
    Message,
    MoneyKind,
    Section,
    SplitKind,
    Table,
)
from questionnaire.excel.cells import ACCENT, INK, LINE, MUTED, Book, Sheet, address, column_name, quoted
from questionnaire.excel.workbook_answers import write_raw
from questionnaire.excel.workbook_cells import (
    answer_style,
    colour,
    filled,
    head_style,
    quiet,
    rule,
    say_at,
)
from questionnaire.excel.workbook_layout import (
    ANSWER,
    CHECK,
    FIRST,
    HEADINGS,
    INTRO,
    KEY,
    NOTE,
    NUMBER,
    QUESTION,
    STATEMENT,
    STATUS,
    TITLE,
    WHY,
    Block,
    Layout,
    Slot,
    section_key,
)
from questionnaire.excel.workbook_lines import (
    CONTRADICTED,
    FAILED,
    MISFIT,
    MISSING,
    NOT_ASKED,
    RAW,
    ROWS,
    SHOWN,
    at,
    down,
)
from questionnaire.excel.workbook_now import ToDo
from questionnaire.excel.workbook_state import State
from questionnaire.excel.workbook_texts import Shown, Texts
from questionnaire.wording import WORDS
from questionnaire.wording.words import N_

WIDTHS = (3, 9, 50, 26, 20, 18, 20, 22, 4)
HEADS = {
    NUMBER: N_("No."),
    QUESTION: N_("Question"),
    ANSWER: N_("Answer"),
    STATEMENT: N_("If you cannot answer"),
    WHY: N_("Why it does not apply"),
    NOTE: N_("Notes"),
    CHECK: N_("To do"),
}
TO_DO: Mapping[int, str] = {
    NOT_ASKED: N_("Not asked"),
    MISSING: N_("Please answer"),
    MISFIT: N_("This does not fit: please check"),
    ROWS: N_("Some rows are not complete"),
}
HELP = {
    "hint": "",
    "why": N_("Why we ask: {words}"),
    "evidence": N_("Good evidence: {words}"),
    "avoid": N_("Do not send: {words}"),
}
NONE_OF_THESE = N_("None of these")
NO_ROWS = N_("Nothing to list")
OPEN_TABLE = N_("Fill in the sheet “{sheet}”")
PROGRESS = N_("{answered} of {asked} answered")
PARTS = {"amount": N_("Amount"), "currency": N_("Currency")}


@dataclass(frozen=True, slots=True)
class Page:
    """What writing a sheet needs to know."""

    book: Book
    instrument: Instrument
    layout: Layout
    texts: Texts
    state: State
    raw: Mapping[Slot, str]
    shown: dict[Slot, str]
    to_do: ToDo


def write_section(page: Page, sheet: Sheet, section: Section, progress: tuple[str, str, str]) -> None:
    """Write one section; `progress` are the cells with the numbers answered and asked, and what they say now."""
    sheet.widths(WIDTHS)
    sheet.text(0, KEY, section_key(section), quiet(page.book, font_color="#FFFFFF", text_wrap=False))
    for column in (KEY, STATUS):
        sheet.layout.set_column(column, column, 3, None, {"hidden": True})
    _head(page, sheet, section, progress)
    last = FIRST
    for item in section.items:
        block = page.layout.blocks[item.id]
        _write_block(page, sheet, block)
        last = block.last
    status = f"${column_name(STATUS)}{FIRST + 1}"
    colour(sheet, (FIRST, NUMBER, last, CHECK), status, answers=(ANSWER, ANSWER))
    colour_check(sheet, (FIRST, last), status)
    _set_up(page, sheet, last)


def colour_check(sheet: Sheet, rows: tuple[int, int], status: str) -> None:
    """Tint the check column beside what needs a look."""
    first, last = rows
    for code, look in ((MISSING, {"font_color": "#8A5A00"}), (MISFIT, {"font_color": "#9B1C1C"})):
        criteria = f"=OR({status}={code},{status}={ROWS if code == MISSING else CONTRADICTED})"
        rule_ = {"type": "formula", "criteria": criteria, "format": sheet.book.tint(bold=True, **look)}
        sheet.layout.conditional_format(first, CHECK, last, CHECK, rule_)


def _head(page: Page, sheet: Sheet, section: Section, progress: tuple[str, str, str]) -> None:
    book, texts = page.book, page.texts
    title = texts.message(messages.section_title(section))
    big = book.style(bold=True, font_size=15, font_color=ACCENT, valign="vcenter")
    sheet.formula_across(TITLE, (NUMBER, QUESTION), f"={title.cell}", big, title.now)
    sheet.height(TITLE, [(title.tall, 40)], size=15, least=26)
    answered, asked, now = progress
    said = filled(texts.say(PROGRESS), {"answered": answered, "asked": asked})
    side = book.style(font_color=MUTED, valign="vcenter", align="start")
    sheet.formula_across(TITLE, (ANSWER, STATEMENT), f"={said}", side, now)
    for column in range(NUMBER, CHECK + 1):
        say_at(sheet, HEADINGS, column, texts.say(HEADS[column]), head_style(book))
    sheet.layout.set_row(HEADINGS, 30)
    intro = texts.message(messages.section_intro(section))
    sheet.formula_across(INTRO, (NUMBER, CHECK), f"={intro.cell}", quiet(book, font_size=10), intro.now)
    sheet.height(INTRO, [(intro.tall, sum(WIDTHS[1:8]))], least=6 if not intro.now else 18)


def _write_block(page: Page, sheet: Sheet, block: Block) -> None:
    book, texts, item = page.book, page.texts, block.item
    edge = {"top": 1, "top_color": LINE}
    question = texts.message(messages.item_text(item))
    sheet.text(block.top, NUMBER, item.id, quiet(book, **edge))
    say_at(sheet, block.top, QUESTION, question, book.style(bold=True, **edge))
    for column in range(ANSWER, CHECK + 1):
        sheet.text(block.top, column, "", book.style(**edge))
    sheet.height(block.top, [(question.tall, WIDTHS[QUESTION] - 2), *_beside(page, block)], least=19)
    if block.anchors is not None and isinstance(item.kind, Maturity):
        _anchors(page, sheet, block.anchors, item)
    if block.help is not None:
        _help(page, sheet, block.help, item)
    for slot in (*block.value, *(each for each in (block.statement, block.why, block.note) if each)):
        write_slot(page, sheet, item, slot)
    if isinstance(item.kind, Checklist | Choices | MoneyKind | SplitKind):
        for slot in block.value:
            part = part_label(page.texts, item, slot)
            say_at(sheet, slot.row, QUESTION, part, book.style(indent=1, align="start"))
            sheet.height(slot.row, [(part.tall, WIDTHS[QUESTION] - 4)], least=17)
    if isinstance(item.kind, Table):
        _table_row(page, sheet, block)
    _check(page, sheet, block)


def _beside(page: Page, block: Block) -> list[tuple[str, float]]:
    """Return what stands beside the question and how wide, for the height of its row."""
    slots = [block.statement, block.why, block.note]
    slots += list(block.value[:1]) if block.value and block.value[0].row == block.top else []
    texts = []
    for slot in slots:
        if slot:
            listed = page.texts.lists.get(slot.list)
            words = listed.now(page.raw[slot]) if listed and page.raw[slot] else page.raw[slot]
            texts.append((words, WIDTHS[slot.column] - 2.0))
    return texts


def write_slot(page: Page, sheet: Sheet, item: Item, slot: Slot) -> None:
    """Write one answer cell and its validation."""
    cut = write_raw(sheet, slot, page.raw[slot], page.texts, answer_style(page.book, slot.entry))
    if cut is not None:
        page.shown[slot] = cut
    sheet.layout.data_validation(
        slot.row, slot.column, slot.row, slot.column, rule(item, slot, page.texts, page.book.gettext)
    )


def part_label(texts: Texts, item: Item, slot: Slot, table: Item | None = None) -> Shown:
    """Return what stands beside a part of an answer: an option, a sex, an amount."""
    kind = item.kind
    part = slot.control.rpartition(".")[2]
    if slot.option:
        options = kind.options if isinstance(kind, Checklist | Choices) else ()
        option = next((each for each in options if each.id == slot.option), None)
        return texts.message(messages.option(item, option, table)) if option else texts.say(NONE_OF_THESE)
    return texts.say(WORDS["sex"][part] if part in SEXES else PARTS[part])


def _anchors(page: Page, sheet: Sheet, row: int, item: Item) -> None:
    levels = [page.texts.message(messages.anchor(item, level)) for level in range(5)]
    formula = "=" + "&CHAR(10)&".join(f'"{level}.  "&{text.cell}' for level, text in enumerate(levels))
    now = "\n".join(f"{level}.  {text.now}" for level, text in enumerate(levels))
    tall = "\n".join(f"{level}.  {text.tall}" for level, text in enumerate(levels))
    sheet.formula_across(row, (QUESTION, CHECK), formula, page.book.style(font_color=INK, indent=1, align="start"), now)
    sheet.height(row, [(tall, sum(WIDTHS[QUESTION : CHECK + 1]) - 8)])


def _help(page: Page, sheet: Sheet, row: int, item: Item) -> None:
    texts = page.texts
    parts: list[tuple[str, str, str]] = []
    for role, frame in HELP.items():
        message: Message = messages.item_role(item, role)
        if message.source:
            text = texts.message(message)
            around = texts.say(frame) if "{words}" in frame else None
            formula = filled(around, {"words": text.cell}) if around else text.cell
            parts.append((formula, _framed(around, text.now), _framed(around, text.tall)))
    formula = "=" + "&CHAR(10)&".join(part for part, _, _ in parts)
    now, tall = ("\n".join(part[index] for part in parts) for index in (1, 2))
    style = quiet(page.book, indent=1, align="start")
    sheet.formula_across(row, (QUESTION, CHECK), formula, style, now)
    sheet.height(row, [(tall, sum(WIDTHS[QUESTION : CHECK + 1]) - 8)], size=9)


def _framed(around: Shown | None, text: str) -> str:
    return around.now.replace("{words}", text) if around else text


def _table_row(page: Page, sheet: Sheet, block: Block) -> None:
    """Point to the table's own sheet; where *no row* can be an answer, its mark stands below."""
    name = page.state.sheets[page.layout.tables[block.item.id].sheet]
    words, bare = page.texts.say(OPEN_TABLE), name.strip("'").replace("''", "'")
    label = filled(words, {"sheet": quoted(bare)})
    style = page.book.style(font_color=ACCENT, underline=1, top=1, top_color=LINE)
    link = f"=HYPERLINK({quoted(f'#{name}!A1')},{label})"
    sheet.formula(block.top, ANSWER, link, style, words.now.replace("{sheet}", bare))
    for slot in block.value:
        say_at(sheet, slot.row, QUESTION, page.texts.say(NO_ROWS), page.book.style(indent=1, align="start"))


def _check(page: Page, sheet: Sheet, block: Block) -> None:
    """Say what is to do about the item, and keep its status beside every row of it."""
    line = page.state.lines[block.item.id]
    style = page.book.style(font_size=9, text_wrap=True, top=1, top_color=LINE)
    cell = address(block.top, STATUS)
    formula = '""'
    for code, words in TO_DO.items():
        formula = f"IF({cell}={code},{page.texts.say(words).cell},{formula})"
    checks = page.instrument.checks
    if checks:
        texts = down(page.state.checks, page.state.checks + len(checks) - 1, RAW)
        formula = f"IF({cell}={CONTRADICTED},INDEX({texts},{at(line, FAILED)}),{formula})"
    status = page.to_do.items[block.item.id]
    sheet.formula(block.top, CHECK, f"={formula}", style, _to_do_now(page, block.item, status))
    small = quiet(page.book, text_wrap=False)
    for row in range(block.top, block.last + 1):
        sheet.formula(row, STATUS, f"={at(line, SHOWN)}", small, status)


def _to_do_now(page: Page, item: Item, status: int) -> str:
    if status == CONTRADICTED:
        return page.texts.message(messages.check(page.to_do.failing[item.id])).now
    return page.texts.say(TO_DO[status]).now if status in TO_DO else ""


def _set_up(page: Page, sheet: Sheet, last: int) -> None:
    sheet.layout.freeze_panes(FIRST - 1, QUESTION)
    sheet.paper(str(page.instrument.ref), landscape=True, repeat=HEADINGS)
    sheet.layout.print_area(0, NUMBER, last, CHECK)
    lock(sheet)


def lock(sheet: Sheet) -> None:
    """Lock all but the answer cells. No password: the lock keeps the form from being damaged by accident."""
    allowed = ("format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells")
    sheet.layout.protect("", dict.fromkeys(allowed, True))
