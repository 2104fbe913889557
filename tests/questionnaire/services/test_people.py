"""How people come in.

- a link works once, for a while, and only if we signed it; looking at it does not use it;
- a session ends when it expires, is revoked or the person is no longer a member;
- who tries too often waits;
- nothing that signs anybody in stands in the database;
- roles fit the kind of organisation, and a certifier invites colleagues only into their own.
"""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from instruments.problems import Code, Refusal
from questionnaire.access import Kind, Role
from questionnaire.db import tables
from questionnaire.services import people

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECRET = "a secret of at least thirty-two characters"


def refused(call, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        call(*arguments, **named)
    return [problem.code for problem in refusal.value.problems]


@pytest.fixture
def link(database, cast):
    def make(**named):
        person = {"person": cast.contributor.user, "organisation": cast.contributor.organisation}
        settings = {"secret_key": SECRET, "hours": 48, "destination": "/assessments", "now": NOW}
        return people.issue_link(database, cast.certifier, **(person | settings | named))

    return make


@pytest.fixture
def arrive(database):
    def make(token, **named):
        return people.sign_in_by_link(database, token, **({"secret_key": SECRET, "hours": 12, "now": NOW} | named))

    return make


def test_a_link_signs_in_once(database, cast, link, arrive):
    token = link()
    assert people.look_at_link(database, token, secret_key=SECRET, now=NOW).name == "Dara"
    arrival = arrive(token, device="Firefox")
    assert (arrival.signed_in.viewer, arrival.destination) == (cast.contributor, "/assessments")
    assert people.signed_in(database, arrival.token, now=NOW) == arrival.signed_in
    assert refused(arrive, token) == [Code.LINK_USED]


def test_a_link_used_twice_at_once_signs_in_once(link, arrive):
    token, start, outcomes = link(), Barrier(4), []

    def use():
        start.wait()
        try:
            outcomes.append(arrive(token).token)
        except Refusal as refusal:
            outcomes.append(refusal.problems[0].code)

    threads = [Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome == Code.LINK_USED for outcome in outcomes) == [False, True, True, True]


def test_a_link_expires(link, arrive):
    assert refused(arrive, link(), now=NOW + timedelta(hours=48)) == [Code.LINK_EXPIRED]


@pytest.mark.parametrize(
    "spoil", [lambda token: "x" + token[1:], lambda _: "x", lambda _: "", lambda token: "é" + token]
)
def test_a_link_that_is_not_ours_is_not_found(link, arrive, spoil):
    assert refused(arrive, spoil(link())) == [Code.NOT_FOUND]


def test_a_link_signed_with_another_key_is_not_found(link, arrive):
    assert refused(arrive, link(), secret_key=SECRET[::-1]) == [Code.NOT_FOUND]


@pytest.mark.parametrize("destination", ["https://evil.example", "//evil.example", "/\\\\evil.example", "javascript:x"])
def test_a_link_leads_nowhere_else(link, destination):
    with pytest.raises(Refusal) as refusal:
        link(destination=destination)
    assert [problem.code for problem in refusal.value.problems] == [Code.WRONG_SHAPE]


def test_a_session_ends(database, cast, link, arrive):
    hours = timedelta(hours=12)
    expiring, signed_out, revoked = arrive(link()), arrive(link()), arrive(link())
    assert people.signed_in(database, expiring.token, now=NOW + hours) is None
    people.sign_out(database, signed_out.token, now=NOW)
    assert people.signed_in(database, signed_out.token, now=NOW) is None
    [kept, ended] = people.devices(database, cast.contributor, now=NOW)
    assert {kept.id, ended.id} == {expiring.signed_in.session, revoked.signed_in.session}
    people.revoke(database, cast.contributor, revoked.signed_in.session, now=NOW)
    assert people.signed_in(database, revoked.token, now=NOW) is None
    assert refused(people.revoke, database, cast.stranger, expiring.signed_in.session, now=NOW) == [Code.NOT_FOUND]
    assert people.signed_in(database, "never issued", now=NOW) is None


def test_who_is_no_longer_a_member_is_out(database, cast, link, arrive):
    inside, later = arrive(link()), link()
    with database.writing() as connection:
        here = update(tables.membership).where(tables.membership.c.user == cast.contributor.user)
        connection.execute(here.values(ended=NOW))
    assert people.signed_in(database, inside.token, now=NOW) is None
    assert refused(arrive, later) == [Code.NOT_ALLOWED]
    assert refused(arrive, later) == [Code.NOT_ALLOWED]  # not "used": nobody came in


def test_who_tries_too_often_waits(database, arrive):
    for _ in range(people.TRIES):
        assert refused(arrive, "guess", address="192.0.2.1") == [Code.NOT_FOUND]
    assert refused(arrive, "guess", address="192.0.2.1") == [Code.TOO_MANY_TRIES]
    assert refused(arrive, "guess", address="192.0.2.2") == [Code.NOT_FOUND]
    assert refused(arrive, "guess", address="192.0.2.1", now=NOW + people.WINDOW) == [Code.NOT_FOUND]


def test_nothing_that_signs_anybody_in_stands_in_the_database(database, link, arrive):
    token = link()
    arrival = arrive(token, address="192.0.2.1")
    with database.reading() as connection:
        kept = [str(connection.execute(select(table)).all()) for table in tables.metadata.sorted_tables]
    for secret in (token, token.rpartition(".")[0], arrival.token, "192.0.2.1"):
        assert secret not in " ".join(kept)


def test_a_certifier_invites_colleagues_only_at_home(database, cast):
    person = {"name": "Ei", "email": "ei@example.org", "role": Role.CONTRIBUTOR, "now": NOW}
    ours, theirs = cast.certifier.organisation, cast.stranger.organisation
    create = people.create_person
    assert refused(create, database, cast.contributor, organisation=ours, **person) == [Code.NOT_ALLOWED]
    assert refused(create, database, cast.certifier, organisation=theirs, **person) == [Code.NOT_FOUND]
    create(database, cast.certifier, organisation=ours, **person)
    assert [member.name for member in people.colleagues(database, cast.contributor)] == ["Chai", "Dara", "Ei"]
    assert refused(create, database, cast.certifier, organisation=ours, **person) == [Code.DUPLICATE_ID]
    wrong = person | {"role": Role.MANAGER, "email": "em@example.org"}
    assert refused(create, database, cast.certifier, organisation=ours, **wrong) == [Code.NOT_ALLOWED]


def test_one_person_can_belong_to_two_organisations(database, cast):
    again = {"name": "Dara", "email": "DARA@example.org", "role": Role.CONTRIBUTOR, "now": NOW}
    theirs = cast.stranger.organisation
    assert people.create_person(database, cast.stranger, organisation=theirs, **again) == cast.contributor.user


def test_only_an_administrator_creates_organisations(database, cast):
    named = {"name": "New", "kind": Kind.SUPPLIER, "now": NOW}
    assert refused(people.create_organisation, database, cast.certifier, **named) == [Code.NOT_ALLOWED]
    assert refused(people.create_organisation, database, cast.administrator, **(named | {"name": " "})) == [
        Code.EMPTY_TEXT
    ]


def test_installing_twice_gives_the_same_administrator(database, cast):
    assert people.install(database, name="Other", email="other@example.org", now=NOW) == cast.administrator
