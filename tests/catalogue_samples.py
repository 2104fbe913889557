"""A project of the smallest kind: two pages, one instrument, and catalogues below a folder of its own."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tiny

from questionnaire.wording import files, update
from questionnaire.wording.bringing import bring_in, paired
from questionnaire.wording.rules import Rules, made
from questionnaire.wording.strings import Catalogue, Entry, catalogue_path, written

PROJECT = Path(__file__).parents[1]
DAY = date(2026, 11, 24)
PAGE = """\
def page(_, ngettext, count):
    # Translators: on a button
    _("Save")
    ngettext("{count} answer", "{count} answers", count)
    return _("Sign out")
"""
TEMPLATE = '<p>{{ _("Save") }} {{ _("<b>Look</b> at {name}") }}</p>'
NAMES: tuple[str, ...] = ("Excel", "ILO")


def thai(*, negations: tuple[str, ...] = ("*ไม่*",), no_negations: tuple[str, ...] = ("หรือไม่",)) -> Rules:
    """Return the rules of a language in other letters than ours."""
    return rules(["THAI"], negations, no_negations)


def rules(scripts: list[str], negations: tuple[str, ...] = (), no_negations: tuple[str, ...] = ()) -> Rules:
    """Return the rules of a language."""
    document = {"scripts": scripts, "negations": list(negations), "no_negations": list(no_negations)}
    return made(document | {"names": list(NAMES)})


def project(folder: Path) -> Path:
    """Make the project; return where its catalogues are."""
    shutil.copy(PROJECT / "babel.cfg", folder)
    pages = folder / "questionnaire" / "templates"
    pages.mkdir(parents=True)
    (pages.parent / "page.py").write_text(PAGE, encoding="utf-8")
    (pages / "page.html").write_text(TEMPLATE, encoding="utf-8")
    root = folder / "translations"
    root.mkdir()
    publish(folder, "1.0.0")
    return root


def publish(folder: Path, version: str, **changed: str) -> None:
    """Publish a version of the tiny instrument `texts`, with other texts for some of its items."""
    document: Any = tiny.document("texts") | {"version": version}
    for item in document["sections"][0]["items"]:
        item["text"] = changed.get(item["id"], item["text"])
    path = folder / "instruments" / "library" / "texts" / f"{version}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


def renew(root: Path, *locales: str) -> None:
    """Bring every template and catalogue up to date, and start those of new locales."""
    for template in update.templates(root.parent):
        catalogue_path(root, "", template.domain).write_bytes(written(template))
        for locale in locales:
            before = files.read(root, locale, template.domain)
            save(root, update.merged(before, template) if before else update.started(template, locale))


def save(root: Path, catalogue: Catalogue) -> Path:
    """Write a catalogue into its file."""
    path = catalogue_path(root, catalogue.locale, catalogue.domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))
    return path


def read(root: Path, locale: str, domain: str) -> Catalogue:
    """Return a catalogue that must be there."""
    found = files.read(root, locale, domain)
    assert found is not None
    return found


def translate(root: Path, locale: str, domain: str, translations: Mapping[str, str | list[str]]) -> None:
    """Put translations into a catalogue, by context or by source."""
    catalogue = read(root, locale, domain)
    done = bring_in(catalogue, paired(catalogue, translations), rules(["LATIN"]), day=DAY)
    assert done.problems == ()
    save(root, done.catalogue)


def entry(catalogue: Catalogue, name: str) -> Entry:
    """Return the last text of this context or source."""
    return next(each for each in reversed(catalogue.entries) if name in {each.context, each.source})


def with_entry(catalogue: Catalogue, changed: Entry) -> Catalogue:
    """Return the catalogue with one text as given."""
    return replace(catalogue, entries=tuple(changed if e.key == changed.key else e for e in catalogue.entries))
