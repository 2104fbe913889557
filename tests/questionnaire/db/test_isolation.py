"""Nobody sees another organisation.

- every query takes a viewer, or proof that one was asked for (`Held`, `Chain`); only `sign_in` runs before that;
- called by a stranger with the very ids of what is there, every query finds nothing and changes nothing;
- an administrator sees accounts, and no assessment.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_type_hints
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

import questionnaire.db as package
from instruments.model import ActionType
from instruments.problems import Refusal
from questionnaire.access import Action, Viewer
from questionnaire.db import people, tables
from questionnaire.db.gateway import Chain, Held, hold
from questionnaire.services import evidence, plan, plan_import, repayment, submit
from questionnaire.services.repayment_fields import Part
from questionnaire.storage import LocalFolder

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SUBJECTS = ("people", "assessments", "answers", "evidence", "submissions", "actions", "repayments", "events")
NOT_QUERIES = {"tables", "columns", "session", "gateway", "migrate", "migrations", "sign_in"}
PROOFS = (Held, Chain)


def queries():
    """Yield every public function of the query modules that talks to the database."""
    for name in SUBJECTS:
        module = importlib.import_module(f"questionnaire.db.{name}")
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and function.__name__[0] != "_":
                hints = get_type_hints(function)
                if Connection in hints.values():
                    yield pytest.param(function, hints, id=f"{name}.{function.__name__}")


def test_every_module_of_queries_is_walked():
    found = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert found == {*SUBJECTS, *NOT_QUERIES}


@pytest.mark.parametrize(("function", "hints"), list(queries()))
def test_every_query_asks_who_is_looking(function, hints):
    connection, asker, *_ = [hints[name] for name in inspect.signature(function).parameters]
    assert connection is Connection
    assert asker is Viewer or asker in PROOFS


@pytest.fixture
def everything(database, cast, opened, save, tmp_path):
    """Return ids of one of everything that the first supplier has, as queries name them."""
    assessment, waiting = opened("critical"), opened("numbers")
    save(waiting, {"N": "x"})
    save(assessment, {"P": "no", "P-F": "new", "M": 0, "Q": "yes"})
    store = LocalFolder(tmp_path / "evidence")
    file = evidence.add(
        database, store, cast.certifier, assessment, name="a.txt", content=b"x", items=["P"], limit=9, now=NOW
    )
    plan.draft(database, cast.certifier, assessment, start=NOW.date(), now=NOW)
    own = plan.add(database, cast.certifier, assessment, {"text": "x"}, type=ActionType.REMEDY, item="P", now=NOW)
    plan.show(database, cast.certifier, own.id, [file.id], now=NOW)
    owed = {"corridor": "NP", "category": "medical", "workers": "2", "amount": "50", "currency": "NPR"}
    repayment.keep(database, cast.certifier, own.id, Part.OWED, owed, now=NOW)
    run = plan_import.stage_import(
        database, cast.certifier, assessment, file_name="p.xlsx", sha256="0" * 64, changes=(), now=NOW
    )
    sealed = submit.submit(database, cast.certifier, assessment, name="C", role="D", accepted=True, now=NOW)
    return {
        "assessment_id": assessment,
        "waiting_id": waiting,
        "evidence_id": file.id,
        "action_id": own.id,
        "run_id": run,
        "submission_id": sealed.id,
        "organisation_id": cast.certifier.organisation,
        "item": "P",
        "today": NOW.date(),
    }


# About the viewer alone, whoever that is: there is nothing of others to find (see test_people).
OF_ONESELF = {"name_of", "set_language", "devices", "revoke_device"}


def asked(function, everything):
    """Return the arguments with which a query would find what the first supplier has."""
    ids = everything | ({"assessment_id": everything["waiting_id"]} if function.__name__ == "drafts_of" else {})
    return {name: ids[name] for name in inspect.signature(function).parameters if name in ids}


@pytest.mark.parametrize(
    ("function", "hints"),
    [p for p in queries() if Viewer in p.values[1].values() and p.values[0].__name__ not in OF_ONESELF],
)
def test_a_stranger_finds_nothing_by_any_query(database, cast, everything, function, hints):
    arguments = asked(function, everything)
    with database.reading() as connection:
        mine = function(connection, cast.certifier, **arguments)
        assert list(mine) if isinstance(mine, Iterator) else mine, "there must be something to find"
        theirs = function(connection, cast.stranger, **arguments)
        if function.__name__ == "organisations":
            assert [each.id for each in theirs] == [cast.stranger.organisation]
        else:
            assert not (list(theirs) if isinstance(theirs, Iterator) else theirs)


@pytest.mark.parametrize(
    ("function", "hints"),
    [
        p
        for p in queries()
        if Viewer in p.values[1].values() and not p.values[0].__module__.endswith((".people", ".events"))
    ],
)
def test_an_administrator_finds_no_assessment_by_any_query(database, cast, everything, function, hints):
    if function.__name__ in OF_ONESELF:
        return
    with database.reading() as connection:
        assert not function(connection, cast.administrator, **asked(function, everything))


def test_no_row_of_anybody_changes_hands(database, cast, everything):
    """What a stranger may change is only their own: the language is set on their own account."""
    with database.writing() as connection:
        people.set_language(connection, cast.stranger, "th")
    with database.reading() as connection:
        rows = connection.execute(select(tables.user.c.id, tables.user.c.language)).all()
    assert [row.id for row in rows if row.language == "th"] == [cast.stranger.user]


@pytest.mark.parametrize("who", ["stranger", "administrator"])
def test_nobody_else_holds_an_assessment(database, cast, everything, who):
    for action in Action:
        with pytest.raises(Refusal), database.writing() as connection:
            hold(connection, getattr(cast, who), everything["assessment_id"], action)


def test_owners_are_never_null():
    owned = {"supplier", "assessment", "organisation", "user", "evidence", "action", "submission", "by"}
    for table in tables.metadata.sorted_tables:
        for column in table.columns:
            if column.name in owned and (table.name, column.name) != ("event", "assessment"):
                assert not column.nullable, f"{table.name}.{column.name}"
                assert column.type.python_type is UUID


def test_texts_have_no_length():
    for table in tables.metadata.sorted_tables:
        for column in table.columns:
            assert getattr(column.type, "length", None) is None
