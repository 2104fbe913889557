"""Section and overall practice, what they can become, and when they are withheld."""

from fractions import Fraction

from scoring_cases import GATE, OWN, given, instrument, maturity, one_section, practice, section

from instruments.model import Answer, DontKnow, Instrument, NotApplicable
from scoring.practice import Reason, SectionScore
from scoring.score import Scorecard, score

FREELY = NotApplicable("own", "So")


def first(whole: Instrument, **answers: Answer) -> SectionScore:
    return score(whole, given(**answers)).sections[0]


def scored(whole: Instrument, **answers: Answer) -> Scorecard:
    return score(whole, given(**answers))


TWO = one_section(practice("A", 3), practice("B", 1, na_reasons=(GATE, OWN)))


def test_practice_weighs_the_items_that_have_a_level() -> None:
    assert first(TWO, A="partly", B="yes").practice == Fraction(100 * (3 * 2 + 4), 16)
    assert first(TWO, A="partly", B=NotApplicable("gate")).practice == 50


def test_dont_know_counts_as_nothing_in_place() -> None:
    assert first(TWO, A=DontKnow(), B="yes").practice == 25


def test_a_section_counts_what_was_asked_and_how_it_was_answered() -> None:
    found = first(TWO, B=NotApplicable("gate"))
    assert (found.asked, found.answered, found.not_applicable) == (2, 1, 1)
    assert (found.points, found.possible) == (0, 0)


def test_a_section_without_any_level_is_not_scored_whatever_else_is_wrong_with_it() -> None:
    only = one_section(practice("A", 3, na_reasons=(OWN,)))
    found = first(only, A=FREELY)
    assert (found.practice, found.reason) == (None, Reason.NOTHING_APPLICABLE)


def test_the_free_limit_may_be_reached_and_not_passed() -> None:
    assert first(TWO, A="yes", B=FREELY).reason is None  # 1/4 of the weight
    halves = one_section(practice("A", 1), practice("B", 1, na_reasons=(OWN,)))
    found = first(halves, A="yes", B=FREELY)
    assert (found.practice, found.reason) == (None, Reason.TOO_MUCH_NOT_APPLICABLE)
    assert not score(halves, given(A="yes", B=FREELY)).items[0].counted


def test_overall_is_the_plain_mean_of_enough_sections() -> None:
    sections = (section("S", practice("A", 3)), section("T", practice("B", 1)))
    assert scored(instrument(*sections), A="yes", B="partly").practice == 75
    demanding = instrument(*sections, sections_needed=3)
    assert scored(demanding, A="yes", B="partly").practice is None
    assert scored(demanding, A="yes", B="partly").interval == (None, None)


def test_no_section_at_all_has_no_mean() -> None:
    assert scored(instrument(sections_needed=0)).practice is None


def test_an_unscored_section_has_no_practice_and_its_items_still_have_levels() -> None:
    card = scored(instrument(section("S", maturity("A"), scored=False)), A=3)
    assert card.sections == ()
    assert (card.items[0].level, card.items[0].counted) == (3, False)


def test_a_draft_has_an_interval_instead_of_a_number() -> None:
    card = scored(TWO, A="partly")
    assert card.practice is None
    assert card.sections[0].practice == 50
    assert card.interval == (Fraction(600, 16), Fraction(1000, 16))


def test_the_sensitivity_range_distrusts_free_reasons_and_doubts_what_is_not_known() -> None:
    card = scored(TWO, A="partly", B=FREELY)
    assert card.interval == (50, 50)
    assert card.range == (Fraction(600, 16), 50)
    card = scored(TWO, A="partly", B=DontKnow())
    assert card.range == (Fraction(600, 16), Fraction(1000, 16))


def test_the_range_looks_at_the_sections_of_the_interval() -> None:
    whole = instrument(
        section("S", practice("A")), section("T", practice("B", na_reasons=(OWN,))), free_na_limit=Fraction(1)
    )
    assert scored(whole, A="yes", B=FREELY).range == (100, 100)
