"""What do the answer cells of one item amount to, as formulas?

Per kind: what was made out (`raw`), whether it fits (0 blank, 1 fits, 9 does not), the values that conditions look at,
and the mark in half steps. The engine's rules once more, in the language of spreadsheets; tests hold them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from forms.names import NONE
from instruments.model import (
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    Item,
    Language,
    Maturity,
    MoneyKind,
    Month,
    Note,
    Number,
    NumberForm,
    Practice,
    SplitKind,
    Table,
    Text,
)
from questionnaire.excel.formulas import day_number, number_constant, text_constant
from questionnaire.excel.workbook_layout import MARKED, Slot
from questionnaire.excel.workbook_texts import Listed
from scoring.levels import HIGHEST, Without, scale_of

BLANK, FITS, MISFIT = 0, 1, 9
TODAY = {8: "(YEAR(TODAY())*10000+MONTH(TODAY())*100+DAY(TODAY()))", 6: "(YEAR(TODAY())*100+MONTH(TODAY()))"}
CODE = 'SUBSTITUTE(TRIM(RIGHT(SUBSTITUTE(TRIM({cell}),"(",REPT(" ",60)),60)),")","")'


@dataclass(frozen=True, slots=True)
class Reading:
    """Formulas without `=`; in them `{raw}` stands for the cell that holds `raw`."""

    fits: str
    values: tuple[str, ...] = ()
    raw: str = "0"
    mark: str = str(int(Without.NO_LEVEL))


def reading(item: Item, cells: Sequence[str], slots: Sequence[Slot], listed: Listed | None) -> Reading:
    """Return how the cells of an item are read. `cells` are the addresses of `slots`."""
    cell = cells[0] if cells else ""
    match item.kind:
        case Maturity():
            whole = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<=4,{cell}=INT({cell}))"
            return Reading(_if_given(cell, whole), (cell,), mark=f"2*{cell}")
        case Practice() | Choice() if listed:
            return _one_of(item, cell, listed)
        case Checklist() | Choices():
            return _some_of(item, cells, slots)
        case Number(form, least, most):
            return Reading(_if_given(cell, _number(cell, form, least, most)), (cell,))
        case MoneyKind(least, most) if listed:
            known = f"ISNUMBER(MATCH(UPPER(TRIM({cells[1]})),{listed.codes},0))"
            fits = f"AND({_number(cell, NumberForm.NUMBER, least, most)},{known})"
            return Reading(_if_given(cell, fits), (cell, f'"."&UPPER(TRIM({cells[1]}))'))
        case SplitKind():
            return _split(cells)
        case Text(longest):
            return Reading(_if_given(cell, f"LEN({cell})<={longest}"), (f'"."&{cell}',))
        case Date(earliest, latest):
            return _day(cell, earliest, latest, 8)
        case Month(earliest, latest):
            return _day(cell, earliest, latest, 6)
        case Country() if listed:
            fits = _if_given(cell, f"ISNUMBER(MATCH({{raw}},{listed.codes},0))")
            return Reading(fits, ('"."&{raw}',), f"UPPER({CODE.format(cell=cell)})")
        case Language():
            return Reading(_if_given(cell, "LEN({raw})>1"), ('"."&{raw}',), CODE.format(cell=cell))
        case Note():
            return Reading("0", ('""',))
        case Practice() | Choice() | MoneyKind() | Country() | Table():
            raise AssertionError(item.id)  # a table is read from its rows, the others need their list
    assert_never(item.kind)


def rows_reading(least: int, used: str, none: str | None) -> Reading:
    """Return how a table is read: `used` is the range that says which rows are, `none` the cell that says none is."""
    marked = f'TRIM({none})<>""' if none else "FALSE"
    wrong = f"OR(COUNTIF({used},{MISFIT})>0,AND({{raw}}>0,{marked}),{{raw}}<{least})"
    return Reading(
        f"IF(AND({{raw}}=0,NOT({marked})),{BLANK},IF({wrong},{MISFIT},{FITS}))", ("{raw}",), f'COUNTIF({used},">0")'
    )


def statement(item: Item, cell: str | None, why: str | None, listed: Listed | None) -> str:
    """Return a formula for the statement beside: 0 none, 2 don't know, 3 or 4 (free) not applicable, 9 does not fit."""
    if cell is None or listed is None:
        return "0"
    stray = f'IF(TRIM({why})="",0,{MISFIT})' if why else "0"
    return f'IF(TRIM({cell})="",{stray},IFERROR(CHOOSE({listed.position(cell)},{_stated(item, why)}),{MISFIT}))'


def listed_statement(item: Item, position: str, options: int, why: str | None) -> str:
    """Return the same for a list that holds options first and statements after them."""
    if not (item.dont_know or item.na_reasons):
        return "0"
    stray = f'IF(TRIM({why})="",0,{MISFIT})' if why else "0"
    return f"IF({position}>{options},CHOOSE({position}-{options},{_stated(item, why)}),{stray})"


def _stated(item: Item, why: str | None) -> str:
    codes = ["2"] if item.dont_know else []
    codes += [f'IF(TRIM({why})="",{MISFIT},4)' if reason.free else "3" for reason in item.na_reasons]
    return ",".join(codes)


def _if_given(cell: str, fits: str) -> str:
    return f'IF(TRIM({cell})="",{BLANK},IFERROR(IF({fits},{FITS},{MISFIT}),{MISFIT}))'


def _one_of(item: Item, cell: str, listed: Listed) -> Reading:
    """Read an option; what stands behind the options in the list is a statement and no value."""
    scale = scale_of(item)
    options = [key for key in listed.ids if not key.startswith(":")]
    marks = ",".join(str(int(scale.table[key])) for key in options)
    fits = f'IF(TRIM({cell})="",{BLANK},IF({{raw}}=0,{MISFIT},IF({{raw}}<={len(options)},{FITS},{BLANK})))'
    raw = f'IF(TRIM({cell})="",0,{listed.position(cell)})'
    return Reading(fits, (f'"."&INDEX({listed.codes},{{raw}})',), raw, f"CHOOSE({{raw}},{marks})")


def _some_of(item: Item, cells: Sequence[str], slots: Sequence[Slot]) -> Reading:
    """Read marks: the options marked, in their order; none at all only when that is said."""
    block = f"{cells[0]}:{cells[-1].rpartition('!')[2]}"
    filled, ticked = f"SUMPRODUCT(--(LEN(TRIM({block}))>0))", f'SUMPRODUCT(--(TRIM({block})="{MARKED}"))'
    is_marked = {slot.option: f'(TRIM({cell})="{MARKED}")' for slot, cell in zip(slots, cells, strict=True)}
    kind = item.kind
    options = kind.options if isinstance(kind, Checklist | Choices) else ()
    alone = [is_marked[option.id] for option in options if option.exclusive]
    alone += [is_marked[NONE]] if NONE in is_marked else []
    beside = f"AND(OR({','.join(alone)}),{ticked}>1)" if alone else "FALSE"
    fits = f"IF({filled}=0,{BLANK},IF(OR({filled}<>{ticked},{beside}),{MISFIT},{FITS}))"
    raw = '"|"' + "".join(f'&IF({is_marked[option.id]},{text_constant(option.id + "|")},"")' for option in options)
    required = scale_of(item).required
    counted = "+".join(is_marked[option.id] for option in options if option.id in required)
    mark = f"INT({HIGHEST}*({counted})/{len(required)})" if required else str(int(Without.NO_LEVEL))
    return Reading(fits, ("{raw}",), raw, mark)


def _number(cell: str, form: NumberForm, least: object, most: object) -> str:
    limits = [f"{cell}>={number_constant(least)}"] if least is not None else []  # type: ignore[arg-type]
    limits += [f"{cell}<={number_constant(most)}"] if most is not None else []  # type: ignore[arg-type]
    limits += [f"{cell}=INT({cell})"] if form is NumberForm.INTEGER else []
    return f"AND({','.join([f'ISNUMBER({cell})', *limits])})"


def _split(cells: Sequence[str]) -> Reading:
    block = f"{cells[0]}:{cells[-1].rpartition('!')[2]}"
    whole = f"AND(COUNT({block})=4,MIN({block})>=0,SUMPRODUCT(--(INT({block})={block}))=4)"
    filled = f"SUMPRODUCT(--(LEN(TRIM({block}))>0))"
    fits = f"IF({filled}=0,{BLANK},IFERROR(IF({whole},{FITS},{MISFIT}),{MISFIT}))"
    return Reading(fits, (*cells, f"SUM({block})"))


def _day(cell: str, earliest: str | None, latest: str | None, digits: int) -> Reading:
    """Read a date or a month: a real date, or ISO text."""
    typed = f"TRIM({cell})"
    year, month, day = (f"VALUE(MID({typed},{start},{length}))" for start, length in ((1, 4), (6, 2), (9, 2)))
    if digits == 8:
        real = f"YEAR({cell})*10000+MONTH({cell})*100+DAY({cell})"
        text = f"{year}*10000+{month}*100+{day}"
    else:
        real, text = f"YEAR({cell})*100+MONTH({cell})", f"{year}*100+{month}"
    raw = f'IFERROR(IF(ISNUMBER({cell}),{real},{text}),"")'
    limits = [f"{{raw}}{sign}{_limit(limit, digits)}" for sign, limit in ((">=", earliest), ("<=", latest)) if limit]
    fits = _if_given(cell, f"AND({','.join(['ISNUMBER({raw})', *limits])})")
    return Reading(fits, ("{raw}",), raw)


def _limit(limit: str, digits: int) -> str:
    return TODAY[digits] if limit == "today" else str(day_number(limit, digits))
