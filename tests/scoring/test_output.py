"""The JSON of a scorecard: fixed keys, rounded half up, null where not scored."""

from fractions import Fraction

import pytest
from scoring_cases import below, given, maturity, one_section, practice, rule

import instruments
from instruments.model import DontKnow, ItemId
from scoring.output import shortest, to_json, two_places
from scoring.score import score


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(190, 3), "63.33"),
        (Fraction(1, 200), "0.01"),  # half a hundredth goes up
        (Fraction(1, 201), "0.00"),
        (Fraction(100), "100.00"),
        (Fraction(-1, 100), "-0.01"),
        (None, None),
    ],
)
def test_numbers_are_rounded_half_up_to_two_places(exact: Fraction | None, shown: str | None) -> None:
    assert two_places(exact) == shown


def test_levels_are_written_in_their_shortest_form() -> None:
    assert [shortest(level) for level in (Fraction(4), Fraction(5, 2), Fraction(0), None)] == ["4", "2.5", "0", None]


def test_a_scorecard_in_json() -> None:
    whole = one_section(
        maturity("A", 3, critical=below(2), roadmap=(rule(1, 0), rule(2, 2))), practice("B", 3), maturity("C", 1)
    )
    assert to_json(score(whole, given(A=1, B="yes", C=DontKnow()), evidence={ItemId("A"): 2})) == {
        "instrument": "tiny@1.0.0",
        "digest": "sha256:0",
        "engine": instruments.__version__,
        "headline": "immediate-action",
        "practice": "53.57",
        "interval": ["53.57", "53.57"],
        "range": ["53.57", "67.86"],
        "confidence": "25.00",
        "risk": None,
        "sections": {"S": {"practice": "53.57", "reason": None, "asked": 3, "answered": 3, "not_applicable": 0}},
        "items": {
            "A": {"state": "answered", "level": "1", "weight": 3, "counted": True},
            "B": {"state": "answered", "level": "4", "weight": 3, "counted": True},
            "C": {"state": "answered", "level": "0", "weight": 1, "counted": True},
        },
        "critical": [{"id": "C-1", "item": "A", "status": "open"}],
        "roadmap": {"fees": {"stage": 1, "target": 3}, "remedy": {"stage": None, "target": 3}},
        "gaps": [
            {
                "item": "A",
                "areas": ["fees"],
                "stage": 2,
                "level": "1",
                "needed": "2",
                "critical": "open",
                "nature": "declaration",
            }
        ],
        "find_out": ["C"],
        "unsupported": ["B"],
    }


def test_a_draft_in_json_has_an_interval_and_unknown_issues_say_so() -> None:
    whole = one_section(maturity("A", 1, critical=below(2), roadmap=(rule(3, 0),)), maturity("B", 1))
    written = to_json(score(whole, given(A=DontKnow())))
    assert (written["practice"], written["interval"]) == (None, ["0.00", "50.00"])
    assert written["critical"] == [{"id": "C-1", "item": "A", "status": "open", "unknown": True}]
    assert written["roadmap"]["fees"] == {"stage": 1, "target": 3, "held_by": ["A"]}
