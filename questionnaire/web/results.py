"""What came out of an assessment, why, and what would change it?"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from instruments.codec import canonical
from instruments.problems import Code, Problem, Refusal
from instruments.response import digest, write
from questionnaire.access import Action
from questionnaire.db.assessments import Assessment
from questionnaire.excel.scorecard import write_scorecard
from questionnaire.lifecycle import Mover
from questionnaire.services import result as service
from questionnaire.web import links, locale, pages, receipt_page, result_page, since_page, whatif_page
from questionnaire.web.access import allow, viewer
from questionnaire.web.download import JSON, XLSX, attachment
from questionnaire.web.links import PageLink
from questionnaire.web.locale import _
from questionnaire.web.now import now, today
from questionnaire.web.shown import AS_OF, TODAY, Shown
from questionnaire.web.store import database
from questionnaire.web.supplier import load

blueprint = Blueprint("results", __name__, url_prefix="/assessments/<uuid:assessment>/result")

links.add("results", lambda about: PageLink(url_for("results.result", assessment=about.id), _("Result")))


def shown(assessment: UUID, *, as_of_today: bool = False) -> Shown:
    """Return the result if the viewer may see it: a submission as it was signed, unless today's is asked for."""
    found = service.result(database(), viewer(), assessment, now=now(), today=as_of_today or wants_today())
    return Shown(assessment, found, pages.place(found.instrument))


def wants_today() -> bool:
    """Whether the address asks for a submission with the plan and evidence of today; no other day can be told."""
    asked = request.args.get(AS_OF, "")
    if asked not in {"", TODAY}:
        raise Refusal([Problem.of(Code.BAD_REQUEST)])
    return asked == TODAY


def back(assessment: UUID) -> dict[str, str]:
    """Return the way back to the result, of the day that was asked for."""
    day: dict[str, Any] = {AS_OF: TODAY} if wants_today() else {}
    return {"back_url": url_for("results.result", assessment=assessment, **day), "back_text": _("Result")}


@blueprint.get("")
@allow(Action.READ)
def result(assessment: UUID) -> ResponseReturnValue:
    """Show severe harm, numbers, roadmap and gaps."""
    sealed, today = (
        Shown(assessment, found, pages.place(found.instrument))
        for found in service.results(database(), viewer(), assessment, now=now())
    )
    since = since_page.since_page(sealed, today)
    return render_template(
        "results/result.html",
        page=result_page.result_page(today if wants_today() else sealed, since),
        back_url=url_for("supplier.tasks", assessment=assessment),
        back_text=_("Assessment"),
        wide=True,
    )


@blueprint.get("/receipt")
@allow(Action.READ)
def receipt(assessment: UUID) -> ResponseReturnValue:
    """Show why every number is what it is."""
    page = receipt_page.receipt_page(shown(assessment))
    return render_template("results/receipt.html", page=page, wide=True, **back(assessment))


@blueprint.get("/receipt.json")
@allow(Action.READ)
def receipt_json(assessment: UUID) -> ResponseReturnValue:
    """Give the receipt as the document that `questionnaire verify` checks."""
    found = shown(assessment)
    return attachment(canonical(found.result.receipt), f"{_name(found)}-receipt.json", JSON)


@blueprint.get("/response.json")
@allow(Action.READ)
def response_json(assessment: UUID) -> ResponseReturnValue:
    """Give the answers as a response document: the sealed one, or the draft as it stands."""
    found = shown(assessment)
    submission = found.result.submission
    document = submission.response if submission else write(found.result.response, found.instrument)
    return attachment(canonical(document), f"{_name(found)}-response.json", JSON)


@blueprint.get("/scorecard.xlsx")
@allow(Action.READ)
def scorecard_xlsx(assessment: UUID) -> ResponseReturnValue:
    """Give the scorecard as a workbook."""
    found, about = shown(assessment), load(assessment).assessment
    return attachment(_workbook(found, about), f"{_name(found)}-scorecard.xlsx", XLSX)


def _workbook(found: Shown, about: Assessment) -> bytes:
    return write_scorecard(
        found.result.scorecard,
        found.instrument,
        supplier=about.supplier_name,
        made=now(),
        basis=result_page.state(found),
        receipt_digest=digest(found.result.receipt),
        for_buyer=viewer().side is not Mover.SUPPLIER,
        translate=found.at.translate,
        say=_,
        locale=g.locale,
    )


def _name(found: Shown) -> str:
    """Return how a file is called: the instrument, and which submission, as of when, or that it is a draft."""
    submission, as_of = found.result.submission, found.result.as_of
    which = f"submission-{submission.number}" if submission else "draft"
    return f"{found.instrument.ref.id}-{which}{f'-as-of-{as_of}' if as_of else ''}"


@blueprint.get("/what-if")
@allow(Action.READ)
def what_if(assessment: UUID) -> ResponseReturnValue:
    """Show what the ticked actions would change. The address says all, so it can be passed on."""
    if "locale" in request.args:
        return _in_language()
    found = shown(assessment, as_of_today=True)
    ticked = whatif_page.read_choices(found.instrument, request.args.getlist("action"))
    page = whatif_page.what_if_page(found, ticked, request.args.get("area", ""), today())
    return render_template("results/what_if.html", page=page, wide=True, **back(assessment))


def _in_language() -> ResponseReturnValue:
    """Lead to the same address without the language, which the form of the page sends along with what is ticked.

    Its own button changes the language in this browser only: whoever follows an address changes nothing that is kept.
    """
    sent = list(request.args.items(multi=True))
    if ("action", "locale") in sent and request.args["locale"] != g.locale:
        locale.remember(request.args["locale"])
    rest = [(name, text) for name, text in sent if name != "locale" and (name, text) != ("action", "locale")]
    return redirect(f"{request.path}?{urlencode(rest)}".rstrip("?"))
