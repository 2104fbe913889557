"""What was compiled is used only if it was made of the file beside it; what is missing gives the source."""

import logging
import os
import shutil
from dataclasses import replace

import pytest
from catalogue_samples import entry, project, read, renew, save, translate, with_entry

from questionnaire import wording
from questionnaire.wording import catalogues, locales
from questionnaire.wording.strings import catalogue_path, compile_all


@pytest.fixture
def root(tmp_path, monkeypatch):
    made = project(tmp_path)
    renew(made, "ga")
    translate(made, "ga", "messages", {"Save": "Save", "Sign out": "Logáil amach"})
    monkeypatch.setattr(locales, "TRANSLATIONS", made)
    return made


def forget():
    catalogues._catalogue.cache_clear()


def test_an_interface_text_is_translated_or_the_source(root):
    assert wording.gettext("Sign out", "ga") == "Logáil amach"
    assert wording.gettext("Save", "ga") == "Save"
    assert wording.gettext("<b>Look</b> at {name}", "ga", name="{x}") == "<b>Look</b> at {x}"
    assert wording.gettext("Sign out", "xh") == "Sign out"
    assert wording.gettext("Sign out") == "Sign out"


def test_a_plural_with_a_form_missing_is_the_source(root):
    forms = ["one {count}", "two {count}", "few {count}", "many {count}", "other {count}"]
    translate(root, "ga", "messages", {"{count} answer": forms})
    said = [wording.ngettext("{count} answer", "{count} answers", count, "ga") for count in (1, 2, 3, 7, 20)]
    assert said == ["one 1", "two 2", "few 3", "many 7", "other 20"]
    found = read(root, "ga", "messages")
    answers = entry(found, "{count} answer")
    save(root, with_entry(found, replace(answers, forms=(*answers.forms[:4], ""))))
    forget()
    assert wording.ngettext("{count} answer", "{count} answers", 3, "ga") == "3 answers"


def test_what_was_compiled_is_used(root):
    compile_all(root)
    path = catalogue_path(root, "ga", "messages").with_suffix(".mo")
    assert catalogues._built(path, path.with_suffix(".po").read_bytes()) is not None
    forget()
    assert wording.gettext("Sign out", "ga") == "Logáil amach"


def test_a_catalogue_that_changed_since_is_compiled_anew_whatever_the_times_say(root):
    compile_all(root)
    path = catalogue_path(root, "ga", "messages")
    translate(root, "ga", "messages", {"Sign out": "Imigh"})
    os.utime(path, (0, 0))
    forget()
    assert wording.gettext("Sign out", "ga") == "Imigh"


@pytest.mark.parametrize("other", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_file_that_something_else_compiled_is_not_believed(root, other):
    catalogue_path(root, "ga", "messages").with_suffix(".mo").write_bytes(other)
    forget()
    assert wording.gettext("Sign out", "ga") == "Logáil amach"


def test_a_broken_catalogue_is_english_and_the_log_says_so_once(root, caplog):
    path = catalogue_path(root, "ga", "messages")
    path.write_text("rubbish\n")
    forget()
    with caplog.at_level(logging.WARNING):
        assert wording.gettext("Sign out", "ga") == "Sign out"
        assert wording.ngettext("{count} answer", "{count} answers", 3, "ga") == "3 answers"
    (said,) = caplog.messages
    assert str(path) in said


def test_a_file_with_too_many_plural_forms_and_one_of_no_language_are_english(root):
    forms = "".join(f'msgstr[{number}] "x"\n' for number in range(9))
    catalogue_path(root, "ga", "messages").write_text(f'msgid "fee"\nmsgid_plural "fees"\n{forms}')
    shutil.copytree(root / "ga", root / "xx")
    forget()
    assert [wording.ngettext("fee", "fees", 3, locale) for locale in ("ga", "xx")] == ["fees", "fees"]
