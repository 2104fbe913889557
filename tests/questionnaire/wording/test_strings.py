"""A catalogue file comes back as it went out, and says of each text how far along it is."""

import ast
import gettext
import io
import subprocess
import sys
import sysconfig
from configparser import ConfigParser
from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_samples import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.wording.strings import (
    ABOUT,
    BadCatalogue,
    Catalogue,
    Entry,
    Progress,
    compile_all,
    compiled,
    parse,
    written,
)

HEAD = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120) | st.just("a\u2028b")
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)


def catalogue(*entries: Entry, locale: str = "ga") -> Catalogue:
    return Catalogue("tiny", locale, entries)


@pytest.mark.parametrize(
    ("entry", "progress"),
    [
        (Entry("a.text", "Fees"), Progress.MISSING),
        (Entry("a.text", "Fees", forms=("Táillí",)), Progress.MACHINE),
        (Entry("a.text", "Fees", forms=("Fees",)), Progress.IDENTICAL),
        (Entry("a.text", "Fees", forms=("Táillí",), outdated=True), Progress.OUTDATED),
        (Entry("a.text", "Fees", forms=("Táillí",), remarks=("reviewed: Áine N., 2026-11-24",)), Progress.REVIEWED),
        (Entry("a.text", "Fees", forms=("Fees",), remarks=("reviewed: Áine N., 2026-11-24",)), Progress.REVIEWED),
        (Entry("a.text", "Fees", forms=("Táillí",), remarks=("reviewed by Áine",)), Progress.MACHINE),
        (Entry("a.text", "Fees", forms=("Táillí",), remarks=("reviewed: Áine, soon",)), Progress.MACHINE),
        (
            Entry("a.text", "Fees", forms=("Táillí",), outdated=True, remarks=("reviewed: Áine, 2026-11-24",)),
            Progress.OUTDATED,
        ),
        (Entry("", "{count} fee", "{count} fees", ("{count} táille", "")), Progress.MISSING),
        (Entry("", "{count} fee", "{count} fees", ("{count} fee", "{count} fees")), Progress.IDENTICAL),
    ],
)
def test_a_text_is_a_machines_unless_it_says_otherwise(entry, progress):
    assert entry.progress is progress
    (back,) = parse(written(catalogue(entry, locale="xh")), "tiny", "xh").entries
    assert back.progress is progress


FULL = Entry(
    "ER-1.text",
    'Say "no"\tto fees:\n20 % of pay\\ more\n',
    forms=("Abair “ná” le táillí",),
    outdated=True,
    previous=('An earlier\n"source"', "of many lines"),
    notes=(
        "A note, which is longer than one line of seventy-six characters, and therefore would be wrapped by others.",
    ),
    remarks=("I was not sure of this one, and say why at some length, which must not be broken into lines.",),
    places=("a/b.json", "c/d.html"),
)


def test_everything_in_a_catalogue_comes_back():
    one = Entry("", "{count} fee", "{count} fees", ("a", "b", "c", "d", "e"), places=("x.py",))
    given_ = catalogue(FULL, one, Entry("", "Fees"))
    back = parse(written(given_), "tiny", "ga")
    assert back == given_
    assert [each.places for each in back.entries] == [("a/b.json", "c/d.html"), ("x.py",), ()]


@given(source=TEXTS, form=st.one_of(st.just(""), TEXTS), previous=TEXTS, note=LINES, outdated=st.booleans())
def test_any_text_comes_back(source, form, previous, note, outdated):
    entry = Entry(
        "x.text",
        source,
        forms=(form,),
        outdated=outdated,
        previous=(previous,) if outdated else (),
        notes=(" ".join(note.split()),) if note.split() else (),
    )
    (back,) = parse(written(catalogue(entry)), "tiny", "ga").entries
    assert back == entry


def test_writing_twice_gives_the_same_bytes_without_a_date_or_a_line_number():
    text = written(catalogue(FULL)).decode()
    assert text == written(parse(text.encode(), "tiny", "ga")).decode()
    assert "Date" not in text
    assert "b.json:" not in text
    assert "# reviewed: Name, 2026-11-24" in text.replace("#              # ", "# ")


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (HEAD + b'msgid "a"\nmsgstr "b"\nrubbish\n', 6),
        (HEAD + b'msgid "a"\n', 4),
        (HEAD + b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "1"\nmsgstr[9] "2"\n', 4),
        (b"\xff\xfe\x00", 0),
        (HEAD + b'msgid "a"\nmsgstr[x] "b"\n', 0),
    ],
)
def test_what_is_no_catalogue_is_said_with_its_line(raw, line):
    with pytest.raises(BadCatalogue) as bad:
        parse(raw, "tiny", "xh")
    assert not line or bad.value.line == line


def test_only_what_is_shown_is_compiled():
    entries = (
        Entry("a.text", "Fees", forms=("Táillí",)),
        Entry("b.text", "Fees", forms=("Sean",), outdated=True),
        Entry("c.text", "Fees"),
        Entry("d.text", "Fees", forms=("Fees",)),
        Entry("", "{count} fee", "{count} fees", ("1", "2", "3", "4", "")),
    )
    found = gettext.GNUTranslations(io.BytesIO(compiled(written(catalogue(*entries)), "tiny", "ga")))
    assert found.pgettext("a.text", "Fees") == "Táillí"
    assert found.pgettext("b.text", "Fees") == "Fees"
    assert found.ngettext("{count} fee", "{count} fees", 3) == "{count} fees"
    assert len(found.pgettext(ABOUT, "digest")) == 64


def test_catalogues_are_compiled_while_nothing_of_the_product_is_installed(tmp_path: Path):
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "tiny.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(written(replace(catalogue(Entry("a.text", "Fees", forms=("费用",))), locale="zh-Hans")))
    script = f"""
import runpy, sys
sys.path[:] = [each for each in sys.path if each] + [{sysconfig.get_path("purelib")!r}]
module = runpy.run_path({str(PROJECT / "questionnaire" / "wording" / "strings.py")!r})
print(*module["compile_all"](__import__("pathlib").Path({str(tmp_path)!r})))
assert not [name for name in sys.modules if name.partition(".")[0] in ("questionnaire", "instruments")]
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(path.with_suffix(".mo"))]
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).pgettext("a.text", "Fees") == "费用"


def test_the_package_is_built_with_its_catalogues():
    settings = ConfigParser()
    settings.read(PROJECT / "setup.cfg", encoding="utf-8")
    command, _, name = settings["options"]["cmdclass"].strip().rpartition(".")
    assert command == "build_py = translations.build"
    tree = ast.parse((PROJECT / "translations" / "build.py").read_text(encoding="utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.ClassDef)}
    assert "**/*.mo" in settings["options.package_data"]["translations"]
    assert "babel" in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_broken_catalogue_stops_the_build(tmp_path: Path):
    path = tmp_path / "xh" / "LC_MESSAGES" / "tiny.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(HEAD + b"rubbish\n")
    with pytest.raises(BadCatalogue):
        compile_all(tmp_path)
