"""From the first page to the seal."""

from datetime import UTC, datetime

from questionnaire.services import answer, people


def test_a_link_signs_in_once_and_leads_to_its_destination(app, sign_in, cast, config, database, opened):
    assessment = opened("practice")
    now = datetime.now(UTC)
    token = people.issue_link(
        database,
        cast.administrator,
        person=cast.certifier.user,
        organisation=cast.certifier.organisation,
        secret_key=config.secret_key,
        hours=1,
        destination=f"/assessments/{assessment}",
        now=now,
    )
    browser = sign_in(None)
    url = f"/sign-in/{token}"
    browser.get(url)
    page = browser.post(url, {"csrf_token": browser.token(url)})
    assert "Practice" in page.html
    assert "Chai" in page.html
    assert "has been used" in browser.get(url, status=410).html
    browser.post("/sign-out", {"csrf_token": browser.token("/account")})
    assert browser.client.get("/account").status_code == 302


def test_a_made_up_link_is_not_found(sign_in):
    sign_in(None).get("/sign-in/nonsense", status=404)


def test_a_destination_elsewhere_is_not_followed():
    from questionnaire.web.account import local

    assert local("/assessments/1?x=y") == "/assessments/1?x=y"
    assert [local(each) for each in ("https://evil.example", "//evil.example", "/\\evil", "", "/a\nb")] == [""] * 5


def test_a_contributor_answers_and_a_certifier_signs(chai, dara, opened, database, cast):
    assessment = opened("practice")
    here = f"/assessments/{assessment}"
    item = next(iter(answer.load(database, cast.certifier, assessment).instrument.items))
    assert "Answer these before you submit" in chai.get(f"{here}/check").html
    form = dara.get(f"{here}/sections/S").form()
    page = dara.post(f"{here}/sections/S", {**form.to_dict(), item: "no", "action": "next"})
    assert "Check your answers" in page.html
    assert "A certifier of your organisation" in page.html
    dara.get(f"{here}/declaration", status=403)
    page = chai.get(f"{here}/declaration")
    url = f"{here}/declaration"
    page = chai.post(url, {**page.form(url).to_dict(), "role": "  "})
    assert 'href="#role"' in page.html
    assert 'href="#declaration"' in page.html
    signed = {**page.form(url).to_dict(), "name": "ชัย", "role": "HR", "declaration": "yes"}
    page = chai.post(url, signed)
    assert "Your answers are submitted" in page.html
    assert "ชัย" in page.html
    assert "Your answers are submitted" in chai.post(url, signed).html, "a second click gets the same seal"
    page = chai.get(f"{here}/sections/S")
    assert "disabled" in page.html
    assert "data-autosave" not in page.html
    token = chai.token("/account")
    refused = chai.post(f"{here}/sections/S", {"csrf_token": token, f"rev.{item}": "1", item: "yes"}, status=409)
    assert "submitted already" in refused.html


def test_what_is_not_ready_cannot_be_signed(chai, opened):
    here = f"/assessments/{opened('practice')}"
    signed = {"csrf_token": chai.token("/account"), "name": "Chai", "role": "HR", "declaration": "yes"}
    assert "Answer these before you submit" in chai.post(f"{here}/declaration", signed).html


def test_the_list_tells_how_far_each_section_is(chai, opened, save):
    assessment = opened("all-kinds")
    assert "Not started" in chai.get(f"/assessments/{assessment}").html
    save(assessment, {"Text": "words"})
    page = chai.get(f"/assessments/{assessment}")
    assert "1 of" in page.html
    assert "Last saved on" in page.html


def test_whoever_was_sent_to_sign_in_comes_back_to_the_page(sign_in, cast, app, config, database, opened):
    browser = sign_in(None)
    wanted = f"/assessments/{opened('practice')}/check"
    assert browser.client.get(wanted, follow_redirects=True).status_code == 200
    token = people.issue_link(
        database,
        cast.administrator,
        person=cast.certifier.user,
        organisation=cast.certifier.organisation,
        secret_key=config.secret_key,
        hours=1,
        now=datetime.now(UTC),
    )
    url = f"/sign-in/{token}"
    answer = browser.client.post(url, data={"csrf_token": browser.token(url)})
    assert answer.location == wanted
