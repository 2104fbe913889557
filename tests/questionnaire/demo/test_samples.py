"""The samples are sound, complete where they should be, and show what they are meant to show."""

import json
import unicodedata
from importlib import resources
from typing import Any

import pytest

from instruments import catalogue, response
from instruments.answering import check, completeness, stand
from instruments.model import DontKnow, Instrument, NotApplicable, Response, State
from scoring.score import Scorecard, evidence_of, score

SAMPLES = ("ethical-recruitment", "ethical-recruitment-draft", "gender")
COMPLETE = ("ethical-recruitment", "gender")


def document(name: str) -> dict[str, Any]:
    return json.loads((resources.files("questionnaire.demo") / f"{name}.json").read_text(encoding="utf-8"))


def read(name: str) -> tuple[Instrument, Response]:
    written = document(name)
    instrument = catalogue.resolve(written["instrument"])
    found, problems = response.read(written, instrument)
    assert problems == ()
    return instrument, found


def scored(name: str) -> Scorecard:
    instrument, found = read(name)
    return score(instrument, found.answers, evidence=evidence_of(found))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_written_as_the_product_writes_it(name: str) -> None:
    instrument, found = read(name)
    assert response.write(found, instrument) == document(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_answer_of_a_sample_is_asked(name: str) -> None:
    instrument, found = read(name)
    states = stand(instrument, found.answers).states
    assert {states[item] for item in found.answers} == {State.ANSWERED}


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_sample_could_be_submitted_without_a_warning(name: str) -> None:
    instrument, found = read(name)
    assert check(instrument, found.answers, complete=True) == ()


def test_the_draft_is_about_half_full_and_no_check_fails() -> None:
    instrument, found = read("ethical-recruitment-draft")
    sections = completeness(instrument, stand(instrument, found.answers)).values()
    assert 0.5 < sum(s.answered for s in sections) / sum(s.asked for s in sections) < 0.6
    assert check(instrument, found.answers, complete=False) == ()


def test_the_full_sample_discloses_one_critical_issue_and_pays_back_too_little() -> None:
    card = scored("ethical-recruitment")
    assert [issue.id for issue in card.critical] == ["C-02"]
    sections = {section.id: section.practice for section in card.sections}
    assert min(sections, key=lambda section: sections[section]) == "P1"


def test_the_draft_has_an_open_critical_issue() -> None:
    assert [issue.id for issue in scored("ethical-recruitment-draft").critical] == ["C-12"]


def test_the_full_sample_shows_every_way_to_answer() -> None:
    _, found = read("ethical-recruitment")
    answers = tuple(found.answers.values())
    assert sum(isinstance(answer, DontKnow) for answer in answers) >= 3
    assert sum(isinstance(answer, NotApplicable) for answer in answers) >= 2


@pytest.mark.parametrize("script", ["THAI", "ARABIC"])
def test_notes_come_in_several_scripts(script: str) -> None:
    _, found = read("ethical-recruitment")
    letters = "".join(found.notes.values())
    assert any(unicodedata.name(letter, "").startswith(script) for letter in letters)
