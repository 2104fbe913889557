"""Which answers in a file would not count at the moment, and which questions do they hang on?

They are kept: a question that is not asked now may be asked after another answer. But nobody should learn from a score
that what they typed for hours was not asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from instruments.answering import row_standing, stand
from instruments.codec import from_json
from instruments.evaluation import Standing
from instruments.model import Answer, Answers, Instrument, Item, ItemId, Row, State, Table
from instruments.nodes import references
from questionnaire.excel.workbook_merge import Choice, ItemChange, decided, same_document

IDLE = frozenset({State.NOT_ASKED, State.UNDETERMINED})


@dataclass(frozen=True, slots=True)
class Idle:
    """What would not count: answers with the questions that they hang on; cells of tables by table and column."""

    answers: Mapping[ItemId, tuple[ItemId, ...]]
    columns: Mapping[ItemId, tuple[ItemId, ...]]


def idle(instrument: Instrument, answers: Answers, changes: Iterable[ItemChange]) -> Idle:
    """Return what of the file would not count once all of it is taken; `answers` are those that stand here."""
    after: dict[ItemId, Answer] = dict(answers)
    new = []
    for change in changes:
        item = instrument.items[change.item]
        choice = Choice.HERE if change.asks else None
        document = decided(item, change, choice, lambda _item, _document: "")[0].document
        answer = None if document is None else from_json(item, document)[0]
        if answer is None:
            after.pop(change.item, None)
        elif not same_document(item, document, change.online.document):
            after[change.item] = answer
            new.append(change.item)
    standing = stand(instrument, after)
    unasked = {item: _hangs_on(instrument, item, standing) for item in new if standing.states[item] in IDLE}
    tables = {item: _columns(instrument.items[item], after[item], answers.get(item), standing) for item in new}
    return Idle(unasked, {item: found for item, found in tables.items() if found and item not in unasked})


def _columns(item: Item, after: Answer, before: Answer | None, standing: Standing) -> tuple[ItemId, ...]:
    """Return the columns in which a new cell stands that its row does not ask for."""
    if not isinstance(item.kind, Table) or not isinstance(after, tuple):
        return ()
    then = {row.id: row.cells for row in before if isinstance(row, Row)} if isinstance(before, tuple) else {}
    found = {
        column
        for row in after
        if isinstance(row, Row)
        for column, state in row_standing(item.kind, row, standing).states.items()
        if state in IDLE and column in row.cells and row.cells[column] != then.get(row.id, {}).get(column)
    }
    return tuple(column.id for column in item.kind.columns if column.id in found)


def _hangs_on(instrument: Instrument, item: ItemId, standing: Standing) -> tuple[ItemId, ...]:
    """Return the questions that decide whether an item is asked; of those not asked themselves, what decides that."""
    found: set[ItemId] = set()
    looking, seen = [item], {item}
    while looking:
        of = looking.pop()
        for each in references(instrument.section_of[of].relevant) | references(instrument.items[of].relevant):
            if standing.states[each] in IDLE:
                looking += [each] if each not in seen else []
                seen.add(each)
            else:
                found.add(each)
    return tuple(each for each in instrument.items if each in found)
