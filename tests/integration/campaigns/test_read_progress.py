"""Everybody reads how the goals are going, from released figures alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from hub.campaigns.rules import Measure, Scope
from hub.counting.cells import KIT_WEEK, ORGANISATION_QUARTER, UNIT_QUARTER, WHOLE_ORGANISATION
from hub.kits.models import Kit
from hub.metrics.models import Headcount, Release, ReleasedCell, ReleasedClicks
from hub.recruitment.rules import Source
from tests.factories.accounts import make_unit
from tests.factories.campaigns import make_campaign, make_goal
from tests.factories.kits import make_kit
from tests.factories.recruitment import make_job

SignIn = Callable[[str], FlaskClient]
ADDRESS = "/results/campaigns/campaign-1"
FRAGMENT = {"HX-Request": "true"}
NOW = dt.datetime(2026, 12, 21, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _monday_before_christmas() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def release(session: Session, frozen_on: dt.date = dt.date(2026, 12, 21)) -> Release:
    made = Release(frozen_on=frozen_on)
    session.add(made)
    session.flush()
    return made


def shares(session: Session, made: Release, kit: Kit, **weeks: int) -> None:
    for week, value in weeks.items():
        session.add(
            ReleasedCell(release_id=made.id, family=KIT_WEEK.name, key=str(kit.id), window=f"2026-{week}", value=value)
        )
    session.commit()


@pytest.fixture
def kit(session: Session, campaign: Campaign) -> Kit:
    """A kit of the campaign."""
    made = make_kit(session)
    made.campaign_id = campaign.id
    session.commit()
    return made


def test_shares_are_the_sum_of_the_campaigns_own_kits_with_its_margin(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign, target=60, baseline=20)
    made = release(session)
    shares(session, made, kit, W49=43, W50=41)
    shares(session, made, make_kit(session, "En fremmed"), W49=900)
    seen = words(employee.get(ADDRESS).text)
    assert "ca. 85 ± 8" in seen
    assert "Nået" in seen
    assert "900" not in seen
    assert not re.search(r"\b(84|43|41)\b", seen)


def test_a_figure_within_its_margin_of_the_target_is_too_close_to_tell(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign, target=80)
    shares(session, release(session), kit, W49=43, W50=41)
    assert "For tæt på til at afgøre" in words(employee.get(ADDRESS).text)


def test_a_goal_whose_deadline_is_over_keeps_the_figure_of_that_week(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign, target=60, deadline=dt.date(2026, 12, 2))
    shares(session, release(session), kit, W48=20, W49=20, W50=500)
    seen = words(employee.get(ADDRESS).text.partition("<article")[2].partition("</article>")[0])
    assert "ca. 40 ± 8" in seen
    assert "Ikke nået" in seen
    assert "sådan endte det" in seen


def test_until_the_deadlines_week_is_made_up_a_goal_is_on_the_way(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign, target=60, deadline=dt.date(2026, 12, 16))
    shares(session, release(session, dt.date(2026, 12, 14)), kit, W49=20)
    seen = words(employee.get(ADDRESS).text)
    assert "På vej" in seen
    assert "sådan endte det" not in seen


def test_what_is_too_small_is_said_to_be_so(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign, target=60)
    shares(session, release(session), kit, W49=4)
    seen = words(employee.get(ADDRESS).text)
    assert "under 10" in seen
    weeks = {f"W{number}": 1 for number in range(34, 49)}
    shares(session, release(session, dt.date(2026, 12, 28)), kit, **weeks)
    assert "For lille til at sige noget" in words(employee.get(ADDRESS).text)


def test_reach_is_visitors_of_colleagues_and_clicks_are_what_was_published(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign, Measure.CLICKS, target=100)
    make_goal(session, campaign, Measure.REACH, target=300)
    made = release(session)
    session.add(ReleasedClicks(release_id=made.id, kit_id=kit.id, window="2026-W49", clicks=130, visitors=110))
    shares(session, made, kit, W49=43)
    seen = words(employee.get(ADDRESS).text)
    assert "ca. 130" in seen
    assert "ca. 110" in seen


def test_applications_are_those_for_the_jobs_of_the_kits_and_fewer_than_five_are_not_told(
    employee: FlaskClient, session: Session, campaign: Campaign, kit: Kit
) -> None:
    kit.job_id = make_job(session, counts={Source.EMPLOYEES: (7, 3), Source.PAID: (5, 1)}).id
    make_job(session, "En anden", counts={Source.PAID: (90, 80)})
    make_goal(session, campaign, Measure.APPLICATIONS, target=10)
    make_goal(session, campaign, Measure.QUALIFIED, target=9)
    session.commit()
    seen = words(employee.get(ADDRESS).text)
    assert "Nået" in seen
    assert "under 5" in seen
    assert "Oplyst" in seen
    assert "90" not in seen


def test_the_share_rate_of_organisation_and_unit_are_bands_of_the_quarter(
    employee: FlaskClient, session: Session, campaign: Campaign
) -> None:
    unit = make_unit(session, "Skole", headcount=400)
    make_unit(session, "Park", headcount=300)
    make_goal(session, campaign, Measure.SHARE_RATE, scope=Scope.ORGANISATION, target=10)
    make_goal(session, campaign, Measure.SHARE_RATE, scope=Scope.UNIT, unit_id=unit.id, target=20)
    session.commit()
    assert "Intet tal endnu" in words(employee.get(ADDRESS).text)
    made = release(session, dt.date(2027, 1, 4))
    session.add_all([Headcount(quarter="2026-Q4", unit_id=0, people=2000)])
    for other in (unit.id, unit.id + 1):
        session.add(Headcount(quarter="2026-Q4", unit_id=other, people=400))
        session.add(
            ReleasedCell(release_id=made.id, family=UNIT_QUARTER.name, key=str(other), window="2026-Q4", value=47)
        )
    session.add(
        ReleasedCell(
            release_id=made.id, family=ORGANISATION_QUARTER.name, key=WHOLE_ORGANISATION, window="2026-Q4", value=231
        )
    )
    session.commit()
    seen = words(employee.get(ADDRESS).text)
    assert "10–15 %" in seen
    assert "Nået" in seen
    assert "Ikke nået" in seen
    assert "Skole" in seen


def test_a_units_rate_is_hidden_where_the_table_of_units_hides_it(
    employee: FlaskClient, session: Session, campaign: Campaign
) -> None:
    unit, other = make_unit(session, "Park", headcount=300), make_unit(session, "Skole", headcount=400)
    make_goal(session, campaign, Measure.SHARE_RATE, scope=Scope.UNIT, unit_id=unit.id, target=10)
    made = release(session, dt.date(2027, 1, 4))
    for each, value in ((unit, 47), (other, 4)):
        session.add(Headcount(quarter="2026-Q4", unit_id=each.id, people=each.headcount))
        session.add(
            ReleasedCell(release_id=made.id, family=UNIT_QUARTER.name, key=str(each.id), window="2026-Q4", value=value)
        )
    session.commit()
    seen = words(employee.get(ADDRESS).text)
    assert "Kan ikke siges" in seen
    assert "15–20 %" not in seen


def test_goals_on_the_whole_organisation_are_flagged_while_campaigns_overlap(
    employee: FlaskClient, session: Session, campaign: Campaign
) -> None:
    make_goal(session, campaign, Measure.SHARE_RATE, scope=Scope.ORGANISATION, target=10)
    make_goal(session, campaign)
    session.commit()
    flag = "Der kørte andre kampagner samtidig"
    assert flag not in employee.get(ADDRESS).text
    make_campaign(session, "Vinter")
    session.commit()
    assert employee.get(ADDRESS).text.count(flag) == 1


def test_the_fragment_is_the_same_for_every_reader_and_is_not_sent_twice(
    sign_in: SignIn, session: Session, campaign: Campaign, kit: Kit
) -> None:
    make_goal(session, campaign)
    shares(session, release(session), kit, W49=43)
    answers = [sign_in(persona).get(ADDRESS, headers=FRAGMENT) for persona in ("employee", "editor", "admin")]
    assert len({answer.data for answer in answers}) == 1
    assert "<html" not in answers[0].text
    again = sign_in("employee").get(ADDRESS, headers={**FRAGMENT, "If-None-Match": answers[0].headers["ETag"]})
    assert again.status_code == 304


def test_the_campaigns_page_asks_for_the_figures_and_links_to_them_without_javascript(
    employee: FlaskClient, campaign: Campaign
) -> None:
    page = employee.get("/campaigns/campaign-1").text
    assert f'hx-get="{ADDRESS}"' in page
    assert f'<a href="{ADDRESS}">' in page


def test_the_funnel_of_a_campaign_tells_no_small_number_beside_the_professions(
    session: Session, campaign: Campaign, kit: Kit, sign_in: SignIn
) -> None:
    job = make_job(session, counts={Source.PAID: (9, 6), Source.OFFICIAL: (8, 7), Source.EMPLOYEES: (12, 9)})
    kit.job_id = job.id
    session.commit()
    page = words(sign_in("employee").get(ADDRESS).text)
    assert "Kvalificeret betyder" in page
    assert "Betalte annoncer 0 9" in page
    make_job(session, counts={Source.PAID: (3, 1)})
    session.commit()
    page = words(sign_in("employee").get(ADDRESS).text)
    assert "Betalte annoncer 0 vises ikke" in page, "all nurses less these would be the other job's three"
    assert "Kollegers opslag" in page


def test_a_campaigns_applications_are_not_told_where_those_of_all_nurses_less_them_would_be_few(
    session: Session, campaign: Campaign, kit: Kit, sign_in: SignIn
) -> None:
    kit.job_id = make_job(session, counts={Source.PAID: (13, 6), Source.OFFICIAL: (16, 7)}).id
    make_goal(session, campaign, Measure.APPLICATIONS, target=20)
    session.commit()
    browser = sign_in("employee")
    assert "Ansøgninger 29" in words(browser.get(ADDRESS).text)
    assert "Nået" in words(browser.get(ADDRESS).text)
    make_job(session, counts={Source.PAID: (2, 1), Source.OFFICIAL: (1, 1)})
    session.commit()
    seen = words(browser.get(ADDRESS).text)
    assert "29" not in seen, "all nurses have 32"
    assert "Kan ikke siges" in seen
    assert "29" not in browser.get("/results/export/campaigns.csv").text
