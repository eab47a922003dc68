"""Forms of reach: a colleague's report, and the desk's files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from hub.core.errors import Invalid
from hub.networks.rules import NETWORKS
from hub.reach.formats import OFFICIAL_NETWORKS
from hub.reach.rules import FIELD_LABELS, Field, asked, band_labels
from hub.reach.values import DayOrder

FILES = ".csv,.txt,.tsv,.xls,.xlsx"


class ReportForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """How far a post got: a network and a band, and nothing else."""

    network = RadioField(_l("Where was the post?"), [InputRequired(_l("Choose the network."))])
    band = RadioField(_l("How many times was it seen?"), [InputRequired(_l("Choose the number that fits."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network.choices = [(row.name.value, str(row.label)) for row in asked()]
        self.band.choices = band_labels()


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file with official figures."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))], render_kw={"accept": FILES})


class ColumnsForm(UploadForm):
    """Which column means what, in a file that is not known. The fields are made from the table of fields."""

    network = SelectField(_l("Network"), [InputRequired(_l("Choose the network."))])
    header = FieldList(HiddenField(), max_entries=100)

    def prepare(self, header: Sequence[str], guess: dict[Field, int] | None = None) -> None:
        """Offer the columns of the file; with a guess, choose those it names."""
        by_name = {row.name: str(row.label) for row in NETWORKS}
        self.network.choices = [("", _("Choose")), *((each.value, by_name[each]) for each in OFFICIAL_NETWORKS)]
        for field in Field:
            select = self[f"column-{field.value}"]
            select.choices = [("", _("Not in the file")), *((str(place), name) for place, name in enumerate(header))]
            if guess is not None:
                select.data = str(guess[field]) if field in guess else ""

    def names(self) -> list[str]:
        """The header as it was sent back."""
        return [str(entry.data or "") for entry in self.header]

    def columns(self) -> dict[Field, str]:
        """The names of the columns that were chosen.

        Raises:
            Invalid: one column was chosen twice; `field` names the second.
        """
        names = self.names()
        chosen: dict[Field, str] = {}
        for field in Field:
            value = self[f"column-{field.value}"].data
            if value:
                name = names[int(value)]
                if name in chosen.values():
                    raise Invalid(field, _("The column has been chosen for something else already."))
                chosen[field] = name
        return chosen

    def place_error(self, field: str, reason: object) -> None:
        """Put a refusal beside the field that it is about."""
        name = f"column-{field}" if f"column-{field}" in self else "file"
        self[name].errors = [reason]


for _field in Field:
    setattr(ColumnsForm, f"column-{_field.value}", SelectField(FIELD_LABELS[_field], default=""))


class OrderForm(FlaskForm):  # type: ignore[misc]
    """What comes first in the dates of a file."""

    order = RadioField(_l("What comes first in the dates?"), [InputRequired(_l("Choose one of the two."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order.choices = [(DayOrder.DAY_FIRST.value, _("The day")), (DayOrder.MONTH_FIRST.value, _("The month"))]


class KitForm(FlaskForm):  # type: ignore[misc]
    """Which kit an official post belongs to."""

    kit = SelectField(_l("Share kit"), coerce=lambda value: int(value) if value else None)
