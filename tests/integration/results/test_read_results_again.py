from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.core import audit
from hub.links.models import TrackingLink
from hub.metrics.models import ClickDay, FilteredDay, Release, StreamPosition
from tests.integration.results.conftest import Made

SignIn = Callable[[str], FlaskClient]
FRAGMENT = {"HX-Request": "true"}


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are asked of the database meanwhile."""
    engine = app.extensions["hub_sessions"].kw["bind"]
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def again(browser: FlaskClient, address: str, tag: str) -> int:
    return browser.get(address, headers={**FRAGMENT, "If-None-Match": tag}).status_code


def addresses(made: Made) -> tuple[str, ...]:
    return ("/results", "/results/aside", "/results/networks/linkedin", "/results/quarters/2026-Q3")


def test_what_a_browser_has_already_costs_two_statements(app: Flask, sign_in: SignIn, made: Made) -> None:
    browser = sign_in("employee")
    for address in addresses(made):
        tag = browser.get(address, headers=FRAGMENT).headers["ETag"]
        with counted(app) as statements:
            assert again(browser, address, tag) == 304, address
        assert len(statements) <= 2, statements


@pytest.mark.parametrize(
    ("address", "most"), [("/results", 6), ("/results/networks/linkedin", 3), ("/results/quarters/2026-Q3", 6)]
)
def test_a_page_of_figures_takes_few_statements(
    app: Flask, sign_in: SignIn, made: Made, address: str, most: int
) -> None:
    browser = sign_in("employee")
    browser.get(address)
    with counted(app) as statements:
        assert browser.get(address).status_code == 200
    assert len(statements) <= most, statements


def test_a_release_and_a_staff_action_make_a_fragment_new(session: Session, sign_in: SignIn, made: Made) -> None:
    browser = sign_in("employee")
    for address in addresses(made):
        tag = browser.get(address, headers=FRAGMENT).headers["ETag"]
        audit.record(session, None, "unit.renamed", "unit", 1)
        session.commit()
        assert again(browser, address, tag) == 200, address
        tag = browser.get(address, headers=FRAGMENT).headers["ETag"]
        newest = session.query(Release).order_by(Release.frozen_on.desc()).first()
        assert newest is not None
        session.add(Release(frozen_on=newest.frozen_on + dt.timedelta(weeks=1)))
        session.commit()
        assert again(browser, address, tag) == 200, address


def count_a_click(session: Session, code: str) -> None:
    """As `metrics.ingest` does it: a click and how far the stream is counted, in one transaction."""
    link = session.query(TrackingLink).filter_by(code=code).one()
    session.add(ClickDay(day=dt.date(2026, 11, 4), link_id=link.id, hits=1, visitors=1))
    session.add(StreamPosition(producer=code, segment=3, offset=16))
    session.commit()


def test_new_clicks_make_a_kit_new_and_released_figures_not(session: Session, sign_in: SignIn, made: Made) -> None:
    browser = sign_in("employee")
    kit, index = f"/results/kits/{made.kits[0].slug}", "/results"
    tags = {address: browser.get(address, headers=FRAGMENT).headers["ETag"] for address in (kit, index)}
    count_a_click(session, "codepaid")
    assert again(browser, kit, tags[kit]) == 200
    assert again(browser, index, tags[index]) == 304


def test_a_click_on_a_colleagues_post_moves_no_tag_of_any_page(session: Session, sign_in: SignIn, made: Made) -> None:
    browser, slug = sign_in("employee"), made.kits[0].slug
    session.add(
        TrackingLink(
            code="codestaf", kit_id=made.kits[0].id, network="linkedin", source="employees", location="x", changed_in=1
        )
    )
    session.commit()
    everything = (*addresses(made), f"/results/kits/{slug}", f"/results/sources?kit={slug}", "/results/sources",
                  "/results/reach", f"/results/campaigns/{made.campaign.slug}", "/results/jobs")  # fmt: skip
    tags = {address: browser.get(address, headers=FRAGMENT).headers["ETag"] for address in everything}
    count_a_click(session, "codestaf")
    session.add(FilteredDay(day=dt.date(2026, 11, 4), kind="preview", hits=1))
    session.commit()
    assert {address: again(browser, address, tags[address]) for address in everything} == dict.fromkeys(everything, 304)


def test_results_lead_to_every_page_of_results(sign_in: SignIn, made: Made) -> None:
    browser = sign_in("employee")
    page = browser.get("/results").text
    for address in ("/results/networks/linkedin", "/results/quarters/2026-Q4", "/results/letters", "/results/sources",
                    "/results/reach", "/results/jobs", "/results/wall", "/learnings", "/campaigns"):  # fmt: skip
        assert f'href="{address}"' in page, address
        assert browser.get(address).status_code == 200, address
    assert "Egne ord virker" in page
    assert "Plakater blev ikke set" in page


@pytest.mark.parametrize("quarter", ["2026-Q1", "2027-Q1", "2026-Q5", "2026", "2026-W30"])
def test_a_quarter_without_figures_is_no_page(sign_in: SignIn, made: Made, quarter: str) -> None:
    assert sign_in("employee").get(f"/results/quarters/{quarter}").status_code == 404


def test_a_network_that_does_not_exist_is_no_page(sign_in: SignIn, made: Made) -> None:
    assert sign_in("employee").get("/results/networks/fax").status_code == 404
