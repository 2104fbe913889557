"""How do people answer offline in Excel, and bring their answers back with every change shown before it is made?"""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action
from questionnaire.services import workbook_import as service
from questionnaire.services import workbook_undo
from questionnaire.services.answer import Loaded
from questionnaire.services.answer_words import in_words
from questionnaire.services.workbook_export import questionnaire_workbook
from questionnaire.services.workbook_import import Choice, Run
from questionnaire.web import evidence_page, links, locale, pages, workbook_done_page, workbook_page
from questionnaire.web.access import allow, viewer
from questionnaire.web.account import only_changes_language
from questionnaire.web.download import XLSX, attachment
from questionnaire.web.links import PageLink
from questionnaire.web.locale import _, ngettext
from questionnaire.web.now import now
from questionnaire.web.store import config, database
from questionnaire.web.supplier import load
from questionnaire.web.uploaded import uploaded

blueprint = Blueprint("workbook", __name__, url_prefix="/assessments/<uuid:assessment>/workbook")

links.add("workbook", lambda about: PageLink(url_for("workbook.page", assessment=about.id), _("Answer in Excel")))


NOTHING_CHOSEN: Mapping[ItemId, Choice] = MappingProxyType({})


def _key() -> bytes:
    return config().secret_key.encode()


def _back(assessment: UUID) -> dict[str, str]:
    return {"back_url": url_for("supplier.tasks", assessment=assessment), "back_text": _("All sections")}


@blueprint.get("")
@allow(Action.READ)
def page(assessment: UUID) -> ResponseReturnValue:
    """Offer the workbook, ask for it back, and list what was brought back before."""
    return _ask(load(assessment))


def _ask(loaded: Loaded, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    assessment = loaded.assessment.id
    earlier = service.imports(database(), viewer(), assessment)
    shown = workbook_page.start_page(loaded, viewer(), earlier, problems, now())
    return render_template("workbook/start.html", page=shown, **_back(assessment))


@blueprint.get("/questionnaire.xlsx")
@allow(Action.READ)
def download(assessment: UUID) -> ResponseReturnValue:
    """Give the questionnaire as a workbook: with the answers there are, or blank."""
    loaded = load(assessment)
    filled = request.args.get("answers") != "none"
    content = questionnaire_workbook(
        database(),
        viewer(),
        assessment,
        key=_key(),
        filled=filled,
        locales=locale.offered(),
        locale=g.locale,
        say=_,
        now=now(),
    )
    return attachment(content, f"{loaded.instrument.ref.id}{'' if filled else '-blank'}.xlsx", XLSX)


@blueprint.post("")
@allow(Action.ANSWER)
def upload(assessment: UUID) -> ResponseReturnValue:
    """Compare a workbook with what is answered. Nothing is changed yet."""
    loaded = load(assessment)
    sent = uploaded()
    if sent is None:
        return _ask(loaded, (Problem.of(Code.FILE_EMPTY, "file"),))
    try:
        run = service.stage(
            database(), viewer(), assessment, file_name=sent.name, content=sent.content, key=_key(), now=now()
        )
    except Refusal as refusal:
        if not evidence_page.can_be_mended(refusal):
            raise
        return _ask(loaded, refusal.problems)
    return redirect(url_for("workbook.compared", assessment=assessment, run=run.id))


def _run(assessment: UUID, run_id: UUID) -> Run:
    run = service.staged(database(), viewer(), run_id)
    if run.assessment != assessment:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", run=run_id)])
    return run


@blueprint.get("/<uuid:run>")
@allow(Action.READ)
def compared(assessment: UUID, run: UUID) -> ResponseReturnValue:
    """Show what a workbook would change, or what became of it."""
    return _draw(load(assessment), _run(assessment, run))


def _draw(
    loaded: Loaded, run: Run, chosen: Mapping[ItemId, Choice] = NOTHING_CHOSEN, *, sent: bool = False
) -> ResponseReturnValue:
    at = pages.place(loaded.instrument)
    back = {
        "back_url": url_for("workbook.page", assessment=loaded.assessment.id),
        "back_text": _("Answer in Excel"),
    }
    if run.done is not None:
        in_place = workbook_undo.in_place(database(), viewer(), run)
        shown = workbook_done_page.done_page(loaded, at, run, run.done, in_place, viewer(), now())
        return render_template("workbook/done.html", page=shown, **back)
    shown = workbook_page.compared_page(loaded, at, run, viewer(), chosen, sent=sent)
    return render_template("workbook/compared.html", page=shown, wide=True, **back)


@blueprint.post("/<uuid:run>")
@allow(Action.ANSWER)
def apply(assessment: UUID, run: UUID) -> ResponseReturnValue:
    """Make the changes that were shown, with the choices made there."""
    loaded, found = load(assessment), _run(assessment, run)
    sent = not only_changes_language()
    if found.done is None:
        chosen = workbook_page.chosen(found, request.form)
        if not sent or len(chosen) < len(workbook_page.asking(found)):
            return _draw(loaded, found, chosen, sent=sent)
        at = pages.place(loaded.instrument)
        service.apply(
            database(),
            viewer(),
            run,
            chosen,
            remark=lambda item, document: _(
                "In the workbook: {answer}", answer=in_words(item, document, at.translate, g.locale)
            ),
            now=now(),
        )
    return redirect(url_for("workbook.compared", assessment=assessment, run=run))


@blueprint.post("/<uuid:run>/undo")
@allow(Action.ANSWER)
def undo(assessment: UUID, run: UUID) -> ResponseReturnValue:
    """Put back what the workbook changed, as far as it still stands."""
    before = _run(assessment, run).done
    try:
        after = service.undo(database(), viewer(), run, now=now()).done
    except Refusal as refusal:
        if refusal.problems[0].code is not Code.STALE:
            raise
        flash(_("Nothing could be put back: all these answers were changed later."), "error")
    else:
        count = len(before.standing) - len(after.standing) if before and after else 0
        flash(
            ngettext("{count} answer is as it was before.", "{count} answers are as they were before.", count),
            "success",
        )
    return redirect(url_for("workbook.compared", assessment=assessment, run=run))
