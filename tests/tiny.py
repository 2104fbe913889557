"""The tiny instruments, one per feature, as documents that a test may spoil and as instruments."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from instruments.catalogue import load_file, read_json
from instruments.model import Instrument
from instruments.parse import parse

FOLDER = Path(__file__).parent / "data" / "instruments"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def document(name: str) -> Any:
    """Return a fresh copy of the document of a tiny instrument."""
    found, problems = read_json((FOLDER / f"{name}.json").read_bytes())
    assert not problems
    return found


def tiny(name: str) -> Instrument:
    """Return a tiny instrument."""
    return load_file(FOLDER / f"{name}.json")


def item(of: Any, position: int = 0, section: int = 0) -> Any:
    """Return the document of an item."""
    return of["sections"][section]["items"][position]


def spoilt(name: str, spoil: Callable[[Any], object]) -> Any:
    """Return the document of a tiny instrument after `spoil` had its way with it."""
    found = document(name)
    spoil(found)
    return found


def edited(name: str, edit: Callable[[Any], object]) -> Instrument:
    """Return a tiny instrument after `edit` had its way with its document."""
    instrument, problems = parse(spoilt(name, edit))
    assert instrument is not None, problems
    return instrument
