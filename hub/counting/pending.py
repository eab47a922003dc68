"""The pending cells: the running, noisy counts of windows not yet frozen, in a Valkey/Redis of their own.

The store holds whole numbers under names that name no person, and no time. It has no append-only file and no
replica, because either would keep the noise and the increments apart and so undo the noise
(privacy design, section 4). Nothing here writes a log line: a line per share would be a record of the share.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, TypeVar, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hub.counting.cells import Cell, Family, family_named, parse_redis_key
from hub.counting.noise import two_sided_geometric

_T = TypeVar("_T")

EMBEDDED_ARGUMENTS: tuple[str, ...] = (
    "--appendonly",
    "no",
    "--slowlog-log-slower-than",
    "-1",
    "--maxmemory-policy",
    "noeviction",
)
"""Arguments with which the embedded server passes :func:`check_configuration`."""

CLOSED_FOR = timedelta(days=400)
"""How long the store remembers that a cell is frozen, so that a late tick does not seed it again."""
SALT_LIFETIME = timedelta(hours=36)
"""Longer than the longest local day (25 hours), so that a salt outlives its day whenever it was made."""

_OPEN = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if redis.call('SET', KEYS[1], ARGV[1], 'NX') then return 1 end
return 0
"""
_ADD = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local idle = redis.pcall('OBJECT', 'IDLETIME', KEYS[1])
redis.call('INCRBY', KEYS[1], ARGV[1])
if type(idle) == 'number' then
  redis.pcall('RESTORE', KEYS[1], 0, redis.call('DUMP', KEYS[1]), 'REPLACE', 'IDLETIME', idle)
end
return 1
"""
"""The server keeps the second in which each key was last used (OBJECT IDLETIME), which would name kit, network and unit
of the last share together. So the cell is put back with the time it had; using every other cell with it would hide as
much, and keep the store busy for as long as there are cells. Where OBJECT is taken away, nobody can ask either."""
_CLOSE = """
redis.call('SET', KEYS[2], '1', 'EX', ARGV[2])
local value = redis.call('GET', KEYS[1])
if not value then return 0 end
local late = tonumber(value) - tonumber(ARGV[1])
if late > 0 and KEYS[3] and redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('INCRBY', KEYS[3], string.format('%d', late))
end
redis.call('DEL', KEYS[1])
return 1
"""


_ONCE_MORE = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
"""Not after a timeout: the employee would wait twice as long for a store that hangs."""


class StoreAway(Exception):
    """The store could not be asked, and certainly has not added anything."""


class UnsafeCountsStore(Exception):
    """The store is set up so that it could undo the noise. ``reasons`` says how and what to do about it."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


class PendingCells:
    """The cells of windows that are still being counted.

    The client is told not to repeat commands: redis-py repeats a command whose answer got lost, and a share
    would then be added twice, which the noise is not made for. (Its pauses between repeats would also keep
    the employee waiting.)
    """

    def __init__(self, client: redis.Redis) -> None:
        client.set_retry(Retry(NoBackoff(), 0))
        self._client = client
        self._open = client.register_script(_OPEN)
        self._add = client.register_script(_ADD)
        self._close = client.register_script(_CLOSE)

    def open(self, cells: Iterable[Cell]) -> int:
        """Seed each cell with noise, unless it is seeded or frozen already; how many were seeded now.

        Safe to repeat, and at the same time in many processes: the first seed stays. Noise is drawn for every
        cell, needed or not, and cells are taken in the order of their names, so neither time nor order tells
        anything. Raises ``redis.RedisError`` when the store is away.
        """
        seeded = 0
        for cell in sorted(set(cells), key=lambda each: each.redis_key):
            seed = two_sided_geometric(cell.family.epsilon)
            seeded += int(cast(int, self._open(keys=[cell.redis_key, _closed_key(cell)], args=[seed])))
        return seeded

    def add(self, cell: Cell, times: int = 1) -> bool:
        """Add to the cell if it is open; ``False``, and nothing written, when it is not.

        Raises :class:`StoreAway` when nothing was added because the store did not answer or refused, and
        another ``redis.RedisError`` when the answer got lost, so that the addition may have been made.
        """
        if times < 1:
            raise ValueError("only whole shares are added")
        with self._connected() as connected:
            try:
                return bool(self._add(keys=[cell.redis_key], args=[times], client=connected))
            except (redis.ResponseError, redis.exceptions.BusyLoadingError) as error:
                raise StoreAway("the store refused") from error

    def read(self, cell: Cell) -> int | None:
        """The noisy count so far, or ``None`` when the cell is not open. For the freeze alone."""
        value = self._client.get(cell.redis_key)
        return None if value is None else int(value)

    def close(self, cell: Cell, frozen: int, successor: Cell | None) -> None:
        """Delete a cell whose noisy count ``frozen`` has been released. Safe to repeat.

        What was added after the count was read moves, in the same step, to ``successor`` if that is open, and
        is dropped otherwise. How much that was is an exact number, so it is not returned. The cell cannot be
        opened again: a second seed beside the released one would be a second draw.
        """
        keys = [cell.redis_key, _closed_key(cell)]
        if successor is not None:
            keys.append(successor.redis_key)
        self._close(keys=keys, args=[frozen, int(CLOSED_FOR.total_seconds())])

    def all(self) -> list[Cell]:
        """Every cell that is open, by name; for a freeze that catches up."""
        found = cast("Iterator[bytes | str]", self._client.scan_iter(match="cell:*", count=500))
        names = {key.decode() if isinstance(key, bytes) else key for key in found}
        return [parse_redis_key(name) for name in sorted(names)]

    @contextmanager
    def _connected(self) -> Iterator[redis.Redis]:
        """A connection that has just answered: a failure before a command is thus told from one after it.

        A connection that the server has cut is sometimes noticed only by the question, which is then asked once
        more, over a new one: the question, unlike a command, may be repeated.
        """
        try:
            connected = redis.Redis(connection_pool=self._client.connection_pool, single_connection_client=True)
        except (redis.RedisError, OSError) as error:
            raise StoreAway("the store cannot be reached") from error
        with connected:
            try:
                _ONCE_MORE.call_with_retry(connected.ping, fail=lambda error: None)
            except (redis.RedisError, OSError) as error:
                raise StoreAway("the store does not answer") from error
            yield connected


class Backlog:
    """Adds shares to the pending cells, and keeps in memory what could not be added; one in each process.

    It remembers the family and the key, not the window and no time. A crash loses it, as the method note
    says. Safe to use from many threads.
    """

    def __init__(self, pending: PendingCells, limit: int = 10_000) -> None:
        self._pending = pending
        self._limit = limit
        self._waiting: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self._random = secrets.SystemRandom()

    def share(self, cells: Iterable[Cell]) -> None:
        """Add one to each cell, each in a step of its own and in random order. Never raises.

        A cell that is not open yet, or a store that is away, puts the addition on the backlog. An addition
        whose answer got lost is given up: adding it again could count one share twice.
        """
        away = False
        for cell in self._shuffled(cells):
            if not away:
                try:
                    if self._pending.add(cell):
                        continue
                except StoreAway:
                    away = True
                except (redis.RedisError, OSError):
                    continue
            self._remember(cell.family.name, cell.key, 1)

    def flush(self, resolve: Callable[[Family, str], Cell | None]) -> None:
        """Try again what is waiting. Never raises for a store that is away.

        ``resolve(family, key)`` gives the cell of the current window, or ``None`` when there will be none any
        more (a kit that has ended): the addition is then given up.
        """
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
        waiting = self._shuffled(taken.items())
        while waiting:
            (name, key), times = waiting.pop()
            cell = resolve(family_named(name), key)
            if cell is None:
                continue
            try:
                if not self._pending.add(cell, times):
                    self._remember(name, key, times)
            except StoreAway:
                self._remember(name, key, times)
                break
            except (redis.RedisError, OSError):
                continue
        for (name, key), times in waiting:
            self._remember(name, key, times)

    def waiting(self) -> int:
        """How many additions wait. An exact number: for tests and this process, for no page and no log."""
        with self._lock:
            return self._waiting.total()

    def _remember(self, name: str, key: str, times: int) -> None:
        with self._lock:
            room = self._limit - self._waiting.total()
            if room > 0:
                self._waiting[(name, key)] += min(times, room)

    def _shuffled(self, items: Iterable[_T]) -> list[_T]:
        shuffled = list(items)
        self._random.shuffle(shuffled)
        return shuffled


def daily_salt(client: redis.Redis, day: date) -> bytes:
    """The 32 random bytes of the local day, the same for every process; made by whoever asks first.

    The store forgets them at most :data:`SALT_LIFETIME` after they were made. Raises ``redis.RedisError``
    when the store is away.
    """
    key = _salt_key(day)
    while True:
        salt = client.get(key)
        if salt is not None:
            return bytes.fromhex(salt.decode() if isinstance(salt, bytes) else salt)
        client.set(key, secrets.token_hex(32), nx=True, ex=SALT_LIFETIME)


def delete_salt(client: redis.Redis, day: date) -> None:
    """Forget the salt of the day at once. Safe to repeat."""
    client.delete(_salt_key(day))


def check_configuration(client: redis.Redis) -> None:
    """Make sure that the store keeps no trace from which the noise could be taken off again.

    Raises :class:`UnsafeCountsStore` with every reason found, also when the server does not let its settings
    be read, and ``redis.ConnectionError`` when it is away.
    """
    try:
        settings = {
            name: _setting(client, name) for name in ("appendonly", "slowlog-log-slower-than", "maxmemory-policy")
        }
        info = {**client.info("replication"), **client.info("cluster")}
        clients = client.client_list()
    except redis.ResponseError as error:
        raise UnsafeCountsStore(
            [
                "The counts store does not let its settings be read (CONFIG GET, INFO or CLIENT LIST was "
                "refused), so nobody can tell whether it undoes the noise. Use a Valkey or Redis of your own "
                "for HUB_COUNTS_REDIS_URL."
            ]
        ) from error
    reasons = list(_unsafe_settings(settings))
    if info.get("role") != "master" or int(info.get("connected_slaves", 0)):
        reasons.append(
            "The counts store is replicated: the replication stream holds noise and shares apart. Remove the "
            "replica (replicaof no one) and the servers that follow this one."
        )
    if int(info.get("cluster_enabled", 0)):
        reasons.append("The counts store is a cluster. Use one single server (cluster-enabled no).")
    if any("O" in each.get("flags", "") for each in clients):
        reasons.append("Somebody watches every command of the counts store (MONITOR). End that connection.")
    if reasons:
        raise UnsafeCountsStore(reasons)


def _unsafe_settings(settings: dict[str, str | None]) -> Iterator[str]:
    """The reasons why the settings are unsafe; a setting that cannot be read counts as unsafe."""
    if settings["appendonly"] != "no":
        yield (
            "The counts store writes an append-only file: it holds noise and shares apart. Set appendonly no "
            "and delete the file."
        )
    if settings["slowlog-log-slower-than"] != "-1":
        yield (
            "The counts store logs slow commands with their time, which could be a share. Set "
            "slowlog-log-slower-than -1 and run SLOWLOG RESET."
        )
    if settings["maxmemory-policy"] != "noeviction":
        yield (
            "The counts store may throw counts away, and keeps the time of their last use to choose which. "
            "Set maxmemory-policy noeviction."
        )


def _setting(client: redis.Redis, name: str) -> str | None:
    found = cast("dict[Any, Any]", client.config_get(name))
    for key, value in found.items():
        if (key.decode() if isinstance(key, bytes) else key) == name:
            return str(value.decode() if isinstance(value, bytes) else value)
    return None


def _closed_key(cell: Cell) -> str:
    return f"closed:{cell.redis_key}"


def _salt_key(day: date) -> str:
    return f"salt:{day.isoformat()}"
