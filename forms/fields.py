"""What does a form know about one item?

A WTForms field that takes all controls of its item at once. WTForms' own messages and widgets stay unused: problems
are ours, with codes, and pages are drawn from `shown`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from forms.collect import Collected, collect, fill, sent, typed
from forms.names import controls, revision_of
from forms.numbers import Marks
from instruments.codec import to_json
from instruments.model import Answer, Item, Table
from instruments.problems import Problem


class Posted(Protocol):
    """What a web framework hands over: names with one or more texts each."""

    def getlist(self, name: str, /) -> Sequence[Any]:
        """Return every text posted under `name`."""

    def __contains__(self, name: object, /) -> bool:
        """Whether anything was posted under `name`."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is on record for an item: its answer and its note."""

    answer: Answer | None = None
    note: str = ""


def shown_as_stored(item: Item, stored: Stored, *, marks: Marks) -> dict[str, tuple[str, ...]]:
    """Return what stands in the controls of an item, by name, when this is on record."""
    return fill(item, stored.answer, marks=marks) | {f"{item.id}.note": (stored.note,)}


class ItemField(Field):
    """The controls of one item.

    `shown`: the texts in its controls, by name; `posted`: whether the item was on the page that was sent;
    `answer`, `note` (None: not sent), `problems`: what they amount to. `revision` is the text of the revision field.
    """

    def __init__(self, *, item: Item, marks: Marks, locale: str, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.marks = marks
        self.locale = locale
        self.posted = False
        self.speaks = False
        self.revision = ""
        self.note: str | None = None
        self.answer: Answer | None = None
        self.problems: tuple[Problem, ...] = ()
        self.shown: Mapping[str, Sequence[str]] = {}

    def process(self, formdata: Posted | None, data: object = None, extra_filters: object = None) -> None:  # noqa: ARG002
        """Take what was posted, or else what is stored."""
        self.process_errors = []
        if formdata is None:
            self._take_stored(data if isinstance(data, Stored) else Stored())
        elif revision_of(self.item.id) in formdata:
            self._take_posted(formdata)

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002
        """Fail when there are problems; their codes stand in `problems`, so the message is only their list."""
        if self.problems:
            raise ValidationError(" ".join(problem.code for problem in self.problems))

    @property
    def document(self) -> Any:
        """The answer as JSON, None when blank; with problems, what was typed, in a form that no item takes for JSON."""
        if self.problems:
            return typed(self.shown)
        return None if self.answer is None else to_json(self.item, self.answer)

    def _take_stored(self, stored: Stored) -> None:
        self.answer, self.note = stored.answer, stored.note
        self.shown = shown_as_stored(self.item, stored, marks=self.marks)

    def _take_posted(self, formdata: Posted) -> None:
        name = self.item.id
        self.posted = True
        rows = formdata.getlist(f"{name}.row") if isinstance(self.item.kind, Table) else ()
        self.shown = {
            control: tuple(formdata.getlist(control))
            for control in controls(self.item, name, tuple(dict.fromkeys(rows)))
            if control in formdata
        }
        self.revision = next(iter(formdata.getlist(revision_of(name))), "")
        self.note = next(iter(self.shown.get(f"{name}.note", ())), None)
        self.speaks = sent(self.item, self.shown)
        found = collect(self.item, self.shown, self.locale) if self.speaks else Collected()
        self.answer, self.problems = found.answer, found.problems
