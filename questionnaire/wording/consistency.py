"""Do the translations of a catalogue fit one another?

Two answers of a question that read the same cannot be told apart, by people or when a workbook comes back. And the same
source is the same words everywhere, unless somebody has accepted the difference: two names for a level are two levels.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from instruments.problems import Code, Problem
from questionnaire.wording.parity import is_accepted
from questionnaire.wording.strings import Catalogue, Entry


def consistency_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """Yield answers that read alike, and sources with two translations; texts of the interface have no context."""
    where = f"{catalogue.locale}/{catalogue.domain}"
    shown = [entry for entry in catalogue.entries if entry.shown and entry.context]
    for answers in _grouped((_question(entry.context), entry) for entry in shown):
        for first, second in combinations(answers, 2):
            if _alike(first, second):
                yield Problem.of(Code.ANSWERS_ALIKE, f"{where} {second.name}", other=first.name)
    for same in _grouped((entry.source, entry) for entry in shown):
        for other in same[1:]:
            if other.forms != same[0].forms and not is_accepted(Code.OTHER_WORDS, other):
                yield Problem.of(Code.OTHER_WORDS, f"{where} {other.name}", other=same[0].name)


def _grouped(keyed: Iterable[tuple[str, Entry]]) -> list[list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for key, entry in keyed:
        if key:
            found[key].append(entry)
    return list(found.values())


def _question(context: str) -> str:
    """Return what the options, anchors or reasons of one question have in common; nothing for other texts."""
    stem = context.rpartition(".")[0]
    return stem if context.startswith(("option.", "reason.")) or stem.endswith(".anchor") else ""


def _alike(first: Entry, second: Entry) -> bool:
    """Whether two answers that some version shows side by side read alike, though their sources do not."""
    apart = first.source.casefold() != second.source.casefold() and set(first.places) & set(second.places)
    return bool(apart) and first.forms[0].casefold() == second.forms[0].casefold()
