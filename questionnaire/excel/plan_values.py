"""What is an action plan, as a workbook shows it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from instruments.model import ActionType, Instrument, ItemId, Message
from questionnaire.lifecycle import ActionStatus
from scoring.critical import Headline
from scoring.gaps import Gap
from scoring.plan import Repayment


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action of the plan.

    `text` is a person's own or an instrument's; `cause`, `workers`, `bearer` are ids of `plan_columns.LISTS` or empty.
    """

    id: str
    revision: int
    item: ItemId | None
    type: ActionType
    text: str | Message
    status: ActionStatus = ActionStatus.OPEN
    finding: str = ""
    level: Fraction | None = None
    needed: Fraction | None = None
    cause: str = ""
    owner: str = ""
    owner_role: str = ""
    due: date | None = None
    cost: Decimal | None = None
    currency: str = ""
    bearer: str = ""
    workers: str = ""
    evidence: str = ""
    note: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """An action plan as it stands. `made` is when the workbook is made; `id` names the plan when it comes back.

    `owners` are the people offered for an action; anybody else may be written in.
    """

    id: str
    supplier: str
    instrument: Instrument
    headline: Headline
    made: datetime
    actions: tuple[PlanAction, ...]
    gaps: tuple[Gap, ...] = ()
    repayments: Mapping[ItemId | None, Repayment] = field(default_factory=dict)
    owners: tuple[str, ...] = ()


def field_values(action: PlanAction) -> dict[str, str]:
    """Return what people can change of an action, as plain texts: dates as 2026-03-27, lists as ids, empty if none."""
    return {
        "status": action.status.value,
        "finding": action.finding,
        "cause": action.cause,
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else "",
        "cost": format(action.cost, "f") if action.cost is not None else "",
        "currency": action.currency,
        "bearer": action.bearer,
        "workers": action.workers,
        "note": action.note,
    }
