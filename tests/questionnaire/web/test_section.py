"""Answering a section: everything typed is saved or still there, with and without scripts."""

import pytest

from questionnaire.services import answer


def address(assessment, section="S"):
    return f"/assessments/{assessment}/sections/{section}"


FILLED = {
    "Maturity": "3",
    "Practice": "partly",
    "Choice": "agency",
    "Integer": "1 200",
    "Number": "47,5",
    "Percent": "12.5",
    "Money.amount": "1.234,50",
    "Money.currency": "THB",
    "Split.women": "๑๒",
    "Split.men": "8",
    "Split.other": "0",
    "Split.not_available": "3",
    "Text": "ไม่มีค่าธรรมเนียม — لا رسوم",
    "Date": "2026-02-28",
    "Month": "2026-02",
    "Country": "TH",
    "Language": "my",
}
STORED = {
    "Maturity": 3,
    "Practice": "partly",
    "Choice": "agency",
    "Integer": 1200,
    "Number": "47.5",
    "Percent": "12.5",
    "Money": {"amount": "1234.50", "currency": "THB"},
    "Split": {"women": 12, "men": 8, "other": 0, "not_available": 3},
    "Text": "ไม่มีค่าธรรมเนียม — لا رسوم",
    "Date": "2026-02-28",
    "Month": "2026-02",
    "Country": "TH",
    "Language": "my",
}


def typed(page, **fields):
    """Return the form of a page with other texts in some controls."""
    form = page.form()
    for name, text in fields.items():
        form.setlist(name, text if isinstance(text, list) else [text])
    return form


def documents(database, cast, assessment):
    loaded = answer.load(database, cast.certifier, assessment)
    return {item: stored.version.document for item, stored in loaded.stored.items()}


def test_every_kind_of_answer_is_saved_and_stands_there_again(chai, opened, database, cast):
    assessment = opened("all-kinds")
    page = chai.get(address(assessment))
    chai.post(
        address(assessment),
        typed(page, **FILLED, Checklist=["travel"], Choices=[":dont-know"], action="stay"),
    )
    stored = documents(database, cast, assessment)
    assert {item: stored[item] for item in STORED} == STORED
    assert stored["Checklist"] == ["travel"]
    assert stored["Choices"] == {"state": "dont_know"}
    again = chai.get(address(assessment))
    chai.post(address(assessment), again.form())
    assert documents(database, cast, assessment) == stored
    revisions = {item: each.revision for item, each in answer.load(database, cast.certifier, assessment).stored.items()}
    assert set(revisions.values()) == {1}


def test_a_page_with_errors_shows_exactly_what_was_typed(chai, opened, database, cast):
    assessment = opened("all-kinds")
    page = chai.get(address(assessment))
    wrong = {
        "Integer": " zwölf ",
        "Number": "1.234",
        "Money.amount": "5",
        "Date": "31.2.2026",
        "Split.women": "4",
        "Text": "good",
    }
    page = chai.post(address(assessment), typed(page, **wrong))
    assert "There is a problem" in page.html
    form = page.form()
    assert {name: form[name] for name in wrong} == wrong
    assert documents(database, cast, assessment) == {"Text": "good"}
    assert 'href="#Integer"' in page.html
    # ... and again after coming back on another day, without the page.
    form = chai.get(address(assessment)).form()
    assert {name: form[name] for name in wrong} == wrong
    chai.post(address(assessment), typed(page, **{**dict.fromkeys(wrong, ""), "Text": "good"}))
    assert "There is a problem" not in chai.get(address(assessment)).html


def test_an_answer_beside_dont_know_is_asked_about_and_neither_is_lost(chai, opened):
    assessment = opened("all-kinds")
    page = chai.get(address(assessment))
    page = chai.post(address(assessment), typed(page, **{"Text": "typed", "Text.state": ":dont-know"}))
    assert "exclude each other" in page.html
    assert page.form()["Text"] == "typed"
    assert page.form()["Text.state"] == ":dont-know"


def test_answers_can_be_cleared(chai, opened, database, cast, save):
    assessment = opened("all-kinds")
    save(assessment, {"Practice": "yes", "Text": "words", "Choices": ["food"]})
    page = chai.get(address(assessment))
    chai.post(address(assessment), typed(page, Practice=":not-yet", Text="", Choices=[]))
    assert set(documents(database, cast, assessment).values()) == {None}


def test_a_note_is_kept_beside_the_answer(chai, opened, database, cast):
    assessment = opened("practice")
    item = next(iter(answer.load(database, cast.certifier, assessment).instrument.items))
    page = chai.get(address(assessment))
    chai.post(address(assessment), typed(page, **{item: "no", f"{item}.note": "\nEine Notiz"}))
    assert answer.load(database, cast.certifier, assessment).note(item) == "\nEine Notiz"
    assert chai.get(address(assessment)).form()[f"{item}.note"] == "\nEine Notiz"


def test_rows_come_and_go_without_scripts(chai, opened, database, cast):
    assessment = opened("table")
    page = chai.get(address(assessment))
    (first,) = page.form().getlist("T.row")
    fields = typed(page, **{f"T.{first}.origin": "NP", f"T.{first}.hires": "3", "action": "add T"})
    page = chai.post(address(assessment), fields)
    kept, second = page.form().getlist("T.row")
    assert kept == first
    assert page.form()[f"T.{first}.hires"] == "3"
    fields = typed(page, **{f"T.{second}.origin": "MM", f"T.{second}.hires": "many", "action": "add T"})
    page = chai.post(address(assessment), fields)
    assert page.form()[f"T.{second}.hires"] == "many"
    assert len(page.form().getlist("T.row")) == 3
    page = chai.post(address(assessment), typed(page, **{f"T.{second}.hires": "7", "action": f"remove T {first}"}))
    assert documents(database, cast, assessment) == {"T": [{"_row": second, "origin": "MM", "hires": 7}]}
    assert page.form().getlist("T.row") == [second]


def test_changing_the_language_keeps_what_was_typed(chai, opened, database, cast):
    assessment = opened("all-kinds")
    page = chai.get(address(assessment))
    fields = typed(page, Text="typed", Number="1.234", action="locale", locale="ar")
    page = chai.post(address(assessment), fields)
    assert page.all("html")[0]["lang"] == "ar"
    assert page.all("html")[0]["dir"] == "rtl"
    assert page.form()["Number"] == "1.234"
    assert documents(database, cast, assessment)["Text"] == "typed"
    assert 'lang="en" dir="ltr"' in page.html, "texts without a translation say which language they are in"
    page = chai.post(address(assessment), typed(page, Number="2", action="locale", locale="th"))
    assert page.all("html")[0]["lang"] == "th"


def test_items_that_are_not_asked_are_hidden_until_an_answer_asks_them(chai, opened, database, cast):
    assessment = opened("when-equal")
    loaded = answer.load(database, cast.certifier, assessment)
    page = chai.get(address(assessment))
    hidden = [each["data-item"] for each in page.all("div") if "data-item" in each and "hidden" in each]
    assert hidden == [item for item, state in loaded.states.items() if state in {"not-asked", "undetermined"}]
    assert hidden


@pytest.mark.parametrize(
    "action", ["", "next", "list", "add", "add X", "remove", "remove T", "remove T x y", "\x00", "locale"]
)
def test_any_button_is_answered(chai, opened, action):
    assessment = opened("table")
    page = chai.get(address(assessment))
    chai.post(address(assessment), typed(page, action=action))


def test_malformed_posts_are_problems_and_never_ours(chai, opened):
    assessment = opened("all-kinds")
    token = chai.token(address(assessment))
    names = [
        "Maturity",
        "Checklist",
        "Choices",
        "Money.amount",
        "Split.men",
        "Date",
        "Country",
        "T.row",
        "Text",
        "Text.note",
    ]
    texts = ["", "\x00", "\ud7ff", "-1", "1e9", "[]", "{}", ":dont-know", ":not-applicable:", "💥" * 500, "9" * 400]
    for number, name in enumerate(names):
        for text in texts:
            item = name.split(".")[0]
            fields = {"csrf_token": token, name: text, f"rev.{item}": texts[number], "action": "stay"}
            assert chai.client.post(address(assessment), data=fields).status_code in {200, 302}


def test_a_colleagues_change_is_shown_beside_mine(chai, dara, opened, database, cast):
    assessment = opened("all-kinds")
    mine, theirs = chai.get(address(assessment)), dara.get(address(assessment))
    dara.post(address(assessment), typed(theirs, Text="theirs"))
    page = chai.post(address(assessment), typed(mine, Text="mine", Practice="yes"))
    assert "theirs" in page.html
    assert "mine" in page.html
    assert "Dara" in page.html
    assert documents(database, cast, assessment) == {"Text": "theirs", "Practice": "yes"}
    action = next(form["action"] for form in page.all("form") if "/conflicts/" in form["action"])
    chai.post(action, {**page.form(action).to_dict(), "keep": "typed"})
    assert documents(database, cast, assessment)["Text"] == "mine"
    chai.get(f"/assessments/{assessment}/conflicts")


def test_two_people_who_touch_different_answers_never_meet(chai, dara, opened, database, cast):
    assessment = opened("all-kinds")
    mine, theirs = chai.get(address(assessment)), dara.get(address(assessment))
    dara.post(address(assessment), typed(theirs, Text="theirs"))
    chai.post(address(assessment), typed(mine, Practice="yes"))
    assert documents(database, cast, assessment) == {"Text": "theirs", "Practice": "yes"}


def test_after_saving_the_next_section_follows_then_the_check(chai, opened):
    assessment = opened("when-section")
    first = chai.client.post(address(assessment, "A"), data={"csrf_token": chai.token("/account")})
    assert first.status_code in {302, 404}
