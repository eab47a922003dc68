"""The life of the demonstration's pilots: kick-off, check-ins, sparring, hours, and a small trial with its decision.

Members answer in their own browsers, and the worker counts. No answer and no figure is inserted.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape

from hub.demo.browser import Browser
from hub.demo.calendar import Calendar
from hub.demo.newsroom import Newsroom

Answer = tuple[Browser, dict[str, str]]
Hands = Callable[[Callable[[Answer], object], Sequence[Answer]], None]

ANSWERING = 0.6
"""How many of the team answer in a week: enough for most weeks to be shown, and each costs a request."""
TRIAL_WEEKS = 3
TRIAL_MEMBERS = 6
NEXT_MEMBERS = 32
_INVITATION = re.compile(r"/pilots/join/[a-z0-9]+")
_SLUG = re.compile(r"/results/pilots/([\w-]+)/spread")
_ODDS = {
    "find": {"easy": 12, "middling": 6, "hard": 2},
    "free": {"yes": 16, "mostly": 3, "no": 1},
    "time": {"0": 9, "30": 8, "60": 2, "120": 1},
}
_KICKOFF = """Vi mødes en time på rådhuset og prøver det af sammen.

- [Retningslinjer for sociale medier](/guidelines)
- [Hvad kan min arbejdsgiver se?](/privacy)
- [Ugens delepakker](/)

Tag din telefon med. Du bestemmer selv, om du deler noget den dag."""
_QUESTIONS = (
    (
        "Hvad gør jeg, hvis nogen skriver noget grimt under mit opslag?",
        "Du behøver ikke svare. Du må skjule det, hvis tonen er hård, og du må altid ringe til os i kontortiden. "
        "Handler det om en sag, så henvis til kommunen: Du skal ikke svare på kommunens vegne.",
    ),
    (
        "Må jeg bruge et billede, hvor man kan se en borger i baggrunden?",
        "Kun hvis borgeren har sagt ja til netop det. Er du i tvivl, så tag et nyt billede, eller brug det fra "
        "delepakken.",
    ),
    ("Kan vi få en delepakke om aftenvagterne?", ""),
)
_TRIAL = {
    "title": "Prøveholdet på rådhuset",
    "purpose": "Tre uger med seks kolleger: Forstår vi delepakkerne, og føles det frivilligt?",
}
_DECISION = {
    "decision": "change",
    "reason": "Seks er for få til tal, og det vidste vi, før vi begyndte. På mødet bagefter sagde holdet, at "
    "delepakkerne er til at gå til, men at de handlede for lidt om deres eget arbejde.\n\n"
    "**Derfor laver vi det om:** Næste hold bliver større, kommer fra hele Sundhed og Omsorg og er med til at vælge "
    "emner.",
}


_NEXT = {
    "title": "Ambassadører på tværs",
    "purpose": "Næste hold er for hele Fjordby Kommune. Vi bygger på det, det første hold lærte os, og spørger hver "
    "uge, hvordan det går.",
}
_GO_ON = {
    "decision": "go_on",
    "reason": "Holdet siger, at det føltes frivilligt, og at det sjældent tog mere end en time om ugen. Flere delte "
    "end før, men hvor mange flere, kan tallene ikke sige: Usikkerheden er stor, og de, der melder sig, deler mere "
    "end andre.\n\n"
    "**Mindre godt:** Delepakker uden et billede fra vores eget arbejde blev liggende.\n\n"
    "Vi fortsætter og åbner for hele kommunen.",
}


@dataclass
class Pilots:
    """The team of the pilot that runs, and how far the story has come."""

    newsroom: Newsroom
    calendar: Calendar
    chance: random.Random
    team: list[Browser] = field(default_factory=list)
    slug: str = ""
    number: str = ""
    weeks: int = 0
    trial: str = ""
    decided: bool = False
    last: dt.date = dt.date.max
    followed: bool = False

    def began(self, invitation: str, team: Sequence[Browser], last: dt.date) -> None:
        """The team has joined: the coordinator writes the kick-off."""
        self.team, self.last, self.weeks = list(team), last, 0
        coordinator = self.newsroom.persona("pilot")
        found = _SLUG.search(coordinator.get(invitation).text)
        self.slug = found.group(1) if found else ""
        if self.team:
            self.number = self.team[0].get(f"/pilots/{self.slug}/check-in").value("pilot")
        self._material(hours="")
        for browser in self.team[:4]:
            browser.post(f"/pilots/{self.slug}/visible", {"shown": "1"})

    def live_through(self, day: dt.date, hands: Hands, members: Sequence[Browser]) -> None:
        """The end of a week: some answer the check-in, and now and then somebody asks. Then it is decided."""
        if not self.number:
            return
        if day > self.last:
            self._follow(day, members)
            return
        answering = [browser for browser in self.team if self.chance.random() < ANSWERING]
        hands(self._check_in, [(browser, self._answers()) for browser in answering])
        questions = f"/pilots/{self.slug}/questions"
        if self.weeks < len(_QUESTIONS):
            text, answer = _QUESTIONS[self.weeks]
            self.team[-1].post(questions, {"text": text})
            if answer:
                editor = self.newsroom.persona("editor")
                open_ones = re.findall(rf"{questions}/(\d+)/answer", editor.get(questions).text)
                editor.post(f"{questions}/{open_ones[0]}/answer", {"answer": answer})
        self.weeks += 1
        if self.weeks % 4 == 0:
            self._material(hours=str(6 + 2 * self.weeks))

    def _follow(self, day: dt.date, members: Sequence[Browser]) -> None:
        """The pilot is over: it goes on, and the next is open to everybody and runs still."""
        if self.followed:
            return
        self.followed = True
        coordinator = self.newsroom.persona("pilot")
        coordinator.post(f"/pilots/{self.slug}/decision", _GO_ON)
        last = self.calendar.today + dt.timedelta(weeks=6)
        days = {"starts_on": day.isoformat(), "ends_on": last.isoformat()}
        shown = coordinator.get(coordinator.post("/pilots/new", {**_NEXT, **days}).location)
        found = _INVITATION.search(shown.text)
        if found:
            team = members[:: max(1, len(members) // NEXT_MEMBERS)]
            for browser in team:
                browser.post(found.group(0), {})
            self.began(found.group(0), team, last)

    def try_small(self, week: int, members: Sequence[Browser]) -> None:
        """Before the pilot there is a trial that is too small for figures, and a decision that says so."""
        coordinator = self.newsroom.persona("pilot")
        if not self.trial and len(members) >= TRIAL_MEMBERS:
            first = max(self.calendar.monday(week), self.calendar.first_day)
            last = first + dt.timedelta(weeks=TRIAL_WEEKS, days=-1)
            days = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
            self.trial = coordinator.post("/pilots/new", {**_TRIAL, **days}).location
            invitation = _INVITATION.search(coordinator.get(self.trial).text)
            for browser in members[:TRIAL_MEMBERS]:
                browser.post(invitation.group(0) if invitation else "", {})
        elif self.trial and not self.decided and self.number:
            coordinator.post(f"{self.trial}/decision", _DECISION)
            self.decided = True

    def _answers(self) -> dict[str, str]:
        return {key: self.chance.choices(list(odds), list(odds.values()))[0] for key, odds in _ODDS.items()}

    def _check_in(self, each: Answer) -> None:
        browser, answers = each
        browser.post("/check-in", {"pilot": self.number, **answers}, expect=200)

    def _material(self, hours: str) -> None:
        coordinator = self.newsroom.persona("pilot")
        page = coordinator.get(f"/pilots/{self.slug}/material")
        purpose = re.search(r'<textarea[^>]*name="purpose"[^>]*>\s*(.*?)</textarea>', page.text, re.DOTALL)
        day = re.search(r'name="kickoff_on"[^>]*value="([\d-]*)"', page.text)
        fields = {
            "purpose": unescape(purpose.group(1)) if purpose else "",
            "kickoff": _KICKOFF,
            "kickoff_on": day.group(1) if day else "",
            "own_hours": hours,
        }
        coordinator.post(f"/pilots/{self.slug}/material", fields)
