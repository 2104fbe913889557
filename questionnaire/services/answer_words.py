"""How does an answer read in one line, where it becomes a remark beside another one?"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from instruments import texts
from instruments.codec import from_json
from instruments.model import (
    Answer,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    DontKnow,
    Item,
    Language,
    Maturity,
    Message,
    Money,
    Month,
    NotApplicable,
    Practice,
    Row,
    Split,
    Table,
    Translate,
)
from questionnaire import wording
from questionnaire.excel.workbook_lists import PRACTICE


def in_words(item: Item, document: Any, translate: Translate, locale: str) -> str:
    """Return the words for an answer."""
    answer = from_json(item, document)[0]
    return "" if answer is None else _words(item, answer, None, translate, locale)


def _words(item: Item, answer: Answer, table: Item | None, translate: Translate, locale: str) -> str:
    def said(message: Message) -> str:
        return translate(message) if not hasattr(text := translate(message), "striptags") else str(text.striptags())

    match answer:
        case DontKnow():
            return wording.gettext("I do not know", locale)
        case NotApplicable(reason, text):
            named = next(
                (said(texts.reason(item, each, table)) for each in item.na_reasons if each.id == reason), reason
            )
            return ". ".join(filter(None, [wording.gettext("Does not apply: {reason}", locale, reason=named), text]))
        case Money(amount, currency):
            return f"{currency} {wording.number(amount, locale)}"
        case Split():
            sexes = ("women", "men", "other", "not_available")
            counts = ((wording.word("sex", sex, locale), wording.number(getattr(answer, sex), locale)) for sex in sexes)
            return wording.listed((f"{sex}: {count}" for sex, count in counts), locale)
        case tuple() if isinstance(item.kind, Table):
            rows = wording.listed(_rows(item, answer, translate, locale), locale, apart=True)
            return rows or wording.gettext("Nothing to list", locale)
    match item.kind, answer:
        case ((Choice(options) | Choices(options) | Checklist(options)), _):
            chosen = answer if isinstance(answer, tuple) else (answer,)
            names = [said(texts.option(item, each, table)) for each in options if each.id in chosen]
            return wording.listed(names, locale, apart=True) or wording.gettext("None of these", locale)
        case Maturity(), int(level):
            return f"{wording.number(level, locale)} – {said(texts.anchor(item, level))}"
        case Practice(), str(value):
            return wording.gettext(PRACTICE.get(value, "No"), locale)
        case Date(), str(day):
            return wording.iso_date(day, locale)
        case Month(), str(month):
            return wording.month(month, locale)
        case Country(), str(code):
            return dict(wording.country_names(locale)).get(code, code)
        case Language(), str(tag):
            return dict(wording.language_names(locale)).get(tag, tag)
        case _, int() | Decimal():
            return wording.number(answer, locale)
    return str(answer)


def _rows(item: Item, answer: tuple[object, ...], translate: Translate, locale: str) -> Iterator[str]:
    columns = item.kind.columns if isinstance(item.kind, Table) else ()
    for row in answer:
        if isinstance(row, Row):
            given = [column for column in columns if column.id in row.cells]
            yield wording.listed(
                (_words(column, row.cells[column.id], item, translate, locale) for column in given), locale
            )
