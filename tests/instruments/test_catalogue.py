"""Published files are found, loaded once and never change; JSON is read strictly."""

import json
import shutil
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import FOLDER, document

from instruments import catalogue
from instruments.catalogue import (
    LARGEST_FILE,
    digest_lines,
    filing_problems,
    load,
    load_bytes,
    load_file,
    precedence,
    published,
    read_json,
    resolve,
    versions_before,
)
from instruments.identity import InstrumentRef
from instruments.problems import Code, Refusal


def codes(action) -> list[Code]:
    with pytest.raises(Refusal) as refused:
        action()
    return [problem.code for problem in refused.value.problems]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with three versions of one instrument and one of another."""
    for version in ("1.9.0", "1.10.0", "1.2.0"):
        write(tmp_path, document("practice") | {"version": version})
    write(tmp_path, document("maturity"))
    (tmp_path / "digests.txt").write_text(digest_lines(tmp_path), encoding="utf-8")
    return tmp_path


def write(library: Path, of: dict, version: str | None = None) -> Path:
    path = library / of["id"] / f"{version or of['version']}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(of, default=str), encoding="utf-8")
    return path


# --- The library ---------------------------------------------------------------------------------------------------


def test_every_published_file_is_what_was_published():
    assert filing_problems() == ()


def test_every_published_instrument_loads():
    assert published()
    for ref in published():
        assert load(ref).ref == ref


def test_published_lists_versions_in_their_order(library):
    assert [str(ref) for ref in published(library)] == [
        "maturity@1.0.0",
        "practice@1.2.0",
        "practice@1.9.0",
        "practice@1.10.0",
    ]


def test_versions_before_are_those_up_to_and_including(library):
    assert [ref.version for ref in versions_before(InstrumentRef("practice", "1.9.0"), library)] == ["1.2.0", "1.9.0"]
    assert versions_before(InstrumentRef("other", "1.0.0"), library) == ()


def test_what_is_no_version_sorts_first():
    assert precedence("draft") == ()


@pytest.mark.parametrize("ref", [("practice", "9.9.9"), ("../practice", "1.2.0"), ("practice", "../1.2.0"), ("", "")])
def test_an_unknown_instrument_is_not_found(library, ref):
    assert codes(lambda: load(InstrumentRef(*ref), library)) == [Code.NOT_FOUND]


def test_a_file_under_another_name_is_refused(library):
    write(library, document("practice"), "2.0.0")
    assert codes(lambda: load(InstrumentRef("practice", "2.0.0"), library)) == [Code.NOT_PUBLISHED_AS_FILED]


def test_a_changed_a_new_and_a_missing_file_are_told(library):
    assert filing_problems(library) == ()
    other = library.with_name("other")
    shutil.copytree(library, other)
    write(other, document("practice") | {"version": "1.2.0", "title": "Changed"})
    write(other, document("choice"))
    (other / "maturity" / "1.0.0.json").unlink()
    assert [(p.code, p.where) for p in filing_problems(other)] == [
        (Code.NOT_PUBLISHED_AS_FILED, "choice@1.0.0"),
        (Code.NOT_PUBLISHED_AS_FILED, "maturity@1.0.0"),
        (Code.NOT_PUBLISHED_AS_FILED, "practice@1.2.0"),
    ]


def test_a_library_without_digests_lists_none(tmp_path):
    assert catalogue.digests(tmp_path) == {}


def test_an_instrument_is_loaded_once(library):
    ref = InstrumentRef("practice", "1.2.0")
    first = load(ref, library)
    assert load(ref, library) is first
    start = time.perf_counter()
    for _ in range(1000):
        load(ref, library)
    assert time.perf_counter() - start < 1  # about 0.3 microseconds each; a wide margin for a busy machine


# --- What a person names -------------------------------------------------------------------------------------------


def test_resolve_takes_a_ref_an_id_or_a_path(library):
    assert resolve("practice@1.9.0", library).ref.version == "1.9.0"
    assert resolve("practice", library).ref.version == "1.10.0"
    assert resolve(str(FOLDER / "choice.json"), library).ref.id == "choice"
    unnamed = shutil.copy(FOLDER / "choice.json", library / "unnamed")
    assert resolve(str(unnamed), library).ref.id == "choice"
    assert codes(lambda: resolve("x" * 5000, library)) == [Code.NOT_FOUND]


@pytest.mark.parametrize(
    "name", ["", "@", "nothing", "practice@", "practice@7.0.0", "nothing.json", "a\x00b.json", "practice@1.9.0@"]
)
def test_resolve_refuses_what_is_nowhere(library, name):
    assert codes(lambda: resolve(name, library)) == [Code.NOT_FOUND]


def test_a_folder_is_no_instrument(tmp_path):
    assert codes(lambda: load_file(tmp_path)) == [Code.NOT_FOUND]


def test_faults_are_refusals():
    assert codes(lambda: load_bytes(b"{}"))[0] is Code.MISSING_KEY
    assert codes(lambda: load_bytes(b"")) == [Code.NOT_JSON]


# --- Reading JSON strictly -----------------------------------------------------------------------------------------


def test_fractions_are_decimals():
    assert read_json(b'{"a": 0.1}') == ({"a": Decimal("0.1")}, ())


@pytest.mark.parametrize(
    ("raw", "code", "where"),
    [
        (b"", Code.NOT_JSON, ""),
        (b"{", Code.NOT_JSON, ""),
        (b"{'a': 1}", Code.NOT_JSON, ""),
        (b"\xef\xbb\xbf{}", Code.NOT_JSON, ""),
        (b'{"a": "\xff"}', Code.NOT_UTF8, ""),
        ("{}".encode("utf-16"), Code.NOT_UTF8, ""),
        (b'{"a": NaN}', Code.BAD_NUMBER, ""),
        (b'{"a": -Infinity}', Code.BAD_NUMBER, ""),
        (b'{"a": ' + b"9" * 5000 + b"}", Code.BAD_NUMBER, ""),
        (b'{"a": 1e99999999999999999999}', Code.BAD_NUMBER, ""),
        (b"[" * 100_000, Code.TOO_DEEP, ""),
        (b" " * (LARGEST_FILE + 1), Code.TOO_LARGE, ""),
        (b'{"a": 1, "a": 2}', Code.DUPLICATE_KEY, "/a"),
        (b'{"x": [{}, {"a/b": 1, "c": 2, "a/b": 1}]}', Code.DUPLICATE_KEY, "/x/1/a~1b"),
    ],
    ids=range(14),
)
def test_what_is_not_strict_json_is_refused(raw, code, where):
    _, (problem,) = read_json(raw)
    assert (problem.code, problem.where) == (code, where)


def test_a_duplicate_inside_a_value_that_was_itself_replaced_is_still_told():
    assert {p.where for p in read_json(b'{"a": {"b": 1, "b": 2}, "a": 3}')[1]} == {"/a", "/b"}


def test_a_document_says_where_it_breaks():
    (problem,) = read_json(b'{\n "a": oops}')[1]
    assert dict(problem.params) == {"line": "2", "column": "7"}


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "large.json"
    path.write_bytes(b" " * (LARGEST_FILE + 100))
    assert codes(lambda: load_file(path)) == [Code.TOO_LARGE]


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0129eE.-+ntfalsru\\ud8', max_size=60).map(str.encode))
def test_any_bytes_give_a_value_or_problems(raw):
    read_json(raw)


def test_repeated_keys_by_the_hundred_thousand_are_told_in_seconds():
    wide = "{" + ",".join(f'"k{n}":1' for n in range(100_000)) + ',"k7":2}'
    many = "[" + ",".join('{"a":1,"a":2}' for _ in range(50_000)) + "]"
    start = time.perf_counter()
    assert [problem.where for problem in read_json(wide.encode())[1]] == ["/k7"]
    assert read_json(many.encode())[1][-1].where == "/49999/a"
    assert time.perf_counter() - start < 10
