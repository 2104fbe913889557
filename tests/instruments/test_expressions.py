"""Conditions: what is refused, and what three-valued truth says."""

from decimal import Decimal
from fractions import Fraction

import pytest
from expression_cases import COLUMNS, SCOPE, VALUES, conditions, value_of, var
from hypothesis import given
from hypothesis import strategies as st

from instruments.evaluation import UNKNOWN, Standing, evaluate
from instruments.expressions import parse_expression, references, to_json
from instruments.model import (
    ItemId,
    Money,
    Split,
    State,
)
from instruments.problems import Code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"==": [var("nowhere"), 1]}, Code.UNKNOWN_ITEM),
        ({"==": [var("later"), 1]}, Code.LOOKS_AHEAD),
        ({"==": [var("c"), "z"]}, Code.UNKNOWN_OPTION),
        ({"==": ["maybe", var("p")]}, Code.UNKNOWN_OPTION),
        ({"in": ["z", var("cs")]}, Code.UNKNOWN_OPTION),
        ({"in": [var("c"), ["a", "z"]]}, Code.UNKNOWN_OPTION),
        ({"==": [var("c"), 1]}, Code.WRONG_TYPE),
        ({"==": [var("cs"), "a"]}, Code.WRONG_TYPE),
        ({"<": [var("c"), 1]}, Code.WRONG_TYPE),
        ({"<": ["a", "b"]}, Code.WRONG_TYPE),
        ({"<": [var("t"), "b"]}, Code.WRONG_TYPE),
        ({"in": [1, var("cs")]}, Code.WRONG_TYPE),
        ({"in": [var("n"), ["a"]]}, Code.WRONG_TYPE),
        ({"in": [var("c"), "abc"]}, Code.WRONG_TYPE),
        ({"in": [True, ["a"]]}, Code.WRONG_TYPE),
        ({"and": [var("n")]}, Code.WRONG_TYPE),
        ({"!": [1]}, Code.WRONG_TYPE),
        ({"+": [var("c"), 1]}, Code.WRONG_TYPE),
        ({"sum": [var("table.who")]}, Code.WRONG_TYPE),
        ({"sum": [var("n.x")]}, Code.WRONG_TYPE),
        ({"sum": [var("table.nowhere")]}, Code.UNKNOWN_ITEM),
        ({"sum": [var("table")]}, Code.WRONG_ARITY),
        ({"count": [var("table")]}, Code.WRONG_ARITY),
        ({"count": [var("table"), 3]}, Code.WRONG_TYPE),
        ({"count": [var("n"), True]}, Code.WRONG_TYPE),
        ({"answered": ["n"]}, Code.WRONG_ARITY),
        ({"answered": [var("split.women")]}, Code.WRONG_ARITY),
        (var("split.children"), Code.WRONG_TYPE),
        (var("note"), Code.WRONG_TYPE),
        ({"var": ["n", 0]}, Code.WRONG_ARITY),
        ({"var": []}, Code.WRONG_ARITY),
        ({"map": [1]}, Code.UNKNOWN_OPERATOR),
        ({"==": [1]}, Code.WRONG_ARITY),
        ({"==": [1, 2, 3]}, Code.WRONG_ARITY),
        ({">": [3, 2, 1]}, Code.WRONG_ARITY),
        ({}, Code.WRONG_SHAPE),
        ({"a": 1, "b": 2}, Code.WRONG_SHAPE),
        ([[1]], Code.WRONG_SHAPE),
        ([True], Code.WRONG_SHAPE),
        (1.5, Code.WRONG_SHAPE),
        (Decimal("1e999999999"), Code.BAD_NUMBER),
        (Decimal("NaN"), Code.BAD_NUMBER),
    ],
)
def test_a_faulty_expression_is_refused_with_its_code(document: object, code: Code) -> None:
    expression, kind, problems = parse_expression(document, SCOPE, "/if")
    assert (expression, kind) == (None, None)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where.startswith("/if")


def test_endless_nesting_is_refused() -> None:
    document: object = True
    for _ in range(10_000):
        document = {"!": [document]}
    assert parse_expression(document, SCOPE)[2][0].code is Code.TOO_DEEP


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=="])
def test_a_missing_number_is_neither_less_nor_more(operator: str) -> None:
    assert value_of({operator: [var("n"), 5]}) is UNKNOWN
    assert value_of({operator: [var("n"), 5]}, n=None) is False


def test_null_equals_only_null() -> None:
    assert value_of({"==": [var("n"), None]}, n=None) is True
    assert value_of({"!=": [var("n"), None]}, n=None) is False
    assert value_of({"!=": [var("c"), "a"]}, c=None) is True
    assert value_of({"==": [var("n"), None]}, n=0) is False
    assert value_of({"==": [var("n"), None]}) is UNKNOWN


def test_null_is_in_nothing() -> None:
    assert value_of({"in": [var("c"), ["a"]]}, c=None) is False
    assert value_of({"in": ["a", var("cs")]}, cs=None) is False
    assert value_of({"in": ["a", var("cs")]}) is UNKNOWN
    assert value_of({"in": ["a", var("cs")]}, cs=("a", "b")) is True
    assert value_of({"in": [var("n"), [1, 2]]}, n=Fraction(2)) is True


def test_arithmetic_carries_null_and_unknown() -> None:
    assert value_of({"+": [var("n"), 1]}, n=None) is None
    assert value_of({"+": [var("n"), 1]}) is UNKNOWN
    assert value_of({"/": [1, 0]}) is None
    assert value_of({"/": [1, 3]}) == Fraction(1, 3)
    assert value_of({"-": [var("n")]}, n=4) == -4
    assert value_of({"-": [7, var("n")]}, n=4) == 3
    assert value_of({"*": [2, 3, 4]}) == 24
    assert value_of({"+": [Decimal("0.1"), Decimal("0.2")]}) == Fraction(3, 10)


def test_a_decisive_operand_settles_what_is_unknown() -> None:
    unknown = {"<": [var("n"), 5]}
    assert value_of({"and": [unknown, False]}) is False
    assert value_of({"and": [unknown, True]}) is UNKNOWN
    assert value_of({"or": [unknown, True]}) is True
    assert value_of({"or": [unknown, False]}) is UNKNOWN
    assert value_of({"!": [unknown]}) is UNKNOWN
    assert value_of({"!": unknown}, n=9) is True


def test_between_takes_three_operands() -> None:
    assert value_of({"<": [1, var("n"), 10]}, n=5) is True
    assert value_of({"<=": [1, var("n"), 10]}, n=11) is False


def test_parts_of_money_and_splits() -> None:
    assert value_of({">": [var("money.amount"), 100]}, money=Money(Decimal("120.50"), "MYR")) is True
    assert value_of({"==": [var("money.currency"), "MYR"]}, money=Money(Decimal(1), "MYR")) is True
    assert value_of(var("split.total"), split=Split(1, 2, 3, 4)) == 10
    assert value_of(var("split.women"), split=None) is None
    assert value_of(var("split.women")) is UNKNOWN


def test_dates_compare_with_iso_texts() -> None:
    assert value_of({"<": [var("d"), "2026-03-01"]}, d="2025-12-31") is True


def rows(*cells: dict[str, object]) -> tuple[Standing, ...]:
    def state(value: object) -> State:
        return State.UNANSWERED if value is UNKNOWN else State.ANSWERED

    return tuple(
        Standing(
            {column.id: state(row.get(column.id, UNKNOWN)) for column in COLUMNS},
            {column.id: row.get(column.id, UNKNOWN) for column in COLUMNS},
        )
        for row in cells
    )


def test_sum_adds_a_column_and_a_part_of_a_split() -> None:
    table = rows({"many": 2, "sexes": Split(1, 2)}, {"many": 3, "sexes": Split(3, 4)})
    assert value_of({"sum": [var("table.many")]}, table=table) == 5
    assert value_of({"sum": [var("table.sexes")]}, table=table) == 10
    assert value_of({"sum": [var("table.sexes.women")]}, table=table) == 4
    assert value_of({"sum": [var("table.many")]}, table=()) == 0
    assert value_of({"sum": [var("table.many")]}, table=rows({"many": 1}, {})) is UNKNOWN
    assert value_of({"sum": [var("table.many")]}, table=rows({"many": 1}, {"many": None})) is None
    assert value_of({"sum": [var("table.many")]}, table=None) is None
    assert value_of({"sum": [var("table.many")]}) is UNKNOWN


def test_count_counts_rows_that_satisfy_a_condition() -> None:
    condition = {"and": [{"==": [var("who"), "a"]}, {"==": [var("p"), "yes"]}]}
    table = rows({"who": "a"}, {"who": "b"}, {"who": "a"})
    assert value_of({"count": [var("table"), condition]}, table=table, p="yes") == 2
    assert value_of({"count": [var("table"), condition]}, table=table, p="no") == 0
    assert value_of({"count": [var("table"), condition]}, table=table) is UNKNOWN
    assert value_of({"count": [var("table"), {"answered": [var("who")]}]}, table=rows({"who": "a"}, {})) == 1
    assert value_of({"count": [var("table"), condition]}, table=None) is None


def test_answered_is_unknown_only_while_undetermined() -> None:
    expression, _, _ = parse_expression({"answered": [var("n")]}, SCOPE)
    assert expression is not None
    expected = {State.ANSWERED: True, State.UNANSWERED: False, State.NOT_ASKED: False, State.UNDETERMINED: UNKNOWN}
    for state, truth in expected.items():
        assert evaluate(expression, Standing({ItemId("n"): state}, {})) is truth


def test_references_name_items_and_tables_not_columns() -> None:
    document = {
        "and": [
            {">": [{"count": [var("table"), {"and": [{"==": [var("who"), "a"]}, {"==": [var("p"), "no"]}]}]}, 1]},
            {">": [{"sum": [var("table.many")]}, var("split.women")]},
            {"answered": [var("t")]},
        ]
    }
    expression, _, _ = parse_expression(document, SCOPE)
    assert references(expression) == {"table", "p", "split", "t"}
    assert references(None) == frozenset()


@given(conditions(), st.fixed_dictionaries({k: st.one_of(st.none(), v) for k, v in VALUES.items()}), st.data())
def test_what_is_known_never_changes_when_more_is_answered(
    document: object, full: dict[str, object], data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.sampled_from(sorted(full))))
    partial = {name: UNKNOWN if name in hidden else value for name, value in full.items()}
    before = value_of(document, **partial)
    assert before is UNKNOWN or before is value_of(document, **full)


@given(conditions())
def test_printing_and_parsing_again_gives_the_same_expression(document: object) -> None:
    expression, _, _ = parse_expression(document, SCOPE)
    assert expression is not None
    assert parse_expression(to_json(expression), SCOPE)[0] == expression


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.integers(), st.decimals()),
        lambda x: st.one_of(
            st.lists(x),
            st.dictionaries(st.sampled_from(["var", "and", "in", "sum", "count", "answered", "<", "+", "x"]), x),
        ),
        max_leaves=12,
    )
)
def test_whatever_the_document_is_parsing_yields_problems_and_never_raises(document: object) -> None:
    expression, _, problems = parse_expression(document, SCOPE)
    assert (expression is None) == bool(problems)
