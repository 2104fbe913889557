"""In which language is this page?

What the person chose in this browser, else what their account says, else what the link that led here says, else what
the browser asks for.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from flask import Flask, current_app, g, request, session
from jinja2 import pass_context
from jinja2.runtime import Context

from questionnaire import wording
from questionnaire.wording import available

__all__ = ["available", "choose_locale", "kept", "ngettext", "offered", "remember", "set_up"]

CHOSEN, LINKED = "locale", "linked"  # what the session keeps: the person's choice, what a link said
MOST_TAGS = 10  # of what a browser asks for; people have two or three


def offered() -> Sequence[str]:
    """Return the locales people can choose from here."""
    locales: Sequence[str] = current_app.config["LOCALES"]
    return locales


def choose_locale(account: str) -> None:
    """Set `g.locale` for this request; `account` is what the person's account says, if it says anything."""
    if linked := wording.fitting(_of_link(), offered()):
        session[LINKED] = linked  # the next page, and the one after signing in, have an address without it
    g.locale = wording.choose(offered(), session.get(CHOSEN), account, session.get(LINKED), accept=_of_browser())


def _of_link() -> str:
    """Return what the address says; where a form is sent as an address, its button is a choice and no link."""
    return "" if "locale" in request.args.getlist("action") else request.args.get("locale", "")


def _of_browser() -> Sequence[str]:
    wanted = [tag for tag, quality in request.accept_languages if quality > 0 and tag != "*"]
    return wanted[:MOST_TAGS]


def kept() -> dict[str, str]:
    """Return what the session keeps of languages: all that stays of it when somebody signs in or out."""
    return {name: session[name] for name in (CHOSEN, LINKED) if session.get(name)}


def remember(locale: str) -> bool:
    """Keep the person's choice; return whether it is one that is offered."""
    if locale not in offered():
        return False
    session[CHOSEN] = g.locale = locale
    return True


def _(text: str, **values: object) -> str:
    """Return an interface text in the language of the page."""
    return wording.gettext(text, g.get("locale", wording.SOURCE), **values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the form of an interface text that `count` takes in the language of the page."""
    return wording.ngettext(one, many, count, g.get("locale", wording.SOURCE), **values)


def figured(value: object) -> str:
    """Return a number, or its text with a decimal point or as a fraction, as people write it; nothing for nothing."""
    locale, written = g.get("locale", wording.SOURCE), "" if value is None else str(value)
    if "/" in written or not written:
        return wording.in_digits(written, locale)
    return wording.number(Decimal(written), locale)


@pass_context  # else Jinja works out `100|figure` once, in the language of whoever came first
def figure(_context: Context, value: object) -> str:
    """Return a number as the language of the page writes it."""
    return figured(value)


@pass_context
def listed(_context: Context, parts: Iterable[str]) -> str:
    """Return parts one after the other, with the commas of the language of the page."""
    return wording.listed(parts, g.get("locale", wording.SOURCE))


def set_up(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.globals.update({"_": _, "ngettext": ngettext})
    app.jinja_env.filters.update({"figure": figure, "listed": listed})
