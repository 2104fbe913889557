"""Whatever people type that can be read in one way only is read; the rest is asked again, never guessed."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from instruments.problems import Code
from questionnaire.excel import typed
from questionnaire.excel.upload import Cell, Unread, Upload

UPLOAD = Upload((), CALENDAR_WINDOWS_1900)
LOCALES = [
    "en",
    "ar",
    "bn",
    "hi",
    "id",
    "km",
    "lo",
    "ms",
    "my",
    "ne",
    "ta",
    "th",
    "tl",
    "ur",
    "vi",
    "zh",
    "fr",
    "de",
    "es",
]


def day(cell: Cell, locale: str = "en") -> str | Code:
    value, problem = typed.day(cell, "Plan!K3", UPLOAD, locale)
    if problem:
        assert value is None
        assert problem.where == "Plan!K3"
        return problem.code
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("cell", "locale"),
    [
        (datetime(2026, 3, 27), "en"),  # noqa: DTZ001
        (datetime(2026, 3, 27, 14, 5), "en"),  # noqa: DTZ001
        (date(2026, 3, 27), "en"),
        (46108, "en"),  # the format of the cell was changed to a number
        (46108.5, "en"),
        ("2026-03-27", "en"),
        (" 2026-03-27 \u200e", "en"),
        ("2026/3/27", "en"),
        ("27/03/2026", "en"),
        ("3/27/2026", "en"),
        ("27.03.2026", "de"),
        ("27-3-2026", "vi"),
        ("27 March 2026", "en"),
        ("27 Mar 2026", "th"),
        ("March 27, 2026", "en"),
        ("27 มีนาคม 2569", "th"),
        ("27 มี.ค. 2569", "th"),
        ("๒๗/๐๓/๒๕๖๙", "th"),
        ("২৭/০৩/২০২৬", "bn"),
        ("٢٧/٠٣/٢٠٢٦", "ar"),
        ("۲۷/۰۳/۲۰۲۶", "ur"),
        ("၂၇-၀၃-၂၀၂၆", "my"),
        ("2026年3月27日", "zh"),
        ("2026-03-27 00:00:00", "en"),
        ("27 tháng 3, 2026", "vi"),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell, locale: str) -> None:
    assert day(cell, locale) == "2026-03-27"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_by_its_name(locale: str, month: int) -> None:
    written = format_date(date(2026, month, 15), "d MMMM y", locale=locale)
    assert day(written, locale) == f"2026-{month:02d}-15"


@pytest.mark.parametrize(
    ("cell", "locale", "code"),
    [
        ("03/04/2026", "en", Code.AMBIGUOUS_DATE),
        ("31/02/2026", "en", Code.NOT_A_DATE),
        ("soon", "en", Code.NOT_A_DATE),
        ("27/03/26", "en", Code.NOT_A_DATE),
        ("March 2026", "en", Code.NOT_A_DATE),
        ("9999-01-01", "en", Code.NOT_A_DATE),
        ("0027-03-20", "en", Code.NOT_A_DATE),
        (12, "en", Code.NOT_A_DATE),
        (1e12, "en", Code.NOT_A_DATE),
        (float("inf"), "en", Code.NOT_A_DATE),
        (float("nan"), "en", Code.NOT_A_DATE),
        (True, "en", Code.NOT_A_DATE),
        (time(1, 2), "en", Code.NOT_A_DATE),
        (timedelta(days=2), "en", Code.NOT_A_DATE),
        (datetime(1900, 1, 1), "en", Code.NOT_A_DATE),  # noqa: DTZ001
        (Unread.FORMULA, "en", Code.NOT_A_DATE),
        (Unread.FAULT, "en", Code.NOT_A_DATE),
    ],
)
def test_what_can_be_no_day_or_two_is_asked_again(cell: Cell, locale: str, code: Code) -> None:
    assert day(cell, locale) is code


def test_an_ambiguous_day_names_both_readings_except_where_people_have_one_habit() -> None:
    _, problem = typed.day("03/04/2026", "Plan!K3", UPLOAD, "en")
    assert problem is not None
    assert dict(problem.params) == {"given": "03/04/2026", "one": "2026-03-04", "other": "2026-04-03"}
    assert day("03/04/2026", "th") == "2026-04-03"
    assert day("05/05/2026") == "2026-05-05"


def test_an_empty_cell_is_no_day() -> None:
    assert day(None) == day("") == day("  ") == ""


def test_days_of_an_old_mac_file_count_from_1904() -> None:
    value, _ = typed.day(46108 - 1462, "x", Upload((), CALENDAR_MAC_1904), "en")
    assert value == "2026-03-27"


@given(st.text(max_size=30) | st.from_regex(r"\d{1,4}[-/. ]\d{1,3}[-/. ]\d{1,5}", fullmatch=True))
def test_no_text_breaks_the_reading_of_a_day(words: str) -> None:
    value, problem = typed.day(words, "x", UPLOAD, "en")
    assert (value is None) == (problem is not None)
    if value:
        date.fromisoformat(value)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (None, ""),
        ("  ", ""),
        (0, "0"),
        (1250.5, "1250.5"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1 250,50", "1250.50"),
        ("๑๒๓", "123"),
        ("১২৩.৫", "123.5"),
        ("١٢٣٫٥", "123.5"),
        (" 12 ", "12"),
    ],
)
def test_an_amount_is_read_exactly(cell: Cell, amount: str) -> None:
    assert typed.amount(cell, "x") == (amount, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("about 5", Code.NOT_A_NUMBER),
        ("1.234", Code.AMBIGUOUS_NUMBER),
        (-1, Code.TOO_SMALL),
        ("-1", Code.TOO_SMALL),
        (1e300, Code.TOO_BIG),
        (float("nan"), Code.TOO_BIG),
        (float("inf"), Code.TOO_BIG),
        (1.2345678, Code.TOO_PRECISE),
        (True, Code.NOT_A_NUMBER),
        (datetime(2026, 1, 1), Code.NOT_A_NUMBER),  # noqa: DTZ001
        (Unread.FAULT, Code.NOT_A_NUMBER),
    ],
)
def test_what_is_no_amount_is_told(cell: Cell, code: Code) -> None:
    value, problem = typed.amount(cell, "x")
    assert value is None
    assert problem is not None
    assert problem.code is code


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_survives_the_number_of_a_sheet(amount: Decimal) -> None:
    value, problem = typed.amount(float(amount), "x")
    assert problem is None
    assert Decimal(value or "0") == amount


@pytest.mark.parametrize("cell", ["In progress", " in  PROGRESS ", "in-progress", "\u200fIn progress", "Ｉn progress"])
def test_a_choice_is_known_by_its_label_or_its_id(cell: str) -> None:
    assert typed.one_of(cell, {"open": "Open", "in-progress": "In progress"}, "x") == ("in-progress", None)


@pytest.mark.parametrize("cell", ["Done", 1, True, Unread.FORMULA])
def test_a_word_that_is_not_in_the_list_is_told(cell: Cell) -> None:
    value, problem = typed.one_of(cell, {"open": "Open"}, "x", Code.UNKNOWN_STATUS)
    assert value is None
    assert problem is not None
    assert problem.code is Code.UNKNOWN_STATUS


def test_a_currency_is_a_code() -> None:
    assert typed.currency(" myr ", "x") == ("MYR", None)
    assert typed.currency(None, "x") == ("", None)
    value, problem = typed.currency("Ringgit", "x")
    assert value is None
    assert problem is not None
    assert problem.code is Code.NOT_A_CURRENCY


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, ""),
        ("  a \r\nb_x000D_\nc  ", "a\nb\nc"),
        (12, "12"),
        (12.5, "12.5"),
        (12.0, "12"),
        (1e300, "1" + "0" * 300),
        (-1.4018310526097434e28, "-14018310526097400000000000000"),
        (10**40 + 1, "1" + "0" * 39 + "1"),
        (float("inf"), "Infinity"),
        (True, "TRUE"),
        (datetime(2026, 3, 27), "2026-03-27"),  # noqa: DTZ001
        (datetime(2026, 3, 27, 1, 2), "2026-03-27T01:02:00"),  # noqa: DTZ001
        (time(9, 30), "09:30:00"),
        (timedelta(hours=1), "1:00:00"),
    ],
)
def test_free_text_is_what_a_person_sees(cell: Cell, words: str) -> None:
    assert typed.text(cell, "x") == (words, None)


def test_a_fault_is_no_text() -> None:
    value, problem = typed.text(Unread.FAULT, "x")
    assert value is None
    assert problem is not None
    assert problem.code is Code.BAD_CHARACTERS
