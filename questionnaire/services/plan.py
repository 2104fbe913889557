"""What is going to be done about the gaps, by whom and by when, and how does an action come to be closed?

A plan is drafted from the gaps when somebody asks, and again whenever they ask: new gaps add rows, rows that are there
are never touched. People change fields; each change is a revision. Closing needs evidence, a root cause, and somebody
other than the owner.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from instruments.model import ActionType, Instrument, ItemId
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Action, Subject, Thing, Viewer, require
from questionnaire.db import actions as rows
from questionnaire.db import events
from questionnaire.db.actions import Past, PlanRow
from questionnaire.db.assessments import Assessment
from questionnaire.db.gateway import Held, end_of_chain, hold
from questionnaire.db.repayments import RepaymentRows, repayments_in
from questionnaire.db.session import Database
from questionnaire.lifecycle import PLANNABLE, ActionStatus, closes, may_move_action, needs_evidence
from questionnaire.services.answer import load_within
from questionnaire.services.plan_fields import field_texts, read_fields, with_fields
from questionnaire.services.result import computed
from scoring.output import shortest
from scoring.plan import DraftAction, draft_plan


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The plan of an assessment, in its order, with the files that show each action, and what workers get back."""

    assessment: Assessment
    instrument: Instrument
    rows: tuple[PlanRow, ...]
    evidence: Mapping[UUID, tuple[UUID, ...]]
    repayments: Mapping[UUID, RepaymentRows]


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that somebody else changed meanwhile: what stands, what was given, whose the standing value is."""

    action: UUID
    field: str
    stored: str
    given: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did: the action as it stands, the problems at their fields, and what was not overwritten."""

    row: PlanRow
    problems: tuple[Problem, ...]
    conflicts: tuple[FieldConflict, ...]


# --- Reading -------------------------------------------------------------------------------------------------------


def plan(database: Database, viewer: Viewer, assessment_id: UUID) -> ActionPlan:
    """Return the plan of an assessment. Raises Refusal NOT_FOUND."""
    with database.reading() as connection:
        loaded = load_within(connection, database, viewer, assessment_id)
        found = rows.actions_in(connection, viewer, assessment_id)
        files = rows.evidence_of_actions(connection, viewer, assessment_id)
        sums = repayments_in(connection, viewer, assessment_id)
    return ActionPlan(loaded.assessment, loaded.instrument, found, files, sums)


def history(database: Database, viewer: Viewer, action_id: UUID) -> tuple[Past, ...]:
    """Return every version of an action, newest first."""
    with database.reading() as connection:
        return rows.history_of(connection, viewer, action_id)


# --- Drafting ------------------------------------------------------------------------------------------------------


def draft(database: Database, viewer: Viewer, assessment_id: UUID, *, start: date, now: datetime) -> tuple[UUID, ...]:
    """Add the recommended actions for gaps that the plan does not cover yet; return their ids, in order."""
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.PLAN)
        require_plannable(held)
        loaded = load_within(connection, database, viewer, assessment_id)
        card = computed(connection, viewer, loaded, now).scorecard
        there = {row.key for row in rows.actions_in(connection, viewer, assessment_id)}
        place = rows.next_position(connection, held)
        wanted = draft_plan(loaded.instrument, card.gaps, start=start)
        missing = [each for each in wanted if _key(each) not in there]
        made = [_drafted(held, each, place + n, start=start, now=now) for n, each in enumerate(missing)]
        rows.insert_actions(connection, held, made)
        if made:
            happened(connection, held, "plan-drafted", {"actions": [str(row.id) for row in made]}, now)
    return tuple(row.id for row in made)


def _key(drafted: DraftAction) -> str:
    return f"{drafted.item}/{drafted.position}"


def _drafted(held: Held, drafted: DraftAction, position: int, *, start: date, now: datetime) -> PlanRow:
    advice, gap = drafted.recommendation, drafted.gap
    blank = _blank(held, drafted.recommendation.type, item=drafted.item, position=position, now=now)
    return replace(
        blank,
        key=_key(drafted),
        recommendation=drafted.position,
        raises_to=shortest(advice.raises_to),
        need=advice.need,
        gender=advice.gender,
        gap={
            "level": shortest(gap.level),
            "needed": shortest(gap.needed),
            "areas": list(gap.areas),
            "stage": gap.stage,
            "critical": str(gap.critical) if gap.critical else None,
            "nature": str(gap.nature),
        },
        text=advice.text,
        start=start,
        due=drafted.due,
    )


def _blank(held: Held, kind: ActionType, *, item: ItemId | None, position: int, now: datetime) -> PlanRow:
    made = uuid4()
    return PlanRow(
        id=made,
        assessment=held.id,
        key=f"own/{made}",
        item=item,
        type=kind,
        recommendation=None,
        raises_to=None,
        need=None,
        gender=False,
        position=position,
        gap=None,
        status=ActionStatus.OPEN,
        text="",
        finding="",
        cause="",
        workers="",
        owner="",
        owner_user=None,
        start=None,
        due=None,
        cost="",
        currency="",
        bearer="",
        note="",
        revision=1,
        by=held.viewer.user,
        at=now,
    )


def add(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    fields: Mapping[str, str],
    *,
    type: ActionType,  # noqa: A002  the glossary's word
    item: ItemId | None = None,
    now: datetime,
) -> PlanRow:
    """Add an action of the supplier's own. Raises Refusal with every problem: nothing is added then."""
    with database.writing() as connection:
        held = hold(connection, viewer, assessment_id, Action.PLAN)
        require_plannable(held)
        instrument = load_within(connection, database, viewer, assessment_id).instrument
        found = read_fields({name: text for name, text in fields.items() if name != "status"})
        problems = list(found.problems)
        if not found.values.get("text") and not any(problem.where == "text" for problem in problems):
            problems.append(Problem.of(Code.REQUIRED, "text"))
        if item is not None and item not in instrument.items:
            problems.append(Problem.of(Code.UNKNOWN_ITEM, "item", item=item))
        if problems:
            raise Refusal(problems)
        blank = _blank(held, type, item=item, position=rows.next_position(connection, held), now=now)
        made = with_fields(blank, found.values)
        rows.insert_actions(connection, held, [made])
        happened(connection, held, "action-added", {"action": str(made.id)}, now)
    return made


# --- Editing -------------------------------------------------------------------------------------------------------


def edit(
    database: Database,
    viewer: Viewer,
    action_id: UUID,
    fields: Mapping[str, str],
    *,
    base_revision: int,
    owner_user: UUID | None = None,
    now: datetime,
) -> Edited:
    """Change fields of an action, given as texts (see `plan_fields`); what is sound and not in conflict is written.

    Raises Refusal NOT_FOUND, NOT_ALLOWED.
    """
    with database.writing() as connection:
        held, row = held_action(connection, viewer, action_id)
        edited = apply_fields(connection, held, row, fields, base_revision, now, owner_user=owner_user)
        if edited.row.revision != row.revision:
            detail = {"action": str(row.id), "revision": edited.row.revision, "status": edited.row.status}
            happened(connection, held, "action-changed", detail, now)
    return edited


def held_action(connection: Connection, viewer: Viewer, action_id: UUID) -> tuple[Held, PlanRow]:
    """Lock the plan of an action; return the action as it then stands. Raises Refusal NOT_FOUND, NOT_ALLOWED."""
    found = _found(connection, viewer, action_id)
    held = hold(connection, viewer, found.assessment, Action.PLAN)
    require_plannable(held)
    return held, _found(connection, viewer, action_id)  # as it is now that nobody else can change it


def _found(connection: Connection, viewer: Viewer, action_id: UUID) -> PlanRow:
    row = rows.action_of(connection, viewer, action_id)
    if row is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", action=action_id)])
    return row


def require_plannable(held: Held) -> None:
    """Raise Refusal unless the plan of the assessment held can be changed."""
    if held.status not in PLANNABLE:
        raise Refusal([Problem.of(Code.NOT_ALLOWED, "", status=held.status)])


def apply_fields(
    connection: Connection,
    held: Held,
    row: PlanRow,
    fields: Mapping[str, str],
    base_revision: int,
    now: datetime,
    *,
    owner_user: UUID | None = None,
) -> Edited:
    """Do what `edit` does to an action that is held."""
    found = read_fields(fields)
    changed = {name: value for name, value in found.values.items() if value != getattr(row, name)}
    if base_revision != row.revision and changed:
        changed, conflicts = _merged(connection, held, row, changed, fields, base_revision)
    else:
        conflicts = ()
    problems = list(found.problems)
    new = with_fields(row, {name: value for name, value in changed.items() if name != "status"})
    if owner_user is not None:
        new = replace(new, owner_user=owner_user)
    if "status" in changed:
        new, refused = _moved(connection, held, new, changed["status"], owners={row.owner, new.owner})
        problems += refused
    if new != row:
        new = rows.update_action(connection, held, replace(new, by=held.viewer.user, at=now))
    return Edited(new, tuple(problems), conflicts)


def _merged(
    connection: Connection,
    held: Held,
    row: PlanRow,
    changed: Mapping[str, Any],
    fields: Mapping[str, str],
    base_revision: int,
) -> tuple[dict[str, Any], tuple[FieldConflict, ...]]:
    """Drop what the page merely sent back as it once was; tell apart what two people changed differently."""
    past = {each.revision: each for each in rows.history_of(connection, held.viewer, row.id)}
    base = past.get(base_revision)
    mine = {name: value for name, value in changed.items() if base is None or value != getattr(base, name)}
    clash = {name for name in mine if base is None or getattr(base, name) != getattr(row, name)}
    stored = field_texts(row)
    conflicts = tuple(FieldConflict(row.id, name, stored[name], fields[name], row.by, row.at) for name in sorted(clash))
    return {name: value for name, value in mine.items() if name not in clash}, conflicts


def _moved(
    connection: Connection, held: Held, row: PlanRow, after: ActionStatus, owners: set[str]
) -> tuple[PlanRow, tuple[Problem, ...]]:
    """Return the action moved to another status, or unmoved with the reasons why.

    `owners` are the one before this change and the one after: nobody hands an action over in order to close it.
    """
    problems = tuple(_obstacles(connection, held, row, after, owners))
    if problems:
        return row, problems
    me = held.viewer
    if closes(after):
        return replace(row, status=after, verified_by=me.user, verified_for=me.organisation), ()
    shown_by = me.user if after is ActionStatus.EVIDENCE_SUBMITTED else row.evidence_by
    return replace(row, status=after, evidence_by=shown_by, verified_by=None, verified_for=None), ()


def _obstacles(
    connection: Connection, held: Held, row: PlanRow, after: ActionStatus, owners: set[str]
) -> Iterator[Problem]:
    viewer = held.viewer
    if not may_move_action(row.status, after, viewer.side):
        yield Problem.of(Code.NO_SUCH_STEP, "status", before=row.status, after=after)
        return
    if needs_evidence(after) and not rows.evidence_of_actions(connection, viewer, held.id).get(row.id):
        yield Problem.of(Code.NEEDS_EVIDENCE, "status", after=after)
    if closes(after):
        require(viewer, Action.CLOSE_ACTION, Subject(Thing.ASSESSMENT, held.supplier))
        if not row.cause:
            yield Problem.of(Code.NEEDS_CAUSE, "cause")
        own_name = rows.name_of(connection, viewer).strip().casefold()
        names = {owner.strip().casefold() for owner in owners}
        if viewer.user in {row.owner_user, row.evidence_by} or own_name in names:
            yield Problem.of(Code.NEEDS_SOMEBODY_ELSE, "status", after=after)


def show(database: Database, viewer: Viewer, action_id: UUID, files: Collection[UUID], *, now: datetime) -> None:
    """Let evidence files of the assessment show that an action was taken."""
    with database.writing() as connection:
        held, row = held_action(connection, viewer, action_id)
        rows.link_evidence(connection, held, row.id, files, now)
        happened(connection, held, "action-shown", {"action": str(row.id), "evidence": list(map(str, files))}, now)


def happened(connection: Connection, held: Held, kind: str, detail: Mapping[str, Any], now: datetime) -> None:
    """Write into the record of events what happened to the plan held."""
    chain = end_of_chain(connection, held.supplier, held.viewer.user)
    events.append(connection, chain, kind, detail, assessment=held.id, now=now)


def rows_by_id(found: Sequence[PlanRow]) -> Mapping[str, PlanRow]:
    """Return actions by their ids as text, as workbooks name them."""
    return {str(row.id): row for row in found}
