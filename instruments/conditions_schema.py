"""When does a condition hold, said in JSON Schema?

A condition that only compares items with constants can be told from the answers alone. It is compiled twice, to a
schema for *true* and one for *false*; a response that fits neither leaves it unknown. Where arithmetic or a table is
involved nothing is said, and the items that depend on it are listed as inexpressible.
"""

from collections.abc import Iterable
from typing import Any, assert_never

from instruments.model import Instrument, Item, ItemId, Number, NumberForm
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
    type_of,
)

Schema = dict[str, Any]
STATED: Schema = {"type": "object", "required": ["state"]}
ALWAYS: Schema = {}
NEVER: Schema = {"not": {}}
KEYWORDS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Inexpressible(Exception):  # noqa: N818  control flow inside this module only
    pass


class Conditions:
    """The conditions of one instrument as schemas over the `answers` object."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.inexpressible: list[ItemId] = []
        self.asked: dict[ItemId, tuple[Schema, Schema]] = {}
        for item in instrument.items.values():
            try:
                self.asked[item.id] = self.compile(self.relevant(item))
            except _Inexpressible:
                self.inexpressible.append(item.id)

    def required(self) -> list[Schema]:
        """Return one schema per required item: it is surely not asked, or surely asked and there."""
        return [
            {"if": self.not_asked(item.id), "else": {"allOf": [self.is_asked(item.id), {"required": [item.id]}]}}
            for item in self.instrument.items.values()
            if item.required and item.id in self.asked
        ]

    def definitions(self) -> Schema:
        """Return the `$defs` that the conditions refer to."""
        found: Schema = {}
        for item, (true, false) in self.asked.items():
            if true != ALWAYS:
                found |= {f"asked.{item}": true, f"not-asked.{item}": false}
        return found

    def is_asked(self, item: ItemId) -> Schema:
        """Return the schema of answers under which `item` is surely asked."""
        return self.named("asked", item, 0)

    def not_asked(self, item: ItemId) -> Schema:
        """Return the schema of answers under which `item` is surely not asked."""
        return self.named("not-asked", item, 1)

    def named(self, name: str, item: ItemId, side: int) -> Schema:
        """Return one side of when `item` is asked, by reference unless it always is."""
        if item not in self.asked:
            raise _Inexpressible
        if self.asked[item][0] == ALWAYS:
            return self.asked[item][side]
        return {"$ref": f"#/$defs/{name}.{item}"}

    def relevant(self, item: Item) -> Expression:
        """Return the condition of the item and its section together."""
        section = self.instrument.section_of[item.id]
        conditions = tuple(condition for condition in (section.relevant, item.relevant) if condition is not None)
        return AllOf(conditions) if conditions else Literal(True, Type.BOOLEAN)  # noqa: FBT003  it is the constant

    def compile(self, condition: Expression) -> tuple[Schema, Schema]:
        """Return the schemas under which `condition` is true and false."""
        match condition:
            case Literal(bool(value)):
                return (ALWAYS, NEVER) if value else (NEVER, ALWAYS)
            case Not(operand):
                true, false = self.compile(operand)
                return false, true
            case AllOf(operands):
                pairs = [self.compile(operand) for operand in operands]
                return _all(true for true, _ in pairs), _any(false for _, false in pairs)
            case AnyOf(operands):
                pairs = [self.compile(operand) for operand in operands]
                return _any(true for true, _ in pairs), _all(false for _, false in pairs)
            case Answered(item, in_row=False):
                given: Schema = {"required": [item]}
                unanswered = _all([self.is_asked(item), {"not": given}])
                return _all([self.is_asked(item), given]), _any([self.not_asked(item), unanswered])
            case Compare(operator, (Var(in_row=False, part=None) as name, Literal(value))):
                return self.comparison(operator, name.item, value)
            case Compare(operator, (Literal(value), Var(in_row=False, part=None) as name)):
                return self.comparison(MIRRORED.get(operator, operator), name.item, value)
            case In(Var(in_row=False, part=None) as name, Literal(tuple(values))):
                return self.holds(name.item, {"enum": [_constant(value) for value in values]})
            case In(Literal(value), Var(in_row=False) as name):
                return self.holds(name.item, {"type": "array", "contains": {"const": _constant(value)}})
            case Var() | Literal() | Compare() | In() | Answered() | Arithmetic() | Sum() | Count():
                raise _Inexpressible
        assert_never(condition)

    def comparison(self, operator: str, item: ItemId, value: object) -> tuple[Schema, Schema]:
        """Return the schemas under which `item operator value` is true and false."""
        if operator in KEYWORDS:
            if type_of(self.instrument.items[item], None) is not Type.NUMBER or value is None:
                raise _Inexpressible
            return self.holds(item, {"type": "number", KEYWORDS[operator]: _constant(value)})
        if value is None:
            true, false = self.null(item), self.value(item)
        else:
            true, false = self.holds(item, {"const": _constant(value)})
        return (true, false) if operator == "==" else (false, true)

    def holds(self, item: ItemId, schema: Schema) -> tuple[Schema, Schema]:
        """Return true where the item has a value that fits, false where it is null or has one that does not."""
        kind = self.instrument.items[item].kind
        if isinstance(kind, Number) and kind.form is not NumberForm.INTEGER:
            raise _Inexpressible  # its value may come as a decimal string, which JSON Schema cannot compare
        fits: Schema = {"properties": {item: schema}}
        misses: Schema = {"properties": {item: {"not": schema}}}
        return _all([self.value(item), fits]), _any([self.null(item), _all([self.value(item), misses])])

    def value(self, item: ItemId) -> Schema:
        """Return the schema of answers in which the item is asked and has a value."""
        return _all([self.is_asked(item), {"required": [item], "properties": {item: {"not": STATED}}}])

    def null(self, item: ItemId) -> Schema:
        """Return the schema of answers in which the item is not asked, or is *don't know* or *not applicable*."""
        stated: Schema = {"required": [item], "properties": {item: STATED}}
        return _any([self.not_asked(item), _all([self.is_asked(item), stated])])


def _constant(value: Any) -> Any:
    if isinstance(value, str | bool) or value is None:
        return value
    return int(value) if value == int(value) else float(value)


def _all(schemas: Iterable[Schema]) -> Schema:
    parts = [schema for schema in schemas if schema != ALWAYS]
    if NEVER in parts:
        return NEVER
    return parts[0] if len(parts) == 1 else {"allOf": parts} if parts else ALWAYS


def _any(schemas: Iterable[Schema]) -> Schema:
    parts = [schema for schema in schemas if schema != NEVER]
    if ALWAYS in parts:
        return ALWAYS
    return parts[0] if len(parts) == 1 else {"anyOf": parts} if parts else NEVER
