"""Response documents: what reading keeps and refuses, and that a standard validator says the same."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from response_cases import nearly, response_documents

from instruments import catalogue
from instruments.answering import check, is_draft, stand
from instruments.model import EvidenceRef, Instrument, InstrumentRef
from instruments.problems import Code
from instruments.response import digest, read, ref_of, write
from instruments.response_schema import response_schema

TINY = sorted((Path(__file__).parents[1] / "data" / "instruments").glob("*.json"))


@lru_cache
def instrument(name: str) -> Instrument:
    return catalogue.load_file(Path(__file__).parents[1] / "data" / "instruments" / f"{name}.json")


def document_of(of: Instrument, **answers: object) -> dict[str, Any]:
    return {"format": 1, "instrument": str(of.ref), "digest": of.digest, "language": "en", "answers": answers}


def codes(of: Instrument, document: object) -> list[tuple[Code, str]]:
    return [(problem.code, problem.where) for problem in read(document, of)[1]]


ALL = instrument("all-kinds")


def test_a_response_survives_writing_and_reading() -> None:
    answers = {
        "Maturity": 3,
        "Practice": "no",
        "Number": "12.50",
        "Money": {"amount": "120.50", "currency": "MYR"},
        "Split": {"women": 1},
        "Text": "ภาษาไทย",
        "Choices": {"state": "dont_know"},
    }
    document = document_of(ALL, **answers) | {
        "notes": {"Maturity": "ملاحظة"},
        "evidence": {"Practice": [{"level": 2, "name": "a.pdf", "sha256": "0" * 64}]},
    }
    response, problems = read(document, ALL)
    assert problems == ()
    assert response.evidence["Practice"] == (EvidenceRef(2, "a.pdf", "0" * 64),)  # type: ignore[index]
    again, problems = read(json.loads(json.dumps(write(response, ALL))), ALL)
    assert (again, problems) == (response, ())


def test_one_bad_answer_does_not_cost_the_others() -> None:
    response, problems = read(document_of(ALL, Maturity=9, Practice="yes", nowhere=1), ALL)
    assert dict(response.answers) == {"Practice": "yes"}
    assert [(problem.code, problem.where) for problem in problems] == [
        (Code.TOO_BIG, "Maturity"),
        (Code.UNKNOWN_ITEM, "/answers/nowhere"),
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"format": 2}, (Code.WRONG_SHAPE, "/format")),
        ({"format": True}, (Code.WRONG_SHAPE, "/format")),
        ({"instrument": "other@1.0.0"}, (Code.WRONG_INSTRUMENT, "/instrument")),
        ({"digest": "sha256:0"}, (Code.WRONG_DIGEST, "/digest")),
        ({"language": "Thai"}, (Code.NOT_A_LANGUAGE, "/language")),
        ({"language": 5}, (Code.NOT_A_LANGUAGE, "/language")),
        ({"answers": []}, (Code.WRONG_SHAPE, "/answers")),
        ({"notes": "x"}, (Code.WRONG_SHAPE, "/notes")),
        ({"notes": {"nowhere": "x"}}, (Code.UNKNOWN_ITEM, "/notes/nowhere")),
        ({"notes": {"Practice": ""}}, (Code.WRONG_SHAPE, "/notes/Practice")),
        ({"evidence": {"nowhere": []}}, (Code.UNKNOWN_ITEM, "/evidence/nowhere")),
        ({"evidence": {"Practice": "x"}}, (Code.WRONG_SHAPE, "/evidence/Practice")),
        ({"evidence": {"Practice": [{"level": 5}]}}, (Code.BAD_EVIDENCE, "/evidence/Practice/0")),
        ({"evidence": {"Practice": [{"level": 1, "url": "x"}]}}, (Code.BAD_EVIDENCE, "/evidence/Practice/0")),
        ({"evidence": {"Practice": [{"level": 1, "sha256": "x"}]}}, (Code.BAD_EVIDENCE, "/evidence/Practice/0")),
        ({"surprise": 1}, (Code.UNKNOWN_KEY, "")),
    ],
)
def test_what_is_wrong_around_the_answers_has_a_code_and_a_place(
    change: dict[str, Any], found: tuple[Code, str]
) -> None:
    assert codes(ALL, document_of(ALL) | change) == [found]


def test_a_document_without_answers_or_that_is_none() -> None:
    assert codes(ALL, {"format": 1, "instrument": str(ALL.ref)}) == [(Code.MISSING_KEY, "")]
    assert codes(ALL, []) == [(Code.WRONG_SHAPE, "")]


def test_the_instrument_a_response_names() -> None:
    assert ref_of({"instrument": "a@1.0.0"}) == InstrumentRef("a", "1.0.0")
    assert ref_of({"instrument": "a"}) is ref_of({"instrument": 5}) is ref_of(None) is None


def test_the_digest_of_a_document_does_not_depend_on_the_order_of_its_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1})


def test_answers_are_kept_in_the_order_of_the_instrument() -> None:
    response, _ = read(document_of(ALL, Text="x", Maturity=1), ALL)
    assert list(response.answers) == ["Maturity", "Text"]


# --- The JSON Schema of a response, judged by two independent validators -------------------------------------------


@lru_cache
def validators(of: Instrument, *, complete: bool = False) -> tuple[Any, Any]:
    schema = response_schema(of, complete=complete)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)


def verdicts(of: Instrument, document: Any, *, complete: bool = False) -> tuple[bool, bool]:
    one, other = validators(of, complete=complete)
    return one.is_valid(document), other.is_valid(document)


def beyond_json_schema(document: Any, of: Instrument) -> bool:
    """Whether only our own reader can judge: limits of dates and of decimals written as strings ($comment says so)."""
    _, problems = read(document, of)
    beyond = {Code.TOO_EARLY, Code.TOO_LATE, Code.TOO_PRECISE, Code.DUPLICATE_ROW}
    decimal_limits = {Code.TOO_SMALL, Code.TOO_BIG}
    strings = any(p.code in decimal_limits for p in problems) and '"-3"' in json.dumps(document)
    return strings or any(problem.code in beyond for problem in problems)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_standard_validator_accepts_and_refuses_what_ours_does(data: st.DataObject) -> None:
    of = instrument(data.draw(st.sampled_from(TINY)).stem)
    document = data.draw(st.one_of(response_documents(of), nearly(of)))
    ours = not read(document, of)[1]
    if not beyond_json_schema(document, of):
        assert verdicts(of, document) == (ours, ours), document


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_draft_always_says_what_is_missing(data: st.DataObject) -> None:
    of = instrument(data.draw(st.sampled_from(TINY)).stem)
    answers = read(data.draw(response_documents(of)), of)[0].answers
    missing = [problem for problem in check(of, answers, complete=True) if problem.code is Code.REQUIRED]
    assert is_draft(of, stand(of, answers)) <= bool(missing)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_complete_response_has_every_required_item_that_is_asked(data: st.DataObject) -> None:
    names = [
        "when-both",
        "when-chain",
        "when-different",
        "when-either",
        "when-not",
        "when-one-of",
        "when-section",
        "when-ticked",
        "when-level",
        "when-answered",
        "when-null",
        "required",
        "dont-know",
        "not-applicable",
    ]
    of = instrument(data.draw(st.sampled_from(names)))
    document = data.draw(response_documents(of))
    response, problems = read(document, of)
    complete = not problems and not is_draft(of, stand(of, response.answers))
    if not beyond_json_schema(document, of):
        assert verdicts(of, document, complete=True) == (complete, complete), document


def test_what_json_schema_cannot_say_stands_in_its_comment() -> None:
    comment = response_schema(instrument("checks"), complete=True)["$comment"]
    assert "check" in comment
    assert "required when it is asked" in response_schema(instrument("when-rows"), complete=True)["$comment"]
