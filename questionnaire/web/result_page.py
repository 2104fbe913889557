"""What does the result of an assessment show? Severe harm first, then numbers, each with the way to its receipt."""

from collections.abc import Mapping
from typing import Any

from flask import g, url_for

from instruments import texts
from instruments.model import Section
from questionnaire import wording
from questionnaire.web import gaps_page, risk_page, roadmap_page
from questionnaire.web.locale import _, ngettext
from questionnaire.web.section_ranges import Ranges, section_ranges
from questionnaire.web.shown import Shown, measure
from scoring.critical import Headline, Issue, Status
from scoring.practice import Reason, SectionScore

TAGS: Mapping[str, str] = {"open": "govuk-tag--red", "unknown": "govuk-tag--red", "remedying": "govuk-tag--yellow"}


def result_page(shown: Shown) -> Mapping[str, Any]:
    """Return everything the page shows."""
    card = shown.result.scorecard
    return {
        "instrument_title": shown.at.title,
        "state": state(shown),
        "sealed": shown.result.sealed,
        "headline": headline(card.headline),
        "critical": [critical(shown, issue) for issue in card.critical],
        "practice": practice(shown),
        "confidence": confidence(shown),
        "sections": sections(shown),
        "risk": risk_page.risk(shown),
        "roadmap": roadmap_page.roadmap(shown),
        "gaps": gaps_page.gaps(shown),
        "find_out": gaps_page.listed(shown, card.find_out),
        "unsupported": gaps_page.listed(shown, card.unsupported),
        "urls": urls(shown),
    }


def urls(shown: Shown) -> Mapping[str, str]:
    """Return where one can go from here."""
    names = ("results.receipt", "results.receipt_json", "results.response_json", "results.scorecard_xlsx")
    others = ("results.what_if", "plan.plan", "evidence.files", "prints.scorecard", "supplier.check")
    return {name.partition(".")[2]: url_for(name, assessment=shown.assessment) for name in (*names, *others)}


def state(shown: Shown) -> str:
    """Say whether these numbers are signed, and by whom, or can still change."""
    submission = shown.result.submission
    if submission is None:
        return _("This is a draft. Nothing is submitted, and every number can still change.")
    return _(
        "Submission {number}, signed by {name} ({role}) on {when}. Nobody can change it.",
        number=submission.number,
        name=submission.name,
        role=submission.role,
        when=wording.date_time(submission.at, shown.locale),
    )


def headline(found: Headline) -> Mapping[str, str]:
    """Return the headline and what it means."""
    match found:
        case Headline.IMMEDIATE_ACTION:
            text = _(
                "At least one critical issue has no action with an owner and a date yet. Start there, before all else."
            )
        case Headline.REMEDYING:
            text = _("There is a critical issue. Your plan deals with it, with an owner and a date.")
        case Headline.CLEAR:
            text = _("Your answers raise no critical issue. This is your own account: nobody has checked it.")
        case Headline.INCOMPLETE:
            text = _("Some questions that need an answer have none yet.")
    return {"kind": found.value, "title": wording.word("headline", found, g.locale), "text": text}


def critical(shown: Shown, issue: Issue) -> Mapping[str, Any]:
    """Return a severe harm: what it is, where it stands, what that means, and what can be done."""
    item = shown.instrument.items[issue.item]
    status = "unknown" if issue.unknown and issue.status is Status.OPEN else issue.status.value
    advice = [
        {"type": wording.word("action-type", action.type, shown.locale), "text": shown.at.translate(message)}
        for action, message in ((each, texts.action(item, n)) for n, each in enumerate(item.actions, start=1))
        if action.type in {"stop-harm", "remedy"}
    ]
    return {
        "id": issue.id,
        "title": shown.issue(issue.id),
        "status": wording.word("critical", status, shown.locale),
        "tag": TAGS.get(status, ""),
        "meaning": _meaning(status),
        "question": shown.question(issue.item),
        "answer": shown.answer(issue.item),
        "item_url": shown.item_url(issue.item),
        "receipt_url": shown.receipt_url(f"critical-{issue.id}"),
        "plan_url": shown.plan_url(issue.item),
        "advice": advice,
    }


def _meaning(status: str) -> str:
    match status:
        case "unknown":
            return _("Nobody can tell whether this happens. Until you find out, it counts as open.")
        case "remedying":
            return _("You said it yourself, and an action with an owner and a date is under way to put it right.")
        case "remedied":
            return _("Somebody outside your organisation has checked that it was stopped and made good.")
        case _:
            return _("No action to stop it or make it good has an owner and a date that is still ahead.")


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


def _between(shown: Shown, low: Any, high: Any) -> str:
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
    ranges = section_ranges(shown.instrument, shown.result.response.answers)
    of = {section.id: section for section in shown.instrument.sections}
    return [_section(shown, of[found.id], found, ranges[found.id]) for found in shown.result.scorecard.sections]


def _section(shown: Shown, section: Section, found: SectionScore, ranges: Ranges) -> Mapping[str, Any]:
    low, high = ranges.interval
    settled = found.practice is not None and low == high
    if settled:
        low, high = ranges.doubt
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
