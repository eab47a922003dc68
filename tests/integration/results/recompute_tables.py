"""What lies in the database, read with SQL alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.integration.results import recompute_windows as on

BUILT_IN = ("employees", "official", "paid", "newsletter", "intranet")
STAGES = ("applications", "interviews", "qualified", "hired")


class Click(NamedTuple):
    """One link's clicks on one day."""

    day: dt.date
    kit: int
    source: str
    network: str
    hits: int
    visitors: int


class Kit(NamedTuple):
    """A share kit."""

    id: int
    slug: str
    state: str
    campaign: int | None
    job: int | None
    title: str


class Job(NamedTuple):
    """A vacancy with (applications, interviews, qualified, hired) by source."""

    id: int
    slug: str
    title: str
    profession: str
    deadline: dt.date | None
    counts: dict[str, tuple[int, ...]]


def day(value: Any) -> dt.date:
    """A date, whichever way the database gives it."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def order(source: str) -> tuple[int, int, str]:
    """The five that are always there, then those with a number, then the rest."""
    if source in BUILT_IN:
        return BUILT_IN.index(source), 0, ""
    number = source.rpartition("-")[2]
    return (5, int(number), source) if number.isdigit() else (6, 0, source)


class Tables:
    """Everything that figures are made of."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """What a statement finds."""
        return list(self.session.execute(text(sql), values))

    @cached_property
    def released_on(self) -> dt.date:
        """The newest release."""
        return day(self.rows("SELECT MAX(frozen_on) FROM release")[0][0])

    @cached_property
    def first_released_on(self) -> dt.date:
        """The very first."""
        return day(self.rows("SELECT MIN(frozen_on) FROM release")[0][0])

    @cached_property
    def newest_week(self) -> str:
        """The week that was made up last."""
        return on.week(self.released_on - on.DAY)

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], int | None]:
        """Noisy integers by family, key and window."""
        return {tuple(row[:3]): row[3] for row in self.rows('SELECT family, key, "window", value FROM released_cell')}

    @cached_property
    def windows(self) -> set[str]:
        """Every week of which anything was released."""
        shared = {window for family, _, window in self.cells if family == "kit_week"}
        return shared | {window for _, window in self.published}

    @cached_property
    def published(self) -> dict[tuple[int, str], tuple[int, int]]:
        """Clicks and visitors from colleagues' posts by kit and week."""
        found = self.rows('SELECT kit_id, "window", clicks, visitors FROM released_clicks')
        return {(kit, window): (hits, visitors) for kit, window, hits, visitors in found}

    @cached_property
    def people(self) -> dict[tuple[str, int], int]:
        """Headcounts by quarter and unit; 0 is everybody."""
        return {(row[0], row[1]): row[2] for row in self.rows("SELECT quarter, unit_id, people FROM headcount")}

    @cached_property
    def units(self) -> dict[int, str]:
        """Names of all units, by their Danish names."""
        found = self.rows("SELECT id, name_en, name_da FROM unit ORDER BY name_da, id")
        return {unit: english or danish for unit, english, danish in found}

    @cached_property
    def clicks(self) -> list[Click]:
        """Everybody's clicks, day by day and link by link."""
        sql = (
            "SELECT d.day, l.kit_id, l.source, l.network, d.hits, d.visitors FROM click_day d "
            "JOIN tracking_link l ON l.id = d.link_id"
        )
        return [Click(day(row[0]), *row[1:]) for row in self.rows(sql)]

    @cached_property
    def costs(self) -> list[tuple[int | None, int | None, str, int, dt.date]]:
        """Kit or campaign, source, øre and day."""
        found = self.rows("SELECT kit_id, campaign_id, source, amount_ore, spent_on FROM cost")
        return [(*row[:4], day(row[4])) for row in found]

    @cached_property
    def sources(self) -> dict[str, tuple[str, bool]]:
        """What each source is called, and whether it is in use; in the order of lists."""
        found = self.rows("SELECT key, label_en, label_da, active FROM source")
        names = {key: (english or danish, bool(active)) for key, english, danish, active in found}
        return dict(sorted(names.items(), key=lambda each: order(each[0])))

    def called(self, source: str) -> str:
        """The name of a source, or of what is none."""
        return self.sources[source][0] if source in self.sources else "Elsewhere, or unknown"

    @cached_property
    def kits(self) -> list[Kit]:
        """All kits, in the order in which they were made."""
        sql = (
            "SELECT k.id, k.slug, k.state, k.campaign_id, k.job_id, COALESCE(e.title, d.title) FROM kit k "
            "LEFT JOIN kit_text d ON d.kit_id = k.id AND d.locale = 'da' "
            "LEFT JOIN kit_text e ON e.kit_id = k.id AND e.locale = 'en' ORDER BY k.id"
        )
        return [Kit(*row) for row in self.rows(sql)]

    @cached_property
    def jobs(self) -> list[Job]:
        """All vacancies, the latest deadline first."""
        counts: dict[int, dict[str, tuple[int, ...]]] = {}
        for job, source, *numbers in self.rows(f"SELECT job_id, source, {', '.join(STAGES)} FROM application_count"):
            counts.setdefault(job, {})[source] = tuple(numbers)
        found = self.rows("SELECT id, slug, title, profession, deadline FROM job ORDER BY deadline DESC, id DESC")
        return [Job(*row[:4], day(row[4]) if row[4] else None, counts.get(row[0], {})) for row in found]

    def kit_weeks(
        self, windows: Collection[str] | None = None, kits: Collection[int] | None = None
    ) -> list[int | None]:
        """Noisy shares of kits in weeks: of all, or of these."""
        return [
            value
            for (family, key, window), value in self.cells.items()
            if family == "kit_week" and (windows is None or window in windows) and (kits is None or int(key) in kits)
        ]

    def made(
        self, place: int, windows: Collection[str] | None = None, kits: Collection[int] | None = None
    ) -> list[int]:
        """Published clicks (0) or visitors (1), kit-week by kit-week."""
        return [
            row[place]
            for (kit, window), row in self.published.items()
            if (windows is None or window in windows) and (kits is None or kit in kits)
        ]

    def cell(self, family: str, key: object, window: str) -> list[int | None]:
        """The one cell, or none."""
        name = (family, str(key), window)
        return [self.cells[name]] if name in self.cells else []

    def others(
        self, since: dt.date | None, until: dt.date, kits: Collection[int] | None = None
    ) -> dict[str, tuple[int, int]]:
        """Exact (clicks, visitors) by source on these days, without the employees'."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.clicks:
            wanted = each.source != "employees" and (kits is None or each.kit in kits)
            if wanted and (since is None or each.day >= since) and each.day <= until:
                hits, visitors = found.get(each.source, (0, 0))
                found[each.source] = hits + each.hits, visitors + each.visitors
        return found

    def spent(
        self,
        kits: Collection[int] | None = None,
        campaigns: Collection[int] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> dict[str, int]:
        """Øre by source: of everything, or of these kits and campaigns."""
        found: dict[str, int] = {}
        for kit, campaign, source, ore, spent_on in self.costs:
            if kits is not None and kit not in kits and campaign not in campaigns:
                continue
            if (since is None or spent_on >= since) and (until is None or spent_on <= until):
                found[source] = found.get(source, 0) + ore
        return found

    @cached_property
    def typed(self) -> set[str]:
        """What people have written, in which numbers mean nothing."""
        sql = (
            "SELECT title FROM kit_text UNION SELECT title FROM campaign UNION SELECT specific FROM campaign_goal "
            "UNION SELECT text FROM learning UNION SELECT title FROM pilot UNION SELECT title FROM job "
            "UNION SELECT profession FROM job UNION SELECT name_da FROM unit UNION SELECT name_en FROM unit "
            "UNION SELECT text FROM qualified_definition UNION SELECT decision_reason FROM pilot "
            "UNION SELECT label_da FROM source"
        )
        return {row[0] for row in self.rows(sql) if row[0]}
