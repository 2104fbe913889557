"""What does a questionnaire workbook say that somebody sends back?

Only the sealed list says which cell belongs to which answer and what went out; everything visible may have been moved.
An answer of which nothing can be told says nothing: it stays as it was. What cannot be taken is reported with its cell,
and what was typed is kept; the rest, be it the note or the other cells of a table, comes in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forms.folding import folded
from forms.names import NONE, Shown
from instruments.codec import from_json
from instruments.model import Answer, Instrument, InstrumentRef, Item, ItemId, Table
from instruments.problems import Code, Problem
from questionnaire.excel import typed
from questionnaire.excel.marks import read_marks
from questionnaire.excel.upload import Upload, read_upload
from questionnaire.excel.workbook_find import Control, Finder
from questionnaire.excel.workbook_item import Found, read_item
from questionnaire.excel.workbook_layout import SUPPLIER
from questionnaire.excel.workbook_outside import outside
from questionnaire.excel.workbook_sealed import NOTHING, Sealed, Stated, unsealed
from questionnaire.excel.workbook_typed import Reading, part_of
from questionnaire.excel.workbook_words import Spoken
from questionnaire.wording import own_name

LAST_ROW, LAST_COLUMN = 6_000, 120


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """What the file says, and what it was based on.

    `file` holds every item of which something can be told, with what cannot be taken as it was; `refused` and `typed`
    say why it cannot, and what stands in those cells. `problems` are all of them, those of the whole file first.
    `places` says where `T`, `T/note` and `T/row/column` stand. `evidence` is what went out with the answers, as JSON
    that nobody has checked.
    """

    ref: InstrumentRef
    digest: str
    response_id: str
    language: str
    made: str
    instrument: Instrument
    base: Mapping[ItemId, Stated]
    revisions: Mapping[ItemId, int]
    file: Mapping[ItemId, Stated]
    refused: Mapping[ItemId, tuple[Problem, ...]] = field(default_factory=dict)
    typed: Mapping[ItemId, Shown] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    evidence: Mapping[ItemId, Any] = field(default_factory=dict)

    @property
    def answers(self) -> dict[ItemId, Answer]:
        """What the file amounts to: its answers, and those that went out where it says nothing that can be taken."""
        found: dict[ItemId, Answer] = {}
        for item_id, item in self.instrument.items.items():
            document = self.file.get(item_id, self.base.get(item_id, NOTHING)).document
            answer = None if document is None else from_json(item, document)[0]
            if answer is not None:
                found[item_id] = answer
        return found

    @property
    def notes(self) -> dict[ItemId, str]:
        """The notes that stand in the file."""
        notes = {item: self.file.get(item, self.base.get(item, NOTHING)).note for item in self.instrument.items}
        return {item: note for item, note in notes.items() if note}


__all__ = ["NOTHING", "Stated", "WorkbookReading", "read_workbook"]

InstrumentOf = Callable[[InstrumentRef, str], Instrument]


def read_workbook(data: bytes, key: bytes | Sequence[bytes], instrument_of: InstrumentOf) -> WorkbookReading:
    """Read a questionnaire workbook that was sealed with `key` (or one of several).

    Raise `Refusal`: the codes of `read_upload`; WRONG_WORKBOOK when it is none of ours or its seal is broken; whatever
    `instrument_of` raises when it has no such instrument.
    """
    upload = read_upload(data, last_row=LAST_ROW, last_column=LAST_COLUMN)
    sealed = unsealed(upload, [key] if isinstance(key, bytes) else key)
    instrument = instrument_of(sealed.ref, sealed.digest)
    base = {item: each for item, each in sealed.base.items() if item in instrument.items}
    controls = _controls(sealed, instrument)
    finder = Finder(upload, read_marks(data, (grid.part for grid in upload.grids)), controls)
    language = _language(upload, sealed)
    locales = tuple(dict.fromkeys((language, sealed.language, *sealed.languages)))
    reading = Reading(upload, Spoken(instrument, locales, language), language, sealed.continued, sealed.lists)
    missing = frozenset(finder.missing())
    found = Found([Problem.of(Code.SHEET_MISSING, sheet, sheet=sheet) for sheet in sorted(missing)])
    for item_id, group in _grouped([each for each in controls if each.sheet not in missing]).items():
        read_item(instrument.items[item_id], group, base.get(item_id, NOTHING), finder, reading, found)
    found.problems += outside(finder, sealed.controls)
    return WorkbookReading(
        sealed.ref,
        sealed.digest,
        sealed.response_id,
        language,
        sealed.made,
        instrument,
        base,
        sealed.revisions,
        found.file,
        found.refused,
        found.typed,
        found.places,
        (*dict.fromkeys(found.problems), *dict.fromkeys(each for ours in found.refused.values() for each in ours)),
        sealed.evidence,
    )


# --- Which cells, in which language --------------------------------------------------------------------------------


def _controls(sealed: Sealed, instrument: Instrument) -> list[Control]:
    ours = [control for control in sealed.controls if control.party == SUPPLIER]
    known = [control for control in ours if control.item in instrument.items]
    named = [_named(control, instrument.items[ItemId(control.item)]) for control in known]
    return [control for control in named if part_of(instrument.items[ItemId(control.item)], control.name)]


def _named(control: Control, item: Item) -> Control:
    """Return the control under its name in a form: of a table, the mark that there is nothing to list is its own."""
    own = isinstance(item.kind, Table) and control.name == f"{item.id}:{NONE}"
    return replace(control, name=str(item.id)) if own else control


def _grouped(controls: Sequence[Control]) -> dict[ItemId, list[Control]]:
    groups: dict[ItemId, list[Control]] = {}
    for control in controls:
        groups.setdefault(ItemId(control.item), []).append(control)
    return groups


def _language(upload: Upload, sealed: Sealed) -> str:
    """Return the language that the workbook is in now: people switch it."""
    sheet, (row, column) = sealed.language_cell
    for grid in upload.grids:
        if grid.rows and grid.rows[0] and grid.rows[0][0] == sheet and row < len(grid.rows):
            cells = grid.rows[row]
            chosen = folded(typed.as_text(cells[column])) if column < len(cells) else ""
            for tag in sealed.languages:
                if chosen in {folded(own_name(tag)), folded(tag)}:
                    return tag
    return sealed.language
