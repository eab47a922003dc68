"""How often somebody may try to sign in. Only these routes are limited: never sharing, composing or counting.

The counters live in the memory of each web process and are written nowhere. In the queue's Redis they would stand in
its append-only file, and their moment of expiry says when somebody signed in: whoever has the file and the secret key
could try out every colleague's address. The keys are keyed hashes even so. A process that starts again counts from
nought, and each of several web processes allows the whole number.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

from hub.accounts.rules import without_tag
from hub.core import config

WINDOW = "15 minutes"
PER_ADDRESS = 5


def _hashed(kind: str, value: str) -> str:
    key = config.current().secret_key.encode()
    return hmac.new(key, f"limit:{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


def network_of(address: str) -> str:
    """What an address counts as: itself, or the /64 of IPv6, all of which belongs to one line (RFC 6177).

    Whoever has a line could otherwise try from 2^64 addresses. An IPv4 address inside an IPv6 one counts as IPv4.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def client_key() -> str:
    """Whoever sits at this network address, or at this line."""
    return _hashed("client", network_of(request.remote_addr or ""))


def address_key() -> str:
    """The mailbox that was typed, known or not: with tags, somebody could fill it from one address after another."""
    return _hashed("address", without_tag(request.form.get("email", "")))


def _per_client() -> str:
    return f"{config.current().sign_in_limit} per {WINDOW}"


limiter = Limiter(key_func=client_key, default_limits=[], strategy="fixed-window")
limit_client = limiter.shared_limit(_per_client, scope="sign-in", key_func=client_key)
limit_address = limiter.limit(f"{PER_ADDRESS} per {WINDOW}", key_func=address_key)


def init_app(app: Flask) -> None:
    """Count in this process's memory."""
    app.config.update(
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_KEY_PREFIX="hub-limit",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    limiter.init_app(app)
