"""Strategies for response documents: sound answers to an item, and documents that are nearly sound."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from instruments.codes import COUNTRIES
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
    Practice,
    SplitKind,
    Table,
    Text,
)

Documents = st.SearchStrategy[Any]


def value_documents(item: Item) -> Documents:
    """Return values of the item's kind as JSON, most of them sound."""
    match item.kind:
        case Maturity():
            return st.integers(0, 4)
        case Practice():
            return st.sampled_from(["yes", "partly", "no"])
        case Choice(options):
            return st.sampled_from([option.id for option in options])
        case Choices(options) | Checklist(options):
            return st.lists(st.sampled_from([option.id for option in options]), unique=True)
        case Number(NumberForm.INTEGER, least, most):
            low = int(least) if least is not None else -9
            return st.integers(low - 1, max(low, int(most) if most is not None else 1000) + 1)
        case Number():
            return st.one_of(st.integers(-2, 120), st.sampled_from(["12.5", "0.25", "-3", 0.5, 2.25]))
        case MoneyKind():
            # XXX is the code of ISO 4217 for no currency, so it must be refused.
            amount = st.sampled_from(["120.50", "0", 15, 2.5])
            return st.fixed_dictionaries({"amount": amount, "currency": st.sampled_from(["MYR", "USD", "XXX"])})
        case SplitKind():
            return st.fixed_dictionaries({}, optional=dict.fromkeys(SEXES, st.integers(0, 9)))
        case Text():
            return st.text(max_size=40)
        case Date():
            return st.dates().map(str)
        case Month():
            return st.dates().map(lambda day: str(day)[:7])
        case Country():
            return st.sampled_from(sorted(COUNTRIES)[:5])
        case Language():
            return st.sampled_from(["en", "th", "zh-Hans"])
        case Table(columns, _, most):
            cells = st.fixed_dictionaries({}, optional={str(column.id): value_documents(column) for column in columns})
            rows = st.lists(cells, max_size=min(most, 4))
            return rows.map(lambda found: [{"_row": f"r{n}", **row} for n, row in enumerate(found)])
        case Note():
            return st.just("x")


def answer_documents(item: Item) -> Documents:
    """Return answers to the item as JSON: a value, *don't know*, or *not applicable* with one of its reasons."""
    stated: list[Any] = [{"state": "dont_know"}] if item.dont_know else []
    stated += [
        {"state": "not_applicable", "reason": reason.id} | ({"text": "because"} if reason.free else {})
        for reason in item.na_reasons
    ]
    values = value_documents(item)
    return st.one_of(values, values, values, st.sampled_from(stated)) if stated else values


def response_documents(instrument: Instrument) -> Documents:
    """Return response documents, partial or whole, to the instrument."""
    items = [item for item in instrument.items.values() if not isinstance(item.kind, Note)]
    answers = st.fixed_dictionaries({}, optional={str(item.id): answer_documents(item) for item in items})
    return answers.map(
        lambda given: {"format": 1, "instrument": str(instrument.ref), "digest": instrument.digest, "answers": given}
    )


ODD: Documents = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 300),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
    st.just("yes\n"),
    st.just({"state": "dont_know"}),
    st.just({"state": "nonsense"}),
    st.just(["a", "a"]),
    st.just("2025-02-29"),
    st.just("2025-03-01\n"),
    st.just({"state": "not_applicable", "reason": "nowhere"}),
    st.just("1e5"),
    st.just("007"),
)


@st.composite
def nearly(draw: st.DrawFn, instrument: Instrument) -> Any:
    """Return a response document with one thing put wrong, somewhere."""
    document = draw(response_documents(instrument))
    place = draw(st.sampled_from(["answers", "answers", "answers", "top", "notes", "evidence"]))
    odd = draw(ODD)
    name = draw(st.sampled_from([*instrument.items, "nowhere"]))
    match place:
        case "answers":
            document["answers"][name] = odd
        case "top":
            document[draw(st.sampled_from(["format", "instrument", "digest", "language", "answers", "x"]))] = odd
        case "notes":
            document["notes"] = {name: draw(st.one_of(st.text(max_size=3), ODD))}
        case "evidence":
            entry = {"level": draw(st.one_of(st.integers(-1, 5), ODD)), "name": "a.pdf"}
            document["evidence"] = {name: draw(st.one_of(st.just([entry]), ODD))}
    return document


def random_value(item: Item, random: Random) -> Any:
    """Return a sound value of the item's kind, for documents too large to draw and shrink."""
    match item.kind:
        case Maturity():
            return random.randint(0, 4)
        case Practice():
            return random.choice(["yes", "partly", "no"])
        case Choice(options):
            return random.choice(options).id
        case Choices(options) | Checklist(options):
            ticked = [option.id for option in options if random.random() < 0.5]
            alone = [option.id for option in options if option.exclusive and option.id in ticked]
            return alone[:1] or ticked
        case Number(NumberForm.INTEGER, least, most):
            return random.randint(int(least or 0), int(most if most is not None else 500))
        case Number(_, least, most):
            return random.randint(int(least or 0), int(most if most is not None else 500))
        case MoneyKind():
            return {"amount": f"{random.randint(0, 9999)}.50", "currency": random.choice(["MYR", "USD"])}
        case SplitKind():
            return {sex: random.randint(0, 50) for sex in SEXES}
        case Text():
            return "ข้อความ text نص"
        case Date():
            return f"2025-{random.randint(1, 12):02}-15"
        case Month():
            return f"2025-{random.randint(1, 12):02}"
        case Country():
            return random.choice(["MY", "NP", "BD", "MM"])
        case Language():
            return random.choice(["en", "th"])
        case Table(columns, least, _):
            return [
                {"_row": f"r{n}", **{str(column.id): random_value(column, random) for column in columns}}
                for n in range(least + random.randint(0, 3))
            ]
        case Note():
            raise AssertionError(item.id)


def random_answers(instrument: Instrument, random: Random) -> dict[str, Any]:
    """Return a value for every item of the instrument, as JSON."""
    items = (item for item in instrument.items.values() if not isinstance(item.kind, Note))
    return {str(item.id): random_value(item, random) for item in items}
