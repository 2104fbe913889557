"""What is the value of an expression, given what is known so far?

Three-valued (Kleene): an item asked but not answered is `UNKNOWN`; an item not asked, or answered *don't know* or
*not applicable*, is null. Null orders before nothing and is in nothing; it equals null only. Arithmetic with null is
null, and only then unknown with unknown: whatever the unknown turns out to be, null it stays. Division by zero is
null, where JavaScript would carry an infinity on.

A tree is compiled once into a closure over a `Standing`; the closure is what runs on every save.
"""

import operator
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Any, Final, assert_never

from instruments.model import DontKnow, ItemId, Money, NotApplicable, Split, State
from instruments.nodes import (
    AllOf,
    Answered,
    AnyOf,
    Arithmetic,
    Compare,
    Count,
    Expression,
    In,
    Literal,
    Not,
    Sum,
    Var,
)


class Unknown(Enum):
    """The third truth value, and the value of whatever is asked but not yet answered."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

Truth = bool | Unknown


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known: the state of every item, and its value (None when null, `UNKNOWN` when not yet known).

    Numbers are ints or Fractions, never Decimals, so that every comparison is exact.
    """

    states: Mapping[ItemId, State]
    values: Mapping[ItemId, Any]


def evaluate(expression: Expression, standing: Standing) -> Any:
    """Return the value of `expression`: a bool, number, text, tuple, None (null) or `UNKNOWN`."""
    return compiled(expression)(standing)


Closure = Callable[[Standing], Any]

ORDERINGS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@lru_cache(maxsize=20_000)
def compiled(expression: Expression) -> Closure:
    """Return the closure that evaluates `expression`."""
    match expression:
        case Literal(value):
            constant = exact(value)
            return lambda _: constant
        case Var(item, part):
            return _part_of(item, part) if part else lambda standing: standing.values[item]
        case Compare("==" | "!=" as sign, (left, right)):
            return _equality(compiled(left), compiled(right), negated=sign == "!=")
        case Compare(sign, operands):
            return _ordering(ORDERINGS[sign], tuple(map(compiled, operands)))
        case AllOf(operands):
            return _junction(tuple(map(compiled, operands)), decisive=False)
        case AnyOf(operands):
            return _junction(tuple(map(compiled, operands)), decisive=True)
        case Not(operand):
            return _negation(compiled(operand))
        case In(needle, haystack):
            return _membership(compiled(needle), compiled(haystack))
        case Arithmetic(sign, operands):
            return _arithmetic(sign, tuple(map(compiled, operands)))
        case Answered(item):
            return lambda standing: _answered(standing.states[item])
        case Sum(table, column, part):
            return _sum(table, compiled(Var(column, part)))
        case Count(table, condition):
            return _count(table, compiled(condition))
    assert_never(expression)


def exact(value: Any) -> Any:
    """Return `value` with every Decimal as a Fraction."""
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, tuple):
        return tuple(exact(entry) for entry in value)
    return value


def known(answer: Any) -> Any:
    """Return the value that an answer has inside expressions: null for *don't know* and *not applicable*."""
    return None if isinstance(answer, DontKnow | NotApplicable) else exact(answer)


def _part_of(item: ItemId, part: str) -> Closure:
    def closure(standing: Standing) -> Any:
        value = standing.values[item]
        return exact(getattr(value, part)) if isinstance(value, Split | Money) else value

    return closure


def _equality(left: Closure, right: Closure, *, negated: bool) -> Closure:
    def closure(standing: Standing) -> Any:
        one, other = left(standing), right(standing)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        return bool(one == other) is not negated

    return closure


def _ordering(compare: Callable[[Any, Any], bool], operands: tuple[Closure, ...]) -> Closure:
    if len(operands) == 2:
        return _comparison(compare, *operands)

    def closure(standing: Standing) -> Any:
        values = [operand(standing) for operand in operands]
        if None in values:
            return False
        if UNKNOWN in values:
            return UNKNOWN
        return all(compare(one, other) for one, other in pairwise(values))

    return closure


def _comparison(compare: Callable[[Any, Any], bool], left: Closure, right: Closure) -> Closure:
    """Return the ordering of two operands, as nearly all are."""

    def closure(standing: Standing) -> Any:
        one, other = left(standing), right(standing)
        if one is None or other is None:
            return False
        return UNKNOWN if one is UNKNOWN or other is UNKNOWN else compare(one, other)

    return closure


def _junction(operands: tuple[Closure, ...], *, decisive: bool) -> Closure:
    """`or` when `decisive` is true, `and` when it is false: one decisive operand settles it."""

    def closure(standing: Standing) -> Any:
        settled: Truth = not decisive
        for operand in operands:
            truth = operand(standing)
            if truth is decisive:
                return decisive
            if truth is UNKNOWN:
                settled = UNKNOWN
        return settled

    return closure


def _negation(operand: Closure) -> Closure:
    def closure(standing: Standing) -> Any:
        truth: Truth = operand(standing)
        return UNKNOWN if truth is UNKNOWN else not truth

    return closure


def _membership(needle: Closure, haystack: Closure) -> Closure:
    def closure(standing: Standing) -> Any:
        one, many = needle(standing), haystack(standing)
        if one is None or many is None:
            return False
        if one is UNKNOWN or many is UNKNOWN:
            return UNKNOWN
        return bool(one in many)

    return closure


def _arithmetic(sign: str, operands: tuple[Closure, ...]) -> Closure:
    def closure(standing: Standing) -> Any:
        return calculate(sign, [operand(standing) for operand in operands])

    return closure


def calculate(sign: str, values: list[Any]) -> Any:
    """Apply `+ - * /` to numbers, nulls and unknowns."""
    if None in values:
        return None
    if UNKNOWN in values:
        return UNKNOWN
    match sign, values:
        case "+", _:
            return sum(values)
        case "*", _:
            return reduce(operator.mul, values)
        case "-", [one]:
            return -one
        case "-", [one, other]:
            return one - other
        case _, [one, other]:
            return Fraction(one) / other if other else None
    raise AssertionError(sign)


def _answered(state: State) -> Truth:
    return UNKNOWN if state is State.UNDETERMINED else state is State.ANSWERED


def _rows(table: ItemId, standing: Standing) -> Any:
    """Return a standing per row; None or `UNKNOWN` when the table is."""
    rows = standing.values[table]
    if rows is None or rows is UNKNOWN:
        return rows
    return [
        Standing(ChainMap(row.states, standing.states), ChainMap(row.values, standing.values))  # type: ignore[arg-type]
        for row in rows
    ]


def _sum(table: ItemId, cell: Closure) -> Closure:
    def closure(standing: Standing) -> Any:
        rows = _rows(table, standing)
        return calculate("+", [cell(row) for row in rows]) if isinstance(rows, Iterable) else rows

    return closure


def _count(table: ItemId, condition: Closure) -> Closure:
    def closure(standing: Standing) -> Any:
        rows = _rows(table, standing)
        if not isinstance(rows, Iterable):
            return rows
        truths = [condition(row) for row in rows]
        return UNKNOWN if UNKNOWN in truths else sum(truths)

    return closure
