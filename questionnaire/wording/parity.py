"""Does a translation keep what its source has, as far as a program can tell?

Faults break a page or turn a meaning round: a lost placeholder, other markup, another script, a lost negation where
severe harm is asked about. Findings ask for a look. Somebody who has looked says so in a line of the catalogue:
`# accepted: numbers-differ`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from instruments.problems import Code, Problem
from instruments.texts import MIND_NEGATION
from questionnaire.wording.rules import LATIN, Rules, script
from questionnaire.wording.strings import PLACE, Catalogue, Entry, Progress, form_of

FINDINGS = frozenset({Code.NUMBERS_DIFFER, Code.OTHER_WORDS})
ACCEPTABLE = FINDINGS | {Code.NEGATION_LOST, Code.FOREIGN_WORDS}
ACCEPTED = re.compile(r"accepted: (?P<codes>[a-z, -]+)")
TAG = re.compile(r"<[^<>]*>|&#?\w+;")
NEGATION = re.compile(r"\b(?:not|no|never|without|cannot|none|nobody|nothing|neither|nor|\w+n[’']t)\b", re.IGNORECASE)
BETWEEN_DIGITS = re.compile("(?<=[0-9])[.,'’٫٬،\u00a0\u202f](?=[0-9])")
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
LATIN_WORD = re.compile(f"[{LETTERS}0-9]+(?:[-._/@:+'’][{LETTERS}0-9]+)*")
LATIN_LETTER = re.compile(f"[{LETTERS}]")


def is_critical(entry: Entry) -> bool:
    """Whether a lost negation in this text would hide a severe harm."""
    return any(MIND_NEGATION in note for note in entry.notes)


def catalogue_problems(catalogue: Catalogue, rules: Rules) -> Iterator[Problem]:
    """Yield what is wrong with the translations of a catalogue that are shown."""
    where = f"{catalogue.locale}/{catalogue.domain}"
    if not _counts_alike(catalogue):
        yield Problem.of(Code.PLURAL_FORMS, where, forms=catalogue.forms_needed)
    for entry in catalogue.entries:
        yield from entry_problems(entry, rules, f"{where} {entry.name}")


def _counts_alike(catalogue: Catalogue) -> bool:
    """Whether the file chooses the plural form for a count as the language does; the formulas may differ."""
    given, needed = map(form_of, (catalogue.plural_forms, catalogue.rule))
    return all(given(count) == needed(count) for count in range(250))


def entry_problems(entry: Entry, rules: Rules, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a translation, unless somebody has accepted it; nothing if there is none."""
    yield from (problem for problem in _found(entry, rules, where) if not is_accepted(problem.code, entry))


def is_accepted(code: Code, entry: Entry) -> bool:
    """Whether somebody has looked at this problem of a text, and it is one that a person may judge."""
    lines = [said[1] for each in entry.remarks if (said := ACCEPTED.fullmatch(each))]
    return code in ACCEPTABLE and any(code == given.strip() for line in lines for given in line.split(","))


def _found(entry: Entry, rules: Rules, where: str) -> Iterator[Problem]:
    if entry.progress is Progress.OUTDATED or not any(entry.forms):
        return
    if not all(entry.forms):
        yield Problem.of(Code.PLURAL_FORMS, where, forms=len(entry.forms))
        return
    yield from _placeholders(entry, where)
    negated = is_critical(entry) and any(NEGATION.search(source) for source in entry.sources)
    numbers = Counter[str]()
    for source in entry.sources:
        numbers |= _numbers(source)
    seen: set[Code] = set()
    for form in entry.forms:
        for problem in (*_shape(entry, form, where), *_letters(entry, form, rules, where)):
            if problem.code not in seen:
                yield problem
            seen.add(problem.code)
        given = _numbers(form)
        if given != numbers and (not entry.plural or given - numbers) and Code.NUMBERS_DIFFER not in seen:
            seen.add(Code.NUMBERS_DIFFER)
            yield Problem.of(Code.NUMBERS_DIFFER, where, expected=_listed(numbers), found=_listed(given))
        if negated and not rules.negates(form) and Code.NEGATION_LOST not in seen:
            seen.add(Code.NEGATION_LOST)
            yield Problem.of(Code.NEGATION_LOST, where)


def _placeholders(entry: Entry, where: str) -> Iterator[Problem]:
    """Each form may leave placeholders out that another form has; none may have one of its own, or a stray brace."""
    needed = {place for source in entry.sources for place in PLACE.findall(source)}
    given = [set(PLACE.findall(form)) for form in entry.forms]
    stray = [sorted(re.findall("[{}]", PLACE.sub("", text))) for text in (entry.sources[-1], *entry.forms)]
    if set().union(*given) != needed or any(each != stray[0] for each in stray):
        names = " ".join(f"{{{name}}}" for name in sorted(needed))
        yield Problem.of(Code.PLACEHOLDERS_DIFFER, where, expected=names or "none")


def _shape(entry: Entry, form: str, where: str) -> Iterator[Problem]:
    source = entry.sources[-1]
    if sorted(TAG.findall(source)) != sorted(TAG.findall(form)):
        yield Problem.of(Code.MARKUP_DIFFERS, where, expected=" ".join(TAG.findall(source)) or "none")
    if source.count("\n") != form.count("\n"):
        yield Problem.of(Code.LINE_BREAKS_DIFFER, where, expected=source.count("\n"), found=form.count("\n"))
    if _outer(source) != _outer(form):
        yield Problem.of(Code.OUTER_SPACE, where)
    if not unicodedata.is_normalized("NFC", form):
        yield Problem.of(Code.NOT_NFC, where)


def _outer(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


# --- Numbers -------------------------------------------------------------------------------------------------------


def _numbers(text: str) -> Counter[str]:
    """Return the numbers of a text by their value, whichever digits and marks write them."""
    digits = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in PLACE.sub(" ", text))
    return Counter(re.findall("[0-9]+", BETWEEN_DIGITS.sub("", digits)))


def _listed(numbers: Counter[str]) -> str:
    return " ".join(sorted(numbers.elements())) or "none"


# --- Letters -------------------------------------------------------------------------------------------------------


def _letters(entry: Entry, form: str, rules: Rules, where: str) -> Iterator[Problem]:
    source = " ".join(entry.sources)
    text = TAG.sub(" ", PLACE.sub(" ", form))
    strange = sorted({each for each in text if each not in source and not _belongs(each, rules)})
    if strange:
        yield Problem.of(Code.WRONG_SCRIPT, where, letters=" ".join(strange[:8]))
    if not rules.latin:
        kept = set(LATIN_WORD.findall(source))
        foreign = [word for word in LATIN_WORD.findall(text) if not _is_name(word, kept, rules)]
        if foreign:
            yield Problem.of(Code.FOREIGN_WORDS, where, words=" ".join(dict.fromkeys(foreign[:8])))


def _belongs(letter: str, rules: Rules) -> bool:
    """Whether a character may stand in a text of the language; Latin words are looked at one by one."""
    if not letter.isalpha():
        return True
    return script(letter) in {*rules.scripts, LATIN}


def _is_name(word: str, kept: set[str], rules: Rules) -> bool:
    """Whether a word in Latin letters is a name, a single letter, or a code or an address that the source has."""
    if word.casefold() in rules.names or (word in kept and re.search("[0-9@:/_]", word)):
        return True
    parts = re.split("[-._/@:+'’]", word)
    return all(len(part) == 1 or not LATIN_LETTER.search(part) or part.casefold() in rules.names for part in parts)
