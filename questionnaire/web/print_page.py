"""What stands on the printed pages: whose, of which questionnaire, when, and the questions one by one?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import g, url_for

from forms.controls import Control
from forms.names import NOT_YET
from instruments import texts
from instruments.model import Note, Section, State
from questionnaire import wording
from questionnaire.db.assessments import Assessment
from questionnaire.services.answer import Loaded
from questionnaire.web import written
from questionnaire.web.locale import _
from questionnaire.web.pages import Place


def front(assessment: Assessment, at: Place, moment: datetime) -> Mapping[str, Any]:
    """Return what stands atop every printed report."""
    role = "disclaimer"
    return {
        "instrument_title": at.title,
        "supplier": assessment.supplier_name,
        "status": wording.word("status", assessment.status, g.locale),
        "printed": _("Printed on {when}", when=wording.date_time(moment, g.locale)),
        "version": _("version {version}", version=at.instrument.ref.version),
        "disclaimer": at.translate(texts.instrument_role(at.instrument, role)) if at.instrument.disclaimer else "",
    }


def questions_page(
    loaded: Loaded, at: Place, sections: Sequence[Section], named: str, *, blank: bool, moment: datetime
) -> Mapping[str, Any]:
    """Return the questions of the sections, with answers unless `blank`, and the choices of what to print."""
    return {
        **front(loaded.assessment, at, moment),
        "blank": blank,
        "section": named,
        "choices": [
            ("", _("All sections")),
            *((each.id, at.translate(texts.section_title(each))) for each in loaded.instrument.sections),
        ],
        "url": url_for("prints.questions", assessment=loaded.assessment.id),
        "sections": [_section(loaded, at, section, blank=blank) for section in sections],
        "words": at.words,
        "not_yet": NOT_YET,
    }


def _section(loaded: Loaded, at: Place, section: Section, *, blank: bool) -> Mapping[str, Any]:
    return {
        "title": at.translate(texts.section_title(section)),
        "intro": at.translate(texts.section_intro(section)) if section.intro else "",
        "questions": [
            _question(loaded, at, control, blank=blank)
            for control in at.form(section).controls
            if blank or loaded.states[control.item.id] is not State.NOT_ASKED
        ],
    }


def _question(loaded: Loaded, at: Place, control: Control, *, blank: bool) -> Mapping[str, Any]:
    item = control.item
    return {
        "control": control,
        "is_note": isinstance(item.kind, Note),
        "conditional": blank and item.relevant is not None,
        "lines": () if blank else written.lines(control, loaded.answers.get(item.id), at.words, at.locale),
        "note": "" if blank else loaded.note(item.id),
    }
