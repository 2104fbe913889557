"""The pages of the questionnaire workbook must: show every change first, ask where two people differ, take it back."""

from io import BytesIO

import pytest
from workbook_typing import typed_into

from questionnaire.services import answer


@pytest.fixture
def assessment(opened):
    return opened("numbers")


@pytest.fixture
def key(config) -> bytes:
    return config.secret_key.encode()


@pytest.fixture
def document(database, cast, assessment):
    return lambda item: answer.load(database, cast.certifier, assessment).document(item)


def url(assessment, rest=""):
    return f"/assessments/{assessment}/workbook{rest}"


def download(browser, assessment, query=""):
    return browser.client.get(url(assessment, f"/questionnaire.xlsx{query}")).data


def sent(browser, assessment, content):
    form = browser.get(url(assessment)).form(url(assessment)).to_dict()
    return browser.post(url(assessment), {**form, "file": (BytesIO(content), "answers.xlsx")})


def action(page, ending=""):
    """Return the address that the page's form about the run posts to."""
    return next(part.split('"')[0] for part in page.html.split('action="')[1:] if part.split('"')[0].endswith(ending))


def run_of(page):
    """Return the address of the run that the page is about."""
    targets = [part.split('"')[0] for part in page.html.split('action="')[1:]]
    return next(target for target in targets if "/workbook/" in target)


def applied(browser, page, **choices):
    where = run_of(page)
    return browser.post(where, {**page.form(where).to_dict(), **choices})


def test_answers_go_out_and_come_back_and_can_be_taken_back(dara, assessment, key, document):
    assert "Answer in Excel" in dara.get(f"/assessments/{assessment}").html
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, {"N": "১২"}))
    assert "Nothing is changed yet" in page.html
    assert document("N") is None
    page = applied(dara, page)
    assert "1 answer is changed" in page.html
    assert document("N") == 12
    undo = action(page, "/undo")
    page = dara.post(undo, page.form(undo))
    assert "1 answer is as it was before" in page.html
    assert document("N") is None
    assert "Taken back" in dara.get(url(assessment)).html


def test_a_file_that_changes_nothing_says_so(dara, assessment):
    assert "The file changes nothing" in sent(dara, assessment, download(dara, assessment)).html


def test_a_cell_that_cannot_be_taken_is_named_and_the_rest_arrives(dara, assessment, key, document):
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, {"N": "about ten", "P": 40}))
    assert "!D" in page.html
    assert "about ten" in page.html
    applied(dara, page)
    assert (document("N"), document("P")) == (None, "40")


@pytest.mark.parametrize(("choice", "expected"), [("here", 6), ("online", 8), ("both", 8)])
def test_two_answers_are_chosen_between_by_a_person(choice, expected, dara, assessment, key, document, save):
    save(assessment, {"N": 5})
    content = typed_into(download(dara, assessment), key, {"N": 6})
    save(assessment, {"N": 8})
    page = sent(dara, assessment, content)
    page = applied(dara, page)
    assert "Choose what to keep." in page.html
    assert document("N") == 8
    applied(dara, page, **{"keep.N": choice})
    assert document("N") == expected


def test_an_emptied_cell_is_asked_about(dara, assessment, key, document, save):
    save(assessment, {"N": 5})
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, {"N": None}))
    assert "takes something away" in page.html
    applied(dara, page, **{"keep.N": "here"})
    assert document("N") is None


def test_a_blank_workbook_can_be_filled_in(dara, assessment, key, document, save):
    save(assessment, {"P": 5})
    content = download(dara, assessment, "?answers=none")
    applied(dara, sent(dara, assessment, typed_into(content, key, {"N": 6})))
    assert (document("N"), document("P")) == (6, "5")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(content, dara, assessment):
    assert "There is a problem" in sent(dara, assessment, content).html


def test_an_old_file_type_is_named(dara, assessment):
    page = sent(dara, assessment, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "type xls" in page.html


def test_strangers_and_other_assessments_find_nothing(dara, sign_in, cast, assessment, opened, key):
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, {"N": 6}))
    where = run_of(page)
    stranger = sign_in(cast.stranger)
    stranger.get(where, status=404)
    dara.get(where.replace(str(assessment), str(opened("numbers"))), status=404)
