"""How exposed is the situation, whatever the practice?

Points per factor and a band of their sum. What nobody knows counts as exposed. The bands are uncalibrated starting
values, and whoever shows them says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from instruments.evaluation import UNKNOWN, Standing, evaluate
from instruments.model import Answers, DontKnow, Instrument, ItemId, RiskFactor, Row, State
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


def risk(instrument: Instrument, answers: Answers, standing: Standing) -> Risk | None:
    """Return inherent risk; None when the instrument has no factors."""
    if not instrument.risk_factors:
        return None
    factors = tuple(_points(factor, answers, standing) for factor in instrument.risk_factors)
    points = sum(factor.points for factor in factors)
    reached = [band for band in instrument.risk_bands if band.start <= points]
    band = max(reached, key=lambda band: band.start).id if reached else None
    return Risk(points, band, factors)


def _points(factor: RiskFactor, answers: Answers, standing: Standing) -> FactorPoints:
    for position, rule in enumerate(factor.rules):
        truth = evaluate(rule.condition, standing)
        if truth is True:
            return FactorPoints(factor.id, rule.points, Ground.RULE, position, _items(rule.condition))
        if truth is UNKNOWN or _rests_on_dont_know(rule.condition, answers, standing):
            return FactorPoints(factor.id, factor.unknown, Ground.UNKNOWN, position, _items(rule.condition))
    return FactorPoints(factor.id, factor.otherwise, Ground.OTHERWISE)


def _items(condition: Expression) -> tuple[ItemId, ...]:
    return tuple(sorted(references(condition)))


def _rests_on_dont_know(condition: Expression, answers: Answers, standing: Standing) -> bool:
    """Whether the condition looks at something answered *don't know*: an item, or a cell of a column it uses.

    Null compares as false, and false means no points: without this, not knowing would be the safest answer.
    """
    asked = [item for item in references(condition) if standing.states[item] is State.ANSWERED]
    if any(isinstance(answers[item], DontKnow) for item in asked):
        return True
    return any(
        isinstance(row.cells.get(column), DontKnow)
        for table, column in _cells(condition)
        for row in _rows(answers, table, asked)
    )


def _rows(answers: Answers, table: ItemId, asked: list[ItemId]) -> Iterator[Row]:
    rows = answers[table] if table in asked else ()
    return (row for row in rows if isinstance(row, Row)) if isinstance(rows, tuple) else iter(())


@lru_cache(maxsize=4096)
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
