"""Which pages belong to an assessment?

A blueprint adds its own with `add`, at import: a function of the assessment that returns an address and a text, or
None when there is nothing to see yet.
"""

from collections.abc import Callable
from typing import NamedTuple

from questionnaire.db.assessments import Assessment


class PageLink(NamedTuple):
    """A page about an assessment: where it is, and its name in the language of the page."""

    url: str
    text: str


Offer = Callable[[Assessment], PageLink | None]

_offers: dict[str, Offer] = {}


def add(name: str, offer: Offer) -> None:
    """Offer a page about every assessment; `name` is the blueprint's, and keeps it from being offered twice."""
    _offers[name] = offer


def links(assessment: Assessment) -> tuple[PageLink, ...]:
    """Return the pages there are about this assessment, in the order in which they were added."""
    return tuple(link for link in (offer(assessment) for offer in _offers.values()) if link)
