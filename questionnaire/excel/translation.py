"""How do texts reach a translator who has Excel and nothing else, and how do they come back?

One row for each text, or for each plural form of it. What the sheet was made of travels in its seal, so that a changed
source, or a translation that somebody else changed meanwhile, is noticed whatever happened to the visible cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel import typed
from questionnaire.excel.cells import ACCENT, EDIT_TINT, HEAD_TINT, LINE, MUTED, PAPER, Book, Sheet, Style, address
from questionnaire.excel.seal import read_seal, write_seal
from questionnaire.excel.settings import setting
from questionnaire.excel.upload import Cell, Grid, Unread, read_upload
from questionnaire.wording import direction, gettext
from questionnaire.wording.bringing import Given
from questionnaire.wording.strings import INTERFACE, Catalogue, Entry, form_of

PURPOSE = "translation"
KEY = b"translation"  # the seal tells what was changed by accident; it keeps no secret
LAST_ROW = 12_000
MOST = 4  # counts that are named as examples of a plural form
HEADINGS = {
    "id": "No.",
    "name": "Text",
    "note": "Where it appears",
    "source": "Source",
    "count": "For counts like",
    "translation": "Translation",
    "state": "State",
    "reviewed": "Reviewed",
}
WIDTHS = {"id": 6, "name": 18, "note": 34, "source": 48, "count": 12, "translation": 56, "state": 10, "reviewed": 10}
WRAPPED = ("note", "source", "translation")
OPEN = ("translation", "reviewed")
YES = frozenset({"yes", "y", "x", "✓", "1", "true"})
HINTS = (
    "Write into the yellow cells only. Send the file back as .xlsx.",
    "Leave words in braces like {count}, and markup like <b>, exactly as they are. Keep every number and line break.",
    "Keep every “not”, “no”, “never” and “without”: a lost one turns the question round.",
    "Write yes under Reviewed if you are a native speaker, have read the text, and find it right.",
    "An empty cell changes nothing.",
)
FIRST = len(HINTS) + 2  # the row of the first text, after the title, the hints and the headings


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back: for which catalogue, what it gives, and the rows that could not be read."""

    locale: str
    domain: str
    given: tuple[Given, ...]
    problems: tuple[Problem, ...]


# --- Writing -------------------------------------------------------------------------------------------------------


def write_translation(catalogue: Catalogue, *, made: datetime) -> bytes:
    """Return the sheet with every text of a catalogue. Its own words are in the source language, like the texts."""
    look = replace(setting(catalogue.locale), right_to_left=False)  # the source reads from left to right
    book = Book(look, gettext, title=f"{catalogue.locale}/{catalogue.domain}", made=made)
    sheet = book.sheet("Translation")
    _write_top(sheet, catalogue)
    rows = [(entry, number) for entry in catalogue.entries for number in range(len(entry.forms))]
    counts = _counts(catalogue)
    styles = {key: _style(book, key, catalogue.locale) for key in HEADINGS}
    for position, (entry, number) in enumerate(rows):
        shown = _shown(entry, number, counts)
        for column, key in enumerate(HEADINGS):
            sheet.text(FIRST + position, column, shown.get(key, str(position + 1)), styles[key])
        sheet.height(FIRST + position, [(shown[key], WIDTHS[key]) for key in WRAPPED])
    _set_up(sheet, len(rows))
    write_seal(book, _sealed(catalogue, rows), KEY)
    return book.finish()


def _write_top(sheet: Sheet, catalogue: Catalogue) -> None:
    subject = "the interface" if catalogue.domain == INTERFACE else catalogue.domain
    across, width = (1, len(HEADINGS) - 1), sum(WIDTHS.values())
    title = sheet.book.style(bold=True, font_size=14, font_color=ACCENT)
    sheet.widths(list(WIDTHS.values()))
    sheet.wide(0, across, f"{catalogue.locale}: {subject}", title, width=width, size=14)
    for row, hint in enumerate(HINTS, start=1):
        sheet.wide(row, across, hint, sheet.book.style(font_color=MUTED), width=width)
    head = {"bold": True, "border": 1, "border_color": LINE}
    for column, (key, heading) in enumerate(HEADINGS.items()):
        tint = {"bg_color": ACCENT, "font_color": PAPER} if key in OPEN else {"bg_color": HEAD_TINT}
        sheet.text(FIRST - 1, column, heading, sheet.book.style(**head, **tint))


def _style(book: Book, key: str, locale: str) -> Style:
    properties: dict[str, Any] = {"border": 1, "border_color": LINE, "locked": key not in OPEN}
    if key in OPEN:
        properties |= {"bg_color": EDIT_TINT, "num_format": "@"}
    if key == "translation" and direction(locale) == "rtl":
        properties |= {"reading_order": 2, "align": "right"}
    return book.style(**properties)


def _shown(entry: Entry, number: int, counts: Mapping[int, str]) -> dict[str, str]:
    one = bool(entry.plural) and number == 0 and counts[0] == "1"
    return {
        "name": entry.context,
        "note": " ".join(entry.notes) or " ".join(entry.places),
        "source": entry.source if one or not entry.plural else entry.plural,
        "count": counts[number] if entry.plural else "",
        "translation": entry.forms[number],
        "state": str(entry.progress),
        "reviewed": "",
    }


def _counts(catalogue: Catalogue) -> Mapping[int, str]:
    """Return for each plural form the first counts that take it."""
    taken = form_of(catalogue.rule)
    found: dict[int, list[int]] = defaultdict(list)
    for count in range(200):
        found[taken(count)].append(count)
    shown = {form: ", ".join(map(str, counts[:MOST])) for form, counts in found.items()}
    more = {form: " …" * (len(counts) > MOST) for form, counts in found.items()}
    return {form: shown.get(form, "–") + more.get(form, "") for form in range(catalogue.forms_needed)}


def _set_up(sheet: Sheet, rows: int) -> None:
    last = FIRST + max(rows, 1) - 1
    reviewed = list(HEADINGS).index("reviewed")
    sheet.layout.data_validation(
        FIRST, reviewed, last, reviewed, {"validate": "list", "source": ["yes"], "error_type": "information"}
    )
    sheet.layout.freeze_panes(FIRST, 2)
    sheet.layout.autofilter(FIRST - 1, 0, last, len(HEADINGS) - 1)
    sheet.layout.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True})
    sheet.paper("Translation", landscape=True, repeat=FIRST - 1)


def _sealed(catalogue: Catalogue, rows: Iterable[tuple[Entry, int]]) -> Mapping[str, Any]:
    texts = [[e.context, e.source, e.plural, list(e.forms)] for e in catalogue.entries]
    number_of = {entry.key: number for number, entry in enumerate(catalogue.entries)}
    return {
        "purpose": PURPOSE,
        "locale": catalogue.locale,
        "domain": catalogue.domain,
        "texts": texts,
        "rows": [[number_of[entry.key], form] for entry, form in rows],
    }


# --- Reading -------------------------------------------------------------------------------------------------------


def read_translation(data: bytes) -> Returned:
    """Return what somebody sent back. Raise `Refusal`: the codes of `read_upload`, or WRONG_WORKBOOK."""
    upload = read_upload(data, last_row=LAST_ROW)
    sealed = read_seal(upload, KEY, PURPOSE)
    if not _is_sound(sealed):  # anybody may know the key
        raise Refusal([Problem.of(Code.WRONG_WORKBOOK, reason="another form")])
    grid, columns, first = _found(upload.grids)
    forms: dict[int, list[str]] = {number: list(text[3]) for number, text in enumerate(sealed["texts"])}
    marked: dict[int, dict[int, bool]] = defaultdict(dict)
    places: dict[int, str] = {}
    problems: list[Problem] = []
    for row, cells in enumerate(grid.rows[first:], start=first):
        stated = {key: cells[column] if column < len(cells) else None for key, column in columns.items()}
        if all(cell in {None, ""} for cell in stated.values()):
            continue
        where = f"{grid.name}!{address(row, columns['translation'])}"
        number, form = _row_of(stated["id"], sealed["rows"])
        if number < 0:
            problems.append(Problem.of(Code.UNKNOWN_ROW, where, row=row + 1))
            continue
        text, problem = _text(stated["translation"], sealed["texts"][number][1], where)
        if problem:
            problems.append(problem)
            forms.pop(number, None)
        if number in forms and text:
            forms[number][form] = text
        says_yes = typed.tidy(typed.as_text(stated.get("reviewed"))).casefold() in YES
        marked[number][form] = marked[number].get(form, True) and says_yes
        places.setdefault(number, where)
    given = _given(sealed["texts"], {number: forms[number] for number in places if number in forms}, marked, places)
    return Returned(sealed["locale"], sealed["domain"], tuple(given), tuple(problems))


def _is_sound(sealed: Mapping[str, Any]) -> bool:
    """Whether a seal holds what `_sealed` writes."""
    texts, rows = sealed.get("texts"), sealed.get("rows")
    if not isinstance(texts, list) or not isinstance(rows, list):
        return False
    named = isinstance(sealed.get("locale"), str) and isinstance(sealed.get("domain"), str)
    return named and all(map(_is_text, texts)) and all(_is_row(each, texts) for each in rows)


def _is_text(found: object) -> bool:
    match found:
        case [str(), str(), str(), [str(), *_] as forms]:
            return all(isinstance(form, str) for form in forms)
        case _:
            return False


def _is_row(found: object, texts: list[Any]) -> bool:
    match found:
        case [int(number), int(form)]:
            return 0 <= number < len(texts) and 0 <= form < len(texts[number][3])
        case _:
            return False


def _found(grids: tuple[Grid, ...]) -> tuple[Grid, Mapping[str, int], int]:
    """Find the headings: columns may have been moved, and rows added above."""
    names = {heading.casefold(): key for key, heading in HEADINGS.items()}
    for grid in grids:
        for row, cells in enumerate(grid.rows[: FIRST + 20]):
            columns = {
                names[each.strip().casefold()]: column
                for column, each in enumerate(cells)
                if isinstance(each, str) and each.strip().casefold() in names
            }
            if {"id", "translation"} <= columns.keys():
                return grid, columns, row + 1
    raise Refusal([Problem.of(Code.WRONG_WORKBOOK, reason="no headings")])


def _row_of(cell: Cell, rows: list[list[int]]) -> tuple[int, int]:
    """Return which text, and which form of it, a row is about; -1 when nobody can tell."""
    stated = typed.tidy(typed.as_text(cell))
    position = int(stated) if stated.isdecimal() and len(stated) < 7 else 0
    return (rows[position - 1][0], rows[position - 1][1]) if 0 < position <= len(rows) else (-1, 0)


def _text(cell: Cell, source: str, where: str) -> tuple[str, Problem | None]:
    """Read a translation; spaces at its ends are those of the source, which nobody sees in a cell."""
    if cell is Unread.FORMULA:
        return "", Problem.of(Code.FORMULA_IN_CELL, where)
    text, problem = typed.text(cell, where)
    if not text:
        return "", problem
    start, end = source[: len(source) - len(source.lstrip())], source[len(source.rstrip()) :]
    return f"{start}{text}{end}", None


def _given(
    texts: list[Any],
    forms: Mapping[int, list[str]],
    marked: Mapping[int, Mapping[int, bool]],
    places: Mapping[int, str],
) -> Iterator[Given]:
    for number, found in forms.items():
        context, source, plural, exported = texts[number]
        yield Given(
            context,
            source,
            plural,
            tuple(found),
            places[number],
            stands=False,
            marked=len(marked[number]) == len(exported) and all(marked[number].values()),  # of every form
            exported=tuple(exported),
        )
