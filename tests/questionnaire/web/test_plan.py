"""The plan must: come from the gaps, keep what people typed, never overwrite a colleague, go out to Excel and back."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from questionnaire.services import plan
from questionnaire.web.store import KEY

THAI_AND_ARABIC = "มาลี ทองดี / سعاد"

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def planned(opened, save, database, cast):
    """Return an assessment with a drafted plan."""
    assessment = opened("roadmap-critical")
    save(assessment, {"P": "no", "M": 1})
    plan.draft(database, cast.certifier, assessment, start=date(2026, 3, 2), now=NOW)
    return assessment


@pytest.fixture
def rows(database, cast, planned):
    return lambda: plan.plan(database, cast.certifier, planned).rows


def url(assessment, rest=""):
    return f"/assessments/{assessment}/plan{rest}"


def action_url(assessment, row):
    return url(assessment, f"/actions/{row.id}")


def test_a_plan_is_drafted_from_the_gaps_once(dara, opened, save, database, cast):
    assessment = opened("roadmap-critical")
    save(assessment, {"P": "no", "M": 1})
    page = dara.get(url(assessment))
    page = dara.post(url(assessment, "/draft"), page.form(url(assessment, "/draft")))
    made = plan.plan(database, cast.certifier, assessment).rows
    assert made
    page = dara.post(url(assessment, "/draft"), page.form(url(assessment, "/draft")))
    assert "Nothing was added or changed" in page.html
    assert plan.plan(database, cast.certifier, assessment).rows == made


def test_harm_is_stopped_before_systems_are_built(chai, planned):
    html = chai.get(url(planned)).html
    order = [html.index(f'id="type-{kind}"') for kind in ("stop-harm", "remedy", "system")]
    assert order == sorted(order)
    assert 'id="item-P"' in html


def test_actions_are_filtered_by_status_and_owner(chai, planned, rows, database, cast):
    first, second = rows()[:2]
    plan.edit(database, cast.certifier, first.id, {"owner": THAI_AND_ARABIC}, base_revision=1, now=NOW)
    owned = chai.get(url(planned, f"?owner={THAI_AND_ARABIC}")).html
    assert f"actions/{first.id}" in owned
    assert f"actions/{second.id}" not in owned
    assert f"actions/{second.id}" in chai.get(url(planned, "?owner=-&status=open")).html
    assert "No action fits" in chai.get(url(planned, "?status=verified")).html


def test_an_action_is_edited(dara, planned, rows):
    row = rows()[0]
    form = dara.get(action_url(planned, row)).form(action_url(planned, row))
    form.update({"owner": THAI_AND_ARABIC, "cost": "1250.50", "currency": "MYR", "bearer": "supplier"})
    form.setlist("status", ["in-progress"])
    form.setlist("owner", [THAI_AND_ARABIC])
    page = dara.post(action_url(planned, row), {**form.to_dict(), "cost": "1250.50", "currency": "MYR"})
    assert "The action is saved" in page.html
    after = next(each for each in rows() if each.id == row.id)
    assert (after.owner, after.cost, after.currency, after.status) == (THAI_AND_ARABIC, "1250.50", "MYR", "in-progress")
    assert after.text == row.text
    assert "became" in page.html


def test_bad_input_loses_nothing_and_saves_the_rest(dara, planned, rows):
    row = rows()[0]
    form = dara.get(action_url(planned, row)).form(action_url(planned, row)).to_dict()
    page = dara.post(action_url(planned, row), {**form, "cost": "12,5x", "due": "31.2.2026", "owner": "Dara"})
    typed = page.form(action_url(planned, row)).to_dict()
    assert (typed["cost"], typed["due"], typed["owner"]) == ("12,5x", "31.2.2026", "Dara")
    assert 'href="#cost"' in page.html
    assert next(each for each in rows() if each.id == row.id).owner == "Dara"


def test_closing_needs_evidence_and_says_so(dara, planned, rows):
    row = rows()[0]
    form = dara.get(action_url(planned, row)).form(action_url(planned, row)).to_dict()
    page = dara.post(action_url(planned, row), {**form, "status": "evidence-submitted"})
    assert "needs evidence" in page.html
    assert next(each for each in rows() if each.id == row.id).status == "open"


def test_two_people_never_overwrite_each_other_silently(chai, dara, planned, rows):
    row = rows()[0]
    address = action_url(planned, row)
    theirs, mine = (browser.get(address).form(address).to_dict() for browser in (chai, dara))
    chai.post(address, {**theirs, "owner": "Chai's choice"})
    page = dara.post(address, {**mine, "owner": "Dara's choice", "note": "Dara's note"})
    assert "Chai&#39;s choice" in page.html
    again = page.form(address).to_dict()
    assert again["owner"] == "Dara's choice"
    stands = next(each for each in rows() if each.id == row.id)
    assert (stands.owner, stands.note) == ("Chai's choice", "Dara's note")
    dara.post(address, again)
    assert next(each for each in rows() if each.id == row.id).owner == "Dara's choice"


def test_an_action_of_ones_own_is_added_or_kept_as_typed(dara, planned, rows):
    before = len(rows())
    form = dara.get(url(planned, "/new")).form(url(planned, "/new")).to_dict()
    page = dara.post(url(planned, "/new"), {**form, "text": "", "type": "prevent", "owner": "Dara", "cost": "x"})
    typed = page.form(url(planned, "/new")).to_dict()
    assert (typed["owner"], typed["cost"], typed["type"]) == ("Dara", "x", "prevent")
    assert len(rows()) == before
    dara.post(url(planned, "/new"), {**typed, "text": "Open a second exit", "cost": "", "item": "P"})
    assert rows()[-1].text == "Open a second exit"
    assert len(rows()) == before + 1


def test_an_own_action_without_a_type_is_not_added(dara, planned, rows):
    before = len(rows())
    form = dara.get(url(planned, "/new")).form(url(planned, "/new")).to_dict()
    page = dara.post(url(planned, "/new"), {**form, "text": "Something"})
    assert page.form(url(planned, "/new"))["text"] == "Something"
    assert len(rows()) == before


def test_others_find_no_action(sign_in, cast, planned, rows):
    assert sign_in(cast.stranger).client.get(action_url(planned, rows()[0])).status_code == 404


def test_a_page_takes_few_statements(app, chai, planned, rows):
    for address, most in ((url(planned), 7), (action_url(planned, rows()[0]), 10)):
        seen = []

        def note(*arguments, seen=seen):
            seen.append(arguments[2])

        event.listen(app.extensions[KEY].reader, "before_cursor_execute", note)
        chai.get(address)
        event.remove(app.extensions[KEY].reader, "before_cursor_execute", note)
        assert sum(statement.startswith("SELECT") for statement in seen) <= most, seen


# --- Excel ---------------------------------------------------------------------------------------------------------


def edited_workbook(content, changes):
    """Return a plan workbook in which cells are changed: {action id: {field: value}}."""
    workbook = load_workbook(BytesIO(content))
    sheet = next(sheet for sheet in workbook.worksheets if sheet.cell(1, 1).value == "id")
    keys = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        for field, value in changes.get(sheet.cell(row, 1).value, {}).items():
            sheet.cell(row, keys.index(field) + 1).value = value
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def sent(browser, assessment, content):
    """Return the page after a workbook was sent."""
    form = browser.get(url(assessment, "/import")).form(url(assessment, "/import")).to_dict()
    return browser.post(url(assessment, "/import"), {**form, "file": (BytesIO(content), "plan.xlsx")})


def test_the_plan_goes_to_excel_and_back(dara, planned, rows):
    row = rows()[0]
    content = dara.client.get(url(planned, "/plan.xlsx")).data
    page = sent(dara, planned, edited_workbook(content, {str(row.id): {"owner": "By file"}}))
    assert "Nothing is changed yet" in page.html
    assert rows()[0].owner == ""
    page = dara.post(url(planned, "/import/apply"), page.form(url(planned, "/import/apply")))
    assert "1 action is changed" in page.html
    assert rows()[0].owner == "By file"


def test_a_file_that_changes_nothing_says_so(dara, planned):
    assert "The file changes nothing" in sent(dara, planned, dara.client.get(url(planned, "/plan.xlsx")).data).html


def test_a_refused_cell_is_named_and_the_rest_is_taken(dara, planned, rows):
    row = rows()[0]
    content = dara.client.get(url(planned, "/plan.xlsx")).data
    page = sent(dara, planned, edited_workbook(content, {str(row.id): {"cost": "twelve", "note": "By file"}}))
    assert re.search(r"Plan!L\d", page.html)
    dara.post(url(planned, "/import/apply"), page.form(url(planned, "/import/apply")))
    assert (rows()[0].cost, rows()[0].note) == ("", "By file")


@pytest.mark.parametrize(("keep", "owner"), [("file", "By file"), ("online", "Online")])
def test_a_conflict_is_chosen_by_a_person(keep, owner, dara, planned, rows, database, cast):
    row = rows()[0]
    content = dara.client.get(url(planned, "/plan.xlsx")).data
    plan.edit(database, cast.certifier, row.id, {"owner": "Online"}, base_revision=1, now=NOW)
    page = sent(dara, planned, edited_workbook(content, {str(row.id): {"owner": "By file"}}))
    form = page.form(url(planned, "/import/apply")).to_dict()
    undecided = dara.post(url(planned, "/import/apply"), form)
    assert "Choose which of the two to keep" in undecided.html
    assert rows()[0].owner == "Online"
    form = undecided.form(url(planned, "/import/apply")).to_dict()
    dara.post(url(planned, "/import/apply"), {**form, f"{row.id}.owner": keep})
    assert rows()[0].owner == owner


def test_what_changed_after_the_preview_is_left_alone_and_reported(dara, planned, rows, database, cast):
    row = rows()[0]
    content = dara.client.get(url(planned, "/plan.xlsx")).data
    page = sent(dara, planned, edited_workbook(content, {str(row.id): {"note": "By file"}}))
    plan.edit(database, cast.certifier, row.id, {"owner": "Online"}, base_revision=1, now=NOW)
    page = dara.post(url(planned, "/import/apply"), page.form(url(planned, "/import/apply")))
    assert "left alone" in page.html
    assert (rows()[0].owner, rows()[0].note) == ("Online", "")


def test_a_preview_cannot_be_made_up_or_used_elsewhere(chai, planned, opened):
    form = chai.get(url(planned, "/import")).form(url(planned, "/import")).to_dict()
    chai.post(url(planned, "/import/apply"), {**form, "preview": "made up"}, status=400)
    content = chai.client.get(url(planned, "/plan.xlsx")).data
    page = sent(chai, opened("roadmap-critical"), content)
    assert "This workbook belongs to another assessment." in page.html


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(content, dara, planned):
    page = sent(dara, planned, content)
    assert "There is a problem" in page.html
