"""How do people reach all this with a browser?

`create_app` puts the parts together: security, language, who is signed in, the rule of each view, errors, and one
blueprint per subject. Views read the request, call one service, and draw one template.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from whitenoise import WhiteNoise

from instruments.catalogue import LIBRARY
from questionnaire import wording
from questionnaire.config import Config
from questionnaire.db.session import open_database
from questionnaire.excel.upload import LARGEST_FILE, MEGABYTE
from questionnaire.web import access, errors, locale, logs, security
from questionnaire.web.locale import _
from questionnaire.web.now import KEY as CLOCK
from questionnaire.web.store import KEY as DATABASE
from questionnaire.web.store import config, who

STATIC = Path(__file__).parent / "static"
BLUEPRINTS = (
    "account",
    "languages",
    "supplier",
    "results",
    "evidence",
    "plan",
    "repayment",
    "plan_workbook",
    "workbook",
    "prints",
)
ONE_YEAR = 31_536_000


def create_app(
    settings: Config,
    *,
    library: Path = LIBRARY,
    locales: Sequence[str] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Flask:
    """Return the application for these settings; the database must have its tables."""
    app = Flask(__name__)
    app.secret_key = settings.secret_key
    app.config["LOCALES"] = tuple(locales or locale.available(pseudo=settings.pseudo_locale))
    app.config["CONFIG"] = settings
    app.extensions[DATABASE] = open_database(settings.database_url, library)
    app.extensions[CLOCK] = now
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.set_up(app, settings.log_level)
    security.set_up(app, settings)
    locale.set_up(app)
    errors.set_up(app)
    app.before_request(_arrive)
    app.context_processor(_frame)
    app.view_functions["static"] = access.allow(access.ANYONE)(app.view_functions["static"])
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"questionnaire.web.{name}").blueprint)
    _serve_static(app)
    return app


def _arrive() -> Any:
    """Find out who asks, in which language, with whose form, and whether they may; in this order."""
    g.person = who() if request.endpoint != "static" else None
    g.viewer = g.person.viewer if g.person else None
    locale.choose_locale(g.person.language if g.person else "")
    security.protect(config().upload_limit)
    return errors.only_changes_language() or access.guard()


def _frame() -> dict[str, Any]:
    """Return what the frame of every page shows."""
    here = g.get("locale", wording.SOURCE)
    person = g.get("person")
    frame: dict[str, Any] = {
        "locale": here,
        "direction": wording.direction(here),
        "translation_notes": tuple(wording.notices(here, g.get("instrument"))),
        "locales": [(code, wording.own_name(code)) for code in locale.offered()] if len(locale.offered()) > 1 else [],
        "locale_url": url_for("account.language"),
        "largest_workbook": _("{count} MB", count=LARGEST_FILE // MEGABYTE),
        "here": _here(),
        "disclaimer": _("This is a self-assessment. It is not an audit, a certificate, or a service of IOM."),
    }
    if person:
        frame |= {
            "person_name": person.name,
            "organisation_name": person.organisation_name,
            "account_url": url_for("account.account"),
            "sign_out_url": url_for("account.sign_out"),
        }
    return frame


def _here() -> str:
    """Return the address at which this page can be had again: a page that answers a form may have none."""
    adapter = current_app.create_url_adapter(request)
    again = request.method == "GET" or (adapter is not None and adapter.test(method="GET"))
    return request.full_path.rstrip("?") if again else "/"


def _serve_static(app: Flask) -> None:
    """Serve static files ahead of everything; their addresses carry their digest, so browsers keep them."""

    @lru_cache
    def version(filename: str) -> str:
        path = STATIC / filename
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename"):
            values["v"] = version(values["filename"])

    app.url_defaults(add_version)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=ONE_YEAR,
        add_headers_function=_add_headers,
    )


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in security.HEADERS.items():
        headers[name] = value
