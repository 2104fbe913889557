"""What was answered, and how is an answer kept so that nothing anybody typed is ever lost?

A save that returns is durable. What it could not take as the answer - refused by the instrument, or in conflict with
a colleague's - is kept as a draft of the person who typed it, until it is put right, chosen or put aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection

from instruments.answering import Completeness, completeness_of, dependants, stand
from instruments.model import Instrument, ItemId, Section, State
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action, Viewer
from questionnaire.db import answers as rows
from questionnaire.db import assessments, events
from questionnaire.db.answers import Draft, Ground, Settled, Stored, Version, written
from questionnaire.db.gateway import Held, hold
from questionnaire.db.session import Database
from questionnaire.db.tables import Why
from questionnaire.lifecycle import ANSWERABLE, SEALED, Status
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given, Read, merge, read
from questionnaire.services.reading import (
    Conflict,
    Loaded,
    Refused,
    conflict_of,
    decoded,
    history,
    load,
    load_within,
    on_earth,
    typed_version,
)

__all__ = [
    "Conflict",
    "Given",
    "Keep",
    "Loaded",
    "Refused",
    "Saved",
    "history",
    "load",
    "load_within",
    "require_answerable",
    "resolve",
    "save",
]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did.

    `revisions` of the items given; `states` of those and of every item that depends on them; `completeness` of the
    sections they stand in.
    """

    revisions: Mapping[ItemId, int]
    states: Mapping[ItemId, State]
    completeness: Mapping[str, Completeness]
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a save is going to do about one item."""

    item: ItemId
    write: Version | None
    keep: Draft | None
    conflict: bool
    problems: tuple[Problem, ...]


def save(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    given: Mapping[ItemId, Given],
    *,
    language: str,
    now: datetime,
) -> Saved:
    """Keep what was given. Raises Refusal: NOT_FOUND, NOT_ALLOWED, ALREADY_SUBMITTED.

    An autosave of one item is five statements: lock, read, write, write history, write event.
    """
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.ANSWER)
        require_answerable(held)
        instrument = definition(database, held.instrument, held.instrument_digest)
        known = {item: each for item, each in given.items() if item in instrument.items}
        ground = rows.ground(connection, held, concerned(instrument, frozenset(known)).read)
        bases = _bases(connection, held, known, ground)
        stamp = Stamp(viewer.user, now, language)
        decisions = [decide(instrument, item, each, ground, bases[item], stamp) for item, each in known.items()]
        stored = _apply(connection, held, ground, decisions, stamp)
    unknown = tuple(Problem.of(Code.UNKNOWN_ITEM, item, item=item) for item in given if item not in known)
    return _saved(instrument, stored, decisions, unknown, stamp)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who saves, when, and in which language."""

    by: UUID
    at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Which items' states may change with some answers, in which sections they stand, and which answers tell."""

    states: frozenset[ItemId]
    sections: tuple[Section, ...]
    read: frozenset[ItemId]


@lru_cache(maxsize=4096)
def concerned(instrument: Instrument, given: frozenset[ItemId]) -> Concern:
    """Return what is concerned when the answers to `given` change: them, their sections, all that depend on them.

    To be read are those and whatever they depend on themselves.
    """
    later = dependants(instrument)
    states = given.union(*(later[item] for item in given))
    sections = tuple(section for section in instrument.sections if any(item.id in given for item in section.items))
    told = states.union(item.id for section in sections for item in section.items)
    sources = {source for source, reached in later.items() if not told.isdisjoint(reached)}
    return Concern(states, sections, told | sources)


def require_answerable(held: Held) -> None:
    """Raise Refusal unless the assessment held can still be answered."""
    if held.status in SEALED:
        raise Refusal([Problem.of(Code.ALREADY_SUBMITTED, "", status=held.status)])
    if held.status not in ANSWERABLE:
        raise Refusal([Problem.of(Code.NOT_ALLOWED, "", status=held.status)])


def _bases(
    connection: Connection, held: Held, given: Mapping[ItemId, Given], ground: Ground
) -> Mapping[ItemId, Version | None]:
    """Return, per item, the version that the page showed; looked up only where it is not the stored one."""
    stale = {
        (item, each.base_revision)
        for item, each in given.items()
        if item in ground.stored and each.base_revision != ground.stored[item].revision
    }
    earlier = rows.versions(connection, held, stale) if stale else {}
    return {
        item: earlier.get((item, each.base_revision))
        if (item, each.base_revision) in stale
        else standing_version(ground, item)
        for item, each in given.items()
    }


def standing_version(ground: Ground, item: ItemId) -> Version:
    """Return the version of an answer as it is stored, empty when it never was given."""
    return ground.stored[item].version if item in ground.stored else Version()


def decide(
    instrument: Instrument, item: ItemId, given: Given, ground: Ground, base: Version | None, stamp: Stamp
) -> Decision:
    """Decide about one item: pure."""
    stored = standing_version(ground, item)
    found = read(instrument.items[item], given, stored, on_earth(stamp.at))
    kept = merge(_as_given(base, stored, found), stored, found.version)
    write = kept if kept is not None and kept != stored else None
    keep = _kept_aside(item, given, found, base, stamp, conflict=kept is None)
    return Decision(item, write, keep, kept is None and found.sound, found.problems)


def _as_given(base: Version | None, stored: Version, found: Read) -> Version | None:
    """Return the base with the refused parts as stored: what was refused takes no part in a conflict."""
    if base is None:
        return None
    return Version(base.document if found.document_sound else stored.document, base.note)


def _kept_aside(
    item: ItemId, given: Given, found: Read, base: Version | None, stamp: Stamp, *, conflict: bool
) -> Draft | None:
    """Return what is to be kept beside the answer: the refused parts as they came in, or the parts in conflict."""
    note = None if given.note is None else written(given.note)
    if not found.sound:
        document = None if found.document_sound else written(given.document)
        note = note if conflict or not found.note_sound else None
        return _draft(item, given, Why.REFUSED, document, note, stamp)
    if not conflict:
        return None
    typed = found.version
    untouched = base is not None and typed.document == base.document
    document = None if untouched else written(typed.document)
    note = None if base is not None and typed.note == base.note else note
    return _draft(item, given, Why.CONFLICT, document, note, stamp)


def _draft(item: ItemId, given: Given, why: Why, document: str | None, note: str | None, stamp: Stamp) -> Draft:
    return Draft(item, why, document, note, given.base_revision, stamp.language, stamp.by, stamp.at)


def _apply(
    connection: Connection, held: Held, ground: Ground, decisions: list[Decision], stamp: Stamp
) -> Mapping[ItemId, Stored]:
    """Write what was decided; return the answers as they then stand."""
    changed = {each.item: _next(ground, each.item, each.write, stamp) for each in decisions if each.write is not None}
    drafts = [each.keep for each in decisions if each.keep is not None]
    if changed:
        rows.write(connection, held, tuple(changed.values()))
    if ground.drafts:
        sound = [each.item for each in decisions if each.keep is None]
        rows.settle_own(connection, held, sound, [item for item in sound if item in changed])
    if drafts:
        rows.write_drafts(connection, held, drafts)
    if changed:
        detail = {"revisions": {item: stored.revision for item, stored in changed.items()}}
        events.append(connection, ground.chain, "answered", detail, assessment=held.id, now=stamp.at)
        if held.status is Status.INVITED:
            assessments.move(connection, held, Status.STARTED)
    return {**ground.stored, **changed}


def _next(ground: Ground, item: ItemId, version: Version, stamp: Stamp) -> Stored:
    revision = ground.stored[item].revision + 1 if item in ground.stored else 1
    return Stored(item, version, stamp.language, revision, stamp.by, stamp.at)


def _saved(
    instrument: Instrument,
    stored: Mapping[ItemId, Stored],
    decisions: list[Decision],
    unknown: tuple[Problem, ...],
    stamp: Stamp,
) -> Saved:
    items = frozenset(each.item for each in decisions)
    concern = concerned(instrument, items)
    standing = stand(instrument, decoded(instrument, stored), concern.read)
    conflicts = tuple(conflict_of(each.keep, stored) for each in decisions if each.conflict and each.keep)
    return Saved(
        {item: stored[item].revision if item in stored else 0 for item in items},
        {item: standing.states[item] for item in instrument.items if item in concern.states},
        {section.id: completeness_of(section, standing) for section in concern.sections},
        conflicts,
        unknown + tuple(problem for each in decisions for problem in each.problems),
        stamp.at,
    )


# --- Resolving -----------------------------------------------------------------------------------------------------


class Keep(StrEnum):
    """Which of two versions is to be the answer."""

    STORED = "stored"
    TYPED = "typed"


def resolve(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    item: ItemId,
    *,
    typed_by: UUID,
    keep: Keep,
    base_revision: int,
    now: datetime,
) -> None:
    """Settle what `typed_by` typed for an item: make it the answer, or put it aside (a refused one can only be that).

    Raises Refusal: NOT_FOUND (nothing waits there), STALE (the stored answer changed since the page showed it).
    """
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.ANSWER)
        require_answerable(held)
        waiting = rows.drafts_of(connection, viewer, assessment_id)
        draft = next((each for each in waiting if (each.item, each.by) == (item, typed_by)), None)
        if draft is None or (keep is Keep.TYPED and draft.why is Why.REFUSED):
            raise Refusal([Problem.of(Code.NOT_FOUND, item)])
        ground = rows.ground(connection, held, [item])
        if base_revision != (ground.stored[item].revision if item in ground.stored else 0):
            raise Refusal([Problem.of(Code.STALE, item)])
        version = typed_version(draft, standing_version(ground, item))
        if keep is Keep.TYPED and version != standing_version(ground, item):
            rows.write(connection, held, [_next(ground, item, version, Stamp(viewer.user, now, draft.language))])
        rows.settle(connection, held, item, typed_by, Settled.CHOSEN if keep is Keep.TYPED else Settled.PUT_ASIDE)
        detail = {"item": item, "kept": keep, "typed_by": str(typed_by)}
        events.append(connection, ground.chain, "resolved", detail, assessment=held.id, now=now)
