"""Who takes part, and how do they sign in? By a printed link that works once, into a session kept on the server.

Neither tokens nor nonces stand in the database, only their SHA-256; a link's token is signed besides, so that a copy
of the database is not enough to make one.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer

from instruments.codec import CONTROL_OR_BREAK, LONE_SURROGATE
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import ROLES_OF, Action, Kind, Role, Viewer
from questionnaire.db import events, people, sign_in
from questionnaire.db.gateway import Chain, hold_organisation
from questionnaire.db.people import Device, Member, Organisation
from questionnaire.db.session import Database
from questionnaire.db.sign_in import Link, SignedIn

UNFIT = re.compile(f"{CONTROL_OR_BREAK}|{LONE_SURROGATE.pattern}")
SALT = "questionnaire.sign-in"
TRIES = 20
WINDOW = timedelta(minutes=15)


# --- Organisations and people --------------------------------------------------------------------------------------


def install(database: Database, *, name: str, email: str, now: datetime) -> Viewer:
    """Make the installation and its administrator, or return them when they are there. For the command line only."""
    with database.writing() as connection:
        found = sign_in.installation(connection)
        if found:
            return found
        viewer = Viewer(uuid4(), uuid4(), Kind.INSTALLATION, Role.ADMINISTRATOR)
        sign_in.insert_installation(connection, viewer, name=name, email=email, now=now)
        events.append(connection, Chain(viewer.organisation, viewer.user, 0, ""), "installed", {}, now=now)
    return viewer


def create_organisation(
    database: Database,
    viewer: Viewer,
    *,
    name: str,
    kind: Kind,
    country: str = "",
    parent: UUID | None = None,
    now: datetime,
) -> UUID:
    """Create an organisation; return its id. Raises Refusal NOT_ALLOWED."""
    with database.writing() as connection:
        chain = hold_organisation(connection, viewer, viewer.organisation, Action.MANAGE_ACCOUNTS)
        made = Organisation(uuid4(), kind, _worded(name, "name"), country, parent)
        people.insert_organisation(connection, chain, made, now)
        events.append(connection, chain, "organisation-created", {"organisation": str(made.id)}, now=now)
    return made.id


def create_person(
    database: Database,
    viewer: Viewer,
    *,
    organisation: UUID,
    name: str,
    email: str,
    role: Role,
    language: str = "",
    now: datetime,
) -> UUID:
    """Make somebody a member of an organisation, as a new person or one known by their address; return their id.

    Their `language` is empty until somebody chooses one.

    Raises Refusal: NOT_ALLOWED (also a role that the kind of organisation does not have), DUPLICATE_ID (a member).
    """
    address = _worded(email, "email").lower()
    with database.writing() as connection:
        chain = hold_organisation(connection, viewer, organisation, Action.INVITE_COLLEAGUE)
        joined = people.organisation_of(connection, viewer, organisation)
        if joined is None or role not in ROLES_OF[joined.kind]:
            raise Refusal([Problem.of(Code.NOT_ALLOWED, "role", role=role)])
        found = people.user_with_email(connection, chain, address)
        if found and any(member.user == found for member in people.members(connection, viewer, organisation)):
            raise Refusal([Problem.of(Code.DUPLICATE_ID, "email", id=address)])
        person = found or people.insert_user(
            connection, chain, name=_worded(name, "name"), email=address, language=language, now=now
        )
        people.insert_membership(connection, chain, person, role, now)
        events.append(connection, chain, "person-added", {"person": str(person), "role": role}, now=now)
    return person


def _worded(text: str, where: str) -> str:
    if not text.strip():
        raise Refusal([Problem.of(Code.EMPTY_TEXT, where)])
    # Not `isprintable`: names in Sinhala, Persian or Malayalam need characters that it refuses.
    if UNFIT.search(text):
        raise Refusal([Problem.of(Code.BAD_CHARACTERS, where)])
    return text.strip()


def organisations(database: Database, viewer: Viewer) -> tuple[Organisation, ...]:
    """Return the organisations the viewer may know of."""
    with database.reading() as connection:
        return people.organisations(connection, viewer)


def colleagues(database: Database, viewer: Viewer, organisation: UUID | None = None) -> tuple[Member, ...]:
    """Return the people of an organisation, the viewer's own unless another is named; none if they may not know."""
    with database.reading() as connection:
        return people.members(connection, viewer, organisation or viewer.organisation)


# --- Links ---------------------------------------------------------------------------------------------------------


def issue_link(
    database: Database,
    viewer: Viewer,
    *,
    person: UUID,
    organisation: UUID,
    secret_key: str,
    hours: int,
    destination: str = "",
    now: datetime,
) -> str:
    """Return the token of a new sign-in link for a member; `destination` is a path of ours.

    Raises Refusal NOT_ALLOWED, NOT_FOUND, WRONG_SHAPE.
    """
    if destination and (not destination.startswith("/") or destination.startswith(("//", "/\\"))):
        raise Refusal([Problem.of(Code.WRONG_SHAPE, "destination", expected="a path")])
    nonce = secrets.token_urlsafe(24)
    with database.writing() as connection:
        chain = hold_organisation(connection, viewer, organisation, Action.INVITE_COLLEAGUE)
        if not any(member.user == person for member in people.members(connection, viewer, organisation)):
            raise Refusal([Problem.of(Code.NOT_FOUND, "person", person=person)])
        expires = now + timedelta(hours=hours)
        people.insert_link(connection, chain, person, _digest(nonce), destination, expires=expires, now=now)
        events.append(connection, chain, "link-issued", {"person": str(person)}, now=now)
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps(nonce))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who just signed in: the token for their cookie, who they are, and where the link was to lead."""

    token: str
    signed_in: SignedIn
    destination: str


def look_at_link(database: Database, token: str, *, secret_key: str, now: datetime) -> Link:
    """Return a link without using it: mail scanners follow links, so a page asks before it signs anybody in.

    Raises Refusal: NOT_FOUND (not one of ours), LINK_USED, LINK_EXPIRED.
    """
    try:
        nonce = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except BadSignature:
        raise Refusal([Problem.of(Code.NOT_FOUND, "link")]) from None
    with database.reading() as connection:
        link = sign_in.link_of(connection, _digest(str(nonce)))
    if link is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "link")])
    if link.used:
        raise Refusal([Problem.of(Code.LINK_USED, "link")])
    if link.expires <= now:
        raise Refusal([Problem.of(Code.LINK_EXPIRED, "link")])
    return link


def sign_in_by_link(
    database: Database,
    token: str,
    *,
    secret_key: str,
    hours: int,
    address: str = "",
    device: str = "",
    now: datetime,
) -> Arrival:
    """Use a link: start a session of so many hours. `address` is where the request comes from, for the rate limit.

    Raises Refusal: TOO_MANY_TRIES, and what `look_at_link` raises.
    """
    limit_tries(database, f"sign-in {address}", now=now)
    link = look_at_link(database, token, secret_key=secret_key, now=now)
    cookie = secrets.token_urlsafe(32)
    with database.writing() as connection:
        if not sign_in.use_link(connection, link.id, now):
            raise Refusal([Problem.of(Code.LINK_USED, "link")])
        expires = now + timedelta(hours=hours)
        sign_in.insert_session(connection, link, _digest(cookie), device, expires=expires, now=now)
        found = sign_in.signed_in(connection, _digest(cookie), now)
        if found is None:  # no longer a member: nothing of this transaction stays
            raise Refusal([Problem.of(Code.NOT_ALLOWED, "link")])
    return Arrival(cookie, found, link.destination)


def limit_tries(
    database: Database, bucket: str, *, tries: int = TRIES, window: timedelta = WINDOW, now: datetime
) -> None:
    """Count a try. Raises Refusal TOO_MANY_TRIES (param `seconds`: when to try again)."""
    with database.writing() as connection:
        count, until = sign_in.count_try(connection, _digest(bucket), until=now + window, now=now)
    if count > tries:
        seconds = max(1, int((until - now).total_seconds()))
        raise Refusal([Problem.of(Code.TOO_MANY_TRIES, "", seconds=seconds)])


# --- Sessions ------------------------------------------------------------------------------------------------------


def signed_in(database: Database, token: str, *, now: datetime) -> SignedIn | None:
    """Return who is signed in with this cookie, or None. One statement."""
    with database.reading() as connection:
        return sign_in.signed_in(connection, _digest(token), now)


def sign_out(database: Database, token: str, *, now: datetime) -> None:
    """End the session with this cookie."""
    with database.writing() as connection:
        sign_in.revoke(connection, _digest(token), now)


def devices(database: Database, viewer: Viewer, *, now: datetime) -> tuple[Device, ...]:
    """Return where the viewer is signed in."""
    with database.reading() as connection:
        return people.devices(connection, viewer, now)


def revoke(database: Database, viewer: Viewer, session_id: UUID, *, now: datetime) -> None:
    """End one of the viewer's own sessions. Raises Refusal NOT_FOUND."""
    with database.writing() as connection:
        if not people.revoke_device(connection, viewer, session_id, now):
            raise Refusal([Problem.of(Code.NOT_FOUND, "session")])


def choose_language(database: Database, viewer: Viewer, language: str) -> None:
    """Remember the language in which the viewer reads the interface."""
    with database.writing() as connection:
        people.set_language(connection, viewer, language)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
