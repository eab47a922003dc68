"""What /privacy says: who can see what, what is kept and for how long, and the settings in force.

Each sentence that holds a number takes it from `privacy_facts`, so that the page cannot promise what the program does
not do. The words are short on purpose: the page is read aloud in works councils.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from hub.ambassadors.privacy_facts import Facts
from hub.core import i18n


@dataclass(frozen=True)
class Audience:
    """One kind of reader, with what they can and cannot see."""

    key: str
    title: str
    sees: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Keeping:
    """One kind of record, and how long it is kept."""

    what: str
    how_long: str


def time_of_day(value: dt.time) -> str:
    """06.00 / 06:00."""
    return f"{value:%H.%M}" if i18n.locale() == "da" else f"{value:%H:%M}"


def audiences(facts: Facts) -> tuple[Audience, ...]:
    """Who can see what."""
    numbers = {
        "threshold": facts.threshold,
        "round_to": facts.round_to,
        "min_unit": facts.min_unit,
        "min_pilot": facts.min_pilot,
        "clicks": facts.click_round_to,
    }
    return (
        Audience(
            "manager",
            _("My manager"),
            (
                _("The same results page as you. Not a figure more."),
                _("Figures for the whole organisation, and for units with at least %(min_unit)s people.", **numbers),
                _("Your posts, if your manager can see your profile on the network."),
            ),
            (
                _("Whether you are an ambassador."),
                _("Whether you have shared, what you shared, or how often."),
                _("A figure for you, or for a small team."),
            ),
        ),
        Audience(
            "communications",
            _("Communications"),
            (
                _("The kits, and who wrote and approved them."),
                _(
                    "How many shares each kit got in a week: rounded to %(round_to)s, slightly inaccurate,"
                    " and only from %(threshold)s up.",
                    **numbers,
                ),
                _(
                    "Clicks from employees' posts, rounded to %(clicks)s, and only for kits whose shares can be shown.",
                    **numbers,
                ),
                _("Clicks from the official page and from adverts: exact, and as they come. So can you."),
            ),
            (
                _("Who shared a kit."),
                _("What you wrote. Your text never comes to Delfrit."),
                _("Shares as they happen. There is no live figure."),
            ),
        ),
        Audience(
            "hr",
            _("HR"),
            (
                _("The same results page as you."),
                _("How many applications each job got from each source. HR counts them and enters the numbers."),
            ),
            (
                _("Whether you shared a job."),
                _("Which employee an applicant came through. Everybody's link to a job is the same."),
                _("Anything that could be used in an appraisal or for your pay. There is no such figure."),
            ),
        ),
        Audience(
            "coordinator",
            _("The pilot coordinator"),
            (
                _("The pilot's figures, if the pilot has at least %(min_pilot)s members.", **numbers),
                _("Otherwise only the figures of the whole organisation."),
                _(
                    "What members answered in the weekly check-in, added up, for weeks with at least %(threshold)s"
                    " answers.",
                    **numbers,
                ),
                _("Where the members come from, in bands, once a month."),
            ),
            (
                _("A list of the members."),
                _("Who in the pilot shares, and who does not."),
                _("Who answered the check-in, and what."),
            ),
        ),
        Audience(
            "it",
            _("IT and administrators"),
            (
                ngettext(
                    "One person is administrator right now.",
                    "%(num)s people are administrators right now.",
                    facts.admins,
                ),
                _("Administrators see who can sign in: name, e-mail, unit and roles."),
                _(
                    "Whoever can open the database can read who opted in, and which themes, networks and "
                    "pilots they chose."
                ),
            ),
            (
                _("Who shared. It is not in the database, not in the backups and not in the logs."),
                _("A list of ambassadors on a page or in a file."),
                _("A button that shows more. The limits on this page cannot be loosened in the settings."),
            ),
        ),
        Audience(
            "colleagues",
            _("Colleagues, shop stewards and the works council"),
            (
                _("The same results page as managers. Everybody sees the same figures."),
                _("Your posts, if they can see your profile on the network."),
                _("That you are in a pilot, if you and they both chose to see each other there."),
            ),
            (_("Whether you are an ambassador."), _("Whether you have shared.")),
        ),
        Audience(
            "public",
            _("The public and the networks"),
            (
                _("Your posts, as you have set your profile."),
                _("A link that is the same for everybody who shares the same kit on the same network."),
                _("The network knows what you do there, as it always does."),
                _(
                    "Published figures, where a screen shows them to all or a program has been given a key."
                    " As you see them."
                ),
            ),
            (
                _("That the link came from you. No part of it is yours."),
                _("Your account here. Delfrit is never connected to your profile, and posts nothing for you."),
            ),
        ),
    )


def stored() -> tuple[str, ...]:
    """What the server keeps about a person."""
    return (
        _(
            "Your name, your e-mail, your unit, your language and your roles. They come from your "
            "employer, or from you when you sign in."
        ),
        _(
            "If you opt in: which versions of the guidelines and of the limits for figures you accepted, and the "
            "themes, networks and pilots you chose. Not when."
        ),
        _(
            "If you are in a pilot: whether members who do the same can see you, and questions that you put your name"
            " to. A question without a name is kept without you."
        ),
        _("If you work at the desk: what you wrote and approved, and when."),
        _("A sign-in link or code that you have not used yet."),
    )


def in_browser() -> tuple[str, ...]:
    """What only the person's own browser keeps."""
    return (
        _("A cookie that keeps you signed in, and one with your language."),
        _(
            "A cookie with the mark “Shared ✓”. It shows you what you have shared, and makes each browser "
            "count once. The server reads it and forgets it: it is never saved or logged."
        ),
        _(
            "In the same cookie: that you have told about views on a network this month, or answered a pilot's "
            "questions this week. Not what you said."
        ),
        _("Your private history, if you turn it on yourself. It never leaves the browser."),
    )


def never_stored() -> tuple[str, ...]:
    """What is kept nowhere."""
    return (
        _("That you shared, what you shared, where and when."),
        _("What you wrote. Your text stays in your browser and on the network."),
        _("That you told how many views a post got, or answered a pilot's check-in, and what you said."),
        _("Who clicked on your post."),
        _("When you last signed in, and which pages you looked at."),
        _("Whether you opened an e-mail from us."),
        _("Your network address beside a share."),
        _("A score, a rank, a goal or a reminder about you."),
    )


def keeping(facts: Facts) -> tuple[Keeping, ...]:
    """How long each kind of record is kept."""
    return (
        Keeping(_("Your account"), _("Until you or an administrator deletes it.")),
        Keeping(_("Your opt-in and your choices"), _("Until you leave. Then they are gone at once.")),
        Keeping(
            _("Sign-in links and codes"),
            _(
                "Until used. A link works for %(minutes)s minutes, a code on paper for %(days)s days. "
                "What was not used is deleted within two hours after that.",
                minutes=facts.link_minutes,
                days=facts.code_days,
            ),
        ),
        Keeping(
            _("Attempts to sign in"),
            _(
                "Counted for %(minutes)s minutes in the web server's memory, to stop guessing. Written nowhere.",
                minutes=facts.attempt_minutes,
            ),
        ),
        Keeping(
            _("Shares being counted"),
            _("As nameless numbers that are inaccurate from the start. Deleted when the figure is published."),
        ),
        Keeping(_("Published figures"), _("For good. They are about all of us, and about nobody.")),
        Keeping(
            _("Clicks from the public"),
            _(
                "As numbers for each link and day, for good. Fetches by networks and robots are counted for "
                "each day only, because a network fetches a post's link when you post. To count visitors "
                "once, their network address is scrambled with a key that is thrown away after %(hours)s "
                "hours at most.",
                hours=facts.salt_hours,
            ),
        ),
        Keeping(
            _("What staff publish and approve"),
            _("As long as the content. If you delete your account, your name is taken out."),
        ),
        Keeping(
            _("Backups and server logs"),
            _(
                "Backups hold the database, and never shares being counted. Delfrit writes no line when you share, "
                "and its error lines have no room for a person, a kit or the address of a page. How long "
                "backups and the logs of other systems are kept is up to IT."
            ),
        ),
    )


def in_force(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Settings and limits in force, by name and value."""
    own, foreign = _("a server of its own, beside Delfrit"), _("a server that IT runs elsewhere")
    return (
        (_("Smallest figure that is shown"), str(facts.threshold)),
        (_("Figures are rounded to"), str(facts.round_to)),
        (_("Clicks from employees' posts are rounded to"), str(facts.click_round_to)),
        (_("Shares of a headcount are shown in steps of"), _("%(points)s percentage points", points=facts.rate_band)),
        (_("Smallest unit with figures of its own"), _("%(people)s people", people=facts.min_unit)),
        (_("Smallest pilot with figures of its own"), _("%(people)s members", people=facts.min_pilot)),
        (
            _("Figures are published"),
            _("Mondays at %(time)s (%(zone)s)", time=time_of_day(facts.freeze_time), zone=facts.timezone),
        ),
        (_("Next time"), i18n.datetime(facts.next_freeze)),
        (_("Administrators"), str(facts.admins)),
        (_("Database"), facts.database),
        (_("Shares being counted lie in"), own if facts.counts_embedded else foreign),
        (_("Jobs and clicks wait in"), own if facts.queue_embedded else foreign),
        (_("E-mail"), _("sent through the organisation's mail server") if facts.mail else _("not set up")),
        (_("Intranets that may show our teaser"), ", ".join(facts.frame_ancestors) or _("none but Delfrit itself")),
        (_("Version of Delfrit"), facts.version or _("not installed as a package")),
    )
