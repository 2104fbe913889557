"""What is an expression made of, and what does it refer to?

A tree of frozen nodes: `instruments.expressions` parses JsonLogic into it, `instruments.evaluation` turns it into a
closure. References are explicit, so a condition can only look at items that come before it, and one pass decides
every item.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Item,
    ItemId,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    Practice,
    SplitKind,
    Table,
    Text,
)

PRACTICE_VALUES = ("yes", "partly", "no")


class Type(StrEnum):
    """What a part of an expression yields. OPTION is one id, SET several; DATE and MONTH compare as ISO texts."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    OPTION = "option"
    SET = "set"
    DATE = "date"
    MONTH = "month"
    MONEY = "money"
    SPLIT = "split"
    TABLE = "table"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: a number, text, truth, null, or a list of constants (for `in`).

    The type is part of it because Python holds `True == 1`, and two conditions must not be taken for one another.
    """

    value: Decimal | int | str | bool | tuple[Decimal | int | str, ...] | None
    type: Type


@dataclass(frozen=True, slots=True)
class Var:
    """The value of an item, of its part (`women`, `amount`), or of a column of the row at hand."""

    item: ItemId
    part: str | None = None
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """`==`, `!=`, or an ordering; an ordering may have three operands (`1 < x < 10`)."""

    operator: str
    operands: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """`and`."""

    operands: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`or`."""

    operands: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """`!`."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class In:
    """Whether `needle` is among `haystack`: a list of constants, or the options ticked."""

    needle: "Expression"
    haystack: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /` over numbers; `-` with one operand negates."""

    operator: str
    operands: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether the item (or the column of the row at hand) was answered in any way."""

    item: ItemId
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a table's column (of a split column: of its total, or of one part)."""

    table: ItemId
    column: ItemId
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows of a table that satisfy a condition."""

    table: ItemId
    condition: "Expression"


Expression = Literal | Var | Compare | AllOf | AnyOf | Not | In | Arithmetic | Answered | Sum | Count


def type_of(item: Item, part: str | None) -> Type | None:
    """Return the type of `item` or of its part; None when it has no such part or no value at all."""
    match item.kind, part:
        case SplitKind(), ("women" | "men" | "other" | "not_available" | "total"):
            return Type.NUMBER
        case MoneyKind(), "amount":
            return Type.NUMBER
        case MoneyKind(), "currency":
            return Type.TEXT
        case _, str():
            return None
    match item.kind:
        case Maturity() | Number():
            return Type.NUMBER
        case Practice() | Choice():
            return Type.OPTION
        case Checklist() | Choices():
            return Type.SET
        case Text() | Country() | Language():
            return Type.TEXT
        case Date():
            return Type.DATE
        case Month():
            return Type.MONTH
        case MoneyKind():
            return Type.MONEY
        case SplitKind():
            return Type.SPLIT
        case Table():
            return Type.TABLE
        case Note():
            return None
    assert_never(item.kind)


def option_ids(item: Item) -> frozenset[str] | None:
    """Return the ids an item's value may be made of, or None when it does not consist of options."""
    match item.kind:
        case Practice():
            return frozenset(PRACTICE_VALUES)
        case Choice(options) | Choices(options) | Checklist(options):
            return frozenset(option.id for option in options)
        case _:
            return None


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the direct parts of an expression."""
    match expression:
        case Compare(_, operands) | Arithmetic(_, operands) | AllOf(operands) | AnyOf(operands):
            return operands
        case Not(operand):
            return (operand,)
        case In(needle, haystack):
            return (needle, haystack)
        case Count(_, condition):
            return (condition,)
        case Literal() | Var() | Answered() | Sum():
            return ()
    assert_never(expression)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and all its parts, outermost first."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def references(expression: Expression | None) -> frozenset[ItemId]:
    """Return the items an expression looks at; a column of the row at hand is not one, its table is."""
    if expression is None:
        return frozenset()
    found: set[ItemId] = set()
    for part in walk(expression):
        match part:
            case Var(item, in_row=False) | Answered(item, in_row=False):
                found.add(item)
            case Sum(table) | Count(table):
                found.add(table)
            case _:
                pass
    return frozenset(found)


def to_json(expression: Expression) -> object:
    """Print an expression back as JsonLogic."""
    match expression:
        case Literal(value):
            return list(value) if isinstance(value, tuple) else value
        case Var(item, part):
            return {"var": item if part is None else f"{item}.{part}"}
        case Compare(operator, operands) | Arithmetic(operator, operands):
            return {operator: [to_json(operand) for operand in operands]}
        case AllOf(operands):
            return {"and": [to_json(operand) for operand in operands]}
        case AnyOf(operands):
            return {"or": [to_json(operand) for operand in operands]}
        case Not(operand):
            return {"!": [to_json(operand)]}
        case In(needle, haystack):
            return {"in": [to_json(needle), to_json(haystack)]}
        case Answered(item):
            return {"answered": [{"var": item}]}
        case Sum(table, column, part):
            return {"sum": [{"var": ".".join(name for name in (table, column, part) if name)}]}
        case Count(table, condition):
            return {"count": [{"var": table}, to_json(condition)]}
    assert_never(expression)
