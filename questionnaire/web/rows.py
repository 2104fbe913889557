"""How does a table get more or fewer rows when no script runs? By buttons that post the page.

`add X` opens one empty row, `remove X ROW` leaves a row out of what is read; both save everything else.
"""

from dataclasses import dataclass, replace
from typing import Self

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from instruments.model import Section, Table
from questionnaire.web.pages import Filled, with_new_row


@dataclass(frozen=True, slots=True)
class Button:
    """The button that sent a form: `next`, `list`, `stay`, `locale`, `add` to a table, `remove` from one."""

    name: str
    table: str = ""
    row: str = ""

    @classmethod
    def of(cls, action: str) -> Self:
        """Read the value of a button."""
        name, table, row, *_rest = (*action.split(" "), "", "")
        return cls(name, table, row)


Posted = ImmutableMultiDict[str, str]


def without_removed(posted: Posted, button: Button) -> Posted:
    """Return what was posted without the row that is to go."""
    if button.name != "remove":
        return posted
    table, row = f"{button.table}.row", button.row
    kept = [
        (name, text)
        for name, text in posted.items(multi=True)
        if (name, text) != (table, row) and not name.startswith(f"{button.table}.{row}.")
    ]
    return ImmutableMultiDict(MultiDict(kept))


def opened(section: Section, filled: Filled, asked: str) -> Filled:
    """Return the page with an empty row: in the table it was asked for, and in every table that has none."""
    values = filled.values
    for item in section.items:
        if not isinstance(item.kind, Table):
            continue
        rows = values.get(f"{item.id}.row", ())
        if (not rows and not values.get(item.id)) or (item.id == asked and len(rows) < item.kind.max_rows):
            values = with_new_row(values, item.id)
    return replace(filled, values=values)
