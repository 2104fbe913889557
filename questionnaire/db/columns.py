"""How do the values that both databases treat differently become columns?"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

# A JSON null would be a third kind of nothing beside SQL NULL and a missing row.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Member = TypeVar("Member", bound=StrEnum)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database. SQLite has no zones, so it keeps the UTC clock time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes: nobody could say what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Name(TypeDecorator[Any]):
    """A member of an enumeration, kept as its text: a new member needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[Member]) -> None:
        self.members = members
        super().__init__()

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse what is not a member."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return the member."""
        return None if value is None else self.members(value)
