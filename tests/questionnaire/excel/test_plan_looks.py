"""The workbook of an action plan is one that a director is glad to get, whatever the plan, language or program."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from plan_samples import KEY, plan
from plan_sheets import WRITTEN, changed, column, rows_of

from instruments.model import ActionType
from questionnaire.excel.plan import FIELDS, PlanAction, field_values, read_plan, write_plan
from questionnaire.excel.plan_sheet import FIRST
from questionnaire.lifecycle import ActionStatus

Resave = Callable[[bytes, str], bytes]


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
    assert {"To do", "In progress", "Evidence sent"} <= offered
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


# --- Any plan, any language, any program -----------------------------------------------------------------------------


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
