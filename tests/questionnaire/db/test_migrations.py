"""The tables and how they came to be.

- after every migration the tables are exactly what the code says, on both databases;
- upgrading twice, or from two processes at once, does no harm; rows that are there stay;
- each migration keeps every row that was there before it;
- no migration imports the code's tables, which will have moved on by the time it runs.
"""

from datetime import UTC, datetime
from threading import Thread
from uuid import uuid4

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect

from questionnaire.db import migrate, tables
from questionnaire.db.session import open_database
from questionnaire.db.tables import metadata
from questionnaire.services import people

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_an_empty_database_becomes_current(backend, empty_url):
    database = open_database(empty_url(backend))
    assert (migrate.current(database), migrate.is_current(database)) == (None, False)
    migrate.upgrade(database)
    assert migrate.is_current(database)
    database.close()


def test_tables_and_migrations_agree(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            nullable = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
            assert nullable == {column.name: column.nullable for column in table.columns}
            ours = {frozenset(key.column_keys) for key in table.foreign_key_constraints}
            assert {frozenset(key["constrained_columns"]) for key in found.get_foreign_keys(table.name)} == ours


def test_upgrading_again_keeps_what_is_there(database, cast, opened, save):
    assessment = opened("numbers")
    save(assessment, {"N": 12, "D": "1.5"})
    before = _rows(database)
    migrate.upgrade(database)
    assert _rows(database) == before
    assert people.install(database, name="x", email="x@example.org", now=NOW) == cast.administrator


def _rows(database, names=frozenset(metadata.tables)):
    with database.reading() as connection:
        return {
            table.name: connection.execute(table.select()).all()
            for table in metadata.sorted_tables
            if table.name in names
        }


def test_repayments_come_to_a_plan_that_is_there(backend, empty_url):
    database = open_database(empty_url(backend))
    migrate.upgrade(database, "0001")
    administrator = people.install(database, name="Admin", email="admin@example.org", now=NOW)
    action, row = uuid4(), {"by": administrator.user, "at": NOW}
    with database.writing() as connection:
        connection.execute(insert(tables.assessment), ASSESSMENT | row | {"supplier": administrator.organisation})
        connection.execute(insert(tables.action), ACTION | row | {"id": action, "assessment": ASSESSMENT["id"]})
    before = _rows(database, inspected(database))
    migrate.upgrade(database, "0002")
    assert _rows(database, before) == before
    owed = {"id": uuid4(), "action": action, "corridor": "NP", "category": "medical", "workers": 2, "amount": "50"}
    with database.writing() as connection:
        connection.execute(insert(tables.owed), owed | row | {"currency": "NPR", "removed": False, "revision": 1})
    database.close()


ASSESSMENT = {
    "id": uuid4(), "instrument_id": "numbers", "instrument_version": "1.0.0", "instrument_digest": "sha256:0",
    "status": "started", "language": "en", "targets": {}, "version": 1,
}  # fmt: skip
ACTION = {"type": "remedy", "gender": False, "position": 1, "key": "own/1", "status": "open", "revision": 1}


def inspected(database):
    """Return the names of the tables that are there."""
    with database.reading() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_two_starting_processes_take_turns(backend, empty_url):
    url = empty_url(backend)
    failures = []

    def start():
        database = open_database(url)
        try:
            migrate.upgrade(database)
        except Exception as error:  # noqa: BLE001  reported below
            failures.append(error)
        finally:
            database.close()

    threads = [Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_no_migration_imports_the_tables():
    for path in (migrate.FOLDER / "versions").glob("*.py"):
        assert "questionnaire" not in path.read_text()
