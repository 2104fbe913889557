"""Where does a web server find the application? `gunicorn 'questionnaire.wsgi:application()'`."""

from flask import Flask

from questionnaire.config import Config
from questionnaire.web import create_app


def application() -> Flask:
    """Return the application as the environment sets it up. Raises BadSettings."""
    return create_app(Config.from_environment())
