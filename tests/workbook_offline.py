"""What people do to one assessment with a questionnaire workbook: take it along, answer online, bring it back, undo."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from instruments.model import ItemId
from questionnaire.services import answer, workbook_import
from questionnaire.services.merge import Given
from questionnaire.services.workbook_export import questionnaire_workbook
from questionnaire.services.workbook_import import Choice
from questionnaire.wording import gettext

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
KEY = b"a key of this installation, long enough"


def say(text: str, **values: object) -> str:
    return gettext(text, "en", **values)


def remark(item: Any, document: Any) -> str:
    return f"offline: {document}"


def whole(document: Any) -> Any:
    """Return a number as an int: some of these items keep decimals, as texts."""
    return int(document) if isinstance(document, str) else document


class Offline:
    """One assessment with what people do to it."""

    def __init__(self, database, cast, assessment) -> None:
        self.database, self.cast, self.assessment = database, cast, assessment
        self.taken = count()

    def export(self, *, filled: bool = True) -> bytes:
        return questionnaire_workbook(
            self.database,
            self.cast.certifier,
            self.assessment,
            key=KEY,
            filled=filled,
            locales=["en"],
            locale="en",
            say=say,
            now=NOW + timedelta(minutes=next(self.taken)),
        )

    def online(self, documents: dict[str, Any], notes: dict[str, str] | None = None, now: datetime = NOW) -> None:
        loaded = self.load()
        given = {
            item: Given(documents.get(item, loaded.document(item)), (notes or {}).get(item), loaded.revision(item))
            for item in map(ItemId, {**documents, **(notes or {})})
        }
        saved = answer.save(self.database, self.cast.contributor, self.assessment, given, language="en", now=now)
        assert not saved.problems
        assert not saved.conflicts

    def load(self):
        return answer.load(self.database, self.cast.certifier, self.assessment)

    def stands(self) -> dict[str, tuple[Any, str]]:
        loaded = self.load()
        found = {str(item): (whole(each.version.document), each.version.note) for item, each in loaded.stored.items()}
        return {item: each for item, each in found.items() if each != (None, "")}

    def stage(self, content: bytes, now: datetime = LATER, name: str = "a.xlsx"):
        return workbook_import.stage(
            self.database, self.cast.certifier, self.assessment, file_name=name, content=content, key=KEY, now=now
        )

    def apply(self, run, choices: dict[str, Choice] | None = None, now: datetime = LATER):
        made = {ItemId(item): choice for item, choice in (choices or {}).items()}
        return workbook_import.apply(self.database, self.cast.certifier, run.id, made, remark=remark, now=now)

    def bring(self, content: bytes, choose: Callable[[Any], Choice] = lambda _: Choice.HERE):
        """Stage and apply, with a choice for every question."""
        run = self.stage(content)
        return self.apply(run, {change.item: choose(change) for change in run.proposed.changes if change.asks})

    def undo(self, run, now: datetime = LATER):
        return workbook_import.undo(self.database, self.cast.certifier, run.id, now=now)
