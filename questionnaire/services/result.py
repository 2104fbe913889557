"""What do the answers mean: as they stand, as they were sealed, or as sealed but with the plan of today?

A submission is never changed. What its plan, its evidence and the calendar make of the same answers since is computed
beside it, by the same functions and with a receipt of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from instruments.answering import asked_only
from instruments.model import ActionType, Instrument, ItemId, Response, State
from instruments.response import read
from questionnaire.access import Viewer
from questionnaire.db import actions, evidence, submissions
from questionnaire.db.actions import PlanRow
from questionnaire.db.session import Database
from questionnaire.db.submissions import Submission
from questionnaire.lifecycle import CLOSED_ACTION, SEALED
from questionnaire.services.answer import Loaded, load_within
from scoring.critical import PlannedAction
from scoring.output import to_json
from scoring.receipt import receipt
from scoring.score import Circumstances, Scorecard, evidence_of, scorecard


@dataclass(frozen=True, slots=True)
class Result:
    """A scorecard with what it was made of. `document` and `receipt` are the sealed ones once there is a submission.

    `scorecard` is then computed again from the sealed response and the sealed circumstances. Unless there is `as_of`:
    then everything but the response is of that day.
    """

    instrument: Instrument
    response: Response
    circumstances: Circumstances
    scorecard: Scorecard
    document: Mapping[str, Any]
    receipt: Mapping[str, Any]
    submission: Submission | None
    as_of: date | None = None

    @property
    def sealed(self) -> bool:
        """Whether these are the numbers that were signed."""
        return self.submission is not None and self.as_of is None


def result(database: Database, viewer: Viewer, assessment_id: UUID, *, now: datetime, today: bool = False) -> Result:
    """Return the result of an assessment: sealed while it is submitted, else of the draft. Raises Refusal NOT_FOUND.

    With `today` the result of a submission is that of its answers as things stand now.
    """
    with database.reading() as connection:
        loaded, submission = _found(connection, database, viewer, assessment_id)
        if submission is None:
            return computed(connection, viewer, loaded, now)
        return as_of(connection, viewer, loaded, submission, now) if today else sealed(loaded.instrument, submission)


def results(database: Database, viewer: Viewer, assessment_id: UUID, *, now: datetime) -> tuple[Result, Result]:
    """Return the result, and that of today, which for a draft is the same one. Raises Refusal NOT_FOUND."""
    with database.reading() as connection:
        loaded, submission = _found(connection, database, viewer, assessment_id)
        if submission is None:
            draft = computed(connection, viewer, loaded, now)
            return draft, draft
        return sealed(loaded.instrument, submission), as_of(connection, viewer, loaded, submission, now)


def _found(
    connection: Connection, database: Database, viewer: Viewer, assessment_id: UUID
) -> tuple[Loaded, Submission | None]:
    loaded = load_within(connection, database, viewer, assessment_id)
    if loaded.assessment.status not in SEALED:
        return loaded, None
    return loaded, next(iter(submissions.submissions_of(connection, viewer, assessment_id)), None)


def computed(connection: Connection, viewer: Viewer, loaded: Loaded, now: datetime) -> Result:
    """Return the result of the answers as they stand."""
    response = response_of(connection, viewer, loaded, now)
    return _made(loaded.instrument, response, _standing(connection, viewer, loaded, evidence_of(response), now))


def as_of(connection: Connection, viewer: Viewer, loaded: Loaded, submission: Submission, now: datetime) -> Result:
    """Return the result of the sealed answers with the plan, the evidence and the targets of now."""
    response, _ = read(submission.response, loaded.instrument)
    files = evidence.references(connection, viewer, loaded.assessment.id, now.date())
    shown = {item: files[item] for item in loaded.instrument.items if item in response.answers and item in files}
    given = _standing(connection, viewer, loaded, evidence_of(replace(response, evidence=shown)), now)
    return replace(_made(loaded.instrument, response, given), submission=submission, as_of=now.date())


def _standing(
    connection: Connection, viewer: Viewer, loaded: Loaded, evidence_levels: Mapping[ItemId, int], now: datetime
) -> Circumstances:
    plan = actions.actions_in(connection, viewer, loaded.assessment.id)
    return Circumstances(
        evidence=evidence_levels,
        plan=planned(plan, loaded.assessment.supplier),
        targets=loaded.assessment.targets,
        today=now.date(),
    )


def _made(instrument: Instrument, response: Response, given: Circumstances) -> Result:
    card = scorecard(instrument, response.answers, given)
    return Result(instrument, response, given, card, to_json(card), receipt(instrument, response, given), None)


def response_of(connection: Connection, viewer: Viewer, loaded: Loaded, now: datetime) -> Response:
    """Return the response document's content: what is asked and answered, never what is no longer asked."""
    asked = {item for item, state in loaded.states.items() if state is State.ANSWERED}
    files = evidence.references(connection, viewer, loaded.assessment.id, now.date())
    return Response(
        loaded.instrument.ref,
        asked_only(loaded.answers, loaded.standing),
        loaded.instrument.digest,
        loaded.assessment.language,
        {item: loaded.note(item) for item in loaded.instrument.items if item in asked and loaded.note(item)},
        {item: files[item] for item in loaded.instrument.items if item in asked and item in files},
    )


def planned(plan: tuple[PlanRow, ...], supplier: UUID) -> tuple[PlannedAction, ...]:
    """Return what scoring needs of a plan. Only somebody outside the supplier verifies a remedy."""
    return tuple(
        PlannedAction(
            row.item,
            row.type,
            row.owner,
            row.due,
            row.status in CLOSED_ACTION and row.verified_for is not None and row.verified_for != supplier,
        )
        for row in plan
        if row.item is not None and row.due is not None
    )


def sealed(instrument: Instrument, submission: Submission) -> Result:
    """Return the result of a submission."""
    response, _ = read(submission.response, instrument)
    circumstances = _circumstances(submission.receipt["given"])
    card = scorecard(instrument, response.answers, circumstances)
    return Result(instrument, response, circumstances, card, submission.scorecard, submission.receipt, submission)


def _circumstances(given: Mapping[str, Any]) -> Circumstances:
    """Read what a receipt of ours says was taken into account; of owners it knows only that there was one."""
    plan = tuple(
        PlannedAction(
            ItemId(each["item"]),
            ActionType(each["type"]),
            "owner" if each["owner"] else "",
            date.fromisoformat(each["due"]),
            each["verified"],
        )
        for each in given["plan"]
    )
    return Circumstances(
        evidence=given["evidence"],
        plan=plan,
        contradicted=frozenset(given["contradicted"]),
        targets=given["targets"],
        today=date.fromisoformat(given["today"]) if given["today"] else None,
    )
