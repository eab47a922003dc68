"""The desk's official figures: files from the networks, a dry run of each, and the posts they tell of."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from hub.core import db, drafts, i18n
from hub.core.errors import Invalid
from hub.core.tables import TableError
from hub.kits import queries as kits
from hub.kits.workflow import KitState
from hub.networks.rules import Network
from hub.networks.rules import get as network_rules
from hub.reach import formats, posts, queries, reading, service
from hub.reach.forms import ColumnsForm, KitForm, OrderForm, UploadForm
from hub.reach.reading import Chosen, Understood, Unknown
from hub.reach.rules import COUNTS, FIELD_LABELS, Field
from hub.reach.values import DayOrder

blueprint = Blueprint("official", __name__, url_prefix="/desk/official")
DRAFT = "official_posts"
LINES_SHOWN = 100
KITS_OFFERED = 200


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form for a file, what was imported last, and the posts."""
    return _index(UploadForm())


@blueprint.post("")
def upload_submit() -> ResponseReturnValue:
    """Read a file, and show what importing it would do; an unknown one is asked about first."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        found = reading.read(db.session(), *_content(form))
        if isinstance(found, Unknown):
            return _columns(found)
        return _keep(found)
    except (TableError, Invalid) as error:
        db.session().rollback()
        form.file.errors = [_sentence(error)]
        return _index(form), 422


@blueprint.post("/columns")
def columns_submit() -> ResponseReturnValue:
    """Remember what the columns of a file mean, and go on with it."""
    form = ColumnsForm()
    form.prepare(form.names())
    if form.validate_on_submit():
        try:
            return _map(form)
        except TableError as error:
            db.session().rollback()
            form.file.errors = [_sentence(error)]
        except Invalid as error:
            db.session().rollback()
            form.place_error(error.field, error.reason)
    return render_template("reach/columns.html", form=form, samples=(), fields=Field), 422


@blueprint.get("/check/<token>")
def check(token: str) -> ResponseReturnValue:
    """The dry run: what would be new, what would change, and the lines that stand in the way."""
    payload = drafts.find(db.session(), DRAFT, current_user.id, token)
    if payload is None:
        return _gone()
    found = reading.from_draft(payload)
    order, must_ask = posts.order_of(found.spec, found.lines)
    if must_ask:
        examples = [text for text in posts.days(found.spec, found.lines) if text][:3]
        return render_template("reach/order.html", form=OrderForm(), token=token, examples=examples)
    if order is not None:
        found = reading.with_order(found, order)
    return render_template(
        "reach/check.html",
        token=token,
        plan=service.plan(db.session(), found),
        found=found,
        origin=_origin(found.origin),
        labels=FIELD_LABELS,
        network=lambda name: network_rules(name).label,
        most=LINES_SHOWN,
    )


@blueprint.post("/check/<token>/order")
def order_submit(token: str) -> ResponseReturnValue:
    """Read the dates in the chosen order."""
    payload = drafts.find(db.session(), DRAFT, current_user.id, token)
    if payload is None:
        return _gone()
    form, found = OrderForm(), reading.from_draft(payload)
    if not form.validate_on_submit():
        examples = [text for text in posts.days(found.spec, found.lines) if text][:3]
        return render_template("reach/order.html", form=form, token=token, examples=examples), 422
    chosen = DayOrder(form.order.data)
    service.remember_order(db.session(), current_user, found, chosen)
    return _keep(reading.with_order(found, chosen))


@blueprint.post("/check/<token>/import")
def import_submit(token: str) -> ResponseReturnValue:
    """Import what the dry run showed: all of it, or nothing."""
    payload = drafts.claim(db.session(), DRAFT, current_user.id, token)
    if payload is None:
        return _gone()
    found = reading.from_draft(payload)
    try:
        order, _asked = posts.order_of(found.spec, found.lines)
        if order is not None:
            found = reading.with_order(found, order)
        batch = service.import_posts(db.session(), current_user, found)
        db.commit()
    except (Invalid, IntegrityError):
        # Somebody else has imported the same posts in the meantime. The draft is still there: look at it again.
        db.session().rollback()
        flash(_("Nothing was imported. Look at the file once more."))
        return redirect(url_for("official.check", token=token), 303)
    if batch is None:
        flash(_("Every figure in the file was here already."))
    else:
        flash(_("Imported: %(new)s new posts, %(changed)s changed.", new=batch.added, changed=batch.changed))
    return redirect(url_for("official.index"), 303)


@blueprint.post("/check/<token>/discard")
def discard_submit(token: str) -> ResponseReturnValue:
    """Forget the file."""
    drafts.claim(db.session(), DRAFT, current_user.id, token)
    db.commit()
    return redirect(url_for("official.index"), 303)


@blueprint.get("/posts/<int:post_id>")
def show(post_id: int) -> ResponseReturnValue:
    """One official post with its figures, and the kit it belongs to."""
    form = _kit_form(post_id)
    form.kit.data = queries.get_post(db.session(), post_id).kit_id
    return _post(post_id, form)


@blueprint.post("/posts/<int:post_id>")
def connect_submit(post_id: int) -> ResponseReturnValue:
    """Say by hand which kit the post belongs to."""
    form = _kit_form(post_id)
    if not form.validate_on_submit():
        return _post(post_id, form), 422
    service.connect(db.session(), current_user, queries.get_post(db.session(), post_id), form.kit.data)
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("official.show", post_id=post_id), 303)


def _index(form: UploadForm) -> str:
    session = db.session()
    page = queries.posts(session, request.args.get("page", 1, int))
    batches = queries.imports(session)
    return render_template(
        "reach/official.html",
        form=form,
        page=page,
        batches=batches,
        days=queries.import_days(session, {post.import_id for post in page.items}),
        titles=kits.titles(session, {post.kit_id for post in page.items if post.kit_id}, i18n.locale()),
        origin=_origin,
        network=lambda name: network_rules(name).label,
        formats=formats.FORMATS,
    )


def _columns(found: Unknown) -> str:
    form = ColumnsForm(formdata=None)
    for name in found.header:
        form.header.append_entry(name)
    form.prepare(found.header, found.guess)
    return render_template("reach/columns.html", form=form, samples=found.samples, fields=Field)


def _map(form: ColumnsForm) -> ResponseReturnValue:
    """Raises TableError and Invalid, as reading and remembering do."""
    chosen = form.columns()
    data, name = _content(form)
    header = reading.header_of(data, name)
    places = {field: reading.place_in(header, column) for field, column in chosen.items()}
    if any(place is None for place in places.values()):
        raise Invalid("file", _("This is another file: its columns have other names. Choose the same file again."))
    certain = {field: place for field, place in places.items() if place is not None}
    network = Network(form.network.data)
    lists = {field: (place,) for field, place in certain.items()}
    service.remember(db.session(), current_user, formats.signature(header), network, lists, None)
    found = reading.read(db.session(), data, name, Chosen(network, certain))
    return _columns(found) if isinstance(found, Unknown) else _keep(found)


def _content(form: UploadForm) -> tuple[bytes, str]:
    """The file's bytes and name. A large one lies in a temporary file, which goes when it is closed."""
    with form.file.data.stream as stream:
        return stream.read(), form.file.data.filename or ""


def _keep(found: Understood) -> ResponseReturnValue:
    token = drafts.keep(db.session(), DRAFT, current_user.id, reading.to_draft(found))
    db.commit()
    return redirect(url_for("official.check", token=token), 303)


def _kit_form(post_id: int) -> KitForm:
    session, locale = db.session(), i18n.locale()
    chosen = queries.get_post(session, post_id).kit_id
    offered = {
        kit.id: kit.text(locale).title
        for state in (KitState.LIVE, KitState.ENDED)
        for kit in kits.desk_list(session, state, size=KITS_OFFERED).items
    }
    if chosen is not None:
        offered.update(kits.titles(session, {chosen}, locale))
    form = KitForm()
    form.kit.choices = [("", _("None")), *offered.items()]
    return form


def _post(post_id: int, form: KitForm) -> str:
    post = queries.get_post(db.session(), post_id)
    return render_template(
        "reach/post.html",
        post=post,
        form=form,
        network=network_rules(post.network).label,
        labels=FIELD_LABELS,
        counts=COUNTS,
        figures_of=queries.import_days(db.session(), {post.import_id})[post.import_id],
    )


def _gone() -> ResponseReturnValue:
    flash(_("The file is no longer waiting: it has been imported, or it was too long ago. Choose it again if need be."))
    return redirect(url_for("official.index"), 303)


def _origin(key: str) -> object:
    known = formats.FORMATS_BY_KEY.get(key)
    return known.label if known else _("Own mapping")


def _sentence(error: TableError | Invalid) -> object:
    return error.sentence if isinstance(error, TableError) else error.reason
