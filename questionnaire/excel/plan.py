"""How does an action plan go out as a workbook and come back?

`write_plan` gives the workbook a director can forward: a cover, one row per action, gaps, repayments. `read_plan` says
what a file that comes back holds, cell by cell, and `preview` what that would change; nothing is applied here.
"""

from collections.abc import Mapping
from typing import Any

from instruments import texts
from instruments.model import Translate
from questionnaire.excel.cells import Book, Say, Sheet, spoken, unspoken
from questionnaire.excel.plan_columns import FIELDS, LISTS, Column, columns_for, labels
from questionnaire.excel.plan_pages import write_cover, write_gaps, write_repayments
from questionnaire.excel.plan_read import PURPOSE, PlanReading, ReadRow, read_plan
from questionnaire.excel.plan_sheet import write_actions
from questionnaire.excel.plan_values import Plan, PlanAction, field_values
from questionnaire.excel.preview import Change, Outcome, preview
from questionnaire.excel.seal import write_seal
from questionnaire.excel.settings import setting
from questionnaire.wording import SOURCE, gettext

__all__ = [
    "FIELDS",
    "LISTS",
    "Change",
    "Outcome",
    "Plan",
    "PlanAction",
    "PlanReading",
    "ReadRow",
    "field_values",
    "preview",
    "read_plan",
    "write_plan",
]


def write_plan(
    plan: Plan, key: bytes, *, translate: Translate = unspoken, say: Say = gettext, locale: str = SOURCE
) -> bytes:
    """Write an action plan as .xlsx, sealed with `key`. `say` gives interface texts, `translate` the instrument's."""
    _ = say
    title = spoken(texts.instrument_role(plan.instrument, "title"), translate)
    book = Book(setting(locale), say, title=f"{_('Action plan')}: {title}", made=plan.made)
    cover, sheet = book.sheet(_("Overview")), book.sheet(_("Plan"))
    words, columns = labels(say), columns_for(plan.actions)
    write_actions(sheet, plan, columns, words, translate)
    write_gaps(book, plan, translate)
    write_repayments(book, plan, translate)
    write_cover(cover, plan, sheet.name, columns, words, translate)
    write_seal(book, _sealed(plan, book, sheet, columns, words), key)
    return book.finish()


def _sealed(
    plan: Plan, book: Book, sheet: Sheet, columns: tuple[Column, ...], words: Mapping[str, Any]
) -> Mapping[str, Any]:
    return {
        "purpose": PURPOSE,
        "plan": plan.id,
        "instrument": str(plan.instrument.ref),
        "digest": plan.instrument.digest,
        "locale": book.setting.locale,
        "made": plan.made.isoformat(),
        "sheet": sheet.name,
        "continued": book.continued,
        "headings": {column.key: book.gettext(column.heading) for column in columns},
        "labels": words,
        "values": {action.id: field_values(action) for action in plan.actions},
        "revisions": {action.id: action.revision for action in plan.actions},
    }
