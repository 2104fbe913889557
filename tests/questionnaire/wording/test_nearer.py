"""Where more is known than a code, the sentence says it, and what to do about it."""

import re

import pytest

from instruments.problems import Code, Problem
from questionnaire.wording import SENTENCES, problem_text
from questionnaire.wording.nearer import NEARER

PLACE = re.compile(r"\{(\w+)\}")


def spoken(code: Code, needed: str, **more: str) -> str:
    name, _, value = needed.partition("=")
    return problem_text(Problem.of(code, **({"given": "y", "found": "z", name: value or "x"} | more)))


@pytest.mark.parametrize(("code", "needed"), NEARER)
def test_each_is_used_is_plain_and_says_something_else_than_the_code(code: Code, needed: str) -> None:
    text = spoken(code, needed)
    assert "{" not in text
    assert "…" not in text
    assert text != problem_text(Problem.of(code, given="y", found="z"))
    assert max(len(re.findall(r"\w+", part)) for part in re.split(r"[.?:] ", NEARER[code, needed])) <= 20
    assert len(NEARER[code, needed]) <= 160


@pytest.mark.parametrize("sort", ["xls", "xlsm", "xlsb", "ods", "csv or text", "pdf", "docx", "zip", "unknown"])
def test_another_type_of_file_is_told_how_to_become_a_workbook(sort: str) -> None:
    text = problem_text(Problem.of(Code.FILE_TYPE, found=sort, expected="xlsx"))
    assert ".xlsx" in text
    assert "PDF, an image" not in text
    how = {"ods": "In LibreOffice choose File, Save As", "csv or text": "save it as .xlsx"}
    expected = how.get(sort, "In Excel choose File, Save As" if sort.startswith("xls") else "Choose the .xlsx file")
    assert expected in text


def test_evidence_of_a_type_that_we_do_not_take_is_told_the_types_we_take() -> None:
    assert problem_text(Problem.of(Code.FILE_TYPE, allowed="pdf, png")) == SENTENCES[Code.FILE_TYPE]


def test_every_reason_against_a_hostile_file_is_said_in_a_sentence_of_its_own() -> None:
    hostile = {text for (code, needed), text in NEARER.items() if code is Code.FILE_HOSTILE}
    assert len(hostile) == sum(code is Code.FILE_HOSTILE for code, _ in NEARER)
    assert [text for text in hostile if "macros" in text] == [NEARER[Code.FILE_HOSTILE, "reason=active part"]]


def test_a_box_is_named_before_what_is_wrong_with_it() -> None:
    assert problem_text(Problem.of(Code.TOO_SMALL, limit=0, box="Women")) == "Women: Enter 0 or more."
