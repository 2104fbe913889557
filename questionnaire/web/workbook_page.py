"""What does a person see of a questionnaire workbook: to take along, before its changes are made, and after?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import g, url_for

from instruments.codec import from_json
from instruments.model import ItemId
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.access import Action, Subject, Thing, Viewer, may
from questionnaire.excel.workbook_merge import ItemChange
from questionnaire.excel.workbook_read import Stated
from questionnaire.services.answer import Loaded
from questionnaire.services.workbook_import import Choice, Outcome, Run
from questionnaire.services.workbook_runs import Done
from questionnaire.web import pages, written
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place

TAKEN = (Outcome.NEW, Outcome.HERE)
MOST_WORDS = 600


def _may_answer(loaded: Loaded, viewer: Viewer) -> bool:
    return loaded.editable and may(viewer, Action.ANSWER, Subject(Thing.ASSESSMENT, loaded.assessment.supplier))


def start_page(
    loaded: Loaded, viewer: Viewer, earlier: Iterable[Run], problems: tuple[Problem, ...], now: datetime
) -> Mapping[str, Any]:
    """Return the two downloads, the form that asks for the file, and what was brought back before."""
    here: dict[str, Any] = {"assessment": loaded.assessment.id}
    sentences = list(dict.fromkeys(wording.problem_text(problem, g.locale) for problem in problems))
    return {
        "filled_url": url_for("workbook.download", **here),
        "blank_url": url_for("workbook.download", **here, answers="none"),
        "url": url_for("workbook.upload", **here),
        "may_answer": _may_answer(loaded, viewer),
        "problems": [("file", sentence) for sentence in sentences],
        "error": " ".join(sentences),
        "earlier": [_earlier(run, now) for run in earlier],
    }


def _earlier(run: Run, now: datetime) -> Mapping[str, Any]:
    changed = len(run.done.changed) if run.done else 0
    said = ngettext("{count} answer changed", "{count} answers changed", changed)
    if run.done and run.done.undone:
        said = _("Taken back")
    elif run.can_be_undone(now):
        said = f"{said}. {_('It can still be taken back.')}"
    return {
        "url": url_for("workbook.compared", assessment=run.assessment, run=run.id),
        "name": run.file_name,
        "when": wording.date_time(run.applied or run.at, g.locale),
        "said": said,
    }


# --- Before --------------------------------------------------------------------------------------------------------


def asking(run: Run) -> tuple[ItemChange, ...]:
    """Return the changes of which somebody must say what becomes of them."""
    return tuple(change for change in run.proposed.changes if change.asks)


def chosen(run: Run, form: Mapping[str, str]) -> dict[ItemId, Choice]:
    """Return the choices that were made on the page."""
    made = {change.item: form.get(_name(change.item), "") for change in asking(run)}
    possible = {change.item: change.asks for change in asking(run)}
    return {item: Choice(text) for item, text in made.items() if text in possible[item]}


def _name(item: ItemId) -> str:
    return f"keep.{item}"


def compared_page(
    loaded: Loaded, at: Place, run: Run, viewer: Viewer, made: Mapping[ItemId, Choice] | None
) -> Mapping[str, Any]:
    """Return the changes, what to choose in, and what cannot be taken with its cell."""
    changes = [change for change in run.proposed.changes if change.item in loaded.instrument.items]
    open_choices = [] if made is None else [each.item for each in asking(run) if each.item not in made]
    refused = [change for change in changes if change.outcome is Outcome.REFUSED]
    named = {problem for change in refused for problem in change.problems}
    return {
        "file_name": run.file_name,
        "url": url_for("workbook.apply", assessment=run.assessment, run=run.id),
        "again_url": url_for("workbook.page", assessment=run.assessment),
        "may_answer": _may_answer(loaded, viewer),
        "changes": [_shown(at, each) for each in changes if each.outcome in TAKEN],
        "choices": [_asked(at, each, (made or {}).get(each.item, "")) for each in changes if each.asks],
        "refused": [_refused(at, each, run) for each in refused],
        "problems": [(_name(item), _("Choose what to keep.")) for item in open_choices],
        "open": [_name(item) for item in open_choices],
        "places": [_placed(problem) for problem in run.proposed.problems if problem not in named],
        "notes": list(_notes(changes)),
        "nothing": not any(each.asks or each.outcome in TAKEN for each in changes),
    }


def _placed(problem: Problem) -> tuple[str, str]:
    return problem.where, wording.problem_text(problem, g.locale)


def _shown(at: Place, change: ItemChange) -> dict[str, Any]:
    return {
        "item": change.item,
        "text": pages.plain(at.control(change.item).text),
        "online": _lines(at, change.item, change.online),
        "here": _lines(at, change.item, change.here),
        "online_note": change.online.note[:MOST_WORDS],
        "here_note": change.here.note[:MOST_WORDS] if change.here.note != change.online.note else "",
    }


def _asked(at: Place, change: ItemChange, made: str) -> Mapping[str, Any]:
    words = {
        Choice.ONLINE: _("Keep what is here now"),
        Choice.HERE: _("Take what is in the file"),
        Choice.BOTH: _("Keep what is here, and add what is in the file as a note"),
    }
    why = {
        Outcome.BOTH: _("Changed here and in the file."),
        Outcome.EMPTIED: _("The file takes something away. Is that meant?"),
        Outcome.CONFIRM: _("This question has changed since the file was made. Does the answer still fit?"),
    }
    if change.outcome is Outcome.EMPTIED and change.here.document is None:
        words[Choice.HERE] = _("Take it away")
    return _shown(at, change) | {
        "name": _name(change.item),
        "why": why[change.outcome],
        "options": [(str(choice), words[choice]) for choice in change.asks],
        "chosen": str(made),
    }


def _refused(at: Place, change: ItemChange, run: Run) -> Mapping[str, Any]:
    typed = run.proposed.typed.get(change.item, {})
    words = [str(text) for name, texts in typed.items() for text in texts if text and not name.endswith(".row")]
    return {
        "text": pages.plain(at.control(change.item).text),
        "problems": [_placed(problem) for problem in change.problems],
        "typed": [each[:MOST_WORDS] for each in words if not each.startswith(":") and each != "yes"][:20],
    }


def _lines(at: Place, item: ItemId, stated: Stated) -> tuple[str, ...]:
    control = at.control(item)
    answer = None if stated.document is None else from_json(control.item, stated.document)[0]
    return written.lines(control, answer, at.words, at.locale)


def _notes(changes: Iterable[ItemChange]) -> Iterator[str]:
    online = sum(change.outcome is Outcome.ONLINE for change in changes)
    if online:
        yield ngettext(
            "{count} answer was changed here after the file was made. The change here stays.",
            "{count} answers were changed here after the file was made. The changes here stay.",
            online,
        )


# --- After ---------------------------------------------------------------------------------------------------------


def done_page(loaded: Loaded, at: Place, run: Run, done: Done, viewer: Viewer, now: datetime) -> Mapping[str, Any]:
    """Return what became of a workbook, and whether it can be taken back."""
    left = done.not_undone if done.undone else done.left
    return {
        "file_name": run.file_name,
        "done": ngettext("{count} answer is changed.", "{count} answers are changed.", len(done.changed)),
        "undone": _("Taken back on {when}.", when=wording.date_time(done.undone, g.locale)) if done.undone else "",
        "changed": [pages.plain(at.control(item).text) for item in done.changed if item in loaded.instrument.items],
        "left": [_left(at, problem) for problem in left],
        "refused": [
            _refused(at, change, run)
            for change in run.proposed.changes
            if change.outcome is Outcome.REFUSED and change.item in loaded.instrument.items
        ],
        "may_undo": run.can_be_undone(now) and _may_answer(loaded, viewer),
        "undo_url": url_for("workbook.undo", assessment=run.assessment, run=run.id),
        "again_url": url_for("workbook.page", assessment=run.assessment),
        "tasks_url": url_for("supplier.tasks", assessment=run.assessment),
    }


def _left(at: Place, problem: Problem) -> tuple[str, str]:
    item = ItemId(problem.where.partition("/")[0])
    name = pages.plain(at.control(item).text) if item in at.instrument.items else problem.where
    if problem.code is Code.STALE:
        return name, _("Somebody changed this answer meanwhile, so it was left alone.")
    return name, wording.problem_text(problem, g.locale)
