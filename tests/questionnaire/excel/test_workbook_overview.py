"""The overview says live what is known so far: open critical issues first, and nothing of what nobody answered."""

from collections.abc import Mapping
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tiny import NAMES, tiny
from workbook_cases import mixed_answers, named, recalculated, write
from workbook_typing import controls, typed_into

from instruments import answering, texts
from instruments.model import Answers, Instrument, ItemId
from questionnaire.excel.workbook_issues import SAID
from questionnaire.excel.workbook_score import NOT_ANSWERED, NOT_ASKED, NOT_KNOWN, NOTHING, OPEN
from scoring.levels import Without, marks
from scoring.score import score

REAL = ("ethical-recruitment", "gender")
WITH_ISSUES = [name for name in NAMES if any(item.critical for item in tiny(name).items.values())]


def rows(book: Workbook) -> list[tuple[str, str, str]]:
    """Return the issue, the item and what is said of it, line by line."""
    sheet = book.worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_col=2, max_col=5)]
    start = next(number for number, line in enumerate(lines) if line[0] == "Critical issues")
    found = []
    for issue, _, item, said in lines[start + 1 :]:
        if not item:
            break
        found.append((issue, item, said))
    return found


def expected(instrument: Instrument, answers: Answers) -> list[tuple[str, str, str]]:
    """Return what the engine says, open issues first and else in the order of the instrument."""
    found = marks(instrument, answers, answering.stand(instrument, answers).states)
    raised = {issue.item: NOT_KNOWN if issue.unknown else OPEN for issue in score(instrument, answers).critical}
    quiet: Mapping[int, int] = {
        Without.UNANSWERED: NOT_ANSWERED,
        Without.UNDETERMINED: NOT_ANSWERED,
        Without.NOT_ASKED: NOT_ASKED,
        Without.NOT_APPLICABLE: NOT_ASKED,
    }
    titles = {issue.id: texts.critical(issue).source for issue in instrument.critical}
    lines = [
        (raised.get(item.id, quiet.get(found[item.id], NOTHING)), titles[item.critical.id], str(item.id))
        for item in instrument.items.values()
        if item.critical
    ]
    return [(issue, item, SAID[code]) for code, issue, item in sorted(lines, key=lambda line: line[0])]


def test_a_blank_workbook_reports_nothing_and_clears_nobody() -> None:
    for name in REAL:
        data = write(named(name), {})
        for book in (load_workbook(BytesIO(data), data_only=True), *recalculated([data])):
            said = {words for _, _, words in rows(book)}
            assert said == {"Not answered yet"}
            assert "Nothing reported" not in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_open_issues_come_first_as_the_engine_sees_them_in_the_file_and_worked_out() -> None:
    cases = [(named(name), Random(f"{name} {number}")) for name in REAL for number in range(2)]
    cases += [(tiny(name), Random(name)) for name in WITH_ISSUES]
    given = [(instrument, mixed_answers(instrument, random, missing=0.2)) for instrument, random in cases]
    written = [write(instrument, answers) for instrument, answers in given]
    for (instrument, answers), data, book in zip(given, written, recalculated(written), strict=True):
        assert rows(book) == expected(instrument, answers)
        assert rows(load_workbook(BytesIO(data), data_only=True)) == expected(instrument, answers)


@pytest.mark.parametrize("always", [True, False])
def test_an_issue_moves_up_while_somebody_fills_in_the_workbook(*, always: bool) -> None:
    instrument = named("gender")
    blank = write(instrument, {})
    last = [item for item in instrument.items.values() if item.critical][-1]
    cells: dict[str, Any] = {str(last.id): "No"}
    assert str(last.id) in controls(blank, b"key")
    (book,) = recalculated([typed_into(blank, b"key", cells)], always=always)
    issue, item, said = rows(book)[0]
    assert (item, said) == (last.id, "Open")
    assert issue == texts.critical(next(each for each in instrument.critical if each.id == last.critical.id)).source  # type: ignore[union-attr]
    assert {words for _, _, words in rows(book)[1:]} == {"Not answered yet"}


def test_what_is_known_of_an_issue_comes_before_practice() -> None:
    words = [row[1].value for row in load_workbook(BytesIO(write(named("gender"), {})), data_only=True).worksheets[0]]
    order = [words.index(text) for text in ("So far", "Critical issues", "Practice, overall", "Roadmap")]
    assert order == sorted(order)


def test_an_instrument_without_issues_has_no_list_of_them() -> None:
    assert ItemId("N") in tiny("numbers").items
    cells = [
        cell.value
        for row in load_workbook(BytesIO(write(tiny("numbers"), {})), data_only=True).worksheets[0]
        for cell in row
    ]
    assert "Critical issues" not in cells
