"""Paper must: carry whose it is and what it is not, hold every question, with answers or room for them."""

from datetime import UTC, datetime

import pytest

from questionnaire.services import plan

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def answered(opened, save):
    assessment = opened("all-kinds")
    save(assessment, {"Text": "ลอตัส – سعاد"})
    return assessment


def url(assessment, rest):
    return f"/assessments/{assessment}/print/{rest}"


REPORTS = ("questions", "questions?answers=none", "scorecard", "plan")


@pytest.mark.parametrize("rest", REPORTS)
def test_every_report_says_whose_it_is_and_what_it_is_not(rest, dara, sign_in, cast, answered):
    html = dara.get(url(answered, rest)).html
    assert "Lotus Garments" in html
    assert "It is not an audit, a certificate, or a service of IOM" in html
    assert sign_in(cast.stranger).client.get(url(answered, rest)).status_code == 404


def test_answers_are_printed_or_left_empty(dara, answered):
    assert "ลอตัส – سعاد" in dara.get(url(answered, "questions")).html
    blank = dara.get(url(answered, "questions?answers=none")).html
    assert "ลอตัส" not in blank
    assert "☐" in blank
    assert "No answer yet" not in blank


def test_one_section_can_be_printed_alone(dara, answered):
    assert dara.get(url(answered, "questions?section=S"))
    dara.get(url(answered, "questions?section=nowhere"), status=404)


def test_the_printed_plan_has_its_actions(dara, opened, save, database, cast):
    assessment = opened("roadmap-critical")
    save(assessment, {"P": "no", "M": 1})
    plan.draft(database, cast.certifier, assessment, start=NOW.date(), now=NOW)
    assert "Nobody yet" in dara.get(url(assessment, "plan")).html
