"""Instruments and answers that nobody would have thought of, small enough to read.

`instruments()` gives instruments that `parse` accepts; `answers(instrument)` gives any answers to one, whole or in
part; `documents()` gives the JSON behind the instruments.
"""

from typing import Any, assert_never

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from instruments.model import (
    Answer,
    Answers,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    DontKnow,
    Instrument,
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
    Practice,
    Row,
    Split,
    SplitKind,
    Table,
    Text,
)
from instruments.parse import parse

Json = dict[str, Any]

# Drawing whole instruments takes its time, and more on a busy machine; that is no failure.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

HALVES = [f"{halves / 2:g}" for halves in range(9)]
ABOVE_ZERO = st.sampled_from(HALVES[1:])
SCORED = ["maturity", "practice", "checklist", "choice"]
OTHERS = ["integer", "choices", "note", "table"]
ACTION_TYPES = ["stop-harm", "remedy", "prevent", "system"]
AREAS = ["fees", "remedy"]
REASONS = [{"id": "gate", "text": "A gate"}, {"id": "own", "text": "My own", "free": True}]
COLUMN = {"id": "workers", "kind": "integer", "text": "How many?"}


@st.composite
def documents(
    draw: st.DrawFn, *, conditions: bool = True, blanks: bool = True, unscored: bool = True, sections: int = 3
) -> Json:
    """Draw the JSON of an instrument without faults.

    `conditions`: some items and sections depend on earlier ones; `blanks`: even on whether these were answered;
    `unscored`: there are unscored items and sections.
    """
    areas = draw(st.sampled_from([[], AREAS[:1], AREAS]))
    stages = draw(st.integers(1, 4)) if areas else 0
    earlier: list[Json] = []
    written = []
    for number in range(draw(st.integers(1, sections))):
        relevant = _maybe_condition(draw, earlier, blanks=blanks) if conditions else {}
        items = []
        for position in range(draw(st.integers(1, 4))):
            kinds = SCORED * 3 + OTHERS if unscored else SCORED
            item = _item(draw, f"I-{number}-{position}", draw(st.sampled_from(kinds)), areas, stages)
            if conditions and item["kind"] != "note":
                item |= _maybe_condition(draw, earlier, blanks=blanks)
            items.append(item)
            earlier.append(item)
        scored = draw(st.sampled_from([True, True, True, False])) if unscored else True
        written.append({"id": f"S{number}", "title": "Section", "scored": scored, "items": items} | relevant)
    return {
        "format": 1,
        "id": "drawn",
        "version": "1.0.0",
        "language": "en",
        "title": "Drawn",
        "audience": ["employer"],
        "areas": [{"id": area, "title": area} for area in areas],
        "stages": [{"number": stage + 1, "title": str(stage)} for stage in range(stages)],
        "critical": [{"id": "C-01", "title": "Harm"}, {"id": "C-02", "title": "Other harm"}],
        "scoring": {
            "sections_needed": draw(st.integers(1, 3)),
            "free_na_limit": draw(st.sampled_from(["0", "1/4", "1/2", "1"])),
        },
        "risk": _risk(draw, earlier),
        "sections": written,
    }


def _item(draw: st.DrawFn, item_id: str, kind: str, areas: list[str], stages: int) -> Json:
    item: Json = {"id": item_id, "kind": kind, "text": "Is it so?"}
    if kind == "note":
        return item
    item |= _shape(draw, kind)
    if draw(st.booleans()):
        item["na_reasons"] = REASONS[: draw(st.integers(1, 2))]
    if kind not in SCORED:
        return item
    item["weight"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 5)) == 0:
        item["required"] = False
    if draw(st.integers(0, 2)) == 0:
        item["critical"] = {"id": draw(st.sampled_from(["C-01", "C-02"])), "below": draw(ABOVE_ZERO)}
    if areas:
        item["roadmap"] = draw(st.lists(_rule(areas, stages), max_size=3))
    item["actions"] = draw(st.lists(_action(), max_size=3))
    return item


def _shape(draw: st.DrawFn, kind: str) -> Json:
    match kind:
        case "maturity":
            return {"anchors": ["none", "some", "more", "much", "all"]}
        case "practice":
            return {"reversed": draw(st.booleans())}
        case "checklist":
            marked = draw(st.lists(st.booleans(), min_size=1, max_size=4))
            return {"options": [{"id": f"o{n}", "text": "An option", "required": r} for n, r in enumerate(marked)]}
        case "choice":
            levels = [draw(st.sampled_from(HALVES)), *draw(st.lists(st.sampled_from([None, *HALVES]), max_size=3))]
            return {"options": [_option(n, level) for n, level in enumerate(levels)]}
        case "choices":
            return {"options": [_option(0, None), _option(1, None)]}
        case "table":
            return {"columns": [COLUMN], "max_rows": 3}
    return {}


def _option(number: int, level: str | None) -> Json:
    return {"id": f"o{number}", "text": f"Option {number}"} | ({} if level is None else {"level": level})


def _rule(areas: list[str], stages: int) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"area": st.sampled_from(areas), "stage": st.integers(1, stages), "level": st.sampled_from(HALVES)}
    )


def _action() -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"raises_to": ABOVE_ZERO, "type": st.sampled_from(ACTION_TYPES), "text": st.just("Do it")},
        optional={"days": st.integers(1, 200)},
    )


def _maybe_condition(draw: st.DrawFn, earlier: list[Json], *, blanks: bool) -> Json:
    usable = [item for item in earlier if item["kind"] != "note"]
    if not usable or draw(st.integers(0, 2)):
        return {}
    return {"relevant": _condition(draw, draw(st.sampled_from(usable)), blanks=blanks)}


def _condition(draw: st.DrawFn, item: Json, *, blanks: bool = True) -> Json:
    """Draw a condition that looks at `item`."""
    var = {"var": item["id"]}
    plain: Json
    match item["kind"]:
        case "maturity" | "integer":
            plain = {">=": [var, draw(st.integers(0, 4))]}
        case "practice":
            plain = {"==": [var, draw(st.sampled_from(["yes", "partly", "no", None]))]}
        case "choice":
            plain = {"!=": [var, "o0"]}
        case "table":
            total: Json = {"sum": [{"var": f"{item['id']}.workers"}]}
            rows: Json = {"count": [var, {">": [{"var": "workers"}, 1]}]}
            plain = {">=": [draw(st.sampled_from([total, rows])), draw(st.integers(0, 4))]}
        case _:
            plain = {"in": ["o0", var]}
    forms: list[Json] = [plain, {"!": [plain]}]
    if blanks:
        forms.append({"or": [plain, {"!": [{"answered": [var]}]}]})
    return draw(st.sampled_from(forms))


def _risk(draw: st.DrawFn, earlier: list[Json]) -> Json:
    usable = [item for item in earlier if item["kind"] != "note"]
    factors = [
        {
            "id": f"F{number}",
            "title": "A factor",
            "points": [
                {"if": _condition(draw, draw(st.sampled_from(usable))), "then": draw(st.integers(0, 3))}
                for _ in range(draw(st.integers(0, 2)))
            ],
            "otherwise": draw(st.integers(0, 1)),
        }
        for number in range(draw(st.integers(0, 2)) if usable else 0)
    ]
    bands = [{"id": name, "title": name, "from": start} for name, start in (("low", 0), ("medium", 2), ("high", 5))]
    return {"factors": factors, "bands": bands[draw(st.integers(0, 1)) :]}


def parsed(document: Json) -> Instrument:
    """Return the instrument of a document that ought to have no faults."""
    instrument, problems = parse(document)
    assert instrument is not None, problems
    return instrument


def instruments(**limits: Any) -> st.SearchStrategy[Instrument]:
    """Draw an instrument; `limits` as for `documents`."""
    return documents(**limits).map(parsed)


@st.composite
def answers(draw: st.DrawFn, instrument: Instrument, *, complete: bool = False) -> Answers:
    """Draw answers to some items (or, when `complete`, to all that take one), asked or not."""
    given: dict[ItemId, Answer] = {}
    for item in instrument.items.values():
        strategy = answer(item)
        if strategy is not None and (complete or draw(st.integers(0, 3))):
            given[item.id] = draw(strategy)
    return given


def answer(item: Item) -> st.SearchStrategy[Answer] | None:
    """Return the strategy of an item's answers; None for a note."""
    value = values(item)
    if value is None:
        return None
    given: list[st.SearchStrategy[Answer]] = [value, value, value]
    if item.dont_know:
        given.append(st.just(DontKnow()))
    given += [st.just(NotApplicable(reason.id, "Because" if reason.free else "")) for reason in item.na_reasons]
    return st.one_of(given)


def values(item: Item) -> st.SearchStrategy[Any] | None:
    """Return the strategy of an item's values proper."""
    match item.kind:
        case Maturity():
            return st.integers(0, 4)
        case Practice():
            return st.sampled_from(["yes", "partly", "no"])
        case Choice(options):
            return st.sampled_from([option.id for option in options])
        case Checklist(options) | Choices(options):
            ids = [option.id for option in options]
            return st.sets(st.sampled_from(ids)).map(lambda ticked: tuple(one for one in ids if one in ticked))
        case Number():
            return st.integers(0, 5)
        case Table(columns):
            cells = {column.id: given for column in columns if (given := answer(column)) is not None}
            rows = st.lists(st.fixed_dictionaries(cells), max_size=3)
            return rows.map(lambda found: tuple(Row(f"r{n}", row) for n, row in enumerate(found)))
        case MoneyKind():
            return st.builds(Money, st.decimals(0, 1000, places=2), st.sampled_from(["EUR", "MYR"]))
        case SplitKind():
            count = st.integers(0, 50)
            return st.builds(Split, count, count, count, count)
        case Text() | Date() | Month() | Country() | Language():
            return st.just(_EXAMPLES[type(item.kind)])
        case Note():
            return None
    assert_never(item.kind)


_EXAMPLES: dict[type, str] = {Text: "So it is", Date: "2026-03-01", Month: "2026-03", Country: "VN", Language: "vi"}


@st.composite
def answered(draw: st.DrawFn, *, complete: bool = False, **limits: Any) -> tuple[Instrument, Answers]:
    """Draw an instrument with answers to it."""
    instrument = draw(instruments(**limits))
    return instrument, draw(answers(instrument, complete=complete))
