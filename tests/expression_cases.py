"""Items, answers and conditions that several tests about expressions share."""

from hypothesis import strategies as st

from instruments.evaluation import UNKNOWN, Standing, evaluate
from instruments.expressions import Scope, parse_expression
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Date,
    Item,
    ItemId,
    Maturity,
    MoneyKind,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    Split,
    SplitKind,
    State,
    Table,
    Text,
)

OPTIONS = (Option("a", "A"), Option("b", "B"))
COLUMNS = (
    Item(ItemId("who"), Choice(OPTIONS), "who"),
    Item(ItemId("many"), Number(NumberForm.INTEGER), "many"),
    Item(ItemId("sexes"), SplitKind(), "sexes"),
)
ITEMS = {
    item.id: item
    for item in (
        Item(ItemId("m"), Maturity(("0", "1", "2", "3", "4")), "m"),
        Item(ItemId("p"), Practice(), "p"),
        Item(ItemId("c"), Choice(OPTIONS), "c"),
        Item(ItemId("cs"), Choices(OPTIONS), "cs"),
        Item(ItemId("cl"), Checklist(OPTIONS), "cl"),
        Item(ItemId("n"), Number(NumberForm.NUMBER), "n"),
        Item(ItemId("k"), Number(NumberForm.INTEGER), "k"),
        Item(ItemId("money"), MoneyKind(), "money"),
        Item(ItemId("split"), SplitKind(), "split"),
        Item(ItemId("t"), Text(), "t"),
        Item(ItemId("d"), Date(), "d"),
        Item(ItemId("table"), Table(COLUMNS), "table"),
        Item(ItemId("note"), Note(), "note"),
    )
}
SCOPE = Scope(ITEMS, later=frozenset({ItemId("later")}))


def var(name: str) -> dict[str, str]:
    return {"var": name}


def value_of(document: object, **values: object) -> object:
    expression, _, problems = parse_expression(document, SCOPE)
    assert problems == ()
    assert expression is not None
    states = {item: State.ANSWERED if values.get(item) is not None else State.UNANSWERED for item in ITEMS}
    states |= {ItemId(name): State.UNANSWERED for name, value in values.items() if value is UNKNOWN}
    standing = Standing(states, {item: values.get(item, UNKNOWN) for item in ITEMS})
    return evaluate(expression, standing)


def conditions() -> st.SearchStrategy[object]:
    numbers = st.one_of(st.integers(-5, 5), st.sampled_from([var("n"), var("m"), var("split.women")]))
    numeric = st.recursive(
        numbers, lambda x: st.tuples(st.sampled_from("+-*/"), x, x).map(lambda t: {t[0]: [t[1], t[2]]}), max_leaves=4
    )
    leaves = st.one_of(
        st.booleans(),
        st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numeric, numeric).map(
            lambda t: {t[0]: [*t[1:]]}
        ),
        st.sampled_from(["yes", "no", "partly", None]).map(lambda v: {"==": [var("p"), v]}),
        st.sampled_from("ab").map(lambda o: {"in": [o, var("cs")]}),
        st.sampled_from("ab").map(lambda o: {"!=": [var("c"), o]}),
        st.lists(st.sampled_from("ab"), max_size=2).map(lambda o: {"in": [var("c"), o]}),
    )
    return st.recursive(
        leaves,
        lambda x: st.one_of(
            st.tuples(st.sampled_from(["and", "or"]), st.lists(x, min_size=1, max_size=3)).map(lambda t: {t[0]: t[1]}),
            x.map(lambda c: {"!": [c]}),
        ),
        max_leaves=8,
    )


VALUES = {
    "n": st.one_of(st.integers(-5, 5), st.fractions(-5, 5, max_denominator=4)),
    "m": st.integers(0, 4),
    "p": st.sampled_from(["yes", "partly", "no"]),
    "c": st.sampled_from("ab"),
    "cs": st.sampled_from([(), ("a",), ("b",), ("a", "b")]),
    "split": st.builds(Split, st.integers(0, 5)),
}
