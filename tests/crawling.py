"""Every kind of page that links lead to, once."""

import re
import urllib.parse
from collections.abc import Iterator

from playwright.sync_api import Page

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
