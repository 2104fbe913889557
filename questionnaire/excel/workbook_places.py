"""Where do conditions find the values that they look at?"""

from typing import Protocol

from instruments.model import Instrument, ItemId
from instruments.nodes import Answered, Count, Sum, Type, Var, type_of
from questionnaire.excel.workbook_lines import STATE, VALUE, VALUE_PARTS, TableLines, at


class Known(Protocol):
    """What the hidden sheet knows of itself."""

    instrument: Instrument
    lines: dict[ItemId, int]

    def total(self, of: Sum | Count) -> str:
        """Return the cell of a figure over the rows of a table."""

    def keep(self, formula: str) -> str:
        """Return a cell of its own for a part of a formula."""


class Items:
    """Where conditions of items and sections find what they look at."""

    def __init__(self, state: Known) -> None:
        self._state = state

    def value(self, of: Var) -> str:
        """Return the cell of a value."""
        return at(self._state.lines[of.item], VALUE + VALUE_PARTS.get(of.part or "", 0))

    def state(self, of: Answered) -> str:
        """Return the cell of a state."""
        return at(self._state.lines[of.item], STATE)

    def type(self, of: Var) -> Type:
        """Return the type of what stands there."""
        return type_of(self._state.instrument.items[of.item], of.part) or Type.NULL

    def figure(self, of: Sum | Count) -> str:
        """Return the cell of a figure."""
        return self._state.total(of)

    def keep(self, formula: str) -> str:
        """Return a cell that holds a part."""
        return self._state.keep(formula)


class Rows:
    """Where conditions on a row of a table find what they look at: its own columns first."""

    def __init__(self, state: Known, table: TableLines, number: int) -> None:
        self._items = Items(state)
        self._table, self._number = table, number

    def value(self, of: Var) -> str:
        """Return the cell of a value."""
        if not of.in_row:
            return self._items.value(of)
        return at(self._table.columns[of.item] + self._number, VALUE + VALUE_PARTS.get(of.part or "", 0))

    def state(self, of: Answered) -> str:
        """Return the cell of a state."""
        if not of.in_row:
            return self._items.state(of)
        return at(self._table.columns[of.item] + self._number, STATE)

    def figure(self, of: Sum | Count) -> str:
        """Return the cell of a figure."""
        return self._items.figure(of)

    def keep(self, formula: str) -> str:
        """Return a cell that holds a part."""
        return self._items.keep(formula)

    def type(self, of: Var) -> Type:
        """Return the type of what stands there."""
        if not of.in_row:
            return self._items.type(of)
        return (
            type_of(next(column for column in self._table.layout.columns if column.id == of.item), of.part) or Type.NULL
        )
