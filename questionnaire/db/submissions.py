"""What was submitted, sealed as it was?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from questionnaire.access import Viewer
from questionnaire.db.gateway import Held, readable_assessment
from questionnaire.db.tables import score_cell, submission


@dataclass(frozen=True, slots=True)
class Submission:
    """The act, and the immutable copy it left: the response document, its digest, its scorecard and receipt."""

    id: UUID
    assessment: UUID
    number: int
    response: Mapping[str, Any]
    digest: str
    scorecard: Mapping[str, Any]
    receipt: Mapping[str, Any]
    name: str
    role: str
    engine: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a submission: practice and confidence in hundredths, stages and points as they are."""

    part: str
    key: str
    value: int | None


def submissions_of(connection: Connection, viewer: Viewer, assessment_id: UUID) -> tuple[Submission, ...]:
    """Return the submissions of an assessment, the latest first."""
    query = select(submission).where(
        submission.c.assessment == assessment_id, readable_assessment(viewer, submission.c.assessment)
    )
    rows = connection.execute(query.order_by(submission.c.number.desc())).mappings()
    return tuple(Submission(**row) for row in rows)


def cells_of(connection: Connection, viewer: Viewer, submission_id: UUID) -> tuple[Cell, ...]:
    """Return the figures of a submission."""
    query = (
        select(score_cell.c.part, score_cell.c.key, score_cell.c.value)
        .join(submission, submission.c.id == score_cell.c.submission)
        .where(score_cell.c.submission == submission_id, readable_assessment(viewer, submission.c.assessment))
        .order_by(score_cell.c.part, score_cell.c.key)
    )
    return tuple(Cell(*row) for row in connection.execute(query))


def seal(connection: Connection, held: Held, sealed: Submission, cells: Sequence[Cell]) -> None:
    """Keep a submission of the assessment held, and its figures. Nothing ever changes them."""
    row = {name: getattr(sealed, name) for name in Submission.__slots__}
    connection.execute(insert(submission), row | {"assessment": held.id})
    figures = [{"submission": sealed.id, "part": c.part, "key": c.key, "value": c.value} for c in cells]
    connection.execute(insert(score_cell), figures)
