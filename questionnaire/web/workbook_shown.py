"""How does an answer in a workbook read beside the one that stands here?"""

from collections.abc import Mapping
from typing import Any

from flask import g

from instruments.codec import from_json
from instruments.model import Answer, ItemId, Row
from instruments.problems import Problem
from questionnaire import wording
from questionnaire.excel.workbook_merge import Choice, ItemChange, merge
from questionnaire.excel.workbook_read import Stated
from questionnaire.services.workbook_import import Run
from questionnaire.web import pages, written
from questionnaire.web.pages import Place

MOST_WORDS = 600
MOST_CELLS = 20
NO_ROW = "–"


def question(at: Place, item: ItemId) -> str:
    """Return what an item asks."""
    return pages.plain(at.control(item).text)


def sides(at: Place, change: ItemChange) -> dict[str, Any]:
    """Return how an answer stands here, and how it would if the file had its way."""
    online, item = change.online, at.instrument.items[change.item]
    after = merge(item, change.base, change.here, online, prefer=Choice.HERE) or change.here
    here, there = differing_lines(at, change.item, online, after)
    return {
        "item": change.item,
        "text": question(at, change.item),
        "online": here,
        "here": there,
        "online_note": online.note[:MOST_WORDS],
        "here_note": after.note[:MOST_WORDS] if after.note != online.note else "",
    }


Lines = tuple[str, ...]


def differing_lines(at: Place, item: ItemId, before: Stated, after: Stated) -> tuple[Lines, Lines]:
    """Return two answers to one question as lines of text; of two tables only the rows that differ."""
    one, other = (_answer(at, item, each) for each in (before, after))
    rows = _rows_that_differ(one, other)
    if rows is None:
        return _lines(at, item, one), _lines(at, item, other)
    here, there = (_row_lines(at, item, each) for each in rows)
    return here or (NO_ROW,) * bool(there), there or (NO_ROW,) * bool(here)


def _answer(at: Place, item: ItemId, stated: Stated) -> Answer | None:
    return None if stated.document is None else from_json(at.instrument.items[item], stated.document)[0]


def _lines(at: Place, item: ItemId, answer: Answer | None) -> Lines:
    return written.lines(at.control(item), answer, at.words, at.locale)


Numbered = tuple[tuple[int, Row], ...]


def _rows_that_differ(before: Answer | None, after: Answer | None) -> tuple[Numbered, Numbered] | None:
    """Return the rows that are not the same on both sides, by their numbers; None where there are not rows on both."""
    one, other = _rows(before), _rows(after)
    if not one or not other:
        return None
    numbers = {row: number for number, row in enumerate(dict.fromkeys((*one, *other)), start=1)}
    differ = [row for row in numbers if one.get(row) != other.get(row)]
    here, there = (tuple((numbers[row], side[row]) for row in differ if row in side) for side in (one, other))
    return here, there


def _rows(answer: Answer | None) -> dict[str, Row]:
    return {row.id: row for row in answer if isinstance(row, Row)} if isinstance(answer, tuple) else {}


def _row_lines(at: Place, item: ItemId, rows: Numbered) -> Lines:
    control = at.control(item)
    return tuple(written.row_line(control, number, row, at.words, at.locale) for number, row in rows)


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
