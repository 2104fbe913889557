"""What stands first in every workbook: whose it is, what it says in one line, and what it is not?"""

from datetime import datetime

from instruments import texts
from instruments.model import Instrument, Translate
from questionnaire.excel.cells import (
    ACCENT,
    AMBER,
    AMBER_TINT,
    GREEN,
    GREEN_TINT,
    HEAD_TINT,
    MUTED,
    NOT_A_CERTIFICATE,
    RED,
    RED_TINT,
    Sheet,
    spoken,
)
from questionnaire.wording import date as long_date
from questionnaire.wording import notices, word
from scoring.critical import Headline

WIDTHS = (2, 30, 13, 13, 13, 13, 13, 13)  # a margin, labels, figures: together one upright A4 page
ACROSS = (1, len(WIDTHS) - 1)
WIDTH = sum(WIDTHS[1:])
COLOURS = {
    Headline.IMMEDIATE_ACTION: (RED, RED_TINT),
    Headline.REMEDYING: (AMBER, AMBER_TINT),
    Headline.CLEAR: (GREEN, GREEN_TINT),
    Headline.INCOMPLETE: (MUTED, HEAD_TINT),
}


def write_front(
    sheet: Sheet,
    *,
    kind: str,
    supplier: str,
    instrument: Instrument,
    headline: Headline,
    made: datetime,
    speak: Translate,
    basis: str = "",
) -> int:
    """Write the top of a cover and return the next free row.

    `kind` says what workbook this is, `basis` what its numbers stand on.
    """
    _, style = sheet.book.gettext, sheet.book.style
    title = spoken(texts.instrument_role(instrument, "title"), speak)
    which = _("{title}, version {version}", title=title, version=instrument.ref.version)
    sheet.widths(WIDTHS)
    sheet.wide(0, ACROSS, kind, style(font_color=ACCENT, bold=True, font_size=12), width=WIDTH, size=12)
    if supplier:
        sheet.wide(1, ACROSS, supplier, style(bold=True, font_size=20), width=WIDTH / 2, size=20)
    sheet.wide(2, ACROSS, which, style(font_size=11), width=WIDTH, size=11)
    sheet.wide(3, ACROSS, long_date(made.date(), sheet.book.setting.locale), style(font_color=MUTED), width=WIDTH)
    if basis:
        sheet.wide(4, ACROSS, basis, style(font_color=MUTED), width=WIDTH)
    ink, tint = COLOURS[headline]
    box = style(bold=True, font_size=14, font_color=ink, bg_color=tint, valign="vcenter", align="start", indent=1)
    sheet.wide(5, ACROSS, word("headline", headline, sheet.book.setting.locale), box, width=WIDTH / 2, size=14)
    sheet.layout.set_row(5, 34)
    said = " ".join((_(NOT_A_CERTIFICATE), *notices(sheet.book.setting.locale, instrument)))
    sheet.wide(6, ACROSS, said, style(font_color=MUTED, italic=True), width=WIDTH)
    return 8


def about(supplier: str, instrument: Instrument) -> str:
    """Return what stands on top of every printed page."""
    return " · ".join(part for part in (supplier, str(instrument.ref)) if part)


def heading(sheet: Sheet, row: int, text: str, *, across: tuple[int, int] = ACROSS) -> None:
    """Write the heading of a part of the page."""
    sheet.wide(row, across, text, sheet.book.style(bold=True, font_size=12, font_color=ACCENT), width=WIDTH, size=12)
