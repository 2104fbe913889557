"""What has changed between two scorecards of one major version."""

from fractions import Fraction

import pytest
from scoring_cases import GATE, below, given, instrument, maturity, one_section, practice, rule, section

from instruments.model import Answer, Instrument, ItemId, NotApplicable
from scoring.progress import Change, Direction, Movement, Progress, compare
from scoring.score import Scorecard, score

WHOLE = one_section(
    maturity("A", 3, critical=below(2), roadmap=(rule(1, 2),), na_reasons=(GATE,)), maturity("B", roadmap=(rule(1, 2),))
)


def card(whole: Instrument = WHOLE, **answers: Answer) -> Scorecard:
    return score(whole, given(**answers))


def progress(before: Scorecard, after: Scorecard) -> Progress:
    found = compare(before, after)
    assert found is not None
    return found


def test_numbers_stages_gaps_and_issues_are_compared() -> None:
    found = progress(card(A=1, B=2), card(A=4, B=1))
    assert found.practice.by == found.sections["S"].by == Fraction(100 * (3 * 3 - 1), 16)
    assert found.stages == {"fees": (0, 0), "remedy": (None, None)}
    assert (found.closed, found.opened) == (("A",), ("B",))
    assert (found.resolved, found.raised) == (("A",), ())
    assert progress(card(A=4, B=1), card(A=1, B=2)).raised == ("A",)


def test_a_number_that_is_missing_on_one_side_has_no_difference() -> None:
    assert progress(card(A=1), card(A=4, B=1)).practice.by is None
    assert Change(Fraction(1), None).by is None


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (1, 3, Direction.RAISED),
        (3, 1, Direction.LOWERED),
        (3, 3, Direction.SAME),
        (NotApplicable("gate"), 1, Direction.NOW_SCORED),
        (1, NotApplicable("gate"), Direction.NO_LONGER_SCORED),
        (NotApplicable("gate"), NotApplicable("gate"), Direction.SAME),
    ],
)
def test_every_item_moves_in_a_direction(before: Answer, after: Answer, direction: Direction) -> None:
    assert progress(card(A=before, B=1), card(A=after, B=1)).items[0].direction is direction


def test_what_a_minor_version_added_is_new() -> None:
    wider = instrument(section("S", *WHOLE.sections[0].items, practice("C")), section("T"), version="1.1.0")
    found = progress(card(A=1, B=2), card(wider, A=1, B=2, C="yes"))
    assert found.items[-1] == Movement(ItemId("C"), None, Fraction(4), Direction.NOW_SCORED)
    assert found.sections["T"] == Change(None, None)


def test_another_major_version_or_instrument_is_no_trend() -> None:
    major = one_section(*WHOLE.sections[0].items, version="2.0.0")
    assert compare(card(A=1, B=2), card(major, A=1, B=2)) is None
