"""What happened, and is the record whole?"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from instruments.problems import Code, Problem
from questionnaire.access import Viewer
from questionnaire.db import events as rows
from questionnaire.db.events import Event, hash_of
from questionnaire.db.session import Database


@dataclass(frozen=True, slots=True)
class Verified:
    """What a chain of events proved to be. Keep `length` and `head`: they show later whether its end was cut off."""

    length: int
    head: str
    problems: tuple[Problem, ...]


def verify_chain(database: Database, viewer: Viewer, organisation: UUID) -> Verified:
    """Recompute every hash of an organisation's chain. Problem CHAIN_BROKEN at each event that does not follow."""
    with database.reading() as connection:
        return _verified(rows.of_organisation(connection, viewer, organisation))


def _verified(chain: Iterable[Event]) -> Verified:
    """Walk a chain: pure."""
    length, head = 0, ""
    problems = []
    for entry in chain:
        follows = entry.number == length + 1 and entry.previous == head
        if not follows or hash_of(entry) != entry.hash:
            problems.append(Problem.of(Code.CHAIN_BROKEN, str(entry.number), kind=entry.kind))
        length, head = entry.number, entry.hash
    return Verified(length, head, tuple(problems))


def happened(database: Database, viewer: Viewer, assessment_id: UUID) -> tuple[Event, ...]:
    """Return what happened to an assessment, newest first."""
    with database.reading() as connection:
        return rows.of_assessment(connection, viewer, assessment_id)
