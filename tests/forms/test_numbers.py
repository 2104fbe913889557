"""Typed numbers: whatever can be read in one way is read, whatever can be read in two is asked again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers import LATIN, Marks, read, write
from instruments.problems import Code


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("120.50", "120.50"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1.2340", "1.234"),
        ("1 234 567", "1234567"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234", "1234"),
        ("1'234", "1234"),
        ("1’234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,23,456", "123456"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("\u0661\u0662", "12"),
        ("\u0663\u066b\u0665", "3.5"),
        ("١٫٢٣٤", "1.234"),
        ("١٫٢٣٤٠", "1.234"),
        ("-٫٥", "-0.5"),
        ("١٬٢٣٤", "1234"),
        ("١٬٢٣٤٬٥٦٧٫٨٩", "1234567.89"),
        ("١،٢٣٤٫٥", "1234.5"),
        ("1.234٫5", "1234.5"),
        ("12\u200f", "12"),
        ("\u09e7\u09e8\u09e9", "123"),
        ("๑๒", "12"),
        ("၁၂၃.၅", "123.5"),
        ("１２", "12"),
    ],
)
def test_every_script_and_every_habit_that_has_one_meaning_is_read(typed, number):
    assert read(typed, "X") == (Decimal(number), ())


@pytest.mark.parametrize("typed", ["1.234", "1,234", "-12.345", "999,000", "١،٢٣٤"])
def test_one_mark_before_three_digits_is_asked_again(typed):
    number, (problem,) = read(typed, "X")
    assert number is None
    assert problem.code is Code.AMBIGUOUS_NUMBER
    params = dict(problem.params)
    assert read(params["thousands"], "X")[0] is not None
    assert read(params["decimals"], "X")[0] is not None


def test_a_count_has_no_decimals_so_its_mark_can_only_part_thousands():
    assert read("1.234", "X", whole=True) == (Decimal(1234), ())
    assert read("1.5", "X", whole=True) == (Decimal("1.5"), ())
    assert read("١٬٢٣٤", "X", whole=True) == (Decimal(1234), ())


def test_the_decimal_mark_of_arabic_parts_no_thousands_even_in_a_count():
    assert read("١٫٢٣٤", "X", whole=True) == (Decimal("1.234"), ())


def test_a_number_is_written_with_no_zero_where_its_mark_is_enough():
    assert write(Decimal("1.234"), Marks("٫", "٠١٢٣٤٥٦٧٨٩")) == "١٫٢٣٤"
    assert write(Decimal("1.234"), Marks(",")) == "1,2340"


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1..2", "1.2.3", "5.", "1 2", "RM 3", "1e5", "NaN", "Infinity", "--1", "²", "1,2,3", "9" * 61],
)
def test_what_is_no_number_is_said_to_be_none(typed):
    number, (problem,) = read(typed, "X")
    assert number is None
    assert problem.code is Code.NOT_A_NUMBER
    assert problem.where == "X"


@pytest.mark.parametrize("typed", ["٣٫", "١٫٢٫٣", "1٫2.3", "١٬٢", "٣٫١٤١٬٥٩٢", "1.234 567", "1,234 567"])
def test_no_mark_is_passed_over_to_make_a_number(typed):
    number, (problem,) = read(typed, "X")
    assert (number, problem.code) == (None, Code.NOT_A_NUMBER)


@given(st.text(max_size=80))
def test_nothing_typed_breaks_the_reading(typed):
    number, problems = read(typed, "X")
    assert (number is None) == bool(problems)


@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=3) | st.decimals(allow_nan=False, places=1),
    st.sampled_from([LATIN, Marks(","), Marks("٫", "٠١٢٣٤٥٦٧٨٩")]),
)
def test_a_written_number_reads_the_same(number, marks):
    if abs(number) < 10**40:
        assert read(write(number, marks), "X") == (number, ())
