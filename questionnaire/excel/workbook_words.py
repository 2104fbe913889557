"""Which answer is it that a cell says in words, in whichever language of the workbook?

A drop-down shows texts, and the seal has them all. But people switch the language half-way, paste from a colleague's
file, or type what they read: so a text is also looked for in the language of the workbook, then in every other one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from forms.folding import UNSEEN, folded
from instruments import texts
from instruments.model import Checklist, Choice, Choices, Country, Instrument, Item, Language, Maturity, Message
from instruments.problems import Code, Problem
from questionnaire import wording
from questionnaire.excel.cells import plain

YES = frozenset({"yes", "x", "✓", "✔", "☑", "☒", "✗", "✕", "1", "true", "y"})
NO = frozenset({"no", "0", "false", "n", "☐", "-"})
WORDS: Mapping[str, str] = {
    "yes": "Yes",
    "partly": "Partly",
    "no": "No",
    "dont-know": "I do not know",
    "none": "None of these",
}
DONT_KNOW_TOO = frozenset({"don't know", "don’t know", "dont know", "do not know", "i don't know", "i don’t know"}) | {
    "unknown",
    "not known",
}
CUT = "…"
ENOUGH = 20  # characters of a text that was cut to fit a list
MOST_OFFERED = 12  # options that a sentence can name

Labels = Mapping[str, frozenset[str]]  # language → what it is called there, folded


@dataclass(frozen=True)
class Spoken:
    """The texts of an instrument in the languages of a workbook; `first` is the language it is in now."""

    instrument: Instrument
    locales: tuple[str, ...]
    first: str

    def of(self, message: Message) -> Labels:
        """Return every form of an instrument's text: as translated, and as it was written."""
        found: dict[str, set[str]] = {self.instrument.language: {folded(message.source)}}
        for locale in self.locales:
            translate = wording.translator(locale, self.instrument)
            found.setdefault(locale, set()).add(folded(plain(translate(message))))
        return {locale: frozenset(each) for locale, each in found.items()}

    def word(self, name: str) -> Labels:
        """Return every form of one of our own words."""
        locales = ("en", *self.locales)
        found = {locale: frozenset({folded(wording.gettext(WORDS[name], locale))}) for locale in locales}
        return found | {"en": found["en"] | DONT_KNOW_TOO} if name == "dont-know" else found

    def says(self, text: str, name: str) -> bool:
        """Whether a folded text is that word in any language."""
        return any(text in each for each in self.word(name).values())

    def now(self, message: Message) -> str:
        """Return an instrument's text as the workbook shows it now."""
        return plain(wording.translator(self.first, self.instrument)(message))

    def say(self, text: str) -> str:
        """Return one of our own texts as the workbook shows it now."""
        return wording.gettext(text, self.first)

    @cached_property
    def countries(self) -> Mapping[str, frozenset[str]]:
        """The codes of countries by their folded names, in every language of the workbook."""
        return _by_name(wording.country_names(locale) for locale in ("en", *self.locales))

    @cached_property
    def languages(self) -> Mapping[str, frozenset[str]]:
        """The tags of languages by their folded names, in every language of the workbook."""
        names = [wording.language_names(locale) for locale in ("en", *self.locales)]
        own = [(tag, wording.own_name(tag)) for each in names for tag, _name in each]
        return _by_name([*names, own])

    @cached_property
    def currencies(self) -> Mapping[str, frozenset[str]]:
        """The codes of currencies by their folded names, in every language of the workbook."""
        return _by_name(wording.currency_names(locale) for locale in ("en", *self.locales))


def _by_name(lists: Iterable[Iterable[tuple[str, str]]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for names in lists:
        for code, name in names:
            found.setdefault(folded(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def options(item: Item, table: Item | None, spoken: Spoken) -> Mapping[str, Labels]:
    """Return what every option of an item is called."""
    match item.kind:
        case Choice(given) | Choices(given) | Checklist(given):
            return {each.id: spoken.of(texts.option(item, each, table)) for each in given}
        case Maturity(anchors):
            return {str(level): spoken.of(texts.anchor(item, level)) for level in range(len(anchors))}
        case _:
            return {name: spoken.word(name) for name in ("yes", "partly", "no")}


def offered(item: Item, table: Item | None, spoken: Spoken) -> str:
    """Return the options as the workbook shows them now, to be named in a sentence; empty when they are too many."""
    match item.kind:
        case Choice(given) | Choices(given) | Checklist(given):
            shown = [spoken.now(texts.option(item, each, table)) for each in given]
        case Maturity(anchors):
            shown = [f"{level} – {spoken.now(texts.anchor(item, level))}" for level in range(len(anchors))]
        case _:
            shown = [spoken.say(WORDS[name]) for name in ("yes", "partly", "no")]
    return "; ".join(each.rstrip(".") for each in shown) if len(shown) <= MOST_OFFERED else ""


def offered_statements(item: Item, table: Item | None, spoken: Spoken) -> str:
    """Return *don't know* and the reasons as the workbook shows them now, as far as the item has them."""
    known = [spoken.say(WORDS["dont-know"])] if item.dont_know else []
    return "; ".join([*known, *(spoken.now(texts.reason(item, each, table)).rstrip(".") for each in item.na_reasons)])


def reasons(item: Item, table: Item | None, spoken: Spoken) -> Mapping[str, Labels]:
    """Return what every reason for *not applicable* is called."""
    return {each.id: spoken.of(texts.reason(item, each, table)) for each in item.na_reasons}


def find(text: str, labels: Mapping[str, Labels], first: Iterable[str]) -> frozenset[str]:
    """Return the ids that a folded text can mean: in the first language in which it means anything, else in any."""
    for locale in first:
        here = frozenset(key for key, label in labels.items() if text in label.get(locale, ()))
        if here:
            return here
    anywhere = frozenset(key for key, label in labels.items() if any(text in each for each in label.values()))
    if anywhere:
        return anywhere
    exact = frozenset(key for key in labels if text == folded(key))
    return exact or _beginning(text, labels)


def _beginning(text: str, labels: Mapping[str, Labels]) -> frozenset[str]:
    """Return the ids whose text begins so, for a text that was cut."""
    start = text.removesuffix(folded(CUT)).rstrip()
    if len(start) < ENOUGH:
        return frozenset()
    forms = {key: [each for here in label.values() for each in here] for key, label in labels.items()}
    return frozenset(key for key, each in forms.items() if any(form.startswith(start) for form in each))


def one(
    text: str, labels: Mapping[str, Labels], spoken: Spoken, where: str, code: Code = Code.NOT_A_CHOICE, base: str = ""
) -> tuple[str, Problem | None]:
    """Return the one id that a text means, or why there is none; one that can still mean `base` means that."""
    found = find(folded(text), labels, (spoken.first, *spoken.locales))
    if base in found:
        return base, None
    if len(found) == 1:
        return next(iter(found)), None
    return "", Problem.of(code, where, given=text.strip()[:80])


def coded(text: str, item: Item | None, spoken: Spoken, where: str) -> tuple[str, Problem | None]:
    """Return the code of a country or language, or (without an item) of a currency; it may stand beside its name."""
    match item.kind if item else None:
        case Country():
            names, code, shape = spoken.countries, Code.NOT_A_COUNTRY, r"[A-Z]{2}"
        case Language():
            names, code, shape = spoken.languages, Code.NOT_A_LANGUAGE, r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})*"
        case _:
            names, code, shape = spoken.currencies, Code.NOT_A_CURRENCY, r"[A-Z]{3}"
    visible = UNSEEN.sub("", text).strip()
    beside = re.search(rf"\(({shape})\)$", visible) or re.match(rf"({shape})(?=\s*[–—:-]\s)", visible)
    if beside:
        return beside[1], None
    named = names.get(folded(visible), frozenset())
    if len(named) == 1:
        return next(iter(named)), None
    if re.fullmatch(shape, visible, re.IGNORECASE):
        return (visible if isinstance(item and item.kind, Language) else visible.upper()), None
    return "", Problem.of(code, where, given=visible[:80])
