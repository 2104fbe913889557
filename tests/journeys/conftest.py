"""The real product as people meet it: the demonstration under gunicorn, and Debian's Chromium in front of it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from product import Product, free_port

from questionnaire import demo
from questionnaire.config import Config
from questionnaire.db.migrate import upgrade
from questionnaire.db.session import open_database

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the demonstration's story has been told once; tests copy it."""
    folder = tmp_path_factory.mktemp("told")
    config = Config.from_environment({"QUESTIONNAIRE_VAR": str(folder)})
    database = open_database(config.database_url)
    upgrade(database)
    demo.build(database, config, now=datetime.now(UTC))
    database.close()
    return folder


@pytest.fixture
def product(told: Path, tmp_path: Path) -> Iterator[Product]:
    """Return a product of this test's own."""
    folder = tmp_path / "var"
    shutil.copytree(told, folder)
    port = free_port()
    running = Product(
        folder, port, {"QUESTIONNAIRE_VAR": str(folder), "QUESTIONNAIRE_BASE_URL": f"http://127.0.0.1:{port}"}
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return Debian's Chromium; Playwright's own is never fetched."""
    path = shutil.which("chromium")
    assert path, "Chromium is needed: make packages"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Return a way to open the product signed in as somebody, in a browser context of its own."""
    contexts = []

    def open_as(name: str, **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(product.link(name))
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(f"{product.url}/")
        return page

    yield open_as
    for context in contexts:
        context.close()
