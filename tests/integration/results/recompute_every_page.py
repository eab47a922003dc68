"""Every page of results with what recomputes it. A page that is not here has not been recomputed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.integration.results import recompute_campaigns as campaigns
from tests.integration.results import recompute_channels as channels
from tests.integration.results import recompute_organisation as organisation
from tests.integration.results import recompute_pilots as pilots
from tests.integration.results import recompute_reach as reach
from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_tables import Tables

Get = Callable[[str, str], str]
"""Persona and address to the page in English."""


class Read(NamedTuple):
    """One page: its view, its address, what works it out and with what besides the tables, and who reads it."""

    view: str
    address: str
    check: Callable[..., None]
    given: tuple[Any, ...] = ()
    persona: str = "employee"


def every_page(tables: Tables) -> Iterator[Read]:
    """All pages that hold figures, for what is in the database."""
    yield Read("index", "/results", organisation.check_index)
    yield Read("aside", "/results/aside", organisation.check_aside)
    yield Read("reach", "/results/reach", reach.check_reach)
    yield Read("jobs", "/results/jobs", channels.check_jobs)
    for picture in ("figures", "weeks"):
        yield Read("wall_here", f"/results/wall?picture={picture}", organisation.check_wall, (picture,))
    for name in organisation.NETWORKS:
        yield Read("network", f"/results/networks/{name}", organisation.check_network, (name,))
    yield from _windows(tables)
    yield from _kits_and_campaigns(tables)
    for job in tables.jobs:
        yield Read("job", f"/results/jobs/{job.slug}", channels.check_job, (job,), "hr")
    for pilot in pilots.pilots(tables):
        yield Read("pilot", f"/results/pilots/{pilot.slug}", pilots.check_pilot, (pilot,))
        yield Read("pilot_spread", f"/results/pilots/{pilot.slug}/spread", pilots.check_spread, (pilot,))
        yield Read("pilot_decision", f"/pilots/{pilot.slug}/decision", pilots.check_decision, (pilot,))


def _windows(tables: Tables) -> Iterator[Read]:
    oldest = on.quarter(tables.first_released_on - on.WEEK)
    key = on.quarter(on.days(tables.newest_week)[0])
    while key >= oldest:
        yield Read("quarter", f"/results/quarters/{key}", organisation.check_quarter, (key,))
        key = on.before(key)
    for key in channels.offered(tables):
        yield from _both(f"quarter={key}", channels.check_quarter, key)
    for (month,) in tables.rows("SELECT month FROM result_letter"):
        yield Read("letter", f"/results/letters/{month}", organisation.check_letter, (month,))


def _kits_and_campaigns(tables: Tables) -> Iterator[Read]:
    for kit in tables.kits:
        if kit.state in ("live", "ended"):
            yield Read("kit", f"/results/kits/{kit.slug}", organisation.check_kit, (kit,))
            yield from _both(f"kit={kit.slug}", channels.check_scope, [kit.id], None)
    for number, slug in tables.rows("SELECT id, slug FROM campaign"):
        own = [kit.id for kit in tables.kits if kit.campaign == number]
        yield Read("campaign", f"/results/campaigns/{slug}", campaigns.check_campaign, (number,))
        yield from _both(f"campaign={slug}", channels.check_scope, own, number)


def _both(query: str, check: Callable[..., None], *given: Any) -> Iterator[Read]:
    """The sources side by side, as everybody sees them and as HR does."""
    for persona in ("employee", "hr"):
        yield Read("sources", f"/results/sources?{query}", check, (*given, persona == "hr"), persona)


def recompute(get: Get, tables: Tables) -> set[str]:
    """Work out every page, and say which views were seen. Nothing on a page may be left over."""
    seen, wrong = set(), []
    for read in every_page(tables):
        page = Page(get(read.persona, read.address))
        try:
            read.check(page, tables, *read.given)
            page.close(tables.typed)
        except AssertionError as error:
            wrong.append(f"{read.address} as {read.persona}: {error}")
        seen.add(read.view)
    assert not wrong, "\n\n".join(wrong)
    return seen
