"""Planted leaks: `python -m tests.adversary.mutants` shows that each attack finds the leak that is meant for it.

Each leak is a change of a few words in a copy of the tree. It runs its own attack only, with a smaller crowd.
A leak that no attack finds fails the build, and so does one that can no longer be planted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.adversary.stage import build
from tests.adversary.world import ROOT, World, folder

HANDS = 2
SECONDS = 300


@dataclass(frozen=True)
class Mutant:
    """A leak: which attack must find it, and what is planted where (file, words that stand there once, new words)."""

    attack: int
    name: str
    changes: tuple[tuple[str, str, str], ...]
    from_the_start: bool = False
    """The leak must be there when the installation is made."""


SHARE = "    backlog.share(fresh)\n"
AFTER = "    service.retry_soon("
NOISE = "seed = two_sided_geometric(cell.family.epsilon)"
QUIETER = ("hub/counting/pending.py", NOISE, "seed = two_sided_geometric(cell.family.epsilon * 4)")


def _row(actor: str) -> tuple[tuple[str, str, str], ...]:
    """A row in the audit trail for each share."""
    statement = (
        "    from sqlalchemy import text\n\n"
        '    session.execute(text("INSERT INTO audit_entry (at, actor_id, action, subject, subject_id)'
        " VALUES (CURRENT_TIMESTAMP, :actor, 'share', 'kit', :kit)\"),"
        f" {{'actor': {actor}, 'kit': kit_id}})\n    session.commit()\n"
    )
    return (("hub/sharing/service.py", SHARE, SHARE + statement),)


MUTANTS = (
    Mutant(1, "an audit row for each share", _row("person.id")),
    Mutant(2, "a hash of person and kit, against double shares", ((
        "hub/sharing/views.py", AFTER,
        "    import hashlib\n\n    seen = hashlib.sha256(f'{current_user.id}:{kit.id}'.encode()).hexdigest()\n"
        "    current_app.extensions['hub_queue_redis'].sadd('seen', seen[:16])\n" + AFTER),)),
    Mutant(3, "an audit row without a name", _row("None")),
    Mutant(4, "a file that is touched with each share", ((
        "hub/sharing/views.py", AFTER, "    (settings.data_dir / 'shared').touch()\n" + AFTER),)),
    Mutant(5, "cells that begin with zero", (("hub/counting/pending.py", NOISE, "seed = 0"),)),
    Mutant(5, "the store's own count of its commands", ((
        "worker/jobs/open_windows.py", "ctx.counts_redis.config_resetstat()", "pass"),)),
    Mutant(5, "an append-only file for the pending counts", (
        ("hub/counting/pending.py", '"--appendonly",\n    "no",', '"--appendonly",\n    "yes",'),
        ("hub/ops/counts_store.py", "    check_configuration(counts)\n", "")), from_the_start=True),
    Mutant(6, "a threshold of five, whatever the margin", (
        ("hub/metrics/disclosure.py", "    if shown < family.threshold:\n", "    if shown < 5:\n"),
        ("hub/metrics/disclosure.py",
         "    if shown < 2 * family.noise_sd * sqrt(counted.cells):\n", "    if False:\n"))),
    Mutant(7, "a fourth of the noise", (QUIETER,)),
    Mutant(8, "a fourth of the noise, neither rounded nor hidden", (
        QUIETER, ("hub/counting/cells.py", "\nROUND_TO = 5\n", "\nROUND_TO = 1\n"),
        ("hub/counting/cells.py", "\nTHRESHOLD = 10\n", "\nTHRESHOLD = 1\n"))),
    Mutant(9, "nothing hidden beside the hidden one", ((
        "hub/metrics/disclosure.py", "    found = [_part(part, family) for part in parts]\n",
        "    return frozenset(), True\n    found = [_part(part, family) for part in parts]\n"),)),
    Mutant(10, "a parameter that shows the raw count", ((
        "hub/metrics/views.py", "    if wants_fragment():\n        return _fragment(fragment, **values)\n",
        "    if 'raw' in request.args:\n        return '41'\n"
        "    if wants_fragment():\n        return _fragment(fragment, **values)\n"),)),
    Mutant(11, "a live total at the foot of each figure", (
        ("hub/metrics/views.py", "    response.add_etag()\n",
         "    from flask import current_app\n\n    store = current_app.extensions['hub_counts_redis']\n"
         "    live = store.get('cell:network_month:linkedin:2026-09')\n"
         "    response.set_data(response.get_data() + str(live).encode())\n    response.add_etag()\n"),)),
    Mutant(12, "denominators that follow the staff list", ((
        "hub/metrics/windows_open.py",
        "    quarter = window_for(WindowKind.QUARTER, today).key\n    people = {",
        "    quarter = window_for(WindowKind.QUARTER, today).key\n"
        "    session.query(Headcount).filter(Headcount.quarter == quarter).delete()\n    people = {"),)),
    Mutant(13, "everybody is shown as a number", ((
        "hub/metrics/disclosure.py", "    if everybody and shown > everybody - DENOMINATOR_ROUND_TO:\n",
        "    if False:\n"),)),
    Mutant(14, "a store that forgets what is frozen", ((
        "hub/counting/pending.py", "if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end\n", ""),)),
    Mutant(15, "a fourth of the noise, for whoever shares every week", (QUIETER,)),
    Mutant(16, "a link that names who posted it", ((
        "hub/sharing/views.py", "    link = links.share_url(settings, code)\n",
        "    link = f'{links.share_url(settings, code)}?u={current_user.id}'\n"),)),
    Mutant(17, "the time of each visit of a crawler", ((
        "hub/links/recorder.py", "link, visitor = NO_LINK, NOBODY",
        "link, visitor = NO_LINK, int(__import__('time').time()).to_bytes(8, 'little')"),)),
    Mutant(18, "a line on the output for each share", ((
        "hub/sharing/service.py", SHARE,
        SHARE + "    print('shared', person.id, kit_id, flush=True)\n"),)),
    Mutant(18, "a job for each share", ((
        "hub/sharing/views.py", AFTER,
        "    current_app.extensions['hub_queue_redis'].rpush('thanks', f'{current_user.id} {kit.id}')\n" + AFTER),)),
    Mutant(19, "an answer that is longer when the share counted", ((
        "hub/sharing/views.py",
        "    flags.write(response, settings, current_user, remembered, kits.live_kit_ids(session))",
        "    if remembered != sent:\n        response.set_data(response.get_data() + b'<!-- counted -->')\n"
        "    flags.write(response, settings, current_user, remembered, kits.live_kit_ids(session))"),)),
    Mutant(20, "units of one with figures of their own", (
        ("hub/counting/cells.py", "MIN_UNIT = 30\n", "MIN_UNIT = 1\n"),)),
    Mutant(21, "one cookie for all users of a PC", ((
        "hub/ambassadors/rules.py", '    return f"d{digest[:12]}"', '    return f"d{digest[:0]}"'),)),
    Mutant(22, "shares among the staff's own actions", _row("person.id")),
    Mutant(23, "a zero that comes twice as often", ((
        "hub/counting/noise.py", "        if negative and magnitude == 0:\n",
        "        if negative and magnitude < 0:\n"),)),
    Mutant(24, "the kit that an ambassador shared last", ((
        "hub/migrations/versions/0001_first_schema.py",
        "    op.create_table('ambassador',\n",
        "    op.create_table('ambassador',\n    sa.Column('last_kit_id', sa.Integer(), nullable=True),\n"),),
        from_the_start=True),
)  # fmt: skip


def plant(mutant: Mutant, tree: Path) -> None:
    """Copy the tree and plant the leak. Raises `ValueError` when the words to change do not stand there once."""
    for name in ("hub", "worker", "templates", "static"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "wsgi.py", tree)
    for file, old, new in mutant.changes:
        text = (tree / file).read_text()
        if text.count(old) != 1:
            raise ValueError(f"{file} holds {text.count(old)} times:\n{old}")
        (tree / file).write_text(text.replace(old, new))


def hunt(mutant: Mutant, base: Path) -> tuple[Mutant, str, float]:
    """Run the mutant's attack against it: "caught", "UNCAUGHT", or why it could not be tried; and seconds."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutant") as name:
        tree = Path(name)
        try:
            plant(mutant, tree)
        except ValueError as error:
            return mutant, f"CANNOT BE PLANTED: {error}", 0.0
        env = os.environ | {"ADVERSARY_TREE": name, "ADVERSARY_SMALL": "1", "ADVERSARY_ALONE": "1"}
        env.pop("ADVERSARY_BOOK", None)
        if not mutant.from_the_start:
            env["ADVERSARY_BASE"] = str(base)
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=short", "--confcutdir=tests/adversary",
            "tests/adversary", "-k", f"test_attack_{mutant.attack:02d}_ and not postgres",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
    said = done.stdout + done.stderr
    if done.returncode == 0:
        fate = "UNCAUGHT"
    elif done.returncode == 1 and "AssertionError" in said and "ERROR at" not in said and "did not start" not in said:
        fate = "caught"
    else:
        fate = f"BROKEN, so nothing was tried:\n{said[-3000:]}"
    return mutant, fate, time.monotonic() - begin


def main(wanted: list[str]) -> int:
    """Hunt all mutants, or those of the attacks whose numbers are given. Returns how many were not caught."""
    chosen = [each for each in MUTANTS if not wanted or str(each.attack) in wanted]
    begin, missed = time.monotonic(), 0
    with folder() as base, ThreadPoolExecutor(HANDS) as pool:
        build(World(base))
        for mutant, fate, seconds in pool.map(partial(hunt, base=base), chosen):
            missed += fate != "caught"
            print(f"attack {mutant.attack:02d} | {mutant.name} | {fate} ({seconds:.0f} s)", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} planted leaks caught in {time.monotonic() - begin:.0f} seconds")
    return missed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
