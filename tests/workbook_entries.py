"""What people type into the cells of a questionnaire workbook: any answer, in any of the ways in which they say it.

A strategy gives the answer as JSON and the cells that say it, by the ends of their controls' names; a cell is what
`workbook_programs.put` takes.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from hypothesis import strategies as st

from instruments.codec import VISIBLE
from instruments.model import (
    SEXES,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Item,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Practice,
    SplitKind,
    Table,
    Text,
)
from questionnaire import wording

Cells = Mapping[str, str]
Entry = tuple[Any, Cells]

# The zero of each script: Latin, Arabic, Urdu, Hindi, Bengali, Tamil, Thai, Lao, Khmer, Burmese, and the wide one.
ZEROS = "0٠۰०০௦๐໐០၀０"
SPACES = st.sampled_from(["", "", " ", "  ", "\u00a0", "\u200e", "\u200b"])
MARKS = st.sampled_from(["x", "X", "✓", "yes", "Yes ", "1", "<v>1</v>"])
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=40)
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
DAY_ZERO = date(1899, 12, 30)  # as spreadsheets count
UNSEEN = re.compile("[\u200b-\u200f\u061c\u2066-\u2069\u202a-\u202e\ufeff]")  # marks of direction, and their kin
COUNT = st.integers(0, 10**6)


@st.composite
def around(draw: st.DrawFn, words: st.SearchStrategy[str]) -> str:
    """Draw a text with what clings to it when it is pasted."""
    return draw(SPACES) + draw(words) + draw(SPACES)


@st.composite
def number(draw: st.DrawFn, exact: Decimal) -> str:
    """Draw a way to type a number: as one, or as text with the digits and marks of somebody's script."""
    plain = format(exact, "f")
    if draw(st.booleans()):
        return f"<v>{plain}</v>"
    whole, _, rest = plain.partition(".")
    if len(whole.lstrip("-")) > 3 and draw(st.booleans()):
        whole = f"{int(whole):,}".replace(",", draw(st.sampled_from([" ", "'", "\u00a0", "\u202f"])))
    text = whole + (draw(st.sampled_from(".,")) + rest if rest else "")
    return draw(SPACES) + digits(text, draw(st.sampled_from(ZEROS))) + draw(SPACES)


def digits(text: str, zero: str) -> str:
    """Return a text with the digits of a script."""
    return text.translate({ord("0") + each: chr(ord(zero) + each) for each in range(10)})


@st.composite
def day(draw: st.DrawFn) -> Entry:
    found = draw(st.dates(FIRST, LAST))
    serial = (found - DAY_ZERO).days
    zero = draw(st.sampled_from(ZEROS))
    ways = [
        f"<v>{serial}</v>",
        f"<v>{serial}.75</v>",
        digits(found.isoformat(), zero),
        digits(f"{found.year}/{found.month}/{found.day}", zero),
        digits(f"{found.year + 543}-{found.month:02}-{found.day:02}", zero),
        f"{found.day} {found:%B} {found.year}",
        f"{found:%b} {found.day}, {found.year} ",
    ]
    return found.isoformat(), {"": draw(st.sampled_from(ways))}


@st.composite
def month(draw: st.DrawFn) -> Entry:
    found = draw(st.dates(FIRST, LAST))
    zero = draw(st.sampled_from(ZEROS))
    ways = [f"{found:%Y-%m}", f"{found.month}/{found.year}", f"{found.year + 543}-{found.month:02}"]
    words = [f"{found:%B} {found.year}", f" {found:%b} {found.year}"]
    return f"{found:%Y-%m}", {"": draw(st.sampled_from([*(digits(way, zero) for way in ways), *words]))}


def entries(item: Item) -> st.SearchStrategy[Entry]:
    """Return the strategy of answers to an item, and of the cells that give them."""
    values = value_entries(item)
    return st.one_of(values, values, values, dont_know(item)) if item.dont_know else values


def dont_know(item: Item) -> st.SearchStrategy[Entry]:
    """Return *don't know*: in the column for it, or in the answer's own cell where there is one."""
    words = around(st.sampled_from(["I do not know", "i do not know", "don't know", "Don’t know"]))
    own = not isinstance(item.kind, Checklist | Choices | MoneyKind | SplitKind | Table | Text)
    places = st.sampled_from(["", ".state"] if own else [".state"])
    return st.tuples(places, words).map(lambda drawn: ({"state": "dont_know"}, {drawn[0]: drawn[1]}))


def value_entries(item: Item) -> st.SearchStrategy[Entry]:
    """Return the strategy of an item's values proper."""
    match item.kind:
        case Maturity(anchors):
            return st.integers(0, 4).flatmap(lambda level: _said(level, _level_ways(level, anchors[level])))
        case Practice():
            return _one_of({key: wording.gettext(key.capitalize()) for key in ("yes", "partly", "no")})
        case Choice(options):
            return _one_of({option.id: option.text for option in options})
        case Checklist(options) | Choices(options):
            return _some_of(options)
        case Number(NumberForm.INTEGER):
            return COUNT.flatmap(lambda count: _said(count, number(Decimal(count))))
        case Number(NumberForm.PERCENT):
            return st.decimals(0, 100, places=2).flatmap(lambda share: _said(str(share), number(share)))
        case Number():
            exact = st.decimals(-(10**6), 10**6, places=2)
            return exact.flatmap(lambda found: _said(str(found), number(found)))
        case MoneyKind():
            return _money()
        case SplitKind():
            return _split()
        case Text():
            return around(TEXT).filter(_is_plain).map(lambda text: (text.strip(), {"": text}))
        case Date():
            return day()
        case Month():
            return month()
        case Country():
            return _coded(dict(wording.country_names("en")))
        case Language():
            return _coded({tag: name for tag, name in wording.language_names("en") if len(tag) == 2})
        case Table() | Note():
            return st.nothing()
    assert_never(item.kind)


def _said(document: Any, cell: st.SearchStrategy[str]) -> st.SearchStrategy[Entry]:
    return cell.map(lambda words: (document, {"": words}))


def _level_ways(level: int, anchor: str) -> st.SearchStrategy[str]:
    ways = [f"<v>{level}</v>", str(level), f"{level} – {anchor}", f"{level}. {anchor}", anchor, anchor.upper()]
    return st.one_of(around(st.sampled_from(ways[1:])), st.just(ways[0]), _native(str(level)))


def _native(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(ZEROS).map(lambda zero: digits(text, zero))


def _one_of(options: Mapping[str, str]) -> st.SearchStrategy[Entry]:
    return st.sampled_from(sorted(options)).flatmap(
        lambda key: _said(key, around(st.sampled_from([options[key], options[key].upper(), options[key].lower()])))
    )


@st.composite
def _some_of(draw: st.DrawFn, options: Any) -> Entry:
    together = [option.id for option in options if not option.exclusive]
    alone = [option.id for option in options if option.exclusive]
    ticked = draw(st.lists(st.sampled_from(together), unique=True, min_size=1))
    if alone and draw(st.integers(0, 4)) == 0:
        ticked = alone[:1]
    return [option.id for option in options if option.id in ticked], {f":{option}": draw(MARKS) for option in ticked}


@st.composite
def _money(draw: st.DrawFn) -> Entry:
    amount = draw(st.decimals(0, 10**8, places=2))
    currency = draw(st.sampled_from(["MYR", "USD", "THB", "BDT"]))
    shown = draw(st.sampled_from([currency, currency.lower(), f" {currency} "]))
    return {"amount": str(amount), "currency": currency}, {".amount": draw(number(amount)), ".currency": shown}


@st.composite
def _split(draw: st.DrawFn) -> Entry:
    counts = {sex: draw(st.integers(0, 5000)) for sex in SEXES}
    return counts, {f".{sex}": draw(number(Decimal(count))) for sex, count in counts.items()}


def _coded(names: Mapping[str, str]) -> st.SearchStrategy[Entry]:
    known = sorted(code for code, name in names.items() if list(names.values()).count(name) == 1)
    return st.sampled_from(known).flatmap(
        lambda code: _said(code, around(st.sampled_from([names[code], f"{names[code]} ({code})", f"{code} – x"])))
    )


def _is_plain(text: str) -> bool:
    """Whether a text is one that somebody can see, and no markup of ours."""
    return bool(re.search(VISIBLE, UNSEEN.sub("", text))) and not text.startswith(("<v", "<f", "<c"))
