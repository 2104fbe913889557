"""How does a person arrive, leave, and choose a language?"""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from questionnaire import wording
from questionnaire.services import people
from questionnaire.web import locale
from questionnaire.web.access import ANYONE, SIGNED_IN, allow, viewer
from questionnaire.web.locale import _
from questionnaire.web.now import now
from questionnaire.web.store import TOKEN, config, database

blueprint = Blueprint("account", __name__)


@blueprint.get("/sign-in")
@allow(ANYONE)
def sign_in() -> ResponseReturnValue:
    """Say how to sign in, and remember where the person wanted to go."""
    if wanted := local(request.args.get("next", "")):
        session["next"] = wanted
    return render_template("account/sign_in.html")


@blueprint.get("/sign-in/<token>")
@allow(ANYONE)
def link(token: str) -> ResponseReturnValue:
    """Ask before using the link: mail scanners open links too, and this one works once."""
    found = people.look_at_link(database(), token, secret_key=config().secret_key, now=now())
    locale.choose_locale(found.language)
    return render_template("account/link.html", action=url_for("account.use_link", token=token))


@blueprint.post("/sign-in/<token>")
@allow(ANYONE)
def use_link(token: str) -> ResponseReturnValue:
    """Sign the person in on this device."""
    arrival = people.sign_in_by_link(
        database(),
        token,
        secret_key=config().secret_key,
        hours=config().session_hours,
        address=request.remote_addr or "",
        device=request.user_agent.string[:200],
        now=now(),
    )
    languages, wanted = locale.kept(), local(str(session.get("next", "")))
    session.clear()  # nothing else that somebody else put into this browser survives signing in
    session.permanent = True
    session.update(languages, **{TOKEN: arrival.token})
    return redirect(local(arrival.destination) or wanted or url_for("supplier.home"))


@blueprint.post("/sign-out")
@allow(ANYONE)
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    if isinstance(token := session.get(TOKEN), str):
        people.sign_out(database(), token, now=now())
    languages = locale.kept()
    session.clear()
    session.update(languages)
    flash(_("You are signed out."), "success")
    return redirect(url_for("account.sign_in"))


@blueprint.post("/locale")
@allow(ANYONE)
def language() -> ResponseReturnValue:
    """Change the language of the interface; on a section page the section's own form does this, and saves."""
    _keep_language(request.form.get("locale", ""))
    return redirect(local(request.form.get("next", "")) or url_for("supplier.home"))


def change_language(chosen: str) -> None:
    """Remember another language; the one that the page has is no choice: the Enter key in a box sends it too."""
    if chosen != g.locale:
        _keep_language(chosen)


def _keep_language(chosen: str) -> None:
    """Remember a language, on the person's account too."""
    if locale.remember(chosen) and g.viewer:
        people.choose_language(database(), g.viewer, chosen)


def only_changes_language() -> bool:
    """Change the language if that is what this post of a page's own form asks for; return whether it was.

    Without scripts the Enter key in a box presses the button of the language too, which stands before the form: then
    the page comes back as it was. Better once too little than once too much.
    """
    if request.form.get("action") != "locale":
        return False
    change_language(request.form.get("locale", ""))
    return True


@blueprint.get("/account")
@allow(SIGNED_IN)
def account() -> ResponseReturnValue:
    """Show where the person is signed in."""
    devices = [
        {
            "id": device.id,
            "name": device.device or _("Unknown browser"),
            "since": _("Since {when}", when=wording.date_time(device.at, g.locale)),
            "here": device.id == g.person.session,
        }
        for device in people.devices(database(), viewer(), now=now())
    ]
    role = wording.word("role", viewer().role, g.locale)
    return render_template("account/account.html", devices=devices, role=role)


@blueprint.post("/account/devices/<uuid:device>/end")
@allow(SIGNED_IN)
def end_device(device: UUID) -> ResponseReturnValue:
    """Sign the person out on another device."""
    people.revoke(database(), viewer(), device, now=now())
    flash(_("That device is signed out."), "success")
    return redirect(url_for("account.account"))


def local(address: str) -> str:
    """Return an address if it is one of ours, else nothing: a link must not lead people elsewhere."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if ours and not parts.scheme and not parts.netloc else ""
