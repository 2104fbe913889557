"""How does a questionnaire go out as a workbook that works without us?

Blank or filled: an overview, a sheet per section and table, and hidden sheets with the texts in every language, how
each item stands, and what that amounts to. The sealed sheet says what the file left with; `workbook_read` reads it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from instruments import texts as messages
from instruments.codec import to_json
from instruments.model import Answers, Instrument, ItemId, Translate
from questionnaire.excel.cells import Book, Say, Sheet, address, spoken
from questionnaire.excel.seal import write_seal
from questionnaire.excel.settings import setting
from questionnaire.excel.workbook_answers import raw_values
from questionnaire.excel.workbook_layout import KEY, SUPPLIER, Layout, Slot, layout, row_key, section_key
from questionnaire.excel.workbook_lists import add_lists
from questionnaire.excel.workbook_now import results, to_do
from questionnaire.excel.workbook_overview import LANGUAGE_COLUMN, LANGUAGE_ROW, language_cell, write_overview
from questionnaire.excel.workbook_score import ANSWERED, ASKED_COUNT, Score, scored, write_score
from questionnaire.excel.workbook_sections import PROGRESS, Page, write_section
from questionnaire.excel.workbook_state import State
from questionnaire.excel.workbook_tables import write_table
from questionnaire.excel.workbook_texts import Texts, tongues
from questionnaire.wording.words import N_

PURPOSE = "questionnaire"
OVERVIEW = N_("Overview")
NOTHING: Mapping[Any, Any] = MappingProxyType({})


def write_workbook(
    instrument: Instrument,
    answers: Answers,
    *,
    key: bytes,
    revisions: Mapping[ItemId, int] = NOTHING,
    notes: Mapping[ItemId, str] = NOTHING,
    evidence: Mapping[ItemId, Any] = NOTHING,
    response_id: str = "",
    languages: Sequence[tuple[str, Translate]],
    locale: str,
    say: Say,
    made: datetime,
) -> bytes:
    """Write a questionnaire as .xlsx, sealed with `key`.

    `languages` are those it can be switched to, `locale` the one it opens in (one of them), `say` its interface texts.
    `evidence` goes unseen with the answers, as in a response document.
    """
    spoken_in = tongues(languages, locale, say)
    current = [code for code, _ in languages].index(locale)
    texts = Texts(spoken_in, current)
    title = spoken(messages.instrument_role(instrument, "title"), languages[current][1])
    book = Book(setting(locale), say, title=title, made=made)
    placed = layout(instrument, answers, seed=f"{response_id}\n{made.isoformat()}")
    sheets = _sheets(book, instrument, placed, languages[current][1])
    add_lists(texts, instrument)
    names = {name: _quoted(sheet) for name, sheet in sheets.items()}
    state = State(book, instrument, placed, names, texts)
    state.decide()
    score = scored(state)
    now = results(instrument, answers, score)
    page = Page(
        book,
        instrument,
        placed,
        texts,
        state,
        raw_values(instrument, placed, answers, notes),
        {},
        to_do(instrument, answers),
    )
    _write_sheets(page, sheets, score, now)
    _write_keys(page, sheets)
    write_overview(page, sheets["overview"], score, now, made)
    state.add_sheet()
    write_score(book, score, now)
    texts.add_sheet(book, language_cell(names["overview"]))
    sealed = _sealed(page, sheets, answers, revisions, notes, response_id, made)
    write_seal(book, {**sealed, "evidence": dict(evidence)}, key)
    return book.finish()


def _sheets(book: Book, instrument: Instrument, placed: Layout, translate: Translate) -> dict[str, Sheet]:
    """Add the visible sheets, a table's behind its section's."""
    sheets = {"overview": book.sheet(book.gettext(OVERVIEW))}
    for section in instrument.sections:
        sheets[section_key(section)] = book.sheet(spoken(messages.section_title(section), translate))
        for item in section.items:
            if item.id in placed.tables:
                name = f"{item.id} {spoken(messages.item_text(item), translate)}"
                sheets[placed.tables[item.id].sheet] = book.sheet(name)
    return sheets


def _quoted(sheet: Sheet) -> str:
    return "'" + sheet.name.replace("'", "''") + "'"


def _write_sheets(page: Page, sheets: Mapping[str, Sheet], score: Score, now: Mapping[tuple[int, int], Any]) -> None:
    said = page.texts.say(PROGRESS).now
    for section in page.instrument.sections:
        line = score.sections.get(section.id, 0)
        answered, asked = (score.cell(line, column) for column in (ANSWERED, ASKED_COUNT))
        shown = said.replace("{answered}", str(now.get((line, ANSWERED), ""))).replace(
            "{asked}", str(now.get((line, ASKED_COUNT), ""))
        )
        write_section(page, sheets[section_key(section)], section, (answered, asked, shown))
        for item in section.items:
            if item.id in page.layout.tables:
                table = page.layout.tables[item.id]
                write_table(page, sheets[table.sheet], table, page.state.sheets[section_key(section)])


def _write_keys(page: Page, sheets: Mapping[str, Sheet]) -> None:
    """Write the key of every row with an answer into the hidden first column."""
    style = page.book.style(text_wrap=False)
    rows = {(slot.sheet, slot.row): row_key(slot, page.layout) for slot in page.layout.slots()}
    for (sheet, row), key in rows.items():
        sheets[sheet].text(row, KEY, key, style)


def _sealed(
    page: Page,
    sheets: Mapping[str, Sheet],
    answers: Answers,
    revisions: Mapping[ItemId, int],
    notes: Mapping[ItemId, str],
    response_id: str,
    made: datetime,
) -> Mapping[str, Any]:
    instrument, texts = page.instrument, page.texts
    return {
        "purpose": PURPOSE,
        "instrument": str(instrument.ref),
        "digest": instrument.digest,
        "response": response_id,
        "made": made.isoformat(),
        "language": texts.tongues[texts.current].locale,
        "languages": [tongue.locale for tongue in texts.tongues],
        "language_cell": ["overview", address(LANGUAGE_ROW, LANGUAGE_COLUMN)],
        "continued": page.book.continued,
        "sheets": {key: sheet.name for key, sheet in sheets.items()},
        "cells": [_cell(page, slot, revisions) for slot in page.raw],
        "tables": {
            item: {"sheet": table.sheet, "rows": [line for line, _ in table.lines]}
            for item, table in page.layout.tables.items()
        },
        "lists": {
            name: {key: list(dict.fromkeys(words)) for key, words in zip(listed.ids, listed.labels, strict=True)}
            for name, listed in texts.lists.items()
        },
        "answers": {
            item: to_json(instrument.items[item], answer)
            for item, answer in answers.items()
            if item in instrument.items
        },
        "notes": dict(notes),
        "revisions": dict(revisions),
    }


def _cell(page: Page, slot: Slot, revisions: Mapping[ItemId, int]) -> dict[str, Any]:
    """Return what the seal says of an answer cell; what is empty is left out."""
    more = {
        "list": slot.list,
        "option": slot.option,
        "row": slot.line,
        "column": slot.field or "",
        "party": "" if slot.party == SUPPLIER else slot.party,
        "shown": page.shown.get(slot, ""),
        "revision": revisions.get(slot.item, 0),
    }
    return {
        "control": slot.control,
        "item": slot.item,
        "key": row_key(slot, page.layout),
        "sheet": slot.sheet,
        "cell": address(slot.row, slot.column),
        "entry": str(slot.entry),
        "value": page.raw[slot],
    } | {name: value for name, value in more.items() if value}
