"""Evidence must: say its limits first, lose nothing on bad input, never open inside our pages, go with a reason."""

import urllib.parse
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import event

from questionnaire.demo.files import pdf
from questionnaire.services import events as happened
from questionnaire.services import evidence, plan, submit
from questionnaire.services.sniff import sniff
from questionnaire.web.download import disposition
from questionnaire.web.store import KEY
from questionnaire.wording import problem_text

FILE = pdf("A policy")

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def assessment(opened, save):
    made = opened("roadmap-critical")
    save(made, {"P": "no", "M": 1})
    return made


def url(assessment, rest=""):
    return f"/assessments/{assessment}/evidence{rest}"


@pytest.fixture
def add(dara, assessment):
    """Return what adds a file; returns the page."""

    def make(name="policy.pdf", content=FILE, **fields):
        form = dara.get(url(assessment)).form(url(assessment)).to_dict(flat=False)
        form.pop("file", None)
        return dara.post(url(assessment), {**form, **fields, "file": (BytesIO(content), name)})

    return make


@pytest.fixture
def files(database, cast, assessment):
    return lambda: evidence.evidence_in(database, cast.certifier, assessment)


def test_limits_are_said_before_a_file_is_chosen(dara, assessment):
    html = dara.get(url(assessment)).html
    assert "Up to 20 MB" in html
    assert "PDF" in html
    assert "names of workers" in html


def test_a_section_leads_to_evidence_for_each_item(dara, assessment):
    page = dara.get(f"/assessments/{assessment}/sections/S")
    assert url(assessment, "?item=P#add") in [link.get("href") for link in page.all("a")]
    form = dara.get(url(assessment, "?item=P")).form(url(assessment))
    assert form.getlist("items") == ["P"]


def test_a_file_supports_many_answers(add, files):
    page = add(items=["P", "M"], dated="2026-01-31", expires="2999-12-31")
    (file,) = files()
    assert set(file.items) == {"P", "M"}
    assert "Supports 2 answers" in page.html


def test_bad_input_loses_nothing(add, files, assessment):
    page = add(items=["P"], dated="31.2.2026", expires="2999-12-31")
    form = page.form(url(assessment))
    assert (form["dated"], form["expires"], form.getlist("items")) == ("31.2.2026", "2999-12-31", ["P"])
    assert 'href="#dated"' in page.html
    assert files() == ()


@pytest.mark.parametrize(
    ("name", "content"), [("page.html", b"<html>"), ("a.pdf", b"no pdf"), ("empty.pdf", b""), ("x.exe", b"MZ")]
)
def test_a_file_that_cannot_be_kept_is_refused_at_its_field(name, content, add, files, assessment):
    page = add(name=name, content=content, items=["M"])
    assert 'href="#file"' in page.html
    assert page.form(url(assessment)).getlist("items") == ["M"]
    assert files() == ()


def test_a_file_is_never_shown_inline(add, files, dara, assessment):
    add(name="ประกาศ “x”.pdf")
    answer = dara.client.get(url(assessment, f"/{files()[0].id}/download"))
    assert answer.data == FILE
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


def test_what_a_file_supports_can_be_changed(add, files, dara, assessment):
    add(items=["P"])
    address = url(assessment, f"/{files()[0].id}")
    form = dara.get(address).form(f"{address}/items").to_dict(flat=False)
    dara.post(f"{address}/items", {**form, "items": ["M"]})
    assert files()[0].items == ("M",)


def test_what_a_colleague_linked_meanwhile_stays(add, files, dara, assessment, database, cast):
    add(items=["P"])
    address = url(assessment, f"/{files()[0].id}")
    form = dara.get(address).form(f"{address}/items").to_dict(flat=False)
    evidence.link(database, cast.certifier, files()[0].id, ["M"], now=NOW)
    dara.post(f"{address}/items", form)
    assert set(files()[0].items) == {"P", "M"}


def test_a_file_goes_with_a_reason_that_is_kept(add, files, dara, assessment, database, cast):
    add(items=["P"])
    address = url(assessment, f"/{files()[0].id}")
    form = dara.get(address).form(f"{address}/remove").to_dict()
    assert "There is a problem" in dara.post(f"{address}/remove", {**form, "reason": "  "}).html
    assert files()
    dara.post(f"{address}/remove", {**form, "reason": "Showed workers' names"})
    assert files() == ()
    (last, *_) = happened.happened(database, cast.certifier, assessment)
    assert last.detail["reason"] == "Showed workers' names"


def test_what_supports_sealed_answers_stays(add, files, dara, chai, assessment, database, cast):
    add(items=["P"])
    submit.submit(database, cast.certifier, assessment, name="Chai", role="Director", accepted=True, now=NOW)
    page = dara.get(url(assessment, f"/{files()[0].id}"))
    assert "so it stays" in page.html
    assert "Why do you remove it" not in page.html


def test_others_find_no_file(add, files, sign_in, cast, assessment, opened):
    add()
    file = files()[0].id
    stranger = sign_in(cast.stranger)
    theirs = opened("roadmap-critical", cast.stranger)
    for place in (assessment, theirs):
        for rest in ("", "/download"):
            assert stranger.client.get(url(place, f"/{file}{rest}")).status_code == 404


def test_the_list_takes_few_statements(app, dara, add, assessment):
    for number in range(3):
        add(name=f"{number}.pdf", items=["P"])
    seen = []
    event.listen(app.extensions[KEY].reader, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    dara.get(url(assessment))
    assert sum(statement.startswith("SELECT") for statement in seen) <= 7, seen


def test_too_large_a_file_is_refused_with_a_limit_that_people_read():
    _kind, (problem,) = sniff("policy.pdf", FILE + bytes(1024 * 1024), 1024 * 1024)
    assert problem_text(problem) == "This file is too large. The limit is 1 MB."


def test_a_file_shows_that_an_action_was_taken(add, files, dara, assessment, database, cast):
    add()
    plan.draft(database, cast.certifier, assessment, start=NOW.date(), now=NOW)
    row = plan.plan(database, cast.certifier, assessment).rows[0]
    address = f"/assessments/{assessment}/plan/actions/{row.id}"
    form = dara.get(address).form(f"{address}/evidence").to_dict()
    dara.post(f"{address}/evidence", {**form, "files": str(files()[0].id)})
    form = dara.get(address).form(address).to_dict()
    dara.post(address, {**form, "status": "evidence-submitted"})
    assert plan.plan(database, cast.certifier, assessment).rows[0].status == "evidence-submitted"


@pytest.mark.parametrize("name", ["นโยบาย سياسة.pdf", "política—x.pdf", 'a"b\\c%.pdf', "plain.pdf"])
def test_a_file_leaves_under_its_name_in_any_script(name):
    header = disposition(name)
    assert header.isascii()
    assert urllib.parse.unquote(header.partition("filename*=UTF-8''")[2]) == name
