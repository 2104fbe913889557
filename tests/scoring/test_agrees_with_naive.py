"""Two implementations of one contract, written apart, give the same scorecard to the last digit."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_scoring import Naive
from strategies import Json, answers, documents, parsed, patiently

from instruments.catalogue import load, published, published_paths, read_json
from instruments.model import ActionType, Answers, Instrument, InstrumentRef, ItemId
from scoring.critical import PlannedAction
from scoring.output import to_json
from scoring.score import score

TODAY = date(2026, 3, 1)


def actions(items: list[ItemId]) -> st.SearchStrategy[PlannedAction]:
    return st.builds(
        PlannedAction,
        item=st.sampled_from(items),
        type=st.sampled_from(ActionType),
        owner=st.sampled_from(["", "HR manager"]),
        due=st.integers(-1, 1).map(lambda days: TODAY + timedelta(days=days)),
        verified=st.sampled_from([False, False, True]),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Json, Instrument, Answers, dict[str, Any]]:
    document = draw(documents())
    instrument = parsed(document)
    items = list(instrument.items)
    circumstances = {
        "evidence": draw(st.dictionaries(st.sampled_from(items), st.integers(0, 4))),
        "plan": draw(st.lists(actions(items), max_size=4)),
        "contradicted": draw(st.frozensets(st.sampled_from(items), max_size=3)),
        "targets": draw(st.dictionaries(st.sampled_from(["fees", "remedy"]), st.integers(1, 4))),
        "today": draw(st.sampled_from([TODAY, TODAY, None])),
    }
    return document, instrument, draw(answers(instrument, complete=draw(st.booleans()))), circumstances


@pytest.mark.parametrize("ref", published(), ids=str)
@settings(patiently, max_examples=3)
@given(data=st.data())
def test_a_second_implementation_agrees_on_the_library(ref: InstrumentRef, data: st.DataObject) -> None:
    document, _ = read_json(published_paths()[ref].read_bytes())
    instrument = load(ref)
    given_answers = data.draw(answers(instrument, complete=data.draw(st.booleans())))
    assert isinstance(document, dict)
    assert_agreement(document, instrument, given_answers, {})


@patiently
@given(cases())
def test_a_second_implementation_agrees(case: tuple[Json, Instrument, Answers, dict[str, Any]]) -> None:
    assert_agreement(*case)


def assert_agreement(
    document: Json, instrument: Instrument, given_answers: Answers, circumstances: dict[str, Any]
) -> None:
    written = to_json(score(instrument, given_answers, **circumstances))
    expected = Naive(document, instrument, given_answers, **circumstances).output()
    for area in written["roadmap"].values():
        area.pop("held_by", None)
    assert {key: written[key] for key in expected} == expected
