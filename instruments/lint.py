"""May this instrument be published?

It parses, so it can be tried; here is what a careful reader would still object to. Each finding has a code and a JSON
pointer into the document the instrument was parsed from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import assert_never

from instruments import catalogue
from instruments.compare import compare
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Instrument,
    Item,
    ItemId,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    Practice,
    SplitKind,
    Table,
    Text,
)
from instruments.nodes import Expression, Var, walk
from instruments.parse_items import NO_ROW_LIMIT
from instruments.personal import asks_for_personal_data
from instruments.problems import Code, Problem
from instruments.truth import can_be_asked, conditions_of, verdict

NEEDS = frozenset(
    "documents fees wages violence sexual-violence trafficking shelter legal health union labour-ministry embassy "  # noqa: SIM905
    "child-protection gender training recruiter data-protection".split()
)
# The most characters that are still read, and still fit a phone and a translation a third longer.
LONGEST = {"text": 240, "why": 400, "hint": 400, "evidence": 400, "avoid": 400}
LONGEST_ANCHOR, LONGEST_OPTION, LONGEST_ACTION, LONGEST_INTRO = 220, 140, 300, 600
FREE_ENTRY = Text | Number | Date


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item or a column, and its JSON pointer."""

    where: str
    item: Item


def lint(instrument: Instrument, *, earlier: Iterable[Instrument] | None = None) -> tuple[Problem, ...]:
    """Return every finding. `earlier` are the published versions of the instrument; those of the library if None."""
    versions = _library_versions(instrument) if earlier is None else earlier
    placed = tuple(_items(instrument))
    found = [
        *_structure(instrument),
        *(problem for each in placed for problem in _item(each)),
        *_conditions(instrument),
        *_version(instrument, versions),
    ]
    return tuple(dict.fromkeys(found))


def _items(instrument: Instrument) -> Iterator[_Placed]:
    for i, section in enumerate(instrument.sections):
        for j, item in enumerate(section.items):
            yield _Placed(f"/sections/{i}/items/{j}", item)
            if isinstance(item.kind, Table):
                for k, column in enumerate(item.kind.columns):
                    yield _Placed(f"/sections/{i}/items/{j}/columns/{k}", column)


# --- Levels --------------------------------------------------------------------------------------------------------


def levels(item: Item) -> tuple[Fraction, ...]:
    """Return the levels that an answer to the item can have, lowest first; none for an unscored item."""
    match item.kind:
        case Maturity():
            return tuple(map(Fraction, range(5)))
        case Practice():
            return (Fraction(0), Fraction(2), Fraction(4))
        case Checklist(options):
            count = sum(option.required for option in options) or len(options)
            return tuple(sorted({Fraction(floor(Fraction(8 * ticked, count)), 2) for ticked in range(count + 1)}))
        case Choice(options):
            return tuple(sorted({option.level for option in options if option.level is not None}))
        case (
            Choices()
            | Number()
            | MoneyKind()
            | SplitKind()
            | Text()
            | Date()
            | Month()
            | Country()
            | Language()
            | Table()
            | Note()
        ):
            return ()
    assert_never(item.kind)


# --- One item ------------------------------------------------------------------------------------------------------


def _item(placed: _Placed) -> Iterator[Problem]:
    item, where = placed.item, placed.where
    yield from _critical_reasons(item, where)
    yield from _levels(item, where)
    yield from _lengths(item, where)
    yield from _personal(item, where)
    for index, advice in enumerate(item.actions):
        if advice.need is not None and advice.need not in NEEDS:
            yield Problem.of(Code.UNKNOWN_NEED, f"{where}/actions/{index}/need", need=advice.need)
    match item.kind:
        case Table(max_rows=most) if most == NO_ROW_LIMIT:
            yield Problem.of(Code.NO_ROW_LIMIT, where, item=item.id)
        case Choices(options):
            for index, option in enumerate(options):
                if option.level is not None:
                    yield Problem.of(Code.MISPLACED_KEY, f"{where}/options/{index}/level", key="level")


def _critical_reasons(item: Item, where: str) -> Iterator[Problem]:
    for index, reason in enumerate(item.na_reasons):
        if item.critical and reason.free:
            yield Problem.of(Code.FREE_REASON_ON_CRITICAL, f"{where}/na_reasons/{index}", reason=reason.id)


def _levels(item: Item, where: str) -> Iterator[Problem]:
    """Check the levels demanded against those an answer can have and those the recommendations reach."""
    possible = levels(item)
    highest = max(possible, default=Fraction(-1))
    for index, rule in enumerate(item.roadmap):
        if rule.level not in possible:
            yield Problem.of(Code.UNREACHABLE_LEVEL, f"{where}/roadmap/{index}/level", level=rule.level)
    if item.critical and not min(possible, default=Fraction(5)) < item.critical.below <= highest:
        yield Problem.of(Code.UNREACHABLE_LEVEL, f"{where}/critical/below", level=item.critical.below)
    for index, advice in enumerate(item.actions):
        if not 0 < advice.raises_to <= highest:
            yield Problem.of(Code.UNREACHABLE_LEVEL, f"{where}/actions/{index}/raises_to", level=advice.raises_to)
    needed = _needed(item)
    if needed > max((advice.raises_to for advice in item.actions), default=Fraction(0)):
        yield Problem.of(Code.NO_ACTION, where, item=item.id, needed=needed)


def _needed(item: Item) -> Fraction:
    """Return the highest level that a gap may demand; 0 when the item makes no gap."""
    demanded = [rule.level for rule in item.roadmap]
    return max([*demanded, item.critical.below] if item.critical else demanded, default=Fraction(0))


def _lengths(item: Item, where: str) -> Iterator[Problem]:
    texts = [(f"{where}/{key}", getattr(item, key), limit) for key, limit in LONGEST.items()]
    match item.kind:
        case Maturity(anchors):
            texts += [(f"{where}/anchors/{n}", text, LONGEST_ANCHOR) for n, text in enumerate(anchors)]
        case Choice(options) | Choices(options) | Checklist(options):
            texts += [(f"{where}/options/{n}/text", each.text, LONGEST_OPTION) for n, each in enumerate(options)]
        case _:
            pass
    texts += [(f"{where}/na_reasons/{n}/text", each.text, LONGEST_OPTION) for n, each in enumerate(item.na_reasons)]
    texts += [(f"{where}/actions/{n}/text", each.text, LONGEST_ACTION) for n, each in enumerate(item.actions)]
    yield from (_too_long(*each) for each in texts if len(each[1]) > each[2])


def _too_long(where: str, text: str, limit: int) -> Problem:
    return Problem.of(Code.TOO_LONG_TO_READ, where, limit=limit, length=len(text))


def _personal(item: Item, where: str) -> Iterator[Problem]:
    for key in ("text", "hint"):
        free_entry = key == "text" and isinstance(item.kind, FREE_ENTRY)
        if asks_for_personal_data(getattr(item, key), free_entry=free_entry):
            yield Problem.of(Code.PERSONAL_DATA, f"{where}/{key}", item=item.id)


# --- The instrument as a whole -------------------------------------------------------------------------------------


def _structure(instrument: Instrument) -> Iterator[Problem]:
    rules = {(rule.area, rule.stage) for item in instrument.items.values() for rule in item.roadmap}
    for index, area in enumerate(instrument.areas):
        for stage in instrument.stages:
            if (area.id, stage.number) not in rules:
                yield Problem.of(Code.NO_RULE_AT_STAGE, f"/areas/{index}", area=area.id, stage=stage.number)
    for index, section in enumerate(instrument.sections):
        if section.scored and not any(item.scored for item in section.items):
            yield Problem.of(Code.NOTHING_SCORED, f"/sections/{index}", section=section.id)
        if len(section.intro) > LONGEST_INTRO:
            yield _too_long(f"/sections/{index}/intro", section.intro, LONGEST_INTRO)
    used = {item.critical.id for item in instrument.items.values() if item.critical}
    for index, issue in enumerate(instrument.critical):
        if issue.id not in used:
            yield Problem.of(Code.UNUSED_CRITICAL, f"/critical/{index}", id=issue.id)
    for index, indicator in enumerate(instrument.indicators):
        if any(isinstance(instrument.items[name].kind, Text) for name in _values_used(indicator.value)):
            yield Problem.of(Code.INDICATOR_OVER_TEXT, f"/indicators/{index}/value", id=indicator.id)


def _values_used(expression: Expression) -> list[ItemId]:
    return [part.item for part in walk(expression) if isinstance(part, Var) and not part.in_row]


def _conditions(instrument: Instrument) -> Iterator[Problem]:
    """Judge every condition by itself, then the conditions that lead to each item together."""
    asked_if = conditions_of(instrument)
    conditional = frozenset(item for item, conditions in asked_if.items() if conditions)
    never: set[str] = set()
    for where, condition, known in _placed_conditions(instrument):
        always = verdict(condition, known, conditional)
        if always is not None:
            yield Problem.of(Code.ALWAYS_TRUE if always else Code.ALWAYS_FALSE, where)
            never |= set() if always else {where}
    for i, section in enumerate(instrument.sections):
        for j, item in enumerate(section.items):
            said = {f"/sections/{i}/relevant", f"/sections/{i}/items/{j}/relevant"} & never
            if asked_if[item.id] and not said and not can_be_asked(item.id, instrument.items, asked_if):
                yield Problem.of(Code.NEVER_ASKED, f"/sections/{i}/items/{j}", item=item.id)


def _placed_conditions(instrument: Instrument) -> Iterator[tuple[str, Expression, Mapping[ItemId, Item]]]:
    """Yield every condition with its pointer and the names it may use."""
    known = instrument.items
    for i, section in enumerate(instrument.sections):
        if section.relevant is not None:
            yield f"/sections/{i}/relevant", section.relevant, known
    for placed in _items(instrument):
        if placed.item.relevant is not None:
            yield f"{placed.where}/relevant", placed.item.relevant, _names_at(placed.where, instrument)
    for i, factor in enumerate(instrument.risk_factors):
        for j, rule in enumerate(factor.rules):
            yield f"/risk/factors/{i}/points/{j}/if", rule.condition, known
    for i, check in enumerate(instrument.checks):
        yield f"/checks/{i}/assert", check.asserts, known


def _names_at(where: str, instrument: Instrument) -> Mapping[ItemId, Item]:
    """Return what a condition at this pointer may look at: in a table, its columns too."""
    match where.split("/"):
        case [_, _, section, _, item, "columns", _]:
            table = instrument.sections[int(section)].items[int(item)].kind
            columns = table.columns if isinstance(table, Table) else ()
            return {**instrument.items, **{column.id: column for column in columns}}
        case _:
            return instrument.items


# --- The version ---------------------------------------------------------------------------------------------------


def _library_versions(instrument: Instrument) -> list[Instrument]:
    return [catalogue.load(ref) for ref in catalogue.versions_before(instrument.ref)]


def _version(instrument: Instrument, earlier: Iterable[Instrument]) -> Iterator[Problem]:
    """Compare with the newest version up to this one; under the same version nothing may have changed."""
    limit = catalogue.precedence(instrument.ref.version)
    before = [each for each in earlier if catalogue.precedence(each.ref.version) <= limit]
    previous = max(before, key=lambda each: catalogue.precedence(each.ref.version), default=None)
    if previous is None or previous.digest == instrument.digest:
        return
    comparison = compare(previous, instrument)
    if not comparison.sufficient:
        yield Problem.of(Code.BUMP_TOO_SMALL, "/version", previous=previous.ref, needed=comparison.needed.name.lower())
