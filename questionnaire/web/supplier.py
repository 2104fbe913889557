"""How does a supplier see and answer its assessment?"""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.build import SectionForm
from forms.fields import ItemField
from forms.names import read_revision, revision_of
from instruments.model import Instrument, InstrumentRef, ItemId, Section
from instruments.problems import Code, Problem, Refusal
from questionnaire import wording
from questionnaire.access import Action
from questionnaire.services import answer, invite
from questionnaire.services import result as results
from questionnaire.services import submit as submitting
from questionnaire.services.answer import Keep, Loaded, Saved
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given
from questionnaire.web import declaration_page, links, pages, rows, section_page, task_page
from questionnaire.web.access import SIGNED_IN, allow, viewer
from questionnaire.web.account import change_language, only_changes_language
from questionnaire.web.check_page import check_page
from questionnaire.web.conflict_page import conflict_page
from questionnaire.web.locale import _
from questionnaire.web.now import now
from questionnaire.web.store import database

blueprint = Blueprint("supplier", __name__)


def load(assessment: UUID) -> Loaded:
    """Return the assessment if the viewer may see it."""
    return answer.load(database(), viewer(), assessment)


def section_of(instrument: Instrument, section: str) -> Section:
    """Return a section of the instrument."""
    found = next((each for each in instrument.sections if each.id == section), None)
    if found is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", section=section)])
    return found


@blueprint.get("/")
@allow(SIGNED_IN)
def home() -> ResponseReturnValue:
    """Show the assessments there are, or the only one."""
    found = invite.assessments_of(database(), viewer())
    if len(found) == 1:
        return redirect(url_for("supplier.tasks", assessment=found[0].id))
    return render_template("supplier/list.html", assessments=task_page.listed(found))


@blueprint.get("/assessments/<uuid:assessment>")
@allow(Action.READ)
def tasks(assessment: UUID) -> ResponseReturnValue:
    """Show the sections and how far each is."""
    loaded = load(assessment)
    page = task_page.task_page(loaded, pages.place(loaded.instrument), viewer())
    return render_template("supplier/tasks.html", page=page, links=links.links(loaded.assessment))


@blueprint.get("/assessments/<uuid:assessment>/sections/<section>")
@allow(Action.READ)
def section(assessment: UUID, section: str) -> ResponseReturnValue:
    """Show one section."""
    loaded = load(assessment)
    shown = section_of(loaded.instrument, section)
    at = pages.place(loaded.instrument)
    filled = pages.filled(at, shown, loaded, viewer().user)
    return section_page.draw(at, shown, loaded, rows.opened(shown, filled, request.args.get("row", "")))


@blueprint.post("/assessments/<uuid:assessment>/sections/<section>")
@allow(Action.ANSWER)
def save_section(assessment: UUID, section: str) -> ResponseReturnValue:
    """Save everything on the page; whatever has a problem stays on it as typed."""
    loaded = load(assessment)
    shown = section_of(loaded.instrument, section)
    at = pages.place(loaded.instrument)
    button = rows.Button.of(request.form.get("action", ""))
    posted = at.form(shown)(rows.without_removed(request.form, button))
    saved = save(assessment, posted)
    if button.name == "locale":
        change_language(request.form.get("locale", ""))
    if saved.conflicts:
        return redirect(url_for("supplier.conflicts", assessment=assessment))
    problems = section_page.problems_of(posted, saved)
    if problems:
        after, at = load(assessment), pages.place(loaded.instrument)
        values = posted.shown_over(pages.stored_form(at, shown, after))
        filled = rows.opened(shown, pages.Filled(values, problems), button.table if button.name == "add" else "")
        return section_page.draw(at, shown, after, filled)
    return redirect(section_page.onward(loaded, shown, saved, button))


@blueprint.post("/assessments/<uuid:assessment>/sections/<section>/answers")
@allow(Action.ANSWER)
def autosave(assessment: UUID, section: str) -> ResponseReturnValue:
    """Save the items that were sent, and say in JSON what became of them."""
    instrument = definition(database(), ref_named(request.args.get("instrument", "")))
    shown = section_of(instrument, section)
    at = pages.place(instrument)
    sent = frozenset(item.id for item in shown.items if revision_of(item.id) in request.form)
    posted = at.form(shown, sent)(request.form)
    saved = save(assessment, posted)
    done = saved.completeness.get(section)
    return section_page.outcome(at, posted, saved, assessment, pages.progress(done) if done else "")


def ref_named(text: str) -> InstrumentRef:
    """Return the instrument that the page was made from; the service checks answers against the assessment's own."""
    name, _at, version = text.partition("@")
    return InstrumentRef(name, version)


def save(assessment: UUID, posted: SectionForm) -> Saved:
    """Hand what was posted to the service."""
    given = {field.item.id: given_by(field) for field in posted.items if field.posted and field.speaks}
    return answer.save(database(), viewer(), assessment, given, language=g.locale, now=now())


def given_by(field: ItemField) -> Given:
    """Return what one field gives."""
    return Given(field.document, field.note, read_revision(field.revision))


@blueprint.get("/assessments/<uuid:assessment>/conflicts")
@allow(Action.READ)
def conflicts(assessment: UUID) -> ResponseReturnValue:
    """Show, side by side, every answer that two people gave differently."""
    loaded = load(assessment)
    return render_template("supplier/conflict.html", page=conflict_page(loaded, pages.place(loaded.instrument)))


@blueprint.post("/assessments/<uuid:assessment>/conflicts/<item>/<uuid:by>")
@allow(Action.ANSWER)
def resolve(assessment: UUID, item: str, by: UUID) -> ResponseReturnValue:
    """Keep one of two answers; the other stays in the history."""
    base = read_revision(request.form.get(revision_of(item), ""))
    if request.form.get("keep") not in {Keep.STORED, Keep.TYPED} or base < 0:
        raise Refusal([Problem.of(Code.BAD_REQUEST)])
    keep = Keep(request.form["keep"])
    try:
        answer.resolve(
            database(), viewer(), assessment, ItemId(item), typed_by=by, keep=keep, base_revision=base, now=now()
        )
    except Refusal as refusal:
        if refusal.problems[0].code is not Code.STALE:
            raise
    loaded = load(assessment)
    if loaded.conflicts:
        return redirect(url_for("supplier.conflicts", assessment=assessment))
    where = loaded.instrument.section_of.get(ItemId(item))
    return redirect(
        pages.section_url(assessment, where, item) if where else url_for("supplier.tasks", assessment=assessment)
    )


@blueprint.get("/assessments/<uuid:assessment>/check")
@allow(Action.READ)
def check(assessment: UUID) -> ResponseReturnValue:
    """Show all answers, and what is still missing."""
    loaded = load(assessment)
    page = check_page(loaded, pages.place(loaded.instrument), viewer())
    back = {"back_url": url_for("supplier.tasks", assessment=assessment), "back_text": _("All sections")}
    return render_template(
        "supplier/check.html", page=page, problems=page["problems"], warnings=page["warnings"], **back
    )


@blueprint.get("/assessments/<uuid:assessment>/declaration")
@allow(Action.SUBMIT)
def declaration(assessment: UUID) -> ResponseReturnValue:
    """Show what the certifier signs."""
    return declare(assessment, {"name": g.person.name})


def declare(assessment: UUID, given: Mapping[str, str], problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    """Show the declaration with what was typed, and the harm that the result would open with."""
    card = results.result(database(), viewer(), assessment, now=now()).scorecard
    return declaration_page.draw(load(assessment), card, given, problems)


@blueprint.post("/assessments/<uuid:assessment>/declaration")
@allow(Action.SUBMIT)
def submit(assessment: UUID) -> ResponseReturnValue:
    """Seal the answers, or show what the signature still needs."""
    given = request.form
    if only_changes_language():
        return declare(assessment, given.to_dict())
    try:
        submitting.submit(
            database(),
            viewer(),
            assessment,
            name=given.get("name", ""),
            role=given.get("role", ""),
            accepted=given.get("declaration") == "yes",
            now=now(),
        )
    except Refusal as refusal:
        match refusal.problems[0].code:
            case Code.NOT_READY:
                return redirect(url_for("supplier.check", assessment=assessment))
            case Code.SIGNATURE_MISSING | Code.BAD_CHARACTERS:
                return declare(assessment, given.to_dict(), refusal.problems)
        raise
    return redirect(url_for("supplier.submitted", assessment=assessment))


@blueprint.get("/assessments/<uuid:assessment>/submitted")
@allow(Action.READ)
def submitted(assessment: UUID) -> ResponseReturnValue:
    """Confirm what was sealed, by whom and when."""
    found = results.result(database(), viewer(), assessment, now=now())
    if found.submission is None:
        return redirect(url_for("supplier.tasks", assessment=assessment))
    sealed = found.submission
    page = {
        "submitted": _(
            "Signed by {name}, {role}, on {when}.",
            name=sealed.name,
            role=sealed.role,
            when=wording.date_time(sealed.at, g.locale),
        ),
        "digest": sealed.digest,
        "tasks_url": url_for("supplier.tasks", assessment=assessment),
    }
    return render_template("supplier/submitted.html", page=page, links=links.links(load(assessment).assessment))
