"""Pure rules of taking part: the name of the browser's cookie, and the themes an installation begins with."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True)
class DefaultTheme:
    """A theme that a new installation begins with."""

    slug: str
    name_da: str
    name_en: str


DEFAULT_THEMES = (
    DefaultTheme("job-hos-os", "Job hos os", "Work with us"),
    DefaultTheme("saadan-arbejder-vi", "Sådan arbejder vi", "How we work"),
    DefaultTheme("nyt-til-borgerne", "Nyt til borgerne", "News for citizens"),
    DefaultTheme("klima-og-natur", "Klima og natur", "Climate and nature"),
    DefaultTheme("sundhed-og-omsorg", "Sundhed og omsorg", "Health and care"),
    DefaultTheme("boern-og-unge", "Børn og unge", "Children and young people"),
)


def flag_cookie_name(secret_key: str, person_id: int) -> str:
    """The name of the cookie in which this account's browser remembers "Delt ✓", such as `d3f0c1a2b4d5e`.

    It differs from account to account, so that the next user of a shared PC does not see it, and tells nothing
    to whoever does not hold the secret key. Set and clear it with path `/`.
    """
    digest = hmac.new(secret_key.encode(), f"flags:{person_id}".encode(), hashlib.sha256).hexdigest()
    return f"d{digest[:12]}"
