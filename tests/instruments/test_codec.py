"""An answer and its JSON: what passes the one gate, what does not, and that nothing changes on the way."""

import json
from datetime import date
from decimal import Decimal

import pytest
from expression_cases import COLUMNS, ITEMS, OPTIONS
from hypothesis import given
from hypothesis import strategies as st

from instruments.codec import canonical, from_json, to_json, today_problems
from instruments.codes import COUNTRIES, CURRENCIES
from instruments.model import (
    SEXES,
    Choices,
    Country,
    Date,
    DontKnow,
    Item,
    ItemId,
    Kind,
    Language,
    Money,
    MoneyKind,
    Month,
    NotApplicable,
    Number,
    NumberForm,
    Option,
    Reason,
    Row,
    Split,
    SplitKind,
    Table,
    Text,
)
from instruments.problems import Code


def item(kind: Kind, **more: object) -> Item:
    return Item(ItemId("X"), kind, "text", **more)  # type: ignore[arg-type]


def code_of(of: Item, document: object) -> Code:
    answer, problems = from_json(of, document)
    assert answer is None
    return problems[0].code


M, P, C, CS = ITEMS["m"], ITEMS["p"], ITEMS["c"], ITEMS["cs"]
INTEGER = item(Number(NumberForm.INTEGER, Decimal(0), Decimal(10)))
NUMBER = item(Number(NumberForm.NUMBER, Decimal(-5), Decimal("10.5")))
MONEY = item(MoneyKind(Decimal(0)))
EXCLUSIVE = item(Choices((*OPTIONS, Option("none", "None", exclusive=True))))
TABLE = item(Table(COLUMNS, 1, 2))


@pytest.mark.parametrize(
    ("of", "document", "code"),
    [
        (M, 5, Code.TOO_BIG),
        (M, -1, Code.TOO_SMALL),
        (M, Decimal("2.5"), Code.NOT_A_WHOLE_NUMBER),
        (M, "3", Code.NOT_A_NUMBER),
        (M, True, Code.NOT_A_NUMBER),
        (M, None, Code.NOT_A_NUMBER),
        (P, "maybe", Code.NOT_A_CHOICE),
        (P, 1, Code.NOT_A_CHOICE),
        (C, ["a"], Code.NOT_A_CHOICE),
        (CS, "a", Code.WRONG_SHAPE),
        (CS, ["a", "a"], Code.REPEATED_OPTION),
        (CS, ["z"], Code.NOT_A_CHOICE),
        (EXCLUSIVE, ["none", "a"], Code.EXCLUSIVE_OPTION),
        (INTEGER, 11, Code.TOO_BIG),
        (INTEGER, "1", Code.NOT_A_NUMBER),
        (NUMBER, "12,5", Code.NOT_A_NUMBER),
        (NUMBER, "1e3", Code.NOT_A_NUMBER),
        (NUMBER, " 1", Code.NOT_A_NUMBER),
        (NUMBER, "1\n", Code.NOT_A_NUMBER),
        (NUMBER, "", Code.NOT_A_NUMBER),
        (NUMBER, Decimal("NaN"), Code.NOT_A_NUMBER),
        (NUMBER, float("inf"), Code.NOT_A_NUMBER),
        (NUMBER, Decimal("1e400"), Code.TOO_BIG),
        (NUMBER, "0.0000001", Code.TOO_PRECISE),
        (NUMBER, Decimal("1e-300000000"), Code.TOO_PRECISE),
        (NUMBER, Decimal("1234567890123456.0000000000000000000001"), Code.TOO_PRECISE),
        (NUMBER, "10.51", Code.TOO_BIG),
        (MONEY, {"amount": "1"}, Code.MISSING_KEY),
        (MONEY, {"amount": "1", "currency": "XXX"}, Code.NOT_A_CURRENCY),  # ISO 4217: no currency
        (MONEY, {"amount": "-1", "currency": "MYR"}, Code.TOO_SMALL),
        (MONEY, {"amount": "1", "currency": "MYR", "rate": 1}, Code.UNKNOWN_KEY),
        (MONEY, 5, Code.WRONG_SHAPE),
        (item(SplitKind()), {}, Code.MISSING_KEY),
        (item(SplitKind()), {"women": -1}, Code.TOO_SMALL),
        (item(SplitKind()), {"women": "2"}, Code.NOT_A_NUMBER),
        (item(SplitKind()), {"total": 3}, Code.UNKNOWN_KEY),
        (item(Text(5)), "", Code.EMPTY_TEXT),
        (item(Text(5)), " \u00a0\u3000", Code.EMPTY_TEXT),
        (item(Text(5)), "123456", Code.TOO_LONG),
        (item(Text()), "a\nb", Code.BAD_CHARACTERS),
        (item(Text(multiline=True)), "a\x00b", Code.BAD_CHARACTERS),
        (item(Text()), "\ud800", Code.BAD_CHARACTERS),
        (item(Text()), 5, Code.WRONG_SHAPE),
        (item(Date()), "2025-02-29", Code.NOT_A_DATE),
        (item(Date()), "20250228", Code.NOT_A_DATE),
        (item(Date(min="2025-01-01")), "2024-12-31", Code.TOO_EARLY),
        (item(Date(max="2025-01-01")), "2025-01-02", Code.TOO_LATE),
        (item(Month()), "2025-13", Code.NOT_A_MONTH),
        (item(Month(max="2025-03")), "2025-04", Code.TOO_LATE),
        (item(Country()), "my", Code.NOT_A_COUNTRY),
        (item(Country()), "XX", Code.NOT_A_COUNTRY),
        (item(Language()), "Thai", Code.NOT_A_LANGUAGE),
        (TABLE, [], Code.TOO_FEW_ROWS),
        (TABLE, [{"_row": "a"}] * 3, Code.TOO_MANY_ROWS),
        (TABLE, [{"_row": "a"}, {"_row": "a"}], Code.DUPLICATE_ROW),
        (TABLE, [{"who": "a"}], Code.MISSING_KEY),
        (TABLE, [{"_row": "../etc"}], Code.BAD_ID),
        (TABLE, [{"_row": "a", "who": "z"}], Code.NOT_A_CHOICE),
        (TABLE, [["a"]], Code.WRONG_SHAPE),
        (TABLE, "rows", Code.WRONG_SHAPE),
        (ITEMS["note"], "x", Code.NOT_ANSWERABLE),
        (item(Text(), dont_know=False), {"state": "dont_know"}, Code.NO_DONT_KNOW),
        (P, {"state": "not_applicable", "reason": "any"}, Code.NO_NOT_APPLICABLE),
        (P, {"state": "unanswered"}, Code.WRONG_SHAPE),
        (P, {"state": "dont_know", "value": "yes"}, Code.WRONG_SHAPE),
        (P, {"state": ["dont_know"]}, Code.WRONG_SHAPE),
    ],
)
def test_what_is_no_answer_is_refused_with_its_code(of: Item, document: object, code: Code) -> None:
    assert code_of(of, document) is code


REASONED = item(Text(), na_reasons=(Reason("closed", "We closed"), Reason("other", "Another reason", free=True)))


def test_not_applicable_needs_a_listed_reason_and_a_free_one_needs_text() -> None:
    def stated(**more: object) -> dict[str, object]:
        return {"state": "not_applicable", **more}

    assert code_of(REASONED, stated(reason="none of these")) is Code.UNKNOWN_REASON
    assert code_of(REASONED, stated()) is Code.UNKNOWN_REASON
    assert code_of(REASONED, stated(reason="other")) is Code.REASON_NEEDS_TEXT
    assert code_of(REASONED, stated(reason="other", text="  ")) is Code.REASON_NEEDS_TEXT
    assert from_json(REASONED, stated(reason="closed")) == (NotApplicable("closed"), ())
    assert from_json(REASONED, stated(reason="other", text="เพราะ")) == (NotApplicable("other", "เพราะ"), ())


def test_every_bad_cell_of_a_table_is_reported_with_its_row_and_column() -> None:
    document = [{"_row": "a", "who": "z", "many": "x"}, {"_row": "b", "who": "y"}]
    _, problems = from_json(TABLE, document)
    assert [problem.where for problem in problems] == ["X/a/who", "X/a/many", "X/b/who"]


def test_options_are_kept_in_the_order_of_the_instrument() -> None:
    assert from_json(CS, ["b", "a"]) == (("a", "b"), ())
    assert from_json(CS, []) == ((), ())


def test_a_binary_float_is_read_as_it_was_written() -> None:
    assert from_json(NUMBER, 0.1) == (Decimal("0.1"), ())
    assert from_json(NUMBER, -0.0) == (Decimal(0), ())


def test_line_breaks_are_made_alike() -> None:
    assert from_json(item(Text(multiline=True)), "a\r\nb\rc") == ("a\nb\nc", ())


def test_zero_and_blank_and_unknown_stay_different() -> None:
    assert from_json(INTEGER, 0) == (0, ())
    assert from_json(INTEGER, {"state": "dont_know"}) == (DontKnow(), ())
    assert to_json(INTEGER, 0) == 0
    assert to_json(INTEGER, DontKnow()) == {"state": "dont_know"}


def test_today_limits_dates_in_tables_too() -> None:
    column = Item(ItemId("d"), Date(max="today"), "d")
    table = item(Table((column,), 0, 5))
    answer = (Row("r", {column.id: "2026-11-25"}),)
    assert today_problems(table, answer, date(2026, 11, 24))[0].where == "X/r/d"
    assert today_problems(item(Date(min="today")), "2026-11-23", date(2026, 11, 24))[0].code is Code.TOO_EARLY
    assert today_problems(item(Month(max="today")), "2026-11", date(2026, 11, 24)) == ()
    assert today_problems(P, "yes", date(2026, 11, 24)) == ()


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda text: text.strip(" \u200b\ufeff")
)
amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
cells = {
    "who": st.sampled_from("ab"),
    "many": st.integers(0, 10**6),
    "sexes": st.builds(Split, *[st.integers(0, 99)] * 4),
}
ANSWERS: list[tuple[Item, st.SearchStrategy[object]]] = [
    (M, st.integers(0, 4)),
    (P, st.sampled_from(["yes", "partly", "no"])),
    (CS, st.sampled_from([(), ("a",), ("a", "b")])),
    (item(Number(NumberForm.NUMBER)), amounts),
    (item(MoneyKind()), st.builds(Money, amounts, st.sampled_from(sorted(CURRENCIES)))),
    (item(SplitKind()), st.builds(Split, *[st.integers(0, 10**6)] * 4)),
    (item(Text(10**6)), texts),
    (item(Date()), st.dates().map(str)),
    (item(Country()), st.sampled_from(sorted(COUNTRIES))),
    (
        item(Table(COLUMNS)),
        st.lists(
            st.builds(Row, st.uuids().map(str), st.fixed_dictionaries({}, optional=cells)), unique_by=lambda row: row.id
        ).map(tuple),
    ),
    (REASONED, st.builds(NotApplicable, st.just("closed"), st.just("") | st.just("ok"))),
    (M, st.just(DontKnow())),
]


@given(st.sampled_from(ANSWERS).flatmap(lambda pair: st.tuples(st.just(pair[0]), pair[1])))
def test_an_answer_survives_json(case: tuple[Item, object]) -> None:
    of, answer = case
    document = json.loads(json.dumps(to_json(of, answer)))  # type: ignore[arg-type]
    assert from_json(of, document) == (answer, ())


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(), st.sampled_from(SEXES)),
    lambda x: st.one_of(st.lists(x), st.dictionaries(st.sampled_from(["state", "reason", "_row", "who", "amount"]), x)),
    max_leaves=10,
)


@given(st.sampled_from([*ITEMS.values(), REASONED, MONEY, TABLE, EXCLUSIVE, item(Date()), item(Language())]), anything)
def test_whatever_the_document_is_it_is_an_answer_or_a_coded_problem(of: Item, document: object) -> None:
    answer, problems = from_json(of, document)
    assert (answer is None) == bool(problems)


def test_canonical_json_is_sorted_tight_and_utf8() -> None:
    assert canonical({"b": "ไทย", "a": [1, Decimal("1.50")]}) == '{"a":[1,"1.50"],"b":"ไทย"}'.encode()
