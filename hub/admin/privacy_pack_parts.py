"""Parts that several documents of the privacy pack share, with the values in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_percent
from flask_babel import gettext as _
from flask_babel import ngettext

from hub.admin.privacy_pack_blocks import Block, Bullets, FillIn, Heading, Table, Text
from hub.admin.privacy_pack_data import OUTSIDE, inventory
from hub.ambassadors import privacy, privacy_remains
from hub.ambassadors.privacy_facts import Facts
from hub.core import i18n
from hub.core.config import Settings


@dataclass(frozen=True)
class Source:
    """What the documents are made from."""

    settings: Settings
    facts: Facts
    session_days: int
    flag_days: int
    language_days: int


def pairs(rows: Iterable[privacy_remains.Remaining]) -> tuple[str, ...]:
    """Title and text as one item of a list."""
    return tuple(f"{row.title} {row.text}" for row in rows)


def responsible(source: Source) -> tuple[Block, ...]:
    """Who is responsible, and how to reach them."""
    return (
        Heading(_("Who is responsible")),
        Text(_("%(org)s is the controller of the personal data in Delfrit.", org=source.settings.org_name)),
        Text(_("Contact: %(email)s", email=source.settings.admin_email))
        if source.settings.admin_email
        else FillIn(_("Contact")),
        FillIn(_("Data protection officer")),
    )


def purpose() -> tuple[Block, ...]:
    """What the data is for."""
    return (
        Heading(_("What it is for")),
        Text(
            _(
                "Employees who want to can share stories and vacancies from work on their own profiles. The "
                "organisation learns how a story did, never who shared it. The data is not used to judge, "
                "reward or follow up on anybody."
            )
        ),
    )


def basis() -> tuple[Block, ...]:
    """On which basis the data may be used: proposals for counsel."""
    return (
        Heading(_("Legal basis")),
        Text(_("These are proposals. Have counsel check them, and strike what does not apply.")),
        Bullets(
            (
                _("A public authority: a task in the public interest (GDPR article 6(1)(e))."),
                _("A company: a legitimate interest (GDPR article 6(1)(f)), weighed against the employees' interests."),
                _("Employment in Denmark: section 12 of the Data Protection Act, and agreements that apply."),
                _(
                    "Not consent: employees can hardly give it freely to their employer (EDPB guidelines "
                    "05/2020). The opt-in in Delfrit is a choice to take part, and can be taken back at any time."
                ),
                _(
                    "No special categories of data (article 9) are asked for. Followed themes must not be "
                    "such that they tell any."
                ),
            )
        ),
    )


def readers(source: Source) -> tuple[Block, ...]:
    """Who can see what."""
    rows = tuple((each.title, "\n".join(each.sees), "\n".join(each.never)) for each in privacy.audiences(source.facts))
    return (
        Heading(_("Who can see what")),
        Table(_("Readers"), (_("Reader"), _("Can see"), _("Cannot see")), rows),
        Text(_("Nothing is sent outside the organisation, except through suppliers that run the server and the mail.")),
        FillIn(_("Suppliers (processors), and the agreements with them")),
        Text(
            _(
                "The program itself sends nothing to countries outside the EU and EEA. When somebody shares, their "
                "own browser opens the network, as it would without Delfrit."
            )
        ),
    )


def retention(source: Source) -> tuple[Block, ...]:
    """How long things are kept, in plain words."""
    rows = tuple((row.what, row.how_long) for row in privacy.keeping(source.facts))
    return (
        Heading(_("How long things are kept")),
        Table(_("How long things are kept"), (_("What"), _("How long")), rows),
        FillIn(_("How long backups are kept")),
        FillIn(_("How long logs of the server, proxy and mail server are kept")),
    )


def server_logs(source: Source) -> tuple[Block, ...]:
    """What is logged."""
    printed = _("No mail server is set up: sign-in links are printed where the program runs, with the e-mail address.")
    return (
        Heading(_("Server logs")),
        Text(
            _(
                "Delfrit keeps no log of visits and none of shares. Its log has one line for what "
                "went wrong, with words "
                "from a closed list and numbers. No line can hold a person, a kit or the address of a page."
            )
        ),
        Text(
            _(
                "The systems around it keep logs of their own: the proxy, the firewall, the mail server, and the "
                "system by which employees sign in to their computer. IT must switch off the proxy's log of visits, "
                "as the operating guide says."
            )
        ),
        *(() if source.facts.mail else (Text(printed),)),
    )


def rights(source: Source) -> tuple[Block, ...]:
    """The rights of a person, and where each is used."""
    page = f"{source.settings.base_url}/me"
    return (
        Heading(_("Your rights")),
        Bullets(
            (
                _("See and get a copy of everything about you: %(page)s (articles 15 and 20).", page=page),
                _("Correct your choices there. An administrator corrects name, e-mail and unit (article 16)."),
                _("Delete it: leave, or delete your account, on the same page. It takes effect at once (article 17)."),
                _("Object, or ask for the use to be restricted: write to the contact above (articles 18 and 21)."),
                _("Complain to the Danish Data Protection Agency, Datatilsynet, datatilsynet.dk (article 77)."),
            )
        ),
        Text(_("No decision about anybody is made automatically, and no profile of anybody is made (article 22).")),
        Text(
            _(
                "Nobody can look up what you shared, not even for you: it is not kept. So it cannot be part of a "
                "request for access, neither yours nor anybody else's."
            )
        ),
    )


def voluntary() -> tuple[Block, ...]:
    """That it is voluntary."""
    return (
        Heading(_("It is voluntary")),
        Text(
            _(
                "Nothing is on before you turn it on, and nothing happens if you never do. There are no goals and no "
                "reminders. Leaving is one click."
            )
        ),
    )


def remaining(source: Source) -> tuple[Block, ...]:
    """What the design cannot prevent."""
    return (
        Heading(_("What remains possible")),
        Text(_("No system can promise everything. This is what ours does not prevent.")),
        Bullets(pairs(privacy_remains.remaining(source.facts))),
    )


def only_tighter() -> Text:
    """That the limits only tighten."""
    return Text(
        _(
            "The limits are part of the program; no setting loosens them. If a later version "
            "loosens one, every opt-in is "
            "paused, the page says what became looser, and each person must say yes again before they share. A "
            "stricter limit asks nobody."
        )
    )


def limits(source: Source) -> tuple[Block, ...]:
    """The values in force, and every figure there is."""
    families = tuple(
        (str(each.title), str(each.counts), i18n.number(round(each.noise_sd, 1)), i18n.number(float(each.epsilon)))
        for each in source.facts.families
    )
    return (
        Heading(_("Limits in force")),
        only_tighter(),
        Table(
            _("Read from the running program when this document was made"),
            (_("Limit or setting"), _("Value")),
            tuple((name, value) for name, value in privacy.in_force(source.facts)),
        ),
        Table(
            _("These are the only figures that exist. There is none for a kit in a unit, and none for a person."),
            (_("Figure"), _("Counts"), _("Typical error"), "ε"),
            families,
        ),
    )


def guessing(source: Source) -> tuple[Block, ...]:
    """How well somebody can guess at best."""
    facts = source.facts
    return (
        Heading(_("How well can somebody guess?")),
        Text(
            _(
                "Somebody who knows exactly what all the others did guesses right whether a person shared at most "
                "%(single)s of the time from one published figure, and %(total)s from all that one share can touch. "
                "Tossing a coin is right 50%% of the time.",
                single=percent(facts.single_bound),
                total=percent(facts.total_bound),
            )
        ),
        Table(
            _("If you share every week, and somebody holds every figure and knows everything about everybody else"),
            (_("You share every week for"), _("The best guess is right")),
            tuple(
                (ngettext("one week", "%(num)s weeks", habit.weeks), percent(habit.accuracy)) for habit in facts.habits
            ),
        ),
    )


def tables() -> tuple[Block, ...]:
    """The data inventory, from the schema."""
    yes, no = _("yes"), _("no")
    rows = tuple(
        (row.name, row.purpose, yes if row.personal else no, row.until, ", ".join(row.fields)) for row in inventory()
    )
    head = (_("Table"), _("What it is for"), _("About a person"), _("Kept until"), _("Fields"))
    return (
        Heading(_("Every table of the database")),
        Text(_("This list is made from the database's own schema. A table that is not in it does not exist.")),
        Table(_("Tables"), head, rows),
        Table(
            _("Outside the database"),
            (_("Where"), _("What it holds"), _("Kept until")),
            tuple((str(where), str(what), str(until)) for where, what, until in OUTSIDE),
        ),
    )


def percent(fraction: float) -> str:
    """62,2 % / 62.2%."""
    danish = i18n.locale() == "da"
    return str(format_percent(fraction, "0.0 %" if danish else "0.0%", locale="da" if danish else "en_GB"))
