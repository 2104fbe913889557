"""What did a questionnaire workbook say when it left?

The hidden document names every cell with its control, the words of every list, and the answers that went out. Some are
sealed with a key that anybody knows: then it may hold anything, and what is not in order makes it no workbook of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from instruments.model import InstrumentRef, ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.cells import place
from questionnaire.excel.seal import read_seal
from questionnaire.excel.settings import setting
from questionnaire.excel.upload import Upload
from questionnaire.excel.workbook_find import Control

PURPOSE = "questionnaire"
MOST_CELLS = 50_000


@dataclass(frozen=True, slots=True)
class Stated:
    """An answer with its note: JSON for `codec.from_json` (None when there is no answer), and the note's text."""

    document: Any = None
    note: str = ""


NOTHING = Stated()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the seal says, in types that can be relied on."""

    ref: InstrumentRef
    digest: str
    response_id: str
    made: str
    language: str
    languages: tuple[str, ...]
    language_cell: tuple[str, tuple[int, int]]
    continued: str
    controls: tuple[Control, ...]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    base: Mapping[ItemId, Stated]
    revisions: Mapping[ItemId, int]
    evidence: Mapping[ItemId, Any] = field(default_factory=dict)


def unsealed(upload: Upload, keys: Sequence[bytes]) -> Sealed:
    """Return what the seal says, made with one of the keys. Raise `Refusal` WRONG_WORKBOOK."""
    refusals: list[Refusal] = []
    for key in keys:
        try:
            document = read_seal(upload, key, PURPOSE)
        except Refusal as refusal:
            refusals.append(refusal)
            continue
        try:
            return _trusted(document)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            raise Refusal([Problem.of(Code.WRONG_WORKBOOK, reason="another form")]) from None
    # A key that fits, and still does not do, says more than those that do not fit.
    raise next((refusal for refusal in refusals if not _is_broken(refusal)), refusals[-1])


def _is_broken(refusal: Refusal) -> bool:
    return ("reason", "broken seal") in refusal.problems[0].params


def _trusted(document: Mapping[str, Any]) -> Sealed:
    """Read the sealed document. One that was sealed with a key that anybody knows may hold anything: it raises."""
    ref, _at, version = str(document["instrument"]).partition("@")
    cells, answers, notes = document["cells"], document["answers"], document["notes"]
    sheet, cell = document["language_cell"]
    if len(cells) > MOST_CELLS:
        raise ValueError
    return Sealed(
        InstrumentRef(ref, version),
        str(document["digest"]),
        str(document["response"]),
        str(document["made"]),
        _locale(document["language"]),
        tuple(_locale(each) for each in document["languages"]),
        (str(sheet), place(str(cell))),
        str(document["continued"]),
        tuple(Control.of(entry) for entry in cells),
        {
            str(name): {str(key): tuple(map(str, words)) for key, words in each.items()}
            for name, each in document["lists"].items()
        },
        {ItemId(item): Stated(answers.get(item), str(notes.get(item, ""))) for item in {**answers, **notes}},
        {ItemId(item): int(revision) for item, revision in document["revisions"].items()},
        {ItemId(item): entries for item, entries in document.get("evidence", {}).items()},  # older ones carry none
    )


def _locale(tag: Any) -> str:
    """Return a tag that names a language; anything else raises."""
    setting(str(tag))
    return str(tag)
