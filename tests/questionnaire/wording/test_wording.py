"""Everything has words, in every language that is offered."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
import tiny

from instruments.model import Message, State
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.access import Role
from questionnaire.lifecycle import ActionStatus, Status
from questionnaire.wording import locales
from questionnaire.wording.words import WORDS
from scoring.plan import CostCategory


@pytest.mark.parametrize("code", Code)
def test_every_problem_says_what_to_do(code):
    sentence = wording.SENTENCES[code]
    assert sentence.endswith((".", "?"))
    assert len(sentence) <= 120
    assert wording.problem_text(Problem.of(code)).count("{") == 0


def test_there_is_no_sentence_without_a_problem():
    assert set(wording.SENTENCES) == set(Code)


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("state", State),
        ("status", Status),
        ("role", Role),
        ("action-status", ActionStatus),
        ("cost-category", CostCategory),
    ],
)
def test_every_state_has_a_word(kind, members):
    assert {str(member) for member in members} <= set(WORDS[kind])


def test_a_value_is_put_in_once_however_it_looks():
    text = wording.gettext("{a} and {b}", a="{b}", b="<i>")
    assert text == "{b} and <i>"


def test_limits_are_written_as_people_write_them():
    assert wording.problem_text(Problem.of(Code.TOO_BIG, limit="1000000")) == "Enter 1,000,000 or less."
    assert wording.problem_text(Problem.of(Code.TOO_LATE, limit="2026-03-01")) == "Enter 1 March 2026 or earlier."


def test_a_fraction_is_rounded_half_up_only_when_shown():
    assert wording.number(Fraction(1, 8), decimals=2) == "0.13"
    assert wording.number(Fraction(-1, 8), decimals=2) == "-0.13"
    assert wording.number(Decimal("1234.50"), "de") == "1.234,50"
    assert wording.number(3) == "3"


def test_moments_are_in_utc_and_say_so():
    bangkok = datetime(2026, 3, 2, 1, 5, tzinfo=timezone(timedelta(hours=7)))
    assert wording.date_time(bangkok) == "1 March 2026, 18:05 UTC"
    assert wording.time(datetime(2026, 3, 1, 9, 5, tzinfo=UTC)) == "09:05 UTC"
    assert wording.date(date(2026, 3, 1), "th") == "1 มีนาคม พ.ศ. 2569"


@pytest.mark.parametrize(
    ("wishes", "accept", "chosen"),
    [
        ((), (), "en"),
        (("th",), ("ar",), "th"),
        ((None, "ar"), ("th",), "ar"),
        (("xx",), ("th-TH", "en"), "th"),
        (("", "th-TH"), ("ar",), "th"),
        (("ar_EG", "th"), (), "ar"),
        (("x" * 5000, "th"), (), "th"),
        ((), ("zh",), "en"),
        (("../../etc",), ("*", ""), "en"),
    ],
)
def test_the_persons_choice_comes_first_then_the_link_then_the_browser(wishes, accept, chosen):
    assert wording.choose(["en", "th", "ar"], *wishes, accept=accept) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-TW", "en"),
        ("zh-Hant", "en"),
        ("bn-IN", "bn"),
        ("ar-SA", "ar"),
        ("vi-VN", "vi"),
    ],
)
def test_a_browser_that_names_a_country_gets_the_script_that_is_read_there(accept, chosen):
    assert wording.choose(["en", "ar", "bn", "th", "vi", "zh-Hans"], accept=(accept, "fr")) == chosen


@pytest.mark.parametrize("wish", ["zh-CN", "zh_Hans", "zh-hans-cn", "zh"])
def test_a_wish_is_met_by_whoever_reads_the_same_script(wish):
    assert wording.choose(["en", "ar", "zh-Hans"], wish, accept=("ar",)) == "zh-Hans"
    assert wording.fitting("zh-TW", ["en", "zh-Hans"]) is None


def test_a_tag_is_read_once_however_often_browsers_send_it():
    wording.choose(["en", "th"], accept=("yue-HK",))
    before = locales._read_by.cache_info()
    wording.choose(["en", "th"], accept=("yue-HK",) * 100)
    after = locales._read_by.cache_info()
    assert after.misses == before.misses
    assert after.maxsize is not None


def test_direction_follows_the_script():
    assert [wording.direction(locale) for locale in ("en", "ar", "ur", "th", "nonsense")] == [
        "ltr",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_a_text_without_translation_says_which_language_it_is_in():
    translate = wording.translator("xx", tiny.tiny("text"))
    shown = translate(Message("X.text", "Fees < costs"))
    assert shown == '<span class="q-untranslated" lang="en" dir="ltr">Fees &lt; costs</span>'
    assert wording.translator("en", tiny.tiny("text"))(Message("X.text", "Fees < costs")) == "Fees < costs"


def test_every_list_of_names_is_whole():
    from instruments.codes import COUNTRIES, CURRENCIES

    for locale in ("en", "th", "ar"):
        assert {code for code, _ in wording.country_names(locale)} == COUNTRIES
        assert {code for code, _ in wording.currency_names(locale)} == CURRENCIES
        assert len(wording.language_names(locale)) > 100


def test_the_sentences_are_plain():
    words = [len(re.findall(r"\w+", part)) for text in wording.SENTENCES.values() for part in re.split(r"[.?] ", text)]
    assert max(words) <= 20
