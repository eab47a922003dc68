"""What members of a pilot do: answer the check-in, ask, see each other if they both want to, and leave."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.ambassadors import flags
from hub.core import clock, config, db
from hub.core.errors import Invalid, NotAllowed, NotFound
from hub.kits import queries as kits
from hub.pilots import permissions, queries, service
from hub.pilots.forms import CheckInForm, QuestionForm
from hub.pilots.frame import blueprint
from hub.pilots.models import Pilot
from hub.pilots.rules import ASKED, is_running


@blueprint.get("/pilots/<slug>/check-in")
def check_in(slug: str) -> ResponseReturnValue:
    """The week's questions. Nobody has to answer, and nobody can see who did."""
    pilot = queries.get_pilot(db.session(), slug)
    if not queries.is_member(db.session(), pilot.id, current_user.id):
        raise NotAllowed(_("This is for members of the pilot."))
    running = is_running(pilot.starts_on, pilot.ends_on, clock.local_today())
    return render_template("pilots/check_in.html", pilot=pilot, form=CheckInForm(), asked=ASKED, running=running)


@blueprint.post("/check-in")
def check_in_submit() -> ResponseReturnValue:
    """Count the answers, and answer with a page that is the same whether or not they were counted.

    The pilot stands in the body: an address with it would stand in the logs of proxies. Nothing is flashed, for a
    flash is written to the session.
    """
    session, form = db.session(), CheckInForm()
    pilot = _pilot_of(request.form.get("pilot", ""))
    if not form.validate_on_submit():
        return render_template("pilots/check_in.html", pilot=pilot, form=form, asked=ASKED, running=True), 422
    answers = {asked.key: form[asked.key].data for asked in ASKED if form[asked.key].data}
    settings, backlog = config.current(), current_app.extensions["hub_pending"]
    sent = flags.read(request, settings, current_user)
    remembered = service.check_in(session, backlog, current_user, pilot, answers, sent.counted)
    current_app.extensions["hub_retry"]()
    response = make_response(render_template("pilots/answered.html", pilot=pilot))
    flags.write(response, settings, current_user, sent.with_counted(remembered), kits.live_kit_ids(session))
    return response


@blueprint.post("/pilots/<slug>/visible")
def visible_submit(slug: str) -> ResponseReturnValue:
    """Let members who do the same see one's name, or stop it at once."""
    pilot = queries.get_pilot(db.session(), slug)
    service.set_shown(db.session(), current_user, pilot, request.form.get("shown") == "1")
    db.commit()
    return redirect(url_for("pilots.show", slug=slug, _anchor="members"), 303)


@blueprint.post("/pilots/<slug>/leave")
def leave_submit(slug: str) -> ResponseReturnValue:
    """Leave the pilot."""
    pilot = queries.get_pilot(db.session(), slug)
    service.leave(db.session(), current_user, pilot)
    db.commit()
    flash(_("You have left the pilot."))
    return redirect(url_for("pilots.show", slug=slug), 303)


@blueprint.get("/pilots/<slug>/questions")
def questions(slug: str) -> ResponseReturnValue:
    """Members' questions and communications' answers, for both."""
    pilot = queries.get_pilot(db.session(), slug)
    return render_template("pilots/questions.html", **_questions(pilot, QuestionForm()))


@blueprint.post("/pilots/<slug>/questions")
def ask_submit(slug: str) -> ResponseReturnValue:
    """Send a question."""
    session, form = db.session(), QuestionForm()
    pilot = queries.get_pilot(session, slug)
    if not form.validate_on_submit():
        return render_template("pilots/questions.html", **_questions(pilot, form)), 422
    service.ask(session, current_user, pilot, form.text.data, form.with_name.data)
    db.commit()
    flash(_("Your question is sent. The answer comes here."))
    return redirect(url_for("pilots.questions", slug=slug), 303)


@blueprint.post("/pilots/<slug>/questions/<int:question_id>/answer")
def answer_submit(slug: str, question_id: int) -> ResponseReturnValue:
    """Answer a question."""
    session = db.session()
    question = queries.get_question(session, queries.get_pilot(session, slug), question_id)
    try:
        service.answer(session, current_user, question, request.form.get("answer", "")[:8000])
    except Invalid as error:
        flash(error.reason)
    else:
        db.commit()
    return redirect(url_for("pilots.questions", slug=slug, _anchor=f"question-{question_id}"), 303)


@blueprint.post("/pilots/<slug>/questions/<int:question_id>/remove")
def remove_question_submit(slug: str, question_id: int) -> ResponseReturnValue:
    """Delete a question, such as one that names somebody. A second click finds it gone."""
    session = db.session()
    pilot = queries.get_pilot(session, slug)
    permissions.check_can_answer(current_user)
    try:
        service.remove_question(session, current_user, queries.get_question(session, pilot, question_id))
    except NotFound:
        pass
    else:
        db.commit()
    return redirect(url_for("pilots.questions", slug=slug), 303)


def _questions(pilot: Pilot, form: QuestionForm) -> dict[str, object]:
    member = queries.is_member(db.session(), pilot.id, current_user.id)
    may_answer = permissions.can_answer(current_user)
    if not member and not may_answer:
        raise NotAllowed(_("Members of the pilot and communications read the questions."))
    return {
        "pilot": pilot,
        "form": form,
        "member": member,
        "may_answer": may_answer,
        "questions": queries.questions(db.session(), pilot.id),
    }


def _pilot_of(number: str) -> Pilot:
    """The pilot of that number. Raises NotFound."""
    pilot = db.session().get(Pilot, int(number)) if number.isdecimal() and len(number) < 12 else None
    if pilot is None:
        raise NotFound
    return pilot
