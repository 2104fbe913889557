"""Which texts are there to translate, and does every catalogue have exactly these?

Extraction reads the interface as `babel.cfg` says, and every published version of every instrument: a text that any of
them shows is in the template. Merging keeps what people wrote. A translation whose source has changed becomes
outdated; one whose source is gone goes, too; a new text is missing.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.frontend import parse_keywords, parse_mapping_cfg

from instruments.catalogue import published, published_paths
from questionnaire.wording.files import SETTINGS
from questionnaire.wording.strings import INTERFACE, REVIEWED, Catalogue, Entry

KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(["_", "N_", "gettext", "ngettext:1,2"])
NOTE = "Translators:"
EXTRACTOR = "instruments.extract:extract"
ALIKE = 0.75  # from here on a text of the interface is an earlier one that was reworded


# --- Templates -----------------------------------------------------------------------------------------------------


def templates(project: Path) -> Iterator[Catalogue]:
    """Yield the template of the interface, then that of each instrument."""
    yield Catalogue(INTERFACE, entries=_collected(_interface(project)))
    library = project / "instruments" / "library"
    paths = published_paths(library)
    for name in dict.fromkeys(ref.id for ref in published(library)):
        files = [paths[ref] for ref in published(library) if ref.id == name]
        yield Catalogue(name, entries=_collected(each for file in files for each in _instrument(file, project)))


def _interface(project: Path) -> Iterator[Entry]:
    with (project / SETTINGS).open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    ours = [(pattern, method) for pattern, method in methods if method != EXTRACTOR]
    found = extract_from_dir(project, ours, options, KEYWORDS, (NOTE,), strip_comment_tags=True)
    for place, _line, text, comments, context in found:
        source, plural = text[:2] if isinstance(text, tuple) else (text, "")
        yield Entry(context or "", source, plural, notes=tuple(comments), places=(Path(place).as_posix(),))


def _instrument(file: Path, project: Path) -> Iterator[Entry]:
    for _line, text, comments, context in extract_from_file(EXTRACTOR, file):
        yield Entry(context or "", str(text), notes=tuple(comments), places=(file.relative_to(project).as_posix(),))


def _collected(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Join the entries of one text: it may stand in several files."""
    kept: dict[tuple[str, str], Entry] = {}
    for entry in found:
        first = kept.get(entry.key, entry)
        kept[entry.key] = replace(
            first,
            plural=first.plural or entry.plural,
            forms=("", "") if first.plural or entry.plural else ("",),
            notes=tuple(dict.fromkeys((*first.notes, *entry.notes))),
            places=tuple(dict.fromkeys((*first.places, *entry.places))),
        )
    return tuple(kept.values())


def same_texts(one: Catalogue | None, other: Catalogue) -> bool:
    """Whether two files say the same: a text that moved to another file stands elsewhere, and is the same."""
    return one is not None and Counter(map(_unordered, one.entries)) == Counter(map(_unordered, other.entries))


def _unordered(entry: Entry) -> Entry:
    return replace(entry, notes=tuple(sorted(entry.notes)))


# --- Merging -------------------------------------------------------------------------------------------------------


def merged(old: Catalogue, template: Catalogue) -> Catalogue:
    """Return a catalogue with the texts of its template, and what people wrote of them."""
    known = {entry.key: entry for entry in old.entries}
    current = {entry.key for entry in template.entries}
    spare = [entry for entry in old.entries if any(entry.forms)]
    gone = [entry for entry in spare if entry.key not in current]
    forms = old.forms_needed

    def kept(entry: Entry) -> Entry:
        if entry.key in known:
            return _kept(entry, known[entry.key], forms)
        earlier = _by_context(entry, spare) if entry.context else _alike(entry, gone)
        return _outdated(entry, earlier, forms) if earlier else _blank(entry, forms)

    return replace(old, entries=tuple(kept(entry) for entry in template.entries))


def started(template: Catalogue, locale: str) -> Catalogue:
    """Return the catalogue of a locale without any translation."""
    return merged(Catalogue(template.domain, locale), template)


def _kept(entry: Entry, before: Entry, forms: int) -> Entry:
    if bool(entry.plural) != bool(before.plural):
        return _outdated(entry, before, forms)
    changed = entry.plural != before.plural
    return replace(
        before,
        plural=entry.plural,
        forms=_fitted(before.forms, forms if entry.plural else 1),
        outdated=before.outdated or (changed and any(before.forms)),
        previous=before.sources if changed else before.previous if before.outdated else (),
        notes=entry.notes,
        places=entry.places,
    )


def _outdated(entry: Entry, earlier: Entry, forms: int) -> Entry:
    """Return a text with the translation of its earlier wording. Nobody has reviewed it as it is now."""
    remarks = tuple(each for each in earlier.remarks if not REVIEWED.fullmatch(each))
    previous = earlier.previous if earlier.outdated and earlier.previous else earlier.sources
    given = earlier.forms if entry.plural == earlier.plural == "" or earlier.plural else (earlier.forms[0],) * forms
    fitted = _fitted(given, forms if entry.plural else 1)
    return replace(entry, forms=fitted, outdated=True, previous=previous, remarks=remarks)


def _blank(entry: Entry, forms: int) -> Entry:
    return replace(entry, forms=("",) * (forms if entry.plural else 1))


def _fitted(given: tuple[str, ...], forms: int) -> tuple[str, ...]:
    return (*given[:forms], *("",) * (forms - len(given)))


def _by_context(entry: Entry, spare: list[Entry]) -> Entry | None:
    """Return the last earlier wording of a part of an instrument."""
    return next((each for each in reversed(spare) if each.context == entry.context), None)


def _alike(entry: Entry, gone: list[Entry]) -> Entry | None:
    """Return the text of the interface that was reworded, if one that is gone is much like this one."""
    by_source = {each.source: each for each in gone if not each.context}
    found = difflib.get_close_matches(entry.source, by_source, n=1, cutoff=ALIKE)
    return by_source[found[0]] if found else None
