"""Which fields of an action can people change, and is this text a value of that field?

The one gate for forms and workbooks alike: both bring plain texts - dates as 2026-03-27, list values as their ids,
empty for none - and get problems placed at the field.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from instruments.codec import CONTROL, LONE_SURROGATE, from_json, plain
from instruments.codes import CURRENCIES
from instruments.model import Item, ItemId, Number, NumberForm
from instruments.problems import Code, Problem
from questionnaire.db.actions import PlanRow
from questionnaire.excel.plan_columns import BANDS
from questionnaire.lifecycle import ActionStatus
from scoring.plan import Bearer, RootCause

LONGEST_TEXT = 5000
COST = Item(ItemId("cost"), Number(NumberForm.NUMBER, min=Decimal(0)), "")

Reading = tuple[Any, tuple[Problem, ...]]


def wrong(code: Code, where: str, **params: object) -> Reading:
    """Return no value, and the problem."""
    return None, (Problem.of(code, where, **params),)


def _text(where: str, text: str) -> Reading:
    if LONE_SURROGATE.search(text) or re.search(CONTROL, text):
        return wrong(Code.BAD_CHARACTERS, where)
    if len(text) > LONGEST_TEXT:
        return wrong(Code.TOO_LONG, where, limit=LONGEST_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(), ()


def day(where: str, text: str) -> Reading:
    """Read a date, or none."""
    try:
        return (date.fromisoformat(text) if text else None), ()
    except ValueError:
        return wrong(Code.NOT_A_DATE, where, given=text[:80])


def _cost(where: str, text: str) -> Reading:
    if not text:
        return "", ()
    amount, problems = from_json(COST, text, where)
    return (plain(amount) if isinstance(amount, Decimal) else None), problems


def _one_of(allowed: frozenset[str], code: Code = Code.NOT_A_CHOICE) -> Callable[[str, str], Reading]:
    def read(where: str, text: str) -> Reading:
        return (text, ()) if text in allowed or not text else wrong(code, where, given=text[:80])

    return read


def _status(where: str, text: str) -> Reading:
    if text not in set(ActionStatus):
        return wrong(Code.UNKNOWN_STATUS, where, given=text[:80])
    return ActionStatus(text), ()


READERS: Mapping[str, Callable[[str, str], Reading]] = {
    "status": _status,
    "text": _text,
    "finding": _text,
    "cause": _one_of(frozenset(RootCause)),
    "workers": _one_of(frozenset(BANDS)),
    "owner": _text,
    "start": day,
    "due": day,
    "cost": _cost,
    "currency": _one_of(CURRENCIES, Code.NOT_A_CURRENCY),
    "bearer": _one_of(frozenset(Bearer)),
    "note": _text,
}


@dataclass(frozen=True, slots=True)
class FieldsRead:
    """The sound values by field, and what is wrong with the others."""

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]


def read_fields(texts: Mapping[str, str]) -> FieldsRead:
    """Read the texts of fields; each problem is placed at its field."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        reader = READERS.get(name)
        value, found = reader(name, text) if reader else wrong(Code.UNKNOWN_KEY, name, key=name[:80])
        problems += found
        if not found:
            values[name] = value
    return FieldsRead(values, tuple(problems))


def field_texts(row: Any) -> dict[str, str]:
    """Write the fields of an action (or of one as it once stood) as the texts that `read_fields` reads."""
    return {name: _written(getattr(row, name)) for name in READERS}


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def with_fields(row: PlanRow, values: Mapping[str, Any]) -> PlanRow:
    """Return the action with these values."""
    return replace(row, **values)
