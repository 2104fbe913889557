"""What stands in the form of an action, what is wrong with it, and what does it send?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self
from uuid import UUID

from flask import g
from werkzeug.datastructures import MultiDict

from forms import dates, numbers
from forms.names import read_revision
from instruments.codec import plain
from instruments.problems import Problem
from questionnaire import wording
from questionnaire.db.actions import PlanRow
from questionnaire.excel.plan_columns import BANDS, BEARERS, CAUSES
from questionnaire.services.plan import FieldConflict
from questionnaire.web import pages, plan_page
from questionnaire.web.locale import _, figured
from questionnaire.web.pages import Place
from questionnaire.wording.words import N_

OWN = ("text", "finding", "cause", "workers", "owner", "due", "cost", "currency", "bearer", "note")
FIGURES = frozenset({"cost", "amount", "workers"})
NUMBER = re.compile(r"\d+(\.\d+)?")
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
        """Read it from what was posted."""
        values = {name: text for name, text in posted.items() if name != "csrf_token"}
        return cls(values, read_revision(posted.get("revision", "")))

    def with_problems(self, problems: Sequence[Problem], conflicts: Sequence[FieldConflict] = ()) -> Self:
        """Return it with what is wrong."""
        return replace(self, problems=tuple(problems), conflicts=tuple(conflicts))


def fields_of(typed: Form, row: PlanRow, at: Place) -> Mapping[str, str]:
    """Return the fields that were sent. A recommendation sent back as it was shown, translated, was not changed."""
    shown = pages.plain(plan_page.text_of(row, at))
    unchanged = "text" if _tidy(typed.values.get("text", "")) == _tidy(shown) else ""
    return as_plain({name: text for name, text in typed.values.items() if name in NAMES and name != unchanged})


def as_plain(values: Mapping[str, str]) -> dict[str, str]:
    """Return the texts with days and amounts as they are stored, where what was typed can be read in one way only."""
    found: dict[str, str] = {}
    for name, text in values.items():
        match name:
            case "start" | "due" | "paid":
                read = dates.read(text, name, g.locale)[0]
            case "cost" | "amount":
                read = _figure(text, name)
            case "workers":
                read = _figure(text, name, whole=True)
            case _:
                read = None
        found[name] = text if read is None else read
    return found


def as_typed(values: Mapping[str, str]) -> dict[str, str]:
    """Return stored texts as they stand in boxes: amounts and counts with the marks of the page."""
    marks = wording.marks(g.locale)
    return {
        name: numbers.write(Decimal(text), marks) if name in FIGURES and NUMBER.fullmatch(text) else text
        for name, text in values.items()
    }


def _figure(text: str, name: str, *, whole: bool = False) -> str | None:
    number, _problems = numbers.read(text, name, whole=whole)
    return None if number is None else plain(number)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


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
    if name == "cost":
        return figured(text)
    return _(words[name][text]) if name in words and text in words[name] else text


def problem_list(found: Mapping[str, str], names: Mapping[str, str] = NAMES) -> list[tuple[str, str]]:
    """Return (field, sentence) for the list of problems atop the page."""
    return [
        (name if name in names else "", f"{_(names[name])} – {text}" if name in names else text)
        for name, text in found.items()
    ]
