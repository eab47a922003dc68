"""What HR decides for all jobs: the meaning of "qualified", the level rule, and the key of the recruitment system."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.core import config, db
from hub.recruitment import queries, service, webhooks
from hub.recruitment.forms import DefinitionForm, LevelRuleForm
from hub.recruitment.permissions import check_can_recruit

blueprint = Blueprint("recruitment_settings", __name__)


@blueprint.get("/recruitment/settings")
def show() -> ResponseReturnValue:
    """All three on one page."""
    return _page()


@blueprint.post("/recruitment/settings/qualified")
def qualified_submit() -> ResponseReturnValue:
    """Write down what "qualified" means from today on."""
    check_can_recruit(current_user)
    form = DefinitionForm()
    if not form.validate_on_submit():
        return _page(definition=form), 422
    service.define_qualified(db.session(), current_user, form.text.data.strip())
    db.commit()
    flash(_("The definition is saved. It stands beside every figure."))
    return redirect(url_for("recruitment_settings.show"), 303)


@blueprint.post("/recruitment/settings/official")
def official_submit() -> ResponseReturnValue:
    """State from which level on a job goes on the official page."""
    form = LevelRuleForm()
    if not form.validate_on_submit():
        return _page(rule=form), 422
    service.set_official_from(db.session(), current_user, form.official_from.data)
    db.commit()
    flash(_("The rule is saved."))
    return redirect(url_for("recruitment_settings.show"), 303)


@blueprint.post("/recruitment/settings/key")
def key_submit() -> ResponseReturnValue:
    """Make a key and show it, this once. An older one stops."""
    key = webhooks.new_key(db.session(), current_user, config.current().secret_key)
    db.commit()
    return _page(key=key)


@blueprint.post("/recruitment/settings/key/remove")
def key_remove_submit() -> ResponseReturnValue:
    """Take nothing more in."""
    webhooks.disconnect(db.session(), current_user)
    db.commit()
    flash(_("The recruitment system is disconnected."))
    return redirect(url_for("recruitment_settings.show"), 303)


def _page(definition: DefinitionForm | None = None, rule: LevelRuleForm | None = None, key: str = "") -> str:
    session = db.session()
    definitions = queries.definitions(session)
    if definition is None:
        definition = DefinitionForm(formdata=None, text=definitions[0].text if definitions else "")
    return render_template(
        "recruitment/settings.html",
        definition=definition,
        definitions=definitions,
        rule=rule or LevelRuleForm(formdata=None, official_from=queries.official_from(session)),
        connected=webhooks.is_connected(session),
        key=key,
        address=f"{config.current().base_url}{url_for('hooks.applications_submit')}",
    )
