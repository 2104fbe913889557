"""What the comparison says of answers that stay as they are is true, whenever and wherever the file was made."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from tiny import tiny
from workbook_typing import typed_into

from questionnaire import wording
from questionnaire.excel.workbook import write_workbook

STAYS = "It stays as it is here."
STAY = "They stay as they are here."


@pytest.fixture
def assessment(opened):
    return opened("numbers")


def url(assessment, rest=""):
    return f"/assessments/{assessment}/workbook{rest}"


def sent(browser, assessment, content):
    form = browser.get(url(assessment)).form(url(assessment)).to_dict()
    return browser.post(url(assessment), {**form, "file": (BytesIO(content), "answers.xlsx")})


def from_the_command_line():
    """A blank workbook, sealed as the command line seals it."""
    instrument = tiny("numbers")
    return write_workbook(
        instrument,
        {},
        key=instrument.digest.encode(),
        languages=[("en", wording.translator("en", instrument))],
        locale="en",
        say=wording.gettext,
        made=datetime(2026, 11, 24, tzinfo=UTC),
    )


def test_of_a_blank_workbook_nobody_is_said_to_have_changed_anything(dara, assessment, save):
    save(assessment, {"N": 5, "P": 6})
    blank = dara.client.get(url(assessment, "/questionnaire.xlsx?answers=none")).data
    for content in (blank, from_the_command_line()):
        html = sent(dara, assessment, content).html
        assert f"2 answers here are not in the file, or differ from it. {STAY}" in html
        assert "after the file was made" not in html


def test_the_same_file_twice_says_nothing_of_changes_here(dara, assessment, config):
    out = dara.client.get(url(assessment, "/questionnaire.xlsx")).data
    content = typed_into(out, config.secret_key.encode(), {"N": 12, "P": 40})
    page = sent(dara, assessment, content)
    where = next(part.split('"')[0] for part in page.html.split('action="')[1:] if "/workbook/" in part.split('"')[0])
    dara.post(where, page.form(where))
    html = sent(dara, assessment, content).html
    assert "The file changes nothing." in html
    assert STAYS not in html
    assert STAY not in html


def test_what_was_changed_here_meanwhile_is_counted(dara, assessment, save):
    save(assessment, {"N": 5})
    content = dara.client.get(url(assessment, "/questionnaire.xlsx")).data
    save(assessment, {"N": 8})
    assert f"1 answer here is not in the file, or differs from it. {STAYS}" in sent(dara, assessment, content).html
