"""The documentation is a tested artefact: what it lists is complete, what it shows is real, where it points exists."""

import argparse
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import tiny

from instruments.model import ItemId, NotApplicable
from instruments.parse import parse
from instruments.problems import Code
from questionnaire.cli import _parser
from questionnaire.config import PREFIX, SETTINGS
from scoring.output import two_places
from scoring.score import score

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), PROJECT / "README.md", PROJECT / "CHANGES.md"])
BUILT = runpy.run_path(str(DOCS / "build.py"))
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


# --- What comes from the code --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BUILT["pages"](), ids=named)
def test_a_page_shows_what_the_code_says_now(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert path.read_text(encoding="utf-8") == BUILT["renewed"](path), "run: make docs"


@pytest.mark.parametrize("code", Code)
def test_every_problem_code_is_explained(code: Code) -> None:
    assert f"| `{code}` |" in page("problems.md")


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_every_setting_is_explained(name: str) -> None:
    assert f"| `{PREFIX}{name}` |" in page("settings.md")


def commands() -> dict[str, argparse.ArgumentParser]:
    found = next(action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("name", commands())
def test_every_command_has_a_heading_and_every_option_is_named(name: str) -> None:
    text = page("command-line.md")
    assert re.search(rf"^## (.* and )?{name}( and .*)?:", text, re.MULTILINE)
    options = {option for action in commands()[name]._actions for option in action.option_strings}
    missing = {option for option in options - {"-h", "--help", "--output"} if option not in text}
    assert not missing


# --- Links ---------------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as the usual renderers name them."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), target
        assert not anchor or anchor[1:] in anchors(found), anchor


@pytest.mark.parametrize("path", [path for path in PAGES if path.parent.name != "adr"], ids=named)  # these tell history
def test_every_file_that_is_named_exists(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    for name in re.findall(r"`((?:docs|instruments|scoring|forms|questionnaire|tests)/[\w./-]+)`", text):
        assert (PROJECT / name).exists(), name


# --- Examples ------------------------------------------------------------------------------------------------------


def test_the_small_instrument_of_the_format_page_can_be_used() -> None:
    document = next(block for block in blocks("instrument-format.md", "json") if '"sections"' in block)
    instrument, faults = parse(json.loads(document))
    assert faults == ()
    assert instrument is not None


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page(name), re.DOTALL)


def test_the_worked_example_is_what_the_code_computes() -> None:
    instrument = tiny.tiny("worked-example")
    rows = re.findall(r"^\| (E\d) \| (\d) \| (.+?) \|", page("scoring.md"), re.MULTILINE)
    assert [(item, int(weight)) for item, weight, _ in rows] == [(i.id, i.weight) for i in instrument.items.values()]
    answers: dict[ItemId, Any] = {
        ItemId(item): NotApplicable("no-housing") if level == "not applicable" else int(level)
        for item, _, level in rows
    }
    card = score(instrument, answers)
    section = card.sections[0]
    assert f"| **sum** | | | **{section.points}** | **{section.possible}** |" in page("scoring.md")
    assert f"**{two_places(card.practice)}**" in page("scoring.md")
    assert card.practice == Fraction(100 * 38, 60)
    assert card.headline == "immediate-action"


def test_the_first_people_can_be_made_as_operations_says(tmp_path: Path) -> None:
    invite = next(block for block in blocks("operations.md", "sh") if "questionnaire invite" in block)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {"QUESTIONNAIRE_VAR": str(tmp_path / "var"), "PYTHONPATH": str(PROJECT)}
    for line in ("init-db", invite.replace("\\\n", " ").partition("questionnaire ")[2]):
        command = [sys.executable, "-m", "questionnaire.cli", *shlex.split(line)]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in/\S+\n", done.stdout)


def test_a_receipt_is_verified_as_the_pages_show(tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    receipt.write_text(BUILT["output"]("questionnaire receipt questionnaire/demo/gender.json"))
    shown = BUILT["output"](f"questionnaire verify-receipt {receipt} questionnaire/demo/gender.json")
    assert shown in page("command-line.md")
    assert shown in page("analysts.md")


# --- The reader ----------------------------------------------------------------------------------------------------


def test_every_page_can_be_found_from_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for path in DOCS.glob("*.md"):
        assert f"(docs/{path.name})" in readme
