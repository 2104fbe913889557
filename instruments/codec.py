"""How does an answer look in JSON, and is this JSON an answer to that item?

`from_json` is the one gate: web forms, workbooks and response documents all build JSON and pass it. Decimals travel
as strings (`"120.50"`) because a binary float is no amount; plain JSON numbers are accepted too.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, assert_never

from instruments.codes import COUNTRIES, CURRENCIES, is_language
from instruments.model import (
    SEXES,
    Answer,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    DontKnow,
    Item,
    ItemId,
    Language,
    Maturity,
    Money,
    MoneyKind,
    Month,
    NotApplicable,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    Row,
    Split,
    SplitKind,
    Table,
    Text,
)
from instruments.nodes import PRACTICE_VALUES
from instruments.problems import Code, Problem

TOO_LARGE = 16  # digits before the point: more than any count of people or sum of money
LEAST_TOO_LARGE = 10**TOO_LARGE
LOWEST_LEVEL, HIGHEST_LEVEL = Decimal(0), Decimal(4)
MOST_DECIMALS = 6
SMALLEST_STEP = Decimal(1).scaleb(-MOST_DECIMALS)
# Patterns stand as texts because the JSON Schema of a response carries the same ones.
CONTROL = "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]"
CONTROL_OR_BREAK = "[\u0000-\u001f\u007f-\u009f]"
VISIBLE = "[^ \t\n\r\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # no JSON Schema can name it, and no UTF-8 can carry it
ROW_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,20})?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ISO_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
REASON_TEXT_LENGTH = 2000

Measure = TypeVar("Measure", int, Decimal)

Decoded = tuple[Answer | None, tuple[Problem, ...]]


class _Wrong(Exception):  # noqa: N818  control flow inside this module only
    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


def from_json(item: Item, document: object, where: str = "") -> Decoded:
    """Read an answer to `item`: the answer and no problems, or nothing and why, placed at `where` (its id if empty)."""
    try:
        return _answer(item, document, where or item.id), ()
    except _Wrong as wrong:
        return None, wrong.problems


def to_json(item: Item, answer: Answer) -> Any:
    """Write an answer as JSON; `from_json` reads it back unchanged."""
    match answer:
        case DontKnow():
            return {"state": "dont_know"}
        case NotApplicable(reason, text):
            return {"state": "not_applicable", "reason": reason} | ({"text": text} if text else {})
        case Decimal():
            return plain(answer)
        case Money(amount, currency):
            return {"amount": plain(amount), "currency": currency}
        case Split():
            return {sex: getattr(answer, sex) for sex in SEXES}
        case int() | str():
            return answer
        case tuple() if isinstance(item.kind, Table):
            columns = {column.id: column for column in item.kind.columns}
            return [_row_to_json(row, columns) for row in answer if isinstance(row, Row)]
        case tuple():
            return list(answer)
    assert_never(answer)


def canonical(document: object) -> bytes:
    """Return the canonical JSON of a document: sorted keys, no whitespace, UTF-8. Digests are taken of it."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=plain
    ).encode()


def plain(number: Decimal) -> str:
    """Write a decimal without exponent."""
    return format(number, "f")


def _row_to_json(row: Row, columns: Mapping[ItemId, Item]) -> dict[str, Any]:
    return {"_row": row.id} | {key: to_json(columns[key], cell) for key, cell in row.cells.items() if key in columns}


def _wrong(code: Code, where: str, **params: object) -> _Wrong:
    return _Wrong(Problem.of(code, where, **params))


def _answer(item: Item, document: object, where: str) -> Answer:
    if isinstance(item.kind, Note):
        raise _wrong(Code.NOT_ANSWERABLE, where)
    if isinstance(document, dict) and "state" in document:
        return _stated(item, document, where)
    return _value(item, document, where)


def _stated(item: Item, document: Mapping[str, object], where: str) -> DontKnow | NotApplicable:
    """Read *don't know* or *not applicable*."""
    state = document["state"]
    allowed = {"dont_know": {"state"}, "not_applicable": {"state", "reason", "text"}}
    if not isinstance(state, str) or state not in allowed or not document.keys() <= allowed[state]:
        raise _wrong(Code.WRONG_SHAPE, where, expected="a state")
    if state == "dont_know":
        if not item.dont_know:
            raise _wrong(Code.NO_DONT_KNOW, where)
        return DontKnow()
    if not item.na_reasons:
        raise _wrong(Code.NO_NOT_APPLICABLE, where)
    reason = next((reason for reason in item.na_reasons if reason.id == document.get("reason")), None)
    if reason is None:
        raise _wrong(Code.UNKNOWN_REASON, where, reason=_shown(document.get("reason")))
    text = _text(document.get("text", ""), where, longest=REASON_TEXT_LENGTH, multiline=True, empty=True)
    if reason.free and not re.search(VISIBLE, text):
        raise _wrong(Code.REASON_NEEDS_TEXT, where, reason=reason.id)
    return NotApplicable(reason.id, text)


def _value(item: Item, document: object, where: str) -> Answer:
    match item.kind:
        case Maturity():
            return _within(_whole(document, where), LOWEST_LEVEL, HIGHEST_LEVEL, where)
        case Practice():
            return _one_of(document, PRACTICE_VALUES, where)
        case Choice(options):
            return _one_of(document, tuple(option.id for option in options), where)
        case Choices(options) | Checklist(options):
            return _several(document, options, where)
        case Number(form, least, most, _):
            return _number(document, form, least, most, where)
        case MoneyKind(least, most):
            return _money(document, least, most, where)
        case SplitKind():
            return _split(document, where)
        case Text(longest, multiline):
            return _text(document, where, longest=longest, multiline=multiline)
        case Date(earliest, latest):
            return _date(document, earliest, latest, where)
        case Month(earliest, latest):
            return _month(document, earliest, latest, where)
        case Country():
            return _code(document, COUNTRIES.__contains__, Code.NOT_A_COUNTRY, where)
        case Language():
            return _code(document, is_language, Code.NOT_A_LANGUAGE, where)
        case Table():
            return _table(item.kind, document, where)
        case Note():
            raise _wrong(Code.NOT_ANSWERABLE, where)
    assert_never(item.kind)


def _shown(document: object) -> str:
    return str(document)[:80]


def _one_of(document: object, allowed: tuple[str, ...], where: str) -> str:
    if isinstance(document, str) and document in allowed:
        return document
    raise _wrong(Code.NOT_A_CHOICE, where, given=_shown(document))


def _several(document: object, options: tuple[Option, ...], where: str) -> tuple[str, ...]:
    if not isinstance(document, list):
        raise _wrong(Code.WRONG_SHAPE, where, expected="a list")
    ids = tuple(option.id for option in options)
    given = [_one_of(entry, ids, where) for entry in document]
    if len(set(given)) < len(given):
        raise _wrong(Code.REPEATED_OPTION, where)
    exclusive = {option.id for option in options if option.exclusive}
    if len(given) > 1 and exclusive & set(given):
        raise _wrong(Code.EXCLUSIVE_OPTION, where, option=min(exclusive & set(given)))
    return tuple(option for option in ids if option in given)


def _whole(document: object, where: str) -> int:
    if type(document) is int and -LEAST_TOO_LARGE < document < LEAST_TOO_LARGE:
        return document  # what nearly every level and count is
    if isinstance(document, str):
        raise _wrong(Code.NOT_A_NUMBER, where, given=_shown(document))
    number = _decimal(document, where)
    if number != number.to_integral_value():
        raise _wrong(Code.NOT_A_WHOLE_NUMBER, where, given=_shown(document))
    return int(number)


def _decimal(document: object, where: str) -> Decimal:
    """Read a JSON number or a plain decimal string, exactly, refusing what no count or amount can be."""
    if isinstance(document, bool) or not isinstance(document, int | float | Decimal | str):
        raise _wrong(Code.NOT_A_NUMBER, where, given=_shown(document))
    if isinstance(document, str) and not PLAIN_NUMBER.fullmatch(document):
        raise _wrong(Code.NOT_A_NUMBER, where, given=_shown(document))
    try:
        number = Decimal(str(document) if isinstance(document, float) else document)
    except InvalidOperation:
        raise _wrong(Code.NOT_A_NUMBER, where, given=_shown(document)) from None
    if not number.is_finite():
        raise _wrong(Code.NOT_A_NUMBER, where, given=_shown(document))
    if number and number.adjusted() >= TOO_LARGE:
        raise _wrong(Code.TOO_BIG, where, limit=plain(Decimal(10) ** TOO_LARGE))
    rounded = number.quantize(SMALLEST_STEP)
    if rounded != number:
        raise _wrong(Code.TOO_PRECISE, where, decimals=MOST_DECIMALS)
    if number.adjusted() < -MOST_DECIMALS:  # `0e-300000000` would be written with as many zeros
        return Decimal(0)
    return number or abs(number)


def _within(number: Measure, least: Decimal | None, most: Decimal | None, where: str) -> Measure:
    if least is not None and number < least:
        raise _wrong(Code.TOO_SMALL, where, limit=plain(least))
    if most is not None and number > most:
        raise _wrong(Code.TOO_BIG, where, limit=plain(most))
    return number


def _number(document: object, form: NumberForm, least: Decimal | None, most: Decimal | None, where: str) -> Answer:
    if form is NumberForm.INTEGER:
        return _within(_whole(document, where), least, most, where)
    return _within(_decimal(document, where), least, most, where)


def _fields(document: object, allowed: set[str], required: set[str], where: str) -> Mapping[str, object]:
    if not isinstance(document, dict):
        raise _wrong(Code.WRONG_SHAPE, where, expected="an object")
    for key in document:
        if key not in allowed:
            raise _wrong(Code.UNKNOWN_KEY, where, key=_shown(key))
    for key in sorted(required - document.keys()):
        raise _wrong(Code.MISSING_KEY, where, key=key)
    return document


def _money(document: object, least: Decimal | None, most: Decimal | None, where: str) -> Money:
    fields = _fields(document, {"amount", "currency"}, {"amount", "currency"}, where)
    amount = _within(_decimal(fields["amount"], where), least, most, where)
    return Money(amount, _code(fields["currency"], CURRENCIES.__contains__, Code.NOT_A_CURRENCY, where))


def _split(document: object, where: str) -> Split:
    fields = _fields(document, {*SEXES}, set(), where)
    if not fields:
        raise _wrong(Code.MISSING_KEY, where, key=SEXES[0])
    return Split(**{sex: _within(_whole(fields.get(sex, 0), where), Decimal(0), None, where) for sex in SEXES})


def _text(document: object, where: str, *, longest: int, multiline: bool, empty: bool = False) -> str:
    if not isinstance(document, str):
        raise _wrong(Code.WRONG_SHAPE, where, expected="a text")
    if LONE_SURROGATE.search(document) or re.search(CONTROL if multiline else CONTROL_OR_BREAK, document):
        raise _wrong(Code.BAD_CHARACTERS, where)
    if not empty and not re.search(VISIBLE, document):
        raise _wrong(Code.EMPTY_TEXT, where)
    if len(document) > longest:
        raise _wrong(Code.TOO_LONG, where, limit=longest)
    return document.replace("\r\n", "\n").replace("\r", "\n")


def _date(document: object, earliest: str | None, latest: str | None, where: str) -> str:
    if not isinstance(document, str) or not ISO_DATE.fullmatch(document) or not _is_date(document):
        raise _wrong(Code.NOT_A_DATE, where, given=_shown(document))
    return _between(document, earliest, latest, where)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _month(document: object, earliest: str | None, latest: str | None, where: str) -> str:
    if not isinstance(document, str) or not ISO_MONTH.fullmatch(document):
        raise _wrong(Code.NOT_A_MONTH, where, given=_shown(document))
    return _between(document, earliest, latest, where)


def _between(text: str, earliest: str | None, latest: str | None, where: str) -> str:
    """Compare ISO texts with limits. `today` is not judged here: the core has no clock (see `today_problems`)."""
    if earliest not in {None, "today"} and text < str(earliest):
        raise _wrong(Code.TOO_EARLY, where, limit=earliest)
    if latest not in {None, "today"} and text > str(latest):
        raise _wrong(Code.TOO_LATE, where, limit=latest)
    return text


def _code(document: object, known: Callable[[str], bool], code: Code, where: str) -> str:
    if isinstance(document, str) and known(document):
        return document
    raise _wrong(code, where, given=_shown(document))


def _table(kind: Table, document: object, where: str) -> tuple[Row, ...]:
    if not isinstance(document, list):
        raise _wrong(Code.WRONG_SHAPE, where, expected="a list of rows")
    if len(document) > kind.max_rows:
        raise _wrong(Code.TOO_MANY_ROWS, where, limit=kind.max_rows)
    if len(document) < kind.min_rows:
        raise _wrong(Code.TOO_FEW_ROWS, where, limit=kind.min_rows)
    rows: list[Row] = []
    problems: list[Problem] = []
    keys = {"_row", *(column.id for column in kind.columns)}
    for index, entry in enumerate(document):
        try:
            rows.append(_row(kind, _fields(entry, keys, {"_row"}, f"{where}/{index}"), f"{where}/{index}", where))
        except _Wrong as wrong:
            problems += wrong.problems
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            problems.append(Problem.of(Code.DUPLICATE_ROW, f"{where}/{row.id}", row=row.id))
        seen.add(row.id)
    if problems:
        raise _Wrong(*problems)
    return tuple(rows)


def _row(kind: Table, fields: Mapping[str, object], place: str, table: str) -> Row:
    row_id = fields["_row"]
    if not isinstance(row_id, str) or not ROW_ID.fullmatch(row_id):
        raise _wrong(Code.BAD_ID, place, id=_shown(row_id))
    cells: dict[ItemId, Answer] = {}
    problems: list[Problem] = []
    for column in kind.columns:
        if column.id in fields:
            cell, wrong = from_json(column, fields[column.id], f"{table}/{row_id}/{column.id}")
            problems += wrong
            if cell is not None:
                cells[column.id] = cell
    if problems:
        raise _Wrong(*problems)
    return Row(row_id, cells)


def today_problems(item: Item, answer: Answer, today: date, where: str = "") -> tuple[Problem, ...]:
    """Return what is wrong with a date whose limit is `today`; the caller brings the clock."""
    place = where or item.id
    match item.kind, answer:
        case ((Date(earliest, latest) | Month(earliest, latest)), str(text)):
            now = today.isoformat()[: len(text)]
            if earliest == "today" and text < now:
                return (Problem.of(Code.TOO_EARLY, place, limit=now),)
            if latest == "today" and text > now:
                return (Problem.of(Code.TOO_LATE, place, limit=now),)
        case Table(columns), tuple(rows):
            return tuple(
                problem
                for row in rows
                if isinstance(row, Row)
                for column in columns
                if column.id in row.cells
                for problem in today_problems(column, row.cells[column.id], today, f"{place}/{row.id}/{column.id}")
            )
    return ()
