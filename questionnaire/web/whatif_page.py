"""What would the chosen actions change, and which few lead an area to its next stage?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from flask import g, url_for

from instruments import texts
from instruments.model import ActionType, Instrument, ItemId, Message
from questionnaire import wording
from questionnaire.web import pages
from questionnaire.web.locale import _, ngettext
from questionnaire.web.shown import Shown, level_text
from scoring.critical import Status
from scoring.plan import draft_plan
from scoring.practice import Interval, SectionScore
from scoring.score import Scorecard
from scoring.whatif import Choice, NextStage, next_stage, project

Chosen = frozenset[Choice]


def read_choices(instrument: Instrument, named: Iterable[str]) -> Chosen:
    """Return the actions that an address names, as `ITEM.POSITION`; what is not there is passed over."""
    return frozenset(choice for name in named if (choice := _choice(instrument, name)) is not None)


def _choice(instrument: Instrument, name: str) -> Choice | None:
    item, _dot, position = name.rpartition(".")
    found = instrument.items.get(ItemId(item))
    if found is None or not (position.isascii() and position.isdecimal() and len(position) < 4):
        return None
    return Choice(found.id, int(position)) if int(position) < len(found.actions) else None


def written(choice: Choice) -> str:
    """Return a choice as an address names it."""
    return f"{choice.item}.{choice.position}"


def suggestions(shown: Shown) -> tuple[NextStage, ...]:
    """Return the smallest set of actions to the next stage of every area that has one."""
    given = shown.result
    found = (
        next_stage(given.instrument, given.response.answers, area.id, given.circumstances)
        for area in given.instrument.areas
    )
    return tuple(each for each in found if each is not None)


def what_if_page(shown: Shown, ticked: Chosen, area: str, today: date) -> Mapping[str, Any]:
    """Return today's result beside the projected one, with everything that can be ticked."""
    ways = suggestions(shown)
    chosen = ticked.union(*(way.actions for way in ways if way.area == area))
    given = shown.result
    after = project(given.instrument, given.response.answers, chosen, given.circumstances)
    rows = _rows(shown, given.scorecard, after)
    same = sum(not row["shown"] for row in rows)
    return {
        "instrument_title": shown.at.title,
        "count": len(chosen),
        "chosen": ngettext("With {count} action done", "With {count} actions done", len(chosen)),
        "ticked": [shown.at.translate(_text(shown, choice)) for choice in sorted(chosen)],
        "rows": rows,
        "same": ngettext("{count} more number, unchanged", "{count} more numbers, unchanged", same) if same else "",
        "suggestions": [_suggestion(shown, way, chosen) for way in ways],
        "groups": _groups(shown, chosen, ways, today),
        "link": url_for("results.what_if", assessment=shown.assessment, action=sorted(written(c) for c in chosen)),
        "clear_url": url_for("results.what_if", assessment=shown.assessment),
        "result_url": url_for("results.result", assessment=shown.assessment),
    }


def _rows(shown: Shown, before: Scorecard, after: Scorecard) -> list[Mapping[str, Any]]:
    """Return the lines of the comparison; `changed` marks those that differ."""
    rows = [
        compared(_("Headline"), *(wording.word("headline", card.headline, shown.locale) for card in (before, after))),
        compared(_("Critical issues still open"), *(wording.number(_open(card), g.locale) for card in (before, after))),
        compared(_("Practice, overall"), *(_number(shown, card.practice, card.interval) for card in (before, after))),
    ]
    titles = {section.id: shown.at.translate(texts.section_title(section)) for section in shown.instrument.sections}
    for one, other in zip(before.sections, after.sections, strict=True):
        rows.append(compared(titles[one.id], _section(shown, one), _section(shown, other), kind=_("practice")))
    for area, later in zip(before.roadmap, after.roadmap, strict=True):
        rows.append(compared(shown.area(area.area), _stage(area.stage), _stage(later.stage), kind=_("stage")))
    rows.append(
        compared(_("Gaps"), wording.number(len(before.gaps), g.locale), wording.number(len(after.gaps), g.locale))
    )
    return rows


def compared(label: str, before: str, after: str, kind: str = "") -> Mapping[str, Any]:
    """Return a line that says what was and what is then."""
    return {
        "label": label,
        "kind": kind,
        "before": before,
        "after": after,
        "changed": before != after,
        "shown": not kind or before != after,
    }


def _open(card: Scorecard) -> int:
    return sum(issue.status is Status.OPEN for issue in card.critical)


def _section(shown: Shown, found: SectionScore) -> str:
    """Return a section's practice once nothing is open: the mean of the answers so far falls when a weak one joins."""
    low, high = found.interval
    return _number(shown, found.practice if low == high else None, found.interval)


def _number(shown: Shown, practice: Fraction | None, interval: Interval) -> str:
    low, high = interval
    if practice is not None:
        return shown.number(practice)
    if low is None or high is None:
        return _("not scored")
    return _("{low} to {high}", low=shown.number(low), high=shown.number(high))


def _stage(stage: int | None) -> str:
    return _("not applicable") if stage is None else wording.number(stage, g.locale)


def _suggestion(shown: Shown, way: NextStage, chosen: Chosen) -> Mapping[str, Any]:
    return {
        "area": way.area,
        "title": shown.area(way.area),
        "stage": shown.stage(way.stage),
        "effort": ngettext("{count} action", "{count} actions", len(way.actions)),
        "days": ngettext("{count} day one after the other", "{count} days one after the other", way.days),
        "blocked": [shown.question(item) for item in way.blocked_by],
        "ticked": bool(way.actions) and chosen.issuperset(way.actions),
        "possible": bool(way.actions),
    }


def _groups(shown: Shown, chosen: Chosen, ways: Sequence[NextStage], today: date) -> list[Mapping[str, Any]]:
    """Return every action that can be ticked, by type: those recommended for gaps, suggested, or chosen already."""
    instrument = shown.instrument
    drafted = [
        Choice(each.item, each.position) for each in draft_plan(instrument, shown.result.scorecard.gaps, start=today)
    ]
    suggested = [choice for way in ways for choice in way.actions]
    offered = tuple(dict.fromkeys((*drafted, *suggested, *sorted(chosen))))
    groups: list[Mapping[str, Any]] = []
    for kind in ActionType:
        options = [_option(shown, choice) for choice in offered if _type(instrument, choice) is kind]
        ticked = [written(choice) for choice in chosen if _type(instrument, choice) is kind]
        if options:
            groups.append(
                {
                    "id": kind.value,
                    "title": wording.word("action-type", kind, shown.locale),
                    "count": ngettext("{count} action", "{count} actions", len(options)),
                    "options": options,
                    "ticked": ticked,
                    "says": ngettext("{count} ticked", "{count} ticked", len(ticked)) if ticked else "",
                }
            )
    return groups


def _type(instrument: Instrument, choice: Choice) -> ActionType:
    return instrument.items[choice.item].actions[choice.position].type


def _option(shown: Shown, choice: Choice) -> tuple[str, str, str]:
    item = shown.instrument.items[choice.item]
    advice = item.actions[choice.position]
    hint = _(
        "{question} Brings it to level {level}, in about {days} days.",
        question=pages.plain(shown.question(item.id)),
        level=level_text(advice.raises_to),
        days=advice.days,
    )
    return written(choice), shown.at.translate(_text(shown, choice)), hint


def _text(shown: Shown, choice: Choice) -> Message:
    return texts.action(shown.instrument.items[choice.item], choice.position + 1)
