"""What has been answered, as things stand, and what waits beside it?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from instruments.answering import Completeness, check, completeness, is_draft, stand
from instruments.codec import from_json
from instruments.evaluation import Standing
from instruments.model import Answer, Answers, Instrument, ItemId, State
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Viewer
from questionnaire.db import answers as rows
from questionnaire.db import assessments
from questionnaire.db.answers import Draft, Stored, Version
from questionnaire.db.assessments import Assessment
from questionnaire.db.session import Database
from questionnaire.db.tables import Why
from questionnaire.lifecycle import ANSWERABLE
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given, Today, read

AHEAD, BEHIND = timedelta(hours=14), timedelta(hours=12)  # how far clocks on Earth are from UTC


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people answered one item differently: what is stored, and what somebody typed meanwhile."""

    item: ItemId
    stored: Stored
    typed: Version
    typed_by: UUID
    typed_by_name: str
    typed_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """Something typed that cannot be the answer: show it again, with its problems.

    `document` and `note` are what came in; `note` is None where the note was sound, and `document` is to be shown
    only when `document_refused`.
    """

    item: ItemId
    document: Any
    document_refused: bool
    note: str | None
    problems: tuple[Problem, ...]
    by: UUID
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Loaded:
    """An assessment with everything answered in it. Whatever is in `refused` or `conflicts` waits for somebody."""

    assessment: Assessment
    instrument: Instrument
    stored: Mapping[ItemId, Stored]
    answers: Answers
    standing: Standing
    completeness: Mapping[str, Completeness]
    refused: tuple[Refused, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def states(self) -> Mapping[ItemId, State]:
        """The state of every item."""
        return self.standing.states

    @property
    def is_draft(self) -> bool:
        """Whether a required item is still unanswered or undetermined."""
        return is_draft(self.instrument, self.standing)

    @property
    def editable(self) -> bool:
        """Whether answers can be changed at all, whoever looks."""
        return self.assessment.status in ANSWERABLE

    def revision(self, item: ItemId) -> int:
        """Return the revision a form must send back as its base."""
        return self.stored[item].revision if item in self.stored else 0

    def document(self, item: ItemId) -> Any:
        """Return the stored value as JSON, or None."""
        return self.stored[item].version.document if item in self.stored else None

    def note(self, item: ItemId) -> str:
        """Return the stored note."""
        return self.stored[item].version.note if item in self.stored else ""

    def checks(self) -> tuple[Problem, ...]:
        """Return the checks of the instrument that fail as things stand."""
        return check(self.instrument, self.answers, complete=False)


def load(database: Database, viewer: Viewer, assessment_id: UUID) -> Loaded:
    """Return an assessment with its answers. Raises Refusal NOT_FOUND."""
    with database.reading() as connection:
        return load_within(connection, database, viewer, assessment_id)


def load_within(connection: Connection, database: Database, viewer: Viewer, assessment_id: UUID) -> Loaded:
    """Do what `load` does, inside a transaction of the caller's."""
    found = assessments.assessment_of(connection, viewer, assessment_id)
    if found is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", assessment=assessment_id)])
    stored = rows.answers_of(connection, viewer, assessment_id)
    drafts = rows.drafts_of(connection, viewer, assessment_id)
    instrument = definition(database, found.instrument, found.instrument_digest)
    answers = decoded(instrument, stored)
    standing = stand(instrument, answers)
    refused = tuple(_refused(instrument, draft) for draft in drafts if draft.why is Why.REFUSED)
    conflicts = tuple(conflict_of(draft, stored) for draft in drafts if draft.why is Why.CONFLICT)
    return Loaded(found, instrument, stored, answers, standing, completeness(instrument, standing), refused, conflicts)


def decoded(instrument: Instrument, stored: Mapping[ItemId, Stored]) -> Answers:
    """Return the stored answers as values, in the order of the instrument."""
    found: dict[ItemId, Answer] = {}
    for item_id, item in instrument.items.items():
        row = stored.get(item_id)
        if row is not None and row.version.document is not None:
            answer, _ = from_json(item, row.version.document)
            if answer is not None:
                found[item_id] = answer
    return found


def _refused(instrument: Instrument, draft: Draft) -> Refused:
    document = json.loads(draft.document) if draft.document is not None else None
    note = json.loads(draft.note) if draft.note is not None else None
    given = read(instrument.items[draft.item], Given(document, note), Version(), on_earth(draft.at))
    refused = draft.document is not None
    return Refused(draft.item, document, refused, note, given.problems, draft.by, draft.by_name, draft.at)


def conflict_of(draft: Draft, stored: Mapping[ItemId, Stored]) -> Conflict:
    """Return the conflict that a draft stands for."""
    here = stored[draft.item]
    return Conflict(draft.item, here, typed_version(draft, here.version), draft.by, draft.by_name, draft.at)


def typed_version(draft: Draft, stored: Version) -> Version:
    """Return what was typed, with the parts not in question as they are stored."""
    document = stored.document if draft.document is None else json.loads(draft.document)
    return Version(document, stored.note if draft.note is None else json.loads(draft.note))


def history(database: Database, viewer: Viewer, assessment_id: UUID, item: ItemId) -> tuple[Stored, ...]:
    """Return every version of one answer, newest first."""
    with database.reading() as connection:
        return rows.history_of(connection, viewer, assessment_id, item)


def on_earth(now: datetime) -> Today:
    """Return the dates between which it is today somewhere."""
    return Today((now - BEHIND).date(), (now + AHEAD).date())
