"""How does the action plan go out as a workbook and come back, with every change shown before it is made?"""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action
from questionnaire.services import plan_import
from questionnaire.services import plan_workbook as service
from questionnaire.web import evidence_page, import_page, pages
from questionnaire.web.access import allow, viewer
from questionnaire.web.account import only_changes_language
from questionnaire.web.comparison import Comparison
from questionnaire.web.download import XLSX, attachment
from questionnaire.web.locale import _, ngettext
from questionnaire.web.now import now
from questionnaire.web.plan import back, load_plan
from questionnaire.web.store import config, database
from questionnaire.web.uploaded import uploaded

blueprint = Blueprint("plan_workbook", __name__, url_prefix="/assessments/<uuid:assessment>/plan")

NOTHING_CHOSEN: Mapping[str, str] = MappingProxyType({})


@blueprint.get("/plan.xlsx")
@allow(Action.READ)
def export(assessment: UUID) -> ResponseReturnValue:
    """Give the plan as a workbook."""
    found = load_plan(assessment)
    content = service.workbook(
        database(),
        viewer(),
        assessment,
        key=_key(),
        translate=pages.place(found.instrument).translate,
        say=_,
        locale=g.locale,
        now=now(),
    )
    return attachment(content, f"{found.instrument.ref.id}-plan.xlsx", XLSX)


def _key() -> bytes:
    return config().secret_key.encode()


def _seal() -> URLSafeSerializer:
    """What a preview showed travels in its own page, sealed: what is applied is what was seen."""
    return URLSafeSerializer(config().secret_key, salt="questionnaire.plan-import")


@blueprint.get("/import")
@allow(Action.PLAN)
def upload(assessment: UUID) -> ResponseReturnValue:
    """Ask for the file."""
    return _ask(assessment)


def _ask(assessment: UUID, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    load_plan(assessment)
    page = import_page.upload_page(assessment, problems)
    return render_template("plan/upload.html", page=page, **back(assessment))


@blueprint.post("/import")
@allow(Action.PLAN)
def compare(assessment: UUID) -> ResponseReturnValue:
    """Show what the file would change. Nothing is changed yet."""
    sent = uploaded()
    if sent is None:
        return _ask(assessment, (Problem.of(Code.FILE_EMPTY, "file"),))
    try:
        found = service.compare(database(), viewer(), assessment, file_name=sent.name, content=sent.content, key=_key())
    except Refusal as refusal:
        if not evidence_page.can_be_mended(refusal):
            raise
        return _ask(assessment, refusal.problems)
    return _preview(assessment, Comparison.of(found))


def _preview(
    assessment: UUID, found: Comparison, chosen: Mapping[str, str] = NOTHING_CHOSEN, *, sent: bool = False
) -> ResponseReturnValue:
    plan = load_plan(assessment)
    page = import_page.preview_page(plan, pages.place(plan.instrument), found, chosen, sent=sent)
    sealed = _seal().dumps({"assessment": str(assessment), **found.document()})
    return render_template("plan/preview.html", page=page, sealed=sealed, wide=True, **back(assessment))


@blueprint.post("/import/apply")
@allow(Action.PLAN)
def apply(assessment: UUID) -> ResponseReturnValue:
    """Make the changes that the preview showed, with the choices made there."""
    load_plan(assessment)
    sent = not only_changes_language()
    found = _previewed(assessment)
    chosen = {name: request.form[name] for name in found.conflicts if request.form.get(name) in {"file", "online"}}
    if not sent or len(chosen) < len(found.conflicts):
        return _preview(assessment, found, chosen, sent=sent)
    run = plan_import.stage_import(
        database(),
        viewer(),
        assessment,
        file_name=found.file_name,
        sha256=found.sha256,
        changes=found.wanted(chosen),
        now=now(),
    )
    applied = plan_import.apply_import(database(), viewer(), run, now=now())
    done = ngettext("{count} action is changed.", "{count} actions are changed.", len(applied.changed))
    if not applied.problems:
        flash(done, "success")
        return redirect(url_for("plan.plan", assessment=assessment))
    plan = load_plan(assessment)
    page = import_page.done_page(plan, pages.place(plan.instrument), applied, done)
    return render_template("plan/imported.html", page=page, **back(assessment))


def _previewed(assessment: UUID) -> Comparison:
    """Return what the preview showed; it must be one of ours, and of this assessment."""
    try:
        document = _seal().loads(request.form.get("preview", ""))
    except BadSignature:
        raise Refusal([Problem.of(Code.BAD_REQUEST)]) from None
    if document["assessment"] != str(assessment):
        raise Refusal([Problem.of(Code.BAD_REQUEST)])
    return Comparison.read(document)
