"""How does an assessment look on paper: the questions, empty or answered, the scorecard, the plan?"""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.access import Action
from questionnaire.web import links, pages, plan_page, print_page, result_page, results
from questionnaire.web.access import allow
from questionnaire.web.links import PageLink
from questionnaire.web.locale import _
from questionnaire.web.now import now, today
from questionnaire.web.plan import load_plan
from questionnaire.web.supplier import load, section_of

blueprint = Blueprint("prints", __name__, url_prefix="/assessments/<uuid:assessment>/print")

links.add("prints", lambda about: PageLink(url_for("prints.questions", assessment=about.id), _("Print the questions")))


@blueprint.get("/questions")
@allow(Action.READ)
def questions(assessment: UUID) -> ResponseReturnValue:
    """Show the questions, all or of one section, with the answers or with room to write them."""
    loaded = load(assessment)
    named = request.args.get("section", "")
    sections = (section_of(loaded.instrument, named),) if named else loaded.instrument.sections
    blank = request.args.get("answers") == "none"
    page = print_page.questions_page(loaded, pages.place(loaded.instrument), sections, named, blank=blank, moment=now())
    return render_template("prints/questions.html", page=page, **_back("supplier.tasks", assessment))


@blueprint.get("/scorecard")
@allow(Action.READ)
def scorecard(assessment: UUID) -> ResponseReturnValue:
    """Show the scorecard."""
    found = results.shown(assessment)
    front = print_page.front(load(assessment).assessment, found.at, now())
    page = {**result_page.result_page(found), **front}
    return render_template("prints/scorecard.html", page=page, wide=True, **_back("results.result", assessment))


@blueprint.get("/plan")
@allow(Action.READ)
def plan(assessment: UUID) -> ResponseReturnValue:
    """Show the action plan."""
    found = load_plan(assessment)
    at = pages.place(found.instrument)
    page: dict[str, Any] = {
        "groups": list(plan_page.groups(found, at, found.rows, today())),
        **print_page.front(found.assessment, at, now()),
    }
    return render_template("prints/plan.html", page=page, wide=True, **_back("plan.plan", assessment))


def _back(endpoint: str, assessment: UUID) -> dict[str, str]:
    return {"back_url": url_for(endpoint, assessment=assessment), "back_text": _("Back")}
