"""Who may do what, and which way things move.

- a supplier reaches its own rows only; a buyer or verifier none of a supplier's until there is a grant;
- an administrator reaches accounts and events, never answers;
- only a certifier submits; every action has somebody who may do it;
- a status leads where the table says, and everything open can be withdrawn.
"""

from uuid import uuid4

import pytest

from instruments.problems import Code, Refusal
from questionnaire.access import (
    ALLOWED,
    ROLES_OF,
    Action,
    Kind,
    Nothing,
    Role,
    Subject,
    Thing,
    Viewer,
    covers,
    may,
    reach,
    require,
)
from questionnaire.lifecycle import (
    ACTION_MOVES,
    ANSWERABLE,
    ASSESSMENT_MOVES,
    ActionStatus,
    Mover,
    Status,
    closes,
    may_move,
    may_move_action,
    needs_evidence,
    next_action_statuses,
)

OURS, THEIRS = uuid4(), uuid4()
VIEWERS = [Viewer(uuid4(), OURS, kind, role) for kind, roles in ROLES_OF.items() for role in sorted(roles)]


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: f"{viewer.kind}-{viewer.role}")
def test_nobody_reaches_answers_of_another_organisation(viewer):
    assert not covers(reach(viewer, Thing.ASSESSMENT), THEIRS)
    assert not any(may(viewer, action, Subject(Thing.ASSESSMENT, THEIRS)) for action in Action if opens_nothing(action))


def opens_nothing(action):
    return action is not Action.OPEN_ASSESSMENT  # an administrator opens an empty one


def test_a_role_that_the_organisation_does_not_have_reaches_nothing():
    forged = Viewer(uuid4(), OURS, Kind.SUPPLIER, Role.ADMINISTRATOR)
    assert all(reach(forged, thing) == Nothing() for thing in Thing)


def test_an_administrator_reaches_accounts_and_no_answers():
    administrator = Viewer(uuid4(), OURS, Kind.INSTALLATION, Role.ADMINISTRATOR)
    assert covers(reach(administrator, Thing.ACCOUNT), THEIRS)
    assert not covers(reach(administrator, Thing.ASSESSMENT), OURS)


def test_only_a_certifier_submits():
    own = Subject(Thing.ASSESSMENT, OURS)
    assert {viewer.role for viewer in VIEWERS if may(viewer, Action.SUBMIT, own)} == {Role.CERTIFIER}


def test_every_action_has_somebody_who_may_do_it():
    assert ALLOWED.keys() == set(Action)
    assert all(ALLOWED.values())


def test_what_is_not_allowed_is_a_refusal():
    contributor = Viewer(uuid4(), OURS, Kind.SUPPLIER, Role.CONTRIBUTOR)
    with pytest.raises(Refusal) as refusal:
        require(contributor, Action.SUBMIT, Subject(Thing.ASSESSMENT, OURS))
    assert [problem.code for problem in refusal.value.problems] == [Code.NOT_ALLOWED]


# --- Lifecycle -----------------------------------------------------------------------------------------------------


def test_a_supplier_submits_and_a_buyer_returns():
    assert may_move(Status.STARTED, Status.SUBMITTED, Mover.SUPPLIER)
    assert not may_move(Status.STARTED, Status.SUBMITTED, Mover.BUYER)
    assert may_move(Status.SUBMITTED, Status.RETURNED, Mover.BUYER)
    assert not may_move(Status.SUBMITTED, Status.STARTED, Mover.SUPPLIER)


def test_everything_open_can_be_withdrawn_and_every_status_reached():
    ended = {Status.CLOSED, Status.WITHDRAWN, Status.DECLINED}
    assert {before for before, after in ASSESSMENT_MOVES if after is Status.WITHDRAWN} == set(Status) - ended
    assert {after for _, after in ASSESSMENT_MOVES} == set(Status) - {Status.INVITED}
    assert not any(before in ended for before, _ in ASSESSMENT_MOVES)
    assert ANSWERABLE.isdisjoint(ended)


def test_an_action_is_closed_only_after_evidence():
    for before, after in ACTION_MOVES:
        if closes(after):
            assert needs_evidence(after)
            assert needs_evidence(before)


def test_only_a_supplier_takes_its_actions_forward():
    assert next_action_statuses(ActionStatus.OPEN, Mover.SUPPLIER) == (
        ActionStatus.IN_PROGRESS,
        ActionStatus.EVIDENCE_SUBMITTED,
    )
    assert next_action_statuses(ActionStatus.OPEN, Mover.BUYER) == ()
    assert may_move_action(ActionStatus.EVIDENCE_SUBMITTED, ActionStatus.VERIFIED, Mover.VERIFIER)
