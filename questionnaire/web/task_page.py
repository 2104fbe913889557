"""What does the list of sections show, and the list of assessments?"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import g, url_for

from instruments import texts
from instruments.answering import Completeness
from instruments.model import Section, State
from questionnaire import wording
from questionnaire.access import Action, Subject, Thing, Viewer, may
from questionnaire.db.assessments import Assessment
from questionnaire.lifecycle import SEALED
from questionnaire.services.answer import Loaded
from questionnaire.services.definitions import definition
from questionnaire.web import pages
from questionnaire.web.locale import _
from questionnaire.web.pages import Place
from questionnaire.web.store import database

TAGS = {"done": "", "in-progress": "govuk-tag--blue", "not-started": "govuk-tag--grey"}


def listed(found: Iterable[Assessment]) -> list[Mapping[str, Any]]:
    """Return the lines of the list of assessments."""
    return [_line(each) for each in found]


def _line(assessment: Assessment) -> Mapping[str, Any]:
    at = pages.place(definition(database(), assessment.instrument, assessment.instrument_digest))
    saved = assessment.saved
    return {
        "url": url_for("supplier.tasks", assessment=assessment.id),
        "title": at.title,
        "hint": _("Last saved on {when}.", when=wording.date_time(saved, g.locale)) if saved else _("Not started"),
        "status": wording.word("status", assessment.status, g.locale),
    }


def task_page(loaded: Loaded, at: Place, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the list of sections shows."""
    instrument = loaded.instrument
    return {
        "heading": at.title,
        "subtitle": at.translate(texts.instrument_role(instrument, "subtitle")) if instrument.subtitle else "",
        "about": at.translate(texts.instrument_role(instrument, "about")) if instrument.about else "",
        "status": wording.word("status", loaded.assessment.status, g.locale),
        "progress": pages.progress(pages.overall(loaded)),
        "minutes_left": pages.minutes_left(loaded),
        "saved": pages.last_saved(loaded),
        "sections": [_task(loaded, at, section) for section in instrument.sections],
        "steps": _steps(loaded, viewer),
    }


def _task(loaded: Loaded, at: Place, section: Section) -> Mapping[str, Any]:
    done = loaded.completeness[section.id]
    status = _status(done, is_asked=any(loaded.states[item.id] is not State.NOT_ASKED for item in section.items))
    return {
        "id": section.id,
        "title": at.translate(texts.section_title(section)),
        "url": pages.section_url(loaded.assessment.id, section) if status != "not-asked" else "",
        "hint": pages.progress(done)
        if status != "not-asked"
        else _("Your answers show that this does not concern you."),
        "status": wording.word("section", status, g.locale),
        "tag": status in {"in-progress", "not-started"},
        "tag_classes": TAGS.get(status, ""),
        "quiet": status == "not-asked",
    }


def _status(done: Completeness, *, is_asked: bool) -> str:
    """Return the status of a section: complete when nothing required is missing and everything asked was seen."""
    if not is_asked:
        return "not-asked"
    if not done.answered:
        return "done" if done.asked == 0 and not done.undetermined else "not-started"
    return "done" if done.done else "in-progress"


def _steps(loaded: Loaded, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Return the buttons: where to go on, and the check before submitting."""
    assessment = loaded.assessment.id
    if loaded.assessment.status in SEALED:
        return [(url_for("supplier.submitted", assessment=assessment), _("See what was submitted"), "")]
    subject = Subject(Thing.ASSESSMENT, loaded.assessment.supplier)
    if not (loaded.editable and may(viewer, Action.ANSWER, subject)):
        return []
    steps = [(url_for("supplier.check", assessment=assessment), _("Check your answers"), "secondary")]
    unfinished = next((each for each in loaded.instrument.sections if not loaded.completeness[each.id].done), None)
    if unfinished is None:
        return [(steps[0][0], steps[0][1], "")]
    words = _("Continue") if loaded.stored else _("Start")
    return [(pages.section_url(assessment, unfinished), words, ""), *steps]
