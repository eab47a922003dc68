"""The two forms of the sign-in page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from hub.accounts.rules import is_email, normal_email


class LinkForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """Ask for a link by e-mail."""

    email = EmailField(
        _l("Your work e-mail"),
        [InputRequired(_l("Write your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )
    next = HiddenField()

    def validate_email(self, field: EmailField) -> None:
        """Refuse what can be no address; whether it is a known one, nobody is told."""
        if not is_email(normal_email(field.data or "")):
            raise ValidationError(_l("This does not look like an e-mail address. Check it and try again."))


class CodeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """Come in with a printed code."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Write the code from your letter.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    next = HiddenField()
