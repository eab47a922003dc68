"""The form for a key."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from hub.api.rules import NAME_LIMIT
from hub.results.export import GROUPS


class TokenForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """What a key is for, and how long."""

    name = StringField(
        _l("Which program is it for?"), [InputRequired(_l("Write which program it is for.")), Length(max=NAME_LIMIT)]
    )
    scopes = SelectMultipleField(
        _l("What may it fetch?"),
        [InputRequired(_l("Choose at least one kind of figures."))],
        choices=[SelectChoice(group, label) for group, label in GROUPS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    expires_on = DateField(_l("Last day it works"), [InputRequired(_l("Choose a day."))])
