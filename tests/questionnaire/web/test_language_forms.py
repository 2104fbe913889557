"""The language button keeps what was chosen, ticked or typed on every page with a form, and sends none of it."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from language_button import changed, is_in_arabic
from openpyxl import load_workbook
from workbook_typing import typed_into

from questionnaire.services import answer, plan
from questionnaire.web.access import ANYONE, allow

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def sent(browser, url, content):
    form = browser.get(url).form(url).to_dict()
    return browser.post(url, {**form, "file": (BytesIO(content), "answers.xlsx")})


def with_owners(content, owner):
    """Return a plan workbook in which every action has this owner."""
    workbook = load_workbook(BytesIO(content))
    sheet = next(sheet for sheet in workbook.worksheets if sheet.cell(1, 1).value == "id")
    column = [cell.value for cell in sheet[1]].index("owner") + 1
    for row in range(2, sheet.max_row + 1):
        if len(str(sheet.cell(row, 1).value)) == 36:  # the id of an action
            sheet.cell(row, column).value = owner
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_on_what_a_workbook_would_change_and_nothing_is_applied(dara, opened, save, config, database, cast):
    assessment = opened("numbers")
    url = f"/assessments/{assessment}/workbook"
    save(assessment, {"N": 5, "P": "5"})
    content = dara.client.get(f"{url}/questionnaire.xlsx").data
    save(assessment, {"N": 8, "P": "8"})
    page = sent(dara, url, typed_into(content, config.secret_key.encode(), {"N": 6, "P": 6}))
    run = next(form["action"] for form in page.all("form") if f"{url}/" in (form["action"] or ""))
    for given in ({"keep.N": "here"}, {"keep.N": "here", "keep.P": "here"}):
        for locale in ("ar", "ar"):  # the second time is what the Enter key on a choice does
            page = dara.post(run, changed(page, run, locale=locale, **given))
            assert is_in_arabic(page)
            assert {name: page.form(run)[name] for name in page.form(run) if name.startswith("keep.")} == given
            assert "govuk-error-summary" not in page.html
            assert answer.load(database, cast.certifier, assessment).document("N") == 8
    page = dara.post(run, page.form(run))
    assert answer.load(database, cast.certifier, assessment).document("N") == 6


def test_on_what_a_plan_would_change_and_nothing_is_applied(dara, planned, action, database, cast):
    def stands():
        return plan.plan(database, cast.certifier, planned).rows[0]

    url = f"/assessments/{planned}/plan/import"
    content = dara.client.get(f"/assessments/{planned}/plan/plan.xlsx").data
    plan.edit(database, cast.certifier, action.id, {"owner": "Online"}, base_revision=1, now=NOW)
    page = sent(dara, url, with_owners(content, "By file"))
    name = f"{action.id}.owner"
    for given in ({}, {name: "file"}, {name: "file"}):
        page = dara.post(f"{url}/apply", changed(page, f"{url}/apply", **given))
        assert is_in_arabic(page)
        assert page.form(f"{url}/apply").get(name) == given.get(name)
        assert "govuk-error-summary" not in page.html
        assert stands().owner == "Online"
    dara.post(f"{url}/apply", page.form(f"{url}/apply"))
    assert stands().owner == "By file"


def test_on_what_actions_would_change(dara, planned, cast, database):
    url = f"/assessments/{planned}/result/what-if"
    page = dara.get(f"{url}?action=P.1&action=M.2&locale=ar&action=locale")
    assert is_in_arabic(page)
    assert set(page.form(url).getlist("action")) == {"P.1", "M.2"}
    assert is_in_arabic(dara.get("/account"))


def test_the_address_of_what_is_ticked_can_be_passed_on_without_a_language(dara, planned):
    url = f"/assessments/{planned}/result/what-if"
    answer = dara.client.get(f"{url}?locale=en&action=P.1&area=culture&as-of=today")
    assert answer.headers["Location"] == f"{url}?action=P.1&area=culture&as-of=today"
    assert dara.client.get(f"{url}?locale=ar&action=locale").headers["Location"] == url


def expired(browser):
    with browser.client.session_transaction() as session:
        session.clear()


@pytest.mark.parametrize("token", ["of the session that is over", "fresh"])
def test_on_an_error_page_with_what_was_typed(token, chai, opened):
    url = f"/assessments/{opened('all-kinds')}/sections/S"
    form = chai.get(url).form()
    form["Text"], form["action"] = "ไทย", "next"
    expired(chai)
    page = chai.post(url, form, status=400)
    fields = page.form(url)
    if token != "fresh":
        expired(chai)
    fields.setlist("action", ["locale", *fields.getlist("action")])  # as a browser sends it: in the order of the page
    fields.setlist("locale", ["ar"])
    page = chai.post(url, fields, status=400)
    assert is_in_arabic(page)
    assert [page.form(url).getlist(name) for name in ("Text", "action", "locale")] == [["ไทย"], ["next"], []]
    assert is_in_arabic(chai.post(url, page.form(url), status=401))


def test_the_language_button_of_an_error_page_sends_nothing(app, sign_in):
    seen = []

    def harm():
        seen.append("sent")
        return 1 / 0

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/harm", "harm", allow(ANYONE)(harm), methods=["POST"])
    nobody = sign_in(None)
    token = nobody.client.get("/sign-in?locale=th") and nobody.post("/harm", {"name": "x"}, status=400)
    page = nobody.post("/harm", token.form("/harm"), status=500)
    assert seen == ["sent"]
    fields = page.form("/harm")
    fields.setlist("action", ["locale", *fields.getlist("action")])
    fields.setlist("locale", ["ar"])
    page = nobody.post("/harm", fields, status=500)
    assert is_in_arabic(page)
    assert seen == ["sent"]
    nobody.post("/harm", page.form("/harm"), status=500)
    assert seen == ["sent", "sent"]


def test_a_language_that_was_wanted_when_the_session_ran_out_is_given_at_once(chai, opened):
    url = f"/assessments/{opened('all-kinds')}/declaration"
    fields = changed(chai.get(url), url, name="Chai", role="HR", declaration="yes")
    expired(chai)
    page = chai.post(url, fields, status=400)
    assert is_in_arabic(page)
    assert (page.form(url)["action"], page.form(url)["role"]) == ("locale", "HR")


@pytest.mark.parametrize(("rest", "here"), [("plan/import", "/plan/import"), ("plan/import/apply", "/")])
def test_a_page_that_answers_a_form_leads_back_to_itself_where_it_can(rest, here, dara, planned):
    form = dara.get(f"/assessments/{planned}/plan/import").form(f"/assessments/{planned}/plan/import")
    answer = dara.client.post(f"/assessments/{planned}/{rest}", data=form)
    page = answer.get_data(as_text=True)
    assert page.split('name="next" value="')[1].split('"')[0] == (
        here if here == "/" else f"/assessments/{planned}{here}"
    )
