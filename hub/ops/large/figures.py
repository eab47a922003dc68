"""The benchmark's figures: days of clicks, released cells, headcounts, and the official pages' own numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.counting import cells
from hub.counting.scales import reach_keys
from hub.counting.windows import Window, WindowKind, window_for
from hub.links.events import Kind
from hub.metrics.models import ClickDay, FilteredDay, Headcount, OpenDay, Release, ReleasedCell, ReleasedClicks
from hub.metrics.windows_open import ORGANISATION, freeze_monday
from hub.networks.rules import Network
from hub.ops.large import plan
from hub.ops.large.editorial import last_monday
from hub.ops.large.loader import Loader, Row
from hub.ops.large.plan import Size
from hub.reach.models import OfficialImport, OfficialPost

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_SHOWN = 0.7
"""The part of the kits whose clicks could be published."""


def fill(loader: Loader, session: Session, size: Size, today: dt.date) -> None:
    """Everything that was counted."""
    last = last_monday(today)
    lives = [plan.life(size, number, last, today) for number in range(1, size.kits + 1)]
    mondays = [plan.first_monday(size, last) + _WEEK * (each + 1) for each in range(size.weeks)]
    numbers = {monday: number for number, monday in enumerate(mondays, 1)}
    units = {unit.id: unit.people for unit in accounts.reporting_units(session)}
    quarters = _windows(WindowKind.QUARTER, mondays[0] - _WEEK, today)
    loader.fill(Release, ("id", "frozen_on"), ((number, monday) for monday, number in numbers.items()))
    loader.fill(
        Headcount, ("quarter", "unit_id", "people"), _headcounts(quarters, {**units, ORGANISATION: size.people})
    )
    released = ("release_id", "family", "key", "window", "value")
    loader.fill(ReleasedCell, released, _kit_weeks(lives, numbers, last))
    loader.fill(ReleasedCell, released, _larger(size, numbers, mondays, list(units)))
    published = ("release_id", "kit_id", "window", "clicks", "visitors")
    loader.fill(ReleasedClicks, published, _published(lives, numbers, last))
    begin = mondays[0] - _WEEK
    days = [begin + _DAY * each for each in range((today - begin).days + 1)]
    loader.fill(FilteredDay, ("day", "kind", "hits"), _filtered(days))
    loader.fill(ClickDay, ("day", "link_id", "hits", "visitors"), _clicks(size, lives, today))
    session.add(OpenDay(day=today))
    _official(loader, size, lives)


def _headcounts(quarters: list[Window], people: dict[int, int]) -> Iterator[Row]:
    for quarter in quarters:
        for unit, count in sorted(people.items()):
            yield quarter.key, unit, count


def _kit_weeks(lives: list[plan.Life], numbers: dict[dt.date, int], last: dt.date) -> Iterator[Row]:
    random_ = plan.dice(1)
    for life in lives:
        popular = random_.paretovariate(1.1) * 6
        for age, monday in enumerate(life.mondays(last)):
            value = round(min(popular, 900) * 0.7**age + random_.gauss(0, 2.8))
            yield numbers[monday + _WEEK], cells.KIT_WEEK.name, str(life.number), _key(WindowKind.WEEK, monday), value


def _larger(size: Size, numbers: dict[dt.date, int], mondays: list[dt.date], units: list[int]) -> Iterator[Row]:
    """Months and quarters, each in the release that froze it."""
    random_ = plan.dice(2)

    def one(family: cells.Family, key: str, window: Window, typical: int) -> Row:
        value = round(random_.gauss(typical, typical / 8 + 4))
        return numbers[freeze_monday(window)], family.name, key, window.key, value

    for month in _windows(WindowKind.MONTH, mondays[0], mondays[-1]):
        if freeze_monday(month) in numbers:
            for network in Network:
                yield one(cells.NETWORK_MONTH, network.value, month, size.people // 150)
                for key in reach_keys(network.value):
                    yield one(cells.REACH_MONTH, key, month, 12)
    for quarter in _windows(WindowKind.QUARTER, mondays[0], mondays[-1]):
        if freeze_monday(quarter) in numbers:
            yield one(cells.ORGANISATION_QUARTER, cells.WHOLE_ORGANISATION, quarter, size.people // 12)
            yield one(cells.OPTED_IN_QUARTER, cells.WHOLE_ORGANISATION, quarter, size.ambassadors)
            for unit in units:
                yield one(cells.UNIT_QUARTER, str(unit), quarter, size.people // max(1, len(units)) // 12)


def _published(lives: list[plan.Life], numbers: dict[dt.date, int], last: dt.date) -> Iterator[Row]:
    random_ = plan.dice(3)
    for life in lives:
        if random_.random() > _SHOWN:
            continue
        for age, monday in enumerate(life.mondays(last)):
            clicks = round(random_.paretovariate(1.2) * 60 * 0.6**age, -1)
            window = _key(WindowKind.WEEK, monday)
            yield numbers[monday + _WEEK], life.number, window, int(clicks), int(round(clicks * 0.8, -1))


def _filtered(days: list[dt.date]) -> Iterator[Row]:
    random_ = plan.dice(4)
    for day in days:
        for kind in Kind:
            if kind is not Kind.CLICK:
                yield day, kind.label, random_.randint(20, 900)


def _clicks(size: Size, lives: list[plan.Life], today: dt.date) -> Iterator[Row]:
    """In the order of the table, day by day: it then grows at its end, as it does in life."""
    by_day: dict[dt.date, list[tuple[int, int, int]]] = {}
    for life in lives:
        for day, place, hits, visitors in plan.clicks(size, life, today):
            link = (life.number - 1) * size.links_of_a_kit + place + 1
            by_day.setdefault(day, []).append((link, hits, visitors))
        # Later kits begin on later days, so earlier days are complete.
        for ready in sorted(each for each in by_day if each < life.begins):
            yield from ((ready, *each) for each in sorted(by_day.pop(ready)))
    for day in sorted(by_day):
        yield from ((day, *each) for each in sorted(by_day[day]))


def _official(loader: Loader, size: Size, lives: list[plan.Life]) -> None:
    last = lives[-1].begins
    imports = ("id", "imported_on", "origin", "added", "changed", "unchanged")
    loader.fill(OfficialImport, imports, [(1, last, "linkedin", size.official_posts, 0, 0)])
    columns = (
        "network", "identity", "link", "title", "day", "impressions", "reach", "clicks", "kit_id", "kit_by_hand",
        "import_id",
    )  # fmt: skip
    loader.fill(OfficialPost, columns, _posts(size, lives))


def _posts(size: Size, lives: list[plan.Life]) -> Iterator[Row]:
    random_ = plan.dice(5)
    for number in range(1, size.official_posts + 1):
        life = lives[number * len(lives) // (size.official_posts + 1)]
        seen = random_.randint(200, 20_000)
        words = ("linkedin", f"benchmark-{number}", "", f"Opslag {number}", life.begins)
        yield *words, seen, seen * 2 // 3, seen // 50, life.number, False, 1


def _windows(kind: WindowKind, first: dt.date, last: dt.date) -> list[Window]:
    found = [window_for(kind, first)]
    while found[-1].ends < last:
        found.append(found[-1].next())
    return found


def _key(kind: WindowKind, day: dt.date) -> str:
    return window_for(kind, day).key
