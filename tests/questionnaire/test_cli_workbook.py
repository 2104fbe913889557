"""From the command line, a questionnaire goes out as a workbook and comes back as a response, or says why not."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from workbook_typing import MADE, typed_into

from instruments import catalogue, response
from questionnaire import wording
from questionnaire.cli import main
from questionnaire.excel.cells import Book
from questionnaire.excel.seal import claimed, read_seal, write_seal
from questionnaire.excel.settings import setting
from questionnaire.excel.upload import read_upload
from questionnaire.excel.workbook import PURPOSE

DATA = Path(__file__).parents[1] / "data" / "instruments"
NUMBERS = DATA / "numbers.json"
KEY = catalogue.load_file(NUMBERS).digest.encode()
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("blank") / "numbers.xlsx"
    assert main(["workbook", str(NUMBERS), "-o", str(path)]) == 0
    return path.read_bytes()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "response.json"


@pytest.fixture
def read(tmp_path: Path, target: Path) -> Callable[..., int]:
    """Read a workbook back, with the instrument file unless `options` say otherwise."""

    def run(content: bytes, *options: str) -> int:
        path = tmp_path / "answered.xlsx"
        path.write_bytes(content)
        return main(["read-workbook", str(path), "-o", str(target), *(options or ("--instrument", str(NUMBERS)))])

    return run


def typed(content: bytes, cells: Mapping[str, Any], then: Callable[[Workbook], object] = lambda _: None) -> bytes:
    return typed_into(content, KEY, cells, then)


def document(path: Path) -> Any:
    return json.loads(path.read_text())


def problems(capsys: Output) -> list[tuple[str, str]]:
    return [(each["code"], each["where"]) for each in json.loads(capsys.readouterr().out)["problems"]]


# --- workbook --------------------------------------------------------------------------------------------------------


def test_a_blank_workbook_is_written_and_nothing_is_printed(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "gender.xlsx"
    assert main(["workbook", "gender@1.0.0", "-o", str(path)]) == 0
    assert capsys.readouterr() == ("", "")
    book = load_workbook(path, data_only=True)
    assert book.worksheets[0]["B1"].value == "Gender checklist for recruitment and employment"
    sealed = claimed(read_upload(path.read_bytes(), last_row=6000))
    assert (sealed["instrument"], sealed["response"], sealed["answers"], sealed["notes"]) == (
        "gender@1.0.0",
        "",
        {},
        {},
    )
    assert sealed["languages"] == list(wording.available())


def test_a_workbook_is_filled_with_a_response_and_gives_it_back(
    tmp_path: Path, target: Path, capsys: Output, read: Callable[..., int]
) -> None:
    instrument = catalogue.load_file(NUMBERS)
    answers = {"N": 12, "D": {"state": "dont_know"}, "P": "25.5"}
    given = {"format": 1, "instrument": str(instrument.ref), "answers": answers, "notes": {"N": "since May\nหมายเหตุ"}}
    source, filled = tmp_path / "given.json", tmp_path / "filled.xlsx"
    source.write_text(json.dumps(given))
    assert main(["workbook", str(NUMBERS), "--response", str(source), "-o", str(filled)]) == 0
    assert capsys.readouterr() == ("", "")
    assert read(filled.read_bytes()) == 0
    assert capsys.readouterr() == (f"3 answers to {instrument.ref} are in {target}\n", "")
    found, wrong = response.read(document(target), instrument)
    assert wrong == ()
    assert found.digest == instrument.digest
    assert (document(target)["answers"], document(target)["notes"]) == (answers, given["notes"])


EVIDENCE = {"D": [{"level": 3}], "N": [{"level": 2, "name": "list.pdf", "sha256": "a" * 64}, {"level": 1}]}


@pytest.fixture
def evidenced(tmp_path: Path) -> bytes:
    """A workbook of a response with evidence."""
    answers = {"N": 12, "P": "25.5"}
    given = {"format": 1, "instrument": str(catalogue.load_file(NUMBERS).ref), "answers": answers}
    given["evidence"] = EVIDENCE
    source, path = tmp_path / "given.json", tmp_path / "evidenced.xlsx"
    source.write_text(json.dumps(given))
    assert main(["workbook", str(NUMBERS), "--response", str(source), "-o", str(path)]) == 0
    return path.read_bytes()


def test_evidence_goes_with_the_workbook_and_comes_back(
    evidenced: bytes, target: Path, read: Callable[..., int]
) -> None:
    assert read(evidenced) == 0
    assert document(target)["evidence"] == EVIDENCE
    assert read(typed(evidenced, {"N": 13})) == 0
    assert document(target)["evidence"] == EVIDENCE


def test_evidence_of_an_answer_that_was_cleared_does_not_come_back(
    evidenced: bytes, target: Path, read: Callable[..., int]
) -> None:
    assert read(typed(evidenced, {"N": None})) == 0
    assert document(target)["evidence"] == {"D": EVIDENCE["D"]}


def test_a_response_without_evidence_and_a_workbook_that_never_carried_any_have_none(
    blank: bytes, target: Path, read: Callable[..., int]
) -> None:
    assert read(blank) == 0
    assert "evidence" not in document(target)
    assert read(write_seal_anew(blank, lambda sealed: sealed.pop("evidence"), KEY)) == 0
    assert "evidence" not in document(target)


def test_evidence_that_somebody_forged_is_left_out(blank: bytes, target: Path, read: Callable[..., int]) -> None:
    forged = {"N": [{"level": 9}, {"level": 4}], "P": "much", "nowhere": [{"level": 4}]}
    assert read(write_seal_anew(blank, lambda sealed: sealed.update(evidence=forged), KEY)) == 0
    assert document(target)["evidence"] == {"N": [{"level": 4}]}


@pytest.mark.parametrize("locale", [each for each in wording.available() if each != "en"][:2])
def test_a_workbook_opens_in_the_language_asked_for_and_comes_back_in_it(
    locale: str, tmp_path: Path, target: Path, read: Callable[..., int]
) -> None:
    path = tmp_path / "other.xlsx"
    assert main(["workbook", str(NUMBERS), "--language", locale, "-o", str(path)]) == 0
    assert load_workbook(path, data_only=True).worksheets[0]["C5"].value == wording.own_name(locale)
    assert read(typed(path.read_bytes(), {"N": 7})) == 0
    assert (document(target)["language"], document(target)["answers"]) == (locale, {"N": 7})


def test_what_cannot_be_written_is_said_and_nothing_is(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "out.xlsx"
    cases = [
        ([str(NUMBERS), "--language", "tlh"], "not-a-language"),
        (["nowhere@1.0.0"], "not-found"),
        ([str(NUMBERS), "--response", "/nowhere.json"], "not-found"),
        (["gender@1.0.0", "--response", "questionnaire/demo/ethical-recruitment.json"], "wrong-instrument"),
    ]
    for arguments, code in cases:
        assert main(["workbook", *arguments, "-o", str(path)]) == 1, arguments
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"{code}  "), err
    assert not path.exists()
    assert main(["workbook", str(NUMBERS), "-o", "/nowhere/out.xlsx"]) == 1
    assert capsys.readouterr().err.startswith("cannot-write  ")


def test_an_unknown_language_is_told_the_known_ones(tmp_path: Path, capsys: Output) -> None:
    main(["workbook", str(NUMBERS), "--language", "tlh", "-o", str(tmp_path / "out.xlsx")])
    assert f"“tlh” is not on the list. Choose one of these: {'; '.join(wording.available())}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["workbook", str(NUMBERS)],
        ["workbook", "-o", "x.xlsx"],
        ["workbook", str(NUMBERS), "-o", "x.xlsx", "--json"],
        ["read-workbook", "x.xlsx"],
        ["read-workbook", "x.xlsx", "-o", "x.json", "--json", "problems"],
        ["read-workbook", "x.xlsx", "-o", "x.json", "--json=problems"],
    ],
)
def test_a_command_that_is_not_understood_says_how_it_goes(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: questionnaire")


# --- read-workbook ---------------------------------------------------------------------------------------------------


def test_what_was_typed_arrives_and_a_blank_workbook_is_an_empty_response(
    blank: bytes, read: Callable[..., int], target: Path, capsys: Output
) -> None:
    assert read(blank) == 0
    assert capsys.readouterr().out.startswith("0 answers to ")
    assert document(target)["answers"] == {}
    assert read(typed(blank, {"N": "১২", "P": "25 %", "N.note": "two\nlines"})) == 0
    assert (document(target)["answers"], document(target)["notes"]) == ({"N": 12, "P": "25"}, {"N": "two\nlines"})


def test_what_cannot_be_taken_is_printed_and_the_rest_is_written(
    blank: bytes, read: Callable[..., int], target: Path, capsys: Output
) -> None:
    content = typed(blank, {"N": "about ten", "P": 40})
    assert read(content) == 1
    out, err = capsys.readouterr()
    assert out.startswith("1 answer to ")
    assert err == ("not-a-number  A section!D4  Enter a number in figures, like 12 or 12.5. (given: about ten)\n")
    assert document(target)["answers"] == {"P": "40"}
    assert read(content, "--instrument", str(NUMBERS), "--json") == 1
    printed = json.loads(capsys.readouterr().out)
    assert (printed["instrument"], printed["answers"]) == (str(catalogue.load_file(NUMBERS).ref), 1)
    [problem] = printed["problems"]
    assert (problem["code"], problem["where"], problem["params"]) == (
        "not-a-number",
        "A section!D4",
        {"given": "about ten"},
    )


def test_json_is_all_that_is_printed_when_asked_for(blank: bytes, read: Callable[..., int], capsys: Output) -> None:
    assert read(blank, "--instrument", str(NUMBERS), "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {"instrument": str(catalogue.load_file(NUMBERS).ref), "answers": 0, "problems": []}
    assert err == ""
    assert read(b"nothing of ours", "--instrument", str(NUMBERS), "--json") == 1
    out, err = capsys.readouterr()
    assert [each["code"] for each in json.loads(out)["problems"]] == ["file-type"]
    assert err == ""


# --- Not this workbook -----------------------------------------------------------------------------------------------


def write_seal_anew(content: bytes, change: Callable[[dict[str, Any]], object], key: bytes) -> bytes:
    """Return the workbook with another sealed document, as somebody makes it who knows how."""
    book = Book(setting("en"), wording.gettext, title="x", made=MADE)
    sealed = dict(claimed(read_upload(content)))
    change(sealed)
    write_seal(book, sealed, key)
    other = load_workbook(io.BytesIO(book.finish()))["_seal"]
    mine = load_workbook(io.BytesIO(content))
    del mine["_seal"]
    sheet = mine.create_sheet("_seal")
    for row in other.iter_rows():
        for cell in row:
            sheet.cell(cell.row, cell.column).value = cell.value
    file = io.BytesIO()
    mine.save(file)
    return file.getvalue()


def in_seal(place: str, change: Callable[[str], str]) -> Callable[[Workbook], object]:
    def edit(book: Workbook) -> None:
        cell = book["_seal"][place]
        cell.value = change(str(cell.value))

    return edit


FORGED = {
    "the document": in_seal("A2", lambda text: text[:-8] + "AAAAAAA="),
    "one letter": in_seal("A2", lambda text: text[:100] + ("A" if text[100] != "A" else "B") + text[101:]),
    "the seal": in_seal("B1", lambda text: ("0" if text[0] != "0" else "1") + text[1:]),
}


@pytest.mark.parametrize("deed", FORGED)
def test_a_changed_hidden_sheet_is_detected_and_said(
    deed: str, blank: bytes, read: Callable[..., int], target: Path, capsys: Output
) -> None:
    assert read(typed(blank, {"N": 5}, FORGED[deed])) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("wrong-workbook  (the whole)  The hidden sheet of this workbook was changed")
    assert not target.exists()


def test_another_base_sealed_with_another_key_is_detected_too(
    blank: bytes, read: Callable[..., int], capsys: Output
) -> None:
    forged = write_seal_anew(blank, lambda sealed: sealed["answers"].update(N=99), b"a key of my own")
    assert read(forged) == 1
    assert "The hidden sheet of this workbook was changed" in capsys.readouterr().err


def test_a_sealed_document_that_says_nonsense_is_no_workbook_of_ours(
    blank: bytes, read: Callable[..., int], capsys: Output
) -> None:
    for change, words in (
        (lambda sealed: sealed.update(cells="many"), "is damaged"),
        (lambda sealed: sealed.pop("language_cell"), "is damaged"),
        (lambda sealed: sealed.update(purpose="plan"), "not of this sort"),
    ):
        assert read(write_seal_anew(blank, change, KEY)) == 1
        assert words in capsys.readouterr().err


def test_a_workbook_without_its_hidden_sheet_is_none_of_ours(
    blank: bytes, read: Callable[..., int], capsys: Output
) -> None:
    def cut(book: Workbook) -> None:
        del book["_seal"]

    assert read(typed(blank, {}, cut)) == 1
    assert "its hidden sheet is gone" in capsys.readouterr().err


def test_an_instrument_that_is_not_installed_is_named(
    blank: bytes, read: Callable[..., int], tmp_path: Path, target: Path, capsys: Output
) -> None:
    assert read(blank, "--json") == 1
    printed = json.loads(capsys.readouterr().out)
    assert [(each["code"], each["params"]) for each in printed["problems"]] == [
        ("not-found", {"questionnaire": str(catalogue.load_file(NUMBERS).ref)})
    ]
    assert "Name its file with --instrument." in printed["problems"][0]["text"]
    assert not target.exists()


def test_another_edition_of_an_installed_instrument_is_told_apart(
    tmp_path: Path, read: Callable[..., int], capsys: Output
) -> None:
    edition = json.loads(Path("instruments/library/gender/1.0.0.json").read_text())
    edition["title"] = "Another title"
    file, path = tmp_path / "edition.json", tmp_path / "edition.xlsx"
    file.write_text(json.dumps(edition))
    assert main(["workbook", str(file), "-o", str(path)]) == 0
    assert read(path.read_bytes(), "--json") == 1
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["params"]) == ("wrong-digest", {"questionnaire": "gender@1.0.0"})
    assert read(path.read_bytes(), "--instrument", str(file)) == 0


def test_a_workbook_of_an_installation_needs_its_key(
    blank: bytes, read: Callable[..., int], target: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "s" * 40
    content = write_seal_anew(typed(blank, {"N": 5}), lambda sealed: sealed.update(response="r-1"), secret.encode())
    assert read_seal(read_upload(content), secret.encode(), PURPOSE)["response"] == "r-1"
    assert read(content) == 1
    assert "or the file was not made here" in capsys.readouterr().err
    monkeypatch.setenv("QUESTIONNAIRE_SECRET_KEY", secret)
    assert read(content) == 0
    assert document(target)["answers"] == {"N": 5}


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "file-empty", "This file is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-type", "In Excel choose File, Save As"),
        (b"a;b\n1;2\n", "file-type", "save it as .xlsx"),
        (b"PK\x03\x04 broken", "file-unreadable", "We cannot open this file"),
        (bytes(11_000_000), "file-too-large", "The limit is 10 MB"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(
    content: bytes, code: str, words: str, read: Callable[..., int], target: Path, capsys: Output
) -> None:
    assert read(content) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{code}  ")
    assert words in err
    assert not target.exists()


def test_files_that_are_not_there_are_named(tmp_path: Path, target: Path, blank: bytes, capsys: Output) -> None:
    assert main(["read-workbook", "/nowhere.xlsx", "-o", str(target), "--json"]) == 1
    assert problems(capsys)[0][0] == "not-found"
    path = tmp_path / "blank.xlsx"
    path.write_bytes(blank)
    assert main(["read-workbook", str(path), "-o", "/nowhere/x.json", "--instrument", str(NUMBERS), "--json"]) == 1
    assert problems(capsys) == [("cannot-write", "/nowhere/x.json")]
    assert main(["read-workbook", str(path), "-o", str(target), "--instrument", "/nowhere.json", "--json"]) == 1
    assert problems(capsys)[0][0] == "not-found"
