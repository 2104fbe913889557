"""What would this workbook change, and where have two people changed the same answer meanwhile?

Three readings of each answer are compared: as it went out (base), as the file has it (here), as it stands now
(online). Its value and its note are two parts: a note written offline and an answer given online do not disagree. So
are the cells of rows that went out; a new row counts as a whole. Nothing is removed, and nothing is chosen between,
without somebody's word.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, assert_never

from instruments.codec import from_json
from instruments.model import Item, ItemId, Table
from instruments.problems import Code, Problem
from instruments.response import LONGEST_NOTE
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading
from questionnaire.excel.workbook_rows import (
    CLASH,
    document_of,
    is_held,
    merged_rows,
    rows_of,
    rows_settled,
    same_document,
    three_way,
    with_rows_beside,
)

__all__ = [
    "ASKS",
    "Choice",
    "ItemChange",
    "Outcome",
    "Remark",
    "adds",
    "compare",
    "decided",
    "merge",
    "same",
    "same_document",
    "without_loss",
    "writes_note",
]


class Outcome(StrEnum):
    """What becomes of an answer."""

    UNCHANGED = "unchanged"
    NEW = "new"
    HERE = "here"  # changed in the file only
    ONLINE = "online"  # changed online only, or in both places to the same
    BOTH = "both"  # changed differently in both
    EMPTIED = "emptied"  # the file takes something away
    MIXED = "mixed"  # the file takes something away, and adds something
    CONFIRM = "confirm"  # the question has changed since: the answer needs another look
    REFUSED = "refused"


class Choice(StrEnum):
    """What a person decides about one answer."""

    HERE = "here"
    ONLINE = "online"
    BOTH = "both"  # the online answer stays, and what the file has besides is added to it or to its note


ASKS: Mapping[Outcome, tuple[Choice, ...]] = {
    Outcome.BOTH: (Choice.ONLINE, Choice.HERE, Choice.BOTH),
    Outcome.EMPTIED: (Choice.ONLINE, Choice.HERE),
    Outcome.MIXED: (Choice.ONLINE, Choice.HERE, Choice.BOTH),
    Outcome.CONFIRM: (Choice.ONLINE, Choice.HERE, Choice.BOTH),
}

Remark = Callable[[Item, Any], str]  # an answer → the words for it in a note


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One answer in its three readings, and what becomes of it.

    `problems` are about what cannot be taken of it; the rest of it may still be.
    """

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
        base = _with_settled(item, base, here, settled[item_id]) if item_id in settled else base
        problems = reading.refused.get(item_id, ())
        outcome = outcome_of(item, base, here, online)
        if problems and outcome in {Outcome.UNCHANGED, Outcome.ONLINE}:
            outcome = Outcome.REFUSED
        elif outcome in {Outcome.NEW, Outcome.HERE} and item_id in confirm:
            outcome = Outcome.CONFIRM
        yield ItemChange(item_id, outcome, base, here, online, problems)


def _with_settled(item: Item, base: Stated, here: Stated, settled: Stated) -> Stated:
    """Return the base with all that the file still says as it did before: of that nothing is new.

    Whatever else it says is compared with what went out: two people may each have filled in a copy of one workbook.
    """
    document = here.document if same_document(item, here.document, settled.document) else base.document
    if isinstance(item.kind, Table) and document is base.document:
        document = rows_settled(item, base.document, here.document, settled.document)
    return Stated(document, here.note if here.note == settled.note else base.note)


def outcome_of(item: Item, base: Stated, here: Stated, online: Stated) -> Outcome:
    """Return what becomes of an answer."""
    if same(item, here, base) or same(item, here, online):
        return Outcome.UNCHANGED if same(item, online, base) else Outcome.ONLINE
    merged = merge(item, base, here, online)
    if merged is None:
        return Outcome.BOTH
    if same(item, merged, online):
        return Outcome.ONLINE
    kept = without_loss(item, online, merged)
    if not same(item, kept, merged):
        return Outcome.EMPTIED if same(item, kept, online) else Outcome.MIXED
    blank = base.document is None and online.document is None
    return Outcome.NEW if blank and merged.document is not None else Outcome.HERE


def same(item: Item, one: Stated, other: Stated) -> bool:
    """Whether two readings say the same: 12.50 and 12.5 do."""
    return one.note == other.note and same_document(item, one.document, other.document)


def merge(item: Item, base: Stated, here: Stated, online: Stated, *, prefer: Choice | None = None) -> Stated | None:
    """Return what both changes amount to, or None where they meet; `prefer` says which one counts there."""

    def pick(mine: Any, theirs: Any) -> Any:
        return {Choice.HERE: mine, Choice.ONLINE: theirs}.get(prefer, CLASH) if prefer else CLASH

    def pick_value(mine: Any, theirs: Any) -> Any:
        rows = merged_rows(item, base.document, mine, theirs, pick) if isinstance(item.kind, Table) else CLASH
        return pick(mine, theirs) if rows is CLASH else rows

    alike = partial(same_document, item)
    document = three_way(base.document, here.document, online.document, alike, pick_value)
    note = three_way(base.note, here.note, online.note, operator.eq, pick)
    return None if document is CLASH or note is CLASH else Stated(document, note)


def adds(item: Item, change: ItemChange) -> bool:
    """Whether the file adds something that comes in however somebody chooses between the two."""
    kept = merge(item, change.base, change.here, change.online, prefer=Choice.ONLINE)
    return change.outcome is Outcome.BOTH and kept is not None and not same(item, kept, change.online)


def without_loss(item: Item, before: Stated, after: Stated) -> Stated:
    """Return `after` with everything that it takes away from `before` put back: answer, rows, cells, note."""
    note = after.note or before.note
    then, now = rows_of(before.document), rows_of(after.document)
    if after.document is None or (then and not now):
        return Stated(before.document, note)
    if not then or not now:
        return Stated(after.document, note)
    rows = {row: {**cells, **now.get(row, {})} for row, cells in then.items()}
    together = document_of(rows | {row: cells for row, cells in now.items() if row not in then})
    return Stated(together if from_json(item, together)[0] is not None else before.document, note)


def decided(
    item: Item, change: ItemChange, choice: Choice | None, remark: Remark
) -> tuple[Stated, tuple[Problem, ...]]:
    """Return how an answer stands after a choice; without one that is needed, nothing is taken away or overwritten."""
    base, here, online = change.base, change.here, change.online
    merged = merge(item, base, here, online) or online
    if choice is Choice.BOTH and choice in change.asks:
        return _both(item, change, remark)
    match change.outcome:
        case Outcome.UNCHANGED | Outcome.ONLINE | Outcome.REFUSED:
            return online, ()
        case Outcome.NEW | Outcome.HERE:
            return merged, ()
        case Outcome.CONFIRM:
            return merged if choice is Choice.HERE else online, ()
        case Outcome.EMPTIED | Outcome.MIXED if choice is None:
            return without_loss(item, online, merged), ()
        case Outcome.EMPTIED | Outcome.MIXED:
            return merged if choice is Choice.HERE else online, ()
        case Outcome.BOTH:
            return (merge(item, base, here, online, prefer=choice) or online) if choice else online, ()
    assert_never(change.outcome)


def writes_note(item: Item, change: ItemChange) -> bool:
    """Whether keeping both adds to the note, and not only to the answer."""
    kept = merge(item, change.base, change.here, change.online, prefer=Choice.ONLINE) or change.online
    news = change.here.note not in (change.base.note, kept.note)
    return news or _side_by_side(item, change)[1] is not None


def _both(item: Item, change: ItemChange, remark: Remark) -> tuple[Stated, tuple[Problem, ...]]:
    """Keep the online answer, add what the file has besides, and put what it has instead into the note, once."""
    document, aside = _side_by_side(item, change)
    lines = [change.online.note]
    if aside is not None:
        lines.append(remark(item, aside))
    if change.here.note != change.base.note:
        lines.append(change.here.note)
    note = ""
    for line in filter(None, lines):
        note = note if line in note else f"{note}\n{line}".strip("\n")
    if len(note) > LONGEST_NOTE:
        return change.online, (Problem.of(Code.TOO_LONG, f"{item.id}/note", limit=LONGEST_NOTE),)
    return Stated(document, note), _full(item, change, aside)


def _full(item: Item, change: ItemChange, aside: Any) -> tuple[Problem, ...]:
    """Return that the table is full when a new row of the file went into the note instead."""
    if not isinstance(item.kind, Table) or change.outcome is not Outcome.BOTH or not rows_of(change.online.document):
        return ()
    if (rows_of(aside) or {}).keys() <= (rows_of(change.base.document) or {}).keys():
        return ()
    return (Problem.of(Code.TOO_MANY_ROWS, item.id, limit=item.kind.max_rows),)


def _side_by_side(item: Item, change: ItemChange) -> tuple[Any, Any]:
    """Return the document that stays, and what of the file's it does not hold: None when it holds all."""
    base, here, online = change.base, change.here, change.online
    if change.outcome is Outcome.CONFIRM:
        return online.document, here.document
    merged = merge(item, base, here, online, prefer=Choice.ONLINE) or online
    document = with_rows_beside(item, base.document, here.document, without_loss(item, online, merged).document)
    unsaid = any(same_document(item, here.document, other) for other in (None, base.document, document))
    return document, None if unsaid else _aside(item, base.document, here.document, document)


def _aside(item: Item, base: Any, here: Any, kept: Any) -> Any:
    """Return what is not kept: of a table only the rows that are not; None when all of them are."""
    before, mine, rows = rows_of(base) or {}, rows_of(here), rows_of(kept)
    if not isinstance(item.kind, Table) or mine is None or rows is None:
        return here
    other = document_of({row: cells for row, cells in mine.items() if not is_held(item, row, cells, before, rows)})
    return other if other is None or from_json(item, other)[0] is not None else here
