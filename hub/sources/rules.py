"""Who carries a link: the kinds of source and their keys; and amounts of money as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

LONGEST_KEY = 30
LONGEST_LABEL = 80
MOST_KRONER = 10_000_000
"""The largest amount of one entry, in kroner. More is a slip of the finger, or belongs in several entries."""
ORE = 100
"""Øre in a krone."""


class Kind(StrEnum):
    """What sort of channel a source is. A kind decides how its links are counted and what `utm_medium` says."""

    EMPLOYEES = "employees"
    OFFICIAL = "official"
    PAID = "paid"
    NEWSLETTER = "newsletter"
    INTRANET = "intranet"
    EXTERNAL = "external"


KIND_LABELS: dict[Kind, LazyString] = {
    Kind.EMPLOYEES: _l("Colleagues' posts"),
    Kind.OFFICIAL: _l("Our own pages"),
    Kind.PAID: _l("Paid advertisements"),
    Kind.NEWSLETTER: _l("Newsletters"),
    Kind.INTRANET: _l("The intranet"),
    Kind.EXTERNAL: _l("Local voices and partners outside the organisation"),
}

BUILT_IN = (Kind.EMPLOYEES, Kind.OFFICIAL, Kind.PAID, Kind.NEWSLETTER, Kind.INTRANET)
"""The sources that are always there. Each has its kind's name as its key."""
CUSTOM_KINDS = (Kind.EXTERNAL, Kind.PAID, Kind.OFFICIAL, Kind.NEWSLETTER)
"""Kinds that a source of one's own may have. There is one employees' source: two would tell colleagues apart."""

_NUMBERED = re.compile(r"[a-z]+-([1-9][0-9]{0,6})")
_AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<sign>[., '’\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}])[0-9]{3})+|[0-9]{1,15})"
    r"(?:(?P<point>[.,])(?P<rest>[0-9]{1,2}))?"
)


def next_key(kind: str, taken: Iterable[str]) -> str:
    """The key of a new source of this kind, such as `external-3`.

    It begins with the kind, which `links.rules.medium` reads, and says nothing more: it stands in the addresses
    of links, where neither a person's name nor a label that is changed later has any business.
    """
    numbers = [int(found[1]) for key in taken if key.startswith(f"{kind}-") and (found := _NUMBERED.fullmatch(key))]
    return f"{kind}-{max(numbers, default=0) + 1}"


def order(key: str) -> tuple[int, int, str]:
    """Where a source stands in lists: the built-in ones, then those with a number, then what is no source of links."""
    if key in BUILT_IN:
        return BUILT_IN.index(Kind(key)), 0, key
    found = _NUMBERED.fullmatch(key)
    return (len(BUILT_IN), int(found[1]), key) if found else (len(BUILT_IN) + 1, 0, key)


def parse_amount(text: str) -> int | None:
    """An amount in øre, from kroner as Danes or the English write them; None when it is neither.

    `1.250,00`, `1,250.00`, `1250`, `1 250,5` and `1.250` are understood, with or without "kr." One sign alone
    before exactly three digits separates thousands, for nobody writes a thousandth of a krone. A minus is not
    understood: money that comes back is no cost.
    """
    typed = text.strip().lower().removesuffix(",-").removesuffix("dkk").removeprefix("dkk")
    typed = typed.strip().removesuffix("kr.").removesuffix("kr").removeprefix("kr.").removeprefix("kr").strip()
    found = _AMOUNT.fullmatch(typed)
    if found is None or (found["sign"] and found["sign"] == found["point"]):
        return None
    signs = {sign for sign in found["whole"] if not sign.isdigit()}
    if len(signs) > 1:
        return None
    whole = int("".join(sign for sign in found["whole"] if sign.isdigit()))
    return whole * ORE + int((found["rest"] or "0").ljust(2, "0"))


def kroner(ore: int, locale: str) -> str:
    """An amount with two decimals and separated thousands, as the language writes it: 1.250,00 or 1,250.00."""
    whole, rest = divmod(ore, ORE)
    text = f"{whole:,}.{rest:02d}"
    return text if locale == "en" else text.translate(str.maketrans(",.", ".,"))
