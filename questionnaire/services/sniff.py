"""Is this file what its name says, and one of the kinds we keep? Pure, over its bytes.

What a browser or an office program would run is refused. Whatever is kept is still only ever sent as an attachment.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping

import filetype

from instruments.problems import Code, Problem

LONGEST_NAME = 200
MEGABYTE = 1024 * 1024
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TEXTS = frozenset({"csv", "txt"})
MACROS = re.compile(r"vbaProject|vbaData|macroEnabled|activeX", re.IGNORECASE)
MARKUP = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<(!doctype|html|svg|script|\?xml|body|iframe)", re.IGNORECASE)
# As far as it shows: inside a compressed part it does not, which is one reason why nothing is ever opened here.
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b")
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_PARTS = 5000
LARGEST_LIST = 1024 * 1024
# Characters that turn the reading direction around can make `gpj.exe` read as `exe.jpg`.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe_name(name: str) -> str:
    """Return the file name without folders, control characters and tricks of reading direction."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in TURNING.sub("", last) if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"}).strip()
    stem, dot, ending = kept.rpartition(".")
    shortened = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else kept
    return shortened[-LONGEST_NAME:] or "file"


def sniff(name: str, content: bytes, limit: int) -> tuple[str, tuple[Problem, ...]]:
    """Return the kind of a file (a key of MEDIA_TYPES), and why it cannot be kept."""
    if not content:
        return "", (Problem.of(Code.FILE_EMPTY, name),)
    if len(content) > limit:
        return "", (Problem.of(Code.FILE_TOO_LARGE, name, limit=f"{limit // MEGABYTE} MB", size=len(content)),)
    ending = name.rpartition(".")[2].lower()
    stated = "jpg" if ending == "jpeg" else ending
    if stated not in MEDIA_TYPES or _found(content, stated) != stated:
        return "", (Problem.of(Code.FILE_TYPE, name, allowed=", ".join(MEDIA_TYPES)),)
    if stated == "pdf" and ACTIVE_PDF.search(content):
        return stated, (Problem.of(Code.FILE_HOSTILE, name),)
    return stated, _office_problems(name, content) if stated in MAIN_PART else ()


def _found(content: bytes, stated: str) -> str:
    """Return the kind that the bytes show."""
    if stated in TEXTS:
        return stated if _is_text(content) else ""
    if stated in MAIN_PART:
        return _office_kind(content)
    guess = filetype.guess(content[:8192])
    return str(guess.extension) if guess else ""


def _is_text(content: bytes) -> bool:
    if content.startswith(UTF16):
        return MARKUP.match(content.decode("utf-16", "replace").encode()) is None
    return BINARY.search(content) is None and MARKUP.match(content) is None


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # the last: zipfile does not know this packing
        return ""
    return next((kind for kind, part in MAIN_PART.items() if part in names and "[Content_Types].xml" in names), "")


def _office_problems(name: str, content: bytes) -> tuple[Problem, ...]:
    """Refuse macros, wherever they are declared, and archives of absurdly many parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        listing = archive.getinfo("[Content_Types].xml")
        if len(parts) > MOST_PARTS or listing.file_size > LARGEST_LIST:
            return (Problem.of(Code.FILE_HOSTILE, name),)
        try:
            with archive.open(listing) as file:
                declared = file.read(LARGEST_LIST).decode("utf-8", "replace")
        # NotImplementedError is how zipfile refuses a compression that it does not know.
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
            return (Problem.of(Code.FILE_UNREADABLE, name),)
    hostile = MACROS.search(declared) or any(MACROS.search(part.filename) for part in parts)
    return (Problem.of(Code.FILE_HOSTILE, name),) if hostile else ()
