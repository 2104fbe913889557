"""How does a scorecard look in JSON?

The only place where numbers are rounded: half up, from exact fractions, to two decimals.
"""

from fractions import Fraction
from typing import Any

import instruments
from scoring.critical import Issue
from scoring.gaps import Gap
from scoring.practice import Interval, SectionScore
from scoring.risk import Risk
from scoring.roadmap import AreaStage
from scoring.score import ItemScore, Scorecard

Json = dict[str, Any]


def to_json(scorecard: Scorecard) -> Json:
    """Write a scorecard with its fixed keys, and after them `find_out` and `unsupported`."""
    return {
        "instrument": str(scorecard.ref),
        "digest": scorecard.digest,
        "engine": instruments.__version__,
        "headline": str(scorecard.headline),
        "practice": two_places(scorecard.practice),
        "interval": _interval(scorecard.interval),
        "range": _interval(scorecard.range),
        "confidence": two_places(scorecard.confidence),
        "risk": _risk(scorecard.risk),
        "sections": {section.id: _section(section) for section in scorecard.sections},
        "items": {item.item: _item(item) for item in scorecard.items},
        "critical": [_issue(issue) for issue in scorecard.critical],
        "roadmap": {area.area: _area(area) for area in scorecard.roadmap},
        "gaps": [_gap(gap) for gap in scorecard.gaps],
        "find_out": list(scorecard.find_out),
        "unsupported": list(scorecard.unsupported),
    }


def two_places(number: Fraction | None) -> str | None:
    """Round half up to two decimals, as text; None stays None."""
    if number is None:
        return None
    cents = (200 * number.numerator + number.denominator) // (2 * number.denominator)
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def shortest(level: Fraction | None) -> str | None:
    """Write a level in its shortest form: `4`, `2.5`."""
    return None if level is None else f"{float(level):g}"  # steps of a half are exact in binary


def _interval(interval: Interval) -> list[str | None]:
    return [two_places(end) for end in interval]


def _risk(risk: Risk | None) -> Json | None:
    if risk is None:
        return None
    factors = {factor.factor: factor.points for factor in risk.factors}
    return {"points": risk.points, "band": risk.band, "factors": factors}


def _section(section: SectionScore) -> Json:
    return {
        "practice": two_places(section.practice),
        "reason": _text(section.reason),
        "asked": section.asked,
        "answered": section.answered,
        "not_applicable": section.not_applicable,
    }


def _item(item: ItemScore) -> Json:
    return {
        "state": str(item.state),
        "level": shortest(item.level),
        "weight": item.weight,
        "counted": item.counted,
    }


def _issue(issue: Issue) -> Json:
    written = {"id": issue.id, "item": issue.item, "status": str(issue.status)}
    return written | ({"unknown": True} if issue.unknown else {})


def _area(area: AreaStage) -> Json:
    return {"stage": area.stage, "target": area.target} | ({"held_by": list(area.held_by)} if area.held_by else {})


def _gap(gap: Gap) -> Json:
    return {
        "item": gap.item,
        "areas": list(gap.areas),
        "stage": gap.stage,
        "level": shortest(gap.level),
        "needed": shortest(gap.needed),
        "critical": _text(gap.critical),
        "nature": str(gap.nature),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
