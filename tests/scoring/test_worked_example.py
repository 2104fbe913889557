"""The worked example of the method, to the digit."""

from fractions import Fraction

from scoring_cases import GATE, below, given, maturity, one_section

from instruments.model import NotApplicable
from scoring.critical import Headline
from scoring.output import two_places
from scoring.score import score

WEIGHTS = (3, 1, 2, 3, 3, 2, 1, 1)
LEVELS = (4, NotApplicable("gate"), 3, 0, 2, 4, 4, 2)


def test_the_worked_example() -> None:
    items = [
        maturity(f"I{n}", weight, na_reasons=(GATE,), critical=below(1) if n == 4 else None)
        for n, weight in enumerate(WEIGHTS, 1)
    ]
    card = score(one_section(*items), given(**{f"I{n}": level for n, level in enumerate(LEVELS, 1)}))
    (section,) = card.sections
    assert (section.possible, section.points) == (60, 38)
    assert section.practice == Fraction(190, 3)
    assert two_places(card.practice) == "63.33"
    assert card.headline is Headline.IMMEDIATE_ACTION
    assert card.withheld_from_buyers
