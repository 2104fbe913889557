"""A page says who translated it and what stands in another language: all of it, and nothing that is not so."""

from dataclasses import replace

import pytest
import tiny
from catalogue_samples import project, read, renew, save

from questionnaire.wording import locales
from questionnaire.wording.notice import BY_MACHINE, NOT_COMPLETE, NOT_PUBLISHED, notices

INSTRUMENT = tiny.tiny("texts")
HELD = NOT_PUBLISHED.replace("{language}", "IsiNgesi")


@pytest.fixture
def root(tmp_path, monkeypatch):
    made = project(tmp_path)
    renew(made, "xh")
    monkeypatch.setattr(locales, "TRANSLATIONS", made)
    return made


def fill(root, domain, how):
    """Translate a catalogue: all by a machine, all read by a native speaker, or all but its last text read."""
    catalogue = read(root, "xh", domain)
    remarks = () if how == "machine" else ("reviewed: Nomsa, 2026-11-24",)
    done = [
        replace(each, forms=tuple(f"{form}xh" for form in each.sources), remarks=remarks) for each in catalogue.entries
    ]
    kept = done[:-1] + list(catalogue.entries[-1:]) if how == "part" else done
    save(root, replace(catalogue, entries=catalogue.entries if how == "none" else tuple(kept)))


@pytest.mark.parametrize(
    ("interface", "instrument", "said"),
    [
        ("read", None, []),
        ("machine", None, [BY_MACHINE]),
        ("part", None, [NOT_COMPLETE]),
        ("none", None, [NOT_COMPLETE]),
        ("read", "read", []),
        ("read", "machine", [BY_MACHINE]),
        ("machine", "read", [BY_MACHINE]),
        ("read", "none", [HELD]),
        ("machine", "none", [BY_MACHINE, HELD]),
        ("part", "none", [HELD, NOT_COMPLETE]),
        ("none", "none", [HELD, NOT_COMPLETE]),
        ("none", "machine", [BY_MACHINE, NOT_COMPLETE]),
    ],
)
def test_what_is_said_of_a_translation(root, interface, instrument, said):
    fill(root, "messages", interface)
    fill(root, "texts", instrument or "none")
    assert list(notices("xh", INSTRUMENT if instrument else None)) == said


def test_in_the_source_language_there_is_nothing_to_say(root):
    assert list(notices("en", INSTRUMENT)) == []
