"""What does an item of the document ask, and what is wrong with what it says?"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from instruments.expressions import Scope
from instruments.model import (
    DEFAULT_DAYS,
    ActionType,
    Checklist,
    Choice,
    Choices,
    Country,
    CriticalRule,
    Date,
    Item,
    ItemId,
    Kind,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    Reason,
    Recommendation,
    RoadmapRule,
    Sensitivity,
    SplitKind,
    Table,
    Text,
)
from instruments.problems import Code
from instruments.reading import Reading, entries, flag, mapping, text, texts, whole

Document = Mapping[str, object]
Limit = TypeVar("Limit", str, Decimal)

ACTION_TYPES = {str(member): member for member in ActionType}
SENSITIVITIES = {str(member): member for member in Sensitivity}

# More rows than any instrument may allow (the schema says 10,000): no limit was given, which `lint` refuses.
NO_ROW_LIMIT = 10_001


def read_item(document: Document, scope: Scope, where: str, reading: Reading) -> Item:
    """Read an item whose conditions may use the names in `scope`."""
    item = _item(document, scope, where, reading)
    if item.id in reading.unsure:
        return item
    if item.scored and "weight" not in document:
        reading.fault(Code.BAD_WEIGHT, where, expected="1, 2, 3")
    if not item.scored and "weight" in document:
        reading.fault(Code.MISPLACED_KEY, f"{where}/weight", key="weight")
    return item


def _item(document: Document, scope: Scope, where: str, reading: Reading) -> Item:
    kind = _kind(document, scope, where, reading)
    return Item(
        id=ItemId(text(document.get("id"))),
        kind=kind,
        text=text(document.get("text")),
        why=text(document.get("why")),
        hint=text(document.get("hint")),
        evidence=text(document.get("evidence")),
        avoid=text(document.get("avoid")),
        relevant=reading.condition(document, "relevant", scope, where),
        dont_know=flag(document.get("dont_know"), default=not isinstance(kind, Note)),
        na_reasons=_reasons(document, where, reading),
        weight=whole(document.get("weight")),
        critical=_critical(document, where, reading),
        roadmap=_roadmap(document, where, reading),
        actions=_actions(document, where, reading),
        refs=reading.refs(document, where),
        step=text(document.get("step")) or None,
        sensitivity=SENSITIVITIES.get(text(document.get("sensitivity")), Sensitivity.BUYER),
        follow_ups=reading.items(document, "follow_ups", where),
        required=flag(document.get("required"), default=_is_scored(kind)),
    )


def _is_scored(kind: Kind) -> bool:
    """Whether an item of this kind can have a level at all."""
    return Item(ItemId(""), kind, "").scored


# --- Kinds ---------------------------------------------------------------------------------------------------------


def _kind(document: Document, scope: Scope, where: str, reading: Reading) -> Kind:
    """Read the kind with its keys; one that is unknown (the schema has said so) reads as a note."""
    name = document.get("kind")
    reader = KINDS.get(name) if isinstance(name, str) else None
    if name == "table":
        return _table(document, scope, where, reading)
    return reader(document, where, reading) if reader else Note()


def _maturity(document: Document, _where: str, _reading: Reading) -> Kind:
    match texts(document.get("anchors")):
        case (first, second, third, fourth, fifth):
            return Maturity((first, second, third, fourth, fifth))
        case _:
            return Maturity(("", "", "", "", ""))


def _practice(document: Document, _where: str, _reading: Reading) -> Kind:
    return Practice(reversed=flag(document.get("reversed"), default=False))


def _checklist(document: Document, where: str, reading: Reading) -> Kind:
    return Checklist(_options(document, where, reading))


def _choice(document: Document, where: str, reading: Reading) -> Kind:
    return Choice(_options(document, where, reading))


def _choices(document: Document, where: str, reading: Reading) -> Kind:
    return Choices(_options(document, where, reading))


def _options(document: Document, where: str, reading: Reading) -> tuple[Option, ...]:
    options = tuple(
        Option(
            id=text(entry.get("id")),
            text=text(entry.get("text")),
            level=reading.level(entry.get("level"), f"{where}/options/{index}/level"),
            exclusive=flag(entry.get("exclusive"), default=False),
            required=flag(entry.get("required"), default=False),
        )
        for index, entry in enumerate(entries(document.get("options")))
    )
    reading.unique([option.id for option in options], f"{where}/options")
    return options


def _number(form: NumberForm) -> "Callable[[Document, str, Reading], Kind]":
    least, most = (Decimal(0), Decimal(100)) if form is NumberForm.PERCENT else (None, None)

    def read(document: Document, where: str, reading: Reading) -> Kind:
        low, high = _limits(document, where, reading)
        low, high = (least if low is None else low), (most if high is None else high)
        _check_order(low, high, where, reading)
        for key, limit in (("min", low), ("max", high)):
            if form is NumberForm.INTEGER and limit is not None and limit % 1:
                reading.fault(Code.BAD_LIMITS, f"{where}/{key}", given=limit)
        return Number(form, low, high, text(document.get("unit")))

    return read


def _money(document: Document, where: str, reading: Reading) -> Kind:
    low, high = _limits(document, where, reading)
    _check_order(low, high, where, reading)
    return MoneyKind(low, high)


def _limits(document: Document, where: str, reading: Reading) -> tuple[Decimal | None, Decimal | None]:
    return reading.limit(document.get("min"), f"{where}/min"), reading.limit(document.get("max"), f"{where}/max")


def _check_order(low: Limit | None, high: Limit | None, where: str, reading: Reading) -> None:
    if low is not None and high is not None and low > high:
        reading.fault(Code.BAD_LIMITS, where, min=low, max=high)


def _split(_document: Document, _where: str, _reading: Reading) -> Kind:
    return SplitKind()


def _text(document: Document, _where: str, _reading: Reading) -> Kind:
    return Text(whole(document.get("max_length")) or 2000, flag(document.get("multiline"), default=False))


def _date(document: Document, where: str, reading: Reading) -> Kind:
    low, high = text(document.get("min")) or None, text(document.get("max")) or None
    for key, limit in (("min", low), ("max", high)):
        if limit not in {None, "today"} and not _is_date(str(limit)):
            reading.fault(Code.BAD_LIMITS, f"{where}/{key}", given=limit)
    if "today" not in {low, high}:
        _check_order(low, high, where, reading)
    return Date(low, high)


def _is_date(given: str) -> bool:
    """Whether it names a day; one that does not even look like a day is for the schema to report."""
    try:
        date.fromisoformat(given)
    except ValueError:
        return len(given) != len("2026-03-01")
    return True


def _month(document: Document, where: str, reading: Reading) -> Kind:
    low, high = text(document.get("min")) or None, text(document.get("max")) or None
    if "today" not in {low, high}:
        _check_order(low, high, where, reading)
    return Month(low, high)


def _country(_document: Document, _where: str, _reading: Reading) -> Kind:
    return Country()


def _language(_document: Document, _where: str, _reading: Reading) -> Kind:
    return Language()


def _note(_document: Document, _where: str, _reading: Reading) -> Kind:
    return Note()


def _table(document: Document, scope: Scope, where: str, reading: Reading) -> Kind:
    """Read a table; the conditions of a column may use the columns to its left."""
    given = entries(document.get("columns"))
    ids = frozenset(ItemId(text(entry.get("id"))) for entry in given)
    columns: dict[ItemId, Item] = {}
    within = Scope(scope.items, columns, scope.later | ids)
    read = []
    for index, entry in enumerate(given):
        # A table in a table would be read in turn, as deep as the document goes.
        simple = {**entry, "kind": None} if entry.get("kind") == "table" else entry
        column = _item(simple, within, f"{where}/columns/{index}", reading)
        columns.setdefault(column.id, column)
        read.append(column)
    reading.unique([column.id for column in read], f"{where}/columns")
    least, most = whole(document.get("min_rows")) or 0, whole(document.get("max_rows")) or NO_ROW_LIMIT
    if least > most:
        reading.fault(Code.BAD_LIMITS, where, min=least, max=most)
    return Table(tuple(read), least, most)


KINDS: Mapping[str, Callable[[Document, str, Reading], Kind]] = {
    "maturity": _maturity,
    "practice": _practice,
    "checklist": _checklist,
    "choice": _choice,
    "choices": _choices,
    "integer": _number(NumberForm.INTEGER),
    "number": _number(NumberForm.NUMBER),
    "percent": _number(NumberForm.PERCENT),
    "money": _money,
    "split": _split,
    "text": _text,
    "date": _date,
    "month": _month,
    "country": _country,
    "language": _language,
    "note": _note,
}


# --- Parts of an item ----------------------------------------------------------------------------------------------


def _reasons(document: Document, where: str, reading: Reading) -> tuple[Reason, ...]:
    reasons = tuple(
        Reason(text(entry.get("id")), text(entry.get("text")), flag(entry.get("free"), default=False))
        for entry in entries(document.get("na_reasons"))
    )
    reading.unique([reason.id for reason in reasons], f"{where}/na_reasons")
    return reasons


def _critical(document: Document, where: str, reading: Reading) -> CriticalRule | None:
    rule = mapping(document.get("critical"))
    issue, below = text(rule.get("id")), reading.level(rule.get("below"), f"{where}/critical/below")
    if issue and issue not in reading.critical:
        reading.fault(Code.UNKNOWN_CRITICAL, f"{where}/critical/id", id=issue)
    return CriticalRule(issue, below) if issue and below is not None else None


def _roadmap(document: Document, where: str, reading: Reading) -> tuple[RoadmapRule, ...]:
    rules = []
    for index, entry in enumerate(entries(document.get("roadmap"))):
        place = f"{where}/roadmap/{index}"
        area, stage = text(entry.get("area")), whole(entry.get("stage"))
        level = reading.level(entry.get("level"), f"{place}/level")
        if area and area not in reading.areas:
            reading.fault(Code.UNKNOWN_AREA, f"{place}/area", area=area)
        if stage is not None and stage not in reading.stages:
            reading.fault(Code.UNKNOWN_STAGE, f"{place}/stage", stage=stage)
        rules.append(RoadmapRule(area, stage or 0, level or Fraction(0)))
    return tuple(rules)


def _actions(document: Document, where: str, reading: Reading) -> tuple[Recommendation, ...]:
    actions = []
    for index, entry in enumerate(entries(document.get("actions"))):
        kind = ACTION_TYPES.get(text(entry.get("type")), ActionType.SYSTEM)
        level = reading.level(entry.get("raises_to"), f"{where}/actions/{index}/raises_to")
        actions.append(
            Recommendation(
                raises_to=level or Fraction(0),
                type=kind,
                text=text(entry.get("text")),
                days=whole(entry.get("days")) or DEFAULT_DAYS[kind],
                need=text(entry.get("need")) or None,
                gender=flag(entry.get("gender"), default=False),
            )
        )
    return tuple(actions)
