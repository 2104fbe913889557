"""How does an action plan leave as a workbook, and what would the file that comes back change?

Nothing is changed here: what is to be applied goes through `plan_import`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from instruments import texts
from instruments.model import Instrument, ItemId, Message, Translate
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Viewer
from questionnaire.db.actions import PlanRow
from questionnaire.db.session import Database
from questionnaire.excel.cells import Say
from questionnaire.excel.plan import Change, Plan, PlanAction, field_values, preview, read_plan, write_plan
from questionnaire.services import evidence, plan
from questionnaire.services.people import colleagues
from questionnaire.services.plan import ActionPlan
from questionnaire.services.repayment_fields import as_repayment
from questionnaire.services.result import result
from questionnaire.wording import WORDS, country_names
from scoring.plan import Repayment


def workbook(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    *,
    key: bytes,
    translate: Translate,
    say: Say,
    locale: str,
    now: datetime,
) -> bytes:
    """Return the plan of an assessment as .xlsx. Raises Refusal NOT_FOUND."""
    found = plan.plan(database, viewer, assessment_id)
    card = result(database, viewer, assessment_id, now=now, today=True).scorecard
    names = {each.id: each.name for each in evidence.evidence_in(database, viewer, assessment_id)}
    owners = tuple(dict.fromkeys(member.name for member in colleagues(database, viewer)))
    written = Plan(
        id=str(assessment_id),
        supplier=found.assessment.supplier_name,
        instrument=found.instrument,
        headline=card.headline,
        made=now,
        actions=tuple(as_shown(found, row, names) for row in found.rows),
        gaps=card.gaps,
        repayments=_repayments(found, say, locale),
        owners=owners,
    )
    return write_plan(written, key, translate=translate, say=say, locale=locale)


def _repayments(found: ActionPlan, say: Say, locale: str) -> Mapping[ItemId | None, Repayment]:
    """Return what workers get back, by the question it is about, in the words of the reader."""
    countries = dict(country_names(locale))
    whole: dict[ItemId | None, Repayment] = {}
    for row in found.rows:
        if row.id in found.repayments:
            there, more = whole.get(row.item, Repayment(())), as_repayment(found.repayments[row.id])
            owed = tuple(
                replace(each, corridor=countries[each.corridor], category=say(WORDS["cost-category"][each.category]))
                for each in more.owed
            )
            whole[row.item] = Repayment((*there.owed, *owed), (*there.schedule, *more.schedule))
    return {item: each for item, each in whole.items() if each.owed}


def as_shown(found: ActionPlan, row: PlanRow, names: Mapping[UUID, str]) -> PlanAction:
    """Return an action as a workbook shows it; `names` are those of the evidence files."""
    gap = row.gap or {}
    return PlanAction(
        id=str(row.id),
        revision=row.revision,
        item=row.item,
        type=row.type,
        text=text_of(found.instrument, row),
        status=row.status,
        finding=row.finding,
        level=_level(gap.get("level")),
        needed=_level(gap.get("needed")),
        cause=row.cause,
        owner=row.owner,
        due=row.due,
        cost=Decimal(row.cost) if row.cost else None,
        currency=row.currency,
        bearer=row.bearer,
        workers=row.workers,
        evidence=", ".join(names[file] for file in found.evidence.get(row.id, ()) if file in names),
        note=row.note,
        need=row.need or "",
    )


def text_of(instrument: Instrument, row: PlanRow) -> str | Message:
    """Return what is to be done: an unchanged recommendation as the instrument's own text, which has translations."""
    item = instrument.items.get(row.item) if row.item else None
    if item is None or row.recommendation is None or row.recommendation >= len(item.actions):
        return row.text
    advised = texts.action(item, row.recommendation + 1)
    return advised if advised.source == row.text else row.text


def _level(written: object) -> Fraction | None:
    return Fraction(written) if isinstance(written, str) else None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a file would change: every field that it touches, and the rows of it that nobody can place.

    `revisions` are those of the actions that the comparison was made with.
    """

    file_name: str
    sha256: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    absent: tuple[str, ...]
    revisions: Mapping[str, int]


def compare(
    database: Database, viewer: Viewer, assessment_id: UUID, *, file_name: str, content: bytes, key: bytes
) -> Compared:
    """Return what a workbook would change. Raises Refusal: NOT_FOUND, WRONG_WORKBOOK, FILE_..."""
    found = plan.plan(database, viewer, assessment_id)
    reading = read_plan(content, key)
    if reading.plan != str(assessment_id):
        raise Refusal([Problem.of(Code.WRONG_WORKBOOK, "", expected=assessment_id, found=reading.plan)])
    current = {str(row.id): field_values(as_shown(found, row, {})) for row in found.rows}
    changes = preview(reading.exported, current, reading.file, reading.refused)
    return Compared(
        file_name,
        sha256(content).hexdigest(),
        changes,
        reading.problems,
        reading.absent,
        {str(row.id): row.revision for row in found.rows},
    )
