"""What does a page say about practice and confidence: the number, the doubt around it, or why there is none?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from instruments import texts
from instruments.model import Section
from questionnaire.web.locale import _, ngettext
from questionnaire.web.shown import Shown, measure
from scoring.practice import Reason, SectionScore


def practice(shown: Shown) -> Mapping[str, Any]:
    """Return overall practice: the number and the doubt around it, or for a draft what it can become."""
    card = shown.result.scorecard
    low, high = card.interval if card.practice is None else card.range
    text = shown.number(card.practice) if card.practice is not None else _between(shown, low, high)
    return {
        "value": measure(card.practice),
        "low": measure(low),
        "high": measure(high),
        "text": text,
        "reason": None if text else _too_few(shown),
        "note": _practice_note(shown),
        "url": shown.receipt_url("practice"),
    }


def _practice_note(shown: Shown) -> str:
    card = shown.result.scorecard
    if card.practice is not None:
        low, high = (shown.number(end) for end in card.range)
        return _(
            "The thin band, {low} to {high}, shows how far “does not apply” and “I do not know” may move it.",
            low=low,
            high=high,
        )
    if card.interval[0] is None:
        return _("There is no overall number.")
    return _("It will end up somewhere here, depending on the answers that are still missing.")


def _between(shown: Shown, low: Fraction | None, high: Fraction | None) -> str:
    return _("{low} to {high}", low=shown.number(low), high=shown.number(high)) if None not in (low, high) else ""


def _too_few(shown: Shown) -> str:
    return ngettext(
        "Not scored: at least {count} section must be scored.",
        "Not scored: at least {count} sections must be scored.",
        shown.instrument.sections_needed,
    )


def confidence(shown: Shown) -> Mapping[str, Any]:
    """Return how well the claims are supported."""
    found = shown.result.scorecard.confidence
    return {
        "value": measure(found),
        "text": shown.number(found) or None,
        "reason": _("Not scored: there is no claim to support."),
        "note": _(
            "How well your claims are supported: a document counts more than your word, a visit more than a document, "
            "and what workers say without giving their names counts most. What you admit needs no support."
        ),
        "url": shown.receipt_url("confidence"),
    }


def sections(shown: Shown) -> list[Mapping[str, Any]]:
    """Return the bar of every scored section."""
    of = {section.id: section for section in shown.instrument.sections}
    return [_section(shown, of[found.id], found) for found in shown.result.scorecard.sections]


def _section(shown: Shown, section: Section, found: SectionScore) -> Mapping[str, Any]:
    low, high = found.interval
    settled = found.practice is not None and low == high
    if settled:
        low, high = found.range
    text = shown.number(found.practice) if settled else _between(shown, low, high)
    return {
        "label": shown.at.translate(texts.section_title(section)),
        "value": measure(found.practice) if settled else None,
        "low": measure(low) if text else None,
        "high": measure(high) if text else None,
        "text": text or None,
        "reason": reason_text(found.reason),
        "href": shown.receipt_url(f"section-{section.id}"),
    }


def reason_text(reason: Reason | None) -> str | None:
    """Say why a section has no number."""
    match reason:
        case Reason.NOTHING_APPLICABLE:
            return _("Not scored: nothing here applies or has an answer yet")
        case Reason.TOO_MUCH_NOT_APPLICABLE:
            return _("Not scored: too many questions were set aside as not applicable")
        case None:
            return None
