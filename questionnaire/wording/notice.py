"""What must a page or a file in this language say of its own translation?"""

from collections.abc import Iterator

from instruments.model import Instrument
from questionnaire.wording.catalogues import gettext
from questionnaire.wording.coverage import instrument_state, interface_state
from questionnaire.wording.figures import language_names
from questionnaire.wording.publishing import unpublished
from questionnaire.wording.words import N_

BY_MACHINE = N_("A machine made this translation. No native speaker has read it yet.")
NOT_PUBLISHED = N_("The questions are not translated into this language yet: they stand in {language}.")
NOT_COMPLETE = N_("Some texts are not translated yet.")


def notices(locale: str, instrument: Instrument | None = None) -> Iterator[str]:
    """Yield what nobody may find out only by reading: who translated this, and what stands in another language."""
    held = instrument if instrument and unpublished(instrument, locale) else None
    states = [interface_state(locale)]
    if instrument and not held:
        states.append(instrument_state(locale, instrument))
    if any(state.there and not state.read for state in states):
        yield gettext(BY_MACHINE, locale)
    if held:
        own = dict(language_names(locale)).get(held.language, held.language)
        yield gettext(NOT_PUBLISHED, locale, language=own)
    if not all(state.complete for state in states):
        yield gettext(NOT_COMPLETE, locale)
