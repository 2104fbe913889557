"""A result in the language of a page: how are its questions, levels and numbers written, and where do they lead?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from flask import url_for
from markupsafe import Markup

from instruments import texts
from instruments.model import Instrument, ItemId
from questionnaire import wording
from questionnaire.services.result import Result
from questionnaire.web import pages, written
from questionnaire.web.locale import _, figured
from questionnaire.web.pages import Place
from scoring.output import shortest

AS_OF, TODAY = "as-of", "today"  # how an address asks for a submission with the plan and evidence of today


@dataclass(frozen=True, slots=True)
class Shown:
    """A result and the place it is shown in."""

    assessment: UUID
    result: Result
    at: Place

    @property
    def instrument(self) -> Instrument:
        """The instrument it follows."""
        return self.result.instrument

    def question(self, item: ItemId) -> str:
        """Return what the item asks."""
        return self.at.translate(texts.item_text(self.instrument.items[item]))

    def item_url(self, item: ItemId) -> str:
        """Return where the item is answered."""
        return pages.section_url(self.assessment, self.instrument.section_of[item], item)

    def receipt_url(self, anchor: str = "") -> str:
        """Return where the receipt of a number stands."""
        return url_for("results.receipt", assessment=self.assessment, _anchor=anchor or None, **self.query)

    @property
    def query(self) -> Mapping[str, Any]:
        """What an address must say to come to this very result."""
        return {AS_OF: TODAY} if self.result.as_of else {}

    def plan_url(self, item: ItemId) -> str:
        """Return where the actions for an item stand."""
        return url_for("plan.plan", assessment=self.assessment, _anchor=f"item-{item}")

    def answer(self, item: ItemId) -> tuple[str, ...]:
        """Return the answer to an item, line by line."""
        return written.lines(self.at.control(item), self.result.response.answers.get(item), self.at.words, self.locale)

    @property
    def locale(self) -> str:
        """The language of the page."""
        return self.at.locale

    def number(self, value: Fraction | None) -> str:
        """Return a number 0-100 as people read it, or nothing."""
        return "" if value is None else wording.number(value, self.locale, decimals=1)

    def area(self, area: str) -> str:
        """Return the title of a roadmap area."""
        return next((self.at.translate(texts.area(each)) for each in self.instrument.areas if each.id == area), area)

    def stage(self, number: int) -> str:
        """Return a stage with its number."""
        return Markup("{} – {}").format(wording.number(number, self.locale), self.stage_title(number))

    def stage_title(self, number: int) -> str:
        """Return the title of a stage; nothing when the instrument has no such stage."""
        found = next((each for each in self.instrument.stages if each.number == number), None)
        return self.at.translate(texts.stage(found)) if found else ""

    def issue(self, issue: str) -> str:
        """Return the title of a critical issue."""
        found = next((each for each in self.instrument.critical if each.id == issue), None)
        return self.at.translate(texts.critical(found)) if found else issue


def measure(value: Fraction | None) -> str | None:
    """Return a number 0-100 as the shapes of a chart take it."""
    return None if value is None else wording.number(value, wording.SOURCE, decimals=1)


def level_text(level: Fraction | str | None) -> str:
    """Return a level in words; `level` is exact, or as documents write it."""
    if level is None:
        return _("no level")
    return _("{level} of 4", level=figured(level if isinstance(level, str) else shortest(level)))
