"""What a journey does on a page, said once."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

SHOTS = Path(__file__).parents[1] / "screenshots"
AXE = Path(__file__).parent / "node" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assessment(page: Page, number: int) -> str:
    """Return the address of the `number`-th assessment on the start page."""
    found = page.locator("main a[href*='/assessments/']").nth(number).get_attribute("href")
    assert found
    return re.sub(r"(/assessments/[0-9a-f-]+).*", r"\1", found)


def item(page: Page, name: str) -> Locator:
    """Return the part of a section page that belongs to one item."""
    return page.locator(f"[data-item='{name}']")


def choose(page: Page, name: str, value: str) -> None:
    """Choose an option of an item by its value."""
    item(page, name).locator(f"input[value='{value}']").first.check(force=True)


@contextmanager
def saving(page: Page) -> Iterator[None]:
    """Do something that saves by itself, and wait until the page says it is saved."""
    with page.expect_response(lambda reply: "/answers" in reply.url and reply.ok):
        yield
    page.wait_for_selector("[data-save-status][data-state='saved']")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page, a line each."""
    page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page for people to look at, when `make pictures` asks for them."""
    if not os.environ.get("PICTURES"):
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True, timeout=60_000)
