"""What a campaign's page is put together from."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from hub.campaigns import goals, queries, rules, service, workflow
from hub.campaigns.models import Campaign, ChecklistItem
from hub.campaigns.permissions import can_write
from hub.campaigns.rules import PART_LABELS, check_text
from hub.core import clock, db, i18n
from hub.core.errors import Conflict, Invalid
from hub.kits import queries as kits
from hub.kits.permissions import works_at_desk
from hub.kits.workflow import STATES


def page_of(campaign: Campaign, refusal: Conflict | Invalid | None = None) -> str:
    """The campaign's page, with the reason where something was refused."""
    session = db.session()
    own = kits.kits_of_campaign(session, campaign.id)
    at_desk = works_at_desk(current_user)
    may_write = can_write(current_user)
    context: dict[str, Any] = {
        "campaign": campaign,
        "refusal": refusal,
        "typed": request.form,
        "state": workflow.CampaignState(campaign.state),
        "state_label": workflow.STATE_LABELS[workflow.CampaignState(campaign.state)],
        "chips": workflow.CHIPS,
        "steps": workflow.steps(campaign.state),
        "moves": [(move, service.missing(campaign, move.needs)) for move in workflow.moves_from(campaign.state)],
        "kits": own if at_desk else queries.visible(own),
        "free_kits": kits.free_for_campaigns(session) if may_write else (),
        "kit_states": STATES,
        "at_desk": at_desk,
        "may_write": may_write,
        "may_delete": may_write and service.can_be_deleted(session, campaign),
        "timeline": queries.timeline(campaign, own, i18n.locale()),
        "entry_labels": rules.ENTRY_LABELS,
        "overlapping": queries.overlapping(session, campaign),
        "lessons": queries.lessons_of(campaign),
        "open_goals": [goal for goal in campaign.goals if goals.is_open(goal)],
        "measures": rules.MEASURES,
        "parts": checklist(campaign),
        "today": clock.local_today(),
    }
    return render_template("campaigns/show.html", **context)


def checklist(campaign: Campaign) -> list[tuple[str, Any, list[tuple[ChecklistItem, Any]]]]:
    """(part, its name, its items with what they say) for the page."""
    return [
        (
            part.value,
            label,
            [
                (item, check_text(item.part, item.standard, item.text))
                for item in campaign.checklist
                if item.part == part
            ],
        )
        for part, label in PART_LABELS.items()
    ]
