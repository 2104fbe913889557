"""Whoever changes the language in the middle of a form keeps everything typed, and nothing is saved or sent by it."""

import json
from html import unescape

import tiny
from language_button import changed, is_in_arabic

from questionnaire.cli import main
from questionnaire.services import plan
from questionnaire.web import languages
from questionnaire.wording import PSEUDO, gettext, language_names
from questionnaire.wording.locales import TRANSLATIONS, catalogued
from questionnaire.wording.notice import NOT_PUBLISHED

WORDS = {
    "reviewed": "read by a native speaker",
    "machine": "translated by a machine",
    "identical": "the same as in English",
    "outdated": "out of date",
    "missing": "missing",
}


def test_on_an_action(dara, planned, action, database, cast):
    url = f"/assessments/{planned}/plan/actions/{action.id}"
    page = dara.post(url, changed(dara.get(url), url, owner="มาลี", due="03/04/2026", cost="12,5"))
    assert is_in_arabic(page)
    form = page.form(url)
    assert (form["owner"], form["due"], form["cost"]) == ("มาลี", "03/04/2026", "12,5")
    assert plan.plan(database, cast.certifier, planned).rows[0] == action


def test_choosing_the_language_that_is_chosen_saves_nothing_and_loses_nothing(dara, planned, action, database, cast):
    url = f"/assessments/{planned}/plan/actions/{action.id}"
    page = dara.post(url, changed(dara.get(url), url, locale="en", owner="มาลี"))
    assert page.form(url)["owner"] == "มาลี"
    assert plan.plan(database, cast.certifier, planned).rows[0] == action


def test_on_a_new_action(dara, planned, database, cast):
    url = f"/assessments/{planned}/plan/new"
    before = len(plan.plan(database, cast.certifier, planned).rows)
    page = dara.post(url, changed(dara.get(url), url, text="ทำ", type="remedy"))
    assert is_in_arabic(page)
    assert (page.form(url)["text"], page.form(url)["type"]) == ("ทำ", "remedy")
    assert len(plan.plan(database, cast.certifier, planned).rows) == before


def test_beside_a_file(dara, planned):
    url = f"/assessments/{planned}/evidence"
    page = dara.post(url, changed(dara.get(url), url, dated="31.2.2026", items="P"))
    assert is_in_arabic(page)
    assert (page.form(url)["dated"], page.form(url).getlist("items")) == ("31.2.2026", ["P"])


def test_before_signing_and_the_enter_key_never_signs(chai, opened, save, database, cast):
    assessment = opened("all-kinds")
    url = f"/assessments/{assessment}/declaration"
    typed = {"name": "Chai", "role": "HR", "declaration": "yes"}
    for locale in ("en", "ar"):
        page = chai.post(url, changed(chai.get(url), url, locale=locale, **typed))
        assert {name: page.form(url)[name] for name in typed} == typed
    assert is_in_arabic(page)


def test_a_link_says_the_language_for_whoever_has_not_chosen_one(sign_in):
    answer = sign_in(None).client.get("/sign-in?locale=th", headers={"Accept-Language": "ar"})
    assert '<html lang="th" dir="ltr"' in answer.get_data(as_text=True)


def test_what_the_browser_asks_for_is_used_until_somebody_chooses(sign_in):
    nobody = sign_in(None)
    answer = nobody.client.get("/sign-in", headers={"Accept-Language": "ar-EG,ar;q=0.9,en;q=0.5"})
    assert '<html lang="ar" dir="rtl"' in answer.get_data(as_text=True)


def test_a_page_says_who_translated_it_and_what_is_in_another_language(dara, opened):
    url = f"/assessments/{opened('all-kinds')}"
    assert "q-translation" not in dara.get(url).html
    dara.post("/locale", {"csrf_token": dara.token("/account"), "locale": "ar"})
    (note,) = [part.split("</p>")[0] for part in dara.get(url).html.split('class="q-translation">')[1:]]
    assert 'href="/languages"' in note
    assert gettext(NOT_PUBLISHED, "ar", language=dict(language_names("ar"))["en"]) in unescape(note)


def test_how_far_the_translations_are_is_open_to_everybody(sign_in):
    page = sign_in(None).get("/languages")
    assert page.html.count("<h2") == len(catalogued(TRANSLATIONS))


def test_the_pseudo_locale_is_no_language_that_anybody_read(app, sign_in):
    app.config["LOCALES"] = (*app.config["LOCALES"], PSEUDO)
    assert f'lang="{PSEUDO}"><bdi>' not in sign_in(None).get("/languages").html


def test_two_versions_of_an_instrument_are_told_apart(sign_in, monkeypatch):
    old, new = (
        tiny.edited("texts", lambda document, to=version: document.update(version=to)) for version in ("1.0.1", "2.0.0")
    )
    other = tiny.tiny("all-kinds")
    known = {each.ref: each for each in (old, new, other)}
    monkeypatch.setattr(languages.catalogue, "published", lambda: tuple(known))
    monkeypatch.setattr(languages.catalogue, "load", known.__getitem__)
    html = sign_in(None).get("/languages").html
    for version in (old.ref.version, new.ref.version):
        assert html.count(f"<bdi>{version}</bdi>") == len(catalogued(TRANSLATIONS))
    assert f"<bdi>{other.ref.version}</bdi>" not in html.replace(f"<bdi>{old.ref.version}</bdi>", "")


def test_the_page_and_the_command_print_the_same_coverage(sign_in, capsys):
    html = sign_in(None).get("/languages").html
    for locale in ("th", "ar"):
        capsys.readouterr()
        main(["words", "coverage", "--locale", locale, "--json"])
        shown = html.split(f'<h2 class="govuk-heading-m" lang="{locale}">')[1].split("</section>")[0]
        parts = shown.split('<div class="govuk-summary-list__row">')[1:]
        rows = json.loads(capsys.readouterr().out)
        assert len(parts) == len(rows)
        for part, row in zip(parts, rows, strict=True):
            assert f"{row['share']} % translated" in part
            assert f"{row['texts']:,} text" in part
            for state, words in WORDS.items():
                assert (f"{row[state]:,} {words}" in part) == (row[state] > 0)
            assert ("Not offered yet" in part) == (row["published"] is False)
