"""What level does each item have, and if none, why?

An item's `Mark` is one whole number: 0-8 is its level in half steps (the format allows no others, so sums stay whole),
a negative number says why it has none. Everything else in this package is a function of marks; *what if* only
exchanges some of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from functools import lru_cache

from instruments.model import (
    Answer,
    Answers,
    Checklist,
    Choice,
    DontKnow,
    Instrument,
    Item,
    ItemId,
    Maturity,
    NotApplicable,
    Option,
    Practice,
    State,
)


class Without(IntEnum):
    """Why an item has no level of its own. A free *not applicable* rests on the respondent's word alone."""

    DONT_KNOW = -1
    UNANSWERED = -2
    UNDETERMINED = -3
    NOT_ASKED = -4
    NOT_APPLICABLE = -5
    FREELY_NOT_APPLICABLE = -6
    NO_LEVEL = -7


Mark = int
Marks = Mapping[ItemId, Mark]

HIGHEST = 8
IN_HALVES: Mapping[Mark, int] = {halves: halves for halves in range(HIGHEST + 1)} | {Without.DONT_KNOW: 0}
LEVELS = tuple(Fraction(halves, 2) for halves in range(HIGHEST + 1))

_OF_STATE = {
    State.UNANSWERED: Without.UNANSWERED,
    State.UNDETERMINED: Without.UNDETERMINED,
    State.NOT_ASKED: Without.NOT_ASKED,
}
_OF_PRACTICE = {"yes": 8, "partly": 4, "no": 0}


@dataclass(frozen=True, slots=True)
class Scale:
    """How an item's answers become marks: by table, or for a checklist by counting the options that are required."""

    table: Mapping[Answer, Mark]
    required: frozenset[str]
    closed_reasons: frozenset[str]


def level(mark: Mark) -> Fraction | None:
    """Return the level 0-4 of a mark. *Don't know* counts as 0; the others have none."""
    halves = IN_HALVES.get(mark)
    return None if halves is None else LEVELS[halves]


def in_halves(exact: Fraction) -> int:
    """Return a level of the instrument in half steps."""
    return int(2 * exact)


def marks(instrument: Instrument, answers: Answers, states: Mapping[ItemId, State]) -> dict[ItemId, Mark]:
    """Return the mark of every item that is scored or bears a critical or roadmap rule, in instrument order."""
    found: dict[ItemId, Mark] = {}
    for item, scale in scales(instrument).items():
        state = states[item]
        if state is State.ANSWERED:
            answer = answers[item]
            found[item] = scale.table[answer] if type(answer) in LOOKED_UP and scale.table else mark_of(scale, answer)
        else:
            found[item] = _OF_STATE[state]
    return found


LOOKED_UP = frozenset({int, str})


@lru_cache(maxsize=64)
def scales(instrument: Instrument) -> Mapping[ItemId, Scale]:
    """Return the scale of every item that matters to a score."""
    return {item.id: scale_of(item) for item in instrument.items.values() if _matters(item)}


def _matters(item: Item) -> bool:
    return item.scored or item.critical is not None or bool(item.roadmap)


def scale_of(item: Item) -> Scale:
    """Return how the answers to an item become marks."""
    table: dict[Answer, Mark] = {}
    required: frozenset[str] = frozenset()
    match item.kind:
        case Maturity():
            table = {value: 2 * value for value in range(5)}
        case Practice(reversed=backwards):
            table = {value: HIGHEST - mark if backwards else mark for value, mark in _OF_PRACTICE.items()}
        case Choice(options):
            table = {option.id: _option_mark(option) for option in options}
        case Checklist(options):
            required = frozenset(option.id for option in options if option.required)
            required = required or frozenset(option.id for option in options)
        case _:
            pass
    return Scale(table, required, frozenset(reason.id for reason in item.na_reasons if not reason.free))


def _option_mark(option: Option) -> Mark:
    return Without.NO_LEVEL if option.level is None else in_halves(option.level)


def mark_of(scale: Scale, answer: Answer) -> Mark:
    """Return the mark of an answer. A reason the item does not list excuses no more than a free one."""
    match answer:
        case DontKnow():
            return Without.DONT_KNOW
        case NotApplicable(reason):
            return Without.NOT_APPLICABLE if reason in scale.closed_reasons else Without.FREELY_NOT_APPLICABLE
        case tuple() if scale.required:
            return HIGHEST * len(scale.required.intersection(answer)) // len(scale.required)
    return scale.table[answer] if scale.table else Without.NO_LEVEL
