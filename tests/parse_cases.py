"""Faults of an instrument, and ways to spoil one, that several tests of parsing share."""

from typing import Any

from tiny import item

from instruments.parse import parse
from instruments.problems import Code

ITEM = "/sections/0/items/0"


def faults(of: object) -> list[tuple[Code, str]]:
    instrument, problems = parse(of)
    assert (instrument is None) == bool(problems)
    return [(problem.code, problem.where) for problem in problems]


def set_item(position: int = 0, **keys: Any) -> Any:
    return lambda of: item(of, position).update(keys)


def set_in(of: Any, *path: Any, to: Any) -> None:
    for step in path[:-1]:
        of = of[step]
    of[path[-1]] = to
