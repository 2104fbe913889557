"""What keeps a page from being turned against the person who reads it?

Nothing inline ever runs, nothing is framed, nothing leaves in a referrer, no form can be sent from elsewhere, and no
page with answers stays in a shared computer's cache.
"""

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect

from questionnaire.config import Config
from questionnaire.excel.upload import LARGEST_FILE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",  # the CSRF check over TLS reads our own referrer
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ONE_YEAR = 31_536_000
WORKBOOKS = frozenset({"workbook", "plan_workbook"})  # blueprints to which workbooks of ours come back
LARGEST_FORM = 4 * 1024 * 1024  # a table of 200 rows, and every text at its limit
MOST_FIELDS = 20_000

csrf = CSRFProtect()


def set_up(app: Flask, config: Config) -> None:
    """Settle cookies, limits, tokens and headers."""
    app.config.update(
        SESSION_COOKIE_NAME="questionnaire",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=config.session_hours * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,  # the session in the database ends when it ends; no cookie outlives it
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a page left open over lunch must still save
        WTF_CSRF_CHECK_DEFAULT=False,  # `protect` below, once it is known who asks
    )
    csrf.init_app(app)
    app.after_request(lambda response: _with_headers(response, secure=config.secure_cookies))


def protect(upload_limit: int) -> None:
    """Refuse a form that did not come from one of our own pages; one with a file may be larger by that file."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = file_limit(upload_limit) + LARGEST_FORM
    if request.endpoint is not None:
        csrf.protect(apply_exemptions=True)


def file_limit(upload_limit: int) -> int:
    """Return how large the file may be that comes with this form: evidence, or a workbook of ours."""
    return LARGEST_FILE if request.blueprint in WORKBOOKS else upload_limit


def _with_headers(response: Response, *, secure: bool) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains")
    if g.get("viewer") is not None or response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
