"""Forms of the administration. They hold no rules: `refuse` puts what a service refuses beside its field."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    EmailField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from hub.accounts.rules import ROLE_LABELS
from hub.core.errors import Invalid


def _id_or_none(value: Any) -> int | None:
    return int(value) if value and str(value).isdigit() else None


class PersonForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """Add a person, or correct one."""

    name = StringField(_l("Name"), [InputRequired(_l("Write a name.")), Length(max=120)])
    email = EmailField(_l("E-mail"), [Length(max=254)])
    unit_id = SelectField(_l("Unit"), coerce=_id_or_none, validate_choice=False)
    roles = SelectMultipleField(
        _l("Roles"),
        choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class DomainForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """Allow a domain."""

    domain = StringField(_l("E-mail domain"), [InputRequired(_l("Write a domain such as fjordby.example."))])


class UnitForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """Add a unit, or change one."""

    name_da = StringField(_l("Name in Danish"), [InputRequired(_l("Write a name.")), Length(max=120)])
    name_en = StringField(_l("Name in English"), [Length(max=120)])
    parent_id = SelectField(_l("Lies below"), coerce=_id_or_none, validate_choice=False)
    headcount = IntegerField(
        _l("People, without sub-units"),
        [
            InputRequired(_l("Write a whole number of people, 0 or more.")),
            NumberRange(0, 1_000_000, _l("Write a whole number of people, 0 or more.")),
        ],
    )


class UploadForm(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """A list as CSV; `text` carries it from the trial to the real import."""

    file = FileField(_l("CSV file"), [Optional()], render_kw={"accept": ".csv,text/csv"})
    text = StringField(validators=[Optional()])
    confirm = StringField(validators=[Optional()])


def refuse(form: FlaskForm, error: Invalid) -> None:
    """Put a service's refusal beside the field that it names, or the form's first one."""
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [*field.errors, error.reason]
