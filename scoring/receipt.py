"""Why is every number what it is, and can anybody check it?

A receipt names the instrument, the response and the circumstances, and repeats each sum with its parts as exact
fractions. Written as canonical JSON, two runs give the same bytes; `verify` checks one. Of the plan it says only
whether an action has an owner: receipts travel, names should not.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import instruments
from instruments.answering import stand
from instruments.codec import canonical
from instruments.model import Instrument, Response
from instruments.response import digest, write
from scoring.critical import Issue
from scoring.levels import LEVELS, Marks, level, marks
from scoring.output import shortest
from scoring.practice import SectionScore
from scoring.risk import Risk
from scoring.roadmap import Criterion, criteria, is_met
from scoring.score import Circumstances, ItemScore, Scorecard, scorecard

Json = dict[str, Any]


def receipt(instrument: Instrument, response: Response, circumstances: Circumstances | None = None) -> Json:
    """Return the receipt of a response's scorecard. Its bytes are `written(receipt)`."""
    given = circumstances or Circumstances()
    found = scorecard(instrument, response.answers, given)
    marked = marks(instrument, response.answers, stand(instrument, response.answers).states)
    return {
        "engine": instruments.__version__,
        "instrument": str(instrument.ref),
        "digest": instrument.digest,
        "response": digest(write(response, instrument)),
        "given": _given(given),
        "headline": str(found.headline),
        "practice": _exact(found.practice),
        "interval": [_exact(end) for end in found.interval],
        "range": [_exact(end) for end in found.range],
        "confidence": _exact(found.confidence),
        "items": _items(instrument, found),
        "sections": {section.id: _section(section) for section in found.sections},
        "critical": [_issue(instrument, issue, marked) for issue in found.critical],
        "criteria": [_criterion(rule, marked) for rules in criteria(instrument).values() for rule in rules],
        "roadmap": {
            area.area: {"stage": area.stage, "target": area.target, "held_by": list(area.held_by)}
            for area in found.roadmap
        },
        "risk": _risk(found.risk),
    }


def written(document: Json) -> bytes:
    """Return a receipt as bytes: equal receipts, equal bytes."""
    return canonical(document)


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _given(given: Circumstances) -> Json:
    return {
        "evidence": dict(given.evidence),
        "plan": [
            {
                "item": action.item,
                "type": str(action.type),
                "owner": bool(action.owner.strip()),
                "due": action.due.isoformat(),
                "verified": action.verified,
            }
            for action in given.plan
        ],
        "contradicted": sorted(given.contradicted),
        "targets": dict(given.targets),
        "today": given.today.isoformat() if given.today else None,
    }


def _items(instrument: Instrument, found: Scorecard) -> Json:
    reasons = {section.id: section.reason for section in found.sections}
    return {
        item.item: {
            "state": str(item.state),
            "level": shortest(item.level),
            "weight": item.weight,
            "contribution": _exact(_contribution(item)),
            "left_out": _left_out(item, instrument.section_of[item.item].id, reasons),
        }
        for item in found.items
    }


def _contribution(item: ItemScore) -> Fraction | None:
    """Return weight x level, the item's part of its section's points."""
    return item.level * (item.weight or 0) if item.counted and item.level is not None else None


def _left_out(item: ItemScore, section: str, reasons: Mapping[str, object]) -> str | None:
    """Say why an item is in no sum."""
    if item.counted:
        return None
    if item.weight is None:
        return "not-scored"
    if item.without is not None and item.level is None:
        return item.without.name.lower().replace("_", "-")
    return str(reasons[section]) if section in reasons else "section-not-scored"


def _section(section: SectionScore) -> Json:
    return {
        "points": _exact(section.points),
        "possible": section.possible,
        "practice": _exact(section.practice),
        "reason": None if section.reason is None else str(section.reason),
    }


def _issue(instrument: Instrument, issue: Issue, marked: Marks) -> Json:
    rule = instrument.items[issue.item].critical
    return {
        "id": issue.id,
        "item": issue.item,
        "level": shortest(level(marked[issue.item])),
        "below": shortest(rule.below) if rule else None,
        "status": str(issue.status),
        "unknown": issue.unknown,
    }


def _criterion(rule: Criterion, marked: Marks) -> Json:
    """Write a criterion; `met` is null when it drops out."""
    return {
        "area": rule.area,
        "stage": rule.stage,
        "item": rule.item,
        "needed": shortest(LEVELS[rule.needed]),
        "level": shortest(level(marked[rule.item])),
        "met": is_met(rule, marked[rule.item]),
    }


def _risk(risk: Risk | None) -> Json | None:
    if risk is None:
        return None
    factors = [
        {"id": f.factor, "points": f.points, "ground": str(f.ground), "rule": f.rule, "items": list(f.items)}
        for f in risk.factors
    ]
    return {"points": risk.points, "band": risk.band, "factors": factors}
