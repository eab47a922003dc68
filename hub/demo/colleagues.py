"""Invented colleagues: names, where they work, and how they like to share. Nobody here exists."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.accounts.rules import Role
from hub.demo.browser import Browser
from hub.demo.content import Organisation, Unit
from hub.networks.rules import Network

FIRST_NAMES = (
    "Agnes Aksel Alma Anders Anja Anton Asger Astrid Bente Birgit Bo Camilla Carl Charlotte Christian Clara Dorte Ebbe "
    "Ellen Emil Emma Erik Esben Eva Fatima Filip Freja Frida Gitte Hanne Hassan Helle Ida Inger Jakob Jan Jens Jesper "
    "Johanne Jørgen Karen Karla Kasper Kirsten Lars Laura Line Lise Liv Lotte Mads Magnus Maja Malene Marie Martin Mia "
    "Mikkel Mona Morten Naja Nanna Niels Nina Ole Olivia Pernille Pia Poul Rasmus Rikke Samira Signe Silas Simon Sofie "
    "Stine Susanne Søren Thea Thomas Tina Tobias Trine Ulla Vera Viggo Yasmin Zara Åse"
)
LAST_NAMES = (
    "Abildgaard Agerskov Ahmadi Bang Birk Bjerre Borup Brandt Bruun Buch Dahl Dam Eriksen Fabricius Falk Friis "
    "Frost Gade Greve Hald Hede Hjort Holst Høj Iversen Juhl Kjær Klit Kofoed Krogh Lauritsen Lund Lyng Mahmoud Munk "
    "Mølgaard Nygaard Nørgaard Overby Ploug Ravn Riis Rosenkvist Sand Skovgaard Smedegaard Sommer Storm Strand Søgaard "
    "Thorup Toft Tran Vestergaard Vinther Winther Ørsted Østergaard Aagaard"
)
AMBASSADORS = 296
OTHERS = 64
"""Colleagues who have an account and have not said yes."""
ACTIVE = 0.72
"""The part of ambassadors who share now and then. The others have said yes and read along, which is as welcome."""
KEEN_UNITS = {
    "fjordby/sundhed/sygepleje": 1.6,
    "fjordby/stab/hr-og-kommunikation": 3.0,
    "fjordby/kultur/bibliotek": 2.2,
}
"""Where more say yes than elsewhere, and by how much."""
NETWORK_SHARES = {
    Network.LINKEDIN: 40, Network.FACEBOOK: 36, Network.INSTAGRAM: 8, Network.WHATSAPP: 5, Network.BLUESKY: 4,
    Network.EMAIL: 4, Network.X: 3, Network.THREADS: 3, Network.TEAMS: 2, Network.MASTODON: 1,
}  # fmt: skip


@dataclass
class Colleague:
    """One simulated employee with a browser of their own. `eagerness` weighs how often they share, if ever."""

    name: str
    unit: Unit
    networks: tuple[Network, ...]
    themes: tuple[str, ...]
    eagerness: float
    person_id: str = ""
    browser: Browser | None = None
    shared: set[str] = field(default_factory=set)
    in_pilot: bool = False


def invent(organisation: Organisation, chance: random.Random) -> list[Colleague]:
    """All colleagues but the personas: first those who will opt in, in the order in which they do."""
    names = _names(chance, {person.name for person in organisation.people})
    places = [unit for unit in organisation.units if unit.headcount]
    weights = [unit.headcount * KEEN_UNITS.get(unit.path, 1.0) for unit in places]
    themes = [theme.key for theme in organisation.themes]
    return [
        Colleague(
            name=name,
            unit=unit,
            networks=_networks(chance),
            themes=tuple(chance.sample(themes, chance.randint(1, 3))),
            eagerness=chance.lognormvariate(0, 1.0) if chance.random() < ACTIVE else 0.01,
        )
        for name, unit in zip(names, chance.choices(places, weights, k=len(names)), strict=True)
    ]


def units_csv(organisation: Organisation) -> str:
    """The tree as the administration's import takes it."""
    rows = [
        (unit.path, unit.name["da"], unit.name["en"], unit.parent or "", unit.headcount) for unit in organisation.units
    ]
    return _csv(("id_path", "name_da", "name_en", "parent", "headcount"), rows)


def people_csv(organisation: Organisation, colleagues: Sequence[Colleague]) -> str:
    """Everybody as the administration's import takes it: the personas with addresses, the others without a mailbox.

    The last colleague is a second approver, so that a kit written by the first one has somebody to publish it.
    """
    names = {unit.path: unit.name["da"] for unit in organisation.units}
    rows = [(person.name, person.email, names[person.unit], " ".join(person.roles)) for person in organisation.people]
    rows += [
        (each.name, "", each.unit.name["da"], Role.APPROVER if each is colleagues[-1] else "") for each in colleagues
    ]
    return _csv(("name", "email", "unit", "roles"), rows)


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def _names(chance: random.Random, taken: set[str]) -> list[str]:
    every = [f"{first} {last}" for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
    return [name for name in chance.sample(every, AMBASSADORS + OTHERS + len(taken)) if name not in taken][
        : AMBASSADORS + OTHERS
    ]


def _networks(chance: random.Random) -> tuple[Network, ...]:
    """One to three networks, the favourite first."""
    drawn = chance.choices(list(NETWORK_SHARES), list(NETWORK_SHARES.values()), k=chance.randint(1, 3))
    return tuple(dict.fromkeys(drawn))
