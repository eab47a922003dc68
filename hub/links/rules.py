"""Codes of tracking links, and the address a link leads to."""

from __future__ import annotations

import re
import secrets
from urllib.parse import quote, urlsplit, urlunsplit

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
"""`utm_medium` by source; any other source is a plain referral."""

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


def location(target_url: str, network: str, source: str, campaign: str) -> str:
    """The target with UTM parameters, in ASCII.

    The target's own query and fragment are kept sign for sign (recruitment systems carry the job in them,
    some with an unescaped `/`); its own `utm_*` parameters are replaced, because two sets would be counted as
    neither. No parameter names a person or a team.
    """
    parts = urlsplit(target_url)
    kept = [pair for pair in parts.query.split("&") if pair and not pair.lower().startswith("utm_")]
    added = {
        "utm_source": network,
        "utm_medium": MEDIUMS.get(source, "referral"),
        "utm_campaign": campaign,
    }
    query = "&".join([*kept, *(f"{name}={quote(value.lower(), safe='')}" for name, value in added.items())])
    return _ascii(urlunsplit(parts._replace(query=query)))


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
