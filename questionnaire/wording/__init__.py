"""How is anything said to a person, in their language?

Codes, states and figures come in; sentences go out. English is the source and always there; other languages are
gettext catalogues in `translations/<locale>/LC_MESSAGES/`. Nothing here knows of a request.
"""

from questionnaire.wording.catalogues import gettext, is_translated, ngettext, translator
from questionnaire.wording.figures import (
    country_names,
    currency_names,
    date,
    date_time,
    iso_date,
    language_names,
    marks,
    month,
    number,
    time,
)
from questionnaire.wording.locales import SOURCE, available, choose, direction, own_name
from questionnaire.wording.problems import SENTENCES, problem_text
from questionnaire.wording.words import WORDS, word

__all__ = [
    "SENTENCES",
    "SOURCE",
    "WORDS",
    "available",
    "choose",
    "country_names",
    "currency_names",
    "date",
    "date_time",
    "direction",
    "gettext",
    "is_translated",
    "iso_date",
    "language_names",
    "marks",
    "month",
    "ngettext",
    "number",
    "own_name",
    "problem_text",
    "time",
    "translator",
    "word",
]
