"""What is said of an answer that cannot be taken: at which cell, about which part of it, in whose words?

The problem that `codec` or `collect` finds is about an item, or a column in a row. A person looks for it in a cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, some_of
from instruments import texts
from instruments.model import SEXES, Checklist, Choices, Item, MoneyKind, SplitKind
from instruments.problems import Code, Problem
from questionnaire.excel import typed
from questionnaire.excel.workbook_find import Here
from questionnaire.excel.workbook_layout import MARKED
from questionnaire.excel.workbook_typed import BESIDE, NO_MARK, YES_MARK, Part
from questionnaire.excel.workbook_words import Spoken
from questionnaire.wording import WORDS

BOXES: Mapping[str, str] = {"amount": "Amount", "currency": "Currency"}
# Where the trouble is when it is not with the value: the end of the control's name.
ABOUT: Mapping[Code, str] = {
    Code.NOT_A_CURRENCY: ".currency",
    Code.REASON_NEEDS_TEXT: ".reason",
}
STATEMENTS = frozenset({Code.NO_DONT_KNOW, Code.NO_NOT_APPLICABLE, Code.UNKNOWN_REASON, Code.TWO_ANSWERS})


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell of an answer: what it is for, what stands in it, what that was read as, and why it could not be."""

    part: Part
    here: Here
    text: str
    problem: Problem | None = None


Cells = Mapping[str, Seen]  # by the names of the controls


def refusals(item: Item, found: Sequence[Problem], cells: Cells, spoken: Spoken) -> Iterator[Problem]:
    """Yield why an item cannot be taken: what is wrong with single cells first, then with what they amount to.

    A cell that could not be read leaves a gap; that the gap is one is not said as well.
    """
    spoilt = {seen.part.name for seen in cells.values() if seen.problem and seen.part.part != "note"}
    for seen in cells.values():
        if seen.problem:
            yield _labelled(seen.problem, seen, spoken)
    for problem in found:
        name = problem.where.replace("/", ".")
        if name not in spoilt and not (spoilt and problem.code is Code.TOO_FEW_ROWS):
            for seen in _about(problem, name, cells):
                yield _labelled(_known(item, problem, seen, spoken), seen, spoken)


def as_typed(item: Item, cells: Cells, spoken: Spoken) -> dict[str, tuple[str, ...]]:
    """Return what stands in the cells of an item, as a person reads it there; a mark is the text that it marks."""
    shown = {name: _words(seen, spoken) for name, seen in cells.items() if name.startswith(str(item.id))}
    return {name: (words,) for name, words in shown.items() if words}


def _words(seen: Seen, spoken: Spoken) -> str:
    if seen.part.option and seen.problem is None:
        return _option(seen.part, spoken) if seen.text == YES_MARK else ""
    return typed.as_text(seen.here.cell)


def _about(problem: Problem, name: str, cells: Cells) -> list[Seen]:
    """Return the cells that a problem is about: one, or every empty box."""
    near = {key: seen for key, seen in cells.items() if key == name or key.startswith((f"{name}.", f"{name}:"))}
    if problem.code is Code.EMPTY_PART:
        boxes = [seen for seen in near.values() if seen.part.part in SEXES and not seen.text]
        denied = [seen for seen in near.values() if seen.text == NO_MARK]
        return boxes or denied[:1] or list(cells.values())[:1]
    ending = ABOUT.get(problem.code, f":{dict(problem.params).get('option', NONE)}")
    wanted = [seen for key, seen in near.items() if key == name + ending]
    stated = [seen for seen in near.values() if _is_statement(seen)] if problem.code in STATEMENTS else []
    if problem.code is Code.TWO_ANSWERS and not stated:
        stated = [seen for seen in near.values() if seen.part.part == "reason" and seen.text]
    filled = [seen for seen in near.values() if seen.text and seen.part.part != "note"]
    return [*wanted, *stated, *filled, *near.values(), *cells.values()][:1]


def _is_statement(seen: Seen) -> bool:
    return seen.text == DONT_KNOW or seen.text.startswith(NOT_APPLICABLE)


def _known(item: Item, problem: Problem, seen: Seen, spoken: Spoken) -> Problem:
    """Return the problem at its cell, with what can be told there and not where it was found."""
    problem = replace(problem, where=seen.here.where)
    if problem.code is Code.EXCLUSIVE_OPTION or (problem.code is Code.TWO_ANSWERS and seen.part.option == NONE):
        return replace(problem, params=(*problem.params, ("alone", _option(seen.part, spoken))))
    if problem.code is Code.EMPTY_PART and some_of(item):
        return replace(problem, params=(*problem.params, ("mark", MARKED)))
    if problem.code is Code.TWO_ANSWERS and seen.part.part == "reason":
        return replace(problem, params=(*problem.params, ("beside", spoken.say(BESIDE))))
    return problem


def _option(part: Part, spoken: Spoken) -> str:
    kind = part.of.kind
    options = kind.options if isinstance(kind, Checklist | Choices) else ()
    named = next((each for each in options if each.id == part.option), None)
    return spoken.now(texts.option(part.of, named, part.table)) if named else spoken.say("None of these")


def _labelled(problem: Problem, seen: Seen, spoken: Spoken) -> Problem:
    """Return the problem with the name of its column or box, where an item has several."""
    part = seen.part
    labels = [spoken.now(texts.item_text(part.of, part.table))] if part.table else []
    if isinstance(part.of.kind, SplitKind) and part.part in SEXES:
        labels.append(spoken.say(WORDS["sex"][part.part]))
    if isinstance(part.of.kind, MoneyKind) and part.part in BOXES:
        labels.append(spoken.say(BOXES[part.part]))
    box = ": ".join(labels)
    return replace(problem, params=(*problem.params, ("box", box))) if box else problem
