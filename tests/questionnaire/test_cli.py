"""The command line: what it prints, the exit code it gives, and that no input makes it raise."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from response_cases import nearly

from instruments import catalogue
from questionnaire.cli import main

DATA = Path(__file__).parents[1] / "data" / "instruments"
WORKED = DATA / "worked-example.json"


@pytest.fixture
def response(tmp_path: Path) -> Path:
    """The worked example of docs/scoring.md as a response document."""
    instrument = catalogue.load_file(WORKED)
    levels = {"E1": 4, "E3": 3, "E4": 0, "E5": 2, "E6": 4, "E7": 4, "E8": 2}
    reason = instrument.items["E2"].na_reasons[0].id  # type: ignore[index]
    answers: dict[str, Any] = levels | {"E2": {"state": "not_applicable", "reason": reason}}
    path = tmp_path / "response.json"
    path.write_text(json.dumps({"format": 1, "instrument": str(instrument.ref), "answers": answers}))
    return path


def output_of(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_the_worked_example_scores_as_documented(response: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(response), "--instrument", str(WORKED), "--json"]) == 0
    found = output_of(capsys)
    assert found["headline"] == "immediate-action"
    assert next(iter(found["sections"].values()))["practice"] == "63.33"
    keys = ["instrument", "digest", "engine", "headline", "practice", "interval", "range", "confidence", "risk"]
    assert list(found)[:14] == [*keys, "sections", "items", "critical", "roadmap", "gaps"]


def test_a_score_is_told_in_words_too(response: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(response), "--instrument", str(WORKED)]) == 0
    assert "immediate-action" in capsys.readouterr().out


def test_a_receipt_verifies_and_a_changed_one_does_not(
    response: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipt", str(response), "--instrument", str(WORKED)]) == 0
    text = capsys.readouterr().out
    receipt = tmp_path / "receipt.json"
    receipt.write_text(text)
    arguments = [str(receipt), str(response), "--instrument", str(WORKED)]
    assert main(["verify-receipt", *arguments]) == 0
    assert "follows" in capsys.readouterr().out
    receipt.write_text(text.replace('"headline":"immediate-action"', '"headline":"clear"'))
    assert main(["verify-receipt", *arguments, "--json"]) == 1
    assert [problem["where"] for problem in output_of(capsys)["problems"]] == ["/headline"]


def test_two_receipts_of_one_response_are_byte_equal(response: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        main(["receipt", str(response), "--instrument", str(WORKED), "--json"])
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_a_plan_comes_as_text_json_and_workbook(
    response: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", str(response), "--instrument", str(WORKED), "--start", "2026-01-01"]
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("2026-01-")
    workbook = tmp_path / "plan.xlsx"
    assert main([*arguments, "-o", str(workbook), "--json"]) == 0
    actions = output_of(capsys)["actions"]
    assert actions[0]["type"] == "stop-harm"
    assert len(openpyxl.load_workbook(workbook).sheetnames) >= 2


def test_what_cannot_be_written_or_read_is_said(response: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["plan", str(response), "--instrument", str(WORKED)]
    assert main([*arguments, "-o", "/nowhere/plan.xlsx"]) == 1
    assert "cannot-write" in capsys.readouterr().err
    assert main([*arguments, "--start", "soon"]) == 1
    assert "not-a-date" in capsys.readouterr().err
    assert main(["score", "/nowhere/response.json", "--json"]) == 1
    assert output_of(capsys)["problems"][0]["code"] == "not-found"
    assert main(["score", str(WORKED)]) == 1
    assert "wrong-instrument" in capsys.readouterr().err


def test_the_library_is_listed_and_passes_its_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instruments", "--json"]) == 0
    assert {entry["ref"] for entry in output_of(capsys)} >= {"ethical-recruitment@1.0.0", "gender@1.0.0"}
    assert main(["instruments"]) == 0
    assert main(["check", "--library"]) == 0
    assert main(["check"]) == 2
    assert main(["check", str(WORKED), "--library"]) == 2


def test_a_faulty_instrument_fails_its_check_with_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(WORKED.read_text())
    document["sections"][0]["items"][0]["weight"] = 9
    path = tmp_path / "faulty.json"
    path.write_text(json.dumps(document))
    assert main(["check", str(path), "--json"]) == 1
    (problem,) = output_of(capsys)["problems"]
    assert (problem["code"], problem["where"]) == ("bad-weight", "/sections/0/items/0/weight")
    assert problem["text"]


def test_comparing_an_instrument_with_itself_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "gender@1.0.0", "gender@1.0.0", "--json"]) == 0
    assert output_of(capsys)["changes"] == []


def test_a_change_that_needs_a_larger_bump_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(WORKED.read_text())
    document["sections"][0]["items"][0]["weight"] = 1
    document["version"] = "1.0.1"
    path = tmp_path / "next.json"
    path.write_text(json.dumps(document))
    assert main(["compare", str(WORKED), str(path)]) == 1
    assert "needs major, given patch" in capsys.readouterr().out


def test_a_schema_is_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", str(WORKED), "--complete"]) == 0
    assert output_of(capsys)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_validating_tells_a_draft_from_a_whole(
    response: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--instrument", str(WORKED)]
    assert main(["validate", str(response), *arguments, "--complete"]) == 0
    draft = json.loads(response.read_text())
    del draft["answers"]["E1"]
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(draft))
    assert main(["validate", str(path), *arguments]) == 0
    capsys.readouterr()
    assert main(["validate", str(path), *arguments, "--complete", "--json"]) == 1
    assert [(p["code"], p["where"]) for p in output_of(capsys)["problems"]] == [("required", "E1")]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    document=nearly(catalogue.load_file(DATA / "all-kinds.json")), raw=st.binary(max_size=40), as_bytes=st.booleans()
)
def test_no_response_document_makes_a_command_raise(
    tmp_path_factory: pytest.TempPathFactory,
    document: Any,
    raw: bytes,
    as_bytes: bool,  # noqa: FBT001
) -> None:
    path = tmp_path_factory.mktemp("response") / "response.json"
    path.write_bytes(raw if as_bytes else json.dumps(document).encode("utf-8", "surrogatepass"))
    for command in ("validate", "score", "receipt", "plan"):
        assert main([command, str(path), "--instrument", str(DATA / "all-kinds.json"), "--json"]) in {0, 1}


def test_half_a_character_is_said_and_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "response.json"
    path.write_text('{"format": 1, "instrument": "gender@1.0.0", "answers": {}, "\\udfff": 1}')
    assert main(["validate", str(path), "--json"]) == 1
    written = capsys.readouterr().out
    written.encode()
    assert json.loads(written)["problems"][0]["params"] == {"key": "\udfff"}


def test_a_file_gives_no_orders_to_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "response.json"
    path.write_text(r'{"format": 1, "instrument": "gender@1.0.0", "answers": {"\u001b[2J\nscore ok": 1}}')
    assert main(["validate", str(path)]) == 1
    written = capsys.readouterr().err
    assert "unknown-item" in written
    assert "\x1b" not in written
    assert written.count("\n") == 1


def test_a_plan_cannot_be_written_under_an_impossible_name(response: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(response), "--instrument", str(WORKED), "-o", "a\0b.xlsx"]) == 1
    assert "cannot-write" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings_", "said"),
    [
        ({"VAR": "/dev/null/var"}, "cannot be used"),
        ({"VAR": "damaged"}, "database cannot be used"),
    ],
)
def test_what_the_settings_name_may_be_unusable(
    settings_: dict[str, str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "questionnaire.db").write_bytes(b"no database" * 500)
    for name, value in settings_.items():
        monkeypatch.setenv(f"QUESTIONNAIRE_{name}", value)
    assert main(["init-db"]) == 1
    assert said in capsys.readouterr().err


def test_nobody_is_invited_before_there_are_tables_or_with_unknown_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_VAR", str(tmp_path / "var"))
    somebody = ["invite", "--organisation", "Pailin", "--name", "Malee", "--email", "malee@example.org"]
    assert main(somebody) == 1
    assert "questionnaire init-db" in capsys.readouterr().err
    assert main([*somebody, "--country", "Nowhere", "--language", "../.."]) == 1
    written = capsys.readouterr().err
    assert "not-a-country" in written
    assert "not-a-language" in written


def test_a_date_that_may_not_be_in_the_future_is_judged_by_the_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((DATA / "dates.json").read_text())
    item = document["sections"][0]["items"][0]
    item["max"] = "today"
    instrument = tmp_path / "dates.json"
    instrument.write_text(json.dumps(document))
    path = tmp_path / "response.json"
    ref = f"{document['id']}@{document['version']}"
    path.write_text(json.dumps({"format": 1, "instrument": ref, "answers": {item["id"]: "2999-01-01"}}))
    assert main(["validate", str(path), "--instrument", str(instrument), "--json"]) == 1
    assert [problem["code"] for problem in output_of(capsys)["problems"]] == ["too-late"]
