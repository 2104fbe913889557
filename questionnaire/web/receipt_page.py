"""Why is every number what it is? The receipt, part by part, in words; the page shows the very document it offers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask import g

from instruments import texts
from instruments.model import ItemId, Note, Section
from questionnaire import wording
from questionnaire.web import numbers_page, receipt_rules, result_page, risk_page
from questionnaire.web.locale import _
from questionnaire.web.shown import Shown, level_text
from scoring.practice import Reason


def receipt_page(shown: Shown) -> Mapping[str, Any]:
    """Return every part of the receipt."""
    document = shown.result.receipt
    return {
        "instrument_title": shown.at.title,
        "state": result_page.state(shown),
        "facts": _facts(document),
        "practice": _practice(shown),
        "confidence": _confidence(shown),
        "sections": [_section(shown, section) for section in shown.instrument.sections],
        "critical": [receipt_rules.critical(shown, issue) for issue in document["critical"]],
        "areas": [receipt_rules.area_stage(shown, area, found) for area, found in document["roadmap"].items()],
        "risk": risk_page.risk(shown),
        "urls": result_page.urls(shown),
    }


def _facts(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    today = document["given"]["today"]
    return [
        (_("Questionnaire"), document["instrument"]),
        (_("Fingerprint of the questionnaire"), document["digest"]),
        (_("Fingerprint of the answers"), document["response"]),
        (_("Version of the calculation"), document["engine"]),
        (_("Plan and evidence as of"), wording.iso_date(today, _locale()) if today else _("not considered")),
    ]


def _locale() -> str:
    return str(g.get("locale", wording.SOURCE))


def exact(shown: Shown, written: str | None) -> str:
    """Return an exact number of the document as people read it."""
    return "" if written is None else wording.number(Fraction(written), shown.locale, decimals=2)


def _practice(shown: Shown) -> Mapping[str, Any]:
    document = shown.result.receipt
    scored = [
        (_title(shown, section), exact(shown, found["practice"]), f"section-{section}")
        for section, found in document["sections"].items()
        if found["practice"] is not None
    ]
    left_out = [
        (_title(shown, section), numbers_page.reason_text(Reason(found["reason"])), f"section-{section}")
        for section, found in document["sections"].items()
        if found["reason"] is not None
    ]
    low, high = (exact(shown, end) for end in document["interval"])
    return {
        "number": exact(shown, document["practice"]),
        "interval": (low, high) if low and high else None,
        "range": tuple(exact(shown, end) for end in document["range"]),
        "scored": scored,
        "left_out": left_out,
        "needed": shown.instrument.sections_needed,
    }


def _title(shown: Shown, section: str) -> str:
    found = next(each for each in shown.instrument.sections if each.id == section)
    return shown.at.translate(texts.section_title(found))


def _confidence(shown: Shown) -> Mapping[str, Any]:
    """Return the claims: every scored item with a level above 0, with what supports it."""
    document = shown.result.receipt
    evidence: Mapping[str, int] = document["given"]["evidence"]
    claims = [
        {
            "id": item,
            "question": shown.question(ItemId(item)),
            "weight": found["weight"],
            "level": evidence.get(item, 0),
            "evidence": wording.word("evidence", evidence.get(item, 0), shown.locale),
        }
        for item, found in document["items"].items()
        if found["weight"] is not None and found["level"] not in (None, "0")
    ]
    return {"number": exact(shown, document["confidence"]), "claims": claims}


def _section(shown: Shown, section: Section) -> Mapping[str, Any]:
    document = shown.result.receipt
    sums = document["sections"].get(section.id)
    items = [
        _item(shown, item.id, document["items"][item.id]) for item in section.items if not isinstance(item.kind, Note)
    ]
    return {
        "id": section.id,
        "title": shown.at.translate(texts.section_title(section)),
        "scored": sums is not None,
        "points": exact(shown, sums["points"]) if sums else "",
        "possible": sums["possible"] if sums else 0,
        "practice": exact(shown, sums["practice"]) if sums else "",
        "reason": numbers_page.reason_text(Reason(sums["reason"])) if sums and sums["reason"] else None,
        "items": [item for item in items if not item["not_asked"]],
        "not_asked": [item for item in items if item["not_asked"]],
    }


def _item(shown: Shown, item: ItemId, found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "id": item,
        "not_asked": found["state"] == "not-asked",
        "question": shown.question(item),
        "answer": shown.answer(item)
        if found["state"] == "answered"
        else [wording.word("state", found["state"], shown.locale)],
        "level": found["level"],
        "level_text": level_text(found["level"]),
        "weight": found["weight"],
        "contribution": exact(shown, found["contribution"]),
        "left_out": left_out_text(found["left_out"]),
        "url": shown.item_url(item),
    }


def left_out_text(reason: str | None) -> str:
    """Say why an item is in no sum."""
    match reason:
        case None:
            return ""
        case "not-scored" | "no-level":
            return _("Not part of any score")
        case "dont-know":
            return _("I do not know")
        case "unanswered":
            return _("Not answered yet")
        case "undetermined":
            return _("Not clear yet whether this is asked")
        case "not-asked":
            return _("Not asked")
        case "not-applicable" | "freely-not-applicable":
            return _("Does not apply")
        case "section-not-scored":
            return _("The section is not scored")
        case _:
            return _("The section has no number")
