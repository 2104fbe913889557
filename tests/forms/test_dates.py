"""A day or a month is read however people write it, and asked again when it can be read in two ways."""

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from forms import dates
from forms.collect import collect
from instruments.model import Date, Item, ItemId, Month
from instruments.problems import Code

WRITERS = ["ar", "bn", "de", "en", "es", "fr", "hi", "id", "km", "lo", "ms", "my", "ne", "ru", "th", "tl", "vi", "zh"]


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("2026-03-27", "en"),
        (" 2026-03-27 \u200e", "ar"),
        ("27/03/2026", "en"),
        ("3/27/2026", "en"),
        ("27-3-2026", "vi"),
        ("ngày 27 tháng 3 năm 2026", "vi"),
        ("๒๗/๐๓/๒๕๖๙", "th"),
        ("27 มี.ค. พ.ศ. 2569", "th"),
        ("2569-03-27", "th"),
        ("২৭/০৩/২০২৬", "bn"),
        ("২৭ মার্চ, ২০২৬", "bn"),
        ("٢٧/٠٣/٢٠٢٦", "ar"),
        ("٢٧ مارس ٢٠٢٦", "ar"),
        ("٢٧ آذار ٢٠٢٦", "ar"),
        ("2026年3月27日", "zh-Hans"),
        ("၂၇-၀၃-၂၀၂၆", "my"),
    ],
)
def test_a_day_is_read_as_locals_write_it(typed: str, locale: str) -> None:
    assert dates.read(typed, "X", locale) == ("2026-03-27", ())


@pytest.mark.parametrize(
    ("typed", "locale", "day"),
    [
        ("Thursday the 5th of March 2026", "en", "2026-03-05"),
        ("Thu, 5 Mar. 2026", "th", "2026-03-05"),
        ("ngày 05 tháng 03 năm 2026", "vi", "2026-03-05"),
        ("Thứ Năm, ngày 5 tháng 12 năm 2026", "vi", "2026-12-05"),
        ("tháng 3 ngày 5 năm 2026", "vi", "2026-03-05"),
        ("৫ জানু\u09dfারি ২০২৬", "bn", "2026-01-05"),
        ("৫ জানু\u09af\u09bcারি ২০২৬", "bn", "2026-01-05"),
        ("৫ ফেব্রু\u09dfারি ২০২৬", "bn", "2026-02-05"),
        ("৫ ফেব্রু\u09af\u09bcারি ২০২৬", "bn", "2026-02-05"),
        ("৫ ফেব্রুয়ারী, ২০২৬", "bn", "2026-02-05"),
        ("২১শে ফেব্রুয়ারি ২০২৬ খ্রিস্টাব্দ", "bn", "2026-02-21"),
        ("বৃহস্পতিবার, ৫ই মার্চ, ২০২৬ সাল", "bn", "2026-03-05"),
        ("2026年03月05号", "zh-Hans", "2026-03-05"),
        ("2026年 三月 5日", "zh-Hans", "2026-03-05"),
        ("วันพฤหัสบดีที่ 5 มีนาคม พ.ศ. 2569", "th", "2026-03-05"),
        ("วันที่ ๕ เดือน มีนาคม พ.ศ. ๒๕๖๙", "th", "2026-03-05"),
        ("วันที่ ๕ เดือนมีนาคม ปี ๒๕๖๙", "th", "2026-03-05"),
        ("يوم الخميس، ٥ مارس ٢٠٢٦م", "ar", "2026-03-05"),
        ("٥ مارس سنة ٢٠٢٦", "ar", "2026-03-05"),
        ("٥ ابريل ٢٠٢٦", "ar", "2026-04-05"),
        ("1er mars 2026", "fr", "2026-03-01"),
    ],
)
def test_words_that_belong_to_dates_may_stand_beside_the_month(typed: str, locale: str, day: str) -> None:
    assert dates.read(typed, "X", locale) == (day, ())


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("2026-03", "en"),
        ("3/2026", "en"),
        ("March 2026", "ar"),
        ("มีนาคม 2569", "th"),
        ("2569-03", "th"),
        ("๐๓/๒๕๖๙", "th"),
        ("tháng 3 năm 2026", "vi"),
        ("tháng 03 năm 2026", "vi"),
        ("tháng 03/2026", "vi"),
        ("เดือนมีนาคม พ.ศ. 2569", "th"),
        ("মার্চ ২০২৬", "bn"),
        ("2026年3月", "zh-Hans"),
        ("آذار ٢٠٢٦", "ar"),
        ("27 March 2026", "en"),
    ],
)
def test_a_month_is_read_as_locals_write_it(typed: str, locale: str) -> None:
    assert dates.read_month(typed, "X", locale) == ("2026-03", ())


@given(st.dates(date(1950, 1, 1), date(2119, 12, 31)), st.sampled_from(WRITERS))
def test_a_day_written_in_words_by_cldr_is_read_back(day: date, locale: str) -> None:
    assert dates.read(format_date(day, "long", locale=locale), "X", locale) == (day.isoformat(), ())


@pytest.mark.parametrize("locale", ["en", "zh-Hans"])
def test_day_and_month_in_figures_are_asked_about_where_habits_differ(locale: str) -> None:
    found, (problem,) = dates.read("03/04/2026", "X", locale)
    assert (found, problem.code) == (None, Code.AMBIGUOUS_DATE)
    assert dict(problem.params) == {"given": "03/04/2026", "one": "2026-03-04", "other": "2026-04-03"}


@pytest.mark.parametrize("locale", ["th", "vi", "bn", "ar"])
def test_where_everybody_puts_the_day_first_it_is(locale: str) -> None:
    assert dates.read("03/04/2026", "X", locale) == ("2026-04-03", ())


@pytest.mark.parametrize(
    "typed", ["soon", "31/02/2026", "2026-02-31", "27/03/26", "2026", "0000-01-01", "27 March", "٣"]
)
def test_what_is_no_day_is_asked_again(typed: str) -> None:
    found, (problem,) = dates.read(typed, "X")
    assert (found, problem.code, problem.where) == (None, Code.NOT_A_DATE, "X")


@pytest.mark.parametrize("typed", ["soon", "13/2026", "2026-13", "2026", "March"])
def test_what_is_no_month_is_asked_again(typed: str) -> None:
    found, (problem,) = dates.read_month(typed, "X")
    assert (found, problem.code) == (None, Code.NOT_A_MONTH)


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("5 may or june 2026", "en"),
        ("5 March April 2026", "en"),
        ("not 5 March 2026", "en"),
        ("before 5 March 2026", "en"),
        ("5 March 2026?", "en"),
        ("5 March 2026 BC", "en"),
        ("5 Marth 2026", "en"),
        ("5 March2026", "en"),
        ("5 March\u0331 2026", "en"),
        ("قبل ٥ مارس ٢٠٢٦", "ar"),
        ("5 مارس 2026 هـ", "ar"),
        ("ก่อน 5 มีนาคม 2569", "th"),
        ("trước ngày 5 tháng 3 năm 2026", "vi"),
        ("ngày 5 tháng 13 năm 2026", "vi"),
        ("tháng 3/4/2026", "vi"),
    ],
)
def test_a_day_is_not_guessed_from_a_text_that_says_more(typed: str, locale: str) -> None:
    found, (problem,) = dates.read(typed, "X", locale)
    assert (found, problem.code) == (None, Code.NOT_A_DATE)


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("March–April 2026", "en"),
        ("March-April 2026", "en"),
        ("since March 2026", "en"),
        ("tháng 13 năm 2026", "vi"),
        ("tháng 3-4/2026", "vi"),
        ("tháng 3, 4 năm 2026", "vi"),
        ("মার্চের ২০২৬", "bn"),
    ],
)
def test_a_month_is_not_guessed_from_a_text_that_says_more(typed: str, locale: str) -> None:
    found, (problem,) = dates.read_month(typed, "X", locale)
    assert (found, problem.code) == (None, Code.NOT_A_MONTH)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("written", ["5 tháng {} năm 2026", "ngày 05 tháng {:02} năm 2026"])
def test_every_month_of_vietnamese_is_told_from_those_that_begin_alike(written: str, month: int) -> None:
    assert dates.read(written.format(month), "X", "vi") == (f"2026-{month:02}-05", ())


@given(
    st.text(max_size=30) | st.from_regex(r"\d{1,4}[-/. ]\d{1,3}[-/. ]\d{1,5}", fullmatch=True), st.sampled_from(WRITERS)
)
def test_no_text_breaks_the_reading(typed: str, locale: str) -> None:
    for read in (dates.read, dates.read_month):
        found, problems = read(typed, "X", locale)
        assert (found is None) == bool(problems)


def test_the_same_day_typed_in_five_languages_is_the_same_answer() -> None:
    day, month = Item(ItemId("D"), Date(), "When?"), Item(ItemId("M"), Month(), "Since when?")
    typed = {
        "th": "๒๗ มีนาคม ๒๕๖๙",
        "vi": "27/3/2026",
        "bn": "২৭ মার্চ ২০২৬",
        "zh-Hans": "2026年3月27日",
        "ar": "٢٧/٣/٢٠٢٦",
    }
    assert {collect(day, {"D": (text,)}, locale).answer for locale, text in typed.items()} == {"2026-03-27"}
    assert {collect(month, {"M": (text,)}, locale).answer for locale, text in typed.items()} == {"2026-03"}
