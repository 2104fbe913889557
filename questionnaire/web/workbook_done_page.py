"""What does a person see of a questionnaire workbook after its changes are made, and after they are taken back?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import g, url_for

from instruments.model import ItemId
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.access import Viewer
from questionnaire.services.answer import Loaded
from questionnaire.services.workbook_import import Run
from questionnaire.services.workbook_runs import Done, Written
from questionnaire.services.workbook_undo import InPlace
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place
from questionnaire.web.workbook_page import may_answer
from questionnaire.web.workbook_shown import differing_lines, not_taken, question


def done_page(
    loaded: Loaded, at: Place, run: Run, done: Done, in_place: Sequence[InPlace], viewer: Viewer, now: datetime
) -> Mapping[str, Any]:
    """Return what became of a workbook, what of it was or can be put back, and what stands where it cannot."""
    known = loaded.instrument.items
    over = {each.item: each for each in in_place}
    back = [item for item in done.changed if item in known and item not in done.standing]
    stands = [item for item in done.standing if item in known and item not in over]
    return {
        "file_name": run.file_name,
        "done": _done(done, len(back)),
        "undone": done.undone is not None,
        "back": [question(at, item) for item in back],
        "over": [_over(at, over[item], done.changed[item]) for item in over if item in known],
        "changed": [question(at, item) for item in stands],
        "left": [_left(at, problem) for problem in done.left],
        "refused": not_taken(at, run),
        "may_undo": bool(stands) and run.in_time(now) and may_answer(loaded, viewer),
        "undo_url": url_for("workbook.undo", assessment=run.assessment, run=run.id),
        "again_url": url_for("workbook.page", assessment=run.assessment),
        "tasks_url": url_for("supplier.tasks", assessment=run.assessment),
    }


def _done(done: Done, back: int) -> tuple[str, str]:
    """Return what became of the file, and how many answers that concerns."""
    if done.undone is None:
        return "", ngettext("{count} answer is changed.", "{count} answers are changed.", len(done.changed))
    when = wording.date_time(done.undone, g.locale)
    said = ngettext("{count} answer is as it was before.", "{count} answers are as they were before.", back)
    if done.standing:
        return _("Taken back in part on {when}.", when=when), said
    return _("Taken back on {when}.", when=when), said


def _over(at: Place, found: InPlace, written: Written) -> Mapping[str, Any]:
    """Return an answer that cannot be put back: why, and what stands there now."""
    when = wording.date_time(found.at, g.locale)
    return {
        "text": question(at, found.item),
        "why": _("“{file}” changed it later, on {when}. Take that back first.", file=found.file_name, when=when)
        if found.file_name
        else _("{name} changed it later, on {when}.", name=found.by_name, when=when),
        "now": differing_lines(at, found.item, written.before, found.stands)[1],
        "note": found.stands.note,
    }


def _left(at: Place, problem: Problem) -> tuple[str, str]:
    item = ItemId(problem.where.partition("/")[0])
    name = question(at, item) if item in at.instrument.items else problem.where
    if problem.code is Code.STALE:
        return name, _("Somebody changed this answer meanwhile, so it was left alone.")
    return name, wording.problem_text(problem, g.locale)
