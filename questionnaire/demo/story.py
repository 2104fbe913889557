"""Who and what is in the invented story? Names, files and dates; `build` tells it.

A factory in Penang answered the ethical-recruitment questionnaire five months ago, found that a hostel held passports,
said so, and works on its plan. It has begun the next round, in which a blocked fire exit came up. It has submitted the
gender questionnaire as well. A second supplier has only just arrived, so that one can see that it sees nothing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

from instruments.model import InstrumentRef, ItemId
from questionnaire.access import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the story; the addresses can never reach anybody (RFC 2606)."""

    name: str
    email: str
    role: Role
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Company:
    """A supplier in the story, and who works there."""

    name: str
    country: str
    people: tuple[Person, ...]


HR = Person("Nurul Aina Rahman", "nurul@senja-bay.example", Role.CONTRIBUTOR)
LIAISON = Person("Prakash Gurung", "prakash@senja-bay.example", Role.CONTRIBUTOR)
DIRECTOR = Person("Lim Siew Ching", "siew.ching@senja-bay.example", Role.CERTIFIER)
FACTORY = Company("Senja Bay Electronics (invented)", "MY", (HR, LIAISON, DIRECTOR))

NEWCOMER = Person("Malee Thongdee", "malee@pailin-orchard.example", Role.CERTIFIER)
STRANGERS = Company("Pailin Orchard Foods (invented)", "TH", (NEWCOMER,))
COMPANIES = (FACTORY, STRANGERS)


LAST_DAY = (ItemId("PR-00"), ItemId("GX-00"))  # which say what period the answers cover: they move with the telling
OF_LIAISON = frozenset({"P4", "P5", "numbers", "G5", "G6"})
DISPUTED = ItemId("ER-1-03")
DISPUTE = "In two of the routes workers still pay the clinic first. I asked the last group that arrived."

BEGINNING = timedelta(days=-170)


@dataclass(frozen=True, slots=True)
class Round:
    """One assessment: the instrument, the sample that answers it, and when it was opened, counted from now."""

    instrument: InstrumentRef
    certifier: Person
    opened: timedelta
    sample: str = ""

    def response(self) -> dict[str, Any]:
        """Return the sample as a response document."""
        document: dict[str, Any] = json.loads((files(__package__) / f"{self.sample}.json").read_text(encoding="utf-8"))
        return document


ETHICAL = InstrumentRef("ethical-recruitment", "1.0.0")
EQUALITY = InstrumentRef("gender", "1.0.0")
FIRST = Round(ETHICAL, DIRECTOR, timedelta(days=-160), "ethical-recruitment")
GENDER = Round(EQUALITY, DIRECTOR, timedelta(days=-90), "gender")
SECOND = Round(ETHICAL, DIRECTOR, timedelta(days=-6), "ethical-recruitment-draft")
ARRIVAL = Round(EQUALITY, NEWCOMER, timedelta(days=-1))


def who_answers(section: str) -> Person:
    """Return who knows best about a section."""
    return LIAISON if section in OF_LIAISON else HR
