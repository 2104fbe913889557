"""What does a person see of a workbook that came back, before and after its changes are made?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from flask import g, url_for

from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.excel.plan import Outcome
from questionnaire.services.plan import ActionPlan
from questionnaire.services.plan_import import Applied, RowChange
from questionnaire.services.plan_workbook import Compared
from questionnaire.web import pages, plan_page
from questionnaire.web.action_page import NAMES, shown_value
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one action, in which file and plan differ."""

    action: str
    field: str
    outcome: Outcome
    current: str
    file: str

    @property
    def name(self) -> str:
        """What its choice is called in the form."""
        return f"{self.action}.{self.field}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a preview shows, and what is applied: it travels in the page, sealed."""

    file_name: str
    sha256: str
    revisions: Mapping[str, int]
    lines: tuple[Line, ...]
    refused: tuple[Problem, ...]
    absent: int
    online: int

    @classmethod
    def of(cls, found: Compared) -> Self:
        """Keep what matters of a comparison."""
        differing = {Outcome.FILE, Outcome.BOTH}
        lines = tuple(
            Line(each.action, each.field, each.outcome, each.current, each.file)
            for each in found.changes
            if each.outcome in differing
        )
        refused = (
            problem for problem in (*found.problems, *(each.problem for each in found.changes)) if problem is not None
        )
        return cls(
            found.file_name,
            found.sha256,
            {line.action: found.revisions[line.action] for line in lines},
            lines,
            tuple(dict.fromkeys(refused)),
            len(found.absent),
            sum(each.outcome is Outcome.ONLINE for each in found.changes),
        )

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The names of the choices to be made."""
        return tuple(line.name for line in self.lines if line.outcome is Outcome.BOTH)

    def wanted(self, chosen: Mapping[str, str]) -> tuple[RowChange, ...]:
        """Return what to apply: what only the file changed, and where both did, what was chosen."""
        fields: dict[str, dict[str, str]] = {}
        for line in self.lines:
            if line.outcome is Outcome.FILE or chosen.get(line.name) == "file":
                fields.setdefault(line.action, {})[line.field] = line.file
        return tuple(RowChange(UUID(action), self.revisions[action], values) for action, values in fields.items())

    def document(self) -> dict[str, Any]:
        """Write it as JSON."""
        return {
            "file_name": self.file_name,
            "sha256": self.sha256,
            "revisions": dict(self.revisions),
            "lines": [[line.action, line.field, line.outcome, line.current, line.file] for line in self.lines],
            "refused": [[problem.code, problem.where, dict(problem.params)] for problem in self.refused],
            "absent": self.absent,
            "online": self.online,
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Read what `document` wrote."""
        return cls(
            document["file_name"],
            document["sha256"],
            document["revisions"],
            tuple(Line(action, name, Outcome(outcome), *rest) for action, name, outcome, *rest in document["lines"]),
            tuple(Problem(Code(code), where, tuple(params.items())) for code, where, params in document["refused"]),
            document["absent"],
            document["online"],
        )


def upload_page(assessment: UUID, problems: tuple[Problem, ...]) -> Mapping[str, Any]:
    """Return the form that asks for the file."""
    sentences = list(dict.fromkeys(wording.problem_text(problem, g.locale) for problem in problems))
    return {
        "url": url_for("plan_workbook.compare", assessment=assessment),
        "xlsx_url": url_for("plan_workbook.export", assessment=assessment),
        "problems": [("file", sentence) for sentence in sentences],
        "error": " ".join(sentences),
    }


def preview_page(plan: ActionPlan, at: Place, found: Comparison, chosen: Mapping[str, str] | None) -> Mapping[str, Any]:
    """Return the changes, the conflicts to choose in, and what is refused with its cell."""
    titles = _titles(plan, at)
    open_choices = [] if chosen is None else [name for name in found.conflicts if name not in chosen]
    return {
        "file_name": found.file_name,
        "url": url_for("plan_workbook.apply", assessment=plan.assessment.id),
        "again_url": url_for("plan_workbook.upload", assessment=plan.assessment.id),
        "changes": list(_shown(found, Outcome.FILE, titles, {})),
        "conflicts": list(_shown(found, Outcome.BOTH, titles, chosen or {})),
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
