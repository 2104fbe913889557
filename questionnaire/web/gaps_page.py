"""Which gaps are there, most urgent first, what should be found out, and which claims stand without support?"""

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from instruments.model import ItemId
from questionnaire import wording
from questionnaire.web.locale import _, figured
from questionnaire.web.shown import Shown
from scoring.gaps import Gap, Nature
from scoring.output import shortest


def gaps(shown: Shown) -> list[Mapping[str, Any]]:
    """Return the gaps in their order."""
    return [_gap(shown, gap) for gap in shown.result.scorecard.gaps]


def _gap(shown: Shown, gap: Gap) -> Mapping[str, Any]:
    return {
        "id": gap.item,
        "question": shown.question(gap.item),
        "areas": wording.listed((shown.area(area) for area in gap.areas), shown.locale),
        "stage": shown.stage(gap.stage) if gap.stage else "",
        "level": shortest(gap.level),
        "level_text": _("I do not know") if gap.unknown else figured(shortest(gap.level)) or _("no level"),
        "needed": shortest(gap.needed),
        "needed_text": figured(shortest(gap.needed)),
        "critical": wording.word("critical", gap.critical, shown.locale) if gap.critical else "",
        "nature": nature_text(gap.nature),
        "item_url": shown.item_url(gap.item),
        "receipt_url": shown.receipt_url(f"item-{gap.item}"),
        "plan_url": shown.plan_url(gap.item),
    }


def nature_text(nature: Nature) -> str:
    """Say whose word stands against what."""
    match nature:
        case Nature.DECLARATION:
            return _("Not yet in place, by your own answer")
        case Nature.EVIDENCE:
            return _("Claimed, but nothing shows it")
        case Nature.OUTCOME:
            return _("Others found something else")
    assert_never(nature)


def listed(shown: Shown, items: Iterable[ItemId]) -> list[Mapping[str, Any]]:
    """Return items as questions with the way to each."""
    return [{"id": item, "question": shown.question(item), "url": shown.item_url(item)} for item in items]
