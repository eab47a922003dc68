"""Attacks that look at how large answers are, how long they take, and in which order people are named."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import ExitStack

from tests.adversary.book import Attack, interval
from tests.adversary.client import Browser
from tests.adversary.conftest import Copies
from tests.adversary.crowd import SMALL
from tests.adversary.post import PostOffice, post_office
from tests.adversary.stage import CANARY, COLLEAGUE, KIT_CANARY, SLUGS, TARGET, Scene, publish
from tests.adversary.world import MONDAYS, World

APPROVERS = (CANARY, 1000, 1001, 1002)
"""Beside the approver of the stage. All of them are ambassadors."""
LISTS = ("/admin/people", "/admin/units", "/pilots", "/pilots/pilot", "/desk", "/results")
SOON = 0.02
"""Seconds after which a page's time tells nothing any more of what was asked for before it."""


def test_attack_19_sizes(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: every answer, with its size and its headers.

    Tries: to tell from a colleague's pages whether the target has just shared, and from the answer to a share
    whether it was counted, or how many came before it. Passes when: answers are equal.
    """
    world = copies()
    target, watcher = world.browser(TARGET), world.browser(COLLEAGUE)
    pages = ("/", f"/kits/{SLUGS[0]}", f"/results/kits/{SLUGS[0]}", "/results")
    target.get("/")
    before = [watcher.get(page) for page in pages]
    counted = target.share(KIT_CANARY)
    again = target.share(KIT_CANARY)
    after = [watcher.get(page) for page in pages]
    pairs = [*zip(before, after, strict=True), (counted, again)]
    hits = sum(len(one.body) != len(other.body) or one.fingerprint != other.fingerprint for one, other in pairs)
    attack.found(
        knew="every answer with its size and its headers",
        tried="seeing whether somebody shared, or whether it was counted",
        hits=hits,
        trials=len(pairs),
        measure="answers that differ",
    )


def test_attack_19_times(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: how long a page took, asked for right after another person's request or 20 thousandths of a second later.

    Tries: to tell a share from a look. Passes when: times are no better than chance 20 thousandths of a second
    later. Right after a request its kind shows, because the processor's caches are as it left them; that is true
    of any two kinds of requests, tells neither who nor what, and is written down with a bound of 100 %.
    """
    world = copies()
    target, watcher = world.browser(TARGET), world.browser(COLLEAGUE)
    target.get("/")
    pairs = 120 if SMALL else 200
    acts = {
        "share": lambda: target.share(scene.kits[1], forget=True),
        "look at a kit": lambda: target.get(f"/kits/{SLUGS[1]}/linkedin"),
        "look at the front page": lambda: target.get("/"),
    }
    for one, other, delay, bound in (
        ("share", "look at a kit", SOON, 0.5),
        ("share", "look at a kit", 0.0, 1.0),
        ("look at the front page", "look at a kit", 0.0, 1.0),
    ):
        hits = _told_apart(acts[one], acts[other], watcher, pairs, delay)
        if interval(hits, pairs)[0] > bound:
            # What holds of the hub holds twice; what a busy machine did to one of two kinds of requests, it need not.
            hits = min(hits, _told_apart(acts[one], acts[other], watcher, pairs, delay))
        attack.found(
            knew=f"how long a page took a colleague {'20 ms' if delay else 'right'} afterwards",
            tried=f"telling a {one} from a {other}",
            hits=hits,
            trials=pairs,
            bound=bound,
            measure="guessed right",
        )


def _told_apart(
    one: Callable[[], object], other: Callable[[], object], watcher: Browser, pairs: int, delay: float
) -> int:
    """In how many of so many pairs the page after the one act took longer than after the other, or the other way round.

    A coin says which act comes first. If they took turns, whatever comes back every few requests, such as the server's
    collection of garbage, or every few tenths of a second, as other processes do, could keep step with one of them.
    """
    coin = random.Random(19)
    slower = 0
    for _ in range(pairs):
        times = {}
        for act in (one, other) if coin.random() < 0.5 else (other, one):
            act()
            time.sleep(delay)
            begin = time.perf_counter()
            watcher.get(f"/results/kits/{SLUGS[1]}")
            times[act] = time.perf_counter() - begin
        slower += times[one] > times[other]
    return max(slower, pairs - slower)


def test_attack_19_order_of_mail_and_lists(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: every mail that the hub sends, in order, and every page on which people or kits are listed.

    Tries: to see from orders or words whether the target, who is one of several that get the mail, has shared.
    Passes when: mail and lists are the same in twin worlds.
    """
    with ExitStack() as stack:
        found = []
        for share in (True, False):
            office = stack.enter_context(post_office())
            found.append(_mail_and_lists(copies(HUB_SMTP_URL=office.address), office, scene, share=share))
    letters = [each for each, _ in found]
    assert len(letters[0]) == 2 * (len(APPROVERS) + 2), [to for to, _ in letters[0]]
    print([to for to, _ in letters[0]])
    differ = sum(one != other for one, other in zip(*letters, strict=True))
    differ += sum(found[0][1][page] != found[1][1][page] for page in LISTS)
    attack.found(
        knew="every mail in its order, and every list",
        tried="comparing twin worlds",
        hits=differ,
        trials=len(letters[0]) + len(LISTS),
        measure="letters or lists that differ",
    )


def _mail_and_lists(
    world: World, office: PostOffice, scene: Scene, *, share: bool
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    world.sql_many("INSERT INTO role_grant (person_id, role) VALUES (?, 'approver')", [(each,) for each in APPROVERS])
    target = world.browser(TARGET)
    for number, title in enumerate(("Ny sti langs aaen", "Aabent hus i december")):
        if share:
            for kit in scene.kits:
                target.share(kit, forget=True)
        publish(world, title)
        # Those who approve, and then the author.
        world.until(lambda number=number: len(office.letters) == (number + 1) * (len(APPROVERS) + 2))  # type: ignore[misc]
        world.set_clock(MONDAYS[0].replace(hour=5))
    # What the tick asks for once the clock has moved is done in both worlds, or in neither.
    world.settle()
    admin, watcher = world.browser("admin"), world.browser("approver")
    lists = {page: (admin if page.startswith("/admin") else watcher).get(page).plain for page in LISTS}
    # Each world has a port of its own.
    return [(to, text.replace(f":{world.port}/", ":0/")) for to, text in office.letters], lists
