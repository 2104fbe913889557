"""What is a response document, and is this one?

The document in which answers travel: command line, interface, workbooks, tests. Reading collects every problem and
keeps every answer that is sound, so that one bad cell does not cost the other hundred.
"""

import re
from collections.abc import Mapping
from typing import Any

from instruments.codec import LONE_SURROGATE, VISIBLE, from_json, to_json
from instruments.codes import is_language
from instruments.model import Answer, EvidenceRef, Instrument, InstrumentRef, ItemId, Note, Response
from instruments.problems import Code, Problem
from instruments.shape import digest

__all__ = ["digest", "read", "ref_of", "write"]

KEYS = {"format", "instrument", "digest", "language", "answers", "notes", "evidence"}
FILE = {"name", "sha256"}
LONGEST_NOTE = 5000
SHA256 = re.compile(r"[0-9a-f]{64}")


def ref_of(document: object) -> InstrumentRef | None:
    """Return the instrument a response names, or None when it names none."""
    named = document.get("instrument") if isinstance(document, dict) else None
    ref, at, version = named.partition("@") if isinstance(named, str) else ("", "", "")
    return InstrumentRef(ref, version) if at and ref and version else None


def read(document: object, instrument: Instrument) -> tuple[Response, tuple[Problem, ...]]:
    """Read a response to `instrument`: everything that is sound in it, and every problem.

    Problems inside answers are placed by item id; others by JSON pointer. A digest that is given must match.
    """
    if not isinstance(document, dict):
        return Response(instrument.ref, {}), (Problem.of(Code.WRONG_SHAPE, "", expected="an object"),)
    problems = [Problem.of(Code.UNKNOWN_KEY, "", key=key) for key in sorted(document.keys() - KEYS, key=str)]
    problems += _head_problems(document, instrument)
    answers = _answers(_mapping(document, "answers", problems), instrument, problems)
    notes = _notes(_mapping(document, "notes", problems), instrument, problems)
    evidence = _evidence(_mapping(document, "evidence", problems), instrument, problems)
    language = document.get("language", instrument.language)
    response = Response(
        instrument.ref, answers, instrument.digest, language if isinstance(language, str) else "", notes, evidence
    )
    return response, tuple(problems)


def write(response: Response, instrument: Instrument) -> dict[str, Any]:
    """Write a response as a document; `read` gives it back unchanged. Empty notes and evidence are left out."""
    document: dict[str, Any] = {
        "format": 1,
        "instrument": str(response.ref),
        "digest": response.digest or instrument.digest,
        "language": response.language,
        "answers": {item: to_json(instrument.items[item], answer) for item, answer in response.answers.items()},
    }
    if response.notes:
        document["notes"] = dict(response.notes)
    if response.evidence:
        document["evidence"] = {item: [_evidence_to_json(e) for e in each] for item, each in response.evidence.items()}
    return document


def _head_problems(document: Mapping[str, object], instrument: Instrument) -> list[Problem]:
    problems = []
    if isinstance(document.get("format"), bool) or document.get("format") != 1:
        problems.append(Problem.of(Code.WRONG_SHAPE, "/format", expected="1"))
    if document.get("instrument") != str(instrument.ref):
        problems.append(Problem.of(Code.WRONG_INSTRUMENT, "/instrument", expected=instrument.ref))
    if "digest" in document and document["digest"] != instrument.digest:
        problems.append(Problem.of(Code.WRONG_DIGEST, "/digest", expected=instrument.digest))
    language = document.get("language", instrument.language)
    if not isinstance(language, str) or not is_language(language):
        problems.append(Problem.of(Code.NOT_A_LANGUAGE, "/language", given=str(language)[:80]))
    if "answers" not in document:
        problems.append(Problem.of(Code.MISSING_KEY, "", key="answers"))
    return problems


def _mapping(document: Mapping[str, object], key: str, problems: list[Problem]) -> Mapping[str, object]:
    found = document.get(key, {})
    if isinstance(found, dict):
        return found
    problems.append(Problem.of(Code.WRONG_SHAPE, f"/{key}", expected="an object"))
    return {}


def _answers(given: Mapping[str, object], instrument: Instrument, problems: list[Problem]) -> dict[ItemId, Answer]:
    answers: dict[ItemId, Answer] = {}
    for name, entry in given.items():
        item = instrument.items.get(ItemId(name))
        if item is None:
            problems.append(Problem.of(Code.UNKNOWN_ITEM, f"/answers/{name}", item=name))
            continue
        answer, wrong = from_json(item, entry)
        problems += wrong
        if answer is not None:
            answers[item.id] = answer
    return {item: answers[item] for item in instrument.items if item in answers}


def _notes(given: Mapping[str, object], instrument: Instrument, problems: list[Problem]) -> dict[ItemId, str]:
    notes = {}
    for name, text in given.items():
        if name not in instrument.items:
            problems.append(Problem.of(Code.UNKNOWN_ITEM, f"/notes/{name}", item=name))
        elif not isinstance(text, str) or not _is_note(text):
            problems.append(Problem.of(Code.WRONG_SHAPE, f"/notes/{name}", expected="a text"))
        else:
            notes[ItemId(name)] = text
    return notes


def _is_note(text: str) -> bool:
    return len(text) <= LONGEST_NOTE and re.search(VISIBLE, text) is not None and not LONE_SURROGATE.search(text)


def _evidence(
    given: Mapping[str, object], instrument: Instrument, problems: list[Problem]
) -> dict[ItemId, tuple[EvidenceRef, ...]]:
    found = {}
    for name, entries in given.items():
        item = instrument.items.get(ItemId(name))
        if item is None or isinstance(item.kind, Note):
            problems.append(Problem.of(Code.UNKNOWN_ITEM, f"/evidence/{name}", item=name))
        elif not isinstance(entries, list):
            problems.append(Problem.of(Code.WRONG_SHAPE, f"/evidence/{name}", expected="a list"))
        else:
            read = [_evidence_from_json(entry, f"/evidence/{name}/{n}", problems) for n, entry in enumerate(entries)]
            found[item.id] = tuple(entry for entry in read if entry)
    return {item: each for item, each in found.items() if each}


def _evidence_from_json(entry: object, where: str, problems: list[Problem]) -> EvidenceRef | None:
    match entry:
        case {"level": int(level), **rest} if not isinstance(level, bool) and 0 <= level <= 4 and rest.keys() <= FILE:
            name, sha256 = rest.get("name", ""), rest.get("sha256", "")
            if isinstance(name, str) and isinstance(sha256, str) and (not sha256 or SHA256.fullmatch(sha256)):
                return EvidenceRef(level, name, sha256)
    problems.append(Problem.of(Code.BAD_EVIDENCE, where))
    return None


def _evidence_to_json(evidence: EvidenceRef) -> dict[str, Any]:
    fields = {"level": evidence.level, "name": evidence.name, "sha256": evidence.sha256}
    return {key: value for key, value in fields.items() if value != ""}
