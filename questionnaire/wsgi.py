"""Where does a web server find the application? `gunicorn 'questionnaire.wsgi:application()'`."""

import gc
import sys

from flask import Flask

from questionnaire.config import Config
from questionnaire.web import create_app


def application() -> Flask:
    """Return the application as the environment sets it up. Raises BadSettings."""
    app = create_app(Config.from_environment())
    gc.freeze()
    sys.setswitchinterval(0.0005)
    return app
