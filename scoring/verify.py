"""Does a receipt hold?

Everything is computed again from the instrument and the response, and compared place by place. The circumstances
(evidence levels, plan, what others found, the day) are taken as the receipt states them.
"""

from collections.abc import Iterator
from datetime import date

from instruments.model import ActionType, Instrument, ItemId, Response
from instruments.problems import Code, Problem
from scoring.critical import PlannedAction
from scoring.receipt import receipt
from scoring.score import Circumstances

EVIDENCE_LEVELS = range(5)
ABSENT = object()


def verify(document: object, instrument: Instrument, response: Response) -> tuple[Problem, ...]:
    """Return where a receipt differs from what the instrument and the response give; nothing when it holds.

    A receipt of another engine version holds when its numbers do. Any JSON value may come in; nothing is raised.
    """
    if not isinstance(document, dict):
        return (Problem.of(Code.BAD_RECEIPT, "", expected="an object"),)
    given = _read_given(document.get("given"), instrument)
    if given is None:
        return (Problem.of(Code.BAD_RECEIPT, "/given", expected="circumstances"),)
    expected, found = receipt(instrument, response, given), dict(document)
    if isinstance(found.get("engine"), str):
        expected.pop("engine"), found.pop("engine")
    return tuple(_differences(expected, found, ""))


def _differences(expected: object, found: object, where: str) -> Iterator[Problem]:
    """Yield a problem per place that differs. It goes no deeper than what is expected, whatever was sent."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys(), key=str):
            yield from _differences(expected.get(key, ABSENT), found.get(key, ABSENT), f"{where}/{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for position, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from _differences(one, other, f"{where}/{position}")
    elif type(expected) is not type(found) or expected != found:
        yield Problem.of(Code.BAD_RECEIPT, where, expected=_shown(expected), found=_shown(found))


def _shown(value: object) -> str:
    return type(value).__name__ if isinstance(value, dict | list) else str(value)[:80]


def _read_given(document: object, instrument: Instrument) -> Circumstances | None:
    match document:
        case {
            "evidence": dict(evidence),
            "plan": list(plan),
            "contradicted": list(contradicted),
            "targets": dict(targets),
            "today": (str() | None) as today,
        }:
            pass
        case _:
            return None
    actions = [_read_action(action) for action in plan]
    named = [*evidence, *contradicted]
    if not all(isinstance(item, str) and item in instrument.items for item in named):
        return None
    if not all(type(number) is int and number in EVIDENCE_LEVELS for number in evidence.values()):
        return None
    if not all(isinstance(area, str) and type(stage) is int for area, stage in targets.items()):
        return None
    as_of = _read_date(today)
    if (as_of is None) is not (today is None) or None in actions:
        return None
    return Circumstances(
        evidence=evidence,
        plan=tuple(action for action in actions if action),
        contradicted=frozenset(contradicted),
        targets=targets,
        today=as_of,
    )


def _read_action(document: object) -> PlannedAction | None:
    match document:
        case {"item": str(item), "type": str(kind), "owner": bool(owned), "due": str(due), "verified": bool(verified)}:
            on = _read_date(due)
            if kind in set(ActionType) and on is not None:
                return PlannedAction(ItemId(item), ActionType(kind), "owner" if owned else "", on, verified)
    return None


def _read_date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None
