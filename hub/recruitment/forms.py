"""Forms of recruitment."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from hub.core import clock
from hub.kits import target_urls
from hub.recruitment.models import Job
from hub.recruitment.rules import MOST_APPLICATIONS, SOURCE_LABELS, Source


class JobForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A job."""

    title = StringField(_l("Title"), [InputRequired(_l("Give the job a title.")), Length(max=120)])
    profession = StringField(_l("Profession"), [Length(max=80)])
    place = StringField(_l("Place"), [Length(max=80)])
    unit_id = SelectField(_l("Unit"), coerce=lambda value: int(value) if value else None, validate_choice=True)
    deadline = DateField(_l("Deadline"), [MayBeEmpty()])
    apply_url = StringField(
        _l("Link to the job"), [InputRequired(_l("Where does one apply? Paste the address.")), Length(max=2000)]
    )

    def validate_deadline(self, field: Any) -> None:
        """A job whose deadline is over is nothing to share."""
        if field.data and field.data < clock.local_today():
            raise ValidationError(_l("The deadline has passed."))

    def validate_apply_url(self, field: Any) -> None:
        """The same rules as for the target of a kit."""
        problem = target_urls.problem(field.data or "")
        if problem is not None:
            raise ValidationError(problem)


class CountsForm(FlaskForm):  # type: ignore[misc]
    """Applications and qualified applications by source; the fields are made from the table of sources."""

    def rows(self) -> list[tuple[object, Any, Any]]:
        """(label, applications, qualified) for each source."""
        return [
            (SOURCE_LABELS[source], self[f"{source}-applications"], self[f"{source}-qualified"]) for source in Source
        ]

    def counts(self) -> dict[Source, tuple[int, int]]:
        """What was typed; an empty field means none."""
        return {
            source: (self[f"{source}-applications"].data or 0, self[f"{source}-qualified"].data or 0)
            for source in Source
        }


for _source in Source:
    for _what, _label in (("applications", _l("Applications")), ("qualified", _l("Qualified"))):
        _rules = [MayBeEmpty(), NumberRange(0, MOST_APPLICATIONS, _l("Write a number from 0 to 100,000."))]
        setattr(CountsForm, f"{_source}-{_what}", IntegerField(_label, _rules))


def counts_form(job: Job) -> CountsForm:
    """The form, filled with what is recorded."""
    form = CountsForm()
    for row in job.counts:
        if not form.is_submitted():
            form[f"{row.source}-applications"].data = row.applications
            form[f"{row.source}-qualified"].data = row.qualified
    return form
