"""Tables and their cells come back row by row, into the product and out of it again."""

import json
import shutil
from typing import Any

import pytest
from workbook_offline import KEY, NOW, Offline
from workbook_typing import controls, typed_into

from instruments.model import InstrumentRef, ItemId
from instruments.problems import Code
from questionnaire.db.session import open_database
from questionnaire.services.invite import open_assessment
from questionnaire.services.workbook_import import Choice, Outcome

NEPAL, BANGLADESH = {"_row": "r1", "origin": "NP", "hires": 3}, {"_row": "r2", "origin": "BD"}


@pytest.fixture
def offline(database, cast, opened) -> Offline:
    offline = Offline(database, cast, opened("table"))
    offline.online({"T": [NEPAL, BANGLADESH]})
    return offline


def row(content: bytes, number: int) -> str:
    """Return the id of a row of the table's sheet: the first two went out."""
    return list(dict.fromkeys(name.split(".")[1] for name in controls(content, KEY) if name.count(".") >= 2))[number]


def stands(offline: Offline) -> dict[str, dict[str, Any]]:
    document = offline.load().document(ItemId("T")) or []
    return {each["_row"]: {key: cell for key, cell in each.items() if key != "_row"} for each in document}


def test_rows_typed_in_both_places_all_arrive_and_go_again(offline):
    content = offline.export()
    new = row(content, 2)
    typed = typed_into(content, KEY, {"T.r2.hires": 4, f"T.{new}.origin": "NP"})
    offline.online({"T": [NEPAL | {"hires": 5}, BANGLADESH, {"_row": "o1", "origin": "LK"}]})
    before = stands(offline)
    run = offline.stage(typed)
    assert [change.outcome for change in run.proposed.changes] == [Outcome.HERE]
    done = offline.apply(run)
    assert stands(offline) == {
        "r1": {"origin": "NP", "hires": 5},
        "r2": {"origin": "BD", "hires": 4},
        "o1": {"origin": "LK"},
        new: {"origin": "NP"},
    }
    offline.undo(done)
    assert stands(offline) == before


def test_a_wrong_cell_is_reported_the_rest_taken_and_the_corrected_file_brings_the_cell(offline):
    content = offline.export()
    new = row(content, 2)
    cells: dict[str, Any] = {"T.r1.hires": "some", "T.r2.hires": 4, f"T.{new}.origin": "Atlantis"}
    run = offline.stage(typed_into(content, KEY, cells))
    (change,) = run.proposed.changes
    assert change.outcome is Outcome.HERE
    assert [problem.code for problem in change.problems] == [Code.NOT_A_NUMBER, Code.NOT_A_COUNTRY, Code.ROW_LEFT_OUT]
    offline.apply(run)
    assert stands(offline) == {"r1": {"origin": "NP", "hires": 3}, "r2": {"origin": "BD", "hires": 4}}
    offline.online({"T": [NEPAL, BANGLADESH]})  # on purpose: what the file said of r2 was decided then
    offline.bring(typed_into(content, KEY, cells | {"T.r1.hires": 8, f"T.{new}.origin": "LK"}))
    assert stands(offline) == {"r1": {"origin": "NP", "hires": 8}, "r2": {"origin": "BD"}, new: {"origin": "LK"}}


def test_a_file_with_nothing_but_a_wrong_cell_changes_nothing_and_says_so(offline):
    run = offline.stage(typed_into(offline.export(), KEY, {"T.r1.hires": "some"}))
    assert [change.outcome for change in run.proposed.changes] == [Outcome.REFUSED]
    before = offline.load().stored
    offline.apply(run)
    assert offline.load().stored == before


@pytest.mark.parametrize(
    ("choice", "left"), [(Choice.HERE, {"r1"}), (Choice.ONLINE, {"r1", "r2"}), (None, {"r1", "r2"})]
)
def test_an_emptied_row_asks_before_it_is_removed(offline, choice, left):
    run = offline.stage(typed_into(offline.export(), KEY, {"T.r2.origin": None}))
    assert [change.outcome for change in run.proposed.changes] == [Outcome.EMPTIED]
    offline.apply(run, {"T": choice} if choice else {})
    assert set(stands(offline)) == left


def test_two_copies_of_one_workbook_do_not_undo_each_other(offline):
    """Somebody sends one export to two colleagues, and both send it back."""
    content = offline.export()
    first, second = row(content, 2), row(content, 3)
    offline.bring(typed_into(content, KEY, {"T.r1.hires": 8, f"T.{first}.origin": "LK"}))
    offline.bring(typed_into(content, KEY, {"T.r2.hires": 9, f"T.{second}.origin": "MM"}))
    assert stands(offline) == {
        "r1": {"origin": "NP", "hires": 8},
        "r2": {"origin": "BD", "hires": 9},
        first: {"origin": "LK"},
        second: {"origin": "MM"},
    }


def test_rows_that_two_copies_have_in_one_place_are_two_rows_and_go_again(offline):
    content = offline.export()
    new = row(content, 2)
    offline.bring(typed_into(content, KEY, {f"T.{new}.origin": "LK", f"T.{new}.hires": 7}))
    before = offline.load().stored[ItemId("T")].version
    second = typed_into(content, KEY, {f"T.{new}.origin": "MM"})
    run = offline.stage(second)
    assert [change.outcome for change in run.proposed.changes] == [Outcome.BOTH]
    done = offline.apply(run, {"T": Choice.BOTH})
    assert list(stands(offline).values())[2:] == [{"origin": "LK", "hires": 7}, {"origin": "MM"}]
    kept = offline.load().stored[ItemId("T")]
    assert kept.version.note == before.note
    offline.bring(second)
    assert offline.load().stored[ItemId("T")] == kept
    offline.undo(done)
    assert offline.load().stored[ItemId("T")].version == before


def test_a_full_table_says_that_a_row_is_only_in_the_note_and_it_is_not_asked_again(offline):
    content = offline.export()
    new = row(content, 2)
    more = [{"_row": f"o{number}", "origin": "NP"} for number in range(2)]
    offline.online({"T": [NEPAL, BANGLADESH, {"_row": new, "origin": "LK"}, *more]})
    second = typed_into(content, KEY, {f"T.{new}.origin": "MM"})
    before = stands(offline)
    done = offline.apply(offline.stage(second), {"T": Choice.BOTH}).done
    assert [problem.code for problem in done.left] == [Code.TOO_MANY_ROWS]
    assert stands(offline) == before
    assert "MM" in offline.load().stored[ItemId("T")].version.note
    assert not any(change.asks for change in offline.stage(second).proposed.changes)


def test_a_required_cell_emptied_in_a_row_that_went_out_leaves_the_row_and_says_so(offline):
    run = offline.stage(typed_into(offline.export(), KEY, {"T.r1.origin": None, "T.r1.hires": 9, "T.r2.hires": 4}))
    (change,) = run.proposed.changes
    assert (change.outcome, [problem.code for problem in change.problems]) == (Outcome.HERE, [Code.ROW_LEFT_OUT])
    offline.apply(run)
    assert stands(offline) == {"r1": {"origin": "NP", "hires": 3}, "r2": {"origin": "BD", "hires": 4}}


# --- Days in the future --------------------------------------------------------------------------------------------


def test_a_day_that_has_not_come_holds_back_its_cell_only(database_url, library, tmp_path, cast):
    folder = tmp_path / "library"
    shutil.copytree(library, folder)
    path = folder / "table" / "1.0.0.json"
    document = json.loads(path.read_text())
    columns = document["sections"][0]["items"][0]["columns"]
    columns.append({"id": "since", "kind": "date", "text": "Since when?", "max": "today"})
    path.write_text(json.dumps(document))
    database = open_database(database_url, folder)
    try:
        by, ref = cast.certifier, InstrumentRef("table", "1.0.0")
        opened = open_assessment(database, by, supplier=by.organisation, instrument=ref, now=NOW)
        offline = Offline(database, cast, opened)
        content = offline.export()
        one, two = row(content, 0), row(content, 1)
        cells = {f"T.{one}.origin": "NP", f"T.{one}.since": "2031-01-01", f"T.{two}.origin": "LK"}
        run = offline.stage(typed_into(content, KEY, cells | {f"T.{two}.since": "2020-01-01"}))
        (change,) = run.proposed.changes
        assert [problem.code for problem in change.problems] == [Code.TOO_LATE]
        assert "!" in change.problems[0].where
        offline.apply(run)
        assert stands(offline) == {one: {"origin": "NP"}, two: {"origin": "LK", "since": "2020-01-01"}}
    finally:
        database.close()
