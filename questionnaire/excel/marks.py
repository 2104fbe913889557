"""Which cells of a file hold a formula, and which were merged?

A spreadsheet library gives values; that somebody put a formula where an answer belongs, or merged two answers into one
cell (which deletes the second), it does not say. The markup does. The file has been inspected before: its parts are
small and plain.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from questionnaire.excel.cells import place

TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c|f)(?=[\s/>])([^<>]*)")
PLACED = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
MERGED = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})["']"""
)
MOST_MERGED = 2_000  # regions that are looked at

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """The cells of one sheet with a formula, and the merged regions by their first and last cell; all from 0."""

    formulas: frozenset[Place] = frozenset()
    merged: tuple[tuple[Place, Place], ...] = ()

    def swallowed(self, cell: Place) -> bool:
        """Whether the cell was merged away: it belongs to another one above it or before it."""
        return any(
            top[0] <= cell[0] <= end[0] and top[1] <= cell[1] <= end[1] and cell != top for top, end in self.merged
        )


def read_marks(data: bytes, parts: Iterator[str]) -> dict[str, Marks]:
    """Return the marks of each sheet, by its part; a part that is not there has none."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        there = set(file.namelist())
        return {part: _marks(file.read(part)) for part in dict.fromkeys(parts) if part in there}


def _marks(markup: bytes) -> Marks:
    merged = tuple(
        (place(first.decode()), place(last.decode())) for first, last in MERGED.findall(markup)[:MOST_MERGED]
    )
    return Marks(frozenset(formulas(markup)), merged)


def formulas(markup: bytes) -> Iterator[Place]:
    """Yield the cells of a sheet with a formula. A row or cell that does not say where it stands is the next one."""
    row = column = -1
    for tag in TAG.finditer(markup):
        name, attributes = tag.groups()
        stated = PLACED.search(attributes) if name != b"f" else None
        if name == b"f":
            yield row, column
        elif name == b"row":
            row, column = int(stated[2]) - 1 if stated else row + 1, -1
        elif stated:
            row, column = int(stated[2]) - 1, _column(stated[1])
        else:
            column += 1


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    return place(f"{letters.decode() or 'A'}1")[1]
