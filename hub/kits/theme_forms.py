"""The form of a theme. It holds no rules: `refuse` puts what the service refuses beside its field."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from hub.core.errors import Invalid

_LENGTH = Length(max=80, message=_l("Write a name of at most 80 characters."))


class ThemeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A theme's names."""

    name_da = StringField(_l("Name in Danish"), [DataRequired(message=_l("Write a name.")), _LENGTH])
    name_en = StringField(_l("Name in English"), [_LENGTH])

    def refuse(self, error: Invalid) -> None:
        """Show a refusal beside the field that it names."""
        field = self._fields.get(error.field, self.name_da)
        field.errors = [*field.errors, error.reason]
