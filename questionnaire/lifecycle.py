"""Which states can an assessment and an action be in, and who may move them where? Pure tables.

An assessment's *status* says where it stands in the process, never how good it is.
"""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """Where an assessment stands."""

    INVITED = "invited"
    STARTED = "started"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class Mover(StrEnum):
    """On whose side the person stands who moves something."""

    SUPPLIER = "supplier"
    BUYER = "buyer"
    VERIFIER = "verifier"


class ActionStatus(StrEnum):
    """Where an action stands on its way from gap to proven effect."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    EVIDENCE_SUBMITTED = "evidence-submitted"
    VERIFIED = "verified"
    EFFECTIVE = "effective"


ANSWERABLE = frozenset({Status.INVITED, Status.STARTED, Status.RETURNED})
SEALED = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.CLOSED})
PLANNABLE = frozenset({Status.STARTED, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED})

_SUPPLIER = frozenset({Mover.SUPPLIER})
_BUYER = frozenset({Mover.BUYER})
_OUTSIDER_OR_COLLEAGUE = frozenset({Mover.SUPPLIER, Mover.BUYER, Mover.VERIFIER})

ASSESSMENT_MOVES: Mapping[tuple[Status, Status], frozenset[Mover]] = {
    (Status.INVITED, Status.STARTED): _SUPPLIER,
    (Status.INVITED, Status.DECLINED): _SUPPLIER,
    (Status.STARTED, Status.DECLINED): _SUPPLIER,
    (Status.STARTED, Status.SUBMITTED): _SUPPLIER,
    (Status.RETURNED, Status.SUBMITTED): _SUPPLIER,
    (Status.SUBMITTED, Status.RETURNED): _BUYER,
    (Status.SUBMITTED, Status.ACCEPTED): _BUYER,
    (Status.ACCEPTED, Status.CLOSED): _BUYER,
    **{
        (status, Status.WITHDRAWN): _BUYER
        for status in (Status.INVITED, Status.STARTED, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED)
    },
}

# Verified and effective close an action; that needs evidence and somebody other than its owner (see `closes`).
ACTION_MOVES: Mapping[tuple[ActionStatus, ActionStatus], frozenset[Mover]] = {
    (ActionStatus.OPEN, ActionStatus.IN_PROGRESS): _SUPPLIER,
    (ActionStatus.IN_PROGRESS, ActionStatus.OPEN): _SUPPLIER,
    (ActionStatus.OPEN, ActionStatus.EVIDENCE_SUBMITTED): _SUPPLIER,
    (ActionStatus.IN_PROGRESS, ActionStatus.EVIDENCE_SUBMITTED): _SUPPLIER,
    (ActionStatus.EVIDENCE_SUBMITTED, ActionStatus.IN_PROGRESS): _OUTSIDER_OR_COLLEAGUE,
    (ActionStatus.EVIDENCE_SUBMITTED, ActionStatus.VERIFIED): _OUTSIDER_OR_COLLEAGUE,
    (ActionStatus.VERIFIED, ActionStatus.IN_PROGRESS): _OUTSIDER_OR_COLLEAGUE,
    (ActionStatus.VERIFIED, ActionStatus.EFFECTIVE): _OUTSIDER_OR_COLLEAGUE,
    (ActionStatus.EFFECTIVE, ActionStatus.IN_PROGRESS): _OUTSIDER_OR_COLLEAGUE,
}

CLOSED_ACTION = frozenset({ActionStatus.VERIFIED, ActionStatus.EFFECTIVE})


def may_move(before: Status, after: Status, mover: Mover) -> bool:
    """Whether somebody on the side of `mover` may move an assessment from `before` to `after`."""
    return mover in ASSESSMENT_MOVES.get((before, after), frozenset())


def may_move_action(before: ActionStatus, after: ActionStatus, mover: Mover) -> bool:
    """Whether somebody on the side of `mover` may move an action from `before` to `after`."""
    return mover in ACTION_MOVES.get((before, after), frozenset())


def next_action_statuses(before: ActionStatus, mover: Mover) -> tuple[ActionStatus, ...]:
    """Return where `mover` may move an action that stands at `before`."""
    return tuple(after for after in ActionStatus if may_move_action(before, after, mover))


def needs_evidence(after: ActionStatus) -> bool:
    """Whether an action must have evidence to stand at `after`."""
    return after in CLOSED_ACTION or after is ActionStatus.EVIDENCE_SUBMITTED


def closes(after: ActionStatus) -> bool:
    """Whether moving to `after` is a judgement on the action, which its own owner cannot make."""
    return after in CLOSED_ACTION
