"""Screens on a wall: the pictures themselves, and the page where editors add screens and switch them off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from hub.accounts.access import requires
from hub.core import config, db, i18n
from hub.core.errors import Invalid, NotFound
from hub.metrics import wording
from hub.results import permissions, queries, rules, service, wall
from hub.results.frame import blueprint
from hub.results.wall import Picture

public_wall = Blueprint("wall", __name__)


class ScreenForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A new screen."""

    name = StringField(
        _l("Where does it hang?"), [InputRequired(_l("Write where the screen hangs.")), Length(max=80)],
        description=_l("For instance: the canteen at the town hall."),
    )  # fmt: skip
    locale = RadioField(
        _l("Language"), choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")], default="da"
    )
    dark = BooleanField(_l("Light letters on dark ground"))


@blueprint.get("/results/wall")
def wall_here() -> ResponseReturnValue:
    """The pictures for somebody who is signed in; they stand still."""
    return _picture("results.wall_here", {}, theme=None, moving=False)


@public_wall.get("/wall/<token>")
def show(token: str) -> ResponseReturnValue:
    """The pictures for whoever has the address, one after the other until somebody stops them."""
    screen = queries.screen(db.session(), token)
    asked = request.args.get("lang", "")
    with force_locale(asked if asked in i18n.LOCALES else screen.locale):
        theme = "dark" if screen.dark else "light"
        return _picture("wall.show", {"token": token}, theme=theme, moving="stay" not in request.args)


def _picture(endpoint: str, place: dict[str, Any], *, theme: str | None, moving: bool) -> ResponseReturnValue:
    asked = request.args.get("picture", Picture.FIGURES)
    if asked not in set(Picture):
        raise NotFound()
    picture = Picture(asked)
    following = url_for(endpoint, **place, picture=wall.following(picture).value)
    response = make_response(
        render_template(
            "results/wall.html",
            picture=picture,
            pictures=[(each, url_for(endpoint, **place, picture=each.value, stay=1)) for each in Picture],
            theme=theme,
            moving=moving,
            on_wall=bool(place),
            start=following,
            wording=wording,
            language=i18n.locale(),
            manages=not place and permissions.can_manage_screens(current_user),
            **wall.content(db.session(), picture),
        )
    )
    if moving:
        # A header and not a tag: it needs no JavaScript, and the address with `stay` stops it for whoever reads slowly.
        response.headers["Refresh"] = f"{rules.SECONDS_A_PICTURE}; url={following}"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/results/screens")
@requires(*permissions.SCREEN_STAFF)
def screens() -> ResponseReturnValue:
    """The screens there are, and the form for one more."""
    return _screens(ScreenForm(formdata=None, locale=config.current().locale))


@blueprint.post("/results/screens")
@requires(*permissions.SCREEN_STAFF)
def screen_submit() -> ResponseReturnValue:
    """Add a screen, and show its address this once. Sent again, it is told that the screen is there."""
    form = ScreenForm()
    if form.validate_on_submit():
        try:
            screen, token = service.add_screen(
                db.session(), current_user, form.name.data, form.locale.data, bool(form.dark.data)
            )
        except Invalid as refusal:
            db.session().rollback()
            form[refusal.field].errors = [refusal.reason]
        else:
            db.commit()
            address = config.current().base_url + url_for("wall.show", token=token)
            return render_template("results/screen_new.html", screen=screen, address=address)
    return _screens(form), 422


@blueprint.post("/results/screens/<int:screen_id>/off")
@requires(*permissions.SCREEN_STAFF)
def screen_off_submit(screen_id: int) -> ResponseReturnValue:
    """Switch a screen off."""
    service.switch_off(db.session(), current_user, screen_id)
    db.commit()
    flash(_("The screen is switched off. Its address leads nowhere now."))
    return redirect(url_for("results.screens"), 303)


def _screens(form: ScreenForm) -> str:
    return render_template("results/screens.html", form=form, screens=queries.screens(db.session()))
