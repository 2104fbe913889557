"""The story is told through the services, once, and shows what the product can do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from questionnaire import demo
from questionnaire.access import Kind, Role, Viewer
from questionnaire.config import Config
from questionnaire.db.migrate import upgrade
from questionnaire.db.session import Database, open_database
from questionnaire.demo.story import FACTORY, NEWCOMER, STRANGERS
from questionnaire.lifecycle import ActionStatus, Status
from questionnaire.services import answer, events, evidence, invite, people, plan, result
from scoring.critical import Headline

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Telling:
    """A database in which the story was told, and how to look into it."""

    def __init__(self, url: str, var: Path) -> None:
        self.config = Config.from_environment(
            {"QUESTIONNAIRE_VAR": str(var), "QUESTIONNAIRE_DATABASE_URL": url, "QUESTIONNAIRE_SECRET_KEY": "x" * 40}
        )
        self.database: Database = open_database(url)
        upgrade(self.database)
        self.doorways = self.tell()

    def tell(self) -> tuple[demo.Doorway, ...]:
        return demo.build(self.database, self.config, now=NOW)

    def enter(self, name: str) -> Viewer:
        """Sign somebody in with the link that was printed for them."""
        token = next(door.url for door in self.doorways if door.name == name).rpartition("/")[2]
        arrival = people.sign_in_by_link(
            self.database, token, secret_key=self.config.secret_key, hours=1, now=NOW, address=name
        )
        return arrival.signed_in.viewer

    def rounds(self, viewer: Viewer) -> list[tuple[str, Status, UUID]]:
        """Return the assessments that somebody sees, oldest first."""
        found = invite.assessments_of(self.database, viewer)
        return [(each.instrument.id, each.status, each.id) for each in sorted(found, key=lambda each: each.at)]


@pytest.fixture
def telling(empty_url: Callable[[str], str], tmp_path: Path) -> Iterator[Telling]:
    made = Telling(empty_url("sqlite"), tmp_path / "var")
    yield made
    made.database.close()


def test_everybody_gets_a_link_that_signs_them_in(telling: Telling) -> None:
    people_of_the_story = [(person.name, person.role) for person in (*STRANGERS.people, *FACTORY.people)]
    assert sorted((door.name, door.role) for door in telling.doorways) == sorted(people_of_the_story)
    for door in telling.doorways:
        viewer = telling.enter(door.name)
        assert (viewer.role, viewer.kind) == (door.role, Kind.SUPPLIER)


def test_the_factory_has_three_assessments_and_the_strangers_one_empty_one(telling: Telling) -> None:
    factory = telling.rounds(telling.enter("Prakash Gurung"))
    assert [(name, status) for name, status, _ in factory] == [
        ("ethical-recruitment", Status.SUBMITTED),
        ("gender", Status.SUBMITTED),
        ("ethical-recruitment", Status.STARTED),
    ]
    strangers = telling.rounds(telling.enter(NEWCOMER.name))
    assert [(name, status) for name, status, _ in strangers] == [("gender", Status.INVITED)]


def test_the_seal_says_that_the_harm_is_being_remedied_and_the_draft_has_a_new_one(telling: Telling) -> None:
    viewer = telling.enter("Nurul Aina Rahman")
    first, gender, second = (
        result.result(telling.database, viewer, assessment, now=NOW) for _, _, assessment in telling.rounds(viewer)
    )
    assert [first.scorecard.headline, gender.scorecard.headline] == [Headline.REMEDYING, Headline.CLEAR]
    assert first.sealed
    assert gender.sealed
    assert second.scorecard.headline is Headline.INCOMPLETE
    assert [issue.id for issue in second.scorecard.critical] == ["C-12"]


def test_the_plan_has_actions_in_every_state_on_the_way_and_one_overdue(telling: Telling) -> None:
    viewer = telling.enter("Lim Siew Ching")
    rows = plan.plan(telling.database, viewer, telling.rounds(viewer)[0][2]).rows
    assert {row.status for row in rows} == set(ActionStatus) - {ActionStatus.EFFECTIVE}
    assert any(row.due and row.due < NOW.date() and row.status is ActionStatus.IN_PROGRESS for row in rows)
    assert any(row.owner and row.item is not None and row.recommendation is None for row in rows)


def test_the_draft_waits_for_two_colleagues_to_agree(telling: Telling) -> None:
    viewer = telling.enter("Nurul Aina Rahman")
    loaded = answer.load(telling.database, viewer, telling.rounds(viewer)[2][2])
    assert [(each.item, each.typed_by_name) for each in loaded.conflicts] == [("ER-1-03", "Prakash Gurung")]


def test_the_period_is_over_when_the_answers_begin(telling: Telling) -> None:
    viewer = telling.enter("Nurul Aina Rahman")
    for _, _, assessment in telling.rounds(viewer):
        loaded = answer.load(telling.database, viewer, assessment)
        last_day = loaded.answers.get("PR-00") or loaded.answers["GX-00"]
        assert last_day < loaded.assessment.at.date().isoformat()


def test_evidence_can_be_downloaded_and_some_of_it_runs_out_soon(telling: Telling) -> None:
    viewer = telling.enter("Nurul Aina Rahman")
    files = evidence.evidence_in(telling.database, viewer, telling.rounds(viewer)[2][2])
    assert [file.name for file in files if file.expires and (file.expires - NOW.date()).days < 30] == [
        "fire-certificate.pdf"
    ]


def test_telling_again_changes_nothing_but_gives_new_links(telling: Telling) -> None:
    viewer = telling.enter("Lim Siew Ching")
    before = telling.rounds(viewer)
    again = telling.tell()
    assert telling.rounds(viewer) == before
    assert [door.name for door in again] == [door.name for door in telling.doorways]
    assert {door.url for door in again}.isdisjoint(door.url for door in telling.doorways)


def test_the_record_of_the_story_is_whole(telling: Telling) -> None:
    viewer = telling.enter("Lim Siew Ching")
    found = events.verify_chain(telling.database, viewer, viewer.organisation)
    assert found.problems == ()
    assert found.length > 60


def test_one_moment_gives_one_story_on_both_databases(
    telling: Telling, empty_url: Callable[[str], str], tmp_path: Path
) -> None:
    other = Telling(empty_url("postgresql"), tmp_path / "other")
    seals = []
    for told in (telling, other):
        viewer = told.enter("Lim Siew Ching")
        first = told.rounds(viewer)[0][2]
        seals.append(result.result(told.database, viewer, first, now=NOW).receipt)
    other.database.close()
    assert seals[0] == seals[1]


def test_only_the_certifier_could_have_submitted() -> None:
    assert [person.role for person in FACTORY.people] == [Role.CONTRIBUTOR, Role.CONTRIBUTOR, Role.CERTIFIER]
