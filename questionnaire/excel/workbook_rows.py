"""What do two people's changes to one table amount to, row by row and cell by cell?

A row is known by its id: those that went out keep theirs, a new one has the id of the file it was written in. So a row
added here and a row added online are two rows, and two cells of one row do not disagree.
"""

from collections.abc import Callable, Mapping
from functools import partial
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
    old = before or {}
    cells = {
        key: mine.get(key) if same_document(column, mine.get(key), then.get(key)) else old.get(key)
        for key, column in columns_of(item).items()
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


def columns_of(item: Item) -> dict[str, Item]:
    """Return the columns of a table by id."""
    return {str(column.id): column for column in item.kind.columns} if isinstance(item.kind, Table) else {}


def _merged_row(item: Item, before: Cells | None, mine: Cells | None, theirs: Cells | None, pick: Pick) -> Any:
    """Return the cells of one row; None where the row is gone."""
    columns = columns_of(item)

    def alike(one: Cells | None, other: Cells | None) -> bool:
        if one is None or other is None:
            return one is other
        return all(same_document(column, one.get(key), other.get(key)) for key, column in columns.items())

    if mine is None or theirs is None:
        return three_way(before, mine, theirs, alike, pick)
    old = before or {}
    cells = {
        key: three_way(old.get(key), mine.get(key), theirs.get(key), partial(same_document, column), pick)
        for key, column in columns.items()
    }
    clash = any(cell is CLASH for cell in cells.values())
    return CLASH if clash else {key: cell for key, cell in cells.items() if cell is not None}
