"""Who is this? The queries that run before there is a viewer; nothing else may call them.

Tokens and nonces are looked up by their SHA-256: who reads the database cannot sign in with what stands there.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping, bindparam, case, insert, select, update

from questionnaire.access import Kind, Viewer
from questionnaire.db.session import insert_into
from questionnaire.db.tables import membership, organisation, rate_limit, session, sign_in_link, user


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link as it stands."""

    id: UUID
    user: UUID
    organisation: UUID
    destination: str
    expires: datetime
    used: datetime | None
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person signed in on one device: the viewer, and what every page shows of them."""

    viewer: Viewer
    session: UUID
    name: str
    email: str
    language: str
    organisation_name: str
    expires: datetime


def installation(connection: Connection) -> Viewer | None:
    """Return the administrator who was there first, or None before anything is."""
    query = (
        select(membership.c.user, membership.c.organisation, organisation.c.kind, membership.c.role)
        .join(organisation, organisation.c.id == membership.c.organisation)
        .where(organisation.c.kind == Kind.INSTALLATION, membership.c.ended.is_(None))
        .order_by(membership.c.at, membership.c.user)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return Viewer(*row) if row else None


def insert_installation(connection: Connection, viewer: Viewer, *, name: str, email: str, now: datetime) -> None:
    """Keep the installation and its administrator."""
    own = {"id": viewer.organisation, "kind": viewer.kind, "name": name, "country": "", "parent": None, "at": now}
    connection.execute(insert(organisation), own)
    connection.execute(insert(user), {"id": viewer.user, "name": name, "email": email, "language": "", "at": now})
    joined = {"user": viewer.user, "organisation": viewer.organisation, "role": viewer.role, "at": now, "ended": None}
    connection.execute(insert(membership), joined)


def link_of(connection: Connection, nonce_digest: str) -> Link | None:
    """Return the link with this nonce."""
    columns = [sign_in_link.c[name] for name in ("id", "user", "organisation", "destination", "expires", "used")]
    query = select(*columns, user.c.name, user.c.language).join(user, user.c.id == sign_in_link.c.user)
    row = connection.execute(query.where(sign_in_link.c.nonce == nonce_digest)).mappings().one_or_none()
    return Link(**row) if row else None


def use_link(connection: Connection, link_id: UUID, now: datetime) -> bool:
    """Mark a link as used; False when somebody was faster."""
    unused = update(sign_in_link).where(sign_in_link.c.id == link_id, sign_in_link.c.used.is_(None))
    return connection.execute(unused.values(used=now)).rowcount == 1


def insert_session(
    connection: Connection, link: Link, digest: str, device: str, *, expires: datetime, now: datetime
) -> UUID:
    """Keep a new session; return its id."""
    row = {"id": uuid4(), "digest": digest, "user": link.user, "organisation": link.organisation, "device": device}
    connection.execute(insert(session), row | {"at": now, "expires": expires})
    return row["id"]  # type: ignore[return-value]


def signed_in(connection: Connection, digest: str, now: datetime) -> SignedIn | None:
    """Return who is signed in with this token: not revoked, not expired, still a member."""
    row = connection.execute(_SIGNED_IN, {"token": digest, "now": now}).mappings().one_or_none()
    return _signed_in(row) if row else None


_SIGNED_IN = (
    select(
        session.c.id,
        session.c.user,
        session.c.organisation,
        session.c.expires,
        organisation.c.kind,
        organisation.c.name.label("organisation_name"),
        membership.c.role,
        user.c.name,
        user.c.email,
        user.c.language,
    )
    .join(organisation, organisation.c.id == session.c.organisation)
    .join(user, user.c.id == session.c.user)
    .join(membership, (membership.c.user == session.c.user) & (membership.c.organisation == session.c.organisation))
    .where(session.c.digest == bindparam("token"), session.c.expires > bindparam("now"))
    .where(session.c.revoked.is_(None), membership.c.ended.is_(None))
)


def _signed_in(row: RowMapping) -> SignedIn:
    viewer = Viewer(row["user"], row["organisation"], row["kind"], row["role"])
    return SignedIn(
        viewer, row["id"], row["name"], row["email"], row["language"], row["organisation_name"], row["expires"]
    )


def revoke(connection: Connection, digest: str, now: datetime) -> None:
    """End the session with this token."""
    live = update(session).where(session.c.digest == digest, session.c.revoked.is_(None))
    connection.execute(live.values(revoked=now))


def count_try(connection: Connection, bucket: str, *, until: datetime, now: datetime) -> tuple[int, datetime]:
    """Count one more try in a bucket, which empties itself; return the tries in it and when it empties."""
    statement = insert_into(connection, rate_limit).values(bucket=bucket, tries=1, until=until)
    over = rate_limit.c.until <= now
    statement = statement.on_conflict_do_update(
        index_elements=[rate_limit.c.bucket],
        set_={
            "tries": case((over, 1), else_=rate_limit.c.tries + 1),
            "until": case((over, until), else_=rate_limit.c.until),
        },
    )
    row = connection.execute(statement.returning(rate_limit.c.tries, rate_limit.c.until)).one()
    return row.tries, row.until
