"""Live kits as an intranet may show them: what anybody may read, and nothing about anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from hub.kits import queries as kits
from hub.kits.assets import Size, asset_url

TEASER_SIZE = 5
FEED_SIZE = 30


@dataclass(frozen=True)
class Item:
    """One live kit with absolute addresses. `image` is empty when the kit has no picture."""

    url: str
    title: str
    summary: str
    image: str
    image_alt: str
    published: dt.datetime


def live_items(session: Session, locale: str, base_url: str, size: int) -> list[Item]:
    """The newest live kits in a language, Danish where a kit has no other."""
    found = []
    for kit in kits.live_kits(session, size=size).items:
        if kit.live_from is None:
            continue
        text = kit.text(locale)
        image = base_url + asset_url(kit.asset, Size.FEED) if kit.asset else ""
        address = base_url + url_for("kits.show", slug=kit.slug)
        found.append(Item(address, text.title, text.why, image, text.image_alt, kit.live_from))
    return found
