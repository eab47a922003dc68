"""What data sets are made from. A file reads each of it once, however many of its sheets it is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from hub.core import i18n
from hub.kits import queries as kits
from hub.kits.workflow import KitState
from hub.metrics import reports
from hub.metrics.reports import Campaigned, CampaignFigures, Funnel, KitWeeks, QuarterFigures, Reach
from hub.pilots import queries as pilots
from hub.pilots.models import Pilot
from hub.results import queries
from hub.results.campaigns import funnels as campaign_funnels
from hub.results.jobs import by_profession

QUARTERS = 8
"""Quarters that are given: two years."""


@dataclass(frozen=True)
class CampaignRead:
    """A campaign with its figures, and which kinds of evidence their totals have."""

    campaign: Campaign
    figures: CampaignFigures
    evidence: frozenset[str]


class Reads:
    """The reads of one file, in the reader's language. It must not outlive its session: figures are released, and
    campaigns, kits and applications change.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def quarters(self) -> list[QuarterFigures]:
        """The last quarters that have figures, the oldest first."""
        offered = reports.compared_quarters(self.session)
        wanted: str | None = offered[0][0] if offered else None
        found: list[QuarterFigures] = []
        while wanted is not None and len(found) < QUARTERS:
            quarter = reports.quarter_figures(self.session, wanted)
            if quarter is None:
                break
            found.insert(0, quarter)
            wanted = quarter.earlier
        return found

    @cached_property
    def kits(self) -> list[tuple[int, str, str]]:
        """(id, slug, title) of the kits that are live or have ended, by address."""
        return kits.names(self.session, (KitState.LIVE, KitState.ENDED), i18n.locale())

    @cached_property
    def kit_weeks(self) -> Mapping[int, KitWeeks]:
        """What has been released of each kit."""
        return reports.every_kits_weeks(self.session)

    @cached_property
    def campaigns(self) -> list[CampaignRead]:
        """Campaigns by address."""
        found = queries.campaigns(self.session)
        ids = kits.ids_by_campaign(self.session)
        recruited = {funnel.key: funnel for funnel in campaign_funnels(self.session)}
        parts = [Campaigned(each.id, each.goals, ids.get(each.id, []), recruited.get(str(each.id))) for each in found]
        made = reports.every_campaigns_figures(self.session, parts, kits.kits_by_campaign())
        evidence = [(["measured"] if part.kit_ids else []) + (["reported"] if part.funnel else []) for part in parts]
        return [CampaignRead(*each) for each in zip(found, made, map(frozenset, evidence), strict=True)]

    @cached_property
    def professions(self) -> Mapping[str, Funnel]:
        """From click to hired, by profession."""
        return by_profession(self.session)

    @cached_property
    def pilots(self) -> Sequence[Pilot]:
        """Pilots by address."""
        return sorted(pilots.pilots(self.session), key=lambda pilot: pilot.slug)

    @cached_property
    def reach(self) -> Reach:
        """How far posts get, in three kinds of evidence."""
        return reports.reach_figures(self.session)
