"""Which texts of an instrument does a translator meet, and under which names?

Every text a person reads is a `Message`: a gettext context that says what it is (`ER-2-01.anchor.3`) and its source.
Forms, workbooks and pages ask here for the message of a part, so that all of them ask the catalogue for the same one.
A column is named after its table (`PR-09.origin`): columns of two tables may share an id.
"""

import re
from collections.abc import Iterator

from instruments.model import (
    Area,
    Check,
    Checklist,
    Choice,
    Choices,
    CriticalIssue,
    Indicator,
    Instrument,
    Item,
    Maturity,
    Message,
    Number,
    Option,
    Reason,
    Reference,
    RiskBand,
    RiskFactor,
    Section,
    Stage,
    Table,
)

Noted = tuple[Message, str]

MIND_NEGATION = (
    "It is about severe harm: mind every 'not', 'no' and 'without', because a lost negation reverses the answer."
)
ROLES = {
    "text": "The question",
    "why": "Why the question is asked",
    "hint": "How to answer the question",
    "evidence": "What good evidence looks like",
    "avoid": "What must not be uploaded",
}

WORD = re.compile("[a-z][a-z-]{2,}")
HEAD = {
    "title": "The title of the questionnaire.",
    "subtitle": "The line under the title.",
    "about": "What the questionnaire is for, for somebody who is about to answer.",
    "disclaimer": "What the questionnaire is not.",
}


# --- The message of a part -----------------------------------------------------------------------------------------


def name(item: Item, table: Item | None = None) -> str:
    """Return the name of an item in contexts; pass the table of a column."""
    return f"{table.id}.{item.id}" if table else item.id


def item_text(item: Item, table: Item | None = None) -> Message:
    """Return the question."""
    return Message(f"{name(item, table)}.text", item.text)


def item_role(item: Item, role: str, table: Item | None = None) -> Message:
    """Return the `why`, `hint`, `evidence` or `avoid` of an item; its source may be empty."""
    return Message(f"{name(item, table)}.{role}", getattr(item, role))


def anchor(item: Item, level: int) -> Message:
    """Return the anchor of a maturity item at `level`, 0-4."""
    anchors = item.kind.anchors if isinstance(item.kind, Maturity) else ("",) * 5
    return Message(f"{item.id}.anchor.{level}", anchors[level])


def unit(item: Item, table: Item | None = None) -> Message:
    """Return the unit of a number; its source may be empty."""
    return Message(f"{name(item, table)}.unit", item.kind.unit if isinstance(item.kind, Number) else "")


def option(item: Item, of: Option, table: Item | None = None) -> Message:
    """Return the text of an option of the item."""
    return Message(f"option.{name(item, table)}.{of.id}", of.text)


def reason(item: Item, of: Reason, table: Item | None = None) -> Message:
    """Return the text of a reason for *not applicable*."""
    return Message(f"reason.{name(item, table)}.{of.id}", of.text)


def action(item: Item, position: int) -> Message:
    """Return the text of the item's recommendation at `position`, counted from 1."""
    return Message(f"action.{item.id}.{position}", item.actions[position - 1].text)


def section_title(section: Section) -> Message:
    """Return the title of a section."""
    return Message(f"section.{section.id}.title", section.title)


def section_intro(section: Section) -> Message:
    """Return the introduction of a section; its source may be empty."""
    return Message(f"section.{section.id}.intro", section.intro)


def instrument_role(instrument: Instrument, role: str) -> Message:
    """Return the `title`, `subtitle`, `about` or `disclaimer` of the instrument; its source may be empty."""
    return Message(f"instrument.{role}", getattr(instrument, role))


def area(of: Area) -> Message:
    """Return the title of a roadmap area."""
    return Message(f"area.{of.id}", of.title)


def stage(of: Stage) -> Message:
    """Return the title of a roadmap stage."""
    return Message(f"stage.{of.number}", of.title)


def critical(of: CriticalIssue) -> Message:
    """Return the title of a critical issue."""
    return Message(f"critical.{of.id}", of.title)


def factor(of: RiskFactor) -> Message:
    """Return the title of a risk factor."""
    return Message(f"factor.{of.id}", of.title)


def band(of: RiskBand) -> Message:
    """Return the title of a risk band."""
    return Message(f"band.{of.id}", of.title)


def indicator(of: Indicator) -> Message:
    """Return the title of an indicator."""
    return Message(f"indicator.{of.id}", of.title)


def reference(of: Reference) -> Message:
    """Return the title of a framework that items refer to."""
    return Message(f"reference.{of.key}", of.title)


def locator(ref: str) -> Message:
    """Return the place that `framework:locator` names; empty unless it is a word, such as `wages`."""
    key, _colon, place = ref.partition(":")
    return Message(f"reference.{key}.{place}", place.replace("-", " ") if WORD.fullmatch(place) else "")


def check(of: Check) -> Message:
    """Return what a respondent is told when the check fails."""
    return Message(f"check.{of.id}", of.text)


# --- All of them, with a note for the translator -------------------------------------------------------------------


def texts(instrument: Instrument) -> Iterator[Noted]:
    """Yield every text that is not empty, in the order of the instrument, with a note on where it appears."""
    yield from (noted for noted in _all(instrument) if noted[0].source)


def _all(instrument: Instrument) -> Iterator[Noted]:
    for role, note in HEAD.items():
        yield instrument_role(instrument, role), note
    yield from ((area(each), "A row of the roadmap: a topic.") for each in instrument.areas)
    yield from ((stage(each), f"Step {each.number} of the roadmap, lowest first.") for each in instrument.stages)
    for issue in instrument.critical:
        yield critical(issue), f"The name of a severe harm, shown before any score. {MIND_NEGATION}"
    yield from ((factor(each), "A reason why the situation is exposed to risk.") for each in instrument.risk_factors)
    yield from ((band(each), "A band of inherent risk.") for each in instrument.risk_bands)
    yield from _references(instrument)
    for section in instrument.sections:
        yield from _section(section)
    yield from ((indicator(each), f"The title of a figure, in {each.unit}.") for each in instrument.indicators)
    for each in instrument.checks:
        yield check(each), f"Shown beside {', '.join(each.items)} when these answers contradict each other."


def _references(instrument: Instrument) -> Iterator[Noted]:
    titles = {each.key: each.title for each in instrument.references}
    for each in instrument.references:
        yield reference(each), "The title of a standard. If it has an official name in your language, use that."
    cited = (ref for item in instrument.items.values() for ref in item.refs)
    for ref in dict.fromkeys(cited):
        yield locator(ref), f"A part of: {titles.get(ref.partition(':')[0], '')}"


def _section(section: Section) -> Iterator[Noted]:
    yield section_title(section), "The title of a page."
    yield section_intro(section), f"At the top of the page '{section.title}'."
    for item in section.items:
        yield from _item(item, f"on the page '{section.title}'")


def _item(item: Item, place: str, table: Item | None = None) -> Iterator[Noted]:
    kind = type(item.kind).__name__.removesuffix("Kind").lower()
    warning = f" {MIND_NEGATION}" if item.critical else ""
    about = "" if table is None else f"A column of the table '{table.text}'. "
    for role, meaning in ROLES.items():
        text = f"{about}{meaning} ({kind}) {place}." if role == "text" else f"{meaning}: {item.text}"
        yield item_role(item, role, table), text + warning
    yield unit(item, table), f"Shown after the number that answers: {item.text}"
    for message in answers(item, table):
        yield message, f"An answer to: {item.text}{warning}"
    for each in item.na_reasons:
        yield reason(item, each, table), f"A reason why this question does not apply: {item.text}{warning}"
    for position, advice in enumerate(item.actions, start=1):
        yield action(item, position), f"In the action plan ({advice.type}), for a gap in: {item.text}{warning}"
    if isinstance(item.kind, Table):
        for column in item.kind.columns:
            yield from _item(column, place, item)


def answers(item: Item, table: Item | None = None) -> Iterator[Message]:
    """Yield the anchors or options of an item."""
    match item.kind:
        case Maturity(anchors):
            yield from (anchor(item, level) for level in range(len(anchors)))
        case Choice(options) | Choices(options) | Checklist(options):
            yield from (option(item, each, table) for each in options)
        case _:
            return
