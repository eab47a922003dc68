"""Two quarters and a bit, lived through day by day: staff publish, colleagues join and share, the public comes.

Who does what and when is decided by a seeded generator, so every demonstration tells the same story; the noise in
the released figures is as random as ever.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from hub.core.queue import JobName
from hub.demo import recruitment
from hub.demo.browser import Browser, Unexpected
from hub.demo.calendar import FREEZE_AT, Calendar
from hub.demo.campaigns import Campaigns
from hub.demo.colleagues import AMBASSADORS, NETWORK_SHARES, Colleague, invent
from hub.demo.content import Job, Kit, Organisation
from hub.demo.newsroom import Newsroom
from hub.demo.pilots import Pilots
from hub.demo.public import Public, follow
from hub.demo.reach import import_official, reports, tell
from hub.demo.sources import PULL, Channels
from hub.demo.stage import Stage
from hub.networks.rules import Network

Item = TypeVar("Item")
SEED = 20260401
HANDS = 3
"""Threads that drive browsers. The web process is one, so more would only wait for each other."""
INTEREST = (1.0, 0.45, 0.26, 0.17, 0.12, 0.09)
"""How many share a kit in its first weeks, as a part of its popularity; the last part goes on."""
FEATURED = 0.55
"""The same for the kit that the desk puts forward in a week without a new one."""
FIRST_DAY = 0.6
"""The part of a week's shares that falls on its first active day."""
AGAIN = 0.08
"""Part of the shares that are followed by one on a second network."""
JOINED = ((0, 84), (2, 120), (8, 176), (26, 276), (40, AMBASSADORS))
"""How many have opted in by a week of the content."""
PILOT_BONUS = 3.0
SHOWN_UNTIL_WEEKS = 12
"""A last day further off than this is left open."""
WAITING_FROM_WEEK = 60
"""Kits of the content that start this late are not published: the first waits for approval, the others are drafts."""
GUIDELINES_FIRST = dt.timedelta(weeks=3)
"""How long before the story Delfrit was installed, and its guidelines took effect."""
_CODE = re.compile(r"/r/([a-z0-9]{8})\b")


@dataclass(frozen=True)
class Post:
    """What everybody shares of a kit on a network: the form's kit number and the tracking code."""

    kit_id: str
    code: str


@dataclass
class History:
    """The state of the play."""

    stage: Stage
    calendar: Calendar
    organisation: Organisation
    newsroom: Newsroom
    chance: random.Random
    public: Public
    channels: Channels
    campaigns: Campaigns
    pilots: Pilots
    colleagues: list[Colleague] = field(default_factory=list)
    members: list[Colleague] = field(default_factory=list)
    live: list[Kit] = field(default_factory=list)
    posts: dict[tuple[str, Network], Post] = field(default_factory=dict)
    pull: dict[str, float] = field(default_factory=dict)
    recorded: dict[str, int] = field(default_factory=dict)
    pilot_open: bool = False
    told: set[str] = field(default_factory=set)

    @property
    def size(self) -> float:
        """A short history has fewer people: it is for tests, which wait for it."""
        return 1.0 if self.calendar.scale == 1.0 else 0.4

    def begin(self) -> None:
        """Before the story: guidelines are in effect, there are themes, and the organisation is imported."""
        begin = self.calendar.at(self.calendar.first_day, dt.time(7))
        self.stage.set_clock(begin - GUIDELINES_FIRST)
        self.newsroom.install_guidelines()
        self.stage.set_clock(begin)
        self.colleagues = invent(self.organisation, self.chance)
        self.newsroom.add_themes()
        self.newsroom.import_organisation(self.colleagues)
        recruitment.write_rules(self.newsroom)

    def live_through(self, week: int) -> None:
        """One week: Monday's freeze of the last one, then its active days."""
        monday = self.calendar.monday(week)
        if monday > self.calendar.first_day:
            self.stage.set_clock(self.calendar.at(monday, FREEZE_AT))
            if self.calendar.is_over(monday, FREEZE_AT):
                self._freeze()
            self.stage.run(JobName.END_KITS)
            self.live = [kit for kit in self.live if week < self._end_week(kit)]
        days = self.calendar.active_days(week)
        for day in days:
            self._day(day, week, days)

    def _freeze(self) -> None:
        """What the tick would ask for on a Monday morning. Next week's windows come first: late shares move there."""
        self.stage.count_clicks()
        self.stage.run(JobName.OPEN_WINDOWS)
        self.stage.run(JobName.RELEASE)
        self.stage.run(JobName.WRITE_LETTER)

    def _day(self, day: dt.date, week: int, days: Sequence[dt.date]) -> None:
        self.stage.set_clock(self.calendar.at(day, dt.time(8, 10)))
        self.stage.run(JobName.OPEN_WINDOWS)
        self._hire(week)
        self._join(week)
        if self.size == 1.0:
            self.pilots.try_small(week, [_browser(member) for member in self.members])
        opened = self._start_pilot(week)
        if self._publish(week) or opened:
            self.stage.run(JobName.OPEN_WINDOWS)
        self.campaigns.live_through(week)
        # The public comes first: while colleagues share, the web process ships what it has written down.
        self.stage.set_clock(self.calendar.at(day, dt.time(12, 20)))
        self._visit()
        self.stage.set_clock(self.calendar.at(day, dt.time(19, 40)))
        self._share(week, FIRST_DAY if day == days[0] else (1 - FIRST_DAY) / (len(days) - 1))
        if day == days[-1]:
            self.pilots.live_through(day, self._with_hands, [_browser(member) for member in self.members])
        self._with_hands(tell, reports(day, self.calendar, self.members, self.told))
        after = day + dt.timedelta(days=1)
        if self.calendar.is_over(after, dt.time(0, 20)):
            self.stage.set_clock(self.calendar.at(after, dt.time(0, 20)))
            self.stage.run(JobName.INGEST_CLICKS)
            self.stage.run(JobName.CLOSE_DAY)

    def _hire(self, week: int) -> None:
        """HR opens jobs, and types in what it has counted."""
        for job in self.organisation.jobs:
            if self.calendar.squeezed(job.opens_week) > week:
                continue
            if job.key not in self.newsroom.jobs:
                deadline = self.calendar.monday(self.calendar.squeezed(job.deadline_week)) + dt.timedelta(days=6)
                self.newsroom.open_job(job, deadline)
            self._record(job, week)

    def _record(self, job: Job, week: int) -> None:
        counts = [count for count in job.counts if self.calendar.squeezed(count.week) <= week]
        already = self.recorded.get(job.key, 0)
        if len(counts) > already:
            self.newsroom.record_applications(job, counts)
            self.channels.pay_for(job, counts, already, self.calendar.monday(week))
            self.recorded[job.key] = len(counts)

    def _publish(self, week: int) -> bool:
        """Kits whose week has come go from draft to live; whether there were any."""
        due = [
            kit for kit in self.organisation.kits
            if kit.start_week < WAITING_FROM_WEEK
            and self.calendar.squeezed(kit.start_week) <= week
            and kit.slug not in self.newsroom.slugs
        ]  # fmt: skip
        for kit in due:
            self.newsroom.draft(kit, self._last_day(kit))
            self.newsroom.submit(kit)
            self.newsroom.publish(kit)
            self.live.append(kit)
            self.pull[kit.slug] = self.chance.uniform(0.7, 1.4)
        return bool(due)

    def _last_day(self, kit: Kit) -> dt.date | None:
        last = self.calendar.monday(self._end_week(kit)) - dt.timedelta(days=1)
        return None if last > self.calendar.today + dt.timedelta(weeks=SHOWN_UNTIL_WEEKS) else last

    def _end_week(self, kit: Kit) -> int:
        """The first week in which a kit is over; in a squeezed history it is live for a week at least."""
        return max(self.calendar.squeezed(kit.end_week), self.calendar.squeezed(kit.start_week) + 1)

    def _join(self, week: int) -> None:
        """Colleagues sign in with their printed codes and say yes, themselves."""
        fresh = self.colleagues[len(self.members) : round(joined_by(week / self.calendar.scale) * self.size)]
        if not fresh:
            return
        codes = self.newsroom.print_codes(fresh)
        self._with_hands(lambda colleague: self._opt_in(colleague, codes[colleague.person_id]), fresh)
        self.members += fresh

    def _opt_in(self, colleague: Colleague, code: str) -> None:
        browser = colleague.browser = Browser(self.stage.site)
        browser.get("/sign-in")
        browser.post("/sign-in/code", {"code": code})
        page = browser.get("/join")
        fields = {
            "policy_number": page.value("policy_number"),
            "themes": [self.newsroom.themes[theme] for theme in colleague.themes],
            "networks": [network.value for network in colleague.networks],
            "accept": "y",
        }
        browser.post("/join", fields)

    def _start_pilot(self, week: int) -> bool:
        """The coordinator opens the pilot, and as many as wanted join it by its link; whether it happened now."""
        pilot = self.organisation.pilot
        if self.pilot_open or self.calendar.squeezed(pilot.start_week) > week:
            return False
        first = max(self.calendar.monday(week), self.calendar.first_day)
        last = self.calendar.monday(self.calendar.squeezed(pilot.start_week + pilot.duration_weeks))
        path = self.newsroom.open_pilot(pilot, first, last + dt.timedelta(days=6))
        # Those from the pilot's own part of the organisation come first; the sort keeps their order otherwise.
        fitting = sorted(self.members, key=lambda member: not member.unit.path.startswith(pilot.unit))
        team = fitting[: pilot.members_wanted]
        self._with_hands(lambda member: _browser(member).post(path, {}), team)
        for member in team:
            member.in_pilot = True
        self.pilots.began(path, [_browser(member) for member in team], last + dt.timedelta(days=6))
        self.pilot_open = True
        return True

    def _share(self, week: int, part: float) -> None:
        """Colleagues share what they like, each in their own browser."""
        chosen: list[tuple[Colleague, Kit, Network]] = []
        busy: set[str] = set()
        featured = self._featured(week)
        for kit in self.live:
            wanted = self._wanted(kit, week, kit is featured) * part
            count = int(wanted + self.chance.random())
            chosen += self._sharers(kit, count, busy)
        for _member, kit, network in chosen:
            self._post_of(kit, network)
        self._with_hands(lambda each: self._share_one(*each), chosen)
        for _member, kit, network in chosen:
            self.public.hear_of(self.posts[kit.slug, network].code, network, self.pull[kit.slug])

    def _wanted(self, kit: Kit, week: int, featured: bool) -> float:
        """How many shares of a kit a week brings."""
        age = week - self.calendar.squeezed(kit.start_week)
        part = INTEREST[min(age, len(INTEREST) - 1)]
        growth = (0.55 + 0.4 * min(1.0, len(self.members) / AMBASSADORS)) * math.sqrt(self.size)
        return kit.popularity * growth * max(part, FEATURED if featured else 0.0) * self.chance.uniform(0.8, 1.2)

    def _featured(self, week: int) -> Kit | None:
        """The kit that the desk puts forward, in turn, in a week without a new one."""
        if not self.live or any(self.calendar.squeezed(kit.start_week) == week for kit in self.live):
            return None
        return self.live[week % len(self.live)]

    def _sharers(self, kit: Kit, count: int, busy: set[str]) -> list[tuple[Colleague, Kit, Network]]:
        """Who shares a kit today: nobody shares two on one day, or one kit twice on the same network."""
        found: list[tuple[Colleague, Kit, Network]] = []
        free = [member for member in self.members if kit.slug not in member.shared and member.name not in busy]
        weights = [self._weight(member, kit) for member in free]
        for _ in range(min(count, len(free))):
            index = self.chance.choices(range(len(free)), weights)[0]
            member = free[index]
            weights[index] = 0.0
            if member.name in busy:
                continue
            busy.add(member.name)
            member.shared.add(kit.slug)
            network = member.networks[0 if self.chance.random() < 0.7 else -1]
            found.append((member, kit, network))
            others = [each for each in NETWORK_SHARES if each is not network]
            if self.chance.random() < AGAIN:
                second = self.chance.choices(others, [NETWORK_SHARES[each] for each in others])[0]
                found.append((member, kit, second))
        return found

    def _weight(self, member: Colleague, kit: Kit) -> float:
        follows = 2.0 if kit.theme.key in member.themes else 1.0
        return member.eagerness * follows * (PILOT_BONUS if member.in_pilot else 1.0)

    def _post_of(self, kit: Kit, network: Network) -> None:
        """Open the compose page once for each kit and network, and remember what its form holds."""
        if (kit.slug, network) in self.posts:
            return
        page = _browser(self.members[0]).get(f"/kits/{self.newsroom.slugs[kit.slug]}/{network.value}")
        code = _CODE.search(page.text)
        if code is None:
            raise Unexpected(f"the page for sharing {kit.slug} on {network} shows no link")
        post = Post(page.value("kit"), code.group(1))
        self.channels.carry(kit)
        self.posts[kit.slug, network] = post

    def _share_one(self, member: Colleague, kit: Kit, network: Network) -> None:
        post = self.posts[kit.slug, network]
        fields = {"kit": post.kit_id, "network": network.value, "suggestion": ""}
        _browser(member).post("/share", fields, expect=200)

    def _visit(self) -> None:
        """The public follows the links, those of the organisation's own channels included."""
        for kit in self.live:
            for link in self.channels.carried.get(kit.slug, ()):
                self.public.hear_of(link.code, link.network, PULL)
        visits = self.public.visits()
        self.stage.requests += len(visits)
        self._with_hands(lambda part: follow(self.stage, part), [visits[hand::HANDS] for hand in range(HANDS)])

    def _with_hands(self, do: Callable[[Item], object], items: Sequence[Item]) -> None:
        """Do something to each, a few at a time. The first failure ends it all."""
        with ThreadPoolExecutor(HANDS) as pool:
            futures = [pool.submit(do, item) for item in items]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def leave_work_on_the_desk(self) -> None:
        """What is not finished yet: one kit waits for approval, and there are drafts."""
        waiting = [kit for kit in self.organisation.kits if kit.start_week >= WAITING_FROM_WEEK]
        for kit in waiting:
            self.newsroom.draft(kit, None)
        for kit in waiting[:1]:
            self.newsroom.submit(kit)
        import_official(self.newsroom, self.calendar, self.channels)
        recruitment.count_the_rest(self.newsroom)


def joined_by(week: float) -> int:
    """How many colleagues have opted in by a week of the content."""
    for (begin, low), (end, high) in pairwise(JOINED):
        if week < end:
            return round(low + (high - low) * (week - begin) / (end - begin))
    return AMBASSADORS


def make(stage: Stage, calendar: Calendar, organisation: Organisation, newsroom: Newsroom) -> History:
    """A history that has not begun."""
    chance = random.Random(SEED)
    public = Public(random.Random(SEED + 1))
    campaigns = Campaigns(newsroom, calendar, organisation)
    pilots = Pilots(newsroom, calendar, random.Random(SEED + 2))
    return History(stage, calendar, organisation, newsroom, chance, public, Channels(newsroom), campaigns, pilots)


def _browser(member: Colleague) -> Browser:
    if member.browser is None:
        raise Unexpected(f"{member.name} has not signed in")
    return member.browser
