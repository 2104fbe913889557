"""How far are the translations?"""

from collections import Counter
from collections.abc import Iterator

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from instruments import catalogue
from instruments.model import Instrument
from instruments.texts import instrument_role
from questionnaire import wording
from questionnaire.web.access import ANYONE, allow
from questionnaire.web.locale import _
from questionnaire.wording import locales
from questionnaire.wording.coverage import Coverage, instrument_state, interface_state
from questionnaire.wording.locales import SOURCE, catalogued
from questionnaire.wording.publishing import unpublished

blueprint = Blueprint("languages", __name__)


@blueprint.get("/languages")
@allow(ANYONE)
def languages() -> ResponseReturnValue:
    """Show, for each language, how much is translated and who has read it; also of those that are not offered yet."""
    instruments = [catalogue.load(ref) for ref in catalogue.published()]
    page = [
        {"code": code, "name": wording.own_name(code), "parts": list(_parts(code, instruments))}
        for code in catalogued(locales.TRANSLATIONS)
        if code != SOURCE
    ]
    return render_template("account/languages.html", languages=page)


def _parts(locale: str, instruments: list[Instrument]) -> Iterator[dict[str, object]]:
    yield _part(_("The pages of this service"), interface_state(locale))
    versions = Counter(instrument.ref.id for instrument in instruments)
    for instrument in instruments:
        title = wording.translator(g.locale, instrument)(instrument_role(instrument, "title"))
        name = Markup("{} <bdi>{}</bdi>").format(title, instrument.ref.version)
        yield _part(
            name if versions[instrument.ref.id] > 1 else title,
            instrument_state(locale, instrument),
            held=bool(unpublished(instrument, locale)),
        )


def _part(name: str, found: Coverage, *, held: bool = False) -> dict[str, object]:
    return {
        "name": name,
        "share": wording.number(found.percent, g.locale, decimals=1),
        "texts": found.texts,
        "states": [
            (word, count)
            for word, count in (
                (_("read by a native speaker"), found.reviewed),
                (_("translated by a machine"), found.machine),
                (_("the same as in English"), found.identical),
                (_("out of date"), found.outdated),
                (_("missing"), found.missing),
            )
            if count
        ],
        "held": held,
    }
