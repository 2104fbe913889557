"""Autosave: one item at a time, answered in the shape that app.js reads."""

import pytest

from questionnaire.services import answer
from questionnaire.web.store import KEY


def address(assessment, name="all-kinds"):
    return f"/assessments/{assessment}/sections/S/answers?instrument={name}@1.0.0"


def token(browser, assessment):
    return browser.token(f"/assessments/{assessment}/sections/S")


def test_a_saved_item_comes_back_with_its_revision_and_states(chai, opened):
    assessment = opened("all-kinds")
    fields = {"csrf_token": token(chai, assessment), "rev.Practice": "0", "Practice": "yes", "Practice.note": ""}
    reply = chai.fetch(address(assessment), fields)
    assert reply.status_code == 200
    assert reply.json["revisions"] == {"Practice": 1}
    assert reply.json["states"]["Practice"] == "asked"
    assert reply.json["problems"] == {}
    assert reply.json["conflict"] == {}
    assert reply.json["saved_at"].startswith("Saved at")
    assert "1 of" in reply.json["progress"]


def test_what_cannot_be_saved_says_why_and_is_kept(chai, opened, database, cast):
    assessment = opened("all-kinds")
    fields = {"csrf_token": token(chai, assessment), "rev.Number": "0", "Number": "1.234"}
    reply = chai.fetch(address(assessment), fields).json
    assert "two ways" in reply["problems"]["Number"]
    (refused,) = answer.load(database, cast.certifier, assessment).refused
    assert refused.document == {"typed": {"Number": ["1.234"]}}


def test_a_conflict_gives_the_address_where_both_stand(chai, dara, opened):
    assessment = opened("all-kinds")
    ours = {"csrf_token": token(chai, assessment), "rev.Text": "0", "Text": "mine"}
    dara.fetch(address(assessment), {**ours, "csrf_token": token(dara, assessment), "Text": "theirs"})
    reply = chai.fetch(address(assessment), ours).json
    page = chai.get(reply["conflict"]["Text"])
    assert "theirs" in page.html
    assert "mine" in page.html


def test_an_expired_token_brings_a_fresh_one(chai, opened):
    assessment = opened("all-kinds")
    fields = {"csrf_token": "old", "rev.Text": "0", "Text": "mine"}
    reply = chai.fetch(address(assessment), fields)
    assert reply.status_code == 400
    assert reply.json["error"]["code"] == "form-expired"
    again = chai.fetch(address(assessment), {**fields, "csrf_token": reply.json["csrf_token"]})
    assert again.json["revisions"] == {"Text": 1}


def test_signed_out_is_401_in_json(sign_in, opened):
    nobody = sign_in(None)
    fields = {"csrf_token": "", "rev.Text": "0", "Text": "mine"}
    reply = nobody.fetch(address(opened("all-kinds")), fields)
    assert reply.status_code in {400, 401}
    fields["csrf_token"] = reply.json["csrf_token"]
    assert nobody.fetch(address(opened("all-kinds")), fields).status_code == 401


def test_a_save_takes_few_statements(chai, opened, app):
    from sqlalchemy import event

    assessment = opened("all-kinds")
    fields = {"csrf_token": token(chai, assessment), "rev.Practice": "0", "Practice": "yes"}
    seen = []
    for engine in (app.extensions[KEY].reader, app.extensions[KEY].writer):
        event.listen(engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    chai.fetch(address(assessment), fields)
    counted = [one for one in seen if not one.startswith(("BEGIN", "PRAGMA"))]
    assert len(counted) <= 7, counted


@pytest.mark.parametrize("revision", ["9" * 30, "9" * 5000, "-1", "٣", "1e3", ""])
def test_a_revision_that_was_never_ours_is_a_conflict_and_not_a_loss(chai, opened, revision):
    assessment = opened("all-kinds")
    fields = {"csrf_token": token(chai, assessment), "rev.Text": "0", "Text": "first"}
    assert chai.fetch(address(assessment), fields).json["revisions"] == {"Text": 1}
    reply = chai.fetch(address(assessment), {**fields, "rev.Text": revision, "Text": "second"})
    assert reply.status_code == 200
    assert "second" in chai.get(reply.json["conflict"]["Text"]).html
