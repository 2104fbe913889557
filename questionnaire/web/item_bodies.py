"""What does each item of a section look like, with what stands in its controls?

An item answered by choosing looks the same to everybody who chose the same, so it is drawn once and kept. Whatever
was typed is drawn anew each time: nobody's words stay in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from forms.controls import Control, Words
from forms.names import controls
from instruments.model import Item, Section
from questionnaire.web.pages import Place, references

KEPT = 20_000
CHOSEN = {"radios", "boxes", "note"}
NOTHING: Mapping[str, str] = {}

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The key of what is kept; the other parts follow from it. `standing` is what was chosen, if that is part of it."""

    digest: str
    locale: str
    item: str
    standing: tuple[tuple[str, ...], ...] | None
    control: Control = field(compare=False)
    values: Values = field(compare=False)
    words: Words = field(compare=False)
    cited: str = field(compare=False)


def bodies(at: Place, section: Section, values: Values, errors: Mapping[str, str]) -> Iterator[tuple[Item, Markup]]:
    """Yield every item of the section with its drawing, without the frame that holds its revision and state."""
    for control in at.form(section).controls:
        item = control.item
        cited = references(item.id, at.instrument, at.locale)
        drawn = _Drawn(at.instrument.digest, at.locale, item.id, None, control, values, at.words, cited)
        noted = any(values.get(f"{item.id}.note", ()))
        beside = _beside(drawn) if noted else _beside_kept(drawn)
        if _is_chosen(control, values, errors):
            standing = tuple(tuple(values.get(name, ())) for name in (item.id, f"{item.id}.state"))
            yield item, _control_kept(replace(drawn, standing=standing)) + beside
        else:
            yield item, _control(drawn, errors) + beside


def _is_chosen(control: Control, values: Values, errors: Mapping[str, str]) -> bool:
    """Whether the item holds nothing but choices among what the instrument lists, and has no problem."""
    item = control.item
    if errors and any(name == item.id or name.startswith(f"{item.id}.") for name in errors):
        return False
    if control.look not in CHOSEN:
        typed = (name for name in controls(item, item.id) if not name.endswith(".note"))
        return control.look != "table" and not any(any(values.get(name, ())) for name in typed)
    if any(values.get(f"{item.id}.reason", ())):
        return False
    listed = {option[0] for option in control.options}
    return all(text in listed for text in values.get(item.id, ()))


@lru_cache(maxsize=KEPT)
def _control_kept(drawn: _Drawn) -> Markup:
    return _control(drawn, NOTHING)


@lru_cache(maxsize=KEPT)
def _beside_kept(drawn: _Drawn) -> Markup:
    return _beside(drawn)


def _control(drawn: _Drawn, errors: Mapping[str, str]) -> Markup:
    return Markup(_macros().control(drawn.control, drawn.item, drawn.values, errors, drawn.words))  # noqa: S704  escaped


def _beside(drawn: _Drawn) -> Markup:
    return Markup(_macros().beside(drawn.control, drawn.values, drawn.cited))  # noqa: S704  the macros escape


def _macros() -> Any:
    return current_app.jinja_env.get_template("macros/items.html").module
