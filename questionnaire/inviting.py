"""How do the first people of an organisation come in? From the command line of whoever runs the installation."""

from datetime import UTC, datetime
from uuid import UUID

from instruments import catalogue
from instruments.codes import COUNTRIES, is_language
from instruments.problems import Code, Problem, Refusal
from questionnaire.access import Kind, Role, Viewer
from questionnaire.config import Config
from questionnaire.db.session import Database, open_database
from questionnaire.services import invite as assessments
from questionnaire.services import people

NOBODY = "operator@localhost"


def invite(
    *, organisation: str, country: str, name: str, email: str, role: str, language: str, instrument: str | None
) -> int:
    """Bring a person into a supplier organisation (made when it is new); print a sign-in link that works once.

    Somebody already there gets a new link. With an instrument, an assessment is opened for the organisation.
    """
    _require_codes(country, language)
    asked = catalogue.resolve(instrument) if instrument else None
    config = Config.from_environment()
    database = open_database(config.database_url)
    now = datetime.now(UTC)
    keeper = people.install(database, name="Operator", email=NOBODY, now=now)
    inside = _inside(database, keeper, organisation, country, now)
    person = _person(database, inside, name=name, email=email, role=Role(role), language=language, now=now)
    if asked:
        assessments.open_assessment(
            database, inside, supplier=inside.organisation, instrument=asked.ref, language=language, now=now
        )
    token = people.issue_link(
        database,
        keeper,
        person=person,
        organisation=inside.organisation,
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
    if not is_language(language):
        problems.append(Problem.of(Code.NOT_A_LANGUAGE, "--language", given=language))
    if problems:
        raise Refusal(problems)


def _inside(database: Database, keeper: Viewer, name: str, country: str, now: datetime) -> Viewer:
    """Return the operator as a certifier of the organisation of that name; make it when there is none."""
    known = {found.name: found.id for found in people.organisations(database, keeper) if found.kind is Kind.SUPPLIER}
    home = known.get(name.strip()) or people.create_organisation(
        database, keeper, name=name, kind=Kind.SUPPLIER, country=country, now=now
    )
    return Viewer(keeper.user, home, Kind.SUPPLIER, Role.CERTIFIER)


def _person(
    database: Database, inside: Viewer, *, name: str, email: str, role: Role, language: str, now: datetime
) -> UUID:
    known = {member.email: member.user for member in people.colleagues(database, inside)}
    return known.get(email.strip().lower()) or people.create_person(
        database,
        inside,
        organisation=inside.organisation,
        name=name,
        email=email,
        role=role,
        language=language,
        now=now,
    )
