"""The action-plan workbook, against writing the same cells with nothing around them."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import xlsxwriter
from bench_scoring import answers_of
from timing import seconds, show

from instruments import catalogue, texts
from questionnaire.excel.plan import Plan, PlanAction, write_plan
from scoring.plan import draft_plan
from scoring.score import score

ACTIONS = 60


def run() -> None:
    plan = plan_of()
    written = write_plan(plan, b"key")
    cells = [
        [cell.value for cell in row]
        for sheet in openpyxl.load_workbook(BytesIO(written)).worksheets
        for row in sheet.rows
    ]

    def bare() -> None:
        book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True, "strings_to_formulas": False})
        sheet, style = book.add_worksheet(), book.add_format({"text_wrap": True, "border": 1})
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value if isinstance(value, int | float) else str(value), style)
        book.close()

    show(
        f"action-plan workbook, {ACTIONS} actions",
        seconds(lambda: write_plan(plan, b"key")),
        seconds(bare),
        "<= 2 bare",
    )


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
