"""Who else carries links in the demonstration: the organisation's own channels, advertisements, and local voices.

All of it is typed into the pages of the desk: sources, links and what they cost.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.demo.content import Job, JobCount, Kit
from hub.links.rules import EMPLOYEES, Placement
from hub.networks.rules import Network

if TYPE_CHECKING:
    from hub.demo.newsroom import Newsroom

VOICES = "voices"
"""Stands in the plan for the source that the desk adds itself."""
VOICES_NAMES = ("Lokale stemmer", "Local voices")
VOICES_KIT = "hjemmeplejen-faste-hold"
VOICES_COST = "24.000,00"
PLACES: dict[str, str] = {
    "official": Network.FACEBOOK, "paid": Network.LINKEDIN, "newsletter": Placement.NEWSLETTER,
    "intranet": Placement.INTRANET,
}  # fmt: skip
"""Where each of the usual sources carries the link of a job."""
PLAN: dict[str, tuple[tuple[str, str], ...]] = {
    VOICES_KIT: ((VOICES, Network.INSTAGRAM), (VOICES, Network.FACEBOOK), (VOICES, Placement.POSTER)),
    "naar-noedkaldet-lyder": (("official", Network.FACEBOOK),),
    "boernenes-byraad": (("official", Network.FACEBOOK), ("newsletter", Placement.NEWSLETTER)),
    "fjordens-dag": (("official", Network.FACEBOOK), ("official", Placement.POSTER)),
}
"""What is carried of share kits that belong to no job."""
LIKE = {Placement.NEWSLETTER: Network.EMAIL}
"""Which network a place draws visitors like; any other one draws as many as an unknown app."""
PULL = 1.6
_LINK = re.compile(r'data-code="([a-z0-9]+)" data-link="([a-z0-9-]+):([a-z]+)"')
_CUSTOM = re.compile(r'href="/desk/sources/(external-\d+)"')


@dataclass(frozen=True)
class Carried:
    """A link that stands somewhere: its code, and the network that it draws visitors like."""

    code: str
    network: Network


@dataclass
class Channels:
    """What has been carried so far, by the content's name of the kit; and costs that were entered."""

    newsroom: Newsroom
    carried: dict[str, list[Carried]] = field(default_factory=dict)
    _voices: str = ""

    def carry(self, kit: Kit) -> None:
        """Make the links that others than colleagues carry, once for each kit."""
        if kit.slug in self.carried:
            return
        wanted = self._wanted(kit)
        self.carried[kit.slug] = self._make(self.newsroom.slugs[kit.slug], wanted) if wanted else []
        if kit.slug == VOICES_KIT:
            self.pay(kit, self._voices, VOICES_COST, "Tre lokale fortæller om hverdagen i hjemmeplejen")

    def pay_for(self, job: Job, counts: Iterable[JobCount], already: int, day: dt.date) -> None:
        """Enter what the advertisements of a job have cost since the last time."""
        kit = next((each for each in self.newsroom.organisation.kits if each.job == job.key), None)
        if kit is None or kit.slug not in self.newsroom.slugs:
            return
        for count in list(counts)[already:]:
            if count.cost:
                self.pay(kit, count.source, f"{count.cost},00", "Annoncer på LinkedIn", day)

    def pay(self, kit: Kit, source: str, amount: str, note: str, day: dt.date | None = None) -> None:
        """Enter a cost of a kit."""
        editor = self.newsroom.persona("editor")
        subject = f"kit:{self.newsroom.slugs[kit.slug]}"
        page = editor.get(f"/desk/costs?of={subject}")
        fields = {
            "subject": subject,
            "source": source,
            "amount": amount,
            "spent_on": day.isoformat() if day else page.value("spent_on"),
            "note": note,
            "form_key": page.value("form_key"),
        }
        editor.post(f"/desk/costs?of={subject}", fields)

    def _wanted(self, kit: Kit) -> list[tuple[str, str]]:
        if kit.job is not None:
            jobs = self.newsroom.organisation.jobs
            sources = {count.source for job in jobs if job.key == kit.job for count in job.counts}
            return [(source, PLACES[source]) for source in sorted(sources - {EMPLOYEES})]
        planned = PLAN.get(kit.slug, ())
        if any(source == VOICES for source, _ in planned):
            self._add_voices()
        return [(self._voices if source == VOICES else source, place) for source, place in planned]

    def _add_voices(self) -> None:
        editor = self.newsroom.persona("editor")
        danish, english = VOICES_NAMES
        editor.get("/desk/sources")
        editor.post("/desk/sources", {"label_da": danish, "label_en": english, "kind": "external"})
        self._voices = _CUSTOM.findall(editor.get("/desk/sources").text)[-1]

    def _make(self, slug: str, wanted: list[tuple[str, str]]) -> list[Carried]:
        editor = self.newsroom.persona("editor")
        page = f"/desk/kits/{slug}/links"
        editor.get(page)
        editor.post(page, {"link": [f"{source}:{place}" for source, place in wanted]})
        made = _LINK.findall(editor.get(page).text)
        return [Carried(code, _like(place)) for code, source, place in made if source != EMPLOYEES]


def _like(place: str) -> Network:
    if place in set(Network):
        return Network(place)
    return LIKE.get(Placement(place), Network.OTHER)
