"""Every page that a person can reach: accessible by axe-core, readable at 320 pixels, light, and kept as a picture."""

import gzip
import urllib.parse
from collections.abc import Callable

import pytest
from browsing import overflow, shoot, violations
from crawling import DESK, PHONE, reachable
from playwright.sync_api import Page, Response

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def test_every_page_is_accessible_and_fits_a_small_phone(visit: Visit) -> None:
    page = visit("Lim")
    start = page.url
    found: dict[str, list[str]] = {}
    pictures: set[str] = set()
    for address, label in reachable(page, start):
        wrong = violations(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if overflow(page) > 0:
            wrong.append(f"{overflow(page)} pixels too wide at 320")
        shoot(page, f"{label}-320")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        shoot(page, label)
        pictures.add(label)
        if wrong:
            found[address] = wrong
    assert len(pictures) > 15
    assert found == {}


def test_a_section_page_is_light(visit: Visit) -> None:
    page = visit("Lim")
    section = page.locator("main a[href*='/assessments/']").first.get_attribute("href")
    assert section
    context = page.context.browser.new_context(storage_state=page.context.storage_state())  # type: ignore[union-attr]
    fresh = context.new_page()
    weights: list[int] = []
    fresh.on("response", lambda reply: weights.append(weight(reply)))
    address = urllib.parse.urljoin(page.url, f"{section}/sections/P5")
    fresh.goto(address, wait_until="networkidle")
    first = sum(weights)
    weights.clear()
    fresh.goto(address, wait_until="networkidle")
    again = sum(weights)
    context.close()
    assert first < 100_000
    assert again < 15_000


def weight(reply: Response) -> int:
    """Return the bytes of a reply as a compressing proxy sends them; none when the browser had it already."""
    if reply.request.method != "GET" or reply.status != 200:
        return 0
    sizes = reply.request.sizes()
    return len(gzip.compress(reply.body())) if sizes["responseBodySize"] > 0 else 0
