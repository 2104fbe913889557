"""What does a page about an assessment show? Values for the templates, out of what a service returned."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any
from uuid import UUID

from flask import g, url_for
from markupsafe import Markup

from forms import collect
from forms.build import SectionForm, section_form
from forms.controls import Control, Words
from forms.fields import Stored, shown_as_stored
from forms.numbers import Marks
from instruments import texts
from instruments.answering import Completeness
from instruments.model import Instrument, Item, ItemId, Note, Section, State, Translate
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.services.answer import Loaded
from questionnaire.web.locale import _, ngettext
from questionnaire.web.words import words

LONGEST_IN_SUMMARY = 70
KEPT_REFERENCES = 4096
STATE_SHOWN: Mapping[State, str] = {State.NOT_ASKED: "not-asked", State.UNDETERMINED: "undetermined"}


@dataclass(frozen=True, slots=True)
class Place:
    """An instrument in the language of the page."""

    instrument: Instrument
    locale: str
    translate: Translate
    words: Words

    def form(self, section: Section, only: frozenset[ItemId] | None = None) -> type[SectionForm]:
        """Return the form of a section, or of only some of its items."""
        digest = self.instrument.digest
        return section_form(section, self.translate, self.words, digest=digest, locale=self.locale, only=only)

    def control(self, item: ItemId) -> Control:
        """Return what the pages say about an item."""
        section = self.instrument.section_of[item]
        return next(each for each in self.form(section).controls if each.item.id == item)

    @property
    def title(self) -> str:
        """The title of the instrument."""
        return self.translate(texts.instrument_role(self.instrument, "title"))


def place(instrument: Instrument) -> Place:
    """Return the instrument as this page says it."""
    g.instrument = instrument
    translate = wording.translator(g.locale, instrument)
    return Place(instrument, g.locale, translate, words(g.locale))


def plain(text: str) -> str:
    """Return a text without the mark of an untranslated one: for titles and lists of problems."""
    return text.striptags() if isinstance(text, Markup) else text


def state_name(state: State) -> str:
    """Return the name that templates and scripts have for a state."""
    return STATE_SHOWN.get(state, "asked")


# --- Progress ------------------------------------------------------------------------------------------------------


def progress(done: Completeness) -> str:
    """Say how far a section is, and what cannot be said yet."""
    said = ngettext(
        "{answered} of {count} question answered.", "{answered} of {count} questions answered.", done.asked,
        answered=done.answered,
    )  # fmt: skip
    return f"{said} {_more(done.undetermined)}".rstrip()


def _more(undetermined: int) -> str:
    if not undetermined:
        return ""
    return ngettext(
        "{count} more may be asked, depending on your answers.",
        "{count} more may be asked, depending on your answers.",
        undetermined,
    )


def overall(loaded: Loaded) -> Completeness:
    """Return the sums over all sections."""
    parts = tuple(loaded.completeness.values())
    return Completeness(*(sum(getattr(part, name) for part in parts) for name in Completeness.__slots__))


def minutes_left(loaded: Loaded) -> str:
    """Say how long the rest takes, in steps of five minutes; nothing when there is no rest or no estimate."""
    total = sum(not isinstance(item.kind, Note) for item in loaded.instrument.items.values())
    done = overall(loaded)
    left = done.asked - done.answered + done.undetermined
    if not loaded.instrument.minutes or not left or not total:
        return ""
    minutes = 5 * ceil(loaded.instrument.minutes * left / total / 5)
    return ngettext("About {count} minute left.", "About {count} minutes left.", minutes)


def last_saved(loaded: Loaded) -> str:
    """Say when an answer was last saved."""
    saved = loaded.assessment.saved
    return _("Last saved on {when}.", when=wording.date_time(saved, g.locale)) if saved else ""


# --- A section -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the controls of a section page, and what is wrong with it, by base name."""

    values: dict[str, Sequence[str]]
    problems: tuple[Problem, ...]
    conflicts: frozenset[ItemId] = frozenset()


def stored_form(at: Place, section: Section, loaded: Loaded) -> SectionForm:
    """Return the form filled with what is stored."""
    return at.form(section).from_stored({item.id: _on_record(item, loaded) for item in section.items})


def _on_record(item: Item, loaded: Loaded) -> Stored:
    return Stored(loaded.answers.get(item.id), loaded.note(item.id))


def filled(at: Place, section: Section, loaded: Loaded, viewer: UUID) -> Filled:
    """Return what stands in the controls: what is stored, and over it what this person typed that was refused."""
    values: dict[str, Sequence[str]] = {}
    for item in section.items:
        values |= shown_as_stored(item, _on_record(item, loaded), marks=at.words.marks)
    problems: list[Problem] = []
    for refused in loaded.refused:
        if refused.by != viewer or refused.item not in {item.id for item in section.items}:
            continue
        item = loaded.instrument.items[refused.item]
        problems += _put_back(values, item, refused.document if refused.document_refused else None, at.words.marks)
        problems += [each for each in refused.problems if not refused.document_refused or each.where.endswith("/note")]
        if refused.note is not None:
            values[f"{item.id}.note"] = (str(refused.note),)
    mine = frozenset(conflict.item for conflict in loaded.conflicts if conflict.typed_by == viewer)
    return Filled(values, tuple(problems), mine)


def _put_back(values: dict[str, Sequence[str]], item: Item, document: Any, marks: Marks) -> tuple[Problem, ...]:
    """Put what was typed back into the controls of one item; return what was wrong with it."""
    typed = collect.typed_in(item, document, marks=marks) if document is not None else {}
    if not typed:
        return ()
    for name in [name for name in values if name == item.id or name.startswith(f"{item.id}.")]:
        if name != f"{item.id}.note":
            del values[name]
    values.update(typed)
    return collect.collect(item, typed, g.locale).problems


def errors(problems: Iterable[Problem], instrument: Instrument, locale: str) -> dict[str, str]:
    """Return the sentence to show at each control, by base name."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(target(problem, instrument), []).append(wording.problem_text(problem, locale))
    return {name: " ".join(dict.fromkeys(sentences)) for name, sentences in found.items()}


def target(problem: Problem, instrument: Instrument) -> str:
    """Return the base name of the control a problem is about: a cell, a note, or the item itself."""
    item, *rest = problem.where.split("/")
    if item in instrument.items and (len(rest) == 2 or rest == ["note"]):
        return ".".join((item, *rest))
    return item


def summary(problems: Iterable[Problem], at: Place, assessment: UUID | None = None) -> list[tuple[str, str]]:
    """Return (where, sentence) for the list of problems atop a page; with an assessment, links to its sections."""
    listed = []
    for problem in problems:
        control = target(problem, at.instrument)
        item = ItemId(problem.where.split("/")[0])
        sentence = _check_text(problem, at) or wording.problem_text(problem, at.locale)
        if item not in at.instrument.items:
            listed.append(("", sentence))
            continue
        link = _place_of(problem, at.instrument.section_of[item], control, assessment) if assessment else control
        listed.append((link, f"{_shortened(plain(at.control(item).text))} – {sentence}"))
    return list(dict.fromkeys(listed))


def _place_of(problem: Problem, section: Section, control: str, assessment: UUID) -> str:
    """Return where a problem can be mended: two answers of two people only where both are shown."""
    if problem.code is Code.STALE:
        return url_for("supplier.conflicts", assessment=assessment)
    return section_url(assessment, section, control)


def _check_text(problem: Problem, at: Place) -> str:
    if problem.code is not Code.CHECK_FAILED:
        return ""
    named = dict(problem.params).get("check")
    rule = next((rule for rule in at.instrument.checks if rule.id == named), None)
    return plain(at.translate(texts.check(rule))) if rule else ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_IN_SUMMARY else f"{text[:LONGEST_IN_SUMMARY].rsplit(' ', 1)[0]} …"


def section_url(assessment: UUID, section: Section, control: str = "") -> str:
    """Return the address of a section's page, at a control of it."""
    return url_for("supplier.section", assessment=assessment, section=section.id, _anchor=control or None)


@lru_cache(maxsize=KEPT_REFERENCES)
def references(item: ItemId, instrument: Instrument, locale: str) -> str:
    """Return where an item comes from, as people cite it."""
    translate = wording.translator(locale, instrument)
    titles = {each.key: plain(translate(texts.reference(each))) for each in instrument.references}
    cited = []
    for ref in instrument.items[item].refs:
        key, _colon, place = ref.partition(":")
        said = plain(translate(texts.locator(ref))) or wording.in_digits(place, locale)
        cited.append(f"{titles.get(key, key)} {said}".strip())
    return wording.listed(cited, locale, apart=True)


def with_new_row(values: Mapping[str, Sequence[str]], table: str) -> dict[str, Sequence[str]]:
    """Return the values with one more, empty row in a table."""
    name = f"{table}.row"
    return {**values, name: (*values.get(name, ()), f"r{secrets.token_hex(4)}")}
