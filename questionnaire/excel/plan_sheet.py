"""How does the sheet look on which people keep their actions up to date?"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from instruments import texts
from instruments.model import ActionType, Instrument, Translate
from questionnaire.excel.cells import (
    ACCENT,
    ACCENT_TINT,
    AMBER_TINT,
    EDIT_TINT,
    GREEN_TINT,
    HEAD_TINT,
    LINE,
    MUTED,
    PAPER,
    RED,
    RED_TINT,
    Book,
    Sheet,
    Style,
    address,
    column_name,
    quoted,
    spoken,
)
from questionnaire.excel.front import about
from questionnaire.excel.plan_columns import Column, Content, choices
from questionnaire.excel.plan_values import Plan, PlanAction
from questionnaire.lifecycle import CLOSED_ACTION

Words = Mapping[str, Mapping[str, str]]

KEYS, HEADINGS, FIRST = 0, 1, 2  # rows: hidden keys, headings, the first action
WRAPPED = frozenset({Content.TEXT, Content.LIST})
SPARE = 400  # rows below the last action that drop-downs and colours reach, for rows that people move
LISTS = "_lists"
TINTS = {
    ActionType.STOP_HARM: RED_TINT,
    ActionType.REMEDY: AMBER_TINT,
    ActionType.PREVENT: ACCENT_TINT,
    ActionType.SYSTEM: HEAD_TINT,
}


def last_row(plan: Plan) -> int:
    """Return the row of the last action; the first row when there is none."""
    return FIRST + max(len(plan.actions), 1) - 1


def _write_lists(book: Book, offered: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Write the words of every drop-down on a hidden sheet: longer than a rule may be, and free to hold commas."""
    sheet = book.sheet(LISTS, hidden=True)
    style = book.style(text_wrap=False)
    ranges = {}
    for column, (name, entries) in enumerate(offered.items()):
        for row, label in enumerate(entries):
            sheet.text(row, column, label, style)
        first, last = address(0, column, absolute=True), address(len(entries) - 1, column, absolute=True)
        ranges[name] = f"={LISTS}!{first}:{last}"
    return ranges


def write_actions(sheet: Sheet, plan: Plan, columns: tuple[Column, ...], words: Words, speak: Translate) -> None:
    """Write one row per action, with drop-downs, colours and the set-up for screen and paper."""
    _write_headings(sheet, columns)
    styles = {column.key: _style(sheet.book, column) for column in columns}
    for row, action in enumerate(plan.actions, start=FIRST):
        shown = _shown(action, plan.instrument, words, speak)
        for number, column in enumerate(columns):
            _write_cell(sheet, row, number, column, shown, styles[column.key])
        wrapped = [(str(shown[c.key] or ""), c.width) for c in columns if c.key != "id" and c.content in WRAPPED]
        sheet.height(row, wrapped, least=24, size=9)
    last = last_row(plan)
    lists = _write_lists(sheet.book, choices(words) | ({"owner": plan.owners} if plan.owners else {}))
    _add_rules(sheet, columns, lists, last)
    _add_colours(sheet, columns, words, last)
    _set_up(sheet, plan, columns, last)


def _write_headings(sheet: Sheet, columns: tuple[Column, ...]) -> None:
    book = sheet.book
    head = {"bold": True, "font_size": 9, "valign": "vcenter", "border": 1, "border_color": LINE}
    fixed = book.style(**head, bg_color=HEAD_TINT)
    open_ = book.style(**head, bg_color=ACCENT, font_color=PAPER)
    hidden = book.style(text_wrap=False, font_color=MUTED)
    for number, column in enumerate(columns):
        sheet.text(KEYS, number, column.key, hidden)
        sheet.text(HEADINGS, number, book.gettext(column.heading), open_ if column.editable else fixed)
    sheet.layout.set_row(KEYS, None, None, {"hidden": True})
    sheet.layout.set_row(HEADINGS, 40)
    sheet.widths([column.width for column in columns])
    sheet.layout.set_column(0, 0, 8, None, {"hidden": True})


def _style(book: Book, column: Column) -> Style:
    properties: dict[str, Any] = {"font_size": 9, "border": 1, "border_color": LINE, "locked": not column.editable}
    if column.editable:
        properties["bg_color"] = EDIT_TINT
    match column.content:
        case Content.DAY:
            properties |= {"num_format": book.setting.day, "align": "start"}
        case Content.AMOUNT:
            properties |= {"num_format": "#,##0.00", "text_wrap": False}
        case Content.LEVEL:
            properties |= {"align": "center"}
        case Content.TEXT | Content.LIST | Content.CURRENCY:
            properties |= (
                {"num_format": "@", "reading_order": 0} if column.editable and column.content is Content.TEXT else {}
            )
        case _:
            assert_never(column.content)
    return book.style(**properties)


def _shown(action: PlanAction, instrument: Instrument, words: Words, speak: Translate) -> Mapping[str, Any]:
    """Return what each cell of an action's row shows."""
    item = instrument.items.get(action.item) if action.item else None
    return {
        **{name: getattr(action, name) for name in ("id", "level", "needed", "finding", "owner", "owner_role", "note")},
        "item": f"{action.item}  {spoken(texts.item_text(item), speak)}" if item else action.item or "",
        "text": spoken(action.text, speak),
        **{name: words[name].get(getattr(action, name), getattr(action, name)) for name in words},
        **{name: getattr(action, name) for name in ("due", "cost", "currency", "evidence", "need")},
    }


def _write_cell(sheet: Sheet, row: int, number: int, column: Column, shown: Mapping[str, Any], style: Style) -> None:
    value = shown[column.key]
    match value:
        case date():
            sheet.day(row, number, value, style)
        case str():
            sheet.text(row, number, value, style)
        case _:
            sheet.number(row, number, None if value is None else _exactly(value), style)


def _exactly(value: Any) -> Decimal | float:
    return value if isinstance(value, Decimal) else float(value)


def _add_rules(sheet: Sheet, columns: tuple[Column, ...], lists: Mapping[str, str], last: int) -> None:
    """Add drop-downs and the hint of each column. A wrong entry is warned of, never refused."""
    _ = sheet.book.gettext
    for number, column in enumerate(columns):
        if not column.editable:
            continue
        rule: dict[str, Any] = {"validate": "any"}
        match column.content:
            case Content.LIST | Content.CURRENCY:
                rule = {"validate": "list", "source": lists.get(column.key, lists["currency"]), "error_type": "warning"}
            case Content.DAY:
                earliest = {"criteria": ">=", "value": date(2000, 1, 1), "error_type": "warning"}
                rule = {"validate": "date", **earliest}
            case Content.AMOUNT:
                rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
            case Content.TEXT | Content.LEVEL:
                if column.key in lists:  # an offer only
                    rule = {"validate": "list", "source": lists[column.key], "show_error": False}
            case _:
                assert_never(column.content)
        titles = {"input_title": _(column.heading)[:32], "input_message": _(column.hint)[:255]}
        warning = {"error_title": _(column.heading)[:32], "error_message": _("Check this entry.")[:255]}
        sheet.layout.data_validation(FIRST, number, last + SPARE, number, rule | titles | warning)


def _add_colours(sheet: Sheet, columns: tuple[Column, ...], words: Words, last: int) -> None:
    """Colour what is overdue, what is closed, and the types. The words say the same: colour is never alone."""
    at = {column.key: index for index, column in enumerate(columns)}
    due, status, kind = (f"${column_name(at[name])}{FIRST + 1}" for name in ("due", "status", "type"))
    closed = ",".join(f"{status}={quoted(words['status'][value])}" for value in sorted(CLOSED_ACTION))
    layout, book = sheet.layout, sheet.book
    late = book.style(bg_color=RED_TINT, font_color=RED, bold=True)
    overdue = f"=AND(ISNUMBER({due}),{due}<TODAY(),NOT(OR({closed})))"
    layout.conditional_format(
        FIRST, at["due"], last + SPARE, at["due"], {"type": "formula", "criteria": overdue, "format": late}
    )
    done = book.style(bg_color=GREEN_TINT)
    layout.conditional_format(
        FIRST,
        at["status"],
        last + SPARE,
        at["status"],
        {"type": "formula", "criteria": f"=OR({closed})", "format": done},
    )
    for name, tint in TINTS.items():
        rule = {
            "type": "formula",
            "criteria": f"={kind}={quoted(words['type'][name])}",
            "format": book.style(bg_color=tint),
        }
        layout.conditional_format(FIRST, at["type"], last + SPARE, at["type"], rule)


def _set_up(sheet: Sheet, plan: Plan, columns: tuple[Column, ...], last: int) -> None:
    layout = sheet.layout
    layout.freeze_panes(FIRST, 2)
    layout.autofilter(HEADINGS, 0, last, len(columns) - 1)
    # No password: the lock keeps rows from being damaged by accident, and whoever needs more takes it off.
    allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells", "select_unlocked_cells")
    layout.protect("", dict.fromkeys(allowed, True))
    sheet.paper(about(plan.supplier, plan.instrument), landscape=True, repeat=HEADINGS)
    layout.print_area(HEADINGS, 0, last, len(columns) - 1)
