"""Which form asks this section in this language?

The class, and every text its page needs, is made once per instrument, section and locale; a request only fills it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from functools import lru_cache
from typing import Any

from wtforms import Form

from forms.controls import Control, Words, control
from forms.fields import ItemField, Stored
from instruments.model import ItemId, Section, Translate
from instruments.problems import Problem


class SectionForm(Form):
    """All items of one section. Make one from `request.form`, or `from_stored`."""

    class Meta:
        """WTForms' own sentences stay off: it has none in most of our languages, and fails where it has none."""

        locales = False

    controls: tuple[Control, ...] = ()

    @classmethod
    def from_stored(cls, stored: Mapping[ItemId, Stored]) -> "SectionForm":
        """Return the form filled with what is on record."""
        return cls(data={_attribute(item): entry for item, entry in stored.items()})

    @property
    def items(self) -> Iterator[ItemField]:
        """The fields, in the order of the section."""
        yield from (field for field in self if isinstance(field, ItemField))

    @property
    def shown(self) -> dict[str, Any]:
        """The texts in all controls, by name."""
        together: dict[str, Any] = {}
        for each in self.items:
            together |= each.shown
        return together

    def shown_over(self, stored: "SectionForm") -> dict[str, Any]:
        """Return the texts in all controls: as posted for the items that were, as `stored` for the others."""
        together: dict[str, Any] = {}
        for mine, theirs in zip(self.items, stored.items, strict=True):
            together |= mine.shown if mine.posted else theirs.shown
        return together

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order of the section."""
        return tuple(problem for each in self.items for problem in each.problems)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The key of the cache; what follows from the key takes no part in comparing it."""

    digest: str
    section_id: str
    locale: str
    only: frozenset[ItemId] | None
    section: Section = _field(compare=False)
    translate: Translate = _field(compare=False)
    words: Words = _field(compare=False)


def section_form(
    section: Section,
    translate: Translate,
    words: Words,
    *,
    digest: str,
    locale: str,
    only: frozenset[ItemId] | None = None,
) -> type[SectionForm]:
    """Return the form class of `section`, with texts through `translate` and `words`, both in `locale`.

    With `only`, of just these items: an autosave sends one of thirty.
    """
    return _section_form(_Wanted(digest, section.id, locale, only, section, translate, words))


@lru_cache(maxsize=2048)
def _section_form(wanted: _Wanted) -> type[SectionForm]:
    items = [item for item in wanted.section.items if wanted.only is None or item.id in wanted.only]
    attributes: dict[str, Any] = {
        _attribute(item.id): ItemField(item=item, marks=wanted.words.marks, locale=wanted.locale, name=item.id)
        for item in items
    }
    attributes["controls"] = tuple(control(item, wanted.translate, wanted.words) for item in items)
    return type("SectionForm", (SectionForm,), attributes)


def _attribute(item: str) -> str:
    """Return an attribute that no item id can make collide with WTForms' own, such as `data` or `errors`."""
    return f"item {item}"
