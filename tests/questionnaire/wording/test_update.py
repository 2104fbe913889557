"""Templates have what the sources show; merging keeps what people wrote, and says what it was made of."""

from dataclasses import replace

import pytest
from catalogue_samples import PROJECT, entry, project, publish, read, renew, save, translate, with_entry

from instruments.problems import Code, Refusal
from questionnaire.wording import files, update
from questionnaire.wording.locales import TRANSLATIONS, catalogued
from questionnaire.wording.strings import Catalogue, Entry, Progress, catalogue_path

QUESTION = "Who recruits the workers?"


@pytest.fixture
def root(tmp_path):
    return project(tmp_path)


def reworded(root, old, new):
    page = root.parent / "questionnaire" / "page.py"
    page.write_text(page.read_text().replace(old, new))


def test_the_interface_is_extracted_with_places_and_notes(root):
    renew(root)
    template = read(root, "", "messages")
    assert [each.source for each in template.entries] == ["Save", "{count} answer", "Sign out", "<b>Look</b> at {name}"]
    save_button = entry(template, "Save")
    assert save_button.notes == ("on a button",)
    assert save_button.places == ("questionnaire/page.py", "questionnaire/templates/page.html")
    assert entry(template, "{count} answer").plural == "{count} answers"


def test_the_template_of_an_instrument_has_the_texts_of_all_its_versions(root):
    publish(root.parent, "1.10.0", C="Who hires the workers?")
    publish(root.parent, "1.9.0")
    renew(root)
    found = [each for each in read(root, "", "texts").entries if each.context == "C.text"]
    assert [each.source for each in found] == [QUESTION, "Who hires the workers?"]
    assert [place.rpartition("/")[2] for place in found[0].places] == ["1.0.0.json", "1.9.0.json"]


def test_a_new_text_is_missing_and_one_that_is_gone_goes(root):
    renew(root, "xh")
    translate(root, "xh", "messages", {"Save": "Gcina", "Sign out": "Phuma"})
    reworded(root, '"Sign out"', '"A wholly different sentence"')
    renew(root, "xh")
    found = read(root, "xh", "messages")
    assert entry(found, "Save").forms == ("Gcina",)
    assert entry(found, "A wholly different sentence").progress is Progress.MISSING
    assert "Sign out" not in {each.source for each in found.entries}


def test_a_reworded_text_of_the_interface_keeps_its_translation_as_outdated(root):
    renew(root, "xh")
    translate(root, "xh", "messages", {"Sign out": "Phuma"})
    reworded(root, '"Sign out"', '"Sign out now"')
    renew(root, "xh")
    found = entry(read(root, "xh", "messages"), "Sign out now")
    assert (found.progress, found.forms, found.previous) == (Progress.OUTDATED, ("Phuma",), ("Sign out",))


def test_a_question_that_changed_in_a_new_version_starts_from_its_earlier_translation_unreviewed(root):
    renew(root, "xh")
    translate(root, "xh", "texts", {"C.text": "Ngubani oqesha?"})
    before = read(root, "xh", "texts")
    reviewed = replace(entry(before, "C.text"), remarks=("reviewed: Nomsa, 2026-11-24", "a remark"))
    save(root, with_entry(before, reviewed))
    publish(root.parent, "1.1.0", C="Who hires the workers?")
    renew(root, "xh")
    old, new = (each for each in read(root, "xh", "texts").entries if each.context == "C.text")
    assert old.progress is Progress.REVIEWED
    assert (new.progress, new.forms, new.previous) == (Progress.OUTDATED, ("Ngubani oqesha?",), (QUESTION,))
    assert new.remarks == ("a remark",)


def test_what_is_outdated_stays_so_and_remembers_its_first_source(root):
    renew(root, "xh")
    translate(root, "xh", "messages", {"Sign out": "Phuma"})
    reworded(root, '"Sign out"', '"Sign out now"')
    renew(root, "xh")
    reworded(root, '"Sign out now"', '"Sign out right now"')
    renew(root, "xh")
    found = entry(read(root, "xh", "messages"), "Sign out right now")
    assert (found.progress, found.previous) == (Progress.OUTDATED, ("Sign out",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Entry("", "{count} day", forms=("{count} usuku",)), Entry("", "{count} day", "{count} days", ("", ""))),
        (
            Entry("", "{count} day", "{count} days", ("{count} usuku", "{count} iintsuku")),
            Entry("", "{count} day", "{count} full days", ("", "")),
        ),
        (
            Entry("", "{count} day", "{count} days", ("{count} usuku", "{count} iintsuku")),
            Entry("", "{count} day"),
        ),
    ],
)
def test_a_text_that_gains_changes_or_loses_its_plural_is_outdated(old, new):
    template = Catalogue("messages", entries=(new,))
    (found,) = update.merged(Catalogue("messages", "xh", (old,)), template).entries
    assert found.progress is Progress.OUTDATED
    assert len(found.forms) == (2 if new.plural else 1)


def test_a_catalogue_has_as_many_plural_forms_as_its_language(root):
    renew(root, "ga", "vi")
    assert len(entry(read(root, "ga", "messages"), "{count} answer").forms) == 5
    assert len(entry(read(root, "vi", "messages"), "{count} answer").forms) == 1


def test_merging_again_changes_nothing(root):
    renew(root, "xh")
    translate(root, "xh", "texts", {"C.text": "Ngubani oqesha?", "section.S.title": "Icandelo"})
    before = catalogue_path(root, "xh", "texts").read_bytes()
    renew(root, "xh")
    assert catalogue_path(root, "xh", "texts").read_bytes() == before


def test_a_lone_package_has_no_sources_to_extract(tmp_path):
    with pytest.raises(Refusal) as refused:
        files.checkout(tmp_path / "translations")
    assert refused.value.problems[0].code is Code.NOT_A_CHECKOUT


# --- Ours ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def templates():
    return {each.domain: each for each in update.templates(PROJECT)}


def test_our_templates_have_the_texts_of_today(templates):
    for domain, template in templates.items():
        assert update.same_texts(files.read(TRANSLATIONS, "", domain), template), "run: make words"


@pytest.mark.parametrize("locale", catalogued(TRANSLATIONS))
def test_our_catalogues_have_the_texts_of_today(templates, locale):
    for domain, template in templates.items():
        found = files.read(TRANSLATIONS, locale, domain)
        assert found is not None
        assert update.same_texts(found, update.merged(found, template)), "run: make words"
