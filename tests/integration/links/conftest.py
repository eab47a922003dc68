"""A kit with links, and the redirect in front of an application that says when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from redis import Redis
from sqlalchemy.orm import Session, sessionmaker

from hub.ambassadors.models import Theme
from hub.core.config import Settings
from hub.counting.pending import daily_salt
from hub.kits.models import Kit, KitText
from hub.links import queries, service
from hub.links.events import RECORD, Kind
from hub.links.recorder import Recorder
from hub.links.redirect import RedirectPath
from hub.links.spool import Spool, filled, segments_in
from hub.links.table import LinkTable

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
TARGET = "https://fjordby.example/job/7?hr=show-job/7"


def make_kit(session: Session, slug: str = "kom-til-fjordby", **values: Any) -> Kit:
    """A live kit with a Danish text."""
    theme = Theme(slug=f"theme-{slug}", name_da="Job")
    session.add(theme)
    session.flush()
    kit = Kit(
        **{
            "slug": slug,
            "state": "live",
            "category": "recruitment",
            "theme_id": theme.id,
            "target_url": TARGET,
            "texts": [KitText(locale="da", title="Kom til Fjordby", why="Vi mangler kolleger", image_alt="En bro")],
            **values,
        }
    )
    session.add(kit)
    session.flush()
    return kit


@pytest.fixture
def kit(session: Session) -> Kit:
    """A live kit with its employees' links."""
    kit = make_kit(session)
    service.ensure_links(session, kit.id, kit.slug, kit.target_url, ["linkedin", "facebook"])
    session.commit()
    return kit


@pytest.fixture
def code(session: Session, kit: Kit) -> str:
    """The code that employees post on LinkedIn."""
    found = queries.code_for(session, kit.id, "linkedin")
    assert found is not None
    return found


@dataclass
class Answer:
    """What the front answered."""

    status: str
    headers: dict[str, str]
    body: bytes


class Visitor:
    """Sends requests to a WSGI application, and reads what was recorded of them."""

    def __init__(self, front: RedirectPath, spool_root: Path) -> None:
        self.front = front
        self._root = spool_root

    def __call__(self, path: str, method: str = "GET", agent: str | None = BROWSER, **environ: str) -> Answer:
        request: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": "192.0.2.1"}
        setup_testing_defaults(request)
        if agent is not None:
            request["HTTP_USER_AGENT"] = agent
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
            got.update(status=status, headers=dict(headers))
            return lambda data: None

        body = b"".join(self.front({**request, **environ}, start))
        return Answer(got["status"], got["headers"], body)

    @property
    def records(self) -> list[tuple[int, int, Kind, bytes]]:
        """Link, day, kind and visitor of everything recorded, in order."""
        found = []
        for folder in self._root.glob("[!.]*"):
            for _, path in sorted(segments_in(folder).items()):
                found += [
                    (link, day, Kind(kind), who)
                    for link, day, kind, who in RECORD.iter_unpack(filled(path.read_bytes()))
                ]
        return found

    @property
    def kinds(self) -> list[str]:
        """The classes of everything recorded, in order."""
        return [kind.label for _, _, kind, _ in self.records]


def behind(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands for Flask."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"flask"]


@pytest.fixture
def make_front(
    settings: Settings, sessions: sessionmaker[Session], queue_redis: Redis, counts_redis: Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Visitor]]:  # fmt: skip
    """Builds redirect paths, as processes would, and stops them afterwards."""
    # A machine that is busy with other tests is no store that is away: nobody here may begin a day with an own salt.
    monkeypatch.setattr("hub.links.recorder.SALT_PATIENCE", 60)
    made: list[tuple[LinkTable, Recorder]] = []

    def make(app: Any = behind, stream: Redis = queue_redis, counts: Redis = counts_redis, proxies: int = 0) -> Visitor:
        root = settings.data_dir / "spool"
        table = LinkTable(sessions)
        recorder = Recorder(root, stream, lambda day: daily_salt(counts, day))
        made.append((table, recorder))
        return Visitor(RedirectPath(app, table, recorder, proxies), root)

    yield make
    for table, recorder in made:
        recorder.stop()
        table.stop()


@pytest.fixture
def visit(make_front: Callable[..., Visitor], kit: Kit) -> Visitor:
    """A visitor of one web process."""
    return make_front()


@pytest.fixture
def link(session: Session, kit: Kit) -> int:
    return queries.links_of(session, kit.id)[0].id


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path / "spool", segment_bytes=1000 * RECORD.size)
    yield spool
    spool.abandon()
