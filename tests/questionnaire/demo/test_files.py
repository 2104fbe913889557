"""The files that stand in for evidence are real ones."""

import subprocess
from pathlib import Path

import pytest

from questionnaire.demo.files import pdf, png
from questionnaire.demo.steps import AGREEMENTS, RETURNED
from questionnaire.demo.story import FIRST, GENDER, SECOND, File
from questionnaire.services.sniff import sniff

FILES = (*FIRST.files, *GENDER.files, *SECOND.files, AGREEMENTS, RETURNED)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_what_its_name_says(file: File) -> None:
    kind, problems = sniff(file.name, file.content(), limit=10_000)
    assert (kind, problems) == (file.name.rpartition(".")[2], ())


def test_a_page_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf("Found: (23) of 640", "Back\\slash"))
    shown = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True)
    assert shown.stdout.split("\n")[:2] == ["Found: (23) of 640", "Back\\slash"]
    assert shown.stderr == ""


def test_a_picture_is_the_same_every_time() -> None:
    assert png(1, 2, 3) == png(1, 2, 3) != png(3, 2, 1)
