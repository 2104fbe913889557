"""What does the page say about one item, in its language, before anybody answers?

Plain values for templates: a section page draws thirty of them in a millisecond.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, NOT_YET, one_of, some_of
from forms.numbers import LATIN, Marks, write
from instruments import texts
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Item,
    Kind,
    Language,
    Maturity,
    Message,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    SplitKind,
    Table,
    Text,
    Translate,
)

Labelled = tuple[str | None, str] | tuple[str | None, str, str | None, bool]


@dataclass(frozen=True, slots=True)
class Words:
    """The interface's own words that stand among an item's, in the language of the page."""

    yes: str = "Yes"
    partly: str = "Partly"
    no: str = "No"
    dont_know: str = "I do not know"
    not_applicable: Callable[[str], str] = "Does not apply: {}".format
    none_of_these: str = "None of these"
    not_yet: str = "No answer yet"
    otherwise: str = "or"
    marks: Marks = LATIN
    countries: tuple[tuple[str, str], ...] = ()
    currencies: tuple[tuple[str, str], ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    sexes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """One item as a page shows it.

    `look` names the macro that draws it; `options` are (value, label[, hint, exclusive]) with (None, "or") between
    options and statements; `statements` stand apart where the item is typed; `free` is the label of the words that a
    free reason needs; `own_none` when an option of the instrument already says *none of these*.
    """

    item: Item
    look: str
    text: str
    why: str = ""
    hint: str = ""
    evidence: str = ""
    avoid: str = ""
    options: tuple[Labelled, ...] = ()
    statements: tuple[Labelled, ...] = ()
    free: str = ""
    unit: str = ""
    columns: tuple["Control", ...] = ()
    own_none: bool = False


def control(item: Item, translate: Translate, words: Words, table: Item | None = None) -> Control:
    """Return what the page says about `item`, a column of `table` if there is one."""

    def say(message: Message) -> str:
        return translate(message) if message.source else ""

    grouped = one_of(item) or some_of(item)
    statements = _statements(item, say, words, table)
    free = next((say(texts.reason(item, reason, table)) for reason in item.na_reasons if reason.free), "")
    return Control(
        item,
        "pick" if table and isinstance(item.kind, Choice) else look(item.kind),
        say(texts.item_text(item, table)),
        say(texts.item_role(item, "why", table)),
        say(texts.item_role(item, "hint", table)),
        say(texts.item_role(item, "evidence", table)),
        say(texts.item_role(item, "avoid", table)),
        _options(item, say, words, statements, table),
        () if grouped else statements,
        free,
        say(texts.unit(item, table)),
        tuple(control(column, translate, words, item) for column in item.kind.columns)
        if isinstance(item.kind, Table)
        else (),
        isinstance(item.kind, Checklist | Choices) and any(option.exclusive for option in item.kind.options),
    )


def look(kind: Kind) -> str:
    """Return the name of the macro that draws this kind."""
    match kind:
        case Maturity() | Practice() | Choice():
            return "radios"
        case Checklist() | Choices():
            return "boxes"
        case Number(NumberForm.INTEGER):
            return "whole"
        case Number(NumberForm.PERCENT):
            return "percent"
        case Number():
            return "number"
        case MoneyKind():
            return "money"
        case SplitKind():
            return "split"
        case Text(_, multiline):
            return "lines" if multiline else "line"
        case Date():
            return "date"
        case Month():
            return "month"
        case Country():
            return "country"
        case Language():
            return "language"
        case Table():
            return "table"
        case Note():
            return "note"
    assert_never(kind)


def _statements(item: Item, say: Translate, words: Words, table: Item | None) -> tuple[Labelled, ...]:
    """Return *don't know* and the reasons for *not applicable*, each excluding everything else."""
    found: list[Labelled] = [(DONT_KNOW, words.dont_know, None, True)] if item.dont_know else []
    for reason in item.na_reasons:
        label = words.not_applicable(say(texts.reason(item, reason, table)))
        found.append((NOT_APPLICABLE + reason.id, label, None, True))
    return tuple(found)


def _options(
    item: Item, say: Translate, words: Words, statements: tuple[Labelled, ...], table: Item | None
) -> tuple[Labelled, ...]:
    divider: tuple[Labelled, ...] = ((None, words.otherwise),)
    not_yet: tuple[Labelled, ...] = ((NOT_YET, words.not_yet),)
    match item.kind:
        case Maturity(anchors):
            levels = [(str(level), _numbered(level, item, say, words)) for level in range(len(anchors))]
            return (*levels, *divider, *statements, *not_yet)
        case Practice():
            answers = (("yes", words.yes), ("partly", words.partly), ("no", words.no))
            return (*answers, *divider, *statements, *not_yet)
        case Choice(options) if table:
            return (*_labelled(item, options, say, table), *statements)
        case Choice(options):
            return (*_labelled(item, options, say, table), *divider, *statements, *not_yet)
        case Checklist(options) | Choices(options):
            none: tuple[Labelled, ...] = ((NONE, words.none_of_these, None, True),)
            has_own = any(option.exclusive for option in options)
            beside = (*(() if has_own else none), *statements)
            return (*_labelled(item, options, say, table), *(divider if beside else ()), *beside)
        case _:
            return ()


def _numbered(level: int, item: Item, say: Translate, words: Words) -> str:
    """Number an anchor, because they build on one another ("As 3, and ..."); `+` keeps a mark that `say` put in."""
    return f"{write(level, words.marks)}. " + say(texts.anchor(item, level))


def _labelled(item: Item, options: tuple[Option, ...], say: Translate, table: Item | None) -> list[Labelled]:
    return [(option.id, say(texts.option(item, option, table)), None, option.exclusive) for option in options]
