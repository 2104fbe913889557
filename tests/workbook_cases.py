"""Questionnaire workbooks as tests need them: random answers of every sort, and what LibreOffice works out."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook
from response_cases import random_value
from tiny import tiny

from instruments import answering, catalogue
from instruments.codec import from_json
from instruments.evaluation import UNKNOWN, Standing
from instruments.model import Answers, Instrument, Item, ItemId, Money, Note, Split, State, Table
from questionnaire.excel import workbook_lines as state
from questionnaire.excel import workbook_score as result
from questionnaire.excel.cells import unspoken
from questionnaire.excel.workbook import write_workbook
from questionnaire.wording import gettext
from scoring.levels import marks
from scoring.score import score

MADE = datetime(2026, 11, 24, tzinfo=UTC)
LOOK = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # always recalculate on load
CODES = {State.NOT_ASKED: 0, State.UNDETERMINED: 1, State.UNANSWERED: 2, State.ANSWERED: 3}

write = partial(
    write_workbook, key=b"key", languages=[("en", unspoken), ("fr", unspoken)], locale="en", say=gettext, made=MADE
)


def named(name: str) -> Instrument:
    """Return a tiny instrument, or a published one."""
    return catalogue.resolve(name) if name in {"ethical-recruitment", "gender"} else tiny(name)


def recalculated(files: Sequence[bytes], *, always: bool = True) -> list[Workbook]:
    """Return what LibreOffice works out for workbooks, all in one run: it takes seconds to start.

    Unless `always`, it trusts results that stand in the file, as it does on a person's desk.
    """
    program = shutil.which("soffice")
    assert program, "LibreOffice is needed: run make packages"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if always:
            (folder / "profile" / "user").mkdir(parents=True)
            (folder / "profile" / "user" / "registrymodifications.xcu").write_text(LOOK)
        paths = [folder / f"{number:03}.xlsx" for number in range(len(files))]
        for path, given in zip(paths, files, strict=True):
            path.write_bytes(given)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        made = str(folder / "made")
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", made, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return [load_workbook(BytesIO((folder / "made" / path.name).read_bytes()), data_only=True) for path in paths]


# --- Answers ---------------------------------------------------------------------------------------------------------


def mixed_answers(instrument: Instrument, random: Random, *, missing: float = 0.2) -> Answers:
    """Return answers of every sort: values, *don't know*, *not applicable*, and some missing."""
    given: dict[ItemId, Any] = {}
    for item in instrument.items.values():
        if isinstance(item.kind, Note) or random.random() < missing:
            continue
        answer, problems = from_json(item, _document(item, random))
        assert answer is not None, problems
        given[item.id] = answer
    return given


def _document(item: Item, random: Random) -> Any:
    stated: list[Any] = [{"state": "dont_know"}] if item.dont_know else []
    stated += [
        {"state": "not_applicable", "reason": reason.id} | ({"text": "because"} if reason.free else {})
        for reason in item.na_reasons
    ]
    if stated and random.random() < 0.2:
        return random.choice(stated)
    value = random_value(item, random)
    if isinstance(item.kind, Table):
        columns = {column.id: column for column in item.kind.columns}
        for row in value:
            for key in [key for key in row if key != "_row"]:
                if random.random() < 0.15:
                    del row[key]
                elif random.random() < 0.15:
                    row[key] = _document(columns[ItemId(key)], random)
        value = [row for row in value if len(row) > 1]
        if len(value) < item.kind.min_rows:
            return random_value(item, random)
    return value


# --- What the file says against what the engine says -----------------------------------------------------------------


def differences(instrument: Instrument, answers: Answers, book: Workbook) -> list[str]:
    """Return every result of a recalculated workbook that the engine does not share."""
    placed = state.lines_of(instrument)
    standing = answering.stand(instrument, answers)
    return [
        *_states(instrument, standing, book, placed),
        *_marks(instrument, answers, standing, book, placed),
        *_checks(instrument, answers, book),
        *_scores(instrument, answers, book),
    ]


def _states(instrument: Instrument, standing: Standing, book: Workbook, lines: Any) -> Iterator[str]:
    sheet = book[state.SHEET]
    for item in instrument.items.values():
        found = sheet.cell(lines[item.id] + 1, state.STATE + 1).value
        if found != CODES[standing.states[item.id]]:
            yield f"{item.id}: state {found}, not {standing.states[item.id]}"
        for offset, value in enumerate(_shown(item, standing.values[item.id])):
            cell = sheet.cell(lines[item.id] + 1, state.VALUE + offset + 1).value
            if not _alike("" if cell is None else cell, value):
                yield f"{item.id}: value {offset} {cell!r}, not {value!r}"


def _shown(item: Item, value: Any) -> list[Any]:
    """Return the values that the hidden sheet should hold."""
    match value:
        case None:
            return [""]
        case _ if value is UNKNOWN:
            return ["?"]
        case Money(amount, currency):
            return [amount, f".{currency}"]
        case Split(women, men, other, not_available):
            return [women, men, other, not_available, value.total]
        case tuple() if isinstance(item.kind, Table):
            return [len(value)]
        case tuple():
            return ["|" + "".join(f"{option}|" for option in value)]
        case str() if type(item.kind).__name__ in {"Date", "Month"}:
            return [int(value.replace("-", ""))]
        case str():
            return [f".{value}"]
    return [value]


def _alike(cell: Any, value: Any) -> bool:
    if isinstance(value, str) or isinstance(cell, str):
        return bool(cell == value)
    return abs(Fraction(cell) - Fraction(value)) < Fraction(1, 10**6)


def _marks(instrument: Instrument, answers: Answers, standing: Standing, book: Workbook, lines: Any) -> Iterator[str]:
    for item, mark in marks(instrument, answers, standing.states).items():
        found = book[state.SHEET].cell(lines[item] + 1, state.MARK + 1).value
        if found != mark:
            yield f"{item}: mark {found}, not {mark}"


def _scores(instrument: Instrument, answers: Answers, book: Workbook) -> Iterator[str]:
    """Compare by the ids on the hidden sheet: what a person sees on the overview points there."""
    sheet = book[result.SHEET]
    card = score(instrument, answers)
    where = result.places(instrument)

    def cell(line: int, column: int) -> Any:
        found = sheet.cell(line + 1, column + 1).value
        return None if found == "" else found

    def compare(name: str, found: Any, wanted: Any) -> Iterator[str]:
        same = found == wanted if found is None or wanted is None else abs(Fraction(found) - Fraction(wanted)) < 0.01
        if not same:
            yield f"{name}: {found!r}, not {wanted!r}"

    for section in card.sections:
        if section.id in where.sections:
            yield from compare(section.id, cell(where.sections[section.id], result.PRACTICE), section.practice)
    done = answering.completeness(instrument, answering.stand(instrument, answers))
    for section_id, line in where.sections.items():
        yield from compare(f"{section_id} answered", cell(line, result.ANSWERED), done[section_id].answered)
        yield from compare(f"{section_id} asked", cell(line, result.ASKED_COUNT), done[section_id].asked)
    yield from compare("practice", cell(where.overall, result.PRACTICE), card.practice)
    yield from compare("low", cell(where.overall, result.LOW), card.interval[0])
    yield from compare("high", cell(where.overall, result.HIGH), card.interval[1])
    headline = {"incomplete": 0, "immediate-action": 1, "remedying": 1, "clear": 2}[card.headline]
    yield from compare("headline", cell(where.overall, result.HEADLINE), headline)
    raised = {issue.item: 2 if issue.unknown else 1 for issue in card.critical}
    for line in where.critical:
        item = ItemId(where.ids[line])
        yield from compare(f"critical {item}", cell(line, result.RAISED), raised.get(item, 0))
    for area in card.roadmap:
        yield from compare(f"stage {area.area}", cell(where.areas[area.area], result.STAGE), area.stage)


def _checks(instrument: Instrument, answers: Answers, book: Workbook) -> Iterator[str]:
    problems = answering.check(instrument, answers, complete=False)
    wanted = {str(dict(problem.params)["check"]) for problem in problems}
    rows = book[state.SHEET].iter_rows(min_row=state.TOP + len(instrument.items) + 1, values_only=True)
    found = {row[state.ID]: row[state.ASKED] for row in rows if row[state.ID]}
    for check in instrument.checks:
        if found.get(check.id) != int(check.id in wanted):
            yield f"check {check.id}: {found.get(check.id)}, not {check.id in wanted}"
