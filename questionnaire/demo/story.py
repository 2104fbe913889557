"""Who and what is in the invented story? Names, files and dates; `build` tells it.

A factory in Penang answered the ethical-recruitment questionnaire five months ago, found that a hostel held passports,
said so, and works on its plan. It has begun the next round, in which a blocked fire exit came up. It has submitted the
gender questionnaire as well. A second supplier has only just arrived, so that one can see that it sees nothing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from importlib import resources
from typing import Any

from instruments.model import InstrumentRef, ItemId
from questionnaire.access import Role
from questionnaire.demo.files import pdf, png


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the story; the addresses can never reach anybody (RFC 2606)."""

    name: str
    email: str
    role: Role
    language: str


@dataclass(frozen=True, slots=True)
class Company:
    """A supplier in the story, and who works there."""

    name: str
    country: str
    people: tuple[Person, ...]


HR = Person("Nurul Aina Rahman", "nurul@senja-bay.example", Role.CONTRIBUTOR, language="en")
LIAISON = Person("Prakash Gurung", "prakash@senja-bay.example", Role.CONTRIBUTOR, language="en")
DIRECTOR = Person("Lim Siew Ching", "siew.ching@senja-bay.example", Role.CERTIFIER, language="en")
FACTORY = Company("Senja Bay Electronics (invented)", "MY", (HR, LIAISON, DIRECTOR))

NEWCOMER = Person("Malee Thongdee", "malee@pailin-orchard.example", Role.CERTIFIER, language="th")
STRANGERS = Company("Pailin Orchard Foods (invented)", "TH", (NEWCOMER,))
COMPANIES = (FACTORY, STRANGERS)


LAST_DAY = (ItemId("PR-00"), ItemId("GX-00"))  # which say what period the answers cover: they move with the telling
OF_LIAISON = frozenset({"P4", "P5", "numbers", "G5", "G6"})
DISPUTED = ItemId("ER-1-03")
DISPUTE = "In two of the routes workers still pay the clinic first. I asked the last group that arrived."

BEGINNING = timedelta(days=-170)


@dataclass(frozen=True, slots=True)
class File:
    """A file that supports answers. `dated` and `expires` are counted in days from the day it is added."""

    name: str
    items: tuple[str, ...]
    lines: tuple[str, ...]
    dated: int
    expires: int | None = None

    def content(self) -> bytes:
        """Return the bytes: a page with the lines, or for a picture a plain colour that differs by name."""
        if self.name.endswith(".png"):
            return png(*sha256(self.name.encode()).digest()[:3])
        return pdf(self.name, "", *self.lines, "", "Invented for the demonstration.")


@dataclass(frozen=True, slots=True)
class Round:
    """One assessment: the instrument, the sample that answers it, and when it was opened, counted from now."""

    instrument: InstrumentRef
    certifier: Person
    opened: timedelta
    sample: str = ""
    files: tuple[File, ...] = ()

    def response(self) -> dict[str, Any]:
        """Return the sample as a response document."""
        place = resources.files(__package__) / f"{self.sample}.json"
        document: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        return document


ETHICAL = InstrumentRef("ethical-recruitment", "1.0.0")
EQUALITY = InstrumentRef("gender", "1.0.0")

POLICY = File(
    "ethical-recruitment-policy.pdf",
    ("ER-B-01", "ER-1-01"),
    ("1. No worker pays for a job.", "2. Every worker keeps their own papers.", "3. Complaints are free of fear."),
    dated=-210,
    expires=520,
)
REPAYMENTS = File(
    "repayment-register-totals.pdf",
    ("ER-1-02-P", "ER-1-08"),
    ("Found: MYR 287,600.00", "Repaid: MYR 64,250.00", "Workers repaid in full: 17", "No names on this page."),
    dated=-5,
)
TALKS = File(
    "private-talks-results-by-route.pdf",
    ("ER-1-05",),
    ("Asked in private: 154 workers", "Paid a fee or cost: 75 workers", "Median paid: MYR 3,850.00"),
    dated=-20,
)
HOSTEL = File("hostel-walk-through.png", ("ER-2-01",), (), dated=-9)
PAYSLIP = File("blank-payslip-five-languages.pdf", ("ER-3-07",), ("A payslip without a name.",), dated=-100)
INSPECTION = File("fire-inspection-report.pdf", ("ER-A-11",), ("Three findings, all removed.",), dated=-60, expires=305)
POSTER = File("complaint-poster.png", ("ER-5-01",), (), dated=-30)
EXIT = File("block-b-rear-exit.png", ("ER-A-11",), (), dated=-3)
CERTIFICATE = File("fire-certificate.pdf", ("ER-A-11",), ("Valid for one year.",), dated=-345, expires=18)
FAIRNESS = File("equality-policy.pdf", ("GE-02",), ("Women and men, one job, one pay.",), dated=-400, expires=330)

FIRST = Round(
    ETHICAL,
    DIRECTOR,
    timedelta(days=-160),
    "ethical-recruitment",
    (POLICY, REPAYMENTS, TALKS, HOSTEL, PAYSLIP, INSPECTION, POSTER),
)
GENDER = Round(EQUALITY, DIRECTOR, timedelta(days=-90), "gender", (FAIRNESS,))
SECOND = Round(ETHICAL, DIRECTOR, timedelta(days=-6), "ethical-recruitment-draft", (POLICY, EXIT, CERTIFICATE))
ARRIVAL = Round(EQUALITY, NEWCOMER, timedelta(days=-1))


def who_answers(section: str) -> Person:
    """Return who knows best about a section."""
    return LIAISON if section in OF_LIAISON else HR
