"""What stands at a place of a document that may be malformed?

The shape was checked before and its problems are already reported; reading goes on regardless, so that one wrong key
does not hide a wrong condition elsewhere. So nothing here reports shape, and nothing here raises: a value of the wrong
type reads as empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from instruments.expressions import Scope, Type, parse_expression
from instruments.model import ItemId
from instruments.nodes import Expression, Literal
from instruments.problems import Code, Problem

NOTHING: Mapping[str, object] = {}
NULL = Literal(None, Type.NULL)
LEVELS = tuple(map(Fraction, range(5)))
HALVES = {Decimal(halves) / 2: Fraction(halves, 2) for halves in range(9)}
SMALLEST, LARGEST = -12, 15  # decimal exponents of a limit, as in expressions


@dataclass(slots=True)
class Reading:
    """One reading of a document: the names that exist in it, and what was found wrong so far.

    `unsure` are items whose kind or options are malformed: what is said about them elsewhere is not judged, so that
    one mistake is reported once.
    """

    areas: frozenset[str] = frozenset()
    stages: frozenset[int] = frozenset()
    critical: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    all_items: frozenset[ItemId] = frozenset()
    unsure: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: Code, where: str, **params: object) -> None:
        """Report something."""
        self.problems.append(Problem.of(code, where, **params))

    def refs(self, document: Mapping[str, object], where: str) -> tuple[str, ...]:
        """Read `refs`, each of which must start with the key of a known reference."""
        found = texts(document.get("refs"))
        for index, ref in enumerate(found):
            if ref.partition(":")[0] not in self.references:
                self.fault(Code.UNKNOWN_REFERENCE, f"{where}/refs/{index}", reference=ref)
        return found

    def items(self, document: Mapping[str, object], key: str, where: str) -> tuple[ItemId, ...]:
        """Read a list of item ids, each of which must exist."""
        found = tuple(ItemId(text) for text in texts(document.get(key)))
        for index, item in enumerate(found):
            if item not in self.all_items:
                self.fault(Code.UNKNOWN_ITEM, f"{where}/{key}/{index}", item=item)
        return found

    def condition(self, document: Mapping[str, object], key: str, scope: Scope, where: str) -> Expression | None:
        """Read a condition: an expression of boolean type."""
        if not isinstance(document.get(key), dict | bool):
            return None
        expression, kind = self.expression(document[key], scope, f"{where}/{key}")
        if kind not in {None, Type.BOOLEAN}:
            self.fault(Code.WRONG_TYPE, f"{where}/{key}", expected=Type.BOOLEAN, found=kind)
        return expression

    def expression(self, document: object, scope: Scope, where: str) -> tuple[Expression, Type | None]:
        """Read an expression; a faulty one reads as null of no type."""
        if self.unsure and any(name in self.unsure for name in names(document)):
            return NULL, None
        expression, kind, problems = parse_expression(document, scope, where)
        self.problems += problems
        return (NULL, None) if expression is None else (expression, kind)

    def level(self, document: object, where: str) -> Fraction | None:
        """Read a level; one that is not a multiple of a half is a fault (the schema sees to texts and the rest)."""
        if type(document) is int and 0 <= document <= 4:
            return LEVELS[document]
        number = exact(document)
        if number is None or not 0 <= number <= 4:
            return None
        if number not in HALVES and not isinstance(document, str):
            self.fault(Code.BAD_LEVEL, where, given=str(number)[:40])
        return HALVES.get(number)

    def limit(self, document: object, where: str) -> Decimal | None:
        """Read a limit; one that no count or amount comes near is a fault: writing it out would fill the memory."""
        number = exact(document)
        if not number:
            return number if number is None else Decimal(0)  # not `0e-300000000`, which is as long to write
        if SMALLEST <= number.adjusted() <= LARGEST:
            return number
        self.fault(Code.BAD_NUMBER, where, given=str(document)[:40])
        return None

    def unique(self, ids: list[str], where: str, key: str = "id") -> None:
        """Report every id that was there before."""
        seen: set[str] = set()
        for index, entry in enumerate(ids):
            if entry and entry in seen:
                self.fault(Code.DUPLICATE_ID, f"{where}/{index}/{key}", id=entry)
            seen.add(entry)


def mapping(value: object) -> Mapping[str, object]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else NOTHING


def entries(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list, keeping their positions."""
    return [mapping(entry) for entry in value] if isinstance(value, list | tuple) else []


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list."""
    return tuple(map(text, value)) if isinstance(value, list | tuple) else ()


def text(value: object) -> str:
    """Return a text, or an empty one."""
    return value if isinstance(value, str) else ""


def flag(value: object, *, default: bool) -> bool:
    """Return a truth, or `default`."""
    return value if isinstance(value, bool) else default


def exact(value: object) -> Decimal | None:
    """Return the number that a JSON number or a text gives, exactly; None when there is none."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        number = Decimal(str(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def whole(value: object) -> int | None:
    """Return a whole number that JSON gives (`3` or `3.0`), or None."""
    if type(value) is int:
        return value if abs(value) < 10**LARGEST else None
    number = None if isinstance(value, str) else exact(value)
    return int(number) if number is not None and abs(number) < 10**LARGEST and not number % 1 else None


def names(document: object) -> Iterator[str]:
    """Yield the item of every `var` in an expression, however malformed it is."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(name := value.get("var"), str):
                yield name.partition(".")[0]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
