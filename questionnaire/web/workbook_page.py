"""What does a person see of a questionnaire workbook: to take along, and before its changes are made?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import g, url_for

from instruments.model import Item, ItemId
from instruments.problems import Problem
from questionnaire import wording
from questionnaire.access import Action, Subject, Thing, Viewer, may
from questionnaire.excel.workbook_merge import ItemChange, adds, writes_note
from questionnaire.services.answer import Loaded
from questionnaire.services.workbook_idle import Idle, idle
from questionnaire.services.workbook_import import Choice, Outcome, Run
from questionnaire.services.workbook_undo import takeable
from questionnaire.web import pages
from questionnaire.web.locale import _, ngettext
from questionnaire.web.pages import Place
from questionnaire.web.workbook_shown import not_taken, placed, question, sides

TAKEN = (Outcome.NEW, Outcome.HERE)


def may_answer(loaded: Loaded, viewer: Viewer) -> bool:
    """Whether the viewer may change answers now."""
    return loaded.editable and may(viewer, Action.ANSWER, Subject(Thing.ASSESSMENT, loaded.assessment.supplier))


def start_page(
    loaded: Loaded, viewer: Viewer, earlier: Sequence[Run], problems: tuple[Problem, ...], now: datetime
) -> Mapping[str, Any]:
    """Return the two downloads, the form that asks for the file, and what was brought back before."""
    here: dict[str, Any] = {"assessment": loaded.assessment.id}
    sentences = list(dict.fromkeys(wording.problem_text(problem, g.locale) for problem in problems))
    return {
        "filled_url": url_for("workbook.download", **here),
        "blank_url": url_for("workbook.download", **here, answers="none"),
        "url": url_for("workbook.upload", **here),
        "may_answer": may_answer(loaded, viewer),
        "problems": [("file", sentence) for sentence in sentences],
        "error": " ".join(sentences),
        "earlier": [
            {
                "url": url_for("workbook.compared", **here, run=run.id),
                "name": run.file_name,
                "when": wording.date_time(run.applied or run.at, g.locale),
                "said": list(_said(run, open_=run.in_time(now) and bool(takeable(run, earlier, loaded.stored)))),
            }
            for run in earlier
        ],
    }


def _said(run: Run, *, open_: bool) -> Iterator[str]:
    """Yield what became of a workbook; `open_` when some of it can still be taken back."""
    if run.done and run.done.undone:
        yield _("Taken back in part.") if run.done.standing else _("Taken back.")
    else:
        changed = len(run.done.changed) if run.done else 0
        yield ngettext("{count} answer is changed.", "{count} answers are changed.", changed)
    if open_:
        yield _("It can still be taken back.")


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
    loaded: Loaded, at: Place, run: Run, viewer: Viewer, made: Mapping[ItemId, Choice], *, sent: bool
) -> Mapping[str, Any]:
    """Return the changes, what to choose in, what does not count now, and what cannot be taken with its cell.

    Once the page was `sent`, every choice that was not made is a problem.
    """
    changes = [change for change in run.proposed.changes if change.item in loaded.instrument.items]
    open_choices = [each.item for each in asking(run) if each.item not in made] if sent else []
    named = {problem for change in changes for problem in change.problems}
    unasked = idle(loaded.instrument, loaded.answers, changes)
    taken = [change for change in changes if change.outcome in TAKEN]
    return {
        "file_name": run.file_name,
        "url": url_for("workbook.apply", assessment=run.assessment, run=run.id),
        "again_url": url_for("workbook.page", assessment=run.assessment),
        "may_answer": may_answer(loaded, viewer),
        "changes": [sides(at, each) | _idle(at, each, unasked) for each in taken if each.item not in unasked.answers],
        "idle": [sides(at, each) | _idle(at, each, unasked) for each in taken if each.item in unasked.answers],
        "choices": [
            _asked(at, each, made.get(each.item, "")) | _idle(at, each, unasked) for each in changes if each.asks
        ],
        "stays": list(_stays(at, loaded, run)),
        "refused": not_taken(at, run),
        "problems": [(_name(item), f"{question(at, item)} – {_('Choose what to keep.')}") for item in open_choices],
        "open": [_name(item) for item in open_choices],
        "places": [placed(problem) for problem in run.proposed.problems if problem not in named],
        "nothing": not any(each.asks or each.outcome in TAKEN for each in changes),
    }


def _idle(at: Place, change: ItemChange, unasked: Idle) -> dict[str, Any]:
    """Return the questions that an answer hangs on when it does not count, and the columns that do not."""
    columns = unasked.columns.get(change.item, ())
    named = {column.item.id: pages.plain(column.text) for column in at.control(change.item).columns}
    return {
        "because": [question(at, item) for item in unasked.answers.get(change.item, ())],
        "columns": [named[column] for column in columns],
    }


def _asked(at: Place, change: ItemChange, made: str) -> dict[str, Any]:
    item = at.instrument.items[change.item]
    words = _options(item, change)
    why = {
        Outcome.BOTH: _("Changed here and in the file."),
        Outcome.EMPTIED: _("The file takes something away. Is that meant?"),
        Outcome.MIXED: _("The file takes something away. Is that meant?"),
        Outcome.CONFIRM: _("This question has changed since the file was made. Does the answer still fit?"),
    }
    more = adds(item, change)
    return {
        **sides(at, change),
        "name": _name(change.item),
        "why": why[change.outcome],
        "more": _("What only the file adds is taken in any case.") if more else "",
        "options": [(str(choice), words[choice]) for choice in change.asks],
        "chosen": str(made),
    }


def _options(item: Item, change: ItemChange) -> Mapping[Choice, str]:
    """Return what each choice does, in words: what a choice leaves out is said."""
    keep, take = _("Keep what is here now"), _("Take what is in the file")
    leave = _("Keep what is here now, and leave out what is in the file")
    as_note = _("Keep what is here, and add what is in the file as a note")
    as_new = _("Keep what is here, and add what is new in the file")
    match change.outcome:
        case Outcome.EMPTIED:
            return {Choice.ONLINE: keep, Choice.HERE: take if change.here.document else _("Take it away")}
        case Outcome.MIXED:
            return {Choice.ONLINE: leave, Choice.HERE: take, Choice.BOTH: as_new}
        case Outcome.CONFIRM:
            return {Choice.ONLINE: leave, Choice.HERE: take, Choice.BOTH: as_note}
        case _:
            both = as_note if writes_note(item, change) else as_new
            return {Choice.ONLINE: keep, Choice.HERE: take, Choice.BOTH: both}


def _stays(at: Place, loaded: Loaded, run: Run) -> Iterator[tuple[str, list[str]]]:
    """Yield what nothing happens to, with the questions: what stands otherwise here, and what is the same in both.

    When the former was written, a file that was blank cannot tell.
    """
    changed = {each.item: each for each in run.proposed.changes if each.item in loaded.instrument.items}
    here = [item for item, each in changed.items() if each.outcome is Outcome.ONLINE and each.online != each.here]
    same = [item for item in loaded.instrument.items if item in loaded.answers and item not in changed]
    if here:
        yield (
            ngettext(
                "{count} answer here is not in the file, or differs from it. It stays as it is here.",
                "{count} answers here are not in the file, or differ from it. They stay as they are here.",
                len(here),
            ),
            [question(at, item) for item in here],
        )
    if same:
        yield (
            ngettext(
                "{count} answer is the same here and in the file.",
                "{count} answers are the same here and in the file.",
                len(same),
            ),
            [question(at, item) for item in same],
        )
