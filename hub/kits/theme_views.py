"""The desk's page of themes: which there are, their names, and which are offered no longer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.ambassadors import permissions, queries, service
from hub.core import db
from hub.core.errors import Conflict, Invalid
from hub.kits.theme_forms import ThemeForm


def add_to(blueprint: Blueprint) -> None:
    """Add the pages to the desk."""
    blueprint.add_url_rule("/themes", "themes", show, methods=["GET"])
    blueprint.add_url_rule("/themes", "themes_submit", add_submit, methods=["POST"])
    blueprint.add_url_rule("/themes/<int:theme_id>", "theme", edit, methods=["GET"])
    blueprint.add_url_rule("/themes/<int:theme_id>", "theme_submit", edit_submit, methods=["POST"])
    blueprint.add_url_rule(
        "/themes/<int:theme_id>/<any(retire, reopen):action>", "theme_action_submit", action_submit, methods=["POST"]
    )


def show() -> ResponseReturnValue:
    """Every theme, and a form for one more."""
    permissions.check_can_edit_themes(current_user)
    return _list_page(ThemeForm(formdata=None))


def add_submit() -> ResponseReturnValue:
    """Add a theme."""
    permissions.check_can_edit_themes(current_user)
    form = ThemeForm()
    if not form.validate_on_submit():
        return _list_page(form), 422
    try:
        service.add_theme(db.session(), current_user, form.name_da.data, form.name_en.data or "")
    except Invalid as refusal:
        form.refuse(refusal)
        return _list_page(form), 422
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("desk.themes"), 303)


def edit(theme_id: int) -> ResponseReturnValue:
    """The names of one theme."""
    permissions.check_can_edit_themes(current_user)
    return _theme_page(theme_id, ThemeForm(formdata=None, obj=queries.get_theme(db.session(), theme_id)))


def edit_submit(theme_id: int) -> ResponseReturnValue:
    """Rename a theme."""
    permissions.check_can_edit_themes(current_user)
    form, theme = ThemeForm(), queries.get_theme(db.session(), theme_id)
    if not form.validate_on_submit():
        return _theme_page(theme_id, form), 422
    try:
        service.rename_theme(db.session(), current_user, theme, form.name_da.data, form.name_en.data or "")
    except Invalid as refusal:
        form.refuse(refusal)
        return _theme_page(theme_id, form), 422
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("desk.themes"), 303)


def action_submit(theme_id: int, action: str) -> ResponseReturnValue:
    """Retire a theme, or offer it again."""
    theme = queries.get_theme(db.session(), theme_id)
    act = {"retire": service.retire_theme, "reopen": service.reopen_theme}[action]
    try:
        act(db.session(), current_user, theme)
    except Conflict as refusal:
        form = ThemeForm(formdata=None, obj=theme)
        form.form_errors = [refusal.reason]
        return _theme_page(theme_id, form), 409
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("desk.themes"), 303)


def _list_page(form: ThemeForm) -> str:
    session = db.session()
    return render_template(
        "desk/themes.html", form=form, themes=queries.themes(session), retired=queries.retired_themes(session)
    )


def _theme_page(theme_id: int, form: ThemeForm) -> str:
    return render_template("desk/theme.html", form=form, theme=queries.get_theme(db.session(), theme_id))
