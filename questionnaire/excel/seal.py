"""Is this workbook one that we wrote, and what did it say when it left?

A very hidden sheet carries a document (plan, instrument, the exported values) as packed JSON with its HMAC. People may
do what they like to the visible sheets; a changed seal means that the file cannot be trusted to say what it was
based on.
"""

import hashlib
import hmac
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from instruments.problems import Code, Problem, Refusal
from questionnaire.excel.cells import Book
from questionnaire.excel.upload import Grid, Upload

SHEET = "_seal"
FORMAT = "1"
DIGITS = 64
CHUNK = 30_000
LARGEST = 30_000_000  # bytes, unpacked


def write_seal(book: Book, document: Mapping[str, Any], key: bytes) -> None:
    """Add the hidden sheet: purpose and format, the HMAC, and the document in as many cells as it takes."""
    text = _packed(document)
    sheet = book.sheet(SHEET, hidden=True)
    style = book.style(text_wrap=False, locked=True)
    sheet.row(0, [FORMAT, _hmac(text, key)], style)
    for row, start in enumerate(range(0, len(text), CHUNK), start=1):
        sheet.text(row, 0, text[start : start + CHUNK], style)
    sheet.layout.protect()


def read_seal(upload: Upload, key: bytes, purpose: str) -> Mapping[str, Any]:
    """Return the sealed document. Raise `Refusal` WRONG_WORKBOOK: no seal, a broken one, or for another purpose."""
    stated, text = _written(upload)
    if not hmac.compare_digest(stated.encode(), _hmac(text, key).encode()):
        raise _refusal("broken seal")
    document = _unpacked(text)
    if document.get("purpose") != purpose:
        raise _refusal("another purpose")
    return document


def claimed(upload: Upload) -> Mapping[str, Any]:
    """Return what the seal says, whoever made it: to be told, never to be relied on. Raise `Refusal` as above."""
    return _unpacked(_written(upload)[1])


def _written(upload: Upload) -> tuple[str, str]:
    """Return the HMAC and the packed document that stand on the hidden sheet."""
    named = sorted(upload.grids, key=lambda grid: grid.name != SHEET)  # it is found under any name
    grid = next((grid for grid in named if _is_seal(grid)), None)
    if grid is None:
        raise _refusal("no seal")
    return str(grid.rows[0][1]), "".join(str(row[0]) for row in grid.rows[1:] if row)


def _is_seal(grid: Grid) -> bool:
    first = grid.rows[0] if grid.rows else ()
    shaped = len(first) > 1 and first[0] == FORMAT and isinstance(first[1], str) and len(first[1]) == DIGITS
    return shaped or (grid.name == SHEET and len(first) > 1)


def _packed(document: Mapping[str, Any]) -> str:
    # Base64, because programs that save a sheet trim spaces, change line breaks and read `_x0041_` as "A".
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return b64encode(zlib.compress(text.encode())).decode()


def _unpacked(text: str) -> Mapping[str, Any]:
    """Return the document. Some seals are made with a key that anybody knows, so it may be anything, and any size."""
    try:
        unpacking = zlib.decompressobj()
        packed = unpacking.decompress(b64decode(text), LARGEST)
        document = json.loads(packed) if unpacking.eof else None
    except (ValueError, zlib.error, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _refusal("damaged")
    return document


def _hmac(text: str, key: bytes) -> str:
    return hmac.new(key, f"workbook {FORMAT}\n{text}".encode(), hashlib.sha256).hexdigest()


def _refusal(reason: str) -> Refusal:
    return Refusal([Problem.of(Code.WRONG_WORKBOOK, reason=reason)])
