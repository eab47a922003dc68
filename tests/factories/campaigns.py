"""Campaigns and goals for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign, ChecklistItem, Goal, Learning
from hub.campaigns.rules import Kind, Measure, Part, Scope
from hub.campaigns.workflow import CampaignState

__all__ = ["CAMPAIGN", "GOAL", "make_campaign", "make_goal"]

CAMPAIGN: dict[str, str] = {
    "title": "Flere sygeplejersker",
    "purpose": "Vi mangler kolleger i sygeplejen.",
    "audience": "Sygeplejersker i Fjordby",
    "place": "Sundhedshuset",
    "starts_on": "2026-09-01",
    "ends_on": "2026-12-18",
    "deliverables": "To film og tre delepakker",
    "budget": "25.000",
    "owner_id": "",
    "substitute_id": "",
    "kickoff_on": "2026-09-03",
    "kickoff_place": "Kantinen",
    "kickoff_message": "Kom og vær med.",
    "version": "0",
}
"""The form as somebody types it."""
GOAL: dict[str, str] = {
    "specific": "Flere deler historierne fra sundhedshuset",
    "measure": "shares",
    "about": "campaign",
    "baseline": "",
    "target": "60",
    "deadline": "2099-12-18",
    "version": "0",
}


def make_campaign(
    session: Session,
    title: str = "Flere sygeplejersker",
    *,
    state: CampaignState = CampaignState.PLANNED,
    worked: tuple[str, ...] = (),
    failed: tuple[str, ...] = (),
    **values: Any,
) -> Campaign:
    """A campaign with one thing on its checklist; its address is campaign-1, campaign-2 …"""
    campaign = Campaign(
        **{
            "slug": f"campaign-{session.query(Campaign).count() + 1}",
            "state": state.value,
            "title": title,
            "purpose": "Vi mangler kolleger.",
            "starts_on": dt.date(2026, 9, 1),
            "ends_on": dt.date(2026, 12, 18),
            **values,
        }
    )
    campaign.checklist = [ChecklistItem(part=Part.PRACTICAL.value, text="Bestil kaffe", done=False)]
    campaign.learnings = [
        Learning(kind=kind.value, position=position, text=text, noted_on=dt.date(2026, 12, 20))
        for kind, texts in ((Kind.WORKED, worked), (Kind.FAILED, failed))
        for position, text in enumerate(texts)
    ]
    session.add(campaign)
    session.flush()
    return campaign


def make_goal(
    session: Session,
    campaign: Campaign,
    measure: Measure = Measure.SHARES,
    *,
    scope: Scope = Scope.CAMPAIGN,
    target: int = 60,
    baseline: int | None = None,
    deadline: dt.date = dt.date(2026, 12, 18),
    unit_id: int | None = None,
    specific: str = "Flere deler historierne",
) -> Goal:
    """A goal, written past the service: its deadline may have passed."""
    goal = Goal(
        campaign_id=campaign.id,
        specific=specific,
        measure=measure.value,
        scope=scope.value,
        unit_id=unit_id,
        baseline=baseline,
        target=target,
        deadline=deadline,
    )
    session.add(goal)
    session.flush()
    session.expire(campaign, ["goals"])
    return goal
