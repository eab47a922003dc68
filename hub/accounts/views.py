"""The door: sign in by link or code, sign out, choose a language."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import TooManyRequests

from hub.accounts import limits, service
from hub.accounts.forms import CodeForm, LinkForm
from hub.accounts.models import Person
from hub.accounts.rules import CODE_LIFETIME, LANGUAGE_LIFETIME, LINK_LIFETIME, PERSONAS
from hub.core import config, db
from hub.core.i18n import LANGUAGE_COOKIE, LOCALES
from hub.core.web import local_path

blueprint = Blueprint("accounts", __name__)
_WANTED = "next"


@blueprint.record
def _set_up(state) -> None:  # type: ignore[no-untyped-def]
    limits.init_app(state.app)


@blueprint.errorhandler(TooManyRequests)
def _too_many(_error: TooManyRequests) -> ResponseReturnValue:
    return render_template("accounts/too_many.html"), 429


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The door. Somebody who is already in goes on to where they wanted."""
    wanted = local_path(request.args.get("next"), "")
    if current_user.is_authenticated:
        return redirect(wanted or "/", 303)
    return _door(LinkForm(formdata=None, next=wanted), CodeForm(formdata=None, next=wanted))


@blueprint.post("/sign-in")
@limits.limit_client
@limits.limit_address
def sign_in_submit() -> ResponseReturnValue:
    """Send a link, if we know the address; say the same in the same time if we do not."""
    form = LinkForm()
    wanted = local_path(form.next.data, "")
    if not form.validate_on_submit():
        return _door(form, CodeForm(formdata=None, next=wanted)), 400
    service.request_link(db.session(), form.email.data)
    db.commit()
    # Beside the token it would say which person opened which kit, and when. It stays in this browser.
    session[_WANTED] = wanted
    return redirect(url_for("accounts.sent"), 303)


@blueprint.get("/sign-in/sent")
def sent() -> ResponseReturnValue:
    """What everybody sees who asked for a link."""
    return render_template("accounts/sent.html", minutes=_minutes())


@blueprint.get("/sign-in/<signed>")
def confirm(signed: str) -> ResponseReturnValue:
    """A page with one button: mail scanners open links, so opening one must not use it up."""
    if service.read_link(db.session(), signed, config.current().secret_key) is None:
        return render_template("accounts/spent.html", minutes=_minutes()), 410
    return render_template("accounts/confirm.html", signed=signed)


@blueprint.post("/sign-in/<signed>")
@limits.limit_client
def confirm_submit(signed: str) -> ResponseReturnValue:
    """Use the link up and let its holder in."""
    person = service.redeem_link(db.session(), signed, config.current().secret_key)
    db.commit()
    if person is None:
        return render_template("accounts/spent.html", minutes=_minutes()), 410
    return _let_in(person, local_path(session.get(_WANTED), ""))


@blueprint.post("/sign-in/code")
@limits.limit_client
def code_submit() -> ResponseReturnValue:
    """Use a printed code up and let its holder in."""
    form = CodeForm()
    wanted = local_path(form.next.data, "")
    person = None
    if form.validate_on_submit():
        person = service.redeem_code(db.session(), form.code.data, config.current().secret_key)
        db.commit()
        if person is None:
            form.code.errors = [_("This code is not known. It may have been used, or be too old.")]
    if person is None:
        return _door(LinkForm(formdata=None, next=wanted), form), 400
    return _let_in(person, wanted)


@blueprint.post("/sign-in/demo")
def demo_submit() -> ResponseReturnValue:
    """Be one of the demonstration's people. Anywhere else this address does not exist."""
    if not _is_demo():
        abort(404)
    person = service.demo_person(db.session(), request.form.get("persona", ""))
    db.commit()
    return _let_in(person, local_path(request.form.get("next"), ""))


@blueprint.post("/sign-out")
def sign_out_submit() -> ResponseReturnValue:
    """End the session here and wherever it was copied to: this person's sessions end in every browser."""
    if current_user.is_authenticated:
        service.end_sessions(current_user)
        db.commit()
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/language")
def language_submit() -> ResponseReturnValue:
    """Choose Danish or English, in this browser and, signed in, for e-mails too."""
    chosen = request.form.get("locale", "")
    if chosen not in LOCALES:
        abort(400)
    if current_user.is_authenticated:
        service.set_locale(current_user, chosen)
        db.commit()
    response = redirect(local_path(request.form.get("next")), 303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=LANGUAGE_LIFETIME,
        secure=config.current().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def _door(link_form: LinkForm, code_form: CodeForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=link_form,
        code_form=code_form,
        personas=PERSONAS.values() if _is_demo() else (),
        minutes=_minutes(),
        days=CODE_LIFETIME.days,
    )


def _let_in(person: Person, wanted: str) -> ResponseReturnValue:
    """Start a fresh session. What an earlier one held, and whoever planted it, is gone."""
    session.clear()
    if not login_user(person):
        abort(403)
    session.permanent = True
    return redirect(wanted or "/", 303)


def _is_demo() -> bool:
    return config.current().demo and bool(current_app.config["DEMO_DATABASE"])


def _minutes() -> int:
    return int(LINK_LIFETIME.total_seconds()) // 60
