"""What does a file say of one item: its answer, its note, and what of them cannot be taken?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forms.collect import collect
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, Shown, one_of, some_of
from instruments.codec import to_json
from instruments.model import Item, ItemId, Table, Text
from instruments.problems import Code, Problem
from questionnaire.excel.workbook_apart import cell_of, emptied, left_out, only, place_of, without
from questionnaire.excel.workbook_find import Control, Finder
from questionnaire.excel.workbook_refused import Cells, Seen, as_typed, refusals
from questionnaire.excel.workbook_rows import columns_of, rows_of
from questionnaire.excel.workbook_sealed import Stated
from questionnaire.excel.workbook_typed import NO_MARK, YES_MARK, Part, Reading, part_of, read, stated


@dataclass
class Found:
    """What was found so far; the fields are those of a `WorkbookReading`."""

    problems: list[Problem]
    file: dict[ItemId, Stated] = field(default_factory=dict)
    refused: dict[ItemId, tuple[Problem, ...]] = field(default_factory=dict)
    typed: dict[ItemId, Shown] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def read_item(
    item: Item, group: Sequence[Control], base: Stated, finder: Finder, reading: Reading, found: Found
) -> None:
    """Read one item that went out as `base`."""
    before = dict(stated(item, base.document)) | {f"{item.id}.note": base.note}
    cells = _cells(item, group, before, finder, reading, found)
    if not cells:
        return
    found.places |= {place_of(item, name): seen.here.where for name, seen in reversed(cells.items())}
    found.places[str(item.id)] = next(iter(cells.values())).here.where
    found.typed[item.id] = as_typed(item, cells, reading.spoken)
    after = before | _stated_apart(cells)
    note = after.pop(f"{item.id}.note")
    shown = _form(item, after, before, cells)
    document, problems = _document(item, after, before, base.document, shown)
    wrong = {place_of(item, name) for name, seen in cells.items() if seen.problem}
    if any(cell_of(item, place) for place in (*wrong, *(problem.where for problem in problems))):
        document, problems = _cell_by_cell(item, shown, base.document) or (document, problems)
    wrong |= {problem.where for problem in problems}
    found.file[item.id] = _sound(item, Stated(document, note), base, wrong, problems, cells, reading, found)


def _sound(
    item: Item,
    here: Stated,
    base: Stated,
    wrong: set[str],
    problems: Sequence[Problem],
    cells: Cells,
    reading: Reading,
    found: Found,
) -> Stated:
    """Return what can be taken of an item, and report the rest."""
    lacking = emptied(item, here.document, base.document) - wrong
    wrong |= lacking
    if not wrong:
        return here
    taken = without(item, here, base, wrong, lacking)
    unspoilt = {name: replace(seen, problem=None) for name, seen in cells.items()}
    refused = [
        *refusals(item, problems, cells, reading.spoken),
        *left_out(item, taken, found.places),
        *refusals(item, taken.problems, unspoilt, reading.spoken),
    ]
    found.refused[item.id] = tuple(dict.fromkeys(refused))
    found.typed[item.id] = only(item, found.typed[item.id], wrong, taken)
    return taken.stated


def _stated_apart(cells: Cells) -> dict[str, str]:
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


def _cells(
    item: Item, group: Sequence[Control], before: Mapping[str, str], finder: Finder, reading: Reading, found: Found
) -> dict[str, Seen]:
    """Read every cell of an item; one that is gone says nothing, and is reported when it held something."""
    cells: dict[str, Seen] = {}
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
        cells[control.name] = Seen(part, here, text, problem)
    found.problems += gone.values()
    return cells


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
    there, before = rows_of(document), rows_of(base)
    if not there or not before:
        return document
    return [*document, *({"_row": row} for row, cells in before.items() if not cells and row not in there)]


# --- A table of which some cells cannot be taken -------------------------------------------------------------------


def _cell_by_cell(item: Item, shown: Shown, base: Any) -> tuple[Any, tuple[Problem, ...]] | None:
    """Return the rows with every cell that is an answer, and what is wrong with the others.

    None where something is said of the table as a whole: then it is one answer, not rows.
    """
    if not isinstance(item.kind, Table) or any(shown.get(f"{item.id}{end}") for end in ("", ".state", ".reason")):
        return None
    columns = columns_of(item)
    rows: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for (row, key), controls in _by_cell(item, shown).items():
        collected = collect(columns[key], controls)
        problems += [Problem(each.code, f"{item.id}/{row}/{key}", each.params) for each in collected.problems]
        if collected.answer is not None:
            rows.setdefault(row, {"_row": row})[key] = to_json(columns[key], collected.answer)
    return _with_empty_rows(list(rows.values()), base) or None, tuple(dict.fromkeys(problems))


def _by_cell(item: Item, shown: Shown) -> dict[tuple[str, str], dict[str, Sequence[str]]]:
    """Return the controls of every cell, named as if its column were asked alone."""
    found: dict[tuple[str, str], dict[str, Sequence[str]]] = {}
    for name, texts in shown.items():
        cell = cell_of(item, place_of(item, name))
        if cell:
            found.setdefault(cell, {})[name.removeprefix(f"{item.id}.{cell[0]}.")] = texts
    return found


# --- Back into the controls of a form ------------------------------------------------------------------------------


def _form(item: Item, after: Mapping[str, str], before: Mapping[str, str], cells: Cells) -> Shown:
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


def _together(part: Part, after: Mapping[str, str], cells: Cells, shown: dict[str, tuple[str, ...]]) -> None:
    """Put the ticked options and the statement where a form has them."""
    name = part.name
    statement = after.get(f"{name}.state", "")
    if some_of(part.of):
        shown[name] = _ticked(part, after, cells)
    if statement and (one_of(part.of) or some_of(part.of)):
        shown[name] = (*shown.get(name, ()), statement)
    elif statement:
        shown[f"{name}.state"] = (statement,)


def _ticked(part: Part, after: Mapping[str, str], cells: Cells) -> tuple[str, ...]:
    marks = {key.removeprefix(f"{part.name}:"): text for key, text in after.items() if key.startswith(f"{part.name}:")}
    if any(each.part.option for each in cells.values() if each.part.name == part.name):
        ticked = tuple(option for option, text in marks.items() if text == YES_MARK)
        options = {option for option in marks if option != NONE}
        denied = options and all(marks[option] == NO_MARK for option in options)
        return (NONE,) if denied and not ticked else ticked
    return tuple(line for line in after.get(part.name, "").split("\n") if line)
