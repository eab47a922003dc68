"""The feeds' own languages: Atom (RFC 4287) and JSON Feed 1.1. Pure."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from hub.intranet.queries import Item

ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_EMPTY_SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# Characters that XML 1.0 cannot hold in any form, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class About:
    """The feed as a whole: absolute addresses of the pages and of the feed itself."""

    title: str
    locale: str
    home: str
    address: str
    author: str


def atom(about: About, items: list[Item]) -> bytes:
    """An Atom document. Its time is that of the newest kit, so that it changes only when a kit does."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {f"{{{_XML}}}lang": about.locale})
    _add(feed, "id", about.address)
    _add(feed, "title", about.title)
    _add(feed, "updated", _moment(max((item.published for item in items), default=_EMPTY_SINCE)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=about.address)
    _add(feed, "link", rel="alternate", type="text/html", href=about.home)
    author = _add(feed, "author")
    _add(author, "name", about.author)
    for item in items:
        entry = _add(feed, "entry")
        _add(entry, "id", item.url)
        _add(entry, "title", item.title)
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "updated", _moment(item.published))
        _add(entry, "published", _moment(item.published))
        _add(entry, "summary", item.summary)
        if item.image:
            _add(entry, "link", rel="enclosure", type="image/jpeg", href=item.image, title=item.image_alt)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(about: About, items: list[Item]) -> bytes:
    """A JSON Feed 1.1 document."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "language": about.locale,
        "home_page_url": about.home,
        "feed_url": about.address,
        "authors": [{"name": about.author}],
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _json_item(item: Item) -> dict[str, str]:
    told = {
        "id": item.url,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_text": item.summary,
        "date_published": _moment(item.published),
    }
    return {**told, "image": item.image} if item.image else told


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items() if value}
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    element.text = _NOT_XML.sub("", text) or None
    return element


def _moment(value: dt.datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
