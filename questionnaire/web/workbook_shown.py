"""How does an answer in a workbook read beside the one that stands here?"""

from collections.abc import Mapping
from typing import Any

from flask import g

from instruments.codec import from_json
from instruments.model import Answer, ItemId, Row, Table
from instruments.problems import Problem
from questionnaire import wording
from questionnaire.excel.workbook_merge import Choice, ItemChange, merge
from questionnaire.excel.workbook_read import Stated
from questionnaire.services.workbook_import import Run
from questionnaire.web import pages, written
from questionnaire.web.locale import _
from questionnaire.web.pages import Place

MOST_WORDS = 600
MOST_CELLS = 20


def question(at: Place, item: ItemId) -> str:
    """Return what an item asks."""
    return pages.plain(at.control(item).text)


def sides(at: Place, change: ItemChange) -> dict[str, Any]:
    """Return how an answer stands here, and how it would if the file had its way; of a table, the rows that differ."""
    online, item = change.online, at.instrument.items[change.item]
    after = merge(item, change.base, change.here, online, prefer=Choice.HERE) or change.here
    before, then = (_answer(at, change.item, each) for each in (online, after))
    if isinstance(item.kind, Table) and (rows := _rows_that_differ(before, then)):
        lines = tuple(_row_lines(at, change.item, side) for side in rows)
    else:
        lines = tuple(_lines(at, change.item, each) for each in (before, then))
    return {
        "item": change.item,
        "text": question(at, change.item),
        "online": lines[0],
        "here": lines[1],
        "online_note": online.note[:MOST_WORDS],
        "here_note": after.note[:MOST_WORDS] if after.note != online.note else "",
    }


def answer_lines(at: Place, item: ItemId, stated: Stated) -> tuple[str, ...]:
    """Return an answer as lines of text."""
    return _lines(at, item, _answer(at, item, stated))


def _answer(at: Place, item: ItemId, stated: Stated) -> Answer | None:
    return None if stated.document is None else from_json(at.instrument.items[item], stated.document)[0]


def _lines(at: Place, item: ItemId, answer: Answer | None) -> tuple[str, ...]:
    return written.lines(at.control(item), answer, at.words, at.locale)


Numbered = tuple[tuple[int, Row], ...]


def _rows_that_differ(before: Answer | None, after: Answer | None) -> tuple[Numbered, Numbered] | None:
    """Return the rows that are not the same on both sides, by their numbers; None where there are not rows on both."""
    if not isinstance(before, tuple) or not isinstance(after, tuple) or not before or not after:
        return None
    sides = [{row.id: row for row in side if isinstance(row, Row)} for side in (before, after)]
    numbers = {row: number for number, row in enumerate(dict.fromkeys((*sides[0], *sides[1])), start=1)}
    differ = [row for row in numbers if sides[0].get(row) != sides[1].get(row)]
    one, other = (tuple((numbers[row], side[row]) for row in differ if row in side) for side in sides)
    return one, other


def _row_lines(at: Place, item: ItemId, rows: Numbered) -> tuple[str, ...]:
    control = at.control(item)
    return tuple(written.row_line(control, number, row, at.words, at.locale) for number, row in rows) or (_("–"),)


# --- What cannot be taken ------------------------------------------------------------------------------------------


def placed(problem: Problem) -> tuple[str, str]:
    """Return the cell of a problem, and its sentence."""
    return problem.where, wording.problem_text(problem, g.locale)


def not_taken(at: Place, run: Run) -> list[Mapping[str, Any]]:
    """Return, per question, the cells that cannot be taken and what stands in them."""
    changes = [each for each in run.proposed.changes if each.problems and each.item in at.instrument.items]
    return [
        {
            "text": question(at, change.item),
            "problems": [placed(problem) for problem in change.problems],
            "typed": _typed(run, change.item),
        }
        for change in changes
    ]


def _typed(run: Run, item: ItemId) -> list[str]:
    typed = run.proposed.typed.get(item, {})
    words = [str(text) for name, texts in typed.items() for text in texts if text and not name.endswith(".row")]
    return [each[:MOST_WORDS] for each in words][:MOST_CELLS]
