"""The action plan and the questionnaire as workbooks, against writing the same cells with nothing around them."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import openpyxl
import xlsxwriter
from bench_scoring import answers_of
from timing import seconds, show

from instruments import catalogue, texts
from instruments.model import Instrument, Translate
from instruments.nodes import references
from questionnaire.excel.cells import unspoken
from questionnaire.excel.plan import Plan, PlanAction, write_plan
from questionnaire.excel.workbook import write_workbook
from questionnaire.excel.workbook_merge import compare
from questionnaire.excel.workbook_read import read_workbook
from questionnaire.wording import gettext
from scoring.plan import draft_plan
from scoring.score import score

ACTIONS = 60
ITEMS = 105
LANGUAGES = (
    *("en", "ar", "bn", "es", "fr", "hi", "id", "km", "ko", "lo"),
    *("ms", "my", "ne", "pt", "ru", "ta", "th", "tr", "ur", "vi"),
)


def run() -> None:
    plan = plan_of()
    written = write_plan(plan, b"key")
    show(
        f"action-plan workbook, {ACTIONS} actions",
        seconds(lambda: write_plan(plan, b"key")),
        seconds(bare(written)),
        "<= 2 bare",
    )
    questionnaire = questionnaire_of()
    show(
        f"questionnaire workbook, {ITEMS} items x {len(LANGUAGES)} languages",
        seconds(questionnaire),
        seconds(bare(questionnaire())),
        "<= 1.0 s",
    )
    written = questionnaire()
    show(
        "the same, read back with its dry run",
        seconds(dry_run(written, questionnaire.args[0])),
        seconds(lambda: openpyxl.load_workbook(BytesIO(written))),
        "<= 2.5 bare",
    )
    print(f"  peak of memory while writing it: {peak(questionnaire) / 1e6:.0f} MB (<= 150 MB)")


def bare(written: bytes) -> Callable[[], None]:
    """Return a call that writes what stands in a workbook, cell by cell, and nothing else."""
    sheets = [
        [[cell.value for cell in row] for row in sheet.rows]
        for sheet in openpyxl.load_workbook(BytesIO(written)).worksheets
    ]

    def write() -> None:
        book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True, "strings_to_formulas": False})
        style = book.add_format({"text_wrap": True, "border": 1})
        for cells in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(cells):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value if isinstance(value, int | float) else str(value), style)
        book.close()

    return write


def dry_run(written: bytes, instrument: Instrument) -> Callable[[], object]:
    """Return a call that reads a workbook and compares it with what is answered."""

    def read() -> object:
        reading = read_workbook(written, b"key", lambda _ref, _digest: instrument)
        return compare(reading, reading.base)

    return read


def questionnaire_of() -> partial[bytes]:
    """Return a call that writes a filled questionnaire in many languages, translated by stand-ins."""
    instrument = first_items(catalogue.resolve("ethical-recruitment"), ITEMS)
    answers = answers_of(instrument, 3)
    made = datetime.now(UTC)
    return partial(
        write_workbook,
        instrument,
        answers,
        key=b"key",
        languages=[(locale, unspoken if locale == "en" else stand_in(locale)) for locale in LANGUAGES],
        locale="en",
        say=gettext,
        made=made,
    )


def first_items(instrument: Instrument, count: int) -> Instrument:
    """Return an instrument with the first items only, and what is said of them."""
    left, sections = count, []
    for section in instrument.sections:
        sections.append(replace(section, items=section.items[:left]))
        left -= len(sections[-1].items)
    kept = {item.id for section in sections for item in section.items}
    return replace(
        instrument,
        sections=tuple(section for section in sections if section.items),
        checks=tuple(check for check in instrument.checks if references(check.asserts) <= kept),
        indicators=(),
        risk_factors=(),
    )


def stand_in(locale: str) -> Translate:
    """Return translations that differ from language to language."""
    return lambda message: f"{message.source} ({locale})"


def peak(call: Callable[[], object]) -> int:
    """Return the most memory that a call takes beyond what there was, in bytes."""
    tracemalloc.start()
    call()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def plan_of() -> Plan:
    instrument = catalogue.resolve("ethical-recruitment")
    card = score(instrument, answers_of(instrument, 3))
    drafted = draft_plan(instrument, card.gaps, start=datetime.now(UTC).date())[:ACTIONS]
    actions = tuple(
        PlanAction(
            id=f"{action.item}.{action.position}",
            revision=1,
            item=action.item,
            type=action.recommendation.type,
            text=texts.action(instrument.items[action.item], action.position + 1),
            level=action.gap.level,
            needed=action.gap.needed,
            due=action.due,
        )
        for action in drafted
    )
    return Plan("bench", "Bench", instrument, card.headline, datetime.now(UTC), actions, card.gaps)
