"""Are the tables what this version needs, and if not, how do they become so?"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from questionnaire.db.session import Database

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_215_403_981  # any number, as long as every version uses the same


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables up to date, in one transaction; two processes that start together take turns."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        command.upgrade(_settings(connection), revision)


def current(database: Database) -> str | None:
    """Return the revision of the tables, or None when there are none."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether the tables are what this version needs."""
    return current(database) == ScriptDirectory(str(FOLDER)).get_current_head()


def _settings(connection: Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    return settings
