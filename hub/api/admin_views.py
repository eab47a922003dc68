"""Keys for programs: made, shown once, and taken back by administrators."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.api import queries, rules, service
from hub.api.forms import TokenForm
from hub.core import clock, config, db
from hub.core.errors import Invalid
from hub.results.export import GROUPS

blueprint = Blueprint("api_tokens", __name__, url_prefix="/admin/api-tokens")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every key, and a form for a new one."""
    usual = clock.local_today() + dt.timedelta(days=rules.USUAL_DAYS)
    return _page(TokenForm(formdata=None, expires_on=usual))


@blueprint.post("")
def create_submit() -> ResponseReturnValue:
    """Make a key and show it, this once."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        made, key = service.make_token(
            db.session(), current_user, form.name.data, form.scopes.data, form.expires_on.data
        )
    except Invalid as error:
        form[error.field].errors = [error.reason]
        return _page(form), 422
    db.commit()
    return _once(render_template("api/token.html", token=made, key=key, address=config.current().base_url))


@blueprint.post("/<int:token_id>/revoke")
def revoke_submit(token_id: int) -> ResponseReturnValue:
    """Make a key worthless."""
    token = service.revoke_token(db.session(), current_user, token_id)
    db.commit()
    flash(_("“%(name)s” cannot fetch anything any more.", name=token.name))
    return redirect(url_for("api_tokens.index"), 303)


def _page(form: TokenForm) -> str:
    return render_template(
        "api/tokens.html", form=form, tokens=queries.tokens(db.session()), groups=GROUPS, today=clock.local_today()
    )


def _once(page: str) -> Response:
    """The only page that a key stands on: nothing keeps it."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
