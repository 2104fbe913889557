"""A repayment must: be written down without scripts, lose nothing typed, say what remains, and be found in the plan."""

from datetime import UTC, date, datetime

import pytest

from questionnaire.services import evidence, plan, repayment
from questionnaire.services.repayment_fields import Part
from questionnaire.storage import LocalFolder

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NEPAL = {"corridor": "NP", "category": "fee-service", "workers": "12", "amount": "54000", "currency": "NPR"}


@pytest.fixture
def assessment(opened, save, database, cast):
    made = opened("critical")
    save(made, {"P": "no", "P-F": "new", "M": 2, "Q": "yes"})
    plan.draft(database, cast.certifier, made, start=date(2026, 3, 2), now=NOW)
    return made


@pytest.fixture
def rows(database, cast, assessment):
    """Return the action that stops the harm, and the one that makes it good."""
    return plan.plan(database, cast.certifier, assessment).rows


@pytest.fixture
def url(assessment, rows):
    return lambda rest="": f"/assessments/{assessment}/plan/actions/{rows[1].id}/repayment{rest}"


@pytest.fixture
def stands(database, cast, assessment, rows):
    return lambda: plan.plan(database, cast.certifier, assessment).repayments[rows[1].id]


def filled(browser, address, **given):
    return {**browser.get(address).form(address).to_dict(), **given}


def test_a_repayment_is_written_down_without_scripts(dara, url, stands, database, cast, assessment, tmp_path):
    shown = {"name": "transfer.txt", "content": b"paid", "limit": 9, "now": NOW}
    file = evidence.add(database, LocalFolder(tmp_path / "e"), cast.certifier, assessment, **shown)
    page = dara.post(url("/owed"), filled(dara, url("/owed"), **NEPAL))
    assert "Nepal" in page.html
    form = filled(dara, url("/instalment"), due="2026-03-31", amount="20000.50")
    assert form["currency"] == "NPR"
    page = dara.post(url("/instalment"), form)
    assert "NPR 54,000" in page.html.split('id="sums"')[1].split("</table>")[0]
    address = url(f"/instalment/{stands().instalments[0].id}")
    page = dara.post(address, filled(dara, address, paid="2026-03-01", proof=str(file.id)))
    assert "NPR 33,999.50" in page.html.split('id="sums"')[1].split("</table>")[0]
    assert "transfer.txt" in page.html
    assert "Corrected: NPR 20,000.50, due 31 March 2026, paid 1 March 2026 (transfer.txt)" in page.html


def test_what_remains_stands_in_the_plan_and_on_paper(chai, url, assessment, rows):
    chai.post(url("/owed"), filled(chai, url("/owed"), **NEPAL))
    for rest in ("plan", f"plan/actions/{rows[1].id}", "print/plan"):
        html = chai.get(f"/assessments/{assessment}/{rest}").html
        assert "Still to be repaid:" in html
        assert "NPR 54,000" in html


@pytest.mark.parametrize("part", ["owed", "instalment"])
def test_bad_input_loses_nothing_and_keeps_nothing(part, dara, url, stands):
    dara.post(url("/owed"), filled(dara, url("/owed"), **NEPAL))
    before, address = stands(), url(f"/{part}")
    wrong = {"amount": "12,5x", "workers": "a few", "due": "31.2.2026", "paid": "soon"}
    form = filled(dara, address)
    wrong = {name: text for name, text in wrong.items() if name in form}
    page = dara.post(address, {**form, **wrong})
    assert "Nothing is saved yet" in page.html
    assert 'href="#amount"' in page.html
    typed = page.form(address).to_dict()
    assert {name: typed[name] for name in wrong} == wrong
    assert stands() == before


def test_a_colleagues_change_is_shown_before_it_is_overwritten(chai, dara, url, stands):
    dara.post(url("/owed"), filled(dara, url("/owed"), **NEPAL))
    address = url(f"/owed/{stands().owed[0].id}")
    theirs, mine = filled(chai, address, amount="45000"), filled(dara, address, workers="13")
    chai.post(address, theirs)
    page = dara.post(address, mine)
    assert "Chai changed this to “NPR 45,000 owed to 12 workers from Nepal" in page.html
    assert stands().owed[0].amount == "45000"
    assert page.form(address)["workers"] == "13"
    dara.post(address, page.form(address))
    assert (stands().owed[0].workers, stands().owed[0].amount) == (13, "54000")


def test_a_row_is_taken_out_but_stays_in_the_history(dara, url, stands):
    dara.post(url("/owed"), filled(dara, url("/owed"), **NEPAL))
    address = url(f"/owed/{stands().owed[0].id}")
    page = dara.post(address, filled(dara, address, removed="yes"))
    assert "Nothing is written down yet" in page.html
    assert "Taken out: NPR 54,000" in page.html


def test_instalments_come_after_what_is_owed(dara, url):
    assert "First write down what workers are owed" in dara.get(url("/instalment")).html


def test_only_what_makes_a_harm_good_has_a_repayment(dara, assessment, rows):
    stop = f"/assessments/{assessment}/plan/actions/{rows[0].id}"
    assert "repayment" not in dara.get(stop).html
    dara.get(f"{stop}/repayment", status=404)


def test_it_is_suggested_where_workers_paid_fees(chai, assessment, rows, database):
    from sqlalchemy import update

    from questionnaire.db.tables import action

    address = f"/assessments/{assessment}/plan/actions/{rows[1].id}"
    assert "Plan a repayment, if workers are owed money" in chai.get(address).html
    with database.writing() as connection:
        connection.execute(update(action).where(action.c.id == rows[1].id).values(need="fees"))
    assert "This is about fees that workers paid" in chai.get(address).html


def test_others_find_no_repayment(sign_in, cast, url, database, rows):
    kept = repayment.keep(database, cast.certifier, rows[1].id, Part.OWED, NEPAL, now=NOW)
    stranger = sign_in(cast.stranger).client
    for rest in ("", "/owed", "/instalment", f"/owed/{kept.id}"):
        assert stranger.get(url(rest)).status_code == 404


def test_arabic_pages_read_the_other_way(dara, url):
    dara.post(url("/owed"), filled(dara, url("/owed"), **NEPAL))
    dara.post("/locale", {"csrf_token": dara.token("/account"), "locale": "ar"})
    for rest in ("", "/owed", "/instalment"):
        page = dara.get(url(rest))
        assert page.all("html")[0]["dir"] == "rtl"
        assert "&lt;span" not in page.html
