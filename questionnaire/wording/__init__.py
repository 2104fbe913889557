"""How is anything said to a person, in their language?

Codes, states and figures come in; sentences go out. English is the source and always there; other languages are
gettext catalogues in `translations/<locale>/LC_MESSAGES/`. Nothing here knows of a request.
"""

from questionnaire.wording.catalogues import gettext, ngettext
from questionnaire.wording.coverage import Coverage, available, instrument_state, interface_state
from questionnaire.wording.figures import (
    country_names,
    currency_names,
    date,
    date_time,
    in_digits,
    iso_date,
    language_names,
    listed,
    marks,
    month,
    number,
    time,
)
from questionnaire.wording.locales import PSEUDO, SOURCE, choose, direction, fitting, own_name
from questionnaire.wording.notice import notices
from questionnaire.wording.problems import SENTENCES, problem_text
from questionnaire.wording.publishing import published_languages, translator, unpublished
from questionnaire.wording.words import WORDS, word

__all__ = [
    "PSEUDO",
    "SENTENCES",
    "SOURCE",
    "WORDS",
    "Coverage",
    "available",
    "choose",
    "country_names",
    "currency_names",
    "date",
    "date_time",
    "direction",
    "fitting",
    "gettext",
    "in_digits",
    "instrument_state",
    "interface_state",
    "iso_date",
    "language_names",
    "listed",
    "marks",
    "month",
    "ngettext",
    "notices",
    "number",
    "own_name",
    "problem_text",
    "published_languages",
    "time",
    "translator",
    "unpublished",
    "word",
]
