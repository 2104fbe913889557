"""Where is everything kept, and who is asking?"""

from flask import current_app, session

from questionnaire.config import Config
from questionnaire.db.session import Database
from questionnaire.db.sign_in import SignedIn
from questionnaire.services import people
from questionnaire.web.now import now

KEY = "database"
TOKEN = "token"  # noqa: S105  the name of the place, not what stands there


def database() -> Database:
    """Return the database of this application."""
    found: Database = current_app.extensions[KEY]
    return found


def config() -> Config:
    """Return the settings of this application."""
    found: Config = current_app.config["CONFIG"]
    return found


def who() -> SignedIn | None:
    """Return who is signed in on this device, if anybody is."""
    token = session.get(TOKEN)
    return people.signed_in(database(), token, now=now()) if isinstance(token, str) and token else None
