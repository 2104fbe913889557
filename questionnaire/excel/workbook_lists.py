"""Which words does each drop-down offer, in every language?"""

from collections.abc import Callable, Iterator, Mapping

from forms.names import DONT_KNOW, NOT_APPLICABLE
from instruments import texts as messages
from instruments.codes import CURRENCIES
from instruments.model import (
    Choice,
    Country,
    Instrument,
    Item,
    Language,
    MoneyKind,
    Practice,
    Table,
)
from questionnaire.excel.cells import plain
from questionnaire.excel.workbook_layout import in_list
from questionnaire.excel.workbook_texts import Texts, Tongue
from questionnaire.wording import country_names, language_names
from questionnaire.wording.words import N_

Entries = Iterator[tuple[str, Callable[[Tongue], str]]]

PRACTICE: Mapping[str, str] = {"yes": N_("Yes"), "partly": N_("Partly"), "no": N_("No")}
I_DO_NOT_KNOW = N_("I do not know")
DOES_NOT_APPLY = N_("Does not apply: {reason}")


def add_lists(texts: Texts, instrument: Instrument) -> None:
    """Add every list that the instrument's items need."""
    for item in instrument.items.values():
        _add(texts, item, None)
        if isinstance(item.kind, Table):
            for column in item.kind.columns:
                _add(texts, column, item)


def _add(texts: Texts, item: Item, table: Item | None) -> None:
    name = messages.name(item, table)
    match item.kind:
        case Practice():
            texts.list(":practice", ((key, _said(words)) for key, words in PRACTICE.items()))
        case Choice():
            texts.list(name, _choice(item, item.kind, table))
        case MoneyKind():
            texts.list(":currency", ((code, _code(code)) for code in sorted(CURRENCIES)))
        case Country() if ":country" not in texts.lists:
            listed = texts.list(":country?", _countries(texts))
            texts.alias(":country", listed.rest(1))
        case Language():
            texts.list(":language", _languages(texts))
        case _:
            pass
    if (item.dont_know or item.na_reasons) and not (table and in_list(item)):
        texts.list(f"{name}:state", _statements(item, table))


def _said(words: str) -> Callable[[Tongue], str]:
    return lambda tongue: tongue.say(words)


def _code(code: str) -> Callable[[Tongue], str]:
    return lambda _: code


def _choice(item: Item, kind: Choice, table: Item | None) -> Entries:
    for option in kind.options:
        message = messages.option(item, option, table)
        yield option.id, lambda tongue, message=message: plain(tongue.translate(message))  # type: ignore[misc]
    if table:
        yield from _statements(item, table)


def _statements(item: Item, table: Item | None) -> Entries:
    if item.dont_know:
        yield DONT_KNOW, _said(I_DO_NOT_KNOW)
    for reason in item.na_reasons:
        message = messages.reason(item, reason, table)
        yield (
            NOT_APPLICABLE + reason.id,
            lambda tongue, message=message: tongue.say(  # type: ignore[misc]
                DOES_NOT_APPLY, reason=plain(tongue.translate(message))
            ),
        )


def _countries(texts: Texts) -> Entries:
    """Yield *don't know* and the countries, sorted in the language of the export; the code says it in all others."""
    yield DONT_KNOW, _said(I_DO_NOT_KNOW)
    for code, _ in country_names(texts.tongues[texts.current].locale):
        yield code, lambda tongue, code=code: f"{_names(country_names, tongue.locale)[code]} ({code})"  # type: ignore[misc]


def _languages(texts: Texts) -> Entries:
    for code, _ in language_names(texts.tongues[texts.current].locale):
        yield code, lambda tongue, code=code: f"{_names(language_names, tongue.locale).get(code, code)} ({code})"  # type: ignore[misc]


_KNOWN: dict[tuple[object, str], Mapping[str, str]] = {}


def _names(of: Callable[[str], tuple[tuple[str, str], ...]], locale: str) -> Mapping[str, str]:
    if (of, locale) not in _KNOWN:
        _KNOWN[of, locale] = dict(of(locale))
    return _KNOWN[of, locale]
