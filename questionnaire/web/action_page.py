"""What does the page of one action show?"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, url_for

from instruments import texts
from instruments.model import ActionType, Note
from questionnaire import wording
from questionnaire.db.actions import Past, PlanRow
from questionnaire.db.evidence import Evidence
from questionnaire.excel.plan_columns import BANDS, BEARERS, CAUSES
from questionnaire.lifecycle import next_action_statuses
from questionnaire.services.plan import ActionPlan
from questionnaire.services.plan_fields import field_texts
from questionnaire.web import pages, plan_page
from questionnaire.web.access import viewer
from questionnaire.web.action_form import NAMES, Form, as_typed, errors, problem_list, shown_value
from questionnaire.web.locale import _, figured
from questionnaire.web.pages import Place

FEES = "fees"  # the need for help of workers who paid for their jobs


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", _("Not said yet")), *((value, _(text)) for value, text in words.items())]


def _lists(at: Place) -> Mapping[str, Any]:
    return {
        "causes": _choices(CAUSES),
        "bearers": _choices(BEARERS),
        "bands": _choices(BANDS),
        "currencies": [("", _("Choose a currency")), *at.words.currencies],
    }


def action_page(
    found: ActionPlan, at: Place, row: PlanRow, form: Form, *, past: Sequence[Past], files: Sequence[Evidence]
) -> Mapping[str, Any]:
    """Return one action: what it is for, the form, the files that show it, and its history."""
    wrong = errors(form, {each.by: each.by_name for each in past})
    linked = set(found.evidence.get(row.id, ()))
    here: dict[str, Any] = {"assessment": found.assessment.id, "action": row.id}
    stored = as_typed(field_texts(row)) | {"text": pages.plain(plan_page.text_of(row, at))}
    return {
        "instrument_title": at.title,
        "title": pages.plain(plan_page.text_of(row, at)),
        "type": wording.word("action-type", row.type, g.locale),
        "status": wording.word("action-status", row.status, g.locale),
        "gap": _gap(found, at, row),
        "values": stored | {name: text for name, text in form.values.items() if name in NAMES},
        "revision": row.revision,
        "errors": wrong,
        "problems": problem_list(wrong),
        "statuses": [
            (each, wording.word("action-status", each, g.locale))
            for each in (row.status, *next_action_statuses(row.status, viewer().side))
        ],
        **_lists(at),
        "may_plan": plan_page.may_plan(found),
        "url": url_for("plan.save", **here),
        "show_url": url_for("plan.show", **here),
        "repayment": _repayment(found, row),
        "files_url": url_for("evidence.files", assessment=found.assessment.id, _anchor="add"),
        "linked": [
            (file.name, url_for("evidence.file", assessment=found.assessment.id, file=file.id))
            for file in files
            if file.id in linked
        ],
        "unlinked": [(str(file.id), file.name) for file in files if file.id not in linked],
        "history": history(past),
    }


def _repayment(found: ActionPlan, row: PlanRow) -> Mapping[str, Any] | None:
    """Return what workers still wait for, and the way there; only what makes a harm good has a repayment."""
    if row.type is not ActionType.REMEDY:
        return None
    return {
        "remaining": plan_page.remaining(found.repayments.get(row.id)),
        "suggested": row.need == FEES,
        "url": url_for("repayment.repayment", assessment=found.assessment.id, action=row.id),
    }


def _gap(found: ActionPlan, at: Place, row: PlanRow) -> Mapping[str, Any] | None:
    """Return the gap an action closes, as it was when the action was drafted."""
    item = at.instrument.items.get(row.item) if row.item else None
    if item is None:
        return None
    gap = row.gap or {}
    return {
        "question": at.translate(texts.item_text(item)),
        "url": pages.section_url(found.assessment.id, at.instrument.section_of[item.id], item.id),
        "levels": _("When this was drafted: level {level}, needed {needed}. This action brings it to {raises_to}.",
                    level=figured(gap.get("level")) or _("none"), needed=figured(gap["needed"]),
                    raises_to=figured(row.raises_to) or "–")
        if "needed" in gap
        else "",
        "critical": bool(gap.get("critical")),
    }  # fmt: skip


def new_page(found: ActionPlan, at: Place, form: Form) -> Mapping[str, Any]:
    """Return the form for an action of the supplier's own."""
    wrong = errors(form, {})
    items = [
        (item.id, pages.plain(at.translate(texts.item_text(item))))
        for item in at.instrument.items.values()
        if not isinstance(item.kind, Note)
    ]
    return {
        "instrument_title": at.title,
        "values": {name: form.values.get(name, "") for name in (*NAMES, "type", "item")},
        "errors": wrong,
        "problems": problem_list(wrong),
        "types": [(kind.value, wording.word("action-type", kind, g.locale)) for kind in ActionType],
        "items": [("", _("None in particular")), *items],
        **_lists(at),
        "may_plan": plan_page.may_plan(found),
        "url": url_for("plan.add", assessment=found.assessment.id),
    }


def history(past: Sequence[Past]) -> list[Mapping[str, Any]]:
    """Return every version, newest first, with what changed in it."""
    older = [*past[1:], None]
    return [
        {
            "who": _("{name}, {when}", name=now.by_name, when=wording.date_time(now.at, g.locale)),
            "changes": _changes(before, now) if before else [_("Added")],
        }
        for now, before in zip(past, older, strict=True)
    ]


def _changes(before: Past, now: Past) -> list[str]:
    old, new = field_texts(before), field_texts(now)
    return [
        _("{field}: “{before}” became “{after}”", field=_(NAMES[name]), before=shown_value(name, old[name]),
          after=shown_value(name, new[name]))
        for name in NAMES
        if old[name] != new[name]
    ]  # fmt: skip
