"""What stands around the actions: the cover with its chart, the gaps, the repayments?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from instruments import texts
from instruments.model import ActionType, Instrument, ItemId, Translate
from questionnaire.excel.cells import (
    GREEN,
    HEAD_TINT,
    LINE,
    MUTED,
    RED,
    Book,
    Sheet,
    address,
    column_name,
    quoted,
    spoken,
)
from questionnaire.excel.front import ACROSS, WIDTH, about, heading, write_front
from questionnaire.excel.plan_columns import Column
from questionnaire.excel.plan_sheet import FIRST, Words, last_row
from questionnaire.excel.plan_values import Plan
from questionnaire.lifecycle import CLOSED_ACTION, ActionStatus
from questionnaire.wording import number, word
from questionnaire.wording.words import N_
from scoring.gaps import Gap, Nature
from scoring.plan import Repayment

COUNT = "0;-0;–"  # a dash for none: zeros would hide the figures among them
Cells = Sequence[str | float | date | Decimal | None]

STATUS_COLOURS = {
    ActionStatus.OPEN: "#B9C4CC",
    ActionStatus.IN_PROGRESS: "#E0A526",
    ActionStatus.EVIDENCE_SUBMITTED: "#5C9EBF",
    ActionStatus.VERIFIED: "#7DBE93",
    ActionStatus.EFFECTIVE: GREEN,
}
HOW_TO = (
    N_("Fill in the yellow cells of the sheet “{plan}”: they have a list or a hint. The other cells are for reading."),
    N_("You may sort, filter, widen and hide. A row that you delete changes nothing."),
    N_("The sheet is locked without a password, against accidents only. To sort, take the lock off."),
    N_("Upload this file when you have changed it. You will see every change before it is made."),
    N_("Do not write names or other personal details of workers."),
)
NATURES = {
    Nature.DECLARATION: N_("Not yet in place"),
    Nature.EVIDENCE: N_("Nothing to show for it yet"),
    Nature.OUTCOME: N_("Contradicted by others"),
}

GAP_TITLES = (
    N_("No."),
    N_("Question"),
    N_("Areas"),
    N_("Stage"),
    N_("Level now"),
    N_("Level needed"),
    N_("Weight"),
    N_("Critical issue"),
    N_("Nature"),
)
GAP_WIDTHS = (5, 58, 24, 8, 8, 8, 8, 18, 22)
OWED_TITLES = (N_("Question"), N_("Corridor"), N_("Cost"), N_("Workers"), N_("Currency"), N_("Owed"))
INSTALMENT_TITLES = (N_("Question"), N_("Due"), N_("Proof"), N_("Paid"), N_("Currency"), N_("Amount"))
SUM_TITLES = (N_("Currency"), N_("Owed"), N_("Repaid"), N_("Remaining"))
REPAYMENT_WIDTHS = (58, 20, 30, 10, 10, 16, 16, 16)


def write_cover(
    sheet: Sheet, plan: Plan, plan_sheet: str, columns: tuple[Column, ...], words: Words, speak: Translate
) -> None:
    """Write the cover: whose plan, the headline, how many actions of which type and status, how to use the file."""
    _ = sheet.book.gettext
    row = write_front(
        sheet,
        kind=_("Action plan"),
        supplier=plan.supplier,
        instrument=plan.instrument,
        headline=plan.headline,
        made=plan.made,
        speak=speak,
        basis=_("Headline and gaps as of this day, with this plan"),
    )
    heading(sheet, row, _("Actions by type and status"))
    after = _write_counts(sheet, row + 1, plan, plan_sheet, columns, words)
    _draw_counts(sheet, row + 1, after + 1)
    row = after + 17
    heading(sheet, row, _("How to use this workbook"))
    locale = sheet.book.setting.locale
    for place, line in enumerate(HOW_TO, start=1):
        text = f"{number(place, locale)}.  {_(line, plan=plan_sheet)}"
        sheet.wide(row + place, ACROSS, text, sheet.book.style(), width=WIDTH)
    sheet.paper(about(plan.supplier, plan.instrument), landscape=False, tall=1)


def _write_counts(
    sheet: Sheet, top: int, plan: Plan, plan_sheet: str, columns: tuple[Column, ...], words: Words
) -> int:
    """Write the counts as formulas over the plan, so that they stay right as people work; return the last row."""
    _, style = sheet.book.gettext, sheet.book.style
    ranges = _ranges(plan, plan_sheet, columns)
    counted = Counter((action.type, action.status) for action in plan.actions)
    edge = {"border": 1, "border_color": LINE}
    head = style(bold=True, bg_color=HEAD_TINT, align="center", font_size=9, **edge)
    label, figure, sums = (
        style(**edge),
        style(align="center", num_format=COUNT, **edge),
        style(align="center", num_format=COUNT, bold=True, **edge),
    )
    sheet.row(top, ["", *(words["status"][status] for status in ActionStatus), _("All")], head, start=1)
    sheet.height(top, [(words["status"][status], 13) for status in ActionStatus], size=9)
    across = len(ActionStatus)
    for row, kind in enumerate(ActionType, start=top + 1):
        sheet.text(row, 1, words["type"][kind], label)
        for column, status in enumerate(ActionStatus, start=2):
            criteria = f"{ranges['type']},{address(row, 1)},{ranges['status']},{address(top, column)}"
            sheet.formula(row, column, f"=COUNTIFS({criteria})", figure, counted[kind, status])
        whole = sum(counted[kind, status] for status in ActionStatus)
        sheet.formula(row, 2 + across, f"=SUM({address(row, 2)}:{address(row, 1 + across)})", sums, whole)
    bottom = top + len(ActionType) + 1
    sheet.text(bottom, 1, _("All"), style(bold=True, **edge))
    for column in range(2, 3 + across):
        status_count = _column_count(counted, column - 2)
        ends = f"{address(top + 1, column)}:{address(bottom - 1, column)}"
        sheet.formula(bottom, column, f"=SUM({ends})", sums, status_count)
    _write_overdue(sheet, bottom + 1, plan, ranges, words)
    return bottom + 1


def _column_count(counted: Counter[tuple[ActionType, ActionStatus]], position: int) -> int:
    statuses = list(ActionStatus)
    return sum(n for (_, status), n in counted.items() if position >= len(statuses) or status is statuses[position])


def _write_overdue(sheet: Sheet, row: int, plan: Plan, ranges: dict[str, str], words: Words) -> None:
    style = sheet.book.style
    closed = "".join(
        f",{ranges['status']},{quoted('<>' + words['status'][status])}" for status in sorted(CLOSED_ACTION)
    )
    late = f'=COUNTIFS({ranges["due"]},"<"&TODAY(),{ranges["due"]},">0"{closed})'
    today = plan.made.date()
    count = sum(a.due is not None and a.due < today and a.status not in CLOSED_ACTION for a in plan.actions)
    edge = {"border": 1, "border_color": LINE}
    sheet.text(row, 1, sheet.book.gettext("Overdue"), style(bold=True, font_color=RED, **edge))
    sheet.formula(row, 2, late, style(bold=True, font_color=RED, align="center", **edge), count)


def _ranges(plan: Plan, plan_sheet: str, columns: tuple[Column, ...]) -> dict[str, str]:
    """Return where the columns of the plan stand, as formulas name it."""
    tab = "'" + plan_sheet.replace("'", "''") + "'"
    first, last = FIRST + 1, last_row(plan) + 1
    return {
        column.key: f"{tab}!${column_name(index)}${first}:${column_name(index)}${last}"
        for index, column in enumerate(columns)
        if column.key in {"type", "status", "due"}
    }


def _draw_counts(sheet: Sheet, top: int, row: int) -> None:
    """Draw the counts as bars, one colour per status, in the order of the table."""
    chart = sheet.book.chart({"type": "bar", "subtype": "stacked"})
    first, last = top + 1, top + len(ActionType)
    for column, status in enumerate(ActionStatus, start=2):
        chart.add_series(
            {
                "name": [sheet.name, top, column],
                "categories": [sheet.name, first, 1, last, 1],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": STATUS_COLOURS[status]},
                "gap": 60,
            }
        )
    backwards = sheet.book.setting.right_to_left
    font = {"name": sheet.book.setting.font, "size": 9}
    chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": font, "line": {"color": LINE}})
    chart.set_x_axis(
        {
            "reverse": backwards,
            "num_font": font,
            "num_format": "0",
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 780, "height": 280})
    options = {"x_offset": 5, "y_offset": 6, "description": sheet.book.gettext("Actions by type and status")}
    sheet.layout.insert_chart(row, 1, chart, options)


def write_gaps(book: Book, plan: Plan, speak: Translate) -> None:
    """Write the gaps behind the actions, the most urgent first."""
    if not plan.gaps:
        return
    _ = book.gettext
    sheet = book.sheet(_("Gaps"))
    write_table(
        sheet,
        [_(title) for title in GAP_TITLES],
        GAP_WIDTHS,
        [gap_row(number, gap, plan.instrument, speak, book) for number, gap in enumerate(plan.gaps, start=1)],
    )
    sheet.paper(about(plan.supplier, plan.instrument), landscape=True, repeat=0)


def gap_row(number: int, gap: Gap, instrument: Instrument, speak: Translate, book: Book) -> Cells:
    """Return the cells of a gap."""
    areas = {area.id: spoken(texts.area(area), speak) for area in instrument.areas}
    state = "unknown" if gap.critical and gap.unknown else gap.critical
    critical = word("critical", state, book.setting.locale) if state else ""
    return [
        number,
        question(gap.item, instrument, speak),
        "\n".join(areas[area] for area in gap.areas),
        gap.stage,
        None if gap.level is None else float(gap.level),
        float(gap.needed),
        gap.weight,
        critical,
        book.gettext(NATURES[gap.nature]),
    ]


def question(item_id: ItemId | None, instrument: Instrument, speak: Translate) -> str:
    """Return an item's id and question."""
    item = instrument.items.get(item_id) if item_id else None
    return f"{item_id}  {spoken(texts.item_text(item), speak)}" if item else item_id or ""


def write_table(
    sheet: Sheet,
    titles: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Cells],
    *,
    top: int = 0,
    left: int = 0,
    freeze: bool = True,
) -> int:
    """Write a table to read; return the row after it."""
    style = sheet.book.style
    edge = {"border": 1, "border_color": LINE, "font_size": 9}
    head, body = style(bold=True, bg_color=HEAD_TINT, valign="vcenter", **edge), style(**edge)
    figure, day = style(align="center", **edge), style(num_format=sheet.book.setting.day, align="start", **edge)
    money = style(num_format="#,##0.00", text_wrap=False, **edge)
    sheet.widths(widths, start=left)
    sheet.row(top, titles, head, start=left)
    sheet.height(top, list(zip(titles, widths, strict=True)), least=24, size=9)
    for line, cells in enumerate(rows, start=top + 1):
        for column, cell in enumerate(cells, start=left):
            match cell:
                case str():
                    sheet.text(line, column, cell, body)
                case date():
                    sheet.day(line, column, cell, day)
                case Decimal():
                    sheet.number(line, column, cell, money)
                case _:
                    sheet.number(line, column, cell, figure)
        sheet.height(line, [(c, widths[i]) for i, c in enumerate(cells) if isinstance(c, str)], size=9)
    if freeze:
        sheet.layout.freeze_panes(top + 1, 0)
    return top + 1 + len(rows)


def write_repayments(book: Book, plan: Plan, speak: Translate) -> None:
    """Write what workers are owed and what they got back. Currencies are never added up or converted."""
    if not plan.repayments:
        return
    _ = book.gettext
    sheet = book.sheet(_("Repayment"))
    owed, instalments = _owed(plan, speak), _instalments(plan, speak, book)
    row = write_table(sheet, [_(title) for title in OWED_TITLES], REPAYMENT_WIDTHS[:6], owed)
    if instalments:
        titles = [_(title) for title in INSTALMENT_TITLES]
        row = write_table(sheet, titles, REPAYMENT_WIDTHS[:6], instalments, top=row + 1, freeze=False)
    titles = [_(title) for title in SUM_TITLES]
    row = write_table(sheet, titles, REPAYMENT_WIDTHS[4:], _sums(plan), top=row + 1, left=4, freeze=False)
    note = _("Amounts stand in the currency in which they were paid. They are not converted.")
    sheet.text(row, 0, note, book.style(font_color=MUTED, italic=True, font_size=9))
    sheet.paper(about(plan.supplier, plan.instrument), landscape=True, repeat=0)


def _owed(plan: Plan, speak: Translate) -> list[Cells]:
    return [
        [question(item, plan.instrument, speak), owed.corridor, owed.category, owed.workers, owed.currency, owed.amount]
        for item, repayment in plan.repayments.items()
        for owed in repayment.owed
    ]


def _instalments(plan: Plan, speak: Translate, book: Book) -> list[Cells]:
    _ = book.gettext
    return [
        [
            question(item, plan.instrument, speak),
            part.due,
            part.proof,
            (part.paid_on or _("Yes")) if part.paid else _("Not yet"),
            part.currency,
            part.amount,
        ]
        for item, repayment in plan.repayments.items()
        for part in repayment.schedule
    ]


def _sums(plan: Plan) -> list[Cells]:
    """Return owed, repaid and remaining per currency, over all repayments."""
    whole = Repayment(
        owed=tuple(owed for repayment in plan.repayments.values() for owed in repayment.owed),
        schedule=tuple(part for repayment in plan.repayments.values() for part in repayment.schedule),
    )
    paid, remaining = whole.paid(), whole.remaining()
    return [
        [currency, amount, paid.get(currency, Decimal(0)), remaining[currency]]
        for currency, amount in sorted(whole.total().items())
    ]
