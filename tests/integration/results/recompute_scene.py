"""Everything that a page of results can show, and its awkward cases, written past the services: hidden, lost, held back
and withheld counts, retired sources, costs of nothing, small numbers of applicants, goals of every kind.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from hub.campaigns.rules import Measure, Scope
from hub.core.config import Settings
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.links.models import TrackingLink
from hub.metrics import rollup
from hub.metrics.models import ClickDay, FilteredDay, Headcount, Release, ReleasedCell, ReleasedClicks
from hub.reach.models import OfficialImport, OfficialPost
from hub.recruitment.models import ApplicationCount, Job, QualifiedDefinition
from hub.results import letter
from hub.sources.models import Cost, Source
from tests.factories.accounts import make_unit
from tests.factories.campaigns import make_campaign, make_goal
from tests.factories.kits import make_kit
from tests.factories.pilots import make_pilot
from tests.integration.results.conftest import Made

BEGIN = dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 4)
LONELY = {"2026-W40": 34, "2026-W41": 27, "2026-W42": 4}
"""A kit's weeks, of which one is hidden: another must go with it."""
UNITS = {"Brand": (80, None), "Renovation": (60, 4)}
UNRELEASED = ("Kultur", 70)
NETWORKS = {("x", "2026-09"): 937, ("x", "2026-10"): 28, ("instagram", "2026-10"): 14, ("threads", "2026-10"): None,
            ("threads", "2026-09"): 31, ("facebook", "2026-08"): 35, ("linkedin", "2026-08"): 52,
            ("instagram", "2026-08"): 36}  # fmt: skip
REACH = {
    ("linkedin", "2026-10"): (3, 14, 21, 12, 4, -2),
    ("facebook", "2026-10"): (1, 0, 2, -3, 0, 1),
    ("x", "2026-10"): (9, 4, 3, 0, 0, 0),
    ("instagram", "2026-09"): (7, None, 12, 9, 8, 6),
    ("threads", "2026-09"): (16, 25, 31, 4, 14, 11),
    ("facebook", "2026-08"): (18, 24, 29, 33, 14, 17),
    ("instagram", "2026-08"): (35, 2, 28, 3, 1, 0),
}
MISSING = ("x", "2026-10", "500")
"""A band that is held back."""
CHECK_INS = {"2026-W41": (14, 5, 2, 15, 3, 1, 9, 6, 4, 1), "2026-W42": (9, 12, 3, 11, 9, 6, 8, 9, 5, 4),
             "2026-W43": (2, 1, 0, 3, -1, 1, 2, 1, 0, -2), "2026-W44": (11, 9, None, 14, 3, 2, 8, 6, 3, 2)}  # fmt: skip
ANSWERS = ("find-easy", "find-middling", "find-hard", "free-yes", "free-mostly", "free-no", "time-0", "time-30",
           "time-60", "time-120")  # fmt: skip
JOBS = {
    "Sygeplejerske": [
        {"employees": (11, 9, 8, 3), "paid": (23, 12, 9, 2), "other": (6, 3, 2, 1), "external-1": (5, 5, 5, 0)},
        {"employees": (7, 5, 3, 1), "paid": (3, 1, 1, 0), "intranet": (0, 0, 0, 0)},
        {"employees": (1, 1, 1, 1)},
    ],
    "Pædagog": [{"employees": (14, 9, 8, 6), "paid": (9, 5, 4, 2), "newsletter": (2, 1, 0, 0)}],
    "": [{"employees": (16, 12, 9, 5), "paid": (31, 20, 13, 5)}],
}


def furnish(session: Session, made: Made, settings: Settings) -> None:
    """Add all of it to the seventeen weeks of two kits."""
    release = session.query(Release).order_by(Release.id.desc()).first()
    assert release is not None
    session.query(Headcount).filter_by(quarter="2026-Q4", unit_id=0).one().people = 1_210
    cells: dict[tuple[str, str, str], int | None] = {
        ("network_month", name, month): value for (name, month), value in NETWORKS.items()
    }
    _units(session, cells)
    lonely = make_kit(session, "Alene", state=KitState.ENDED, live_from=BEGIN, ended_at=BEGIN + dt.timedelta(weeks=15))
    cells |= {("kit_week", str(lonely.id), week): value for week, value in LONELY.items()}
    for week, hits in (("2026-W42", 20), ("2026-W43", 10)):
        session.add(ReleasedClicks(release_id=release.id, kit_id=lonely.id, window=week, clicks=hits, visitors=0))
    for (name, month), counts in REACH.items():
        for band, value in zip(("0", "50", "200", "500", "1000", "5000"), counts, strict=True):
            if (name, month, band) != MISSING:
                cells["reach_month", f"{name}-{band}", month] = value
    _pilots(session, made, cells)
    session.add_all(
        ReleasedCell(release_id=release.id, family=family, key=key, window=window, value=value)
        for (family, key, window), value in cells.items()
    )
    kits = _jobs(session, made)
    _sources(session, made, kits)
    _goals(session, made)
    _reported(session)
    session.commit()
    rollup.fold(session, TODAY)
    letter.write_due(session, settings)
    session.commit()


def _units(session: Session, cells: dict[tuple[str, str, str], int | None]) -> None:
    for name, (people, value) in UNITS.items():
        unit = make_unit(session, name, headcount=people)
        session.add(Headcount(quarter="2026-Q3", unit_id=unit.id, people=people))
        cells["unit_quarter", str(unit.id), "2026-Q3"] = value
    unit = make_unit(session, UNRELEASED[0], headcount=UNRELEASED[1])
    session.add(Headcount(quarter="2026-Q3", unit_id=unit.id, people=UNRELEASED[1]))


def _pilots(session: Session, made: Made, cells: dict[tuple[str, str, str], int | None]) -> None:
    pilot = make_pilot(session, "Efterårsholdet", starts_on=dt.date(2026, 10, 7), ends_on=dt.date(2026, 12, 18))
    pilot.own_hours = 1_012
    make_pilot(session, "Rådhusholdet", starts_on=dt.date(2026, 10, 27), ends_on=dt.date(2026, 10, 30))
    for month, shared, members in (("2026-08", 14, None), ("2026-09", 9, 28), ("2026-10", 34, 61)):
        cells["pilot_month", str(pilot.id), month] = shared
        cells["pilot_members_month", str(pilot.id), month] = members
    cells["pilot_month", str(pilot.id), "2026-07"] = 16
    for unit, members in zip(made.units, (29, 18, 3, 26), strict=True):
        cells["pilot_members_month", f"{pilot.id}-{unit.id}", "2026-10"] = members
    for week, values in CHECK_INS.items():
        cells |= {("check_in_week", f"{pilot.id}-{answer}", week): value
                  for answer, value in zip(ANSWERS, values, strict=True)}  # fmt: skip


def _jobs(session: Session, made: Made) -> list[Kit]:
    """Jobs with what HR recorded; kits for most of them, some in campaigns."""
    session.add(QualifiedDefinition(in_effect_from=dt.date(2026, 3, 1), text="Har mindst 3 års erfaring."))
    session.add(Source(key="external-1", kind="external", label_da="Lokale stemmer", active=False))
    other = make_campaign(session, "Flere pædagoger", starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 11, 30))
    make_campaign(session, "Ingen delepakker")
    session.flush()
    kits = []
    for place, (profession, by_source) in enumerate(
        (profession, counts) for profession, jobs in JOBS.items() for counts in jobs
    ):
        job = Job(slug=f"job-{place}", title=f"Stilling {place}", profession=profession.upper() if place == 1
                  else profession, deadline=dt.date(2026, 10, 20) if place < 3 else dt.date(2026, 9, 30),
                  apply_url="https://www.fjordby.example/job")  # fmt: skip
        job.counts = [
            ApplicationCount(source=source, applications=applied, interviews=met, qualified=fit, hired=hired)
            for source, (applied, met, fit, hired) in by_source.items()
        ]
        session.add(job)
        session.flush()
        if place != 2:
            kit = make_kit(session, f"Job {place}", live_from=BEGIN, job_id=job.id)
            kit.campaign_id = {0: made.campaign.id, 3: other.id}.get(place)
            kits.append(kit)
    return kits


def _sources(session: Session, made: Made, kits: list[Kit]) -> None:
    """Links of many sources with clicks on days in and out of the quarter, and costs."""
    days = (dt.date(2026, 7, 14), dt.date(2026, 9, 30), dt.date(2026, 10, 5), dt.date(2026, 10, 22),
            dt.date(2026, 11, 3))  # fmt: skip
    place = 0
    for kit in (made.kits[0], *kits):
        for source, network in (("official", "linkedin"), ("official", "facebook"), ("intranet", "other"),
                                ("external-1", "x"), ("employees", "linkedin"), ("employees", "x"),
                                ("employees", "threads")):  # fmt: skip
            place += 1
            link = TrackingLink(code=f"made{place}", kit_id=kit.id, network=network, source=source,
                                location="x", changed_in=1)  # fmt: skip
            session.add(link)
            session.flush()
            session.add_all(
                ClickDay(day=each, link_id=link.id, hits=3 + place * number % 41, visitors=2 + place * number % 29)
                for number, each in enumerate(days, 1)
            )
    campaign, costly = made.campaign.id, kits[0].id
    for key, kit_id, campaign_id, source, ore, day in (
        (1, costly, None, "paid", 1_250_050, days[2]), (2, costly, None, "employees", 99_999, days[3]),
        (3, made.kits[0].id, None, "paid", 700_000, days[1]), (4, None, campaign, "official", 333_333, days[3]),
        (5, kits[2].id, None, "newsletter", 0, days[2]), (6, kits[1].id, None, "paid", 45_005, days[4]),
        (7, made.kits[0].id, None, "external-1", 12_345, days[3]),
    ):  # fmt: skip
        session.add(Cost(kit_id=kit_id, campaign_id=campaign_id, source=source, amount_ore=ore, spent_on=day,
                         form_key=f"cost{key}"))  # fmt: skip


def _goals(session: Session, made: Made) -> None:
    campaign, early, late = made.campaign, dt.date(2026, 10, 1), dt.date(2026, 12, 18)
    make_goal(session, campaign, Measure.SHARES, target=900, baseline=100, deadline=late, specific="Delinger")
    make_goal(session, campaign, Measure.CLICKS, target=500, baseline=40, deadline=early, specific="Klik")
    make_goal(session, campaign, Measure.REACH, target=4_000, deadline=late, specific="Rækkevidde")
    make_goal(session, campaign, Measure.VISITORS, target=640, baseline=630, deadline=early, specific="Besøgende")
    make_goal(session, campaign, Measure.APPLICATIONS, target=60, deadline=late, specific="Ansøgninger")
    make_goal(session, campaign, Measure.QUALIFIED, target=30, baseline=5, deadline=early, specific="Kvalificerede")
    whole = Scope.ORGANISATION
    make_goal(session, campaign, Measure.SHARES, scope=whole, target=300, deadline=early, specific="Alle deler")
    make_goal(session, campaign, Measure.REACH, scope=whole, target=900, deadline=early, specific="Alles besøg")
    make_goal(session, campaign, Measure.SHARE_RATE, scope=whole, target=25, baseline=20,
              deadline=dt.date(2026, 9, 15), specific="Andel")  # fmt: skip
    for place, target in ((0, 15), (3, 35)):
        make_goal(session, campaign, Measure.SHARE_RATE, scope=Scope.UNIT, unit_id=made.units[place].id,
                  target=target, deadline=dt.date(2026, 9, 30 - place), specific=f"Enhed {place}")  # fmt: skip
    other = session.query(Campaign).filter_by(title="Flere pædagoger").one()
    make_goal(session, other, Measure.QUALIFIED, target=8, deadline=early, specific="Pædagoger")
    make_goal(session, other, Measure.SHARES, target=40, deadline=early, specific="Delinger igen")
    empty = session.query(Campaign).filter_by(title="Ingen delepakker").one()
    make_goal(session, empty, Measure.SHARES, target=40, deadline=early, specific="Uden noget")


def _reported(session: Session) -> None:
    """Official posts, and requests that are no clicks."""
    brought = OfficialImport(imported_on=dt.date(2026, 11, 3), origin="x", added=6, changed=0, unchanged=0)
    session.add(brought)
    session.flush()
    for place, (network, day, impressions, reach, clicks) in enumerate((
        ("linkedin", dt.date(2026, 10, 2), 1_234, 987, 40), ("linkedin", dt.date(2026, 10, 30), 2_345, None, 17),
        ("facebook", dt.date(2026, 10, 9), None, 4_321, 0), ("facebook", dt.date(2026, 8, 1), 900, 800, 12),
        ("x", dt.date(2026, 11, 1), 77, None, None), ("threads", dt.date(2026, 10, 12), 60, 50, 1),
        ("linkedin", dt.date(2026, 7, 31), 5_000, 4_000, 300),
    )):  # fmt: skip
        session.add(OfficialPost(network=network, identity=f"post{place}", day=day, impressions=impressions,
                                 reach=reach, clicks=clicks, reactions=place * 7, comments=place, reposts=None,
                                 followers=None, import_id=brought.id))  # fmt: skip
    for day, kind, hits in ((dt.date(2026, 10, 5), "preview", 87), (dt.date(2026, 11, 1), "preview", 48),
                            (dt.date(2026, 11, 2), "preview", 900), (dt.date(2026, 10, 4), "bot", 500),
                            (dt.date(2026, 10, 9), "bot", 4), (dt.date(2026, 10, 20), "head", 15)):  # fmt: skip
        session.add(FilteredDay(day=day, kind=kind, hits=hits))
