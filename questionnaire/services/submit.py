"""May these answers be submitted, and what is sealed when they are?

The seal is one row that never changes: the response document and its digest, the scorecard, the receipt, who signed
what in which role. Status, figures and event are written with it, or nothing is.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

import instruments
from instruments.answering import check, has_errors
from instruments.problems import Code, Problem, Refusal
from instruments.response import digest, write
from questionnaire.access import Action, Viewer
from questionnaire.db import assessments, events, submissions
from questionnaire.db.gateway import Held, end_of_chain, hold
from questionnaire.db.session import Database
from questionnaire.db.submissions import Cell, Submission
from questionnaire.lifecycle import Status, may_move
from questionnaire.services.answer import Loaded, load, load_within, require_answerable
from questionnaire.services.people import UNFIT
from questionnaire.services.result import Result, computed
from scoring.output import two_places
from scoring.score import Scorecard


def readiness(database: Database, viewer: Viewer, assessment_id: UUID) -> tuple[Problem, ...]:
    """Return what stands in the way of a submission (errors), and what is worth a second look (warnings).

    Required items without answer, failed checks, and whatever somebody typed that waits to be put right.
    """
    return problems_of(load(database, viewer, assessment_id))


def problems_of(loaded: Loaded) -> tuple[Problem, ...]:
    """Return the problems of loaded answers, in the order: missing, checks, refused, conflicts."""
    refused = tuple(problem for each in loaded.refused for problem in each.problems)
    conflicts = tuple(Problem.of(Code.STALE, each.item) for each in loaded.conflicts)
    return (*check(loaded.instrument, loaded.answers, complete=True), *refused, *conflicts)


def submit(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    *,
    name: str,
    role: str,
    accepted: bool,
    now: datetime,
) -> Submission:
    """Seal the answers, signed with name and role; `accepted` is the declaration. A second click gets the same seal.

    Raises Refusal: NOT_FOUND, NOT_ALLOWED (not a certifier), SIGNATURE_MISSING, NOT_READY with every problem.
    """
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.SUBMIT)
        if held.status is Status.SUBMITTED:
            return submissions.submissions_of(connection, viewer, assessment_id)[0]
        require_answerable(held)
        _require_signature(name, role, accepted=accepted)
        loaded = load_within(connection, database, viewer, assessment_id)
        _require_ready(held, loaded, viewer)
        found = computed(connection, viewer, loaded, now)
        number = len(submissions.submissions_of(connection, viewer, assessment_id)) + 1
        made = _sealed(held, found, number, name=name.strip(), role=role.strip(), now=now)
        submissions.seal(connection, held, made, cells_of(found.scorecard))
        assessments.move(connection, held, Status.SUBMITTED)
        _happened(connection, held, made, now)
    return made


def _require_signature(name: str, role: str, *, accepted: bool) -> None:
    given = {"name": name.strip(), "role": role.strip(), "declaration": "yes" if accepted else ""}
    missing = [Problem.of(Code.SIGNATURE_MISSING, where) for where, value in given.items() if not value]
    # Not `isprintable`: names in Sinhala, Persian or Malayalam need characters that it refuses.
    missing += [Problem.of(Code.BAD_CHARACTERS, where) for where, value in given.items() if UNFIT.search(value)]
    if missing:
        raise Refusal(missing)


def _require_ready(held: Held, loaded: Loaded, viewer: Viewer) -> None:
    problems = problems_of(loaded)
    if has_errors(problems) or not may_move(held.status, Status.SUBMITTED, viewer.side):
        raise Refusal([Problem.of(Code.NOT_READY, ""), *problems])


def _sealed(held: Held, found: Result, number: int, *, name: str, role: str, now: datetime) -> Submission:
    document = write(found.response, found.instrument)
    return Submission(
        uuid4(),
        held.id,
        number,
        document,
        digest(document),
        found.document,
        found.receipt,
        name,
        role,
        instruments.__version__,
        held.viewer.user,
        now,
    )


def _happened(connection: Connection, held: Held, made: Submission, now: datetime) -> None:
    detail = {"submission": str(made.id), "digest": made.digest, "receipt": digest(made.receipt), "role": made.role}
    chain = end_of_chain(connection, held.supplier, held.viewer.user)
    events.append(connection, chain, "submitted", detail, assessment=held.id, now=now)


def cells_of(card: Scorecard) -> tuple[Cell, ...]:
    """Return the figures that portfolio lists read."""

    def hundredths(number: str | None) -> int | None:
        return None if number is None else int(number.replace(".", ""))

    overall = (
        Cell("overall", "practice", hundredths(two_places(card.practice))),
        Cell("overall", "confidence", hundredths(two_places(card.confidence))),
        Cell("overall", "risk", card.risk.points if card.risk else None),
    )
    sections = tuple(Cell("section", each.id, hundredths(two_places(each.practice))) for each in card.sections)
    areas = tuple(Cell("area", each.area, each.stage) for each in card.roadmap)
    return (*overall, *sections, *areas)
