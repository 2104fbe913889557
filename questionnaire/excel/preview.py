"""What would this file change, and where has somebody else changed the same thing meanwhile?

Three readings of each field are compared: as exported (base), as it stands now (current), as the file has it. A row
that is not in the file says nothing; so does a cell that could not be read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from instruments.problems import Code, Problem

Fields = Mapping[str, str]


class Outcome(StrEnum):
    """What becomes of a field."""

    UNCHANGED = "unchanged"
    FILE = "changed-in-file"
    ONLINE = "changed-online"
    BOTH = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one action: its three readings, what becomes of it, and why it is refused where it is."""

    action: str
    field: str
    outcome: Outcome
    base: str
    current: str
    file: str
    problem: Problem | None = None


def preview(
    base: Mapping[str, Fields],
    current: Mapping[str, Fields],
    file: Mapping[str, Fields],
    refused: Mapping[tuple[str, str], Problem] | None = None,
) -> tuple[Change, ...]:
    """Return what becomes of every field of every action, in the order of `current`, then what is no longer there."""
    unread = refused or {}
    known = (change for action in current for change in _action(action, base, current[action], file, unread))
    gone = (change for action in file if action not in current for change in _gone(action, base, file[action]))
    return (*known, *gone)


def _action(
    action: str,
    base: Mapping[str, Fields],
    current: Fields,
    file: Mapping[str, Fields],
    refused: Mapping[tuple[str, str], Problem],
) -> Iterator[Change]:
    exported = base.get(action, current)
    stated = file.get(action, {})
    for field, now in current.items():
        before = exported.get(field, now)
        found = stated.get(field, before)
        problem = refused.get((action, field))
        outcome = Outcome.REFUSED if problem else outcome_of(before, now, found)
        yield Change(action, field, outcome, before, now, found, problem)


def _gone(action: str, base: Mapping[str, Fields], file: Fields) -> Iterator[Change]:
    """Refuse what the file says of an action that is no longer there; what it leaves alone needs no word."""
    for field, found in file.items():
        before = base.get(action, {}).get(field, "")
        if found != before:
            problem = Problem.of(Code.UNKNOWN_ROW, action)
            yield Change(action, field, Outcome.REFUSED, before, "", found, problem)


def outcome_of(base: str, current: str, file: str) -> Outcome:
    """Return what becomes of a field. Where both say the same now there is nothing to tell, whoever changed it."""
    if file == current:
        return Outcome.UNCHANGED
    if file == base:
        return Outcome.ONLINE
    return Outcome.FILE if current == base else Outcome.BOTH
