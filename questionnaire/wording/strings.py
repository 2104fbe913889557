"""What stands in a catalogue, and how far along is each of its texts?

A catalogue file is read into frozen values, and written from them the same way each time: without dates and line
numbers, so that a difference means words. This module needs nothing but Babel, because catalogues are compiled with it
while the package is being built, when nothing else is there yet (`translations/build.py`).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from gettext import c2py
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, escape, normalize, read_po, unescape

FOLDER = "LC_MESSAGES"
INTERFACE = "messages"
FUZZY, BRACES = "fuzzy", "python-brace-format"
PLACE = re.compile(r"\{(\w+)\}")
PREVIOUS = "| "  # Babel hands the lines of a previous source on as remarks
REVIEWED = re.compile(r"reviewed: (?P<name>\S.*), (?P<day>\d{4}-\d\d-\d\d)")
ABOUT = "about this catalogue"  # the context of what a compiled catalogue says of itself; texts have one with a dot
SOURCE_DIGEST, STATES = "digest", "states"
COMPILED_SO = b"2\n"  # what is compiled otherwise is another digest, so that an older file is not believed

HEAD = """\
# {what}
#
# How far along a text is:
#   missing    there is no translation yet; the source is shown, and people are told
#   outdated   marked "fuzzy": the source has changed; the source is shown until the words are right again
#   reviewed   a native speaker has read it, and a line says who and when:
#              # reviewed: Name, 2026-11-24
#   identical  the translation is the same as the source; somebody should look
#   machine    everything else: no native speaker has read it yet
#
"""


class BadCatalogue(Exception):  # noqa: N818  it becomes a problem with a code
    """A file cannot be read as a catalogue: `reason`, at `line` (0: the whole file)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"{reason} (line {line})")


class Progress(StrEnum):
    """How far along the translation of a text is. Only missing and outdated ones are not shown."""

    MISSING = "missing"
    OUTDATED = "outdated"
    IDENTICAL = "identical"
    MACHINE = "machine"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of a catalogue. `forms` has one translation, or one for each plural form; an empty one is missing.

    `notes` tell the translator where the text appears; `remarks` are lines that people added; `places` are files.
    """

    context: str
    source: str
    plural: str = ""
    forms: tuple[str, ...] = ("",)
    outdated: bool = False
    previous: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    places: tuple[str, ...] = field(default=(), compare=False)  # a text that moved is the same text

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other text of its catalogue."""
        return self.context, self.source

    @property
    def name(self) -> str:
        """What people call it: its context, or the beginning of a text of the interface."""
        return self.context or (self.source if len(self.source) <= 40 else f"{self.source[:39]}…")

    @property
    def sources(self) -> tuple[str, ...]:
        """The source, and its plural if it has one."""
        return (self.source, self.plural) if self.plural else (self.source,)

    @property
    def progress(self) -> Progress:
        """How far along it is; whatever says nothing else of itself is a machine's."""
        if not all(self.forms):
            return Progress.MISSING
        if self.outdated:
            return Progress.OUTDATED
        if any(REVIEWED.fullmatch(remark) for remark in self.remarks):
            return Progress.REVIEWED
        return Progress.IDENTICAL if set(self.forms) <= set(self.sources) else Progress.MACHINE

    @property
    def shown(self) -> bool:
        """Whether people get to see the translation."""
        return self.progress not in {Progress.MISSING, Progress.OUTDATED}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of a domain in a locale; without a locale they are its template."""

    domain: str
    locale: str = ""
    entries: tuple[Entry, ...] = ()
    plural_forms: str = field(default="", compare=False)

    @property
    def forms_needed(self) -> int:
        """How many plural forms the language has."""
        return _empty(self.locale).num_plurals

    @property
    def rule(self) -> str:
        """How the language chooses the plural form for a count."""
        return _empty(self.locale).plural_forms


def catalogue_path(root: Path, locale: str, domain: str) -> Path:
    """Return where the catalogue of a domain is, or (without a locale) its template."""
    return root / tag(locale) / FOLDER / f"{domain}.po" if locale else root / f"{domain}.pot"


def tag(locale: str) -> str:
    """Return a locale as gettext and Babel write it: zh_Hans."""
    return locale.replace("-", "_")


def hyphened(locale: str) -> str:
    """Return a locale as HTML and we write it: zh-Hans."""
    return locale.replace("_", "-")


def form_of(rule: str) -> Callable[[int], int]:
    """Return which plural form a count takes by a rule such as `nplurals=2; plural=(n != 1);`."""
    chosen: Callable[[int], int] = c2py(rule.split("plural=")[1].rstrip("; "))
    return chosen


def _empty(locale: str) -> Catalog:
    return Catalog(locale=tag(locale) or None, header_comment="", fuzzy=False)


# --- Reading -------------------------------------------------------------------------------------------------------


def parse(raw: bytes, domain: str, locale: str = "") -> Catalogue:
    """Return what stands in a file. Raise BadCatalogue."""
    try:
        found = read_po(raw.decode("utf-8-sig").split("\n"), locale=tag(locale) or None, abort_invalid=True)
    except PoFileError as error:
        raise BadCatalogue(str(error), error.lineno + 1) from None
    except (ValueError, IndexError, AttributeError, AssertionError, TypeError) as error:  # what Babel does not foresee
        raise BadCatalogue(str(error)) from None
    return Catalogue(domain, locale, tuple(_entry(each) for each in found if each.id), found.plural_forms)


def _entry(message: Message) -> Entry:
    several = isinstance(message.id, list | tuple)
    source, plural = (message.id[0], message.id[1]) if several else (str(message.id), "")
    given = message.string if isinstance(message.string, list | tuple) else (message.string or "",)
    return Entry(
        message.context or "",
        source,
        plural,
        tuple(given),
        outdated=message.fuzzy,
        previous=_previous(message.user_comments),
        notes=tuple(message.auto_comments),
        remarks=tuple(each for each in message.user_comments if not each.startswith(PREVIOUS.strip())),
        places=tuple(dict.fromkeys(place for place, _line in message.locations)),
    )


def _previous(comments: Iterable[str]) -> tuple[str, ...]:
    """Return the source, and its plural, of which an outdated translation was made."""
    found: list[list[str]] = []
    for line in (each.removeprefix("|").strip() for each in comments if each.startswith("|")):
        keyword, _space, rest = line.partition(" ")
        if keyword in {"msgid", "msgid_plural"}:
            found.append([rest])
        elif line.startswith('"') and found:
            found[-1].append(line)
    return tuple("".join(map(unescape, lines)) for lines in found)


# --- Writing -------------------------------------------------------------------------------------------------------


def written(catalogue: Catalogue) -> bytes:
    """Return the file of a catalogue or a template."""
    lines = (line for entry in catalogue.entries for line in (*_lines(entry), ""))
    return ("\n".join([*_head(catalogue), *lines]).rstrip("\n") + "\n").encode()


def _lines(entry: Entry) -> Iterator[str]:
    """Yield the lines of a text. Babel's own writer wraps comments, so that they come back otherwise than they went."""
    yield from (f"# {remark}".rstrip() for remark in entry.remarks)
    yield from (f"#. {' '.join(note.split())}" for note in entry.notes)
    if entry.places:
        yield f"#: {' '.join(entry.places)}"
    flags = [FUZZY] * entry.outdated + [BRACES] * any(PLACE.search(source) for source in entry.sources)
    if flags:
        yield ", ".join(["#", *flags])
    for keyword, text in zip(("msgid", "msgid_plural"), entry.previous, strict=False):
        yield f"#| {keyword} {escape(text)}"  # on one line: Babel reads each line of a comment only once
    if entry.context:
        yield from _field("msgctxt", entry.context)
    yield from _field("msgid", entry.source)
    if entry.plural:
        yield from _field("msgid_plural", entry.plural)
        for number, form in enumerate(entry.forms):
            yield from _field(f"msgstr[{number}]", form)
    else:
        yield from _field("msgstr", entry.forms[0])


def _field(keyword: str, text: str) -> list[str]:
    return f"{keyword} {normalize(text, width=0)}".split("\n")


def _head(catalogue: Catalogue) -> list[str]:
    subject = "the interface" if catalogue.domain == INTERFACE else f"the instrument {catalogue.domain}"
    what = f"{catalogue.locale}: translations of {subject}." if catalogue.locale else f"Every text of {subject}."
    fields = {
        "Project-Id-Version": "questionnaire",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Domain": catalogue.domain,
    }
    if catalogue.locale:
        fields |= {"Language": tag(catalogue.locale), "Plural-Forms": _empty(catalogue.locale).plural_forms}
    lines = [f'"{name}: {value}\\n"' for name, value in fields.items()]
    return [*HEAD.format(what=what).splitlines(), 'msgid ""', 'msgstr ""', *lines, ""]


# --- Compiling -----------------------------------------------------------------------------------------------------


def digest(raw: bytes) -> str:
    """Return what a compiled catalogue remembers of the file it was made from."""
    return sha256(COMPILED_SO + raw).hexdigest()


def fingerprint(context: str, source: str) -> str:
    """Return a short name of a text, by which a compiled catalogue knows how far along it is."""
    return sha256(f"{context}\4{source}".encode()).hexdigest()[:12]


def _states(entries: Iterable[Entry]) -> str:
    found: dict[str, list[str]] = {progress: [] for progress in Progress}
    for entry in entries:
        found[entry.progress].append(fingerprint(*entry.key))
    return json.dumps(found)


def progress_of(states: str) -> dict[str, Progress]:
    """Return how far along each text is, by its fingerprint, as a compiled catalogue has it."""
    return {text: Progress(state) for state, texts in json.loads(states).items() for text in texts}


def compiled(raw: bytes, domain: str, locale: str) -> bytes:
    """Return a catalogue as gettext reads it: the translations that are shown, and how far along every text is.

    It carries the digest of its file, because times tell nothing: an installation writes both files in any order.
    """
    catalogue = parse(raw, domain, locale)
    made = _empty(locale)
    for entry in catalogue.entries:
        if entry.shown:
            several = bool(entry.plural)
            made.add(
                entry.sources if several else entry.source,
                entry.forms if several else entry.forms[0],
                context=entry.context or None,
            )
    made.add(SOURCE_DIGEST, digest(raw), context=ABOUT)
    made.add(STATES, _states(catalogue.entries), context=ABOUT)
    file = BytesIO()
    write_mo(file, made)
    return file.getvalue()


def compile_all(root: Path) -> tuple[Path, ...]:
    """Compile every catalogue below a folder, beside it; return what was written. Raise BadCatalogue."""
    made = []
    for path in sorted(root.glob(f"*/{FOLDER}/*.po")):
        target = path.with_suffix(".mo")
        target.write_bytes(compiled(path.read_bytes(), path.stem, hyphened(path.parts[-3])))
        made.append(target)
    return tuple(made)
