"""What did the invented factory plan, and what has become of each action by now?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from instruments.model import ItemId
from questionnaire.demo.story import DIRECTOR, HR, LIAISON, File, Person
from questionnaire.lifecycle import ActionStatus


@dataclass(frozen=True, slots=True)
class Step:
    """An action of the plan by its key (`<item>/<position>`): who owns it, when it is due, what has become of it.

    `due` is counted from now, in days. `fields` are further fields of the action as texts. `shown` is the file that
    shows it; `judge` the colleague who verified it.
    """

    key: str
    owner: Person
    due: int
    status: ActionStatus = ActionStatus.OPEN
    fields: Mapping[str, str] = field(default_factory=dict)
    shown: File | None = None
    judge: Person | None = None


RETURNED = File("documents-returned-totals.pdf", (), ("Held: 23", "Returned: 23", "Three checks since: none held"), -60)
AGREEMENTS = File("agreements-with-clinics.pdf", (), ("Nepal: signed", "Bangladesh: signed", "Indonesia: signed"), -15)
COSTS = {"currency": "MYR"}

STEPS = (
    Step(
        "ER-2-01/0",
        HR,
        -140,
        ActionStatus.VERIFIED,
        {
            "finding": "The manager of one hostel kept 23 passports in a safe.",
            "cause": "process",
            "workers": "10-49",
            "note": "The last passport was returned nine days after we found them.",
        },
        shown=RETURNED,
        judge=DIRECTOR,
    ),
    Step(
        "ER-2-01/1",
        LIAISON,
        24,
        ActionStatus.IN_PROGRESS,
        {
            "finding": "Four passports had run out while they were held.",
            "cause": "process",
            "workers": "1-9",
            "cost": "3100.00",
            "bearer": "supplier",
            "note": "Three are renewed. The fourth waits for an appointment at the embassy.",
        }
        | COSTS,
    ),
    Step(
        "ER-1-08/2",
        DIRECTOR,
        52,
        ActionStatus.IN_PROGRESS,
        {
            "finding": "75 workers said that they had paid. 17 have been repaid in full.",
            "cause": "price",
            "workers": "50-249",
            "cost": "223350.00",
            "bearer": "shared",
            "note": "Two customers agreed to bear a third of it.",
        }
        | COSTS,
    ),
    Step("ER-1-02-P/2", HR, -12, ActionStatus.IN_PROGRESS, {"cause": "recruiter", "workers": "50-249"}),
    Step("ER-1-09/0", HR, 40, fields={"workers": "unknown"}),
    Step(
        "ER-1-03/0",
        HR,
        5,
        ActionStatus.EVIDENCE_SUBMITTED,
        {"cause": "process", "note": "Bills now come to us on three routes of four."},
        shown=AGREEMENTS,
    ),
    Step("ER-B-07/1", DIRECTOR, 75, fields={"cause": "price", "cost": "18000.00", "bearer": "buyer"} | COSTS),
    Step("ER-B-08/0", LIAISON, 60),
    Step("ER-5-03/0", LIAISON, 90),
)

OWN_TEXT = "Put a locker with a key for every worker in all three hostels, and give the only key to the worker."
OWN = {"text": OWN_TEXT, "cost": "9600.00", "bearer": "supplier", "cause": "process"} | COSTS
OWN_ITEM, OWN_OWNER, OWN_DUE = ItemId("ER-2-02"), LIAISON, 33
