"""The address that opens a network's own share dialog, with exact encodings."""

from __future__ import annotations

import re
from typing import Final

from flask_babel import lazy_gettext as _l

from hub.core.errors import Invalid
from hub.networks.rules import LinkPlace, Network, get
from hub.networks.text import composed, encoded, encoded_lines, well_formed

_HOSTNAME: Final = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z"
)


def hostname(instance: str) -> str:
    """The instance in lower case, without https:// and slashes around it.

    Raises `core.errors.Invalid` for field "instance" unless it is a plain host name: no port, path, user or
    IP address, for the person's text is sent there.
    """
    name = instance.strip().lower().removeprefix("https://").rstrip("/")
    if _HOSTNAME.match(name) is None:
        raise Invalid("instance", _l("Write the server's name only, for example mastodon.example."))
    return name


def intent_url(
    network: Network | str, text: str, url: str, subject: str = "", instance: str | None = None
) -> str | None:
    """The share address of a network, or None where it has none (Instagram, any app).

    LinkedIn and Facebook take the link only; X, Threads and Teams text and link; the others the link inside
    the text. Mastodon without `instance` leads to the public server picker, whose text stands after "#" and
    reaches no server. `text` must be a suggestion: what a person writes stays in the browser, where
    `static/js/share/intents.js` does the same.

    Raises `core.errors.Invalid` on an unknown network or an instance that is no host name.
    """
    rules = get(network)
    template = rules.intent
    if template is None:
        return None
    if rules.needs_instance and not instance:
        template = rules.picker or ""
    elif instance:
        template = template.replace("{instance}", hostname(instance))
    body = composed(rules, well_formed(text), url)
    encode = encoded_lines if template.startswith("mailto:") else encoded
    if rules.link is LinkPlace.APPENDED and url and url in body:
        url = ""  # X would put the link into the post a second time
    return (
        template.replace("{text}", encode(body))
        .replace("{url}", encoded(url))
        .replace("{subject}", encoded(" ".join(well_formed(subject).split())))
    )
