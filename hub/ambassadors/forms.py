"""The forms of joining, of preferences, and of deleting the account."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from hub.accounts import queries as accounts
from hub.accounts.models import Person
from hub.ambassadors import queries
from hub.networks.rules import NETWORKS, Network


class Checkboxes(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Many choices, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PreferencesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Themes and networks that come first."""

    themes = Checkboxes(
        _l("Themes I want to see first"), coerce=int, description=_l("Choose as many as you like, or none.")
    )
    networks = Checkboxes(_l("Networks I use"), description=_l("We show these first. You never connect an account."))
    monthly_letter = BooleanField(
        _l("Send me the monthly letter with everybody’s results"),
        description=_l("One mail a month, the same for all who want it. It does not tell whether you read it."),
    )

    def offer(self, session: Session, locale: str) -> None:
        """Fill in the choices there are."""
        self.themes.choices = [(theme.id, theme.name(locale)) for theme in queries.themes(session)]
        self.networks.choices = [(each.name.value, each.label) for each in NETWORKS if each.name is not Network.OTHER]


class JoinForm(PreferencesForm):
    """Accept the guidelines and take part."""

    # Mail is chosen under My data, by those who look for it.
    monthly_letter = None
    policy_number = HiddenField()
    promise_number = HiddenField()
    next = HiddenField()
    unit = SelectField(
        _l("Where do you work?"),
        coerce=int,
        default=0,
        description=_l("Used to count shares for the unit as a whole. Never for you alone."),
    )
    accept = BooleanField(
        _l("I have read the guidelines and accept them"),
        validators=[
            DataRequired(message=_l("Tick the box if you want to take part. You can also just leave the page."))
        ],
    )

    def offer_units(self, session: Session, person: Person, locale: str) -> None:
        """Offer the units of the organisation to a person who has none; others are not asked."""
        if person.unit_id is not None:
            del self.unit
            return
        choices: list[tuple[int, Any]] = [(0, _l("I would rather not say"))]
        for node in accounts.unit_tree(session):
            choices.append((node.unit.id, "\N{NO-BREAK SPACE}" * 3 * node.depth + node.unit.name(locale)))
        self.unit.choices = choices

    @property
    def accepted_number(self) -> int:
        """The version of the guidelines that stood on the page; 0 when the form says something else."""
        return _number(self.policy_number.data)

    @property
    def promised_number(self) -> int | None:
        """The number of the promise that stood on the page; None when the form does not name one."""
        return _number(self.promise_number.data) if self.promise_number.data else None


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


class DeleteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Delete the account, surely."""

    sure = BooleanField(
        _l("Yes, delete my account and everything in it"),
        validators=[DataRequired(message=_l("Tick the box to confirm."))],
    )
