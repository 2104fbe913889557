"""What would these actions change, and what is the least that leads to the next stage?

Completing an action lifts its item's level; no answer is invented. So nothing that is asked changes, a draft stays a
draft, and an item without a say (not asked, not applicable) stays out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from instruments.answering import stand
from instruments.model import Answers, Instrument, ItemId, Recommendation
from scoring.critical import Issue, Status, by_item, issues, remedies
from scoring.levels import IN_HALVES, Mark, Marks, Without, in_halves, marks
from scoring.roadmap import AreaStage, criteria, is_met, stages
from scoring.score import Circumstances, Scorecard, assemble

LIFTABLE = frozenset({*IN_HALVES, Without.UNANSWERED, Without.UNDETERMINED})
# The stages at which a harm of this status no longer holds an area back: none above these.
_TOLERATED = {Status.OPEN: 1, Status.REMEDYING: 2}


class Choice(NamedTuple):
    """An action that might be taken: the `position`-th (from 0) of an item's recommendations."""

    item: ItemId
    position: int


@dataclass(frozen=True, slots=True)
class NextStage:
    """The way to the next stage of an area: the fewest actions, the shortest among equals.

    When `blocked_by` names items, no action the instrument recommends lifts them far enough; `actions` are then what
    can be done about the others.
    """

    area: str
    stage: int
    actions: tuple[Choice, ...]
    days: int
    blocked_by: tuple[ItemId, ...] = ()


def project(
    instrument: Instrument, answers: Answers, chosen: Iterable[Choice], circumstances: Circumstances
) -> Scorecard:
    """Return the scorecard as it would be with the chosen actions completed."""
    standing = stand(instrument, answers)
    lifted = lift(instrument, marks(instrument, answers, standing.states), chosen)
    return assemble(instrument, answers, standing, lifted, circumstances)


def lift(instrument: Instrument, marked: Marks, chosen: Iterable[Choice]) -> dict[ItemId, Mark]:
    """Return marks in which every chosen action has brought its item to its level, or left it where it was higher."""
    lifted = dict(marked)
    for item, position in chosen:
        if lifted.get(item) in LIFTABLE:
            raises_to = in_halves(instrument.items[item].actions[position].raises_to)
            lifted[item] = max(lifted[item], raises_to)
    return lifted


def next_stage(
    instrument: Instrument, answers: Answers, area: str, circumstances: Circumstances | None = None
) -> NextStage | None:
    """Return the way to the area's next stage; None when it is at its top, or not applicable."""
    given = circumstances or Circumstances()
    marked = marks(instrument, answers, stand(instrument, answers).states)
    raised = issues(instrument, marked, remedies(given.plan, given.today), given.contradicted)
    at = next(stage for stage in stages(instrument, marked, raised, given.targets) if stage.area == area)
    if at.stage is None or at.stage == at.highest:
        return None
    return _way(instrument, marked, at, at.stage + 1, _lacking(instrument, marked, by_item(raised), area, at.stage + 1))


def _lacking(
    instrument: Instrument, marked: Marks, raised: Mapping[ItemId, Issue], area: str, stage: int
) -> dict[ItemId, int]:
    """Return the items that keep the area below a stage, each with the level it needs (in half steps)."""
    needed: dict[ItemId, int] = {}
    for rule in criteria(instrument)[area]:
        if rule.stage <= stage and is_met(rule, marked[rule.item]) is False:
            needed[rule.item] = max(needed.get(rule.item, 0), rule.needed)
        issue, critical = raised.get(rule.item), instrument.items[rule.item].critical
        if issue and critical and _TOLERATED.get(issue.status, stage) < stage:
            needed[rule.item] = max(needed.get(rule.item, 0), in_halves(critical.below))
    return needed


def _way(instrument: Instrument, marked: Marks, at: AreaStage, stage: int, lacking: Mapping[ItemId, int]) -> NextStage:
    """Pick one action per item: an action lifts no other item, so the quickest for each is the quickest for all."""
    actions: dict[Choice, int] = {}
    blocked = []
    for item, needed in lacking.items():
        enough = [
            (action.days, position)
            for position, action in enumerate(_usable(instrument, marked, item))
            if in_halves(action.raises_to) >= needed
        ]
        if enough:
            days, position = min(enough)
            actions[Choice(item, position)] = days
        else:
            blocked.append(item)
    return NextStage(at.area, stage, tuple(actions), sum(actions.values()), tuple(blocked))


def _usable(instrument: Instrument, marked: Marks, item: ItemId) -> tuple[Recommendation, ...]:
    return instrument.items[item].actions if marked[item] in LIFTABLE else ()
