"""A file changes only what its sender changed, and nobody else's change is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.problems import Code, Problem
from questionnaire.excel.preview import Outcome, outcome_of, preview


@pytest.mark.parametrize(
    ("base", "current", "file", "outcome"),
    [
        ("a", "a", "a", Outcome.UNCHANGED),
        ("a", "a", "b", Outcome.FILE),
        ("a", "b", "a", Outcome.ONLINE),
        ("a", "b", "c", Outcome.BOTH),
        ("a", "b", "b", Outcome.UNCHANGED),
        ("a", "a", "", Outcome.FILE),
        ("", "b", "", Outcome.ONLINE),
    ],
)
def test_three_readings_decide(base: str, current: str, file: str, outcome: Outcome) -> None:
    assert outcome_of(base, current, file) is outcome


@given(st.text(max_size=2), st.text(max_size=2), st.text(max_size=2))
def test_a_change_is_taken_from_the_file_only_over_what_was_exported(base: str, current: str, file: str) -> None:
    outcome = outcome_of(base, current, file)
    assert (outcome is Outcome.FILE) == (current == base != file)
    assert (outcome is Outcome.BOTH) == (len({base, current, file}) == 3)


def test_a_row_that_is_not_in_the_file_says_nothing() -> None:
    base = {"1": {"owner": "a", "note": ""}, "2": {"owner": "b", "note": ""}}
    changes = preview(base, base, {"1": {"owner": "z", "note": ""}})
    assert [(change.action, change.field, change.outcome) for change in changes] == [
        ("1", "owner", Outcome.FILE),
        ("1", "note", Outcome.UNCHANGED),
        ("2", "owner", Outcome.UNCHANGED),
        ("2", "note", Outcome.UNCHANGED),
    ]


def test_a_cell_that_could_not_be_read_is_refused_and_leaves_the_rest_of_its_row() -> None:
    base = {"1": {"due": "2026-01-01", "note": ""}}
    problem = Problem(Code.NOT_A_DATE, "Plan!K3")
    due, note = preview(base, base, {"1": {"note": "new"}}, {("1", "due"): problem})
    assert (due.outcome, due.problem, due.file) == (Outcome.REFUSED, problem, "2026-01-01")
    assert note.outcome is Outcome.FILE


def test_an_action_made_online_after_the_export_is_left_alone() -> None:
    changes = preview({}, {"9": {"owner": "new"}}, {})
    assert [change.outcome for change in changes] == [Outcome.UNCHANGED]


def test_what_a_file_changes_of_an_action_that_is_gone_is_refused() -> None:
    base = {"1": {"owner": "a", "note": "n"}}
    (change,) = preview(base, {}, {"1": {"owner": "b", "note": "n"}})
    assert (change.field, change.outcome) == ("owner", Outcome.REFUSED)
    assert change.problem is not None
    assert change.problem.code is Code.UNKNOWN_ROW
