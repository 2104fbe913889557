"""Controls and answers: each other's inverse for every kind of item, and nothing that is sent can break them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.collect import collect, fill, sent, typed, typed_in
from forms.names import DONT_KNOW, NONE, NOT_APPLICABLE, NOT_YET
from forms.numbers import LATIN, Marks
from instruments.codec import from_json
from instruments.codes import COUNTRIES, CURRENCIES
from instruments.model import (
    SEXES,
    Checklist,
    Choice,
    Choices,
    Country,
    Date,
    DontKnow,
    Item,
    ItemId,
    Language,
    Maturity,
    Money,
    MoneyKind,
    Month,
    NotApplicable,
    Note,
    Number,
    NumberForm,
    Option,
    Practice,
    Reason,
    Split,
    SplitKind,
    Table,
    Text,
)
from instruments.problems import Code

OPTIONS = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
REASONS = (Reason("gate", "No gate"), Reason("own", "Other", free=True))


def item(kind, name="X", **more):
    return Item(ItemId(name), kind, "text", **{"na_reasons": REASONS, **more})


COLUMNS = (
    item(Choice(OPTIONS), "who"),
    item(Number(NumberForm.NUMBER), "many"),
    item(MoneyKind(), "cost"),
    item(SplitKind(), "sexes"),
    item(Choices(OPTIONS), "ways"),
    item(Text(), "words"),
)
DAYS = st.dates(max_value=date(2400, 1, 1))  # later years are taken for those of the Buddhist era
MARKS = [LATIN, Marks(","), Marks("٫", "٠١٢٣٤٥٦٧٨٩"), Marks(".", "০১২৩৪৫৬৭৮৯")]
KINDS = {
    "maturity": Maturity(("0", "1", "2", "3", "4")),
    "practice": Practice(),
    "checklist": Checklist(OPTIONS),
    "choice": Choice(OPTIONS),
    "choices": Choices((*OPTIONS, Option("none", "None", exclusive=True))),
    "integer": Number(NumberForm.INTEGER),
    "number": Number(NumberForm.NUMBER),
    "percent": Number(NumberForm.PERCENT),
    "money": MoneyKind(),
    "split": SplitKind(),
    "text": Text(),
    "lines": Text(multiline=True),
    "date": Date(),
    "month": Month(),
    "country": Country(),
    "language": Language(),
    "table": Table(COLUMNS, 0, 5),
}
counts = st.integers(0, 10**9)
decimals = st.decimals(min_value=0, max_value=10**9, places=3).map(str)
words = st.text(min_size=1, max_size=40)


def ids(options):
    return st.lists(st.sampled_from([option.id for option in options]), unique=True)


def documents(kind):
    """Return the strategy of JSON values that may be answers of this kind."""
    match kind:
        case Maturity():
            return st.integers(0, 4)
        case Practice():
            return st.sampled_from(["yes", "partly", "no"])
        case Choice(options):
            return st.sampled_from([option.id for option in options])
        case Checklist(options) | Choices(options):
            return ids(options)
        case Number(NumberForm.INTEGER):
            return counts
        case Number():
            return decimals
        case MoneyKind():
            return st.fixed_dictionaries({"amount": decimals, "currency": st.sampled_from(sorted(CURRENCIES))})
        case SplitKind():
            return st.fixed_dictionaries(dict.fromkeys(SEXES, counts))
        case Text():
            return words
        case Date():
            return DAYS.map(str)
        case Month():
            return DAYS.map(lambda day: str(day)[:7])
        case Country():
            return st.sampled_from(sorted(COUNTRIES))
        case Language():
            return st.sampled_from(["th", "my", "zh-Hans", "pt-BR"])
        case Table(columns):
            cells = st.fixed_dictionaries(
                {"_row": st.from_regex(r"\Ar[0-9a-f]{8}\Z")},
                optional={column.id: stated(documents(column.kind)) for column in columns},
            )
            return st.lists(cells, max_size=4, unique_by=lambda row: row["_row"])


def stated(values):
    reasons = st.sampled_from(
        [
            {"state": "dont_know"},
            {"state": "not_applicable", "reason": "gate"},
            {"state": "not_applicable", "reason": "gate", "text": "We share one."},
            {"state": "not_applicable", "reason": "own", "text": "ไม่มี\nلا شيء"},
        ]
    )
    return st.one_of(values, values, values, reasons)


@pytest.mark.parametrize("name", KINDS)
@given(chosen=st.data(), marks=st.sampled_from(MARKS))
def test_every_answer_stands_in_its_controls_and_is_read_back(name, chosen, marks):
    of = item(KINDS[name])
    answer, problems = from_json(of, chosen.draw(stated(documents(of.kind))))
    if problems:
        return
    if isinstance(of.kind, Table) and answer and isinstance(answer, tuple):
        answer = tuple(row for row in answer if row.cells)  # an empty row is no row
    shown = fill(of, answer, marks=marks)
    if answer == () and isinstance(of.kind, Table):
        shown = fill(of, ())
    assert sent(of, shown) or set(shown) <= {"X.state", "X.reason"}
    assert collect(of, shown).answer == answer
    assert collect(of, shown).problems == ()


@pytest.mark.parametrize("name", KINDS)
def test_blank_controls_are_no_answer_and_no_problem(name):
    of = item(KINDS[name])
    found = collect(of, fill(of, None))
    assert (found.answer, found.problems) == (None, ())


@pytest.mark.parametrize("name", KINDS)
@given(chosen=st.data())
def test_whatever_is_sent_gives_an_answer_or_coded_problems(name, chosen):
    of = item(KINDS[name])
    names = ["X", "X.state", "X.reason", "X.amount", "X.currency", "X.women", "X.men", "X.row"]
    names += [
        f"X.r1{column}{part}"
        for column in (".who", ".many", ".cost", ".sexes")
        for part in ("", ".state", ".amount", ".men")
    ]
    texts = st.lists(
        st.one_of(words, st.sampled_from(["a", "1", "1.234", "r1", DONT_KNOW, NONE, NOT_YET, NOT_APPLICABLE + "own"])),
        max_size=3,
    )
    shown = chosen.draw(st.dictionaries(st.sampled_from(names), texts, max_size=8))
    found = collect(of, shown)
    assert found.answer is None or not found.problems
    assert all(problem.where.split("/")[0] == "X" for problem in found.problems)


@pytest.mark.parametrize("name", KINDS)
@given(shown=st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=20), max_size=3), max_size=4))
def test_what_was_typed_is_never_taken_for_an_answer_and_comes_back_as_it_was(name, shown):
    of = item(KINDS[name])
    answer, problems = from_json(of, typed(shown))
    assert answer is None
    assert problems
    assert typed_in(of, typed(shown)) == {key: tuple(texts) for key, texts in shown.items()}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("text", {"X": ["typed"], "X.state": [DONT_KNOW]}),
        ("integer", {"X": ["no number"], "X.state": [DONT_KNOW]}),
        ("choices", {"X": ["a", DONT_KNOW]}),
        ("checklist", {"X": ["a", NONE]}),
        ("money", {"X.amount": ["5"], "X.currency": ["MYR"], "X.state": [NOT_APPLICABLE + "gate"]}),
        ("text", {"X": [""], "X.state": [DONT_KNOW, NOT_APPLICABLE + "gate"]}),
        ("table", {"X": [NONE], "X.row": ["r1"], "X.r1.many": ["3"]}),
        ("practice", {"X": ["yes"], "X.reason": ["because"]}),
        ("table", {"X.row": ["r1"], "X.r1.words": ["typed"], "X.r1.words.state": [DONT_KNOW]}),
    ],
)
def test_an_answer_beside_a_statement_is_asked_about(name, shown):
    found = collect(item(KINDS[name]), shown)
    assert found.answer is None
    assert found.problems[0].code is Code.TWO_ANSWERS


@pytest.mark.parametrize(
    ("name", "shown", "answer"),
    [
        ("practice", {"X": [DONT_KNOW]}, DontKnow()),
        ("text", {"X": [""], "X.state": [NOT_APPLICABLE + "gate"]}, NotApplicable("gate")),
        ("checklist", {"X": [NONE]}, ()),
        ("money", {"X.amount": ["1.234,50"], "X.currency": ["MYR"]}, Money(Decimal("1234.50"), "MYR")),
        ("split", {f"X.{sex}": ["๑๒"] for sex in SEXES}, Split(12, 12, 12, 12)),
        ("percent", {"X": ["12,5 %"]}, Decimal("12.5")),
    ],
)
def test_what_people_give_is_understood(name, shown, answer):
    assert collect(item(KINDS[name]), shown).answer == answer


@pytest.mark.parametrize("sign", ["%", " %", "٪", " ٪", "٪\u061c", "％", "\u00a0％", "%\u200f "])
def test_a_percentage_may_have_the_sign_of_any_script(sign):
    assert collect(item(KINDS["percent"]), {"X": [f"١٢٫٥{sign}"]}).answer == Decimal("12.5")


@pytest.mark.parametrize("typed", ["%", "12%%", "12% of them"])
def test_a_sign_is_no_number_and_stands_once_at_the_end(typed):
    assert collect(item(KINDS["percent"]), {"X": [typed]}).problems[0].code is Code.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("name", "shown", "code"),
    [
        ("integer", {"X": ["1.5"]}, Code.NOT_A_WHOLE_NUMBER),
        ("integer", {"X": ["9" * 30]}, Code.TOO_BIG),
        ("number", {"X": ["1.234"]}, Code.AMBIGUOUS_NUMBER),
        ("money", {"X.amount": ["5"], "X.currency": [""]}, Code.NOT_A_CURRENCY),
        ("split", {"X.women": ["5"], "X.men": [""]}, Code.EMPTY_PART),
        ("practice", {"X": ["maybe"]}, Code.NOT_A_CHOICE),
        ("maturity", {"X": ["5"]}, Code.NOT_A_NUMBER),
        ("practice", {"X": [NOT_APPLICABLE + "own"]}, Code.REASON_NEEDS_TEXT),
        ("practice", {"X": [NOT_APPLICABLE + "other"]}, Code.UNKNOWN_REASON),
        ("table", {"X.row": ["not an id"], "X.not an id.many": ["3"]}, Code.BAD_ID),
        ("table", {"X.row": ["r1"], "X.r1.many": ["three"]}, Code.NOT_A_NUMBER),
    ],
)
def test_what_is_wrong_has_a_code(name, shown, code):
    assert collect(item(KINDS[name]), shown).problems[0].code is code


def test_a_problem_in_a_cell_says_which_cell():
    found = collect(item(KINDS["table"]), {"X.row": ["r1"], "X.r1.many": ["three"]})
    assert found.problems[0].where == "X/r1/many"


def test_a_note_has_no_answer():
    of = item(Note())
    assert not sent(of, {"X": ["typed"]})
    assert collect(of, {"X": ["typed"]}).answer is None
