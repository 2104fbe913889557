"""What does whoever runs the installation do for its organisations: bring in people, verify the record of events?"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from instruments import catalogue
from instruments.codes import COUNTRIES, is_language
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Kind, Role, Viewer
from questionnaire.config import Config
from questionnaire.db.session import Database, open_database
from questionnaire.services import events, people
from questionnaire.services import invite as assessments
from questionnaire.services.events import Verified

NOBODY = "operator@localhost"


def invite(
    *, organisation: str, country: str, name: str, email: str, role: str, language: str, instrument: str | None
) -> int:
    """Bring a person into a supplier organisation (made when it is new); print a sign-in link that works once.

    Somebody already there keeps their role and gets a new link. With an instrument, an assessment is opened too.
    """
    _require_codes(country, language)
    asked = catalogue.resolve(instrument) if instrument else None
    config = Config.from_environment()
    database = open_database(config.database_url)
    now = datetime.now(UTC)
    keeper = people.install(database, name="Operator", email=NOBODY, now=now)
    home = _home(database, keeper, organisation, country, now)
    known = {member.email: member for member in people.colleagues(database, keeper, home)}
    member = known.get(email.strip().lower())
    person = (
        member.user
        if member
        else people.create_person(
            database, keeper, organisation=home, name=name, email=email, role=Role(role), language=language, now=now
        )
    )
    if asked:
        assessments.open_assessment(database, keeper, supplier=home, instrument=asked.ref, language=language, now=now)
    token = people.issue_link(
        database,
        keeper,
        person=person,
        organisation=home,
        secret_key=config.secret_key,
        hours=config.link_hours,
        now=now,
    )
    database.close()
    print(f"{config.base_url}/sign-in/{token}")
    return 0


def _require_codes(country: str, language: str) -> None:
    problems = []
    if country and country not in COUNTRIES:
        problems.append(Problem.of(Code.NOT_A_COUNTRY, "--country", given=country))
    if language and not is_language(language):
        problems.append(Problem.of(Code.NOT_A_LANGUAGE, "--language", given=language))
    if problems:
        raise Refusal(problems)


def _home(database: Database, keeper: Viewer, name: str, country: str, now: datetime) -> UUID:
    """Return the supplier organisation of that name; make it when there is none."""
    known = {found.name: found.id for found in people.organisations(database, keeper) if found.kind is Kind.SUPPLIER}
    return known.get(name.strip()) or people.create_organisation(
        database, keeper, name=name, kind=Kind.SUPPLIER, country=country, now=now
    )


def chains(database: Database) -> Mapping[str, Verified]:
    """Verify the record of events of every organisation, by its name."""
    keeper = people.install(database, name="Operator", email=NOBODY, now=datetime.now(UTC))
    return {
        found.name: events.verify_chain(database, keeper, found.id) for found in people.organisations(database, keeper)
    }
