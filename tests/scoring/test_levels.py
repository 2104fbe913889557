"""What level an answer gives an item, and why an item has none."""

from fractions import Fraction

import pytest
from scoring_cases import GATE, OWN, below, given, maturity, one_section, practice

from instruments.answering import stand
from instruments.model import (
    Answer,
    Checklist,
    Choice,
    DontKnow,
    Item,
    ItemId,
    Kind,
    Maturity,
    NotApplicable,
    Number,
    NumberForm,
    Option,
    Practice,
)
from scoring.levels import Without, level, marks

OPTIONS = tuple(Option(name, name) for name in "abc")
PARTLY_REQUIRED = (Option("a", "a", required=True), Option("b", "b", required=True), Option("c", "c"))
LEVELLED = (Option("a", "a", level=Fraction(5, 2)), Option("b", "b"))


def mark(kind: Kind, answer: Answer | None, **rest: object) -> int:
    item = Item(ItemId("X"), kind, "X", weight=1, **rest)  # type: ignore[arg-type]
    whole = one_section(item)
    answers = {} if answer is None else given(X=answer)
    return marks(whole, answers, stand(whole, answers).states)[item.id]


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        (Maturity(("0", "1", "2", "3", "4")), 3, Fraction(3)),
        (Practice(), "yes", Fraction(4)),
        (Practice(), "partly", Fraction(2)),
        (Practice(), "no", Fraction(0)),
        (Practice(reversed=True), "yes", Fraction(0)),
        (Practice(reversed=True), "no", Fraction(4)),
        (Checklist(OPTIONS), (), Fraction(0)),
        (Checklist(OPTIONS), ("a",), Fraction(1)),  # 4/3, rounded down to a half
        (Checklist(OPTIONS), ("a", "b"), Fraction(5, 2)),  # 8/3
        (Checklist(OPTIONS), ("a", "b", "c"), Fraction(4)),
        (Checklist(PARTLY_REQUIRED), ("a", "c"), Fraction(2)),
        (Checklist(PARTLY_REQUIRED), ("a", "b"), Fraction(4)),
        (Choice(LEVELLED), "a", Fraction(5, 2)),
        (Choice(LEVELLED), "b", None),
        (Practice(), DontKnow(), Fraction(0)),
    ],
)
def test_the_level_of_an_answer(kind: Kind, answer: Answer, expected: Fraction | None) -> None:
    assert level(mark(kind, answer)) == expected


def test_an_item_without_a_level_says_why() -> None:
    reasons = {"na_reasons": (GATE, OWN)}
    assert mark(Practice(), None) == Without.UNANSWERED
    assert mark(Practice(), NotApplicable("gate"), **reasons) == Without.NOT_APPLICABLE
    assert mark(Practice(), NotApplicable("own", "So"), **reasons) == Without.FREELY_NOT_APPLICABLE
    assert mark(Practice(), DontKnow()) == Without.DONT_KNOW
    assert mark(Choice(LEVELLED), "b") == Without.NO_LEVEL


def test_a_reason_that_is_not_listed_excuses_no_more_than_a_free_one() -> None:
    assert mark(Practice(), NotApplicable("made-up"), na_reasons=(GATE,)) == Without.FREELY_NOT_APPLICABLE


def test_an_unscored_item_has_a_mark_only_where_a_rule_looks_at_it() -> None:
    number = Number(NumberForm.INTEGER)
    plain = Item(ItemId("N"), number, "N")
    ruled = Item(ItemId("X"), number, "X", critical=below(1))
    whole = one_section(plain, ruled, maturity("M"), practice("P"))
    answers = given(N=1, X=1, M=1, P="yes")
    assert marks(whole, answers, stand(whole, answers).states) == {"X": Without.NO_LEVEL, "M": 2, "P": 8}
