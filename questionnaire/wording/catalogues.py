"""What is this text in that language?

Catalogues are read from their `.po` files and compiled in memory, once per process: no build step can be forgotten.
A missing or outdated translation gives the source text: silently for the interface (pages say so once, see
`is_translated`), with a visible mark for each text of an instrument.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup

from instruments.model import Message, Translate
from questionnaire.wording.locales import SOURCE, direction

INTERFACE = "messages"
PLACE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=256)
def catalogue(locale: str, domain: str) -> NullTranslations:
    """Return the catalogue of `domain` in `locale`; an empty one when there is no such file."""
    file = resources.files("translations").joinpath(locale.replace("-", "_"), "LC_MESSAGES", f"{domain}.po")
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=locale.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)


def gettext(text: str, locale: str = SOURCE, **values: object) -> str:
    """Return an interface text in `locale`, with `{name}` replaced by the value of that name."""
    return _with_values(text if locale == SOURCE else catalogue(locale, INTERFACE).ugettext(text), values)


def ngettext(one: str, many: str, count: int, locale: str = SOURCE, **values: object) -> str:
    """Return the form of an interface text that `count` takes in `locale`; `{count}` stands for the count."""
    chosen = (
        (one if count == 1 else many) if locale == SOURCE else catalogue(locale, INTERFACE).ungettext(one, many, count)
    )
    return _with_values(chosen, {"count": count} | values)


def is_translated(locale: str) -> bool:
    """Whether there is an interface catalogue for `locale`."""
    return locale == SOURCE or isinstance(catalogue(locale, INTERFACE), Translations)


@lru_cache(maxsize=256)
def translator(locale: str, instrument: str, language: str = SOURCE) -> Translate:
    """Return the translation of an instrument's texts into `locale`.

    `instrument` is its id, `language` the one it was written in. A text without a translation comes back as markup
    that says which language it is in, and shows it.
    """
    if locale == language:
        return _source
    found = catalogue(locale, instrument)

    def translate(message: Message) -> str:
        text = found.upgettext(message.context, message.source)
        return text if text != message.source else _marked(text, language)

    return translate


def _source(message: Message) -> str:
    return message.source


def _marked(text: str, language: str) -> str:
    return Markup('<span class="q-untranslated" lang="{}" dir="{}">{}</span>').format(
        language, direction(language), text
    )


def _with_values(text: str, values: Mapping[str, object]) -> str:
    """Put values in, once: a value that holds braces is not read again."""
    return PLACE.sub(lambda place: str(values.get(place[1], "…")), text) if "{" in text else text
