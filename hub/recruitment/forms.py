"""Forms of recruitment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from hub.core import clock
from hub.kits import target_urls
from hub.recruitment.imports import COLUMN_LABELS, COLUMNS
from hub.recruitment.models import Job
from hub.recruitment.rules import (
    LEVEL_LABELS,
    MOST_APPLICATIONS,
    NEVER,
    NOTHING,
    STAGE_LABELS,
    STAGES,
    Counts,
    parameters_problem,
)

_LEVELS = [SelectChoice(value, label) for value, label in LEVEL_LABELS.items()]


class JobForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A job."""

    title = StringField(_l("Title"), [InputRequired(_l("Give the job a title.")), Length(max=120)])
    profession = StringField(_l("Profession"), [Length(max=80)])
    place = StringField(_l("Place"), [Length(max=80)])
    unit_id = SelectField(_l("Unit"), coerce=lambda value: int(value) if value else None, validate_choice=True)
    level = SelectField(_l("Level"), choices=_LEVELS, default="employee")
    deadline = DateField(_l("Deadline"), [MayBeEmpty()])
    apply_url = StringField(
        _l("Link to the job"), [InputRequired(_l("Where does one apply? Paste the address.")), Length(max=2000)]
    )
    parameters = StringField(
        _l("What tracking links add to the address"),
        [Length(max=300)],
        description=_l(
            "Leave empty for what your recruitment system is known to want, or for the usual UTM parameters."
        ),
        filters=[lambda value: (value or "").strip().lstrip("?&")],
    )

    def __init__(self, *args: Any, job: Job | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=job, **kwargs)
        self._deadline = job.deadline if job is not None else None

    def validate_deadline(self, field: Any) -> None:
        """A job whose deadline is over is nothing to share; one that was so already may stay so."""
        if field.data and field.data < clock.local_today() and field.data != self._deadline:
            raise ValidationError(_l("The deadline has passed."))

    def validate_apply_url(self, field: Any) -> None:
        """The same rules as for the target of a kit."""
        problem = target_urls.problem(field.data or "")
        if problem is not None:
            raise ValidationError(problem)

    def validate_parameters(self, field: Any) -> None:
        """Only pairs of a name and a plain value."""
        problem = parameters_problem(field.data or "")
        if problem is not None:
            raise ValidationError(problem)


class CountsForm(FlaskForm):  # type: ignore[misc]
    """The four counts of each source; the fields are made for the sources that there are."""

    labels: Mapping[str, str] = {}

    def rows(self) -> list[tuple[str, list[Any]]]:
        """(label, fields in the order of the stages) for each source."""
        return [(label, [self[f"{key}-{stage}"] for stage in STAGES]) for key, label in self.labels.items()]

    def counts(self) -> dict[str, Counts]:
        """What was typed; an empty field means none."""
        return {key: Counts(*(self[f"{key}-{stage}"].data or 0 for stage in STAGES)) for key in self.labels}


def counts_form(job: Job, labels: Mapping[str, str]) -> CountsForm:
    """The form for these sources, filled with what is recorded."""
    made = type("FilledCountsForm", (CountsForm,), {"labels": labels})
    for key in labels:
        for stage in STAGES:
            limits = [MayBeEmpty(), NumberRange(0, MOST_APPLICATIONS, _l("Write a number from 0 to 100,000."))]
            setattr(made, f"{key}-{stage}", IntegerField(STAGE_LABELS[stage], limits))
    form: CountsForm = made()
    if not form.is_submitted():
        recorded = {row.source: row.numbers for row in job.counts}
        for key in labels:
            for stage, value in zip(STAGES, recorded.get(key, NOTHING), strict=True):
                form[f"{key}-{stage}"].data = value if key in recorded else None
    return form


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A file or a pasted table, and which of its columns are what."""

    file = FileField(_l("CSV file or Excel workbook"))
    text = TextAreaField(_l("Or paste a table"), [Length(max=500_000)])
    header_line = IntegerField(
        _l("Line with the names of the columns"),
        [InputRequired(_l("Write the number of a line.")), NumberRange(1, 50, _l("Write a number from 1 to 50."))],
        default=1,
    )
    mapping = SelectField(_l("Saved columns"), choices=[], validate_choice=False)
    save_as = StringField(_l("Save these columns under a name"), [Length(max=60)])

    def validate_file(self, field: Any) -> None:
        """One of the two is needed."""
        if not field.data and not (self.text.data or "").strip():
            raise ValidationError(_l("Choose a file, or paste a table below."))

    def columns(self) -> dict[str, str]:
        """The names of columns that were typed, by field."""
        return {name: (self[f"column_{name}"].data or "").strip() for name in COLUMNS}

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name of what was handed in."""
        if self.file.data:
            return self.file.data.read(), self.file.data.filename or ""
        return (self.text.data or "").encode(), "pasted.csv"


for _name in COLUMNS:
    setattr(ImportForm, f"column_{_name}", StringField(COLUMN_LABELS[_name], [Length(max=120)]))


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The yes to a dry run."""

    token = HiddenField()


class DefinitionForm(FlaskForm):  # type: ignore[misc]
    """What "qualified" means."""

    text = TextAreaField(
        _l("When is an application qualified?"),
        [InputRequired(_l("Write at least one sentence.")), Length(min=10, max=1000)],
    )


class LevelRuleForm(FlaskForm):  # type: ignore[misc]
    """From which level on a job goes on the official page."""

    official_from = SelectField(_l("On the official page from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.official_from.choices = [*_LEVELS, SelectChoice(NEVER, _l("No job goes there as a rule"))]


def choices(first: str, others: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """What stands for nothing in particular, then (value, label) of each."""
    return [SelectChoice("", first), *(SelectChoice(value, label) for value, label in others)]
