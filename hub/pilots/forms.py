"""Forms of pilots."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class PilotForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A new pilot."""

    title = StringField(_l("Title"), [InputRequired(_l("Give the pilot a title.")), Length(max=120)])
    purpose = TextAreaField(_l("Purpose: what shall it show?"), [Length(max=4000)])
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
