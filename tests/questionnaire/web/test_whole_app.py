"""What must hold for every route there is, and every one there will be."""

from uuid import uuid4

import pytest
from flask import Flask

from questionnaire.web.access import ANYONE, rule_of
from questionnaire.web.security import HEADERS
from questionnaire.web.store import KEY


def routes(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def filled_in(app, rule, **known):
    """Return the address of a route, with ids that exist where they are known."""
    values = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        values[name] = known.get(name, uuid4() if type(converter).__name__ == "UUIDConverter" else "S")
    with app.test_request_context():
        return rule.build(values)[1]


def test_every_view_declares_its_rule(app):
    with app.app_context():
        assert [rule.endpoint for rule in routes(app) if rule_of(rule.endpoint) is None] == []


def test_a_view_without_a_rule_is_not_there(app, sign_in, cast):
    app.add_url_rule("/forgotten", "forgotten", lambda: "open to all")
    assert sign_in(cast.certifier).client.get("/forgotten").status_code == 404


def test_nobody_gets_past_a_rule(app, sign_in, opened):
    assessment = opened("all-kinds")
    browser = sign_in(None)
    token = browser.token("/sign-in")
    for rule in routes(app):
        with app.app_context():
            if rule_of(rule.endpoint) is ANYONE:
                continue
        url = filled_in(app, rule, assessment=assessment)
        if "GET" in rule.methods:
            answer = browser.client.get(url)
            assert answer.status_code == 302, url
            assert answer.location.startswith("/sign-in"), url
        if "POST" in rule.methods:
            assert browser.client.post(url, data={"csrf_token": token}).status_code == 401, url


def test_another_organisation_finds_nothing(app, sign_in, cast, opened):
    assessment = opened("all-kinds")
    browser = sign_in(cast.stranger)
    token = browser.token("/account")
    for rule in routes(app):
        if "assessment" not in rule.arguments:
            continue
        url = filled_in(app, rule, assessment=assessment, item="Text", by=cast.certifier.user)
        if "GET" in rule.methods:
            assert browser.client.get(url).status_code in {403, 404}, url
        if "POST" in rule.methods:
            fields = {
                "csrf_token": token,
                "keep": "stored",
                "rev.Text": "0",
                "name": "S",
                "role": "S",
                "declaration": "yes",
            }
            answer = browser.client.post(f"{url}?instrument=all-kinds@1.0.0", data=fields)
            assert answer.status_code in {403, 404}, url


def test_an_administrator_sees_no_answers(app, sign_in, cast, opened):
    assessment = opened("all-kinds")
    browser = sign_in(cast.administrator)
    for rule in routes(app):
        if "assessment" in rule.arguments and "GET" in rule.methods:
            url = filled_in(app, rule, assessment=assessment)
            assert browser.client.get(url).status_code in {403, 404}, url


def test_no_get_writes(app, chai, opened, save):
    from sqlalchemy import event

    assessment = opened("all-kinds")
    save(assessment, {"Text": "words"})
    seen = []
    event.listen(app.extensions[KEY].writer, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    for rule in routes(app):
        if "GET" in rule.methods:
            chai.client.get(filled_in(app, rule, assessment=assessment))
    assert seen == []


def test_every_post_needs_a_token(app, chai, opened):
    assessment = opened("all-kinds")
    for rule in routes(app):
        if "POST" in rule.methods:
            assert chai.client.post(filled_in(app, rule, assessment=assessment)).status_code == 400, rule


@pytest.mark.parametrize("path", ["/", "/sign-in", "/account", "/nothing", "/static/app.css", "/static/none.css"])
def test_every_answer_carries_the_headers(chai, path):
    answer = chai.client.get(path, follow_redirects=True)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, path
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    answer.close()
    if answer.mimetype == "text/html":
        assert answer.headers["Cache-Control"] == "no-store"


def test_cookies_are_out_of_reach_of_scripts(app, sign_in, cast):
    answer = sign_in(cast.certifier).client.post("/locale", data={"csrf_token": ""})
    answer = app.test_client().get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_every_page_reads_well(app, chai, opened, save):
    for name in ("all-kinds", "table", "not-applicable", "checks", "texts", "references", "when-section"):
        assessment = opened(name)
        for rule in routes(app):
            if "GET" in rule.methods and "token" not in rule.arguments:
                answer = chai.client.get(filled_in(app, rule, assessment=assessment), follow_redirects=True)
                if answer.mimetype == "text/html":
                    chai.get(filled_in(app, rule, assessment=assessment), status=answer.status_code)


@pytest.mark.parametrize("locale", ["th", "ar"])
def test_every_page_says_its_language(chai, opened, locale):
    page = chai.get(f"/assessments/{opened('all-kinds')}?locale={locale}")
    assert page.all("html")[0]["lang"] in {"en", locale}
    chai.post("/locale", {"csrf_token": chai.token("/account"), "locale": locale})
    assert chai.get("/account").all("html")[0]["lang"] == locale


def test_a_session_that_is_over_gives_back_what_was_typed(chai, opened):
    assessment = opened("all-kinds")
    url = f"/assessments/{assessment}/sections/S"
    form = chai.get(url).form()
    form["Text"] = 'typed "here"\nไทย'
    with chai.client.session_transaction() as session:
        session.clear()
    page = chai.post(url, form, status=400)
    assert page.form(url)["Text"] == form["Text"]
    page = chai.post(url, page.form(url), status=401)
    assert page.form(url)["Text"] == form["Text"]
    assert page.form(url)["rev.Text"] == "0"


def test_too_large_a_form_is_refused_in_words(chai, opened):
    url = f"/assessments/{opened('all-kinds')}/sections/S"
    answer = chai.client.post(url, data={"Text": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.get_data(as_text=True)


def test_a_bug_is_owned_up_to_without_details(app, sign_in, cast):
    from questionnaire.web.access import allow

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/bug", "bug", allow(ANYONE)(lambda: 1 / 0))
    answer = sign_in(None).client.get("/bug")
    assert answer.status_code == 500
    assert "our mistake" in answer.get_data(as_text=True)
    assert "ZeroDivision" not in answer.get_data(as_text=True)


def test_pages_take_few_statements_however_much_is_answered(app, chai, opened, save):
    from sqlalchemy import event

    assessment = opened("all-kinds")
    save(assessment, {"Text": "words", "Practice": "yes", "Integer": 3})
    seen = []
    event.listen(app.extensions[KEY].reader, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    for path in ("", "/sections/S", "/check", "/conflicts"):
        seen.clear()
        chai.client.get(f"/assessments/{assessment}{path}")
        assert len([one for one in seen if one != "BEGIN"]) <= 4, (path, seen)
