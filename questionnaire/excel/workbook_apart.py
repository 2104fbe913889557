"""What can be taken of an answer when a part of it cannot?

The note and the value are apart, and so are the cells of a table. What cannot be taken stays as it was; a new row whose
required cell is wrong stays out, and one that went out stays as it was when its required cell was emptied.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms.names import Shown
from instruments.codec import from_json
from instruments.model import Item, Table
from instruments.problems import Code, Problem
from questionnaire.excel.workbook_rows import Cells, columns_of, document_of, rows_of
from questionnaire.excel.workbook_sealed import Stated
from questionnaire.excel.workbook_typed import part_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What can be taken, and the cells without which a row stays out.

    `problems` is what is wrong with the rest together: then the value stays as it was.
    """

    stated: Stated
    out: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()

    @property
    def rows_out(self) -> frozenset[str]:
        """The rows that stay out."""
        return frozenset(row for row, _ in self.out)


def note_of(item: Item) -> str:
    """Return the place of an item's note."""
    return f"{item.id}/note"


def cell_of(item: Item, where: str) -> tuple[str, str] | None:
    """Return the row and the column of a table's cell."""
    parts = where.split("/")
    return (parts[1], parts[2]) if isinstance(item.kind, Table) and len(parts) == 3 else None


def emptied(item: Item, here: Any, base: Any) -> frozenset[str]:
    """Return the places of required cells that were emptied in rows that went out, and still say something."""
    rows, before = rows_of(here) or {}, rows_of(base) or {}
    return frozenset(
        f"{item.id}/{row}/{key}"
        for row, cells in rows.items()
        for key, column in columns_of(item).items()
        if cells and column.required and key not in cells and key in before.get(row, {})
    )


def without(
    item: Item, here: Stated, base: Stated, wrong: Collection[str], lacking: Collection[str] = frozenset()
) -> Taken:
    """Return `here` with what is `wrong` as it was in the `base`: places like `T`, `T/note` and `T/row/column`.

    A row that is `lacking` one of these cells stays as it was altogether.
    """
    note = base.note if note_of(item) in wrong else here.note
    values = [where for where in wrong if where != note_of(item)]
    cells = [cell for where in values if (cell := cell_of(item, where))]
    rows = rows_of(here.document)
    if not values:
        return Taken(Stated(here.document, note))
    if len(cells) < len(values) or rows is None:
        return Taken(Stated(base.document, note))
    needed = [cell for where in lacking if (cell := cell_of(item, where))]
    document, out = _without_cells(item, rows, rows_of(base.document) or {}, cells, needed)
    problems = from_json(item, document)[1] if document is not None else ()
    if problems:
        return Taken(Stated(base.document, note), frozenset(), problems)
    return Taken(Stated(document, note), out)


def _without_cells(
    item: Item,
    rows: dict[str, Cells],
    base: dict[str, Cells],
    wrong: list[tuple[str, str]],
    lacking: list[tuple[str, str]],
) -> tuple[Any, frozenset[tuple[str, str]]]:
    required = {key for key, column in columns_of(item).items() if column.required}
    new = frozenset((row, column) for row, column in wrong if row not in base and column in required)
    out = new.union(lacking)
    rows_out = {row for row, _ in out}
    rows = {row: base[row] if row in rows_out and row in base else cells for row, cells in rows.items()}
    found: dict[str, Cells] = {}
    for row in dict.fromkeys((*base, *rows, *(row for row, _ in wrong))):
        bad = {column for of, column in wrong if of == row}
        if row in {each for each, _ in new} or (row not in rows and not bad):
            continue
        cells = {key: cell for key, cell in rows.get(row, {}).items() if key not in bad}
        cells |= {key: cell for key, cell in base.get(row, {}).items() if key in bad}
        if cells or not bad:
            found[row] = cells
    return document_of(found), out


# --- How it is said ------------------------------------------------------------------------------------------------


def place_of(item: Item, control: str) -> str:
    """Return the place of what a control says, as in an answer: `T`, `T/note` or `T/row/column`."""
    part = part_of(item, control)
    if part is None or not part.table:
        return note_of(item) if part and part.part == "note" else str(item.id)
    return part.name.replace(".", "/")


def left_out(item: Item, taken: Taken, places: Mapping[str, str]) -> list[Problem]:
    """Return, for every cell without which a row stays out, that it does; `places` says where cells stand."""
    where = [f"{item.id}/{row}/{column}" for row, column in sorted(taken.out)]
    return [Problem.of(Code.ROW_LEFT_OUT, places.get(each, each)) for each in where]


def only(item: Item, typed: Shown, wrong: Collection[str], taken: Taken) -> Shown:
    """Return what was typed where something is wrong; all of it when that concerns the value as a whole."""
    whole = str(item.id) in wrong or bool(taken.problems)

    def is_left(place: str) -> bool:
        cell = cell_of(item, place)
        return place in wrong or (whole and place != note_of(item)) or (cell is not None and cell[0] in taken.rows_out)

    return {name: texts for name, texts in typed.items() if is_left(place_of(item, name))}
