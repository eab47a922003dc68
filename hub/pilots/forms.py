"""Forms of pilots."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from hub.pilots.rules import ASKED, QUESTION_LENGTH


class PilotForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A new pilot."""

    title = StringField(_l("Title"), [InputRequired(_l("Give the pilot a title.")), Length(max=120)])
    purpose = TextAreaField(_l("Purpose: what shall it show?"), [Length(max=4000)])
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    kickoff = TextAreaField(_l("Kick-off material"), [Length(max=20000)])
    kickoff_on = DateField(_l("Day of the kick-off"), [Optional()])


class MaterialForm(FlaskForm):  # type: ignore[misc]
    """What coordinators change while the pilot runs."""

    purpose = TextAreaField(_l("Purpose: what shall it show?"), [Length(max=4000)])
    kickoff = TextAreaField(_l("Kick-off material"), [Length(max=20000)])
    kickoff_on = DateField(_l("Day of the kick-off"), [Optional()])
    own_hours = IntegerField(
        _l("Hours that coordination and communications have spent so far"),
        [Optional(), NumberRange(0, 100000, _l("Write whole hours, from 0."))],
    )


class CheckInForm(FlaskForm):  # type: ignore[misc]
    """The weekly check-in: a field for each question, all of them optional."""


for _asked in ASKED:
    setattr(
        CheckInForm,
        _asked.key,
        RadioField(
            _asked.text,
            [Optional()],
            choices=[SelectChoice(each.key, each.label) for each in _asked.options],
            validate_choice=False,  # an empty answer is one too; the service knows the others
        ),
    )


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """A question to communications."""

    text = TextAreaField(_l("Your question"), [InputRequired(_l("Write a question.")), Length(max=QUESTION_LENGTH)])
    with_name = BooleanField(_l("Put my name to it"))
