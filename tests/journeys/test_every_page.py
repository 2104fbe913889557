"""Every page that a person can reach: accessible by axe-core, readable at 320 pixels, light, and kept as a picture."""

import gzip
import re
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
from browsing import overflow, shoot, violations
from playwright.sync_api import Page, Response

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
MOST = 90  # kinds of page; a crawl that finds more has lost its way


def kind(address: str, assessments: list[str]) -> str:
    """Return the address with what varies between pages of one kind taken out.

    A draft and a submitted assessment show different things, so each counts; but not all the sections of each.
    """
    path = urllib.parse.urlsplit(address).path
    for number, assessment in enumerate(assessments):
        path = path.replace(assessment, f"{number}")
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", path)
    return re.sub(r"(/[1-9]/sections)/[^/]+", r"\1/X", path)


def reachable(page: Page, start: str) -> Iterator[tuple[str, str]]:
    """Yield one address of every kind of page that links lead to, breadth first."""
    page.goto(start)
    links = page.eval_on_selector_all("main a[href*='/assessments/']", "links => links.map(link => link.href)")
    assessments = [re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", link)[0] for link in links]
    waiting, seen = [start], {kind(start, assessments)}
    while waiting:
        address = waiting.pop(0)
        reply = page.goto(address)
        assert reply
        assert reply.ok, (address, reply.status)
        yield address, re.sub(r"\W+", "-", kind(address, assessments)).strip("-") or "start"
        for link in page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)"):
            target = link.partition("#")[0]
            if target.startswith(start) and kind(target, assessments) not in seen and not is_download(target):
                seen.add(kind(target, assessments))
                waiting.append(target)
        assert len(seen) < MOST, sorted(seen)


def is_download(address: str) -> bool:
    return bool(re.search(r"(\.xlsx|\.json|/download|/file)(\?|$)", address))


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
