"""What becomes of a submission as its plan, its evidence and the calendar move on.

- the sealed result never changes; today's stands beside it, of the same answers;
- an issue that was disclosed is being remedied once its plan has an owner and a date, until that date has passed;
- what nobody knows stays open, whatever is planned;
- today's numbers have a receipt of their own, which holds with the sealed response;
- a draft has one result only.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from instruments.response import read
from questionnaire.services import evidence, plan, result, submit
from questionnaire.storage import LocalFolder
from scoring.verify import verify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=10)


@pytest.fixture
def signed(database, cast, opened, save):
    """Return what seals answers to the instrument with a critical issue."""

    def make(answers, before=lambda _assessment: None):
        assessment = opened("roadmap-critical")
        save(assessment, answers)
        before(assessment)
        signature = {"name": "Chai S.", "role": "Director", "accepted": True}
        submit.submit(database, cast.certifier, assessment, **signature, now=NOW)
        return assessment

    return make


def planned(database, cast, assessment, due):
    """Draft the plan and give the action that stops the harm an owner and a date."""
    plan.draft(database, cast.contributor, assessment, start=NOW.date(), now=NOW)
    row = next(each for each in plan.plan(database, cast.contributor, assessment).rows if each.type == "stop-harm")
    fields = {"owner": "Niran", "due": due.isoformat()}
    return plan.edit(database, cast.contributor, row.id, fields, base_revision=row.revision, now=NOW)


def both(database, cast, assessment, now=LATER):
    return result.results(database, cast.contributor, assessment, now=now)


def test_a_planned_remedy_shows_today_and_leaves_the_seal_alone(database, cast, signed):
    assessment = signed({"P": "no", "M": 1})
    before, _ = both(database, cast, assessment)
    planned(database, cast, assessment, date(2026, 4, 1))
    sealed, today = both(database, cast, assessment)
    assert (sealed, sealed.sealed) == (before, True)
    assert (today.sealed, today.as_of, today.submission) == (False, LATER.date(), sealed.submission)
    assert (sealed.scorecard.headline, today.scorecard.headline) == ("immediate-action", "remedying")
    assert today.response == sealed.response
    assert today == result.result(database, cast.contributor, assessment, now=LATER, today=True)


def test_a_date_that_has_passed_counts_no_more(database, cast, signed):
    assessment = signed({"P": "no", "M": 1})
    planned(database, cast, assessment, LATER.date())
    _, on_the_day = both(database, cast, assessment)
    _, after = both(database, cast, assessment, LATER + timedelta(days=1))
    assert (on_the_day.scorecard.headline, after.scorecard.headline) == ("remedying", "immediate-action")


def test_what_nobody_knows_stays_open(database, cast, signed):
    assessment = signed({"P": {"state": "dont_know"}, "M": 1})
    planned(database, cast, assessment, date(2026, 4, 1))
    _, today = both(database, cast, assessment)
    assert today.scorecard.headline == "immediate-action"


def test_evidence_that_has_expired_since_supports_nothing_today(database, cast, signed, tmp_path):
    shown = {"name": "a.txt", "content": b"who keeps passports", "items": ["P"], "expires": LATER.date()}

    def add(assessment):
        store = LocalFolder(tmp_path / "evidence")
        evidence.add(database, store, cast.contributor, assessment, **shown, limit=1000, now=NOW)

    assessment = signed({"P": "yes", "M": 1}, add)
    sealed, today = both(database, cast, assessment)
    _, after = both(database, cast, assessment, LATER + timedelta(days=1))
    levels = [each.circumstances.evidence for each in (sealed, today, after)]
    assert levels == [{"P": 1}, {"P": 1}, {}]
    assert sealed.scorecard.confidence > after.scorecard.confidence == 0
    assert after.receipt["response"] == sealed.submission.digest


def test_todays_receipt_holds_with_the_sealed_response(database, cast, signed):
    assessment = signed({"P": "no", "M": 1})
    planned(database, cast, assessment, date(2026, 4, 1))
    sealed, today = both(database, cast, assessment)
    response, _ = read(sealed.submission.response, sealed.instrument)
    assert verify(today.receipt, today.instrument, response) == ()
    assert today.receipt["response"] == sealed.receipt["response"] == sealed.submission.digest
    assert today.receipt["given"]["today"] == "2026-03-12"
    assert today.receipt["headline"] == today.document["headline"] == "remedying"


def test_a_draft_has_one_result(database, cast, opened, save):
    assessment = opened("roadmap-critical")
    save(assessment, {"P": "no"})
    one, other = both(database, cast, assessment)
    assert one is other
    assert one.as_of is None
