"""How is a file added in support of answers, and who may have it back?"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from instruments.codec import CONTROL, LONE_SURROGATE
from instruments.model import Instrument, ItemId, Note
from instruments.problems import Code, Problem, Refusal
from questionnaire import storage
from questionnaire.access import Action, Subject, Thing, Viewer, require
from questionnaire.db import actions, assessments, events
from questionnaire.db import evidence as rows
from questionnaire.db.evidence import Evidence
from questionnaire.db.gateway import Held, end_of_chain, hold
from questionnaire.db.session import Database
from questionnaire.lifecycle import ANSWERABLE, CLOSED_ACTION, PLANNABLE
from questionnaire.services.answer import require_answerable
from questionnaire.services.definitions import definition
from questionnaire.services.sniff import MEDIA_TYPES, safe_name, sniff
from questionnaire.storage import Storage

ATTACHED = 1
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way out: always as an attachment."""

    evidence: Evidence
    media_type: str
    content: Iterator[bytes]


def add(
    database: Database,
    store: Storage,
    viewer: Viewer,
    assessment_id: UUID,
    *,
    name: str,
    content: bytes,
    items: Collection[ItemId] = (),
    dated: date | None = None,
    expires: date | None = None,
    limit: int,
    now: datetime,
) -> Evidence:
    """Keep a file and let it support `items`. Raises Refusal: NOT_FOUND, NOT_ALLOWED, FILE_..., TOO_EARLY."""
    _require_may_add(database, viewer, assessment_id)
    shown = safe_name(name)
    kind, problems = sniff(shown, content, limit)
    if dated and expires and expires < dated:
        problems += (Problem.of(Code.TOO_EARLY, "expires", limit=dated),)
    if problems:
        raise Refusal(problems)
    sha256 = storage.put(store, content)  # before the record: a record never names bytes that are not there
    made = Evidence(
        uuid4(), assessment_id, shown, len(content), sha256, kind, dated, expires, ATTACHED, viewer.user, "", now
    )
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.ANSWER)
        _require_open(held)
        linked = _linkable(database, held, items)
        rows.insert_evidence(connection, held, made)
        rows.link(connection, held, made.id, linked, now)
        _happened(connection, held, "evidence-added", made, items=list(linked), now=now)
    return found(database, viewer, made.id)


def _require_may_add(database: Database, viewer: Viewer, assessment_id: UUID) -> None:
    """Look before anything is kept: bytes of somebody who may not do this never reach the disk."""
    with database.reading() as connection:
        assessment = assessments.assessment_of(connection, viewer, assessment_id)
    if assessment is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", assessment=assessment_id)])
    require(viewer, Action.ANSWER, Subject(Thing.ASSESSMENT, assessment.supplier))


def _require_open(held: Held) -> None:
    if held.status not in ANSWERABLE | PLANNABLE:
        raise Refusal([Problem.of(Code.NOT_ALLOWED, "", status=held.status)])


def _linkable(database: Database, held: Held, items: Collection[ItemId]) -> tuple[ItemId, ...]:
    """Return the items, each once. Raises Refusal when one cannot be supported, or answers are sealed."""
    if items:
        require_answerable(held)
    instrument = definition(database, held.instrument, held.instrument_digest)
    unknown = [item for item in items if not _can_be_supported(instrument, item)]
    if unknown:
        raise Refusal([Problem.of(Code.UNKNOWN_ITEM, item, item=item) for item in unknown])
    return tuple(dict.fromkeys(items))


def _can_be_supported(instrument: Instrument, item: ItemId) -> bool:
    return item in instrument.items and not isinstance(instrument.items[item].kind, Note)


def link(
    database: Database, viewer: Viewer, evidence_id: UUID, items: Collection[ItemId], *, now: datetime
) -> Evidence:
    """Let a file support further items."""
    with database.writing() as connection:
        held, here = _held(connection, viewer, evidence_id)
        linked = _linkable(database, held, items)
        rows.link(connection, held, evidence_id, linked, now)
        _happened(connection, held, "evidence-linked", here, items=list(linked), now=now)
    return found(database, viewer, evidence_id)


def unlink(
    database: Database, viewer: Viewer, evidence_id: UUID, items: Collection[ItemId], *, now: datetime
) -> Evidence:
    """Let a file no longer support items."""
    with database.writing() as connection:
        held, here = _held(connection, viewer, evidence_id)
        require_answerable(held)
        rows.unlink(connection, held, evidence_id, items)
        _happened(connection, held, "evidence-unlinked", here, items=list(items), now=now)
    return found(database, viewer, evidence_id)


def remove(database: Database, viewer: Viewer, evidence_id: UUID, *, reason: str = "", now: datetime) -> None:
    """Take a file out of sight; the record says why.

    Raises Refusal when the answers it may support are sealed, when an action was closed on the strength of it, or
    when the reason cannot be kept.
    """
    if LONE_SURROGATE.search(reason) or re.search(CONTROL, reason):
        raise Refusal([Problem.of(Code.BAD_CHARACTERS, "reason")])
    if len(reason) > LONGEST_REASON:
        raise Refusal([Problem.of(Code.TOO_LONG, "reason", limit=LONGEST_REASON)])
    with database.writing() as connection:
        held, here = _held(connection, viewer, evidence_id)
        _require_open(held)
        if here.items:
            require_answerable(held)
        _require_no_judgement(connection, held, evidence_id)
        rows.mark_removed(connection, held, evidence_id, now)
        _happened(connection, held, "evidence-removed", here, items=list(here.items), reason=reason, now=now)


def _require_no_judgement(connection: Connection, held: Held, evidence_id: UUID) -> None:
    shown = actions.evidence_of_actions(connection, held.viewer, held.id)
    closed = [row.id for row in actions.actions_in(connection, held.viewer, held.id) if row.status in CLOSED_ACTION]
    if any(evidence_id in shown.get(action, ()) for action in closed):
        raise Refusal([Problem.of(Code.NOT_ALLOWED, "", evidence=evidence_id)])


def evidence_in(database: Database, viewer: Viewer, assessment_id: UUID) -> tuple[Evidence, ...]:
    """Return the files of an assessment, oldest first; nothing when it is out of reach."""
    with database.reading() as connection:
        return rows.evidence_in(connection, viewer, assessment_id)


def found(database: Database, viewer: Viewer, evidence_id: UUID) -> Evidence:
    """Return one file's record. Raises Refusal NOT_FOUND."""
    with database.reading() as connection:
        return _found(connection, viewer, evidence_id)


def download(database: Database, store: Storage, viewer: Viewer, evidence_id: UUID) -> Download:
    """Return a file to send. Raises Refusal NOT_FOUND (also when its bytes are gone)."""
    here = found(database, viewer, evidence_id)
    try:
        return Download(here, MEDIA_TYPES[here.kind], storage.chunks(store, here.sha256))
    except FileNotFoundError:
        raise Refusal([Problem.of(Code.NOT_FOUND, here.name)]) from None


def _found(connection: Connection, viewer: Viewer, evidence_id: UUID) -> Evidence:
    here = rows.evidence_of(connection, viewer, evidence_id)
    if here is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", evidence=evidence_id)])
    return here


def _held(connection: Connection, viewer: Viewer, evidence_id: UUID) -> tuple[Held, Evidence]:
    here = _found(connection, viewer, evidence_id)
    held = hold(connection, viewer, here.assessment, Action.ANSWER)
    return held, _found(connection, viewer, evidence_id)  # as it is now that nobody else can change it


def _happened(
    connection: Connection,
    held: Held,
    kind: str,
    here: Evidence,
    *,
    items: list[ItemId],
    reason: str = "",
    now: datetime,
) -> None:
    chain = end_of_chain(connection, held.supplier, held.viewer.user)
    detail = {"evidence": str(here.id), "sha256": here.sha256, "items": items} | ({"reason": reason} if reason else {})
    events.append(connection, chain, kind, detail, assessment=held.id, now=now)
