"""What does the certifier sign, and what happens to it?"""

from collections.abc import Mapping
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from instruments import texts
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.services.answer import Loaded
from questionnaire.web import pages
from questionnaire.web.locale import _
from questionnaire.web.pages import Place
from scoring.critical import Status
from scoring.score import Scorecard

FIELDS = ("name", "role", "declaration")


def draw(
    loaded: Loaded, card: Scorecard, given: Mapping[str, str], problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    """Draw the page, with what was typed, what is wrong with it, and the harm that the result will open with."""
    at = pages.place(loaded.instrument)
    sentences = {problem.where: _sentence(problem) for problem in problems}
    address: dict[str, Any] = {"assessment": loaded.assessment.id}
    return render_template(
        "supplier/declaration.html",
        page={
            "instrument_title": at.title,
            "url": url_for("supplier.submit", **address),
            "critical": _critical(at, card),
            "plan_url": url_for("plan.plan", **address),
        },
        values={name: given.get(name, "") for name in FIELDS},
        errors=sentences,
        problems=[(name if name in FIELDS else "", sentence) for name, sentence in sentences.items()],
        back_url=url_for("supplier.check", **address),
        back_text=_("Check your answers"),
    )


def _critical(at: Place, card: Scorecard) -> list[str]:
    """Name the critical issues that no action with an owner and a date answers yet; sealed, they stay so."""
    titles = {issue.id: at.translate(texts.critical(issue)) for issue in at.instrument.critical}
    return list(dict.fromkeys(titles[issue.id] for issue in card.critical if issue.status is Status.OPEN))


def _sentence(problem: Problem) -> str:
    words = {
        "name": _("Enter your full name."),
        "role": _("Enter your role."),
        "declaration": _("Tick the declaration."),
    }
    if problem.code is Code.SIGNATURE_MISSING and problem.where in words:
        return words[problem.where]
    return wording.problem_text(problem, g.locale)
