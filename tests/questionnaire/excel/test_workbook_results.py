"""Every formula of a questionnaire workbook, worked out by LibreOffice, agrees with the engine."""

from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis import given as given_
from strategies import answered, patiently
from tiny import NAMES
from workbook_cases import differences, mixed_answers, named, recalculated, write

from instruments.model import Answers, Instrument

REAL = ("ethical-recruitment", "gender")
TINY_ANSWERS, REAL_ANSWERS, DRAWN = 1, 3, 25


def test_states_values_marks_and_results_agree_for_every_tiny_instrument() -> None:
    cases = [(named(name), Random(f"{name} {number}")) for name in NAMES for number in range(TINY_ANSWERS)]
    given = [(instrument, mixed_answers(instrument, random, missing=0.1)) for instrument, random in cases]
    books = recalculated([write(instrument, answers) for instrument, answers in given])
    wrong = [
        f"{instrument.ref}: {each}"
        for (instrument, answers), book in zip(given, books, strict=True)
        for each in differences(instrument, answers, book)
    ]
    assert wrong == []


def test_they_agree_for_instruments_that_nobody_has_seen() -> None:
    given: list[tuple[Instrument, Answers]] = []

    @settings(patiently, max_examples=DRAWN, database=None, phases=[Phase.generate])
    @given_(answered())
    def collect(case: tuple[Instrument, Answers]) -> None:
        given.append(case)

    collect()
    books = recalculated([write(instrument, answers) for instrument, answers in given])
    wrong = [
        f"{number}: {each}"
        for number, ((instrument, answers), book) in enumerate(zip(given, books, strict=True))
        for each in differences(instrument, answers, book)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", REAL)
def test_states_values_marks_and_results_agree_for_the_real_instruments(name: str) -> None:
    instrument = named(name)
    given = [
        mixed_answers(instrument, Random(number), missing=(0, 0.02, 0.3)[number % 3]) for number in range(REAL_ANSWERS)
    ]
    books = recalculated([write(instrument, answers) for answers in given])
    wrong = [
        each for answers, book in zip(given, books, strict=True) for each in differences(instrument, answers, book)
    ]
    assert wrong == []
