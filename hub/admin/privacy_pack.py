"""The privacy pack: documents for the works council and the data protection officer, from the settings in force.

Each is a draft that tells what the program does. What only the organisation knows is left open to be filled in, and
what is law is marked for counsel.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from hub.admin import privacy_pack_parts as parts
from hub.admin.privacy_pack_blocks import Block, Bullets, Document, FillIn, Heading, Table, Text
from hub.admin.privacy_pack_parts import Source
from hub.admin.privacy_pack_risks import risks
from hub.ambassadors import privacy, privacy_remains


def build(key: str, source: Source) -> Document:
    """One document in the reader's language. Raises `KeyError` for one that there is not."""
    return _DOCUMENTS[key](key, source)


def _counsel() -> Block:
    return Text(
        _("This is a draft made by the program. It is no legal advice: have counsel check it before it is used.")
    )


def _med(key: str, source: Source) -> Document:
    facts = source.facts
    return Document(
        key,
        _("Summary for the works council"),
        _("What Delfrit is, what is promised, how to check it, and what to ask. One page, in plain words."),
        (
            Heading(_("What it is")),
            Text(
                _(
                    "Communications write stories that are easy to share. Colleagues who want to can "
                    "share them on their own "
                    "profiles, in their own words. Everybody sees the same figures, once a week."
                )
            ),
            Heading(_("What is promised")),
            Bullets(
                (
                    _("Sharing is voluntary. It has no consequence whether you do."),
                    _("Nobody can see who shares, neither managers nor IT: it is not recorded."),
                    _(
                        "Figures are made slightly inaccurate, rounded to %(round_to)s, and hidden below "
                        "%(threshold)s.",
                        round_to=facts.round_to,
                        threshold=facts.threshold,
                    ),
                    _("A unit needs %(min_unit)s people to have figures of its own.", min_unit=facts.min_unit),
                    _("Leaving is one click, and everything about it is deleted at once."),
                )
            ),
            parts.only_tighter(),
            Heading(_("What it cannot prevent")),
            Text(" ".join(row.title for row in privacy_remains.remaining(facts))),
            Heading(_("How to check it")),
            Bullets(
                (
                    _(
                        "Read %(page)s. It is open to everybody, with the values in force.",
                        page=f"{source.settings.base_url}/privacy",
                    ),
                    _("Open My data: it shows every row about you. Share something, and look again: nothing is added."),
                    _("Ask IT to show the tables of the database with an expert of your own."),
                    _(
                        "Have somebody read the source code: %(place)s",
                        place=source.settings.source_url or _("ask IT where it is"),
                    ),
                )
            ),
            Heading(_("Questions for the meeting")),
            Bullets(
                (
                    _("How do we say to everybody, managers included, that it is voluntary?"),
                    _("Do we agree that nobody may ask a colleague for their own export?"),
                    _("Who may be administrator, and who looks over their shoulder?"),
                    _("Which logs do other systems keep, and for how long? Is the proxy's log of visits off?"),
                    _("May the program be replaced or changed without telling us?"),
                    _("When do we look at this again?"),
                )
            ),
            Text(
                _(
                    "In municipalities and regions, employees must be informed and heard beforehand (MED agreement, "
                    "sections 6–7). Have counsel check which agreement applies to you."
                )
            ),
        ),
    )


def _notice(key: str, source: Source) -> Document:
    return Document(
        key,
        _("Information for employees"),
        _("How we use your data in Delfrit (GDPR article 13)."),
        (
            _counsel(),
            *parts.responsible(source),
            *parts.purpose(),
            *parts.voluntary(),
            *parts.basis(),
            Heading(_("What is kept about you")),
            Bullets(privacy.stored()),
            Text(_("In your own browser:")),
            Bullets(privacy.in_browser()),
            Text(_("Kept nowhere:")),
            Bullets(privacy.never_stored()),
            *parts.readers(source),
            *parts.retention(source),
            *parts.server_logs(source),
            *parts.rights(source),
            *parts.remaining(source),
        ),
    )


def _dpia(key: str, source: Source) -> Document:
    return Document(
        key,
        _("Impact assessment (DPIA), draft"),
        _(
            "What the processing is, whether it is necessary, what can go wrong, and what stands "
            "in its way (GDPR article 35)."
        ),
        (
            _counsel(),
            *parts.responsible(source),
            FillIn(_("Written by, and date")),
            Heading(_("Why an assessment")),
            Text(
                _(
                    "The data is about employees, who depend on their employer, and a system of this kind "
                    "could be used to "
                    "watch them. We propose to make an assessment even where the law does not demand one."
                )
            ),
            *parts.purpose(),
            Heading(_("What happens, step by step")),
            Bullets(
                (
                    _("An employee signs in and reads. Visits are not recorded."),
                    _("Whoever wants to take part says yes. The row says that, and not when."),
                    _("Sharing opens the network in the employee's own browser. The text never comes to Delfrit."),
                    _("The server adds one to a few nameless counts that are inaccurate from the start."),
                    _("On Mondays each finished count is published once, and deleted."),
                    _("Everybody sees the same rounded figures."),
                )
            ),
            *parts.basis(),
            Heading(_("Necessity and proportion")),
            Bullets(
                (
                    _("Name, e-mail and unit: to let employees in, and to count the unit as a whole."),
                    _("The opt-in: to know who may share from here. Themes and networks: to show what was asked for."),
                    _(
                        "Considered and left: a record of shares, personal links, leaderboards, points, "
                        "reading of profiles, e-mail tracking."
                    ),
                    _(
                        "Considered and left: exact figures with a limit of five, which can be undone by "
                        "whoever knows the others."
                    ),
                )
            ),
            *parts.limits(source),
            *risks(source),
            *parts.guessing(source),
            *parts.remaining(source),
            Heading(_("Hearing and decision")),
            FillIn(_("The data protection officer's advice")),
            FillIn(_("The employees' view, through the works council")),
            FillIn(_("Decision, signature and date")),
            FillIn(_("To be looked at again")),
        ),
    )


def _record(key: str, source: Source) -> Document:
    settings, facts = source.settings, source.facts
    rows = (
        (_("Controller"), settings.org_name),
        (_("Contact"), settings.admin_email or _("to be filled in")),
        (
            _("Purpose"),
            _("Voluntary sharing of the organisation's stories by employees, and figures about it without persons"),
        ),
        (_("People"), _("Employees who can sign in; employees who took part; staff who write and approve")),
        (
            _("Data"),
            _("Name, e-mail, unit, language, roles; opt-in with themes, networks and pilots; staff actions on content"),
        ),
        (_("Special categories"), _("None")),
        (_("Recipients"), _("None outside the organisation and its suppliers")),
        (_("Transfers to third countries"), _("None by the program. To be checked for the suppliers")),
        (_("Administrators"), str(facts.admins)),
        (
            _("Security"),
            _(
                "One-time sign-in without passwords, roles, noise and rounding, no log of visits, "
                "strict content policy, encrypted transport where HTTPS is set up"
            ),
        ),
        (
            _("Encrypted transport (HTTPS)"),
            _("yes") if settings.secure_cookies else _("no: set HUB_BASE_URL to an https address"),
        ),
        (_("Database"), facts.database),
        (_("Version of Delfrit"), facts.version or _("not installed as a package")),
    )
    return Document(
        key,
        _("Record of processing"),
        _("The entry for the record of processing activities (GDPR article 30), with every table."),
        (
            _counsel(),
            Table(_("The processing"), (_("What"), _("How it is")), rows),
            FillIn(_("Data protection officer")),
            FillIn(_("Suppliers (processors), and the agreements with them")),
            *parts.basis(),
            *parts.retention(source),
            *parts.tables(),
        ),
    )


def _retention(key: str, source: Source) -> Document:
    return Document(
        key,
        _("Retention and deletion"),
        _("How long each kind of record is kept, and what deletes it."),
        (
            *parts.retention(source),
            Heading(_("What deletes")),
            Bullets(
                (
                    _("Leaving: the opt-in with themes, networks and pilots, at once."),
                    _(
                        "Deleting the account: the person with all they own. Their name is taken out of what "
                        "they did as staff."
                    ),
                    _("The program itself: used and old sign-in links, and counts that were published."),
                    _("A backup that is restored brings deleted rows back: delete them again."),
                )
            ),
            *parts.tables(),
        ),
    )


def _cookies(key: str, source: Source) -> Document:
    secure = _("yes") if source.settings.secure_cookies else _("no: the address has no HTTPS")
    rows = (
        (
            "hub_session",
            _("Signing in and protection of forms"),
            _("The person's number and session key, the form's token, and the page that was wanted, signed"),
            _("Until the browser closes; signed in, %(days)s days", days=source.session_days),
            secure,
        ),
        (
            "lang",
            _("The language, when somebody chose one"),
            "da, en",
            _("%(days)s days", days=source.language_days),
            secure,
        ),
        (
            _("d and 12 letters and digits, different for each account"),
            _("“Shared ✓”, and that each browser counts once"),
            _("Short marks of kits, weeks, months and quarters"),
            _("%(days)s days; dropped earlier when a kit or a period ends, and on leaving", days=source.flag_days),
            secure,
        ),
    )
    stores = (
        ("delfrit:history:…", _("The private history, only after its owner said yes"), _("Until erased"), _("never")),
        (
            "delfrit:mastodon",
            _("The Mastodon server that was typed last"),
            _("Until the browser's data is cleared"),
            _("never"),
        ),
        ("delfrit:draft:…", _("The text being written"), _("Until shared, or the tab closes"), _("never")),
    )
    return Document(
        key,
        _("Cookies and browser storage"),
        _(
            "What Delfrit keeps in a browser. No third party sets or reads anything, and nothing "
            "is used to follow anybody."
        ),
        (
            Table(
                _("Cookies"),
                (_("Name"), _("What it is for"), _("What it holds"), _("Kept until"), _("Only over HTTPS")),
                rows,
            ),
            Text(
                _(
                    "All three are HttpOnly and SameSite=Lax: scripts cannot read them, and other sites "
                    "cannot send them along with a form."
                )
            ),
            Table(
                _("Storage in the browser"),
                (_("Name"), _("What it is for"), _("Kept until"), _("Sent to the server")),
                stores,
            ),
            Text(
                _(
                    "The cookies are needed for what a person has asked for, so we propose that no banner is needed. "
                    "Have counsel check that."
                )
            ),
        ),
    )


_DOCUMENTS: dict[str, Callable[[str, Source], Document]] = {
    "works-council": _med,
    "information-notice": _notice,
    "impact-assessment": _dpia,
    "record-of-processing": _record,
    "retention": _retention,
    "cookies": _cookies,
}
KEYS = tuple(_DOCUMENTS)
"""The documents, in the order in which they are read."""
