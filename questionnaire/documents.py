"""How is a document that a command names read, and what is wrong with it?

Size, JSON, instrument and answers are each checked; whatever is wrong comes back as one Refusal with every problem.
"""

import sys
from pathlib import Path

from instruments import catalogue, response
from instruments.catalogue import LARGEST_FILE
from instruments.model import Instrument, Response
from instruments.problems import Code, Problem, Refusal


def read_json(name: str) -> object:
    """Return the JSON document in a file, or on standard input when `name` is `-`."""
    document, problems = catalogue.read_json(read_bytes(name))
    if problems:
        raise Refusal(problems)
    return document


def read_response(name: str, instrument_name: str | None) -> tuple[Instrument, Response]:
    """Return a response and the instrument it answers: the one given, or the one it names."""
    document = read_json(name)
    instrument = _instrument_of(document, instrument_name)
    found, problems = response.read(document, instrument)
    if problems:
        raise Refusal(problems)
    return instrument, found


def _instrument_of(document: object, name: str | None) -> Instrument:
    if name is not None:
        return catalogue.resolve(name)
    ref = response.ref_of(document)
    if ref is None:
        raise Refusal([Problem.of(Code.WRONG_INSTRUMENT, "/instrument", expected="id@version")])
    return catalogue.load(ref)


def read_bytes(name: str, limit: int = LARGEST_FILE) -> bytes:
    """Return the start of a file, or of standard input when `name` is `-`: one byte more than `limit` at most."""
    return sys.stdin.buffer.read(limit + 1) if name == "-" else catalogue.read_bytes(Path(name), limit)
