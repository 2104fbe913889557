"""Who may call this view?

Every view carries its rule as a value: `@allow(Action.ANSWER)`, `@allow(SIGNED_IN)` or `@allow(ANYONE)`. A view without
a rule is not there: `guard` answers 404, and a test finds it. The rule is about the role only; whose assessment it is
is decided again by every query (`questionnaire.access`).
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, Unauthorized

from instruments.problems import Code, Problem, Refusal
from questionnaire.access import ALLOWED, Action, Viewer

View = TypeVar("View", bound=Callable[..., Any])


class Everyone(Enum):
    """The rules that are not an action."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"


ANYONE, SIGNED_IN = Everyone.ANYONE, Everyone.SIGNED_IN

Rule = Action | Everyone


def allow(rule: Rule) -> Callable[[View], View]:
    """Declare who may call the view."""

    def declare(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]  # read by `rule_of`
        return view

    return declare


def rule_of(endpoint: str | None) -> Rule | None:
    """Return the rule that the view of `endpoint` declares."""
    view = current_app.view_functions.get(endpoint or "")
    rule = getattr(view, "rule", None)
    return rule if isinstance(rule, Action | Everyone) else None


def viewer() -> Viewer:
    """Return who is signed in; views with a rule other than ANYONE always have somebody."""
    if not isinstance(g.viewer, Viewer):
        raise Unauthorized
    return g.viewer


def guard() -> ResponseReturnValue | None:
    """Refuse the request unless the view's rule lets its viewer in. Default: refuse."""
    if request.endpoint is None:
        return None  # no such address: Flask answers
    rule = rule_of(request.endpoint)
    if rule is None:
        raise NotFound
    if rule is ANYONE:
        return None
    if g.viewer is None:
        return _to_sign_in()
    if isinstance(rule, Action) and g.viewer.role not in ALLOWED[rule]:
        raise Refusal([Problem.of(Code.NOT_ALLOWED, action=rule, role=g.viewer.role)])
    return None


def _to_sign_in() -> ResponseReturnValue:
    """Send somebody who only looked to the sign-in page; whoever sent something gets it back (see `errors`)."""
    if request.method in {"GET", "HEAD"} and request.accept_mimetypes.best != "application/json":
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    raise Unauthorized
