"""How does the invented story come into a database? Through the services, as people would have done it.

Nothing here writes a table. What is told follows from `now` alone, so two demonstrations of one moment are the same
but for their ids and links.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from instruments.model import ActionType, ItemId
from instruments.problems import Refusal
from questionnaire.access import Kind, Role, Viewer
from questionnaire.config import Config
from questionnaire.db.actions import PlanRow
from questionnaire.db.session import Database
from questionnaire.demo import steps, story
from questionnaire.demo.steps import Step
from questionnaire.demo.story import Company, File, Person, Round
from questionnaire.lifecycle import ActionStatus
from questionnaire.services import answer, evidence, invite, people, plan, submit
from questionnaire.services.definitions import definition
from questionnaire.services.merge import Given
from questionnaire.storage import storage_of


@dataclass(frozen=True, slots=True)
class Doorway:
    """A sign-in link: whom it signs in, as what, and where. It works once."""

    name: str
    role: Role
    organisation: str
    url: str


def build(database: Database, config: Config, *, now: datetime) -> tuple[Doorway, ...]:
    """Tell the story unless it has been told; return a new sign-in link for everybody in it.

    The database has its tables, and is the demonstration's own.
    """
    began = now + story.BEGINNING
    keeper = people.install(database, name="Demonstration", email="keeper@demonstration.example", now=began)
    if story.FACTORY.name not in {found.name for found in people.organisations(database, keeper)}:
        Telling(database, config, now).tell(keeper)
    return tuple(_doorways(database, config, keeper, now))


def _doorways(database: Database, config: Config, keeper: Viewer, now: datetime) -> Iterable[Doorway]:
    homes = {found.name: found for found in people.organisations(database, keeper)}
    for found in (homes[company.name] for company in story.COMPANIES if company.name in homes):
        inside = Viewer(keeper.user, found.id, found.kind, Role.CERTIFIER)  # an administrator is not among colleagues
        for member in people.colleagues(database, inside):
            token = people.issue_link(
                database,
                keeper,
                person=member.user,
                organisation=found.id,
                secret_key=config.secret_key,
                hours=config.link_hours,
                now=now,
            )
            yield Doorway(member.name, member.role, found.name, f"{config.base_url}/sign-in/{token}")


class Telling:
    """One telling of the story: where it goes, when it is told, and who has come into it so far."""

    def __init__(self, database: Database, config: Config, now: datetime) -> None:
        self.database = database
        self.config = config
        self.now = now
        self.viewers: dict[Person, Viewer] = {}

    def tell(self, keeper: Viewer) -> None:
        """Tell all of it."""
        for company in story.COMPANIES:
            self.found(keeper, company)
        first = self.answered(story.FIRST)
        rows = self.planned(first, story.FIRST)
        self.submitted(first, story.FIRST)
        for step in steps.STEPS:
            self.worked_on(rows[step.key], step)
        self.submitted(self.answered(story.GENDER), story.GENDER)
        self.disagree(self.answered(story.SECOND))
        self.opened(story.ARRIVAL)

    def found(self, keeper: Viewer, company: Company) -> None:
        """Bring in a company and its people."""
        began = self.now + story.BEGINNING
        home = people.create_organisation(
            self.database, keeper, name=company.name, kind=Kind.SUPPLIER, country=company.country, now=began
        )
        for person in company.people:
            user = people.create_person(
                self.database,
                keeper,
                organisation=home,
                name=person.name,
                email=person.email,
                role=person.role,
                language=person.language,
                now=began,
            )
            self.viewers[person] = Viewer(user, home, Kind.SUPPLIER, person.role)

    def opened(self, told: Round) -> UUID:
        """Open an assessment."""
        viewer = self.viewers[told.certifier]
        return invite.open_assessment(
            self.database, viewer, supplier=viewer.organisation, instrument=told.instrument, now=self.now + told.opened
        )

    def answered(self, told: Round) -> UUID:
        """Open an assessment and answer it, section by section, each by whoever knows best."""
        assessment = self.opened(told)
        sample = told.response()
        last_day = _last_day_of_the_month_before(self.now + told.opened)
        answers = sample["answers"] | {
            item: last_day.isoformat() for item in story.LAST_DAY if item in sample["answers"]
        }
        for number, section in enumerate(definition(self.database, told.instrument).sections):
            given = {
                item.id: Given(answers.get(item.id), sample["notes"].get(item.id))
                for item in section.items
                if item.id in answers or item.id in sample["notes"]
            }
            moment = self.now + told.opened + timedelta(hours=3 * number + 1)
            self.save(story.who_answers(section.id), assessment, given, min(moment, self.now))
        for file in told.files:
            self.support(assessment, file, story.HR, self.now + told.opened + timedelta(days=2))
        return assessment

    def save(self, person: Person, assessment: UUID, given: Mapping[ItemId, Given], moment: datetime) -> None:
        """Save some answers; the samples are sound, so a problem is a bug in them."""
        saved = answer.save(
            self.database, self.viewers[person], assessment, given, language=person.language, now=moment
        )
        if saved.problems:
            raise Refusal(saved.problems)

    def support(self, assessment: UUID, file: File, person: Person, moment: datetime) -> UUID:
        """Add a file, in support of the answers it names."""
        added = evidence.add(
            self.database,
            storage_of(self.config),
            self.viewers[person],
            assessment,
            name=file.name,
            content=file.content(),
            items=[ItemId(item) for item in file.items],
            dated=moment.date() + timedelta(days=file.dated),
            expires=None if file.expires is None else moment.date() + timedelta(days=file.expires),
            limit=self.config.upload_limit,
            now=moment,
        )
        return added.id

    def disagree(self, assessment: UUID) -> None:
        """Let two colleagues answer one item differently, from pages opened at the same time."""
        typed = {story.DISPUTED: Given(1, story.DISPUTE)}
        self.save(story.LIAISON, assessment, typed, self.now - timedelta(hours=2))

    def planned(self, assessment: UUID, told: Round) -> dict[str, PlanRow]:
        """Draft the plan, give its actions owners and dates, add one of the factory's own; return them by key.

        Before the submission, because the seal says what was planned by then: a critical issue is being remedied.
        """
        moment = self.now + told.opened + timedelta(days=3)
        director = self.viewers[told.certifier]
        # What nobody has taken on yet starts now, or the plan would open with forty late actions.
        plan.draft(self.database, director, assessment, start=self.now.date(), now=moment)
        rows = {row.key: row for row in plan.plan(self.database, director, assessment).rows}
        for step in steps.STEPS:
            fields = {"owner": step.owner.name, "due": self.day(step.due)}
            rows[step.key] = self.edit(rows[step.key], fields, told.certifier, moment)
        own = steps.OWN | {"owner": steps.OWN_OWNER.name, "due": self.day(steps.OWN_DUE)}
        plan.add(self.database, director, assessment, own, type=ActionType.PREVENT, item=steps.OWN_ITEM, now=moment)
        return rows

    def submitted(self, assessment: UUID, told: Round) -> None:
        """Sign and submit."""
        submit.submit(
            self.database,
            self.viewers[told.certifier],
            assessment,
            name=told.certifier.name,
            role="General manager",
            accepted=True,
            now=self.now + told.opened + timedelta(days=4),
        )

    def worked_on(self, row: PlanRow, step: Step) -> None:
        """Tell what has become of an action since."""
        moment = self.now - timedelta(days=20)
        if step.fields:
            row = self.edit(row, step.fields, step.owner, moment)
        if step.shown:
            file = self.support(row.assessment, step.shown, step.owner, moment)
            plan.show(self.database, self.viewers[step.owner], row.id, [file], now=moment)
            row = self.edit(row, {"status": ActionStatus.EVIDENCE_SUBMITTED}, step.owner, moment)
        if step.status is not row.status:
            self.edit(row, {"status": step.status}, step.judge or step.owner, moment + timedelta(days=2))

    def edit(self, row: PlanRow, fields: Mapping[str, str], person: Person, moment: datetime) -> PlanRow:
        """Change fields of an action; the story is sound, so a problem is a bug in it."""
        edited = plan.edit(self.database, self.viewers[person], row.id, fields, base_revision=row.revision, now=moment)
        if edited.problems:
            raise Refusal(edited.problems)
        return edited.row

    def day(self, days: int) -> str:
        """Return the day so many days before or after now, as a field of an action takes it."""
        return (self.now + timedelta(days=days)).date().isoformat()


def _last_day_of_the_month_before(moment: datetime) -> date:
    return moment.date().replace(day=1) - timedelta(days=1)
