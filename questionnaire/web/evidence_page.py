"""What do the pages about evidence show?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from flask import g, url_for
from werkzeug.datastructures import MultiDict

from instruments import texts
from instruments.model import ItemId, Note, State
from instruments.problems import Code, Problem, Refusal
from questionnaire import wording
from questionnaire.access import Action, Subject, Thing, may
from questionnaire.db.evidence import Evidence
from questionnaire.lifecycle import ANSWERABLE, PLANNABLE
from questionnaire.services.answer import Loaded
from questionnaire.services.sniff import MEDIA_TYPES
from questionnaire.web import pages
from questionnaire.web.access import viewer
from questionnaire.web.locale import _
from questionnaire.web.pages import Place

MEGABYTE = 1024 * 1024
NOT_MENDABLE = frozenset({Code.NOT_FOUND, Code.NOT_ALLOWED, Code.ALREADY_SUBMITTED})


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form that adds a file."""

    items: tuple[ItemId, ...] = ()
    dated: str = ""
    expires: str = ""

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Self:
        """Read it from what was posted."""
        items = tuple(ItemId(item) for item in form.getlist("items"))
        return cls(items, form.get("dated", ""), form.get("expires", ""))


def can_be_mended(refusal: Refusal) -> bool:
    """Whether the person can put right, on the page, what was refused."""
    return not any(problem.code in NOT_MENDABLE for problem in refusal.problems)


def list_page(
    loaded: Loaded,
    at: Place,
    found: Sequence[Evidence],
    typed: Typed,
    problems: Sequence[Problem],
    *,
    limit: int,
    today: date,
) -> Mapping[str, Any]:
    """Return the files, and the form that adds one."""
    placed = [(_target(problem), wording.problem_text(problem, g.locale)) for problem in problems]
    errors: dict[str, str] = {}
    for name, sentence in placed:
        errors[name] = f"{errors[name]} {sentence}" if name in errors else sentence
    return {
        "instrument_title": at.title,
        "files": [line(loaded, at, each, today) for each in found],
        "may_add": _may(loaded) and loaded.assessment.status in ANSWERABLE | PLANNABLE,
        "may_link": may_link(loaded),
        "url": url_for("evidence.add", assessment=loaded.assessment.id),
        "typed": typed,
        "problems": [(name, sentence) for name, sentence in placed],
        "errors": errors,
        "types": wording.listed((kind.upper() for kind in MEDIA_TYPES), g.locale),
        "accept": ",".join(f".{kind}" for kind in (*MEDIA_TYPES, "jpeg")),
        "limit": _("{count} MB", count=wording.number(limit // MEGABYTE, g.locale)),
        "about": [_about(at, item) for item in typed.items if item in loaded.instrument.items],
        "sections": sections(loaded, at, typed.items),
    }


def _target(problem: Problem) -> str:
    return problem.where if problem.where in {"dated", "expires"} else "file"


def _about(at: Place, item: ItemId) -> Mapping[str, str]:
    """Return what good evidence for an item is, and what to keep to oneself."""
    control = at.control(item)
    return {"question": control.text, "evidence": control.evidence, "avoid": control.avoid}


def _may(loaded: Loaded) -> bool:
    return may(viewer(), Action.ANSWER, Subject(Thing.ASSESSMENT, loaded.assessment.supplier))


def may_link(loaded: Loaded) -> bool:
    """Whether the viewer may say which answers a file supports: not once they are sealed."""
    return _may(loaded) and loaded.editable


def line(loaded: Loaded, at: Place, file: Evidence, today: date) -> Mapping[str, Any]:
    """Return what is shown of a file."""
    here: dict[str, Any] = {"assessment": loaded.assessment.id, "file": file.id}
    return {
        "id": file.id,
        "name": file.name,
        "url": url_for("evidence.file", **here),
        "download_url": url_for("evidence.download", **here),
        "facts": _facts(file),
        "level": wording.word("evidence", file.level, g.locale),
        "expired": file.expired(today),
        "items": [
            (at.control(item).text, pages.section_url(loaded.assessment.id, at.instrument.section_of[item], item))
            for item in file.items
            if item in at.instrument.items
        ],
    }


def _facts(file: Evidence) -> list[str]:
    said = [
        f"{file.kind.upper()}, {_size(file.size)}",
        _("added by {name}, {when}", name=file.by_name, when=wording.date_time(file.at, g.locale)),
    ]
    if file.dated:
        said.append(_("dated {date}", date=wording.date(file.dated, g.locale)))
    if file.expires:
        said.append(_("valid until {date}", date=wording.date(file.expires, g.locale)))
    return said


def _size(size: int) -> str:
    if size < MEGABYTE:
        return _("{count} kB", count=wording.number(max(1, round(size / 1024)), g.locale))
    return _("{count} MB", count=wording.number(round(size / MEGABYTE), g.locale))


def sections(loaded: Loaded, at: Place, ticked: Sequence[ItemId]) -> list[Mapping[str, Any]]:
    """Return the questions a file can support, by section: those that are asked, and those it supports already."""
    return [
        {
            "id": section.id,
            "title": at.translate(texts.section_title(section)),
            "options": options,
            "ticked": [item for item, _text in options if item in ticked],
        }
        for section in loaded.instrument.sections
        if (
            options := [
                (item.id, at.translate(texts.item_text(item)))
                for item in section.items
                if not isinstance(item.kind, Note)
                and (item.id in ticked or loaded.states[item.id] in {State.ANSWERED, State.UNANSWERED})
            ]
        )
    ]


def file_page(loaded: Loaded, at: Place, file: Evidence, *, today: date) -> Mapping[str, Any]:
    """Return one file, what it supports and could support."""
    here: dict[str, Any] = {"assessment": loaded.assessment.id, "file": file.id}
    sealed = bool(file.items) and not loaded.editable
    return {
        **line(loaded, at, file, today),
        "shown": file.items,
        "sections": sections(loaded, at, file.items),
        "may_link": may_link(loaded),
        "may_remove": _may(loaded) and not sealed,
        "sealed": sealed,
        "support_url": url_for("evidence.support", **here),
        "remove_url": url_for("evidence.remove", **here),
    }
