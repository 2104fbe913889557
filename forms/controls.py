"""What does the page say about one item, in its language, before anybody answers?

Plain values for templates: a section page draws thirty of them in a millisecond.
"""

from dataclasses import dataclass
from typing import assert_never

from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, NOT_YET, one_of, some_of
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
    not_applicable: str = "Does not apply: {reason}"
    none_of_these: str = "None of these"
    not_yet: str = "No answer yet"
    otherwise: str = "or"
    mark: str = "."
    countries: tuple[tuple[str, str], ...] = ()
    currencies: tuple[tuple[str, str], ...] = ()
    languages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """One item as a page shows it.

    `look` names the macro that draws it; `options` are (value, label[, hint, exclusive]) with (None, "or") between
    options and statements; `statements` stand apart where the item is typed; `free` is the label of the words that a
    free reason needs.
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


def control(item: Item, translate: Translate, words: Words, *, in_table: bool = False) -> Control:
    """Return what the page says about `item`."""

    def say(role: str, source: str) -> str:
        return translate(Message(f"{item.id}.{role}", source)) if source else ""

    statements = _statements(item, translate, words)
    grouped = one_of(item) or some_of(item)
    return Control(
        item,
        "pick" if in_table and isinstance(item.kind, Choice) else look(item.kind),
        say("text", item.text),
        say("why", item.why),
        say("hint", item.hint),
        say("evidence", item.evidence),
        say("avoid", item.avoid),
        _options(item, translate, words, statements),
        () if grouped else statements,
        next((_reason(item, reason.id, reason.text, translate) for reason in item.na_reasons if reason.free), ""),
        say("unit", item.kind.unit) if isinstance(item.kind, Number) else "",
        tuple(control(column, translate, words, in_table=True) for column in item.kind.columns)
        if isinstance(item.kind, Table)
        else (),
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


def _reason(item: Item, reason: str, text: str, translate: Translate) -> str:
    return translate(Message(f"reason.{item.id}.{reason}", text))


def _statements(item: Item, translate: Translate, words: Words) -> tuple[Labelled, ...]:
    """Return *don't know* and the reasons for *not applicable*, each excluding everything else."""
    found: list[Labelled] = [(DONT_KNOW, words.dont_know, None, True)] if item.dont_know else []
    for reason in item.na_reasons:
        label = words.not_applicable.replace("{reason}", _reason(item, reason.id, reason.text, translate))
        found.append((NOT_APPLICABLE + reason.id, label, None, True))
    return tuple(found)


def _options(item: Item, translate: Translate, words: Words, statements: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    divider: tuple[Labelled, ...] = ((None, words.otherwise),)
    match item.kind:
        case Maturity(anchors):
            levels = [(str(n), translate(Message(f"{item.id}.anchor.{n}", text))) for n, text in enumerate(anchors)]
            return (*levels, *divider, *statements, (NOT_YET, words.not_yet))
        case Practice():
            answers = (("yes", words.yes), ("partly", words.partly), ("no", words.no))
            return (*answers, *divider, *statements, (NOT_YET, words.not_yet))
        case Choice(options):
            return (*_labelled(item, options, translate), *divider, *statements, (NOT_YET, words.not_yet))
        case Checklist(options) | Choices(options):
            none: tuple[Labelled, ...] = ((NONE, words.none_of_these, None, True),)
            has_own = any(option.exclusive for option in options)
            return (*_labelled(item, options, translate), *divider, *(() if has_own else none), *statements)
        case _:
            return ()


def _labelled(item: Item, options: tuple[Option, ...], translate: Translate) -> list[Labelled]:
    return [
        (option.id, translate(Message(f"option.{item.id}.{option.id}", option.text)), None, option.exclusive)
        for option in options
    ]
