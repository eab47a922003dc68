"""Pages of taking part: joining, my data, leaving."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from hub.ambassadors import about_me, queries, service
from hub.ambassadors import promise as promises
from hub.ambassadors.forms import DeleteForm, JoinForm, PreferencesForm
from hub.ambassadors.privacy_views import show_privacy
from hub.ambassadors.rules import flag_cookie_name
from hub.core import config, db, i18n
from hub.core.errors import Conflict, HubError, Invalid
from hub.core.web import local_path
from hub.guidelines import queries as guidelines
from hub.networks.phrases import HISTORY_PHRASES

blueprint = Blueprint("ambassadors", __name__)
blueprint.add_url_rule("/privacy", "privacy", show_privacy, methods=["GET"])


@blueprint.app_context_processor
def _notices() -> dict[str, object]:
    """For pages of other rooms: what was loosened, for an ambassador whose opt-in waits for a new yes."""

    def loosened_promise() -> tuple[str, ...] | None:
        return _loosened() if queries.is_paused(db.session(), current_user.id) else None

    return {"loosened_promise": loosened_promise}


@blueprint.get("/join")
def join() -> ResponseReturnValue:
    """Say what taking part means. Looking at this page never opts anybody in."""
    session = db.session()
    form = JoinForm(
        formdata=None,
        next=local_path(request.args.get("next"), default=""),
        themes=sorted(queries.followed_theme_ids(session, current_user.id)),
        networks=sorted(queries.used_networks(session, current_user.id)),
    )
    _offer(form)
    return _join_page(form)


@blueprint.post("/join")
def join_submit() -> ResponseReturnValue:
    """Take part, and go back to where the person came from."""
    session = db.session()
    form = JoinForm()
    _offer(form)
    if not form.validate_on_submit():
        return _join_page(form), 422
    try:
        service.opt_in(
            session,
            current_user,
            policy_number=form.accepted_number,
            promise_number=form.promised_number,
            theme_ids=form.themes.data or (),
            networks=form.networks.data or (),
            unit_id=(form.unit.data or None) if "unit" in form else None,
        )
    except (Conflict, Invalid) as error:
        form[getattr(error, "field", "accept")].errors = [error.reason]
        form.accept.data = False
        return _join_page(form), error.status
    db.commit()
    flash(_("You are an ambassador now. Share when you feel like it, or never."))
    return redirect(local_path(form.next.data, default=url_for("kits.feed")), 303)


@blueprint.get("/me")
def me() -> ResponseReturnValue:
    """Everything about me, and the buttons that change or end it."""
    return _me_page(_preferences(), DeleteForm(formdata=None))


@blueprint.post("/me/preferences")
def preferences_submit() -> ResponseReturnValue:
    """Change which themes and networks come first."""
    session = db.session()
    form = PreferencesForm()
    form.offer(session, i18n.locale())
    if not form.validate_on_submit():
        return _me_page(form, DeleteForm(formdata=None)), 422
    service.update_preferences(
        session,
        current_user,
        theme_ids=form.themes.data or (),
        networks=form.networks.data or (),
        # Without a mail server the box is not on the page, and its absence is no answer.
        monthly_letter=bool(form.monthly_letter.data) if config.current().smtp_url else None,
    )
    db.commit()
    flash(_("Your choices are saved."))
    return redirect(url_for("ambassadors.me"), 303)


@blueprint.post("/me/leave")
def leave_submit() -> ResponseReturnValue:
    """Stop taking part, at once, and take the browser's flags along."""
    service.leave(db.session(), current_user)
    db.commit()
    flash(_("You have left. Everything about your part in this is deleted."))
    return _without_flags(redirect(url_for("ambassadors.me"), 303))


@blueprint.post("/me/pilots/<int:pilot_id>/leave")
def leave_pilot_submit(pilot_id: int) -> ResponseReturnValue:
    """Leave one pilot."""
    service.leave_pilot(db.session(), current_user, pilot_id)
    db.commit()
    flash(_("You have left the pilot."))
    return redirect(url_for("ambassadors.me"), 303)


@blueprint.get("/me/data.json")
def me_data() -> ResponseReturnValue:
    """Every row about me, as a file (GDPR articles 15 and 20)."""
    found = about_me.sections(db.session(), current_user)
    response = make_response(about_me.as_data(found))
    response.headers["Content-Disposition"] = 'attachment; filename="delfrit-data.json"'
    return response


@blueprint.post("/me/delete")
def delete_submit() -> ResponseReturnValue:
    """Delete the account (GDPR article 17). What was done as staff stays, without a name."""
    session = db.session()
    form = DeleteForm()
    if not form.validate_on_submit():
        return _me_page(_preferences(), form), 422
    response = _without_flags(redirect(url_for("accounts.sign_in"), 303))
    try:
        service.delete_account(session, current_user._get_current_object())
    except HubError as error:
        form.sure.errors = [error.reason]
        return _me_page(_preferences(), form), error.status
    db.commit()
    logout_user()
    flash(_("Your account is deleted."))
    return response


def _without_flags(response: Response) -> Response:
    """The cookie "Delt ✓" is the account's own, so it goes when the account's part in this ends."""
    response.delete_cookie(flag_cookie_name(config.current().secret_key, current_user.id), path="/")
    return response


def _offer(form: JoinForm) -> None:
    form.offer(db.session(), i18n.locale())
    form.offer_units(db.session(), current_user, i18n.locale())


def _preferences() -> PreferencesForm:
    session = db.session()
    found = queries.ambassador(session, current_user.id)
    return PreferencesForm(
        formdata=None,
        themes=sorted(queries.followed_theme_ids(session, current_user.id)),
        networks=sorted(queries.used_networks(session, current_user.id)),
        monthly_letter=found is not None and found.monthly_letter,
    )


def _join_page(form: JoinForm) -> str:
    session = db.session()
    policy = guidelines.current_policy(session)
    form.policy_number.data = str(policy.number)
    form.promise_number.data = str(promises.number(session))
    return render_template(
        "ambassadors/join.html",
        form=form,
        policy=policy,
        policy_text=guidelines.policy_text(policy, i18n.locale()),
        is_member=queries.is_ambassador(session, current_user.id),
        must_accept=queries.must_accept(session, current_user.id),
        paused=queries.is_paused(session, current_user.id),
        loosened=_loosened(),
    )


def _loosened() -> tuple[str, ...]:
    return promises.in_words(queries.loosened(db.session(), current_user.id))


def _me_page(form: PreferencesForm, deletion: DeleteForm) -> str:
    session = db.session()
    form.offer(session, i18n.locale())
    person_id = current_user.id
    return render_template(
        "ambassadors/me.html",
        form=form,
        deletion=deletion,
        ambassador=queries.ambassador(session, person_id),
        must_accept=queries.must_accept(session, person_id),
        paused=queries.is_paused(session, person_id),
        loosened=_loosened(),
        policy=guidelines.find_current_policy(session),
        pilots=about_me.pilots(session, queries.pilot_ids_of(session, person_id)),
        sections=about_me.sections(session, current_user),
        account_key=flag_cookie_name(config.current().secret_key, person_id),
        phrases=HISTORY_PHRASES,
        shown=about_me.shown,
    )
