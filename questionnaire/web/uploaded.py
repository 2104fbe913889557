"""Which file came with a form?"""

from contextlib import closing
from typing import NamedTuple

from flask import request


class Uploaded(NamedTuple):
    """A file as it was sent: the name that the browser gave, and its bytes."""

    name: str
    content: bytes


def uploaded(field: str = "file") -> Uploaded | None:
    """Return the file that was chosen, if one was; its temporary copy is gone after this."""
    sent = request.files.get(field)
    if sent is None:
        return None
    with closing(sent):
        return Uploaded(sent.filename, sent.read()) if sent.filename else None
