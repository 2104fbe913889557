"""What does a questionnaire workbook say that somebody sends back?

Only the sealed list says which cell belongs to which answer and what went out; everything visible may have been moved.
An answer of which nothing can be told says nothing: it stays as it was. An answer that cannot be taken is reported with
its cell, and what was typed is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forms.collect import collect
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, Shown, one_of, some_of
from instruments.codec import from_json, to_json
from instruments.model import Answer, Instrument, InstrumentRef, Item, ItemId, Table, Text
from instruments.problems import Code, Problem
from questionnaire.excel import typed
from questionnaire.excel.marks import read_marks
from questionnaire.excel.upload import Upload, read_upload
from questionnaire.excel.workbook_find import Control, Finder, Here
from questionnaire.excel.workbook_sealed import NOTHING, Sealed, Stated, unsealed
from questionnaire.excel.workbook_typed import NO_MARK, YES_MARK, Part, Reading, part_of, read, stated
from questionnaire.excel.workbook_words import Spoken
from questionnaire.wording import own_name

LAST_ROW, LAST_COLUMN = 6_000, 120


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """What the file says, and what it was based on.

    `file` holds every item of which something can be told; `refused` and `typed` why an item cannot be taken, and what
    stands in its cells. `problems` are all of them, those of the whole file first. `places` is an item's first cell.
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
    places: Mapping[ItemId, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

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
    found = _Found(problems=[Problem.of(Code.SHEET_MISSING, sheet, sheet=sheet) for sheet in sorted(missing)])
    for item_id, group in _grouped([each for each in controls if each.sheet not in missing]).items():
        _read_item(instrument.items[item_id], group, base.get(item_id, NOTHING), finder, reading, found)
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
    )


@dataclass
class _Found:
    file: dict[ItemId, Stated] = field(default_factory=dict)
    refused: dict[ItemId, tuple[Problem, ...]] = field(default_factory=dict)
    typed: dict[ItemId, Shown] = field(default_factory=dict)
    places: dict[ItemId, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


# --- Which cells, in which language --------------------------------------------------------------------------------


def _controls(sealed: Sealed, instrument: Instrument) -> list[Control]:
    known = [control for control in sealed.controls if control.item in instrument.items]
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
            chosen = typed.folded(typed.as_text(cells[column])) if column < len(cells) else ""
            for tag in sealed.languages:
                if chosen in {typed.folded(own_name(tag)), typed.folded(tag)}:
                    return tag
    return sealed.language


# --- One item ------------------------------------------------------------------------------------------------------


def _read_item(
    item: Item, group: Sequence[Control], base: Stated, finder: Finder, reading: Reading, found: _Found
) -> None:
    before = dict(stated(item, base.document)) | {f"{item.id}.note": base.note}
    cells, problems = _cells(item, group, before, finder, reading, found)
    if not cells:
        return
    first = next(iter(cells.values()))
    found.places[item.id] = first.where
    after = before | _stated_apart(cells)
    note = after.pop(f"{item.id}.note")
    shown = _form(item, after, before, cells)
    document, wrong = _document(item, after, before, base.document, shown)
    problems += [_placed(problem, cells) for problem in wrong]
    if problems:
        found.refused[item.id] = tuple(dict.fromkeys(problems))
        found.typed[item.id] = _as_typed(item, cells)
    else:
        found.file[item.id] = Stated(document, note)


def _stated_apart(cells: Mapping[str, "_Cell"]) -> dict[str, str]:
    """Return the texts of the cells; a statement in the answer's own cell goes where statements are."""
    texts = {name: cell.text for name, cell in cells.items()}
    for name, cell in cells.items():
        state = f"{name}.state"
        if cell.part.part or isinstance(cell.part.of.kind, Text):
            continue
        if cell.text == DONT_KNOW or cell.text.startswith(NOT_APPLICABLE):
            texts[name] = ""
            texts[state] = texts.get(state) or cell.text
        elif state not in cells:
            texts[state] = ""
    return texts


def _as_typed(item: Item, cells: Mapping[str, "_Cell"]) -> Shown:
    """Return what stands in the cells of an item, in a person's own words."""
    read = {name: cell.text or typed.as_text(cell.here.cell) for name, cell in cells.items()}
    return {name: (text,) for name, text in read.items() if text and name.startswith(str(item.id))}


@dataclass(frozen=True, slots=True)
class _Cell:
    part: Part
    here: Here
    text: str

    @property
    def where(self) -> str:
        return self.here.where


def _cells(
    item: Item, group: Sequence[Control], before: Mapping[str, str], finder: Finder, reading: Reading, found: _Found
) -> tuple[dict[str, _Cell], list[Problem]]:
    """Read every cell of an item; one that is gone says nothing, and is reported when it held something."""
    cells: dict[str, _Cell] = {}
    problems: list[Problem] = []
    gone: dict[str, Problem] = {}
    for control in group:
        part = part_of(item, control.name)
        here = finder.find(control)
        if part is None:
            continue
        if here.problem and here.problem.code is Code.CELL_MISSING:
            if before.get(control.name) or not isinstance(item.kind, Table):
                gone.setdefault(control.key, here.problem)
            continue
        went_out = before.get(control.name) or before.get(f"{control.name}.state", "")  # a list offers statements, too
        text, problem = ("", here.problem) if here.problem else read(part, here, went_out, reading, control.list)
        problems += [problem] if problem else []
        cells[control.name] = _Cell(part, here, text)
    found.problems += gone.values()
    return cells, problems


def _document(
    item: Item, after: Mapping[str, str], before: Mapping[str, str], base: Any, shown: Shown
) -> tuple[Any, tuple[Problem, ...]]:
    """Return the answer that the controls amount to; untouched ones amount to the one that went out."""
    known = {name: text for name, text in before.items() if text and name != f"{item.id}.note"}
    if {name: text for name, text in after.items() if text and text != NO_MARK} == known and not _denied(after):
        return base, ()
    collected = collect(item, shown)
    if collected.problems:
        return None, collected.problems
    if collected.answer is None:
        return None, (Problem.of(Code.EMPTY_PART, item.id),) if _denied(after) else ()
    return _with_empty_rows(to_json(item, collected.answer), base), ()


def _denied(after: Mapping[str, str]) -> bool:
    """Whether somebody wrote *no* beside an option."""
    return any(text == NO_MARK for text in after.values())


def _with_empty_rows(document: Any, base: Any) -> Any:
    """Return rows with those that went out empty: a form has no way to say that they are there."""
    if not isinstance(document, list) or not isinstance(base, list):
        return document
    empty = [row for row in base if isinstance(row, dict) and row.keys() == {"_row"}]
    there = {row["_row"] for row in document if isinstance(row, dict)}
    return [*document, *(row for row in empty if row["_row"] not in there)]


# --- Back into the controls of a form ------------------------------------------------------------------------------


def _form(item: Item, after: Mapping[str, str], before: Mapping[str, str], cells: Mapping[str, _Cell]) -> Shown:
    """Return what would stand in the controls of a form."""
    parts = {name: part for name in {**before, **after} if (part := part_of(item, name))}
    shown: dict[str, tuple[str, ...]] = {}
    if isinstance(item.kind, Table):
        rows = [name.split(".")[1] for name, part in parts.items() if part.table]
        shown[f"{item.id}.row"] = tuple(dict.fromkeys(rows))
    for name, part in parts.items():
        if not part.option and part.part != "state" and after.get(name) and not (some_of(part.of) and not part.part):
            shown[name] = (after[name],)
    for part in {(each.table.id if each.table else "", each.name): each for each in parts.values()}.values():
        _together(part, after, cells, shown)
    return shown


def _together(
    part: Part, after: Mapping[str, str], cells: Mapping[str, _Cell], shown: dict[str, tuple[str, ...]]
) -> None:
    """Put the ticked options and the statement where a form has them."""
    name = part.name
    statement = after.get(f"{name}.state", "")
    if some_of(part.of):
        shown[name] = _ticked(part, after, cells)
    if statement and (one_of(part.of) or some_of(part.of)):
        shown[name] = (*shown.get(name, ()), statement)
    elif statement:
        shown[f"{name}.state"] = (statement,)


def _ticked(part: Part, after: Mapping[str, str], cells: Mapping[str, _Cell]) -> tuple[str, ...]:
    marks = {key.removeprefix(f"{part.name}:"): text for key, text in after.items() if key.startswith(f"{part.name}:")}
    if any(each.part.option for each in cells.values() if each.part.name == part.name):
        ticked = tuple(option for option, text in marks.items() if text == YES_MARK)
        options = {option for option in marks if option != NONE}
        denied = options and all(marks[option] == NO_MARK for option in options)
        return (NONE,) if denied and not ticked else ticked
    return tuple(line for line in after.get(part.name, "").split("\n") if line)


def _placed(problem: Problem, cells: Mapping[str, _Cell]) -> Problem:
    """Return the problem at its cell instead of its item or its row."""
    name = problem.where.replace("/", ".")
    near = [cell for key, cell in cells.items() if key == name or key.startswith((f"{name}.", f"{name}:"))]
    filled = [cell for cell in near if cell.text and cell.part.part != "note"]
    for cell in (*filled, *near, *cells.values()):
        return Problem(problem.code, cell.where, problem.params)
    return problem
