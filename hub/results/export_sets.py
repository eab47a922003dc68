"""Every data set there is. Files, data dictionary, documents and the programming interface are made from this list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.counting.windows import WindowKind
from hub.reach.rules import COUNTS, FIELD_LABELS
from hub.results import export_rows as rows
from hub.results.export_shape import Column, DataSet, Evidence, Kind, Measure, Type

GROUPS: Mapping[str, Any] = {
    "organisation": _l("The organisation and its units"),
    "kits": _l("Share kits"),
    "campaigns": _l("Campaigns"),
    "pilots": _l("Pilots"),
    "sources": _l("Sources"),
    "recruitment": _l("Recruitment"),
    "reach": _l("Reach"),
}
"""Groups of data sets, which are also what a key of the programming interface can be for."""

UNITS: Mapping[str, Any] = {
    "shares": _l("shares"),
    "browsers": _l("browsers"),
    "clicks": _l("clicks"),
    "visitors": _l("visitors"),
    "people": _l("people"),
    "employees": _l("employees"),
    "weeks": _l("weeks"),
    "answers": _l("answers"),
    "applications": _l("applications"),
    "requests": _l("requests"),
    "posts": _l("posts"),
    "views": _l("views"),
    "DKK": _l("kroner"),
    "%": "%",
}
"""What is counted, in the reader's language."""

_MEASURED, _REPORTED, _ESTIMATED = Evidence.MEASURED, Evidence.REPORTED, Evidence.ESTIMATED


def _text(name: str, description: Any, example: str, *, nullable: bool = False) -> Column:
    return Column(name, Type.STRING, description, nullable=nullable, example=example)


_WEEK = _text("window", _l("The week, as ISO 8601 numbers it."), "2026-W47")
_MONTH = _text("window", _l("The month."), "2026-11")
_QUARTER = _text("window", _l("The quarter."), "2026-Q4")
_WINDOW_LABEL = _text("window_label", _l("What the window is called."), "Week 47, 2026")
_KIT = (
    _text("kit", _l("The share kit’s address on the hub, which never changes."), "a-day-on-the-road"),
    _text("kit_title", _l("What the share kit is called."), "A day on the road"),
)
_CAMPAIGN = (
    _text("campaign", _l("The campaign’s address on the hub, which never changes."), "more-nurses"),
    _text("campaign_title", _l("What the campaign is called."), "More nurses"),
)
_PILOT = (
    _text("pilot", _l("The pilot’s address on the hub, which never changes."), "spring-team"),
    _text("pilot_title", _l("What the pilot is called."), "The spring team"),
)
_NETWORK = _text("network", _l("The network."), "linkedin")
_NETWORK_LABEL = _text("network_label", _l("What the network is called."), "LinkedIn")
_SOURCE = _text("source", _l("The source: who posted the link."), "employees")
_SOURCE_LABEL = _text("source_label", _l("What the source is called."), "Colleagues")
_DAYS = (
    Column("first_day", Type.DATE, _l("The first day that is counted."), nullable=True, example="2026-10-05"),
    Column("last_day", Type.DATE, _l("The last day that is counted."), nullable=True, example="2026-11-15"),
)
_EVIDENCE = _text("evidence", _l("How the row’s figure has come about: measured or reported."), "measured")

_SHARES = Measure("shares", Kind.NOISY, _MEASURED, "shares", _l("Presses on a network’s share button."))
_SHARERS = Measure(
    "sharers", Kind.NOISY, _MEASURED, "browsers", _l("Browsers that shared at least once in the window.")
)
_CLICKS = Measure(
    "clicks", Kind.COUNT, _MEASURED, "clicks", _l("Clicks on colleagues’ posts, published by the week and rounded.")
)
_VISITORS = Measure(
    "visitors", Kind.COUNT, _MEASURED, "visitors", _l("Daily visitors from colleagues’ posts, rounded.")
)
_ALL_CLICKS = Measure(
    "clicks", Kind.COUNT, _MEASURED, "clicks", _l("Clicks: colleagues’ posts rounded, all other sources exact.")
)
_ALL_VISITORS = Measure(
    "visitors", Kind.COUNT, _MEASURED, "visitors", _l("Visitors a day: colleagues’ posts rounded, others exact.")
)
_COST = Measure("cost", Kind.MONEY, _REPORTED, "DKK", _l("What somebody at the desk or in HR has entered as spent."))


def _count(name: str, unit: str, description: Any, evidence: Evidence = _REPORTED) -> Measure:
    return Measure(name, Kind.COUNT, evidence, unit, description)


def _per(name: str, description: Any) -> Measure:
    return Measure(name, Kind.MONEY, _REPORTED, "DKK", description)


_FIGURE = Measure("figure", Kind.ANY, None, "", _l("The figure that the row names: a number, or a band in per cent."))

_ORGANISATION = (
    DataSet(
        "overview", "organisation", _l("The organisation by quarter"),
        _l("The main figures of the whole organisation, a row for each figure and quarter."),
        (_QUARTER, _WINDOW_LABEL,
         _text("complete", _l("Whether the whole quarter has been counted up: yes or no."), "yes"),
         _text("name", _l("Which figure: shares, clicks, visitors, sharers, rate or ambassadors."), "rate")),
        (Measure("figure", Kind.ANY, _MEASURED, "", _FIGURE.description),),
        rows.overview, WindowKind.QUARTER,
    ),
    DataSet(
        "weeks", "organisation", _l("Week by week"), _l("All share kits together, a row for each week."),
        (_WEEK, _WINDOW_LABEL), (_SHARES, _CLICKS, _VISITORS), rows.weeks, WindowKind.WEEK,
    ),
    DataSet(
        "networks", "organisation", _l("Networks by month"),
        _l("Where colleagues share, a row for each network and month."),
        (_MONTH, _WINDOW_LABEL, _NETWORK, _NETWORK_LABEL), (_SHARERS,), rows.networks, WindowKind.MONTH,
    ),
    DataSet(
        "units", "organisation", _l("Units by quarter"),
        _l("Units of at least 30 employees, a row for each unit and quarter. Smaller ones are part of the one above."),
        (_QUARTER, _WINDOW_LABEL, _text("unit", _l("What the unit is called."), "Roads and parks"),
         Column("employees", Type.INTEGER, _l("The headcount when the quarter began, rounded down to 10."), "employees",
                _REPORTED, example=140)),
        (_SHARERS, Measure("rate", Kind.RATE, _MEASURED, "%", _l("Their share of the employees, in bands."))),
        rows.units, WindowKind.QUARTER,
    ),
)  # fmt: skip
_KITS = (
    DataSet(
        "kit-weeks", "kits", _l("Share kits by week"), _l("A row for each share kit and week."),
        (_WEEK, _WINDOW_LABEL, *_KIT), (_SHARES, _CLICKS, _VISITORS), rows.kit_weeks, WindowKind.WEEK,
    ),
    DataSet(
        "kits", "kits", _l("Share kits in all"), _l("All weeks of a share kit together, a row for each."),
        _KIT, (_SHARES, _CLICKS), rows.kit_totals,
    ),
)  # fmt: skip
_CAMPAIGNS = (
    DataSet(
        "campaigns", "campaigns", _l("What campaigns have brought"),
        _l("Figures of a campaign’s share kits and jobs, a row for each campaign and figure."),
        (*_CAMPAIGN, _text("name", _l("Which figure."), "shares"), _EVIDENCE), (_FIGURE,), rows.campaign_totals,
    ),
    DataSet(
        "goals", "campaigns", _l("Goals of campaigns"), _l("How far each goal has come, a row for each goal."),
        (*_CAMPAIGN, _text("goal", _l("The goal in words."), "More colleagues share"),
         _text("name", _l("Which figure."), "shares"), _EVIDENCE,
         _text("scope", _l("What it is about: campaign, organisation or unit."), "campaign"),
         _text("unit", _l("What the unit is called."), "Roads and parks", nullable=True),
         Column("baseline", Type.INTEGER, _l("Where the goal started from, where it was known."), nullable=True,
                example=20),
         Column("target", Type.INTEGER, _l("What shall be reached."), example=60),
         Column("deadline", Type.DATE, _l("The day it shall be reached by."), example="2026-12-18"),
         _text("state", _l("How it stands, by what may be shown of the figure."), "on_the_way")),
        (_FIGURE,), rows.campaign_goals,
    ),
)  # fmt: skip
_PILOTS = (
    DataSet(
        "pilots", "pilots", _l("Pilots by month"), _l("Pilots that were large enough, a row for each pilot and month."),
        (_MONTH, _WINDOW_LABEL, *_PILOT),
        (_SHARERS,
         Measure("members", Kind.NOISY, _MEASURED, "people", _l("Members on the day the figure was made.")),
         Measure("rate", Kind.RATE, _MEASURED, "%", _l("Their share of the members, in bands."))),
        rows.pilot_months, WindowKind.MONTH,
    ),
    DataSet(
        "pilot-units", "pilots", _l("Where pilots’ members come from"),
        _l("As it was counted last, a row for the pilot and one for each unit."),
        (*_PILOT, _text("month", _l("The month at the beginning of which it was counted."), "November 2026"),
         _text("unit", _l("What the unit is called. Empty for the whole pilot."), "Roads and parks", nullable=True)),
        (Measure("members", Kind.NOISY, _MEASURED, "people", _l("Members on the day the figure was made.")),),
        rows.pilot_units,
    ),
    DataSet(
        "pilot-answers", "pilots", _l("Answers in pilots’ check-ins"),
        _l("Anonymous answers of the weeks that had at least 10, added up: a row for each answer that could be given."),
        (*_PILOT, Column("weeks", Type.INTEGER, _l("How many weeks are in it."), "weeks", example=3),
         _text("question", _l("The question."), "find"),
         _text("question_text", _l("The question in words."), "How easy?"),
         _text("answer", _l("The answer."), "easy"), _text("answer_text", _l("The answer in words."), "Easy")),
        (Measure("answers", Kind.NOISY, _REPORTED, "answers", _l("How many answered so.")),), rows.pilot_answers,
    ),
)  # fmt: skip
_OTHERS = (
    DataSet(
        "sources", "sources", _l("Sources side by side"),
        _l("What each source brought and cost in the weeks of the quarter that have been counted up."),
        (_QUARTER, _WINDOW_LABEL, _SOURCE, _SOURCE_LABEL),
        (_ALL_CLICKS, _ALL_VISITORS, _COST, _per("cost_per_visit", _l("Cost divided by visitors."))),
        rows.source_quarters, WindowKind.QUARTER,
    ),
    DataSet(
        "funnel", "recruitment", _l("From click to hired"),
        _l("By profession and source. Fewer than 5 applicants are not shown. The source “total” is all of them."),
        (_text("profession", _l("The profession, as HR calls it."), "Nurse"), _SOURCE,
         _text("source_label", _l("What the source is called."), "Colleagues", nullable=True)),
        (_ALL_CLICKS, _count("applications", "applications", _l("Applications, as HR recorded them.")),
         _count("interviews", "applications", _l("Applicants who came to an interview.")),
         _count("qualified", "applications", _l("Qualified applicants, by HR’s own definition.")),
         _count("hired", "applications", _l("Applicants who were hired.")), _COST,
         _per("cost_per_application", _l("Cost divided by applications.")),
         _per("cost_per_qualified", _l("Cost divided by qualified applicants."))),
        rows.funnels,
    ),
)  # fmt: skip
_REACH = (
    DataSet(
        "reach-measured", "reach", _l("Reach: measured"), _l("Clicks and visitors by source, in the quarter so far."),
        (*_DAYS, _SOURCE, _SOURCE_LABEL), (_ALL_CLICKS, _ALL_VISITORS), rows.reach_measured,
    ),
    DataSet(
        "reach-filtered", "reach", _l("Reach: not counted as clicks"),
        _l("Requests of programs, by the reason why they are no clicks, in the quarter so far."),
        (*_DAYS, _text("reason", _l("Why they are no clicks."), "preview")),
        (_count("requests", "requests", _l("Requests, rounded to 10."), _MEASURED),), rows.reach_filtered,
    ),
    DataSet(
        "reach-told", "reach", _l("Reach: how many told"), _l("A row for each network and month."),
        (_MONTH, _WINDOW_LABEL, _NETWORK, _NETWORK_LABEL),
        (Measure("told", Kind.NOISY, _REPORTED, "browsers", _l("Colleagues who told how often a post was seen.")),),
        rows.reach_told, WindowKind.MONTH,
    ),
    DataSet(
        "reach-bands", "reach", _l("Reach: what they told"), _l("A row for each network, month and band of views."),
        (_MONTH, _WINDOW_LABEL, _NETWORK_LABEL, _text("band", _l("The lowest number of views in the band."), "50"),
         _text("band_label", _l("The band in words."), "50–199")),
        (Measure("told", Kind.NOISY, _REPORTED, "browsers", _l("Colleagues who told how often a post was seen.")),),
        rows.reach_bands, WindowKind.MONTH,
    ),
    DataSet(
        "reach-official", "reach", _l("Reach: our own posts"),
        _l("What the networks report about the organisation’s own posts, by the month they were published in."),
        (_MONTH, _WINDOW_LABEL, _NETWORK),
        (_count("posts", "posts", _l("Posts that were published.")),
         *(_count(field.value, "", FIELD_LABELS[field]) for field in COUNTS)),
        rows.reach_official, WindowKind.MONTH,
    ),
    DataSet(
        "reach-estimates", "reach", _l("Reach: estimated"),
        _l("Views of colleagues’ posts as ranges, where enough told. Never add them to what is measured."),
        (_MONTH, _WINDOW_LABEL, _NETWORK),
        tuple(
            Measure(name, Kind.COUNT, _ESTIMATED, "views", description)
            for name, description in (
                ("post_from", _l("Views of one post: the lower end.")),
                ("post_about", _l("Views of one post: most likely.")),
                ("post_to", _l("Views of one post: the upper end.")),
                ("all_from", _l("Views in all: the lower end.")),
                ("all_about", _l("Views in all: most likely.")),
                ("all_to", _l("Views in all: the upper end.")),
            )
        ),
        rows.reach_estimates, WindowKind.MONTH,
    ),
    DataSet(
        "reach-side-by-side", "reach", _l("Reach: colleagues and our own pages"),
        _l("Side by side in the newest month, a row for each network. “together” is the networks that are too small."),
        (_text("month", _l("The month in words."), "November 2026"), _NETWORK, _NETWORK_LABEL),
        (_SHARERS, _CLICKS,
         _count("own_clicks", "clicks", _l("Clicks on the links of our own pages."), _MEASURED),
         _count("own_impressions", "views", _l("Impressions of our own posts, as the network reports them.")),
         _count("own_reach", "people", _l("People that our own posts reached, as the network reports it."))),
        rows.reach_side_by_side,
    ),
)  # fmt: skip
DATA_SETS: tuple[DataSet, ...] = (*_ORGANISATION, *_KITS, *_CAMPAIGNS, *_PILOTS, *_OTHERS, *_REACH)
