"""Writes the monthly letter: once for each month, from released figures, in both languages. The same for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from hub.campaigns import queries as campaigns
from hub.campaigns.models import Campaign
from hub.campaigns.rules import Kind
from hub.core import clock, i18n
from hub.core.charts import Point
from hub.core.config import Settings
from hub.counting.windows import Window
from hub.kits.models import Kit
from hub.metrics import reports, wording
from hub.metrics.reports import MonthFigures
from hub.results import queries, rules
from hub.results.models import ResultLetter
from hub.results.rules import Bar, Lesson, Letter

CATCH_UP = 12
"""Months that are written after the program was away for long."""
MOST_LESSONS = 4
MOST_PLANNED = 6


def write_due(session: Session, settings: Settings) -> list[ResultLetter]:
    """Write the letters of the months counted up since the last one; the first time, of the newest alone.

    What is planned is told as it stands now, so months of long ago get no letter. Safe to repeat: a month that has one
    is left alone. The caller commits.
    """
    made_up = reports.months_made_up(session, CATCH_UP)
    written = {letter.month for letter in queries.letters(session)}
    newest = max(written, default="")
    due = [month for month in made_up if month.key > newest] if written else made_up[-1:]
    found = [_write(session, settings, month) for month in due]
    return [letter for letter in found if letter is not None]


def _write(session: Session, settings: Settings, month: Window) -> ResultLetter | None:
    today = clock.local_today()
    by_language: dict[str, Letter] = {}
    release_id = 0
    for locale in i18n.LOCALES:
        with _in_language(settings, locale):
            figures = reports.month_figures(session, month)
            if figures is None:
                return None
            release_id = figures.release_id
            by_language[locale] = _letter(session, month, figures, today, locale)
    letter = ResultLetter(
        month=month.key, release_id=release_id, written_on=today, content=rules.to_json(by_language), mailed=False
    )
    session.add(letter)
    session.flush()
    return letter


@contextmanager
def _in_language(settings: Settings, locale: str) -> Iterator[None]:
    """Words in this language, in a worker too, where no request says which."""
    app = Flask("letters")
    app.config["SETTINGS"] = settings
    i18n.init_app(app)
    with app.app_context(), force_locale(locale):
        yield


def _letter(session: Session, month: Window, figures: MonthFigures, today: dt.date, locale: str) -> Letter:
    fresh, still = queries.kits_of(session, month.starts, month.ends)
    lessons = campaigns.newest_lessons(session, MOST_LESSONS, month.starts, month.ends)
    kits = [*_titles(fresh, locale, _("New this month")), *_titles(still, locale, _("Out already"))]
    network_heads = (_("Network"), *(wording.window(key) for key in figures.networks.columns))
    return Letter(
        month=month.key,
        label=wording.window(month.key),
        written=i18n.date(today),
        summary=tuple(_summary(figures, len(fresh), len(still))),
        figures=tuple(_figures(figures, len(fresh), len(still))),
        weeks=tuple(_bar(point) for point in wording.points(figures.weeks, "shares", short=True)),
        networks=tuple((row.label, *(wording.text(each) for each in row.figures)) for row in figures.networks.rows),
        network_heads=network_heads,
        sources=tuple((row.label, *(wording.text(each) for each in row.figures)) for row in figures.sources.rows),
        source_heads=(_("Source"), _("Clicks"), _("Daily visitors")),
        kits=tuple(kits),
        worked=tuple(Lesson(each.text, each.campaign, each.slug) for each in lessons[Kind.WORKED]),
        failed=tuple(Lesson(each.text, each.campaign, each.slug) for each in lessons[Kind.FAILED]),
        planned=tuple(_planned(queries.coming_campaigns(session, month.ends), month))[:MOST_PLANNED],
    )


def _titles(kits: Sequence[Kit], locale: str, said: str) -> Iterator[tuple[str, str, str]]:
    for kit in kits:
        yield kit.text(locale).title, kit.slug, said


def _summary(figures: MonthFigures, fresh: int, still: int) -> Iterator[str]:
    """The month in a few sentences; what cannot be said is left out."""
    overview = figures.overview
    out = ngettext("%(num)s share kit was out", "%(num)s share kits were out", fresh + still)
    new = ngettext("%(num)s of them new", "%(num)s of them new", fresh) if fresh else _("none of them new")
    yield _("%(out)s, %(new)s.", out=out, new=new)
    if wording.is_number(overview["shares"]):
        yield _("Colleagues shared them %(shares)s times.", shares=wording.text(overview["shares"]))
    else:
        yield _("How often colleagues shared them cannot be told: %(why)s.", why=wording.text(overview["shares"]))
    if wording.is_number(overview["clicks"]):
        yield _("Their posts were clicked %(clicks)s times.", clicks=wording.text(overview["clicks"]))


def _figures(figures: MonthFigures, fresh: int, still: int) -> Iterator[tuple[str, str, str]]:
    overview, days = figures.overview, _days(figures)
    yield _("Share kits out"), i18n.number(fresh + still), _("of these new: %(new)s", new=i18n.number(fresh))
    yield _("Shares"), wording.text(overview["shares"]), days
    yield _("Clicks on colleagues’ posts"), wording.text(overview["clicks"]), days
    yield _("Daily visitors from colleagues’ posts"), wording.text(overview["visitors"]), days
    of = i18n.number(figures.employees)
    about = _("of %(employees)s employees. %(quarter)s", employees=of, quarter=figures.quarter)
    yield _("Shared at least once"), wording.text(overview["rate"]), about if figures.employees else figures.quarter
    yield _("Ambassadors"), wording.text(overview["ambassadors"]), figures.quarter


def _days(figures: MonthFigures) -> str:
    return str(_("%(since)s to %(until)s", since=i18n.date(figures.since), until=i18n.date(figures.until)))


def _bar(point: Point) -> Bar:
    return Bar(point.label, point.value, point.margin, point.note)


def _planned(found: Sequence[Campaign], month: Window) -> Iterator[tuple[str, str, str]]:
    for campaign in found:
        if campaign.starts_on is not None and campaign.starts_on > month.ends:
            said = _("begins on %(date)s", date=i18n.date(campaign.starts_on))
        elif campaign.ends_on is not None:
            said = _("goes on until %(date)s", date=i18n.date(campaign.ends_on))
        else:
            said = _("goes on")
        yield campaign.title, campaign.slug, said


def in_words(letter: ResultLetter, locale: str) -> Letter:
    """The letter as it was written, in one language."""
    return rules.from_json(letter.content, locale)
