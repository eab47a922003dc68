"""The documents of the feeds, with hostile titles."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree

from hub.intranet import feeds
from hub.intranet.queries import Item

ABOUT = feeds.About(
    "Delepakker & <mere>", "da", "https://hub.example/", "https://hub.example/feed.atom?lang=da", "Fjordby"
)
NASTY = 'Tid & <script>alert("x")</script> ]]> \x00\x0b\ufffe 🎉'
ITEM = Item(
    "https://hub.example/kits/a", NASTY, NASTY, "https://hub.example/media/a.jpg", 'Et "billede"',
    dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC),
)  # fmt: skip
PLAIN = Item("https://hub.example/kits/b", "B", "", "", "", dt.datetime(2026, 11, 1, 12, 30, 15, 999, tzinfo=dt.UTC))
NS = {"a": feeds.ATOM}


def test_atom_is_well_formed_whatever_a_title_holds() -> None:
    feed = ElementTree.fromstring(feeds.atom(ABOUT, [ITEM, PLAIN]))
    titles = [entry.findtext("a:title", namespaces=NS) for entry in feed.findall("a:entry", NS)]
    assert titles == ['Tid & <script>alert("x")</script> ]]>  🎉', "B"]


def test_atom_has_what_the_standard_asks_for() -> None:
    feed = ElementTree.fromstring(feeds.atom(ABOUT, [ITEM, PLAIN]))
    assert feed.findtext("a:updated", namespaces=NS) == "2026-11-21T12:00:00Z"
    assert feed.findtext("a:author/a:name", namespaces=NS) == "Fjordby"
    for element in (feed, *feed.findall("a:entry", NS)):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"a:{name}", namespaces=NS)
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:entry", NS)[0].findall("a:link", NS)}
    assert links == {"alternate": ITEM.url, "enclosure": ITEM.image}


def test_atom_without_kits_still_has_a_time_that_does_not_move() -> None:
    assert feeds.atom(ABOUT, []) == feeds.atom(ABOUT, [])
    assert ElementTree.fromstring(feeds.atom(ABOUT, [])).findtext("a:updated", namespaces=NS)


def test_the_json_feed_has_what_version_1_1_asks_for() -> None:
    feed = json.loads(feeds.json_feed(ABOUT, [ITEM, PLAIN]))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["title"] == NASTY
    assert feed["items"][0]["image"] == ITEM.image
    assert "image" not in feed["items"][1]
    assert all(item["id"] and "content_text" in item for item in feed["items"])
