"""What has become of a submission since it was signed?

The answers are the same; the plan, the evidence and the date have moved on. Nothing is said while the headline, every
critical issue and every stage are what they were.
"""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from questionnaire import wording
from questionnaire.web import result_page
from questionnaire.web.locale import _
from questionnaire.web.shown import AS_OF, TODAY, Shown
from questionnaire.web.whatif_page import compared
from scoring.roadmap import AreaStage
from scoring.score import Scorecard


def since_page(sealed: Shown, today: Shown) -> Mapping[str, Any] | None:
    """Return both headlines, and what differs; nothing for a draft, or when nothing that matters differs."""
    submission, before, after = sealed.result.submission, sealed.result.scorecard, today.result.scorecard
    if submission is None or _standing(before) == _standing(after):
        return None
    issues = zip(before.critical, after.critical, strict=True)
    areas = zip(before.roadmap, after.roadmap, strict=True)
    rows = [
        *(
            compared(sealed.issue(one.id), *(result_page.issue_status(each, sealed.locale) for each in (one, other)))
            for one, other in issues
        ),
        *(compared(sealed.area(one.area), _stage(sealed, one), _stage(sealed, other)) for one, other in areas),
    ]
    here: dict[str, Any] = {"assessment": sealed.assessment}
    as_of_today: dict[str, Any] = {AS_OF: TODAY}
    return {
        "then": _("At submission, {when}", when=wording.date(submission.at.date(), sealed.locale)),
        "then_headline": result_page.headline(before.headline),
        "today_headline": result_page.headline(after.headline),
        "rows": [row for row in rows if row["changed"]],
        "then_url": url_for("results.result", **here),
        "today_url": url_for("results.result", **here, **as_of_today),
        "receipt_url": today.receipt_url(),
    }


def _standing(card: Scorecard) -> tuple[object, ...]:
    return (
        card.headline,
        [(issue.id, issue.status) for issue in card.critical],
        [(area.area, area.stage, area.held_by) for area in card.roadmap],
    )


def _stage(shown: Shown, area: AreaStage) -> str:
    if area.stage is None:
        return _("not applicable")
    stage = shown.stage(area.stage) if area.stage else _("none yet")
    return _("{stage}, held back by a critical issue", stage=stage) if area.held_by else stage
