"""Every text has one message, one name and a note; `pybabel extract` finds all of them."""

import io
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.extract import extract as babel_extract
from babel.messages.frontend import parse_mapping_cfg
from tiny import FOLDER, NAMES, document, tiny

from instruments import texts as names
from instruments.catalogue import load, published
from instruments.model import Instrument
from instruments.problems import Refusal
from instruments.texts import texts

ROOT = Path(__file__).parents[2]


def contexts(instrument: Instrument) -> dict[str, str]:
    return {message.context: message.source for message, _ in texts(instrument)}


def every_text(node: object) -> set[str]:
    """Collect whatever a person reads from the document of an instrument, without knowing its structure."""
    keys = {"text", "why", "hint", "evidence", "avoid", "title", "intro", "subtitle", "about", "disclaimer"}
    if isinstance(node, dict):
        own = {value for key, value in node.items() if key in keys and isinstance(value, str) and value}
        anchors = set(node.get("anchors", ()))
        units = {node["unit"]} if "kind" in node and "unit" in node else set()
        places = {ref.partition(":")[2].replace("-", " ") for ref in node.get("refs", ()) if "kind" in node}
        words = {place for place in places if re.fullmatch("[a-z ]{3,}", place)}
        return own | anchors | units | words | {text for child in node.values() for text in every_text(child)}
    return {found for child in node for found in every_text(child)} if isinstance(node, list) else set()


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_a_message(name):
    assert set(contexts(tiny(name)).values()) == every_text(document(name))


@pytest.mark.parametrize("instrument", [*map(tiny, NAMES), *map(load, published())], ids=lambda each: str(each.ref))
def test_no_two_texts_have_one_name(instrument):
    found = [message.context for message, _ in texts(instrument)]
    assert len(found) == len(set(found))


def test_names_say_what_a_text_is():
    assert (
        contexts(tiny("texts")).items()
        >= {
            "instrument.title": "Texts",
            "instrument.subtitle": "Every text once",
            "instrument.about": "A tiny instrument.",
            "instrument.disclaimer": "It is not an audit.",
            "critical.C-1": "Documents held",
            "factor.tiers": "Layers of recruiters",
            "band.low": "Low",
            "section.S.title": "A section",
            "section.S.intro": "Answer for one site.",
            "M.why": "It shows whether the rule is used.",
            "M.hint": "Think of the last 12 months.",
            "M.evidence": "A dated record.",
            "M.avoid": "Do not upload lists of workers.",
            "M.anchor.0": "Nothing is in place.",
            "M.anchor.4": "It is checked with workers.",
            "reason.M.no-housing": "We do not arrange housing.",
            "action.M.1": "The owner of the topic brings the practice to step 1.",
            "option.C.agency": "An agency",
            "T.origin.text": "Country of origin",
            "option.T.payer.worker": "The worker",
            "N.unit": "workers",
            "indicator.I": "Workers on site",
            "check.K": "That is a great many workers. Is the number right?",
        }.items()
    )
    assert contexts(tiny("roadmap")).items() >= {"area.fees": "Fees", "stage.1": "Aware"}.items()


def test_a_part_gives_the_message_that_was_extracted():
    instrument = tiny("texts")
    extracted = {message for message, _ in texts(instrument)}
    item, choice, table, number = instrument.items.values()
    origin, *_, payer = table.kind.columns
    assert extracted >= {
        names.item_text(item),
        names.item_role(item, "why"),
        names.anchor(item, 3),
        names.reason(item, item.na_reasons[0]),
        names.action(item, 2),
        names.option(choice, choice.kind.options[0]),
        names.item_text(origin, table),
        names.option(payer, payer.kind.options[0], table),
        names.unit(number),
        names.section_title(instrument.sections[0]),
        names.section_intro(instrument.sections[0]),
        names.instrument_role(instrument, "about"),
        names.critical(instrument.critical[0]),
        names.factor(instrument.risk_factors[0]),
        names.band(instrument.risk_bands[0]),
        names.indicator(instrument.indicators[0]),
        names.check(instrument.checks[0]),
    }


def test_what_has_no_text_has_an_empty_message():
    item = tiny("practice").items["P"]
    assert names.unit(item).source == names.anchor(item, 2).source == names.item_role(item, "hint").source == ""


def test_notes_tell_where_a_text_appears_and_warn_where_a_negation_matters():
    notes = {message.context: note for message, note in texts(tiny("critical"))}
    assert "on the page 'A section'" in notes["P.text"]
    assert names.MIND_NEGATION in notes["P.text"]
    assert names.MIND_NEGATION in notes["critical.C-1"]
    assert names.MIND_NEGATION not in notes["Q.text"]
    assert notes["action.P.1"].startswith("In the action plan (stop-harm)")


def test_the_extractor_gives_contexts_comments_and_lines():
    with (FOLDER / "texts.json").open("rb") as file:
        found = list(babel_extract("instruments.extract:extract", file, DEFAULT_KEYWORDS, (), {}))
    by_context = {context: (line, source, comments) for line, source, comments, context in found}
    line, source, comments = by_context["M.why"]
    assert source == "It shows whether the rule is used."
    assert comments[0].startswith("Why the question is asked")
    assert source in (FOLDER / "texts.json").read_text(encoding="utf-8").splitlines()[line - 1]
    assert len(found) == len(list(texts(tiny("texts"))))


def test_a_faulty_instrument_is_not_extracted_in_part():
    with pytest.raises(Refusal):
        list(babel_extract("instruments.extract:extract", io.BytesIO(b"{}"), DEFAULT_KEYWORDS, (), {}))


@pytest.mark.parametrize("folder", [".", "library", "library/texts"])
def test_babel_cfg_finds_instruments_from_any_folder(tmp_path, folder):
    path = tmp_path / "library" / "texts" / "1.0.0.json"
    path.parent.mkdir(parents=True)
    shutil.copy(FOLDER / "texts.json", path)
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = list(extract_from_dir(str(tmp_path / folder), methods, options))
    assert len(found) == len(list(texts(tiny("texts"))))
