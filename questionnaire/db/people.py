"""Which organisations, people, links and sessions are there, as far as this viewer may know?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, insert, select, update

from questionnaire.access import Kind, Role, Thing, Viewer
from questionnaire.db.gateway import Chain, within_reach
from questionnaire.db.tables import membership, organisation, session, sign_in_link, user


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation."""

    id: UUID
    kind: Kind
    name: str
    country: str
    parent: UUID | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in an organisation, and their role there."""

    user: UUID
    organisation: UUID
    name: str
    email: str
    language: str
    role: Role


@dataclass(frozen=True, slots=True)
class Device:
    """A session of a person, so that they can end it."""

    id: UUID
    device: str
    at: datetime
    expires: datetime


_ORGANISATION = [organisation.c[name] for name in ("id", "kind", "name", "country", "parent")]


def organisations(connection: Connection, viewer: Viewer) -> tuple[Organisation, ...]:
    """Return the organisations within reach, by name."""
    query = select(*_ORGANISATION).where(within_reach(viewer, Thing.ACCOUNT, organisation.c.id))
    return tuple(Organisation(**row) for row in connection.execute(query.order_by(organisation.c.name)).mappings())


def organisation_of(connection: Connection, viewer: Viewer, organisation_id: UUID) -> Organisation | None:
    """Return one organisation."""
    reachable = within_reach(viewer, Thing.ACCOUNT, organisation.c.id)
    query = select(*_ORGANISATION).where(organisation.c.id == organisation_id, reachable)
    row = connection.execute(query).mappings().one_or_none()
    return Organisation(**row) if row else None


def members(connection: Connection, viewer: Viewer, organisation_id: UUID) -> tuple[Member, ...]:
    """Return the people of an organisation, by name."""
    query = (
        select(
            membership.c.user, membership.c.organisation, user.c.name, user.c.email, user.c.language, membership.c.role
        )
        .join(user, user.c.id == membership.c.user)
        .where(
            membership.c.organisation == organisation_id,
            membership.c.ended.is_(None),
            within_reach(viewer, Thing.ACCOUNT, membership.c.organisation),
        )
    )
    return tuple(Member(**row) for row in connection.execute(query.order_by(user.c.name, user.c.id)).mappings())


def devices(connection: Connection, viewer: Viewer, now: datetime) -> tuple[Device, ...]:
    """Return the viewer's own live sessions in this organisation, newest first."""
    query = select(session.c.id, session.c.device, session.c.at, session.c.expires).where(
        *_own(viewer), session.c.expires > now
    )
    return tuple(Device(**row) for row in connection.execute(query.order_by(session.c.at.desc())).mappings())


def revoke_device(connection: Connection, viewer: Viewer, session_id: UUID, now: datetime) -> bool:
    """End one of the viewer's own sessions; False when there is no such live one."""
    own = update(session).where(session.c.id == session_id, *_own(viewer))
    return connection.execute(own.values(revoked=now)).rowcount == 1


def _own(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Whoever issues links for one organisation learns nothing of a person's sessions in another."""
    mine = session.c.user == viewer.user, session.c.organisation == viewer.organisation
    return (*mine, session.c.revoked.is_(None))


def set_language(connection: Connection, viewer: Viewer, language: str) -> None:
    """Keep the language in which the viewer reads the interface."""
    connection.execute(update(user).where(user.c.id == viewer.user).values(language=language))


def insert_organisation(connection: Connection, chain: Chain, row: Organisation, now: datetime) -> None:  # noqa: ARG001
    """Keep a new organisation, for whoever holds the installation."""
    parts = {"id": row.id, "kind": row.kind, "name": row.name, "country": row.country, "parent": row.parent}
    connection.execute(insert(organisation), parts | {"at": now})


def user_with_email(connection: Connection, chain: Chain, email: str) -> UUID | None:  # noqa: ARG001  proof, not value
    """Return the person with this address, for whoever holds an organisation they are to join."""
    found: UUID | None = connection.execute(select(user.c.id).where(user.c.email == email)).scalar_one_or_none()
    return found


def insert_user(connection: Connection, chain: Chain, *, name: str, email: str, language: str, now: datetime) -> UUID:  # noqa: ARG001
    """Keep a new person; return their id."""
    user_id = uuid4()
    connection.execute(insert(user), {"id": user_id, "name": name, "email": email, "language": language, "at": now})
    return user_id


def insert_membership(connection: Connection, chain: Chain, user_id: UUID, role: Role, now: datetime) -> None:
    """Make somebody a member of the organisation held."""
    row = {"user": user_id, "organisation": chain.organisation, "role": role, "at": now, "ended": None}
    connection.execute(insert(membership), row)


def insert_link(
    connection: Connection,
    chain: Chain,
    user_id: UUID,
    nonce: str,
    destination: str,
    *,
    expires: datetime,
    now: datetime,
) -> None:
    """Keep a sign-in link for a member of the organisation held."""
    row = {"id": uuid4(), "nonce": nonce, "user": user_id, "organisation": chain.organisation}
    connection.execute(
        insert(sign_in_link), row | {"destination": destination, "by": chain.by, "at": now, "expires": expires}
    )
