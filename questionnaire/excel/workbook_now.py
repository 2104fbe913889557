"""What do the results of a workbook amount to as it leaves, for programs that show a file without calculating?"""

from collections.abc import Mapping
from fractions import Fraction

from instruments.answering import completeness_of, stand
from instruments.model import Answers, Instrument
from questionnaire.excel.workbook_score import (
    ANSWERED,
    ASKED_COUNT,
    HEADLINE,
    MISSING,
    PRACTICE,
    RAISED,
    STAGE,
    Score,
)
from scoring.critical import Headline
from scoring.score import score as scorecard

HEADLINES = {Headline.INCOMPLETE: 0, Headline.IMMEDIATE_ACTION: 1, Headline.REMEDYING: 1, Headline.CLEAR: 2}


def results(instrument: Instrument, answers: Answers, score: Score) -> Mapping[tuple[int, int], float | str]:
    """Return the results by their place on the hidden sheet."""
    card, standing = scorecard(instrument, answers), stand(instrument, answers)
    now: dict[tuple[int, int], float | str] = {}
    for section in instrument.sections:
        line, done = score.sections.get(section.id), completeness_of(section, standing)
        if line is not None:
            now[line, ANSWERED], now[line, ASKED_COUNT] = done.answered, done.asked
            now[line, MISSING] = done.required - done.required_answered + done.undetermined
    for part in card.sections:
        if part.id in score.sections:
            now[score.sections[part.id], PRACTICE] = _number(part.practice)
    now[score.overall, PRACTICE] = _number(card.practice)
    now[score.overall, HEADLINE] = HEADLINES[card.headline]
    raised = {issue.item: 2 if issue.unknown else 1 for issue in card.critical}
    for line in score.critical:
        now[line, RAISED] = raised.get(score.ids[line], 0)  # type: ignore[call-overload]
    for area in card.roadmap:
        now[score.areas[area.area], STAGE] = "" if area.stage is None else area.stage
    return now


def _number(exact: Fraction | None) -> float | str:
    return "" if exact is None else float(exact)
