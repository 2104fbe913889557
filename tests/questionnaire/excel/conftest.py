"""What the tests of workbooks share: the files as a person's program changes them."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """Return the workbook as it is after `edit`."""
    book = load_workbook(io.BytesIO(data))
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def edit() -> Callable[[bytes, Callable[[Workbook], object]], bytes]:
    return edited


@pytest.fixture(scope="session")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, str], bytes]:
    """Return what LibreOffice makes of a workbook: `xlsx` again, or `pdf`."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is needed: run make packages")
    folder = tmp_path_factory.mktemp("office")

    def convert(data: bytes, form: str) -> bytes:
        given, made = folder / "given.xlsx", folder / "made"
        given.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", form, "--outdir", made, given]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (made / f"given.{form}").read_bytes()

    return convert
