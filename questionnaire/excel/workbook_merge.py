"""What would this workbook change, and where have two people changed the same answer meanwhile?

Three readings of each answer are compared: as it went out (base), as the file has it (here), as it stands now
(online). Its value and its note are two parts: a note written offline and an answer given online do not disagree.
Nothing is removed, and nothing is chosen between, without somebody's word.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from instruments.codec import from_json
from instruments.model import Item, ItemId
from instruments.problems import Code, Problem
from instruments.response import LONGEST_NOTE
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading


class Outcome(StrEnum):
    """What becomes of an answer."""

    UNCHANGED = "unchanged"
    NEW = "new"
    HERE = "here"  # changed in the file only
    ONLINE = "online"  # changed online only, or in both places to the same
    BOTH = "both"  # changed differently in both
    EMPTIED = "emptied"  # the file takes something away
    CONFIRM = "confirm"  # the question has changed since: the answer needs another look
    REFUSED = "refused"


class Choice(StrEnum):
    """What a person decides about one answer."""

    HERE = "here"
    ONLINE = "online"
    BOTH = "both"  # the online answer stays, the other one becomes a remark in its note


ASKS: Mapping[Outcome, tuple[Choice, ...]] = {
    Outcome.BOTH: (Choice.ONLINE, Choice.HERE, Choice.BOTH),
    Outcome.EMPTIED: (Choice.ONLINE, Choice.HERE),
    Outcome.CONFIRM: (Choice.ONLINE, Choice.HERE),
}

Remark = Callable[[Item, Any], str]  # an answer → the words for it in a note


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One answer in its three readings, and what becomes of it."""

    item: ItemId
    outcome: Outcome
    base: Stated
    here: Stated
    online: Stated
    problems: tuple[Problem, ...] = ()

    @property
    def asks(self) -> tuple[Choice, ...]:
        """What a person can choose between; empty when there is nothing to choose."""
        return ASKS.get(self.outcome, ())


def compare(
    reading: WorkbookReading,
    stored: Mapping[ItemId, Stated],
    *,
    settled: Mapping[ItemId, Stated] | None = None,
    confirm: frozenset[ItemId] = frozenset(),
) -> tuple[ItemChange, ...]:
    """Return what becomes of every item, in the order of the instrument.

    `settled` is what this same workbook said when it was brought in before: what it still says was decided then.
    """
    return tuple(_changes(reading, stored, settled or {}, confirm))


def _changes(
    reading: WorkbookReading,
    stored: Mapping[ItemId, Stated],
    settled: Mapping[ItemId, Stated],
    confirm: frozenset[ItemId],
) -> Iterator[ItemChange]:
    for item_id, item in reading.instrument.items.items():
        base, online = reading.base.get(item_id, NOTHING), stored.get(item_id, NOTHING)
        here = reading.file.get(item_id, base)
        problems = reading.refused.get(item_id, ())
        if problems:
            yield ItemChange(item_id, Outcome.REFUSED, base, here, online, problems)
            continue
        again = item_id in settled and same(item, settled[item_id], here)
        outcome = outcome_of(item, base, base if again else here, online)
        asking = outcome in {Outcome.NEW, Outcome.HERE} and item_id in confirm
        yield ItemChange(item_id, Outcome.CONFIRM if asking else outcome, base, here, online)


def outcome_of(item: Item, base: Stated, here: Stated, online: Stated) -> Outcome:
    """Return what becomes of an answer."""
    if same(item, here, base) or same(item, here, online):
        return Outcome.UNCHANGED if same(item, online, base) else Outcome.ONLINE
    merged = merge(item, base, here, online)
    if merged is None:
        return Outcome.BOTH
    if same(item, merged, online):
        return Outcome.ONLINE
    if not same(item, without_loss(item, online, merged), merged):
        return Outcome.EMPTIED
    blank = base.document is None and online.document is None
    return Outcome.NEW if blank and merged.document is not None else Outcome.HERE


def same(item: Item, one: Stated, other: Stated) -> bool:
    """Whether two readings say the same: 12.50 and 12.5 do."""
    return one.note == other.note and same_document(item, one.document, other.document)


def same_document(item: Item, one: Any, other: Any) -> bool:
    """Whether two documents are the same answer."""
    if one == other or one is None or other is None:
        return bool(one == other)
    first, second = from_json(item, one)[0], from_json(item, other)[0]
    return first is not None and first == second


_CLASH: Any = object()


def merge(item: Item, base: Stated, here: Stated, online: Stated, *, prefer: Choice | None = None) -> Stated | None:
    """Return what both changes amount to, or None where they meet; `prefer` says which one counts there."""

    def part(before: Any, mine: Any, theirs: Any, alike: Callable[[Any, Any], bool]) -> Any:
        if alike(mine, before) or alike(mine, theirs):
            return theirs
        if alike(theirs, before):
            return mine
        return {Choice.HERE: mine, Choice.ONLINE: theirs}.get(prefer, _CLASH) if prefer else _CLASH

    document = part(base.document, here.document, online.document, lambda one, other: same_document(item, one, other))
    note = part(base.note, here.note, online.note, lambda one, other: bool(one == other))
    return None if document is _CLASH or note is _CLASH else Stated(document, note)


def without_loss(item: Item, before: Stated, after: Stated) -> Stated:
    """Return `after` with everything that it takes away from `before` put back: answer, rows, cells, note."""
    document = before.document if after.document is None else after.document
    if isinstance(before.document, list) and isinstance(document, list):
        together = _rows_together(before.document, document)
        document = together if from_json(item, together)[0] is not None else before.document
    return Stated(document, after.note or before.note)


def _rows_together(before: list[Any], after: list[Any]) -> list[Any]:
    """Return the rows of a table with the rows and cells that are gone; other lists are as they are."""
    if not all(isinstance(row, dict) and "_row" in row for row in (*before, *after)):
        return after
    now = {row["_row"]: row for row in after}
    kept = [row | now.get(row["_row"], {}) for row in before]
    known = {row["_row"] for row in before}
    return [*kept, *(row for row in after if row["_row"] not in known)]


def decided(
    item: Item, change: ItemChange, choice: Choice | None, remark: Remark
) -> tuple[Stated, tuple[Problem, ...]]:
    """Return how an answer stands after a choice; without one that is needed, nothing is taken away or overwritten."""
    base, here, online = change.base, change.here, change.online
    match change.outcome:
        case Outcome.UNCHANGED | Outcome.ONLINE | Outcome.REFUSED:
            return online, ()
        case Outcome.NEW | Outcome.HERE:
            return merge(item, base, here, online) or online, ()
        case Outcome.CONFIRM:
            return (merge(item, base, here, online) or online) if choice is Choice.HERE else online, ()
        case Outcome.EMPTIED:
            merged = merge(item, base, here, online) or online
            return merged if choice is Choice.HERE else without_loss(item, online, merged), ()
        case Outcome.BOTH if choice is Choice.BOTH:
            return _both(item, change, remark)
        case Outcome.BOTH:
            return (merge(item, base, here, online, prefer=choice) or online) if choice else online, ()
    assert_never(change.outcome)


def _both(item: Item, change: ItemChange, remark: Remark) -> tuple[Stated, tuple[Problem, ...]]:
    """Keep the online answer, and put what the file says into its note, once."""
    base, here, online = change.base, change.here, change.online
    document, lines = online.document, [online.note]
    if same_document(item, online.document, base.document):
        document = here.document if here.document is not None else online.document
    elif here.document is not None and not any(
        same_document(item, here.document, other) for other in (online.document, base.document)
    ):
        lines.append(remark(item, here.document))
    if here.note != base.note:
        lines.append(here.note)
    note = ""
    for line in filter(None, lines):
        note = note if line in note else f"{note}\n{line}".strip("\n")
    if len(note) > LONGEST_NOTE:
        return online, (Problem.of(Code.TOO_LONG, f"{item.id}/note", limit=LONGEST_NOTE),)
    return Stated(document, note), ()
