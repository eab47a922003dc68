"""Attacks that look for the traces of one share: in dumps, files, logs, and beside a canary."""

from __future__ import annotations

import time

import pytest

from tests.adversary.book import Attack
from tests.adversary.client import Browser
from tests.adversary.conftest import Copies
from tests.adversary.crowd import families
from tests.adversary.stage import COLLEAGUE, TARGET, Scene
from tests.adversary.world import MONDAYS, Tables, World, redis_dump

both = pytest.mark.parametrize("database", ["sqlite", "postgres"])
LATER = 3
"""Seconds in which work that a share leaves for later is done, such as a snapshot that a store takes by itself."""
NOISY = {"released_cell": 5, "result_letter": 3}
"""Where figures lie, and the column that holds them: in a letter they are words made of released cells."""


def visit(world: World, scene: Scene, *, share: bool) -> Browser:
    """The target's visit: the same pages in both worlds of a pair, and the button in one of them. Their browser."""
    browser = world.browser(TARGET)
    browser.get("/kits/zebrakanin-i-haven/linkedin")
    if share:
        browser.share(scene.kits[0])
    browser.get("/")
    return browser


def without_figures(dump: Tables, table: str) -> list[tuple[object, ...]]:
    """A table's rows, without the one column that may hold released, noisy figures."""
    column = NOISY.get(table)
    return [row[:column] + row[column + 1 :] if column is not None else row for row in dump[table]]


@both
def test_attack_01_full_dump_and_staff_list(database: str, copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: every row of the database before and after the freeze, and who works here.

    Tries: to tell two worlds apart that are equal to the bit, noise included, but for the target's share.
    Passes when: no row differs before the freeze, and after it only values of released, noisy cells do.
    """
    shared, silent = copies(database), copies(database)
    # The first pages of a new world may write once; what is compared is the visit itself.
    pending = shared.cells()
    assert pending == silent.cells(), "the pair does not begin equal"
    visit(shared, scene, share=True)
    visit(silent, scene, share=False)
    one, other = shared.dump(), silent.dump()
    before = sum(one[table] != other[table] for table in one)
    assert one.keys() == other.keys()
    touched = {name for name, value in shared.cells().items() if value != pending[name]}
    declared = families(shared.browser())
    kinds = [name.split(":")[1] for name in touched]
    assert len(kinds) == len(set(kinds)) == 5, f"a share touches one cell of each of five kinds: {sorted(touched)}"
    assert sum(declared[kind].epsilon for kind in kinds) == pytest.approx(2.0), kinds
    for monday in MONDAYS[:5]:
        shared.advance(monday)
        silent.advance(monday)
    # What the tick asks for once the clock has moved is done in both worlds, or in neither.
    shared.settle()
    silent.settle()
    one, other = shared.dump(), silent.dump()
    after = sum(without_figures(one, table) != without_figures(other, table) for table in one)
    stored = {family for family, _, _ in shared.released()} | {name.split(":")[1] for name in shared.cells()}
    assert stored <= declared.keys(), f"counts that no page declares: {stored - declared.keys()}"
    assert len(one["released_cell"]) > 30
    # Of the cells that were seeded before the worlds parted, just the share's five differ, and by one.
    values = shared.released(), silent.released()
    for name, value in pending.items():
        _, family, key, window = name.split(":")
        if (family, key, window) in values[0]:
            a, b = (each[family, key, window] for each in values)
            assert (a or 0) - (b or 0) == (name in touched), (name, value, a, b)
    attack.found(
        knew="every row, and the staff",
        tried="comparing twin worlds table by table before and after the freeze",
        hits=before + after,
        trials=2 * len(one),
        measure="tables that differ in more than noisy values",
    )


@both
def test_attack_03_two_dumps_around_one_share(database: str, copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: a dump of the database and of the queue's store from before and from after one share.

    Tries: to find any difference. Passes when: there is none until the freeze.
    """
    world = copies(database)
    browser = world.browser(TARGET)
    browser.get("/kits/zebrakanin-i-haven/linkedin")
    world.hold_still()
    differences, compared = 0, 0
    for network in ("linkedin", "facebook", "x"):
        rows, keys = world.dump(), redis_dump(world.queue)
        browser.share(scene.kits[0], network)
        rows_after, keys_after = world.dump(), redis_dump(world.queue)
        changed = {table for table in rows if rows[table] != rows_after[table]}
        # What a worker says of itself (that it lives, how long it has worked) moves without anybody's doing.
        both_keys = {key for key in keys.keys() | keys_after.keys() if not key.startswith("rq:worker")}
        changed |= {key for key in both_keys if keys.get(key) != keys_after.get(key)}
        print("changed:", sorted(map(str, changed)))
        differences += len(changed)
        compared += len(rows) + len(keys)
    attack.found(
        knew="the database and the queue before and after a share",
        tried="comparing every table, sequence and key",
        hits=differences,
        trials=compared,
        measure="differences",
    )


@both
def test_attack_04_ids_sequences_logs_and_file_times(
    database: str, copies: Copies, scene: Scene, attack: Attack
) -> None:
    """Knows: row ids, sequences, the write-ahead log, and size and time of every file to the nanosecond.

    Tries: to see when somebody shared, and in which order kits were shared.
    Passes when: nothing moves with a share, and released rows stand in the order of their names.
    """
    world = copies(database)
    browser = world.browser(TARGET)
    browser.get("/kits/zebrakanin-i-haven/linkedin")
    world.hold_still()
    moved, looked = 0, 0
    # The last kit is shared first: were rows written in the order of shares, it would show below.
    for kit in reversed(scene.kits):
        files, log = world.traces(), _log(world)
        browser.share(kit)
        browser.share(kit, forget=True)
        time.sleep(LATER)
        files_after, log_after = world.traces(), _log(world)
        moved += sum(files.get(name) != files_after.get(name) for name in files.keys() | files_after.keys())
        moved += log != log_after
        looked += len(files) + 1
    for monday in MONDAYS[:2]:
        world.advance(monday)
    ids = world.sql("SELECT id, release_id, family, key FROM released_cell ORDER BY id")
    for release in {row[1] for row in ids}:
        names = [f"cell:{row[2]}:{row[3]}:" for row in ids if row[1] == release]
        moved += names != sorted(names)
        looked += 1
    attack.found(
        knew="row ids, sequences, the write-ahead log, and the time of every file",
        tried="seeing when and in which order kits were shared",
        hits=moved,
        trials=looked,
        measure="traces that move with a share",
    )


def _log(world: World) -> list[tuple[object, ...]]:
    """Where PostgreSQL's write-ahead log stands, and how many rows and numbers have been given out."""
    if not world.database:
        return world.sql("PRAGMA data_version") and world.sql("SELECT seq FROM sqlite_sequence")
    return [
        *world.sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"),
        *world.sql("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"),
        *world.sql("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables ORDER BY 1"),
    ]


def test_attack_21_the_next_user_of_a_shared_pc(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: the browser in which the target has shared and signed out, with all that it keeps.

    Tries: to see what was shared, signed in as a colleague.
    Passes when: pages are those of a fresh browser, no name or value in the jar holds the target, and the
    colleague's own share counts in full.
    """
    world = copies()
    pc = world.browser(TARGET)
    pc.share(scene.kits[0])
    pc.get("/")
    pc.post("/sign-out", {})
    left = {name: value for name, value in pc.cookies.items() if name != "hub_session"}
    pc.sign_in(COLLEAGUE)
    fresh = world.browser(COLLEAGUE)
    seen, looked = 0, 0
    for path in ("/", "/kits/zebrakanin-i-haven", "/kits/zebrakanin-i-haven/linkedin", "/me", "/me/data.json"):
        looked += 1
        seen += pc.get(path).plain != fresh.get(path).plain
    names = " ".join(left)
    seen += any(word in names for word in ("987654321", "mette", "lind", "employee"))
    looked += 1
    before = world.cells()
    pc.share(scene.kits[0])
    after = world.cells()
    seen += sum(after[name] - before[name] for name in after) != 4  # the colleague is in no pilot
    looked += 1
    attack.found(
        knew="the shared browser and all that it keeps",
        tried="reading what the one before has shared",
        hits=seen,
        trials=looked,
        measure="pages that tell",
    )


def test_attack_22_the_targets_own_export(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: the file with all data about the target, which a manager has asked to be shown: fetched by the browser
    that shared, and by another.

    Tries: to tell from it whether the target shared. Passes when: it is the same file in twin worlds.
    """
    found = []
    for share in (True, False):
        world = copies()
        own = visit(world, scene, share=share)
        files = [browser.get("/me/data.json").body for browser in (own, world.browser(TARGET))]
        assert all(b"Mette Lind" in each for each in files), "the export is empty"
        found.append(files)
    told = [word in each for each in found[0] for word in (b"5551212", b"zebrakanin")]
    told += [one != other for one, other in zip(*found, strict=True)]
    attack.found(
        knew="the target's own export",
        tried="comparing it with the export of a twin who did not share",
        hits=sum(told),
        trials=len(told),
        measure="signs of a share",
    )
