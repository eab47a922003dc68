"""Forms of campaigns. Each carries the version it was opened with, so that nobody overwrites a colleague unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import TextInput

from hub.accounts.models import Person
from hub.campaigns.models import Campaign, Evaluation, Goal, Learning
from hub.campaigns.queries import UnitChoices
from hub.campaigns.rules import MEASURES, MOST, MOST_KRONER, SCOPE_LABELS, GoalData, Kind, Measure, Scope
from hub.campaigns.service import FIELDS
from hub.core import i18n

LONG = 5000
_WHOLE = (Scope.CAMPAIGN, Scope.ORGANISATION)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,  ][0-9]{3})+")


class WholeNumberField(IntegerField):  # type: ignore[misc]  # wtforms has no types
    """A whole number, as people type it: 25000, 25.000 or 25 000."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the thousands' signs away."""
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = None
            return
        plain = re.sub(r"[.,  ]", "", typed) if _GROUPED.fullmatch(typed) else typed
        if not (plain.isascii() and plain.removeprefix("-").isdigit() and len(plain) < 16):
            self.data = None
            raise ValueError(_l("Write a whole number."))
        self.data = int(plain)


@dataclass(frozen=True)
class Difference:
    """A field in which what is saved now is not what the form says."""

    field: str
    label: Any
    saved: str


class VersionedForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form that knows which version of the row it was opened with."""

    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        """The version that the form was opened with; -1 when what was sent is none."""
        value = str(self.version.data or "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1

    def differences(self, saved: Mapping[str, Any]) -> list[Difference]:
        """The fields in which the saved values are not what was typed."""
        found = []
        for field in self:
            if field.type in ("HiddenField", "CSRFTokenField") or field.name not in saved:
                continue
            value, typed = saved[field.name], field.data
            if (value if value is not None else "") != (typed if typed is not None else ""):
                found.append(Difference(field.id, field.label.text, _shown(field, value)))
        return found


def _shown(field: Any, value: Any) -> str:
    if field.type == "SelectField":
        return str({str(each.value): each.label for each in field.iter_choices()}.get(str(value or ""), ""))
    if field.type == "DateField":
        return i18n.date(value) if value else ""
    if isinstance(value, int):
        return i18n.number(value)
    return str(value or "")


def _number_or_none(value: str | int | None) -> int | None:
    typed = str(value or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _long(label: Any, help_text: Any = "", rows: int = 4) -> TextAreaField:
    return TextAreaField(
        label,
        [Length(max=LONG, message=_l("At most %(max)d characters.", max=LONG))],
        filters=[_tidy],
        description=help_text,
        render_kw={"rows": rows},
    )


def _short(label: Any, limit: int, help_text: Any = "") -> StringField:
    return StringField(
        label,
        [Length(max=limit, message=_l("At most %(max)d characters.", max=limit))],
        filters=[_tidy],
        description=help_text,
    )


def _tidy(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


def _kroner(label: Any, help_text: Any = "") -> WholeNumberField:
    return WholeNumberField(
        label,
        [MayBeEmpty(), NumberRange(0, MOST_KRONER, _l("Write an amount from 0 to 100,000,000 kroner."))],
        description=help_text,
        render_kw={"inputmode": "numeric"},
    )


class CampaignForm(VersionedForm):
    """Purpose, brief, people and kick-off of a campaign."""

    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give the campaign a title.")),
            Length(max=120, message=_l("At most %(max)d characters.", max=120)),
        ],
        filters=[_tidy],
    )
    purpose = TextAreaField(
        _l("Purpose"),
        [
            DataRequired(_l("Write what the campaign is for.")),
            Length(max=LONG, message=_l("At most %(max)d characters.", max=LONG)),
        ],
        filters=[_tidy],
        description=_l("What do we want, and why? Write it so that a colleague understands it. You can use Markdown."),
        render_kw={"rows": 4},
    )
    audience = _short(_l("Whom do we want to reach?"), 300)
    place = _short(_l("Place"), 120, _l("The town, building or workplace that it is about, if it is about one."))
    starts_on = DateField(_l("First day"), [MayBeEmpty()])
    ends_on = DateField(_l("Last day"), [MayBeEmpty()])
    deliverables = _long(_l("What shall be made?"), _l("For example: two films, three kits and four posts of our own."))
    budget = _kroner(_l("Budget in kroner"))
    owner_id = SelectField(_l("Owner"), coerce=_number_or_none)
    substitute_id = SelectField(
        _l("Substitute"), coerce=_number_or_none, description=_l("Takes over when the owner is away.")
    )
    kickoff_on = DateField(_l("Day of the kick-off"), [MayBeEmpty()])
    kickoff_place = _short(_l("Where it is"), 120)
    kickoff_message = _long(_l("Message for the kick-off"), _l("Everybody can read it on the campaign’s page."))

    def values(self) -> dict[str, Any]:
        """What was typed, for the service: the budget in øre."""
        kept = {name: self[name].data for name in FIELDS}
        return {**kept, "budget": None if self.budget.data is None else self.budget.data * 100}


def campaign_form(staff: Sequence[Person], campaign: Campaign | None = None) -> CampaignForm:
    """The form as posted, or filled from a campaign, or empty."""
    form = CampaignForm(data=campaign_values(campaign) if campaign is not None else None)
    people = [SelectChoice("", _l("Nobody yet")), *(SelectChoice(str(person.id), person.name) for person in staff)]
    form.owner_id.choices = form.substitute_id.choices = people
    return form


def campaign_values(campaign: Campaign) -> dict[str, Any]:
    """What is saved, by the names of the form's fields."""
    values = {name: getattr(campaign, name) for name in FIELDS}
    return {**values, "budget": _in_kroner(campaign.budget), "version": str(campaign.version)}


def _in_kroner(amount: int | None) -> int | None:
    return None if amount is None else amount // 100


class GoalForm(VersionedForm):
    """A goal: specific, measurable, and with a deadline. There is no field for a person."""

    specific = StringField(
        _l("The goal in a sentence"),
        [
            DataRequired(_l("Write the goal in a sentence.")),
            Length(max=300, message=_l("At most %(max)d characters.", max=300)),
        ],
        filters=[_tidy],
        description=_l("For example: twice as many qualified applications as last year."),
    )
    measure = SelectField(
        _l("The figure that tells"), choices=[SelectChoice(each.value, row.label) for each, row in MEASURES.items()]
    )
    about = SelectField(
        _l("What the goal is about"),
        description=_l(
            "Never a person, and no unit with fewer than 30 people: figures about so few could point at somebody."
        ),
    )
    baseline = WholeNumberField(
        _l("Starting point"),
        [MayBeEmpty(), NumberRange(0, MOST, _l("Write a number from 0 to 10,000,000."))],
        description=_l("The figure today, or last time. Leave it empty if nobody knows."),
        render_kw={"inputmode": "numeric"},
    )
    target = WholeNumberField(
        _l("Target"),
        [InputRequired(_l("Write the number to reach."))],
        description=_l("A number; for a share rate the per cent, in steps of 5."),
        render_kw={"inputmode": "numeric"},
    )
    deadline = DateField(_l("Due by"), [InputRequired(_l("Choose a day."))])

    def to_data(self) -> GoalData:
        """What was typed. Meaningful after `validate`."""
        kind, _colon, number = str(self.about.data).partition(":")
        return GoalData(
            self.specific.data,
            Measure(self.measure.data),
            Scope(kind),
            _number_or_none(number),
            self.baseline.data,
            self.target.data or 0,
            self.deadline.data,
        )

    def blame(self, field: str, reason: Any) -> None:
        """Put a refusal beside its field."""
        name = "about" if field in ("scope", "unit_id") else field
        self[name].errors = [*self[name].errors, reason]


def goal_form(units: UnitChoices, goal: Goal | None = None) -> GoalForm:
    """The form as posted, or filled from a goal, or empty. Small units stand in the list with the reason why not."""
    form = GoalForm(data=goal_values(goal) if goal is not None else None)
    together, one = str(_l("Together")), str(SCOPE_LABELS[Scope.UNIT])
    small = str(_l("Too small: fewer than 30 people"))
    form.about.choices = [
        *(SelectChoice(each.value, SCOPE_LABELS[each], optgroup=together) for each in _WHOLE),
        *(SelectChoice(f"{Scope.UNIT}:{key}", name, optgroup=one) for key, name in units.large.items()),
        *(SelectChoice(f"{Scope.UNIT}:{key}", name, optgroup=small) for key, name in units.small.items()),
    ]
    return form


def goal_values(goal: Goal) -> dict[str, Any]:
    """What is saved, by the names of the form's fields."""
    names = ("specific", "measure", "baseline", "target", "deadline")
    about = goal.scope if goal.unit_id is None else f"{goal.scope}:{goal.unit_id}"
    return {**{name: getattr(goal, name) for name in names}, "about": about, "version": str(goal.version)}


class EvaluationForm(VersionedForm):
    """What came of a campaign, and what it taught."""

    aim = _long(_l("What was the goal?"))
    outcome = _long(_l("What came of it?"), _l("Stay with what the figures can tell. “Too small to tell” is a result."))
    worked = _long(_l("What worked?"), _l("One thing a line. Colleagues see it under Learnings as soon as you save."))
    failed = _long(_l("What did not work?"), _l("One thing a line. Write about what we did, never about somebody."))
    next_steps = _long(_l("What do we do next time?"))
    cost = _kroner(_l("What did it cost, in kroner?"), _l("Everything that was paid, hours not included."))

    def values(self) -> dict[str, Any]:
        """What was typed, for the service: the cost in øre."""
        kept = {name: self[name].data for name in ("aim", "outcome", "worked", "failed", "next_steps")}
        return {**kept, "cost": None if self.cost.data is None else self.cost.data * 100}


def evaluation_form(campaign: Campaign) -> EvaluationForm:
    """The form as posted, or filled with what is written."""
    return EvaluationForm(data=evaluation_values(campaign.evaluation, campaign.learnings))


def evaluation_values(row: Evaluation | None, learnings: Sequence[Learning]) -> dict[str, Any]:
    """What is saved, by the names of the form's fields."""
    values: dict[str, Any] = {
        kind.value: "\n".join(each.text for each in learnings if each.kind == kind) for kind in Kind
    }
    for name in ("aim", "outcome", "next_steps"):
        values[name] = getattr(row, name) if row is not None else ""
    return {**values, "cost": _in_kroner(row.cost if row else None), "version": str(row.version if row else 0)}
