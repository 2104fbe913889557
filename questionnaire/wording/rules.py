"""What must hold of every text in this language? Read from `translations/<locale>/locale.json`.

    {"scripts": ["THAI"], "negations": ["*ไม่*", "*ห้าม*"], "no_negations": ["หรือไม่"], "names": ["ILO", "PDF"]}

`scripts` are the first words of the Unicode names of its letters; `negations` are words that say no, with `*` for any
letters before or after; `no_negations` are phrases with such a word that say no such thing (หรือไม่ makes a question);
`names` are words that stay in Latin letters, besides those that do anywhere.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeGuard

from babel import Locale

from instruments.catalogue import read_json
from instruments.problems import Code, Problem, Refusal
from questionnaire.wording.files import named
from questionnaire.wording.locales import catalogued
from questionnaire.wording.strings import tag

FILE = "locale.json"
KEYS = ("scripts", "negations", "no_negations", "names")
LATIN = "LATIN"
BETWEEN_WORDS = "PZSC"  # punctuation, separators, symbols, controls: by the first letter of the category
JOINERS = "\u200c\u200d"
# What people write in Latin letters whatever they speak: file types, units, programs, commands.
ANYWHERE = frozenset(re.findall(r"\w+", """
    PDF PNG JPG JPEG WEBP HEIC DOCX XLSX XLSM XLS ODS PPTX TXT CSV XML JSON PO UTF NFC Unicode OpenDocument kB MB UTC
    SDG GCM Excel Word LibreOffice Google Sheets WPS KnowTheChain babel cfg questionnaire words update reviewed
    by instrument CFA
"""))  # fmt: skip
RARE = 0.02  # a script with a smaller share of the letters is that of a stray name


@dataclass(frozen=True)
class Rules:
    """What must hold of the texts of a language. Where `negation` is None, nobody has said how it says no."""

    scripts: frozenset[str]
    negation: re.Pattern[str] | None
    no_negations: tuple[str, ...]
    names_as_written: frozenset[str]

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that stay in Latin letters, folded."""
        return frozenset(map(str.casefold, self.names_as_written | ANYWHERE))

    @property
    def latin(self) -> bool:
        """Whether the language is written in Latin letters, so that a word left in English cannot be told."""
        return LATIN in self.scripts

    def negates(self, text: str) -> bool:
        """Whether a text says no."""
        folded = unicodedata.normalize("NFC", text.casefold())
        for phrase in self.no_negations:
            folded = folded.replace(phrase, " ")
        return self.negation is None or self.negation.search(words(folded)) is not None


def rules_path(root: Path, locale: str) -> Path:
    """Return where the rules of a language are."""
    return root / tag(locale) / FILE


def read_rules(root: Path, locale: str) -> Rules:
    """Return the rules of a language. Raise Refusal."""
    path = rules_path(root, locale)
    where = named(path, root)
    if not path.is_file():
        raise Refusal([Problem.of(Code.NOT_FOUND, where)])
    document, problems = read_json(path.read_bytes())
    if problems:
        raise Refusal(Problem(each.code, where, each.params) for each in problems)
    if not _is_sound(document):
        raise Refusal([Problem.of(Code.WRONG_SHAPE, where, expected=f"lists of words under {', '.join(KEYS)}")])
    return made(document)


def _is_sound(document: object) -> TypeGuard[Mapping[str, list[str]]]:
    return (
        isinstance(document, dict)
        and set(document) == set(KEYS)
        and all(isinstance(each, list) and all(isinstance(word, str) for word in each) for each in document.values())
        and bool(document["scripts"])
    )


def made(document: Mapping[str, list[str]]) -> Rules:
    """Return the rules that a document states."""
    patterns = [re.escape(words(each).strip()).replace(r"\*", r"\S*") for each in document["negations"]]
    return Rules(
        frozenset(document["scripts"]),
        re.compile(rf"(?<!\S)(?:{'|'.join(patterns)})(?!\S)") if patterns else None,
        tuple(unicodedata.normalize("NFC", phrase.casefold()) for phrase in document["no_negations"]),
        frozenset(document["names"]),
    )


def words(text: str) -> str:
    """Return a text with one space between words, folded, and without the vowel signs that Arabic may leave out."""
    kept = (
        each if each in JOINERS or each == "*" or unicodedata.category(each)[0] not in BETWEEN_WORDS else " "
        for each in unicodedata.normalize("NFC", text.casefold())
        if not "\u064b" <= each <= "\u0652"
    )
    return " ".join("".join(kept).split())


def first_rules(root: Path, locale: str) -> bytes:
    """Return the file that a new language starts with: its letters, and the names that every other one keeps."""
    others = [read_rules(root, each).names_as_written for each in catalogued(root) if rules_path(root, each).is_file()]
    common = set.intersection(*map(set, others)) if others else set()
    document: dict[str, list[str]] = {key: [] for key in KEYS}
    document |= {"scripts": scripts(locale), "names": sorted(common, key=str.casefold)}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def scripts(locale: str) -> list[str]:
    """Return the scripts in which a language writes the names of languages."""
    letters = [each for name in Locale.parse(tag(locale)).languages.values() for each in name if each.isalpha()]
    found = Counter(script(each) for each in letters)
    return sorted(name for name, count in found.items() if count > len(letters) * RARE)


def script(letter: str) -> str:
    """Return the script of a letter: the first word of its name."""
    return unicodedata.name(letter, "").partition(" ")[0]
