"""What becomes of a workbook that was made for an earlier edition of the questionnaire?

What somebody changed in it is carried to the edition at hand as `instruments.compare` allows: as it is, for a second
look, or not at all. What went out and came back unchanged says nothing about the new edition.
"""

from dataclasses import replace
from typing import Any

from instruments.codec import from_json, to_json
from instruments.compare import carry_over, compare
from instruments.model import Answer, Instrument, ItemId
from instruments.problems import Code, Problem
from questionnaire.excel.workbook_merge import same
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading


def carried(reading: WorkbookReading, new: Instrument) -> tuple[WorkbookReading, frozenset[ItemId]]:
    """Return the reading under the new edition, and the items whose answers need another look."""
    old = reading.instrument
    changed = {
        item: here
        for item, here in reading.file.items()
        if not same(old.items[item], here, reading.base.get(item, NOTHING))
    }
    comparison = compare(old, new)
    moved = carry_over(_answers(old, changed), comparison, old, new)
    before = carry_over(
        _answers(old, {item: reading.base.get(item, NOTHING) for item in changed}), comparison, old, new
    )
    base = _documents(new, {**before.kept, **before.confirm})
    here = _documents(new, {**moved.kept, **moved.confirm})
    lost = {item for item in changed if item in moved.not_carried or item not in new.items}
    refused = {item: problems for item, problems in reading.refused.items() if item in new.items}
    gone = {item: (Problem.of(Code.NOT_CARRIED, reading.places.get(item, item)),) for item in lost}
    refused |= {item: (*refused.get(item, ()), *problems) for item, problems in gone.items() if item in new.items}
    orphans = [problem for item, problems in gone.items() if item not in new.items for problem in problems]
    taken = [item for item in changed if item not in lost]
    return (
        replace(
            reading,
            instrument=new,
            base={item: Stated(base.get(item), reading.base.get(item, NOTHING).note) for item in taken},
            file={item: Stated(here.get(item), changed[item].note) for item in taken},
            refused=refused,
            problems=(*reading.problems, *orphans),
        ),
        frozenset(moved.confirm),
    )


def _answers(instrument: Instrument, stated: dict[ItemId, Stated]) -> dict[ItemId, Answer]:
    found = {
        item: from_json(instrument.items[item], each.document)[0]
        for item, each in stated.items()
        if each.document is not None
    }
    return {item: answer for item, answer in found.items() if answer is not None}


def _documents(instrument: Instrument, answers: dict[ItemId, Answer]) -> dict[ItemId, Any]:
    return {item: to_json(instrument.items[item], answer) for item, answer in answers.items()}
