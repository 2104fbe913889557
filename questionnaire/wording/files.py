"""Where are the catalogues, and what stands in the file of one?"""

from pathlib import Path

from instruments.problems import Code, Problem, Refusal
from questionnaire.wording.strings import BadCatalogue, Catalogue, catalogue_path, parse

SETTINGS = "babel.cfg"


def checkout(root: Path) -> Path:
    """Return the project's folder around the catalogues. Raise Refusal where only the built package is."""
    if not (root.parent / SETTINGS).is_file():
        raise Refusal([Problem.of(Code.NOT_A_CHECKOUT, str(root.parent))])
    return root.parent


def read(root: Path, locale: str, domain: str) -> Catalogue | None:
    """Return a catalogue or (without a locale) a template; None when there is none. Raise Refusal."""
    path = catalogue_path(root, locale, domain)
    return parsed(path.read_bytes(), domain, locale, named(path, root)) if path.is_file() else None


def parsed(raw: bytes, domain: str, locale: str, where: str) -> Catalogue:
    """Return the catalogue in the bytes of a file. Raise Refusal with FILE_UNREADABLE."""
    try:
        return parse(raw, domain, locale)
    except BadCatalogue as bad:
        raise Refusal([Problem.of(Code.FILE_UNREADABLE, where, line=bad.line, reason=bad.reason)]) from None


def named(path: Path, root: Path) -> str:
    """Return what people call a file: translations/th/LC_MESSAGES/gender.po."""
    return path.relative_to(root.parent).as_posix()
