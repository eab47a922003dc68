"""Which addresses a kit may lead to. No name is looked up: what DNS answers today, it need not answer
tomorrow.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Any
from urllib.parse import unquote, urlsplit

from flask_babel import lazy_gettext as _l

from hub.kits.rules import URL_LENGTH

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# Names for machines inside a house (RFC 6761, 6762, 8375 and what offices use), and public names that answer
# with loopback.
_PRIVATE_SUFFIXES = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
    "invalid",
    "onion",
    "arpa",
    "nip.io",
    "sslip.io",
    "xip.io",
    "localtest.me",
    "lvh.me",
    "vcap.me",
)
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

NOT_A_LINK = _l("Write the whole link, beginning with https://.")
NO_PASSWORD = _l("The link must not hold a user name or a password.")
NOT_PUBLIC = _l("The link leads into a private network. Choose a page that everybody can open.")
OWN_PAGE = _l("The link leads to Delfrit itself. Link to the page that people are to read.")
TOO_LONG = _l("The link is longer than 2,000 characters.")


def problem(url: str, own_host: str = "") -> Any | None:
    """Why a kit may not lead to this address, as a sentence; None when it may.

    Allowed are http and https addresses on public names or public IP addresses, without user or password.
    Refused are other schemes, private, loopback and link-local networks in every way of writing them, and
    `own_host` (the hub's own host and port: its tracking links would lead to themselves).
    """
    if len(url) > URL_LENGTH:
        return TOO_LONG
    # Browsers drop tabs and line breaks inside an address and read a backslash as a slash: what we check
    # would not be what they open.
    if not url or "\\" in url or any(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf") for sign in url):
        return NOT_A_LINK
    if not re.match(r"https?://[^/?#]", url, re.IGNORECASE):
        return NOT_A_LINK
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _plain_host(parts.hostname or "")
    except ValueError:
        return NOT_A_LINK
    if "@" in parts.netloc:
        return NO_PASSWORD
    if own_host and own_host.lower() in (host, f"{host}:{port}"):
        return OWN_PAGE
    return _host_problem(host)


def _plain_host(host: str) -> str:
    """The host as a browser will read it: percent signs decoded, wide digits and dots made plain, lower case.

    Raises ValueError when it cannot be a host name.
    """
    if host.startswith("[") or ":" in host:
        return host.strip("[]")
    plain = unicodedata.normalize("NFKC", unquote(host, errors="strict")).lower()
    plain = plain.replace("。", ".").removesuffix(".")
    return plain.encode("idna").decode("ascii")


def _host_problem(host: str) -> Any | None:
    if ":" in host:
        return _address_problem(host)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _number_problem(labels)
    if len(labels) < 2 or any(host == suffix or host.endswith(f".{suffix}") for suffix in _PRIVATE_SUFFIXES):
        return NOT_PUBLIC
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return NOT_A_LINK
    return None


def _number_problem(labels: list[str]) -> Any | None:
    """IPv4 as browsers read it (WHATWG URL): up to four numbers, each decimal, octal or hexadecimal."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) for label in labels):
        return NOT_A_LINK
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        return NOT_A_LINK
    value = 0
    for position, number in enumerate(numbers[:-1]):
        if number > 255:
            return NOT_A_LINK
        value |= number << (24 - 8 * position)
    if numbers[-1] >= 1 << (8 * (5 - len(numbers))):
        return NOT_A_LINK
    return _address_problem(str(ipaddress.IPv4Address(value | numbers[-1])))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") and label != "0" else int(label)


def _address_problem(text: str) -> Any | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return NOT_A_LINK
    public = all(found.is_global and not found.is_multicast for found in _meant(address))
    # Python takes the networks that were private before RFC 3879 for public ones.
    return None if public and address not in _SITE_LOCAL else NOT_PUBLIC


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The address, with the IPv4 address that an IPv6 one may carry inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 == 0:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    carried = [found for found in inside if found is not None]
    # A mapped address is never global itself; what it carries decides.
    return carried if address.ipv4_mapped is not None else [address, *carried]
