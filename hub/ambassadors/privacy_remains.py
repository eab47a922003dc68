"""The second half of what /privacy says: what remains possible whatever the program does, and the law beside it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from hub.ambassadors.privacy_facts import Facts
from hub.core import i18n


@dataclass(frozen=True)
class Remaining:
    """Something that the design cannot prevent, said plainly."""

    title: str
    text: str


def remaining(facts: Facts) -> tuple[Remaining, ...]:
    """What the design cannot prevent (privacy design, "What remains"), in full."""
    return (
        Remaining(
            _("Posts are public."),
            _("Whoever can see your profile can see what you post there. That includes your manager."),
        ),
        Remaining(
            _("IT can read who opted in."),
            _("The opt-in is in the database, because we need it. Who shared is not there."),
        ),
        Remaining(
            _("A work computer belongs to your employer."),
            _(
                "Programs that manage the computer can read what the browser keeps, also the mark “Shared "
                "✓”. On a phone of your own, which work does not manage, they cannot."
            ),
        ),
        Remaining(
            _("IT could change the program."),
            _(
                "Whoever runs the server could install other software, or watch the traffic. Open source "
                "code and an agreement with the works council are your safeguards."
            ),
        ),
        Remaining(
            _("Somebody could watch the numbers grow."),
            _(
                "Whoever can open the store of shares being counted, and looks all the time, sees nameless "
                "steps. Steps that come together tell that one share was of this kit, on this network and "
                "from this unit. They tell no name. In a small unit, or with somebody who knows who was at "
                "work, that can be enough to guess."
            ),
        ),
        Remaining(
            _("Answers in a pilot add up."),
            _(
                "One check-in shows little. Whoever answers every week in a small pilot is easier to guess, as with"
                " shares. How many are in a pilot is counted anew each month, and how many ambassadors there are each"
                " quarter, so that adds up too. That a pilot has a figure for shares tells that it had %(min_pilot)s"
                " members or more. And a question you send is your own words: those who read it may know how you"
                " write.",
                min_pilot=facts.min_pilot,
            ),
        ),
        Remaining(
            _("IT can read the public's clicks."),
            _(
                "The database counts clicks for each link and day. If yours is the only public post with a"
                " kit, somebody could guess that the clicks came from it. On the pages they are rounded, "
                "and hidden until enough people share."
            ),
        ),
        Remaining(
            _("A post leaves traces of its own."),
            _(
                "The network fetches the link, and people click it. What others do is counted without a random error: "
                "fetches for all links together, clicks for each kit that enough have shared. Both are published once "
                "a week, rounded to %(clicks)s. If you pass on one of the organisation's own posts, its link is the "
                "organisation's too, and clicks on it are shown exactly and at once. So are clicks on any other link "
                "that somebody hands you. The link you get here is the same for everybody.",
                clicks=facts.click_round_to,
            ),
        ),
        Remaining(
            _("Other systems keep logs."),
            _(
                "The sign-in system, the mail server and the network at work can see that somebody visited"
                " Delfrit. Not what they did here."
            ),
        ),
        Remaining(
            _("A share on two devices counts twice."),
            _("So does one after you have left and come back. The figures are share clicks, not people."),
        ),
        Remaining(
            _("Small numbers sometimes show."),
            _(
                "Because figures are made inaccurate first, a single share shows as a number in about "
                "%(one)s of the weeks of a kit, and four shares in about %(four)s. Where the error is larger, as "
                "for a network in a month, it is about %(wide_one)s and %(wide_four)s. Nobody can tell which those "
                "are.",
                one=i18n.percent(facts.odds_of_one),
                four=i18n.percent(facts.odds_of_four),
                wide_one=i18n.percent(facts.widest_odds_of_one),
                wide_four=i18n.percent(facts.widest_odds_of_four),
            ),
        ),
        Remaining(
            _("Somebody who knows everything else can guess."),
            _(
                "The protection is per share. Whoever shares every week for a year is easier to guess than"
                " somebody who shares once. The table below says how much."
            ),
        ),
        Remaining(
            _("The server's pace tells a little."),
            _(
                "Somebody who measures how fast the server answers, within about a hundredth of a second after "
                "you, can sometimes tell what kind of page was asked for. Not by whom, and not about which kit."
            ),
        ),
        Remaining(
            _("A crash can lose shares."),
            _(
                "When the store of shares being counted is away, shares wait in the web server's memory. "
                "If it stops in the meantime, they are lost. That makes a figure too small. It never tells"
                " who."
            ),
        ),
    )


def law() -> tuple[Remaining, ...]:
    """Notes on the law that shows in the product. They are no legal advice."""
    return (
        Remaining(
            _("It is voluntary, and that is more than a word."),
            _(
                "Public employers can hardly rely on consent from employees (EDPB guidelines 05/2020). So "
                "nothing happens if you say no, and leaving is one click. Which basis your employer uses "
                "is in the employer's own information notice."
            ),
        ),
        Remaining(
            _("You have a say through the works council."),
            _(
                "Employees must be informed before a system like this is used, and discuss it. In "
                "municipalities and regions this follows from the MED agreement, sections 6–7."
            ),
        ),
        Remaining(
            _("You have freedom of speech."),
            _(
                "What you say on your own behalf is free (Danish Act no. 557 of 27 May 2025). The duty of "
                "confidentiality still applies. A suggested text is always yours to change or to leave."
            ),
        ),
        Remaining(
            _("Hidden advertising is forbidden."),
            _(
                "A post that you make as agreed with your employer must be recognisable as that (Marketing"
                " Practices Act, section 6(4)). So the line that says where you work is on from the start."
            ),
        ),
        Remaining(
            _("Your data is yours."),
            _(
                "You can see it, take it with you, correct it and delete it (GDPR articles 15, 16, 17 and "
                "20). My data is the page for it. You can complain to the Danish Data Protection Agency, "
                "Datatilsynet."
            ),
        ),
    )
