"""How does an assessment leave as a workbook to answer offline, blank or filled?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from instruments.model import Instrument, Translate
from questionnaire import wording
from questionnaire.access import Viewer
from questionnaire.db.session import Database
from questionnaire.excel.cells import Say
from questionnaire.excel.workbook import write_workbook
from questionnaire.services.reading import load


def questionnaire_workbook(
    database: Database,
    viewer: Viewer,
    assessment_id: UUID,
    *,
    key: bytes,
    filled: bool,
    locales: Sequence[str],
    locale: str,
    say: Say,
    now: datetime,
) -> bytes:
    """Return the questionnaire as .xlsx, with the answers there are or (blank) with none. Raises Refusal NOT_FOUND.

    A blank one says nothing about what is answered online: when it comes back, everything in it is compared.
    """
    loaded = load(database, viewer, assessment_id)
    notes = {item: each.version.note for item, each in loaded.stored.items() if each.version.note}
    return write_workbook(
        loaded.instrument,
        loaded.answers if filled else {},
        key=key,
        revisions={item: loaded.revision(item) for item in loaded.stored} if filled else {},
        notes=notes if filled else {},
        response_id=str(assessment_id) if filled else "",
        languages=[(each, _translator(loaded.instrument, each)) for each in locales],
        locale=locale,
        say=say,
        made=now,
    )


def _translator(instrument: Instrument, locale: str) -> Translate:
    return wording.translator(locale, instrument)
