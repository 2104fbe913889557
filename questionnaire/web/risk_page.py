"""What does a page say about inherent risk, and why has each factor its points?"""

from collections.abc import Mapping
from typing import Any, assert_never

from instruments import texts
from instruments.model import ItemId, RiskFactor
from questionnaire import wording
from questionnaire.web import pages
from questionnaire.web.locale import _
from questionnaire.web.shown import Shown
from scoring.risk import FactorPoints, Ground

MOST_LINES = 3  # of an answer: a table of countries does not belong into a reason


def risk(shown: Shown) -> Mapping[str, Any] | None:
    """Return points and band with the reason for every point; nothing when the instrument has no factors."""
    found = shown.result.scorecard.risk
    if found is None:
        return None
    of = {factor.id: factor for factor in shown.instrument.risk_factors}
    return {
        "points": found.points,
        "band": band(shown, found.band),
        "factors": [factor_points(shown, of[each.factor], each) for each in found.factors],
        "url": shown.receipt_url("risk"),
    }


def band(shown: Shown, band_id: str | None) -> str:
    """Return the title of a band."""
    found = next((each for each in shown.instrument.risk_bands if each.id == band_id), None)
    return shown.at.translate(texts.band(found)) if found else _("no band")


def factor_points(shown: Shown, factor: RiskFactor, found: FactorPoints) -> Mapping[str, Any]:
    """Return one factor: its points, the most it could have, and the reason."""
    return {
        "id": factor.id,
        "title": shown.at.translate(texts.factor(factor)),
        "points": found.points,
        "most": max(factor.otherwise, factor.unknown, *(rule.points for rule in factor.rules), 1),
        "reason": _reason(shown, found),
        "unknown": found.ground is Ground.UNKNOWN,
        "items": [(shown.question(item), shown.item_url(item)) for item in found.items],
    }


def _reason(shown: Shown, found: FactorPoints) -> str:
    match found.ground:
        case Ground.RULE:
            answers = wording.listed((_said(shown, item) for item in found.items), shown.locale, apart=True)
            return _("Because of your answer: {answers}", answers=answers)
        case Ground.UNKNOWN:
            asked = (pages.plain(shown.question(item)) for item in found.items)
            questions = wording.listed(asked, shown.locale, apart=True)
            return _("Nobody can tell yet, so it counts as exposed: {questions}", questions=questions)
        case Ground.OTHERWISE:
            return _("None of the situations that give more points applies, by your answers.")
    assert_never(found.ground)


def _said(shown: Shown, item: ItemId) -> str:
    question, lines = pages.plain(shown.question(item)), shown.answer(item)
    if len(lines) > MOST_LINES:
        return question
    return f"{question} {wording.listed(map(pages.plain, lines), shown.locale)}"
