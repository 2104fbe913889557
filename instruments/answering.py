"""What is asked, what is answered, and what is wrong with the answers?

One pass in the order of the instrument decides every item, because a condition only looks back. After one changed
answer `restand` decides again only the items that depend on it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from instruments.evaluation import UNKNOWN, Closure, Standing, compiled, evaluate, known
from instruments.model import (
    Answer,
    Answers,
    Instrument,
    Item,
    ItemId,
    Note,
    Row,
    Section,
    Severity,
    State,
    Table,
)
from instruments.nodes import AllOf, Expression, references
from instruments.problems import Code, Problem

OPEN = frozenset({State.UNANSWERED, State.UNDETERMINED})
ANSWERED, UNANSWERED = State.ANSWERED, State.UNANSWERED
NOT_ASKED, UNDETERMINED = State.NOT_ASKED, State.UNDETERMINED


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a section is: items asked, answered, undetermined; and of the required ones, asked and answered."""

    asked: int
    answered: int
    undetermined: int
    required: int
    required_answered: int

    @property
    def done(self) -> bool:
        """Whether nothing required is missing."""
        return self.required == self.required_answered and not self.undetermined


def stand(instrument: Instrument, answers: Answers, only: Collection[ItemId] | None = None) -> Standing:
    """Return the state and value of every item (notes included, as asked or not), given `answers`.

    With `only`, of just these items; everything that they depend on must be among them.
    """
    standing = Standing({}, {})
    steps = _steps(instrument).values()
    _decide(steps if only is None else [step for step in steps if step.id in only], answers, standing)
    return standing


def restand(instrument: Instrument, standing: Standing, answers: Answers, changed: ItemId) -> Standing:
    """Return `standing` as it is after the answer to `changed` became `answers[changed]` (or was removed)."""
    moved = Standing(dict(standing.states), dict(standing.values))
    steps = _steps(instrument)
    _decide((steps[item] for item in (changed, *dependants(instrument)[changed])), answers, moved)
    return moved


@lru_cache(maxsize=64)
def dependants(instrument: Instrument) -> Mapping[ItemId, tuple[ItemId, ...]]:
    """Return, per item, the later items whose state may change with it, in order."""
    looks_at = {item.id: _references(instrument.section_of[item.id], item) for item in instrument.items.values()}
    return {source: _reached(source, looks_at) for source in looks_at}


def _reached(source: ItemId, looks_at: Mapping[ItemId, frozenset[ItemId]]) -> tuple[ItemId, ...]:
    reached = {source}
    for item, seen in looks_at.items():
        if seen & reached:
            reached.add(item)
    return tuple(item for item in looks_at if item in reached and item != source)


def _references(section: Section, item: Item) -> frozenset[ItemId]:
    found = references(section.relevant) | references(item.relevant)
    if isinstance(item.kind, Table):
        found = found.union(*(references(column.relevant) for column in item.kind.columns))
    return found


class _Step(NamedTuple):
    """What it takes to decide one item: the condition under which it is asked, if any."""

    item: Item
    id: ItemId
    condition: Closure | None


@lru_cache(maxsize=64)
def _steps(instrument: Instrument) -> Mapping[ItemId, _Step]:
    """Return the step of every item, in order."""
    return {
        item.id: _Step(item, item.id, _condition(section, item))
        for section in instrument.sections
        for item in section.items
    }


def _condition(section: Section, item: Item) -> Closure | None:
    """Return the condition of an item, compiled: its section's and its own."""
    given = tuple(condition for condition in (section.relevant, item.relevant) if condition is not None)
    return compiled(given[0] if len(given) == 1 else AllOf(given)) if given else None


def _decide(steps: Iterable[_Step], answers: Answers, standing: Standing) -> None:
    """Write the states and values of items, in order, into the (still growing) standing.

    Equal conditions are one closure and only look back, so each is evaluated once. The cases are those of `_state` and
    `_value`, written out: this loop runs for every item of every response that is scored.
    """
    states: dict[ItemId, State] = standing.states  # type: ignore[assignment]  # only this module makes one, from dicts
    values: dict[ItemId, Any] = standing.values  # type: ignore[assignment]
    truths: dict[Closure, Any] = {}
    get = answers.get
    for item, item_id, condition in steps:
        asked: Any = True
        if condition is not None:
            asked = truths.get(condition)
            if asked is None:
                asked = truths[condition] = condition(standing)
        if asked is False:
            states[item_id], values[item_id] = NOT_ASKED, None
        elif asked is UNKNOWN:
            states[item_id], values[item_id] = UNDETERMINED, UNKNOWN
        elif (answer := get(item_id)) is None:
            states[item_id], values[item_id] = UNANSWERED, UNKNOWN
        else:
            states[item_id] = ANSWERED
            values[item_id] = answer if type(answer) in PLAIN else _value(item, answer, ANSWERED, standing)


PLAIN = frozenset({int, str})  # these stand for themselves inside expressions


def _truth(condition: Expression | None, standing: Standing) -> Any:
    return True if condition is None else compiled(condition)(standing)


def _state(asked: Any, answer: Answer | None) -> State:
    if asked is UNKNOWN:
        return State.UNDETERMINED
    if not asked:
        return State.NOT_ASKED
    return State.UNANSWERED if answer is None else State.ANSWERED


def _value(item: Item, answer: Answer | None, state: State, standing: Standing) -> Any:
    if state is State.NOT_ASKED:
        return None
    if state in OPEN:
        return UNKNOWN
    if isinstance(item.kind, Table) and isinstance(answer, tuple):
        return tuple(row_standing(item.kind, row, standing) for row in answer if isinstance(row, Row))
    return known(answer)


def row_standing(table: Table, row: Row, standing: Standing) -> Standing:
    """Return the states and values of the cells of one row; its columns may look at cells to their left."""
    conditional = any(column.relevant is not None for column in table.columns)  # else nobody looks beyond the row
    states = dict(standing.states) if conditional else {}
    values = dict(standing.values) if conditional else {}
    within = Standing(states, values)
    for column in table.columns:
        answer = row.cells.get(column.id)
        states[column.id] = _state(_truth(column.relevant, within), answer)
        values[column.id] = _value(column, answer, states[column.id], within)
    ids = [column.id for column in table.columns]
    return Standing({key: states[key] for key in ids}, {key: values[key] for key in ids})


def is_draft(instrument: Instrument, standing: Standing) -> bool:
    """Whether a required item is still unanswered or undetermined."""
    return any(standing.states[item] in OPEN for item in _required(instrument))


@lru_cache(maxsize=64)
def _required(instrument: Instrument) -> tuple[ItemId, ...]:
    return tuple(item.id for item in instrument.items.values() if item.required)


def completeness(instrument: Instrument, standing: Standing) -> Mapping[str, Completeness]:
    """Return how far each section is, by section id. Notes do not count."""
    return {section.id: completeness_of(section, standing) for section in instrument.sections}


def completeness_of(section: Section, standing: Standing) -> Completeness:
    """Return how far one section is."""
    items = [item for item in section.items if not isinstance(item.kind, Note)]
    states = [standing.states[item.id] for item in items]
    required = [standing.states[item.id] for item in items if item.required]
    return Completeness(
        asked=states.count(State.ANSWERED) + states.count(State.UNANSWERED),
        answered=states.count(State.ANSWERED),
        undetermined=required.count(State.UNDETERMINED),
        required=len(required) - required.count(State.NOT_ASKED) - required.count(State.UNDETERMINED),
        required_answered=required.count(State.ANSWERED),
    )


def asked_only(answers: Answers, standing: Standing) -> Answers:
    """Return the answers to items that are asked: the others are kept in history, never scored, never exported."""
    return {item: answer for item, answer in answers.items() if standing.states.get(item) is State.ANSWERED}


def check(instrument: Instrument, answers: Answers, *, complete: bool) -> tuple[Problem, ...]:
    """Return what is wrong with the answers together.

    Failed checks of the instrument (params: its id, severity and text) always; with `complete`, also every required
    item and required table cell that is not answered, as before a submission. An undetermined required item is
    reported through what it waits for, though that may itself be optional.
    """
    standing = stand(instrument, answers)
    problems: list[Problem] = []
    if complete:
        missing = [problem for item in instrument.items.values() for problem in _missing(item, answers, standing)]
        problems += dict.fromkeys([*missing, *_waited_for(instrument, answers, standing)])
    problems += [
        Problem.of(Code.CHECK_FAILED, rule.items[0] if rule.items else "", check=rule.id, severity=rule.severity)
        for rule in instrument.checks
        if evaluate(rule.asserts, standing) is False and _all_given(rule.items, standing)
    ]
    return tuple(problems)


def _all_given(items: tuple[ItemId, ...], standing: Standing) -> bool:
    """Null is no number: a check over an item answered *don't know* has nothing to say."""
    return all(standing.values[item] is not None for item in items)


def _missing(item: Item, answers: Answers, standing: Standing) -> list[Problem]:
    if item.required and standing.states[item.id] is State.UNANSWERED:
        return [Problem.of(Code.REQUIRED, item.id)]
    if not isinstance(item.kind, Table) or standing.states[item.id] is not State.ANSWERED:
        return []
    required = {column.id for column in item.kind.columns if column.required}
    blanks = _blanks(item, answers.get(item.id), standing)
    return [blank for blank in blanks if blank.where.rpartition("/")[2] in required]


def _waited_for(instrument: Instrument, answers: Answers, standing: Standing) -> Iterator[Problem]:
    """Yield the blanks that leave it open whether a required item is asked."""
    waiting = [
        item.id
        for item in instrument.items.values()
        if item.required and standing.states[item.id] is State.UNDETERMINED
    ]
    seen: set[ItemId] = set()
    while waiting:
        item = instrument.items[waiting.pop()]
        for seen_by in (_references(instrument.section_of[item.id], item)) - seen:
            seen.add(seen_by)
            match standing.states[seen_by]:
                case State.UNANSWERED:
                    yield Problem.of(Code.REQUIRED, seen_by)
                case State.UNDETERMINED:
                    waiting.append(seen_by)
                case State.ANSWERED:
                    yield from _blanks(instrument.items[seen_by], answers.get(seen_by), standing)
                case State.NOT_ASKED:
                    pass


def _blanks(item: Item, given: Answer | None, standing: Standing) -> list[Problem]:
    """Return the cells of a table that are asked and blank: a sum over one is not known."""
    if not isinstance(item.kind, Table) or not isinstance(given, tuple):
        return []
    rows = [row for row in given if isinstance(row, Row)]
    return [
        Problem.of(Code.REQUIRED, f"{item.id}/{row.id}/{column.id}")
        for row, cells in zip(rows, standing.values[item.id] or (), strict=False)
        for column in item.kind.columns
        if cells.states[column.id] is State.UNANSWERED
    ]


def has_errors(problems: tuple[Problem, ...]) -> bool:
    """Whether any problem stops a submission: a failed check of severity *warning* only asks."""
    return any(dict(problem.params).get("severity") != Severity.WARNING for problem in problems)
