"""Attacks on small numbers: with the pending store, with released noisy counts, and with the pages alone."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis.exceptions import ResponseError

from tests.adversary import crowd as crowds
from tests.adversary import sampler, world
from tests.adversary.book import Attack, guessing, habitual
from tests.adversary.conftest import Copies
from tests.adversary.crowd import PADDED, PADDED_SHARED, SMALL, Crowd
from tests.adversary.stage import TARGET, Scene
from tests.adversary.world import World, redis_dump

BOUND = guessing(0.5)
CELL = re.compile(r"(cell|closed:cell):[a-z_]+:[A-Za-z0-9_-]+:[0-9]{4}-(W[0-9]{2}|Q[1-4]|[0-9]{2})|salt:[0-9-]{10}")
ABOUT = re.compile(r"about ([\d,]+)")


@pytest.fixture(scope="session")
def crowd(base: tuple[Path, Scene]) -> Iterator[Crowd]:
    """The crowd, lived through once for all attacks of this file."""
    with ExitStack() as stack:
        folder = stack.enter_context(world.folder())
        world.copy(base[0], folder)
        made = World(folder)
        stack.callback(made.stop)
        yield crowds.assemble(made.start())


def guess_by_noisy(crowd: Crowd, values: dict[tuple[int, str], int | None], arms: tuple[int, int]) -> tuple[int, int]:
    """Right guesses, and guesses, of somebody who knows the noisy counts and everybody but the target."""
    right = trials = 0
    for place, arm in enumerate(arms):
        for kit in crowd.kits(arm):
            for week in crowd.weeks:
                value = values[kit, week]
                assert value is not None
                others = crowd.truth[kit, week] - place
                right += (value > others) == bool(place)
                trials += 1
    return right, trials


def guess_by_page(crowd: Crowd, arms: tuple[int, int]) -> tuple[int, int]:
    """The same for somebody who sees the pages only, and has learnt from half of the weeks what they mean."""
    crowd.read([kit for arm in arms for kit in crowd.kits(arm)])
    seen: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    tests = []
    for place, arm in enumerate(arms):
        for kit in crowd.kits(arm):
            for number, week in enumerate(crowd.weeks):
                key = (crowd.truth[kit, week] - place, crowd.shown[kit, week])
                if number < len(crowd.weeks) // 2:
                    seen[key][place] += 1
                else:
                    tests.append((key, place))
    right = sum((seen[key].most_common(1)[0][0] if seen[key] else 0) == place for key, place in tests)
    return right, len(tests)


def test_attack_05_snapshot_of_the_pending_store(crowd: Crowd, scene: Scene, copies: Copies, attack: Attack) -> None:
    """Knows: every key of the pending store at one moment, its file, its statistics, and who signed in when.

    Tries: to find a name or a time, and to guess whether the target shared. Passes when: there are noisy
    numbers under nameless keys only, and guesses stay within e^ε / (1 + e^ε): 62.2 % for one cell, 88.1 % for
    all five cells of a share together.
    """
    small = copies()
    browser = small.browser(TARGET)
    time.sleep(4)  # so that the last use of a cell would show
    browser.share(scene.kits[0])
    odd = _oddities(small)
    print(odd)
    attack.found(
        knew="every key, file and statistic of the pending store",
        tried="finding a name, a time or an exact number",
        hits=len(odd),
        trials=len(redis_dump(small.counts)),
        measure="findings",
    )
    right, trials = guess_by_noisy(crowd, dict(crowd.pending), (4, 5))
    attack.found(
        knew="a snapshot of the pending store, and everybody else's shares",
        tried="guessing one share from one cell",
        hits=right,
        trials=trials,
        bound=BOUND,
        measure="guessed right",
    )
    rates = _epsilons_of_a_share(small, scene)
    assert abs(sum(rates) - 2.0) < 1e-9, f"the published ε of the families of one share are {rates}"
    count = 500 if SMALL else 4000
    noise = [sampler.draws(str(rate), 2 * count) for rate in rates]
    for held in (1, len(rates)):
        # The row of the largest ε alone, and then all of them, each weighed by what it tells.
        order = sorted(range(len(rates)), key=lambda place: -rates[place])[:held]
        right = 0
        for pair in range(2 * count):
            shared = pair % 2
            weight = sum(rates[place] * (1 if noise[place][pair] + shared > 0 else -1) for place in order)
            right += (weight > 0) == bool(shared)
        attack.found(
            knew=f"{held} of the {len(rates)} pending cells that a share adds to, and everybody else's shares",
            tried="guessing one share (noise drawn in bulk)",
            hits=right,
            trials=2 * count,
            bound=guessing(sum(rates[place] for place in order)),
            measure="guessed right",
        )


def _oddities(world: World) -> list[str]:
    """What a pending store should not tell, found in a small world just after a share and after the next beat."""
    counts = world.counts
    found = [f"last used {idle} seconds ago" for idle in _unequal_idle_times(world)]
    world.job("open_windows")
    # The snapshot is written in the background.
    world.until(lambda: not counts.info("persistence")["rdb_bgsave_in_progress"])
    found += [name for name in redis_dump(counts) if not CELL.fullmatch(name)]
    declared = crowds.families(world.browser())
    found += [name for name in world.cells() if counts.ttl(name) != -1 or name.split(":")[1] not in declared]
    found += ["slow log"] if counts.slowlog_len() else []
    # The server counts its own commands: the number of additions would be exact.
    stats = counts.info("commandstats")
    found += [f"{name} {each}" for name, each in stats.items() if name in ("cmdstat_incrby", "cmdstat_incr")]
    files = [path.name for path in (world.data / "counts").rglob("*") if path.is_file()]
    found += [name for name in files if name not in ("dump.rdb", "valkey.log")]
    dump = (world.data / "counts" / "dump.rdb").read_bytes()
    return found + [word for word in ("987654321", "mette", "zebrakanin") if word.encode() in dump]


def _unequal_idle_times(world: World) -> set[int]:
    """How long ago cells were used, where some were used later than others and the store tells it at all."""
    try:
        idle = {int(world.counts.object("idletime", name)) for name in world.cells()}
    except ResponseError:
        return set()
    return idle if max(idle) - min(idle) > 2 else set()


def _epsilons_of_a_share(world: World, scene: Scene) -> list[float]:
    """ε of each cell that a share adds to, as the method page tells everybody."""
    declared = crowds.families(world.browser())
    touched = crowds.pad_by_hand(world.browser(TARGET), world, scene.kits[1])
    return [declared[name.split(":")[1]].epsilon for name in sorted(touched)]


def test_attack_06_sole_sharer_of_a_kit(crowd: Crowd, attack: Attack) -> None:
    """Knows: that the target is the only one who could have shared a kit.

    Tries: to see a number on its page. Passes when: a number stands there in at most 2 % of windows.
    """
    crowd.read(crowd.kits(1))
    shown = [crowd.shown[kit, week] for kit in crowd.kits(1) for week in crowd.weeks]
    attack.found(
        knew="that nobody else shared the kit",
        tried="reading the week's figure",
        hits=sum(bool(ABOUT.match(each)) for each in shown),
        trials=len(shown),
        bound=0.02,
        measure="windows with a number",
    )


@pytest.mark.parametrize("others", [0, 4, 9, 14])
def test_attack_07_knows_all_the_others(others: int, crowd: Crowd, attack: Attack) -> None:
    """Knows: that exactly 0, 4, 9 or 14 others shared, at and around the threshold.

    Tries: to guess whether the target did, from the released noisy row and from the page.
    Passes when: guesses stay within 62.2 %.
    """
    for tried, (right, trials) in {
        "guessing from the released row": guess_by_noisy(crowd, crowd.noisy, (others, others + 1)),
        "guessing from the page": guess_by_page(crowd, (others, others + 1)),
    }.items():
        attack.found(
            knew=f"that {others} others shared",
            tried=tried,
            hits=right,
            trials=trials,
            bound=BOUND,
            measure="guessed right",
        )


def test_attack_08_padding_to_cross_the_threshold(crowd: Crowd, attack: Attack, copies: Copies, scene: Scene) -> None:
    """Knows: that 4 others shared and how pages round, and adds 3 or 8 shares of their own from private windows.

    Tries: to see the target's share turn the page to the next number, having learnt from half of the weeks how often
    it does. Passes when: guesses stay within 62.2 %.
    """
    world = copies()
    by_hand = crowds.pad_by_hand(world.browser(TARGET), world, scene.kits[1])
    assert by_hand[f"cell:kit_week:{scene.kits[1]}:2026-W36"] == 1
    right, trials = guess_by_page(crowd, (PADDED, PADDED_SHARED))
    attack.found(
        knew="that 4 others shared, and how many shares they added themselves",
        tried="watching the page at the threshold",
        hits=right,
        trials=trials,
        bound=BOUND,
        measure="guessed right",
    )


def test_attack_09_total_minus_its_parts(crowd: Crowd, attack: Attack) -> None:
    """Knows: every shown week of a kit and the kit's total.

    Tries: to subtract. Passes when: a hidden week never stands alone under a shown total, and at least 10 true
    counts stay possible for it (19 draws of noise in 20 lie within 6).
    """
    crowd.read([*crowd.threes, *(crowd.kits(9) if SMALL else crowd.arm)])
    alone = narrow = hidden = 0
    for kit, total in crowd.totals.items():
        weeks = {week: crowd.shown[kit, week] for week in crowd.weeks if (kit, week) in crowd.shown}
        found = ABOUT.match(total)
        if not found:
            continue
        numbers = {week: ABOUT.match(text) for week, text in weeks.items()}
        dark = [week for week, number in numbers.items() if not number]
        hidden += len(dark)
        alone += len(dark) == 1
        light = [int(number[1].replace(",", "")) for number in numbers.values() if number]
        rest = int(found[1].replace(",", "")) - sum(light)
        slack = 2 * (len(light) + 1)
        for week in dark:
            lows = [-6 if weeks[each].startswith("under") else 8 for each in dark if each != week]
            high = min(7 if weeks[week].startswith("under") else 10**6, rest + slack - sum(lows))
            low = max(-6 if weeks[week].startswith("under") else 8, rest - slack - 10**6 * (len(dark) > 1))
            narrow += (high + 6) - max(0, low - 6) + 1 < 10
    attack.found(
        knew="the kit's total and all its shown weeks",
        tried="subtracting",
        hits=alone + narrow,
        trials=hidden,
        measure="hidden weeks that could be told",
    )


def test_attack_13_all_share_or_nobody(crowd: Crowd, attack: Attack) -> None:
    """Knows: that in 40 units everybody shared, and in 40 nobody.

    Tries: to read 0 %, 100 % or everybody on the page. Passes when: no page says so.
    """
    rows = crowds.figures(crowd.results)
    told = 0
    units = [f"Unit {unit}" for unit in (*crowd.units_all, *crowd.units_none)]
    for unit in units:
        people, shown, rate = rows[unit][:3]
        number = ABOUT.match(shown)
        told += bool(number) and int(number[1]) > int(people) - 10
        told += bool(re.search(r"(?<![\d.,])(0|100)\s?%", rate)) or shown == people or bool(re.fullmatch("0", shown))
    told += bool(re.search(r"(?<![\d.,–])(0|100)\s?%", crowds.words(crowd.results)))
    attack.found(
        knew="that all or none of a unit shared",
        tried="reading 0 %, 100 % or everybody",
        hits=told,
        trials=len(units),
        measure="units that told",
    )


def test_attack_15_habitual_sharer(crowd: Crowd, attack: Attack) -> None:
    """Knows: the released rows of many weeks, everybody else exactly, and that the target shares always or never.

    Tries: to guess which. Passes when: guesses stay within the simulated curve, which docs/adversary.md states.
    """
    windows = len(crowd.weeks)
    right = trials = 0
    for arms in ((0, 1), (4, 5), (9, 10), (14, 15)):
        for place, arm in enumerate(arms):
            for kit in crowd.kits(arm):
                values = [(crowd.noisy[kit, week] or 0) - arm + place for week in crowd.weeks]
                votes = sum(1 if value > 0 else -1 for value in values)
                right += (votes > 0) == bool(place) if votes else place
                trials += 1
    attack.found(
        knew=f"{windows} weeks of released rows, and everybody else's shares",
        tried="guessing who shares every week",
        hits=right,
        trials=trials,
        bound=habitual(0.5, windows),
        measure="guessed right",
    )
