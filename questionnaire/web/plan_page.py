"""What does the list of actions show: harm stopped before systems are built, and only what was asked for?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import g, url_for
from markupsafe import Markup

from instruments import texts
from instruments.model import ActionType, ItemId, Message
from questionnaire import wording
from questionnaire.access import Action, Subject, Thing, may
from questionnaire.db.actions import PlanRow
from questionnaire.db.repayments import RepaymentRows
from questionnaire.lifecycle import CLOSED_ACTION, PLANNABLE, ActionStatus
from questionnaire.services import plan_workbook
from questionnaire.services.plan import ActionPlan
from questionnaire.services.repayment_fields import as_repayment
from questionnaire.web.access import viewer
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place

NOBODY = "-"  # how an address asks for actions without an owner


@dataclass(frozen=True, slots=True)
class Filter:
    """Which actions were asked for; empty: all."""

    status: str = ""
    owner: str = ""

    def lets_through(self, row: PlanRow) -> bool:
        """Whether an action was asked for."""
        owner = row.owner or NOBODY
        return (not self.status or row.status == self.status) and (not self.owner or owner == self.owner)

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.status or self.owner)


def text_of(row: PlanRow, at: Place) -> str:
    """Return what is to be done: an unchanged recommendation in the reader's language, own words as they are."""
    found = plan_workbook.text_of(at.instrument, row)
    return at.translate(found) if isinstance(found, Message) else found


def may_plan(found: ActionPlan) -> bool:
    """Whether the viewer may change the plan now."""
    allowed = may(viewer(), Action.PLAN, Subject(Thing.ASSESSMENT, found.assessment.supplier))
    return allowed and found.assessment.status in PLANNABLE


def plan_page(found: ActionPlan, at: Place, wanted: Filter, *, today: date) -> Mapping[str, Any]:
    """Return the actions by type, and what can be done with the plan."""
    shown = [row for row in found.rows if wanted.lets_through(row)]
    here: dict[str, Any] = {"assessment": found.assessment.id}
    return {
        "instrument_title": at.title,
        "status": wording.word("status", found.assessment.status, g.locale),
        "count": ngettext("{count} action", "{count} actions", len(found.rows)),
        "shown": ngettext("{count} action shown", "{count} actions shown", len(shown)),
        "overdue": _overdue(found.rows, today),
        "groups": list(groups(found, at, shown, today)),
        "filter": wanted,
        "statuses": [("", _("All")), *((each, wording.word("action-status", each, g.locale)) for each in ActionStatus)],
        "owners": [("", _("All")), *_owners(found.rows)],
        "empty": not found.rows,
        "may_plan": may_plan(found),
        "url": url_for("plan.plan", **here),
        "draft_url": url_for("plan.draft", **here),
        "new_url": url_for("plan.new", **here),
        "xlsx_url": url_for("plan_workbook.export", **here),
        "import_url": url_for("plan_workbook.upload", **here),
        "print_url": url_for("prints.plan", **here),
        "result_url": url_for("results.result", **here),
    }


def _owners(rows: Sequence[PlanRow]) -> list[tuple[str, str]]:
    named = sorted({row.owner for row in rows if row.owner}, key=str.casefold)
    return [(NOBODY, _("Nobody yet")), *((owner, owner) for owner in named)]


def is_late(row: PlanRow, today: date) -> bool:
    """Whether an action should have been done by now."""
    return row.due is not None and row.due < today and row.status not in CLOSED_ACTION


def _overdue(rows: Sequence[PlanRow], today: date) -> str:
    count = sum(is_late(row, today) for row in rows)
    return ngettext("{count} action is late.", "{count} actions are late.", count) if count else ""


def groups(found: ActionPlan, at: Place, rows: Sequence[PlanRow], today: date) -> Iterator[Mapping[str, Any]]:
    """Yield the actions of each type, in the order in which harm is dealt with."""
    seen: set[ItemId] = set()
    for kind in ActionType:
        lines = [line(found, at, row, today, seen) for row in rows if row.type is kind]
        if lines:
            yield {"id": kind.value, "title": wording.word("action-type", kind, g.locale), "rows": lines}


def line(found: ActionPlan, at: Place, row: PlanRow, today: date, seen: set[ItemId]) -> Mapping[str, Any]:
    """Return what the list shows of an action; the first one of an item carries the item's anchor."""
    anchor = f"item-{row.item}" if row.item and row.item not in seen else ""
    if row.item:
        seen.add(row.item)
    return {
        "anchor": anchor,
        "text": text_of(row, at),
        "url": url_for("plan.action", assessment=found.assessment.id, action=row.id),
        "question": question(row, at),
        "owner": row.owner,
        "due": wording.date(row.due, g.locale) if row.due else "",
        "late": is_late(row, today),
        "status": wording.word("action-status", row.status, g.locale),
        "harm": bool(row.gap and row.gap.get("critical")),
        "files": len(found.evidence.get(row.id, ())),
        "remaining": remaining(found.repayments.get(row.id)),
        "row": row,
    }


def money(amount: Decimal | str, currency: str) -> str:
    """Return an amount as people read it."""
    return f"{currency} {wording.number(Decimal(amount), g.locale)}"


def remaining(rows: RepaymentRows | None) -> list[str]:
    """Return what workers still wait for, an amount per currency; nothing when nothing is written down."""
    found = as_repayment(rows or RepaymentRows())
    return [money(amount, currency) for currency, amount in sorted(found.remaining().items())]


def question(row: PlanRow, at: Place) -> str:
    """Return the question whose gap an action closes."""
    item = at.instrument.items.get(row.item) if row.item else None
    return at.translate(texts.item_text(item)) if item else Markup("")
