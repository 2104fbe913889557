"""Can this condition ever be false, ever be true, and can this item ever be asked?

Found by trying: every combination of the options of the items a condition looks at, as long as there are few enough.
What cannot be enumerated (a table, a sum, too many options) stands as *unknown*, so a verdict is never a guess.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, product
from math import prod
from typing import Any

from instruments.evaluation import UNKNOWN, Standing, evaluate
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Instrument,
    Item,
    ItemId,
    Maturity,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    State,
)
from instruments.nodes import (
    PRACTICE_VALUES,
    Answered,
    Compare,
    Count,
    Expression,
    In,
    Literal,
    Sum,
    Var,
    children,
    references,
    walk,
)

MOST_COMBINATIONS = 5000
MOST_VALUES = 50_000  # in all combinations together
MOST_TICKED = 8  # options of one item that conditions mention: 256 subsets
SMALL_STEP = Fraction(1, 10**6)  # answers have at most six decimals

Stance = tuple[State, Any]
OPEN: Stance = (State.UNDETERMINED, UNKNOWN)
NULL: Stance = (State.ANSWERED, None)
ABSENT: Stance = (State.NOT_ASKED, None)


def verdict(condition: Expression, known: Mapping[ItemId, Item], conditional: frozenset[ItemId]) -> bool | None:
    """Return True or False when the condition always has this value, else None.

    `known` are the items and columns it may look at, `conditional` those that may not be asked. *Don't know* and *not
    asked* do not save a condition that is true for every option, unless it speaks of them itself.
    """
    looked_at = sorted(_free_names(condition))
    values = [_values(known[item], (condition,)) for item in looked_at]
    with_nulls = [
        [*each, *_nulls(known[item], may_be_absent=item in conditional), *_blank(item, (condition,))]
        for item, each in zip(looked_at, values, strict=True)
    ]
    if all(truth is False for truth in _truths(condition, looked_at, with_nulls)):
        return False
    considered = with_nulls if _speaks_of_null(condition) else values
    return True if all(truth is True for truth in _truths(condition, looked_at, considered)) else None


def conditions_of(instrument: Instrument) -> Mapping[ItemId, tuple[Expression, ...]]:
    """Return, per item, the conditions that must all hold for it to be asked: its section's and its own."""
    return {
        item.id: tuple(each for each in (section.relevant, item.relevant) if each is not None)
        for section in instrument.sections
        for item in section.items
    }


def can_be_asked(
    item: ItemId, known: Mapping[ItemId, Item], conditions: Mapping[ItemId, tuple[Expression, ...]]
) -> bool:
    """Whether some answers lead to the item, as far as can be tried.

    Unlike `verdict` this follows the conditions of the items looked at: two conditions, each of which can hold, may
    contradict each other.
    """
    ancestors = _ancestors(item, conditions)
    chain_of = [each for each in known if each in ancestors]
    said = _by_name(condition for each in (*chain_of, item) for condition in conditions[each])
    domains = [
        [*_values(known[each], said[each]), *_nulls(known[each], may_be_absent=False), *_blank(each, said[each])]
        for each in chain_of
    ]
    for chosen in product(*_bounded(domains)):
        standing = Standing({}, {})
        for each, stance in zip(chain_of, chosen, strict=True):
            _place(standing, each, _asked(conditions[each], standing), stance)
        if _asked(conditions[item], standing) is not False:
            return True
    return False


def _place(standing: Standing, item: ItemId, asked: Any, stance: Stance) -> None:
    state, value = stance if asked is True else ABSENT if asked is False else OPEN
    standing.states[item] = state  # type: ignore[index]  # made of dicts, above
    standing.values[item] = value  # type: ignore[index]


def _asked(conditions: Iterable[Expression], standing: Standing) -> Any:
    truths = [evaluate(condition, standing) for condition in conditions]
    if any(truth is False for truth in truths):
        return False
    return UNKNOWN if UNKNOWN in truths else True


def _ancestors(item: ItemId, conditions: Mapping[ItemId, tuple[Expression, ...]]) -> set[ItemId]:
    found: set[ItemId] = set()
    waiting = [item]
    while waiting:
        seen = frozenset(chain.from_iterable(references(condition) for condition in conditions[waiting.pop()]))
        waiting += seen - found
        found |= seen
    return found


def _by_name(conditions: Iterable[Expression]) -> Mapping[ItemId, list[Expression]]:
    """Return the conditions that look at an item, by item."""
    found: dict[ItemId, list[Expression]] = {}
    for condition in conditions:
        for name in _free_names(condition):
            found.setdefault(name, []).append(condition)
    return found


def _truths(condition: Expression, items: Sequence[ItemId], domains: list[list[Stance]]) -> Iterator[Any]:
    for chosen in product(*_bounded(domains)):
        states = {item: state for item, (state, _) in zip(items, chosen, strict=True)}
        values = {item: value for item, (_, value) in zip(items, chosen, strict=True)}
        yield evaluate(condition, Standing(states, values))


def _bounded(domains: list[list[Stance]]) -> list[list[Stance]]:
    """Let the largest domains stand as unknown until there are few enough combinations; long ones cost more each."""
    domains = list(domains)
    most = min(MOST_COMBINATIONS, MOST_VALUES // max(1, len(domains)))
    while prod(map(len, domains)) > most:
        largest = max(range(len(domains)), key=lambda index: len(domains[index]))
        domains[largest] = [OPEN]
    return domains


# --- What an expression speaks of ----------------------------------------------------------------------------------


def _free_names(expression: Expression) -> set[ItemId]:
    """Return the items, tables and columns whose values decide the expression; a counted row's own columns do not."""
    match expression:
        case Var(item) | Answered(item):
            return {item}
        case Sum(table) | Count(table):
            return {table}
        case _:
            return set().union(*(_free_names(child) for child in children(expression)))


def _speaks_of_null(expression: Expression) -> bool:
    return any(
        isinstance(part, Answered) or (isinstance(part, Literal) and part.value is None) for part in walk(expression)
    )


def _constants(expressions: Iterable[Expression]) -> list[Any]:
    """Return every constant in the expressions, the members of lists one by one."""
    found: list[Any] = []
    for part in chain.from_iterable(map(walk, expressions)):
        if isinstance(part, Literal):
            found += part.value if isinstance(part.value, tuple) else (part.value,)
    return found


# --- The values an item may have -----------------------------------------------------------------------------------


def _nulls(item: Item, *, may_be_absent: bool) -> list[Stance]:
    null = [NULL] if item.dont_know or item.na_reasons else []
    return [*null, ABSENT] if may_be_absent else null


def _blank(item: ItemId, expressions: Iterable[Expression]) -> list[Stance]:
    """Return *not answered* for an item that is asked about just that; elsewhere it would only say unknown."""
    asked = any(isinstance(part, Answered) and part.item == item for each in expressions for part in walk(each))
    return [(State.UNANSWERED, UNKNOWN)] if asked else []


def _values(item: Item, expressions: Sequence[Expression]) -> list[Stance]:
    """Return the values to try: one that stands for each way the expressions can treat the item."""
    match item.kind:
        case Practice():
            values: Iterable[Any] = PRACTICE_VALUES
        case Choice(options):
            values = [option.id for option in options]
        case Maturity():
            values = range(5)
        case Choices(options) | Checklist(options):
            values = _subsets(options, {constant for constant in _constants(expressions) if isinstance(constant, str)})
        case Number() if _only_compared(item.id, expressions):
            values = _around(item.kind, expressions)
        case Note():
            return [ABSENT]
        case _:
            return [OPEN]
    stances = [(State.ANSWERED, value) for value in values]
    return stances or [OPEN]


def _subsets(options: Sequence[Option], mentioned: set[str]) -> list[tuple[str, ...]]:
    """Return every choice among the options that are mentioned, exclusive ones alone; [] when there are too many."""
    free = [option.id for option in options if option.id in mentioned and not option.exclusive]
    if len(free) > MOST_TICKED:
        return []
    alone = [(option.id,) for option in options if option.exclusive]
    return [*alone, *chain.from_iterable(combinations(free, size) for size in range(len(free) + 1))]


def _only_compared(item: ItemId, expressions: Iterable[Expression]) -> bool:
    """Whether the number stands only directly beside constants, so that values around these decide everything."""
    return all(_compared_plainly(item, expression) for expression in expressions)


def _compared_plainly(item: ItemId, expression: Expression) -> bool:
    match expression:
        case Compare(_, operands) if Var(item) in operands:
            return all(operand == Var(item) or isinstance(operand, Literal) for operand in operands)
        case In(needle, Literal()) if needle == Var(item):
            return True
        case Var(name):
            return name != item
        case _:
            return all(_compared_plainly(item, child) for child in children(expression))


def _around(kind: Number, expressions: Iterable[Expression]) -> list[Fraction]:
    """Return the limits of the number, every constant, and a neighbour on each side, as far as they are allowed."""
    step = Fraction(1) if kind.form is NumberForm.INTEGER else SMALL_STEP
    marks = [constant for constant in _constants(expressions) if _is_number(constant)]
    marks += [limit for limit in (kind.min, kind.max) if limit is not None] or [0]
    near = {Fraction(mark) + shift for mark in marks for shift in (-step, Fraction(0), step)}
    allowed = (value for value in near if _is_allowed(value, kind))
    return sorted(allowed)


def _is_number(constant: object) -> bool:
    return isinstance(constant, int | Decimal) and not isinstance(constant, bool)


def _is_allowed(value: Fraction, kind: Number) -> bool:
    whole = kind.form is not NumberForm.INTEGER or value.denominator == 1
    return (
        whole
        and (kind.min is None or value >= Fraction(kind.min))
        and (kind.max is None or value <= Fraction(kind.max))
    )
