"""What is practice, which critical issues are there and which stage is reached, as formulas over the marks?

The arithmetic of `scoring` once more, on a hidden sheet: a line per section, critical rule, criterion and area. What
a plan or evidence adds is not known here: every issue that is raised counts as open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from instruments import texts as messages
from instruments.model import Instrument, ItemId, Section
from questionnaire.excel.cells import Book, address
from questionnaire.excel.workbook_lines import COUNTS, MARK, REQUIRED, STATE, WEIGHT, at, down
from questionnaire.excel.workbook_state import State
from questionnaire.excel.workbook_texts import Shown
from scoring.levels import HIGHEST, Without, in_halves
from scoring.roadmap import Criterion, criteria

SHEET, KEY = "_score", "score"
TOP = 2
ANSWERED, ASKED_COUNT, MISSING, PRACTICE, LOW, HIGH, POINTS, POSSIBLE = range(1, 9)  # columns of a section
# Of a critical rule: whether it is raised (0 no, 1 yes, 2 nobody can tell), what is shown of it, its rank, its title,
# and on the nth line the place of the rule that comes nth.
RAISED, ISSUE, RANK, NAME, NTH = range(1, 6)
OPEN, NOT_KNOWN, NOT_ANSWERED, NOTHING, NOT_ASKED = range(1, 6)  # what is shown of it, in this order
STAGE = 1  # of an area
MANY = 1000  # more than there are critical rules
Results = Mapping[tuple[int, int], float | str]  # what formulas amount to now, by line and column
NOT_YET = (Without.UNANSWERED, Without.UNDETERMINED)
BESIDE = (Without.NOT_ASKED, Without.NOT_APPLICABLE)


@dataclass
class Score:
    """Where each result stands."""

    sections: dict[str, int] = field(default_factory=dict)
    critical: list[int] = field(default_factory=list)
    areas: dict[str, int] = field(default_factory=dict)
    overall: int = 0
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    titles: dict[int, Shown] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)

    def cell(self, line: int, column: int) -> str:
        """Return the address of a result."""
        return f"{SHEET}!{address(line, column, absolute=True)}"

    def span(self, lines: Sequence[int], column: int) -> str:
        """Return the range of a column over neighbouring lines."""
        return f"{self.cell(lines[0], column)}:{address(lines[-1], column, absolute=True)}"


DRAFT, HEADLINE = 7, 8  # columns of the line of overall results


def places(instrument: Instrument) -> Score:
    """Return where each result stands. Scored sections come first, beside one another."""
    found, line = Score(), TOP
    for section in sorted(instrument.sections, key=lambda section: not section.scored):
        found.sections[section.id] = line
        found.ids[line] = section.id
        line += 1
    found.overall = line
    for item in instrument.items.values():
        if item.critical:
            line += 1
            found.critical.append(line)
            found.ids[line] = item.id
    for area, rules in criteria(instrument).items():
        line += 1
        found.areas[area] = line
        found.ids[line] = area
        line += len(rules)
    return found


def scored(state: State) -> Score:
    """Lay out the formulas."""
    found = places(state.instrument)
    for section in state.instrument.sections:
        if section.items:
            _section(found, state, section, found.sections[section.id])
    _overall(found, state, found.overall)
    _critical(found, state)
    _roadmap(found, state)
    _headline(found)
    return found


def _section(found: Score, state: State, section: Section, line: int) -> None:
    first, last = state.lines[section.items[0].id], state.lines[section.items[-1].id]
    weight, mark, status, counts, required = (
        down(first, last, column) for column in (WEIGHT, MARK, STATE, COUNTS, REQUIRED)
    )
    put = found.cells
    put[line, ANSWERED] = f"SUMPRODUCT({counts}*({status}=3))"
    put[line, ASKED_COUNT] = f"SUMPRODUCT({counts}*({status}>=2))"
    put[line, MISSING] = f"SUMPRODUCT({counts}*{required}*(({status}=1)+({status}=2)))"
    if not section.scored:
        return
    least, undetermined = int(Without.DONT_KNOW), int(Without.UNDETERMINED)
    free = f"SUMPRODUCT({weight}*({mark}={int(Without.FREELY_NOT_APPLICABLE)}))"
    put[line, POINTS] = f"SUMPRODUCT({weight}*({mark}>=0)*{mark})"
    put[line, POSSIBLE] = f"{HIGHEST}*SUMPRODUCT({weight}*({mark}>={least}))"
    put[line, POSSIBLE + 1] = f"{HIGHEST}*SUMPRODUCT({weight}*({mark}>={undetermined}))"
    limit = state.instrument.free_na_limit
    not_asked = int(Without.NOT_ASKED)

    def unless(possible: str, asked: str, points: str) -> str:
        excessive = f"{free}*{limit.denominator}>{limit.numerator}*{asked}"
        return f'IF({possible}=0,"",IF({excessive},"",100*{points}/{possible}))'

    points, possible, whole = (found.cell(line, column) for column in (POINTS, POSSIBLE, POSSIBLE + 1))
    asked = f"SUMPRODUCT({weight}*({mark}<>{not_asked})*({mark}<>{undetermined}))"
    whole_asked = f"SUMPRODUCT({weight}*({mark}<>{not_asked}))"
    open_ = f"{HIGHEST}*SUMPRODUCT({weight}*({mark}<={int(Without.UNANSWERED)})*({mark}>={undetermined}))"
    put[line, PRACTICE] = unless(possible, asked, points)
    put[line, LOW] = unless(whole, whole_asked, points)
    put[line, HIGH] = unless(whole, whole_asked, f"({points}+{open_})")


def _overall(found: Score, state: State, line: int) -> None:
    instrument = state.instrument
    lines = [found.sections[section.id] for section in instrument.sections if section.scored]
    needed = max(1, instrument.sections_needed)
    items = (state.lines[next(iter(instrument.items))], max(state.lines.values()))
    status, required = down(*items, STATE), down(*items, REQUIRED)
    put = found.cells
    put[line, DRAFT] = f"IF(SUMPRODUCT({required}*(({status}=1)+({status}=2)))>0,1,0)"
    for column in (PRACTICE, LOW, HIGH):
        mean = '""'
        if lines:
            span = found.span(sorted(lines), column)
            mean = f'IF(COUNT({span})<{needed},"",AVERAGE({span}))'
        put[line, column] = f'IF({found.cell(line, DRAFT)}=1,"",{mean})' if column == PRACTICE else mean


def _critical(found: Score, state: State) -> None:
    unsure = (Without.DONT_KNOW, Without.FREELY_NOT_APPLICABLE)
    named = {issue.id: issue for issue in state.instrument.critical}
    for line in found.critical:
        item = state.instrument.items[ItemId(found.ids[line])]
        mark = at(state.lines[item.id], MARK)
        below = in_halves(item.critical.below) if item.critical else 0
        found.cells[line, RAISED] = f"IF({_any_of(mark, unsure)},2,IF(AND({mark}>=0,{mark}<{below}),1,0))"
        raised = found.cell(line, RAISED)
        quiet = f"IF({_any_of(mark, NOT_YET)},{NOT_ANSWERED},IF({_any_of(mark, BESIDE)},{NOT_ASKED},{NOTHING}))"
        found.cells[line, ISSUE] = f"IF({raised}>0,{raised},{quiet})"
        if item.critical:
            found.titles[line] = state.texts.message(messages.critical(named[item.critical.id]))
            found.cells[line, NAME] = found.titles[line].cell
    _sort(found)


def _any_of(mark: str, marks: Sequence[Without]) -> str:
    return f"OR({','.join(f'{mark}={int(each)}' for each in marks)})"


def _sort(found: Score) -> None:
    """Lay out which rule comes nth: what is open first, else in the order of the instrument."""
    for place, line in enumerate(found.critical):
        ranks = found.span(found.critical, RANK)
        found.cells[line, RANK] = f"{found.cell(line, ISSUE)}*{MANY}+{place}"
        found.cells[line, NTH] = f"MATCH(SMALL({ranks},{place + 1}),{ranks},0)"


def _roadmap(found: Score, state: State) -> None:
    raised = {found.ids[line]: found.cell(line, RAISED) for line in found.critical}
    for area, rules in criteria(state.instrument).items():
        line = found.areas[area]
        lines = list(range(line + 1, line + 1 + len(rules)))
        for own, rule in zip(lines, rules, strict=True):
            _criterion(found, own, rule, at(state.lines[rule.item], MARK), raised.get(rule.item))
        found.cells[line, STAGE] = _stage(found, lines, line)


def _criterion(found: Score, line: int, rule: Criterion, mark: str, raised: str | None) -> None:
    """Lay out what is reached (-1 while open, -9 when it has no say), the stage if it has a say, and if it is unmet."""
    open_ = f"IF({mark}>={int(Without.UNDETERMINED)},-1,-9)"
    reached = found.cell(line, 1)
    found.cells[line, 1] = f"IF({mark}>=0,{mark},IF({mark}={int(Without.DONT_KNOW)},0,{open_}))"
    found.cells[line, 2] = f'IF({reached}=-9,"",{rule.stage})'
    found.cells[line, 3] = f'IF(OR({reached}=-9,{reached}>={rule.needed}),"",{rule.stage})'
    found.cells[line, 4] = f"IF({raised}>0,1,0)" if raised else "0"


def _stage(found: Score, lines: Sequence[int], line: int) -> str:
    if not lines:
        return '""'
    remaining, unmet, raised = (found.span(lines, column) for column in (2, 3, 4))
    found.cells[line, 2] = f"IF(COUNT({unmet})=0,MAX({remaining}),MIN({unmet})-1)"
    reached = found.cell(line, 2)
    held = f"AND({reached}>1,SUM({raised})>0)"
    return f'IF(COUNT({remaining})=0,"",IF({held},1,{reached}))'


def _headline(found: Score) -> None:
    draft = found.cell(found.overall, DRAFT)
    raised = f'COUNTIF({found.span(found.critical, RAISED)},">0")>0' if found.critical else "FALSE"
    found.cells[found.overall, HEADLINE] = f"IF({draft}=1,0,IF({raised},1,2))"


def write_score(book: Book, found: Score, results: Results) -> None:
    """Write the sheet; `results` are what formulas amount to now, as far as known."""
    sheet = book.sheet(SHEET, hidden=True)
    style = book.style(text_wrap=False)
    sheet.text(0, 0, KEY, style)
    for line, key in found.ids.items():
        sheet.text(line, 0, key, style)
    results = {**results, **{(line, NAME): title.now for line, title in found.titles.items()}}
    for (line, column), formula in found.cells.items():
        own = formula.replace(f"{SHEET}!", "")
        sheet.formula(line, column, f"={own}", style, results.get((line, column), ""))
    sheet.layout.protect()
