"""What instrument does this document define, or what is wrong with it?

The only reader of instrument JSON. Shape first (`shape`), then meaning; every fault is reported at once, each with a
code and a JSON pointer. Read the JSON with `catalogue.read_json`, so that no binary float gets in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from instruments import shape
from instruments.expressions import Scope, Type
from instruments.model import (
    Area,
    Check,
    CriticalIssue,
    Indicator,
    Instrument,
    InstrumentRef,
    Item,
    ItemId,
    Reference,
    RiskBand,
    RiskFactor,
    RiskRule,
    Section,
    Sensitivity,
    Severity,
    Stage,
)
from instruments.nodes import Expression
from instruments.parse_items import read_item
from instruments.problems import Code, Problem
from instruments.reading import NULL, Reading, entries, flag, mapping, text, texts, whole

Document = Mapping[str, object]
NO_FIGURE = {Type.TABLE, Type.NULL}


def parse(document: object) -> tuple[Instrument | None, tuple[Problem, ...]]:
    """Return the instrument and no problems, or nothing and every fault. Never raises, whatever the document is."""
    digest, malformed = shape.check(document)
    if not digest or len(malformed) >= shape.MOST_ERRORS:
        return None, malformed  # nothing worth reading on
    reading = _reading(mapping(document), malformed)
    instrument = replace(_instrument(mapping(document), reading), digest=digest)
    problems = tuple(dict.fromkeys((*malformed, *reading.problems)))
    return (None, problems) if problems else (instrument, ())


def _reading(document: Document, malformed: Iterable[Problem]) -> Reading:
    """Collect the names that exist, before anything is read that uses them."""
    items = _item_documents(document)
    return Reading(
        areas=frozenset(text(entry.get("id")) for entry in entries(document.get("areas"))),
        stages=frozenset(whole(entry.get("number")) or 0 for entry in entries(document.get("stages"))),
        critical=frozenset(text(entry.get("id")) for entry in entries(document.get("critical"))),
        references=frozenset(mapping(document.get("references"))),
        all_items=frozenset(ItemId(text(entry.get("id"))) for entry in items.values()),
        unsure=frozenset(name for place in _unsure_places(malformed) for name in _ids(items.get(place, {}))),
    )


def _item_documents(document: Document) -> dict[str, Document]:
    """Return every item by its pointer."""
    return {
        f"/sections/{i}/items/{j}": item
        for i, section in enumerate(entries(document.get("sections")))
        for j, item in enumerate(entries(section.get("items")))
    }


def _ids(item: Document) -> Iterator[str]:
    """Yield the ids of an item and of its columns."""
    yield text(item.get("id"))
    yield from (text(column.get("id")) for column in entries(item.get("columns")))


def _unsure_places(malformed: Iterable[Problem]) -> set[str]:
    """Return the pointers of items whose kind, options or columns are malformed."""
    steps = [problem.where.split("/") for problem in malformed]
    return {"/".join(path[:5]) for path in steps if len(path) == 5 or path[5:6] in (["kind"], ["options"], ["columns"])}


def _instrument(document: Document, reading: Reading) -> Instrument:
    scoring, risk = mapping(document.get("scoring")), mapping(document.get("risk"))
    sections, scope = _sections(document, reading)
    return Instrument(
        ref=InstrumentRef(text(document.get("id")), text(document.get("version"))),
        digest="",
        language=text(document.get("language")),
        title=text(document.get("title")),
        sections=sections,
        subtitle=text(document.get("subtitle")),
        about=text(document.get("about")),
        disclaimer=text(document.get("disclaimer")),
        audience=texts(document.get("audience")),
        minutes=whole(document.get("minutes")),
        references=_references(document),
        areas=_areas(document, reading),
        stages=_stages(document, reading),
        sections_needed=whole(scoring.get("sections_needed")) or 1,
        free_na_limit=_share(scoring, reading),
        risk_factors=_risk_factors(risk, scope, reading),
        risk_bands=_risk_bands(risk, reading),
        critical=_critical(document, reading),
        indicators=_indicators(document, scope, reading),
        checks=_checks(document, scope, reading),
    )


def _share(scoring: Document, reading: Reading) -> Fraction:
    """Read `free_na_limit`; the schema cannot see that 3/2 is more than 1."""
    given, where = scoring.get("free_na_limit", "1/4"), "/scoring/free_na_limit"
    if not isinstance(given, str):
        return Fraction(reading.limit(given, where) or 0)
    try:
        share = Fraction(given)
    except (ValueError, ZeroDivisionError):
        return Fraction(1, 4)
    if share > 1:
        reading.fault(Code.BAD_NUMBER, where, given=share)
    return share


# --- Sections ------------------------------------------------------------------------------------------------------


def _sections(document: Document, reading: Reading) -> tuple[tuple[Section, ...], Scope]:
    """Read the sections in order; the scope grows with every item, so that a condition can only look back."""
    before: dict[ItemId, Item] = {}
    scope = Scope(before, later=reading.all_items)
    sections = []
    for index, entry in enumerate(entries(document.get("sections"))):
        where = f"/sections/{index}"
        relevant = reading.condition(entry, "relevant", scope, where)
        items = []
        for position, item_document in enumerate(entries(entry.get("items"))):
            place = f"{where}/items/{position}"
            item = read_item(item_document, scope, place, reading)
            if item.id and before.setdefault(item.id, item) is not item:
                reading.fault(Code.DUPLICATE_ID, f"{place}/id", id=item.id)
            items.append(item)
        sections.append(_section(entry, tuple(items), relevant))
    reading.unique([section.id for section in sections], "/sections")
    return tuple(sections), scope


def _section(document: Document, items: tuple[Item, ...], relevant: Expression | None) -> Section:
    return Section(
        id=text(document.get("id")),
        title=text(document.get("title")),
        scored=flag(document.get("scored"), default=False),
        items=items,
        intro=text(document.get("intro")),
        relevant=relevant,
    )


# --- Everything beside the sections --------------------------------------------------------------------------------


def _references(document: Document) -> tuple[Reference, ...]:
    found = []
    for key, value in mapping(document.get("references")).items():
        entry = mapping(value)
        title, version = text(entry.get("title")), text(entry.get("version"))
        found.append(Reference(key, title, version, text(entry.get("publisher")), text(entry.get("url"))))
    return tuple(found)


def _areas(document: Document, reading: Reading) -> tuple[Area, ...]:
    areas = tuple(Area(text(e.get("id")), text(e.get("title"))) for e in entries(document.get("areas")))
    reading.unique([area.id for area in areas], "/areas")
    return areas


def _stages(document: Document, reading: Reading) -> tuple[Stage, ...]:
    """Read the stages, in the order of their numbers, which must be 1, 2, 3, ... without gaps."""
    given = [(whole(entry.get("number")) or 0, text(entry.get("title"))) for entry in entries(document.get("stages"))]
    numbers = [number for number, _ in given]
    reading.unique([str(number or "") for number in numbers], "/stages", "number")
    if 0 not in numbers and len(set(numbers)) == len(numbers) and max(numbers, default=0) != len(numbers):
        reading.fault(Code.BAD_ID, "/stages", expected=f"1-{len(numbers)}")
    return tuple(Stage(number, title) for number, title in sorted(given))


def _critical(document: Document, reading: Reading) -> tuple[CriticalIssue, ...]:
    issues = tuple(
        CriticalIssue(text(entry.get("id")), text(entry.get("title")), reading.refs(entry, f"/critical/{index}"))
        for index, entry in enumerate(entries(document.get("critical")))
    )
    reading.unique([issue.id for issue in issues], "/critical")
    return issues


def _risk_factors(risk: Document, scope: Scope, reading: Reading) -> tuple[RiskFactor, ...]:
    factors = []
    for index, entry in enumerate(entries(risk.get("factors"))):
        otherwise, unknown = whole(entry.get("otherwise")), whole(entry.get("unknown"))
        factors.append(
            RiskFactor(
                id=text(entry.get("id")),
                title=text(entry.get("title")),
                rules=_risk_rules(entry, scope, f"/risk/factors/{index}/points", reading),
                otherwise=0 if otherwise is None else otherwise,
                unknown=3 if unknown is None else unknown,
            )
        )
    reading.unique([factor.id for factor in factors], "/risk/factors")
    return tuple(factors)


def _risk_rules(factor: Document, scope: Scope, where: str, reading: Reading) -> tuple[RiskRule, ...]:
    return tuple(
        RiskRule(reading.condition(entry, "if", scope, f"{where}/{index}") or NULL, whole(entry.get("then")) or 0)
        for index, entry in enumerate(entries(factor.get("points")))
    )


def _risk_bands(risk: Document, reading: Reading) -> tuple[RiskBand, ...]:
    """Read the bands, from the lowest up."""
    bands = [
        RiskBand(text(entry.get("id")), text(entry.get("title")), whole(entry.get("from")) or 0)
        for entry in entries(risk.get("bands"))
    ]
    reading.unique([band.id for band in bands], "/risk/bands")
    if len({band.start for band in bands}) < len(bands):
        reading.fault(Code.BAD_LIMITS, "/risk/bands")
    return tuple(sorted(bands, key=lambda band: band.start))


def _indicators(document: Document, scope: Scope, reading: Reading) -> tuple[Indicator, ...]:
    indicators = []
    for index, entry in enumerate(entries(document.get("indicators"))):
        where = f"/indicators/{index}/value"
        value, kind = reading.expression(entry.get("value", 0), scope, where)
        if kind in NO_FIGURE:
            reading.fault(Code.WRONG_TYPE, where, expected=Type.NUMBER, found=kind)
        indicators.append(
            Indicator(
                id=text(entry.get("id")),
                title=text(entry.get("title")),
                unit=text(entry.get("unit")),
                value=value,
                split=text(entry.get("split")) or None,
                share=next((s for s in Sensitivity if s.value == entry.get("share")), Sensitivity.PRIVATE),
            )
        )
    reading.unique([indicator.id for indicator in indicators], "/indicators")
    return tuple(indicators)


def _checks(document: Document, scope: Scope, reading: Reading) -> tuple[Check, ...]:
    checks = []
    for index, entry in enumerate(entries(document.get("checks"))):
        where = f"/checks/{index}"
        checks.append(
            Check(
                id=text(entry.get("id")),
                asserts=reading.condition(entry, "assert", scope, where) or NULL,
                items=reading.items(entry, "items", where),
                text=text(entry.get("text")),
                severity=Severity.WARNING if entry.get("severity") == "warning" else Severity.ERROR,
            )
        )
    reading.unique([check.id for check in checks], "/checks")
    return tuple(checks)
