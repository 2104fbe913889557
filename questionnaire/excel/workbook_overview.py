"""What stands on the first sheet: what this is, in which language, how far it is, and what it looks like so far?"""

from datetime import datetime
from functools import partial

from instruments import texts as messages
from instruments.model import Instrument, Section
from questionnaire.excel.cells import (
    ACCENT,
    EDIT_TINT,
    GREEN,
    GREEN_TINT,
    HEAD_TINT,
    LINE,
    NOT_A_CERTIFICATE,
    RED,
    RED_TINT,
    Sheet,
    address,
    quoted,
)
from questionnaire.excel.workbook_cells import filled, head_style, quiet, say_at
from questionnaire.excel.workbook_issues import write_issues
from questionnaire.excel.workbook_layout import section_key
from questionnaire.excel.workbook_score import (
    ANSWERED,
    ASKED_COUNT,
    DRAFT,
    HEADLINE,
    HIGH,
    LOW,
    MISSING,
    PRACTICE,
    STAGE,
    Results,
    Score,
)
from questionnaire.excel.workbook_sections import Page
from questionnaire.excel.workbook_texts import Shown, Tongue
from questionnaire.wording import WORDS, notices, own_name
from questionnaire.wording import date as long_date
from questionnaire.wording.words import N_

KEY = "overview"
LEFT, RIGHT = 1, 5  # columns
WIDTHS = (2, 46, 14, 14, 14, 16)
LANGUAGE_ROW, LANGUAGE_COLUMN = 4, 2
WIDTH = sum(WIDTHS[1:])
BOLD = 0.75  # as many bold letters fit, measured against plain ones
EDGE = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter"}

CHOOSE = N_("Language")
STEPS = (
    N_("Fill in the yellow cells, sheet by sheet. The last column of each sheet says what is still to do."),
    N_("What turns grey is not asked of you. What you have typed there is kept, and does not count."),
    N_("Leave a cell empty if you have no answer yet. Empty is not zero, and not “I do not know”."),
    N_("Choose another language above at any time: every text changes, your answers stay."),
    N_("Save the file and upload it where you got it. You will see what changes before anything is stored."),
)
HOW = N_("How to fill this in")
PREVIEW = N_("So far")
PREVIEW_NOTE = N_(
    "A preview, worked out in this file from what you have filled in. The result online is the one that counts."
)
SECTION, ANSWERED_HEAD, STILL_NEEDED, PRACTICE_HEAD = (
    N_("Section"),
    N_("Answered"),
    N_("Needed at most"),
    N_("Practice"),
)
OF = N_("{answered} of {asked}")
OVERALL = N_("Practice, overall")
BETWEEN = N_("between {low} and {high}")
NOT_SCORED = N_("not scored")
CRITICAL = N_("Critical issues")
ROADMAP = N_("Roadmap")
STAGE_NAMED = N_("Stage {number}: {title}")
NO_STAGE = N_("Below stage 1")
DOES_NOT_APPLY = N_("Does not apply")
VERSION = N_("{title}, version {version}")


def language_cell(sheet_name: str) -> str:
    """Return the address of the cell in which a person chooses the language."""
    return f"{sheet_name}!{address(LANGUAGE_ROW, LANGUAGE_COLUMN, absolute=True)}"


def write_overview(page: Page, sheet: Sheet, score: Score, now: Results, made: datetime) -> None:
    """Write the sheet. `now` is what results amount to now, by their place on the hidden sheet."""
    sheet.widths(WIDTHS)
    sheet.text(0, 0, KEY, quiet(page.book, font_color="#FFFFFF", font_size=2, text_wrap=False))
    _title(page, sheet, made)
    row = _steps(page, sheet, LANGUAGE_ROW + 2)
    row = _progress(page, sheet, score, now, row)
    row = _headline(page, sheet, score, now, row + 1)
    row = _critical(page, sheet, score, now, row + 1)
    row = _practice(page, sheet, score, now, row)
    row = _roadmap(page, sheet, score, now, row + 1)
    disclaimer = page.texts.message(messages.instrument_role(page.instrument, "disclaimer"))
    if disclaimer.now:
        _paragraph(page, sheet, row + 1, disclaimer)
    sheet.paper(str(page.instrument.ref), landscape=False)
    sheet.layout.print_area(0, LEFT, row + 1, RIGHT)
    allowed = ("format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells")
    sheet.layout.protect("", dict.fromkeys(allowed, True))
    sheet.layout.activate()
    sheet.layout.set_selection(LANGUAGE_ROW, LANGUAGE_COLUMN, LANGUAGE_ROW, LANGUAGE_COLUMN)


def _what_this_is(instrument: Instrument, tongue: Tongue) -> str:
    """Return what this is not, and who translated it."""
    return " ".join((tongue.say(NOT_A_CERTIFICATE), *notices(tongue.locale, instrument)))


def _title(page: Page, sheet: Sheet, made: datetime) -> None:
    book, texts, instrument = page.book, page.texts, page.instrument
    title = texts.message(messages.instrument_role(instrument, "title"))
    sheet.formula_across(
        0, (LEFT, RIGHT), f"={title.cell}", book.style(bold=True, font_size=20, font_color=ACCENT), title.now
    )
    sheet.height(0, [(title.tall, WIDTH * BOLD)], size=20)
    subtitle = texts.message(messages.instrument_role(instrument, "subtitle"))
    sheet.formula_across(1, (LEFT, RIGHT), f"={subtitle.cell}", quiet(book, font_size=11), subtitle.now)
    made_on = f"{instrument.ref} · {long_date(made.date(), book.setting.locale)}"
    sheet.wide(2, (LEFT, RIGHT), made_on, quiet(book), width=WIDTH)
    _paragraph(page, sheet, 3, texts.each("what this is", partial(_what_this_is, instrument)), italic=True)
    label = texts.say(CHOOSE)
    look = book.style(bold=True, font_size=12, align="right", valign="vcenter", indent=1)
    say_at(sheet, LANGUAGE_ROW, LEFT, label, look)
    box = {
        "bold": True,
        "font_size": 12,
        "bg_color": EDIT_TINT,
        "border": 1,
        "border_color": ACCENT,
        "valign": "vcenter",
    }
    chosen = own_name(texts.tongues[texts.current].locale)
    open_ = book.style(locked=False, reading_order=0, align="center", **box)
    sheet.wide(LANGUAGE_ROW, (LANGUAGE_COLUMN, LANGUAGE_COLUMN + 1), chosen, open_, width=28, size=12)
    sheet.layout.set_row(LANGUAGE_ROW, 26)
    sheet.layout.data_validation(
        LANGUAGE_ROW, LANGUAGE_COLUMN, LANGUAGE_ROW, LANGUAGE_COLUMN, {"validate": "list", "source": f"={texts.names}"}
    )


def _paragraph(page: Page, sheet: Sheet, row: int, text: Shown, **look: object) -> None:
    sheet.formula_across(row, (LEFT, RIGHT), f"={text.cell}", quiet(page.book, **look), text.now)
    sheet.height(row, [(text.tall, WIDTH)], size=9)


def _heading(page: Page, sheet: Sheet, row: int, text: Shown) -> None:
    style = page.book.style(bold=True, font_size=12, font_color=ACCENT)
    sheet.formula_across(row, (LEFT, RIGHT), f"={text.cell}", style, text.now)
    sheet.layout.set_row(row, 22)


def _steps(page: Page, sheet: Sheet, row: int) -> int:
    _heading(page, sheet, row, page.texts.say(HOW))
    style = page.book.style(indent=1, align="start")
    for number, step in enumerate(STEPS, start=1):
        text = page.texts.say(step)
        formula = f'="{number}.  "&{text.cell}'
        sheet.formula_across(row + number, (LEFT, RIGHT), formula, style, f"{number}.  {text.now}")
        sheet.height(row + number, [(text.tall + "    ", WIDTH - 2)], least=17)
    return row + len(STEPS) + 2


def _headline(page: Page, sheet: Sheet, score: Score, now: Results, row: int) -> int:
    book, texts = page.book, page.texts
    _heading(page, sheet, row, texts.say(PREVIEW))
    _paragraph(page, sheet, row + 1, texts.say(PREVIEW_NOTE))
    cell = score.cell(score.overall, HEADLINE)
    words = [texts.say(WORDS["headline"][key]) for key in ("incomplete", "immediate-action", "clear")]
    formula = f"=CHOOSE(1+{cell},{','.join(word.cell for word in words)})"
    box = book.style(bold=True, font_size=14, bg_color=HEAD_TINT, valign="vcenter", align="start", indent=1)
    at_ = int(now.get((score.overall, HEADLINE), 0) or 0)
    sheet.formula_across(row + 2, (LEFT, RIGHT), formula, box, words[at_].now)
    sheet.layout.set_row(row + 2, 30)
    # Rules on this sheet may not look at another one in every program: the hidden column holds the code.
    sheet.formula(row + 2, RIGHT + 1, f"={cell}", quiet(book, text_wrap=False), at_)
    sheet.layout.set_column(RIGHT + 1, RIGHT + 1, 3, None, {"hidden": True})
    code = f"${address(row + 2, RIGHT + 1)}"
    for number, ink, tint in ((1, RED, RED_TINT), (2, GREEN, GREEN_TINT)):
        look = book.tint(font_color=ink, bg_color=tint)
        rule = {"type": "formula", "criteria": f"={code}={number}", "format": look}
        sheet.layout.conditional_format(row + 2, LEFT, row + 2, RIGHT, rule)
    return row + 3


def _progress(page: Page, sheet: Sheet, score: Score, now: Results, row: int) -> int:
    """Say how far each section is; its title leads there."""
    book, texts = page.book, page.texts
    _heads(page, sheet, row, (SECTION, ANSWERED_HEAD, STILL_NEEDED))
    middle = book.style(align="center", **EDGE)
    for section in page.instrument.sections:
        if section.id not in score.sections:
            continue
        row += 1
        line = score.sections[section.id]
        _section_link(page, sheet, row, section)
        cells = {name: score.cell(line, column) for name, column in (("answered", ANSWERED), ("asked", ASKED_COUNT))}
        said = texts.say(OF)
        of_now = said.now.replace("{answered}", _whole(now, line, ANSWERED)).replace(
            "{asked}", _whole(now, line, ASKED_COUNT)
        )
        sheet.formula(row, LEFT + 1, f"={filled(said, cells)}", middle, of_now)
        sheet.formula(row, LEFT + 2, f"={score.cell(line, MISSING)}", middle, now.get((line, MISSING), ""))
        for column in (LEFT + 3, RIGHT):
            sheet.text(row, column, "", middle)
    return row + 1


def _heads(page: Page, sheet: Sheet, row: int, heads: tuple[str, ...]) -> None:
    for column in range(LEFT, RIGHT + 1):
        style = head_style(page.book, **({"align": "center"} if column > LEFT else {}))
        if column - LEFT < len(heads):
            say_at(sheet, row, column, page.texts.say(heads[column - LEFT]), style)
        else:
            sheet.text(row, column, "", style)


def _section_link(page: Page, sheet: Sheet, row: int, section: Section) -> None:
    title = page.texts.message(messages.section_title(section))
    link = f"=HYPERLINK({quoted(f'#{page.state.sheets[section_key(section)]}!A1')},{title.cell})"
    sheet.formula(row, LEFT, link, page.book.style(font_color=ACCENT, **EDGE), title.now)
    sheet.height(row, [(title.tall, WIDTHS[LEFT])], least=20)


def _practice(page: Page, sheet: Sheet, score: Score, now: Results, row: int) -> int:
    """Say what practice is in each scored section and overall, and what it can still become."""
    book = page.book
    scored = [section for section in page.instrument.sections if section.scored and section.id in score.sections]
    if not scored:
        return row
    _heads(page, sheet, row, (SECTION, PRACTICE_HEAD))
    number = book.style(align="center", num_format="0.00", **EDGE)
    for section in scored:
        row += 1
        line = score.sections[section.id]
        _section_link(page, sheet, row, section)
        sheet.formula(row, LEFT + 1, f"={score.cell(line, PRACTICE)}", number, now.get((line, PRACTICE), ""))
        _between(page, sheet, score, (row, line))
    row += 1
    bold = {"bold": True, "bg_color": HEAD_TINT}
    say_at(sheet, row, LEFT, page.texts.say(OVERALL), book.style(**bold, **EDGE))
    style = book.style(align="center", num_format="0.00", **bold, **EDGE)
    result = now.get((score.overall, PRACTICE), "")
    sheet.formula(row, LEFT + 1, f"={score.cell(score.overall, PRACTICE)}", style, result)
    _between(page, sheet, score, (row, score.overall), **bold)
    sheet.layout.set_row(row, 20)
    return row + 2


def _whole(now: Results, line: int, column: int) -> str:
    return f"{now.get((line, column), '')}"


def _between(page: Page, sheet: Sheet, score: Score, place: tuple[int, int], **look: object) -> None:
    """Say what practice can become while answers are missing."""
    row, line = place
    texts = page.texts
    style = quiet(page.book, **EDGE, **look)
    low, high = score.cell(line, LOW), score.cell(line, HIGH)
    said = filled(texts.say(BETWEEN), {"low": f"ROUND({low},0)", "high": f"ROUND({high},0)"})
    formula = f'=IF(ISNUMBER({low}),IF({high}-{low}<0.005,"",{said}),{texts.say(NOT_SCORED).cell})'
    sheet.formula_across(row, (LEFT + 2, RIGHT), formula, style, "")


def _critical(page: Page, sheet: Sheet, score: Score, now: Results, row: int) -> int:
    if not score.critical:
        return row
    _heading(page, sheet, row, page.texts.say(CRITICAL))
    return write_issues(page, sheet, score, now, row + 1, (LEFT, RIGHT)) + 1


def _roadmap(page: Page, sheet: Sheet, score: Score, now: Results, row: int) -> int:
    book, texts = page.book, page.texts
    if not score.areas or not page.instrument.stages:
        return row
    _heading(page, sheet, row, texts.say(ROADMAP))
    stages = [texts.message(messages.stage(stage)) for stage in page.instrument.stages]
    for area in page.instrument.areas:
        row += 1
        line = score.areas[area.id]
        title = texts.message(messages.area(area))
        say_at(sheet, row, LEFT, title, book.style(**EDGE))
        cell = score.cell(line, STAGE)
        named = f"CHOOSE({cell},{','.join(stage.cell for stage in stages)})"
        named = filled(texts.say(STAGE_NAMED), {"number": cell, "title": named})
        formula = f'=IF({cell}="",{texts.say(DOES_NOT_APPLY).cell},IF({cell}=0,{texts.say(NO_STAGE).cell},{named}))'
        style = book.style(align="start", **EDGE)
        sheet.formula_across(
            row, (LEFT + 1, RIGHT), formula, style, _stage_now(page, now.get((line, STAGE), ""), stages)
        )
        sheet.height(row, [(title.tall, WIDTHS[LEFT])], least=18)
    return row + 1


def _stage_now(page: Page, stage: float | str, stages: list[Shown]) -> str:
    texts = page.texts
    if stage == "":
        return texts.say(DOES_NOT_APPLY).now
    if not stage:
        return texts.say(NO_STAGE).now
    title = stages[int(stage) - 1].now
    return texts.say(STAGE_NAMED).now.replace("{number}", str(stage)).replace("{title}", title)


__all__ = ["DRAFT", "language_cell", "write_overview"]
