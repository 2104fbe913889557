"""What a translator gives comes in text by text, and nothing that the catalogue has is lost."""

from dataclasses import replace

import pytest
from catalogue_samples import DAY, rules, thai

from instruments.problems import Code
from questionnaire.wording.bringing import Given, bring_in, from_catalogue, paired
from questionnaire.wording.strings import Catalogue, Entry, Progress

REVIEW = "reviewed: Malee, 2026-11-24"
MISSING = Entry("a.text", "Fees for {n}")
MACHINE = Entry("b.text", "Costs", forms=("ค่าใช้จ่าย",), remarks=("a remark",))
REVIEWED = Entry("c.text", "Workers", forms=("คนงาน",), remarks=(REVIEW,))
OUTDATED = Entry("d.text", "Wages", forms=("เงินเดือน",), outdated=True, previous=("Salaries",))
PLURAL = Entry("", "{count} fee", "{count} fees", ("",))
CATALOGUE = Catalogue("tiny", "th", (MISSING, MACHINE, REVIEWED, OUTDATED, PLURAL))


def gives(entry, *forms, **more):
    return replace(Given(entry.context, entry.source, entry.plural, forms, "Translation!F7"), **more)


def brought(*given, **more):
    return bring_in(CATALOGUE, given, thai(), day=DAY, **more)


def only(found):
    (entry,) = found.changed
    assert found.problems == ()
    assert entry in found.catalogue.entries
    return entry


def test_a_missing_text_is_a_machines_until_somebody_reviews_it():
    assert only(brought(gives(MISSING, "ค่า {n}"))).progress is Progress.MACHINE
    assert only(brought(gives(MISSING, "ค่า {n}", marked=True), reviewed_by="Malee")).remarks == (REVIEW,)
    assert only(brought(gives(MISSING, "ค่า {n}"), reviewed_by="Malee")).progress is Progress.MACHINE


def test_a_text_can_be_reviewed_as_it_stands():
    found = only(brought(gives(MACHINE, "ค่าใช้จ่าย", stands=False, marked=True), reviewed_by="Malee"))
    assert found == replace(MACHINE, remarks=("a remark", REVIEW))


def test_what_was_said_of_old_words_does_not_hold_of_new_ones():
    before = replace(MACHINE, remarks=("a remark", "accepted: numbers-differ"))
    catalogue = replace(CATALOGUE, entries=(before,))
    (found,) = bring_in(catalogue, [gives(before, "ต้นทุน")], thai(), day=DAY).changed
    assert found.remarks == ("a remark",)


def test_an_outdated_text_becomes_right_again_only_if_somebody_says_so():
    assert brought(gives(OUTDATED, "เงินเดือน", stands=False)).changed == ()
    for found in (brought(gives(OUTDATED, "ค่าจ้าง")), brought(gives(OUTDATED, "เงินเดือน"))):
        assert (only(found).progress, only(found).previous) == (Progress.MACHINE, ())


def test_a_fault_keeps_one_text_out_and_lets_the_others_in():
    found = brought(gives(MISSING, "ค่า"), gives(PLURAL, "{count} ค่า"))
    assert [(problem.code, problem.where) for problem in found.problems] == [
        (Code.PLACEHOLDERS_DIFFER, "Translation!F7")
    ]
    assert [entry.key for entry in found.changed] == [PLURAL.key]
    assert found.catalogue.entries[0] == MISSING


def test_a_finding_is_said_and_lets_its_text_in():
    found = brought(gives(MACHINE, "ต้นทุน 5"))
    assert [problem.code for problem in found.problems] == [Code.NUMBERS_DIFFER]
    assert len(found.changed) == 1


def test_what_somebody_accepted_is_written_down():
    found = only(brought(gives(MACHINE, "costs"), accepted=frozenset({Code.FOREIGN_WORDS, Code.NUMBERS_DIFFER})))
    assert found.remarks == ("a remark", "accepted: foreign-words, numbers-differ")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (gives(replace(MISSING, source="Fees"), "ค่า"), Code.SOURCE_CHANGED),
        (gives(replace(PLURAL, plural="{count} charges"), "{count} ค่า"), Code.SOURCE_CHANGED),
        (gives(replace(MISSING, context="z.text"), "ค่า {n}"), Code.UNKNOWN_TEXT),
        (gives(MACHINE, "ต้นทุน", exported=("อย่างอื่น",)), Code.TRANSLATION_STALE),
        (gives(REVIEWED, "แรงงาน"), Code.ALREADY_REVIEWED),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(given, code):
    found = brought(given)
    assert [(problem.code, problem.where) for problem in found.problems] == [(code, "Translation!F7")]
    assert found.catalogue == CATALOGUE


@pytest.mark.parametrize("forms", [("{count} one",), ("{count} a", "{count} b", "{count} c"), ("{count} a", "")])
def test_as_many_plural_forms_as_the_language_has_come_in_or_none(forms):
    """The file could not be read again with one more or fewer."""
    before = replace(PLURAL, forms=("", ""))
    catalogue = Catalogue("tiny", "xh", (before,))
    found = bring_in(catalogue, [gives(before, *forms)], rules(["LATIN"]), day=DAY)
    assert [problem.code for problem in found.problems] == [Code.PLURAL_FORMS]
    assert found.catalogue == catalogue


def test_another_native_speaker_may_change_what_was_reviewed():
    found = only(brought(gives(REVIEWED, "แรงงาน", marked=True), reviewed_by="Somchai"))
    assert (found.forms, found.remarks) == (("แรงงาน",), ("reviewed: Somchai, 2026-11-24",))


def test_what_was_not_touched_or_is_empty_changes_nothing():
    untouched = gives(MACHINE, "ค่าใช้จ่าย", stands=False, exported=("ค่าใช้จ่าย",))
    long_ago = gives(MACHINE, "เก่า", stands=False, exported=("เก่า",))
    assert brought(untouched, long_ago, gives(MACHINE, "")).catalogue == CATALOGUE


def test_letters_in_parts_are_joined():
    catalogue = Catalogue("tiny", "th", (Entry("a.text", "Fees é", forms=("",)),))
    (found,) = bring_in(catalogue, [gives(catalogue.entries[0], "ค่า e\u0301")], thai(), day=DAY).changed
    assert found.forms == ("ค่า é",)


def test_a_po_file_marks_what_it_changes_or_confirms():
    file = replace(
        CATALOGUE,
        entries=(
            replace(MISSING, forms=("ค่า {n}",)),
            MACHINE,
            replace(REVIEWED, outdated=True),
            replace(OUTDATED, outdated=False, remarks=("looked up",)),
        ),
    )
    found = bring_in(CATALOGUE, from_catalogue(file, CATALOGUE), thai(), day=DAY, reviewed_by="Malee")
    assert found.problems == ()
    assert {entry.context: entry.remarks for entry in found.changed} == {
        "a.text": (REVIEW,),
        "d.text": ("looked up", REVIEW),
    }


def test_a_review_that_stands_in_a_po_file_is_kept():
    file = replace(CATALOGUE, entries=(replace(MACHINE, remarks=("a remark", REVIEW)),))
    (found,) = bring_in(CATALOGUE, from_catalogue(file, CATALOGUE), thai(), day=DAY).changed
    assert found.progress is Progress.REVIEWED


def test_a_plain_mapping_fills_a_catalogue_by_context_or_source():
    given = paired(CATALOGUE, {"a.text": "ค่า {n}", "Costs": "ต้นทุน", "{count} fee": ["{count} ค่า"], "x": "y"})
    assert [(each.context, each.forms) for each in given] == [
        ("a.text", ("ค่า {n}",)),
        ("b.text", ("ต้นทุน",)),
        ("", ("{count} ค่า",)),
    ]
