"""How is the database opened, read and written?

`Database.reading()` and `Database.writing()` are the only two ways in: a snapshot that cannot write, and a
transaction that is durable once it is left without an exception.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
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


class Turns:
    """Lets one thread at a time through, in the order in which they came.

    A plain lock, or a pool of one connection, goes to whoever asks at the right moment: with eight writers the
    unlucky one waited 170 times as long as the median.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it for the block. Raises TimeoutError."""
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            gate = Lock()
            gate.acquire()
            self._waiting.append(gate)
        if not gate.acquire(timeout=SECONDS_TO_WAIT):
            with self._guard:
                if gate in self._waiting:  # else the turn came while we gave up: take it
                    self._waiting.remove(gate)
                    raise TimeoutError("the database was busy for too long")

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


@dataclass(frozen=True, slots=True)
class Database:
    """The two engines of one database: one whose connections can only read, one that writes.

    `turns` are taken by writers that would otherwise collide; `library` is the folder of the instruments that its
    assessments name.
    """

    reader: Engine
    writer: Engine
    turns: Turns | None = None
    library: Path = LIBRARY

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a snapshot: every query in the block sees the same moment, and none can write."""
        with self.reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction: committed when the block ends, rolled back when it raises."""
        with self.turns.turn() if self.turns else nullcontext(), self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.reader.dispose()
        self.writer.dispose()


def open_database(url: str, library: Path = LIBRARY) -> Database:
    """Open the database at `url`; nothing is created in it."""
    embedded = make_url(url).get_backend_name() == "sqlite"
    return _open_sqlite(url, library) if embedded else _open_postgresql(url, library)


# Answers are parameters, and an error that names them would carry them into a log: hence `hide_parameters`.
def _open_postgresql(url: str, library: Path) -> Database:
    engine = create_engine(url, pool_pre_ping=True, pool_size=10, hide_parameters=True)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(reader, engine, None, library)


def _open_sqlite(url: str, library: Path) -> Database:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # Writers of this process queue for the one writing connection instead of colliding in the file. Writers of other
    # processes are waited for by BEGIN IMMEDIATE; a deferred BEGIN fails at once when it upgrades on a stale snapshot.
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=SECONDS_TO_WAIT, hide_parameters=True)
    reader = create_engine(url, pool_size=10, hide_parameters=True)
    _prepare(writer, begin="BEGIN IMMEDIATE", pragmas=PRAGMAS)
    _prepare(reader, begin="BEGIN", pragmas=(*PRAGMAS, "PRAGMA query_only = ON"))
    return Database(reader, writer, Turns(), library)


def _prepare(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would otherwise begin (and commit) when it sees fit
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        # Past SQLAlchemy, which would spend more on this one word than SQLite on the query after it.
        connection.connection.cursor().execute(begin)


def insert_into(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that can say what to do on a conflict; the two databases agree on how it is written."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Do what `insert_into` does, for a statement that is kept per kind of database."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
