"""The method in words and numbers, made from the registry of counts: for /privacy/method and for
docs/method.md.

Every number here is computed from the distribution of the noise; none is simulated and none is typed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from flask_babel import gettext as _

from hub.ambassadors.privacy_facts import bound
from hub.core import i18n
from hub.counting import cells
from hub.counting.cells import KIT_WEEK, Family, Touch
from hub.counting.scales import CHECK_IN
from hub.counting.windows import FREEZE_TIME, WindowKind
from hub.metrics.disclosure import margin_of, rounded

SMALL_COUNTS = (1, 4, 8, 10, 15)
LARGE_COUNTS = (20, 50, 200)
_TAIL = 200
"""Noise further out than this has a chance below 10⁻²⁵ in every family."""


@dataclass(frozen=True)
class FamilyRow:
    """One family as the table shows it; `epsilon` and `noise_sd` are already in the reader's number
    format.
    """

    title: str
    act: str
    counts: str
    keyed_by: str
    window: str
    epsilon: str
    noise_sd: str
    round_to: int
    threshold: int
    name: str


@dataclass(frozen=True)
class Odds:
    """How often a true count is shown as a number, as a fraction of one."""

    true: int
    shown: float


@dataclass(frozen=True)
class MeanError:
    """How far the shown figure is from a true count on average, in shares; and what protects: how often the best guess
    whether somebody is in it can at most be right, by one who knows everybody else, as a fraction of one.
    """

    true: int
    error: float
    bound: float


@dataclass(frozen=True)
class Section:
    """A heading and its paragraphs, in the reader's language. `key` is the anchor that figures link to."""

    key: str
    title: str
    paragraphs: tuple[str, ...]


def chance(noise: int, family: Family) -> float:
    """How likely the noise of one cell is exactly this: (1-a)/(1+a) · a^|noise| with a = e^-ε."""
    a = exp(-family.epsilon)
    return float((1 - a) / (1 + a) * a ** abs(noise))


def odds_of_number(true: int, family: Family = KIT_WEEK) -> float:
    """How likely a true count is shown as a number rather than as "under"."""
    return sum(
        chance(noise, family)
        for noise in range(-_TAIL, _TAIL + 1)
        if rounded(true + noise, family.round_to) >= family.threshold
    )


def within(spreads: int, family: Family = KIT_WEEK) -> float:
    """How likely the noise of one cell stays within so many standard deviations."""
    reach = int(spreads * family.noise_sd)
    return sum(chance(noise, family) for noise in range(-reach, reach + 1))


def mean_error(true: int, family: Family = KIT_WEEK) -> float:
    """Average distance between the shown figure and a true count of about this size, in shares, rounding included.

    The mean over `round_to` neighbouring counts, because one that is a round number itself is shown too well; and
    over the draws in which a number is shown, which from 20 on is nearly always.
    """
    half = family.round_to // 2
    weights = [
        (chance(noise, family), abs(rounded(count + noise, family.round_to) - count))
        for count in range(true - half, true + half + 1)
        for noise in range(-_TAIL, _TAIL + 1)
        if rounded(count + noise, family.round_to) >= family.threshold
    ]
    return sum(weight * error for weight, error in weights) / sum(weight for weight, _error in weights)


def odds() -> tuple[Odds, ...]:
    """The chances for counts around the threshold, for a kit's week."""
    return tuple(Odds(true, odds_of_number(true)) for true in SMALL_COUNTS)


def errors(family: Family = KIT_WEEK) -> tuple[MeanError, ...]:
    """The mean error of larger counts, beside the bound that the same noise gives."""
    return tuple(MeanError(true, mean_error(true, family), bound(family.epsilon)) for true in LARGE_COUNTS)


def families() -> tuple[FamilyRow, ...]:
    """The registry, line by line."""
    return tuple(
        FamilyRow(
            str(family.title),
            act_name(family.touched_by),
            str(family.counts),
            str(family.keyed_by),
            window_name(family.window),
            i18n.number(float(family.epsilon)),
            i18n.number(round(family.noise_sd, 1)),
            family.round_to,
            family.threshold,
            family.name,
        )
        for family in cells.FAMILIES
    )


def window_name(kind: WindowKind) -> str:
    """Week, month or quarter."""
    return {
        WindowKind.WEEK: str(_("week")),
        WindowKind.MONTH: str(_("month")),
        WindowKind.QUARTER: str(_("quarter")),
    }[kind]


def act_name(touch: Touch) -> str:
    """What adds to a family, in a word or two."""
    return {
        Touch.SHARE: str(_("a share")),
        Touch.REPORT: str(_("a report of views")),
        Touch.ANSWER: str(_("an answer")),
        Touch.SNAPSHOT: str(_("a count on one day")),
    }[touch]


def sections() -> tuple[Section, ...]:
    """The explanation, with the values in force."""
    return (_counting(), _acts(), _inaccuracy(), _hiding(), _rates(), _times(), _clicks(), _limits())


def _counting() -> Section:
    return Section(
        "counting",
        _("What is counted"),
        (
            _(
                "A share is counted when somebody presses a network’s share button in the hub. "
                "Whether the post was then published, nobody knows. So the figures are share clicks, not posts "
                "and not people."
            ),
            _(
                "The browser remembers what it has already been counted for, so that the same kit counts "
                "once. Somebody who uses two devices, or private browsing, is counted twice."
            ),
            _(
                "One share adds one to at most one count in each of the lines below to which a share adds. The counts "
                "hold no person, no time of day and no unit for a single kit. Nothing finer is counted anywhere."
            ),
        ),
    )


def _acts() -> Section:
    whole = cells.CHECK_IN_WEEK.epsilon * len(CHECK_IN)
    options = sum(len(question.options) for question in CHECK_IN)
    return Section(
        "answers",
        _("Reports and answers"),
        (
            _(
                "A colleague may choose to tell how many views a post got, and a member of a pilot may answer its "
                "weekly check-in. These are acts of their own: a share adds nothing to them, and they add nothing to "
                "shares. They are counted in the same way, with the same kind of inaccuracy, and nothing else of "
                "them is kept."
            ),
            _(
                "A report says a network and a band of views, for the month: once for each browser and network. "
                "An answer says one of a few fixed choices: once for each browser and question in a week, over all "
                "pilots. The browser remembers that it has told, and not what."
            ),
            _(
                "One report has a privacy loss (ε) of %(report)s. One answer has %(answer)s, and a whole check-in of "
                "%(questions)s questions %(whole)s, which is less than the %(share)s of a share.",
                report=i18n.number(float(cells.REACH_MONTH.epsilon)),
                answer=i18n.number(float(cells.CHECK_IN_WEEK.epsilon)),
                questions=len(CHECK_IN),
                whole=i18n.number(float(whole)),
                share=i18n.number(float(cells.total_epsilon())),
            ),
            _(
                "That costs precision: each choice in a week is about ± %(one)s, and over twelve weeks ± %(twelve)s. A "
                "pilot sees which answer most of its members gave, not small differences. A week counts when the "
                "mean of its %(questions)s questions’ answers, made of %(options)s inaccurate counts, is at least "
                "%(threshold)s when rounded.",
                one=margin_of(cells.CHECK_IN_WEEK),
                twelve=margin_of(cells.CHECK_IN_WEEK, 12),
                questions=len(CHECK_IN),
                options=options,
                threshold=cells.THRESHOLD,
            ),
            _(
                "The members of a pilot are counted on the first Monday of the month, all in all and by unit, for "
                "pilots that said so before anybody joined. A member adds one to at most two of these counts."
            ),
        ),
    )


def _inaccuracy() -> Section:
    return Section(
        "noise",
        _("Figures are made slightly inaccurate on purpose"),
        (
            _(
                "Each count begins with a random number instead of zero, drawn once when its window opens. "
                "How large it can be stands in the column “Spread”: about %(one)s of figures are within one "
                "spread of the truth, and about %(two)s within two.",
                one=i18n.percent(within(1)),
                two=i18n.percent(within(2)),
            ),
            _(
                "A total of several counts has the inaccuracy of all of them, and the margin beside it, which is two "
                "spreads, says so: ± %(one)s for one week of one kit, ± %(twelve)s for twelve of them together.",
                one=margin_of(KIT_WEEK),
                twelve=margin_of(KIT_WEEK, 12),
            ),
            _("A total whose margin is larger than the total itself is “too uncertain to show”."),
        ),
    )


def _hiding() -> Section:
    return Section(
        "small",
        _("Small figures are not shown"),
        (
            _(
                "Figures are rounded to the nearest %(round)s. What is then below %(threshold)s is shown as "
                "“under %(threshold)s”. The limit is tested on the inaccurate count, never on the true one, "
                "because the true one could be found out by trial. So a very small count is "
                "sometimes shown as a number: a single share in about %(one)s of weeks, four shares in "
                "about %(four)s.",
                round=cells.ROUND_TO,
                threshold=cells.THRESHOLD,
                one=i18n.percent(odds_of_number(1)),
                four=i18n.percent(odds_of_number(4)),
            ),
            _(
                "If exactly one part of a total is hidden, the part with the fewest employees is hidden as well, "
                "so that nobody can subtract. Each hidden figure in a table must leave at least %(plausible)s "
                "possible true values. Several tables, or the same one in two weeks, can be laid side by side and "
                "leave fewer. That leads back to the inaccurate count at best, never to the true one: the limits on "
                "guessing hold for whoever has all inaccurate counts.",
                plausible=cells.MIN_PLAUSIBLE,
            ),
            _(
                "A unit has figures of its own from %(unit)s employees, a pilot from %(pilot)s members. Smaller "
                "units are counted with the unit above them.",
                unit=cells.MIN_UNIT,
                pilot=cells.MIN_PILOT,
            ),
            _(
                "A unit that is added within a quarter is counted from that day on. Its count begins with a random "
                "number like any other, and a browser that has been counted in another unit in the quarter is not "
                "counted in the new one."
            ),
        ),
    )


def _rates() -> Section:
    return Section(
        "rates",
        _("Rates"),
        (
            _(
                "A rate divides a shown figure by the number of employees, as HR reported it when the quarter "
                "began, rounded down to %(down)s. It is never divided by the number of ambassadors. Rates are shown in "
                "bands of %(band)s percentage points. 0 and 100 per cent are never shown, and where nearly everybody "
                "has shared, the page only says “over”.",
                down=cells.DENOMINATOR_ROUND_TO,
                band=cells.RATE_BAND,
            ),
            _(
                "A pilot’s share of its members is worked out from two inaccurate figures that are both shown. It goes "
                "from the least to the most that their margins allow."
            ),
        ),
    )


def _times() -> Section:
    return Section(
        "times",
        _("Once a week, and then never again"),
        (
            _(
                "Figures are counted up on Mondays at %(time)s: weeks on the Monday after they end, months and "
                "quarters on the first Monday after they end. A figure that is out is never changed "
                "or drawn again. There are no live totals, and everybody sees the same figures.",
                time=_clock_time(),
            ),
            _("A count whose value is impossible is held back until somebody has looked at it."),
        ),
    )


def _clicks() -> Section:
    return Section(
        "clicks",
        _("Clicks and visitors"),
        (
            _(
                "A click is somebody in public who follows a link of the hub. Known robots, previews made by the "
                "networks and pages that a browser loads in advance are left out. A visitor is counted once a day for "
                "each link; people behind the same network address and browser may count as one. "
                "What the visitor is recognised by is deleted every day."
            ),
            _(
                "Clicks on colleagues’ posts are rounded to %(round)s for each week and published only for kits "
                "whose shares can be shown. Clicks on the organisation’s own pages, advertisements, "
                "newsletters and the intranet say nothing about any employee: they are exact and shown at once.",
                round=cells.CLICK_ROUND_TO,
            ),
        ),
    )


def _limits() -> Section:
    return Section(
        "limits",
        _("What can go wrong"),
        (
            _(
                "Counts that are not finished are kept in a store without a log, because a log would tell one "
                "share from the next. If that store breaks down, the count is lost, and the page says so. "
                "While it is away, shares wait in the memory of the web server; if that stops as well, they are lost."
            ),
            _(
                "The protection is strong for one share and weaker for many: somebody who holds every figure "
                "of all lines and knows everybody else exactly gains at most a privacy loss (ε) of %(total)s from "
                "one share.",
                total=i18n.number(float(cells.total_epsilon())),
            ),
        ),
    )


def _clock_time() -> str:
    return FREEZE_TIME.strftime("%H.%M") if i18n.locale() == "da" else FREEZE_TIME.strftime("%H:%M")
