"""What does the service tell whoever runs it, without telling on anybody?

One JSON line per request: which view, how it ended, how long it took, under an id that error pages show too. Never an
address with a token in it, a form, an answer or a name.
"""

import logging
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("questionnaire.requests")


def set_up(app: Flask, level: str) -> None:
    """Write JSON lines at `level` and above, and one line per request except for static files."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
    )
    logging.getLogger("questionnaire").setLevel(level)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    if request.endpoint != "static":
        milliseconds = round(1000 * (time.perf_counter() - g.began), 1)
        log.info("answered", method=request.method, view=request.endpoint, status=response.status_code, ms=milliseconds)
    response.headers.setdefault("X-Request-Id", g.request_id)
    return response
