"""The risks of the DPIA: each attack that the design was made against, what stands in its way, and what remains."""

from __future__ import annotations

from flask_babel import gettext as _

from hub.admin.privacy_pack_blocks import Block, Heading, Table, Text
from hub.admin.privacy_pack_parts import Source


def risks(source: Source) -> tuple[Block, ...]:
    """The table of risks and measures. Numbers are those of the attacks in the program's own tests."""
    facts = source.facts
    rows = (
        (
            _("An administrator reads the database to see who shares (attacks 1–4)"),
            _("No row ties a person to a kit or to a time. A share writes nothing to the database."),
            _("Who said yes can be read. Who shared cannot."),
        ),
        (
            _("IT reads the counts while they grow, beside the times of visits (attack 5)"),
            _(
                "Counts begin with random noise, hold no person and no time, lie in a store without a log, and are "
                "deleted when they are published."
            ),
            _("Whoever watches the store all the time sees nameless steps of one."),
        ),
        (
            _("Somebody guesses from a figure that few are behind (attacks 6–8)"),
            _(
                "Noise is added first. Figures are rounded to %(round_to)s and shown from %(threshold)s up, and the "
                "test looks at the noisy value only.",
                round_to=facts.round_to,
                threshold=facts.threshold,
            ),
            _("Small counts are sometimes shown, and larger ones hidden. Nobody can tell when."),
        ),
        (
            _("Somebody subtracts figures from one another, or searches until few are left (attacks 9–11)"),
            _(
                "Totals are sums of noisy figures. No page has a filter, a date picker or a live "
                "figure. Figures change "
                "only on Mondays."
            ),
            _("None known beside guessing, which has the bounds below."),
        ),
        (
            _("Somebody uses arrivals, leavers and moves, or a unit where all or nobody shares (attacks 12–13)"),
            _(
                "Headcounts are frozen each quarter and rounded. Units under %(min_unit)s people count with the one "
                "above. 0%% and 100%% are never shown.",
                min_unit=facts.min_unit,
            ),
            _("A published rate is about the unit as a whole, and can be wrong by its margin."),
        ),
        (
            _("Somebody has a figure made again, to average the noise away (attack 14)"),
            _("A figure is drawn once. A second run, a restored backup or a changed clock draws nothing."),
            _("None known."),
        ),
        (
            _("Somebody who shares every week becomes easier to guess (attack 15)"),
            _("A browser counts once for each kit, and once in each month or quarter for the other figures."),
            _("The table below says how much."),
        ),
        (
            _("A link or a preview gives the person away (attacks 16–17)"),
            _("A link is the same for everybody who shares a kit on a network. The network's fetching leaves no time."),
            _("The post is public: whoever sees the profile sees it."),
        ),
        (
            _("A log, an error report, a job or a mail gives the person away (attacks 18–19)"),
            _("The log has words from a closed list. Jobs carry numbers. Mails have no tracking. Answers are alike."),
            _("Systems around Delfrit keep logs of their own."),
        ),
        (
            _("An administrator loosens a limit, or makes a unit or a pilot of one (attack 20)"),
            _(
                "Limits are no settings. Units need %(min_unit)s people and pilots %(min_pilot)s "
                "members for figures of "
                "their own. A version that loosens a limit pauses every opt-in.",
                min_unit=facts.min_unit,
                min_pilot=facts.min_pilot,
            ),
            _(
                "Whoever runs the server could install another program. Open source code and this "
                "agreement are the safeguard."
            ),
        ),
        (
            _("The next user of a shared computer looks (attack 21)"),
            _(
                "The cookie's name is another for each account, and tells nothing. The private "
                "history is off until asked for."
            ),
            _("Programs that manage the computer can read what the browser keeps."),
        ),
        (
            _("A manager asks to see an employee's own export (attack 22)"),
            _("It holds nothing about shares, because nothing is kept."),
            _("It shows whether the employee said yes. Asking for it should be ruled out by agreement."),
        ),
        (
            _("The noise is weaker than it says, or a later change breaks a rule (attacks 23–24)"),
            _(
                "The sampler is compared with an independent one, and the schema is checked, each "
                "time the program is tested."
            ),
            _("No outside expert has examined the program yet."),
        ),
        (
            _("Pressure to share"),
            _("No goal, reminder, ranking or badge about a person exists. Nobody is told who said no."),
            _("Words at a meeting. The organisation must say itself that it is voluntary."),
        ),
    )
    return (
        Heading(_("Risks and measures")),
        Text(
            _(
                "The risk is that an employer could follow or rank employees. It is severe, so the measures are in the "
                "program and not in who may open a page. Likelihood and severity are for the controller to judge."
            )
        ),
        Table(_("Risks and measures"), (_("Risk"), _("What stands in its way"), _("What remains")), rows),
    )
