"""An installation for the benchmark: a million links, the two Valkey servers, and the processes under load."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from redis import Redis
from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from hub.ambassadors.models import Theme
from hub.core import clock, config, db, redis
from hub.core.config import Settings
from hub.kits.models import Kit, KitText
from hub.links import rules
from hub.links.models import LinkTableVersion, TrackingLink
from hub.metrics import ingest
from hub.networks.rules import Network
from hub.ops import embedded
from hub.ops.serve import ROOT, links_command, web_command
from hub.ops.up import environment, prepare
from tests import servers
from tests.factories.accounts import PERSONAS, make_persona

_T = TypeVar("_T")
LINKS_OF_A_KIT = 200


@dataclass
class World:
    """The installation and what runs of it."""

    folder: Path
    settings: Settings
    sessions: sessionmaker[Session]
    queue: Redis
    valkeys: dict[str, subprocess.Popen[bytes]]
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def url(self, name: str) -> str:
        """Where a child answers."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, name: str, wrapper: Sequence[str] = ()) -> None:
        """Start a child, perhaps through another command, and wait until it answers."""
        port = self.ports.setdefault(name, servers.free_port())
        env = {**os.environ, **environment(self.settings), "PYTHONPATH": str(ROOT)}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                [*wrapper, *self._command(name, port)],
                env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        if until(True, lambda: _answers(port)) is not True:
            raise RuntimeError(f"{name} did not start:\n{(self.folder / f'{name}.log').read_text()[-2000:]}")

    def stop(self, name: str) -> None:
        """Stop a child, if it runs."""
        child = self.children.pop(name, None)
        if child is not None:
            child.terminate()
            child.wait(60)

    def kill(self, name: str) -> None:
        """`kill -9` the child and what it has started: nothing gets a chance to write."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def kill_queue(self) -> None:
        """`kill -9` the Valkey of queue and click stream."""
        self.valkeys["queue"].kill()
        self.valkeys["queue"].wait()

    def start_queue(self) -> None:
        """Start it again, from its log of writes."""
        self.valkeys["queue"] = embedded.start(self.settings, embedded.QUEUE)

    def counted(self) -> int:
        """Count what has arrived in the stream; how many requests are in the database."""
        with self.sessions() as session:
            ingest.drain(session, self.queue)
            return ingest.counted(session)

    def memory(self, name: str) -> float:
        """Resident memory of the child's largest process, in MB."""
        found = [0.0]
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if f"NSpgid:\t{self.children[name].pid}" in text:
                found += [float(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS")]
        return max(found)

    def _command(self, name: str, port: int) -> list[str]:
        if name == "links":
            return links_command("127.0.0.1", port)
        if name == "web":
            return web_command(self.settings, "127.0.0.1", port)
        # The same server with the same options, over another application.
        if name == "empty_flask":
            return [*web_command(self.settings, "127.0.0.1", port)[:-1], "--factory", "tests.bench.apps:empty_flask"]
        return [*links_command("127.0.0.1", port)[:-1], f"tests.bench.apps:{name}"]


@contextmanager
def world(links: int, *, database_url: str = "", **changes: str) -> Iterator[World]:
    """Make the installation, and stop whatever runs of it in the end."""
    with servers.short_folder() as folder:
        settings = config.load(
            {
                "HUB_DATA_DIR": str(folder),
                "HUB_DATABASE_URL": database_url,
                "HUB_SECRET_KEY": "a secret for the benchmark, long enough",
                "HUB_ORG_NAME": "Fjordby Kommune",
                "HUB_TRUSTED_PROXIES": "1",
                **changes,
            },
            demo=True,
        )
        clock.configure(settings.timezone)
        valkeys = {server.name: embedded.start(settings, server) for server in (embedded.QUEUE, embedded.COUNTS)}
        made = None
        try:
            prepare(settings)
            sessions = db.make_sessionmaker(settings.database_url)
            made = World(folder, settings, sessions, redis.connect(settings.redis_url), valkeys)
            with made.sessions() as session:
                fill(session, links)
                session.commit()
            yield made
        finally:
            if made is not None:
                for name in list(made.children):
                    made.stop(name)
                made.sessions.kw["bind"].dispose()
                made.queue.close()
            for process in valkeys.values():
                process.terminate()
                process.wait(60)


def fill(session: Session, links: int) -> None:
    """Personas, live kits, and `links` tracking links on them: ten networks times twenty sources for each kit."""
    for persona in PERSONAS:
        make_persona(session, persona)
    theme = Theme(slug="bench", name_da="Job", name_en="Jobs")
    session.add(theme)
    session.flush()
    kits = max(1, links // LINKS_OF_A_KIT)
    live = clock.now()
    for number in range(1, kits + 1):
        session.add(
            Kit(
                slug=f"kit-{number}", state="live", category="recruitment", theme_id=theme.id, live_from=live,
                target_url=f"https://job.fjordby.example/ledige-stillinger/{number}?hr=show-job/{number}",
                texts=[KitText(locale="da", title=f"Kom til Fjordby {number}", why="Vi mangler kolleger.")],
            )
        )  # fmt: skip
    session.flush()
    rows = _links(links, kits)
    while part := list(islice(rows, 50_000)):
        session.connection().execute(insert(TrackingLink.__table__), part)
    session.add(LinkTableVersion(id=1, version=1))


def codes(links: int) -> list[str]:
    """The codes of the links: the same ones every time, no two alike."""
    random_ = random.Random(5)
    found: dict[str, None] = {}
    while len(found) < links:
        found["".join(random_.choices(rules.ALPHABET, k=rules.CODE_LENGTH))] = None
    return list(found)


def _links(links: int, kits: int) -> Iterator[dict[str, object]]:
    networks = list(Network)[:10]

    @cache
    def where(kit: int, network: Network) -> str:
        target = f"https://job.fjordby.example/ledige-stillinger/{kit}?hr=show-job/{kit}"
        return rules.location(target, network.value, "employees", f"kit-{kit}")

    for place, code in enumerate(codes(links)):
        kit, rest = place % kits + 1, place // kits
        network, source = networks[rest % len(networks)], f"source-{rest // len(networks)}"
        yield {
            "code": code, "kit_id": kit, "network": network.value, "source": source, "changed_in": 1,
            "location": where(kit, network),
        }  # fmt: skip


def until(wanted: _T, ask: Callable[[], _T], seconds: float = 60.0) -> _T:
    """Ask until the answer is what is wanted, or the time is over; the last answer."""
    deadline = time.monotonic() + seconds
    found = ask()
    while found != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
        found = ask()
    return found


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
