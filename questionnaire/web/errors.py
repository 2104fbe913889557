"""What does a page say when something cannot be done?

Every error is a page in our own words, or one JSON shape for scripts: {"error": {"code", "text", "problems"}}. A form
that was refused because its session or its token had run out comes back with everything that was typed, to be sent
again after signing in.
"""

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from instruments.problems import Code, Problem, Refusal
from questionnaire.web.locale import _
from questionnaire.web.security import file_limit
from questionnaire.web.store import config
from questionnaire.wording import problem_text

log = logging.getLogger(__name__)

STATUS_OF = {
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Code.LINK_USED: HTTPStatus.GONE,
    Code.LINK_EXPIRED: HTTPStatus.GONE,
    Code.TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
    Code.ALREADY_SUBMITTED: HTTPStatus.CONFLICT,
    Code.STALE: HTTPStatus.CONFLICT,
    Code.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
NOT_KEPT = {"csrf_token"}


def set_up(app: Flask) -> None:
    """Answer every error ourselves."""
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(CSRFError, on_bad_token)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_bug)


def wants_json() -> bool:
    """Whether a script asked."""
    fetched = request.headers.get("X-Requested-With") == "fetch"
    return fetched or request.accept_mimetypes.best == "application/json"


def on_refusal(refusal: Refusal) -> ResponseReturnValue:
    """Say what the problems say."""
    status = STATUS_OF.get(refusal.problems[0].code, HTTPStatus.BAD_REQUEST) if refusal.problems else 400
    return answer(int(status), refusal.problems)


def on_bad_token(_error: CSRFError) -> ResponseReturnValue:
    """Give the form back with a fresh token: the old one was of a session that is over."""
    return answer(HTTPStatus.BAD_REQUEST, (Problem.of(Code.FORM_EXPIRED),))


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Word the errors that the framework raises."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if isinstance(error, RequestEntityTooLarge):
        upload = request.mimetype == "multipart/form-data"
        bytes_ = file_limit(config().upload_limit) if upload else current_app.config["MAX_CONTENT_LENGTH"]
        limit = f"{bytes_ // 1024 // 1024} MB"
        return answer(error.code, (Problem.of(Code.TOO_LARGE, limit=limit),))
    match error.code:
        case HTTPStatus.UNAUTHORIZED:
            problem = Problem.of(Code.SIGNED_OUT)
        case HTTPStatus.FORBIDDEN:
            problem = Problem.of(Code.NOT_ALLOWED)
        case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED:
            problem = Problem.of(Code.NOT_FOUND)
        case _:
            problem = Problem.of(Code.BAD_REQUEST)
    return answer(error.code, (problem,))


def on_bug(error: Exception) -> ResponseReturnValue:
    """Own up to it; the log has the details, the page has none."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    log.error("unexpected error", exc_info=error)
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, (Problem.of(Code.OUR_FAULT),))


def answer(status: int, problems: tuple[Problem, ...]) -> Response:
    """Return the error as a page, or as JSON to a script."""
    locale = g.get("locale", "en")
    sentences = list(dict.fromkeys(problem_text(problem, locale) for problem in problems))
    if wants_json():
        return _as_json(status, problems, sentences)
    kept = _kept() if request.method == "POST" and _can_be_sent_again(problems) else []
    page = {"title": _title(status), "sentences": sentences}
    html = render_template("error.html", page=page, kept=kept, kept_url=request.full_path.rstrip("?"))
    return make_response(html, status)


def _as_json(status: int, problems: tuple[Problem, ...], sentences: list[str]) -> Response:
    listed = [{"code": p.code, "where": p.where, "text": problem_text(p, g.get("locale", "en"))} for p in problems]
    error = {"code": problems[0].code if problems else "", "text": " ".join(sentences), "problems": listed}
    return make_response(jsonify(error=error, csrf_token=generate_csrf()), status)


def _can_be_sent_again(problems: tuple[Problem, ...]) -> bool:
    return any(problem.code in {Code.FORM_EXPIRED, Code.SIGNED_OUT, Code.OUR_FAULT} for problem in problems)


def _kept() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if name not in NOT_KEPT]


def _title(status: int) -> str:
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return _("You are signed out")
        case HTTPStatus.FORBIDDEN:
            return _("You cannot do this")
        case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED:
            return _("Page not found")
        case HTTPStatus.GONE:
            return _("This link does not work any more")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _("This is too large")
        case HTTPStatus.TOO_MANY_REQUESTS:
            return _("Too many tries")
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return _("Something went wrong on our side")
        case _:
            return _("This did not work")
