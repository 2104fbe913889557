"""How is a document that a command names read, and what is wrong with it?

Size, JSON, instrument and answers are each checked; whatever is wrong comes back as one Refusal with every problem.
"""

import sys
from pathlib import Path

from instruments import catalogue, response
from instruments.model import Instrument, Response
from instruments.problems import Code, Problem, Refusal

LARGEST = 20_000_000  # bytes


def read_json(name: str) -> object:
    """Return the JSON document in a file, or on standard input when `name` is `-`."""
    document, problems = catalogue.read_json(_bytes(name))
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


def read_bytes(name: str, limit: int = LARGEST) -> bytes:
    """Return the start of a file, or of standard input when `name` is `-`: one byte more than `limit` at most."""
    try:
        return sys.stdin.buffer.read(limit + 1) if name == "-" else _start_of(Path(name), limit)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise Refusal([Problem.of(Code.NOT_FOUND, "", instrument=name[:200])]) from None


def _bytes(name: str) -> bytes:
    raw = read_bytes(name)
    if len(raw) > LARGEST:
        raise Refusal([Problem.of(Code.TOO_LARGE, "", limit=LARGEST)])
    return raw


def _start_of(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit + 1)
