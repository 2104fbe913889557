"""What does a JsonLogic condition say, and is it well typed?

The syntax is JsonLogic's; the subset is typed, so that comparing a choice with an option it does not have is a fault
and not a silent `false`. Reading this syntax loosely is where engines go wrong: in every library we tried, a missing
number is less than five. Here it is *unknown* (see `evaluation`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from instruments.evaluation import UNKNOWN, evaluate
from instruments.model import Item, ItemId, Table
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
    Type,
    Var,
    option_ids,
    references,
    to_json,
    type_of,
    walk,
)
from instruments.problems import Code, Problem

__all__ = ["UNKNOWN", "Expression", "Scope", "Type", "evaluate", "parse_expression", "references", "to_json", "walk"]

MAX_DEPTH = 40
SMALLEST, LARGEST = -12, 15  # decimal exponents of the first digit
ORDERED = {Type.NUMBER, Type.DATE, Type.MONTH}
EQUATABLE = ORDERED | {Type.OPTION, Type.TEXT, Type.BOOLEAN, Type.NULL}

Typed = tuple[Expression, Type]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use: items that come before, columns of the row at hand, and those still to come."""

    items: Mapping[ItemId, Item]
    columns: Mapping[ItemId, Item] = field(default_factory=dict)
    later: frozenset[ItemId] = frozenset()


class _Faulty(Exception):  # noqa: N818  control flow inside this module only
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def parse_expression(
    document: object, scope: Scope, where: str = ""
) -> tuple[Expression | None, Type | None, tuple[Problem, ...]]:
    """Parse a JsonLogic document against the names in `scope`.

    Return the expression, its type and no problems; or nothing and the first problem met, placed by JSON pointer
    below `where`. Never raises, whatever the document is.
    """
    try:
        expression, kind = _Parser(scope).parse(document, where, 0)
    except _Faulty as fault:
        return None, None, (fault.problem,)
    return expression, kind, ()


def _fault(code: Code, where: str, **params: object) -> _Faulty:
    return _Faulty(Problem.of(code, where, **params))


class _Parser:
    """One parse: the scope, and a method per group of operators."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def parse(self, document: object, where: str, depth: int) -> Typed:
        if depth > MAX_DEPTH:
            raise _fault(Code.TOO_DEEP, where, limit=MAX_DEPTH)
        if not isinstance(document, dict):
            return self.literal(document, where)
        if len(document) != 1:
            raise _fault(Code.WRONG_SHAPE, where, expected="one operator")
        ((operator, given),) = document.items()
        arguments = given if isinstance(given, list) else [given]
        parse = PARSERS.get(operator)
        if parse is None:
            raise _fault(Code.UNKNOWN_OPERATOR, where, operator=operator)
        place = f"{where}/~1" if operator == "/" else f"{where}/{operator}"
        return parse(self, operator, arguments, place, depth + 1)

    # Leaves

    def literal(self, document: object, where: str) -> Typed:
        match document:
            case bool():
                return Literal(document, Type.BOOLEAN), Type.BOOLEAN
            case int() | Decimal():
                return Literal(_bounded(document, where), Type.NUMBER), Type.NUMBER
            case str():
                return Literal(document, Type.TEXT), Type.TEXT
            case None:
                return Literal(None, Type.NULL), Type.NULL
            case list():
                return Literal(tuple(self.constant(entry, where) for entry in document), Type.SET), Type.SET
            case _:
                raise _fault(Code.WRONG_SHAPE, where, expected="a constant or an operator")

    def constant(self, entry: object, where: str) -> Decimal | int | str:
        if isinstance(entry, bool) or not isinstance(entry, int | Decimal | str):
            raise _fault(Code.WRONG_SHAPE, where, expected="a list of numbers or texts")
        return entry if isinstance(entry, str) else _bounded(entry, where)

    def var(self, _operator: str, arguments: list[object], where: str, _depth: int) -> Typed:
        item, part, in_row = self.named(arguments, where)
        kind = type_of(item, part)
        if kind is None:
            raise _fault(Code.WRONG_TYPE, where, item=item.id, part=part or "")
        return Var(item.id, part, in_row), kind

    def named(self, arguments: list[object], where: str) -> tuple[Item, str | None, bool]:
        """Find the item a `var` names, its part, and whether it is a column of the row at hand."""
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise _fault(Code.WRONG_ARITY, where, expected="one name")
        name, _, part = arguments[0].partition(".")
        key = ItemId(name)
        if key in self.scope.columns:
            return self.scope.columns[key], part or None, True
        if key in self.scope.items:
            return self.scope.items[key], part or None, False
        raise _fault(Code.LOOKS_AHEAD if key in self.scope.later else Code.UNKNOWN_ITEM, where, item=name)

    # Truths

    def equality(self, operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        (left, left_type), (right, right_type) = self.operands(arguments, where, depth, least=2, most=2)
        pair = {left_type, right_type}
        if Type.NULL in pair:
            return Compare(operator, (left, right)), Type.BOOLEAN
        if not pair <= EQUATABLE or not _comparable(left_type, right_type):
            raise _fault(Code.WRONG_TYPE, where, left=left_type, right=right_type)
        self.require_options(left, right, where)
        self.require_options(right, left, where)
        return Compare(operator, (left, right)), Type.BOOLEAN

    def require_options(self, name: Expression, constant: Expression, where: str) -> None:
        """Refuse a constant that the item named can never be."""
        if not isinstance(name, Var) or not isinstance(constant, Literal) or name.part:
            return
        item = self.scope.columns.get(name.item) if name.in_row else self.scope.items.get(name.item)
        known = option_ids(item) if item else None
        wanted = constant.value if isinstance(constant.value, tuple) else (constant.value,)
        if known is not None:
            for option in wanted:
                if option not in known:
                    raise _fault(Code.UNKNOWN_OPTION, where, item=name.item, option=option)

    def ordering(self, operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        most = 3 if operator in {"<", "<="} else 2
        typed = self.operands(arguments, where, depth, least=2, most=most)
        types = {kind for _, kind in typed if kind is not Type.NULL}
        dates = types - {Type.TEXT}
        if len(dates) > 1 or not dates <= ORDERED or (Type.TEXT in types and not dates & {Type.DATE, Type.MONTH}):
            raise _fault(Code.WRONG_TYPE, where, operator=operator)
        return Compare(operator, tuple(expression for expression, _ in typed)), Type.BOOLEAN

    def junction(self, operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        typed = self.operands(arguments, where, depth, least=1, most=200)
        operands = tuple(expression for expression, _ in typed)
        for _, kind in typed:
            _require(kind, Type.BOOLEAN, where)
        return (AllOf(operands) if operator == "and" else AnyOf(operands)), Type.BOOLEAN

    def negation(self, _operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        ((operand, kind),) = self.operands(arguments, where, depth, least=1, most=1)
        _require(kind, Type.BOOLEAN, where)
        return Not(operand), Type.BOOLEAN

    def membership(self, _operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        (needle, needle_type), (haystack, haystack_type) = self.operands(arguments, where, depth, least=2, most=2)
        _require(haystack_type, Type.SET, where)
        if needle_type not in EQUATABLE - {Type.BOOLEAN}:
            raise _fault(Code.WRONG_TYPE, where, left=needle_type, right=haystack_type)
        if isinstance(haystack, Literal):
            self.require_alike(needle_type, haystack, where)
            self.require_options(needle, haystack, where)
        elif needle_type not in {Type.TEXT, Type.OPTION, Type.NULL}:
            raise _fault(Code.WRONG_TYPE, where, left=needle_type, right=haystack_type)
        else:
            self.require_options(haystack, needle, where)
        return In(needle, haystack), Type.BOOLEAN

    def require_alike(self, needle_type: Type, haystack: Literal, where: str) -> None:
        entries = haystack.value if isinstance(haystack.value, tuple) else ()
        for entry in entries:
            if isinstance(entry, str) == (needle_type is Type.NUMBER):
                raise _fault(Code.WRONG_TYPE, where, left=needle_type, right=Type.SET)

    def answered(self, _operator: str, arguments: list[object], where: str, _depth: int) -> Typed:
        match arguments:
            case [{"var": name, **rest}] if not rest:
                item, part, in_row = self.named(name if isinstance(name, list) else [name], f"{where}/0/var")
                if part is None:
                    return Answered(item.id, in_row), Type.BOOLEAN
        raise _fault(Code.WRONG_ARITY, where, expected="one item")

    # Numbers

    def arithmetic(self, operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        least, most = {"+": (1, 200), "*": (1, 200), "-": (1, 2), "/": (2, 2)}[operator]
        typed = self.operands(arguments, where, depth, least=least, most=most)
        for _, kind in typed:
            if kind is not Type.NULL:
                _require(kind, Type.NUMBER, where)
        return Arithmetic(operator, tuple(expression for expression, _ in typed)), Type.NUMBER

    def sum(self, _operator: str, arguments: list[object], where: str, _depth: int) -> Typed:
        match arguments:
            case [{"var": str(name), **rest}] if not rest and "." in name:
                table_name, _, path = name.partition(".")
            case _:
                raise _fault(Code.WRONG_ARITY, where, expected="one table column")
        table, columns = self.table([table_name], where)
        column_name, _, part = path.partition(".")
        column = columns.get(ItemId(column_name))
        if column is None:
            raise _fault(Code.UNKNOWN_ITEM, where, item=name)
        kind = type_of(column, part or None)
        if kind not in {Type.NUMBER, Type.SPLIT}:
            raise _fault(Code.WRONG_TYPE, where, item=name)
        return Sum(table.id, column.id, "total" if kind is Type.SPLIT else part or None), Type.NUMBER

    def count(self, _operator: str, arguments: list[object], where: str, depth: int) -> Typed:
        match arguments:
            case [{"var": name, **rest}, condition] if not rest:
                table, columns = self.table(name if isinstance(name, list) else [name], f"{where}/0/var")
            case _:
                raise _fault(Code.WRONG_ARITY, where, expected="a table and a condition")
        rows = _Parser(Scope(self.scope.items, columns, self.scope.later))
        expression, kind = rows.parse(condition, f"{where}/1", depth)
        _require(kind, Type.BOOLEAN, f"{where}/1")
        return Count(table.id, expression), Type.NUMBER

    def table(self, name: list[object], where: str) -> tuple[Item, Mapping[ItemId, Item]]:
        item, part, _ = self.named(name, where)
        if not isinstance(item.kind, Table) or part is not None:
            raise _fault(Code.WRONG_TYPE, where, item=item.id, expected=Type.TABLE)
        return item, {column.id: column for column in item.kind.columns}

    def operands(self, arguments: list[object], where: str, depth: int, *, least: int, most: int) -> list[Typed]:
        if not least <= len(arguments) <= most:
            raise _fault(Code.WRONG_ARITY, where, expected=least if least == most else f"{least}-{most}")
        return [self.parse(argument, f"{where}/{index}", depth) for index, argument in enumerate(arguments)]


PARSERS: Mapping[object, Callable[[_Parser, str, list[object], str, int], Typed]] = {
    "var": _Parser.var,
    "==": _Parser.equality,
    "!=": _Parser.equality,
    "<": _Parser.ordering,
    "<=": _Parser.ordering,
    ">": _Parser.ordering,
    ">=": _Parser.ordering,
    "and": _Parser.junction,
    "or": _Parser.junction,
    "!": _Parser.negation,
    "in": _Parser.membership,
    "+": _Parser.arithmetic,
    "-": _Parser.arithmetic,
    "*": _Parser.arithmetic,
    "/": _Parser.arithmetic,
    "answered": _Parser.answered,
    "sum": _Parser.sum,
    "count": _Parser.count,
}


def _comparable(left: Type, right: Type) -> bool:
    if left is right:
        return True
    return Type.TEXT in {left, right} and bool({left, right} & {Type.OPTION, Type.DATE, Type.MONTH})


def _require(kind: Type, wanted: Type, where: str) -> None:
    if kind is not wanted:
        raise _fault(Code.WRONG_TYPE, where, expected=wanted, found=kind)


def _bounded(number: Decimal | int, where: str) -> Decimal | int:
    """Refuse numbers whose exact form would fill the memory (`1e999999999`) or that are none (`NaN`)."""
    decimal = Decimal(number)
    if not decimal.is_finite() or (decimal and not SMALLEST <= decimal.adjusted() <= LARGEST):
        raise _fault(Code.BAD_NUMBER, where, number=str(decimal)[:40])
    return number
