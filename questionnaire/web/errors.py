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
from questionnaire.web import locale
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
CAN_BE_SENT_AGAIN = {
    Code.FORM_EXPIRED: HTTPStatus.BAD_REQUEST,
    Code.SIGNED_OUT: HTTPStatus.UNAUTHORIZED,
    Code.OUR_FAULT: HTTPStatus.INTERNAL_SERVER_ERROR,
}
KEPT_BECAUSE = "_kept"  # no item begins so: the field of the form on an error page that says which error it was
NOT_KEPT = {"csrf_token", "locale", "action", KEPT_BECAUSE}


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
    if wants_json():
        return _as_json(status, problems)
    because = next((each.code for each in problems if each.code in CAN_BE_SENT_AGAIN), None)
    kept = _kept(because) if request.method == "POST" and because else []
    page = {"title": _title(status), "sentences": _sentences(problems)}
    html = render_template("error.html", page=page, kept=kept, kept_url=request.full_path.rstrip("?"))
    return make_response(html, status)


def _sentences(problems: tuple[Problem, ...]) -> list[str]:
    return list(dict.fromkeys(problem_text(problem, g.get("locale", "en")) for problem in problems))


def _as_json(status: int, problems: tuple[Problem, ...]) -> Response:
    listed = [{"code": p.code, "where": p.where, "text": problem_text(p, g.get("locale", "en"))} for p in problems]
    error = {"code": problems[0].code if problems else "", "text": " ".join(_sentences(problems)), "problems": listed}
    return make_response(jsonify(error=error, csrf_token=generate_csrf()), status)


def only_changes_language() -> ResponseReturnValue | None:
    """Give an error page with what was typed in another language, if that is what was asked of it: nothing is sent."""
    if not _is_about_the_error_page():
        return None
    because = next((code for code in CAN_BE_SENT_AGAIN if code == request.form[KEPT_BECAUSE]), Code.FORM_EXPIRED)
    return answer(int(CAN_BE_SENT_AGAIN[because]), (Problem.of(because),))


def _is_about_the_error_page() -> bool:
    """Whether the language button of an error page sent this: it comes before what the button of the lost page said."""
    actions = request.form.getlist("action") if KEPT_BECAUSE in request.form else []
    return len(actions) > 1 and actions[0] == "locale"


def _kept(because: Code) -> list[tuple[str, str]]:
    """Return what was typed, what the button was to do, and why it is kept; a language that was wanted is given now.

    The account is left alone: who sent this may not be known.
    """
    actions = request.form.getlist("action")
    if actions[:1] == ["locale"] and request.form.get("locale") != g.get("locale"):
        locale.remember(request.form.get("locale", ""))
    said = actions[1:] if _is_about_the_error_page() else actions or [""]
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in NOT_KEPT]
    return [*typed, *(("action", each) for each in said), (KEPT_BECAUSE, because)] if typed else []


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
