"""Tables of three readings are merged row by row: no row lost, none invented, and cells do not hold each other back."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny

from instruments.codec import from_json
from instruments.model import InstrumentRef
from instruments.problems import Code, Problem
from questionnaire.excel.workbook_apart import emptied, without
from questionnaire.excel.workbook_merge import Choice, ItemChange, Outcome, adds, compare, decided, writes_note
from questionnaire.excel.workbook_read import NOTHING, Stated, WorkbookReading
from questionnaire.excel.workbook_rows import rows_of

INSTRUMENT = tiny("table")
TABLE = INSTRUMENT.items[next(iter(INSTRUMENT.items))]
ORIGIN, HIRES, COST = "origin", "hires", "cost"  # origin is required
VALUES: Mapping[str, list[Any]] = {
    ORIGIN: ["NP", "BD"],
    HIRES: [1, 2],
    COST: [{"amount": "1", "currency": "MYR"}, {"amount": "2", "currency": "MYR"}],
}
CELLS = [(row, column) for row in ("r1", "r2") for column in VALUES]


def change(base: Any, here: Any, online: Any, **more: Any) -> ItemChange:
    ref = InstrumentRef("table", "1.0.0")
    reading = WorkbookReading(ref, "", "", "en", "", INSTRUMENT, {TABLE.id: Stated(base)}, {}, {TABLE.id: Stated(here)})
    (made,) = compare(reading, {TABLE.id: Stated(online)}, **more)
    return made


def after(made: ItemChange, choice: Choice | None = None) -> Any:
    stands, problems = decided(TABLE, made, choice, lambda _, document: f"offline: {document}")
    assert problems == ()
    return stands.document


def row(row_id: str, **cells: Any) -> dict[str, Any]:
    return {"_row": row_id} | cells


# --- Against a simple model: sets of edits -------------------------------------------------------------------------

Grid = dict[str, dict[str, Any]]  # row → column → value


def some_cells(least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    columns = st.lists(st.sampled_from(sorted(VALUES)), unique=True, min_size=least)
    return columns.flatmap(lambda keys: st.fixed_dictionaries({key: st.sampled_from(VALUES[key]) for key in keys}))


BASES = st.fixed_dictionaries({}, optional={"r1": some_cells(1), "r2": some_cells(1)})
EDITS = st.dictionaries(st.sampled_from(CELLS), st.sampled_from([None, 0, 1]), max_size=3)
GONE = st.sets(st.sampled_from(["r1", "r2"]), max_size=1)


def edited(base: Grid, edits: Mapping[tuple[str, str], int | None], gone: set[str], new: str, cells: Any) -> Grid:
    """Return what somebody makes of the base."""
    made = {row_id: dict(found) for row_id, found in base.items()}
    for (row_id, column), value in edits.items():
        if row_id in made:
            made[row_id].pop(column, None)
            made[row_id] |= {} if value is None else {column: VALUES[column][value]}
    for row_id in gone:
        made.pop(row_id, None)
    return {row_id: found for row_id, found in made.items() if found} | ({new: cells} if cells else {})


def document(grid: Grid) -> Any:
    return [row(row_id, **cells) for row_id, cells in grid.items()] or None


def grid(found: Any) -> Grid:
    return {each["_row"]: {key: cell for key, cell in each.items() if key != "_row"} for each in found or []}


def changed(base: Grid, now: Grid, row_id: str, column: str) -> bool:
    return base.get(row_id, {}).get(column) != now.get(row_id, {}).get(column)


def clashes(base: Grid, here: Grid, online: Grid) -> bool:
    """Whether both changed the same cell differently, or one took a row away in which the other changed something."""
    for row_id, column in ((each, key) for each in base for key in VALUES):
        both = changed(base, here, row_id, column) and changed(base, online, row_id, column)
        if (row_id in here) is (row_id in online) and both and changed(here, online, row_id, column):
            return True
    for one, other in ((here, online), (online, here)):
        for row_id in base:
            touched = any(changed(base, other, row_id, key) for key in VALUES)
            if row_id not in one and row_id in other and touched:
                return True
    return False


def joined(base: Grid, here: Grid, online: Grid, *, mine: bool) -> Grid:
    """Return both people's changes; where they clash, those of the file if `mine`, else those made online."""
    first, last = (online, here) if mine else (here, online)
    found: Grid = {}
    for row_id in dict.fromkeys((*online, *here)):
        by_last = row_id not in base or row_id in last
        touched = any(changed(base, last, row_id, key) for key in VALUES)
        if row_id in base and (not by_last or (row_id not in first and not touched)):
            continue
        cells = {}
        for key in VALUES:
            side = last if changed(base, last, row_id, key) or row_id not in first else first
            value = side.get(row_id, {}).get(key)
            cells |= {} if value is None else {key: value}
        found[row_id] = cells
    return found


@given(BASES, EDITS, EDITS, GONE, GONE, some_cells(), some_cells())
def test_two_people_in_one_table(
    base: Grid, mine: Any, theirs: Any, gone: set[str], lost: set[str], new: Any, other: Any
) -> None:
    here, online = edited(base, mine, gone, "h1", new), edited(base, theirs, lost, "o1", other)
    made = change(document(base), document(here), document(online))
    whole = {document(base) == document(online), document(base) == document(here), document(here) == document(online)}
    if True not in whole:  # else one of them is simply taken
        assert (made.outcome is Outcome.BOTH) is clashes(base, here, online)
    if made.outcome is Outcome.BOTH:
        assert grid(after(made, Choice.HERE)) == joined(base, here, online, mine=True)
        assert grid(after(made, Choice.ONLINE)) == joined(base, here, online, mine=False)
        assert grid(after(made)) == online
    elif made.asks:
        assert grid(after(made, Choice.HERE)) == joined(base, here, online, mine=True)
        assert grid(after(made, Choice.ONLINE)) == online
        for kept in filter(None, (after(made), Choice.BOTH in made.asks and after(made, Choice.BOTH))):
            assert holds(grid(kept), online)
            assert holds(grid(kept), joined(base, here, online, mine=True))
    else:
        assert grid(after(made)) == joined(base, here, online, mine=True)


def holds(kept: Grid, other: Grid) -> bool:
    """Whether every cell of another table has a cell in what is kept."""
    return all(key in kept.get(row_id, {}) for row_id, cells in other.items() for key in cells)


@given(BASES, EDITS, EDITS, GONE, GONE, some_cells(), some_cells(), st.sampled_from([None, *Choice]))
def test_no_cell_is_invented(
    base: Grid, mine: Any, theirs: Any, gone: set[str], lost: set[str], new: Any, other: Any, choice: Choice | None
) -> None:
    here, online = edited(base, mine, gone, "h1", new), edited(base, theirs, lost, "o1", other)
    made = change(document(base), document(here), document(online))
    stands = after(made, choice if choice in made.asks else None)
    assert stands is None or from_json(TABLE, stands)[0] is not None
    for row_id, cells in grid(stands).items():
        for key, cell in cells.items():
            assert cell in (here.get(row_id, {}).get(key), online.get(row_id, {}).get(key))


@given(BASES, EDITS, EDITS, GONE, GONE, some_cells(), some_cells())
def test_what_was_decided_about_a_table_is_not_asked_again(
    base: Grid, mine: Any, theirs: Any, gone: set[str], lost: set[str], new: Any, other: Any
) -> None:
    here, online = edited(base, mine, gone, "h1", new), edited(base, theirs, lost, "o1", other)
    made = change(document(base), document(here), document(online))
    for choice in made.asks or (None,):
        stands = after(made, choice)
        again = change(document(base), document(here), stands, settled={TABLE.id: Stated(document(here))})
        assert again.outcome in {Outcome.UNCHANGED, Outcome.ONLINE}


def test_of_a_file_that_changed_since_only_what_is_new_is_asked() -> None:
    base = [row("r1", origin="NP", hires=1), row("r2", origin="BD", hires=1)]
    first = [row("r1", origin="NP", hires=1), row("r2", origin="BD", hires=2)]
    settled = {TABLE.id: Stated(first[:1])}  # r2 was emptied, and somebody chose to keep it
    made = change(base, [row("r1", origin="NP", hires=2)], base, settled=settled)
    assert made.outcome is Outcome.HERE
    assert after(made) == [row("r1", origin="NP", hires=2), base[1]]
    settled = {TABLE.id: Stated(first)}  # r2 was changed in both places, and what is online was kept
    online = [base[0], row("r2", origin="BD", hires=3)]
    made = change(base, [row("r1", origin="NP", hires=2), first[1]], online, settled=settled)
    assert made.outcome is Outcome.HERE
    assert after(made) == [row("r1", origin="NP", hires=2), online[1]]


# --- Copies of one file: new rows that share their ids -------------------------------------------------------------

COPIED = st.fixed_dictionaries({}, optional={"s1": some_cells(1), "s2": some_cells(1)})
MOST_ROWS = 5


def kept_both(made: ItemChange) -> Stated:
    stands, _full = decided(TABLE, made, Choice.BOTH, lambda _, found: f"offline: {found}")
    return stands


@given(BASES, EDITS, EDITS, COPIED, COPIED)
def test_rows_of_two_copies_are_never_mixed_and_none_is_lost_with_both(
    base: Grid, mine: Any, theirs: Any, new: Grid, other: Grid
) -> None:
    here = edited(base, mine, set(), "", {}) | new
    online = edited(base, theirs, set(), "", {}) | other
    made = change(document(base), document(here), document(online))
    met = {row_id for row_id in new if row_id in other and new[row_id] != other[row_id]}
    assert not met or made.outcome is Outcome.BOTH
    for choice in made.asks or (None,):
        stands, _full = decided(TABLE, made, choice, lambda _, found: f"offline: {found}")
        added = {row_id: cells for row_id, cells in grid(stands.document).items() if row_id not in base}
        assert all(cells in (*new.values(), *other.values()) for cells in added.values())
        assert choice is Choice.HERE or all(added[row_id] == cells for row_id, cells in other.items())
        if choice is Choice.HERE and made.outcome is Outcome.BOTH:
            assert added == other | new
        if choice is Choice.BOTH:
            said = added.values()
            assert all(cells in said or str(row(row_id, **cells)) in stands.note for row_id, cells in new.items())
            fits = len(base.keys() | online.keys() | here.keys()) + len(met) <= MOST_ROWS
            assert not fits or len(added) == len(new.keys() | other.keys()) + len(met)


@given(BASES, COPIED, COPIED)
def test_both_of_nothing_but_new_rows_writes_no_note_and_once_is_enough(base: Grid, new: Grid, other: Grid) -> None:
    here, online = base | new, base | other
    made = change(document(base), document(here), document(online))
    met = {row_id for row_id in new if row_id in other and new[row_id] != other[row_id]}
    if not met or len(here | online) + len(met) > MOST_ROWS:
        return
    stands = kept_both(made)
    assert stands.note == ""
    assert not writes_note(TABLE, made)
    for again, settled in ((here, {}), (online, {}), (online, {TABLE.id: Stated(document(here))})):
        repeated = change(document(base), document(again), stands.document, settled=settled)
        assert repeated.outcome is Outcome.ONLINE
        assert after(repeated) == stands.document


def test_a_new_row_that_its_writer_changed_since_is_asked_about() -> None:
    first = [row("s1", origin="NP", hires=1)]
    made = change(None, [row("s1", origin="NP", hires=2)], first, settled={TABLE.id: Stated(first)})
    assert made.outcome is Outcome.BOTH
    assert after(made, Choice.HERE) == made.here.document


def test_a_row_kept_beside_another_and_changed_since_stays_as_it_is() -> None:
    here, online = [row("s1", origin="BD")], [row("s1", origin="NP")]
    first, second = kept_both(change(None, here, online)).document
    theirs = [first, second | {"hires": 2}]
    again = kept_both(change(None, here, theirs))
    assert again.document[:2] == theirs
    assert [each["origin"] for each in again.document] == ["NP", "BD", "BD"]


def test_rows_that_only_went_out_are_not_repeated_in_a_note() -> None:
    base = [row("r1", origin="NP", hires=1)]
    made = change(base, [*base, row("s1", origin="BD")], [row("r1", origin="NP", hires=2), row("s1", origin="NP")])
    stands = kept_both(made)
    assert stands.note == ""
    assert [each["origin"] for each in stands.document] == ["NP", "NP", "BD"]


def test_a_full_table_keeps_the_row_of_the_file_in_the_note_and_says_so() -> None:
    base = [row(f"r{number}", origin="NP") for number in range(4)]
    made = change(base, [*base, row("s1", origin="BD")], [*base, row("s1", origin="NP")])
    stands, problems = decided(TABLE, made, Choice.BOTH, lambda _, found: f"offline: {found}")
    assert stands == Stated(made.online.document, f"offline: {[row('s1', origin='BD')]}")
    assert problems == (Problem.of(Code.TOO_MANY_ROWS, TABLE.id, limit=MOST_ROWS),)
    assert writes_note(TABLE, made)


# --- Examples ------------------------------------------------------------------------------------------------------


def test_a_row_added_here_and_one_added_online_are_two_rows() -> None:
    first = row("r1", origin="NP")
    made = change([first], [first, row("h1", origin="BD")], [first, row("o1", origin="NP")])
    assert made.outcome is Outcome.HERE
    assert after(made) == [first, row("o1", origin="NP"), row("h1", origin="BD")]


def test_only_the_cell_that_both_changed_is_asked_about() -> None:
    base = [row("r1", origin="NP", hires=1)]
    made = change(base, [row("r1", origin="NP", hires=2, cost=VALUES[COST][0])], [row("r1", origin="NP", hires=3)])
    assert made.outcome is Outcome.BOTH
    assert adds(TABLE, made)
    assert after(made, Choice.ONLINE) == [row("r1", origin="NP", hires=3, cost=VALUES[COST][0])]
    assert after(made, Choice.HERE) == [row("r1", origin="NP", hires=2, cost=VALUES[COST][0])]


def test_a_remark_holds_only_the_rows_that_are_not_kept() -> None:
    base = [row("r1", origin="NP", hires=1), row("r2", origin="BD")]
    here = [row("r1", origin="NP", hires=2), row("r2", origin="BD", hires=2)]
    made = change(base, here, [row("r1", origin="NP", hires=3), row("r2", origin="BD")])
    stands, _ = decided(TABLE, made, Choice.BOTH, lambda _, document: str([each["_row"] for each in document]))
    assert stands.document == [row("r1", origin="NP", hires=3), row("r2", origin="BD", hires=2)]
    assert stands.note == "['r1']"


def test_a_row_emptied_in_the_file_and_one_added_leave_three_ways() -> None:
    base = [row("r1", origin="NP"), row("r2", origin="BD")]
    made = change(base, [row("r1", origin="NP"), row("h1", origin="NP")], base)
    assert made.outcome is Outcome.MIXED
    assert after(made, Choice.ONLINE) == base
    assert after(made, Choice.HERE) == [row("r1", origin="NP"), row("h1", origin="NP")]
    assert after(made, Choice.BOTH) == [*base, row("h1", origin="NP")]


def test_rows_that_give_way_to_a_statement_ask_first() -> None:
    kind = tiny("when-in-row").items
    table = next(item for item in kind.values() if type(item.kind).__name__ == "Table")
    ref = InstrumentRef("when-in-row", "1.0.0")
    base = Stated([row("r1", payer="worker")])
    reading = WorkbookReading(ref, "", "", "en", "", tiny("when-in-row"), {table.id: base}, {}, {table.id: Stated([])})
    (made,) = [each for each in compare(reading, {table.id: base}) if each.item == table.id]
    assert made.outcome is Outcome.EMPTIED


def test_more_rows_together_than_the_table_takes_are_chosen_between() -> None:
    base = [row(f"r{number}", origin="NP") for number in range(4)]
    here, online = [*base, row("h1", origin="BD")], [*base, row("o1", origin="BD")]
    made = change(base, here, online)
    assert made.outcome is Outcome.BOTH
    assert after(made, Choice.HERE) == here
    assert after(made, Choice.ONLINE) == online


def test_what_a_seal_made_by_anybody_calls_rows_may_be_none() -> None:
    for document in ([{"_row": [1]}], [{}], [1], [], {"state": "dont_know"}, "rows"):
        assert rows_of(document) is None
    assert rows_of(None) == {}


# --- What cannot be taken ------------------------------------------------------------------------------------------


def test_a_wrong_cell_stays_as_it_was_and_the_rest_is_taken() -> None:
    base = Stated([row("r1", origin="NP", hires=1)])
    here = Stated([row("r1", origin="BD"), row("h1", origin="NP")], "a note")
    taken = without(TABLE, here, base, {"T/r1/hires", "T/h1/hires"})
    assert taken.stated == Stated([row("r1", origin="BD", hires=1), row("h1", origin="NP")], "a note")
    assert taken.out == frozenset()


def test_a_new_row_stays_out_without_its_required_cell() -> None:
    here = Stated([row("h1", hires=1), row("h2", origin="NP")])
    taken = without(TABLE, here, NOTHING, {"T/h1/origin"})
    assert taken.stated == Stated([row("h2", origin="NP")])
    assert taken.out == {("h1", "origin")}


def test_a_row_that_was_there_keeps_its_required_cell_when_the_new_one_is_wrong() -> None:
    base = Stated([row("r1", origin="NP", hires=1)])
    taken = without(TABLE, Stated([row("r1", hires=2)]), base, {"T/r1/origin"})
    assert taken.stated == Stated([row("r1", origin="NP", hires=2)])
    assert taken.out == frozenset()


def test_a_row_that_was_there_stays_as_it_was_when_its_required_cell_was_emptied() -> None:
    base = Stated([row("r1", origin="NP", hires=1), row("r2", hires=1), row("r3", origin="NP")])
    here = Stated([row("r1", hires=2), row("r2", hires=2)])
    lacking = emptied(TABLE, here.document, base.document)
    assert lacking == {"T/r1/origin"}
    taken = without(TABLE, here, base, lacking, lacking)
    assert taken.stated == Stated([base.document[0], row("r2", hires=2)])
    assert taken.out == {("r1", "origin")}


def test_what_is_wrong_with_the_whole_leaves_the_note() -> None:
    base = Stated([row("r1", origin="NP")], "before")
    here = Stated([row("r1", origin="BD")], "after")
    assert without(TABLE, here, base, {"T"}).stated == Stated(base.document, "after")
    assert without(TABLE, here, base, {"T/note"}).stated == Stated(here.document, "before")
