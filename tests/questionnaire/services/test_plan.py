"""What a plan does.

- it is drafted from the gaps, once; asked again it adds what is new and touches nothing that is there;
- fields are texts that one gate reads; what is wrong stays out, what is sound goes in;
- two people who change different fields meet, two who change the same one are told;
- closing needs evidence, a cause, and somebody other than the owner; only an outsider makes a harm remedied;
- an import is a dry run first, then applied once, and leaves alone what changed meanwhile.
"""

from datetime import UTC, date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from instruments.model import ActionType
from instruments.problems import Code, Refusal
from questionnaire.excel.cells import unspoken
from questionnaire.lifecycle import ActionStatus
from questionnaire.services import evidence, plan, plan_import, plan_workbook, result
from questionnaire.services.plan_fields import field_texts, read_fields
from questionnaire.services.plan_import import RowChange
from questionnaire.storage import LocalFolder
from questionnaire.wording import gettext
from scoring.critical import Headline

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
START = date(2026, 3, 2)


def refused(call, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        call(*arguments, **named)
    return [problem.code for problem in refusal.value.problems]


@pytest.fixture
def assessment(opened, save):
    """Return an assessment whose answers raise a critical issue."""
    made = opened("critical")
    save(made, {"P": "no", "P-F": "new", "M": 2, "Q": "yes"})
    return made


@pytest.fixture
def drafted(database, cast, assessment):
    plan.draft(database, cast.contributor, assessment, start=START, now=NOW)
    return assessment


@pytest.fixture
def first(database, cast, drafted):
    return plan.plan(database, cast.contributor, drafted).rows[0]


@pytest.fixture
def edit(database, cast):
    def make(row, fields, base=None, viewer=None):
        revision = row.revision if base is None else base
        return plan.edit(database, viewer or cast.contributor, row.id, fields, base_revision=revision, now=NOW)

    return make


def codes(problems):
    return [problem.code for problem in problems]


# --- Drafting ------------------------------------------------------------------------------------------------------


def test_a_plan_is_drafted_from_the_gaps(database, cast, drafted):
    rows = plan.plan(database, cast.certifier, drafted).rows
    assert [(row.item, row.type, row.key) for row in rows] == [
        ("P", ActionType.STOP_HARM, "P/0"),
        ("P", ActionType.REMEDY, "P/1"),
    ]
    assert (rows[0].due, rows[0].need, rows[0].gap["critical"], rows[0].status) == (
        date(2026, 3, 9),
        "documents",
        "open",
        ActionStatus.OPEN,
    )


def test_drafting_again_adds_what_is_new_and_touches_nothing(database, cast, drafted, first, edit, save):
    edited = edit(first, {"owner": "Lek", "note": "asked the agent"}).row
    save(drafted, {"M": 0})
    assert len(plan.draft(database, cast.certifier, drafted, start=START, now=NOW)) == 1
    rows = plan.plan(database, cast.certifier, drafted).rows
    assert rows[0] == edited
    assert [row.key for row in rows] == ["P/0", "P/1", "M/0"]
    assert plan.draft(database, cast.certifier, drafted, start=START, now=NOW) == ()


def test_an_action_of_ones_own(database, cast, drafted):
    made = plan.add(
        database,
        cast.contributor,
        drafted,
        {"text": "Buy lockers", "due": "2026-04-01"},
        type=ActionType.REMEDY,
        now=NOW,
    )
    assert plan.plan(database, cast.certifier, drafted).rows[-1] == made
    call = (plan.add, database, cast.contributor, drafted)
    assert refused(*call, {"due": "soon"}, type=ActionType.REMEDY, now=NOW) == [Code.NOT_A_DATE, Code.REQUIRED]
    assert refused(*call, {"text": "x"}, type=ActionType.REMEDY, item="nowhere", now=NOW) == [Code.UNKNOWN_ITEM]


# --- Editing -------------------------------------------------------------------------------------------------------


def test_sound_fields_are_written_and_wrong_ones_are_not(first, edit):
    edited = edit(first, {"owner": " Lek ", "due": "31.3.", "cost": "12,5", "bearer": "workers", "nothing": "x"})
    assert {(p.code, p.where) for p in edited.problems} == {
        (Code.NOT_A_DATE, "due"),
        (Code.NOT_A_NUMBER, "cost"),
        (Code.NOT_A_CHOICE, "bearer"),
        (Code.UNKNOWN_KEY, "nothing"),
    }
    assert (edited.row.owner, edited.row.due, edited.row.revision) == ("Lek", first.due, 2)


def test_texts_of_fields_read_back(first, edit):
    given = {"cost": "1200.50", "currency": "MYR", "bearer": "shared", "workers": "10-49", "cause": "recruiter"}
    edited = edit(first, given | {"note": "a\r\nb", "due": ""})
    assert edited.problems == ()
    assert given.items() <= field_texts(edited.row).items()
    assert read_fields(field_texts(edited.row)).problems == ()


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("note", "a\x00b", Code.BAD_CHARACTERS),
        ("note", "x" * 5001, Code.TOO_LONG),
        ("cost", "-1", Code.TOO_SMALL),
        ("currency", "XXX", Code.NOT_A_CURRENCY),  # ISO 4217: no currency
        ("status", "done", Code.UNKNOWN_STATUS),
        ("workers", "Aung", Code.NOT_A_CHOICE),
    ],
)
def test_what_fields_refuse(field, text, code):
    assert [(p.code, p.where) for p in read_fields({field: text}).problems] == [(code, field)]


def test_nothing_changed_is_no_revision(first, edit):
    assert edit(first, field_texts(first)).row == first


def test_every_change_has_its_history(database, cast, first, edit):
    edit(first, {"owner": "Lek"})
    past = plan.history(database, cast.certifier, first.id)
    assert [(each.revision, each.owner, each.by_name) for each in past] == [(2, "Lek", "Dara"), (1, "", "Dara")]


def test_two_people_on_different_fields_meet(first, edit, cast):
    edit(first, {"owner": "Lek"})
    edited = edit(first, field_texts(first) | {"note": "called"}, base=1, viewer=cast.certifier)
    assert (edited.row.owner, edited.row.note, edited.conflicts) == ("Lek", "called", ())


def test_two_people_on_one_field_are_told(first, edit, cast):
    edit(first, {"owner": "Lek"})
    edited = edit(first, {"owner": "Noi", "note": "called"}, base=1, viewer=cast.certifier)
    [conflict] = edited.conflicts
    assert (conflict.field, conflict.stored, conflict.given, conflict.by) == (
        "owner",
        "Lek",
        "Noi",
        cast.contributor.user,
    )
    assert (edited.row.owner, edited.row.note) == ("Lek", "called")


# --- Closing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(database, cast, tmp_path, drafted, first):
    """Show that the first action was taken."""
    store = LocalFolder(tmp_path / "evidence")
    made = evidence.add(
        database, store, cast.contributor, drafted, name="a.txt", content=b"signed for", limit=100, now=NOW
    )
    plan.show(database, cast.contributor, first.id, [made.id], now=NOW)
    return made


def test_evidence_comes_before_evidence_submitted(database, cast, first, edit, tmp_path, drafted):
    assert codes(edit(first, {"status": "evidence-submitted"}).problems) == [Code.NEEDS_EVIDENCE]
    assert codes(edit(first, {"status": "effective"}).problems) == [Code.NO_SUCH_STEP]
    assert edit(first, {"status": "in-progress"}).problems == ()


def test_closing_needs_a_cause_and_somebody_else(cast, first, edit, shown):
    row = edit(first, {"status": "evidence-submitted"}).row
    assert codes(edit(row, {"status": "verified"}).problems) == [Code.NEEDS_CAUSE, Code.NEEDS_SOMEBODY_ELSE]
    row = edit(row, {"cause": "process", "owner": "chai "}).row
    assert codes(edit(row, {"status": "verified"}, viewer=cast.certifier).problems) == [Code.NEEDS_SOMEBODY_ELSE]
    row = edit(row, {"owner": "Dara"}).row
    row = edit(row, {"status": "verified"}, viewer=cast.certifier).row
    assert (row.status, row.verified_by) == (ActionStatus.VERIFIED, cast.certifier.user)
    back = edit(row, {"status": "in-progress"}).row
    assert (back.status, back.verified_by) == (ActionStatus.IN_PROGRESS, None)


def test_what_an_action_was_closed_on_stays_in_sight(database, cast, drafted, first, edit, shown):
    row = edit(first, {"status": "evidence-submitted", "cause": "process", "owner": "Dara"}).row
    row = edit(row, {"status": "verified"}, viewer=cast.certifier).row
    assert refused(evidence.remove, database, cast.contributor, shown.id, now=NOW) == [Code.NOT_ALLOWED]
    edit(row, {"status": "in-progress"})
    evidence.remove(database, cast.contributor, shown.id, now=NOW)
    assert evidence.evidence_in(database, cast.contributor, drafted) == ()


def test_an_owner_in_time_is_remedying_and_a_colleague_does_not_make_it_remedied(
    database, cast, drafted, first, edit, shown
):
    def headline():
        return result.result(database, cast.certifier, drafted, now=NOW).scorecard.headline

    assert headline() is Headline.IMMEDIATE_ACTION
    row = edit(first, {"owner": "Dara", "cause": "process", "status": "evidence-submitted"}).row
    assert headline() is Headline.REMEDYING
    edit(row, {"status": "verified"}, viewer=cast.certifier)
    assert headline() is Headline.REMEDYING


# --- Importing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def stage(database, cast, drafted):
    def make(*changes):
        return plan_import.stage_import(
            database, cast.contributor, drafted, file_name="plan.xlsx", sha256="0" * 64, changes=changes, now=NOW
        )

    return make


def test_a_dry_run_changes_nothing_and_is_applied_once(database, cast, drafted, first, stage):
    run = stage(RowChange(first.id, 1, {"owner": "Lek", "status": "in-progress"}))
    assert plan.plan(database, cast.certifier, drafted).rows[0] == first
    applied = plan_import.apply_import(database, cast.certifier, run, now=NOW)
    assert (applied.changed, applied.problems) == ((first.id,), ())
    row = plan.plan(database, cast.certifier, drafted).rows[0]
    assert (row.owner, row.status, row.revision) == ("Lek", ActionStatus.IN_PROGRESS, 2)
    assert plan_import.apply_import(database, cast.certifier, run, now=NOW) == applied
    assert plan.plan(database, cast.certifier, drafted).rows[0] == row


def test_an_import_leaves_alone_what_changed_meanwhile_and_what_it_cannot_judge(
    database, cast, drafted, first, stage, edit
):
    second = plan.plan(database, cast.certifier, drafted).rows[1]
    absent = uuid4()
    run = stage(
        RowChange(first.id, 1, {"owner": "Lek"}),
        RowChange(second.id, 1, {"owner": "Noi", "status": "verified", "due": "soon"}),
        RowChange(absent, 1, {"owner": "Noi"}),
    )
    edit(first, {"owner": "Dara"})
    applied = plan_import.apply_import(database, cast.contributor, run, now=NOW)
    assert applied.changed == (second.id,)
    assert {(problem.code, problem.where) for problem in applied.problems} == {
        (Code.STALE, str(first.id)),
        (Code.NOT_ALLOWED, f"{second.id}/status"),
        (Code.NOT_A_DATE, f"{second.id}/due"),
        (Code.UNKNOWN_ROW, str(absent)),
    }
    assert plan_import.apply_import(database, cast.contributor, run, now=NOW) == applied


def test_a_stranger_finds_no_plan(database, cast, drafted, first, stage, edit):
    run = stage(RowChange(first.id, 1, {"owner": "Lek"}))
    assert refused(plan.plan, database, cast.stranger, drafted) == [Code.NOT_FOUND]
    assert refused(edit, first, {"owner": "x"}, viewer=cast.stranger) == [Code.NOT_FOUND]
    assert refused(plan_import.apply_import, database, cast.stranger, run, now=NOW) == [Code.NOT_FOUND]
    assert plan.history(database, cast.stranger, first.id) == ()


def test_the_workbook_offers_the_people_of_the_supplier_as_owners(database, cast, drafted):
    content = plan_workbook.workbook(
        database, cast.contributor, drafted, key=b"key", translate=unspoken, say=gettext, locale="en", now=NOW
    )
    offered = {cell.value for row in load_workbook(BytesIO(content))["_lists"].iter_rows() for cell in row}
    assert {"Chai", "Dara"} <= offered
    assert "Sothea" not in offered
