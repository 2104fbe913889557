"""Every page in every language: nothing in another one without a mark, no foreign digits, nothing cut or too wide."""

import ast
import json
import re
from calendar import month_name
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import pytest
from browsing import overflow, shoot
from crawling import DESK, PHONE, reachable
from playwright.sync_api import Page
from product import Product

from questionnaire.demo.story import COMPANIES
from questionnaire.wording import country_names, currency_names, direction, language_names
from questionnaire.wording.locales import PSEUDO, TRANSLATIONS, catalogued
from questionnaire.wording.rules import ANYWHERE, read_rules

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
LOCALES = catalogued(TRANSLATIONS)
NATIVE_DIGITS = {"ar", "bn"}
ASCII_DIGITS = re.compile(r"(?<![A-Za-z0-9@.:/-])[0-9]+(?![A-Za-z0-9@:/-])")
LATIN = re.compile(r"[A-Za-z]{3,}")
CODES = re.compile(
    r"\b[A-Z]{1,4}-[\w-]+|\b[\w.+-]+@[\w.-]+|sha256:\w+|\b[\w-]+@\d[\w.]*"
    r"|\d+(\.\d+){2,}|^[A-Z]{3}( – |$)|\b[A-Z]{3} (?=\d)"
)
QUOTED = re.compile("[“‘«](.*?)[”’»]")
PEOPLE = frozenset(
    word.casefold()
    for company in COMPANIES
    for name in (company.name, *(person.name for person in company.people), "General manager")
    for word in LATIN.findall(name)
)
ENGLISH = re.compile(r"\b(the|and|of|is|are|your|with|not|for|this|that|have|you)\b", re.IGNORECASE)
NAMES = [name for names in (country_names, currency_names, language_names) for _, name in names("en")]
FROM_CLDR = frozenset(LATIN.findall(" ".join((*NAMES, *month_name, "UTC", "sha256"))))

# What a person reads, without what people typed (bdi), what is marked as another language, and codes.
TEXTS = """() => {
  const own = document.documentElement.lang, found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const home = node.parentElement;
    if (home.closest('script, style, template, bdi, code, textarea, option[lang]')) continue;
    if (home.closest('[lang]').lang !== own) continue;
    const text = node.textContent.trim();
    if (text) found.push(text);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (element.closest('[lang]').lang !== own) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const text = element.getAttribute(name);
      if (text) found.push(text);
    }
  }
  return [...new Set([document.title, ...found])];
}"""

CLIPPED = """() => [...document.querySelectorAll('main *')].filter(element => {
  const style = getComputedStyle(element);
  if (!element.offsetParent || element.clientWidth <= 1 || element.clientHeight <= 1) return false;
  const clips = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  return clips && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map(element => element.outerHTML.slice(0, 160))"""


def told() -> frozenset[str]:
    """Return every text that people of the demonstration typed, and each of its lines."""
    folder = resources.files("questionnaire.demo")
    found: set[str] = set()
    for name in ("story.py", "steps.py"):
        tree = ast.parse(folder.joinpath(name).read_text())
        found |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    for sample in ("ethical-recruitment.json", "ethical-recruitment-draft.json", "gender.json"):
        found |= set(leaves(json.loads(folder.joinpath(sample).read_text())))
    return frozenset(line for text in found for line in (text, *text.splitlines()))


def leaves(node: Any) -> Iterator[str]:
    match node:
        case str():
            yield node
        case dict() | list():
            for child in node.values() if isinstance(node, dict) else node:
                yield from leaves(child)


def speak(page: Page, locale: str) -> None:
    page.select_option("#locale", locale)
    page.locator(".q-language__button").click()
    page.wait_for_function("locale => document.documentElement.lang === locale", arg=locale)


def ours(text: str, typed: frozenset[str]) -> str:
    """Return a text without what people typed: all of it, after the word for it (a note), in a title, or quoted."""
    parts = {text, *re.split(": |：", text, maxsplit=1), *text.split(" – "), *QUOTED.findall(text)}
    for part in sorted(parts & typed, key=len, reverse=True):
        text = text.replace(part, "") if LATIN.search(part) else text
    return text


def foreign(texts: Iterator[str] | list[str], locale: str, typed: frozenset[str]) -> list[str]:
    """Return the texts with Latin words or digits that have no business in this language."""
    names, wrong = read_rules(TRANSLATIONS, locale).names, []
    for text in texts:
        left = CODES.sub("", ours(text, typed))
        words = [word for word in LATIN.findall(left) if word.casefold() not in names | PEOPLE]
        digits = ASCII_DIGITS.findall(left) if locale in NATIVE_DIGITS else []
        if words or digits:
            wrong.append(f"{text[:120]} {words} {digits}")
    return wrong


def english(texts: list[str], typed: frozenset[str]) -> list[str]:
    """Return the texts with English words, for a language in Latin letters."""
    return [text for text in texts if ENGLISH.search(ours(text, typed))]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_is_whole_in_this_language(visit: Visit, locale: str) -> None:
    page = visit("Lim")
    speak(page, locale)
    typed, found, pages = told(), {}, 0
    for address, label in reachable(page, page.url):
        texts = page.evaluate(TEXTS)
        wrong = english(texts, typed) if locale == "vi" else foreign(texts, locale, typed)
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
            locale,
            direction(locale),
        ]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if overflow(page) > 0:
            wrong.append(f"{overflow(page)} pixels too wide at 320")
        wrong += page.evaluate(CLIPPED)
        shoot(page, f"{locale}-{label}-320")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        shoot(page, f"{locale}-{label}")
        pages += 1
        if wrong:
            found[address] = wrong
    assert pages > 15
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_every_text_of_every_page_can_be_translated_and_may_grow(visit: Visit, product: Product) -> None:
    """The pseudo-locale puts what goes through the catalogues into brackets, and makes it 40 % longer."""
    product.stop()
    product.environment["QUESTIONNAIRE_PSEUDO_LOCALE"] = "yes"
    product.start()
    page = visit("Lim")
    speak(page, PSEUDO)
    typed, found, pages = told(), {}, 0
    for address, label in reachable(page, page.url):
        wrong = [text for text in page.evaluate(TEXTS) if stands_outside(text, typed)]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if overflow(page) > 0:
            wrong.append(f"{overflow(page)} pixels too wide at 320")
        wrong += page.evaluate(CLIPPED)
        shoot(page, f"{PSEUDO}-{label}-320")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        pages += 1
        if wrong:
            found[address] = wrong
    assert pages > 15
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def stands_outside(text: str, typed: frozenset[str]) -> bool:
    """Whether words stand in the text that no catalogue gave; months, places and units come from CLDR."""
    left = re.sub(r"⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", "", text)
    words = LATIN.findall(ours(left, typed))
    return any(word not in FROM_CLDR | ANYWHERE and word.casefold() not in PEOPLE for word in words)
