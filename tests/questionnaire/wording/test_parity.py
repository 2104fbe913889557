"""What a translation must keep is looked at in every script, and what a person has accepted is left alone."""

from dataclasses import replace

import pytest
from catalogue_samples import rules, thai

from instruments.problems import Code
from instruments.texts import MIND_NEGATION
from questionnaire.wording.locales import TRANSLATIONS, catalogued
from questionnaire.wording.parity import FINDINGS, catalogue_problems, entry_problems
from questionnaire.wording.rules import read_rules
from questionnaire.wording.strings import Catalogue, Entry, catalogue_path, parse

CRITICAL = (f"The name of a severe harm. {MIND_NEGATION}",)


def codes(source, *forms, plural="", of=None, remarks=(), notes=()):
    entry = Entry("x.text", source, plural, tuple(forms), remarks=tuple(remarks), notes=tuple(notes))
    return [str(problem.code) for problem in entry_problems(entry, of or thai(), "th/tiny x.text")]


@pytest.mark.parametrize(
    ("source", "form", "found"),
    [
        ("Enter {limit} or more.", "ใส่ {limit} ขึ้นไป", []),
        ("Enter {limit} or more.", "ใส่ {จำนวน} ขึ้นไป", ["placeholders-differ"]),
        ("Enter {limit} or more.", "ใส่ {limit ขึ้นไป", ["placeholders-differ", "foreign-words"]),
        ("Enter {limit} or more.", "ใส่ {limit} {ขึ้นไป", ["placeholders-differ"]),
        ("Wait.", "รอ {limit}", ["placeholders-differ"]),
        ("<b>Look</b> here", "<b>ดู</b>ที่นี่", []),
        ("<b>Look</b> here", "<b>ดู<b>ที่นี่", ["markup-differs"]),
        ("Fees &amp; costs", "ค่าธรรมเนียมและค่าใช้จ่าย", ["markup-differs"]),
        ("In 12 months", "ใน ๑๒ เดือน", []),
        ("In 12 months", "ใน 21 เดือน", ["numbers-differ"]),
        ("1,000 or 12.5", "1 000 หรือ 12,5", ["numbers-differ"]),
        ("1,000 or 12.5", "๑๐๐๐ หรือ 12,5", []),
        ("One month", "1 เดือน", ["numbers-differ"]),
        ("Two\nlines", "สอง\nบรรทัด", []),
        ("Two\nlines", "สองบรรทัด", ["line-breaks-differ"]),
        ("Fees ", "ค่าธรรมเนียม", ["outer-space"]),
        ("Fees", " ค่าธรรมเนียม", ["outer-space"]),
        ("Fees", "ค่าธรรมเนียม अ", ["wrong-script"]),
        ("Greek α", "กรีก α", []),
        ("Fees", "fees", ["foreign-words"]),
        ("Ask the ILO.", "ถาม ILO", []),
        ("Ask the ILO.", "ถามilo", []),
        ("See ER-5-02 and A.1.", "ดู ER-5-02 และ A.1", []),
        ("See a@b.org", "ดู a@b.org", []),
        ("See ER-5-02.", "ดู ER-5-2x", ["numbers-differ", "foreign-words"]),
        ("Fees", "", []),
    ],
)
def test_what_differs_is_named(source, form, found):
    assert sorted(codes(source, form)) == sorted(found)


def test_a_language_in_latin_letters_may_use_its_own_and_no_others():
    assert codes("Fees", "phí", of=rules(["LATIN"])) == []
    assert codes("Fees", "phí ค่า", of=rules(["LATIN"])) == ["wrong-script"]


def test_letters_in_parts_are_found():
    assert codes("Fees", "phi\u0301", of=rules(["LATIN"])) == ["not-nfc"]


@pytest.mark.parametrize(
    ("forms", "found"),
    [
        (["táille amháin", "{count} tháille", "{count}", "{count}", "{count}"], []),
        (["{n}", "{count}", "{count}", "{count}", "{count}"], ["placeholders-differ"]),
        (["a", "b", "c", "d", "e"], ["placeholders-differ"]),
        (["{count}", "{count}", "", "{count}", "{count}"], ["plural-forms"]),
        (["{count} i 3", "{count}", "{count}", "{count}", "{count} i 4"], ["numbers-differ"]),
    ],
)
def test_plural_forms_together_keep_what_the_source_has(forms, found):
    assert codes("{count} fee", *forms, plural="{count} fees", of=rules(["LATIN"])) == found


@pytest.mark.parametrize(
    "source", ["Workers do not pay.", "No fees", "They don’t pay", "Never", "without cause", "cannot"]
)
def test_a_lost_negation_is_a_fault_where_severe_harm_is_asked_about(source):
    assert codes(source, "คนงานจ่าย", notes=CRITICAL) == ["negation-lost"]
    assert codes(source, "คนงานไม่จ่าย", notes=CRITICAL) == []
    assert codes(source, "คนงานจ่ายหรือไม่", notes=CRITICAL) == ["negation-lost"], "หรือไม่ only asks"
    assert codes(source, "คนงานจ่าย") == []


def test_words_that_say_no_are_whole_words_where_there_are_spaces():
    bangla = rules(["BENGALI"], ("না", "*নি"), ("কি না",))
    assert codes("Not paid", "টাকা না", notes=CRITICAL, of=bangla) == []
    assert codes("Not paid", "করেনি।", notes=CRITICAL, of=bangla) == []
    assert codes("Not paid", "নারী", notes=CRITICAL, of=bangla) == ["negation-lost"]
    assert codes("Not paid", "কি না", notes=CRITICAL, of=bangla) == ["negation-lost"]


def test_arabic_may_leave_its_vowel_signs_out():
    arabic = rules(["ARABIC"], ("يُحظر",))
    assert codes("Not allowed", "يحظر ذلك", notes=CRITICAL, of=arabic) == []


def test_somebody_who_has_looked_can_accept_but_never_a_lost_placeholder():
    assert codes("One month", "1 เดือน", remarks=["accepted: numbers-differ"]) == []
    assert codes("No fees", "ฟรี 1", notes=CRITICAL, remarks=["accepted: numbers-differ, negation-lost"]) == []
    assert codes("{n} fees", "ค่า", remarks=["accepted: placeholders-differ"]) == ["placeholders-differ"]


def test_what_nobody_is_shown_is_not_checked():
    entry = Entry("x.text", "In {n} months", forms=("12",), outdated=True)
    assert list(entry_problems(entry, thai(), "")) == []


def test_a_file_whose_plurals_are_chosen_otherwise_is_found():
    raw = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: %b\\n"\n\n'
    same = parse(raw % b"nplurals=2; plural=n != 1;", "tiny", "xh")
    other = parse(raw % b"nplurals=2; plural=n == 1;", "tiny", "xh")
    assert list(catalogue_problems(same, rules(["LATIN"]))) == []
    assert [each.code for each in catalogue_problems(other, rules(["LATIN"]))] == [Code.PLURAL_FORMS]


def test_a_place_names_locale_catalogue_and_text():
    entry = Entry("C.text", "Fees {n}", forms=("ค่า",))
    (problem,) = catalogue_problems(Catalogue("tiny", "th", (entry,), Catalogue("tiny", "th").rule), thai())
    assert problem.where == "th/tiny C.text"
    (problem,) = catalogue_problems(
        Catalogue("tiny", "th", (replace(entry, context=""),), Catalogue("tiny", "th").rule), thai()
    )
    assert problem.where == "th/tiny Fees {n}"


# --- Ours ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", catalogued(TRANSLATIONS))
def test_our_translations_have_no_faults(locale):
    rule = read_rules(TRANSLATIONS, locale)
    assert rule.negation is not None
    for path in catalogue_path(TRANSLATIONS, locale, "messages").parent.glob("*.po"):
        found = catalogue_problems(parse(path.read_bytes(), path.stem, locale), rule)
        assert [problem for problem in found if problem.code not in FINDINGS] == []
