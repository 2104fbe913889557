"""Which rules decided each critical issue and each stage of the roadmap, by the receipt?"""

from collections.abc import Mapping
from typing import Any

from instruments.model import ItemId
from questionnaire import wording
from questionnaire.web.locale import _, figured
from questionnaire.web.shown import Shown, level_text


def critical(shown: Shown, issue: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a critical issue with the rule that raised it."""
    status = "unknown" if issue["unknown"] and issue["status"] == "open" else issue["status"]
    return {
        "id": issue["id"],
        "title": shown.issue(issue["id"]),
        "question": shown.question(ItemId(issue["item"])),
        "answer": shown.answer(ItemId(issue["item"])),
        "status": wording.word("critical", status, shown.locale),
        "rule": _(
            "Raised when the level is below {below}. Your level: {level}.",
            below=figured(issue["below"]),
            level=figured(issue["level"]) or _("not known"),
        ),
        "url": shown.item_url(ItemId(issue["item"])),
    }


def area_stage(shown: Shown, area: str, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an area with every criterion that decided its stage."""
    rules = [rule for rule in shown.result.receipt["criteria"] if rule["area"] == area]
    return {
        "id": area,
        "title": shown.area(area),
        "stage": shown.stage(found["stage"]) if found["stage"] else _none_reached(found["stage"]),
        "target": shown.stage(found["target"]),
        "held": [shown.question(ItemId(item)) for item in found["held_by"]],
        "criteria": [
            {
                "stage": rule["stage"],
                "question": shown.question(ItemId(rule["item"])),
                "needed": level_text(rule["needed"]),
                "level": level_text(rule["level"]),
                "met": _met(met=rule["met"]),
                "url": shown.item_url(ItemId(rule["item"])),
            }
            for rule in rules
        ],
    }


def _none_reached(stage: int | None) -> str:
    return _("not applicable") if stage is None else _("none yet")


def _met(*, met: bool | None) -> str:
    match met:
        case True:
            return _("met")
        case False:
            return _("not met")
        case None:
            return _("drops out")
