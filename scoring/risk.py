"""How exposed is the situation, whatever the practice?

Points per factor and a band of their sum. What nobody knows counts as exposed. The bands are uncalibrated starting
values, and whoever shows them says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from instruments.evaluation import UNKNOWN, Closure, Standing, compiled
from instruments.model import Answer, Answers, DontKnow, Instrument, ItemId, RiskFactor, RiskRule, Row, State
from instruments.nodes import Count, Expression, Sum, Var, references, walk

Cell = tuple[ItemId, ItemId]


class Ground(StrEnum):
    """What decided a factor's points."""

    RULE = "rule"
    UNKNOWN = "unknown"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class FactorPoints:
    """The points of a factor, and why: the rule (by position) that was true or could not be told, and its items."""

    factor: str
    points: int
    ground: Ground
    rule: int | None = None
    items: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """The sum of points and its band, None below the lowest."""

    points: int
    band: str | None
    factors: tuple[FactorPoints, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule with what it looks at found once: items in order, and columns of tables."""

    truth: Closure
    points: int
    items: tuple[ItemId, ...]
    cells: frozenset[Cell]


@lru_cache(maxsize=64)
def _rules(instrument: Instrument) -> tuple[tuple[RiskFactor, tuple[_Rule, ...]], ...]:
    return tuple((factor, tuple(_rule(rule) for rule in factor.rules)) for factor in instrument.risk_factors)


def _rule(rule: RiskRule) -> _Rule:
    looked_at = tuple(sorted(references(rule.condition)))
    return _Rule(compiled(rule.condition), rule.points, looked_at, _cells(rule.condition))


def risk(instrument: Instrument, answers: Answers, standing: Standing) -> Risk | None:
    """Return inherent risk; None when the instrument has no factors."""
    if not instrument.risk_factors:
        return None
    factors = tuple(_points(factor, rules, answers, standing) for factor, rules in _rules(instrument))
    points = sum(factor.points for factor in factors)
    reached = [band for band in instrument.risk_bands if band.start <= points]
    band = max(reached, key=lambda band: band.start).id if reached else None
    return Risk(points, band, factors)


def _points(factor: RiskFactor, rules: Iterable[_Rule], answers: Answers, standing: Standing) -> FactorPoints:
    for position, rule in enumerate(rules):
        truth = rule.truth(standing)
        if truth is True:
            return FactorPoints(factor.id, rule.points, Ground.RULE, position, rule.items)
        if truth is UNKNOWN or _rests_on_dont_know(rule, answers, standing):
            return FactorPoints(factor.id, factor.unknown, Ground.UNKNOWN, position, rule.items)
    return FactorPoints(factor.id, factor.otherwise, Ground.OTHERWISE)


def _rests_on_dont_know(rule: _Rule, answers: Answers, standing: Standing) -> bool:
    """Whether the rule looks at something answered *don't know*: an item, or a cell of a column it uses.

    Null compares as false, and false means no points: without this, not knowing would be the safest answer.
    """
    given = {item: answers[item] for item in rule.items if standing.states[item] is State.ANSWERED}
    return any(isinstance(answer, DontKnow) for answer in given.values()) or any(
        isinstance(row.cells.get(column), DontKnow) for table, column in rule.cells for row in _rows(given.get(table))
    )


def _rows(answer: Answer | None) -> tuple[Row, ...]:
    return tuple(row for row in answer if isinstance(row, Row)) if isinstance(answer, tuple) else ()


def _cells(condition: Expression) -> frozenset[Cell]:
    """Return the table columns a condition uses."""
    found: set[Cell] = set()
    for part in walk(condition):
        match part:
            case Sum(table, column):
                found.add((table, column))
            case Count(table, of_row):
                found.update((table, inner.item) for inner in walk(of_row) if isinstance(inner, Var) and inner.in_row)
            case _:
                pass
    return frozenset(found)
