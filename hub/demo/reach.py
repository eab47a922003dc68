"""How far posts got in the demonstration: colleagues who tell, and the desk's three files of official figures.

All of it goes through the pages. The files are made here, because no network exports the posts of an invented town.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hub.core import tables
from hub.counting.scales import REACH_BANDS
from hub.demo.browser import Answer, Browser
from hub.demo.calendar import Calendar
from hub.demo.colleagues import Colleague
from hub.demo.content import Kit
from hub.demo.newsroom import Newsroom
from hub.demo.sources import Channels
from hub.networks.rules import Network

SEED = 20260402
APART = dt.timedelta(weeks=6)
AT_MOST = 5
"""How often, and how many times, the organisation itself posts about a kit."""
TOLD_FROM = 20
"""The day of the month from which some are asked nothing and tell all the same."""
MONTHS_BACK = 3
"""The page shows three months that are over. Older reports, and those of the running month, would be seen by nobody."""
TELLERS = {Network.LINKEDIN: 48, Network.FACEBOOK: 34, Network.INSTAGRAM: 5}
BANDS = {
    Network.LINKEDIN: (4, 20, 34, 26, 14, 2),
    Network.FACEBOOK: (12, 36, 32, 15, 5, 0),
    Network.INSTAGRAM: (20, 40, 25, 10, 5, 0),
}
"""How posts spread over the bands, in per cent."""
FACEBOOK_COLUMNS = (
    "Opslags-id", "Side-id", "Sidenavn", "Titel", "Udgivelsestidspunkt", "Permanent link", "Opslagstype", "Dato",
    "Visninger", "Rækkevidde", "Reaktioner", "Kommentarer", "Delinger", "Klik på link",
)  # fmt: skip
X_COLUMNS = (
    "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "New follows", "Replies",
    "Reposts", "URL Clicks",
)  # fmt: skip
TOOL_COLUMNS = {
    "Lagt op": "day", "Opslag": "title", "Adresse": "link", "Set": "impressions", "Nået": "reach",
    "Klikket": "clicks", "Reageret": "reactions", "Kommenteret": "comments", "Delt videre": "reposts",
}  # fmt: skip
"""The columns of a table that somebody keeps by hand, and what they mean."""


@dataclass(frozen=True)
class Report:
    """One colleague's report: through whose browser, on which network, which band."""

    browser: Browser
    network: Network
    band: str


@dataclass(frozen=True)
class Official:
    """One official post."""

    number: int
    day: dt.date
    text: str
    seen: int
    clicks: int
    reactions: int


def reports(day: dt.date, calendar: Calendar, members: Sequence[Colleague], done: set[str]) -> list[Report]:
    """Who tells on this day: once a month, some of those who use the network. `done` remembers the months."""
    month = f"{day:%Y-%m}"
    back = 12 * (calendar.today.year - day.year) + calendar.today.month - day.month
    if month in done or day.day < TOLD_FROM or not 1 <= back <= MONTHS_BACK:
        return []
    done.add(month)
    chance = random.Random(f"{SEED}:{month}")
    found = []
    for network, wanted in TELLERS.items():
        users = [member.browser for member in members if network in member.networks and member.browser]
        for browser in chance.sample(users, min(wanted, len(users))):
            band = chance.choices(REACH_BANDS, BANDS[network])[0]
            found.append(Report(browser, network, band.key))
    return found


def tell(report: Report) -> None:
    """Send the report. Nobody is named in it."""
    report.browser.post("/reach", {"network": report.network.value, "band": report.band})


def import_official(newsroom: Newsroom, calendar: Calendar, channels: Channels) -> None:
    """The editor brings in three files: Facebook's and X's exports, and a table of LinkedIn posts kept by hand."""
    chance = random.Random(SEED)
    kits = [kit for kit in newsroom.organisation.kits if kit.slug in newsroom.slugs]
    editor = newsroom.persona("editor")
    _confirm(editor, _send(editor, "facebook.csv", _facebook(_posts(kits, calendar, channels, chance, 4200))))
    _confirm(editor, _send(editor, "x.csv", _x(_posts(kits, calendar, channels, chance, 700))))
    _map(editor, _tool(_posts(kits, calendar, channels, chance, 2600)))


def _posts(
    kits: Collection[Kit], calendar: Calendar, channels: Channels, chance: random.Random, usual: int
) -> list[Official]:
    """Official posts about each kit, the first on the second day it was live; `usual` is how often one is seen."""
    found = []
    for place, kit in enumerate(kits, 1):
        first = calendar.monday(calendar.squeezed(kit.start_week)) + dt.timedelta(days=1)
        carried = channels.carried.get(kit.slug, ())
        link = f" https://fjordby.example/r/{carried[0].code}" if carried else ""
        for again in range(AT_MOST):
            day = first + again * APART
            if not calendar.first_day <= day <= calendar.today:
                continue
            seen = round(usual * chance.lognormvariate(0, 0.5) / (1 + again))
            clicks = round(seen * chance.uniform(0.01, 0.05))
            reactions = round(seen * chance.uniform(0.01, 0.03))
            text = f"{kit.texts['da'].title}.{link}"
            found.append(Official(10 * place + again, day, text, seen, clicks, reactions))
    return found


def _facebook(posts: Sequence[Official]) -> bytes:
    return tables.write_csv(
        FACEBOOK_COLUMNS,
        [
            (
                f"10203040_{post.number}", "10203040", "Fjordby Kommune", post.text, f"{post.day.isoformat()} 09:00",
                f"https://www.facebook.com/fjordby/posts/{post.number}", "Billeder", "Levetid", post.seen,
                round(post.seen * 0.8), post.reactions, post.reactions // 6, post.reactions // 4, post.clicks,
            )
            for post in posts
        ],
    )  # fmt: skip


def _x(posts: Sequence[Official]) -> bytes:
    return tables.write_csv(
        X_COLUMNS,
        [
            (
                f"20000000000000{post.number:04d}", f"{post.day:%a, %b %d, %Y}", post.text,
                f"https://x.com/fjordby/status/20000000000000{post.number:04d}", post.seen, post.reactions,
                post.reactions + post.clicks, post.reactions // 9, post.reactions // 8, post.reactions // 5,
                post.clicks,
            )
            for post in posts
        ],
    )  # fmt: skip


def _tool(posts: Sequence[Official]) -> bytes:
    return tables.write_xlsx(
        tuple(TOOL_COLUMNS),
        [
            (
                post.day, post.text,
                f"https://www.linkedin.com/feed/update/urn:li:activity:730000000000000{post.number:04d}", post.seen,
                round(post.seen * 0.7), post.clicks, post.reactions, post.reactions // 7, post.reactions // 5,
            )
            for post in posts
        ],
    )  # fmt: skip


def _send(editor: Browser, name: str, content: bytes) -> Answer:
    editor.get("/desk/official")
    return editor.post("/desk/official", {}, file=("file", content), filename=name)


def _map(editor: Browser, content: bytes) -> None:
    """The first time a table with these columns comes, the editor says what they mean."""
    editor.get("/desk/official")
    editor.post("/desk/official", {}, expect=200, file=("file", content), filename="linkedin.xlsx")
    header = {f"header-{place}": name for place, name in enumerate(TOOL_COLUMNS)}
    chosen = {f"column-{what}": str(place) for place, what in enumerate(TOOL_COLUMNS.values())}
    fields = {"network": Network.LINKEDIN.value, **header, **chosen}
    _confirm(editor, editor.post("/desk/official/columns", fields, file=("file", content), filename="linkedin.xlsx"))


def _confirm(editor: Browser, answer: Answer) -> None:
    """Look at the dry run, and import."""
    editor.get(answer.location)
    editor.post(f"{answer.location}/import", {})
