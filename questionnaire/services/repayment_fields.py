"""What can people say about a repayment, is this text such a value, and what do all the rows come to?

Like `plan_fields`: plain texts come in, problems are placed at the field. Nothing here may be left empty but whether
and when an instalment was paid.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from instruments.codec import from_json, plain
from instruments.codes import COUNTRIES, CURRENCIES
from instruments.model import Item, ItemId, Number, NumberForm
from instruments.problems import Code, Problem
from questionnaire.db.repayments import InstalmentRow, OwedRow, RepaymentRows
from questionnaire.services.plan_fields import FieldsRead, Reading, day, wrong
from scoring.plan import CostCategory, Instalment, Owed, Repayment


class Part(StrEnum):
    """The two kinds of rows that a repayment has."""

    OWED = "owed"
    INSTALMENT = "instalment"


LONGEST_COUNT = 15
WORKERS = Item(ItemId("workers"), Number(NumberForm.INTEGER, min=Decimal(1), max=Decimal(1_000_000)), "")
AMOUNT = Item(ItemId("amount"), Number(NumberForm.NUMBER, min=Decimal("0.01")), "")


def _listed(allowed: frozenset[str], code: Code) -> Callable[[str, str], Reading]:
    def read(where: str, text: str) -> Reading:
        return (text, ()) if text in allowed else wrong(code, where, given=text[:80])

    return read


def _category(where: str, text: str) -> Reading:
    return (CostCategory(text), ()) if text in set(CostCategory) else wrong(Code.NOT_A_CHOICE, where, given=text[:80])


def _workers(where: str, text: str) -> Reading:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_COUNT):
        return wrong(Code.NOT_A_WHOLE_NUMBER, where, given=text[:80])
    return from_json(WORKERS, int(text), where)


def _amount(where: str, text: str) -> Reading:
    amount, problems = from_json(AMOUNT, text, where)
    return (plain(amount) if isinstance(amount, Decimal) else None), problems


def _due(where: str, text: str) -> Reading:
    return day(where, text) if text else wrong(Code.NOT_A_DATE, where, given="")


def _proof(where: str, text: str) -> Reading:
    try:
        return (UUID(text) if text else None), ()
    except ValueError:
        return wrong(Code.NOT_A_CHOICE, where, given=text[:80])


def _removed(_where: str, text: str) -> Reading:
    return text == "yes", ()


MONEY: Mapping[str, Callable[[str, str], Reading]] = {
    "amount": _amount,
    "currency": _listed(CURRENCIES, Code.NOT_A_CURRENCY),
    "removed": _removed,
}
READERS: Mapping[Part, Mapping[str, Callable[[str, str], Reading]]] = {
    Part.OWED: {
        "corridor": _listed(COUNTRIES, Code.NOT_A_COUNTRY),
        "category": _category,
        "workers": _workers,
        **MONEY,
    },
    Part.INSTALMENT: {"due": _due, **MONEY, "paid": day, "proof": _proof},
}


def read_row(part: Part, texts: Mapping[str, str], *, last_day: date) -> FieldsRead:
    """Read the texts of a whole row; a field that is not sent is empty. Nothing is paid after `last_day`."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, reader in READERS[part].items():
        values[name], found = reader(name, texts.get(name, "").strip())
        problems += found
    if values.get("proof") and not values["paid"] and not any(each.where == "paid" for each in problems):
        problems.append(Problem.of(Code.NOT_A_DATE, "paid"))
    if values.get("paid") and values["paid"] > last_day:
        problems.append(Problem.of(Code.TOO_LATE, "paid", limit=last_day))
    return FieldsRead(values, tuple(problems))


def row_texts(part: Part, row: OwedRow | InstalmentRow) -> dict[str, str]:
    """Write a row as the texts that `read_row` reads."""
    return {name: _written(getattr(row, name)) for name in READERS[part]}


def _written(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "yes" if value is True else str(value)


def as_repayment(rows: RepaymentRows) -> Repayment:
    """Return what scoring needs of a repayment. An instalment counts as paid with a date and a file only."""
    standing = rows.standing()
    return Repayment(
        owed=tuple(
            Owed(row.corridor, row.category, row.workers, Decimal(row.amount), row.currency) for row in standing.owed
        ),
        schedule=tuple(
            Instalment(row.due, Decimal(row.amount), row.currency, row.proof_name if row.paid else "", row.paid)
            for row in standing.instalments
        ),
    )
