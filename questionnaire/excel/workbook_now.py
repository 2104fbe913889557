"""What do the results of a workbook amount to as it leaves, for programs that show a file without calculating?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from instruments.answering import check, completeness_of, row_standing, stand
from instruments.evaluation import Standing
from instruments.model import Answers, Check, Instrument, Item, ItemId, Row, State, Table
from questionnaire.excel.workbook_lines import CONTRADICTED, DONE, MISSING, NOT_ASKED, OPTIONAL, UNDETERMINED
from questionnaire.excel.workbook_lines import ROWS as ROWS_OPEN
from questionnaire.excel.workbook_score import (
    ANSWERED,
    ASKED_COUNT,
    BESIDE,
    HEADLINE,
    ISSUE,
    NOT_ANSWERED,
    NOT_KNOWN,
    NOT_YET,
    NOTHING,
    NTH,
    OPEN,
    PRACTICE,
    RAISED,
    STAGE,
    Results,
    Score,
)
from questionnaire.excel.workbook_score import MISSING as STILL_NEEDED
from questionnaire.excel.workbook_score import NOT_ASKED as DOES_NOT_APPLY
from scoring.critical import Headline
from scoring.levels import Marks, marks
from scoring.score import Scorecard
from scoring.score import score as scorecard

HEADLINES = {Headline.INCOMPLETE: 0, Headline.IMMEDIATE_ACTION: 1, Headline.REMEDYING: 1, Headline.CLEAR: 2}


def results(instrument: Instrument, answers: Answers, score: Score) -> Results:
    """Return the results by their place on the hidden sheet."""
    card, standing = scorecard(instrument, answers), stand(instrument, answers)
    now: dict[tuple[int, int], float | str] = {}
    for section in instrument.sections:
        line, done = score.sections.get(section.id), completeness_of(section, standing)
        if line is not None:
            now[line, ANSWERED], now[line, ASKED_COUNT] = done.answered, done.asked
            now[line, STILL_NEEDED] = done.required - done.required_answered + done.undetermined
    for part in card.sections:
        if part.id in score.sections:
            now[score.sections[part.id], PRACTICE] = _number(part.practice)
    now[score.overall, PRACTICE] = _number(card.practice)
    now[score.overall, HEADLINE] = HEADLINES[card.headline]
    now |= dict(_critical(card, score, marks(instrument, answers, standing.states)))
    for area in card.roadmap:
        now[score.areas[area.area], STAGE] = "" if area.stage is None else area.stage
    return now


def _critical(card: Scorecard, score: Score, marked: Marks) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield what is shown of each critical rule, and which of them comes nth."""
    raised = {issue.item: NOT_KNOWN if issue.unknown else OPEN for issue in card.critical}
    shown: list[int] = []
    for line in score.critical:
        item = ItemId(score.ids[line])
        quiet = NOT_ANSWERED if marked[item] in NOT_YET else DOES_NOT_APPLY if marked[item] in BESIDE else NOTHING
        shown.append(raised.get(item, quiet))
        yield (line, RAISED), raised.get(item, 0)
        yield (line, ISSUE), shown[-1]
    order = sorted(range(len(shown)), key=lambda place: (shown[place], place))
    for line, place in zip(score.critical, order, strict=True):
        yield (line, NTH), place + 1


@dataclass(frozen=True, slots=True)
class ToDo:
    """What a sheet says beside each item and each row of a table, and the check that an item fails."""

    items: Mapping[ItemId, int]
    rows: Mapping[tuple[ItemId, str], int]
    failing: Mapping[ItemId, Check]


def to_do(instrument: Instrument, answers: Answers) -> ToDo:
    """Return what is to do."""
    standing = stand(instrument, answers)
    failed = {dict(problem.params)["check"] for problem in check(instrument, answers, complete=False)}
    failing: dict[ItemId, Check] = {}
    for rule in instrument.checks:
        if rule.id in failed:
            for item in rule.items:
                failing.setdefault(item, rule)
    rows = dict(_rows(instrument, answers, standing))
    items = {item.id: _status(item, standing, failing, rows) for item in instrument.items.values()}
    return ToDo(items, rows, failing)


def _status(
    item: Item, standing: Standing, failing: Mapping[ItemId, Check], rows: Mapping[tuple[ItemId, str], int]
) -> int:
    state = standing.states[item.id]
    if state is not State.NOT_ASKED and item.id in failing:
        return CONTRADICTED
    if state is State.ANSWERED and any(code == MISSING for (table, _), code in rows.items() if table == item.id):
        return ROWS_OPEN
    open_ = MISSING if item.required else OPTIONAL
    return {State.NOT_ASKED: NOT_ASKED, State.UNDETERMINED: UNDETERMINED, State.UNANSWERED: open_}.get(state, DONE)


def _rows(instrument: Instrument, answers: Answers, standing: Standing) -> Iterator[tuple[tuple[ItemId, str], int]]:
    for item in instrument.items.values():
        given = answers.get(item.id)
        if isinstance(item.kind, Table) and isinstance(given, tuple):
            for row in given:
                if isinstance(row, Row):
                    yield (item.id, row.id), _row_status(item, item.kind, row, standing)


def _row_status(item: Item, table: Table, row: Row, standing: Standing) -> int:
    if standing.states[item.id] is State.NOT_ASKED:
        return NOT_ASKED
    states = row_standing(table, row, standing).states
    lacks = any(column.required and states[column.id] is State.UNANSWERED for column in table.columns)
    return MISSING if lacks else DONE


def _number(exact: Fraction | None) -> float | str:
    return "" if exact is None else float(exact)
