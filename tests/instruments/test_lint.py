"""Every finding, with its code and place; and that sound instruments have none."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from tiny import NAMES, document, edited, item, tiny

from instruments.catalogue import load, published
from instruments.lint import levels, lint
from instruments.parse import parse
from instruments.personal import asks_for_personal_data
from instruments.problems import Code
from instruments.truth import can_be_asked, conditions_of

ITEM = "/sections/0/items/0"
LAST = "/sections/0/items/1"


def findings(name: str, edit: Callable[[Any], object]) -> list[tuple[Code, str]]:
    return [(problem.code, problem.where) for problem in lint(edited(name, edit), earlier=())]


def set_item(position: int = 0, **keys: Any) -> Any:
    return lambda of: item(of, position).update(keys)


def when(condition: Any, position: int = 1) -> Any:
    return set_item(position, relevant=condition)


# --- Nothing to object to ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_tiny_instrument_could_be_published(name):
    assert lint(tiny(name)) == ()


@pytest.mark.parametrize("ref", published(), ids=str)
def test_every_published_instrument_deserves_it(ref):
    assert lint(load(ref)) == ()


# --- Levels, rules and actions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("maturity", "M", [0, 1, 2, 3, 4]),
        ("practice", "P", [0, 2, 4]),
        ("checklist", "K", [0, 1, 2.5, 4]),
        ("checklist-required", "K", [0, 1, 2.5, 4]),
        ("choice-levels", "C", [0, 1, 2.5, 4]),
        ("choice", "C", []),
        ("text", "T", []),
    ],
)
def test_the_levels_an_answer_can_have(name, key, expected):
    assert list(levels(tiny(name).items[key])) == expected


@pytest.mark.parametrize(
    ("name", "edit", "code", "where"),
    [
        ("critical", lambda of: item(of)["na_reasons"][0].update(free=True), Code.FREE_REASON_ON_CRITICAL,
         f"{ITEM}/na_reasons/0"),
        # A practice is at 0, 2 or 4
        ("roadmap", lambda of: item(of, 1)["roadmap"][0].update(level=3), Code.UNREACHABLE_LEVEL,
         f"{LAST}/roadmap/0/level"),
        ("roadmap", lambda of: item(of)["roadmap"][0].update(level="2.5"), Code.UNREACHABLE_LEVEL,
         f"{ITEM}/roadmap/0/level"),
        ("critical", lambda of: item(of)["critical"].update(below=0), Code.UNREACHABLE_LEVEL, f"{ITEM}/critical/below"),
        ("critical", lambda of: item(of)["actions"][0].update(raises_to=0), Code.UNREACHABLE_LEVEL,
         f"{ITEM}/actions/0/raises_to"),
        ("roadmap", lambda of: item(of)["actions"].pop(), Code.NO_ACTION, ITEM),
        ("roadmap", lambda of: item(of).pop("actions"), Code.NO_ACTION, ITEM),
        ("critical", lambda of: item(of).pop("actions"), Code.NO_ACTION, ITEM),
        ("critical", lambda of: item(of)["actions"][0].update(need="magic"), Code.UNKNOWN_NEED,
         f"{ITEM}/actions/0/need"),
        ("roadmap", lambda of: of["areas"].append({"id": "x", "title": "Empty"}), Code.NO_RULE_AT_STAGE, "/areas/2"),
        ("critical", lambda of: of["critical"].append({"id": "C-3", "title": "Unused"}), Code.UNUSED_CRITICAL,
         "/critical/2"),
        ("choice", lambda of: of["sections"][0].update(scored=True), Code.NOTHING_SCORED, "/sections/0"),
        ("table", lambda of: item(of).pop("max_rows"), Code.NO_ROW_LIMIT, ITEM),
        ("choices", lambda of: item(of)["options"][0].update(level=2), Code.MISPLACED_KEY, f"{ITEM}/options/0/level"),
        ("text", lambda of: of.update(indicators=[
            {"id": "I", "title": "Licences", "unit": "texts", "value": {"var": "T"}, "share": "private"}]),
         Code.INDICATOR_OVER_TEXT, "/indicators/0/value"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_work_is_found(name, edit, code, where):
    assert set(findings(name, edit)) == {(code, where)}


def test_a_choice_whose_best_option_is_too_low_cannot_reach_the_rule():
    found = findings("roadmap", lambda of: of["sections"][1]["items"][1]["options"].pop())
    assert {code for code, _ in found} == {Code.UNREACHABLE_LEVEL}
    assert (Code.UNREACHABLE_LEVEL, "/sections/1/items/1/roadmap/0/level") in found


def test_an_unscored_item_reaches_no_level():
    rule = [{"area": "fees", "stage": 1, "level": 1}]
    found = findings(
        "roadmap",
        lambda of: of["sections"][0]["items"].append({"id": "T", "kind": "text", "text": "Why?", "roadmap": rule}),
    )
    assert (Code.UNREACHABLE_LEVEL, "/sections/0/items/2/roadmap/0/level") in found


def test_an_area_needs_a_rule_at_every_stage_and_each_that_is_missing_is_told():
    def edit(of: Any) -> None:
        for each in (item(of), item(of, 1)):
            each["roadmap"] = [rule for rule in each["roadmap"] if rule["stage"] != 2]

    problems = lint(edited("roadmap", edit))
    assert [(p.code, dict(p.params)) for p in problems] == [(Code.NO_RULE_AT_STAGE, {"area": "fees", "stage": "2"})]


# --- Texts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "edit", "where"),
    [
        ("texts", set_item(text="x" * 241), f"{ITEM}/text"),
        ("texts", set_item(why="x" * 401), f"{ITEM}/why"),
        ("texts", set_item(hint="x" * 401), f"{ITEM}/hint"),
        ("texts", set_item(evidence="x" * 401), f"{ITEM}/evidence"),
        ("texts", set_item(avoid="x" * 401), f"{ITEM}/avoid"),
        ("texts", lambda of: item(of)["anchors"].__setitem__(4, "x" * 221), f"{ITEM}/anchors/4"),
        ("texts", lambda of: item(of)["na_reasons"][0].update(text="x" * 141), f"{ITEM}/na_reasons/0/text"),
        ("texts", lambda of: item(of)["actions"][1].update(text="x" * 301), f"{ITEM}/actions/1/text"),
        ("texts", lambda of: item(of, 1)["options"][1].update(text="x" * 141), f"{LAST}/options/1/text"),
        ("texts", lambda of: item(of, 2)["columns"][0].update(text="x" * 241), "/sections/0/items/2/columns/0/text"),
        ("texts", lambda of: of["sections"][0].update(intro="x" * 601), "/sections/0/intro"),
    ],
)
def test_a_text_that_is_too_long_to_read_is_found(name, edit, where):
    assert findings(name, edit) == [(Code.TOO_LONG_TO_READ, where)]


def test_a_text_of_just_the_limit_is_fine():
    assert findings("texts", set_item(text="x" * 240, why="x" * 400)) == []


PERSONAL = [
    "What is the name of the worker?",
    "What is the worker's passport number?",
    "What is the worker’s passport no.?",
    "List the names and passport numbers of the workers who have not been paid.",
    "Please give the worker's full name and phone number.",
    "Enter the workers' names.",
    "Which worker paid? Name the worker.",
    "Who are the affected workers?",
    "Please list the phone numbers of all migrant workers.",
    "Name, passport number and phone number of each affected worker",
    "Worker name",
    "Employee ID number",
    "Names of workers",
    "Passport number",
    "Date of birth",
    "Home address",
    "Telephone number of the worker",
    "Give the e-mail address of the person who complained.",
]
IMPERSONAL = [
    "What is the name of your recruiter?",
    "Name of the agency",
    "What is the phone number of your hotline?",
    "Do not name workers. Describe the steps.",
    "Do not give names of workers, passport numbers or phone numbers.",
    "Describe what you did, without workers' names.",
    "Write how many workers hold their passport.",
    "Give the number of workers.",
    "What do you do when a worker's address changes?",
    "How many people sign contracts?",
    "How are workers told the name of the agency?",
    "What did the workers say?",
    "What is the address of the site?",
    "Write totals only, no names.",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_question_for_personal_data_is_found(text):
    assert findings("text", set_item(text=text)) == [(Code.PERSONAL_DATA, f"{ITEM}/text")]


@pytest.mark.parametrize("text", IMPERSONAL)
def test_other_questions_are_left_alone(text):
    assert not asks_for_personal_data(text, free_entry=True)


def test_only_a_request_counts_where_nothing_can_be_typed():
    assert findings("practice", set_item(text="Are workers' passport numbers kept in a locked place?")) == []
    assert findings("practice", set_item(hint="Think of workers' phones and date of birth.")) == []
    assert findings("practice", set_item(hint="List the names of the workers.")) == [
        (Code.PERSONAL_DATA, f"{ITEM}/hint")
    ]


def test_a_column_can_ask_for_personal_data_too():
    found = findings(
        "table", lambda of: item(of)["columns"].append({"id": "who", "kind": "text", "text": "Worker's full name"})
    )
    assert found == [(Code.PERSONAL_DATA, f"{ITEM}/columns/4/text")]


# --- Conditions ----------------------------------------------------------------------------------------------------

ALWAYS_TRUE = [
    ("when-equal", when(True)),  # noqa: FBT003
    ("when-equal", when({"==": [1, 1]})),
    ("when-equal", when({"in": [{"var": "P"}, ["yes", "partly", "no"]]})),
    ("when-equal", when({"or": [{"==": [{"var": "P"}, "no"]}, {"!=": [{"var": "P"}, "no"]}]})),
    ("when-level", when({">=": [{"var": "M"}, 0]})),
    ("when-level", when({"<": [{"var": "M"}, 5]})),
    ("when-between", when({">=": [{"var": "N"}, 0]})),
]
ALWAYS_FALSE = [
    ("when-equal", when(False)),  # noqa: FBT003
    ("when-equal", when({"and": [{"==": [{"var": "P"}, "no"]}, {"==": [{"var": "P"}, "yes"]}]})),
    ("when-level", when({">": [{"var": "M"}, 4]})),
    ("when-between", when({"<": [{"var": "N"}, 0]})),
    ("when-between", when({"<": [5, {"var": "N"}, 6]})),
    ("when-ticked", when({"and": [{"in": ["housing", {"var": "C"}]}, {"in": ["none", {"var": "C"}]}]})),
    ("dont-know", when({"==": [{"var": "P"}, None]})),
]


@pytest.mark.parametrize(("name", "edit"), ALWAYS_TRUE)
def test_a_condition_that_is_always_true_is_found(name, edit):
    assert (Code.ALWAYS_TRUE, f"{LAST}/relevant") in findings(name, edit)


@pytest.mark.parametrize(("name", "edit"), ALWAYS_FALSE)
def test_a_condition_that_is_always_false_is_found_and_told_once(name, edit):
    assert (Code.ALWAYS_FALSE, f"{LAST}/relevant") in findings(name, edit)
    assert Code.NEVER_ASKED not in {code for code, where in findings(name, edit) if where == LAST}


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        # true for every option, and meant: it tells a value from don't know
        ("when-null", when({"!=": [{"var": "N"}, None]})),
        ("when-equal", when({"!=": [{"var": "P"}, None]})),
        ("when-equal", when({"==": [{"var": "P"}, None]})),
        ("when-answered", when({"!": [{"answered": [{"var": "N"}]}]})),
        ("when-chain", when({"==": [{"var": "Q"}, None]}, 2)),
        ("when-between", when({"in": [{"var": "N"}, [1, 2]]})),
        # what cannot be enumerated is not judged
        ("when-between", when({">=": [{"+": [{"var": "N"}, 1]}, 0]})),
        ("when-rows", when({">=": [{"count": [{"var": "T"}, {"==": [{"var": "origin"}, "VN"]}]}, 0]})),
    ],
)
def test_a_condition_that_can_be_both_is_left_alone(name, edit):
    assert findings(name, edit) == []


def test_too_many_options_are_not_enumerated():
    def many(of: Any) -> None:
        options = [{"id": f"o{n}", "text": f"Option {n}"} for n in range(12)]
        item(of)["options"] = options
        item(of, 1)["relevant"] = {"or": [{"in": [each["id"], {"var": "C"}]} for each in options]}

    assert findings("when-ticked", many) == []


def test_too_many_combinations_are_not_tried():
    def many(of: Any) -> None:
        first, last = of["sections"][0]["items"]
        firsts = [first | {"id": f"P{n}"} for n in range(9)]
        of["sections"][0]["items"] = [*firsts, last]
        last["relevant"] = {"and": [{"!=": [{"var": each["id"]}, "no"]} for each in firsts]}

    assert findings("when-equal", many) == []


def test_conditions_of_rules_checks_sections_and_columns_are_judged():
    assert findings("risk", lambda of: of["risk"]["factors"][0]["points"][0].update({"if": False})) == [
        (Code.ALWAYS_FALSE, "/risk/factors/0/points/0/if")
    ]
    assert findings("checks", lambda of: of["checks"][0].update({"assert": True})) == [
        (Code.ALWAYS_TRUE, "/checks/0/assert")
    ]
    assert findings("when-section", lambda of: of["sections"][1].update(relevant=False)) == [
        (Code.ALWAYS_FALSE, "/sections/1/relevant")
    ]
    in_row = {"and": [{"==": [{"var": "payer"}, "worker"]}, {"==": [{"var": "payer"}, "employer"]}]}
    assert findings("when-in-row", lambda of: item(of, 1)["columns"][1].update(relevant=in_row)) == [
        (Code.ALWAYS_FALSE, f"{LAST}/columns/1/relevant")
    ]


def test_conditions_that_contradict_each_other_leave_an_item_that_is_never_asked():
    """Q is asked when P is *no*; an item asked when Q is *yes* and P is *yes* cannot be."""
    condition = {"and": [{"==": [{"var": "Q"}, "yes"]}, {"==": [{"var": "P"}, "yes"]}]}
    assert findings("when-chain", when(condition, 2)) == [(Code.NEVER_ASKED, "/sections/0/items/2")]


def test_a_section_and_its_item_may_contradict_each_other():
    edit = lambda of: of["sections"][1]["items"][0].update(relevant={"in": ["none", {"var": "C"}]})  # noqa: E731
    assert (Code.NEVER_ASKED, "/sections/1/items/0") in findings("when-section", edit)


def test_what_follows_an_item_that_is_never_asked_is_never_asked():
    instrument = edited("when-chain", when(False))  # noqa: FBT003
    items = instrument.items
    assert not can_be_asked(items["R"].id, items, conditions_of(instrument))
    assert {(p.code, p.where) for p in lint(instrument)} == {
        (Code.ALWAYS_FALSE, f"{LAST}/relevant"),
        (Code.NEVER_ASKED, "/sections/0/items/2"),
    }


def test_what_depends_on_a_condition_that_cannot_be_tried_may_be_asked():
    last = {"id": "Z", "kind": "text", "text": "Why?", "relevant": {"==": [{"var": "P"}, "no"]}}
    assert findings("when-computed", lambda of: of["sections"][0]["items"].append(last)) == []


def test_a_note_has_no_value_but_may_be_answered_never():
    note = {"id": "N", "kind": "note", "text": "Read this.", "relevant": {"answered": [{"var": "P"}]}}
    assert findings("when-equal", lambda of: of["sections"][0]["items"].append(note | {"id": "O"})) == []
    about = {"id": "Z", "kind": "text", "text": "Why?", "relevant": {"answered": [{"var": "N"}]}}
    assert (Code.ALWAYS_FALSE, LAST + "/relevant") in findings(
        "note", lambda of: of["sections"][0]["items"].insert(1, about)
    )


# --- The version ---------------------------------------------------------------------------------------------------


def bump(version: str, *earlier: str, title: str = "Changed") -> list[tuple[Code, str]]:
    before = [edited("practice", lambda of, v=each: of.update(version=v)) for each in earlier]
    instrument = edited("practice", lambda of: of.update(version=version, title=title) or item(of).update(weight=3))
    return [(problem.code, problem.where) for problem in lint(instrument, earlier=before)]


def test_a_version_must_grow_with_its_changes():
    too_small = [(Code.BUMP_TOO_SMALL, "/version")]
    assert bump("2.0.0", "1.0.0") == []
    assert bump("1.1.0", "1.0.0") == too_small
    assert bump("1.0.1", "1.0.0") == too_small
    assert bump("1.0.0", "1.0.0") == too_small  # published as something else
    assert bump("1.0.0") == []
    assert bump("2.0.1", "1.0.0", "2.0.0") == too_small
    assert bump("2.0.0", "1.0.0", "3.0.0") == []  # a later version is none of its business


def test_the_very_file_that_was_published_has_not_changed():
    instrument = tiny("practice")
    assert lint(instrument, earlier=[instrument]) == ()


def test_a_published_version_is_compared_with_the_library():
    ref = published()[0]
    of = document("practice") | {"id": ref.id, "version": ref.version}
    instrument, _ = parse(of)
    assert instrument is not None
    assert [problem.code for problem in lint(instrument)] == [Code.BUMP_TOO_SMALL]


def test_a_long_chain_of_conditions_and_a_long_text_are_judged_in_seconds():
    def practice(number, **more):
        return {"id": f"Q{number}", "kind": "practice", "text": "Is it so?", "weight": 1} | more

    items = [practice(0)] + [practice(n, relevant={"==": [{"var": f"Q{n - 1}"}, "yes"]}) for n in range(1, 120)]
    items[0]["hint"] = "List " + "names, " * 20_000
    whole = document("practice")
    whole["sections"][0]["items"] = items
    instrument, problems = parse(whole)
    assert not problems
    start = time.perf_counter()
    assert Code.TOO_LONG_TO_READ in {problem.code for problem in lint(instrument, earlier=())}
    assert time.perf_counter() - start < 5
