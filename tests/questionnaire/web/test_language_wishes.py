"""Nobody's language is decided for them: their choice, their account, the link and the browser, in this order."""

from datetime import UTC, datetime

import pytest

from questionnaire.access import Kind, Role, Viewer
from questionnaire.cli import main
from questionnaire.demo import story
from questionnaire.services import people
from questionnaire.wording import locales

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def invited(database, cast, sign_in, config):
    """Return what gives a browser, and a link for somebody whose inviter named a language or none."""

    def make(language=""):
        home = cast.certifier.organisation
        email = f"mona{language}@example.org"
        person = people.create_person(
            database,
            cast.administrator,
            organisation=home,
            name="Mona",
            email=email,
            role=Role.CONTRIBUTOR,
            language=language,
            now=NOW,
        )
        link = people.issue_link(
            database,
            cast.administrator,
            person=person,
            organisation=home,
            secret_key=config.secret_key,
            hours=1,
            now=datetime.now(UTC),
        )
        return sign_in(None), f"/sign-in/{link}", Viewer(person, home, Kind.SUPPLIER, Role.CONTRIBUTOR)

    return make


def language_of(browser, url, accept=""):
    html = browser.client.get(url, headers={"Accept-Language": accept}, follow_redirects=True).get_data(as_text=True)
    return html.split('<html lang="')[1].split('"')[0]


def arrive(browser, url, query=""):
    token = browser.token(url + query)
    browser.post(url, {"csrf_token": token})


def test_the_language_of_the_link_survives_signing_in(invited):
    browser, url, _person = invited()
    arrive(browser, url, "?locale=bn-BD")
    assert language_of(browser, "/account", accept="th") == "bn"


def test_a_language_that_is_not_offered_is_not_kept(invited):
    browser, url, _person = invited()
    arrive(browser, url, "?locale=fr")
    assert language_of(browser, "/account", accept="th") == "th"


def test_an_account_for_which_nobody_chose_overrides_neither_link_nor_browser(invited):
    browser, url, _person = invited()
    arrive(browser, url)
    assert language_of(browser, "/account", accept="th-TH") == "th"
    assert language_of(browser, "/account?locale=zh-CN", accept="th") == "zh-Hans"


def test_the_account_comes_before_the_link_and_the_choice_in_this_browser_before_both(invited):
    browser, url, _person = invited("zh-CN")
    assert language_of(browser, url, accept="th") == "zh-Hans"  # the page of the link, before anybody is signed in
    arrive(browser, url, "?locale=bn")
    assert language_of(browser, "/account?locale=vi", accept="th") == "zh-Hans"
    browser.post("/locale", {"csrf_token": browser.token("/account"), "locale": "ar"})
    assert language_of(browser, "/account?locale=vi", accept="th") == "ar"


def test_only_a_choice_is_written_to_the_account(invited, database, opened, cast):
    def account():
        members = people.colleagues(database, cast.certifier)
        return next(member.language for member in members if member.user == person.user)

    browser, url, person = invited()
    arrive(browser, url, "?locale=th")
    page = f"/assessments/{opened('all-kinds')}/sections/S"
    said = {}
    for locale in ("th", "ar"):  # the Enter key in a box presses the button too, with the language that is there
        fields = browser.get(page).form()
        fields.setlist("action", ["locale"])
        fields.setlist("locale", [locale])
        browser.post(page, fields)
        said[locale] = account()
    assert said == {"th": "", "ar": "ar"}


def test_a_long_header_is_read_only_at_its_beginning(sign_in):
    nobody = sign_in(None)
    many = [f"{a}{b}-{c}{c}" for a in "qw" for b in "abcdefghij" for c in "ABCDEFGHIJ"]
    before = locales._read_by.cache_info().misses
    assert language_of(nobody, "/sign-in", accept=",".join([*many, "ar"])) == "en"
    assert locales._read_by.cache_info().misses - before <= 10 + len(nobody.client.application.config["LOCALES"])


@pytest.mark.parametrize("accept", ["th;q=0,ar;q=0.1", "*,th;q=0,ar;q=0.5", ",".join([*["*"] * 20, "ar;q=0.5"])])
def test_what_a_browser_refuses_is_not_given(accept, sign_in):
    assert language_of(sign_in(None), "/sign-in", accept=accept) == "ar"


def test_the_people_of_the_demonstration_have_languages_of_their_own():
    spoken = {person.name: person.language for company in story.COMPANIES for person in company.people}
    assert {spoken.pop("Malee Thongdee")} == {"th"}
    assert set(spoken.values()) == {"en"}


@pytest.mark.parametrize("language", ["", "th"])
def test_whoever_invites_may_name_the_language_and_the_link_carries_nothing_more(
    language, tmp_path, monkeypatch, capsys, database_url, sign_in
):
    monkeypatch.setenv("QUESTIONNAIRE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", database_url)
    named = ["--language", language] if language else []
    capsys.readouterr()
    assert main(["invite", "--organisation", "Pailin", "--name", "Malee", "--email", "m@example.org", *named]) == 0
    path = "/sign-in/" + capsys.readouterr().out.strip().partition("/sign-in/")[2]
    assert "?" not in path
    browser = sign_in(None)
    arrive(browser, path)
    assert language_of(browser, "/account", accept="ar") == (language or "ar")
