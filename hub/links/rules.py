"""Codes of tracking links, and the address a link leads to."""

from __future__ import annotations

import re
import secrets
from enum import StrEnum
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.core.errors import Invalid
from hub.networks import rules as networks
from hub.networks.rules import Network

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""No 0/o, 1/l/i or u/v pair that a person would misread on a poster; 30 signs."""
CODE_LENGTH = 8
"""30⁸ is 656 thousand million codes: with a million links, a guess finds one in 656,000 times."""
EMPLOYEES = "employees"
LONGEST_LOCATION = 2200
"""Signs of an address with its parameters: the longest target a kit may have, and room for UTM."""

MEDIUMS = {
    EMPLOYEES: "employee_advocacy",
    "official": "social",
    "paid": "paid_social",
    "newsletter": "email",
    "intranet": "intranet",
}
"""`utm_medium` by kind of source; any other kind is a plain referral."""


class Placement(StrEnum):
    """Where a link can stand that is no network. They share a column with `Network`: no name may be in both."""

    WEBSITE = "website"
    NEWSLETTER = "newsletter"
    INTRANET = "intranet"
    BANNER = "banner"
    POSTER = "poster"
    PRINT = "print"
    SCREEN = "screen"


PLACEMENTS: dict[Placement, tuple[LazyString, str]] = {
    Placement.WEBSITE: (_l("Website"), "web"),
    Placement.NEWSLETTER: (_l("Newsletter"), "email"),
    Placement.INTRANET: (_l("Intranet page"), "intranet"),
    Placement.BANNER: (_l("Banner"), "display"),
    Placement.POSTER: (_l("Poster"), "print"),
    Placement.PRINT: (_l("Newspaper or leaflet"), "print"),
    Placement.SCREEN: (_l("Screen"), "screen"),
}
"""What a placement is called, and its `utm_medium`: a poster is print, whoever has paid for it."""

# Signs that the standards allow in each part. `%` stays, because what is already escaped must not be escaped
# again.
_PATH = "/%:@!$&'()*+,;=-._~"
_QUERY = _PATH + "?[]{}|"
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


def new_code() -> str:
    """A code that nobody can guess from another one."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether the text has the form of a code; anything else is never asked of the database."""
    return _CODE.fullmatch(text) is not None


def tidy(text: str) -> str:
    """The code that was meant: typed in capitals from a poster, or copied with the sentence's full stop."""
    return text.strip(" /.,;:!?)»”\"'").lower()


def places() -> list[tuple[str, str | LazyString]]:
    """(name, label) of everywhere a link can stand: the networks, then the placements."""
    found: list[tuple[str, str | LazyString]] = [(rules.name.value, rules.label) for rules in networks.NETWORKS]
    return found + [(name.value, label) for name, (label, _) in PLACEMENTS.items()]


def check_place(source: str, place: str) -> None:
    """Refuse a place that does not exist, or one where colleagues do not share.

    Raises:
        Invalid: field "link".
    """
    if place in set(Placement) and source == EMPLOYEES:
        raise Invalid("link", _l("Colleagues share on networks. Choose another source for this place."))
    if place not in set(Placement) | set(Network):
        raise Invalid("link", _l("Delfrit does not know that place."))


def medium(source: str, place: str) -> str:
    """`utm_medium` of a source at a place. The key of a source begins with its kind, as in `paid-2`."""
    if place in set(Placement):
        return PLACEMENTS[Placement(place)][1]
    return MEDIUMS.get(source.partition("-")[0], "referral")


def utm(network: str, source: str, campaign: str) -> dict[str, str]:
    """The UTM parameters of a link, in lower case. None names a person or a team.

    The organisation's own further sources are told apart by their number, for a name could be a person's.
    """
    found = {"utm_source": network, "utm_medium": medium(source, network), "utm_campaign": campaign}
    if source not in MEDIUMS:
        found["utm_content"] = source
    return {name: value.lower() for name, value in found.items()}


def filled(template: str, network: str, source: str, campaign: str) -> dict[str, str]:
    """The parameters of a template such as `utm_source={network}&ref={source}`, with their words filled in."""
    said = {"network": network, "medium": medium(source, network), "campaign": campaign, "source": source}
    words = {name: word.lower() for name, word in said.items()}
    pairs = (pair.partition("=") for pair in template.split("&"))
    return {name: value.format_map(words) for name, _, value in pairs}


def location(target_url: str, network: str, source: str, campaign: str, template: str = "") -> str:
    """The target with UTM parameters, in ASCII.

    The target's own query and fragment are kept sign for sign (recruitment systems carry the job in them,
    some with an unescaped `/`); its own `utm_*` parameters are replaced, because two sets would be counted as
    neither. A template says what is added instead, as recruitment systems want it.
    """
    parts = urlsplit(target_url)
    added = filled(template, network, source, campaign) if template else utm(network, source, campaign)
    replaced = {name.lower() for name in added}
    kept = [
        pair for pair in parts.query.split("&")
        if pair and not pair.lower().startswith("utm_") and pair.lower().partition("=")[0] not in replaced
    ]  # fmt: skip
    query = "&".join([*kept, *(f"{name}={quote(value, safe='')}" for name, value in added.items())])
    return _ascii(urlunsplit(parts._replace(query=query)))


def added(location_url: str, target_url: str) -> list[tuple[str, str]]:
    """The parameters of a location that its target does not have: none once a link leads to another page."""
    found, own = urlsplit(location_url), urlsplit(plain(target_url))
    if (found.netloc, found.path) != (own.netloc, own.path):
        return []
    had = set(parse_qsl(own.query, keep_blank_values=True))
    return [pair for pair in parse_qsl(found.query, keep_blank_values=True) if pair not in had]


def plain(target_url: str) -> str:
    """The address as it is, in ASCII and without UTM parameters of ours."""
    return _ascii(target_url)


def _ascii(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        port = f":{parts.port}" if parts.port else ""
        parts = parts._replace(netloc=host.encode("idna").decode() + port)
    return urlunsplit(
        parts._replace(
            path=quote(parts.path, safe=_PATH),
            query=quote(parts.query, safe=_QUERY),
            fragment=quote(parts.fragment, safe=_QUERY),
        )
    )
