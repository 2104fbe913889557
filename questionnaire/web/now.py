"""What time is it? The only clock of the web; tests set it."""

from datetime import date, datetime

from flask import current_app

KEY = "clock"


def now() -> datetime:
    """Return the moment, with its zone."""
    moment: datetime = current_app.extensions[KEY]()
    return moment


def today() -> date:
    """Return the day in UTC."""
    return now().date()
