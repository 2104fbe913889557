"""A receipt says why every number is what it is, and anybody can check it."""

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from scoring_cases import GATE, OWN, action, below, given, instrument, maturity, rule, section
from strategies import answered, patiently

from instruments.model import (
    ActionType,
    Answers,
    Choice,
    EvidenceRef,
    Instrument,
    Item,
    ItemId,
    NotApplicable,
    Number,
    NumberForm,
    Option,
    Response,
)
from instruments.problems import Code
from scoring.critical import PlannedAction
from scoring.receipt import receipt, written
from scoring.score import Circumstances, evidence_of
from scoring.verify import verify

TODAY = date(2026, 3, 1)
A = ItemId("A")
WHOLE = instrument(
    section(
        "S",
        maturity("A", 3, critical=below(2), roadmap=(rule(1, 2),), actions=(action(4),)),
        maturity("B", 1, na_reasons=(GATE,)),
        Item(ItemId("N"), Number(NumberForm.INTEGER), "N"),
    ),
    section("T", maturity("C", 1), maturity("D", 1, na_reasons=(OWN,))),
    section("U", maturity("E", 1), scored=False),
)
RESPONSE = Response(
    WHOLE.ref,
    given(A=1, B=NotApplicable("gate"), C=4, D=NotApplicable("own", "So"), E=2),
    evidence={A: (EvidenceRef(1), EvidenceRef(2))},
)
GIVEN = Circumstances(
    evidence=evidence_of(RESPONSE),
    plan=(PlannedAction(A, ActionType.REMEDY, "Ms Tran", TODAY),),
    contradicted=frozenset({ItemId("C")}),
    targets={"fees": 2},
    today=TODAY,
)
RECEIPT = receipt(WHOLE, RESPONSE, GIVEN)


def test_evidence_counts_by_its_best_record() -> None:
    assert evidence_of(RESPONSE) == {A: 2}


def test_every_item_shows_its_contribution_or_why_it_has_none() -> None:
    items = RECEIPT["items"]
    assert items["A"] == {"state": "answered", "level": "1", "weight": 3, "contribution": "3", "left_out": None}
    assert {item: entry["left_out"] for item, entry in items.items()} == {
        "A": None,
        "B": "not-applicable",
        "N": "not-scored",
        "C": "too-much-not-applicable",
        "D": "freely-not-applicable",
        "E": "section-not-scored",
    }


def test_every_section_issue_and_criterion_shows_what_decided_it() -> None:
    assert RECEIPT["sections"]["S"] == {"points": "3", "possible": 12, "practice": "25", "reason": None}
    assert RECEIPT["sections"]["T"]["reason"] == "too-much-not-applicable"
    assert RECEIPT["critical"] == [
        {"id": "C-1", "item": "A", "level": "1", "below": "2", "status": "remedying", "unknown": False}
    ]
    assert RECEIPT["criteria"] == [{"area": "fees", "stage": 1, "item": "A", "needed": "2", "level": "1", "met": False}]


def test_a_receipt_carries_no_name() -> None:
    assert b"Tran" not in written(RECEIPT)


def test_two_runs_are_equal_to_the_byte() -> None:
    assert written(receipt(WHOLE, RESPONSE, GIVEN)) == written(RECEIPT)


def test_a_receipt_that_travelled_as_json_holds() -> None:
    assert verify(json.loads(written(RECEIPT)), WHOLE, RESPONSE) == ()


def test_a_receipt_of_another_engine_holds_when_its_numbers_do() -> None:
    assert verify(RECEIPT | {"engine": "9.9.9"}, WHOLE, RESPONSE) == ()
    assert [problem.where for problem in verify(RECEIPT | {"engine": 9}, WHOLE, RESPONSE)] == ["/engine"]


def places(change: Callable[[Any], object], response: Response = RESPONSE) -> list[str]:
    changed = copy.deepcopy(RECEIPT)
    change(changed)
    problems = verify(changed, WHOLE, response)
    assert {problem.code for problem in problems} <= {Code.BAD_RECEIPT}
    return [problem.where for problem in problems]


def test_what_was_changed_is_found_where_it_stands() -> None:
    assert places(lambda r: r.update(practice="99")) == ["/practice"]
    assert places(lambda r: r["items"]["A"].update(level="4")) == ["/items/A/level"]
    assert places(lambda r: r["items"]["A"].update(weight=3.0)) == ["/items/A/weight"]
    assert places(lambda r: r["critical"].clear()) == ["/critical"]
    assert places(lambda r: r["criteria"][0].update(met=True)) == ["/criteria/0/met"]
    assert places(lambda r: r.pop("risk")) == ["/risk"]
    assert places(lambda r: r.update(extra=None)) == ["/extra"]
    assert places(lambda r: r["items"].update(A=[])) == ["/items/A"]
    assert "/response" in places(lambda _: None, Response(WHOLE.ref, given(A=4)))


@pytest.mark.parametrize(
    "change",
    [
        lambda g: g.clear(),
        lambda g: g["evidence"].update(A=5),
        lambda g: g["evidence"].update(A=True),
        lambda g: g["evidence"].update(Z=1),
        lambda g: g["contradicted"].append(7),
        lambda g: g["targets"].update(fees="2"),
        lambda g: g.update(today="yesterday"),
        lambda g: g["plan"].append("do it"),
        lambda g: g["plan"][0].update(type="sue"),
        lambda g: g["plan"][0].update(due="soon"),
    ],
)
def test_circumstances_that_cannot_be_read_are_a_problem(change: Callable[[Any], object]) -> None:
    assert places(lambda found: change(found["given"])) == ["/given"]


def test_a_receipt_is_an_object() -> None:
    assert [problem.code for problem in verify([], WHOLE, RESPONSE)] == [Code.BAD_RECEIPT]


@patiently
@for_all(answered(), st.booleans())
def test_every_receipt_verifies_and_adds_up(case: tuple[Instrument, Answers], dated: bool) -> None:  # noqa: FBT001
    whole, answers = case
    response = Response(whole.ref, answers)
    found = receipt(whole, response, Circumstances(today=TODAY) if dated else None)
    assert verify(json.loads(written(found)), whole, response) == ()
    for one in whole.sections:
        if one.scored and found["sections"][one.id]["reason"] is None:
            parts = [found["items"][item.id]["contribution"] for item in one.items if item.id in found["items"]]
            total = sum(whole_number(part) for part in parts if part is not None)
            assert total == whole_number(found["sections"][one.id]["points"])


def whole_number(text: str) -> float:
    numerator, _, denominator = text.partition("/")
    return int(numerator) / int(denominator or 1)


def test_an_option_without_a_level_is_left_out_by_its_name() -> None:
    options = (Option("a", "a", level=below(4).below), Option("b", "b"))
    whole = instrument(section("S", Item(A, Choice(options), "A", weight=1)))
    found = receipt(whole, Response(whole.ref, given(A="b")))
    assert found["items"]["A"]["left_out"] == "no-level"
