"""How the database behaves.

- what a save returned is there after the process is killed;
- a reading block cannot write, and sees one moment; a writing block is all or nothing;
- SQLite writers of one process queue, of several wait: none fails;
- moments are aware and come back in UTC.
"""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DatabaseError, StatementError

from questionnaire.db import session, tables
from questionnaire.db.session import Turns, open_database
from questionnaire.services import answer

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

SAVE_AND_SAY_SO = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from questionnaire.access import Kind, Role, Viewer
from questionnaire.db.session import open_database
from questionnaire.services import answer
from questionnaire.services.merge import Given

url, library, assessment, user, organisation = sys.argv[1:]
viewer = Viewer(UUID(user), UUID(organisation), Kind.SUPPLIER, Role.CERTIFIER)
database = open_database(url, Path(library))
given = {"N": Given(42, "the last thing", 0)}
answer.save(database, viewer, UUID(assessment), given, language="en", now=datetime.now(UTC))
print("saved", flush=True)
time.sleep(60)
"""

COUNT_UP = """
import sys
from sqlalchemy import text
from questionnaire.db.session import open_database
database = open_database(sys.argv[1])
for _ in range(50):
    with database.writing() as connection:
        tries = connection.scalar(text("SELECT tries FROM rate_limit"))
        connection.execute(text("UPDATE rate_limit SET tries = :tries"), {"tries": tries + 1})
"""


def test_what_was_saved_survives_the_process(database, database_url, library, cast, opened):
    assessment = opened("numbers")
    viewer = cast.certifier
    arguments = [database_url, str(library), str(assessment), str(viewer.user), str(viewer.organisation)]
    process = subprocess.Popen([sys.executable, "-c", SAVE_AND_SAY_SO, *arguments], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout.readline() == "saved\n"
        os.kill(process.pid, signal.SIGKILL)
    database.close()
    reopened = open_database(database_url, library)
    loaded = answer.load(reopened, viewer, assessment)
    assert (loaded.document("N"), loaded.note("N"), loaded.revision("N")) == (42, "the last thing", 1)
    reopened.close()


def _bucket(connection, tries=0):
    connection.execute(insert(tables.rate_limit), {"bucket": uuid4().hex, "tries": tries, "until": NOW})


def _count(connection):
    return connection.scalar(select(func.count()).select_from(tables.rate_limit))


def test_a_reading_block_cannot_write(database):
    with pytest.raises(DatabaseError), database.reading() as connection:
        _bucket(connection)


def test_a_reading_block_sees_one_moment(database):
    with database.reading() as reading:
        assert _count(reading) == 0
        with database.writing() as writing:
            _bucket(writing)
        assert _count(reading) == 0
    with database.reading() as reading:
        assert _count(reading) == 1


def test_a_writing_block_is_all_or_nothing(database):
    class PowerCutError(Exception):
        pass

    def write_half():
        with database.writing() as connection:
            _bucket(connection)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        write_half()
    with database.reading() as connection:
        assert _count(connection) == 0


def test_writers_of_one_process_go_in_the_order_in_which_they_came():
    turns, order, threads = Turns(), [], []

    def write(number):
        with turns.turn():
            order.append(number)

    with turns.turn():
        for number in range(20):
            threads.append(Thread(target=write, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                pass
        assert order == []
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_who_waits_too_long_gives_up_and_the_next_one_goes_on(monkeypatch):
    monkeypatch.setattr(session, "SECONDS_TO_WAIT", 0.05)
    turns, outcomes = Turns(), []

    def write():
        try:
            with turns.turn():
                outcomes.append("written")
        except TimeoutError:
            outcomes.append("gave up")

    with turns.turn():
        impatient = Thread(target=write)
        impatient.start()
        impatient.join()
    write()
    assert outcomes == ["gave up", "written"]


def test_sqlite_writers_of_several_processes_wait_for_each_other(migrated_file, tmp_path):
    url = f"sqlite:///{tmp_path / 'questionnaire.db'}"
    (tmp_path / "questionnaire.db").write_bytes(migrated_file.read_bytes())
    database = open_database(url)
    with database.writing() as connection:
        _bucket(connection)
    processes = [subprocess.Popen([sys.executable, "-c", COUNT_UP, url]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    with database.reading() as connection:
        assert connection.scalar(select(tables.rate_limit.c.tries)) == 200
    database.close()


def test_sqlite_keeps_its_promises(migrated_file, tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'deep' / 'er' / 'questionnaire.db'}")
    with database.writing() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    database.close()


def test_moments_come_back_in_utc(database):
    bangkok = datetime(2026, 3, 2, 16, 30, 0, 5, tzinfo=timezone(timedelta(hours=7)))
    row = {"bucket": "a", "tries": 1, "until": bangkok}
    with database.writing() as connection:
        connection.execute(insert(tables.rate_limit), row)
    with database.reading() as connection:
        found = connection.scalar(select(tables.rate_limit.c.until))
    assert (found, found.tzinfo) == (bangkok, UTC)


def test_a_moment_without_a_zone_is_a_mistake(database):
    row = {"bucket": "a", "tries": 1, "until": datetime(2026, 3, 2)}  # noqa: DTZ001
    with pytest.raises(StatementError), database.writing() as connection:
        connection.execute(insert(tables.rate_limit), row)
