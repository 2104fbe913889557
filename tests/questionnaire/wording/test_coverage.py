"""What is counted is what people see."""

from dataclasses import replace
from fractions import Fraction

import pytest
import tiny
from catalogue_samples import entry, project, publish, read, renew, save, translate, with_entry

from instruments.catalogue import load_file
from instruments.texts import texts
from questionnaire import wording
from questionnaire.wording.coverage import Coverage, instrument_state, interface_state


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
