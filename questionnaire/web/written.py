"""How does a given answer read, in the words of the page?"""

from collections.abc import Iterator, Sequence

from forms.controls import Control, Words
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE
from instruments.model import (
    SEXES,
    Answer,
    Country,
    Date,
    DontKnow,
    Language,
    Money,
    Month,
    NotApplicable,
    Number,
    NumberForm,
    Row,
    Split,
)
from questionnaire import wording
from questionnaire.web.locale import _


def lines(control: Control, answer: Answer | None, words: Words, locale: str) -> tuple[str, ...]:
    """Return an answer as lines of text; nothing given says so."""
    if answer is None:
        return (_("Not answered"),)
    return tuple(_lines(control, answer, words, locale))


def _lines(control: Control, answer: Answer, words: Words, locale: str) -> Iterator[str]:
    match answer:
        case DontKnow():
            yield _label(control, DONT_KNOW)
        case NotApplicable(reason, text):
            yield _label(control, NOT_APPLICABLE + reason)
            yield from text.splitlines()
        case Money(amount, currency):
            yield f"{currency} {wording.number(amount, locale)}"
        case Split():
            for sex in SEXES:
                yield f"{dict(words.sexes)[sex]}: {wording.number(getattr(answer, sex), locale)}"
            yield _("Total: {total}", total=wording.number(answer.total, locale))
        case str():
            yield from _text(control, answer, words, locale)
        case tuple() if any(isinstance(entry, Row) for entry in answer):
            yield from _rows(control, [entry for entry in answer if isinstance(entry, Row)], words, locale)
        case tuple():
            yield from [_label(control, str(option)) for option in answer] or [_none(control, words)]
        case _ if control.options:
            yield _label(control, str(answer))
        case _:
            unit = "%" if _is_percent(control) else control.unit
            yield f"{wording.number(answer, locale)} {unit}".rstrip()


def _none(control: Control, words: Words) -> str:
    return _("There is nothing to list") if control.columns else words.none_of_these


def _is_percent(control: Control) -> bool:
    return isinstance(control.item.kind, Number) and control.item.kind.form is NumberForm.PERCENT


def _label(control: Control, value: str) -> str:
    labels = {entry[0]: entry[1] for entry in (*control.options, *control.statements)}
    return labels.get(value, value if value != NONE else "")


def _text(control: Control, text: str, words: Words, locale: str) -> Sequence[str]:
    match control.item.kind:
        case Country():
            return [dict(words.countries).get(text, text)]
        case Language():
            return [dict(words.languages).get(text, text)]
        case Date():
            return [wording.iso_date(text, locale)]
        case Month():
            return [wording.month(text, locale)]
        case _ if control.options:
            return [_label(control, text)]
        case _:
            return text.splitlines()


def _rows(control: Control, rows: Sequence[Row], words: Words, locale: str) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        yield row_line(control, number, row, words, locale)


def row_line(control: Control, number: int, row: Row, words: Words, locale: str) -> str:
    """Return one row of a table as a line of text."""
    cells = [
        f"{column.text}: {', '.join(_lines(column, row.cells[column.item.id], words, locale))}"
        for column in control.columns
        if column.item.id in row.cells
    ]
    return f"{wording.number(number, locale)}. {'; '.join(cells)}"
