"""How far along the roadmap is each area?

By gates, never by averages: a stage is reached when every criterion of it and of all stages before it is met, and a
severe harm in the area holds it back whatever else is in place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from instruments.model import Instrument, ItemId
from scoring.critical import Issue, Status
from scoring.levels import IN_HALVES, Mark, Marks, Without, in_halves

# An open criterion is unmet even where it demands no more than level 0.
_REACHES: Mapping[Mark, int] = {**IN_HALVES, Without.UNANSWERED: -1, Without.UNDETERMINED: -1}
_HOLDS_AT = {Status.OPEN: 1, Status.REMEDYING: 2}


@dataclass(frozen=True, slots=True)
class Criterion:
    """To have reached `stage` in `area`, `item` must be at least at `needed` (in half steps)."""

    item: ItemId
    area: str
    stage: int
    needed: int


@dataclass(frozen=True, slots=True)
class AreaStage:
    """How far an area is. `stage` is None when no criterion applies; `held_by` are the harms that hold it back."""

    area: str
    stage: int | None
    target: int
    highest: int | None
    held_by: tuple[ItemId, ...] = ()


@lru_cache(maxsize=64)
def criteria(instrument: Instrument) -> Mapping[str, tuple[Criterion, ...]]:
    """Return the criteria of every area, lowest stage first."""
    found: dict[str, list[Criterion]] = {area.id: [] for area in instrument.areas}
    for item in instrument.items.values():
        for rule in item.roadmap:
            found[rule.area].append(Criterion(item.id, rule.area, rule.stage, in_halves(rule.level)))
    return {area: tuple(sorted(rules, key=attrgetter("stage"))) for area, rules in found.items()}


@lru_cache(maxsize=64)
def criteria_by_item(instrument: Instrument) -> Mapping[ItemId, tuple[Criterion, ...]]:
    """Return the criteria of every item that has any, in the order of its rules."""
    return {
        item.id: tuple(Criterion(item.id, rule.area, rule.stage, in_halves(rule.level)) for rule in item.roadmap)
        for item in instrument.items.values()
        if item.roadmap
    }


def is_met(criterion: Criterion, mark: Mark) -> bool | None:
    """Whether a criterion is met; None when it drops out because its item has no say."""
    reached = _REACHES.get(mark)
    return None if reached is None else reached >= criterion.needed


def target_of(instrument: Instrument, targets: Mapping[str, int], area: str) -> int:
    """Return the stage aimed at in an area."""
    return targets.get(area, instrument.default_target)


def stages(
    instrument: Instrument, marks: Marks, raised: Iterable[Issue], targets: Mapping[str, int]
) -> tuple[AreaStage, ...]:
    """Return how far every area is, in instrument order."""
    holding = {issue.item: _HOLDS_AT[issue.status] for issue in raised if issue.status in _HOLDS_AT}
    return tuple(
        _area_stage(area, gates, marks, holding, target_of(instrument, targets, area))
        for area, gates in _gates(instrument).items()
    )


class _Gate(NamedTuple):
    """A criterion ready for many responses: the marks that fail it."""

    item: ItemId
    stage: int
    failing: frozenset[Mark]


@lru_cache(maxsize=64)
def _gates(instrument: Instrument) -> Mapping[str, tuple[_Gate, ...]]:
    """Return the gates of every area, lowest stage first."""
    return {
        area: tuple(_Gate(rule.item, rule.stage, _failing(rule)) for rule in rules)
        for area, rules in criteria(instrument).items()
    }


def _failing(rule: Criterion) -> frozenset[Mark]:
    return frozenset(mark for mark in _REACHES if is_met(rule, mark) is False)


def _area_stage(
    area: str, gates: tuple[_Gate, ...], marks: Marks, holding: Mapping[ItemId, int], target: int
) -> AreaStage:
    reached, highest = _passed(gates, marks)
    if reached is None or not holding:
        return AreaStage(area, reached, target, highest)
    held = {item for item, ceiling in holding.items() if ceiling < reached}
    held_by = dict.fromkeys(gate.item for gate in gates if gate.item in held) if held else {}
    ceiling = min((holding[item] for item in held_by), default=reached)
    return AreaStage(area, ceiling, target, highest, tuple(held_by))


def _passed(gates: Sequence[_Gate], marks: Marks) -> tuple[int | None, int | None]:
    """Return the stage reached by criteria alone, and the highest that has a remaining criterion."""
    highest = next((stage for item, stage, _ in reversed(gates) if marks[item] in _REACHES), None)
    failed = next((stage for item, stage, failing in gates if marks[item] in failing), None)
    return (highest if failed is None else failed - 1), highest
