"""The pseudo-locale is longer, has accents, and breaks nothing that a real language would keep."""

from datetime import date

import pytest
import tiny

from instruments.texts import texts
from questionnaire import wording
from questionnaire.wording.parity import PLACE, TAG
from questionnaire.wording.pseudo import ACCENTED, PLAIN, lengthened

SAMPLES = ["Save", "Enter {limit} or more.", "<b>Look</b> at {name} &amp; wait", "", "12", "Two\nlines"]


@pytest.mark.parametrize("text", SAMPLES)
def test_placeholders_markup_numbers_and_breaks_stay(text):
    found = lengthened(text)
    assert PLACE.findall(found) == PLACE.findall(text)
    assert TAG.findall(found) == TAG.findall(text)
    assert found.count("\n") == text.count("\n")
    assert found.startswith("⟦")
    assert found.endswith("⟧")


def test_every_letter_has_an_accent_of_its_own():
    assert len(set(ACCENTED) | set(PLAIN)) == 2 * len(PLAIN) == 104


@pytest.mark.parametrize("length", [5, 20, 80, 240])
def test_texts_are_about_two_fifths_longer(length):
    assert 1.4 * length <= len(lengthened("x" * length)) <= 1.4 * length + 10


def test_the_interface_and_instruments_have_every_text_in_it():
    instrument = tiny.tiny("texts")
    say = wording.translator(wording.PSEUDO, instrument)
    assert all(str(say(message)).startswith("⟦") for message, _note in texts(instrument))
    assert wording.unpublished(instrument, wording.PSEUDO) == ()
    assert wording.gettext("Save", wording.PSEUDO).startswith("⟦Šáṽé")
    assert wording.ngettext("{count} day", "{count} days", 1, wording.PSEUDO).startswith("⟦1 ðáý")
    assert wording.ngettext("{count} day", "{count} days", 2, wording.PSEUDO).startswith("⟦2 ðáýš")


def test_it_writes_figures_dates_and_names_as_english_does():
    assert wording.number(12345, wording.PSEUDO) == wording.number(12345)
    assert wording.date(date(2026, 3, 1), wording.PSEUDO) == wording.date(date(2026, 3, 1))
    assert wording.country_names(wording.PSEUDO) == wording.country_names("en")
    assert wording.direction(wording.PSEUDO) == "ltr"
    assert wording.own_name(wording.PSEUDO) != wording.own_name("en")


def test_it_is_offered_only_to_who_asks_for_it():
    assert wording.PSEUDO not in wording.available()
    assert wording.available(pseudo=True)[-1] == wording.PSEUDO
