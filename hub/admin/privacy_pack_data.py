"""The data inventory: every table, from the schema itself, with what it is for and how long it is kept.

The fields come from the tables, so that the list cannot be older than the database. Why a table is there and when its
rows go cannot be read from a schema: that is declared here, and a test fails when a table has no entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.core.db import Base

_FOR_GOOD = _l("For good")
_WITH_PERSON = _l("Until taken away, or until the person is deleted")
_UNTIL_LEAVE = _l("Until changed, or until the person leaves")
_CONTENT = _l("For good; names of staff are emptied when the person is deleted")


@dataclass(frozen=True)
class Kept:
    """Why a table is there, whether a row is about an identifiable employee, and when the row goes."""

    purpose: LazyString
    personal: bool
    until: LazyString


KEPT: Mapping[str, Kept] = {
    "person": Kept(_l("Who may sign in"), True, _l("Until the person or an administrator deletes it")),
    "role_grant": Kept(_l("Who may do what as staff"), True, _WITH_PERSON),
    "sign_in_token": Kept(
        _l("One-time links and codes that are not used yet"), True, _l("Until used, or an hour after they end")
    ),
    "allowed_domain": Kept(_l("E-mail domains whose holders may come uninvited"), False, _l("Until removed")),
    "unit": Kept(_l("The organisation's units and headcounts"), False, _FOR_GOOD),
    "ambassador": Kept(
        _l("Who said yes, to which versions of guidelines and limits, and who wants the letter. Not when"),
        True,
        _l("Until the person leaves"),
    ),
    "followed_theme": Kept(_l("Themes that an ambassador wants to see first"), True, _UNTIL_LEAVE),
    "used_network": Kept(_l("Networks that an ambassador wants to see first"), True, _UNTIL_LEAVE),
    "pilot_member": Kept(_l("Who is in which pilot. Not since when"), True, _l("Until the person leaves pilot or hub")),
    "theme": Kept(_l("Subjects of kits"), False, _FOR_GOOD),
    "policy_version": Kept(_l("The guidelines, in their versions"), False, _FOR_GOOD),
    "guide_page": Kept(_l("Channel guides, fact sheet and crisis plan"), False, _FOR_GOOD),
    "kit": Kept(_l("A kit, who wrote and approved it, and whom to ask"), True, _CONTENT),
    "kit_text": Kept(_l("What a kit says"), False, _FOR_GOOD),
    "suggestion": Kept(_l("Suggested texts of a kit"), False, _FOR_GOOD),
    "asset": Kept(_l("Pictures of kits; people in them may be recognisable"), True, _FOR_GOOD),
    "audit_entry": Kept(
        _l("Staff actions on content, accounts and units, with the moment. Never sharing, joining or signing in"),
        True,
        _CONTENT,
    ),
    "pilot": Kept(_l("A pilot and its coordinator"), True, _CONTENT),
    "job": Kept(_l("A vacancy"), False, _FOR_GOOD),
    "application_count": Kept(
        _l("How many applications a vacancy got from each source. No applicant"), False, _FOR_GOOD
    ),
    "tracking_link": Kept(_l("One link for each kit, network and source, the same for everybody"), False, _FOR_GOOD),
    "link_table_version": Kept(_l("A counter by which processes see new links"), False, _FOR_GOOD),
    "click_day": Kept(
        _l("The public's clicks and daily visitors by link and day: a sketch under a daily key, then a number"),
        False,
        _l("The sketch until the day is over, the numbers for good"),
    ),
    "filtered_day": Kept(_l("Requests by robots and networks, by day and kind, without their link"), False, _FOR_GOOD),
    "open_day": Kept(_l("Days whose sketches of visitors are still there"), False, _l("Until the day is over")),
    "stream_position": Kept(_l("How far clicks have been counted"), False, _FOR_GOOD),
    "headcount": Kept(_l("The headcounts that rates of a quarter are made from"), False, _FOR_GOOD),
    "release": Kept(_l("When figures were published"), False, _FOR_GOOD),
    "released_cell": Kept(_l("Published counts, inaccurate on purpose"), False, _FOR_GOOD),
    "released_clicks": Kept(_l("Published clicks, rounded"), False, _FOR_GOOD),
    "blocked_cell": Kept(_l("Counts that were held back because they cannot be right"), False, _l("Until published")),
    "pilot_question": Kept(
        _l("A question in a pilot and its answer; with a name only where the person who asked chose so"), True, _CONTENT
    ),
    "campaign": Kept(_l("A campaign, with its owner and substitute"), True, _CONTENT),
    "campaign_check": Kept(
        _l("A campaign’s preparations, and whether they are done. Not who ticked them"), False, _FOR_GOOD
    ),
    "campaign_goal": Kept(
        _l("A campaign’s goals: about the campaign, the organisation or a large unit, never a person"), False, _FOR_GOOD
    ),
    "campaign_evaluation": Kept(_l("What came of a campaign, and what it cost"), False, _FOR_GOOD),
    "learning": Kept(_l("What worked and what did not, in sentences for everybody"), False, _FOR_GOOD),
    "source": Kept(_l("Who carries links: colleagues, own pages, adverts and the like"), False, _FOR_GOOD),
    "cost": Kept(_l("What was spent on a kit or a campaign, by source"), False, _l("Until removed")),
    "official_post": Kept(_l("Posts on the organisation’s own pages with the network’s figures"), False, _FOR_GOOD),
    "official_import": Kept(_l("When files with the networks’ figures were read"), False, _FOR_GOOD),
    "official_mapping": Kept(_l("Which column of such a file is what"), False, _FOR_GOOD),
    "import_draft": Kept(
        _l("An imported table between its trial run and the yes: only the columns that are used"),
        True,
        _l("Until confirmed, or after two days"),
    ),
    "application_mapping": Kept(_l("Which column of HR’s file is what"), False, _FOR_GOOD),
    "qualified_definition": Kept(_l("What HR calls qualified, in its versions"), False, _FOR_GOOD),
    "recruitment_setting": Kept(
        _l("The recruitment system’s secret for signing, and how its links are made"), False, _l("Until replaced")
    ),
    "seen_delivery": Kept(
        _l("Marks of deliveries from the recruitment system, so that none counts twice"),
        False,
        _l("Until their time is over, usually minutes"),
    ),
    "result_letter": Kept(
        _l("The monthly letters as they were written, and whether each was mailed. Not to whom"), False, _FOR_GOOD
    ),
    "wall_screen": Kept(
        _l("Screens on a wall, with a digest of their secret address"), False, _l("Until switched off")
    ),
    "api_token": Kept(
        _l("Keys by which programs read released figures: a name of the program and a digest"), False, _FOR_GOOD
    ),
    "click_month": Kept(_l("The public’s clicks by month, source and network"), False, _FOR_GOOD),
    "rolled_up": Kept(_l("How far clicks have been added up by month"), False, _FOR_GOOD),
    "promise": Kept(_l("The limits for figures that were in force, by number"), False, _FOR_GOOD),
    "marker": Kept(_l("Whether this is a demonstration"), False, _FOR_GOOD),
}


@dataclass(frozen=True)
class Row:
    """One table of the database as the pack lists it."""

    name: str
    fields: tuple[str, ...]
    purpose: str
    personal: bool
    until: str


def inventory() -> tuple[Row, ...]:
    """Every table there is, those about people first. Raises `KeyError` for a table without an entry."""
    rows = [
        Row(name, tuple(table.columns.keys()), str(KEPT[name].purpose), KEPT[name].personal, str(KEPT[name].until))
        for name, table in Base.metadata.tables.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.personal, row.name)))


OUTSIDE: tuple[tuple[LazyString, LazyString, LazyString], ...] = (
    (
        _l("Shares being counted"),
        _l("Nameless whole numbers, inaccurate from the start. No person, no time, no log"),
        _l("Until the figure is published"),
    ),
    (
        _l("Clicks on their way to the tables"),
        _l("Link, day and class, and for a click a scrambled mark of address and browser under the day's key. No time"),
        _l("Until counted, usually seconds; the key is deleted when its day is over"),
    ),
    (
        _l("Jobs that wait"),
        _l("The name of the job, and the number of a kit, of a sign-in link or of a month"),
        _l("Until done; what failed, for an hour"),
    ),
    (
        _l("Attempts to sign in"),
        _l("Counts in the web server's memory, written nowhere"),
        _l("A quarter of an hour"),
    ),
    (
        _l("The program's log"),
        _l("What went wrong, from a closed list of events, with numbers. No address, no person, no kit, no page"),
        _l("As long as IT keeps it"),
    ),
    (_l("Pictures of kits"), _l("Files without their metadata"), _l("For good")),
    (_l("Backups"), _l("The database and the pictures. Never shares being counted"), _l("As long as IT keeps them")),
)
"""What is kept outside the database: where, what, and until when."""
