"""What are the controls of an item called, and which values are not options?

Item `X` has the control `X`; a money `X.amount` and `X.currency`; a split `X.women` and its kin; a table one `X.row`
per row and cells `X.<row>.<column>`. Beside them stand `X.state`, `X.reason` and `X.note`. `rev.X` says that the item
was on the page at all. Ids have no dots, and no option begins with a colon: so nothing here can meet an instrument.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from instruments.model import SEXES, Checklist, Choice, Choices, Item, Maturity, MoneyKind, Practice, SplitKind, Table

DONT_KNOW = ":dont-know"
NOT_APPLICABLE = ":not-applicable:"  # followed by the id of the reason
NONE = ":none"  # every box was looked at, and none applies
NOT_YET = ":not-yet"  # the explicit way back from a radio button

REVISION = re.compile("[0-9]{1,9}")  # as far as both databases count

Shown = Mapping[str, Sequence[str]]


def revision_of(item: str) -> str:
    """Return the name of the hidden field with the revision that the item's controls were filled from."""
    return f"rev.{item}"


def read_revision(text: str) -> int:
    """Return the revision that a page sent back; one that is no number was never ours, and matches nothing."""
    return int(text) if REVISION.fullmatch(text) else -1


def one_of(item: Item) -> bool:
    """Whether the item is answered by one radio button, statements included."""
    return isinstance(item.kind, Maturity | Practice | Choice)


def some_of(item: Item) -> bool:
    """Whether the item is answered by ticking boxes, statements included."""
    return isinstance(item.kind, Checklist | Choices)


def controls(item: Item, name: str, rows: Sequence[str] = ()) -> Iterator[str]:
    """Yield the name of every control of the item; `rows` are the ids of a table's rows."""
    yield from (name, f"{name}.state", f"{name}.reason", f"{name}.note")
    match item.kind:
        case MoneyKind():
            yield from (f"{name}.amount", f"{name}.currency")
        case SplitKind():
            yield from (f"{name}.{sex}" for sex in SEXES)
        case Table(columns):
            yield f"{name}.row"
            for row in rows:
                for column in columns:
                    yield from controls(column, f"{name}.{row}.{column.id}")
