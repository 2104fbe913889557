"""What changed between two versions of an instrument, and what becomes of the answers?

Every change has the least bump of the version it needs, and an effect on the answers already given. Answers are never
deleted: what cannot be carried is listed, and stays where it was. What changed inside one item is in `compare_items`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from instruments.changes import Bump, Change, Effect, added, changed, removed
from instruments.codec import from_json, to_json
from instruments.compare_items import item_changes
from instruments.model import Answer, Answers, Instrument, InstrumentRef, Item, ItemId, Section, Table

__all__ = ["Bump", "CarryOver", "Change", "Comparison", "Effect", "carry_over", "compare"]


@dataclass(frozen=True)
class Comparison:
    """Every change from `old` to `new`, and the effect on the answers to every item of either."""

    old: InstrumentRef
    new: InstrumentRef
    changes: tuple[Change, ...]
    effects: Mapping[ItemId, Effect]

    @cached_property
    def needed(self) -> Bump:
        """The least bump that covers every change."""
        return max((change.bump for change in self.changes), default=Bump.NONE)

    @cached_property
    def given(self) -> Bump:
        """The bump that the version numbers make; NONE when the new version is not the higher one."""
        before, after = (tuple(map(int, ref.version.split("."))) for ref in (self.old, self.new))
        if after <= before:
            return Bump.NONE
        first = next(position for position, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
        return (Bump.MAJOR, Bump.MINOR, Bump.PATCH)[first]

    @property
    def sufficient(self) -> bool:
        """Whether the version numbers say enough."""
        return self.given >= self.needed


@dataclass(frozen=True, slots=True)
class CarryOver:
    """Where every answer goes. `kept` and `confirm` are valid under the new version; `not_carried` is as it was."""

    kept: Answers
    confirm: Answers
    not_carried: Answers


def compare(old: Instrument, new: Instrument) -> Comparison:
    """Classify every change from `old` to `new`."""
    per_item = {item.id: tuple(item_changes(item, new.items.get(item.id))) for item in old.items.values()}
    per_item |= {item.id: (added(item.id, Bump.MINOR),) for item in new.items.values() if item.id not in old.items}
    effects = {item: max((change.effect for change in each), default=Effect.KEPT) for item, each in per_item.items()}
    changes = [*_head(old, new), *_sections(old, new), *(change for each in per_item.values() for change in each)]
    return Comparison(old.ref, new.ref, tuple(changes), effects)


def carry_over(answers: Answers, comparison: Comparison, old: Instrument, new: Instrument) -> CarryOver:
    """Sort the answers given under `old` by what becomes of them under `new`."""
    carried = CarryOver({}, {}, {})
    for item_id, answer in answers.items():
        effect, moved = _carry(answer, comparison.effects.get(item_id), old.items.get(item_id), new.items.get(item_id))
        target = {Effect.KEPT: carried.kept, Effect.CONFIRM: carried.confirm}.get(effect, carried.not_carried)
        target[item_id] = answer if moved is None else moved  # type: ignore[index]  # they are the dicts made above
    return carried


def _carry(
    answer: Answer, effect: Effect | None, before: Item | None, after: Item | None
) -> tuple[Effect, Answer | None]:
    if effect is None or before is None or after is None or effect is Effect.NOT_CARRIED:
        return Effect.NOT_CARRIED, None
    document = to_json(before, answer)
    reduced = _without_lost_columns(document, after)
    moved, problems = from_json(after, reduced)
    if problems:
        return Effect.NOT_CARRIED, None
    return (effect if reduced == document else Effect.CONFIRM), moved


def _without_lost_columns(document: Any, after: Item) -> Any:
    """Return the rows without the cells whose column is gone or no longer takes them."""
    if not isinstance(after.kind, Table) or not isinstance(document, list):
        return document
    columns = {column.id: column for column in after.kind.columns}
    return [
        {
            key: cell
            for key, cell in row.items()
            if key == "_row" or (key in columns and not from_json(columns[ItemId(key)], cell)[1])
        }
        for row in document
    ]


# --- The instrument as a whole -------------------------------------------------------------------------------------

WORDING = ("title", "subtitle", "about", "disclaimer", "audience", "minutes", "references")
SCORING = ("language", "sections_needed", "free_na_limit")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Part = TypeVar("Part", bound=_Named)


def _head(old: Instrument, new: Instrument) -> Iterator[Change]:
    if old.ref.id != new.ref.id:
        yield changed("instrument.id", Bump.MAJOR)
    yield from (changed(f"instrument.{key}", Bump.PATCH) for key in WORDING if getattr(old, key) != getattr(new, key))
    yield from (changed(f"instrument.{key}", Bump.MAJOR) for key in SCORING if getattr(old, key) != getattr(new, key))
    yield from _parts("area", old.areas, new.areas, Bump.MINOR, wording=("title",))
    yield from _stages(old, new)
    yield from _parts("critical", old.critical, new.critical, Bump.MINOR, wording=("title", "refs"))
    yield from _parts("factor", old.risk_factors, new.risk_factors, Bump.MAJOR, wording=("title",))
    yield from _parts("band", old.risk_bands, new.risk_bands, Bump.MAJOR, wording=("title",))
    yield from _parts("indicator", old.indicators, new.indicators, Bump.MINOR, wording=("title",))
    yield from _parts("check", old.checks, new.checks, Bump.MINOR, wording=("text",), otherwise=Bump.MINOR)


def _stages(old: Instrument, new: Instrument) -> Iterator[Change]:
    """Another number of stages moves every target, so it is never a small change."""
    if len(old.stages) != len(new.stages):
        yield changed("stages", Bump.MAJOR)
    for before, after in zip(old.stages, new.stages, strict=False):
        if before.title != after.title:
            yield changed(f"stage.{before.number}", Bump.PATCH)


def _parts(
    role: str,
    old: Sequence[Part],
    new: Sequence[Part],
    when_added: Bump,
    *,
    wording: tuple[str, ...],
    otherwise: Bump = Bump.MAJOR,
) -> Iterator[Change]:
    """Compare two lists of named parts; whatever is not wording needs the bump `otherwise`."""
    before, after = {part.id: part for part in old}, {part.id: part for part in new}
    yield from (removed(f"{role}.{key}", otherwise) for key in before if key not in after)
    yield from (added(f"{role}.{key}", when_added) for key in after if key not in before)
    for key in [key for key in before if key in after]:
        if _apart_from(wording)(before[key]) != _apart_from(wording)(after[key]):
            yield changed(f"{role}.{key}", otherwise)
        elif before[key] != after[key]:
            yield changed(f"{role}.{key}", Bump.PATCH)
    if list(before) != list(after) and before.keys() == after.keys():
        yield changed(f"{role}.order", Bump.PATCH)


def _apart_from(wording: tuple[str, ...]) -> Callable[[Any], list[object]]:
    return lambda part: [getattr(part, key) for key in type(part).__slots__ if key not in wording]


# --- Sections ------------------------------------------------------------------------------------------------------


def _sections(old: Instrument, new: Instrument) -> Iterator[Change]:
    before, after = {s.id: s for s in old.sections}, {s.id: s for s in new.sections}
    yield from (removed(f"section.{key}", Bump.MAJOR) for key in before if key not in after)
    yield from (added(f"section.{key}", Bump.MINOR) for key in after if key not in before)
    for section in old.sections:
        if section.id in after:
            yield from _section(section, after[section.id])
    for item in old.items:
        if item in new.items and old.section_of[item].id != new.section_of[item].id:
            yield changed(f"{item}.section", Bump.MAJOR)
    if [item for item in old.items if item in new.items] != [item for item in new.items if item in old.items]:
        yield changed("order", Bump.PATCH)


def _section(old: Section, new: Section) -> Iterator[Change]:
    for key, bump in (
        ("title", Bump.PATCH),
        ("intro", Bump.PATCH),
        ("scored", Bump.MAJOR),
        ("relevant", Bump.MAJOR),
    ):
        if getattr(old, key) != getattr(new, key):
            yield changed(f"section.{old.id}.{key}", bump)
