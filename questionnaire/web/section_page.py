"""What does the page of one section show, and what does a save from it answer?"""

from typing import Any
from uuid import UUID

from flask import g, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forms.build import SectionForm
from instruments import texts
from instruments.model import ItemId, Section, State
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.access import Action, Subject, Thing, may
from questionnaire.services.answer import Loaded, Saved
from questionnaire.web import item_bodies, pages
from questionnaire.web.access import viewer
from questionnaire.web.locale import _
from questionnaire.web.pages import Filled, Place
from questionnaire.web.rows import Button


def draw(at: Place, section: Section, loaded: Loaded, filled: Filled) -> ResponseReturnValue:
    """Draw the page."""
    assessment = loaded.assessment.id
    here: dict[str, Any] = {"assessment": assessment, "section": section.id}
    number = loaded.instrument.sections.index(section) + 1
    heading = at.translate(texts.section_title(section))
    values = _with_totals(filled.values, loaded, section)
    errors = _errors(at, filled, assessment)
    page = {
        "instrument_title": at.title,
        "heading": heading,
        "title": _(
            "{title}, part {number} of {count}",
            title=pages.plain(heading),
            number=number,
            count=len(loaded.instrument.sections),
        ),
        "intro": at.translate(texts.section_intro(section)) if section.intro else "",
        "progress": pages.progress(loaded.completeness[section.id]),
        "saved": pages.last_saved(loaded),
        "editable": editable(loaded),
        "owner": viewer().user,
        "url": url_for("supplier.section", **here),
        "evidence_url": url_for("evidence.files", assessment=assessment),
        "autosave_url": url_for("supplier.autosave", **here, instrument=str(loaded.instrument.ref)),
        "questions": [
            (item.id, loaded.revision(item.id), pages.state_name(loaded.states[item.id]), body)
            for item, body in item_bodies.bodies(at, section, values, errors)
        ],
    }
    return render_template(
        "supplier/section.html",
        page=page,
        problems=pages.summary(filled.problems, at),
        save_form="section" if page["editable"] else "",
        back_url=url_for("supplier.tasks", assessment=assessment),
        back_text=_("All sections"),
    )


def editable(loaded: Loaded) -> bool:
    """Whether the viewer may change answers now."""
    subject = Subject(Thing.ASSESSMENT, loaded.assessment.supplier)
    return loaded.editable and may(viewer(), Action.ANSWER, subject)


def _errors(at: Place, filled: Filled, assessment: UUID) -> dict[str, str]:
    found = pages.errors(filled.problems, at.instrument, at.locale)
    for item in filled.conflicts:
        address = url_for("supplier.conflicts", assessment=assessment)
        sentence = wording.problem_text(Problem.of(Code.STALE, item), at.locale)
        found[item] = Markup('{} <a class="govuk-link" href="{}">{}</a>').format(
            sentence, address, _("Compare the two")
        )
    return found


def _with_totals(values: dict[str, Any], loaded: Loaded, section: Section) -> dict[str, Any]:
    """Add the derived total of every split that is stored."""
    totals = {
        f"{item.id}.total": (wording.number(total, g.locale),)
        for item in section.items
        if (total := getattr(loaded.answers.get(item.id), "total", None)) is not None
    }
    return {**values, **totals}


def problems_of(posted: SectionForm, saved: Saved) -> tuple[Problem, ...]:
    """Return what is wrong: in the words of the form where it could not read an answer, else of the service."""
    unread = {field.item.id for field in posted.items if field.problems}
    theirs = [each for each in saved.problems if each.where.split("/")[0] not in unread or each.where.endswith("/note")]
    mine = list(posted.problems)
    order = {field.item.id: position for position, field in enumerate(posted.items)}
    return tuple(sorted((*mine, *theirs), key=lambda each: order.get(ItemId(each.where.split("/")[0]), len(order))))


def onward(loaded: Loaded, section: Section, saved: Saved, button: Button) -> str:
    """Return where to go after a save: the next section with something asked, the list, or this page again."""
    assessment = loaded.assessment.id
    match button.name:
        case "add":
            return url_for(
                "supplier.section", assessment=assessment, section=section.id, row=button.table, _anchor=button.table
            )
        case "remove":
            return pages.section_url(assessment, section, button.table)
        case "locale" | "stay":
            return pages.section_url(assessment, section)
        case "list":
            return url_for("supplier.tasks", assessment=assessment)
    states = {**loaded.states, **saved.states}
    revealed = any(
        states[item.id] is State.UNANSWERED and loaded.states[item.id] in {State.NOT_ASKED, State.UNDETERMINED}
        for item in section.items
    )
    if revealed:  # without scripts, what is now asked here has not been seen yet
        return pages.section_url(assessment, section)
    position = loaded.instrument.sections.index(section)
    for later in loaded.instrument.sections[position + 1 :]:
        if any(states[item.id] is not State.NOT_ASKED for item in later.items):
            return pages.section_url(assessment, later)
    return url_for("supplier.check", assessment=assessment)


def outcome(at: Place, posted: SectionForm, saved: Saved, assessment: UUID, progress: str) -> ResponseReturnValue:
    """Answer a script: what was saved, what is now asked, what is wrong, where two people differ."""
    found: dict[str, list[str]] = {}
    for problem in problems_of(posted, saved):
        found.setdefault(problem.where.split("/")[0], []).append(wording.problem_text(problem, at.locale))
    reply = {
        "saved_at": _("Saved at {time}.", time=wording.time(saved.at, g.locale)),
        "revisions": saved.revisions,
        "states": {item: pages.state_name(state) for item, state in saved.states.items()},
        "problems": {item: " ".join(dict.fromkeys(sentences)) for item, sentences in found.items()},
        "conflict": {each.item: url_for("supplier.conflicts", assessment=assessment) for each in saved.conflicts},
        "progress": progress,
    }
    return jsonify(reply)
