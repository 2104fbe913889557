"""Where are the instruments, and which file is which?

The package's only input and output. A published instrument is `library/<id>/<version>.json` and never changes:
`library/digests.txt` lists every digest, and a test compares. Instruments are loaded once and kept.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from instruments.model import Instrument, InstrumentRef
from instruments.parse import parse
from instruments.problems import Code, Problem, Refusal
from instruments.shape import pointer

LIBRARY = Path(__file__).parent / "library"
LARGEST_FILE = 5_000_000  # bytes; the largest instrument of ours has 0.3 million
KEPT = 256


@lru_cache(maxsize=KEPT)
def load(ref: InstrumentRef, library: Path = LIBRARY) -> Instrument:
    """Return a published instrument. Raise Refusal: NOT_FOUND, or the faults of its file."""
    path = published_paths(library).get(ref)
    if path is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, "", instrument=ref)])
    instrument = load_file(path)
    if instrument.ref != ref:
        raise Refusal([Problem.of(Code.NOT_PUBLISHED_AS_FILED, "/version", instrument=instrument.ref, filed=ref)])
    return instrument


def load_file(path: Path | str) -> Instrument:
    """Return the instrument in a file, wherever it is. Raise Refusal with every fault."""
    return load_bytes(read_bytes(Path(path)))


def load_bytes(raw: bytes) -> Instrument:
    """Return the instrument in the bytes of a file, as uploaded. Raise Refusal with every fault."""
    document, problems = read_json(raw)
    if problems:
        raise Refusal(problems)
    instrument, faults = parse(document)
    if instrument is None:
        raise Refusal(faults)
    return instrument


def resolve(name: str, library: Path = LIBRARY) -> Instrument:
    """Return the instrument that a person names: `id@version`, `id` (its newest version), or the path of a file.

    Raise Refusal.
    """
    ref_id, at, version = name.partition("@")
    versions = [ref for ref in published(library) if ref.id == ref_id and version in {"", ref.version}]
    if versions and bool(at) == bool(version):
        return load(versions[-1], library)
    if name.endswith(".json") or os.path.exists(name):  # noqa: PTH110  Path.exists raises for a name that is too long
        return load_file(name)
    raise Refusal([Problem.of(Code.NOT_FOUND, "", instrument=name[:200])])


def published(library: Path = LIBRARY) -> tuple[InstrumentRef, ...]:
    """Return every published instrument, by id, the oldest version first."""
    return tuple(sorted(published_paths(library), key=lambda ref: (ref.id, precedence(ref.version))))


def published_paths(library: Path = LIBRARY) -> Mapping[InstrumentRef, Path]:
    """Return the file of every published instrument."""
    return {InstrumentRef(path.parent.name, path.stem): path for path in library.glob("*/*.json")}


def precedence(version: str) -> tuple[int, ...]:
    """Return `1.10.0` as (1, 10, 0), so that versions sort as numbers; anything else sorts first."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def versions_before(ref: InstrumentRef, library: Path = LIBRARY) -> tuple[InstrumentRef, ...]:
    """Return the published versions of the same instrument up to and including this one, the oldest first."""
    limit = precedence(ref.version)
    return tuple(r for r in published(library) if r.id == ref.id and precedence(r.version) <= limit)


# --- Digests -------------------------------------------------------------------------------------------------------


def digests(library: Path = LIBRARY) -> Mapping[InstrumentRef, str]:
    """Return the digests that were committed, from the lines `<digest>  <id>@<version>` of `digests.txt`."""
    path = library / "digests.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = {}
    for line in lines:
        digest, _, name = line.partition("  ")
        ref, _, version = name.partition("@")
        found[InstrumentRef(ref, version)] = digest
    return found


def digest_lines(library: Path = LIBRARY) -> str:
    """Return what `digests.txt` ought to contain for the files at hand."""
    return "".join(f"{load(ref, library).digest}  {ref}\n" for ref in published(library))


def filing_problems(library: Path = LIBRARY) -> tuple[Problem, ...]:
    """Return the published instruments whose file is missing, unlisted, or no longer what was published."""
    listed = digests(library)
    found = {ref: load(ref, library).digest for ref in published(library)}
    return tuple(
        Problem.of(Code.NOT_PUBLISHED_AS_FILED, str(ref), listed=listed.get(ref, ""), found=found.get(ref, ""))
        for ref in sorted(listed.keys() | found.keys())
        if listed.get(ref) != found.get(ref)
    )


# --- Reading JSON strictly -----------------------------------------------------------------------------------------


class _Wrong(Exception):  # noqa: N818  control flow inside this module only
    def __init__(self, code: Code, **params: object) -> None:
        self.problem = Problem.of(code, "", **params)


def read_bytes(path: Path, limit: int = LARGEST_FILE) -> bytes:
    """Return the start of a file: one byte more than `limit` at most. Raise Refusal NOT_FOUND."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the name
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise Refusal([Problem.of(Code.NOT_FOUND, "", file=str(path)[:200], reason=reason)]) from None


def read_json(raw: bytes) -> tuple[object, tuple[Problem, ...]]:
    """Read a JSON document strictly: its value, and why it is none.

    UTF-8 only, no key twice in an object, no NaN; fractions become Decimals. At most 5 MB, so that nobody can make
    the service read for minutes. Never raises.
    """
    twice: list[tuple[object, str]] = []
    try:
        document = _decode(raw, twice)
    except _Wrong as wrong:
        return None, (wrong.problem,)
    places = {id(value): path for value, path in _walk(document) if isinstance(value, dict)} if twice else {}
    return document, tuple(
        Problem.of(Code.DUPLICATE_KEY, pointer((*places.get(id(owner), ()), key)), key=key[:80]) for owner, key in twice
    )


def _decode(raw: bytes, twice: list[tuple[object, str]]) -> object:
    if len(raw) > LARGEST_FILE:
        raise _Wrong(Code.TOO_LARGE, limit=LARGEST_FILE)

    def object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            times = Counter(key for key, _ in pairs)
            twice.extend((found, key) for key in found if times[key] > 1)
        return found

    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=object_of, parse_float=Decimal, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError as error:
        raise _Wrong(Code.NOT_UTF8, byte=error.start) from None
    except json.JSONDecodeError as error:
        raise _Wrong(Code.NOT_JSON, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise _Wrong(Code.TOO_DEEP) from None
    except (ValueError, ArithmeticError):  # a number of thousands of digits, or an exponent of as many
        raise _Wrong(Code.BAD_NUMBER) from None


def _refuse_constant(name: str) -> NoReturn:
    raise _Wrong(Code.BAD_NUMBER, given=name)


def _walk(document: object) -> Iterator[tuple[object, tuple[str | int, ...]]]:
    waiting: list[tuple[object, tuple[str | int, ...]]] = [(document, ())]
    while waiting:
        value, path = waiting.pop()
        yield value, path
        if isinstance(value, dict):
            waiting += [(child, (*path, key)) for key, child in value.items()]
        elif isinstance(value, list):
            waiting += [(child, (*path, index)) for index, child in enumerate(value)]
