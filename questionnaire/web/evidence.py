"""Which files support which answers, and how do they come in, change and go?"""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import dates
from instruments.model import ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire import wording
from questionnaire.access import Action
from questionnaire.db.evidence import Evidence
from questionnaire.services import evidence as service
from questionnaire.storage import storage_of
from questionnaire.web import evidence_page, links, pages
from questionnaire.web.access import allow, viewer
from questionnaire.web.account import only_changes_language
from questionnaire.web.download import attachment
from questionnaire.web.evidence_page import Typed
from questionnaire.web.links import PageLink
from questionnaire.web.locale import _
from questionnaire.web.now import now, today
from questionnaire.web.store import config, database
from questionnaire.web.supplier import load
from questionnaire.web.uploaded import uploaded

blueprint = Blueprint("evidence", __name__, url_prefix="/assessments/<uuid:assessment>/evidence")

links.add("evidence", lambda about: PageLink(url_for("evidence.files", assessment=about.id), _("Evidence")))


def of_assessment(assessment: UUID, file: UUID) -> Evidence:
    """Return a file of this assessment."""
    found = service.found(database(), viewer(), file)
    if found.assessment != assessment:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", evidence=file)])
    return found


@blueprint.get("")
@allow(Action.READ)
def files(assessment: UUID) -> ResponseReturnValue:
    """List the files, and offer to add one: for the item that the address names, if it names one."""
    return draw(assessment, Typed(items=tuple(ItemId(item) for item in request.args.getlist("item"))))


def draw(assessment: UUID, typed: Typed, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    """Draw the page with what was typed."""
    loaded = load(assessment)
    found = service.evidence_in(database(), viewer(), assessment)
    at = pages.place(loaded.instrument)
    page = evidence_page.list_page(loaded, at, found, typed, problems, limit=config().upload_limit, today=today())
    back = {"back_url": url_for("supplier.tasks", assessment=assessment), "back_text": _("Assessment")}
    return render_template("evidence/list.html", page=page, **back)


@blueprint.post("")
@allow(Action.ANSWER)
def add(assessment: UUID) -> ResponseReturnValue:
    """Keep a file; when it cannot be kept, everything typed stays on the page."""
    typed = Typed.of(request.form)
    if only_changes_language():
        return draw(assessment, typed)
    dates, problems = _dates(typed)
    sent = uploaded()
    if sent is None:
        problems = (Problem.of(Code.FILE_EMPTY, "file"), *problems)
    if problems or sent is None:
        return draw(assessment, typed, problems)
    try:
        made = service.add(
            database(),
            storage_of(config()),
            viewer(),
            assessment,
            name=sent.name,
            content=sent.content,
            items=typed.items,
            dated=dates.get("dated"),
            expires=dates.get("expires"),
            limit=config().upload_limit,
            now=now(),
        )
    except Refusal as refusal:
        if not evidence_page.can_be_mended(refusal):
            raise
        return draw(assessment, typed, refusal.problems)
    flash(_("“{name}” is added.", name=made.name), "success")
    return redirect(url_for("evidence.files", assessment=assessment, _anchor=f"file-{made.id}"))


def _dates(typed: Typed) -> tuple[dict[str, date | None], tuple[Problem, ...]]:
    found: dict[str, date | None] = {}
    problems: list[Problem] = []
    for name in ("dated", "expires"):
        text = getattr(typed, name)
        day, wrong = dates.read(text, name, g.locale) if text.strip() else (None, ())
        found[name] = date.fromisoformat(day) if day else None
        problems += wrong
    return found, tuple(problems)


@blueprint.get("/<uuid:file>/download")
@allow(Action.READ)
def download(assessment: UUID, file: UUID) -> ResponseReturnValue:
    """Send a file, to keep: a browser never shows it within our pages."""
    of_assessment(assessment, file)
    found = service.download(database(), storage_of(config()), viewer(), file)
    return attachment(found.content, found.evidence.name, found.media_type)


@blueprint.get("/<uuid:file>")
@allow(Action.READ)
def file(assessment: UUID, file: UUID) -> ResponseReturnValue:
    """Show one file: what it supports, and how to take it away."""
    return _draw_file(of_assessment(assessment, file))


def _draw_file(found: Evidence, reason: str = "", problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    loaded = load(found.assessment)
    page = evidence_page.file_page(loaded, pages.place(loaded.instrument), found, today=today())
    wrong = [("reason", wording.problem_text(problem, g.locale)) for problem in problems]
    back = {"back_url": url_for("evidence.files", assessment=found.assessment), "back_text": _("Evidence")}
    return render_template("evidence/file.html", page=page, reason=reason, problems=wrong, **back)


@blueprint.post("/<uuid:file>/items")
@allow(Action.ANSWER)
def support(assessment: UUID, file: UUID) -> ResponseReturnValue:
    """Let a file support exactly the ticked items. Only what this person saw ticked is taken away."""
    found = of_assessment(assessment, file)
    shown = {ItemId(item) for item in request.form.getlist("shown")}
    ticked = {ItemId(item) for item in request.form.getlist("items")}
    if added := sorted(ticked - shown):
        service.link(database(), viewer(), file, added, now=now())
    if dropped := sorted(shown - ticked):
        service.unlink(database(), viewer(), file, dropped, now=now())
    flash(_("Saved. “{name}” supports the questions you ticked.", name=found.name), "success")
    return redirect(url_for("evidence.files", assessment=assessment, _anchor=f"file-{file}"))


@blueprint.post("/<uuid:file>/remove")
@allow(Action.ANSWER)
def remove(assessment: UUID, file: UUID) -> ResponseReturnValue:
    """Take a file out of sight, and keep the reason."""
    found = of_assessment(assessment, file)
    reason = request.form.get("reason", "").strip()
    if only_changes_language():
        return _draw_file(found, reason)
    problems: tuple[Problem, ...] = () if reason else (Problem.of(Code.EMPTY_TEXT, "reason"),)
    try:
        if not problems:
            service.remove(database(), viewer(), file, reason=reason, now=now())
    except Refusal as refusal:
        if not all(problem.where == "reason" for problem in refusal.problems):
            raise
        problems = refusal.problems
    if problems:
        return _draw_file(found, reason, problems)
    flash(_("“{name}” is removed.", name=found.name), "success")
    return redirect(url_for("evidence.files", assessment=assessment))
