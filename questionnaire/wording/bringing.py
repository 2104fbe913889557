"""What becomes of a catalogue when somebody's translations are brought in?

Each is compared with the text as it is now and checked on its own, so that a fault in one keeps nobody else's out.
What the catalogue has and the file has not stays as it is; so does what was changed after the file was made, and what
a native speaker has reviewed, unless another one does.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from instruments.problems import Code, Problem
from questionnaire.wording.parity import ACCEPTED, FINDINGS, entry_problems
from questionnaire.wording.rules import Rules
from questionnaire.wording.strings import REVIEWED, Catalogue, Entry, Progress


@dataclass(frozen=True, slots=True)
class Given:
    """A translation that somebody gives, and of which text. `where` is its place in their file.

    `stands`: they say that it is right, even if it is the same as before; `marked`: they say that they reviewed it.
    `exported` is what they were shown, where the file remembers; `remarks` are lines that they added.
    """

    context: str
    source: str
    plural: str
    forms: tuple[str, ...]
    where: str
    stands: bool = True
    marked: bool = False
    exported: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """The catalogue afterwards, the texts that changed, and what was refused or asks for a look."""

    catalogue: Catalogue
    changed: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def bring_in(
    catalogue: Catalogue,
    given: Iterable[Given],
    rules: Rules,
    *,
    day: date,
    reviewed_by: str = "",
    accepted: frozenset[Code] = frozenset(),
) -> Brought:
    """Return the catalogue with what was given. `accepted` are codes that somebody has looked at in all of these."""
    known = {entry.key: entry for entry in catalogue.entries}
    contexts = {entry.context for entry in catalogue.entries if entry.context}
    line = f"reviewed: {reviewed_by}, {day.isoformat()}" if reviewed_by else ""
    changed: dict[tuple[str, str], Entry] = {}
    problems: list[Problem] = []
    for each in map(_composed, given):
        entry = known.get((each.context, each.source))
        if entry is None or entry.plural != each.plural:
            code = Code.SOURCE_CHANGED if entry or each.context in contexts else Code.UNKNOWN_TEXT
            problems.append(Problem.of(code, each.where, source=each.source[:80]))
        elif any(each.forms) and not _says_nothing_new(each, entry):
            after = _after(entry, each, line if each.marked else "", accepted)
            found = _found(each, entry, after, rules)
            problems += found
            if after != entry and all(problem.code in FINDINGS for problem in found):
                changed[entry.key] = after
    entries = tuple(changed.get(entry.key, entry) for entry in catalogue.entries)
    return Brought(replace(catalogue, entries=entries), tuple(changed.values()), tuple(problems))


def _composed(given: Given) -> Given:
    """Return the same letters in their usual form: some keyboards and systems write them in parts."""
    return replace(given, forms=tuple(unicodedata.normalize("NFC", form) for form in given.forms))


def _says_nothing_new(given: Given, entry: Entry) -> bool:
    if given.stands or given.marked:
        return False
    return given.forms in {entry.forms, given.exported}


def _found(given: Given, entry: Entry, after: Entry, rules: Rules) -> tuple[Problem, ...]:
    """Return what is wrong. One plural form more or fewer than the language has makes the whole file unreadable."""
    if len(given.forms) != len(entry.forms):
        return (Problem.of(Code.PLURAL_FORMS, given.where, forms=len(entry.forms)),)
    return (*_conflicts(given, entry, after), *entry_problems(after, rules, given.where))


def _conflicts(given: Given, entry: Entry, after: Entry) -> Iterable[Problem]:
    """Return why a good translation is not taken all the same."""
    if given.exported not in {None, entry.forms} and given.forms != entry.forms:
        yield Problem.of(Code.TRANSLATION_STALE, given.where)
    elif entry.progress is Progress.REVIEWED and after.progress is not Progress.REVIEWED:
        yield Problem.of(Code.ALREADY_REVIEWED, given.where)


def _after(entry: Entry, given: Given, review: str, accepted: frozenset[Code]) -> Entry:
    """Return the text with its new translation. What was said of the old one does not hold of another."""
    same = given.forms == entry.forms and not entry.outdated
    kept = [each for each in entry.remarks if same or not _is_said(each)]
    if review:
        kept = [each for each in kept if not REVIEWED.fullmatch(each)]
    lines = [*given.remarks, review, f"accepted: {', '.join(sorted(accepted))}" if accepted else ""]
    remarks = tuple(dict.fromkeys(each for each in (*kept, *lines) if each))
    return replace(entry, forms=given.forms, outdated=False, previous=(), remarks=remarks)


def _is_said(remark: str) -> bool:
    """Whether a remark is about the very words of a translation."""
    return bool(REVIEWED.fullmatch(remark) or ACCEPTED.fullmatch(remark))


# --- What files give -----------------------------------------------------------------------------------------------


def from_catalogue(file: Catalogue, current: Catalogue) -> list[Given]:
    """Return what a .po file gives. What it changes, or does not call outdated any more, somebody has read."""
    known = {entry.key: entry for entry in current.entries}
    found = []
    for each in file.entries:
        if each.outdated:
            continue
        before = known.get(each.key)
        marked = before is not None and (before.forms != each.forms or before.outdated)
        remarks = tuple(remark for remark in each.remarks if before is None or remark not in before.remarks)
        given = Given(each.context, each.source, each.plural, each.forms, each.name, marked=marked, remarks=remarks)
        found.append(given)
    return found


def paired(catalogue: Catalogue, translations: Mapping[str, str | list[str]]) -> list[Given]:
    """Return what a plain mapping gives: from a context, or a source, to its translation or its plural forms."""
    found = []
    for entry in catalogue.entries:
        text = translations.get(entry.context) if entry.context in translations else translations.get(entry.source)
        if text:
            forms = (text,) * len(entry.forms) if isinstance(text, str) else tuple(text)
            found.append(Given(entry.context, entry.source, entry.plural, forms, entry.name))
    return found
