"""A person answers in a browser: by mouse, by keyboard alone, without JavaScript, through a crash."""

import urllib.parse
from collections.abc import Callable

import pytest
from browsing import assessment, choose, item, saving, shoot
from playwright.sync_api import Page
from product import Product

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
DRAFT, GENDER, FIRST = 0, 1, 2


def test_every_change_saves_itself_and_is_there_on_return(visit: Visit) -> None:
    page = visit("Nurul")
    section = f"{assessment(page, DRAFT)}/sections/P2"
    page.goto(page.url.rstrip("/") + section)
    with saving(page):
        choose(page, "ER-2-07", "partly")
    shoot(page, "section-saved")
    page.reload()
    assert item(page, "ER-2-07").locator("input[value='partly']").is_checked()


def test_what_is_now_asked_appears_without_a_reload(visit: Visit) -> None:
    page = visit("Nurul")
    page.goto(page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/P2")
    follow_up = item(page, "ER-2-05-F")
    assert not follow_up.is_visible()
    with saving(page):
        choose(page, "ER-2-05", "no")
    follow_up.wait_for(state="visible")
    with saving(page):
        choose(page, "ER-2-05", "yes")
    follow_up.wait_for(state="hidden")


def test_thai_and_arabic_notes_come_back_as_typed(visit: Visit) -> None:
    page = visit("Nurul")
    page.goto(page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/P2")
    for name, text in (("ER-2-07", "เก็บหนังสือเดินทางไว้เอง"), ("ER-2-08", "العمال يحتفظون بجوازاتهم <b>&</b>")):
        box = item(page, name)
        box.locator("details", has=page.locator("textarea")).locator("summary").first.click()
        with saving(page):
            box.locator("textarea").first.fill(text)
            box.locator("textarea").first.blur()
    page.reload()
    assert item(page, "ER-2-08").locator("textarea").first.input_value() == "العمال يحتفظون بجوازاتهم <b>&</b>"
    assert item(page, "ER-2-07").locator("textarea").first.input_value() == "เก็บหนังสือเดินทางไว้เอง"


def test_what_the_page_called_saved_survives_a_power_cut(visit: Visit, product: Product) -> None:
    page = visit("Nurul")
    address = page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/P2"
    page.goto(address)
    for name, value in (("ER-2-07", "no"), ("ER-2-08", "yes"), ("ER-2-05", "no")):
        with saving(page):
            choose(page, name, value)
    product.kill()
    product.start()
    page.goto(address)
    for name, value in (("ER-2-07", "no"), ("ER-2-08", "yes"), ("ER-2-05", "no")):
        assert item(page, name).locator(f"input[value='{value}']").first.is_checked()


def test_what_is_typed_while_the_server_is_away_is_saved_when_it_is_back(visit: Visit, product: Product) -> None:
    page = visit("Nurul")
    address = page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/P2"
    page.goto(address)
    product.kill()
    choose(page, "ER-2-07", "no")
    page.wait_for_selector("[data-save-status][data-state='retrying']")
    with page.expect_response(lambda reply: "/answers" in reply.url and reply.ok, timeout=60_000):
        product.start()
    page.wait_for_selector("[data-save-status][data-state='saved']")
    page.reload()
    assert item(page, "ER-2-07").locator("input[value='no']").first.is_checked()


def test_a_section_can_be_answered_without_javascript(visit: Visit) -> None:
    page = visit("Nurul", java_script_enabled=False)
    address = page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/P2"
    page.goto(address)
    item(page, "ER-2-07").locator("input[value='no']").first.check(force=True)
    item(page, "ER-2-05").locator("input[value='no']").first.check(force=True)
    page.locator("form button[type=submit]", has_text="Save and continue").click()
    page.goto(address)
    assert item(page, "ER-2-07").locator("input[value='no']").first.is_checked()
    assert item(page, "ER-2-05-F").is_visible()
    shoot(page, "section-without-javascript")


def test_a_table_grows_and_shrinks_without_javascript(visit: Visit) -> None:
    page = visit("Nurul", java_script_enabled=False)
    address = page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/profile"
    page.goto(address)
    rows = item(page, "PR-09").locator("[data-row]")
    before = rows.count()
    with page.expect_navigation():
        item(page, "PR-09").locator("button[data-add-row]").click()
    assert item(page, "PR-09").locator("[data-row]").count() == before + 1
    with page.expect_navigation():
        item(page, "PR-09").locator("button[data-remove-row]").last.click()
    assert item(page, "PR-09").locator("[data-row]").count() == before


def test_a_section_can_be_answered_by_keyboard_alone(visit: Visit) -> None:
    page = visit("Nurul")
    page.goto(page.url.rstrip("/") + f"{assessment(page, DRAFT)}/sections/P2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-item]')?.dataset.item") == "ER-2-07":
            break
    with saving(page):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.checked")


def test_two_colleagues_answers_are_shown_side_by_side(visit: Visit) -> None:
    one, other = visit("Nurul"), visit("Prakash")
    address = one.url.rstrip("/") + f"{assessment(one, DRAFT)}/sections/P2"
    one.goto(address)
    other.goto(address)
    with saving(one):
        choose(one, "ER-2-07", "no")
    choose(other, "ER-2-07", "partly")
    other.wait_for_selector("[data-item='ER-2-07'] a[href*='conflicts']")
    other.goto(one.url.split("/sections")[0] + "/conflicts")
    shoot(other, "conflict")
    assert "Nurul" in other.locator("main").inner_text()


def test_the_enter_key_in_a_box_presses_the_button_of_its_form_and_not_the_language(visit: Visit) -> None:
    page = visit("Lim")
    page.goto(urllib.parse.urljoin(page.url, f"{assessment(page, 0)}/plan/new"))
    page.fill("[name=text]", "Give the passports back")
    page.check("input[name=type][value=stop-harm]", force=True)
    page.fill("[name=owner]", "Nurul")
    page.press("[name=owner]", "Enter")
    page.wait_for_url("**/plan/actions/**")
    assert page.input_value("[name=owner]") == "Nurul"
