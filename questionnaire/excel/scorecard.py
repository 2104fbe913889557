"""How does a scorecard look as a workbook that a director can forward?

Critical issues first, then practice, confidence and inherent risk as three numbers that stay three; then the roadmap,
the gaps, and every item with why it counts or not. Nothing is computed here but rounding, and that by the score's own.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import assert_never

from instruments import texts
from instruments.model import Instrument, State, Translate
from questionnaire.excel.cells import (
    ACCENT,
    ACCENT_TINT,
    AMBER,
    AMBER_TINT,
    GREEN,
    GREEN_TINT,
    HEAD_TINT,
    LINE,
    MUTED,
    RED,
    RED_TINT,
    Book,
    Say,
    Sheet,
    spoken,
    unspoken,
)
from questionnaire.excel.front import ACROSS, WIDTH, about, heading, write_front
from questionnaire.excel.plan_pages import COUNT, GAP_TITLES, GAP_WIDTHS, Cells, gap_row, question, write_table
from questionnaire.excel.settings import setting
from questionnaire.wording import SOURCE, gettext, number, word
from questionnaire.wording.words import N_
from scoring.critical import Issue, Status
from scoring.levels import Without
from scoring.practice import Interval, Reason, SectionScore
from scoring.risk import FactorPoints, Ground
from scoring.roadmap import AreaStage
from scoring.score import ItemScore, Scorecard

WITHHELD = N_("Not shown while a critical issue is open")
NOT_SCORED = N_("Not scored")
UNCALIBRATED = N_("The bands of inherent risk are starting values. They have not been calibrated.")
REASONS: Mapping[Reason, str] = {
    Reason.NOTHING_APPLICABLE: N_("Nothing in this section applies"),
    Reason.TOO_MUCH_NOT_APPLICABLE: N_("Too much was answered “does not apply” on the supplier's word alone"),
}
LEFT_OUT: Mapping[Without, str] = {
    Without.DONT_KNOW: N_("Answered “I do not know”: counts as level 0"),
    Without.UNANSWERED: N_("Not answered yet"),
    Without.UNDETERMINED: N_("Not clear yet whether this will be asked"),
    Without.NOT_ASKED: N_("Not asked"),
    Without.NOT_APPLICABLE: N_("Does not apply"),
    Without.FREELY_NOT_APPLICABLE: N_("Does not apply, on the supplier's word"),
    Without.NO_LEVEL: N_("This answer has no level"),
}
GROUNDS: Mapping[Ground, str] = {
    Ground.RULE: N_("Because of the answer to {items}"),
    Ground.UNKNOWN: N_("Not known: {items}"),
    Ground.OTHERWISE: N_("Nothing that was answered raises it"),
}
STATUS_INKS = {
    Status.OPEN: (RED, RED_TINT),
    Status.REMEDYING: (AMBER, AMBER_TINT),
    Status.REMEDIED: (GREEN, GREEN_TINT),
}
ITEM_TITLES = (N_("Section"), N_("Question"), N_("State"), N_("Level"), N_("Weight"), N_("Counted"), N_("Remark"))
ITEM_WIDTHS = (24, 62, 12, 8, 8, 10, 32)


def write_scorecard(
    scorecard: Scorecard,
    instrument: Instrument,
    *,
    supplier: str,
    made: datetime,
    receipt_digest: str,
    basis: str = "",
    for_buyer: bool = False,
    translate: Translate = unspoken,
    say: Say = gettext,
    locale: str = SOURCE,
) -> bytes:
    """Write a scorecard as .xlsx. `for_buyer` withholds the overall number while a critical issue is open.

    `basis` says what the numbers stand on: a submission as signed, the same answers as of a day, a draft.
    """
    _ = say
    title = spoken(texts.instrument_role(instrument, "title"), translate)
    book = Book(setting(locale), say, title=f"{_('Scorecard')}: {title}", made=made)
    top = about(supplier, instrument)
    cover = book.sheet(_("Scorecard"))
    row = write_front(
        cover,
        kind=_("Scorecard"),
        supplier=supplier,
        instrument=instrument,
        headline=scorecard.headline,
        made=made,
        speak=translate,
        basis=basis,
    )
    row = _write_critical(cover, row, scorecard, instrument, translate)
    row = _write_numbers(cover, row, scorecard, instrument, translate, for_buyer=for_buyer)
    row = _write_sections(cover, row, scorecard, instrument, translate)
    _write_receipt(cover, row, scorecard, receipt_digest)
    cover.paper(top, landscape=False, tall=1)
    _write_roadmap(book, scorecard, instrument, translate, top)
    _write_risk(book, scorecard, instrument, translate, top)
    _write_gaps(book, scorecard, instrument, translate, top)
    _write_items(book, scorecard, instrument, translate, top)
    return book.finish()


def _write_critical(sheet: Sheet, row: int, card: Scorecard, instrument: Instrument, speak: Translate) -> int:
    _, style = sheet.book.gettext, sheet.book.style
    heading(sheet, row, _("Critical issues"))
    if not card.critical:
        sheet.wide(row + 1, ACROSS, _("None was raised by these answers."), style(), width=WIDTH)
        return row + 3
    titles = {issue.id: spoken(texts.critical(issue), speak) for issue in instrument.critical}
    for line, issue in enumerate(card.critical, start=row + 1):
        ink, tint = STATUS_INKS[issue.status]
        status = style(bold=True, font_color=ink, bg_color=tint, border=1, border_color=LINE)
        sheet.text(line, 1, _critical_words(sheet.book, issue), status)
        body = style(border=1, border_color=LINE)
        text = f"{issue.id}  {titles.get(issue.id, issue.id)} ({issue.item})"
        sheet.wide(line, (2, ACROSS[1]), text, body, width=WIDTH - 30)
    return row + len(card.critical) + 2


def _critical_words(book: Book, issue: Issue) -> str:
    words = word("critical", issue.status, book.setting.locale)
    return f"{words} ({word('critical', 'unknown', book.setting.locale)})" if issue.unknown else words


def _write_numbers(
    sheet: Sheet, row: int, card: Scorecard, instrument: Instrument, speak: Translate, *, for_buyer: bool
) -> int:
    _, style = sheet.book.gettext, sheet.book.style
    heading(sheet, row, _("Three numbers"))
    edge = {"border": 1, "border_color": LINE}
    label = style(bold=True, valign="vcenter", **edge)
    decimal = style(bold=True, font_size=16, align="center", valign="vcenter", num_format="0.0", **edge)
    figure = style(bold=True, font_size=16, align="center", valign="vcenter", **edge)
    note = style(font_color=MUTED, valign="vcenter", **edge)
    for line, (name, value, words) in enumerate(
        _numbers(sheet.book, card, instrument, speak, withheld=for_buyer and card.withheld_from_buyers), start=row + 1
    ):
        sheet.text(line, 1, name, label)
        if isinstance(value, Fraction):
            sheet.number(line, 2, _rounded(value), decimal)
        else:
            sheet.text(line, 2, value, figure)
        sheet.wide(line, (3, ACROSS[1]), words, note, width=WIDTH - 43)
        sheet.layout.set_row(line, 30)
    return row + 5


def _numbers(
    book: Book, card: Scorecard, instrument: Instrument, speak: Translate, *, withheld: bool
) -> list[tuple[str, Fraction | str, str]]:
    _ = book.gettext
    bands = {band.id: spoken(texts.band(band), speak) for band in instrument.risk_bands}
    practice: Fraction | str = "–" if withheld or card.practice is None else card.practice
    confidence: Fraction | str = "–" if card.confidence is None else card.confidence
    risk = "–" if card.risk is None else number(card.risk.points, book.setting.locale)
    band = bands.get(card.risk.band or "", "") if card.risk else ""
    return [
        (_("Practice, 0 to 100"), practice, _(WITHHELD) if withheld else _practice_words(book, card)),
        (_("Confidence, 0 to 100"), confidence, _("How well the claims are supported by evidence.")),
        (_("Inherent risk, points"), risk, f"{band}. {_(UNCALIBRATED)}" if band else _(NOT_SCORED)),
    ]


def _practice_words(book: Book, card: Scorecard) -> str:
    _ = book.gettext
    if card.practice is None and card.interval[0] is None:
        return _(NOT_SCORED)
    doubt = _span(book, card.range)
    if card.practice is None:
        open_ = _span(book, card.interval)
        return _("Open answers can bring it to {interval}. Range of doubt: {range}.", interval=open_, range=doubt)
    return _("How much of good practice is in place. Range of doubt: {range}.", range=doubt)


def _span(book: Book, interval: Interval) -> str:
    low, high = (_figure(book, end) for end in interval)
    return book.gettext("{low} to {high}", low=low, high=high)


def _figure(book: Book, value: Fraction | None) -> str:
    return "–" if value is None else number(value, book.setting.locale)


def _rounded(value: Fraction) -> float:
    """Round half up to two decimals, as everywhere a score is shown."""
    return ((200 * value.numerator + value.denominator) // (2 * value.denominator)) / 100


def _write_sections(sheet: Sheet, row: int, card: Scorecard, instrument: Instrument, speak: Translate) -> int:
    """Write practice by section, and the same as bars."""
    _, style = sheet.book.gettext, sheet.book.style
    heading(sheet, row, _("Practice by section"))
    titles = {section.id: spoken(texts.section_title(section), speak) for section in instrument.sections}
    edge = {"border": 1, "border_color": LINE}
    head = style(bold=True, bg_color=HEAD_TINT, font_size=9, **edge)
    top = row + 1
    heads = [_("Section"), _("Practice"), _("Answered"), _("Does not apply"), _("Why not scored")]
    sheet.row(top, heads, head, start=1)
    sheet.wide(top, (5, ACROSS[1]), heads[-1], head, width=39)
    sheet.height(top, [(text, 13) for text in heads[1:4]], size=9)
    for line, section in enumerate(card.sections, start=top + 1):
        _write_section(sheet, line, section, titles[section.id])
    last = top + len(card.sections)
    _draw_sections(sheet, top, last)
    return last + 4 + len(card.sections) * 2


def _write_section(sheet: Sheet, row: int, section: SectionScore, title: str) -> None:
    _, style = sheet.book.gettext, sheet.book.style
    edge = {"border": 1, "border_color": LINE}
    figure = style(align="center", **edge)
    reason = _(REASONS[section.reason]) if section.reason else ""
    sheet.wide(row, (5, ACROSS[1]), reason, style(font_color=MUTED, **edge), width=39)
    sheet.text(row, 1, title, style(**edge))
    value = None if section.practice is None else _rounded(section.practice)
    sheet.number(row, 2, value, style(align="center", bold=True, num_format="0.0", **edge))
    answered = _("{answered} of {asked}", answered=section.answered, asked=section.asked)
    sheet.text(row, 3, answered, figure)
    sheet.number(row, 4, section.not_applicable, style(align="center", num_format=COUNT, **edge))
    sheet.height(row, [(title, 30), (answered, 13), (reason, 39)])


def _draw_sections(sheet: Sheet, top: int, last: int) -> None:
    chart = sheet.book.chart({"type": "bar"})
    font = {"name": sheet.book.setting.font, "size": 9}
    chart.add_series(
        {
            "name": [sheet.name, top, 2],
            "categories": [sheet.name, top + 1, 1, last, 1],
            "values": [sheet.name, top + 1, 2, last, 2],
            "fill": {"color": ACCENT},
            "gap": 50,
            "data_labels": {"value": True, "num_format": "0.0", "font": font},
        }
    )
    chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": font, "line": {"color": LINE}})
    chart.set_x_axis(
        {
            "min": 0,
            "max": 100,
            "num_format": "0",
            "num_font": font,
            "reverse": sheet.book.setting.right_to_left,
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 780, "height": 60 + 36 * (last - top)})
    described = {"x_offset": 5, "y_offset": 6, "description": sheet.book.gettext("Practice by section")}
    sheet.layout.insert_chart(last + 1, 1, chart, described)


def _write_receipt(sheet: Sheet, row: int, card: Scorecard, receipt_digest: str) -> None:
    _, style = sheet.book.gettext, sheet.book.style
    heading(sheet, row, _("Receipt"))
    note = _("Whoever has the questionnaire and the answers can compute this scorecard again and compare the digests.")
    sheet.wide(row + 1, ACROSS, note, style(), width=WIDTH)
    lines = (
        (_("Questionnaire"), str(card.ref)),
        (_("Digest of the questionnaire"), card.digest),
        (_("Digest of the receipt"), receipt_digest),
    )
    for line, (name, value) in enumerate(lines, start=row + 2):
        sheet.text(line, 1, name, style(font_color=MUTED))
        sheet.wide(line, (2, ACROSS[1]), value, style(reading_order=1, font_size=9), width=WIDTH - 30, size=9)


def _write_roadmap(book: Book, card: Scorecard, instrument: Instrument, speak: Translate, top: str) -> None:
    """Write areas by stages: reached, on the way to the target, beyond it."""
    if not card.roadmap:
        return
    _ = book.gettext
    sheet = book.sheet(_("Roadmap"))
    titles = {area.id: spoken(texts.area(area), speak) for area in instrument.areas}
    edge = {"border": 1, "border_color": LINE}
    head = book.style(bold=True, bg_color=HEAD_TINT, valign="vcenter", **edge)
    locale = book.setting.locale
    stages = [f"{number(each.number, locale)}  {spoken(texts.stage(each), speak)}" for each in instrument.stages]
    widths = [28, *[22] * len(stages), 30]
    heads = [_("Area"), *stages, _("Held back by")]
    sheet.widths(widths)
    sheet.row(0, heads, head)
    sheet.height(0, list(zip(heads, widths, strict=True)), least=30)
    for row, area in enumerate(card.roadmap, start=1):
        sheet.text(row, 0, titles[area.area], book.style(bold=True, valign="vcenter", **edge))
        for column, stage in enumerate(instrument.stages, start=1):
            words, ink, tint = _stage_cell(area, stage.number)
            cell = book.style(align="center", valign="vcenter", font_color=ink, bg_color=tint, **edge)
            sheet.text(row, column, _(words) if words else "", cell)
        held = ", ".join(area.held_by)
        sheet.text(row, 1 + len(stages), held, book.style(font_color=RED, valign="vcenter", **edge))
        sheet.height(row, [(titles[area.area], 28), (held, 30)], least=30)
    sheet.layout.freeze_panes(1, 1)
    sheet.paper(top, landscape=True, repeat=0)


def _stage_cell(area: AreaStage, stage: int) -> tuple[str, str, str]:
    if area.stage is None:
        return N_("Does not apply"), MUTED, "#FFFFFF"
    if stage <= area.stage:
        return N_("Reached"), "#FFFFFF", ACCENT
    if stage == area.target:
        return N_("Target"), ACCENT, ACCENT_TINT
    return (N_("On the way"), ACCENT, ACCENT_TINT) if stage < area.target else ("", MUTED, "#FFFFFF")


def _write_risk(book: Book, card: Scorecard, instrument: Instrument, speak: Translate, top: str) -> None:
    if card.risk is None:
        return
    _ = book.gettext
    sheet = book.sheet(_("Inherent risk"))
    titles = {factor.id: spoken(texts.factor(factor), speak) for factor in instrument.risk_factors}
    rows: list[Cells] = [
        [titles[factor.factor], factor.points, _ground(book, factor, instrument, speak)] for factor in card.risk.factors
    ]
    rows.append([_("All"), card.risk.points, _(UNCALIBRATED)])
    write_table(sheet, [_("Factor"), _("Points"), _("Reason")], (48, 9, 90), rows)
    sheet.paper(top, landscape=True, repeat=0)


def _ground(book: Book, factor: FactorPoints, instrument: Instrument, speak: Translate) -> str:
    asked = "\n".join(question(item, instrument, speak) for item in factor.items)
    return book.gettext(GROUNDS[factor.ground], items=asked)


def _write_gaps(book: Book, card: Scorecard, instrument: Instrument, speak: Translate, top: str) -> None:
    if not card.gaps:
        return
    _ = book.gettext
    sheet = book.sheet(_("Gaps"))
    rows = [gap_row(position, gap, instrument, speak, book) for position, gap in enumerate(card.gaps, start=1)]
    write_table(sheet, [_(title) for title in GAP_TITLES], GAP_WIDTHS, rows)
    sheet.paper(top, landscape=True, repeat=0)


def _write_items(book: Book, card: Scorecard, instrument: Instrument, speak: Translate, top: str) -> None:
    """Write the level of every scored item, and why one is left out."""
    _ = book.gettext
    sheet = book.sheet(_("Questions"))
    scored = [item for item in card.items if instrument.items[item.item].scored]
    rows = [_item_row(book, item, instrument, speak) for item in scored]
    after = write_table(sheet, [_(title) for title in ITEM_TITLES], ITEM_WIDTHS, rows)
    sheet.layout.autofilter(0, 0, after - 1, len(ITEM_TITLES) - 1)
    sheet.paper(top, landscape=True, repeat=0)


def _item_row(book: Book, item: ItemScore, instrument: Instrument, speak: Translate) -> Cells:
    _ = book.gettext
    return [
        spoken(texts.section_title(instrument.section_of[item.item]), speak),
        question(item.item, instrument, speak),
        word("state", item.state, book.setting.locale),
        None if item.level is None else float(item.level),
        item.weight,
        _("Yes") if item.counted else _("No"),
        _left_out(book, item),
    ]


def _left_out(book: Book, item: ItemScore) -> str:
    match item.state:
        case State.ANSWERED:
            if item.without is not None:
                return book.gettext(LEFT_OUT[item.without])
            return "" if item.counted else book.gettext("Its section is not scored")
        case State.NOT_ASKED | State.UNANSWERED | State.UNDETERMINED:
            return book.gettext(LEFT_OUT[Without[item.state.name]])
    assert_never(item.state)
