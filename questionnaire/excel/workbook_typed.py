"""What did a person mean by what stands in the cell of this control?

Each answer goes back into the words of a form (`forms.names`): the id of an option, a number as typed, `:dont-know`.
`forms.collect` then makes the answer of them, as it does for a page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import assert_never

from forms import dates, numbers
from forms.collect import fill
from forms.folding import UNSEEN, folded
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, NOT_YET
from instruments.codec import TOO_LARGE, from_json
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Item,
    ItemId,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    Practice,
    SplitKind,
    Table,
    Text,
)
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.excel import typed, workbook_words
from questionnaire.excel.cells import shown
from questionnaire.excel.upload import Cell, Unread, Upload
from questionnaire.excel.workbook_find import Here
from questionnaire.excel.workbook_layout import MARKED
from questionnaire.excel.workbook_words import NO, YES, Labels, Spoken
from questionnaire.wording.words import N_

YES_MARK, NO_MARK = "yes", "no"
MOST_TEXT = 40_000
FIGURE_FIRST = re.compile(r"([0-4])(?:\s*[.:)–—-]|\s|$)(.*)", re.DOTALL)
BESIDE = N_("If you cannot answer")

Read = tuple[str, Problem | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What a control asks for: `of` is the item or the column, `name` its name in the form, `part` which part."""

    of: Item
    table: Item | None
    name: str
    part: str

    @property
    def option(self) -> str:
        """The option (or `:none`) that a mark in this control's cell ticks; empty for other controls."""
        return self.part[1:] if self.part.startswith(":") else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read any cell of one file."""

    upload: Upload
    spoken: Spoken
    locale: str
    continued: str
    lists: Mapping[str, Mapping[str, Sequence[str]]]  # list → id → its words in every language, as they went out
    labels: dict[tuple[str, str], Mapping[str, Labels]] = field(default_factory=dict)
    words: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    def listed(self, name: str, text: str) -> frozenset[str]:
        """Return the ids that a text means in a list."""
        if name not in self.words:
            found: dict[str, set[str]] = {}
            for key, words in self.lists.get(name, {}).items():
                for each in words:
                    found.setdefault(folded(each), set()).add(key)
            self.words[name] = {each: frozenset(keys) for each, keys in found.items()}
        return self.words[name].get(folded(text), frozenset())


def part_of(item: Item, control: str) -> Part | None:
    """Return what a control asks for, or None when the item has no such control."""
    rest = control.removeprefix(str(item.id))
    if isinstance(item.kind, Table) and rest.count(".") >= 2:
        _dot, row, inner = rest.split(".", 2)
        column_id, mark = re.match(r"([^.:]*)(.*)", inner, re.DOTALL).groups()  # type: ignore[union-attr]  # always
        column = next((each for each in item.kind.columns if each.id == column_id), None)
        return Part(column, item, f"{item.id}.{row}.{column_id}", mark.removeprefix(".")) if column else None
    return Part(item, None, str(item.id), rest.removeprefix("."))


def stated(item: Item, document: object) -> Mapping[str, str]:
    """Return what stands in every cell when the answer is `document`; of ticked options, `yes`."""
    answer = None if document is None else from_json(item, document)[0]
    found: dict[str, str] = {}
    for name, entries in fill(item, answer).items():
        if isinstance(item.kind, Table) and name == f"{item.id}.row":
            continue  # the ids of the rows: they are in the names of the cells
        for text in entries:
            if text == DONT_KNOW or text.startswith(NOT_APPLICABLE):
                found[f"{name.removesuffix('.state')}.state"] = text
            elif text != NOT_YET:
                found.setdefault(name, text)
                found[f"{name}:{text}"] = YES_MARK
    return found


def read(part: Part, here: Here, base: str, reading: Reading, words: str = "") -> Read:
    """Read one cell, which may take its words from a list.

    One that still shows what went out means just that, however a program has rewritten it.
    """
    cell = here.cell
    if isinstance(cell, str) and len(cell) > MOST_TEXT:
        return "", Problem.of(Code.TOO_LONG, here.where, limit=MOST_TEXT)
    if cell is None or (isinstance(cell, str) and not typed.tidy(UNSEEN.sub("", cell))):
        return "", None
    if isinstance(cell, Unread):
        code = Code.FORMULA_IN_CELL if cell is Unread.FORMULA else Code.BAD_CHARACTERS
        return "", Problem.of(code, here.where, given=cell.value)
    if _untouched(part, cell, base, here, reading):
        return base, None
    if words and isinstance(cell, str):
        found = reading.listed(words, cell)
        if base in found or len(found) == 1:
            return (base if base in found else next(iter(found))), None
    return _part(part, cell, here, base, reading)


def _untouched(part: Part, cell: Cell, base: str, here: Here, reading: Reading) -> bool:
    match cell:
        case bool():
            return False
        case int() | float():
            number = numbers.read(base, "")[0] if base else None
            return number is not None and not here.percent and float(number) == float(cell)
        case datetime() | date():
            return base != "" and typed.as_text(cell) == base
        case str() if isinstance(part.of.kind, Number | MoneyKind) and part.part in {"", "amount"}:
            number = numbers.read(cell, "")[0]
            return base != "" and number is not None and number == numbers.read(base, "")[0]
        case str():
            return base != "" and typed.tidy(cell) == typed.tidy(shown(base, reading.continued))
        case _:
            return False


def _part(part: Part, cell: Cell, here: Here, base: str, reading: Reading) -> Read:
    if part.option:
        return _mark(cell, here.where, reading)
    match part.part:
        case "":
            return _value_or_statement(part, cell, here, base, reading)
        case "state":
            return _statement(part, typed.as_text(cell), here.where, base, reading)
        case "reason" | "note":
            return _text(cell, here.where, reading)
        case "currency":
            return workbook_words.coded(typed.as_text(cell), None, reading.spoken, here.where)
        case _:
            return _box(part, cell, here, base, reading)


def _mark(cell: Cell, where: str, reading: Reading) -> Read:
    words = folded(typed.as_text(cell))
    if words in YES or reading.spoken.says(words, "yes"):
        return YES_MARK, None
    if words in NO or reading.spoken.says(words, "no"):
        return NO_MARK, None
    return "", Problem.of(Code.NOT_A_CHOICE, where, given=_given(cell), mark=MARKED)


def _given(cell: Cell) -> str:
    """Return what somebody typed, as far as a sentence can repeat it."""
    return typed.as_text(cell).strip()[:80]


def _value_or_statement(part: Part, cell: Cell, here: Here, base: str, reading: Reading) -> Read:
    """Read the answer's own cell; lists offer the statements there too, and people type them there."""
    found, problem = _value(part, cell, here, base, reading)
    if problem and isinstance(cell, str):
        statement, unknown = _statement(part, cell, here.where, base, reading)
        return (statement, None) if not unknown else ("", problem)
    return found, problem


def _value(part: Part, cell: Cell, here: Here, base: str, reading: Reading) -> Read:
    words = typed.as_text(cell)
    match part.of.kind:
        case Maturity():
            return _level(part, cell, here.where, reading)
        case Practice() | Choice():
            return _one(part, words, here.where, reading, base)
        case Checklist() | Choices():
            return _several(part, words, here.where, reading)
        case Number() | MoneyKind() | SplitKind():
            if isinstance(cell, str) and not any(character.isdecimal() for character in cell):
                return "", Problem.of(Code.NOT_A_NUMBER, here.where, given=_given(cell))
            return _number(cell, here)
        case Text(_, multiline):
            words, problem = _text(cell, here.where, reading)
            return (words if multiline else words.replace("\n", " ")), problem
        case Date():
            day, problem = typed.day(cell, here.where, reading.upload, reading.locale)
            return day or "", problem
        case Month():
            return _month(cell, here.where, reading)
        case Country() | Language():
            return workbook_words.coded(words, part.of, reading.spoken, here.where)
        case Table():
            mark, problem = _mark(cell, here.where, reading)
            none = mark == YES_MARK or reading.spoken.says(folded(words), "none") or words.strip() == NONE
            return (NONE, None) if none else ("", problem)
        case Note():
            return "", Problem.of(Code.NOT_ANSWERABLE, here.where)
    assert_never(part.of.kind)


def _options(part: Part, reading: Reading) -> Mapping[str, Labels]:
    key = (part.table.id if part.table else ItemId(""), part.of.id)
    if key not in reading.labels:
        reading.labels[key] = workbook_words.options(part.of, part.table, reading.spoken)
    return reading.labels[key]


def _one(part: Part, words: str, where: str, reading: Reading, base: str = "") -> Read:
    """Read one option; what is none is told which there are."""
    found, problem = workbook_words.one(words, _options(part, reading), reading.spoken, where, base=base)
    if problem is None:
        return found, None
    return "", _naming(problem, workbook_words.offered(part.of, part.table, reading.spoken))


def _naming(problem: Problem, options: str) -> Problem:
    return Problem(problem.code, problem.where, (*problem.params, ("options", options))) if options else problem


def _level(part: Part, cell: Cell, where: str, reading: Reading) -> Read:
    """Read a level: its figure, its text, or both, unless the two say different things."""
    words = typed.as_text(cell)
    found, problem = _one(part, words, where, reading)
    level = FIGURE_FIRST.match(folded(words))
    if problem is None or level is None:
        return found, problem
    rest = folded(level[2])
    meant = workbook_words.find(rest, _options(part, reading), (reading.spoken.first, *reading.spoken.locales))
    fits = level[1] in meant or not (meant or rest[:1].isdecimal())
    return (level[1], None) if fits else ("", problem)


def _several(part: Part, words: str, where: str, reading: Reading) -> Read:
    """Read several options in one cell, one on each line or after a semicolon; return them on lines."""
    if reading.spoken.says(folded(words), "none") or words.strip() == NONE:
        return NONE, None
    found = []
    for line in re.split(r"[\n;]+", typed.tidy(words)):
        option, problem = _one(part, line, where, reading)
        if problem:
            return "", problem
        found.append(option)
    return "\n".join(dict.fromkeys(found)), None


def _statement(part: Part, words: str, where: str, base: str, reading: Reading) -> Read:
    """Read *don't know* or a reason; a reason may stand behind the words for *does not apply*."""
    spoken = reading.spoken
    reasons = workbook_words.reasons(part.of, part.table, spoken)
    labels: dict[str, Labels] = {NOT_APPLICABLE + key: _with_lead(each, spoken) for key, each in reasons.items()}
    labels[DONT_KNOW] = spoken.word("dont-know")
    whole, problem = workbook_words.one(words, labels, spoken, where, Code.UNKNOWN_REASON, base)
    _lead, mark, rest = re.sub(r"\s[–—-]\s", ":", words, count=1).partition(":")
    if problem and mark:
        behind, unknown = workbook_words.one(rest, labels, spoken, where, Code.UNKNOWN_REASON, base)
        if not unknown:
            return behind, None
    return whole, problem and _naming(problem, workbook_words.offered_statements(part.of, part.table, spoken))


def _with_lead(labels: Labels, spoken: Spoken) -> Labels:
    """Return the forms of a reason, alone and as a page says it."""
    said = {
        locale: {folded(wording.gettext("Does not apply: {reason}", locale, reason=each)) for each in texts}
        for locale, texts in labels.items()
        if locale in {"en", *spoken.locales}
    }
    return {locale: texts | said.get(locale, set()) for locale, texts in labels.items()}


def _text(cell: Cell, where: str, reading: Reading) -> Read:
    words, problem = typed.text(cell, where)
    if words is not None and reading.continued and words.endswith(f"[{reading.continued}]"):
        # Somebody edited the beginning of a text whose end stands elsewhere: taking it would lose the end.
        return "", Problem.of(Code.TOO_LONG, where, limit=len(words))
    return words or "", problem


def _number(cell: Cell, here: Here) -> Read:
    """Return a number as it would be typed into a form; what was typed as text is judged there, with its marks."""
    match cell:
        case bool() | datetime() | date() | time() | timedelta() | Unread():
            return "", Problem.of(Code.NOT_A_NUMBER, here.where, given=typed.as_text(cell)[:80])
        case int() | float():
            if cell != cell or abs(cell) >= 10**TOO_LARGE:  # noqa: PLR0124  only NaN differs from itself
                return "", Problem.of(Code.TOO_BIG, here.where, limit=10**TOO_LARGE)
            number = typed.as_decimal(cell)
            return numbers.write(_plain(number * 100) if here.percent else number), None
        case str():
            return typed.tidy(UNSEEN.sub("", cell)), None
        case None:
            return "", None
    assert_never(cell)


def _box(part: Part, cell: Cell, here: Here, base: str, reading: Reading) -> Read:
    """Read one of several boxes. A statement about all of them has a cell of its own."""
    if isinstance(cell, str) and not any(character.isdecimal() for character in cell):
        statement, unknown = _statement(part, cell, here.where, base, reading)
        if not unknown and statement == DONT_KNOW and not part.of.dont_know:
            return "", Problem.of(Code.NO_DONT_KNOW, here.where)
        beside = {} if unknown else {"beside": reading.spoken.say(BESIDE)}
        return "", Problem.of(Code.NOT_A_NUMBER, here.where, given=_given(cell), **beside)
    words, problem = _number(cell, here)
    if problem is None and isinstance(part.of.kind, SplitKind):
        problem = _count_problem(words, here.where)
    return ("", problem) if problem else (words, None)


def _count_problem(words: str, where: str) -> Problem | None:
    """Return why a text counts no people. Each box is judged where it stands, not all of them together."""
    number, problems = numbers.read(words, where, whole=True)
    if number is None:
        return problems[0]
    if number % 1:
        return Problem.of(Code.NOT_A_WHOLE_NUMBER, where, given=words[:80])
    if number < 0:
        return Problem.of(Code.TOO_SMALL, where, limit=0)
    return Problem.of(Code.TOO_BIG, where, limit=10**TOO_LARGE) if number >= 10**TOO_LARGE else None


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _month(cell: Cell, where: str, reading: Reading) -> Read:
    if isinstance(cell, str):
        month, problems = dates.read_month(cell, where, reading.locale)
        return month or "", problems[0] if problems else None
    day, problem = typed.day(cell, where, reading.upload, reading.locale)
    if problem or not day:
        return "", Problem.of(Code.NOT_A_MONTH, where, given=typed.as_text(cell)[:80])
    return day[:7], None
