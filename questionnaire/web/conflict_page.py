"""What does the page show where two people answered one question differently?"""

from collections.abc import Mapping
from typing import Any

from flask import g, url_for

from instruments.codec import from_json
from questionnaire import wording
from questionnaire.services.answer import Conflict, Loaded
from questionnaire.web import written
from questionnaire.web.locale import _
from questionnaire.web.pages import Place


def conflict_page(loaded: Loaded, at: Place) -> Mapping[str, Any]:
    """Return both answers to every such question, who gave them, and when."""
    return {
        "conflicts": [_conflict(loaded, at, each) for each in loaded.conflicts],
        "tasks_url": url_for("supplier.tasks", assessment=loaded.assessment.id),
    }


def _conflict(loaded: Loaded, at: Place, conflict: Conflict) -> Mapping[str, Any]:
    here: dict[str, Any] = {"assessment": loaded.assessment.id, "item": conflict.item, "by": conflict.typed_by}
    mine = conflict.typed_by == g.viewer.user
    return {
        "item": conflict.item,
        "text": at.control(conflict.item).text,
        "url": url_for("supplier.resolve", **here),
        "revision": conflict.stored.revision,
        "stored": _lines(at, conflict, conflict.stored.version.document),
        "stored_note": conflict.stored.version.note,
        "stored_by": _(
            "Saved by {name}, {when}", name=conflict.stored.by_name or _("a colleague"), when=_when(conflict.stored.at)
        ),
        "typed": _lines(at, conflict, conflict.typed.document),
        "typed_note": conflict.typed.note,
        "typed_by": _("Typed by you, {when}, not saved", when=_when(conflict.typed_at))
        if mine
        else _("Typed by {name}, {when}, not saved", name=conflict.typed_by_name, when=_when(conflict.typed_at)),
    }


def _when(moment: Any) -> str:
    return wording.date_time(moment, g.locale)


def _lines(at: Place, conflict: Conflict, document: Any) -> tuple[str, ...]:
    control = at.control(conflict.item)
    answer = from_json(control.item, document)[0] if document is not None else None
    return written.lines(control, answer, at.words, at.locale)
