"""Nobody is found in an aggregate, not even by subtraction."""

from fractions import Fraction
from typing import Any

import pytest

from scoring.release import (
    Contribution,
    Outcome,
    Released,
    SupplierCell,
    Withheld,
    Withholding,
    WorkerCell,
    release,
    release_one,
)


def suppliers(key: str, count: int, parents: int = 2, first: int = 1, name: str = "") -> SupplierCell:
    return SupplierCell(
        key,
        tuple(
            Contribution(f"{name or key}-{n}", f"parent-{n % parents}", Fraction(first if n == 0 else 1))
            for n in range(count)
        ),
    )


def workers(answers: int, yes: int, **rest: Any) -> WorkerCell:
    return WorkerCell("W", answers, yes, **rest)


def reason(outcome: Outcome | None) -> Withholding | None:
    return outcome.reason if isinstance(outcome, Withheld) else None


def test_a_cell_about_suppliers_needs_five_of_two_parents() -> None:
    assert release_one(suppliers("A", 5)) == Released("A", 5, Fraction(5))
    assert reason(release_one(suppliers("A", 4))) is Withholding.TOO_FEW_SUPPLIERS
    assert reason(release_one(suppliers("A", 5, parents=1))) is Withholding.TOO_FEW_PARENTS


def test_a_supplier_that_contributes_twice_is_one() -> None:
    once = suppliers("A", 4).contributions
    assert reason(release_one(SupplierCell("A", (*once, once[0])))) is Withholding.TOO_FEW_SUPPLIERS


def test_no_supplier_makes_up_more_than_sixty_percent() -> None:
    assert reason(release_one(suppliers("A", 5, first=6))) is None
    assert reason(release_one(suppliers("A", 5, first=7))) is Withholding.ONE_DOMINATES


def test_a_sum_of_nothing_is_nobodys() -> None:
    nothing = tuple(Contribution(f"s{n}", f"p{n}", Fraction(0)) for n in range(5))
    assert release_one(SupplierCell("A", nothing)) == Released("A", 5, Fraction(0))


def test_a_cell_about_workers_needs_ten_answers() -> None:
    assert release_one(workers(10, 1)) == Released("W", 10, Fraction(10))
    assert reason(release_one(workers(9, 1))) is Withholding.TOO_FEW_ANSWERS


def test_a_severe_harm_needs_fifteen_and_is_rounded() -> None:
    assert reason(release_one(workers(14, 1, severe=True))) is Withholding.TOO_FEW_ANSWERS
    assert release_one(workers(15, 1, severe=True)) == Released("W", 15, Fraction(5))
    assert release_one(workers(40, 3, severe=True)) == Released("W", 40, Fraction(10))  # 7.5, half up


@pytest.mark.parametrize("yes", [0, 29])
def test_all_or_none_on_a_severe_harm_is_withheld_below_thirty(yes: int) -> None:
    assert reason(release_one(workers(29, yes, severe=True))) is Withholding.ALL_OR_NONE
    assert reason(release_one(workers(30, 0, severe=True))) is None
    assert reason(release_one(workers(29, yes))) is None


def test_workers_are_split_one_way_at_a_time() -> None:
    assert reason(release_one(workers(50, 5, splits=("sex",)))) is None
    assert reason(release_one(workers(50, 5, splits=("sex", "corridor")))) is Withholding.MORE_THAN_ONE_SPLIT


def reasons(*cells: SupplierCell | WorkerCell, total: SupplierCell | WorkerCell | None) -> list[Withholding | None]:
    return [reason(outcome) for outcome in release(cells, total)[0]]


def test_a_cell_that_the_total_would_give_away_takes_the_next_smallest_with_it() -> None:
    cells = (suppliers("A", 10), suppliers("B", 3), suppliers("C", 6))
    hidden = Withholding.TOO_FEW_SUPPLIERS
    assert reasons(*cells, total=None) == [None, hidden, None]
    assert reasons(*cells, total=suppliers("T", 19)) == [None, hidden, Withholding.COULD_BE_COMPUTED]


def test_what_is_left_of_the_total_must_itself_be_releasable() -> None:
    cells = (suppliers("A", 10), suppliers("B", 3), suppliers("C", 1), suppliers("D", 8))
    assert reasons(*cells, total=suppliers("T", 22))[3] is Withholding.COULD_BE_COMPUTED


def test_a_total_that_is_itself_withheld_gives_nothing_away() -> None:
    cells = (suppliers("A", 3), suppliers("B", 1))
    outcomes, total = release(cells, suppliers("T", 4))
    assert [reason(outcome) for outcome in (*outcomes, total)] == [Withholding.TOO_FEW_SUPPLIERS] * 3


def test_workers_are_protected_from_subtraction_too() -> None:
    cells = (WorkerCell("women", 40, 4), WorkerCell("men", 20, 2), WorkerCell("other", 2, 1))
    assert reasons(*cells, total=WorkerCell("all", 62, 7)) == [
        None,
        Withholding.COULD_BE_COMPUTED,
        Withholding.TOO_FEW_ANSWERS,
    ]


def test_cells_that_are_all_withheld_leave_the_total() -> None:
    cells = (WorkerCell("a", 40, 4, splits=("sex", "corridor")),)
    outcomes, total = release(cells, WorkerCell("all", 40, 4))
    assert reason(outcomes[0]) is Withholding.MORE_THAN_ONE_SPLIT
    assert isinstance(total, Released)
