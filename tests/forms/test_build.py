"""Form classes: one per instrument, section and locale; and a page with problems shows exactly what was typed."""

import pytest
from tiny import NAMES, tiny
from werkzeug.datastructures import MultiDict

from forms.build import section_form
from forms.controls import Words
from forms.fields import Stored
from forms.names import revision_of
from instruments.model import DontKnow, Message, Number


def source(message: Message) -> str:
    return message.source


def form_of(name: str, locale: str = "en"):
    instrument = tiny(name)
    return section_form(instrument.sections[0], source, Words(), digest=instrument.digest, locale=locale)


def test_a_class_is_made_once():
    assert form_of("all-kinds") is form_of("all-kinds")
    assert form_of("all-kinds") is not form_of("all-kinds", "th")


@pytest.mark.parametrize("name", NAMES)
def test_every_section_of_every_instrument_has_a_form(name):
    instrument = tiny(name)
    for section in instrument.sections:
        form = section_form(section, source, Words(), digest=instrument.digest, locale="en")()
        assert [field.item.id for field in form.items] == [item.id for item in section.items]


def test_item_ids_cannot_meet_the_names_of_wtforms():
    form = form_of("all-kinds")(MultiDict({"rev.data": "0", "data": "x"}))
    assert form.validate()


def test_what_was_typed_stands_there_again():
    section = tiny("all-kinds").sections[0]
    number = next(item.id for item in section.items if isinstance(item.kind, Number))
    posted = form_of("all-kinds")(MultiDict({revision_of(number): "3", number: " drei ", f"{number}.note": "n"}))
    assert not posted.validate()
    assert posted.shown[number] == (" drei ",)
    assert [problem.where for problem in posted.problems] == [number]
    field = next(field for field in posted.items if field.item.id == number)
    assert (field.revision, field.note) == ("3", "n")
    assert field.document == {"typed": {number: [" drei "], f"{number}.note": ["n"]}}


def test_items_that_were_not_on_the_page_keep_what_is_stored():
    of = form_of("all-kinds")
    first, second = [item.id for item in tiny("all-kinds").sections[0].items][1:3]
    stored = of.from_stored({first: Stored(DontKnow()), second: Stored(DontKnow())})
    posted = of(MultiDict({revision_of(first): "1", first: "4"}))
    shown = posted.shown_over(stored)
    assert shown[first] == ("4",)
    assert shown[second] == (":dont-know",)


def test_unticked_boxes_do_not_come_back():
    of = form_of("all-kinds")
    stored = of.from_stored({"Choices": Stored(("housing",))})
    posted = of(MultiDict({revision_of("Choices"): "1"}))
    assert not posted.shown_over(stored).get("Choices")
