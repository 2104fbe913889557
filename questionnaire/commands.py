"""What does each command that works on files do?

Every function returns an exit code. Documents are read through `documents`; the functions here join rooms and print.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import instruments as core
from instruments import catalogue, lint, response, texts
from instruments import compare as comparing
from instruments.answering import check as check_answers
from instruments.answering import has_errors
from instruments.changes import Effect
from instruments.codec import CONTROL_OR_BREAK, LONE_SURROGATE, plain, today_problems
from instruments.model import EvidenceRef, Instrument, InstrumentRef, ItemId, Response
from instruments.problems import Code, Problem, Refusal
from instruments.response_schema import response_schema
from questionnaire import wording
from questionnaire.documents import read_bytes, read_json, read_response
from questionnaire.excel import seal, workbook_read
from questionnaire.excel.plan import Plan, PlanAction, write_plan
from questionnaire.excel.upload import LARGEST_FILE, read_upload
from questionnaire.excel.workbook import PURPOSE, write_workbook
from questionnaire.wording import problem_text
from scoring import output
from scoring import receipt as receipts
from scoring.plan import DraftAction, draft_plan
from scoring.score import Circumstances, Scorecard, evidence_of
from scoring.score import score as score_answers
from scoring.verify import verify

VERSION = core.__version__
DONE, PROBLEMS = 0, 1


def print_json(document: object) -> None:
    """Print one JSON document, people's scripts included; half a character, which UTF-8 cannot carry, is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=plain)
    sys.stdout.write(LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n")


def report(problems: Iterable[Problem], *, as_json: bool, **more: Any) -> int:
    """Print problems, as JSON to standard output or as lines to standard error; return the exit code they mean."""
    found = tuple(problems)
    if as_json:
        written = [{"code": p.code, "where": p.where, "params": dict(p.params), "text": problem_text(p)} for p in found]
        print_json(more | {"problems": written})
    else:
        for problem in found:
            line = f"{problem.code}  {problem.where or '(the whole)'}  {_sentence(problem)}"
            print(re.sub(CONTROL_OR_BREAK, "\ufffd", line), file=sys.stderr)  # a terminal would obey what a file says
    return PROBLEMS if found else DONE


def _sentence(problem: Problem) -> str:
    text = problem_text(problem)
    params = ", ".join(f"{name}: {value}" for name, value in problem.params if value not in text)
    return f"{text} ({params})" if params else text


# --- Instruments ---------------------------------------------------------------------------------------------------


def instruments(*, as_json: bool) -> int:
    """List the published instruments."""
    found = [catalogue.load(ref) for ref in catalogue.published()]
    if as_json:
        keys = ("title", "subtitle", "language", "digest", "minutes")
        print_json([{"ref": str(i.ref), "items": len(i.items)} | {key: getattr(i, key) for key in keys} for i in found])
        return DONE
    for instrument in found:
        print(f"{instrument.ref}  {instrument.title} ({len(instrument.items)} items)  {instrument.digest}")
    return DONE


def check(*, file: str | None, library: bool, as_json: bool) -> int:
    """Check one instrument, or the whole library and its committed digests."""
    if (file is None) is not library:
        print("questionnaire check: name one FILE, or --library", file=sys.stderr)
        return 2
    if library:
        problems = [problem for ref in catalogue.published() for problem in lint.lint(catalogue.load(ref))]
        code = report([*problems, *catalogue.filing_problems()], as_json=as_json)
        subject = f"{len(catalogue.published())} instruments"
    else:
        instrument = catalogue.resolve(str(file))
        code = report(lint.lint(instrument), as_json=as_json, instrument=str(instrument.ref), digest=instrument.digest)
        subject = f"{instrument.ref}, {len(instrument.items)} items, {instrument.digest}"
    if code == DONE and not as_json:
        print(f"No faults, no findings: {subject}")
    return code


def compare(*, old: str, new: str, as_json: bool) -> int:
    """Show what changed between two instruments, the bump it needs, and what becomes of each answer."""
    before, after = catalogue.resolve(old), catalogue.resolve(new)
    found = comparing.compare(before, after)
    if as_json:
        changes = [
            {"part": c.part, "nature": c.nature, "bump": c.bump.name.lower(), "effect": _effect(c.effect)}
            for c in found.changes
        ]
        print_json(
            {
                "old": str(before.ref),
                "new": str(after.ref),
                "needed": found.needed.name.lower(),
                "given": found.given.name.lower(),
                "sufficient": found.sufficient,
                "changes": changes,
            }
        )
    else:
        for change in found.changes:
            print(f"{change.bump.name.lower():6} {change.nature:8} {_effect(change.effect):12} {change.part}")
        print(f"{before.ref} to {after.ref}: needs {found.needed.name.lower()}, given {found.given.name.lower()}")
    return DONE if found.sufficient or not found.changes else PROBLEMS


def _effect(effect: Effect) -> str:
    return effect.name.lower().replace("_", "-")


def schema(*, ref: str, complete: bool) -> int:
    """Print the JSON Schema of a response."""
    print_json(response_schema(catalogue.resolve(ref), complete=complete))
    return DONE


# --- Responses -----------------------------------------------------------------------------------------------------


def validate(*, response: str, instrument: str | None, complete: bool, as_json: bool) -> int:
    """Check a response; failed checks that only warn are printed and do not count."""
    asked, found = read_response(response, instrument)
    today = datetime.now(UTC).date()
    late = [p for item, answer in found.answers.items() for p in today_problems(asked.items[item], answer, today)]
    problems = (*late, *check_answers(asked, found.answers, complete=complete))
    code = report(problems, as_json=as_json, instrument=str(asked.ref), answers=len(found.answers))
    if not problems and not as_json:
        print(f"A sound response to {asked.ref}: {len(found.answers)} of {len(asked.items)} items answered")
    return code if has_errors(problems) else DONE


def score(*, response: str, instrument: str | None, as_json: bool) -> int:
    """Score a response."""
    asked, found = read_response(response, instrument)
    scorecard = score_answers(asked, found.answers, evidence=evidence_of(found))
    if as_json:
        print_json(output.to_json(scorecard))
    else:
        _print_scorecard(scorecard)
    return DONE


def _print_scorecard(card: Scorecard) -> None:
    written = output.to_json(card)
    low, high = written["interval"]
    print(f"{card.ref}: {card.headline}")
    for issue in card.critical:
        print(
            f"  critical {issue.id} ({issue.status}) raised by {issue.item}" + (", not known" if issue.unknown else "")
        )
    print(f"practice    {written['practice'] or 'not scored'} (between {low} and {high})")
    for section, numbers in written["sections"].items():
        print(f"  {section:10} {numbers['practice'] or numbers['reason']}")
    print(f"confidence  {written['confidence'] or 'not scored'}")
    if card.risk:
        print(f"risk        {card.risk.points} points, {card.risk.band}")
    for area in card.roadmap:
        print(f"  {area.area:14} stage {area.stage if area.stage is not None else '-'} of target {area.target}")
    print(f"{len(card.gaps)} gaps")
    for gap in written["gaps"]:
        mark = f"  {gap['critical']}" if gap["critical"] else ""
        print(f"  {gap['item']:12} level {gap['level'] or '-'} of {gap['needed']}  {gap['nature']}{mark}")


def receipt(*, response: str, instrument: str | None, as_json: bool) -> int:  # noqa: ARG001  it is JSON either way
    """Print the receipt of a score."""
    asked, found = read_response(response, instrument)
    document = receipts.receipt(asked, found, Circumstances(evidence=evidence_of(found)))
    sys.stdout.write(receipts.written(document).decode() + "\n")
    return DONE


def verify_receipt(*, receipt: str, response: str, instrument: str | None, as_json: bool) -> int:
    """Check that a receipt follows from a response and its instrument."""
    asked, found = read_response(response, instrument)
    code = report(verify(read_json(receipt), asked, found), as_json=as_json, instrument=str(asked.ref))
    if code == DONE and not as_json:
        print(f"The receipt follows from this response to {asked.ref}.")
    return code


def plan(*, response: str, instrument: str | None, workbook: str | None, start: str | None, as_json: bool) -> int:
    """Draft the action plan, as text, JSON or a workbook."""
    asked, found = read_response(response, instrument)
    card = score_answers(asked, found.answers, evidence=evidence_of(found))
    actions = draft_plan(asked, card.gaps, start=_day(start))
    if workbook is not None:
        _write(Path(workbook), write_plan(_drafted(asked, card, actions), asked.digest.encode()))
    if as_json:
        print_json({"instrument": str(asked.ref), "actions": [_action(action) for action in actions]})
    elif workbook is None:
        for action in actions:
            print(f"{action.due}  {action.recommendation.type:9}  {action.item:12}  {action.recommendation.text}")
    return DONE


# --- Workbooks -----------------------------------------------------------------------------------------------------


def workbook(*, ref: str, response: str | None, language: str, workbook: str) -> int:
    """Write a questionnaire as a workbook, blank or with the answers of a response."""
    if response is None:
        asked, found = catalogue.resolve(ref), None
    else:
        asked, found = read_response(response, ref)
    locales = wording.available()
    if language not in locales:
        given = {"given": language[:40], "options": "; ".join(locales)}
        raise Refusal([Problem.of(Code.NOT_A_LANGUAGE, "--language", **given)])
    content = write_workbook(
        asked,
        found.answers if found else {},
        key=asked.digest.encode(),
        notes=found.notes if found else {},
        evidence=_evidence_document(found, asked) if found else {},
        languages=[(each, wording.translator(each, asked)) for each in locales],
        locale=language,
        say=lambda text, **values: wording.gettext(text, language, **values),
        made=datetime.now(UTC),
    )
    _write(Path(workbook), content)
    return DONE


def read_workbook(*, file: str, output: str, instrument: str | None, as_json: bool) -> int:
    """Read a workbook back into a response document; everything that can be taken is in it, whatever else is wrong."""
    given = [catalogue.resolve(instrument)] if instrument is not None else []
    known = {each.digest: each for each in (*map(catalogue.load, catalogue.published()), *given)}

    def instrument_of(ref: InstrumentRef, digest: str) -> Instrument:
        if digest in known:
            return known[digest]
        raise Refusal([_not_here(str(ref), known.values())])

    secret = os.environ.get("QUESTIONNAIRE_SECRET_KEY", "").strip()  # seals what an installation gives out
    keys = [*(digest.encode() for digest in known), *([secret.encode()] if secret else [])]
    content = read_bytes(file, LARGEST_FILE)
    try:
        found = workbook_read.read_workbook(content, keys, instrument_of)
    except Refusal as refusal:
        raise _explained(refusal, content, known.values()) from None
    evidence = _evidence_back(found)
    answered = Response(found.instrument.ref, found.answers, found.digest, found.language, found.notes, evidence)
    document = response.write(answered, found.instrument)
    _write(Path(output), (json.dumps(document, ensure_ascii=False, indent=2, default=plain) + "\n").encode())
    code = report(found.problems, as_json=as_json, instrument=str(found.ref), answers=len(found.answers))
    if not as_json:
        count = len(found.answers)
        print(f"{count} answer{'' if count == 1 else 's'} to {found.ref} {'is' if count == 1 else 'are'} in {output}")
    return code


def _evidence_document(found: Response, asked: Instrument) -> Mapping[ItemId, Any]:
    carried: Mapping[ItemId, Any] = response.write(found, asked).get("evidence", {})
    return carried


def _evidence_back(found: workbook_read.WorkbookReading) -> Mapping[ItemId, tuple[EvidenceRef, ...]]:
    """Return what was carried and is sound; it goes where an answer was cleared."""
    answers = found.answers
    cleared = {item for item, stated in found.base.items() if stated.document is not None and item not in answers}
    carried = {item: entries for item, entries in found.evidence.items() if item not in cleared}
    sound = response.read({"evidence": carried}, found.instrument)[0].evidence
    return {item: sound[item] for item in found.instrument.items if item in sound}


def _explained(refusal: Refusal, content: bytes, known: Iterable[Instrument]) -> Refusal:
    """Return why a workbook cannot be read; one that was sealed for an instrument that is not here says which."""
    if ("reason", "broken seal") not in refusal.problems[0].params:
        return refusal
    upload = read_upload(content, last_row=workbook_read.LAST_ROW, last_column=workbook_read.LAST_COLUMN)
    try:
        claims = seal.claimed(upload)
        seal.read_seal(upload, str(claims.get("digest")).encode(), PURPOSE)
    except Refusal:
        return refusal
    return Refusal([_not_here(str(claims.get("instrument"))[:200], known)])


def _not_here(ref: str, known: Iterable[Instrument]) -> Problem:
    code = Code.WRONG_DIGEST if ref in {str(each.ref) for each in known} else Code.NOT_FOUND
    return Problem.of(code, "", questionnaire=ref)


def _drafted(asked: Instrument, card: Scorecard, actions: Sequence[DraftAction]) -> Plan:
    """Return the plan as its workbook shows it; nobody but this response stands behind it yet."""
    rows = tuple(
        PlanAction(
            id=f"{action.item}.{action.position}",
            revision=0,
            item=action.item,
            type=action.recommendation.type,
            text=texts.action(asked.items[action.item], action.position + 1),
            level=action.gap.level,
            needed=action.gap.needed,
            due=action.due,
            need=action.recommendation.need or "",
        )
        for action in actions
    )
    return Plan("draft", "", asked, card.headline, datetime.now(UTC), rows, card.gaps)


def _action(action: DraftAction) -> dict[str, Any]:
    advice = action.recommendation
    return {
        "item": action.item,
        "type": advice.type,
        "text": advice.text,
        "due": action.due.isoformat(),
        "raises_to": output.shortest(advice.raises_to),
        "need": advice.need,
        "gender": advice.gender,
    }


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError:
        raise Refusal([Problem.of(Code.NOT_A_DATE, "--start", given=text)]) from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise Refusal([Problem.of(Code.CANNOT_WRITE, str(path)[:200], reason=error)]) from None
