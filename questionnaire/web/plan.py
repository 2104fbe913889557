"""What is going to be done about the gaps, by whom, by when?"""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import ActionType, ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action
from questionnaire.db.actions import PlanRow
from questionnaire.services import evidence
from questionnaire.services import plan as service
from questionnaire.services.plan import ActionPlan
from questionnaire.web import action_form, action_page, links, pages, plan_page
from questionnaire.web.access import allow, viewer
from questionnaire.web.account import only_changes_language
from questionnaire.web.action_form import Form
from questionnaire.web.links import PageLink
from questionnaire.web.locale import _, ngettext
from questionnaire.web.now import now, today
from questionnaire.web.store import database

blueprint = Blueprint("plan", __name__, url_prefix="/assessments/<uuid:assessment>/plan")

links.add("plan", lambda about: PageLink(url_for("plan.plan", assessment=about.id), _("Action plan")))


def load_plan(assessment: UUID) -> ActionPlan:
    """Return the plan if the viewer may see it."""
    return service.plan(database(), viewer(), assessment)


def row_of(found: ActionPlan, action: UUID) -> PlanRow:
    """Return one action of the plan."""
    row = next((each for each in found.rows if each.id == action), None)
    if row is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", action=action)])
    return row


def back(assessment: UUID) -> dict[str, str]:
    """Return the way back to the plan."""
    return {"back_url": url_for("plan.plan", assessment=assessment), "back_text": _("Action plan")}


@blueprint.get("")
@allow(Action.READ)
def plan(assessment: UUID) -> ResponseReturnValue:
    """Show the plan, or the part of it that was asked for."""
    found = load_plan(assessment)
    wanted = plan_page.Filter(request.args.get("status", ""), request.args.get("owner", ""))
    return render_template(
        "plan/plan.html",
        page=plan_page.plan_page(found, pages.place(found.instrument), wanted, today=today()),
        back_url=url_for("supplier.tasks", assessment=assessment),
        back_text=_("Assessment"),
        wide=True,
    )


@blueprint.post("/draft")
@allow(Action.PLAN)
def draft(assessment: UUID) -> ResponseReturnValue:
    """Add what the instrument recommends for gaps that the plan does not cover yet."""
    made = service.draft(database(), viewer(), assessment, start=today(), now=now())
    if made:
        flash(ngettext("{count} action is added.", "{count} actions are added.", len(made)), "success")
    else:
        flash(_("Every gap has its actions already. Nothing was added or changed."), "note")
    return redirect(url_for("plan.plan", assessment=assessment))


@blueprint.get("/new")
@allow(Action.PLAN)
def new(assessment: UUID) -> ResponseReturnValue:
    """Ask for an action of the supplier's own."""
    return _draw_new(assessment, Form(dict(request.args.items())))


@blueprint.post("/new")
@allow(Action.PLAN)
def add(assessment: UUID) -> ResponseReturnValue:
    """Add an action of the supplier's own; with a problem, everything typed stays on the page."""
    typed = Form.of(request.form)
    if only_changes_language():
        return _draw_new(assessment, typed)
    kind, item = request.form.get("type", ""), request.form.get("item", "")
    if kind not in set(ActionType):
        return _draw_new(assessment, typed.with_problems((Problem.of(Code.NOT_A_CHOICE, "type"),)))
    fields = action_form.as_plain({name: typed.values.get(name, "") for name in action_form.OWN})
    try:
        made = service.add(
            database(),
            viewer(),
            assessment,
            fields,
            type=ActionType(kind),
            item=ItemId(item) if item else None,
            now=now(),
        )
    except Refusal as refusal:
        if not all(problem.where for problem in refusal.problems):
            raise
        return _draw_new(assessment, typed.with_problems(refusal.problems))
    flash(_("The action is added."), "success")
    return redirect(url_for("plan.action", assessment=assessment, action=made.id))


def _draw_new(assessment: UUID, form: Form) -> ResponseReturnValue:
    found = load_plan(assessment)
    page = action_page.new_page(found, pages.place(found.instrument), form)
    return render_template("plan/new.html", page=page, **back(assessment))


@blueprint.get("/actions/<uuid:action>")
@allow(Action.READ)
def action(assessment: UUID, action: UUID) -> ResponseReturnValue:
    """Show one action."""
    found = load_plan(assessment)
    return _draw(found, row_of(found, action), Form())


@blueprint.post("/actions/<uuid:action>")
@allow(Action.PLAN)
def save(assessment: UUID, action: UUID) -> ResponseReturnValue:
    """Keep what was changed. What has a problem, or what a colleague changed too, stays on the page as typed."""
    found = load_plan(assessment)
    row, at = row_of(found, action), pages.place(found.instrument)
    typed = Form.of(request.form)
    if only_changes_language():
        return _draw(found, row, typed)
    fields = action_form.fields_of(typed, row, at)
    edited = service.edit(database(), viewer(), action, fields, base_revision=typed.revision, now=now())
    if edited.problems or edited.conflicts:
        return _draw(load_plan(assessment), edited.row, typed.with_problems(edited.problems, edited.conflicts))
    flash(_("The action is saved."), "success")
    return redirect(url_for("plan.action", assessment=assessment, action=action))


@blueprint.post("/actions/<uuid:action>/evidence")
@allow(Action.PLAN)
def show(assessment: UUID, action: UUID) -> ResponseReturnValue:
    """Let files show that an action was taken."""
    row = row_of(load_plan(assessment), action)
    there = {str(each.id): each.id for each in evidence.evidence_in(database(), viewer(), assessment)}
    chosen = [there[name] for name in request.form.getlist("files") if name in there]
    if chosen:
        service.show(database(), viewer(), row.id, chosen, now=now())
        flash(_("The files are linked to this action."), "success")
    return redirect(url_for("plan.action", assessment=assessment, action=action))


def _draw(found: ActionPlan, row: PlanRow, form: Form) -> ResponseReturnValue:
    page = action_page.action_page(
        found,
        pages.place(found.instrument),
        row,
        form,
        past=service.history(database(), viewer(), row.id),
        files=evidence.evidence_in(database(), viewer(), found.assessment.id),
    )
    return render_template("plan/action.html", page=page, **back(found.assessment.id))
