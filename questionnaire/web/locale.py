"""In which language is this page?

What the person chose, else what their account says, else what the link that led here says, else what the browser
asks for.
"""

from collections.abc import Sequence
from decimal import Decimal

from flask import Flask, current_app, g, request, session
from jinja2 import pass_context
from jinja2.runtime import Context

from questionnaire import wording
from questionnaire.wording import available

__all__ = ["available", "choose_locale", "ngettext", "offered", "remember", "set_up"]


def offered() -> Sequence[str]:
    """Return the locales people can choose from here."""
    locales: Sequence[str] = current_app.config["LOCALES"]
    return locales


def choose_locale() -> None:
    """Set `g.locale` for this request."""
    accept = [tag for tag, _quality in request.accept_languages]
    account = g.person.language if g.get("person") else None
    g.locale = wording.choose(offered(), session.get("locale"), account, request.args.get("locale"), accept=accept)


def remember(locale: str) -> bool:
    """Keep the person's choice; return whether it is one that is offered."""
    if locale not in offered():
        return False
    session["locale"] = g.locale = locale
    return True


def _(text: str, **values: object) -> str:
    """Return an interface text in the language of the page."""
    return wording.gettext(text, g.get("locale", wording.SOURCE), **values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the form of an interface text that `count` takes in the language of the page."""
    return wording.ngettext(one, many, count, g.get("locale", wording.SOURCE), **values)


@pass_context  # else Jinja works out `100|figure` once, in the language of whoever came first
def figure(_context: Context, value: object) -> str:
    """Return a number, or its text with a decimal point or as a fraction, as the language of the page writes it."""
    locale, written = g.get("locale", wording.SOURCE), str(value)
    return wording.in_digits(written, locale) if "/" in written else wording.number(Decimal(written), locale)


def set_up(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.globals.update({"_": _, "ngettext": ngettext})
    app.jinja_env.filters["figure"] = figure
