"""The result must: put harm first, mark a draft, show the sealed numbers, explain each, and project with `whatif`."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event
from tiny import tiny

from instruments import response
from instruments.model import ItemId
from questionnaire.services import plan, submit
from questionnaire.services.result import result
from questionnaire.web.store import KEY
from scoring.output import two_places
from scoring.verify import verify
from scoring.whatif import Choice, project

HELD = {"P": "no", "M": 1}

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def open_harm(opened, save):
    """Return an assessment in which a harm is open."""
    assessment = opened("roadmap-critical")
    save(assessment, HELD)
    return assessment


def sealed(database, cast, assessment):
    return submit.submit(database, cast.certifier, assessment, name="Chai", role="Director", accepted=True, now=NOW)


def url(assessment, rest=""):
    return f"/assessments/{assessment}/result{rest}"


def test_harm_stands_before_every_number(chai, open_harm):
    html = chai.get(url(open_harm)).html
    assert html.index("Critical issues come first") < html.index("Three numbers")
    assert "Documents held" in html
    assert f"/assessments/{open_harm}/sections/S#P" in html
    assert f"/assessments/{open_harm}/plan#item-P" in html


def test_a_draft_says_so_and_shows_what_it_can_become(chai, opened, save):
    assessment = opened("required")
    html = chai.get(url(assessment)).html
    assert "This is a draft" in html
    assert "Not complete yet" in html
    assert "See what is missing" in html


def test_a_submission_shows_the_sealed_numbers_and_who_signed(chai, database, cast, open_harm):
    sealed(database, cast, open_harm)
    page = chai.get(url(open_harm))
    assert "Submission 1, signed by Chai (Director)" in page.html
    assert "This is a draft" not in page.html
    assert "Immediate action needed" in page.html


def test_a_section_without_a_number_says_why(chai, opened, save):
    assessment = opened("free-na-limit")
    assert "Not scored" in chai.get(url(assessment)).html


def test_every_number_leads_to_its_part_of_the_receipt(chai, open_harm):
    page = chai.get(url(open_harm))
    anchors = {str(link["href"]).partition("#")[2] for link in page.all("a") if "/receipt#" in str(link.get("href"))}
    assert {"practice", "confidence", "section-S", "area-culture", "critical-C-1", "item-P"} <= anchors
    assert anchors <= set(chai.get(url(open_harm, "/receipt")).ids)


def test_the_receipt_page_shows_weights_levels_and_what_was_left_out(chai, opened, save):
    assessment = opened("worked-example")
    levels = (4, None, 3, 0, 2, 4, 4, 2)
    answers = {f"E{n}": level for n, level in enumerate(levels, start=1) if level is not None}
    save(assessment, answers | {"E2": {"state": "not_applicable", "reason": "no-housing"}})
    html = chai.get(url(assessment, "/receipt")).html
    assert "38 points of 60 possible, so 63.33 of 100" in html.replace(".00", "")
    assert "Does not apply" in html


def test_the_receipt_can_be_downloaded_and_verified_by_anybody(chai, database, cast, open_harm):
    instrument = tiny("roadmap-critical")
    for seal in (False, True):
        if seal:
            sealed(database, cast, open_harm)
        documents = [chai.client.get(url(open_harm, f"/{name}.json")) for name in ("receipt", "response")]
        for answer in documents:
            assert answer.headers["Content-Disposition"].startswith("attachment")
        proof, given = (json.loads(answer.data) for answer in documents)
        read, problems = response.read(given, instrument)
        assert problems == ()
        assert verify(proof, instrument, read) == ()


def test_the_scorecard_can_be_downloaded_as_a_workbook(chai, open_harm):
    answer = chai.client.get(url(open_harm, "/scorecard.xlsx"))
    assert answer.data.startswith(b"PK")
    assert "roadmap-critical-draft-scorecard.xlsx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("rest", ["", "/receipt", "/what-if", "/receipt.json", "/response.json", "/scorecard.xlsx"])
def test_colleagues_see_it_and_others_find_nothing(rest, dara, sign_in, cast, open_harm):
    assert dara.client.get(url(open_harm, rest)).status_code == 200
    assert sign_in(cast.stranger).client.get(url(open_harm, rest)).status_code == 404


@pytest.mark.parametrize(("rest", "most"), [("", 7), ("/receipt", 7), ("/what-if", 7)])
def test_a_page_takes_few_statements(rest, most, app, chai, open_harm):
    seen = []
    engine = app.extensions[KEY].reader
    event.listen(engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    chai.get(url(open_harm, rest))
    assert sum(statement.startswith("SELECT") for statement in seen) <= most, seen


# --- A submission, and what has become of it -------------------------------------------------------------------------


@pytest.fixture
def planned(database, cast, open_harm):
    """Return a submission whose harm has been given an action with an owner and a date since."""
    sealed(database, cast, open_harm)
    plan.draft(database, cast.certifier, open_harm, start=NOW.date(), now=NOW)
    row = plan.plan(database, cast.certifier, open_harm).rows[0]
    fields = {"owner": "Niran", "due": (datetime.now(UTC) + timedelta(days=30)).date().isoformat()}
    plan.edit(database, cast.certifier, row.id, fields, base_revision=1, now=NOW)
    return open_harm


def test_a_submission_and_today_stand_first_when_they_differ(chai, planned):
    page = chai.get(url(planned))
    first = page.html.split("Submission 1, signed by")[0]
    words = ("At submission, 2 March 2026", "Immediate action needed", "Today, with your plan", "Being remedied")
    assert [first.index(each) for each in words] == sorted(first.index(each) for each in words)
    assert "Documents held" in first
    assert "No action to stop it or make it good" in page.html


def test_nothing_is_said_while_nothing_differs(chai, database, cast, open_harm):
    assert "Today, with your plan" not in chai.get(url(open_harm)).html
    sealed(database, cast, open_harm)
    assert "Today, with your plan" not in chai.get(url(open_harm)).html


def test_todays_numbers_lead_to_todays_receipt(chai, planned):
    page = chai.get(url(planned, "?as-of=today"))
    assert "What was signed stays as it is" in page.html
    receipts = {str(link["href"]) for link in page.all("a") if "/receipt" in str(link.get("href"))}
    assert all("as-of=today" in link for link in receipts)
    then, today = (chai.get(url(planned, f"/receipt{query}")).html for query in ("", "?as-of=today"))
    assert f'href="{url(planned, "?as-of=today")}"' in today
    assert "Submission 1, signed by" in then
    assert "What was signed stays as it is" in today
    assert ("Documents held: Open" in then, "Documents held: Being remedied" in today) == (True, True)


def test_todays_receipt_can_be_verified_with_the_sealed_answers(chai, planned):
    instrument = tiny("roadmap-critical")
    given, _ = response.read(json.loads(chai.client.get(url(planned, "/response.json")).data), instrument)
    answers = [chai.client.get(url(planned, f"/receipt.json{query}")) for query in ("", "?as-of=today")]
    then, today = (json.loads(answer.data) for answer in answers)
    assert (then["headline"], today["headline"]) == ("immediate-action", "remedying")
    assert verify(then, instrument, given) == verify(today, instrument, given) == ()
    assert answers[0].headers["Content-Disposition"] != answers[1].headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "says"), [("", "Submission 1, signed by Chai"), ("?as-of=today", "the answers of submission 1")]
)
def test_the_workbook_and_the_print_say_which_of_the_two_they_show(query, says, chai, planned):
    workbook = load_workbook(BytesIO(chai.client.get(url(planned, f"/scorecard.xlsx{query}")).data))
    assert any(says in str(cell.value) for row in workbook.worksheets[0].iter_rows() for cell in row)
    assert says in chai.get(f"/assessments/{planned}/print/scorecard{query}").html


def test_a_plan_goes_out_with_the_headline_of_today(chai, planned):
    sheet = load_workbook(BytesIO(chai.client.get(f"/assessments/{planned}/plan/plan.xlsx").data)).worksheets[0]
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "Being remedied" in words
    assert "Immediate action needed" not in words


def test_no_other_day_can_be_asked_for(chai, planned):
    chai.get(url(planned, "/receipt?as-of=2026-01-01"), status=400)


# --- What if -------------------------------------------------------------------------------------------------------


def test_what_if_is_the_arithmetic_of_scoring(chai, database, cast, open_harm):
    found = result(database, cast.certifier, open_harm, now=NOW)
    chosen = (Choice(ItemId("P"), 1), Choice(ItemId("M"), 2))
    after = project(found.instrument, found.response.answers, chosen, found.circumstances)
    html = chai.get(url(open_harm, "/what-if?action=P.1&action=M.2")).html
    shown = html.split('id="compared"')[1].split("</table>")[0]
    assert f"<strong>{two_places(after.practice).rstrip('0').rstrip('.')}" in shown.replace(".0<", "<")
    assert f"<strong>{after.roadmap[0].stage}</strong>" in shown
    assert after.headline == "clear"
    assert "No critical issue" in shown


def test_what_if_needs_no_script_and_can_be_passed_on(chai, open_harm):
    page = chai.get(url(open_harm, "/what-if?action=P.1"))
    form = page.form(url(open_harm, "/what-if"))
    assert form.getlist("action") == ["P.1"]
    assert 'method="get"' in page.html.split("<form")[-1]


def test_the_smallest_set_is_ticked_with_one_button_and_keeps_what_was_ticked(chai, open_harm):
    page = chai.get(url(open_harm, "/what-if?action=M.3&area=culture"))
    ticked = page.form(url(open_harm, "/what-if")).getlist("action")
    assert set(ticked) == {"P.0", "M.1", "M.3"}
    assert "All of these are ticked" in page.html


@pytest.mark.parametrize(
    "query", ["action=nothing.0", "action=P.99", "action=P.x", "action=", "area=nowhere", "action=P.²"]
)
def test_what_if_passes_over_what_is_not_there(query, chai, open_harm):
    chai.get(url(open_harm, f"/what-if?{query}"))


# --- Languages -----------------------------------------------------------------------------------------------------

PAGES = (
    "result", "result/receipt", "result/what-if?action=P.1", "plan", "plan/new", "plan/import", "evidence?item=P",
    "print/questions", "print/questions?answers=none", "print/scorecard", "print/plan",
)  # fmt: skip


@pytest.mark.parametrize("rest", PAGES)
def test_untranslated_texts_carry_their_mark_as_markup(rest, dara, open_harm, database, cast):
    plan.draft(database, cast.certifier, open_harm, start=NOW.date(), now=NOW)
    dara.post("/locale", {"csrf_token": dara.token("/account"), "locale": "ar"})
    page = dara.get(f"/assessments/{open_harm}/{rest}")
    assert page.all("html")[0]["dir"] == "rtl"
    assert "&lt;span" not in page.html
    assert "q-untranslated" in page.html or rest == "plan/import"
