"""A language is published for an instrument when all that decides a score or names a severe harm can be read."""

from dataclasses import replace

import pytest
import tiny
from catalogue_samples import entry, project, read, renew, save, translate, with_entry
from markupsafe import Markup

from instruments import texts
from instruments.catalogue import load, published
from questionnaire.wording.publishing import needed, published_languages, translator, unpublished

INSTRUMENT = tiny.tiny("texts")
NEEDED = {
    "critical.C-1",
    "M.text",
    *(f"M.anchor.{level}" for level in range(5)),
    "reason.M.no-housing",
}


@pytest.fixture
def root(tmp_path):
    made = project(tmp_path)
    renew(made, "xh")
    return made


def publish(root, *, but=()):
    digits = str.maketrans("01234", "abcde")  # a number that the source has not is a finding
    translate(root, "xh", "texts", {context: f"xh {context}".translate(digits) for context in NEEDED - set(but)})


def test_scored_and_critical_texts_are_needed_and_others_are_not():
    assert {message.context for message in needed(INSTRUMENT)} == NEEDED


def test_follow_ups_of_critical_items_are_needed_and_so_are_the_columns_of_a_table():
    def edit(document):
        items = document["sections"][0]["items"]
        items[0]["follow_ups"] = ["T"]

    found = {message.context for message in needed(tiny.edited("texts", edit))}
    assert found == NEEDED | {
        "T.text",
        "T.origin.text",
        "T.workers.text",
        "T.hires.text",
        "T.cost.text",
        "T.payer.text",
        "option.T.payer.worker",
        "option.T.payer.employer",
    }


def test_a_language_is_published_when_nothing_that_is_needed_is_missing(root):
    publish(root)
    assert unpublished(INSTRUMENT, "xh", root) == ()
    assert published_languages(INSTRUMENT, root) == ("en", "xh")


def test_a_language_without_translations_is_not_published(root):
    assert len(unpublished(INSTRUMENT, "xh", root)) == len(NEEDED)
    assert published_languages(INSTRUMENT, root) == ("en",)


def test_one_text_that_is_missing_or_outdated_keeps_a_language_back(root):
    publish(root, but=["M.anchor.3"])
    assert [message.context for message in unpublished(INSTRUMENT, "xh", root)] == ["M.anchor.3"]


def test_an_outdated_text_keeps_a_language_back(root):
    publish(root)
    found = read(root, "xh", "texts")
    save(root, with_entry(found, replace(entry(found, "critical.C-1"), outdated=True)))
    assert [message.context for message in unpublished(INSTRUMENT, "xh", root)] == ["critical.C-1"]


def test_in_a_published_language_each_missing_text_is_marked_alone(root):
    publish(root)
    say = translator("xh", INSTRUMENT, root)
    items = INSTRUMENT.items
    assert say(texts.item_text(items["M"])) == "xh M.text"
    marked = say(texts.item_text(items["C"]))
    assert isinstance(marked, Markup)
    assert marked == '<span class="q-untranslated" lang="en" dir="ltr">Who recruits the workers?</span>'
    assert say(texts.item_role(items["C"], "hint")) == ""


def test_a_language_that_is_not_published_shows_the_whole_instrument_in_its_own(root):
    translate(root, "xh", "texts", {"C.text": "Ngubani oqesha?"})
    say = translator("xh", INSTRUMENT, root)
    assert 'lang="en"' in say(texts.item_text(INSTRUMENT.items["C"]))


def test_a_translation_that_is_the_same_as_its_source_is_no_missing_one(root):
    publish(root)
    translate(root, "xh", "texts", {"C.text": "Who recruits the workers?"})
    assert translator("xh", INSTRUMENT, root)(texts.item_text(INSTRUMENT.items["C"])) == "Who recruits the workers?"


def test_in_its_own_language_every_text_is_as_it_was_written(root):
    assert translator("en", INSTRUMENT, root)(texts.item_text(INSTRUMENT.items["C"])) == "Who recruits the workers?"


@pytest.mark.parametrize("ref", published(), ids=str)
def test_every_critical_issue_and_anchor_of_ours_is_needed(ref):
    instrument = load(ref)
    contexts = {message.context for message in needed(instrument)}
    assert {f"critical.{issue.id}" for issue in instrument.critical} <= contexts
    scored = {item.id for item in instrument.items.values() if item.scored}
    assert {f"{item}.text" for item in scored} <= contexts
    assert not {context for context in contexts if context.endswith((".why", ".hint", ".evidence", ".avoid"))}
