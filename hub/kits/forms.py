"""The desk's form. The fields for suggestions are made for each request: as many variants as were typed or
asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError
from wtforms.widgets import DateInput

from hub.ambassadors.models import Theme
from hub.core import clock
from hub.kits import checks
from hub.kits.models import Kit
from hub.kits.rules import (
    CATEGORY_LABELS,
    LOCALES,
    LONG_TEXT,
    MAX_VARIANTS,
    PURPOSE_LABELS,
    SHOWN_VARIANTS,
    TITLE_LENGTH,
    KitData,
    SuggestionData,
    TextData,
)
from hub.networks.rules import WITH_SUGGESTIONS, Network
from hub.networks.rules import get as network_rules

_SUGGESTION = re.compile(r"s-([a-z]{2})-([a-z_]+)-([0-9]{1,2})(-subject)?")
_KNOWN = {network.value for network in WITH_SUGGESTIONS}
LANGUAGES = {"da": _l("Danish"), "en": _l("English")}
Variants = dict[tuple[str, str], int]


def _tidy(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


def _choices(empty: Any, labels: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(str(value), label) for value, label in labels.items())]


def _short(label: Any, limit: int, help_text: Any = "", *, required: Any = None) -> StringField:
    return StringField(
        label,
        _validators(limit, required),
        filters=[_tidy],
        description=help_text,
        render_kw={"maxlength": limit},
    )


def _long(label: Any, help_text: Any = "", rows: int = 4, limit: int = LONG_TEXT) -> TextAreaField:
    return TextAreaField(label, _validators(limit), filters=[_tidy], description=help_text, render_kw={"rows": rows})


def _validators(limit: int, required: Any = None) -> list[Any]:
    needed = [DataRequired(required)] if required else []
    return [*needed, Length(max=limit, message=_l("At most %(max)d characters.", max=limit))]


class KitForm(Form):  # type: ignore[misc]  # wtforms has no types
    """Everything about a kit but its suggestions, which `build` adds."""

    version = HiddenField(default="0")
    seen = HiddenField(default="")
    asset_id = HiddenField(default="")

    title_da = _short(
        _l("Title"),
        TITLE_LENGTH,
        _l("What colleagues see first, and the headline of the card on most networks."),
        required=_l("Give the kit a title."),
    )
    why_da = _long(_l("Why it matters"), _l("Two or three sentences to a colleague. Why is this worth sharing?"))
    target_url = URLField(
        _l("Link to the page"),
        _validators(2000, _l("Write the link that people are to follow.")),
        filters=[_tidy],
        description=_l("The public page that the post leads to, beginning with https://."),
        render_kw={"inputmode": "url"},
    )
    category = SelectField(
        _l("Category"),
        [AnyOf(list(map(str, CATEGORY_LABELS)), _l("Choose a category."))],
        choices=_choices(_l("Choose …"), CATEGORY_LABELS),
        validate_choice=False,
    )
    purpose = SelectField(
        _l("Purpose"),
        [AnyOf(["", *map(str, PURPOSE_LABELS)], _l("Choose a purpose from the list."))],
        choices=_choices(_l("None in particular"), PURPOSE_LABELS),
        filters=[_tidy],
        validate_choice=False,
    )
    theme = SelectField(_l("Theme"), validate_choice=False)
    campaign = SelectField(
        _l("Campaign"), description=_l("A kit belongs to one campaign at most."), validate_choice=False
    )
    ends_on = StringField(
        _l("Last day to share"),
        filters=[_tidy],
        widget=DateInput(),
        description=_l("Leave it empty if the kit does not go out of date."),
    )

    image = FileField(
        _l("Image"),
        description=_l("JPEG, PNG or WebP, at most 10 MB. 1200 × 630 pixels or more look best."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    image_alt_da = _short(
        _l("Description of the image"),
        1000,
        _l("For those who cannot see it: who or what is there, in one sentence."),
    )

    dos_da = _long(_l("Do"), _l("One a line."), rows=3)
    donts_da = _long(_l("Don’t"), _l("One a line."), rows=3)
    facts_da = _long(_l("If somebody asks"), _l("Short answers and facts. You can use Markdown."), rows=5)
    contact = _short(_l("Who answers critical comments"), 200, _l("A name or a team, and how to reach them."))
    contact_hours = _short(_l("When they answer"), 120, _l("For example: weekdays 8:00–15:30."))
    after_url = URLField(
        _l("Page for afterwards"),
        _validators(2000),
        filters=[_tidy],
        render_kw={"inputmode": "url"},
        description=_l("Where links lead once the kit has ended. Empty: they keep leading to the page above."),
    )
    commercial = BooleanField(
        _l("This is advertising"),
        description=_l("Posts then begin with “Reklame”, as the Danish marketing law asks."),
    )

    title_en = _short(_l("Title in English"), TITLE_LENGTH)
    why_en = _long(_l("Why it matters, in English"))
    image_alt_en = _short(_l("Description of the image in English"), 1000)
    dos_en = _long(_l("Do, in English"), _l("One a line."), rows=3)
    donts_en = _long(_l("Don’t, in English"), _l("One a line."), rows=3)
    facts_en = _long(_l("If somebody asks, in English"), _l("Short answers and facts. You can use Markdown."), rows=5)

    variants: Variants
    ends_on_day: dt.date | None = None
    image_problem: Any = None

    def validate_theme(self, field: SelectField) -> None:
        """A theme from the list."""
        if field.data not in {choice.value for choice in field.choices if choice.value}:
            raise ValidationError(_l("Choose a theme."))

    def validate_campaign(self, field: SelectField) -> None:
        """A campaign from the list, or none."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose a campaign from the list, or none."))

    def validate_ends_on(self, field: StringField) -> None:
        """A date that has not passed."""
        if not field.data:
            return
        try:
            self.ends_on_day = dt.date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError(_l("Write the date as year-month-day, for example 2026-12-24.")) from None
        if self.ends_on_day < clock.local_today():
            raise ValidationError(_l("That day has passed."))

    def validate_title_en(self, field: StringField) -> None:
        """English texts need an English title, or the reader could not tell which language the kit has."""
        if not field.data and self.has_english:
            raise ValidationError(_l("Give the English version a title, or empty its other fields."))

    @property
    def has_english(self) -> bool:
        """Whether anything was typed in English."""
        names = [f"{part}_en" for part in ("title", "why", "dos", "donts", "facts", "image_alt")]
        return any(self[name].data for name in names) or any(each.locale == "en" for each in self.suggestions())

    def suggestions(self) -> tuple[SuggestionData, ...]:
        """What was typed as suggestions, without empty ones. Positions keep their field, gaps and all."""
        found = []
        for (locale, network), count in self.variants.items():
            for position in range(count):
                body = self[f"s-{locale}-{network}-{position}"].data
                subject = self[f"s-{locale}-{network}-{position}-subject"].data if network == Network.EMAIL else ""
                if body:
                    found.append(SuggestionData(locale, network, position, body, " ".join(subject.split())))
        return tuple(found)

    def to_data(self) -> KitData:
        """What was typed, for the service. Meaningful after `validate`."""
        texts = {"da": self._text("da")}
        if self.has_english:
            texts["en"] = self._text("en")
        return KitData(
            category=self.category.data,
            theme_id=int(self.theme.data) if str(self.theme.data or "").isdigit() else 0,
            target_url=self.target_url.data,
            texts=texts,
            suggestions=self.suggestions(),
            purpose=self.purpose.data or "",
            after_url=self.after_url.data,
            commercial=self.commercial.data,
            contact=self.contact.data,
            contact_hours=self.contact_hours.data,
            ends_on=self.ends_on_day,
            asset_id=self.chosen_asset,
            campaign_id=int(self.campaign.data) if str(self.campaign.data or "").isdigit() else None,
        )

    def _text(self, locale: str) -> TextData:
        parts = ("title", "why", "dos", "donts", "facts", "image_alt")
        return TextData(**{part: self[f"{part}_{locale}"].data for part in parts})

    @property
    def chosen_asset(self) -> int | None:
        """The picture that the form carries along, as an id."""
        value = str(self.asset_id.data or "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

    @property
    def seen_version(self) -> int:
        """The version that the form was opened with; -1 when there is none."""
        value = str(self.version.data or "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1

    def blame(self, found: Iterable[checks.Check]) -> None:
        """Put findings beside their fields."""
        for check in found:
            field = self._fields.get(check.field, self.target_url)
            field.errors = [*field.errors, check.message]

    def is_valid(self, link: str, own_host: str) -> bool:
        """Validate each field, and then the links and the lengths of suggestions."""
        fine = self.validate()
        already = set(self.errors)
        data = self.to_data()
        found = [check for check in checks.typing_errors(data, link, own_host) if check.field not in already]
        self.blame(found)
        self.show_image_problem()
        return fine and not found and not self.form_errors and self.image_problem is None

    def show_image_problem(self) -> None:
        """Put what was wrong with the uploaded picture beside its field; `validate` clears a field's
        errors.
        """
        if self.image_problem is not None:
            self.image.errors = [self.image_problem]


def _suggestion_fields(variants: Variants) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for (locale, name), count in variants.items():
        network = network_rules(name)
        for position in range(count):
            key = f"s-{locale}-{name}-{position}"
            values = {"network": network.label, "language": LANGUAGES[locale], "number": position + 1}
            if name == Network.EMAIL:
                fields[f"{key}-subject"] = _short(_l("Subject %(number)d, %(language)s", **values), 200)
            label = _l("%(network)s, suggestion %(number)d, %(language)s", **values)
            fields[key] = _long(label, rows=5, limit=LONG_TEXT)
    return fields


def _variants(names: Iterable[str], add: str = "") -> Variants:
    counts = {(locale, network.value): SHOWN_VARIANTS for locale in LOCALES for network in WITH_SUGGESTIONS}
    for name in names:
        match = _SUGGESTION.fullmatch(name)
        if match and (match[1], match[2]) in counts:
            key = (match[1], match[2])
            counts[key] = min(max(counts[key], int(match[3]) + 1), MAX_VARIANTS)
    wanted = tuple(add.split("-"))
    if len(wanted) == 2 and wanted in counts:
        counts[wanted] = min(counts[wanted] + 1, MAX_VARIANTS)
    return counts


def build(
    themes: Sequence[Theme],
    locale: str,
    posted: MultiDict[str, Any] | CombinedMultiDict[str, Any] | None = None,
    kit: Kit | None = None,
    campaigns: Mapping[int, str] | None = None,
) -> KitForm:
    """The form as posted, or filled from a kit, or empty."""
    stored = values_of(kit) if kit is not None else {}
    names = posted.keys() if posted is not None else stored.keys()
    variants = _variants(names, posted.get("add", "") if posted is not None else "")
    made = type("KitFormWithSuggestions", (KitForm,), _suggestion_fields(variants))
    form: KitForm = made(formdata=posted, data=None if posted is not None else stored)
    form.variants = variants
    form.theme.choices = _choices(_l("Choose …"), {theme.id: theme.name(locale) for theme in themes})
    form.campaign.choices = _choices(_l("No campaign"), campaigns or {})
    if posted is not None:
        unknown = {match[2] for name in names if (match := _SUGGESTION.fullmatch(name)) and match[2] not in _KNOWN}
        form.form_errors = [_l("Delfrit does not know the network “%(name)s”.", name=name) for name in sorted(unknown)]
    return form


def values_of(kit: Kit) -> dict[str, Any]:
    """A kit's content by the names of the form's fields."""
    values: dict[str, Any] = {
        "version": str(kit.version),
        "asset_id": str(kit.asset_id or ""),
        "category": kit.category,
        "purpose": kit.purpose,
        "theme": str(kit.theme_id),
        "campaign": str(kit.campaign_id or ""),
        "target_url": kit.target_url,
        "after_url": kit.after_url,
        "commercial": kit.commercial,
        "contact": kit.contact,
        "contact_hours": kit.contact_hours,
        "ends_on": kit.ends_on.isoformat() if kit.ends_on else "",
    }
    for text in kit.texts:
        for part in ("title", "why", "dos", "donts", "facts", "image_alt"):
            values[f"{part}_{text.locale}"] = getattr(text, part)
    for each in kit.suggestions:
        key = f"s-{each.locale}-{each.network}-{each.position}"
        values[key] = each.body
        if each.network == Network.EMAIL:
            values[f"{key}-subject"] = each.subject
    values["seen"] = fingerprints(values)
    return values


def labels_of(form: KitForm) -> dict[str, Any]:
    """What each field is called, by its name."""
    return {field.name: field.label.text for field in form}


def fingerprints(values: Mapping[str, Any]) -> str:
    """A short mark of each field's content: the form carries it, to tell later what somebody else has
    changed.
    """
    return json.dumps({name: _mark(value) for name, value in values.items() if value and name != "version"})


def _mark(value: Any) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: what is saved now, and whether the form says something else."""

    field: str
    label: Any
    saved: str


def changed_by_others(form: KitForm, kit: Kit) -> list[Difference]:
    """The fields whose saved content is no longer what it was when the form was opened."""
    try:
        seen = dict(json.loads(form.seen.data or "{}"))
    except (ValueError, TypeError):
        seen = {}
    now = values_of(kit)
    skip = {"version", "seen"}
    names = [name for name in form._fields if name not in skip]
    shown = {
        "category": CATEGORY_LABELS,
        "purpose": PURPOSE_LABELS,
        "theme": {choice.value: choice.label for choice in form.theme.choices},
        "campaign": {choice.value: choice.label for choice in form.campaign.choices},
    }
    found = []
    for name in names:
        value = now.get(name) or ""
        if (_mark(value) if value else None) == seen.get(name):
            continue
        saved = shown.get(name, {}).get(value, value)
        label = form.image.label.text if name == "asset_id" else form[name].label.text
        found.append(Difference(name, label, _l("another image") if name == "asset_id" else saved))
    return found
