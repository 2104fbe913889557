"""What becomes of an answer that was given: is it written, refused, or in conflict? Pure decisions.

Three versions meet: the *base* that the page showed, what is *stored* by now, and what is *given*. A page sends all
its items, touched or not; so whatever equals its base was not touched, and yields to what is stored.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from instruments.codec import CONTROL, LONE_SURROGATE, VISIBLE, from_json, to_json, today_problems
from instruments.model import Item, ItemId
from instruments.problems import Code, Problem
from instruments.response import LONGEST_NOTE
from questionnaire.db.answers import Version


@dataclass(frozen=True, slots=True)
class Given:
    """What came in for one item: JSON or None to clear; a note, or None to leave it; the revision the page showed."""

    document: Any
    note: str | None = None
    base_revision: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """The first and the last date that it is now somewhere on Earth: `today` is not refused to anybody."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Read:
    """What was given, as far as it is sound. `document` and `note` are None where refused or not given."""

    version: Version
    document_sound: bool
    note_sound: bool
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was refused."""
        return self.document_sound and self.note_sound


def read(item: Item, given: Given, stored: Version, today: Today) -> Read:
    """Read what was given for an item; a part that is refused or not given stays as it is stored."""
    document, wrong = _document(item, given.document, today)
    note, unfit = _note(item.id, given.note)
    keep_note = given.note is None or unfit
    version = Version(stored.document if wrong else document, stored.note if keep_note else note)
    return Read(version, not wrong, not unfit, (*wrong, *unfit))


def _document(item: Item, document: Any, today: Today) -> tuple[Any, tuple[Problem, ...]]:
    if document is None:
        return None, ()
    answer, problems = from_json(item, document)
    if answer is None:
        return None, problems
    late = today_problems(item, answer, today.last)
    problems = tuple(problem for problem in today_problems(item, answer, today.first) if _same_place(problem, late))
    return (None, problems) if problems else (to_json(item, answer), ())


def _same_place(problem: Problem, others: tuple[Problem, ...]) -> bool:
    return any((problem.code, problem.where) == (other.code, other.where) for other in others)


def _note(item: ItemId, note: str | None) -> tuple[str, tuple[Problem, ...]]:
    where = f"{item}/note"
    if note is None:
        return "", ()
    if LONE_SURROGATE.search(note) or re.search(CONTROL, note):
        return "", (Problem.of(Code.BAD_CHARACTERS, where),)
    if len(note) > LONGEST_NOTE:
        return "", (Problem.of(Code.TOO_LONG, where, limit=LONGEST_NOTE),)
    return note.replace("\r\n", "\n").replace("\r", "\n") if re.search(VISIBLE, note) else "", ()


def merge(base: Version | None, stored: Version, given: Version) -> Version | None:
    """Return the version to keep, or None when two people changed the same part differently.

    `base` is None when what the page showed cannot be told: then any difference is a conflict.
    """
    if stored in (given, base):
        return given
    if base is None:
        return None
    document = _part(base.document, stored.document, given.document)
    note = _part(base.note, stored.note, given.note)
    return None if document is _CLASH or note is _CLASH else Version(document, note)


_CLASH: Any = object()


def _part(base: Any, stored: Any, given: Any) -> Any:
    if given in (base, stored):
        return stored
    return given if stored == base else _CLASH
