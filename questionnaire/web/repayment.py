"""How do workers get back what they paid: who is owed what, and which instalments were paid?"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import ActionType
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action
from questionnaire.db.actions import PlanRow
from questionnaire.services import evidence
from questionnaire.services import repayment as service
from questionnaire.services.plan import ActionPlan
from questionnaire.services.repayment_fields import Part
from questionnaire.web import pages, plan_page, repayment_page
from questionnaire.web.access import allow, viewer
from questionnaire.web.account import only_changes_language
from questionnaire.web.action_form import Form, as_plain
from questionnaire.web.locale import _
from questionnaire.web.now import now, today
from questionnaire.web.plan import load_plan, row_of
from questionnaire.web.store import database

blueprint = Blueprint(
    "repayment", __name__, url_prefix="/assessments/<uuid:assessment>/plan/actions/<uuid:action>/repayment"
)


@blueprint.get("")
@allow(Action.READ)
def repayment(assessment: UUID, action: UUID) -> ResponseReturnValue:
    """Show what is owed, what was paid, and what remains."""
    found, row = _remedy(assessment, action)
    page = repayment_page.repayment_page(
        found, pages.place(found.instrument), row, past=service.history(database(), viewer(), action), today=today()
    )
    back_text = pages.plain(plan_page.text_of(row, pages.place(found.instrument)))
    back_url = url_for("plan.action", assessment=assessment, action=action)
    return render_template("plan/repayment.html", page=page, wide=True, back_url=back_url, back_text=back_text)


@blueprint.get("/owed")
@blueprint.get("/owed/<uuid:row>")
@allow(Action.PLAN)
def owed(assessment: UUID, action: UUID, row: UUID | None = None) -> ResponseReturnValue:
    """Ask what workers are owed, or for a correction of it."""
    return _ask(assessment, action, Part.OWED, row, Form())


@blueprint.post("/owed")
@blueprint.post("/owed/<uuid:row>")
@allow(Action.PLAN)
def keep_owed(assessment: UUID, action: UUID, row: UUID | None = None) -> ResponseReturnValue:
    """Keep what workers are owed; with a problem, everything typed stays on the page."""
    return _keep(assessment, action, Part.OWED, row)


@blueprint.get("/instalment")
@blueprint.get("/instalment/<uuid:row>")
@allow(Action.PLAN)
def instalment(assessment: UUID, action: UUID, row: UUID | None = None) -> ResponseReturnValue:
    """Ask for an instalment, or for a correction of one."""
    return _ask(assessment, action, Part.INSTALMENT, row, Form())


@blueprint.post("/instalment")
@blueprint.post("/instalment/<uuid:row>")
@allow(Action.PLAN)
def keep_instalment(assessment: UUID, action: UUID, row: UUID | None = None) -> ResponseReturnValue:
    """Keep an instalment; with a problem, everything typed stays on the page."""
    return _keep(assessment, action, Part.INSTALMENT, row)


def _remedy(assessment: UUID, action: UUID) -> tuple[ActionPlan, PlanRow]:
    """Return the plan and the action; only what makes a harm good has a repayment."""
    found = load_plan(assessment)
    row = row_of(found, action)
    if row.type is not ActionType.REMEDY:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", action=action)])
    return found, row


def _keep(assessment: UUID, action: UUID, part: Part, row: UUID | None) -> ResponseReturnValue:
    _remedy(assessment, action)
    typed = Form.of(request.form)
    if only_changes_language():
        return _ask(assessment, action, part, row, typed)
    try:
        service.keep(
            database(),
            viewer(),
            action,
            part,
            as_plain(typed.values),
            row_id=row,
            base_revision=typed.revision,
            now=now(),
        )
    except Refusal as refusal:
        if not all(problem.where or problem.code is Code.STALE for problem in refusal.problems):
            raise
        return _ask(assessment, action, part, row, typed.with_problems(refusal.problems))
    flash(_("The repayment is saved."), "success")
    return redirect(url_for("repayment.repayment", assessment=assessment, action=action))


def _ask(assessment: UUID, action: UUID, part: Part, row: UUID | None, form: Form) -> ResponseReturnValue:
    found, of = _remedy(assessment, action)
    there = found.repayments.get(of.id, service.NOTHING)
    page = repayment_page.row_page(
        found,
        pages.place(found.instrument),
        of,
        part,
        service.row_of(there, part, row) if row else None,
        form,
        files=evidence.evidence_in(database(), viewer(), assessment),
    )
    back_url = url_for("repayment.repayment", assessment=assessment, action=action)
    return render_template("plan/repayment_row.html", page=page, back_url=back_url, back_text=_("Repayment"))
