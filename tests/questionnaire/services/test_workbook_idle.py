"""Answers to questions that are not asked are told apart before they come in, with what they hang on."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from strategies import answered
from tiny import tiny
from workbook_by_hand import edited_documents

from instruments.answering import stand
from instruments.codec import to_json
from instruments.model import Answers, Instrument, ItemId, State
from questionnaire.excel.workbook_merge import ItemChange, Outcome
from questionnaire.excel.workbook_read import NOTHING, Stated
from questionnaire.services.workbook_idle import Idle, idle


def typed(item: str, document: Any, online: Any = None) -> ItemChange:
    outcome = Outcome.HERE if document is not None else Outcome.EMPTIED
    return ItemChange(ItemId(item), outcome, Stated(online), Stated(document), Stated(online))


def told(name: str, online: dict[str, Any], *changes: ItemChange) -> Idle:
    instrument = tiny(name)
    return idle(instrument, edited_documents(instrument, online), changes)


def test_an_answer_to_a_question_that_is_not_asked_hangs_on_the_one_that_decides() -> None:
    assert told("when-equal", {"P": "yes"}, typed("N", 3)).answers == {"N": ("P",)}
    assert told("when-equal", {}, typed("N", 3)).answers == {"N": ("P",)}
    assert told("when-equal", {"P": "no"}, typed("N", 3)).answers == {}
    assert told("when-equal", {"P": "yes"}, typed("N", 3), typed("P", "no", "yes")).answers == {}


def test_what_stands_there_already_is_no_news() -> None:
    assert told("when-equal", {"N": 3}, typed("N", 3, 3)).answers == {}
    assert told("when-equal", {"N": 3}, typed("N", None, 3)).answers == {}


def test_in_a_chain_it_hangs_on_the_question_that_is_asked() -> None:
    assert told("when-chain", {"P": "yes"}, typed("R", "yes")).answers == {"R": ("P",)}
    assert told("when-chain", {"P": "no"}, typed("R", "yes")).answers == {"R": ("Q",)}


def test_a_new_cell_that_its_row_does_not_ask_for_is_told_by_its_column() -> None:
    paid = {"_row": "r1", "payer": "employer", "amount": {"amount": "3", "currency": "MYR"}}
    assert told("when-in-row", {"P": "yes"}, typed("T", [paid])).columns == {"T": ("amount",)}
    assert told("when-in-row", {"P": "yes"}, typed("T", [paid | {"payer": "worker"}])).columns == {}
    assert told("when-in-row", {"P": "yes", "T": [paid]}, typed("T", [paid | {"held": 1}], [paid])).columns == {
        "T": ("held",)
    }


@given(answered(), st.data())
def test_exactly_the_new_answers_that_would_not_count_are_told(
    drawn: tuple[Instrument, Answers], data: st.DataObject
) -> None:
    instrument, answers = drawn
    before = {item: answer for item, answer in answers.items() if data.draw(st.booleans())}
    changes = [
        ItemChange(item, Outcome.HERE, NOTHING, Stated(to_json(instrument.items[item], answer)), NOTHING)
        for item, answer in answers.items()
        if item not in before
    ]
    found = idle(instrument, before, changes).answers
    states = stand(instrument, answers).states
    new = {change.item for change in changes}
    assert set(found) == {item for item in new if states[item] in {State.NOT_ASKED, State.UNDETERMINED}}
    for item, hangs_on in found.items():
        assert hangs_on, item
        assert all(states[each] not in {State.NOT_ASKED, State.UNDETERMINED} for each in hangs_on)
