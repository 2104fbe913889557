"""Which answer do these controls amount to, and how does an answer stand in them?

`collect` and `fill` are each other's inverse. What was typed becomes JSON, and `codec.from_json` alone decides whether
that is an answer. A blank control is no answer; a control that was not sent says nothing at all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, assert_never

from forms import dates, numbers
from forms.folding import UNSEEN
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, NOT_YET, Shown, one_of, some_of
from forms.numbers import LATIN, Marks
from instruments.codec import from_json
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
    Language,
    Maturity,
    Money,
    MoneyKind,
    Month,
    NotApplicable,
    Note,
    Number,
    NumberForm,
    Practice,
    Row,
    Split,
    SplitKind,
    Table,
    Text,
)
from instruments.problems import Code, Problem

PERCENT = re.compile("[%٪％﹪]$")


@dataclass(frozen=True, slots=True)
class Collected:
    """What the controls of one item amount to: an answer, nothing (blank), or problems."""

    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()


class _Blank:
    """Nothing was given. None would be a JSON value."""


BLANK = _Blank()


def collect(item: Item, shown: Shown, locale: str = "en") -> Collected:
    """Read the controls of `item`, filled in by somebody who writes the language `locale`."""
    document, problems = _document(item, shown, item.id, item.id, locale)
    if document is BLANK or isinstance(item.kind, Note):
        return Collected(None, problems)
    answer, wrong = from_json(item, document)
    return Collected(None if problems else answer, (*problems, *wrong))


def typed(shown: Shown) -> dict[str, Any]:
    """Return what was typed as JSON that every kind of item refuses, so that it can be kept until it is put right."""
    return {"typed": {name: list(texts) for name, texts in shown.items()}}


def typed_in(item: Item, document: Any, *, marks: Marks = LATIN) -> Shown:
    """Return what stands in the controls for a refused document: what was typed, or what it would look like."""
    match document:
        case {"typed": dict(texts)}:
            return {name: tuple(map(str, each)) for name, each in texts.items() if isinstance(each, list)}
    answer, _ = from_json(item, document)
    return {} if answer is None else fill(item, answer, marks=marks)


def sent(item: Item, shown: Shown) -> bool:
    """Whether the post speaks about the item's answer. Boxes that are all unticked send nothing, and mean it."""
    match item.kind:
        case Checklist() | Choices() | Table():
            return True
        case MoneyKind():
            return f"{item.id}.amount" in shown
        case SplitKind():
            return any(f"{item.id}.{sex}" in shown for sex in SEXES)
        case Note():
            return False
        case _:
            return item.id in shown


def fill(item: Item, answer: Answer | None, *, marks: Marks = LATIN, name: str = "") -> dict[str, tuple[str, ...]]:
    """Return what stands in the controls of `item` when its answer is `answer`; `marks` are of the page."""
    name = name or item.id
    beside = name if one_of(item) or some_of(item) else f"{name}.state"
    match answer:
        case None:
            return {name: (NOT_YET,)} if one_of(item) else {}
        case DontKnow():
            return {beside: (DONT_KNOW,)}
        case NotApplicable(reason, text):
            return {beside: (NOT_APPLICABLE + reason,), f"{name}.reason": (text,)}
        case Money(amount, currency):
            return {f"{name}.amount": (numbers.write(amount, marks),), f"{name}.currency": (currency,)}
        case Split():
            return {f"{name}.{sex}": (numbers.write(getattr(answer, sex), marks),) for sex in SEXES}
        case int() if isinstance(item.kind, Maturity):
            return {name: (str(answer),)}
        case int() | Decimal():
            return {name: (numbers.write(answer, marks),)}
        case str():
            return {name: (answer,)}
        case tuple() if isinstance(item.kind, Table):
            return _fill_rows(item.kind, answer, marks, name)
        case tuple():
            return {name: tuple(str(option) for option in answer) or (NONE,)}
    assert_never(answer)


def _fill_rows(table: Table, rows: Sequence[object], marks: Marks, name: str) -> dict[str, tuple[str, ...]]:
    if not rows:
        return {name: (NONE,)}
    given = [row for row in rows if isinstance(row, Row)]
    filled: dict[str, tuple[str, ...]] = {f"{name}.row": tuple(row.id for row in given)}
    for row in given:
        for column in table.columns:
            filled |= fill(column, row.cells.get(column.id), marks=marks, name=f"{name}.{row.id}.{column.id}")
    return filled


# --- From controls to JSON -----------------------------------------------------------------------------------------


def _first(shown: Shown, name: str) -> str:
    return next(iter(shown.get(name, ())), "")


def _document(item: Item, shown: Shown, name: str, where: str, locale: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return the answer as JSON, or BLANK; an answer beside a statement is asked about, not chosen between."""
    value, problems = _value(item, shown, name, where, locale)
    stated = [_statement(text, _first(shown, f"{name}.reason")) for text in _statements(item, shown, name)]
    given = [entry for entry in (*stated, value) if entry is not BLANK]
    if len(given) + (value is BLANK and bool(problems)) > 1 or _is_stray_reason(shown, name, stated):
        return BLANK, (Problem.of(Code.TWO_ANSWERS, where), *problems)
    return (given[0] if given else BLANK), problems


def _statements(item: Item, shown: Shown, name: str) -> list[str]:
    beside = shown.get(name, ()) if one_of(item) or some_of(item) else shown.get(f"{name}.state", ())
    return [text for text in dict.fromkeys(beside) if text == DONT_KNOW or text.startswith(NOT_APPLICABLE)]


def _statement(text: str, reason: str) -> dict[str, str]:
    if text == DONT_KNOW:
        return {"state": "dont_know"}
    words = {"text": reason} if reason.strip() else {}
    return {"state": "not_applicable", "reason": text.removeprefix(NOT_APPLICABLE)} | words


def _is_stray_reason(shown: Shown, name: str, stated: Sequence[Mapping[str, str]]) -> bool:
    """Whether there are words for *not applicable* without it: dropping them would lose what was typed."""
    typed = bool(_first(shown, f"{name}.reason").strip())
    return typed and not any(entry["state"] == "not_applicable" for entry in stated)


def _value(item: Item, shown: Shown, name: str, where: str, locale: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return the value in JSON without regard to statements."""
    match item.kind:
        case Maturity() | Practice() | Choice():
            return _radio(item, _first(shown, name)), ()
        case Checklist() | Choices():
            return _boxes(shown.get(name, ()), where)
        case Number(form):
            return _number(_first(shown, name), where, whole=form is NumberForm.INTEGER)
        case MoneyKind():
            return _money(shown, name, where)
        case SplitKind():
            return _split(shown, name, where)
        case Text():
            text = _first(shown, name)
            return (text if text.strip() else BLANK), ()
        case Date():
            return _dated(dates.read, _first(shown, name), where, locale)
        case Month():
            return _dated(dates.read_month, _first(shown, name), where, locale)
        case Country() | Language():
            text = _first(shown, name).strip()
            return (text or BLANK), ()
        case Table():
            return _rows(item.kind, shown, name, where, locale)
        case Note():
            return BLANK, ()
    assert_never(item.kind)


def _radio(item: Item, text: str) -> Any:
    if text in {"", NOT_YET, DONT_KNOW} or text.startswith(NOT_APPLICABLE):
        return BLANK
    return int(text) if isinstance(item.kind, Maturity) and text in {"0", "1", "2", "3", "4"} else text


def _boxes(ticked: Sequence[str], where: str) -> tuple[Any, tuple[Problem, ...]]:
    options = [text for text in ticked if text not in {NONE, DONT_KNOW} and not text.startswith(NOT_APPLICABLE)]
    if NONE in ticked:
        return (BLANK, (Problem.of(Code.TWO_ANSWERS, where),)) if options else ([], ())
    return (options or BLANK), ()


def _number(typed: str, where: str, *, whole: bool) -> tuple[Any, tuple[Problem, ...]]:
    if not typed.strip():
        return BLANK, ()
    number, problems = numbers.read(PERCENT.sub("", UNSEEN.sub("", typed).strip()), where, whole=whole)
    return (BLANK if number is None else number), problems


def _dated(
    read: Callable[[str, str, str], dates.Read], typed: str, where: str, locale: str
) -> tuple[Any, tuple[Problem, ...]]:
    if not typed.strip():
        return BLANK, ()
    found, problems = read(typed, where, locale)
    return (BLANK if found is None else found), problems


def _money(shown: Shown, name: str, where: str) -> tuple[Any, tuple[Problem, ...]]:
    amount, problems = _number(_first(shown, f"{name}.amount"), where, whole=False)
    if amount is BLANK:
        return BLANK, problems
    return {"amount": amount, "currency": _first(shown, f"{name}.currency")}, ()


def _split(shown: Shown, name: str, where: str) -> tuple[Any, tuple[Problem, ...]]:
    """Read four counts: all or none, because an empty box is not zero."""
    read = {sex: _number(_first(shown, f"{name}.{sex}"), where, whole=True) for sex in SEXES}
    problems = tuple(problem for _, wrong in read.values() for problem in wrong)
    counts = {sex: count for sex, (count, _) in read.items() if count is not BLANK}
    if counts and not problems and len(counts) < len(SEXES):
        problems = (Problem.of(Code.EMPTY_PART, where),)
    return (counts if counts and not problems else BLANK), problems


def _rows(table: Table, shown: Shown, name: str, where: str, locale: str) -> tuple[Any, tuple[Problem, ...]]:
    """Read the rows in which anything was given, by their ids."""
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in dict.fromkeys(shown.get(f"{name}.row", ())):
        cells, wrong = _cells(table, shown, f"{name}.{row}", f"{where}/{row}", locale)
        problems += wrong
        if cells or wrong:
            rows.append({"_row": row} | cells)
    if NONE in shown.get(name, ()):
        return (BLANK, (Problem.of(Code.TWO_ANSWERS, where), *problems)) if rows else ([], ())
    return (rows or BLANK), tuple(problems)


def _cells(table: Table, shown: Shown, name: str, where: str, locale: str) -> tuple[dict[str, Any], list[Problem]]:
    cells: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in table.columns:
        document, wrong = _document(column, shown, f"{name}.{column.id}", f"{where}/{column.id}", locale)
        problems += wrong
        if document is not BLANK:
            cells[str(column.id)] = document
    return cells, problems
