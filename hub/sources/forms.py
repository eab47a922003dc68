"""Forms of sources and costs."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Regexp

from hub.core import clock
from hub.sources import rules
from hub.sources.rules import CUSTOM_KINDS, KIND_LABELS, LONGEST_LABEL, Kind

EARLIEST = dt.date(2000, 1, 1)
FURTHEST = dt.timedelta(days=366)


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


class LabelForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What a source is called."""

    label_da = StringField(
        _l("Name in Danish"), [InputRequired(_l("Give the source a name.")), Length(max=LONGEST_LABEL)], [_tidy]
    )
    label_en = StringField(_l("Name in English"), [Length(max=LONGEST_LABEL)], [_tidy])


class SourceForm(LabelForm):
    """A new source."""

    kind = RadioField(
        _l("What kind of source is it?"),
        choices=[SelectChoice(kind.value, KIND_LABELS[kind]) for kind in CUSTOM_KINDS],
        default=Kind.EXTERNAL.value,
    )


class CostForm(FlaskForm):  # type: ignore[misc]
    """One cost."""

    subject = SelectField(_l("Campaign or share kit"))
    source = SelectField(_l("Who carried the links?"))
    amount = StringField(_l("Amount in kroner"), [InputRequired(_l("Write the amount.")), Length(max=40)])
    spent_on = DateField(
        _l("Day it was spent"), [InputRequired(_l("Choose the day."))], default=lambda: clock.local_today()
    )
    note = StringField(_l("Note"), [Length(max=200)], [_tidy])
    form_key = HiddenField(
        validators=[Regexp(r"[0-9a-f]{32}\Z", message=_l("Open the form again."))],
        default=lambda: secrets.token_hex(16),
    )

    def validate_amount(self, field: Any) -> None:
        """Understood, not below nothing, and not absurd."""
        typed = (field.data or "").strip()
        ore = rules.parse_amount(typed)
        if ore is None and typed.startswith(("-", "−")):
            raise ValidationError(_l("A cost cannot be negative. Remove the entry that was wrong instead."))
        if ore is None:
            raise ValidationError(_l("Write the amount as a number, such as 1.250,00."))
        if ore > rules.MOST_KRONER * rules.ORE:
            raise ValidationError(_l("Write an amount from 0 to 10 million kroner."))

    def validate_spent_on(self, field: Any) -> None:
        """A day that a bill can be from."""
        if field.data and not EARLIEST <= field.data <= clock.local_today() + FURTHEST:
            raise ValidationError(_l("That day is too far away."))

    @property
    def ore(self) -> int:
        """The amount in øre; the form must be valid."""
        return rules.parse_amount(self.amount.data or "") or 0
