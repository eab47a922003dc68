"""Importing counts: the file, the dry run, the yes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from hub.core import db, i18n
from hub.recruitment import imports, queries, rules, service
from hub.recruitment.forms import ConfirmForm, ImportForm, choices
from hub.recruitment.imports import Report

blueprint = Blueprint("recruitment_import", __name__)


@blueprint.get("/recruitment/import")
def upload() -> ResponseReturnValue:
    """The form for a file."""
    return _page(_form(), Report())


@blueprint.post("/recruitment/import")
def upload_submit() -> ResponseReturnValue:
    """Read the file and show what it would change. Nothing of it is kept but the counts that were understood."""
    form = _form()
    session = db.session()
    if not form.validate_on_submit():
        return _page(form, Report()), 422
    columns, header_line = form.columns(), form.header_line.data
    saved = queries.mappings(session).get(form.mapping.data or "")
    if saved is not None:
        columns = {name: columns[name] or saved.get(name, "") for name in columns}
        header_line = saved.get("header_line", header_line)
    report = imports.dry_run(session, *form.content(), columns, header_line, i18n.locale())
    if report.errors:
        return _page(form, report), 422
    if form.save_as.data:
        service.save_mapping(session, current_user, form.save_as.data, {**columns, "header_line": header_line})
    token = imports.keep(session, current_user, report.changes)
    db.commit()
    return render_template(
        "recruitment/import_check.html", report=report, form=ConfirmForm(token=token), token=token,
        stages=rules.STAGE_LABELS,
    )  # fmt: skip


@blueprint.post("/recruitment/import/confirm")
def confirm_submit() -> ResponseReturnValue:
    """Import what the dry run showed, all of it."""
    count = imports.confirm(db.session(), current_user, ConfirmForm().token.data or "")
    if count is None:
        flash(_("This check has been used or is too old. If the numbers are not there, choose the file again."))
        return redirect(url_for("recruitment_import.upload"), 303)
    db.commit()
    flash(ngettext("%(num)s line is imported.", "%(num)s lines are imported.", count))
    return redirect(url_for("recruitment.index"), 303)


def _form() -> ImportForm:
    form = ImportForm()
    names = list(queries.mappings(db.session()))
    form.mapping.choices = choices(_("Find the columns by their names"), ((name, name) for name in names))
    return form


def _page(form: ImportForm, report: Report) -> str:
    return render_template(
        "recruitment/import.html", form=form, report=report, columns=imports.COLUMNS, most=imports.MOST_ERRORS,
        sources=queries.source_labels(db.session(), i18n.locale()),
    )  # fmt: skip
