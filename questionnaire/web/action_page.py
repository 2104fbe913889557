"""What does the page of one action show, and what does it send back?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

from flask import g, url_for
from werkzeug.datastructures import MultiDict

from instruments import texts
from instruments.model import ActionType, Note
from instruments.problems import Problem
from questionnaire import wording
from questionnaire.db.actions import Past, PlanRow
from questionnaire.db.evidence import Evidence
from questionnaire.excel.plan_columns import BANDS, BEARERS, CAUSES
from questionnaire.lifecycle import next_action_statuses
from questionnaire.services.plan import ActionPlan, FieldConflict
from questionnaire.services.plan_fields import field_texts
from questionnaire.web import pages, plan_page
from questionnaire.web.access import viewer
from questionnaire.web.locale import _
from questionnaire.web.pages import Place
from questionnaire.wording.words import N_

OWN = ("text", "finding", "cause", "workers", "owner", "due", "cost", "currency", "bearer", "note")
NAMES: Mapping[str, str] = {
    "status": N_("Status"),
    "text": N_("What to do"),
    "finding": N_("The gap, in your own words"),
    "cause": N_("Root cause"),
    "workers": N_("Workers affected"),
    "owner": N_("Owner"),
    "start": N_("Start"),
    "due": N_("Due"),
    "cost": N_("Cost"),
    "currency": N_("Currency"),
    "bearer": N_("Who bears the cost"),
    "note": N_("Notes"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form of an action, and what is wrong with it. Empty: what is stored."""

    values: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()

    @classmethod
    def of(cls, posted: MultiDict[str, str]) -> Self:
        """Read it from what was posted; a revision that is no number was never ours, and matches nothing."""
        revision = posted.get("revision", "")
        values = {name: text for name, text in posted.items() if name != "csrf_token"}
        return cls(values, int(revision) if revision.isascii() and revision.isdecimal() else -1)

    def with_problems(self, problems: Sequence[Problem], conflicts: Sequence[FieldConflict] = ()) -> Self:
        """Return it with what is wrong."""
        return replace(self, problems=tuple(problems), conflicts=tuple(conflicts))


def fields_of(typed: Form, row: PlanRow, at: Place) -> Mapping[str, str]:
    """Return the fields that were sent. A recommendation sent back as it was shown, translated, was not changed."""
    shown = pages.plain(plan_page.text_of(row, at))
    unchanged = "text" if _tidy(typed.values.get("text", "")) == _tidy(shown) else ""
    return {name: text for name, text in typed.values.items() if name in NAMES and name != unchanged}


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", _("Not said yet")), *((value, _(text)) for value, text in words.items())]


def _lists(at: Place) -> Mapping[str, Any]:
    return {
        "causes": _choices(CAUSES),
        "bearers": _choices(BEARERS),
        "bands": _choices(BANDS),
        "currencies": [("", _("Choose a currency")), *at.words.currencies],
    }


def errors(form: Form, names: Mapping[UUID, str]) -> dict[str, str]:
    """Return the sentence at each field: its problem, or what a colleague wrote there meanwhile."""
    found: dict[str, str] = {}
    for problem in form.problems:
        sentence = wording.problem_text(problem, g.locale)
        found[problem.where] = f"{found[problem.where]} {sentence}" if problem.where in found else sentence
    for each in form.conflicts:
        found[each.field] = _(
            "{name} changed this to “{theirs}” on {when}. Yours is not saved. Save again to use yours instead.",
            name=names.get(each.by) or _("A colleague"),
            theirs=shown_value(each.field, each.stored),
            when=wording.date_time(each.at, g.locale),
        )
    return found


def shown_value(name: str, text: str) -> str:
    """Return a stored text of a field as people read it."""
    words: Mapping[str, Mapping[str, str]] = {"cause": CAUSES, "bearer": BEARERS, "workers": BANDS}
    if not text:
        return _("nothing")
    if name == "status":
        return wording.word("action-status", text, g.locale)
    if name in {"due", "start"}:
        return wording.iso_date(text, g.locale)
    return _(words[name][text]) if name in words and text in words[name] else text


def _problem_list(found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (name if name in NAMES else "", f"{_(NAMES[name])} – {text}" if name in NAMES else text)
        for name, text in found.items()
    ]


def action_page(
    found: ActionPlan, at: Place, row: PlanRow, form: Form, *, past: Sequence[Past], files: Sequence[Evidence]
) -> Mapping[str, Any]:
    """Return one action: what it is for, the form, the files that show it, and its history."""
    wrong = errors(form, {each.by: each.by_name for each in past})
    linked = set(found.evidence.get(row.id, ()))
    here: dict[str, Any] = {"assessment": found.assessment.id, "action": row.id}
    stored = field_texts(row) | {"text": pages.plain(plan_page.text_of(row, at))}
    return {
        "instrument_title": at.title,
        "title": pages.plain(plan_page.text_of(row, at)),
        "type": wording.word("action-type", row.type, g.locale),
        "status": wording.word("action-status", row.status, g.locale),
        "gap": _gap(found, at, row),
        "values": stored | {name: text for name, text in form.values.items() if name in NAMES},
        "revision": row.revision,
        "errors": wrong,
        "problems": _problem_list(wrong),
        "statuses": [
            (each, wording.word("action-status", each, g.locale))
            for each in (row.status, *next_action_statuses(row.status, viewer().side))
        ],
        **_lists(at),
        "may_plan": plan_page.may_plan(found),
        "url": url_for("plan.save", **here),
        "show_url": url_for("plan.show", **here),
        "files_url": url_for("evidence.files", assessment=found.assessment.id, _anchor="add"),
        "linked": [
            (file.name, url_for("evidence.file", assessment=found.assessment.id, file=file.id))
            for file in files
            if file.id in linked
        ],
        "unlinked": [(str(file.id), file.name) for file in files if file.id not in linked],
        "history": history(past),
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
                    level=gap.get("level") or _("none"), needed=gap["needed"], raises_to=row.raises_to or "–")
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
        "problems": _problem_list(wrong),
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
