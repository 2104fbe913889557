"""An action plan goes out as a workbook that people can work with, and comes back with nothing lost or invented."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from plan_samples import KEY, plan
from plan_sheets import WRITTEN, changed, column, rows_of

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel import typed
from questionnaire.excel.plan import FIELDS, Outcome, field_values, preview, read_plan, write_plan
from questionnaire.excel.plan_sheet import FIRST

Edit = Callable[[bytes, Callable[[Workbook], object]], bytes]

ONE = plan(1, gaps=(), repayments={})
IDS = [action.id for action in plan(12).actions]


def put(key: str, value: object, row: int = FIRST + 1) -> Callable[[Workbook], object]:
    """Type `value` into the column `key` of the first action (or another row, counted from 1)."""

    def edit(book: Workbook) -> None:
        tab = book["Plan"]
        tab.cell(row, column(tab, key)).value = value  # type: ignore[assignment]

    return edit


# --- Out and back ----------------------------------------------------------------------------------------------------


def test_a_plan_that_nobody_touched_comes_back_as_it_went_out() -> None:
    reading = read_plan(WRITTEN, KEY)
    sent = plan(12)
    assert reading.problems == ()
    assert reading.file == {action.id: field_values(action) for action in sent.actions}
    assert reading.revisions == {action.id: action.revision for action in sent.actions}
    assert (reading.plan, reading.instrument) == ("plan-1", "ethical-recruitment@1.0.0")
    assert reading.digest == sent.instrument.digest
    assert reading.absent == ()


def test_a_plan_without_actions_or_supplier_is_a_workbook_too() -> None:
    reading = read_plan(write_plan(plan(0, gaps=(), repayments={}, supplier=""), KEY), KEY)
    assert (reading.rows, reading.problems) == ((), ())


@pytest.mark.parametrize(
    ("key", "typed_in", "value"),
    [
        ("status", "In progress", "in-progress"),
        ("status", "evidence sent  ", "evidence-submitted"),
        ("finding", "Two lines\nof text", "Two lines\nof text"),
        ("cause", "Buyer's practice", "buyer-practice"),
        ("owner", "  Rashida  ", "Rashida"),
        ("due", datetime(2026, 12, 24), "2026-12-24"),  # noqa: DTZ001
        ("due", "24.12.2026", "2026-12-24"),
        ("due", "২৪/১২/২০২৬", "2026-12-24"),
        ("due", None, ""),
        ("cost", 99.5, "99.5"),
        ("cost", "1,099.50", "1099.50"),
        ("cost", "٩٩", "99"),
        ("currency", "usd", "USD"),
        ("bearer", "Buyer", "buyer"),
        ("workers", "250 or more", "250+"),
        ("note", "=SUM(A1)", "=SUM(A1)"),
        ("note", None, ""),
    ],
)
def test_what_people_change_is_read_from_the_cell(edit: Edit, key: str, typed_in: object, value: str) -> None:
    def change(book: Workbook) -> None:
        put(key, typed_in, FIRST + 2)(book)
        tab = book["Plan"]
        if isinstance(typed_in, str):
            tab.cell(FIRST + 2, column(tab, key)).data_type = "s"

    before = field_values(plan(12).actions[1])[key]
    assert changed(edit(WRITTEN, change)) == ({(IDS[1], key): value} if value != before else {})


@pytest.mark.parametrize(
    ("key", "typed_in", "code"),
    [
        ("status", "Finished", Code.UNKNOWN_STATUS),
        ("status", None, Code.UNKNOWN_STATUS),
        ("cause", "Bad luck", Code.NOT_A_CHOICE),
        ("due", "next week", Code.NOT_A_DATE),
        ("due", "03/04/2026", Code.AMBIGUOUS_DATE),
        ("cost", "a lot", Code.NOT_A_NUMBER),
        ("cost", "1.234", Code.AMBIGUOUS_NUMBER),
        ("currency", "Taka", Code.NOT_A_CURRENCY),
        ("note", "=1+1", Code.BAD_CHARACTERS),  # a formula that no program has calculated
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell_and_the_rest_of_the_row_is_kept(
    edit: Edit, key: str, typed_in: object, code: Code
) -> None:
    def change(book: Workbook) -> None:
        put(key, typed_in)(book)
        put("finding", "changed too")(book)

    data = edit(WRITTEN, change)
    reading = read_plan(data, KEY)
    tab = load_workbook(io.BytesIO(WRITTEN))["Plan"]
    (problem,) = reading.problems
    assert (problem.code, problem.where) == (code, f"Plan!{tab.cell(FIRST + 1, column(tab, key)).coordinate}")
    assert reading.refused == {(IDS[0], key): problem}
    assert changed(data) == {(IDS[0], "finding"): "changed too"}


# --- What people do to sheets ----------------------------------------------------------------------------------------


def put_text(tab: Worksheet, row: int, place: int, value: object) -> None:
    """Put a value into a cell; a text stays one, as it does when a person's program moves cells."""
    cell = tab.cell(row, place)
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"


def rewrite(tab: Worksheet, rows: list[list[object]]) -> None:
    tab.delete_rows(1, tab.max_row)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            put_text(tab, number, place, value)


def reverse_rows(book: Workbook) -> None:
    rows = rows_of(book["Plan"])
    rewrite(book["Plan"], rows[:FIRST] + rows[: FIRST - 1 : -1])


def reverse_columns(book: Workbook) -> None:
    rewrite(book["Plan"], [row[::-1] for row in rows_of(book["Plan"])])


def insert_things(book: Workbook) -> None:
    book["Plan"].insert_cols(3, 2)
    book["Plan"].insert_rows(1, 4)
    book["Plan"].insert_rows(9, 2)
    book["Plan"]["A1"] = "Notes of our meeting"


def drop_keys(book: Workbook) -> None:
    book["Plan"].delete_rows(1)


def rename(book: Workbook) -> None:
    book["Plan"].title = "Our plan (new)"
    book.move_sheet("Our plan (new)", 2)
    del book["Gaps"], book["Overview"]


def hide(book: Workbook) -> None:
    for row in range(4, 9):
        book["Plan"].row_dimensions[row].hidden = True
    for letter in "CEG":
        book["Plan"].column_dimensions[letter].hidden = True
    book["Plan"].protection.sheet = False


def repeat_headings(book: Workbook) -> None:
    book["Plan"].append([cell.value for cell in book["Plan"][2]])


def pad(book: Workbook) -> None:
    for row in book["Plan"].iter_rows(min_row=FIRST + 1):
        for cell in row:
            if isinstance(cell.value, str):
                put_text(cell.parent, cell.row, cell.column, f"{cell.value} \n")


def repeat_a_row(book: Workbook) -> None:
    book["Plan"].append([cell.value for cell in book["Plan"][4]])


def keep_other_columns(book: Workbook) -> None:
    tab = book["Plan"]
    tab.delete_cols(column(tab, "item"))
    tab.delete_cols(column(tab, "note"))


REARRANGED = (
    reverse_rows,
    reverse_columns,
    insert_things,
    drop_keys,
    rename,
    hide,
    repeat_headings,
    pad,
    repeat_a_row,
    keep_other_columns,
)


@pytest.mark.parametrize("how", REARRANGED)
def test_rearranging_a_workbook_changes_nothing(edit: Edit, how: Callable[[Workbook], object]) -> None:
    data = edit(WRITTEN, how)
    assert changed(data) == {}
    assert read_plan(data, KEY).problems == ()
    assert read_plan(data, KEY).absent == ()


def test_a_deleted_row_says_nothing_of_its_action(edit: Edit) -> None:
    data = edit(WRITTEN, lambda book: book["Plan"].delete_rows(FIRST + 1, 3))
    reading = read_plan(data, KEY)
    assert reading.absent == tuple(IDS[:3])
    changes = preview(reading.exported, reading.exported, reading.file, reading.refused)
    assert {change.outcome for change in changes} == {Outcome.UNCHANGED}


def test_a_row_whose_cells_were_all_emptied_says_nothing_either(edit: Edit) -> None:
    def clear(book: Workbook) -> None:
        for key in FIELDS:
            put(key, None)(book)

    reading = read_plan(edit(WRITTEN, clear), KEY)
    assert (reading.absent, reading.problems) == ((IDS[0],), ())


def test_two_rows_of_one_action_that_differ_are_both_refused(edit: Edit) -> None:
    def change(book: Workbook) -> None:
        repeat_a_row(book)
        put("note", "which one?", book["Plan"].max_row)(book)

    reading = read_plan(edit(WRITTEN, change), KEY)
    assert [(problem.code, problem.where) for problem in reading.problems] == [(Code.DUPLICATE_ROW, "Plan!A15")]
    assert reading.file[IDS[1]] == {}
    assert {name for action, name in reading.refused if action == IDS[1]} == set(FIELDS)


def test_a_row_that_is_none_of_ours_is_told_and_the_others_are_read(edit: Edit) -> None:
    def change(book: Workbook) -> None:
        book["Plan"].append([None, "A new action of our own"])
        book["Plan"].append(["another-id", "x"])

    data = edit(WRITTEN, change)
    reading = read_plan(data, KEY)
    assert [(problem.code, problem.where) for problem in reading.problems] == [
        (Code.UNKNOWN_ROW, "Plan!A15"),
        (Code.UNKNOWN_ROW, "Plan!A16"),
    ]
    assert changed(data) == {}


# --- Whose file it is ------------------------------------------------------------------------------------------------


def refusal(data: bytes, key: bytes = KEY) -> Problem:
    with pytest.raises(Refusal) as caught:
        read_plan(data, key)
    return caught.value.problems[0]


def test_a_workbook_sealed_by_somebody_else_is_refused() -> None:
    assert refusal(WRITTEN, b"another key").code is Code.WRONG_WORKBOOK


@pytest.mark.parametrize("cell", ["A1", "B1", "A2"])
def test_a_broken_seal_is_refused(edit: Edit, cell: str) -> None:
    def damage(book: Workbook) -> None:
        text = str(book["_seal"][cell].value)
        book["_seal"][cell] = ("0" if text[0] != "0" else "1") + text[1:] if cell != "A1" else None

    data = edit(WRITTEN, damage)
    if cell == "A1":
        assert changed(data) == {}  # the format is for us to read later; it proves nothing
    else:
        assert refusal(data).code is Code.WRONG_WORKBOOK


def test_a_workbook_without_seal_or_plan_is_refused(edit: Edit) -> None:
    assert refusal(edit(WRITTEN, lambda book: book.remove(book["_seal"]))).code is Code.WRONG_WORKBOOK
    assert refusal(edit(WRITTEN, lambda book: book.remove(book["Plan"]))).code is Code.WRONG_WORKBOOK


# --- Nothing typed becomes a formula, nothing typed is lost ----------------------------------------------------------

HARD = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    '"',
    "'",
    '=HYPERLINK("http://x")',
    "مرحبا \u200f12",
    "👩🏽\u200d🏭",
    "_x0041_",
    "a\r\nb",
)
HUGE = st.builds(lambda letter, end: letter * 40_000 + end, st.sampled_from("x=字😀\n "), st.text(max_size=5))
TYPED = st.one_of(st.text(max_size=80), st.sampled_from(HARD), HUGE)


@given(finding=TYPED, owner=TYPED, note=TYPED, supplier=TYPED)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_typed_comes_back_unchanged(finding: str, owner: str, note: str, supplier: str) -> None:
    action = replace(ONE.actions[0], finding=finding, owner=owner, note=note, text=note)
    data = write_plan(replace(ONE, actions=(action,), supplier=supplier), KEY)
    reading = read_plan(data, KEY)
    assert reading.problems == ()
    assert dict(reading.rows[0].values) == field_values(action)
    assert formulas(data) <= OURS


FORMULA = re.compile(rb"<f>([^<]*)</f>")
OURS = {"COUNTIFS", "SUM"}


def formulas(data: bytes) -> set[str]:
    """The functions with which the formulas of all sheets begin."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        found = [
            text for name in parts.namelist() if "worksheets/" in name for text in FORMULA.findall(parts.read(name))
        ]
    return {text.decode().partition("(")[0] for text in found}


SMALL = write_plan(ONE, KEY)


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_typed_into_a_cell_is_read_as_typed(edit: Edit, text: str) -> None:
    def change(book: Workbook) -> None:
        put_text(book["Plan"], FIRST + 1, column(book["Plan"], "note"), text)

    reading = read_plan(edit(SMALL, change), KEY)
    assert typed.tidy(reading.rows[0].values["note"].replace("x005F_", "")) == typed.tidy(text.replace("x005F_", ""))


def test_editing_the_beginning_of_a_long_text_is_refused_because_its_end_would_be_lost(edit: Edit) -> None:
    action = replace(plan(1).actions[0], note="x" * 40_000)
    data = write_plan(plan(1, actions=(action,)), KEY)

    def change(book: Workbook) -> None:
        tab = book["Plan"]
        cell = tab.cell(FIRST + 1, column(tab, "note"))
        cell.value = f"changed {cell.value}"[:32_000] + str(cell.value)[-60:]

    assert [problem.code for problem in read_plan(edit(data, change), KEY).problems] == [Code.TOO_LONG]
