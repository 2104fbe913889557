"""Which words of the interface stand among the items, in this language?"""

from functools import lru_cache

from forms.controls import Words
from instruments.model import SEXES
from questionnaire import wording
from questionnaire.wording import gettext


@lru_cache(maxsize=64)
def words(locale: str) -> Words:
    """Return them; made once per language."""
    return Words(
        yes=gettext("Yes", locale),
        partly=gettext("Partly", locale),
        no=gettext("No", locale),
        dont_know=gettext("I do not know", locale),
        not_applicable=lambda reason: gettext("Does not apply: {reason}", locale, reason=reason),
        none_of_these=gettext("None of these", locale),
        not_yet=gettext("No answer yet", locale),
        otherwise=gettext("or", locale),
        marks=wording.marks(locale),
        countries=wording.country_names(locale),
        currencies=wording.currency_names(locale),
        languages=wording.language_names(locale),
        sexes=tuple((sex, wording.word("sex", sex, locale)) for sex in SEXES),
    )
