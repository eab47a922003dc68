"""The form in which a new version of the guidelines is written."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from hub.guidelines.rules import MAX_BODY

_LENGTH = Length(max=MAX_BODY, message=_l("The text is too long."))


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A page of guidance in Danish and, if there is one, in English; `seen` is the mark of what was edited."""

    seen = HiddenField(default="")
    body_da = TextAreaField(
        _l("Danish text"), validators=[DataRequired(message=_l("Write the text in Danish.")), _LENGTH]
    )
    body_en = TextAreaField(_l("English text"), validators=[_LENGTH])


class VersionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Markdown in Danish and, if there is one, in English; `after` is the number of the version that was edited."""

    after = HiddenField(default="0")
    body_da = TextAreaField(
        _l("Danish text"), validators=[DataRequired(message=_l("Write the guidelines in Danish.")), _LENGTH]
    )
    body_en = TextAreaField(_l("English text"), validators=[_LENGTH])

    @property
    def after_number(self) -> int:
        """The number of the version that was edited; 0 when the form says something else."""
        value = str(self.after.data or "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0
