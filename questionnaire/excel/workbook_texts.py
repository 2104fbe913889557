"""How does every text of a workbook switch to another language in place?

A hidden sheet has one row per text and one column per language; column B shows the language chosen on the overview,
and every visible text is a formula that points there. A list stands in rows below one another, so that a drop-down
can point at it; a cell filled in before the switch is still understood, because a list is searched in every language.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from instruments.model import Message, Translate
from questionnaire.excel.cells import Book, Say, address, clean, plain, units
from questionnaire.wording import SOURCE, gettext, own_name

SHEET, KEY = "_texts", "texts"
IDS, NOW, LANGUAGES = 0, 1, 2  # columns
LONGEST_LABEL = 250  # characters: what a formula compares with


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the workbook."""

    locale: str
    translate: Translate
    say: Say


@dataclass(frozen=True, slots=True)
class Shown:
    """A text: the cell that has it in the language chosen, and what it is in the language of the export.

    `tall` is its longest translation, for the height of its row.
    """

    cell: str
    now: str
    tall: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its ids, its words in every language, and the ranges that hold them."""

    ids: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]  # per id, per language
    first: int  # row, from 0
    current: int  # which language is the one of the export

    @property
    def range(self) -> str:
        """The words in the language chosen, as a drop-down takes them."""
        return _range(self.first, NOW, self.first + len(self.ids) - 1, NOW)

    @property
    def codes(self) -> str:
        """The ids."""
        return _range(self.first, IDS, self.first + len(self.ids) - 1, IDS)

    def now(self, key: str) -> str:
        """Return the words for an id in the language of the export."""
        return self.labels[self.ids.index(key)][self.current] if key in self.ids else key

    def position(self, cell: str) -> str:
        """Return a formula for the position (from 1) of what stands in `cell`, in any language; 0 when nowhere."""
        last, width = self.first + len(self.ids) - 1, len(self.labels[0])
        block = _range(self.first, LANGUAGES, last, LANGUAGES + width - 1)
        return f"SUMPRODUCT(MAX(({block}=TRIM({cell}))*(ROW({block})-{self.first})))"

    def rest(self, start: int) -> "Listed":
        """Return the list without its first `start` entries."""
        return Listed(self.ids[start:], self.labels[start:], self.first + start, self.current)


class Texts:
    """The texts of a workbook being written, each once."""

    def __init__(self, tongues: Sequence[Tongue], current: int) -> None:
        self.tongues = tongues
        self.current = current
        self.lists: dict[str, Listed] = {}
        self._rows: list[tuple[str, tuple[str, ...]]] = []
        self._known: dict[tuple[str, str], Shown] = {}

    def message(self, message: Message) -> Shown:
        """Return a text of the instrument; an empty one is an empty constant."""
        if not message.source:
            return Shown('""', "")
        key = (message.context, message.source)
        if key not in self._known:
            words = tuple(plain(tongue.translate(message)) for tongue in self.tongues)
            self._known[key] = self._shown(self._add(message.context, words), words)
        return self._known[key]

    def say(self, text: str) -> Shown:
        """Return a text of the interface, with its {places} as they are."""
        key = ("", text)
        if key not in self._known:
            words = tuple(tongue.say(text, **_Places.of(text)) for tongue in self.tongues)
            self._known[key] = self._shown(self._add("", words), words)
        return self._known[key]

    def each(self, name: str, words: Callable[[Tongue], str]) -> Shown:
        """Return a text that each language puts together for itself."""
        key = (":each", name)
        if key not in self._known:
            found = tuple(words(tongue) for tongue in self.tongues)
            self._known[key] = self._shown(self._add("", found), found)
        return self._known[key]

    def list(self, name: str, entries: Iterable[tuple[str, Callable[[Tongue], str]]]) -> Listed:
        """Return a list of words by id; the same name gives the same list."""
        if name not in self.lists:
            found = [(key, tuple(_label(words(tongue)) for tongue in self.tongues)) for key, words in entries]
            found = _told_apart(found)
            first = len(self._rows) + 2
            for key, labels in found:
                self._add(key, labels)
            ids, labels_ = tuple(key for key, _ in found), tuple(labels for _, labels in found)
            self.lists[name] = Listed(ids, labels_, first, self.current)
        return self.lists[name]

    def alias(self, name: str, listed: Listed) -> Listed:
        """Give a list, or a part of one, a name of its own."""
        self.lists[name] = listed
        return listed

    def _add(self, key: str, words: tuple[str, ...]) -> int:
        self._rows.append((key, words))
        return len(self._rows) + 1

    def _shown(self, row: int, words: tuple[str, ...]) -> Shown:
        return Shown(f"{SHEET}!{address(row, NOW, absolute=True)}", words[self.current], max(words, key=len))

    @property
    def names(self) -> str:
        """The names of the languages, as a drop-down takes them."""
        return _range(1, LANGUAGES, 1, LANGUAGES + len(self.tongues) - 1)

    def add_sheet(self, book: Book, chosen: str) -> None:
        """Write the sheet; `chosen` is the cell in which a person chooses the language."""
        sheet = book.sheet(SHEET, hidden=True)
        style = book.style(text_wrap=False)
        sheet.text(0, 0, KEY, style)
        position = f"IFERROR(MATCH({chosen},{self.names},0),{self.current + 1})"
        sheet.formula(1, NOW, f"={position}", style, self.current + 1)
        sheet.row(1, [own_name(tongue.locale) for tongue in self.tongues], style, start=LANGUAGES)
        last = LANGUAGES + len(self.tongues) - 1
        switch = address(1, NOW, absolute=True)
        for row, (key, words) in enumerate(self._rows, start=2):
            sheet.text(row, IDS, key, style)
            sheet.formula(row, NOW, f"=INDEX({_span(row, LANGUAGES, last)},{switch})", style, words[self.current])
            sheet.row(row, words, style, start=LANGUAGES)
        sheet.layout.protect()


def tongues(languages: Sequence[tuple[str, Translate]], locale: str, say: Say) -> list[Tongue]:
    """Return the languages of a workbook; `say` speaks the one it is exported in, the catalogues the others."""
    return [Tongue(code, translate, say if code == locale else _catalogue(code)) for code, translate in languages]


def _catalogue(locale: str) -> Say:
    return gettext if locale == SOURCE else partial(gettext, locale=locale)


class _Places(dict[str, str]):
    """Values that put every place of a text back as it is: formulas fill them."""

    @classmethod
    def of(cls, text: str) -> "_Places":
        parts = text.split("{")[1:]
        return cls({part.split("}")[0]: "{" + part.split("}")[0] + "}" for part in parts})


def _label(words: str) -> str:
    """Return words as a cell compares them: one line, no spaces to trim, not longer than a formula takes."""
    label = " ".join(clean(words).split())
    while units(label) > LONGEST_LABEL:
        label = label[:-2].rstrip() + "…"
    return label


def _told_apart(entries: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """Add its id to a label that another entry has in the same language, or nobody could tell which was chosen."""
    count = [
        Counter(label.casefold() for label in column) for column in zip(*(words for _, words in entries), strict=True)
    ]
    return [
        (
            key,
            tuple(
                f"{label} [{key}]" if count[language][label.casefold()] > 1 else label
                for language, label in enumerate(labels)
            ),
        )
        for key, labels in entries
    ]


def _range(top: int, left: int, bottom: int, right: int) -> str:
    return f"{SHEET}!{address(top, left, absolute=True)}:{address(bottom, right, absolute=True)}"


def _span(row: int, left: int, right: int) -> str:
    return f"{address(row, left, absolute=True)}:{address(row, right, absolute=True)}"
