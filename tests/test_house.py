"""The house: sizes, open ends, and the shape that newcomers rely on."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("instruments", "scoring", "forms", "questionnaire")
OPEN_ENDS = ("TO" + "DO", "FIX" + "ME")
LONGEST_MODULE = 400


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split() if (ROOT / name).exists()]


MODULES = [
    path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.parts
]


@pytest.mark.parametrize(
    "path", [p for p in MODULES if "migrations" not in p.parts], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_module_answers_one_question_in_its_first_line_and_is_not_two(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(text)), "a module's docstring says which question it answers"


def test_nothing_is_left_open() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked("*.py", "*.html", "*.js", "*.css", "*.md", "Makefile")
        for word in OPEN_ENDS
        if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    words = re.compile(r"pytest\.skip|mark\.skip|mark\.xfail|importorskip")
    assert [
        path.name for path in tracked("tests/*.py") if path != Path(__file__) and words.search(path.read_text())
    ] == []


def test_tests_have_no_packages_that_would_shadow_ours() -> None:
    assert tracked("tests/**/__init__.py", "tests/__init__.py") == []


def test_pages_run_nothing_inline_and_load_nothing_from_elsewhere() -> None:
    inline = re.compile(r"""\sstyle=|<style|\son[a-z]+="|javascript:|<script(?![^>]*\bsrc=)|(?:src|href)="https?://""")
    found = [
        f"{path.name}: {match[0]}"
        for path in tracked("questionnaire/web/templates/**/*.html", "questionnaire/web/templates/*.html")
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_vendored_file_is_what_its_list_says() -> None:
    folder = ROOT / "questionnaire" / "web" / "static" / "vendor"
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    assert (folder / "LICENSE-govuk-frontend.txt").exists()
    assert (folder / "VERSION").exists()


def test_no_mark_of_others_names_an_instrument() -> None:
    for path in tracked("instruments/library/*/*.json"):
        title = json.loads(path.read_text(encoding="utf-8"))["title"]
        assert not re.search(r"\b(IOM|CREST|IRIS)\b", title)


def test_every_dependency_is_bounded_below_and_locked() -> None:
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    required = setup.partition("install_requires =")[2].partition("\n\n")[0].split()
    assert required
    locked = {
        line.partition("==")[0].lower().replace("_", "-") for line in (ROOT / "requirements.lock").read_text().split()
    }
    for entry in required:
        name = re.split(r"[\[<>=]", entry)[0].lower()
        assert ">=" in entry, entry
        assert name in locked, entry
