"""What do the cells look like that people fill in, and what do they take?"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from instruments.model import Date, Item, MoneyKind, Number, Text
from questionnaire.excel.cells import (
    ACCENT,
    AMBER_TINT,
    EDIT_TINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    RED,
    RED_TINT,
    Book,
    Sheet,
    Style,
)
from questionnaire.excel.workbook_layout import MARKED, Entry, Slot
from questionnaire.excel.workbook_lines import CONTRADICTED, MISFIT, MISSING, NOT_ASKED, ROWS
from questionnaire.excel.workbook_texts import Shown, Texts
from questionnaire.wording.words import N_

BIG = 10**15
EARLIEST = date(1900, 3, 1)
GREY, GREY_TINT = "#9AA5AD", "#F4F6F7"
ENTER_LIST = N_("Choose from the list.")
ENTER: Mapping[Entry, str] = {
    Entry.LIST: ENTER_LIST,
    Entry.CODE: ENTER_LIST,
    Entry.CURRENCY: N_("Three letters, like MYR."),
    Entry.MARK: N_("Choose the tick where it applies; leave it empty where it does not."),
    Entry.LEVEL: N_("0, 1, 2, 3 or 4: the level that describes you best."),
    Entry.WHOLE: N_("A whole number."),
    Entry.NUMBER: N_("A number."),
    Entry.PERCENT: N_("A number from 0 to 100."),
    Entry.TEXT: N_("Text. No names of workers."),
    Entry.DAY: N_("A date, like 2026-03-27."),
    Entry.MONTH: N_("A year and a month, like 2026-03."),
}
CHECK = N_("Please check")
WRONG = N_("This does not fit here. {what}")


def answer_style(book: Book, entry: Entry) -> Style:
    """Return the look of an answer cell: the only ones that are not locked."""
    properties: dict[str, Any] = {"locked": False, "bg_color": EDIT_TINT, "border": 1, "border_color": LINE}
    match entry:
        case Entry.TEXT:
            properties |= {"num_format": "@", "reading_order": 0, "font_size": 9}
        case Entry.MONTH | Entry.CURRENCY:
            properties |= {"num_format": "@", "align": "center", "valign": "vcenter"}
        case Entry.DAY:
            properties |= {"num_format": book.setting.day, "align": "center", "valign": "vcenter"}
        case Entry.WHOLE:
            properties |= {"num_format": "#,##0", "align": "center", "valign": "vcenter"}
        case Entry.PERCENT:
            properties |= {"num_format": 'General" %"', "align": "center", "valign": "vcenter"}
        case Entry.MARK | Entry.LEVEL | Entry.NUMBER:
            properties |= {"align": "center", "valign": "vcenter"}
        case Entry.LIST | Entry.CODE:
            properties |= {"align": "start", "valign": "vcenter"}
    return book.style(**properties)


# Digits and dates of other scripts are text to a spreadsheet; we read them, so they may be kept after a warning.
FOREIGN: Mapping[str, str] = MappingProxyType({"error_type": "warning"})


def rule(item: Item, slot: Slot, texts: Texts, say: Any) -> dict[str, Any]:
    """Return the data validation of an answer cell. A wrong entry is stopped where a program can tell it is wrong."""
    what = say(ENTER[slot.entry])
    words = {"error_message": say(WRONG, what=what)[:255], "error_title": say(CHECK)[:32]}
    listed = texts.lists.get(slot.list)
    match slot.entry:
        case Entry.LIST | Entry.CURRENCY | Entry.CODE if listed:
            source = listed.codes if slot.entry is Entry.CURRENCY else listed.range
            stop = "warning" if slot.list == ":language" else "stop"
            return words | {"validate": "list", "source": f"={source}", "error_type": stop}
        case Entry.MARK:
            return words | {"validate": "list", "source": [MARKED]}
        case Entry.LEVEL:
            return words | {"validate": "list", "source": ["0", "1", "2", "3", "4"]}
        case Entry.WHOLE:
            return words | {"validate": "integer", **FOREIGN} | _limits(item)
        case Entry.NUMBER | Entry.PERCENT:
            return words | {"validate": "decimal", **FOREIGN} | _limits(item)
        case Entry.DAY:
            return words | {"validate": "date", **FOREIGN} | _days(item)
        case Entry.MONTH:
            return words | {"validate": "length", "criteria": "==", "value": 7, "error_type": "warning"}
        case Entry.TEXT:
            longest = item.kind.max_length if isinstance(item.kind, Text) and not _beside(slot) else 2000
            return words | {"validate": "length", "criteria": "<=", "value": min(longest, 32_000)}
    raise AssertionError(slot)


def _beside(slot: Slot) -> bool:
    return slot.control.endswith((".note", ".reason"))


def _limits(item: Item) -> dict[str, Any]:
    """Return the limits; counts by sex begin at zero."""
    least, most = -BIG, BIG
    match item.kind:
        case Number(_, low, high) | MoneyKind(low, high):
            least = least if low is None else low  # type: ignore[assignment]
            most = most if high is None else high  # type: ignore[assignment]
        case _:
            least = 0
    return {"criteria": "between", "minimum": _plain(least), "maximum": _plain(most)}


def _plain(number: Any) -> float | int:
    return int(number) if number == int(number) else float(number)


def _days(item: Item) -> dict[str, Any]:
    kind = item.kind
    first = _limit(kind.min if isinstance(kind, Date) else None) or EARLIEST
    last = _limit(kind.max if isinstance(kind, Date) else None) or date(2119, 12, 31)
    return {"criteria": "between", "minimum": first, "maximum": last}


def _limit(limit: str | None) -> date | str | None:
    if limit == "today":
        return "=TODAY()"
    return date.fromisoformat(limit) if limit and limit >= EARLIEST.isoformat() else None


def say_at(sheet: Sheet, row: int, column: int, shown: Shown, style: Style) -> None:
    """Write a text that follows the language chosen."""
    if shown.now or shown.cell != '""':
        sheet.formula(row, column, f"={shown.cell}", style, shown.now)
    else:
        sheet.text(row, column, "", style)


def filled(shown: Shown, values: Mapping[str, str]) -> str:
    """Return a formula for a text with its {places} taken by cells or formulas."""
    formula = shown.cell
    for name, cell in values.items():
        formula = f'SUBSTITUTE({formula},"{{{name}}}",{cell})'
    return formula


def colour(sheet: Sheet, box: tuple[int, int, int, int], status: str, *, answers: tuple[int, int]) -> None:
    """Colour a sheet by the status beside each row: grey what is not asked, tint what needs a look.

    `status` is the cell of the first row, its column fixed. The check column says the same in words.
    """
    top, left, bottom, right = box
    book, layout = sheet.book, sheet.layout
    tints = [
        (NOT_ASKED, (left, right), {"bg_color": GREY_TINT, "font_color": GREY}),
        (MISSING, answers, {"bg_color": AMBER_TINT, "font_color": INK}),
        (MISFIT, answers, {"bg_color": RED_TINT, "font_color": RED}),
        (CONTRADICTED, answers, {"bg_color": RED_TINT, "font_color": RED}),
        (ROWS, answers, {"bg_color": AMBER_TINT, "font_color": INK}),
    ]
    for code, (first, last), look in tints:
        criteria = {"type": "formula", "criteria": f"={status}={code}", "format": book.tint(**look)}
        layout.conditional_format(top, first, bottom, last, criteria)


def head_style(book: Book, **properties: Any) -> Style:
    """Return the look of a heading above columns."""
    return book.style(bold=True, font_size=9, font_color=PAPER, bg_color=ACCENT, valign="vcenter", **properties)


def quiet(book: Book, **properties: Any) -> Style:
    """Return the look of what is said on the side."""
    return book.style(**({"font_color": MUTED, "font_size": 9} | properties))
