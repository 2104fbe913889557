"""What does the result of an assessment show? Severe harm first, then numbers, each with the way to its receipt."""

from collections.abc import Mapping
from typing import Any

from flask import g, url_for

from instruments import texts
from questionnaire import wording
from questionnaire.web import gaps_page, numbers_page, risk_page, roadmap_page
from questionnaire.web.locale import _
from questionnaire.web.shown import Shown
from scoring.critical import Headline, Issue, Status

TAGS: Mapping[str, str] = {"open": "govuk-tag--red", "unknown": "govuk-tag--red", "remedying": "govuk-tag--yellow"}


def result_page(shown: Shown, since: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Return everything the page shows; `since` is what has become of the submission (see `since_page`)."""
    card = shown.result.scorecard
    return {
        "instrument_title": shown.at.title,
        "state": state(shown),
        "sealed": shown.result.sealed,
        "since": since,
        "headline": headline(card.headline),
        "critical": [critical(shown, issue) for issue in card.critical],
        "practice": numbers_page.practice(shown),
        "confidence": numbers_page.confidence(shown),
        "sections": numbers_page.sections(shown),
        "risk": risk_page.risk(shown),
        "roadmap": roadmap_page.roadmap(shown),
        "gaps": gaps_page.gaps(shown),
        "find_out": gaps_page.listed(shown, card.find_out),
        "unsupported": gaps_page.listed(shown, card.unsupported),
        "urls": urls(shown),
    }


def urls(shown: Shown) -> Mapping[str, str]:
    """Return where one can go from here."""
    numbers = ("results.receipt", "results.receipt_json", "results.scorecard_xlsx", "prints.scorecard")
    others = ("results.response_json", "results.what_if", "plan.plan", "evidence.files", "supplier.check")
    here: dict[str, Any] = {"assessment": shown.assessment}
    return {name.partition(".")[2]: url_for(name, **here, **shown.query) for name in numbers} | {
        name.partition(".")[2]: url_for(name, **here) for name in others
    }


def state(shown: Shown) -> str:
    """Say whether these numbers are signed, and by whom, or can still change, or are signed answers as of today."""
    submission = shown.result.submission
    if submission is None:
        return _("This is a draft. Nothing is submitted, and every number can still change.")
    if shown.result.as_of is not None:
        return _(
            "As of {today}: the answers of submission {number}, with your plan and evidence of that day. "
            "What was signed stays as it is.",
            today=wording.date(shown.result.as_of, shown.locale),
            number=submission.number,
        )
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
    status = _status(issue)
    advice = [
        {"type": wording.word("action-type", action.type, shown.locale), "text": shown.at.translate(message)}
        for action, message in ((each, texts.action(item, n)) for n, each in enumerate(item.actions, start=1))
        if action.type in {"stop-harm", "remedy"}
    ]
    return {
        "id": issue.id,
        "title": shown.issue(issue.id),
        "status": issue_status(issue, shown.locale),
        "tag": TAGS.get(status, ""),
        "meaning": _meaning(status),
        "question": shown.question(issue.item),
        "answer": shown.answer(issue.item),
        "item_url": shown.item_url(issue.item),
        "receipt_url": shown.receipt_url(f"critical-{issue.id}"),
        "plan_url": shown.plan_url(issue.item),
        "advice": advice,
    }


def _status(issue: Issue) -> str:
    return "unknown" if issue.unknown and issue.status is Status.OPEN else issue.status.value


def issue_status(issue: Issue, locale: str) -> str:
    """Return where a severe harm stands, in words."""
    return wording.word("critical", _status(issue), locale)


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
