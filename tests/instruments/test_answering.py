"""The state of every item: what a condition decides, what stays open, and what is wrong with the answers together."""

from collections.abc import Sequence
from dataclasses import replace

from expression_cases import SCOPE
from hypothesis import given
from hypothesis import strategies as st

from instruments.answering import (
    asked_only,
    check,
    completeness,
    dependants,
    has_errors,
    is_draft,
    restand,
    stand,
)
from instruments.evaluation import UNKNOWN
from instruments.expressions import Expression, Scope, parse_expression
from instruments.model import (
    Answer,
    Check,
    DontKnow,
    Instrument,
    InstrumentRef,
    Item,
    ItemId,
    Note,
    Number,
    NumberForm,
    Practice,
    Row,
    Section,
    Severity,
    State,
    Table,
)
from instruments.problems import Code


def condition(document: object, *items: Item, columns: Sequence[Item] = ()) -> Expression:
    scope = Scope({item.id: item for item in items}, {column.id: column for column in columns})
    expression, _, problems = parse_expression(document, scope)
    assert expression is not None, problems
    return expression


def practice(name: str, relevant: Expression | None = None, *, required: bool = True) -> Item:
    return Item(ItemId(name), Practice(), name, relevant=relevant, required=required)


def instrument(*sections: Section, checks: tuple[Check, ...] = ()) -> Instrument:
    return Instrument(InstrumentRef("tiny", "1.0.0"), "sha256:0", "en", "Tiny", sections, checks=checks)


A = practice("A")
B = practice("B", condition({"==": [{"var": "A"}, "yes"]}, A))
C = practice("C", condition({"!=": [{"var": "B"}, "no"]}, A, B))
CHAIN = instrument(Section("S", "S", scored=True, items=(A, B, C)))


def states(given_instrument: Instrument, **answers: Answer) -> list[State]:
    return list(stand(given_instrument, {ItemId(k): v for k, v in answers.items()}).states.values())


def test_before_anything_is_answered_what_depends_on_it_is_undetermined() -> None:
    assert states(CHAIN) == [State.UNANSWERED, State.UNDETERMINED, State.UNDETERMINED]


def test_an_item_that_is_not_asked_has_the_value_null() -> None:
    assert states(CHAIN, A="no") == [State.ANSWERED, State.NOT_ASKED, State.UNANSWERED]


def test_dont_know_is_an_answer_and_null() -> None:
    assert states(CHAIN, A=DontKnow()) == [State.ANSWERED, State.NOT_ASKED, State.UNANSWERED]


def test_an_answer_to_an_item_not_asked_counts_for_nothing_and_comes_back() -> None:
    assert states(CHAIN, A="no", B="no")[2] is State.UNANSWERED
    assert states(CHAIN, A="yes", B="no")[2] is State.NOT_ASKED
    answers = {ItemId("A"): "no", ItemId("B"): "no"}
    assert asked_only(answers, stand(CHAIN, answers)) == {"A": "no"}


def test_a_value_given_before_it_is_known_to_be_asked_stays_undetermined() -> None:
    standing = stand(CHAIN, {ItemId("B"): "yes"})
    assert standing.states[ItemId("B")] is State.UNDETERMINED
    assert standing.values[ItemId("B")] is UNKNOWN


def test_a_section_that_is_not_asked_takes_its_items_with_it() -> None:
    gate = condition({"==": [{"var": "A"}, "yes"]}, A)
    whole = instrument(
        Section("S", "S", scored=True, items=(A,)),
        Section("T", "T", scored=True, items=(practice("D"), practice("E", gate)), relevant=gate),
    )
    assert states(whole) == [State.UNANSWERED, State.UNDETERMINED, State.UNDETERMINED]
    assert states(whole, A="no") == [State.ANSWERED, State.NOT_ASKED, State.NOT_ASKED]
    assert states(whole, A="yes") == [State.ANSWERED, State.UNANSWERED, State.UNANSWERED]


def test_a_draft_lacks_a_required_item_and_only_a_required_one() -> None:
    loose = instrument(Section("S", "S", scored=True, items=(A, practice("N", required=False))))
    assert is_draft(loose, stand(loose, {}))
    assert not is_draft(loose, stand(loose, {ItemId("A"): "no"}))


def test_completeness_counts_what_is_asked_and_leaves_notes_out() -> None:
    note = Item(ItemId("note"), Note(), "Read this")
    whole = instrument(Section("S", "S", scored=True, items=(note, A, B, C)))
    counted = completeness(whole, stand(whole, {}))["S"]
    assert (counted.asked, counted.answered, counted.undetermined, counted.required, counted.done) == (
        1,
        0,
        2,
        1,
        False,
    )
    counted = completeness(whole, stand(whole, {ItemId("A"): "no", ItemId("C"): "no"}))["S"]
    assert (counted.asked, counted.answered, counted.undetermined, counted.done) == (2, 2, 0, True)


def test_a_submission_misses_the_required_items_that_are_asked() -> None:
    problems = check(CHAIN, {ItemId("A"): "yes"}, complete=True)
    assert [(problem.code, problem.where) for problem in problems] == [(Code.REQUIRED, "B")]
    assert check(CHAIN, {ItemId("A"): "yes"}, complete=False) == ()


def number(name: str) -> Item:
    return Item(ItemId(name), Number(NumberForm.INTEGER), name)


def test_a_failed_check_names_itself_and_only_an_error_stops() -> None:
    one, other = number("x"), number("y")
    rule = Check("CHK", condition({"<=": [{"var": "x"}, {"var": "y"}]}, one, other), (one.id, other.id), "x to y")
    whole = instrument(Section("S", "S", scored=False, items=(one, other)), checks=(rule,))
    (problem,) = check(whole, {one.id: 3, other.id: 2}, complete=False)
    assert (problem.code, problem.where, dict(problem.params)["check"]) == (Code.CHECK_FAILED, "x", "CHK")
    assert has_errors((problem,))
    assert check(whole, {one.id: 2, other.id: 2}, complete=False) == ()
    assert check(whole, {one.id: 3}, complete=False) == ()
    assert check(whole, {one.id: 3, other.id: DontKnow()}, complete=False) == ()
    softer = instrument(*whole.sections, checks=(replace(rule, severity=Severity.WARNING),))
    assert not has_errors(check(softer, {one.id: 3, other.id: 2}, complete=False))


WHO = Item(ItemId("who"), Practice(), "who", required=True)
WHY = Item(
    ItemId("why"),
    Number(NumberForm.INTEGER),
    "why",
    required=True,
    relevant=condition({"==": [{"var": "who"}, "yes"]}, columns=[WHO]),
)
ROWS = Item(ItemId("T"), Table((WHO, WHY), 0, 10), "T")
TABLED = instrument(Section("S", "S", scored=False, items=(ROWS,)))


def test_a_row_asks_its_later_columns_by_its_earlier_ones() -> None:
    rows = (Row("a", {WHO.id: "yes"}), Row("b", {WHO.id: "no"}), Row("c", {}))
    standing = stand(TABLED, {ROWS.id: rows})
    assert [cells.states[WHY.id] for cells in standing.values[ROWS.id]] == [
        State.UNANSWERED,
        State.NOT_ASKED,
        State.UNDETERMINED,
    ]
    assert [problem.where for problem in check(TABLED, {ROWS.id: rows}, complete=True)] == ["T/a/why", "T/c/who"]


def test_a_table_answered_dont_know_misses_no_cells() -> None:
    assert check(TABLED, {ROWS.id: DontKnow()}, complete=True) == ()


def test_dependants_are_found_through_other_items() -> None:
    assert dependants(CHAIN) == {"A": ("B", "C"), "B": ("C",), "C": ()}
    assert SCOPE.items


def test_an_optional_blank_that_leaves_a_required_item_open_is_named() -> None:
    gate = number("x")
    needed = practice("N", condition({">": [{"var": "x"}, 3]}, gate))
    whole = instrument(Section("S", "S", scored=True, items=(gate, needed)))
    assert [problem.where for problem in check(whole, {}, complete=True)] == ["x"]
    assert check(whole, {gate.id: 1}, complete=True) == ()


def test_a_blank_cell_that_leaves_a_required_item_open_is_named() -> None:
    count = Item(ItemId("many"), Number(NumberForm.INTEGER), "many")
    table = Item(ItemId("T"), Table((count,), 0, 10), "T")
    needed = practice("N", condition({">": [{"sum": [{"var": "T.many"}]}, 3]}, table))
    whole = instrument(Section("S", "S", scored=True, items=(table, needed)))
    rows = (Row("a", {count.id: 2}), Row("b", {}))
    assert [problem.where for problem in check(whole, {table.id: rows}, complete=True)] == ["T/b/many"]


answers = st.fixed_dictionaries(
    {}, optional={ItemId(name): st.sampled_from(["yes", "partly", "no", DontKnow()]) for name in "ABC"}
)


@given(answers, st.sampled_from([A.id, B.id, C.id]), st.sampled_from(["yes", "no", None]))
def test_deciding_again_after_one_change_equals_deciding_everything(
    before: dict[ItemId, Answer], changed: ItemId, value: Answer | None
) -> None:
    after = {item: answer for item, answer in before.items() if item != changed}
    if value is not None:
        after[changed] = value
    assert restand(CHAIN, stand(CHAIN, before), after, changed) == stand(CHAIN, after)
