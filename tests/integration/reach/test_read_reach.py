"""Everybody reads how far posts get: measured, reported and estimated, and never one sum of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import insert
from sqlalchemy.orm import Session

from hub.core import clock
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, REACH_MONTH
from hub.counting.pending import PendingCells
from hub.links import service as links
from hub.metrics import release, reports, windows_open
from hub.metrics.models import ClickDay, FilteredDay
from hub.metrics.reports import reach as report
from hub.reach.rules import Estimate, Released, estimate
from tests.factories import exports
from tests.factories.accounts import PERSONAS, make_unit
from tests.factories.kits import make_kit
from tests.integration.reach.conftest import bring_in

SignIn = Callable[[str], FlaskClient]
FRAGMENT = {"HX-Request": "true"}
DAY = dt.date(2026, 10, 26)
BANDS = {"0": 3, "50": 14, "200": 21, "500": 12, "1000": 4, "5000": 0}


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Coordinates]:
    """The last week of October."""
    with time_machine.travel("2026-10-28T12:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def october(session: Session, counts_redis: Redis, travel: time_machine.Coordinates) -> None:
    """October, counted and released, with noisy counts that the test knows."""
    clock.configure("Europe/Copenhagen")
    pending = PendingCells(counts_redis)
    make_unit(session, headcount=3_000)
    kit = make_kit(session, live_from=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    made = {
        (network, source): links.ensure_link(session, kit.id, kit.slug, kit.target_url, network, source)
        for network in ("linkedin", "facebook", "x")
        for source in ("employees", "official")
    }
    session.flush()
    rows = [
        {"day": DAY, "link_id": link.id, "hits": 200 + 7 * place, "visitors": 150}
        for place, link in enumerate(made.values())
    ]
    session.execute(insert(ClickDay), rows)
    session.execute(
        insert(FilteredDay), [{"day": DAY, "kind": "preview", "hits": 87}, {"day": DAY, "kind": "bot", "hits": 3}]
    )
    session.commit()
    windows_open.open_windows(session, pending, clock.local_today())
    session.commit()
    counts = {
        KIT_WEEK.cell(kit.id, DAY): 64,
        NETWORK_MONTH.cell("linkedin", DAY): 48,
        NETWORK_MONTH.cell("facebook", DAY): 33,
        NETWORK_MONTH.cell("x", DAY): 31,
        **{REACH_MONTH.cell(f"linkedin-{key}", DAY): value for key, value in BANDS.items()},
        **{REACH_MONTH.cell(f"facebook-{key}", DAY): 0 for key in BANDS},
    }
    for row in NETWORK_MONTH, REACH_MONTH:
        for cell in pending.all():
            if cell.family is row and cell not in counts:
                counts_redis.set(cell.redis_key, 0)
    for cell, value in counts.items():
        counts_redis.set(cell.redis_key, value)
    travel.move_to("2026-11-02T06:01:00+01:00")
    release.run(session, pending, clock.now())
    session.commit()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def test_before_the_first_release_the_page_says_when_figures_come(sign_in: SignIn) -> None:
    page = text_of(sign_in("employee").get("/results/reach").text)
    assert "De første tal kommer" in page
    assert "Der er intet skøn endnu" in page


@pytest.mark.usefixtures("october")
def test_the_three_kinds_stand_in_tables_of_their_own_with_their_label(sign_in: SignIn) -> None:
    page = sign_in("employee").get("/results/reach").text
    for title, kind in (("measured", "Målt"), ("told", "Oplyst"), ("official", "Oplyst"), ("estimated", "Anslået")):
        section = page.partition(f'aria-labelledby="{title}-title"')[2].partition("</section>")[0]
        assert kind in section, title
        assert "Sådan tæller vi" in section or "Hvordan" in section or "<details" in section


@pytest.mark.usefixtures("october")
def test_reported_bands_are_shown_as_released_and_no_finer(sign_in: SignIn) -> None:
    told = text_of(
        sign_in("employee").get("/results/reach").text.partition('id="told-title"')[2].partition("</section>")[0]
    )
    assert "ca. 55 ± 24" in told
    assert "ca. 20 ± 10" in told
    assert "under 10" in told
    assert not re.search(r"\b(21|54)\b", told)


@pytest.mark.usefixtures("october")
def test_the_estimate_is_the_range_of_the_released_counts(session: Session, sign_in: SignIn) -> None:
    made = estimate(Released(tuple(BANDS.values()), 48), "2026-11-02:linkedin:2026-10")
    assert isinstance(made, Estimate)
    assert made.total is not None
    table = reports.reach_figures(session).estimates
    assert [row.key for row in table.rows] == ["linkedin:2026-10"]
    assert [figure.value for figure in table.rows[0].figures] == [  # type: ignore[union-attr]
        made.per_post.low, made.per_post.plain, made.per_post.high, made.total.low, made.total.plain, made.total.high,
    ]  # fmt: skip


@pytest.mark.usefixtures("october")
def test_a_network_too_few_told_about_has_no_estimate_and_the_page_says_why(sign_in: SignIn) -> None:
    page = text_of(sign_in("employee").get("/results/reach").text)
    assert "Facebook, oktober 2026: færre end 10 har fortalt" in page


@pytest.mark.usefixtures("october")
def test_loading_the_page_again_changes_nothing_and_everybody_sees_the_same(sign_in: SignIn) -> None:
    seen = {sign_in(persona).get("/results/reach", headers=FRAGMENT).data for persona in PERSONAS for _ in range(2)}
    assert len(seen) == 1


@pytest.mark.usefixtures("october")
def test_previews_and_bots_are_rounded_and_over_all_links_together(session: Session) -> None:
    table = reports.reach_figures(session).filtered
    assert {row.key: getattr(row.figures[0], "value", None) for row in table.rows}["preview"] == 90
    assert table["bot"] != table["preview"]
    assert getattr(table["bot"], "limit", None) == 10


@pytest.mark.usefixtures("october")
def test_clicks_on_colleagues_posts_by_network_sum_to_what_was_published(session: Session) -> None:
    found = reports.reach_figures(session)
    clicks = dict(zip([row.key for row in found.versus.table.rows], found.versus.table.column("clicks"), strict=True))
    shown = [getattr(figure, "value", 0) for figure in clicks.values()]
    published = found.measured["employees"]
    assert abs(sum(shown) - published.value) <= 5 * len(shown)  # type: ignore[union-attr]


def test_a_network_stands_alone_only_when_the_rest_can_be_shown_too() -> None:
    many = {"linkedin": 48, "facebook": 33, "x": 31, "threads": 0, "bluesky": 1}
    assert report._groups(many) == (["linkedin", "facebook"], ["threads", "bluesky", "x"])
    assert report._groups({"linkedin": 48, "x": 2}) == ([], ["linkedin", "x"])
    assert report._groups({"linkedin": 5, "x": 2, "threads": None}) == ([], ["linkedin", "x", "threads"])


@pytest.mark.usefixtures("october")
def test_official_figures_stand_beside_colleagues_clicks(editor: FlaskClient, sign_in: SignIn) -> None:
    bring_in(editor, exports.linkedin_page([exports.linkedin_row(Impressions=4_321)]), "content.xls")
    page = sign_in("employee").get("/results/reach").text
    versus = page.partition('id="versus-title"')[2].partition("</section>")[0]
    assert "4.321" in versus
    assert "Kolleger, der delte (målt)" in versus
    assert "Visninger af vores egne opslag (oplyst)" in versus
    official = page.partition('id="official-title"')[2].partition("</section>")[0]
    assert "LinkedIn, oktober 2026" in text_of(official)
    assert "4.321" in official


@pytest.mark.usefixtures("october")
def test_no_figure_is_the_sum_of_two_kinds(editor: FlaskClient, session: Session, sign_in: SignIn) -> None:
    bring_in(editor, exports.linkedin_page([exports.linkedin_row(Impressions=4_321)]), "content.xls")
    found = reports.reach_figures(session)
    assert all(table.total is None for table in (found.measured, found.filtered, found.official, found.estimates))
    assert found.versus.table.total is None


@pytest.mark.usefixtures("october")
def test_only_released_months_have_reports_and_a_live_report_changes_nothing(
    session: Session, counts_redis: Redis, sign_in: SignIn
) -> None:
    before = sign_in("employee").get("/results/reach", headers=FRAGMENT).data
    pending = PendingCells(counts_redis)
    windows_open.open_windows(session, pending, clock.local_today())
    session.commit()
    for _ in range(40):
        pending.add(REACH_MONTH.cell("x-200", clock.local_today()))
    assert sign_in("employee").get("/results/reach", headers=FRAGMENT).data == before
