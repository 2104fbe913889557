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
def stored(database, cast):
    """Return the value and the note of an answer."""

    def of(assessment, item):
        loaded = answer.load(database, cast.certifier, assessment)
        return loaded.document(item), loaded.note(item)

    return of


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
    assert "type .xls" in page.html


def test_strangers_and_other_assessments_find_nothing(dara, sign_in, cast, assessment, opened, key):
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, {"N": 6}))
    where = run_of(page)
    stranger = sign_in(cast.stranger)
    stranger.get(where, status=404)
    dara.get(where.replace(str(assessment), str(opened("numbers"))), status=404)


# --- What is asked, and what does not count ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("online", (5, "")), ("here", (None, "They left in May")), ("both", (5, "They left in May"))],
)
def test_an_answer_emptied_beside_a_new_note_leaves_three_ways(choice, expected, dara, assessment, key, save, stored):
    save(assessment, {"N": 5})
    content = typed_into(download(dara, assessment), key, {"N": None, "N.note": "They left in May"})
    page = sent(dara, assessment, content)
    for words in ("leave out what is in the file", "Take what is in the file", "add what is new in the file"):
        assert words in page.html
    assert "Note: They left in May" in page.html
    applied(dara, page, **{"keep.N": choice})
    assert stored(assessment, "N") == expected


def test_answers_to_questions_that_are_not_asked_stand_in_a_group_of_their_own(dara, opened, key, save, stored):
    assessment = opened("when-equal")
    save(assessment, {"P": "yes"})
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, {"N": 3}))
    group = page.html.split("Kept, but does not count at the moment")[-1]
    assert "It depends on: Do workers keep their own documents?" in group
    assert "change</h2>" not in page.html
    applied(dara, page)
    assert stored(assessment, "N") == (3, "")
    assert "Kept, but" not in sent(dara, assessment, typed_into(download(dara, assessment), key, {"P": "No"})).html


def test_of_a_table_the_rows_that_change_are_shown_and_the_cell_that_cannot_come_in(dara, opened, key, save, stored):
    assessment = opened("table")
    save(assessment, {"T": [{"_row": "r1", "origin": "NP"}, {"_row": "r2", "origin": "BD", "hires": 1}]})
    cells = {"T.r1.hires": "some", "T.r2.hires": 4}
    page = sent(dara, assessment, typed_into(download(dara, assessment), key, cells))
    assert "2. Country of origin: Bangladesh; New hires: 4" in page.html
    assert "1. Country of origin: Nepal" not in page.html
    done = applied(dara, page)
    for each in (page, done):
        assert "<bdi>T From which countries did work!I4</bdi>" in each.html
        assert "In the file:</span>" not in each.html
        assert "<bdi>some</bdi>" in each.html
    assert stored(assessment, "T")[0][1]["hires"] == 4


def test_a_question_that_both_changed_says_that_the_rest_is_taken_anyway(dara, assessment, key, save, stored):
    save(assessment, {"N": 5})
    content = typed_into(download(dara, assessment), key, {"N": 6, "N.note": "Counted in May"})
    save(assessment, {"N": 8})
    page = sent(dara, assessment, content)
    assert "What only the file adds is taken in any case." in page.html
    applied(dara, page, **{"keep.N": "online"})
    assert stored(assessment, "N") == (8, "Counted in May")


# --- Taking it back ------------------------------------------------------------------------------------------------


def brought(browser, assessment, key, cells):
    """Bring a workbook in; return the page about it."""
    return applied(browser, sent(browser, assessment, typed_into(download(browser, assessment), key, cells)))


def taken_back(browser, page):
    where = action(page, "/undo")
    return browser.post(where, page.form(where))


def test_what_could_not_be_taken_back_is_named_with_what_stands_there_now(dara, assessment, key, save):
    page = brought(dara, assessment, key, {"N": 6, "P": 7})
    save(assessment, {"N": 9})
    page = taken_back(dara, page)
    assert "Taken back in part on" in page.html
    put_back, left = page.html.split("Put back as it was")[1].split("Not put back")
    assert "What share of workers moved to work here?" in put_back
    assert "How many workers are on site?" in left
    assert "Chai changed it later, on" in left
    assert "9 workers" in left
    assert "Take it back" not in page.html
    assert "Taken back in part." in dara.get(url(assessment)).html


def test_an_import_that_another_stands_on_says_which_and_is_taken_back_after_it(dara, assessment, key, document):
    first = brought(dara, assessment, key, {"N": 6})
    second = brought(dara, assessment, key, {"N": 9})
    where = action(first, "/undo")
    page = dara.get(where.removesuffix("/undo"))
    assert "“answers.xlsx” changed it later, on" in page.html
    assert "Take that back first." in page.html
    assert "/undo" not in page.html
    page = dara.post(where, first.form(where))  # the page was open before
    assert "Nothing could be put back" in page.html
    assert document("N") == 9
    taken_back(dara, second)
    assert document("N") == 6
    page = taken_back(dara, dara.get(where.removesuffix("/undo")))
    assert "Taken back on" in page.html
    assert document("N") is None
