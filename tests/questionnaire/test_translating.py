"""`questionnaire words`: what it prints, what it writes, and the exit code it gives."""

import json
import shutil
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from catalogue_samples import PROJECT, entry, project, read, renew, save, translate, with_entry

from questionnaire.cli import main
from questionnaire.wording import coverage, locales
from questionnaire.wording.rules import rules_path
from questionnaire.wording.strings import Progress, catalogue_path

RULES = {"scripts": ["LATIN"], "negations": ["*ngu", "aku*"], "no_negations": [], "names": []}


@pytest.fixture
def root(tmp_path, monkeypatch):
    made = project(tmp_path)
    monkeypatch.setattr(locales, "TRANSLATIONS", made)
    return made


@pytest.fixture
def started(root):
    renew(root, "xh")
    rules_path(root, "xh").write_text(json.dumps(RULES))
    translate(root, "xh", "messages", {"Save": "Gcina", "Sign out": "Phuma"})
    return root


def output_of(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def found(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    return [(problem["code"], problem["where"]) for problem in output_of(capsys)["problems"]]


# --- update and new ------------------------------------------------------------------------------------------------


def test_a_new_language_costs_one_command_and_its_words(root, capsys):
    assert main(["words", "new", "ne"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "translations/ne/LC_MESSAGES/messages.po made",
        "translations/ne/LC_MESSAGES/texts.po made",
        "translations/ne/locale.json made",
    ]
    assert json.loads(rules_path(root, "ne").read_text())["scripts"] == ["DEVANAGARI"]
    assert main(["words", "update"]) == 0
    assert main(["words", "update", "--check"]) == 0
    capsys.readouterr()
    assert main(["words", "check", "--json"]) == 1
    assert found(capsys) == [("missing-key", "ne/locale.json")], "nobody has said how this language says no"


@pytest.mark.parametrize("locale", ["en", "en-XA", "nonsense", "../th"])
def test_only_a_language_that_is_known_and_not_the_source_can_be_started(root, locale, capsys):
    assert main(["words", "new", locale, "--json"]) == 1
    assert [code for code, _where in found(capsys)] == ["not-a-language"]


@pytest.mark.parametrize(
    ("given", "folder"), [("TH", "th"), ("zh-hans", "zh_Hans"), ("zh_HANS", "zh_Hans"), ("pt-br", "pt_BR")]
)
def test_a_language_has_one_folder_however_it_is_written(root, given, folder, capsys):
    assert main(["words", "new", given]) == 0
    assert [path.parent.name for path in root.glob("*/LC_MESSAGES")] == [folder]
    capsys.readouterr()
    assert main(["words", "new", folder]) == 0
    assert capsys.readouterr().out == "Everything is there.\n"


def test_starting_a_language_again_loses_nothing(started):
    before = catalogue_path(started, "xh", "messages").read_bytes()
    assert main(["words", "new", "xh"]) == 0
    assert catalogue_path(started, "xh", "messages").read_bytes() == before


def test_a_changed_source_fails_the_check_until_the_catalogues_are_renewed(started, capsys):
    assert main(["words", "update", "--check"]) == 0
    page = started.parent / "questionnaire" / "page.py"
    page.write_text(page.read_text().replace('"Sign out"', '"Sign out now"'))
    before = catalogue_path(started, "xh", "messages").read_bytes()
    assert main(["words", "update", "--check", "--json"]) == 1
    assert found(capsys) == [
        ("not-up-to-date", "translations/messages.pot"),
        ("not-up-to-date", "translations/xh/LC_MESSAGES/messages.po"),
    ]
    assert catalogue_path(started, "xh", "messages").read_bytes() == before
    assert main(["words", "update", "--json"]) == 0
    assert output_of(capsys)["renewed"] == ["translations/messages.pot", "translations/xh/LC_MESSAGES/messages.po"]
    assert main(["words", "update", "--check"]) == 0
    assert entry(read(started, "xh", "messages"), "Sign out now").progress is Progress.OUTDATED


def test_a_text_that_moves_to_another_file_is_no_difference(started):
    page = started.parent / "questionnaire" / "page.py"
    page.rename(page.with_name("moved.py"))
    assert main(["words", "update", "--check"]) == 0
    assert main(["words", "update"]) == 0
    assert entry(read(started, "", "messages"), "Sign out").places == ("questionnaire/moved.py",)


def test_a_text_that_moves_to_an_earlier_file_is_no_difference(started):
    page = started.parent / "questionnaire" / "page.py"
    page.write_text(page.read_text() + "    # Translators: at the top\n    _('Help')\n    _('Close')\n")
    assert main(["words", "update"]) == 0
    before = [each.source for each in read(started, "xh", "messages").entries]
    page.write_text(page.read_text().replace("    _('Close')\n", ""))
    (page.parent / "first.py").write_text("_('Close')\n# Translators: in the foot\n_('Help')\n")
    page.write_text(page.read_text() + "    # Translators: in the foot\n    _('Help')\n")
    assert main(["words", "update", "--check"]) == 1, "a note is new"
    assert main(["words", "update"]) == 0
    (page.parent / "first.py").rename(page.parent / "zlast.py")
    assert main(["words", "update", "--check"]) == 0
    assert main(["words", "update"]) == 0
    assert sorted(before) == sorted(each.source for each in read(started, "xh", "messages").entries)


def test_an_installed_package_has_no_sources_and_says_so(started, capsys):
    (started.parent / "babel.cfg").unlink()
    for command in (["update"], ["update", "--check"], ["new", "ne"]):
        assert main(["words", *command, "--json"]) == 1
        assert [code for code, _where in found(capsys)] == ["not-a-checkout"]


# --- coverage and check --------------------------------------------------------------------------------------------


def test_coverage_counts_what_pages_count(started, capsys):
    assert main(["words", "coverage", "--json"]) == 0
    rows = {row["catalogue"]: row for row in output_of(capsys)}
    assert rows["messages"] == {
        "locale": "xh",
        "catalogue": "messages",
        "texts": 4,
        "missing": 2,
        "outdated": 0,
        "identical": 0,
        "machine": 2,
        "reviewed": 0,
        "share": "50.0",
        "published": None,
    }
    assert coverage.interface_state("xh").machine == 2
    assert rows["gender@1.0.0"]["published"] is False
    assert rows["gender@1.0.0"]["missing"] == rows["gender@1.0.0"]["texts"] > 0
    assert main(["words", "coverage", "--locale", "xh"]) == 0
    assert "missing 2, outdated 0, identical 0, machine 2, reviewed 0" in capsys.readouterr().out
    assert main(["words", "coverage", "--locale", "zu"]) == 1


def test_a_broken_placeholder_fails_the_check(started, capsys):
    assert main(["words", "check"]) == 0
    assert capsys.readouterr().out == "No faults, no findings: xh\n"
    messages = read(started, "xh", "messages")
    save(started, with_entry(messages, replace(entry(messages, "Save"), forms=("Gcina {what}",))))
    assert main(["words", "check", "--json"]) == 1
    assert found(capsys) == [("placeholders-differ", "xh/messages Save")]


def test_findings_are_printed_and_fail_only_when_told_to(started, capsys):
    messages = read(started, "xh", "messages")
    save(started, with_entry(messages, replace(entry(messages, "Save"), forms=("Gcina 2",))))
    assert main(["words", "check", "--locale", "xh"]) == 0
    assert "numbers-differ  xh/messages Save" in capsys.readouterr().err
    assert main(["words", "check", "--strict"]) == 1


def test_a_file_that_cannot_be_read_is_said_with_its_line(started, capsys):
    path = catalogue_path(started, "xh", "messages")
    path.write_text(path.read_text() + "rubbish\n")
    assert main(["words", "check", "--json"]) == 1
    (problem,) = output_of(capsys)["problems"]
    assert (problem["code"], problem["where"]) == ("file-unreadable", "translations/xh/LC_MESSAGES/messages.po")
    assert problem["params"]["line"] == str(len(path.read_text().splitlines()))


# --- export and import ---------------------------------------------------------------------------------------------


def test_a_sheet_goes_out_and_comes_back(started, tmp_path, capsys):
    sheet = tmp_path / "xh.xlsx"
    assert main(["words", "export", "xh", "messages", "-o", str(sheet), "--only", "missing"]) == 0
    assert capsys.readouterr().out == f"2 of 4 texts are in {sheet}\n"
    book = openpyxl.load_workbook(sheet)
    tab = book["Translation"]
    row = next(cell.row for cell in tab["D"] if cell.value == "<b>Look</b> at {name}")
    tab.cell(row, 6).value = "<b>Jonga</b> u-{name}"
    tab.cell(row, 8).value = "yes"
    book.save(sheet)
    assert main(["words", "import", str(sheet), "--json"]) == 1
    assert found(capsys) == [("needs-reviewer", "--reviewed-by")]
    assert main(["words", "import", str(sheet), "--reviewed-by", "Nomsa\nM."]) == 0
    assert capsys.readouterr().out == "reviewed  <b>Look</b> at {name}\nxh/messages: 1 changed\n"
    assert entry(read(started, "xh", "messages"), "<b>Look</b> at {name}").remarks[0].startswith("reviewed: Nomsa M., ")


def test_a_po_file_goes_out_and_comes_back(started, tmp_path, capsys):
    file = tmp_path / "mine.po"
    assert main(["words", "export", "xh", "messages", "-o", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('msgstr "Phuma"', 'msgstr "Phuma ngoku"'), encoding="utf-8")
    capsys.readouterr()
    assert main(["words", "import", str(file), "--json"]) == 0
    said = output_of(capsys)
    assert (said["catalogue"], said["changed"]) == ("xh/messages", [{"text": "Sign out", "state": "machine"}])
    assert main(["words", "import", str(file), "--reviewed-by", "Nomsa"]) == 0
    assert entry(read(started, "xh", "messages"), "Sign out").progress is Progress.MACHINE, "nothing new to review"


def test_what_is_refused_is_said_and_what_is_accepted_is_written_down(started, tmp_path, capsys):
    rules_path(started, "xh").write_text(json.dumps(RULES | {"scripts": ["THAI"]}))
    file = tmp_path / "mine.po"
    main(["words", "export", "xh", "messages", "-o", str(file)])
    file.write_text(file.read_text().replace("Phuma", "Phuma ngoku"))
    capsys.readouterr()
    assert main(["words", "import", str(file), "--json"]) == 1
    codes = [code for code, _where in found(capsys)]
    assert set(codes) == {"foreign-words"}
    assert main(["words", "import", str(file), "--accept", "foreign-words"]) == 0
    assert entry(read(started, "xh", "messages"), "Sign out").remarks == ("accepted: foreign-words",)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["export", "xh", "nothing", "-o", "x.po"], "not-found"),
        (["export", "zu", "messages", "-o", "x.po"], "not-found"),
        (["export", "xh", "../../messages", "-o", "x.po"], "not-found"),
        (["export", "xh", "messages", "-o", "x.txt"], "wrong-shape"),
        (["export", "xh", "messages", "-o", "/nowhere\0/x.po"], "cannot-write"),
        (["import", "/nowhere.po"], "not-found"),
        (["import", str(PROJECT / "README.md")], "missing-key"),
    ],
)
def test_what_cannot_be_done_is_said(started, command, code, capsys):
    assert main(["words", *command]) == 1
    assert capsys.readouterr().err.startswith(code)


def test_a_zip_of_another_kind_is_refused(started, tmp_path, capsys):
    archive = shutil.make_archive(str(tmp_path / "other"), "zip", started)
    assert main(["words", "import", archive, "--json"]) == 1
    assert [code for code, _where in found(capsys)] == ["file-type"]


def test_every_language_of_ours_is_counted(capsys):
    assert main(["words", "coverage", "--json"]) == 0
    rows = output_of(capsys)
    assert {row["locale"] for row in rows} == set(locales.catalogued(locales.TRANSLATIONS))
    for row in rows:
        parts = sum(row[state] for state in coverage.STATES)
        assert row["texts"] == parts
        assert (row["published"] is None) == (row["catalogue"] == "messages")
