"""What a repayment does.

- only an action that makes harm good has one; what is owed and each instalment are rows with a history of their own;
- an instalment counts once it has a date and a file of this assessment to prove it, and no longer;
- what does not add up, or is not a value, is refused with every problem at its field, and nothing is kept;
- a row that a colleague changed meanwhile is not overwritten; every change is one event;
- currencies are never mixed, and the workbook says the same.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from instruments.model import ActionType
from instruments.problems import Code, Refusal
from questionnaire.db import events
from questionnaire.excel.cells import unspoken
from questionnaire.services import evidence, plan, plan_workbook, repayment
from questionnaire.services.repayment_fields import Part, as_repayment, read_row, row_texts
from questionnaire.storage import LocalFolder
from questionnaire.wording import gettext

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NEPAL = {"corridor": "NP", "category": "fee-service", "workers": "12", "amount": "54000", "currency": "NPR"}
FIRST = {"due": "2026-03-31", "amount": "20000.50", "currency": "NPR"}


@pytest.fixture
def action(database, cast, opened, save):
    """Return an action that makes a harm good."""
    assessment = opened("critical")
    save(assessment, {"P": "no", "P-F": "new", "M": 2, "Q": "yes"})
    plan.draft(database, cast.contributor, assessment, start=NOW.date(), now=NOW)
    return next(row for row in plan.plan(database, cast.contributor, assessment).rows if row.type is ActionType.REMEDY)


@pytest.fixture
def keep(database, cast, action):
    def make(part, texts, row=None, base=None, by=None):
        of = {} if row is None else {"row_id": row.id, "base_revision": row.revision if base is None else base}
        return repayment.keep(database, by or cast.contributor, action.id, part, texts, **of, now=NOW)

    return make


@pytest.fixture
def proof(database, cast, action, tmp_path):
    """Return a file that proves a payment."""
    store = LocalFolder(tmp_path / "evidence")
    shown = {"name": "transfer.txt", "content": b"paid", "limit": 100, "now": NOW}
    return evidence.add(database, store, cast.contributor, action.assessment, **shown)


@pytest.fixture
def stands(database, cast, action):
    return lambda: plan.plan(database, cast.contributor, action.assessment).repayments[action.id]


def refused(call, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        call(*arguments, **named)
    return [(problem.code, problem.where) for problem in refusal.value.problems]


def test_only_a_remedy_has_a_repayment(database, cast, action):
    other = plan.plan(database, cast.contributor, action.assessment).rows[0]
    assert other.type is ActionType.STOP_HARM
    refusal = refused(repayment.keep, database, cast.contributor, other.id, Part.OWED, NEPAL, now=NOW)
    assert refusal == [(Code.NOT_ALLOWED, "")]


def test_what_is_owed_is_counted_by_currency(keep, stands):
    keep(Part.OWED, NEPAL)
    keep(Part.OWED, NEPAL | {"category": "medical", "amount": "6000"})
    keep(Part.OWED, NEPAL | {"corridor": "BD", "amount": "100.25", "currency": "BDT"})
    found = as_repayment(stands())
    assert found.total() == {"NPR": Decimal(60000), "BDT": Decimal("100.25")}
    assert found.remaining() == found.total()
    assert found.workers == 36


def test_an_instalment_counts_with_a_date_and_a_proof(keep, stands, proof):
    keep(Part.OWED, NEPAL)
    part = keep(Part.INSTALMENT, FIRST)
    assert as_repayment(stands()).paid() == {}
    part = keep(Part.INSTALMENT, FIRST | {"paid": "2026-03-01"}, part)
    assert as_repayment(stands()).paid() == {}
    keep(Part.INSTALMENT, FIRST | {"paid": "2026-03-01", "proof": str(proof.id)}, part)
    found = as_repayment(stands())
    assert found.paid() == {"NPR": Decimal("20000.50")}
    assert found.remaining() == {"NPR": Decimal("33999.50")}
    assert (found.schedule[0].proof, found.schedule[0].paid_on) == ("transfer.txt", date(2026, 3, 1))


def test_a_proof_that_was_removed_proves_nothing(database, cast, keep, stands, proof):
    keep(Part.OWED, NEPAL)
    keep(Part.INSTALMENT, FIRST | {"paid": "2026-03-01", "proof": str(proof.id)})
    evidence.remove(database, cast.contributor, proof.id, now=NOW)
    assert as_repayment(stands()).paid() == {}


def test_an_overdue_instalment_can_be_told(keep, stands):
    keep(Part.OWED, NEPAL)
    keep(Part.INSTALMENT, FIRST)
    assert as_repayment(stands()).overdue(date(2026, 3, 31)) == ()
    assert len(as_repayment(stands()).overdue(date(2026, 4, 1))) == 1


def test_every_problem_is_told_at_its_field_and_nothing_is_kept(database, cast, keep, action):
    wrong = {"corridor": "XX", "category": "tea", "workers": "0", "amount": "-1", "currency": "RUPEE"}
    assert refused(keep, Part.OWED, wrong) == [
        (Code.NOT_A_COUNTRY, "corridor"),
        (Code.NOT_A_CHOICE, "category"),
        (Code.TOO_SMALL, "workers"),
        (Code.TOO_SMALL, "amount"),
        (Code.NOT_A_CURRENCY, "currency"),
    ]
    assert [code for code, _ in refused(keep, Part.OWED, {})] == [
        Code.NOT_A_COUNTRY, Code.NOT_A_CHOICE, Code.NOT_A_WHOLE_NUMBER, Code.NOT_A_NUMBER, Code.NOT_A_CURRENCY,
    ]  # fmt: skip
    assert plan.plan(database, cast.contributor, action.assessment).repayments == {}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"due": ""}, (Code.NOT_A_DATE, "due")),
        ({"due": "31.3.2026"}, (Code.NOT_A_DATE, "due")),
        ({"amount": "1,000"}, (Code.NOT_A_NUMBER, "amount")),
        ({"paid": "2026-03-04"}, (Code.TOO_LATE, "paid")),
        ({"paid": "yesterday"}, (Code.NOT_A_DATE, "paid")),
        ({"paid": "2026-03-01", "proof": "a file"}, (Code.NOT_A_CHOICE, "proof")),
        ({"paid": "2026-03-01", "proof": str(uuid4())}, (Code.NOT_A_CHOICE, "proof")),
        ({"currency": "BDT"}, (Code.NOTHING_OWED, "currency")),
    ],
)
def test_what_is_no_instalment_is_refused(keep, given, problem):
    keep(Part.OWED, NEPAL)
    assert refused(keep, Part.INSTALMENT, FIRST | given) == [problem]


def test_a_proof_needs_the_day_of_payment(keep, proof):
    keep(Part.OWED, NEPAL)
    assert refused(keep, Part.INSTALMENT, FIRST | {"proof": str(proof.id)}) == [(Code.NOT_A_DATE, "paid")]


def test_a_file_of_another_assessment_proves_nothing(database, cast, keep, opened, tmp_path):
    keep(Part.OWED, NEPAL)
    shown = {"name": "a.txt", "content": b"x", "limit": 9, "now": NOW}
    other = evidence.add(database, LocalFolder(tmp_path / "e"), cast.contributor, opened("numbers"), **shown)
    given = FIRST | {"paid": "2026-03-01", "proof": str(other.id)}
    assert refused(keep, Part.INSTALMENT, given) == [(Code.NOT_A_CHOICE, "proof")]


def test_what_is_owed_cannot_leave_an_instalment_behind(keep):
    row = keep(Part.OWED, NEPAL)
    keep(Part.INSTALMENT, FIRST)
    assert refused(keep, Part.OWED, NEPAL | {"currency": "INR"}, row) == [(Code.NOTHING_OWED, "currency")]
    assert refused(keep, Part.OWED, NEPAL | {"removed": "yes"}, row) == [(Code.NOTHING_OWED, "removed")]


def test_a_row_is_corrected_or_taken_out_and_every_version_stays(database, cast, action, keep, stands):
    row = keep(Part.OWED, NEPAL)
    row = keep(Part.OWED, NEPAL | {"amount": "45000"}, row, by=cast.certifier)
    assert keep(Part.OWED, NEPAL | {"amount": "45000"}, row) == row
    keep(Part.OWED, row_texts(Part.OWED, row) | {"removed": "yes"}, row)
    assert as_repayment(stands()).total() == {}
    past = repayment.history(database, cast.contributor, action.id)
    versions = [(each.revision, each.amount, each.removed, each.by_name) for each in past]
    assert versions == [(3, "45000", True, "Dara"), (2, "45000", False, "Chai"), (1, "54000", False, "Dara")]


def test_a_colleagues_change_is_not_overwritten(keep, stands, cast):
    row = keep(Part.OWED, NEPAL)
    keep(Part.OWED, NEPAL | {"amount": "45000"}, row, by=cast.certifier)
    assert refused(keep, Part.OWED, NEPAL | {"workers": "13"}, row) == [(Code.STALE, "")]
    assert stands().owed[0].amount == "45000"
    assert keep(Part.OWED, NEPAL | {"amount": "45000"}, row, base=1).revision == 2


def test_every_change_is_one_event(database, cast, keep, action):
    row = keep(Part.OWED, NEPAL)
    keep(Part.OWED, NEPAL, row)
    keep(Part.OWED, NEPAL | {"workers": "13"}, row)
    with database.reading() as connection:
        found = events.of_assessment(connection, cast.contributor, action.assessment)
    details = [each.detail for each in found if each.kind == "repayment-changed"]
    assert sorted(each["revision"] for each in details) == [1, 2]
    assert {each["action"] for each in details} == {str(action.id)}


def test_others_find_no_repayment(database, cast, keep, action):
    row = keep(Part.OWED, NEPAL)
    assert refused(keep, Part.OWED, NEPAL, by=cast.stranger) == [(Code.NOT_FOUND, "")]
    assert refused(keep, Part.INSTALMENT, FIRST, row) == [(Code.NOT_FOUND, "")]
    assert repayment.history(database, cast.stranger, action.id) == ()


def test_the_workbook_has_what_is_owed_and_what_was_paid(database, cast, keep, action, proof):
    keep(Part.OWED, NEPAL)
    keep(Part.INSTALMENT, FIRST | {"paid": "2026-03-01", "proof": str(proof.id)})
    words = {"key": b"k", "translate": unspoken, "say": gettext, "locale": "en", "now": NOW}
    content = plan_workbook.workbook(database, cast.contributor, action.assessment, **words)
    sheet = load_workbook(BytesIO(content))["Repayment"]
    cells = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert any(row[1:] == ["Nepal", "Fee for finding a worker or a job", 12, "NPR", 54000] for row in cells)
    assert any("transfer.txt" in row and 20000.5 in row for row in cells)
    assert ["NPR", 54000, 20000.5, 33999.5] in cells


def test_texts_and_rows_are_the_same(keep, proof):
    day = NOW.date() + timedelta(days=1)
    for part, texts in ((Part.OWED, NEPAL), (Part.INSTALMENT, FIRST | {"paid": "2026-03-01", "proof": str(proof.id)})):
        row = keep(part, texts)
        written = row_texts(part, row)
        assert written == {**dict.fromkeys(written, ""), **texts}
        assert read_row(part, written, last_day=day).problems == ()
