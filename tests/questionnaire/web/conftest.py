"""A browser without scripts: signs in by link, reads pages strictly, posts the forms it finds on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from questionnaire.access import Viewer
from questionnaire.config import Config
from questionnaire.db.session import Database
from questionnaire.services import people, plan
from questionnaire.web import create_app
from questionnaire.web.store import KEY

VOID = {"input", "br", "link", "meta", "img", "hr", "rect", "path", "circle"}


@dataclass
class Page(HTMLParser):
    """A page read strictly: every element closed in order, every id once, every label and description with a target."""

    html: str
    stack: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        assert self.html.startswith("<!DOCTYPE html>")
        self.feed(self.html)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, attrs)
        self.elements.append((tag, dict(attrs)))
        if "template" not in self.stack:
            self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def check(self) -> None:
        (root,) = self.all("html")
        assert root["lang"]
        assert root["dir"] in {"ltr", "rtl"}
        assert len(self.all("h1")) == 1
        assert self.html.split("</head>")[0].count("<title>") == 1  # charts have titles of their own
        assert len(self.ids) == len(set(self.ids)), sorted(one for one in self.ids if self.ids.count(one) > 1)
        known = set(self.ids)
        for tag, attributes in self.elements:
            assert not {"style", "onclick", "onchange"} & attributes.keys(), (tag, attributes)
            if tag == "label" and "__row__" not in str(attributes):
                assert attributes["for"] in known, attributes
            for one in (attributes.get("aria-describedby") or "").split():
                assert one in known or "__row__" in one, one
            if tag == "a" and str(attributes.get("href")).startswith("#"):
                assert str(attributes["href"])[1:] in known, attributes
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", self.html, re.DOTALL):
            assert 'name="csrf_token"' in form

    def form(self, action: str | None = None) -> MultiDict[str, str]:
        """Return what the browser would send of the form on the page with that action (default: the section's)."""
        opening = 'id="section"' if action is None else f'action="{action}"'
        body = next(part for part in self.html.split("<form")[1:] if opening in part.split(">")[0]).split("</form>")[0]
        return controls(re.sub(r"<template.*?</template>", "", body, flags=re.DOTALL))


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.area = self.select = ""
        self.first = True

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        name = a.get("name") or ""
        match tag:
            case "input" if a.get("type") in {"radio", "checkbox"}:
                if "checked" in a:
                    self.found.append((name, a.get("value") or ""))
            case "input":
                self.found.append((name, a.get("value") or ""))
            case "textarea":
                self.area, self.first = name, True
                self.found.append((name, ""))
            case "select":
                self.select = name
                self.found.append((name, ""))
            case "option" if "selected" in a:
                self.found[-1] = (self.select, a.get("value") or "")

    def handle_data(self, data):
        if self.area:
            text = data.removeprefix("\n") if self.first else data
            self.first = False
            self.found[-1] = (self.area, self.found[-1][1] + text)

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""


def controls(html: str) -> MultiDict[str, str]:
    reader = _Controls()
    reader.feed(html)
    return MultiDict(reader.found)


@dataclass
class Browser:
    """Somebody's browser."""

    client: FlaskClient

    def get(self, url: str, status: int = 200) -> Page:
        answer = self.client.get(url, follow_redirects=True)
        assert answer.status_code == status, answer.get_data(as_text=True)
        page = Page(answer.get_data(as_text=True))
        page.check()
        return page

    def post(self, url: str, fields, status: int = 200) -> Page:
        answer = self.client.post(url, data=fields, follow_redirects=True)
        assert answer.status_code == status, answer.get_data(as_text=True)
        page = Page(answer.get_data(as_text=True))
        page.check()
        return page

    def token(self, url: str) -> str:
        return self.get(url).html.split('name="csrf_token" value="')[1].split('"')[0]

    def fetch(self, url: str, fields):
        headers = {"X-Requested-With": "fetch", "Accept": "application/json"}
        return self.client.post(url, data=fields, headers=headers)


@pytest.fixture
def backend() -> str:
    """The web is tested on the embedded database; the services below it on both."""
    return "sqlite"


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config.from_environment(
        {"QUESTIONNAIRE_VAR": str(tmp_path / "var"), "QUESTIONNAIRE_DATABASE_URL": database_url}
    )


@pytest.fixture
def app(config: Config, library: Path) -> Iterator[Flask]:
    made = create_app(config, library=library, locales=("en", "th", "vi", "bn", "zh-Hans", "ar"))
    made.config["PROPAGATE_EXCEPTIONS"] = True
    yield made
    made.extensions[KEY].close()


@pytest.fixture
def sign_in(app: Flask, database: Database, config: Config, cast):
    """Return what gives the browser of somebody signed in, or of nobody."""

    def make(viewer: Viewer | None, destination: str = "") -> Browser:
        browser = Browser(app.test_client())
        if viewer is None:
            return browser
        token = people.issue_link(
            database,
            cast.administrator,
            person=viewer.user,
            organisation=viewer.organisation,
            secret_key=config.secret_key,
            hours=1,
            destination=destination,
            now=datetime.now(UTC),
        )
        url = f"/sign-in/{token}"
        browser.post(url, {"csrf_token": browser.token(url)})
        return browser

    return make


@pytest.fixture
def chai(sign_in, cast) -> Browser:
    return sign_in(cast.certifier)


@pytest.fixture
def dara(sign_in, cast) -> Browser:
    return sign_in(cast.contributor)


@pytest.fixture
def planned(opened, save, database, cast):
    assessment = opened("roadmap-critical")
    save(assessment, {"P": "no", "M": 1})
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    plan.draft(database, cast.certifier, assessment, start=moment.date(), now=moment)
    return assessment


@pytest.fixture
def action(planned, database, cast):
    return plan.plan(database, cast.certifier, planned).rows[0]
