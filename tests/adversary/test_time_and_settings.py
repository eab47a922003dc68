"""Attacks with patience, with the clock, and with the rights of an administrator."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import shutil
import threading
from urllib.parse import urlencode

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adversary import crowd
from tests.adversary.book import Attack
from tests.adversary.client import Browser
from tests.adversary.conftest import Copies
from tests.adversary.stage import CANARY, CRAWLER, READER, SLUGS, TARGET, Scene
from tests.adversary.world import BEGIN, MONDAYS, World

FIGURE_PAGES = ("/results", "/results/aside", f"/results/kits/{SLUGS[0]}", "/results/pilots/pilot")
PARAMETERS = [
    "unit",
    "person",
    "user",
    "email",
    "from",
    "to",
    "since",
    "until",
    "week",
    "day",
    "date",
    "sort",
    "order",
    "group",
    "by",
    "filter",
    "kit",
    "network",
    "pilot",
    "limit",
    "offset",
    "page",
    "format",
    "raw",
    "exact",
    "threshold",
    "k",
    "min",
    "epsilon",
    "live",
    "total",
    "q",
    "id",
    "window",
    "family",
    "debug",
]
KIT_PAGES = ("/", f"/kits/{SLUGS[0]}", f"/kits/{SLUGS[1]}/linkedin")
"""Pages without figures, which could tell by an order or a header."""
POLLED = (
    *FIGURE_PAGES, "/results/networks/linkedin", "/results/sources", "/results/reach", "/results/jobs",
    "/results/wall?picture=weeks", "/results/wall?picture=kits", "/results/export",
)  # fmt: skip
_PLACE = re.compile(r"^.*?@/")


def known_numbers(world: World) -> None:
    """A world whose cells hold numbers large enough to be shown: 40 shares in each pending cell."""
    for name in world.cells():
        world.counts.incrby(name, 40)


def live_until(world: World, last: int) -> None:
    """Freeze Monday after Monday, with shares in every window."""
    for monday in MONDAYS[:last]:
        known_numbers(world)
        world.advance(monday)


def figures_of(browser: Browser, path: str) -> bytes:
    """A page of figures as the product's own script would fetch it: nothing personal stands in it."""
    return browser.ask("GET", path, None, {"HX-Request": "true"}).body


def _polled(browser: Browser, path: str) -> str:
    return browser.ask("GET", path, None, {"HX-Request": "true"}).fingerprint


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_attack_10_fuzz_every_parameter(copies: Copies, attack: Attack) -> None:
    """Knows: every address with figures, and all that one could ask of it.

    Tries: parameters, formats, sortings, time ranges and neighbouring addresses (Hypothesis). Passes when: an
    answer holds exactly the declared figures, or no page at all.
    """
    world = copies()
    live_until(world, 5)
    manager = world.browser("approver")
    base = {path: figures_of(manager, path) for path in FIGURE_PAGES}
    assert all(b"40" in base[path] or b"4" in base[path] for path in FIGURE_PAGES)
    # A whole page names its own address in the choice of language; what it says must still be the same.
    plain = {path: _main(manager.get(path).text) for path in ("/results/export",)}
    asked = strange = 0

    names = st.sampled_from(PARAMETERS) | st.text(
        st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8
    )
    values = st.sampled_from(
        ["1", "0", "-1", "all", "csv", "json", "true", str(CANARY), "2026-W36", "2026-09-01", "kit_week", "person",
         "desc", "*", "' OR 1=1 --", "stab", "5"]
    ) | st.text(max_size=12)  # fmt: skip
    tails = st.sampled_from(["", ".csv", ".json", "/units", "/people", "/today", "/export", "/raw", "/1"])

    @settings(max_examples=250, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(path=st.sampled_from(FIGURE_PAGES), tail=tails, query=st.dictionaries(names, values, max_size=4))
    def ask(path: str, tail: str, query: dict[str, str]) -> None:
        nonlocal asked, strange
        answer = manager.ask("GET", f"{path}{tail}?{urlencode(query)}", None, {"HX-Request": "true"})
        asked += 1
        # `/results/pilots/pilot/1` and its like are no pages; a page that is one says what it always says.
        same = _main(answer.text) == plain[path + tail] if path + tail in plain else answer.body == base[path]
        wrong = answer.status == 200 and not same
        strange += wrong
        assert not wrong, f"{path}{tail}?{urlencode(query)}"

    for path, name, value in itertools.product(FIGURE_PAGES, PARAMETERS, ("1", "employee")):
        asked += 1
        strange += figures_of(manager, f"{path}?{name}={value}") != base[path]
    ask()
    for path in ("/api/results", "/results.csv", "/export", "/results/units", "/results/people", "/metrics", "/live"):
        asked += 1
        strange += manager.ask("GET", path).status == 200
    attack.found(
        knew="every address with figures",
        tried="fuzzing parameters, formats and neighbouring addresses",
        hits=strange,
        trials=asked,
        measure="answers with other figures",
    )


def test_attack_11_poll_every_page_for_thirty_days(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: every page with figures, twice a day for thirty days, while the target shares now this kit, now that, a
    network fetches the card and somebody follows the link; and the list of kits and their pages, each day before and
    after the target's shares.

    Tries: to see a figure, an order or a header move. Passes when: figures and their headers change at a freeze, and
    at no other time, and kits' pages not between two looks at the same moment.
    """
    world = copies()
    live_until(world, 1)
    manager, target, outside = world.browser("approver"), world.browser(TARGET), world.browser()
    links = [code for (code,) in world.sql("SELECT code FROM tracking_link WHERE network = 'linkedin' ORDER BY kit_id")]
    moved = polls = changes = 0
    seen = {path: _polled(manager, path) for path in POLLED}
    for day in range(30):
        morning = (MONDAYS[0] + dt.timedelta(days=day)).replace(hour=9)
        frozen = morning.weekday() == 0 and day > 0
        if frozen:
            # Before the clock moves: the tick freezes as soon as it has, and a cell that is frozen takes nothing more.
            known_numbers(world)
            world.advance(morning.replace(hour=6))
        for hour in (9, 17):
            world.set_clock(morning.replace(hour=hour))
            if hour == 9:
                world.job("open_windows")
            looked = [manager.get(path).fingerprint for path in KIT_PAGES]
            for _ in range(4):
                target.share(scene.kits[day % len(scene.kits)], forget=True)
            for reader, status in ((CRAWLER, 200), (READER, 302)):
                outside.get(f"/r/{links[day % len(links)]}", status, User_Agent=reader)
            world.job("ingest_clicks")
            polls += len(KIT_PAGES)
            again = [manager.get(path).fingerprint for path in KIT_PAGES]
            moved += sum(one != other for one, other in zip(looked, again, strict=True))
            for path in POLLED:
                answer = _polled(manager, path)
                polls += 1
                if answer != seen[path]:
                    changes += 1
                    moved += not (frozen and hour == 9)
                    seen[path] = answer
    assert changes >= 4, "no freeze changed any figure, so this attack would have seen nothing"
    attack.found(
        knew="every figure and every list of kits, twice a day for 30 days",
        tried="seeing a figure, an order or a header move when somebody shared or a post was clicked",
        hits=moved,
        trials=polls,
        measure="changes between freezes",
    )


def test_attack_12_hire_leaver_and_move(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: who was hired, who left and who moved within the quarter, and both quarters' pages.

    Tries: to see a denominator or a cell move with one person. Passes when: they stay as they were frozen.
    """
    world = copies()
    before = world.sql("SELECT quarter, unit_id, people FROM headcount ORDER BY 1, 2")
    cells = set(world.cells())
    admin = world.browser("admin")
    world.set_clock(BEGIN + dt.timedelta(days=2))
    unit = {"name_da": "Kultur", "name_en": "Kultur", "parent_id": scene.units["Fjordby"], "headcount": "91"}
    admin.get("/admin/units")
    admin.post(f"/admin/units/{scene.units['Kultur']}", unit)
    small = {"name_da": "Stab", "name_en": "Stab", "parent_id": scene.units["Fjordby"], "headcount": "39"}
    admin.post(f"/admin/units/{scene.units['Stab']}", small)
    admin.post(f"/admin/people/{CANARY}", {"name": "Mette Lind", "email": "mette.lind@fjordby.example",
                                           "unit_id": scene.units["Stab"]})  # fmt: skip
    admin.post("/admin/people/1003/deactivate", {})
    admin.post("/admin/people/1004/delete", {})
    world.job("open_windows")
    moved = sum(row not in world.sql("SELECT quarter, unit_id, people FROM headcount") for row in before)
    now = set(world.cells())
    moved += len(cells - now)
    target = world.browser(TARGET)
    target.share(scene.kits[0])
    live_until(world, 5)
    rows = crowd.figures(world.browser(TARGET).get("/results", HX_Request="true").text)
    frozen = {"Kultur": "90", "Stab": "40", "Omsorg": "420", "Skole": "310", "Teknik": "160"}
    moved += sum(rows[name][0] != people for name, people in frozen.items())
    attack.found(
        knew="a hire, a leaver and a move within the quarter",
        tried="seeing denominators or cells move with one person",
        hits=moved,
        trials=len(before) + len(cells) + len(frozen),
        measure="denominators or cells that moved",
    )


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_attack_14_draw_again(database: str, copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: how to run the freeze again, restore a backup, kill the processes, and shift the clock.

    Tries: to have one count drawn twice, and to take the average. Passes when: a released number never changes.
    """
    world = copies(database)
    world.browser(TARGET).share(scene.kits[0])
    world.stop()
    backup = _back_up(world)
    world.start()
    for monday in MONDAYS[:5]:
        world.advance(monday)
    first = {name: {value} for name, value in world.released().items()}
    assert len(first) > 30

    def look() -> None:
        for name, value in world.released().items():
            if value is not None:
                first.setdefault(name, set()).add(value)

    # Again, by command and by several workers at once.
    runs = [threading.Thread(target=world.command, args=("release",)) for _ in range(2)]
    for run in runs:
        run.start()
    world.job("release")
    for run in runs:
        run.join()
    look()
    # The clock goes back into the window, is opened again, and comes forward.
    for moment in (BEGIN, *MONDAYS[:5]):
        world.advance(moment)
        look()
    reopened = [name for name in world.cells() if tuple(name.split(":")[1:]) in first]
    # The database is restored from before the freeze, while the pending store has gone on.
    world.stop()
    _restore(world, backup)
    world.start()
    for moment in (BEGIN, *MONDAYS[:5]):
        world.advance(moment)
        look()
    drawn_twice = sum(len(values - {None}) > 1 for values in first.values())
    attack.found(
        knew="how to freeze again, restore a backup and shift the clock",
        tried="having a count drawn twice",
        hits=drawn_twice + len(reopened),
        trials=len(first),
        measure="counts drawn twice",
    )


def _back_up(world: World) -> str:
    if world.database:
        name = _PLACE.sub("", world.database).partition("?")[0]
        _on_server(world, f"CREATE DATABASE {name}_backup TEMPLATE {name}")
        return name
    shutil.copy(world.data / "hub.db", world.folder / "backup.db")
    return "hub.db"


def _restore(world: World, name: str) -> None:
    if world.database:
        _on_server(world, f"DROP DATABASE {name} WITH (FORCE)")
        _on_server(world, f"CREATE DATABASE {name} TEMPLATE {name}_backup")
        return
    for left in ("hub.db-wal", "hub.db-shm"):
        (world.data / left).unlink(missing_ok=True)
    shutil.copy(world.folder / "backup.db", world.data / "hub.db")


def _on_server(world: World, statement: str) -> None:
    address = re.sub(r"@/[^?]+", "@/postgres", world.database.replace("+psycopg", ""))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def test_attack_20_administrator_makes_groups_of_one(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: the administrator's pages, the coordinator's pages, and the settings of the server.

    Tries: a threshold of 1, a unit of 1, a unit closed and made again, and a pilot of 1. Passes when: none of
    them gets a cell or a figure, and the page says why.
    """
    world = copies()
    admin = world.browser("admin")
    admin.get("/admin/units")
    top = scene.units["Fjordby"]
    for name in ("Kun Mette", "Kun Mette igen"):
        admin.post("/admin/units", {"name_da": name, "name_en": name, "parent_id": top, "headcount": "1"})
    one = world.sql("SELECT id FROM unit WHERE name_da = 'Kun Mette'")[0][0]
    admin.post(f"/admin/units/{one}/close", {})
    admin.post(f"/admin/units/{one}/reopen", {})
    admin.post(f"/admin/people/{CANARY}", {"name": "Mette Lind", "email": "mette.lind@fjordby.example", "unit_id": one})
    lone = world.browser("pilot")
    lone.get("/pilots/new")
    made = lone.post("/pilots/new", {"title": "Kun en", "purpose": "At prøve", "starts_on": "2026-09-01",
                                     "ends_on": "2026-12-01"})  # fmt: skip
    invitation = re.search(r"/pilots/join/[a-z0-9]+", lone.get(made.location).text)
    assert invitation is not None
    world.browser(TARGET).post(invitation[0], {}, expect=None)
    pilot = world.sql("SELECT id FROM pilot WHERE title = 'Kun en'")[0][0]
    # Settings are the server's: names that somebody might hope for change nothing.
    world.stop()
    wanted = {
        f"HUB_{name}": "1" for name in ("THRESHOLD", "K", "MIN_UNIT", "MIN_PILOT", "ROUND_TO", "EPSILON", "NOISE")
    }
    usual = world.environment
    world.environment = lambda: usual() | wanted  # type: ignore[method-assign]
    world.start()
    # Headcounts are kept once in a quarter, so the next one is where a small unit would first have a cell.
    live_until(world, 5)
    target = world.browser(TARGET)
    before = world.cells()
    target.share(scene.kits[1])
    touched = {name for name, value in world.cells().items() if value != before.get(name)}
    units = {name.split(":")[2] for name in before if name.startswith("cell:unit_quarter:")}
    pilots = {name.split(":")[2] for name in before if name.startswith("cell:pilot_month:")}
    got = [str(one) in units, str(one + 1) in units, str(pilot) in pilots, any(f":{one}:" in name for name in touched)]
    page = world.browser(TARGET).get("/results", HX_Request="true").text
    rows = crowd.figures(page)
    got += ["Kun Mette" in rows, "Kun Mette igen" in rows]
    got += ["Kun Mette is counted" not in crowd.words(page)]
    pilot_page = crowd.words(world.browser(TARGET).get(f"/results/pilots/{made.location.rsplit('/', 1)[-1]}").text)
    got += ["15" not in pilot_page or bool(re.search(r"about \d", pilot_page))]
    got += [each.threshold != 10 for each in crowd.families(world.browser()).values()]
    attack.found(
        knew="the administrator's and the coordinator's pages, and the server's settings",
        tried="a threshold of 1, a unit of 1, a unit made again, a pilot of 1",
        hits=sum(got),
        trials=len(got),
        measure="groups of one with a figure",
    )
