"""Which instrument does an assessment follow? The very file that it was opened with, or none."""

from instruments import catalogue
from instruments.model import Instrument, InstrumentRef
from instruments.problems import Code, Problem, Refusal
from questionnaire.db.session import Database


def definition(database: Database, ref: InstrumentRef, digest: str | None = None) -> Instrument:
    """Return the instrument. Raises Refusal NOT_FOUND, or WRONG_DIGEST when its file is not the one it once was."""
    instrument = catalogue.load(ref, database.library)
    if digest is not None and instrument.digest != digest:
        raise Refusal([Problem.of(Code.WRONG_DIGEST, "", instrument=ref, expected=digest, found=instrument.digest)])
    return instrument
