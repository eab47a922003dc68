"""The campaigns of the demonstration, planned, run and evaluated at their pages by the editor."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from hub.campaigns.rules import Measure
from hub.demo.calendar import Calendar
from hub.demo.content import CONTENT_DIR, Organisation
from hub.demo.newsroom import Newsroom
from hub.demo.tables import Table, read

_TICKABLE = re.compile(r'action="(/campaigns/[a-z0-9-]+/checklist/\d+)"')


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal as the editor types it; `about` is "campaign", "organisation" or a unit's path."""

    specific: str
    measure: str
    about: str
    baseline: int | None
    target: int
    deadline_week: int


@dataclass(frozen=True, slots=True)
class EvaluationText:
    """What the editor writes at the end; `cost` in kroner."""

    aim: str
    outcome: str
    worked: tuple[str, ...]
    failed: tuple[str, ...]
    next_steps: str
    cost: int


@dataclass(frozen=True, slots=True)
class CampaignText:
    """One campaign of the story; `prepared` is how many preparations have been ticked when it starts."""

    key: str
    plan_week: int
    start_week: int
    end_week: int
    evaluate_week: int | None
    fields: dict[str, str]
    owner: str
    substitute: str
    kits: tuple[str, ...]
    prepared: int
    goals: tuple[GoalText, ...]
    evaluation: EvaluationText | None


@dataclass
class Campaigns:
    """The campaigns so far: their addresses, and how far each has come."""

    newsroom: Newsroom
    calendar: Calendar
    organisation: Organisation
    addresses: dict[str, str] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    joined: set[tuple[str, str]] = field(default_factory=set)

    def live_through(self, week: int) -> None:
        """What the editor does this week. Doing it again in the same week changes nothing."""
        for campaign in texts():
            for number, (due, act) in enumerate(self._life(campaign), 1):
                if due is not None and self.calendar.squeezed(due) <= week and self.steps.get(campaign.key, 0) < number:
                    act(campaign)
                    self.steps[campaign.key] = number
            if campaign.key in self.addresses:
                self._gather_kits(campaign)

    def _life(self, campaign: CampaignText) -> tuple[tuple[int | None, Callable[[CampaignText], None]], ...]:
        return (
            (campaign.plan_week, self._plan),
            (campaign.start_week, self._start),
            (campaign.end_week + 1, self._end),
            (campaign.evaluate_week, self._evaluate),
        )

    def _plan(self, campaign: CampaignText) -> None:
        """Write the brief, and set the goals."""
        editor = self.newsroom.persona("editor")
        people = editor.get("/campaigns/new").options()
        names = {person.persona: person.name for person in self.organisation.people}
        form = {
            **campaign.fields,
            "starts_on": self._monday(campaign.start_week).isoformat(),
            "ends_on": self._sunday(campaign.end_week).isoformat(),
            "kickoff_on": (self._monday(campaign.start_week) + dt.timedelta(days=2)).isoformat(),
            "owner_id": people[names[campaign.owner]],
            "substitute_id": people[names[campaign.substitute]],
            "version": "0",
        }
        address = self.addresses[campaign.key] = urlsplit(editor.post("/campaigns/new", form).location).path
        units = {unit.path: unit.name["da"] for unit in self.organisation.units}
        for goal in campaign.goals:
            choices = editor.get(f"{address}/goals/new").options()
            typed = {
                "specific": goal.specific,
                "measure": goal.measure,
                "about": choices[units[goal.about]] if goal.about in units else goal.about,
                "baseline": "" if goal.baseline is None else str(goal.baseline),
                "target": str(goal.target),
                "deadline": self._sunday(goal.deadline_week).isoformat(),
                "version": "0",
            }
            editor.post(f"{address}/goals/new", typed)

    def _start(self, campaign: CampaignText) -> None:
        """Prepare, tick what is prepared, and begin."""
        editor, address = self.newsroom.persona("editor"), self.addresses[campaign.key]
        editor.post(f"{address}/state", {"action": "prepare"})
        for path in _TICKABLE.findall(editor.get(address).text)[: campaign.prepared]:
            editor.post(path, {"do": "tick"})
        editor.post(f"{address}/state", {"action": "start"})

    def _end(self, campaign: CampaignText) -> None:
        self.newsroom.persona("editor").post(f"{self.addresses[campaign.key]}/state", {"action": "end"})

    def _evaluate(self, campaign: CampaignText) -> None:
        """Write what came of it, and finish."""
        told, address = campaign.evaluation, self.addresses[campaign.key]
        if told is None:
            return
        editor = self.newsroom.persona("editor")
        editor.post(
            f"{address}/evaluation",
            {
                "aim": told.aim,
                "outcome": told.outcome,
                "worked": "\n".join(told.worked),
                "failed": "\n".join(told.failed),
                "next_steps": told.next_steps,
                "cost": str(told.cost),
                "version": "0",
            },
        )
        editor.post(f"{address}/state", {"action": "finish"})

    def _gather_kits(self, campaign: CampaignText) -> None:
        """Put in the kits that have been written by now."""
        editor, address = self.newsroom.persona("editor"), self.addresses[campaign.key]
        titles = {kit.slug: kit.texts["da"].title for kit in self.organisation.kits}
        for slug in campaign.kits:
            if slug in self.newsroom.slugs and (campaign.key, slug) not in self.joined:
                choices = editor.get(address).options()
                editor.post(f"{address}/kits", {"kit": choices[titles[slug]]})
                self.joined.add((campaign.key, slug))

    def _monday(self, week: int) -> dt.date:
        return self.calendar.monday(self.calendar.squeezed(week))

    def _sunday(self, week: int) -> dt.date:
        return self._monday(week) + dt.timedelta(days=6)


@cache
def texts() -> tuple[CampaignText, ...]:
    """The campaigns of the content. Raises ContentError that names the file and the field."""
    return tuple(_campaign(table) for table in read(CONTENT_DIR / "campaigns.toml").tables("campaigns"))


def _campaign(table: Table) -> CampaignText:
    names = ("title", "purpose", "audience", "place", "deliverables", "kickoff_place", "kickoff_message")
    found = CampaignText(
        key=table.text("key"),
        plan_week=table.number("plan_week"),
        start_week=table.number("start_week"),
        end_week=table.number("end_week"),
        evaluate_week=table.number("evaluate_week") if table.has("evaluate_week") else None,
        fields={**{name: table.text(name) for name in names}, "budget": str(table.number("budget"))},
        owner=table.text("owner"),
        substitute=table.text("substitute"),
        kits=table.texts("kits"),
        prepared=table.number("prepared"),
        goals=_goals(table.tables("goals")),
        evaluation=_evaluation(table.table("evaluation")) if table.has("evaluation") else None,
    )
    table.finish()
    return found


def _goals(tables: Sequence[Table]) -> tuple[GoalText, ...]:
    return tuple(
        GoalText(
            specific=table.text("specific"),
            measure=table.choice("measure", tuple(Measure)),
            about=table.text("about"),
            baseline=table.number("baseline") if table.has("baseline") else None,
            target=table.number("target"),
            deadline_week=table.number("deadline_week"),
        )
        for table in tables
    )


def _evaluation(table: Table) -> EvaluationText:
    return EvaluationText(
        aim=table.text("aim"),
        outcome=table.text("outcome"),
        worked=table.texts("worked"),
        failed=table.texts("failed"),
        next_steps=table.text("next_steps"),
        cost=table.number("cost"),
    )
