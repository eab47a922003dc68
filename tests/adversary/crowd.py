"""Hundreds of kits that live through many weeks, each with a known number of shares: paired worlds in bulk.

Each kit and week is a world of its own, because its noise is drawn for itself. Cells are seeded, frozen,
released and shown by the running processes; only the shares of the others are added straight in the store of
the pending counts, one by one as `POST /share` would (an attack below makes sure that it adds the same).
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

from tests.adversary.client import Browser
from tests.adversary.stage import KIT_CANARY, TARGET
from tests.adversary.world import BEGIN, MONDAYS, World

SMALL = bool(os.environ.get("ADVERSARY_SMALL"))
"""A planted leak is so large that a smaller crowd shows it."""
KITS_EACH = 40 if SMALL else 100
PADDED_EACH = 80 if SMALL else 100
"""Rounding hides so much of a fourth of the noise that forty kits would miss it once in five hundred hunts."""
WEEKS = 6 if SMALL else 12
FIRST = 20_000
LEVELS = (0, 1, 4, 5, 9, 10, 14, 15)
PADDED, PADDED_SHARED = 100, 101
"""Arms in which a manager adds own shares to four others, without and with the target."""
PADS = (3, 8)
"""Own shares that bring four others to the edge of "under 10", and to the next: rounding to 5 turns at 8 and at 13."""
FAMILIES_OF_THREE = 60
"""Kits that live for three weeks only, so that totals of three parts are shown."""
UNITS_EACH = 40
UNIT_PEOPLE = 40
TD = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
TR = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)


@dataclass
class Crowd:
    """What the attackers know of it: true counts by (kit, week), the noisy ones, and what pages show."""

    world: World
    truth: dict[tuple[int, str], int] = field(default_factory=dict)
    arm: dict[int, int] = field(default_factory=dict)
    pad: dict[str, int] = field(default_factory=dict)
    pending: dict[tuple[int, str], int] = field(default_factory=dict)
    noisy: dict[tuple[int, str], int | None] = field(default_factory=dict)
    shown: dict[tuple[int, str], str] = field(default_factory=dict)
    totals: dict[int, str] = field(default_factory=dict)
    weeks: list[str] = field(default_factory=list)
    threes: list[int] = field(default_factory=list)
    units_all: list[int] = field(default_factory=list)
    units_none: list[int] = field(default_factory=list)
    results: str = ""

    def kits(self, arm: int) -> list[int]:
        """The kits of an arm."""
        return [kit for kit, each in self.arm.items() if each == arm]

    def read(self, kits: Sequence[int]) -> None:
        """Read the pages of these kits, if that has not been done."""
        unread = [kit for kit in kits if kit not in self.totals]
        manager = self.world.browser(TARGET) if unread else None
        for kit in unread:
            page = manager.get(f"/results/kits/b{kit}", HX_Request="true").text  # type: ignore[union-attr]
            found = re.search(r'<p class="figure">(.*?)</p>', page, re.DOTALL)
            self.totals[kit] = words(found[1]) if found else ""
            for label, text in figures(page).items():
                if found := re.fullmatch(r"Week (\d+), (\d+)", label):
                    self.shown[kit, f"{found[2]}-W{int(found[1]):02d}"] = text[0]


def assemble(world: World) -> Crowd:
    """Live through the weeks and read every page. The world runs, and is this crowd's alone."""
    crowd = Crowd(world)
    arms = [*LEVELS * KITS_EACH, *(PADDED, PADDED_SHARED) * PADDED_EACH]
    crowd.arm = {FIRST + n: arm for n, arm in enumerate(arms)}
    threes = [FIRST + len(arms) + n for n in range(FAMILIES_OF_THREE)]
    every = [*crowd.arm, *threes]
    bulk_kits(world, every)
    _more_units(crowd)
    crowd.threes = threes
    _live(crowd, threes)
    # Everybody sees the same; the target reads English.
    crowd.results = world.browser(TARGET).get("/results", HX_Request="true").text
    return crowd


def bulk_kits(world: World, kits: Sequence[int]) -> None:
    """Live kits with these numbers, like the target's."""
    begin = BEGIN.astimezone(dt.UTC).replace(tzinfo=None)
    world.clone("kit", "id", KIT_CANARY, [{"id": kit, "slug": f"b{kit}", "live_from": begin} for kit in kits])
    texts = world.sql("SELECT max(id) FROM kit_text")[0][0] + 1
    world.clone("kit_text", "kit_id", KIT_CANARY, [{"id": texts + n, "kit_id": kit} for n, kit in enumerate(kits)])


def _more_units(crowd: Crowd) -> None:
    like = crowd.world.sql("SELECT id FROM unit WHERE name_da = 'Bibliotek'")[0][0]
    ids = range(500, 500 + 2 * UNITS_EACH)
    rows = [{"id": n, "name_da": f"Enhed {n}", "name_en": f"Unit {n}", "headcount": UNIT_PEOPLE} for n in ids]
    crowd.world.clone("unit", "id", like, rows)
    # Headcounts are kept once in a quarter; these units are to have been there when it began.
    crowd.world.sql("DELETE FROM headcount")
    crowd.units_all, crowd.units_none = list(ids[:UNITS_EACH]), list(ids[UNITS_EACH:])


def _live(crowd: Crowd, threes: Sequence[int]) -> None:
    world, counts = crowd.world, crowd.world.counts
    world.job("open_windows")
    for number, monday in enumerate(MONDAYS[:WEEKS]):
        day = (monday - dt.timedelta(days=7)).date()
        week = "{:04d}-W{:02d}".format(*day.isocalendar()[:2])
        crowd.weeks.append(week)
        crowd.pad[week] = PADS[number % len(PADS)]
        pipe = counts.pipeline(transaction=False)
        for kit, arm in crowd.arm.items():
            truth = arm if arm < PADDED else 4 + crowd.pad[week] + (arm == PADDED_SHARED)
            crowd.truth[kit, week] = truth
            if truth:
                pipe.incrby(f"cell:kit_week:{kit}:{week}", truth)
        if number < 3:
            for kit in threes:
                crowd.truth[kit, week] = (30, 30, 3)[number]
                pipe.incrby(f"cell:kit_week:{kit}:{week}", crowd.truth[kit, week])
        if number == 0:
            for unit in crowd.units_all:
                pipe.incrby(f"cell:unit_quarter:{unit}:2026-Q3", UNIT_PEOPLE)
        pipe.execute()
        for name, value in world.cells().items():
            _, family, key, window = name.split(":")
            if family == "kit_week" and window == week:
                crowd.pending[int(key), week] = value
        if number == 0:
            # The three-week kits end in their third week: the window of the week after it is their last.
            ended = (MONDAYS[1] + dt.timedelta(days=1)).astimezone(dt.UTC).replace(tzinfo=None)
            marks = ", ".join("?" for _ in threes)
            world.sql(f"UPDATE kit SET state = 'ended', ended_at = ? WHERE id IN ({marks})", (ended, *threes))
        world.advance(monday)
    for (family, key, window), value in world.released().items():
        if family == "kit_week":
            crowd.noisy[int(key), window] = value


def figures(page: str) -> dict[str, list[str]]:
    """The rows of all tables of a page: what stands first, and the cells behind it."""
    found = {}
    for row in TR.findall(page):
        cells = [words(cell) for cell in TD.findall(row)]
        if len(cells) > 1:
            found[cells[0]] = cells[1:]
    return found


@dataclass(frozen=True)
class Declared:
    """A kind of count, as the method page tells everybody."""

    window: str
    epsilon: float
    threshold: int


def families(browser: Browser) -> dict[str, Declared]:
    """All kinds of counts that the method page declares, by their name in the database."""
    rows = figures(browser.get("/privacy/method").text).values()
    found = {
        cells[-1]: Declared(window=cells[-6], epsilon=float(cells[-5]), threshold=int(cells[-2]))
        for cells in rows
        if len(cells) >= 8 and re.fullmatch("[a-z_]+", cells[-1])
    }
    assert len(found) >= 6, "the method page declares hardly any count"
    return found


def words(html: str) -> str:
    """The text of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def pad_by_hand(browser: Browser, world: World, kit: int) -> dict[str, int]:
    """What one real share adds, by cell."""
    before = world.cells()
    browser.share(kit, forget=True)
    return {name: value - before[name] for name, value in world.cells().items() if value != before[name]}
