"""What does a supplier see before it submits, and what may still be missing?"""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from instruments import texts
from instruments.answering import has_errors
from instruments.model import Note, Section, State
from instruments.problems import Code, Problem
from questionnaire.access import Action, Subject, Thing, Viewer, may
from questionnaire.services import submit
from questionnaire.services.answer import Loaded
from questionnaire.web import pages, written
from questionnaire.web.locale import _
from questionnaire.web.pages import Place


def check_page(loaded: Loaded, at: Place, viewer: Viewer) -> Mapping[str, Any]:
    """Return every answer, what stops a submission, and what only asks for another look."""
    found = problems_of(loaded)
    stopping = tuple(problem for problem in found if has_errors((problem,)))
    asking = tuple(problem for problem in found if problem not in stopping)
    ready = not stopping and not loaded.is_draft and loaded.editable
    certifies = may(viewer, Action.SUBMIT, Subject(Thing.ASSESSMENT, loaded.assessment.supplier))
    return {
        "instrument_title": at.title,
        "problems": pages.summary(stopping, at, loaded.assessment.id),
        "warnings": pages.summary(asking, at, loaded.assessment.id),
        "sections": [_section(loaded, at, section) for section in loaded.instrument.sections],
        "declaration_url": url_for("supplier.declaration", assessment=loaded.assessment.id)
        if ready and certifies
        else "",
        "waits_for": _("A certifier of your organisation can now sign and submit.") if ready else "",
    }


def problems_of(loaded: Loaded) -> tuple[Problem, ...]:
    """Return what stands in the way; an item with something typed in it is not also said to be empty."""
    found = submit.problems_of(loaded)
    waiting = {each.item for each in loaded.refused} | {each.item for each in loaded.conflicts}
    return tuple(each for each in found if each.code is not Code.REQUIRED or each.where not in waiting)


def _section(loaded: Loaded, at: Place, section: Section) -> Mapping[str, Any]:
    rows = []
    for control in at.form(section).controls:
        item = control.item
        if isinstance(item.kind, Note) or loaded.states[item.id] in {State.NOT_ASKED, State.UNDETERMINED}:
            continue
        rows.append(
            {
                "text": control.text,
                "lines": written.lines(control, loaded.answers.get(item.id), at.words, at.locale),
                "note": loaded.note(item.id),
                "url": pages.section_url(loaded.assessment.id, section, item.id),
            }
        )
    return {"title": at.translate(texts.section_title(section)), "rows": rows}
