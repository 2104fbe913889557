"""Which Excel formula says the same as this expression, three-valued as it is?

A truth is a number: 0 false, 1 unknown, 2 true; so *and* is the least of its parts, *or* the greatest, *not* two less
it, and no part is written twice. A value that is not yet known is "?", null is an empty text. Texts and option ids
begin with a dot, so that no text a person types can be taken for either; several options are `|a|b|`; dates are
numbers (20260327), months too (202603). Only functions that Excel 2010, LibreOffice and Google Sheets share.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Protocol, assert_never

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
)
from questionnaire.excel.cells import quoted

NULL, UNKNOWN = '""', '"?"'
LONGEST_CONSTANT = 250  # characters: Excel allows 255 in one constant of a formula
LONGEST_PART = 1_500  # a formula may have 8,192 characters; longer parts get a cell of their own
FAR_DAY = 99_999_999
ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Places(Protocol):
    """Where the values stand that an expression looks at: addresses of cells."""

    def value(self, of: Var) -> str:
        """Return the cell with the value of an item, of its part, or of a column of the row at hand."""

    def state(self, of: Answered) -> str:
        """Return the cell with a state: 0 not asked, 1 undetermined, 2 unanswered, 3 answered."""

    def type(self, of: Var) -> Type:
        """Return the type of what stands there."""

    def figure(self, of: Sum | Count) -> str:
        """Return the cell with a figure over the rows of a table."""

    def keep(self, formula: str) -> str:
        """Return a cell that holds a long part of a formula, or the part itself where no cell can be had."""


def compile(expression: Expression, places: Places) -> str:  # noqa: A001  what it does
    """Return a formula (without `=`): TRUE, FALSE or "?" for a condition, else a value as it stands in cells."""
    if _is_condition(expression):
        return f"CHOOSE(1+{truth(expression, places)},FALSE,{UNKNOWN},TRUE)"
    return term(expression, places)


def truth(expression: Expression, places: Places) -> str:
    """Return a condition as a formula that gives 0, 1 or 2."""
    match expression:
        case Literal(bool(value)):
            return "2" if value else "0"
        case Compare("==" | "!=" as sign, (left, right)):
            equal = _equality(left, right, places)
            return equal if sign == "==" else f"(2-{equal})"
        case Compare(sign, operands):
            return _ordering(sign, operands, places)
        case AllOf(operands):
            return f"MIN({','.join(_kept(operand, places) for operand in operands)})"
        case AnyOf(operands):
            return f"MAX({','.join(_kept(operand, places) for operand in operands)})"
        case Not(operand):
            return f"(2-{truth(operand, places)})"
        case In(needle, haystack):
            return _membership(needle, haystack, places)
        case Answered():
            state = places.state(expression)
            return f"IF({state}=1,1,2*({state}=3))"
        case Literal() | Var() | Arithmetic() | Sum() | Count():
            raise AssertionError(expression)  # the parser lets no condition be made of these
    assert_never(expression)


def term(expression: Expression, places: Places, beside: Type | None = None) -> str:
    """Return a value as a formula; `beside` is the type of what it is compared with."""
    match expression:
        case Literal(value):
            return _constant(value, beside)
        case Var():
            return places.value(expression)
        case Arithmetic():
            return _arithmetic(expression, places)
        case Sum() | Count():
            return places.figure(expression)
        case Compare() | AllOf() | AnyOf() | Not() | In() | Answered():
            return f"CHOOSE(1+{truth(expression, places)},FALSE,{UNKNOWN},TRUE)"
    assert_never(expression)


def text_constant(text: str) -> str:
    """Return a text as a constant of a formula, however long it is."""
    parts = [text[start : start + LONGEST_CONSTANT] for start in range(0, len(text), LONGEST_CONSTANT)] or [""]
    return "&".join(map(quoted, parts))


def number_constant(number: Decimal | int) -> str:
    """Return a number as a constant of a formula."""
    plain = format(Decimal(number), "f")
    return f"({plain})" if plain.startswith("-") else plain


def day_number(text: str, digits: int) -> int:
    """Return an ISO date (8 digits) or month (6 digits) as the number that stands for it in cells."""
    found = ISO.fullmatch(text)
    if not found:
        return FAR_DAY
    return int("".join(part or "00" for part in found.groups())[:digits])


def _constant(value: object, beside: Type | None) -> str:
    match value, beside:
        case None, _:
            return NULL
        case bool(), _:
            return "TRUE" if value else "FALSE"
        case ((int() | Decimal()), _):
            return number_constant(value)
        case str(), Type.DATE:
            return str(day_number(value, 8))
        case str(), Type.MONTH:
            return str(day_number(value, 6))
        case str(), _:
            return text_constant("." + value)
    raise AssertionError(value)


def _is_condition(expression: Expression) -> bool:
    match expression:
        case Literal(value):
            return isinstance(value, bool)
        case Compare() | AllOf() | AnyOf() | Not() | In() | Answered():
            return True
        case _:
            return False


def _is_null(expression: Expression) -> bool:
    return isinstance(expression, Literal) and expression.value is None


def _kept(expression: Expression, places: Places) -> str:
    formula = truth(expression, places)
    return places.keep(formula) if len(formula) > LONGEST_PART else formula


def _type(expression: Expression, places: Places) -> Type | None:
    match expression:
        case Var():
            return places.type(expression)
        case Arithmetic() | Sum() | Count():
            return Type.NUMBER
        case Literal(value):
            return Type.NUMBER if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
        case _:
            return None


def _shared_type(operands: tuple[Expression, ...], places: Places) -> Type | None:
    """Return the type that says how constants among the operands are to be written."""
    found = {_type(operand, places) for operand in operands} - {None}
    return next((kind for kind in found if kind in {Type.DATE, Type.MONTH}), next(iter(found), None))


def _equality(left: Expression, right: Expression, places: Places) -> str:
    if _is_condition(left) or _is_condition(right):
        return _equal_truths(left, right, places)
    kind = _shared_type((left, right), places)
    one, other = (term(operand, places, kind) for operand in (left, right))
    numeric = kind in {Type.NUMBER, Type.DATE, Type.MONTH} and not _is_null(left) and not _is_null(right)
    same = f"2*({one}={other})" if numeric else f"2*EXACT({one},{other})"
    open_ = [f"{text}={UNKNOWN}" for text, of in ((one, left), (other, right)) if not isinstance(of, Literal)]
    return f"IF(OR({','.join(open_)}),1,{same})" if open_ else f"({same})"


def _equal_truths(left: Expression, right: Expression, places: Places) -> str:
    if _is_null(left) or _is_null(right):
        return f"(1*({truth(right if _is_null(left) else left, places)}=1))"  # a truth is never null
    one, other = truth(left, places), truth(right, places)
    return f"IF(OR({one}=1,{other}=1),1,2*({one}={other}))"


def _ordering(sign: str, operands: tuple[Expression, ...], places: Places) -> str:
    if any(map(_is_null, operands)):
        return "0"
    kind = _shared_type(operands, places)
    terms = [term(operand, places, kind) for operand in operands]
    loose = [text for text, operand in zip(terms, operands, strict=True) if not isinstance(operand, Literal)]
    holds = ",".join(f"{one}{sign}{other}" for one, other in pairwise(terms))
    if not loose:
        return f"(2*AND({holds}))"
    null, open_ = (",".join(f"{text}={mark}" for text in loose) for mark in (NULL, UNKNOWN))
    return f"IF(OR({null}),0,IF(OR({open_}),1,2*AND({holds})))"


def _membership(needle: Expression, haystack: Expression, places: Places) -> str:
    if _is_null(needle):
        return "0"
    one = term(needle, places)
    if isinstance(haystack, Literal):
        kind = _type(needle, places)
        entries = haystack.value if isinstance(haystack.value, tuple) else ()
        alike = ",".join(_same(one, entry, kind) for entry in entries) or "FALSE"
        return _guarded([one] if not isinstance(needle, Literal) else [], f"2*OR({alike})")
    many = term(haystack, places)
    if isinstance(needle, Literal):
        return _guarded([many], f"2*ISNUMBER(FIND({text_constant(f'|{needle.value}|')},{many}))")
    return _guarded([one, many], f'2*ISNUMBER(FIND("|"&MID({one},2,999)&"|",{many}))')


def _same(one: str, entry: object, kind: Type | None) -> str:
    other = _constant(entry, kind)
    return f"{one}={other}" if kind in {Type.NUMBER, Type.DATE, Type.MONTH} else f"EXACT({one},{other})"


def _guarded(loose: list[str], known: str) -> str:
    """Return `known`, but false when a part is null and unknown when one is."""
    if not loose:
        return f"({known})"
    null, open_ = (",".join(f"{text}={mark}" for text in loose) for mark in (NULL, UNKNOWN))
    return f"IF(OR({null}),0,IF(OR({open_}),1,{known}))"


# --- Arithmetic ------------------------------------------------------------------------------------------------------


def _arithmetic(whole: Arithmetic, places: Places) -> str:
    """Return the result: null if a part is null or a known divisor is zero, else unknown if a part is.

    A division by zero among known parts makes the whole null even where another part is unknown.
    """
    if any(map(_is_null, _operands(whole))):
        return NULL
    leaves = _leaves(whole, places)
    zero = [_divides_by_zero(part, places) for part in _divisions(whole)]
    result = f"ROUND({_plain(whole, places)},12)"
    known = f"IFERROR({result},{NULL})" if zero else result
    if not leaves:
        return known
    null, open_ = (",".join(f"{leaf}={mark}" for leaf in leaves) for mark in (NULL, UNKNOWN))
    unknown = f"IF(OR({','.join(zero)}),{NULL},{UNKNOWN})" if zero else UNKNOWN
    return f"IF(OR({null}),{NULL},IF(OR({open_}),{unknown},{known}))"


def _operands(expression: Expression) -> Iterator[Expression]:
    """Yield what stands between the signs, at any depth."""
    if isinstance(expression, Arithmetic):
        for operand in expression.operands:
            yield from _operands(operand)
    else:
        yield expression


def _leaves(expression: Expression, places: Places) -> list[str]:
    loose = (operand for operand in _operands(expression) if not isinstance(operand, Literal))
    return list(dict.fromkeys(term(operand, places) for operand in loose))


def _divisions(expression: Expression) -> Iterator[Arithmetic]:
    if isinstance(expression, Arithmetic):
        if expression.operator == "/":
            yield expression
        for operand in expression.operands:
            yield from _divisions(operand)


def _divides_by_zero(division: Arithmetic, places: Places) -> str:
    leaves = _leaves(division, places)
    faulty = f"ISERROR({_plain(division, places)})"
    return f"AND(COUNT({','.join(leaves)})={len(leaves)},{faulty})" if leaves else faulty


def _plain(expression: Expression, places: Places) -> str:
    if not isinstance(expression, Arithmetic):
        return term(expression, places)
    parts = [_plain(operand, places) for operand in expression.operands]
    if expression.operator == "-" and len(parts) == 1:
        return f"(-{parts[0]})"
    return f"({expression.operator.join(parts)})"
