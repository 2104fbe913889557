"""Who may see and do what? Pure rules over (viewer, subject); the one gateway of every page and every query.

`reach` says whose rows a viewer may read at all: queries filter by it. `may` says what the viewer may do with a
subject within reach. A supplier owns its answers: nobody outside reads any of them until it grants that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from instruments.problems import Code, Problem, Refusal
from questionnaire.lifecycle import Mover


class Kind(StrEnum):
    """What an organisation is here for."""

    SUPPLIER = "supplier"
    RECRUITER = "recruiter"
    BUYER = "buyer"
    PROGRAMME = "programme"
    VERIFIER = "verifier"
    INSTALLATION = "installation"


class Role(StrEnum):
    """What a person does in an organisation."""

    CONTRIBUTOR = "contributor"
    CERTIFIER = "certifier"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    VERIFIER = "verifier"
    ADMINISTRATOR = "administrator"


_RESPONDING = frozenset({Role.CONTRIBUTOR, Role.CERTIFIER})
_READING = frozenset({Role.REVIEWER, Role.MANAGER})

ROLES_OF: Mapping[Kind, frozenset[Role]] = {
    Kind.SUPPLIER: _RESPONDING,
    Kind.RECRUITER: _RESPONDING,
    Kind.BUYER: _READING,
    Kind.PROGRAMME: _READING,
    Kind.VERIFIER: frozenset({Role.VERIFIER}),
    Kind.INSTALLATION: frozenset({Role.ADMINISTRATOR}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody signed in: a person, in one of their organisations, in the role they have there."""

    user: UUID
    organisation: UUID
    kind: Kind
    role: Role

    @property
    def side(self) -> Mover:
        """The side on which the viewer moves assessments and actions."""
        match self.kind:
            case Kind.SUPPLIER | Kind.RECRUITER:
                return Mover.SUPPLIER
            case Kind.BUYER | Kind.PROGRAMME | Kind.INSTALLATION:
                return Mover.BUYER
            case Kind.VERIFIER:
                return Mover.VERIFIER
        assert_never(self.kind)


class Thing(StrEnum):
    """What rows are about. Everything about an assessment is one thing: answers, evidence, plan, submissions."""

    ACCOUNT = "account"
    ASSESSMENT = "assessment"
    EVENT = "event"


class Action(StrEnum):
    """What can be done."""

    READ = "read"
    ANSWER = "answer"
    SUBMIT = "submit"
    PLAN = "plan"
    CLOSE_ACTION = "close-action"
    OPEN_ASSESSMENT = "open-assessment"
    INVITE_COLLEAGUE = "invite-colleague"
    MANAGE_ACCOUNTS = "manage-accounts"


_EVERY_ROLE = frozenset(Role)
_NOT_THE_INSTALLATION = _EVERY_ROLE - {Role.ADMINISTRATOR}

ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.READ: _EVERY_ROLE,
    Action.ANSWER: _RESPONDING,
    Action.SUBMIT: frozenset({Role.CERTIFIER}),
    Action.PLAN: _RESPONDING,
    Action.CLOSE_ACTION: _NOT_THE_INSTALLATION,
    Action.OPEN_ASSESSMENT: frozenset({Role.CERTIFIER, Role.MANAGER, Role.ADMINISTRATOR}),
    Action.INVITE_COLLEAGUE: frozenset({Role.CERTIFIER, Role.MANAGER, Role.ADMINISTRATOR}),
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
}


# --- Reach: a union, so that grants become one more case here and in the one place that turns it into SQL. ---------


@dataclass(frozen=True, slots=True)
class Own:
    """Rows of the viewer's own organisation."""

    organisation: UUID


@dataclass(frozen=True, slots=True)
class Everything:
    """Rows of every organisation."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No rows."""


Reach = Own | Everything | Nothing


def reach(viewer: Viewer, thing: Thing) -> Reach:
    """Return whose rows about `thing` the viewer may read."""
    if viewer.role not in ROLES_OF[viewer.kind]:
        return Nothing()
    if viewer.role is not Role.ADMINISTRATOR:
        return Own(viewer.organisation)
    match thing:
        case Thing.ACCOUNT:
            return Everything()
        case Thing.ASSESSMENT:
            return Nothing()  # an administrator sees no answers: not by default, and not by accident
        case Thing.EVENT:
            return Everything()
    assert_never(thing)


def covers(within: Reach, owner: UUID) -> bool:
    """Whether rows of `owner` are within reach."""
    match within:
        case Own(organisation):
            return owner == organisation
        case Everything():
            return True
        case Nothing():
            return False
    assert_never(within)


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is done to: a thing, and the organisation that owns it."""

    thing: Thing
    owner: UUID


def may(viewer: Viewer, action: Action, subject: Subject) -> bool:
    """Whether the viewer may do this to the subject."""
    if viewer.role not in ALLOWED[action]:
        return False
    if action is Action.OPEN_ASSESSMENT and viewer.role is Role.ADMINISTRATOR:
        return True  # opening shows nothing: the assessment is empty, and its answers stay out of reach
    return covers(reach(viewer, subject.thing), subject.owner)


def require(viewer: Viewer, action: Action, subject: Subject) -> None:
    """Raise Refusal NOT_ALLOWED unless the viewer may do this to the subject."""
    if not may(viewer, action, subject):
        raise Refusal([Problem.of(Code.NOT_ALLOWED, action=action, role=viewer.role)])
