"""Points, their reasons, and what nobody knows."""

from typing import Any

from strategies import Json, parsed

from instruments.model import Answer, Answers, DontKnow, Instrument, ItemId, NotApplicable, Row
from scoring.risk import FactorPoints, Ground, Risk
from scoring.score import score

TIERS = {"id": "tiers", "kind": "integer", "text": "How many?", "na_reasons": [{"id": "gate", "text": "None"}]}
ROUTES: Json = {
    "id": "routes",
    "kind": "table",
    "text": "Which?",
    "max_rows": 3,
    "columns": [
        {"id": "workers", "kind": "integer", "text": "How many?"},
        {"id": "cost", "kind": "integer", "text": "How much?"},
    ],
}
SUM: Json = {"sum": [{"var": "routes.workers"}]}


def exposed(*rules: tuple[Json, int], bands: tuple[int, ...] = (0, 3), **rest: int) -> Instrument:
    factor = {"id": "F", "title": "F", "points": [{"if": test, "then": then} for test, then in rules]} | rest
    return parsed(
        {
            "format": 1,
            "id": "exposed",
            "version": "1.0.0",
            "language": "en",
            "title": "Exposed",
            "audience": ["employer"],
            "risk": {
                "factors": [factor],
                "bands": [{"id": f"from-{start}", "title": "Band", "from": start} for start in bands],
            },
            "sections": [{"id": "S", "title": "S", "scored": False, "items": [TIERS, ROUTES]}],
        }
    )


def found(whole: Instrument, **answers: Answer) -> Risk:
    given: Answers = {ItemId(name): answer for name, answer in answers.items()}
    risk = score(whole, given).risk
    assert risk is not None
    return risk


def at_least(number: int) -> Json:
    return {">=": [{"var": "tiers"}, number]}


TWO_RULES = exposed((at_least(3), 3), (at_least(1), 1), otherwise=0, unknown=2)


def ground(**answers: Answer) -> tuple[int, Ground, Any]:
    (factor,) = found(TWO_RULES, **answers).factors
    return factor.points, factor.ground, factor.rule


def test_the_first_true_rule_decides() -> None:
    assert ground(tiers=5) == (3, Ground.RULE, 0)
    assert ground(tiers=2) == (1, Ground.RULE, 1)
    assert ground(tiers=0) == (0, Ground.OTHERWISE, None)


def test_what_is_unanswered_or_not_known_counts_as_unknown() -> None:
    assert ground() == (2, Ground.UNKNOWN, 0)
    assert ground(tiers=DontKnow()) == (2, Ground.UNKNOWN, 0)


def test_not_applicable_is_known() -> None:
    assert ground(tiers=NotApplicable("gate")) == (0, Ground.OTHERWISE, None)


def test_a_rule_that_is_true_although_an_answer_is_not_known_gives_its_points() -> None:
    whole = exposed(({"==": [{"var": "tiers"}, None]}, 1), unknown=3)
    assert found(whole, tiers=DontKnow()).points == 1


def test_a_cell_that_is_not_known_makes_the_columns_rule_unknown() -> None:
    summed = exposed(({">": [SUM, 100]}, 2))
    counted = exposed(({">": [{"count": [{"var": "routes"}, {">": [{"var": "workers"}, 9]}]}, 1]}, 2))
    unknown = (Row("r", {ItemId("workers"): DontKnow(), ItemId("cost"): 3}),)
    elsewhere = (Row("r", {ItemId("workers"): 3, ItemId("cost"): DontKnow()}),)
    for whole in (summed, counted):
        assert found(whole, routes=unknown).points == 3
        assert found(whole, routes=elsewhere).points == 0
        assert found(whole, routes=DontKnow()).points == 3


def test_the_points_name_their_items() -> None:
    assert found(TWO_RULES, tiers=5).factors == (FactorPoints("F", 3, Ground.RULE, 0, (ItemId("tiers"),)),)


def test_the_band_is_the_highest_that_starts_at_or_below_the_points() -> None:
    assert found(TWO_RULES, tiers=5).band == "from-3"
    assert found(TWO_RULES, tiers=2).band == "from-0"
    assert found(exposed((at_least(3), 3), bands=(2,)), tiers=0).band is None
