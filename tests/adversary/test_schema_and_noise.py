"""Attacks that look at the tables' shape and at the noise itself."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy
import pytest

from tests.adversary import sampler
from tests.adversary.book import ALPHA, Attack, chi_square_p
from tests.adversary.conftest import Copies
from tests.adversary.crowd import SMALL

EDITORIAL = {"kit", "audit_entry", "pilot", "job"}
"""Where staff stand beside what they write and decide, and for nothing else."""
ASKED_FOR = {"used_network": {"id", "person_id", "network"}, "followed_theme": {"id", "person_id", "theme_id"}}
"""What an ambassador asks to see first: preferences, with exactly these columns."""
PERSON = re.compile(r"person|actor|author|approver|coordinator|owner|member|user|employee|email|browser|device|session")
SUBJECT = re.compile(r"\bkit|kit_id|network|link_id|\bcode$|share|hits|clicks|count|value|visitors")
MOMENT = re.compile(r"datetime|timestamp|time", re.IGNORECASE)
COUNTS = {
    "released_cell", "released_clicks", "release", "click_day", "visitor_day", "headcount", "blocked_cell",
    "stream_position",
}  # fmt: skip
ABOUT_PEOPLE = {"person", "ambassador", "pilot_member", "role_grant", "used_network", "followed_theme"}
CLOCKS = re.compile(r"last_|_at$|seen|updated|created|since|when|day$|date")


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_attack_24_schema(database: str, copies: Copies, attack: Attack) -> None:
    """Knows: the schema, as the database itself tells it.

    Tries: to find a table in which a person can stand beside a kit, a network or a count, a count with a time
    finer than its window, or a person with a time. Passes when: only the editorial tables know both.
    """
    tables = copies(database, start=False).columns()
    assert tables.keys() >= COUNTS | ABOUT_PEOPLE, "the schema is not the one that this attack was written for"
    found = []
    for table, columns in tables.items():
        names = {name for name, _ in columns}
        if table not in EDITORIAL and ASKED_FOR.get(table) != names:
            person = [name for name in names if PERSON.search(name)]
            subject = [name for name in names if SUBJECT.search(name)]
            found += [f"{table}: {person} beside {subject}"] if person and subject else []
        if table in COUNTS:
            found += [f"{table}.{name}" for name, kind in columns if MOMENT.search(kind)]
        if table in ABOUT_PEOPLE:
            found += [f"{table}.{name}" for name, kind in columns if MOMENT.search(kind) or CLOCKS.search(name)]
        if "nonce" not in names:
            found += [f"{table}.{name}" for name in names if name in ("last_login", "last_seen", "session_id", "ip")]
    print(found)
    attack.found(
        knew="the schema",
        tried="finding tables where a share could be tied to a person or a time",
        hits=len(found),
        trials=sum(map(len, tables.values())),
        measure="columns that could",
    )


@pytest.mark.parametrize("epsilon", ["1/2", "2/5", "3/10"])
def test_attack_23_noise_sampler(epsilon: str, attack: Attack) -> None:
    """Knows: a hundred thousand draws from the product's sampler.

    Tries: to tell them from OpenDP's, and to find an outcome that tells two neighbouring counts apart by more
    than ε. Passes when: neither chi-square test (against OpenDP's draws, and against the exact distribution)
    nor any outcome's privacy loss rejects, at α = 10⁻⁶.
    """
    import opendp.prelude as dp

    count = 20_000 if SMALL else 100_000
    ours = sampler.draws(epsilon, count)
    top, bottom = map(int, epsilon.split("/"))
    rate = top / bottom
    dp.enable_features("contrib")
    measure = dp.m.make_geometric(dp.atom_domain(T=int), dp.absolute_distance(T=int), scale=1 / rate)
    theirs = [measure(0) for _ in range(count)]
    reach = math.floor(math.log(count / 50) / rate)
    a, b = (Counter(max(-reach, min(reach, value)) for value in each) for each in (ours, theirs))
    values = range(-reach, reach + 1)
    # Two samples: chi-square on the table of counts. One sample: against (1-q)/(1+q) q^|x| with its tails.
    two = sum((a[x] - b[x]) ** 2 / (a[x] + b[x]) for x in values if a[x] + b[x])
    q = math.exp(-rate)
    exact = {x: (1 - q) / (1 + q) * q ** abs(x) for x in values}
    exact[reach] = exact[-reach] = q**reach / (1 + q)
    one, control = (sum((each[x] - count * exact[x]) ** 2 / (count * exact[x]) for x in values) for each in (a, b))
    p = [chi_square_p(each, 2 * reach) for each in (two, one)]
    print(f"OpenDP's own draws against the exact distribution: p = {chi_square_p(control, 2 * reach):.2g}")
    # The privacy loss of an outcome x is ln(P(x | c) / P(x | c+1)) = ln(P(x) / P(x-1)).
    z = 5.2  # beyond it lie 2e-7 of draws; divided among the outcomes that are looked at, below 1e-6 in all
    losses = [
        (abs(math.log(a[x] / a[x - 1])) - rate) / math.sqrt(1 / a[x] + 1 / a[x - 1])
        for x in range(-reach + 2, reach)
        if a[x] > 50 and a[x - 1] > 50
    ]
    spread = numpy.std(ours), math.sqrt(2 * q) / (1 - q)
    rejected = sum(each < ALPHA for each in p) + sum(each > z for each in losses)
    assert abs(spread[0] / spread[1] - 1) < 0.1, spread
    attack.found(
        knew=f"{count} draws of the sampler at ε = {rate}",
        tried=f"telling them from OpenDP's (p = {p[0]:.2g}) and the exact distribution (p = {p[1]:.2g}), loss > ε",
        hits=rejected,
        trials=2 + len(losses),
        measure="tests that reject",
    )
