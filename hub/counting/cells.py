"""The registry of everything that is ever counted about colleagues (privacy design, section 3), and its cells.

Nothing finer than these families exists anywhere in the hub. The method page and the documents are made from
this registry. What adds to a family stands in `touched_by`: a share adds to the families of shares and to no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.counting import noise
from hub.counting.windows import Window, WindowKind, parse, window_for

ROUND_TO = 5
"""Released counts are rounded to a multiple of this, before the threshold is tested."""
THRESHOLD = 10
"""Rounded figures below this are shown as "under 10"."""
MIN_UNIT = 30
"""Fewest employees of a unit that has a cell of its own; smaller units merge into their parent."""
MIN_PILOT = 15
"""Fewest members of a pilot that has a cell of its own."""
CLICK_ROUND_TO = 10
"""Published clicks of the employees' links are rounded to a multiple of this."""
RATE_BAND = 5
"""Width, in percentage points, of the bands in which rates are shown."""
DENOMINATOR_ROUND_TO = 10
"""Headcounts are rounded down to a multiple of this before they are a denominator."""
MIN_PLAUSIBLE = 10
"""Fewest true counts that must stay possible for a hidden figure, whatever is shown around it."""

WHOLE_ORGANISATION = "all"
"""The key of the only cell of a family that counts the whole organisation."""

_CELL_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Touch(Enum):
    """What adds to a family. One act adds to families of its own kind alone."""

    SHARE = "share"
    """Somebody presses a network's share button."""
    REPORT = "report"
    """Somebody chooses to tell which band of views a post of theirs got."""
    ANSWER = "answer"
    """Somebody chooses to answer a question of a pilot's check-in."""
    SNAPSHOT = "snapshot"
    """Nothing is added: what there is that day is counted once, at the freeze."""


class FlagScope(Enum):
    """What a browser's flag remembers, and thereby how often one browser can add to a family."""

    KEY = "key"
    """Once per key, whatever the window: a kit is counted once for a browser."""
    WINDOW = "window"
    """Once per window, whatever the key: somebody who moves to another unit is not counted there again."""
    WINDOW_AND_KEY = "window_and_key"
    """Once per key in each window; where the key has parts, per those in `Family.remembered`."""
    NONE = "none"
    """A snapshot: no browser adds to it, so none remembers it."""


@dataclass(frozen=True)
class Family:
    """One kind of cell.

    ``epsilon`` is the exact privacy loss of one act: a share, a report, an answer, an opt-in or a membership.
    ``title``, ``counts`` and ``keyed_by`` are translated when they are shown. ``parts`` names what a key is put
    together from with hyphens, and ``remembered`` those of them that a browser's flag holds. ``own_act`` says
    that only those are counted who chose to with this count before their eyes: when such a family is new,
    nobody who said yes before it is counted in it.
    """

    name: str
    window: WindowKind
    epsilon: Fraction
    first_in_window: bool
    flag_letter: str
    flag_scope: FlagScope
    touched_by: Touch
    title: LazyString = field(compare=False, repr=False)
    counts: LazyString = field(compare=False, repr=False)
    keyed_by: LazyString = field(compare=False, repr=False)
    round_to: int = ROUND_TO
    threshold: int = THRESHOLD
    parts: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    own_act: bool = False

    @property
    def noise_sd(self) -> float:
        """The standard deviation of the noise of one cell, in what it counts."""
        return noise.standard_deviation(self.epsilon)

    def flag_key(self, key: str) -> str:
        """The parts of a cell's key that a browser's flag holds. Raises ``ValueError`` for too many or too few."""
        if not self.parts:
            return key
        named = dict(zip(self.parts, key.split("-"), strict=True))
        return "-".join(named[part] for part in self.remembered)

    def cell(self, key: str | int, local_date: date) -> Cell:
        """The cell of ``key`` in the window that holds ``local_date``."""
        return Cell(self, str(key), window_for(self.window, local_date))


@dataclass(frozen=True)
class Cell:
    """One count: a family, what it is about, and a window. Raises ``ValueError`` on a bad combination."""

    family: Family
    key: str
    window: Window

    def __post_init__(self) -> None:
        if not _CELL_KEY.fullmatch(self.key):
            raise ValueError("the key of a cell has 1 to 64 letters, digits, hyphens or underscores")
        if self.window.kind is not self.family.window:
            raise ValueError(f"{self.family.name} counts by {self.family.window}, not by {self.window.kind}")

    @property
    def redis_key(self) -> str:
        """The name of the pending cell, such as ``cell:unit_quarter:12:2026-Q4``."""
        return f"cell:{self.family.name}:{self.key}:{self.window.key}"

    def successor(self) -> Cell:
        """The same cell in the next window, which takes over late increments."""
        return Cell(self.family, self.key, self.window.next())


KIT_WEEK = Family(
    name="kit_week",
    window=WindowKind.WEEK,
    epsilon=Fraction(1, 2),
    first_in_window=False,
    flag_letter="k",
    flag_scope=FlagScope.KEY,
    touched_by=Touch.SHARE,
    title=_l("Kit per week"),
    counts=_l("Shares of the kit in the whole organisation. The same browser counts once for each kit."),
    keyed_by=_l("The kit. Never a person, and never a unit."),
)
UNIT_QUARTER = Family(
    name="unit_quarter",
    window=WindowKind.QUARTER,
    epsilon=Fraction(1, 2),
    first_in_window=True,
    flag_letter="u",
    flag_scope=FlagScope.WINDOW,
    touched_by=Touch.SHARE,
    title=_l("Unit per quarter"),
    counts=_l("The browser's first share in the quarter, whatever was shared."),
    keyed_by=_l("The unit. Units that are too small are counted with the unit above them."),
)
PILOT_MONTH = Family(
    name="pilot_month",
    window=WindowKind.MONTH,
    epsilon=Fraction(2, 5),
    first_in_window=True,
    flag_letter="p",
    flag_scope=FlagScope.WINDOW,
    touched_by=Touch.SHARE,
    title=_l("Pilot per month"),
    counts=_l("The browser's first share in the month, whatever was shared."),
    keyed_by=_l("The pilot, if it has enough members."),
)
NETWORK_MONTH = Family(
    name="network_month",
    window=WindowKind.MONTH,
    epsilon=Fraction(3, 10),
    first_in_window=True,
    flag_letter="n",
    flag_scope=FlagScope.WINDOW_AND_KEY,
    touched_by=Touch.SHARE,
    title=_l("Network per month"),
    counts=_l("The browser's first share on the network in the month, whatever was shared."),
    keyed_by=_l("The network, for the whole organisation."),
)
ORGANISATION_QUARTER = Family(
    name="organisation_quarter",
    window=WindowKind.QUARTER,
    epsilon=Fraction(3, 10),
    first_in_window=True,
    flag_letter="o",
    flag_scope=FlagScope.WINDOW,
    touched_by=Touch.SHARE,
    title=_l("The whole organisation per quarter"),
    counts=_l("The browser's first share in the quarter, whatever was shared. The share rate is made from this."),
    keyed_by=_l("Nothing: there is one figure for the whole organisation."),
)
OPTED_IN_QUARTER = Family(
    name="opted_in_quarter",
    window=WindowKind.QUARTER,
    epsilon=Fraction(3, 10),
    first_in_window=False,
    flag_letter="",
    flag_scope=FlagScope.NONE,
    touched_by=Touch.SNAPSHOT,
    title=_l("Ambassadors per quarter"),
    counts=_l("How many have joined on the day the figure is made. It is not about shares."),
    keyed_by=_l("Nothing: there is one figure for the whole organisation."),
)
REACH_MONTH = Family(
    name="reach_month",
    window=WindowKind.MONTH,
    epsilon=Fraction(3, 10),
    first_in_window=True,
    flag_letter="r",
    flag_scope=FlagScope.WINDOW_AND_KEY,
    touched_by=Touch.REPORT,
    title=_l("Reported views per month"),
    counts=_l(
        "The browser's first report for the network in the month: somebody chose to tell how many views a post got."
    ),
    keyed_by=_l("The network and the band of views, for the whole organisation. Never a kit."),
    parts=("network", "band"),
    remembered=("network",),
    own_act=True,
)
CHECK_IN_WEEK = Family(
    name="check_in_week",
    window=WindowKind.WEEK,
    epsilon=Fraction(1, 2),
    first_in_window=True,
    flag_letter="c",
    flag_scope=FlagScope.WINDOW_AND_KEY,
    touched_by=Touch.ANSWER,
    title=_l("Check-in of a pilot per week"),
    counts=_l("The browser's first answer to the question in the week: somebody chose to answer."),
    keyed_by=_l("The pilot, the question and the answer that was chosen."),
    parts=("pilot", "question", "option"),
    remembered=("question",),
    own_act=True,
)
PILOT_MEMBERS_MONTH = Family(
    name="pilot_members_month",
    window=WindowKind.MONTH,
    epsilon=Fraction(3, 10),
    first_in_window=False,
    flag_letter="",
    flag_scope=FlagScope.NONE,
    touched_by=Touch.SNAPSHOT,
    title=_l("Members of a pilot per month"),
    counts=_l("How many are in the pilot on the day the figure is made. It is not about shares."),
    keyed_by=_l("The pilot, and the pilot with each unit that has figures of its own."),
    own_act=True,
)

FAMILIES: tuple[Family, ...] = (
    KIT_WEEK,
    UNIT_QUARTER,
    PILOT_MONTH,
    NETWORK_MONTH,
    ORGANISATION_QUARTER,
    OPTED_IN_QUARTER,
    REACH_MONTH,
    CHECK_IN_WEEK,
    PILOT_MEMBERS_MONTH,
)
"""Every family, in the order in which pages list them."""
_BY_NAME = {family.name: family for family in FAMILIES}


def family_named(name: str) -> Family:
    """The family of that name. Raises ``KeyError`` for any other name."""
    return _BY_NAME[name]


def total_epsilon() -> Fraction:
    """The privacy loss of one share against somebody who holds every released cell of every family."""
    return sum((family.epsilon for family in touched_by(Touch.SHARE)), Fraction(0))


def touched_by(touch: Touch) -> tuple[Family, ...]:
    """The families to which an act of this kind can add."""
    return tuple(family for family in FAMILIES if family.touched_by is touch)


def parse_redis_key(redis_key: str) -> Cell:
    """The cell that a pending key names. Raises ``ValueError`` when it names none."""
    parts = redis_key.split(":")
    if len(parts) != 4 or parts[0] != "cell" or parts[1] not in _BY_NAME:
        raise ValueError(f"{redis_key!r} is not the name of a cell")
    return Cell(_BY_NAME[parts[1]], parts[2], parse(parts[3]))


def share_cells(
    *, kit: str | int, network: str, unit: str | int | None, pilot: str | int | None, local_date: date
) -> tuple[Cell, ...]:
    """The cells that one share may touch: at most one of each family, before the browser's flags are heard.

    ``unit`` is the unit that has a cell of its own (after small units are merged), ``pilot`` the one pilot
    that counts; ``None`` where there is none.
    """
    cells = [
        KIT_WEEK.cell(kit, local_date),
        NETWORK_MONTH.cell(network, local_date),
        ORGANISATION_QUARTER.cell(WHOLE_ORGANISATION, local_date),
    ]
    if unit is not None:
        cells.append(UNIT_QUARTER.cell(unit, local_date))
    if pilot is not None:
        cells.append(PILOT_MONTH.cell(pilot, local_date))
    return tuple(cells)


def flag_for(family: Family, key: str | int, window: Window) -> str:
    """The token a browser keeps so that it adds only once: ``k123``, ``u264``, ``n26b-linkedin`` or ``c2647-time``.

    The letter names the family. The window is two digits of the year and one of the quarter (1-4) or month
    (1-9, a, b, c), or two of the week. What would tell a unit, a pilot, an answer or a band to the next user of the
    PC is left out, so somebody in two pilots answers a question once a week over both.
    Raises ``ValueError`` for a snapshot and for a window of another kind.
    """
    cell = Cell(family, str(key), window)
    if family.flag_scope is FlagScope.NONE:
        raise ValueError(f"{family.name} is a snapshot, for which no browser keeps a flag")
    if family.flag_scope is FlagScope.KEY:
        return f"{family.flag_letter}{cell.key}"
    flag = flag_stem(family, window)
    return f"{flag}-{family.flag_key(cell.key)}" if family.flag_scope is FlagScope.WINDOW_AND_KEY else flag


def flag_stem(family: Family, window: Window) -> str:
    """What every flag of a family begins with in one window, such as ``n26b``."""
    return f"{family.flag_letter}{_short(window)}"


def uncounted(cells: Iterable[Cell], flags: frozenset[str]) -> tuple[Cell, ...]:
    """The cells to which this browser has not added yet, judged by the flags it sent."""
    return tuple(cell for cell in cells if flag_for(cell.family, cell.key, cell.window) not in flags)


def _short(window: Window) -> str:
    """Three characters for a month or a quarter and four for a week, unique for a hundred years."""
    if window.kind is WindowKind.WEEK:
        return f"{window.key[2:4]}{window.key[-2:]}"
    number = (window.starts.month + 2) // 3 if window.kind is WindowKind.QUARTER else window.starts.month
    return f"{window.starts.year % 100:02d}{number:x}"
