"""Staff screens for people, units and settings, without rules of their own.

No page of these shows who opted in, or any activity: an administrator sees no more of it than others.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields import SelectChoice

from hub.accounts import queries as accounts
from hub.accounts import service
from hub.accounts.imports import PEOPLE_COLUMNS, UNIT_COLUMNS, decode, read_rows
from hub.accounts.models import Person
from hub.accounts.rules import CODE_LIFETIME, ROLE_LABELS, Role
from hub.admin import privacy_pack_views, queries
from hub.admin.forms import DomainForm, PersonForm, UnitForm, UploadForm, refuse
from hub.core import clock, config, db
from hub.core.errors import Conflict, Invalid
from hub.core.i18n import locale
from hub.counting.cells import MIN_UNIT

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
privacy_pack_views.add_to(blueprint)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The rooms of the administration."""
    return render_template("admin/index.html")


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """People by name, a page at a time."""
    search, number = request.args.get("q", "")[:100], request.args.get("page", 1, type=int)
    found = accounts.people_page(db.session(), search, number)
    return render_template("admin/people.html", found=found, search=search, role_labels=ROLE_LABELS)


@blueprint.get("/people/new")
def person_create() -> ResponseReturnValue:
    """An empty form for a new person."""
    return _person_page(_person_form(PersonForm(formdata=None)), None)


@blueprint.post("/people/new")
def person_create_submit() -> ResponseReturnValue:
    """Add a person."""
    form = _person_form(PersonForm())
    if not form.validate_on_submit():
        return _person_page(form, None), 400
    try:
        person = service.invite(
            db.session(), current_user, form.name.data, form.email.data or "", form.unit_id.data, _roles(form)
        )
    except Invalid as error:
        refuse(form, error)
        return _person_page(form, None), 400
    db.commit()
    flash(_("%(name)s can sign in now.", name=person.name))
    return redirect(url_for("admin.person", person_id=person.id), 303)


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """One person's account, and nothing else about them."""
    return _filled_person_page(person_id)


@blueprint.post("/people/<int:person_id>")
def person_submit(person_id: int) -> ResponseReturnValue:
    """Change a person's account."""
    found = accounts.get_person(db.session(), person_id)
    form = _person_form(PersonForm())
    if not form.validate_on_submit():
        return _person_page(form, found), 400
    try:
        service.edit(db.session(), current_user, found, form.name.data, form.email.data or "", form.unit_id.data)
        service.set_roles(db.session(), current_user, found, _roles(form))
        db.commit()
    except (Invalid, Conflict) as error:
        db.session().rollback()
        refuse(form, error if isinstance(error, Invalid) else Invalid("roles", error.reason))
        return _person_page(form, accounts.get_person(db.session(), person_id)), 400
    flash(_("Saved."))
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/<any(deactivate, reactivate, delete):action>")
def person_action_submit(person_id: int, action: str) -> ResponseReturnValue:
    """Shut a person out, let them in again, or delete them."""
    found = accounts.get_person(db.session(), person_id)
    act = {"deactivate": service.deactivate, "reactivate": service.reactivate, "delete": service.delete}[action]
    name, gone = found.name, action == "delete"
    try:
        act(db.session(), current_user, found)
    except Conflict as refusal:
        db.session().rollback()
        return _filled_person_page(person_id, refusal), 409
    db.commit()
    done = {
        "deactivate": _("%(name)s is shut out and signed out everywhere.", name=name),
        "reactivate": _("%(name)s can sign in again.", name=name),
        "delete": _("%(name)s has been deleted.", name=name),
    }
    flash(done[action])
    return redirect(url_for("admin.people") if gone else url_for("admin.person", person_id=person_id), 303)


@blueprint.get("/people/import")
def people_import() -> ResponseReturnValue:
    """How a list of people must look, and a field to choose it."""
    return render_template("admin/people_import.html", form=UploadForm(formdata=None), report=None, text="")


@blueprint.post("/people/import")
def people_import_submit() -> ResponseReturnValue:
    """Try a list; with `confirm`, really import it."""
    form = UploadForm()
    try:
        text = _uploaded(form)
        rows = read_rows(text, PEOPLE_COLUMNS, ("name",))
    except Invalid as error:
        refuse(form, error)
        return render_template("admin/people_import.html", form=form, report=None, text=""), 400
    report = service.import_people(db.session(), current_user, rows, dry_run=not form.confirm.data)
    if form.confirm.data and report.ok:
        db.commit()
        flash(
            _(
                "Imported: %(created)s new, %(updated)s updated.",
                created=report.created,
                updated=report.updated,
            )
        )
        return redirect(url_for("admin.people"), 303)
    page = render_template("admin/people_import.html", form=form, report=report, text=text)
    return page, 200 if report.ok else 400


@blueprint.get("/people/codes")
def codes() -> ResponseReturnValue:
    """Choose for whom to print codes."""
    found = accounts.people_without_mailbox(db.session())
    return render_template("admin/codes.html", people=found, units=accounts.units(db.session()), days=_code_days())


@blueprint.post("/people/codes")
def codes_submit() -> ResponseReturnValue:
    """Make codes and show them once, on a page for the printer."""
    ids, unit_id = request.form.getlist("person", type=int), request.form.get("unit", type=int)
    chosen = [
        person
        for person in accounts.people_without_mailbox(db.session())
        if (person.id in ids if ids else request.form.get("all") or (unit_id and person.unit_id == unit_id))
    ]
    if not chosen:
        flash(_("Nobody without e-mail was chosen."), "error")
        return redirect(url_for("admin.codes"), 303)
    made = service.make_codes(db.session(), current_user, chosen, config.current().secret_key)
    db.commit()
    until = clock.local_now() + CODE_LIFETIME
    return render_template("admin/codes_print.html", groups=_by_unit(made), days=_code_days(), until=until.date())


@blueprint.get("/domains")
def domains() -> ResponseReturnValue:
    """The domains whose holders may come uninvited."""
    return _domains_page(DomainForm(formdata=None))


@blueprint.post("/domains")
def domains_submit() -> ResponseReturnValue:
    """Allow a domain."""
    form = DomainForm()
    if not form.validate_on_submit():
        return _domains_page(form), 400
    try:
        service.add_domain(db.session(), current_user, form.domain.data)
    except Invalid as error:
        refuse(form, error)
        return _domains_page(form), 400
    db.commit()
    return redirect(url_for("admin.domains"), 303)


@blueprint.post("/domains/<int:domain_id>/delete")
def domain_delete_submit(domain_id: int) -> ResponseReturnValue:
    """Take a domain away."""
    service.remove_domain(db.session(), current_user, domain_id)
    db.commit()
    return redirect(url_for("admin.domains"), 303)


@blueprint.get("/units")
def units() -> ResponseReturnValue:
    """The tree, and which unit reports where, a page at a time."""
    return _units_page(UnitForm(formdata=None))


@blueprint.post("/units")
def units_submit() -> ResponseReturnValue:
    """Add a unit."""
    form = _unit_form(UnitForm())
    if not form.validate_on_submit():
        return _units_page(form), 400
    try:
        service.create_unit(db.session(), current_user, *_unit_values(form))
    except Invalid as error:
        refuse(form, error)
        return _units_page(form), 400
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("admin.units"), 303)


@blueprint.get("/units/<int:unit_id>")
def unit(unit_id: int) -> ResponseReturnValue:
    """One unit's form."""
    found = accounts.get_unit(db.session(), unit_id)
    return render_template("admin/unit.html", form=_unit_form(UnitForm(formdata=None, obj=found)), unit=found)


@blueprint.post("/units/<int:unit_id>")
def unit_submit(unit_id: int) -> ResponseReturnValue:
    """Rename, move or recount a unit."""
    found = accounts.get_unit(db.session(), unit_id)
    form = _unit_form(UnitForm())
    if not form.validate_on_submit():
        return render_template("admin/unit.html", form=form, unit=found), 400
    try:
        service.edit_unit(db.session(), current_user, found, *_unit_values(form))
    except Invalid as error:
        db.session().rollback()
        refuse(form, error)
        return render_template("admin/unit.html", form=form, unit=accounts.get_unit(db.session(), unit_id)), 400
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("admin.units"), 303)


@blueprint.post("/units/<int:unit_id>/<any(close, reopen):action>")
def unit_action_submit(unit_id: int, action: str) -> ResponseReturnValue:
    """Close a unit, or open it again."""
    act = service.close_unit if action == "close" else service.reopen_unit
    act(db.session(), current_user, accounts.get_unit(db.session(), unit_id))
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("admin.units"), 303)


@blueprint.get("/units/import")
def units_import() -> ResponseReturnValue:
    """How a list of units must look, and a field to choose it."""
    return render_template("admin/units_import.html", form=UploadForm(formdata=None), report=None, text="")


@blueprint.post("/units/import")
def units_import_submit() -> ResponseReturnValue:
    """Try a list; with `confirm`, really import it."""
    form = UploadForm()
    try:
        text = _uploaded(form)
        rows = read_rows(text, UNIT_COLUMNS, ("name_da", "headcount"))
    except Invalid as error:
        refuse(form, error)
        return render_template("admin/units_import.html", form=form, report=None, text=""), 400
    report = service.import_units(db.session(), current_user, rows, dry_run=not form.confirm.data)
    if form.confirm.data and report.ok:
        db.commit()
        flash(
            _(
                "Imported: %(created)s new, %(updated)s updated.",
                created=report.created,
                updated=report.updated,
            )
        )
        return redirect(url_for("admin.units"), 303)
    page = render_template("admin/units_import.html", form=form, report=report, text=text)
    return page, 200 if report.ok else 400


@blueprint.get("/settings")
def settings() -> ResponseReturnValue:
    """What is configured, and whether each part works."""
    current, extensions = config.current(), current_app.extensions
    found = queries.checks(db.session(), current, extensions["hub_queue_redis"], extensions["hub_counts_redis"])
    return render_template("admin/settings.html", checks=found, shown=queries.shown_settings(current))


def _person_form(form: PersonForm) -> PersonForm:
    form.unit_id.choices = [SelectChoice("", _("No unit")), *_unit_choices()]
    return form


def _unit_form(form: UnitForm, tree: Sequence[accounts.UnitNode] | None = None) -> UnitForm:
    form.parent_id.choices = [SelectChoice("", _("Nothing: it is at the top")), *_unit_choices(tree)]
    return form


def _unit_choices(tree: Sequence[accounts.UnitNode] | None = None) -> list[SelectChoice]:
    tree = accounts.unit_tree(db.session()) if tree is None else tree
    return [SelectChoice(node.unit.id, "– " * node.depth + node.unit.name(locale())) for node in tree]


def _filled_person_page(person_id: int, refusal: Conflict | None = None) -> str:
    found = accounts.get_person(db.session(), person_id)
    form = PersonForm(formdata=None, obj=found, roles=[role.value for role in found.roles])
    return _person_page(_person_form(form), found, refusal)


def _person_page(form: PersonForm, found: object, refusal: Conflict | None = None) -> str:
    return render_template("admin/person.html", form=form, person=found, refusal=refusal)


def _domains_page(form: DomainForm) -> str:
    return render_template("admin/domains.html", form=form, domains=accounts.allowed_domains(db.session()))


def _units_page(form: UnitForm) -> str:
    session, number = db.session(), request.args.get("page", 1, type=int)
    tree = accounts.unit_tree(session)
    return render_template(
        "admin/units.html",
        form=_unit_form(form, tree),
        found=accounts.units_page(tree, number),
        closed=accounts.closed_units_page(session, request.args.get("closed", 1, type=int)),
        headcount=sum(node.unit.headcount for node in tree),
        min_unit=MIN_UNIT,
    )


def _roles(form: PersonForm) -> set[Role]:
    return {Role(value) for value in form.roles.data or ()}


def _unit_values(form: UnitForm) -> tuple[str, str, int | None, int]:
    return form.name_da.data, form.name_en.data or "", form.parent_id.data, form.headcount.data


def _uploaded(form: UploadForm) -> str:
    """The list: from the file, or from the trial that came before."""
    if form.file.data:
        return decode(form.file.data.read())
    if form.text.data:
        return str(form.text.data)
    raise Invalid("file", _("Choose a CSV file."))


def _by_unit(made: list[tuple[Person, str]]) -> list[tuple[str, list[tuple[Person, str]]]]:
    """Units by name, those without a unit last; in each the people by name, as they are handed their strips."""
    groups: dict[str, list[tuple[Person, str]]] = {}
    for each in sorted(made, key=lambda one: one[0].name.casefold()):
        groups.setdefault(each[0].unit.name(locale()) if each[0].unit else "", []).append(each)
    return sorted(groups.items(), key=lambda group: (not group[0], group[0].casefold()))


def _code_days() -> int:
    return CODE_LIFETIME.days
