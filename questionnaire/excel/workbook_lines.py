"""Where do things stand on the hidden sheet that says how every item stands?"""

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.model import SEXES, Instrument, ItemId
from questionnaire.excel.cells import address
from questionnaire.excel.workbook_layout import TableLayout

SHEET, KEY = "_state", "state"
(ID, ASKED, SAID, RAW, FITS, GIVEN, STATE, VALUE) = range(8)
PARTS = 5  # columns of values
MARK, WEIGHT, REQUIRED, SHOWN, COUNTS, FAILED = range(VALUE + PARTS, VALUE + PARTS + 6)
TOP = 2

NOT_ASKED, UNDETERMINED, OPTIONAL, DONE, MISSING, MISFIT, CONTRADICTED, ROWS = range(8)  # what a sheet shows
UNUSED = '"-"'  # the values of a row that nobody used: no number, not null, not unknown
VALUE_PARTS: Mapping[str, int] = {sex: at for at, sex in enumerate(SEXES)} | {"total": 4, "amount": 0, "currency": 1}


def at(line: int, column: int) -> str:
    """Return the address of a column of a line."""
    return f"{SHEET}!{address(line, column, absolute=True)}"


def down(first: int, last: int, column: int) -> str:
    """Return the range of a column over lines."""
    return f"{SHEET}!{address(first, column, absolute=True)}:{address(last, column, absolute=True)}"


def lines_of(instrument: Instrument) -> dict[ItemId, int]:
    """Return the line of every item."""
    return {item: TOP + number for number, item in enumerate(instrument.items)}


@dataclass(frozen=True, slots=True)
class TableLines:
    """Where the cells of a table stand: per column the line of its first row; `used` likewise, one line per row."""

    layout: TableLayout
    columns: Mapping[ItemId, int]
    used: int

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.layout.lines)
