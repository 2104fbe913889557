"""How is the database opened, read and written?

`Database.reading()` and `Database.writing()` are the only two ways in: a snapshot that cannot write, and a
transaction that is durable once it is left without an exception.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite

from instruments.catalogue import LIBRARY

SECONDS_TO_WAIT = 30

# FULL, not NORMAL: after a power cut the last answers that somebody saw as saved must still be there.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {SECONDS_TO_WAIT * 1000}",
)


@dataclass(frozen=True, slots=True)
class Database:
    """The two engines of one database: one whose connections can only read, one that writes.

    `library` is the folder of the instruments that its assessments name.
    """

    reader: Engine
    writer: Engine
    library: Path = LIBRARY

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a snapshot: every query in the block sees the same moment, and none can write."""
        with self.reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction: committed when the block ends, rolled back when it raises."""
        with self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.reader.dispose()
        self.writer.dispose()


def open_database(url: str, library: Path = LIBRARY) -> Database:
    """Open the database at `url`; nothing is created in it."""
    embedded = make_url(url).get_backend_name() == "sqlite"
    return Database(*(_open_sqlite(url) if embedded else _open_postgresql(url)), library)


def _open_postgresql(url: str) -> tuple[Engine, Engine]:
    engine = create_engine(url, pool_pre_ping=True, pool_size=10)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reader, engine


def _open_sqlite(url: str) -> tuple[Engine, Engine]:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # One writing connection: writers of this process queue for it instead of colliding in the file. Writers of other
    # processes are waited for by BEGIN IMMEDIATE; a deferred BEGIN fails at once when it upgrades on a stale snapshot.
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=SECONDS_TO_WAIT)
    reader = create_engine(url, pool_size=10)
    _prepare(writer, begin="BEGIN IMMEDIATE", pragmas=PRAGMAS)
    _prepare(reader, begin="BEGIN", pragmas=(*PRAGMAS, "PRAGMA query_only = ON"))
    return reader, writer


def _prepare(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would otherwise begin (and commit) when it sees fit
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def insert_into(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that can say what to do on a conflict; the two databases agree on how it is written."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
