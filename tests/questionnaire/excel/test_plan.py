"""An action plan goes out as a workbook that people can work with, and comes back with nothing lost or invented."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from plan_samples import KEY, plan

from instruments.model import ActionType
from instruments.problems import Code, Problem, Refusal
from questionnaire.excel import typed
from questionnaire.excel.plan import FIELDS, Outcome, PlanAction, field_values, preview, read_plan, write_plan
from questionnaire.excel.plan_sheet import FIRST
from questionnaire.lifecycle import ActionStatus

Edit = Callable[[bytes, Callable[[Workbook], object]], bytes]
Resave = Callable[[bytes, str], bytes]

WRITTEN = write_plan(plan(12), KEY)
ONE = plan(1, gaps=(), repayments={})
IDS = [action.id for action in plan(12).actions]


def column(tab: Worksheet, key: str) -> int:
    return next(cell.column for cell in tab[1] if cell.value == key)


def put(key: str, value: object, row: int = FIRST + 1) -> Callable[[Workbook], object]:
    """Type `value` into the column `key` of the first action (or another row, counted from 1)."""

    def edit(book: Workbook) -> None:
        tab = book["Plan"]
        tab.cell(row, column(tab, key)).value = value  # type: ignore[assignment]

    return edit


def changed(data: bytes) -> dict[tuple[str, str], str]:
    reading = read_plan(data, KEY)
    return {
        (row.action, name): value
        for row in reading.rows
        for name, value in row.values.items()
        if value != reading.exported[row.action][name]
    }


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


def rows_of(tab: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in tab.iter_rows()]


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
        book["_seal"][cell] = "0" + str(book["_seal"][cell].value)[1:] if cell != "A1" else None

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


# --- What the director sees ------------------------------------------------------------------------------------------


def tab_of(name: str) -> Worksheet:
    return load_workbook(io.BytesIO(WRITTEN))[name]


def test_the_cover_says_whose_plan_it_is_what_it_says_and_what_it_is_not() -> None:
    words = [cell for row in rows_of(tab_of("Overview")) for cell in row if isinstance(cell, str)]
    for expected in (
        "Sunrise Garments Sdn. Bhd.",
        "Ethical recruitment self-assessment, version 1.0.0",
        "5 March 2026",
        "Immediate action needed",
        "This is a self-assessment. It is not an IOM product, not a certification and not an audit.",
    ):
        assert expected in words


def test_only_what_people_fill_in_is_unlocked_and_no_password_is_set() -> None:
    tab = tab_of("Plan")
    assert tab.protection.sheet
    assert tab.protection.password is None
    unlocked = {tab.cell(1, cell.column).value for cell in tab[FIRST + 1] if not cell.protection.locked}
    assert unlocked == set(FIELDS)


def test_the_plan_sheet_is_set_up_for_screen_and_paper() -> None:
    tab = tab_of("Plan")
    assert tab.freeze_panes == "C3"
    assert tab.auto_filter.ref == "A2:Q14"
    assert tab.row_dimensions[1].hidden
    assert tab.column_dimensions["A"].hidden
    assert (tab.page_setup.orientation, str(tab.page_setup.paperSize)) == ("landscape", "9")
    assert (tab.page_setup.fitToWidth, tab.page_setup.fitToHeight) == (None, 0)
    assert tab.print_title_rows == "$2:$2"
    assert "not a certification" in str(tab.oddFooter.left.text)


def test_lists_and_dates_are_offered_where_they_are_filled_in() -> None:
    tab = tab_of("Plan")
    rules = {
        str(rule.sqref).partition(":")[0].rstrip("0123456789"): rule for rule in tab.data_validations.dataValidation
    }
    kinds = {tab[f"{letter}1"].value: rule.type for letter, rule in rules.items()}
    assert kinds["status"] == kinds["cause"] == kinds["bearer"] == kinds["workers"] == kinds["currency"] == "list"
    assert (kinds["due"], kinds["cost"]) == ("date", "decimal")
    assert {rule.errorStyle for rule in rules.values() if rule.type not in {None, "none", "any"}} == {"warning"}


def test_colleagues_are_offered_as_owners_and_others_may_be_written_in() -> None:
    book = load_workbook(io.BytesIO(write_plan(plan(owners=("=1+1 Chai", "Malee T.")), KEY)))
    [rule] = [
        each
        for each in book["Plan"].data_validations.dataValidation
        if each.type == "list" and each.promptTitle == "Owner"
    ]
    assert not rule.showErrorMessage
    offered = [cell.value for row in book["_lists"][rule.formula1.partition("!")[2].replace("$", "")] for cell in row]
    assert offered == ["=1+1 Chai", "Malee T."]


def test_no_drop_down_offers_to_close_an_action() -> None:
    offered = {cell.value for row in load_workbook(io.BytesIO(WRITTEN))["_lists"].iter_rows() for cell in row}
    assert {"Open", "In progress", "Evidence sent"} <= offered
    assert not {"Verified", "Shown to work"} & offered


def test_dates_and_amounts_are_real_ones() -> None:
    tab = tab_of("Plan")
    due, cost = tab.cell(4, column(tab, "due")), tab.cell(7, column(tab, "cost"))
    assert due.value == datetime(2026, 2, 18)  # noqa: DTZ001
    assert due.number_format == "[$-409]d mmm yyyy"
    assert cost.value == 5002.0
    assert cost.number_format == "#,##0.00"


def test_the_counts_are_live_and_right() -> None:
    tab = tab_of("Overview")
    cached = load_workbook(io.BytesIO(WRITTEN), data_only=True)["Overview"]
    actions = plan(12).actions
    rows = [row for row in range(1, tab.max_row + 1) if str(tab.cell(row, 3).value).startswith("=COUNTIFS")]
    for row, kind in zip(rows, ActionType, strict=False):
        for number, status in enumerate(ActionStatus, start=3):
            counted = sum(action.type is kind and action.status is status for action in actions)
            assert cached.cell(row, number).value == counted
    with zipfile.ZipFile(io.BytesIO(WRITTEN)) as parts:
        assert b"barChart" in parts.read("xl/charts/chart1.xml")


def test_a_repayment_is_never_added_up_across_currencies() -> None:
    rows = rows_of(tab_of("Repayment"))
    sums = {row[4]: tuple(row[5:8]) for row in rows if len(row) > 7 and row[7] is not None and row[4] in {"BDT", "NPR"}}
    assert sums == {"BDT": (134400, 31500.5, 102899.5), "NPR": (54000, 0, 54000)}


def test_a_sheet_for_arabic_readers_runs_from_right_to_left_and_comes_back() -> None:
    def say(text: str, **values: object) -> str:
        return f"ع {text}".format_map({"sheet": "", **values})

    data = write_plan(plan(5), KEY, say=say, translate=lambda message: f"ع {message.source}", locale="ar")
    book = load_workbook(io.BytesIO(data))
    assert all(book[name].sheet_view.rightToLeft for name in book.sheetnames if not name.startswith("_"))
    assert read_plan(data, KEY).problems == ()
    assert changed(data) == {}


def test_two_words_that_are_one_in_another_language_still_make_a_workbook() -> None:
    data = write_plan(plan(3), KEY, say=lambda text, **values: "wort" if len(text) < 12 else text.format_map(values))
    assert read_plan(data, KEY).absent == ()


@pytest.mark.parametrize("count", [0, 1, 400])
def test_plans_of_any_length_come_back(count: int) -> None:
    actions = tuple(
        PlanAction(f"id-{n}", n, None, ActionType.PREVENT, "Do it", due=date(2026, 1, 1), cost=Decimal("0.10") * n)
        for n in range(count)
    )
    reading = read_plan(write_plan(plan(0, actions=actions), KEY), KEY)
    assert reading.file == {action.id: field_values(action) for action in actions}


# --- LibreOffice -----------------------------------------------------------------------------------------------------

MEAN: Mapping[str, str] = {
    "finding": "=1+1\nsecond line\n\n  indented",
    "owner": "Nguyễn Thị Hoa",
    "note": "ধন্যবাদ 👩🏽‍🏭 مرحبا _x0041_ <b>&amp;</b> ]]> \t tab 'quote \"double",
}


@pytest.mark.office
@pytest.mark.parametrize("locale", ["en", "th", "ar", "bn", "my"])
def test_a_plan_saved_by_libreoffice_says_what_it_said(resaved: Resave, locale: str) -> None:
    actions = tuple(replace(action, **MEAN) if n % 3 == 0 else action for n, action in enumerate(plan(20).actions))
    actions = (*actions[:-1], replace(actions[-1], note="y" * 40_000, cost=Decimal("0.1")))
    data = resaved(write_plan(plan(20, actions=actions), KEY, locale=locale), "xlsx")
    reading = read_plan(data, KEY)
    assert reading.problems == ()
    assert changed(data) == {}
    assert reading.absent == ()


@pytest.mark.office
def test_libreoffice_finds_no_fault_in_our_formulas_and_draws_the_plan(resaved: Resave) -> None:
    book = load_workbook(io.BytesIO(resaved(WRITTEN, "xlsx")), data_only=True)
    values = [cell.value for tab in book.worksheets for row in tab.iter_rows() for cell in row]
    assert not [value for value in values if isinstance(value, str) and value.startswith(("#", "Err:"))]
    assert resaved(WRITTEN, "pdf").startswith(b"%PDF")
