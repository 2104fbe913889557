"""Which critical issues are there so far, those that are open first, live?

The hidden sheet says which rule comes nth; each line here shows that one, so the lines change places while somebody
fills in the workbook.
"""

from collections.abc import Mapping

from questionnaire.excel.cells import AMBER, AMBER_TINT, LINE, MUTED, RED, RED_TINT, Sheet, address
from questionnaire.excel.workbook_cells import quiet
from questionnaire.excel.workbook_score import (
    ISSUE,
    NAME,
    NOT_ANSWERED,
    NOT_ASKED,
    NOT_KNOWN,
    NOTHING,
    NTH,
    OPEN,
    Results,
    Score,
)
from questionnaire.excel.workbook_sections import Page
from questionnaire.wording import WORDS
from questionnaire.wording.words import N_

SAID: Mapping[int, str] = {
    OPEN: WORDS["critical"]["open"],
    NOT_KNOWN: WORDS["critical"]["unknown"],
    NOT_ANSWERED: N_("Not answered yet"),
    NOTHING: N_("Nothing reported"),
    NOT_ASKED: N_("Does not apply"),
}
LOOKS = ((OPEN, RED, RED_TINT), (NOT_KNOWN, AMBER, AMBER_TINT), (NOT_ANSWERED, MUTED, None), (NOT_ASKED, MUTED, None))


def write_issues(
    page: Page,
    sheet: Sheet,
    score: Score,
    now: Results,
    row: int,
    columns: tuple[int, int],
) -> int:
    """Write a line per critical rule between two columns, its code hidden behind; return the next row."""
    left, right = columns
    edge = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter"}
    words = [page.texts.say(text) for text in SAID.values()]
    titles = {line: score.titles[line] for line in score.critical}
    tallest = max((title.tall for title in titles.values()), key=len, default="")
    for offset, line in enumerate(score.critical):
        at, nth = row + offset, score.cell(line, NTH)
        shown = score.critical[int(now.get((line, NTH), offset + 1)) - 1]
        title = f"=INDEX({score.span(score.critical, NAME)},{nth})"
        sheet.formula_across(at, (left, left + 1), title, page.book.style(**edge), titles[shown].now)
        item = f"=INDEX({score.span(score.critical, 0)},{nth})"
        sheet.formula(at, left + 2, item, quiet(page.book, **edge), score.ids[shown])
        code = f"INDEX({score.span(score.critical, ISSUE)},{nth})"
        said = f"=CHOOSE({code},{','.join(word.cell for word in words)})"
        now_ = int(now.get((shown, ISSUE), NOT_ANSWERED))
        style = page.book.style(align="center", **edge)
        sheet.formula_across(at, (left + 3, right), said, style, words[now_ - 1].now)
        sheet.formula(at, right + 1, f"={code}", quiet(page.book, text_wrap=False), now_)
        sheet.height(at, [(tallest, WIDTH)], least=18)
    _colour(sheet, page, (row, row + len(score.critical) - 1), (left + 3, right))
    return row + len(score.critical)


WIDTH = 60  # characters of the two columns of the title


def _colour(sheet: Sheet, page: Page, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    code = f"${address(rows[0], columns[1] + 1)}"
    for number, ink, tint in LOOKS:
        look = page.book.tint(font_color=ink, **({"bg_color": tint} if tint else {}))
        rule = {"type": "formula", "criteria": f"={code}={number}", "format": look}
        sheet.layout.conditional_format(rows[0], columns[0], rows[1], columns[1], rule)
