"""Numbers, dates and names read as people of the language write them, and what a page shows can be typed back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import dates, numbers
from questionnaire import wording

LOCALES = ["en", "th", "vi", "bn", "zh-Hans", "ar", "my", "ne"]


@pytest.mark.parametrize(
    ("locale", "number", "day", "month"),
    [
        ("en", "1,234,567.50", "27 March 2026", "March 2026"),
        ("th", "1,234,567.50", "27 มีนาคม พ.ศ. 2569", "มีนาคม 2569"),
        ("vi", "1.234.567,50", "27 tháng 3, 2026", "tháng 3 năm 2026"),
        ("bn", "১২,৩৪,৫৬৭.৫০", "২৭ মার্চ, ২০২৬", "মার্চ ২০২৬"),
        ("zh-Hans", "1,234,567.50", "2026年3月27日", "2026年3月"),
        ("ar", "١٬٢٣٤٬٥٦٧٫٥٠", "٢٧ مارس ٢٠٢٦", "مارس ٢٠٢٦"),
    ],
)
def test_figures_are_written_as_the_country_of_most_readers_writes_them(
    locale: str, number: str, day: str, month: str
) -> None:
    assert wording.number(Decimal("1234567.50"), locale) == number
    assert wording.date(date(2026, 3, 27), locale) == day
    assert wording.month("2026-03", locale) == month


def test_a_moment_says_that_it_is_in_utc() -> None:
    moment = datetime(2026, 3, 27, 9, 5, tzinfo=UTC)
    assert wording.date_time(moment, "bn") == "২৭ মার্চ, ২০২৬ ০৯:০৫ UTC"
    assert wording.time(moment) == "09:05 UTC"


def test_a_fraction_is_rounded_half_up_only_here() -> None:
    assert wording.number(Fraction(1, 20)) == "0.1"
    assert wording.number(Fraction(-1, 20), "ar") == "-٠٫١"


@given(st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=2), st.sampled_from(LOCALES))
def test_a_number_in_a_box_reads_the_same(number: Decimal | int, locale: str) -> None:
    assert numbers.read(numbers.write(number, wording.marks(locale)), "X") == (number, ())


@given(st.dates(date(1950, 1, 1), date(2119, 12, 31)), st.sampled_from(LOCALES))
def test_a_day_as_a_page_shows_it_can_be_typed(day: date, locale: str) -> None:
    assert dates.read(wording.date(day, locale), "X", locale) == (day.isoformat(), ())


@pytest.mark.parametrize(
    ("locale", "in_order"),
    [
        ("vi", ["Ai Cập", "Algeria", "Ấn Độ", "Đan Mạch"]),
        ("th", ["กัมพูชา", "เกาหลีใต้", "ไทย", "เนปาล", "มาเลเซีย"]),
        ("zh-Hans", ["阿富汗", "巴西", "柬埔寨", "马来西亚", "越南", "中国"]),
        ("ar", ["إندونيسيا", "بنغلاديش", "تايلاند", "ماليزيا"]),
        ("en", ["Afghanistan", "Åland Islands", "Albania"]),
    ],
)
def test_countries_stand_where_people_look_for_them(locale: str, in_order: list[str]) -> None:
    names = [name for _code, name in wording.country_names(locale)]
    found = [name for name in names if name in in_order]
    assert found == in_order


@pytest.mark.parametrize("locale", LOCALES)
def test_every_country_currency_and_language_has_a_name_in_the_script_of_the_locale(locale: str) -> None:
    assert all(name != code for code, name in wording.country_names(locale))
    assert len(wording.language_names(locale)) > 100
    assert all(name for _code, name in wording.currency_names(locale))
