"""The code lists agree with the CLDR data of the Babel at hand."""

from babel import Locale
from babel.core import get_global

from instruments.codes import COUNTRIES, CURRENCIES, is_language


def test_every_country_and_currency_has_a_name_in_cldr() -> None:
    english = Locale("en")
    assert set(english.territories) >= COUNTRIES
    assert set(english.currencies) >= CURRENCIES


def test_every_currency_in_use_is_known() -> None:
    in_use = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _, end, tender in entries
        if tender and end is None
    }
    assert in_use <= CURRENCIES


def test_language_tags_are_well_formed() -> None:
    assert all(map(is_language, ["en", "th", "zh-Hans", "pt-BR", "sr-Latn-RS", "es-419", "rhg"]))
    assert not any(map(is_language, ["", "EN", "thai", "zh_Hans", "en\n", "x" * 20]))
