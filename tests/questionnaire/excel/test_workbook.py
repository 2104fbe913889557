"""The questionnaire workbook as people get it: what they may touch, what it says to them, in which language."""

import re
import zipfile
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from workbook_cases import differences, mixed_answers, named, recalculated, write

from instruments import texts
from instruments.answering import stand
from instruments.model import ItemId, Message, State
from questionnaire.excel import workbook_layout as layout
from questionnaire.excel import workbook_lines as state
from questionnaire.excel.cells import unspoken
from questionnaire.excel.seal import read_seal
from questionnaire.excel.upload import read_upload
from questionnaire.excel.workbook import PURPOSE
from questionnaire.excel.workbook_overview import LANGUAGE_COLUMN, LANGUAGE_ROW
from questionnaire.wording import gettext

OLD_FUNCTIONS = {
    *("AND", "AVERAGE", "CHAR", "CHOOSE", "COUNT", "COUNTIF", "DAY", "EXACT", "FIND", "HYPERLINK", "IF", "IFERROR"),
    *(
        "INDEX",
        "INT",
        "ISERROR",
        "ISNUMBER",
        "LEN",
        "MATCH",
        "MAX",
        "MID",
        "MIN",
        "MONTH",
        "NOT",
        "OR",
        "REPT",
        "RIGHT",
    ),
    *("ROUND", "ROW", "SMALL", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TODAY", "TRIM", "UPPER", "VALUE", "YEAR"),
}


def french(message: Message) -> str:
    """Stand in for a translation: each text differs from its source, and none is the same as another's."""
    return f"«{message.source}»"


def spoken_french(text: str, **values: object) -> str:
    return "".join(part if part.startswith("{") else part.upper() for part in re.split(r"({\w+})", text)).format(
        **values
    )


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def sealed(data: bytes) -> Any:
    return read_seal(read_upload(data), b"key", PURPOSE)


def by_key(book: Workbook) -> dict[str, Any]:
    return {str(sheet["A1"].value): sheet for sheet in book.worksheets}


@pytest.fixture(scope="module")
def gender() -> bytes:
    instrument = named("gender")
    return write(instrument, mixed_answers(instrument, Random(1)), notes={ItemId("GP-01"): "=1+1"})


def test_every_answer_cell_is_open_and_nothing_else_is_but_the_language(gender: bytes) -> None:
    sheets = by_key(opened(gender))
    wanted = {(cell["sheet"], cell["cell"]) for cell in sealed(gender)["cells"]}
    found = {
        (key, cell.coordinate)
        for key, sheet in sheets.items()
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    extra = found - wanted
    assert wanted <= found
    assert {key for key, _ in extra} == {"overview"}
    assert all(sheet.protection.sheet for sheet in sheets.values())


@pytest.mark.parametrize("name", ["all-kinds", "gender", "ethical-recruitment"])
def test_every_answer_cell_has_a_rule_of_its_own_kind(name: str) -> None:
    data = write(named(name), {})
    sheets = by_key(opened(data))
    rules = {
        (key, str(span)): rule.type
        for key, sheet in sheets.items()
        for rule in sheet.data_validations.dataValidation
        for span in rule.sqref.ranges
    }
    kinds = {
        "list": "list", "mark": "list", "level": "list", "currency": "list", "code": "list", "whole": "whole",
        "number": "decimal", "percent": "decimal", "day": "date", "month": "textLength", "text": "textLength",
    }  # fmt: skip
    cells = sealed(data)["cells"]
    assert cells
    assert [cell for cell in cells if rules.get((cell["sheet"], cell["cell"])) != kinds[cell["entry"]]] == []


def test_what_a_person_typed_never_becomes_a_formula(gender: bytes) -> None:
    note = next(cell for cell in sealed(gender)["cells"] if cell["control"] == "GP-01.note")
    cell = by_key(opened(gender))[note["sheet"]][note["cell"]]
    assert cell.value == "=1+1"
    assert cell.data_type == "s"


def test_it_has_no_macros_no_links_out_and_no_young_functions(gender: bytes) -> None:
    with zipfile.ZipFile(BytesIO(gender)) as parts:
        names = parts.namelist()
        sheets = "".join(parts.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet"))
    assert not [
        name
        for name in names
        if "vba" in name.lower() or "external" in name.lower() or ("rels" in name and "sheet" in name)
    ]
    formulas = re.findall(r"<(?:f|formula|formula1|formula2)>(.*?)</", sheets)
    bare = [re.sub(r'"[^"]*"', '""', formula.replace("&quot;", '"')) for formula in formulas]
    assert len(bare) > 1000
    assert {name for formula in bare for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", formula)} <= OLD_FUNCTIONS
    assert max(map(len, formulas)) < 8_000


def test_the_seal_says_what_each_cell_left_with() -> None:
    instrument = named("all-kinds")
    answers = mixed_answers(instrument, Random(2), missing=0)
    data = write(instrument, answers, revisions={ItemId(item): 3 for item in answers}, response_id="r-1")
    found = sealed(data)
    assert found["instrument"] == str(instrument.ref)
    assert found["digest"] == instrument.digest
    assert found["response"] == "r-1"
    assert found["answers"].keys() == answers.keys()
    assert {cell.get("revision") for cell in found["cells"] if cell["item"] in answers} == {3}
    filled = {cell["item"] for cell in found["cells"] if cell["value"]}
    assert filled >= {item for item, answer in answers.items() if answer != ()}


def test_the_hidden_sheets_do_not_appear_in_the_list_of_hidden_sheets(gender: bytes) -> None:
    hidden = {sheet.title: sheet.sheet_state for sheet in opened(gender).worksheets if sheet.title.startswith("_")}
    assert hidden == dict.fromkeys(("_state", "_score", "_texts", "_seal"), "veryHidden")


def test_answers_typed_in_one_language_count_in_another_and_every_text_switches() -> None:
    cases = []
    for name in ("all-kinds", "table", "when-in-row", "gender"):
        instrument = named(name)
        answers = mixed_answers(instrument, Random(name), missing=0.15)
        both = {"languages": [("en", unspoken), ("fr", french)]}
        blank = write(instrument, {}, **both)
        filled = write(instrument, answers, **both, locale="fr", say=spoken_french)
        cases.append((instrument, answers, typed_over(blank, filled)))
    books = recalculated([data for _, _, data in cases])
    for (instrument, answers, _), book in zip(cases, books, strict=True):
        assert differences(instrument, answers, book) == []
        placed = layout.layout(instrument, {})
        sheets = by_key(book)
        for block in placed.blocks.values():
            shown = sheets[block.sheet].cell(block.top + 1, layout.QUESTION + 1).value
            assert shown == french(texts.item_text(block.item))


def typed_over(blank: bytes, filled: bytes) -> bytes:
    """Return the blank workbook with the answers of the other typed in, and its language switched."""
    book, other = opened(blank), by_key(opened(filled))
    sheets = by_key(book)
    for cell in sealed(blank)["cells"]:
        sheets[cell["sheet"]][cell["cell"]].value = other[cell["sheet"]][cell["cell"]].value
    sheets["overview"].cell(LANGUAGE_ROW + 1, LANGUAGE_COLUMN + 1).value = "Français"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("always", [True, False])
@pytest.mark.parametrize("name", ["gender", "ethical-recruitment"])
def test_what_is_still_to_do_stands_beside_each_question(name: str, *, always: bool) -> None:
    instrument = named(name)
    answers = mixed_answers(instrument, Random(4), missing=0.3)
    (book,) = recalculated([write(instrument, answers)], always=always)
    standing, sheets = stand(instrument, answers), by_key(book)
    for block in layout.layout(instrument, answers).blocks.values():
        said = sheets[block.sheet].cell(block.top + 1, layout.CHECK + 1).value or ""
        code = sheets[block.sheet].cell(block.top + 1, layout.STATUS + 1).value
        where = standing.states[block.item.id]
        assert (said == gettext("Not asked")) == (where is State.NOT_ASKED)
        assert (said == gettext("Please answer")) == (where is State.UNANSWERED and block.item.required)
        assert (code == state.NOT_ASKED) == (where is State.NOT_ASKED)


def test_what_stands_in_the_file_is_what_programs_work_out() -> None:
    instrument = named("ethical-recruitment")
    data = write(instrument, mixed_answers(instrument, Random(8), missing=0.1))
    written, (worked_out,) = load_workbook(BytesIO(data), data_only=True), recalculated([data])
    wrong = [
        f"{sheet.title}!{cell.coordinate}: {cell.value!r}, not {found!r}"
        for sheet in written.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not same(cell.value, found := worked_out[sheet.title][cell.coordinate].value)
    ]
    assert wrong == []


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 0.005
    return bool(one == other) or {one, other} <= {"", None}


def test_what_does_not_fit_is_said_and_not_counted() -> None:
    instrument = named("all-kinds")
    blank = write(instrument, {})
    book = opened(blank)
    sheets = by_key(book)
    wrong = {"level": 9, "whole": "many", "list": "nonsense", "day": "soon", "month": "May"}
    spoilt = set()
    for cell in sealed(blank)["cells"]:
        if cell["entry"] in wrong and "row" not in cell and not cell["control"].endswith(".state"):
            sheets[cell["sheet"]][cell["cell"]].value = wrong[cell["entry"]]
            spoilt.add(cell["item"])
    file = BytesIO()
    book.save(file)
    (found,) = recalculated([file.getvalue()])
    for block in layout.layout(instrument, {}).blocks.values():
        code = by_key(found)[block.sheet].cell(block.top + 1, layout.STATUS + 1).value
        assert (code == state.MISFIT) == (block.item.id in spoilt)
    assert spoilt


def test_a_sheet_runs_in_the_direction_of_the_language_of_the_export() -> None:
    instrument = named("gender")
    languages = [("en", unspoken), ("ar", french)]
    arabic = opened(write(instrument, {}, languages=languages, locale="ar"))
    english = opened(write(instrument, {}, languages=languages, locale="en"))
    visible = [sheet for sheet in arabic.worksheets if sheet.sheet_state == "visible"]
    assert all(sheet.sheet_view.rightToLeft for sheet in visible)
    assert not any(sheet.sheet_view.rightToLeft for sheet in english.worksheets)
    assert all(str(sheet.page_setup.paperSize) == "9" for sheet in visible)


def test_long_answers_go_on_elsewhere_and_the_seal_knows() -> None:
    instrument = named("gender")
    data = write(instrument, {}, notes={ItemId("GP-01"): "x" * 40_000})
    cell = next(each for each in sealed(data)["cells"] if each["control"] == "GP-01.note")
    assert cell["value"] == "x" * 40_000
    assert by_key(opened(data))[cell["sheet"]][cell["cell"]].value == cell["shown"]
