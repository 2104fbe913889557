"""The record of what happened.

- every event follows from the one before, per organisation;
- a row changed, removed, put in or moved is told, and so is an end cut off, by its head;
- no event holds an answer.
"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select, update

from instruments.problems import Code
from questionnaire.db import tables
from questionnaire.services import events

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
event = tables.event


@pytest.fixture
def chain(database, cast, opened, save):
    assessment = opened("numbers")
    for number in range(4):
        save(assessment, {"N": number}, now=NOW)
    return cast.certifier.organisation


def broken(database, cast, organisation):
    verified = events.verify_chain(database, cast.certifier, organisation)
    assert {problem.code for problem in verified.problems} <= {Code.CHAIN_BROKEN}
    return [int(problem.where) for problem in verified.problems]


def change(database, statement):
    with database.writing() as connection:
        connection.execute(statement)


def test_an_untouched_chain_holds(database, cast, chain):
    verified = events.verify_chain(database, cast.certifier, chain)
    assert (verified.length, verified.problems) == (7, ())
    assert events.verify_chain(database, cast.administrator, chain) == verified
    assert events.verify_chain(database, cast.stranger, chain).length == 0


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "other"},
        {"detail": {}},
        {"at": datetime(2026, 3, 2, 9, 30, 1, tzinfo=UTC)},
        {"assessment": None},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_event_is_told(database, cast, chain, values):
    change(database, update(event).where(event.c.organisation == chain, event.c.number == 5).values(**values))
    assert broken(database, cast, chain)[0] == 5


def test_an_event_taken_out_is_told(database, cast, chain):
    change(database, delete(event).where(event.c.organisation == chain, event.c.number == 5))
    assert broken(database, cast, chain) == [6]


def test_an_event_put_in_is_told(database, cast, chain):
    with database.reading() as connection:
        last = dict(connection.execute(select(event).where(event.c.number == 7)).mappings().one())
    forged = last | {"id": chain, "number": 8, "previous": last["hash"], "kind": "forged"}
    change(database, insert(event).values(**forged))
    assert broken(database, cast, chain) == [8]


def test_an_end_cut_off_shows_in_the_head(database, cast, chain):
    before = events.verify_chain(database, cast.certifier, chain)
    change(database, delete(event).where(event.c.organisation == chain, event.c.number == 7))
    after = events.verify_chain(database, cast.certifier, chain)
    assert (after.length, after.problems) == (6, ())
    assert after.head != before.head


def test_no_event_holds_an_answer(database, cast, opened, save):
    assessment = opened("text")
    [item] = [each for each in _texts(database) if each]
    save(assessment, {item: "the secret wording"})
    happened = events.happened(database, cast.contributor, assessment)
    assert [each.kind for each in happened] == ["answered", "opened"]
    assert happened[0].detail == {"revisions": {item: 1}}
    assert "secret" not in repr(happened)
    assert events.happened(database, cast.stranger, assessment) == ()


def _texts(database):
    from instruments.catalogue import load
    from instruments.model import InstrumentRef

    return list(load(InstrumentRef("text", "1.0.0"), database.library).items)[:1]
