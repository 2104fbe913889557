"""A condition as a formula means what the evaluator means, whatever is unknown, null or divided by zero."""

import re
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from random import Random
from typing import Any

import xlsxwriter
from expression_cases import ITEMS, SCOPE, var
from workbook_cases import recalculated

from instruments.evaluation import UNKNOWN, Standing, evaluate
from instruments.expressions import parse_expression
from instruments.model import ItemId, Money, Split, State
from instruments.nodes import Answered, Count, Expression, Sum, Type, Var, type_of
from questionnaire.excel.formulas import compile as compiled
from questionnaire.excel.formulas import day_number

NUMBERS = [var(name) for name in ("n", "k", "m", "split.women", "split.total", "money.amount")]
VALUES: dict[str, list[Any]] = {
    "n": [0, 1, Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), -2, Decimal("12.5")],
    "k": [0, 1, 2, 3, -1],
    "m": [0, 1, 2, 3, 4],
    "p": ["yes", "partly", "no"],
    "c": ["a", "b"],
    "cs": [(), ("a",), ("b",), ("a", "b")],
    "cl": [(), ("a",), ("a", "b")],
    "money": [Money(Decimal(0), "MYR"), Money(Decimal("2.5"), "USD")],
    "split": [Split(1, 2, 0, 3), Split()],
    "t": ["a", "A", "?", "", 'ÿ "quoted"'],
    "d": ["2025-03-15", "2024-12-31"],
}
CELLS = 5  # per item: the value's parts


def number(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.4:
        return random.choice([*NUMBERS, *NUMBERS, random.randint(-3, 4), Decimal("0.3"), 0])
    sign = random.choice("++--**//")
    return {sign: [number(random, depth - 1) for _ in range(random.choice([2, 2, 1 if sign == "-" else 2]))]}


def condition(random: Random, depth: int) -> Any:
    if depth and random.random() < 0.6:
        operator = random.choice(["and", "or", "!", "!", "==", "!="])
        count = {"!": 1, "==": 2, "!=": 2}.get(operator, random.randint(1, 3))
        return {operator: [condition(random, depth - 1) for _ in range(count)]}
    sign, equal = random.choice(["<", "<=", ">", ">="]), random.choice(["==", "!="])
    return random.choice(
        [
            {sign: [number(random, 2), number(random, 2)]},
            {"<": [number(random, 1), number(random, 1), number(random, 0)]},
            {equal: [number(random, 2), number(random, 2)]},
            {equal: [var("p"), random.choice(["yes", "no", None])]},
            {equal: [var("c"), random.choice(["a", "b"])]},
            {equal: [var(random.choice(["n", "split", "money", "cs", "t", "d"])), None]},
            {equal: [var("t"), random.choice(["a", "?", 'ÿ "quoted"', "x" * 300])]},
            {equal: [var("money.currency"), random.choice(["MYR", "myr"])]},
            {equal: [var("d"), "2025-03-15"]},
            {sign: [var("d"), random.choice(["2025-01-01", "2025", "2025-03-15"])]},
            {"in": [random.choice(["a", "b"]), var(random.choice(["cs", "cl"]))]},
            {"in": [var("c"), var("cs")]},
            {"in": [var("c"), random.choice([["a"], ["a", "b"], []])]},
            {"in": [var("k"), [1, 2]]},
            {"in": [number(random, 1), [0, 1, Decimal("0.3")]]},
            {"in": [var("d"), ["2025-03-15"]]},
            {"answered": [var(random.choice(["n", "p", "t"]))]},
            random.choice([True, False]),
        ]
    )


class Row:
    """The values of one standing, side by side in a row of a sheet: state, then parts, item by item."""

    def __init__(self, row: int) -> None:
        self.row = row

    def cell(self, item: str, offset: int) -> str:
        column = list(ITEMS).index(ItemId(item)) * (CELLS + 1) + offset
        return f"v!{xlsxwriter.utility.xl_rowcol_to_cell(self.row, column)}"

    def value(self, of: Var) -> str:
        part = {"amount": 0, "currency": 1, "women": 0, "total": 4}.get(of.part or "", 0)
        return self.cell(of.item, 1 + part)

    def state(self, of: Answered) -> str:
        return self.cell(of.item, 0)

    def type(self, of: Var) -> Type:
        return type_of(ITEMS[of.item], of.part) or Type.NULL

    def figure(self, of: Sum | Count) -> str:
        raise AssertionError(of)

    def keep(self, formula: str) -> str:
        return formula


def shown(item: str, value: Any) -> list[Any]:
    match value:
        case None:
            return [""] * CELLS
        case _ if value is UNKNOWN:
            return ["?"] * CELLS
        case Money(amount, currency):
            return [float(amount), f".{currency}"]
        case Split():
            return [value.women, value.men, value.other, value.not_available, value.total]
        case tuple():
            return ["|" + "".join(f"{option}|" for option in value)]
        case str():
            return [day_number(value, 8)] if item == "d" else [f".{value}"]
    return [float(value)]


def standing(random: Random) -> Standing:
    states, values = {}, {}
    for item in ITEMS:
        state = random.choice([State.ANSWERED] * 6 + [State.NOT_ASKED, State.UNANSWERED, State.UNDETERMINED])
        value = random.choice([*VALUES.get(item, [None]), None]) if state is State.ANSWERED else None
        states[item] = state
        values[item] = UNKNOWN if state in {State.UNANSWERED, State.UNDETERMINED} else value
    return Standing(states, {item: Fraction(v) if isinstance(v, Decimal) else v for item, v in values.items()})


def cases(count: int) -> list[tuple[Expression, Standing]]:
    random, found = Random(5), []
    while len(found) < count:
        expression, _, _ = parse_expression(condition(random, 3), SCOPE)
        if expression is not None:
            found.append((expression, standing(random)))
    return found


def written(given: list[tuple[Expression, Standing]]) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    values, formulas = book.add_worksheet("v"), book.add_worksheet("f")
    codes = {State.NOT_ASKED: 0, State.UNDETERMINED: 1, State.UNANSWERED: 2, State.ANSWERED: 3}
    for row, (expression, standing_) in enumerate(given):
        for item in ITEMS:
            column = list(ITEMS).index(item) * (CELLS + 1)
            values.write_number(row, column, codes[standing_.states[item]])
            for offset, value in enumerate(shown(item, standing_.values[item]), start=1):
                if value == "":
                    values.write_formula(row, column + offset, '=""', None, "")
                else:
                    values.write(row, column + offset, value)
        formulas.write_formula(row, 0, "=" + compiled(expression, Row(row)), None, "")
    book.close()
    return file.getvalue()


def test_a_formula_is_true_false_or_unknown_exactly_when_its_condition_is() -> None:
    given = cases(2500)
    (book,) = recalculated([written(given)])
    wanted = {True: True, False: False, UNKNOWN: "?"}
    wrong = [
        (compiled(expression, Row(row)), found, evaluate(expression, standing_))
        for row, (expression, standing_) in enumerate(given)
        if (found := book["f"].cell(row + 1, 1).value) != wanted[evaluate(expression, standing_)]
    ]
    assert wrong == []
    seen = [wanted[evaluate(*case)] for case in given]
    assert min(seen.count(truth) for truth in (True, False, "?")) > 100


def test_no_formula_uses_a_function_that_older_programs_do_not_know() -> None:
    known = {
        *("AND", "CHOOSE", "COUNT", "EXACT", "FIND", "IF", "IFERROR", "ISERROR", "ISNUMBER", "MAX", "MID", "MIN"),
        *("OR", "ROUND"),
    }
    used = {
        name
        for row, (expression, _) in enumerate(cases(300))
        for name in re.findall(r"([A-Z.]+)\(", compiled(expression, Row(row)))
    }
    assert used <= known
