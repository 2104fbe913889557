"""A file that is too large, or no workbook, is refused in words that fit a workbook, with the limit that was said."""

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from questionnaire.excel.upload import LARGEST_FILE, LARGEST_SAID
from questionnaire.web.security import LARGEST_FORM


@pytest.fixture
def assessment(opened):
    return opened("numbers")


def send(browser, address, content, status=200):
    """Send a file as a browser does; the client of the framework would leave its temporary copy open."""
    fields = {**browser.get(address).form(address).to_dict(), "file": FileStorage(BytesIO(content), "answers.xlsx")}
    body, _, boundary = stream_encode_multipart(fields, use_tempfile=False)
    sort = f'multipart/form-data; boundary="{boundary}"'
    answer = browser.client.post(address, data=body.read(), content_type=sort)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("place", ["workbook", "plan/import"])
def test_the_limit_is_one_number_before_and_after_however_large_the_file_is(place, dara, assessment):
    address = f"/assessments/{assessment}/{place}"
    assert f"An .xlsx file of up to {LARGEST_SAID}." in dara.get(address).html
    page = send(dara, address, b"PK" + bytes(LARGEST_FILE))
    assert f"This file is too large. The limit is {LARGEST_SAID}." in page
    page = send(dara, address, b"PK" + bytes(LARGEST_FILE + LARGEST_FORM), status=413)
    assert f"The limit is {LARGEST_SAID}." in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "In Excel choose File, Save As"),
        (b"question;answer\n1;2\n", "save it as .xlsx"),
        (b"%PDF-1.7\n", "Choose the .xlsx file that you downloaded"),
    ],
)
def test_a_file_of_another_type_is_told_how_to_become_a_workbook(content, words, dara, assessment):
    page = send(dara, f"/assessments/{assessment}/workbook", content)
    assert words in page
    assert "PDF, an image" not in page
