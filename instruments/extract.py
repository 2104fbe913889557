"""How does `pybabel extract` read an instrument?

Registered in `babel.cfg`. Every text becomes a `pgettext` message: its context names the part of the instrument, its
comment tells the translator where the text appears.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from instruments.catalogue import load_bytes
from instruments.texts import texts

Extracted = tuple[int, str, tuple[str, str], list[str]]


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001  Babel passes them by position
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001  Babel passes it by this very name
) -> Iterator[Extracted]:
    """Yield line, function, (context, source) and comments of every text. Raise Refusal when the file is faulty."""
    raw = fileobj.read()
    source = raw.decode()
    for message, note in texts(load_bytes(raw)):
        yield _line(source, message.source), "pgettext", (message.context, message.source), [note]


def _line(source: str, text: str) -> int:
    """Return the first line on which the text stands: a hint for people, so an escaped text may be missed."""
    return source.count("\n", 0, max(source.find(json.dumps(text, ensure_ascii=False)), 0)) + 1
