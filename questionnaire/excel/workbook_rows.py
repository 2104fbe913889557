"""What do two people's changes to one table amount to, row by row and cell by cell?

A row is known by its id: those that went out keep theirs, and two cells of one of them do not disagree. The ids of new
rows go out with the file, too. So two copies of it give two people's rows one id: such a row counts as a whole, and can
stand beside the other one under an id of its own.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any

from instruments.codec import from_json
from instruments.model import Item, Table

CLASH: Any = object()  # both changed the same thing differently
Alike = Callable[[Any, Any], bool]
Pick = Callable[[Any, Any], Any]  # the one that counts of two that clash, or CLASH
Cells = Mapping[str, Any]


def same_document(item: Item, one: Any, other: Any) -> bool:
    """Whether two documents are the same answer: 12.50 and 12.5 are."""
    if one == other or one is None or other is None:
        return bool(one == other)
    first, second = from_json(item, one)[0], from_json(item, other)[0]
    return first is not None and first == second


def three_way(before: Any, mine: Any, theirs: Any, alike: Alike, pick: Pick) -> Any:
    """Return what two changes of the same thing amount to."""
    if alike(mine, before) or alike(mine, theirs):
        return theirs
    return mine if alike(theirs, before) else pick(mine, theirs)


def rows_of(document: Any) -> dict[str, Cells] | None:
    """Return the cells of every row by its id; None where there can be no rows: a statement, *nothing to list*."""
    if document is None:
        return {}
    if not isinstance(document, list) or not document:
        return None
    if not all(isinstance(row, dict) and isinstance(row.get("_row"), str) for row in document):
        return None
    return {row["_row"]: {key: cell for key, cell in row.items() if key != "_row"} for row in document}


def document_of(rows: Mapping[str, Cells]) -> Any:
    """Return rows as a document; without any there is no answer."""
    return [{"_row": row, **cells} for row, cells in rows.items()] or None


def merged_rows(item: Item, base: Any, here: Any, online: Any, pick: Pick) -> Any:
    """Return the table that both changes amount to, rows of the file last; CLASH where there is no such table."""
    before, mine, theirs = rows_of(base) or {}, rows_of(here), rows_of(online)
    if mine is None or theirs is None:
        return CLASH
    mine = {row: cells for row, cells in mine.items() if row in before or not _is_beside(item, row, cells, theirs)}
    found: dict[str, Cells] = {}
    for row in dict.fromkeys((*theirs, *mine)):
        cells = _merged_row(item, before.get(row), mine.get(row), theirs.get(row), pick)
        if cells is CLASH:
            return CLASH
        if cells is not None:
            found[row] = cells
    document = document_of(found)
    return document if document is None or from_json(item, document)[0] is not None else CLASH


def rows_settled(item: Item, base: Any, here: Any, settled: Any) -> Any:
    """Return the base with the rows and cells that the file has as it had them when they were settled."""
    before, mine, then = rows_of(base), rows_of(here), rows_of(settled)
    if before is None or mine is None or then is None:
        return base
    found: dict[str, Cells] = {}
    for row in dict.fromkeys((*before, *mine)):
        cells = _settled_row(item, before.get(row), mine.get(row), then.get(row))
        if cells is not None:
            found[row] = cells
    return document_of(found)


def _settled_row(item: Item, before: Cells | None, mine: Cells | None, then: Cells | None) -> Cells | None:
    if mine is None or then is None:
        return None if mine is then else before
    if before is None:
        return mine if alike_rows(item, mine, then) else None
    cells = {
        key: mine.get(key) if same_document(column, mine.get(key), then.get(key)) else before.get(key)
        for key, column in columns_of(item).items()
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


def columns_of(item: Item) -> dict[str, Item]:
    """Return the columns of a table by id."""
    return {str(column.id): column for column in item.kind.columns} if isinstance(item.kind, Table) else {}


def alike_rows(item: Item, one: Cells | None, other: Cells | None) -> bool:
    """Whether two rows say the same in every cell."""
    if one is None or other is None:
        return one is other
    return all(same_document(column, one.get(key), other.get(key)) for key, column in columns_of(item).items())


def _merged_row(item: Item, before: Cells | None, mine: Cells | None, theirs: Cells | None, pick: Pick) -> Any:
    """Return the cells of one row; None where the row is gone."""
    if before is None or mine is None or theirs is None:
        return three_way(before, mine, theirs, partial(alike_rows, item), pick)
    cells = {
        key: three_way(before.get(key), mine.get(key), theirs.get(key), partial(same_document, column), pick)
        for key, column in columns_of(item).items()
    }
    clash = any(cell is CLASH for cell in cells.values())
    return CLASH if clash else {key: cell for key, cell in cells.items() if cell is not None}


# --- New rows of two copies of one file ----------------------------------------------------------------------------


def with_rows_beside(item: Item, base: Any, here: Any, kept: Any) -> Any:
    """Return `kept` with every new row of the file beside the other one of its id, as long as the table takes more."""
    before, mine, rows = rows_of(base) or {}, rows_of(here), rows_of(kept)
    if mine is None or rows is None:
        return kept
    for row, cells in mine.items():
        if row in before or row not in rows or alike_rows(item, rows[row], cells):
            continue
        more = rows | {_id_beside(item, row, cells, rows): cells}
        rows = more if from_json(item, document_of(more))[0] is not None else rows
    return document_of(rows)


def is_held(item: Item, row: str, cells: Cells, before: Mapping[str, Cells], kept: Mapping[str, Cells]) -> bool:
    """Whether what is kept holds all that a row of the file says; what went out as it is there says nothing."""
    there = kept.get(row)
    if row not in before:
        return alike_rows(item, there, cells) or _is_beside(item, row, cells, kept)
    columns, stands = columns_of(item), (there or {}, before[row])
    return all(any(same_document(columns[key], each.get(key), cell) for each in stands) for key, cell in cells.items())


def _is_beside(item: Item, row: str, cells: Cells, there: Mapping[str, Cells]) -> bool:
    """Whether a new row of the file stands already beside the other one of its id."""
    return _id_beside(item, row, cells, there) in there


def _id_beside(item: Item, row: str, cells: Cells, there: Mapping[str, Cells]) -> str:
    """Return the id under which a new row stands, or is to stand, beside another one of its id: the same every time.

    Where somebody has changed the row that was put there, it is another row, and the next id counts.
    """
    ids = (_derived(row, cells, turn) for turn in count())
    return next(each for each in ids if each not in there or alike_rows(item, there[each], cells))


def _derived(row: str, cells: Cells, turn: int) -> str:
    said = json.dumps([row, cells, turn], sort_keys=True)
    return f"r{sha256(said.encode()).hexdigest()[:16]}"
