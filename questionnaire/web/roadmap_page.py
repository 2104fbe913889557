"""How far is each area of the roadmap, and what is missing for its next stage?"""

from collections.abc import Mapping
from typing import Any

from instruments.model import ItemId
from questionnaire.web import pages
from questionnaire.web.locale import _
from questionnaire.web.shown import Shown, level_text
from scoring.roadmap import AreaStage


def roadmap(shown: Shown) -> Mapping[str, Any] | None:
    """Return the areas by stages, and per area what is missing; nothing when the instrument has no areas."""
    if not shown.instrument.areas:
        return None
    areas = [_area(shown, area) for area in shown.result.scorecard.roadmap]
    return {
        "areas": areas,
        "stages": [
            {"number": each.number, "title": shown.stage_title(each.number)} for each in shown.instrument.stages
        ],
    }


def _area(shown: Shown, area: AreaStage) -> Mapping[str, Any]:
    following = None if area.stage is None or area.stage == area.highest else area.stage + 1
    return {
        "id": area.area,
        "title": shown.area(area.area),
        "stage": area.stage,
        "target": area.target,
        "held": _("A critical issue holds this area back.") if area.held_by else None,
        "href": shown.receipt_url(f"area-{area.area}"),
        "next": shown.stage(following) if following else "",
        "number": following,
        "missing": _missing(shown, area, following) if following else [],
        "says": _says(shown, area),
    }


def _says(shown: Shown, area: AreaStage) -> str:
    if area.stage is None:
        return _("Nothing in this area applies to you.")
    if area.stage == area.highest:
        return _("You are at the highest stage that applies to you.")
    return _("You aim at stage {target}.", target=pages.plain(shown.stage(area.target)))


def _missing(shown: Shown, area: AreaStage, stage: int) -> list[Mapping[str, Any]]:
    """Return the criteria that are not met up to the next stage, and the harms that hold the area back."""
    rules = [
        rule
        for rule in shown.result.receipt["criteria"]
        if rule["area"] == area.area and rule["stage"] <= stage and rule["met"] is False
    ]
    needed: dict[str, Mapping[str, Any]] = {}
    for rule in rules:  # lowest stage first; the highest demand on an item stands
        needed[rule["item"]] = rule
    held = [_lacking(shown, item, _("Critical issue: see above"), None) for item in area.held_by if item not in needed]
    return [
        *held,
        *(
            _lacking(shown, ItemId(item), _("needed: {level}", level=level_text(rule["needed"])), rule["level"])
            for item, rule in needed.items()
        ),
    ]


def _lacking(shown: Shown, item: ItemId, needed: str, level: str | None) -> Mapping[str, Any]:
    return {
        "question": shown.question(item),
        "level": level,
        "level_text": level_text(level),
        "needed": needed,
        "url": shown.item_url(item),
    }
