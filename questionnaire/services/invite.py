"""How does an assessment come about?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from instruments.model import InstrumentRef
from questionnaire.access import Action, Subject, Thing, Viewer, require
from questionnaire.db import assessments, events
from questionnaire.db.assessments import Assessment
from questionnaire.db.gateway import hold_organisation
from questionnaire.db.session import Database
from questionnaire.services.definitions import definition


def open_assessment(
    database: Database,
    viewer: Viewer,
    *,
    supplier: UUID,
    instrument: InstrumentRef,
    language: str = "",
    targets: Mapping[str, int] | None = None,
    now: datetime,
) -> UUID:
    """Open an assessment of a supplier, pinned to the instrument's digest; return its id.

    Without a language it is answered in the instrument's own. `targets` are stages by area; areas not named aim at the
    instrument's default. Raises Refusal NOT_FOUND, NOT_ALLOWED.
    """
    found = definition(database, instrument)
    require(viewer, Action.OPEN_ASSESSMENT, Subject(Thing.ASSESSMENT, supplier))
    aimed = {area.id: found.default_target for area in found.areas} | dict(targets or {})
    with database.writing() as connection:
        chain = hold_organisation(connection, viewer, supplier, Action.OPEN_ASSESSMENT)
        made = assessments.insert_assessment(
            connection, chain, instrument, found.digest, language=language or found.language, targets=aimed, now=now
        )
        detail = {"instrument": str(instrument), "digest": found.digest}
        events.append(connection, chain, "opened", detail, assessment=made, now=now)
    return made


def assessments_of(database: Database, viewer: Viewer) -> tuple[Assessment, ...]:
    """Return the assessments the viewer may see, newest first."""
    with database.reading() as connection:
        return assessments.assessments(connection, viewer)
