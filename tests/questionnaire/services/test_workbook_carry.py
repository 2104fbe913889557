"""A workbook of an earlier edition comes in as far as it fits, each doubtful answer after a look, on both databases."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from workbook_by_hand import by_hand
from workbook_offline import KEY, Offline
from workbook_typing import typed_into

from instruments import catalogue
from instruments.model import InstrumentRef, ItemId
from instruments.problems import Code
from questionnaire.db.session import open_database
from questionnaire.services.workbook_import import Choice, Outcome

Edition = Callable[..., tuple[Offline, bytes]]


@pytest.fixture
def edition(database_url, library, tmp_path, cast, opened) -> Iterator[Edition]:
    """Return what makes an assessment, and a workbook of the edition before it, edited so."""
    folder = tmp_path / "library"
    shutil.copytree(library, folder)
    database = open_database(database_url, folder)

    def make(name: str, edit: Callable[[dict[str, Any]], object], answers: dict[str, Any]) -> tuple[Offline, bytes]:
        document = json.loads((folder / name / "1.0.0.json").read_text())
        edit({item["id"]: item for item in document["sections"][0]["items"]} | {"": document["sections"][0]["items"]})
        (folder / name / "0.9.0.json").write_text(json.dumps(document | {"version": "0.9.0"}))
        offline = Offline(database, cast, opened(name))
        old = catalogue.load(InstrumentRef(name, "0.9.0"), folder)
        given = {ItemId(item): answer for item, answer in answers.items()}
        return offline, by_hand(old, given, KEY, response=str(offline.assessment))

    yield make
    database.close()


def another_edition(items: Any) -> None:
    """In the edition before, N counted in another unit, P had another hint, R asked for a text, and there was a Z."""
    items["N"]["unit"] = "dozens"
    items["P"]["hint"] = "Count everybody."
    items["R"].clear()
    items["R"].update({"id": "R", "kind": "text", "text": "How did wages grow?"})
    items[""].append({"id": "Z", "kind": "text", "text": "What else?"})


TYPED = {"N": "12", "P": "40", "R": "A little", "Z": "Nothing"}


def outcomes(run) -> dict[str, Outcome]:
    return {str(change.item): change.outcome for change in run.proposed.changes}


def test_it_is_carried_over_as_far_as_it_fits_and_taken_back_exactly(edition, backend):
    offline, content = edition("numbers", another_edition, {})
    assert offline.database.writer.dialect.name == backend
    offline.online({"R": 5})
    before = offline.stands()
    run = offline.stage(typed_into(content, KEY, TYPED))
    assert outcomes(run) == {"N": Outcome.CONFIRM, "P": Outcome.NEW, "R": Outcome.REFUSED}
    assert [problem.code for problem in run.proposed.problems] == [Code.NOT_CARRIED]
    done = offline.apply(run, {"N": Choice.HERE})
    assert offline.stands() == before | {"N": (12, ""), "P": (40, "")}
    offline.undo(done)
    assert offline.stands() == before


@pytest.mark.parametrize(
    ("choice", "stands"),
    [(Choice.HERE, (12, "")), (Choice.ONLINE, None), (Choice.BOTH, (None, "offline: 12")), (None, None)],
)
def test_an_answer_to_a_question_that_changed_is_taken_after_a_look_only(edition, choice, stands):
    offline, content = edition("numbers", another_edition, {})
    run = offline.stage(typed_into(content, KEY, {"N": "12"}))
    offline.apply(run, {"N": choice} if choice else {})
    assert offline.stands().get("N") == stands


def test_rows_of_an_earlier_edition_meet_the_rows_of_today(edition):
    def one_column_more(items: Any) -> None:
        items["T"]["columns"].append({"id": "agent", "kind": "text", "text": "Which agent?"})

    offline, content = edition("table", one_column_more, {})
    offline.online({"T": [{"_row": "o1", "origin": "LK"}]})
    cells = {"T.n1.origin": "NP", "T.n1.agent": "Somebody", "T.n2.origin": "BD", "T.n2.hires": "a few"}
    run = offline.stage(typed_into(content, KEY, cells))
    assert outcomes(run) == {"T": Outcome.CONFIRM}
    assert [problem.code for problem in run.proposed.problems] == [Code.NOT_A_NUMBER]
    offline.apply(run, {"T": Choice.HERE})
    assert offline.load().document(ItemId("T")) == [
        {"_row": "o1", "origin": "LK"},
        {"_row": "n1", "origin": "NP"},
        {"_row": "n2", "origin": "BD"},
    ]
