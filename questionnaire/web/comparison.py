"""What does the preview of a plan workbook show, so that exactly this is applied after it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from instruments.problems import Code, Problem
from questionnaire.excel.plan import Outcome
from questionnaire.services.plan_import import RowChange
from questionnaire.services.plan_workbook import Compared


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one action, in which file and plan differ."""

    action: str
    field: str
    outcome: Outcome
    current: str
    file: str

    @property
    def name(self) -> str:
        """What its choice is called in the form."""
        return f"{self.action}.{self.field}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a preview shows, and what is applied: it travels in the page, sealed."""

    file_name: str
    sha256: str
    revisions: Mapping[str, int]
    lines: tuple[Line, ...]
    refused: tuple[Problem, ...]
    absent: int
    online: int

    @classmethod
    def of(cls, found: Compared) -> Self:
        """Keep what matters of a comparison."""
        differing = {Outcome.FILE, Outcome.BOTH}
        lines = tuple(
            Line(each.action, each.field, each.outcome, each.current, each.file)
            for each in found.changes
            if each.outcome in differing
        )
        refused = (
            problem for problem in (*found.problems, *(each.problem for each in found.changes)) if problem is not None
        )
        return cls(
            found.file_name,
            found.sha256,
            {line.action: found.revisions[line.action] for line in lines},
            lines,
            tuple(dict.fromkeys(refused)),
            len(found.absent),
            sum(each.outcome is Outcome.ONLINE for each in found.changes),
        )

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The names of the choices to be made."""
        return tuple(line.name for line in self.lines if line.outcome is Outcome.BOTH)

    def wanted(self, chosen: Mapping[str, str]) -> tuple[RowChange, ...]:
        """Return what to apply: what only the file changed, and where both did, what was chosen."""
        fields: dict[str, dict[str, str]] = {}
        for line in self.lines:
            if line.outcome is Outcome.FILE or chosen.get(line.name) == "file":
                fields.setdefault(line.action, {})[line.field] = line.file
        return tuple(RowChange(UUID(action), self.revisions[action], values) for action, values in fields.items())

    def document(self) -> dict[str, Any]:
        """Write it as JSON."""
        return {
            "file_name": self.file_name,
            "sha256": self.sha256,
            "revisions": dict(self.revisions),
            "lines": [[line.action, line.field, line.outcome, line.current, line.file] for line in self.lines],
            "refused": [[problem.code, problem.where, dict(problem.params)] for problem in self.refused],
            "absent": self.absent,
            "online": self.online,
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Read what `document` wrote."""
        return cls(
            document["file_name"],
            document["sha256"],
            document["revisions"],
            tuple(Line(action, name, Outcome(outcome), *rest) for action, name, outcome, *rest in document["lines"]),
            tuple(Problem(Code(code), where, tuple(params.items())) for code, where, params in document["refused"]),
            document["absent"],
            document["online"],
        )
