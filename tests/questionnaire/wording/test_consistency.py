"""Answers of one question read differently, and the same source reads the same."""

from dataclasses import replace

import pytest

from instruments.problems import Code
from questionnaire.wording.consistency import consistency_problems
from questionnaire.wording.locales import TRANSLATIONS, catalogued
from questionnaire.wording.strings import Catalogue, Entry, catalogue_path, parse


def text(context, source, form, **more):
    return replace(Entry(context, source, forms=(form,), places=("tiny/1.0.0.json",)), **more)


def found(*entries):
    return [(each.code, each.where) for each in consistency_problems(Catalogue("tiny", "th", entries))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (text("option.A.all", "All", "ทั้งหมด"), text("option.A.most", "Most", "ทั้งหมด")),
        (text("A.anchor.2", "Written", "มี"), text("A.anchor.3", "In use", "มี")),
        (text("reason.A.x", "No housing", "ไม่มี"), text("reason.A.y", "No transport", "ไม่มี")),
        (text("option.T.payer.a", "A worker", "คน"), text("option.T.payer.b", "A person", "คน")),
    ],
)
def test_two_answers_of_a_question_must_not_read_alike(first, second):
    assert found(first, second) == [(Code.ANSWERS_ALIKE, f"th/tiny {second.context}")]
    assert found(first, replace(second, forms=("อื่น",))) == []
    assert found(first, replace(second, places=("tiny/2.0.0.json",))) == [], "no version shows both"


def test_answers_of_different_questions_may_read_alike():
    assert found(text("option.A.all", "All", "ทั้งหมด"), text("option.B.most", "Every", "ทั้งหมด")) == []
    assert found(text("option.T.a.all", "All", "ทั้งหมด"), text("option.T.b.most", "Every", "ทั้งหมด")) == []


def test_the_same_source_has_the_same_words_unless_somebody_accepts_the_difference():
    first, second = text("option.A.yes", "Yes", "ใช่"), text("option.B.yes", "Yes", "มี")
    assert found(first, second) == [(Code.OTHER_WORDS, "th/tiny option.B.yes")]
    assert found(first, replace(second, remarks=("accepted: other-words",))) == []
    assert found(first, replace(second, outdated=True)) == []


@pytest.mark.parametrize("locale", catalogued(TRANSLATIONS))
def test_answers_of_ours_can_be_told_apart(locale):
    for path in catalogue_path(TRANSLATIONS, locale, "messages").parent.glob("*.po"):
        problems = consistency_problems(parse(path.read_bytes(), path.stem, locale))
        assert [problem for problem in problems if problem.code is Code.ANSWERS_ALIKE] == []
