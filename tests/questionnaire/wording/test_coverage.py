"""What is counted is what people see."""

from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest
import tiny
from catalogue_samples import entry, project, publish, read, renew, save, translate, with_entry

from instruments.catalogue import load_file
from instruments.texts import texts
from questionnaire import wording
from questionnaire.wording import catalogues, files
from questionnaire.wording.coverage import Coverage, available, instrument_state, interface_state
from questionnaire.wording.strings import catalogue_path, compile_all, compiled, digest


@pytest.fixture
def root(tmp_path):
    made = project(tmp_path)
    renew(made, "xh")
    return made


def test_each_state_is_counted(root):
    translate(
        root, "xh", "messages", {"Save": "Save", "Sign out": "Phuma", "<b>Look</b> at {name}": "<b>Jonga</b> {name}"}
    )
    found = read(root, "xh", "messages")
    found = with_entry(found, replace(entry(found, "Sign out"), outdated=True))
    looked = replace(entry(found, "<b>Look</b> at {name}"), remarks=("reviewed: Nomsa, 2026-11-24",))
    save(root, with_entry(found, looked))
    counted = interface_state("xh", root)
    assert counted == Coverage(missing=1, outdated=1, identical=1, reviewed=1)
    assert (counted.texts, counted.there, counted.share) == (4, 2, Fraction(1, 2))
    assert not counted.complete
    assert not counted.read


def test_a_language_is_read_when_a_native_speaker_has_read_all_that_is_shown():
    assert Coverage(missing=1, reviewed=3).read
    assert not Coverage(machine=1, reviewed=3).read
    assert not Coverage(missing=3).read
    assert Coverage(machine=1, identical=1, reviewed=3).complete
    assert not Coverage().complete


def test_an_instrument_is_counted_by_the_texts_of_that_version(root):
    translate(root, "xh", "texts", {"C.text": "Ngubani oqesha?"})
    publish(root.parent, "1.1.0", C="Who hires the workers?")
    renew(root, "xh")
    total = len(list(texts(tiny.tiny("texts"))))
    first, second = (
        load_file(root.parent / "instruments" / "library" / "texts" / f"{version}.json")
        for version in ("1.0.0", "1.1.0")
    )
    assert instrument_state("xh", first, root) == Coverage(missing=total - 1, machine=1)
    assert instrument_state("xh", second, root) == Coverage(missing=total - 1, outdated=1)
    assert instrument_state("th", second, root).missing == total


def test_the_source_and_the_pseudo_locale_have_everything():
    for locale in (wording.SOURCE, wording.PSEUDO):
        assert interface_state(locale).complete
        assert interface_state(locale).read
        assert instrument_state(locale, tiny.tiny("texts")).complete


def test_what_was_compiled_counts_the_same_and_its_file_is_not_read_again(root, monkeypatch):
    translate(root, "xh", "messages", {"Save": "Save", "Sign out": "Phuma"})
    translate(root, "xh", "texts", {"C.text": "Ngubani oqesha?"})
    found = read(root, "xh", "texts")
    save(root, with_entry(found, replace(entry(found, "M.text"), forms=("Kunjani?",), outdated=True)))
    compile_all(root)
    total = len(list(texts(tiny.tiny("texts"))))
    for module, name in ((catalogues, "compiled"), (files, "parse")):
        monkeypatch.setattr(module, name, lambda *_each: pytest.fail("read again"))
    assert interface_state("xh", root) == Coverage(missing=2, identical=1, machine=1)
    assert instrument_state("xh", tiny.tiny("texts"), root) == Coverage(missing=total - 2, outdated=1, machine=1)


def test_what_an_earlier_version_compiled_is_not_believed(root):
    translate(root, "xh", "messages", {"Sign out": "Phuma"})
    path = catalogue_path(root, "xh", "messages")
    raw = path.read_bytes()
    made = compiled(raw, "messages", "xh").replace(b"states", b"others")
    before = made.replace(digest(raw).encode(), sha256(raw).hexdigest().encode())
    assert before != made
    path.with_suffix(".mo").write_bytes(before)
    assert interface_state("xh", root) == Coverage(missing=3, machine=1)


def test_a_language_is_offered_from_half_of_its_interface_on(root):
    renew(root, "ga", "vi")
    (root / "th").mkdir()
    translate(root, "xh", "messages", {"Save": "Gcina", "Sign out": "Phuma"})
    translate(root, "ga", "messages", {"Sign out": "Logáil amach"})
    assert available(root=root) == ("en", "xh")
    assert available(pseudo=True, root=root) == ("en", "xh", "en-XA")


def test_a_language_whose_interface_cannot_be_read_is_not_offered(root):
    translate(root, "xh", "messages", {"Save": "Gcina", "Sign out": "Phuma"})
    path = catalogue_path(root, "xh", "messages")
    path.write_text(path.read_text() + "rubbish\n")
    assert available(root=root) == ("en",)
