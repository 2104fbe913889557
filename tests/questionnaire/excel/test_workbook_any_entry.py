"""Whatever anybody types into a written workbook arrives as what it means, or is refused; nothing else changes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_entries import TEXT, entries, value_entries
from workbook_programs import put
from workbook_typing import ALL, KEY, back, blank, changed, controls, filled

from instruments.codec import from_json
from instruments.model import Instrument, ItemId, Note, Table
from questionnaire.wording import problem_text

patiently = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CONTROLS = list(controls(blank(), KEY))
ROWS = [name.split(".")[1] for name in CONTROLS if name.startswith("Table.") and name.endswith(".hires")]
ANSWERED = [item for item in ALL.items.values() if not isinstance(item.kind, Note | Table)]
TABLE = ALL.items[ItemId("Table")]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Draw the answers that somebody gives, their notes, and the cells typed."""
    answers: dict[str, Any] = {}
    cells: dict[str, str] = {}
    notes: dict[str, str] = {}
    for item in draw(st.lists(st.sampled_from(ANSWERED), unique=True, max_size=6)):
        answers[item.id], typed = draw(entries(item))
        cells |= {f"{item.id}{end}": cell for end, cell in typed.items()}
        if draw(st.integers(0, 3)) == 0:
            notes[item.id] = draw(TEXT.map(str.strip).filter(lambda text: text[:1].isalnum()))
            cells[f"{item.id}.note"] = notes[item.id]
    rows = draw(st.lists(st.sampled_from(ROWS), unique=True, max_size=2))
    if rows:
        answers["Table"] = [draw(_row(row, cells)) for row in sorted(rows, key=ROWS.index)]
    return answers, notes, cells


@st.composite
def _row(draw: st.DrawFn, row: str, cells: dict[str, str]) -> dict[str, Any]:
    assert isinstance(TABLE.kind, Table)
    found: dict[str, Any] = {"_row": row}
    for column in draw(st.lists(st.sampled_from(TABLE.kind.columns), unique=True, min_size=1)):
        found[column.id], typed = draw(value_entries(column))
        cells |= {f"Table.{row}.{column.id}{end}": cell for end, cell in typed.items()}
    return found


@patiently
@given(sheets())
def test_what_is_typed_in_any_way_arrives_as_what_it_means(
    drawn: tuple[dict[str, Any], dict[str, str], dict[str, str]],
) -> None:
    answers, notes, cells = drawn
    reading = back(put(blank(), cells))
    assert [problem_text(problem) for problem in reading.problems] == []
    assert reading.answers == expected(ALL, answers)
    assert reading.notes == notes


def expected(instrument: Instrument, answers: Mapping[str, Any]) -> dict[ItemId, Any]:
    found = {ItemId(item): from_json(instrument.items[ItemId(item)], document) for item, document in answers.items()}
    assert all(not problems for _, problems in found.values())
    return {item: answer for item, (answer, _) in found.items()}


# --- Anything at all -------------------------------------------------------------------------------------------------

NONSENSE = st.one_of(
    TEXT.filter(lambda text: not text.startswith("<")),
    st.from_regex(r"[-+]?[0-9০-৯๐-๙]{1,17}([.,\u066b ][0-9]{0,7}){0,3}%?", fullmatch=True),
    st.from_regex(r"\d{1,4}[-/. ]\d{1,3}[-/. ]\d{1,5}", fullmatch=True),
    st.sampled_from(
        ["I do not know", "Does not apply", "Yes", "✓", "no", "None of these", "MYR", "3 – much", "-", "?"]
    ),
    st.one_of(st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False)).map("<v>{}</v>".format),
    st.sampled_from(
        [
            '<c t="b"><v>1</v></c>',
            '<c t="e"><v>#REF!</v></c>',
            "<f>1+1</f><v>2</v>",
            '<c t="str"><f>A1</f><v>yes</v></c>',
            '<c t="d"><v>2026-03-27</v></c>',
            '<c t="s"><v>0</v></c>',
            "<v>1e999</v>",
        ]
    ),
)


UNFILLED = re.compile(r"\{(given|options|limit|mark|box|alone|beside|decimals|thousands|one|other)\}")


def item_of(control: str) -> str:
    return control.replace(":", ".").split(".")[0]


@patiently
@given(st.dictionaries(st.integers(0, 999), NONSENSE, max_size=5))
@pytest.mark.parametrize("written", [blank, filled])
def test_whatever_is_typed_says_nothing_about_any_other_answer(
    written: Callable[[], bytes], typed: dict[int, str]
) -> None:
    names = list(controls(written(), KEY))
    cells = {names[number % len(names)]: text for number, text in typed.items()}
    reading = back(put(written(), cells))
    touched = {item_of(control) for control in cells}
    assert changed(reading).keys() <= touched
    assert set(reading.refused) <= touched
    assert reading.file.keys() | reading.refused.keys() == ALL.items.keys() - {"Note"}
    for problem in reading.problems:
        assert "!" in problem.where
        assert not UNFILLED.search(problem_text(problem))
    assert reading.refused.keys() <= reading.typed.keys()
