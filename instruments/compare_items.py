"""What changed in one item, and may the answers to it still be read the same way?

Weights, rules and conditions change what an answer is worth, not what it says: such answers are kept. Where the
meaning may differ (another unit, another credit, a question turned round) they are to be confirmed. An answer that the
new item does not take at all (its option is gone) is found when it is carried over, answer by answer.
"""

from collections.abc import Iterator
from typing import Any

from instruments.changes import Bump, Change, Effect, added, changed, removed
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Date,
    Item,
    Kind,
    Maturity,
    MoneyKind,
    Month,
    Number,
    Option,
    Practice,
    Reason,
    Table,
    Text,
)

WORDING = ("text", "refs", "step")
HELP = ("why", "hint", "evidence", "avoid")
MINOR = ("actions", "follow_ups", "required")
MAJOR = ("weight", "critical", "roadmap", "relevant")


def item_changes(old: Item, new: Item | None, prefix: str = "") -> Iterator[Change]:
    """Yield every change from `old` to `new`; `prefix` names the table of a column."""
    part = prefix + old.id
    if new is None:
        yield removed(part, Bump.MAJOR, Effect.NOT_CARRIED)
        return
    for keys, bump in ((WORDING, Bump.PATCH), (MINOR, Bump.MINOR), (MAJOR, Bump.MAJOR)):
        yield from (changed(f"{part}.{key}", bump) for key in keys if getattr(old, key) != getattr(new, key))
    yield from _help(old, new, part)
    yield from _stance(old, new, part)
    yield from _reasons(old.na_reasons, new.na_reasons, part)
    yield from _kind(old.kind, new.kind, part)


def _help(old: Item, new: Item, part: str) -> Iterator[Change]:
    """A help text that comes or goes restructures the help; another wording is only that."""
    for key in HELP:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield changed(f"{part}.{key}", Bump.PATCH if before and after else Bump.MINOR)


def _stance(old: Item, new: Item, part: str) -> Iterator[Change]:
    if old.dont_know != new.dont_know:
        yield changed(f"{part}.dont_know", Bump.MINOR if new.dont_know else Bump.MAJOR)
    if old.sensitivity is not new.sensitivity:
        # The answer was given on a promise of who would see it.
        yield changed(f"{part}.sensitivity", Bump.MAJOR, Effect.CONFIRM)


def _reasons(old: tuple[Reason, ...], new: tuple[Reason, ...], part: str) -> Iterator[Change]:
    before, after = {reason.id: reason for reason in old}, {reason.id: reason for reason in new}
    yield from (removed(f"{part}.reason.{key}", Bump.MAJOR) for key in before if key not in after)
    yield from (added(f"{part}.reason.{key}", Bump.MINOR) for key in after if key not in before)
    for key in [key for key in before if key in after]:
        if before[key].free is not after[key].free:
            yield changed(f"{part}.reason.{key}.free", Bump.MAJOR)
        if before[key].text != after[key].text:
            yield changed(f"{part}.reason.{key}.text", Bump.PATCH)


def _kind(old: Kind, new: Kind, part: str) -> Iterator[Change]:
    if type(old) is not type(new):
        yield changed(f"{part}.kind", Bump.MAJOR, Effect.NOT_CARRIED)
        return
    match old, new:
        case Maturity(), Maturity():
            yield from _field(old, new, "anchors", part, Bump.PATCH)
        case Practice(), Practice():
            yield from _field(old, new, "reversed", part, Bump.MAJOR, Effect.CONFIRM)
        case (Checklist(), Checklist()) | (Choice(), Choice()) | (Choices(), Choices()):
            yield from _options(old, new, part)
        case Number(), Number():
            yield from _field(old, new, "form", part, Bump.MAJOR, Effect.CONFIRM)
            yield from _field(old, new, "unit", part, Bump.MAJOR, Effect.CONFIRM)
            yield from _limits(old, new, "min", "max", part)
        case (MoneyKind(), MoneyKind()) | (Date(), Date()) | (Month(), Month()):
            yield from _limits(old, new, "min", "max", part)
        case Text(), Text():
            yield from _limits(old, new, None, "max_length", part)
            yield from _field(old, new, "multiline", part, Bump.MINOR if new.multiline else Bump.MAJOR)
        case Table(), Table():
            yield from _columns(old, new, part)
            yield from _limits(old, new, "min_rows", "max_rows", part)
        case _:
            return


def _field(old: Kind, new: Kind, key: str, part: str, bump: Bump, effect: Effect = Effect.KEPT) -> Iterator[Change]:
    if getattr(old, key) != getattr(new, key):
        yield changed(f"{part}.{key}", bump, effect)


def _limits(old: Kind, new: Kind, least: str | None, most: str | None, part: str) -> Iterator[Change]:
    """A wider limit takes every answer that was taken before; a narrower one may not."""
    for key, sign in ((least, -1), (most, 1)):
        if key is not None and getattr(old, key) != getattr(new, key):
            wider = _is_wider(getattr(old, key), getattr(new, key), sign)
            yield changed(f"{part}.{key}", Bump.MINOR if wider else Bump.MAJOR)


def _is_wider(old: Any, new: Any, sign: int) -> bool:
    if new is None or old is None or "today" in (old, new):
        return new is None
    return bool(new > old if sign > 0 else new < old)


def _options(old: Any, new: Any, part: str) -> Iterator[Change]:
    before = {option.id: option for option in old.options}
    after = {option.id: option for option in new.options}
    yield from (removed(f"{part}.option.{key}", Bump.MAJOR) for key in before if key not in after)
    for key in [key for key in after if key not in before]:
        yield added(f"{part}.option.{key}", Bump.MAJOR if _counts(after[key], new) else Bump.MINOR)
    for key in [key for key in before if key in after]:
        yield from _option(before[key], after[key], f"{part}.option.{key}")
    if before.keys() == after.keys() and list(before) != list(after):
        yield changed(f"{part}.options", Bump.PATCH)


def _counts(option: Option, kind: Kind) -> bool:
    """Whether an option that comes changes the level of an answer given before: one more thing to have ticked."""
    if not isinstance(kind, Checklist):
        return False
    return option.required or not any(each.required for each in kind.options)


def _option(old: Option, new: Option, part: str) -> Iterator[Change]:
    if old.text != new.text:
        yield changed(f"{part}.text", Bump.PATCH)
    if old.level != new.level:
        yield changed(f"{part}.level", Bump.MAJOR, Effect.CONFIRM)
    if old.exclusive != new.exclusive:
        yield changed(f"{part}.exclusive", Bump.MAJOR if new.exclusive else Bump.MINOR)
    if old.required != new.required:
        yield changed(f"{part}.required", Bump.MAJOR)


def _columns(old: Table, new: Table, part: str) -> Iterator[Change]:
    """A column that is gone takes only its cells with it, so its table is to be confirmed, not lost."""
    after = {column.id: column for column in new.columns}
    for column in old.columns:
        for change in item_changes(column, after.get(column.id), f"{part}."):
            yield Change(change.part, change.nature, change.bump, min(change.effect, Effect.CONFIRM))
    known = {column.id for column in old.columns}
    yield from (added(f"{part}.{column.id}", Bump.MINOR) for column in new.columns if column.id not in known)
    if [c.id for c in old.columns if c.id in after] != [c.id for c in new.columns if c.id in known]:
        yield changed(f"{part}.columns", Bump.PATCH)
