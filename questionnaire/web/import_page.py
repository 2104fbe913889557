"""What does a person see of a workbook that came back, before and after its changes are made?"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import g, url_for

from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.excel.plan import Outcome
from questionnaire.services.plan import ActionPlan
from questionnaire.services.plan_import import Applied
from questionnaire.web import pages, plan_page
from questionnaire.web.action_form import NAMES, shown_value
from questionnaire.web.comparison import Comparison
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place


def upload_page(assessment: UUID, problems: tuple[Problem, ...]) -> Mapping[str, Any]:
    """Return the form that asks for the file."""
    sentences = list(dict.fromkeys(wording.problem_text(problem, g.locale) for problem in problems))
    return {
        "url": url_for("plan_workbook.compare", assessment=assessment),
        "xlsx_url": url_for("plan_workbook.export", assessment=assessment),
        "problems": [("file", sentence) for sentence in sentences],
        "error": " ".join(sentences),
    }


def preview_page(
    plan: ActionPlan, at: Place, found: Comparison, chosen: Mapping[str, str], *, sent: bool
) -> Mapping[str, Any]:
    """Return the changes, the conflicts to choose in, and what is refused with its cell.

    Once the page was `sent`, every choice that was not made is a problem.
    """
    titles = _titles(plan, at)
    open_choices = [name for name in found.conflicts if name not in chosen] if sent else []
    return {
        "file_name": found.file_name,
        "url": url_for("plan_workbook.apply", assessment=plan.assessment.id),
        "again_url": url_for("plan_workbook.upload", assessment=plan.assessment.id),
        "changes": list(_shown(found, Outcome.FILE, titles, {})),
        "conflicts": list(_shown(found, Outcome.BOTH, titles, chosen)),
        "refused": [(problem.where, wording.problem_text(problem, g.locale)) for problem in found.refused],
        "problems": [(name, _("Choose which of the two to keep.")) for name in open_choices],
        "open": open_choices,
        "notes": _notes(found),
        "nothing": not found.lines,
    }


def _titles(plan: ActionPlan, at: Place) -> Mapping[str, str]:
    return {str(row.id): plan_page.text_of(row, at) for row in plan.rows}


def _shown(
    found: Comparison, outcome: Outcome, titles: Mapping[str, str], chosen: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    for line in found.lines:
        if line.outcome is outcome:
            yield {
                "name": line.name,
                "action": titles.get(line.action, line.action),
                "field": _(NAMES[line.field]),
                "current": shown_value(line.field, line.current),
                "file": shown_value(line.field, line.file),
                "chosen": chosen.get(line.name, ""),
            }


def _notes(found: Comparison) -> list[str]:
    notes = []
    if found.absent:
        notes.append(
            ngettext(
                "{count} action is not in the file. It stays as it is.",
                "{count} actions are not in the file. They stay as they are.",
                found.absent,
            )
        )
    if found.online:
        notes.append(
            ngettext(
                "{count} field was changed here after the file was made. The change here stays.",
                "{count} fields were changed here after the file was made. The changes here stay.",
                found.online,
            )
        )
    return notes


def done_page(plan: ActionPlan, at: Place, applied: Applied, done: str) -> Mapping[str, Any]:
    """Return what became of an import that was not taken whole."""
    titles = _titles(plan, at)
    return {
        "done": done,
        "left": [
            {
                "action": pages.plain(titles.get(problem.where.partition("/")[0], "")),
                "field": _(NAMES[name]) if (name := problem.where.partition("/")[2]) in NAMES else "",
                "text": _(
                    "This action was changed here after the preview, so it was left alone. Import the file again."
                )
                if problem.code is Code.STALE
                else wording.problem_text(problem, g.locale),
            }
            for problem in applied.problems
        ],
        "again_url": url_for("plan_workbook.upload", assessment=plan.assessment.id),
        "plan_url": url_for("plan.plan", assessment=plan.assessment.id),
    }
