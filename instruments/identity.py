"""What are instruments, items and texts called?"""

from collections.abc import Callable
from typing import NamedTuple, NewType

ItemId = NewType("ItemId", str)


class InstrumentRef(NamedTuple):
    """`id@version`, the name under which an instrument is published."""

    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


class Message(NamedTuple):
    """A text of an instrument as a translator meets it: gettext context (`ER-2-01.anchor.3`) and English source."""

    context: str
    source: str


Translate = Callable[[Message], str]
