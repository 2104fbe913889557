"""What would a standard JSON Schema validator accept as a response to this instrument?

The schema (2020-12) accepts what `response.read` accepts and refuses what it refuses, as far as JSON Schema can say
it; what it cannot say stands in `$comment`. With `complete` it also demands every required item that is asked, where
the conditions that decide it only compare with constants.
"""

from typing import Any, assert_never

from instruments.codec import (
    CONTROL,
    CONTROL_OR_BREAK,
    MOST_DECIMALS,
    REASON_TEXT_LENGTH,
    TOO_LARGE,
    VISIBLE,
    canonical,
)
from instruments.codes import COUNTRIES, CURRENCIES, LANGUAGE_TAG, LONGEST_LANGUAGE_TAG
from instruments.conditions_schema import Conditions
from instruments.model import (
    SEXES,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Instrument,
    Item,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    SplitKind,
    Table,
    Text,
)
from instruments.nodes import PRACTICE_VALUES, to_json
from instruments.response import LONGEST_NOTE

Schema = dict[str, Any]

# A trailing line break slips past `$` in some engines; `maxLength` or a refused character class stops it everywhere.
DATE_PATTERN = (
    "^(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$"
)
MONTH_PATTERN = "^[0-9]{4}-(0[1-9]|1[0-2])$"
DECIMAL_PATTERN = f"^-?[0-9]{{1,{TOO_LARGE}}}(\\.[0-9]{{1,{MOST_DECIMALS}}}0*)?$"
NOT_A_BREAK: Schema = {"not": {"pattern": "[\\n\\r]"}}
BOUND = 10**TOO_LARGE


def response_schema(instrument: Instrument, *, complete: bool = False) -> Schema:
    """Return the JSON Schema 2020-12 of a response to `instrument`."""
    items = [item for item in instrument.items.values() if not isinstance(item.kind, Note)]
    answers: Schema = {
        "type": "object",
        "properties": {item.id: item_schema(item) for item in items},
        "additionalProperties": False,
    }
    conditions = Conditions(instrument)
    if complete and (required := conditions.required()):
        answers["allOf"] = required
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": _unsaid(instrument, conditions if complete else None),
        "title": f"Response to {instrument.ref}",
        "type": "object",
        "properties": {
            "format": {"const": 1, "type": "integer"},
            "instrument": {"const": str(instrument.ref)},
            "digest": {"const": instrument.digest},
            "language": _language(),
            "answers": answers,
            "notes": _per_item(items, {"type": "string", "maxLength": LONGEST_NOTE, "pattern": VISIBLE}, instrument),
            "evidence": _per_item(items, {"type": "array", "items": _evidence()}, None),
        },
        "required": ["format", "instrument", "answers"],
        "additionalProperties": False,
        "$defs": conditions.definitions() if complete else {},
    }


def item_schema(item: Item) -> Schema:
    """Return the schema of an answer to `item`: its value, or *don't know* or *not applicable* where allowed."""
    allowed = [value_schema(item)]
    if item.dont_know:
        allowed.append(_object({"state": {"const": "dont_know"}}, ["state"]))
    allowed += [_not_applicable(reason.id, free=reason.free) for reason in item.na_reasons]
    return allowed[0] if len(allowed) == 1 else {"anyOf": allowed}


def _not_applicable(reason: str, *, free: bool) -> Schema:
    text: Schema = {"type": "string", "maxLength": REASON_TEXT_LENGTH, "not": {"pattern": CONTROL}}
    if free:
        text["pattern"] = VISIBLE
    fields = {"state": {"const": "not_applicable"}, "reason": {"const": reason}, "text": text}
    return _object(fields, ["state", "reason", *(["text"] if free else [])])


def value_schema(item: Item) -> Schema:
    """Return the schema of a value of the item's kind."""
    match item.kind:
        case Maturity():
            return {"type": "integer", "minimum": 0, "maximum": 4}
        case Practice():
            return {"enum": list(PRACTICE_VALUES)}
        case Choice(options):
            return {"enum": [option.id for option in options]}
        case Choices(options) | Checklist(options):
            return _several(options)
        case Number():
            return _number(item.kind)
        case MoneyKind(least, most):
            fields = {"amount": _decimal(least, most), "currency": {"enum": sorted(CURRENCIES)}}
            return _object(fields, ["amount", "currency"])
        case SplitKind():
            count = {"type": "integer", "minimum": 0, "exclusiveMaximum": BOUND}
            return _object(dict.fromkeys(SEXES, count), []) | {"minProperties": 1}
        case Text(longest, multiline):
            refused = CONTROL if multiline else CONTROL_OR_BREAK
            return {"type": "string", "maxLength": longest, "pattern": VISIBLE, "not": {"pattern": refused}}
        case Date():
            return {"type": "string", "maxLength": 10, "pattern": DATE_PATTERN}
        case Month():
            return {"type": "string", "maxLength": 7, "pattern": MONTH_PATTERN}
        case Country():
            return {"enum": sorted(COUNTRIES)}
        case Language():
            return _language()
        case Table():
            return _table(item.kind)
        case Note():
            return {"not": {}}
    assert_never(item.kind)


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _language() -> Schema:
    return {"type": "string", "maxLength": LONGEST_LANGUAGE_TAG, "pattern": LANGUAGE_TAG} | NOT_A_BREAK


def _several(options: tuple[Option, ...]) -> Schema:
    schema: Schema = {"type": "array", "items": {"enum": [option.id for option in options]}, "uniqueItems": True}
    exclusive = [option.id for option in options if option.exclusive]
    if exclusive:
        schema["anyOf"] = [{"maxItems": 1}, {"not": {"contains": {"enum": exclusive}}}]
    return schema


def _number(kind: Number) -> Schema:
    if kind.form is NumberForm.INTEGER:
        return {"type": "integer"} | _limits(kind.min, kind.max)
    return _decimal(kind.min, kind.max)


def _decimal(least: Any, most: Any) -> Schema:
    text = {"type": "string", "pattern": DECIMAL_PATTERN} | NOT_A_BREAK
    return {"anyOf": [{"type": "number"} | _limits(least, most), text]}


def _limits(least: Any, most: Any) -> Schema:
    limits: Schema = {"exclusiveMinimum": -BOUND, "exclusiveMaximum": BOUND}
    if least is not None:
        limits["minimum"] = _plain_number(least)
    if most is not None:
        limits["maximum"] = _plain_number(most)
    return limits


def _plain_number(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


def _table(kind: Table) -> Schema:
    row_id = {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"} | NOT_A_BREAK
    rows = _object({"_row": row_id} | {str(column.id): item_schema(column) for column in kind.columns}, ["_row"])
    return {"type": "array", "items": rows, "minItems": kind.min_rows, "maxItems": kind.max_rows}


def _evidence() -> Schema:
    sha256 = {"type": "string", "maxLength": 64, "pattern": "^([0-9a-f]{64})?$"} | NOT_A_BREAK
    fields = {"level": {"type": "integer", "minimum": 0, "maximum": 4}, "name": {"type": "string"}, "sha256": sha256}
    return _object(fields, ["level"])


def _per_item(items: list[Item], schema: Schema, instrument: Instrument | None) -> Schema:
    ids = list(instrument.items) if instrument else [item.id for item in items]
    return {"type": "object", "propertyNames": {"enum": ids}, "additionalProperties": schema}


def _unsaid(instrument: Instrument, conditions: Conditions | None) -> str:
    """List what JSON Schema cannot say about these responses."""
    unsaid = [
        "the ids of the rows of one table differ",
        f"JSON numbers have at most {MOST_DECIMALS} decimals",
        "a decimal written as a string keeps to the limits of its item",
        "dates and months keep to the limits of their item",
    ]
    unsaid += [f"check {check.id}: {canonical(to_json(check.asserts)).decode()}" for check in instrument.checks]
    unsaid += [f"{item} is required when it is asked" for item in (conditions.inexpressible if conditions else ())]
    return "Also checked: " + "; ".join(unsaid) + "."
