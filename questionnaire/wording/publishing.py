"""Is this instrument published in that language, and what do its texts say there?

Published means: everything that decides a score or names a severe harm can be read. Otherwise the whole instrument is
shown in its own language, because half a question in each is worse than either. In a published one, the texts that are
not translated fall back one by one. Both carry a mark and their language.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from instruments import texts
from instruments.model import Instrument, Item, Message, Table, Translate
from questionnaire.wording import locales
from questionnaire.wording.catalogues import catalogue
from questionnaire.wording.locales import SOURCE, catalogued, direction


def needed(instrument: Instrument) -> tuple[Message, ...]:
    """Return the texts without which a language is not published: those of scored items and critical issues."""
    decisive = [item for item in instrument.items.values() if item.scored or item.critical]
    ids = {item.id for item in decisive} | {each for item in decisive if item.critical for each in item.follow_ups}
    asked = (message for id_, item in instrument.items.items() if id_ in ids for message in _asked(item))
    return tuple(each for each in (*map(texts.critical, instrument.critical), *asked) if each.source)


def _asked(item: Item, table: Item | None = None) -> Iterator[Message]:
    """Yield the question, its answers, and the reasons why it does not apply."""
    yield texts.item_text(item, table)
    yield from texts.answers(item, table)
    yield from (texts.reason(item, each, table) for each in item.na_reasons)
    if isinstance(item.kind, Table):
        for column in item.kind.columns:
            yield from _asked(column, item)


def unpublished(instrument: Instrument, locale: str, root: Path | None = None) -> tuple[Message, ...]:
    """Return the texts that keep a language from being published: missing or outdated, and needed."""
    return _unpublished(instrument, locale, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _unpublished(instrument: Instrument, locale: str, root: Path) -> tuple[Message, ...]:
    if locale == instrument.language:
        return ()
    found = catalogue(locale, instrument.ref.id, root)
    return tuple(each for each in needed(instrument) if not found.pgettext(each.context, each.source))


def published_languages(instrument: Instrument, root: Path | None = None) -> tuple[str, ...]:
    """Return the instrument's own language, and every one that it is published in."""
    others = (each for each in (SOURCE, *catalogued(root or locales.TRANSLATIONS)) if each != instrument.language)
    return (instrument.language, *(each for each in dict.fromkeys(others) if not unpublished(instrument, each, root)))


def translator(locale: str, instrument: Instrument, root: Path | None = None) -> Translate:
    """Return the translation of an instrument's texts into `locale`.

    A text without a translation comes back as markup that says which language it is in, and shows it.
    """
    return _translator(locale, instrument, root or locales.TRANSLATIONS)


@lru_cache(maxsize=256)
def _translator(locale: str, instrument: Instrument, root: Path) -> Translate:
    language = instrument.language
    if locale == language:
        return _source
    found = catalogue(locale, instrument.ref.id, root)
    published = not unpublished(instrument, locale, root)

    def translate(message: Message) -> str:
        text = found.pgettext(message.context, message.source) if published and message.source else ""
        return text or (_marked(message.source, language) if message.source else "")

    return translate


def _source(message: Message) -> str:
    return message.source


def _marked(text: str, language: str) -> str:
    return Markup('<span class="q-untranslated" lang="{}" dir="{}">{}</span>').format(
        language, direction(language), text
    )
