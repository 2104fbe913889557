"""What is a change between two versions of an instrument?"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Bump(IntEnum):
    """Which part of a version number must grow."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Effect(IntEnum):
    """What becomes of an answer, from the best to the worst: kept, to be confirmed again, or not carried."""

    KEPT = 0
    CONFIRM = 1
    NOT_CARRIED = 2


class Nature(StrEnum):
    """Whether something came, went, or is different."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the part that changed (`ER-2-01.weight`), how, the bump it needs and its effect on an answer."""

    part: str
    nature: Nature
    bump: Bump
    effect: Effect = Effect.KEPT


def added(part: str, bump: Bump) -> Change:
    """Return the change of something that came."""
    return Change(part, Nature.ADDED, bump)


def removed(part: str, bump: Bump, effect: Effect = Effect.KEPT) -> Change:
    """Return the change of something that went."""
    return Change(part, Nature.REMOVED, bump, effect)


def changed(part: str, bump: Bump, effect: Effect = Effect.KEPT) -> Change:
    """Return the change of something that is different."""
    return Change(part, Nature.CHANGED, bump, effect)
