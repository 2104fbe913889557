"""Who takes part in these tests: two suppliers, their people, and an administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from instruments.catalogue import load
from instruments.model import InstrumentRef, ItemId
from questionnaire.access import Kind, Role, Viewer
from questionnaire.db.session import Database
from questionnaire.services import answer, people
from questionnaire.services.answer import Saved
from questionnaire.services.invite import open_assessment
from questionnaire.services.merge import Given

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """The people of these tests. `stranger` certifies for another supplier."""

    administrator: Viewer
    certifier: Viewer
    contributor: Viewer
    stranger: Viewer


def _member(database: Database, by: Viewer, organisation: UUID, name: str, role: Role) -> Viewer:
    email = f"{name.lower()}@example.org"
    user = people.create_person(database, by, organisation=organisation, name=name, email=email, role=role, now=NOW)
    return Viewer(user, organisation, Kind.SUPPLIER, role)


@pytest.fixture
def cast(database: Database) -> Cast:
    administrator = people.install(database, name="Admin", email="admin@example.org", now=NOW)

    def supplier(name: str) -> UUID:
        return people.create_organisation(database, administrator, name=name, kind=Kind.SUPPLIER, now=NOW)

    ours, theirs = supplier("Lotus Garments"), supplier("Palm Fittings")
    return Cast(
        administrator,
        _member(database, administrator, ours, "Chai", Role.CERTIFIER),
        _member(database, administrator, ours, "Dara", Role.CONTRIBUTOR),
        _member(database, administrator, theirs, "Sothea", Role.CERTIFIER),
    )


Open = Callable[..., UUID]


@pytest.fixture
def opened(database: Database, cast: Cast) -> Open:
    """Return what opens an assessment of the first supplier with a tiny instrument."""

    def make(instrument: str, viewer: Viewer | None = None) -> UUID:
        by = viewer or cast.certifier
        ref = InstrumentRef(instrument, "1.0.0")
        return open_assessment(database, by, supplier=by.organisation, instrument=ref, now=NOW)

    return make


Save = Callable[..., Saved]


@pytest.fixture
def save(database: Database, cast: Cast) -> Save:
    """Return what saves documents by item on top of whatever is stored."""

    def make(assessment: UUID, documents: dict[str, object], by: Viewer | None = None, now: datetime = NOW) -> Saved:
        viewer = by or cast.certifier
        stands = answer.load(database, viewer, assessment)
        given = {ItemId(i): Given(document, None, stands.revision(ItemId(i))) for i, document in documents.items()}
        return answer.save(database, viewer, assessment, given, language="en", now=now)

    return make


def tiny(database: Database, name: str):
    """Return a tiny instrument."""
    return load(InstrumentRef(name, "1.0.0"), database.library)
