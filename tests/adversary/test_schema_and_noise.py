"""Attacks that look at the tables' shape and at the noise itself."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from tests.adversary import fit, sampler
from tests.adversary.book import ALPHA, Attack
from tests.adversary.conftest import Copies
from tests.adversary.crowd import SMALL

EDITORIAL = {"kit", "audit_entry", "pilot", "job"}
"""Where staff stand beside what they write and decide, and for nothing else."""
ASKED_FOR = {"used_network": {"id", "person_id", "network"}, "followed_theme": {"id", "person_id", "theme_id"}}
"""What an ambassador asks to see first: preferences, with exactly these columns."""
PERSON = re.compile(r"person|actor|author|approver|coordinator|owner|member|user|employee|email|browser|device|session")
SUBJECT = re.compile(r"\bkit|kit_id|network|link_id|\bcode$|share|hits|clicks|count|value|visitors")
MOMENT = re.compile(r"datetime|timestamp|time", re.IGNORECASE)
COUNTED = re.compile(r"hits|clicks|count|value|visitors|sketch|people|impressions|reactions|blocked|family")
"""How a table of counts can be told: none of them may hold a moment."""
CORE = {"released_cell", "release", "click_day", "headcount", "blocked_cell"}
ABOUT_PEOPLE = {"person", "ambassador", "pilot_member", "role_grant", "used_network", "followed_theme"}
CLOCKS = re.compile(r"last_|_at$|seen|updated|created|since|when|day$|date")


def suspicions(tables: dict[str, list[tuple[str, str]]]) -> list[str]:
    """Where a share could be tied to a person or a time, by tables with the names and types of their columns."""
    found = []
    for table, columns in tables.items():
        names = {name for name, _ in columns}
        if table not in EDITORIAL and ASKED_FOR.get(table) != names:
            person = sorted(name for name in names if PERSON.search(name))
            subject = sorted(name for name in names if SUBJECT.search(name))
            found += [f"{table}: {person} beside {subject}"] if person and subject else []
        if table in CORE or (table not in EDITORIAL and any(COUNTED.search(name) for name in names)):
            found += [f"{table}.{name}" for name, kind in columns if MOMENT.search(kind)]
        if table in ABOUT_PEOPLE:
            found += [f"{table}.{name}" for name, kind in columns if MOMENT.search(kind) or CLOCKS.search(name)]
        if "nonce" not in names:
            found += [
                f"{table}.{name}" for name in sorted(names) if name in ("last_login", "last_seen", "session_id", "ip")
            ]
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_attack_24_schema(database: str, copies: Copies, attack: Attack) -> None:
    """Knows: the schema, as the database itself tells it.

    Tries: to find a table in which a person can stand beside a kit, a network or a count, a count with a time
    finer than its window, or a person with a time. Passes when: only the editorial tables know both.
    """
    tables = copies(database, start=False).columns()
    if not tables.keys() >= CORE | ABOUT_PEOPLE:
        raise RuntimeError("the schema is not the one that this attack was written for")
    found = suspicions(tables)
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
    """Knows: the sampler's source, and a hundred thousand of its draws.

    Tries: to find a coin or an outcome whose probability is not exactly that of the distribution, by walking through
    every decision; to tell the draws from OpenDP's and from the exact distribution; and to find an outcome that
    tells two neighbouring counts apart by more than ε. Passes when: no probability is off by more than what is left
    out (10⁻³⁸), and no statistical test rejects, at α = 10⁻⁶ for all of them together.
    """
    import opendp.prelude as dp

    top, bottom = map(int, epsilon.split("/"))
    rate = top / bottom
    off, looked, rest = _inexact(epsilon)
    attack.found(
        knew=f"the sampler's source, at ε = {rate}",
        tried=f"finding a coin or an outcome that is not exact (all but {rest:.0e} of the paths)",
        hits=off,
        trials=looked,
        measure="probabilities that are off",
    )
    count = 20_000 if SMALL else 100_000
    dp.enable_features("contrib")
    measure = dp.m.make_geometric(
        dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int), scale=1 / rate
    )  # fmt: skip
    wanted = fit.expected(rate, count)
    ours, theirs = (fit.pooled(each, wanted) for each in (sampler.draws(epsilon, count), measure([0] * count)))
    print(f"ours {sorted(ours.items())}\nOpenDP's {sorted(theirs.items())}")
    two, one, control = fit.two_samples(ours, theirs), fit.one_sample(ours, wanted), fit.one_sample(theirs, wanted)
    losses = fit.losses(ours, rate)
    part = ALPHA / (3 + len(losses))
    assert control > part, f"OpenDP's own draws do not follow the distribution (p = {control:.2g})"
    attack.found(
        knew=f"{count} draws of the sampler at ε = {rate}",
        tried=f"telling them from OpenDP's (p = {two:.2g}; OpenDP's own p = {control:.2g}) and from the exact "
        f"distribution (p = {one:.2g}), and an outcome that loses more than ε (least p = {min(losses):.2g})",
        hits=sum(each < part for each in (two, one, *losses)),
        trials=2 + len(losses),
        measure="tests that reject",
    )


def _inexact(epsilon: str) -> tuple[int, int, Decimal]:
    """How many coins and outcomes have another probability than they should; of how many; and what was left out."""
    found = sampler.decisions(epsilon)
    with localcontext(prec=60):
        rate = Fraction(epsilon)
        q = (-Decimal(rate.numerator) / rate.denominator).exp()
        coins = {gamma: (-Decimal(gamma.numerator) / gamma.denominator).exp() for gamma in found.coins}
        exact = {x: (1 - q) / (1 + q) * q ** abs(x) for x in range(-80, 81)}
        off = sum(abs(found.coins[gamma] - chance) > 2 * found.rest for gamma, chance in coins.items())
        off += sum(abs(found.outcomes.get(x, Decimal(0)) - chance) > 2 * found.rest for x, chance in exact.items())
        off += found.rest > Decimal("1e-38")
    return int(off), len(coins) + len(exact), found.rest
