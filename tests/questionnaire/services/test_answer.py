"""What a save keeps.

- an answer that was saved is there, with its history and one event; unchanged input writes nothing;
- a refused input overwrites nothing and is shown again with its problems;
- a page that sends back untouched items overwrites no colleague; two different changes of one item are a conflict;
- whatever is not the answer waits until it is put right, chosen or put aside;
- another organisation cannot save; a submitted assessment cannot be changed;
- an autosave is five statements.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, func, select

from instruments.model import State
from instruments.problems import Code, Refusal
from questionnaire.db import tables
from questionnaire.db.answers import Version
from questionnaire.lifecycle import Status
from questionnaire.services import answer
from questionnaire.services.answer import Keep, Saved
from questionnaire.services.merge import Given

LATER = timedelta(minutes=1)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def count(database, table):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def codes(problems):
    return [problem.code for problem in problems]


def refused(call, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        call(*arguments, **named)
    return codes(refusal.value.problems)


def test_a_saved_answer_is_there_with_who_and_when(database, cast, opened, save):
    assessment = opened("numbers")
    saved = save(assessment, {"N": 12}, cast.contributor)
    assert saved.revisions == {"N": 1}
    loaded = answer.load(database, cast.certifier, assessment)
    assert loaded.answers == {"N": 12}
    stored = loaded.stored["N"]
    assert (stored.by, stored.by_name, stored.at, stored.revision) == (cast.contributor.user, "Dara", NOW, 1)
    assert loaded.assessment.status is Status.STARTED
    assert loaded.assessment.saved == NOW


@pytest.mark.parametrize(
    ("item", "document"),
    [
        ("Integer", 0),
        ("Number", "0.10"),
        ("Money", {"amount": "120.50", "currency": "MYR"}),
        ("Split", {"women": 1, "men": 0, "other": 0, "not_available": 3}),
        ("Text", "သင်္ဘော 'quoted' =1+1"),
        ("Practice", {"state": "dont_know"}),
    ],
)
def test_values_come_back_as_they_were_given(database, cast, opened, save, item, document):
    assessment = opened("all-kinds")
    assert save(assessment, {item: document}).problems == ()
    assert answer.load(database, cast.certifier, assessment).document(item) == document


def test_an_unchanged_value_writes_nothing(database, opened, save):
    assessment = opened("numbers")
    save(assessment, {"D": "1.50"})
    before = count(database, tables.answer_history), count(database, tables.event)
    saved = save(assessment, {"D": "1.50"})
    assert saved.revisions == {"D": 1}
    assert (count(database, tables.answer_history), count(database, tables.event)) == before


def test_every_change_has_its_history(database, cast, opened, save):
    assessment = opened("numbers")
    for document in (1, 2, None, 3):
        save(assessment, {"N": document})
    versions = answer.history(database, cast.certifier, assessment, "N")
    assert [(each.revision, each.version.document) for each in versions] == [(4, 3), (3, None), (2, 2), (1, 1)]


def test_many_answers_are_one_event(database, opened, save):
    assessment = opened("numbers")
    before = count(database, tables.event)
    save(assessment, {"N": 1, "D": "2.5", "P": 3})
    assert count(database, tables.event) == before + 1


def test_an_invalid_value_overwrites_nothing_and_is_shown_again(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 5})
    saved = save(assessment, {"N": "five\x00\ud800"})
    assert codes(saved.problems) == [Code.NOT_A_NUMBER]
    loaded = answer.load(database, cast.certifier, assessment)
    assert loaded.document("N") == 5
    [waiting] = loaded.refused
    assert (waiting.item, waiting.document, waiting.by) == ("N", "five\x00\ud800", cast.certifier.user)
    assert codes(waiting.problems) == [Code.NOT_A_NUMBER]


def test_a_sound_value_settles_the_refused_one(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 5})
    save(assessment, {"N": "x"})
    save(assessment, {"N": 5})
    assert answer.load(database, cast.certifier, assessment).refused == ()


def test_a_bad_item_does_not_cost_the_good_ones(database, cast, opened, save):
    assessment = opened("numbers")
    saved = save(assessment, {"N": "x", "D": "2.5", "nowhere": 1})
    assert sorted(codes(saved.problems)) == [Code.NOT_A_NUMBER, Code.UNKNOWN_ITEM]
    assert answer.load(database, cast.certifier, assessment).answers.keys() == {"D"}


def test_a_refused_note_keeps_the_value_and_the_note(database, cast, opened):
    assessment = opened("numbers")
    given = {"N": Given(4, "why\x00not", 0)}
    saved = answer.save(database, cast.certifier, assessment, given, language="en", now=NOW)
    assert [(p.code, p.where) for p in saved.problems] == [(Code.BAD_CHARACTERS, "N/note")]
    loaded = answer.load(database, cast.certifier, assessment)
    assert (loaded.document("N"), loaded.note("N")) == (4, "")
    [waiting] = loaded.refused
    assert (waiting.document_refused, waiting.note) == (False, "why\x00not")


def test_notes_are_kept_and_left_alone_when_not_given(database, cast, opened, save):
    assessment = opened("numbers")
    answer.save(database, cast.certifier, assessment, {"N": Given(4, "seen\r\ntwice", 0)}, language="en", now=NOW)
    save(assessment, {"N": 5})
    assert answer.load(database, cast.certifier, assessment).note("N") == "seen\ntwice"


def test_today_is_nobodys_tomorrow(database, cast, opened, save):
    """At 20:00 UTC it is the next day in Bangkok: what is today there is not too late."""
    evening = NOW.replace(hour=20)
    assessment = opened("dates")
    assert save(assessment, {"D": "2026-03-03"}, now=evening).problems == ()
    assert codes(save(assessment, {"D": "2026-03-04"}, now=evening).problems) == [Code.TOO_LATE]


# --- States --------------------------------------------------------------------------------------------------------


def test_states_come_for_the_items_given_and_what_depends_on_them(opened, save):
    assessment = opened("when-chain")
    assert save(assessment, {"P": "no"}).states == {
        "P": State.ANSWERED,
        "Q": State.UNANSWERED,
        "R": State.UNDETERMINED,
    }
    assert save(assessment, {"Q": "yes"}).states == {"Q": State.ANSWERED, "R": State.UNANSWERED}


def test_an_answer_to_an_item_no_longer_asked_is_kept_and_comes_back(database, cast, opened, save):
    assessment = opened("when-chain")
    save(assessment, {"P": "no", "Q": "yes", "R": "partly"})
    assert save(assessment, {"P": "yes"}).states["R"] is State.NOT_ASKED
    assert answer.load(database, cast.certifier, assessment).document("R") == "partly"
    assert save(assessment, {"P": "no"}).states["R"] is State.ANSWERED


# --- Several people ------------------------------------------------------------------------------------------------


def give(database, viewer, assessment, item, document, base, note=None) -> Saved:
    given = {item: Given(document, note, base)}
    return answer.save(database, viewer, assessment, given, language="en", now=NOW + LATER)


def test_two_different_answers_are_a_conflict_that_loses_neither(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 1})
    give(database, cast.contributor, assessment, "N", 2, base=1)
    [conflict] = give(database, cast.certifier, assessment, "N", 3, base=1).conflicts
    assert (conflict.stored.version.document, conflict.stored.by) == (2, cast.contributor.user)
    assert (conflict.typed, conflict.typed_by) == (Version(3, ""), cast.certifier.user)
    loaded = answer.load(database, cast.contributor, assessment)
    assert loaded.document("N") == 2
    assert [(each.item, each.typed.document, each.typed_by_name) for each in loaded.conflicts] == [("N", 3, "Chai")]


def test_the_same_answer_twice_is_no_conflict(database, cast, opened):
    assessment = opened("numbers")
    give(database, cast.contributor, assessment, "N", 2, base=0)
    saved = give(database, cast.certifier, assessment, "N", 2, base=0)
    assert (saved.conflicts, saved.revisions) == ((), {"N": 1})


def test_an_untouched_item_on_an_old_page_yields_to_the_colleague(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 1, "D": "1.5"})
    give(database, cast.contributor, assessment, "N", 2, base=1)
    page = {"N": Given(1, "", 1), "D": Given("2.5", "", 1)}
    saved = answer.save(database, cast.certifier, assessment, page, language="en", now=NOW)
    assert saved.conflicts == ()
    assert answer.load(database, cast.certifier, assessment).answers == {"N": 2, "D": Decimal("2.5")}


def test_a_note_and_a_value_changed_by_two_people_meet(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 1})
    give(database, cast.contributor, assessment, "N", 2, base=1)
    assert give(database, cast.certifier, assessment, "N", 1, base=1, note="from payroll").conflicts == ()
    loaded = answer.load(database, cast.certifier, assessment)
    assert (loaded.document("N"), loaded.note("N")) == (2, "from payroll")


@pytest.mark.parametrize(("keep", "left"), [(Keep.TYPED, 3), (Keep.STORED, 2)])
def test_a_conflict_is_settled_by_choosing(database, cast, opened, save, keep, left):
    assessment = opened("numbers")
    save(assessment, {"N": 1})
    give(database, cast.contributor, assessment, "N", 2, base=1)
    give(database, cast.certifier, assessment, "N", 3, base=1)
    choice = {"typed_by": cast.certifier.user, "keep": keep, "now": NOW}
    assert refused(answer.resolve, database, cast.contributor, assessment, "N", base_revision=1, **choice) == [
        Code.STALE
    ]
    answer.resolve(database, cast.contributor, assessment, "N", base_revision=2, **choice)
    loaded = answer.load(database, cast.certifier, assessment)
    assert (loaded.document("N"), loaded.conflicts) == (left, ())
    assert refused(answer.resolve, database, cast.contributor, assessment, "N", base_revision=2, **choice) == [
        Code.NOT_FOUND
    ]


def test_sending_the_stored_answer_back_leaves_a_conflict_open(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 1})
    give(database, cast.contributor, assessment, "N", 2, base=1)
    give(database, cast.certifier, assessment, "N", 3, base=1)
    give(database, cast.certifier, assessment, "N", 2, base=2)
    assert len(answer.load(database, cast.certifier, assessment).conflicts) == 1
    give(database, cast.certifier, assessment, "N", 4, base=2)
    assert answer.load(database, cast.certifier, assessment).conflicts == ()


def test_a_refused_draft_can_only_be_put_aside(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": "x"})
    choice = {"typed_by": cast.certifier.user, "base_revision": 0, "now": NOW}
    assert refused(answer.resolve, database, cast.certifier, assessment, "N", keep=Keep.TYPED, **choice) == [
        Code.NOT_FOUND
    ]
    answer.resolve(database, cast.contributor, assessment, "N", keep=Keep.STORED, **choice)
    assert answer.load(database, cast.certifier, assessment).refused == ()
    with database.reading() as connection:
        assert connection.scalar(select(tables.answer_draft.c.document)) == '"x"'


def test_eight_writers_lose_nothing(database, cast, opened):
    assessment = opened("worked-example")
    start, failures = Barrier(8), []

    def write(item):
        try:
            start.wait()
            for revision in range(10):
                give(database, cast.certifier, assessment, item, revision % 5, base=revision)
        except Exception as error:  # noqa: BLE001  reported below
            failures.append(error)

    threads = [Thread(target=write, args=(f"E{n}",)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    loaded = answer.load(database, cast.certifier, assessment)
    assert {loaded.revision(f"E{n}") for n in range(1, 9)} == {10}
    assert count(database, tables.answer_history) == 80


def test_eight_people_on_one_item_lose_nothing_they_typed(database, cast, opened):
    assessment = opened("numbers")
    start = Barrier(8)
    outcomes = []

    def write(number):
        start.wait()
        outcomes.append(give(database, cast.contributor, assessment, "N", number, base=0))

    threads = [Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert sum(len(outcome.conflicts) for outcome in outcomes) == 7


# --- Who may -------------------------------------------------------------------------------------------------------


def test_a_stranger_finds_nothing_and_an_administrator_no_answers(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 1})
    for viewer in (cast.stranger, cast.administrator):
        assert refused(answer.load, database, viewer, assessment) == [Code.NOT_FOUND]
        assert refused(give, database, viewer, assessment, "N", 2, 1) == [Code.NOT_FOUND]
        assert answer.history(database, viewer, assessment, "N") == ()


# --- Cost ----------------------------------------------------------------------------------------------------------


def test_an_autosave_is_five_statements(database, cast, opened, save):
    assessment = opened("when-chain")
    save(assessment, {"P": "no", "Q": "no"})
    statements = []

    @event.listens_for(database.writer, "before_cursor_execute")
    def note_it(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    give(database, cast.certifier, assessment, "P", "yes", base=1)
    assert len([each for each in statements if not each.startswith("BEGIN")]) == 5
