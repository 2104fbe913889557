"""An import is taken back exactly as far as it still stands, whatever came after it, and in any order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_offline import KEY, LATER, Offline, whole
from workbook_typing import typed_into

from instruments.model import ItemId
from instruments.problems import Code, Refusal
from questionnaire.services import answer, workbook_import
from questionnaire.services.workbook_import import Choice
from questionnaire.services.workbook_undo import in_place, takeable

ITEMS = ["N", "P", "R"]


@pytest.fixture
def offline(database, cast, opened) -> Offline:
    return Offline(database, cast, opened("numbers"))


def bring(offline: Offline, cells: dict[str, Any], name: str = "a.xlsx"):
    return offline.apply(offline.stage(typed_into(offline.export(), KEY, cells), name=name))


def instead(offline: Offline, run) -> dict[str, tuple[Any, str, str]]:
    """Return what stands where an import wrote: the value, who gave it, in which file."""
    now = workbook_import.staged(offline.database, offline.cast.certifier, run.id)
    found = in_place(offline.database, offline.cast.certifier, now)
    return {str(each.item): (whole(each.stands.document), each.by_name, each.file_name) for each in found}


def test_undo_leaves_alone_what_somebody_changed_since_and_says_what_stands_there(offline):
    run = bring(offline, {"N": 6, "P": 7})
    offline.online({"N": 9})
    done = offline.undo(run).done
    assert set(done.standing) == {"N"}
    assert instead(offline, run) == {"N": (9, "Dara", "")}
    assert offline.stands() == {"N": (9, "")}
    assert offline.undo(run).done == done


def test_an_undo_that_could_put_nothing_back_says_so_and_does_nothing(offline):
    first = bring(offline, {"N": 6})
    second = bring(offline, {"N": 9}, "b.xlsx")
    with pytest.raises(Refusal) as refusal:
        offline.undo(first)
    assert [problem.code for problem in refusal.value.problems] == [Code.STALE]
    assert instead(offline, first) == {"N": (9, "Chai", "b.xlsx")}
    offline.undo(second)
    assert offline.stands() == {"N": (6, "")}


def test_what_an_import_was_built_on_can_be_taken_back_once_that_import_is(offline):
    offline.online({"N": 5})
    first = bring(offline, {"N": 6})
    offline.undo(bring(offline, {"N": 9}))
    assert offline.stands() == {"N": (6, "")}
    offline.undo(first)
    assert offline.stands() == {"N": (5, "")}


def test_what_was_left_at_first_can_be_taken_back_later(offline):
    first = bring(offline, {"N": 6, "P": 7})
    second = bring(offline, {"P": 8})
    assert set(offline.undo(first).done.standing) == {"P"}
    offline.undo(second)
    assert offline.stands() == {"P": (7, "")}
    assert not offline.undo(first).done.standing
    assert offline.stands() == {}


def test_what_somebody_typed_since_is_theirs_even_when_it_says_the_same(offline):
    run = bring(offline, {"N": 6})
    offline.online({"N": 9})
    offline.online({"N": 6})
    with pytest.raises(Refusal):
        offline.undo(run)
    assert offline.stands() == {"N": (6, "")}
    assert instead(offline, run) == {"N": (6, "Dara", "")}


def test_who_gave_what_stands_there_is_said_even_after_an_undo_put_it_there(offline):
    run = bring(offline, {"N": 6})
    offline.online({"N": 9})
    offline.undo(bring(offline, {"N": 7}))
    assert instead(offline, run) == {"N": (9, "Dara", "")}


def test_undo_ends_after_thirty_days(offline):
    run = bring(offline, {"N": 6})
    assert run.in_time(LATER + timedelta(days=30))
    with pytest.raises(Refusal) as refusal:
        offline.undo(run, now=LATER + timedelta(days=31))
    assert refusal.value.problems[0].code is Code.TOO_OLD


def test_what_was_agreed_is_open_again_once_it_is_put_back(offline):
    """Two files say the same: taking the first back leaves what the second says to be offered again."""
    offline.online({"N": 5})
    both = [typed_into(offline.export(), KEY, {"N": 6}) for _ in range(2)]
    first = offline.apply(offline.stage(both[0]))
    offline.apply(offline.stage(both[1]))
    offline.undo(first)
    offline.apply(offline.stage(both[1]))
    assert offline.stands() == {"N": (6, "")}


# --- Against a simple model ----------------------------------------------------------------------------------------

Stands = tuple[Any, int]  # a value, and whose it is: the number of an import, or ONLINE
ONLINE = -1


@dataclass
class Model:
    """Every answer belongs to whoever wrote it; an undo gives back what was there, with its owner."""

    stands: dict[str, Stands] = field(default_factory=lambda: dict.fromkeys(ITEMS, (None, ONLINE)))
    replaced: list[dict[str, Stands]] = field(default_factory=list)  # per import, what it replaced and still does

    def online(self, item: str, value: Any) -> None:
        if self.stands[item][0] != value:
            self.stands[item] = (value, ONLINE)

    def bring(self, base: dict[str, Any], file: dict[str, Any], take: set[str]) -> None:
        """Take what the file changed; where something was changed online too or is emptied, only if it is to be."""
        replaced: dict[str, Stands] = {}
        for item in ITEMS:
            here, (there, _) = file[item], self.stands[item]
            asks = there != base[item] or here is None
            if here not in (base[item], there) and (item in take or not asks):
                replaced[item], self.stands[item] = self.stands[item], (here, len(self.replaced))
        self.replaced.append(replaced)

    def undo(self, number: int) -> bool:
        """Put back; say whether anything was."""
        mine = [item for item in self.replaced[number] if self.stands[item][1] == number]
        for item in mine:
            self.stands[item] = self.replaced[number].pop(item)
        return bool(mine)

    @property
    def values(self) -> dict[str, Any]:
        return {item: value for item, (value, _) in self.stands.items()}


VALUES = st.sampled_from([None, 0, 1, 2])
SOME = st.sampled_from(ITEMS)
STEPS = st.one_of(
    st.tuples(st.just("online"), SOME, VALUES),
    st.tuples(st.just("export")),
    st.tuples(st.just("bring"), st.integers(0, 3), st.dictionaries(SOME, VALUES, min_size=1), st.sets(SOME)),
    st.tuples(st.just("undo"), st.integers(0, 3)),
)


@dataclass
class Played:
    """The product and the model, side by side."""

    offline: Offline
    model: Model = field(default_factory=Model)
    exports: list[tuple[bytes, dict[str, Any]]] = field(default_factory=list)
    runs: list[UUID] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)

    def online(self, item: str, value: Any) -> None:
        self.offline.online({item: value})
        self.model.online(item, value)

    def export(self) -> None:
        self.exports.append((self.offline.export(), self.model.values))

    def bring(self, which: int, edits: dict[str, Any], take: set[str]) -> None:
        if not self.exports:
            self.export()
        content, base = self.exports.pop(which % len(self.exports))
        file = base | edits

        def choose(change: Any) -> Choice:
            return Choice.HERE if str(change.item) in take else Choice.ONLINE

        self.runs.append(self.offline.bring(typed_into(content, KEY, edits), choose).id)
        self.model.bring(base, file, take)

    def undo(self, which: int) -> None:
        if not self.runs:
            return
        number = which % len(self.runs)
        left = bool(self.model.replaced[number])
        run = workbook_import.staged(self.offline.database, self.offline.cast.certifier, self.runs[number])
        if self.model.undo(number):
            self.undone.add(number)
            self.offline.undo(run)
        elif left and number not in self.undone:
            with pytest.raises(Refusal):
                self.offline.undo(run)
        else:
            self.offline.undo(run)

    def compare(self) -> None:
        assert {item: self.offline.stands().get(item, (None, ""))[0] for item in ITEMS} == self.model.values
        viewer, database = self.offline.cast.certifier, self.offline.database
        runs = workbook_import.imports(database, viewer, self.offline.assessment)
        stored = self.offline.load().stored
        for number, run_id in enumerate(self.runs):
            run = next(each for each in runs if each.id == run_id)
            mine = {item for item in self.model.replaced[number] if self.model.stands[item][1] == number}
            assert set(takeable(run, runs, stored)) == mine
            assert {str(each.item) for each in in_place(database, viewer, run)} == {
                item for item in self.model.replaced[number] if item not in mine
            }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=3, max_size=12))
def test_imports_edits_and_undos_in_any_order_end_as_the_model_says(
    database, cast, opened: Callable[[str], UUID], steps
):
    played = Played(Offline(database, cast, opened("numbers")))
    given_online: dict[str, list[Any]] = {item: [] for item in ITEMS}
    for name, *arguments in steps:
        getattr(played, name)(*arguments)
        played.compare()
        for item, value in played.model.values.items():
            given_online[item].append(value)
    for item, values in given_online.items():  # whatever ever stood there is in the history
        past = answer.history(database, cast.certifier, played.offline.assessment, ItemId(item))
        assert {whole(each.version.document) for each in past} | {None} >= set(values)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_imports_end_where_they_began_in_whichever_order_they_are_taken_back(offline, order):
    offline.online({"N": 5, "P": 1})
    runs = [bring(offline, {"N": 6, "P": 2}), bring(offline, {"N": 7, "R": 3})]
    for number in order:
        offline.undo(runs[number])
    offline.undo(runs[0])  # what the second one stood on, when it was the first to be taken back
    assert offline.stands() == {"N": (5, ""), "P": (1, "")}
