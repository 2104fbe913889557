"""What becomes of three versions of an answer, whatever they are.

- nothing given that differs from its base is dropped: it is kept, stands already, or is a conflict;
- nothing stored meanwhile is overwritten by a page that did not touch it;
- a fresh page always gets its way; the same change twice is no conflict.
"""

from hypothesis import given
from hypothesis import strategies as st

from questionnaire.db.answers import Version
from questionnaire.services.merge import merge

VERSIONS = st.builds(
    Version, st.one_of(st.none(), st.integers(0, 2), st.just({"state": "dont_know"})), st.sampled_from(["", "a", "b"])
)


@given(VERSIONS, VERSIONS, VERSIONS)
def test_each_part_is_kept_or_in_conflict(base, stored, page):
    kept = merge(base, stored, page)
    for part in ("document", "note"):
        was, stands, sent = (getattr(version, part) for version in (base, stored, page))
        if kept is None:
            continue
        assert getattr(kept, part) == (stands if sent == was else sent)


@given(VERSIONS, VERSIONS, VERSIONS)
def test_a_conflict_needs_one_part_that_both_changed(base, stored, page):
    clashes = [
        part
        for part in ("document", "note")
        if len({repr(getattr(version, part)) for version in (base, stored, page)}) == 3
    ]
    assert (merge(base, stored, page) is None) == bool(clashes)


@given(VERSIONS, VERSIONS)
def test_a_fresh_page_gets_its_way(stored, page):
    assert merge(stored, stored, page) == page


@given(VERSIONS, VERSIONS)
def test_the_same_change_twice_is_no_conflict(base, stored):
    assert merge(base, stored, stored) == stored
    assert merge(None, stored, stored) == stored


@given(VERSIONS, VERSIONS)
def test_without_a_base_any_difference_is_a_conflict(stored, page):
    assert (merge(None, stored, page) is None) == (stored != page)
