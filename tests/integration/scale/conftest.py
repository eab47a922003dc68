"""Small benchmarks: the same seed as the large one, of a few kits or of many."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.core import config
from hub.core.config import Settings
from hub.ops.large import seed
from hub.ops.large.plan import Size

MakeBenchmark = Callable[[int, str], Settings]


def size_of(kits: int) -> Size:
    """An organisation whose lists are as long as it has kits."""
    return Size(
        people=1_000, ambassadors=50, units=24, kits=kits, links=kits * 48, weeks=8, jobs=kits,
        campaigns=max(3, kits // 5),
        costs=kits, official_posts=kits,
    )  # fmt: skip


@pytest.fixture
def make_benchmark(tmp_path: Path, valkeys: Path) -> MakeBenchmark:
    """Makes a benchmark with so many kits, on SQLite in a folder of this name or on the database given."""

    def make(kits: int, where: str) -> Settings:
        folder = tmp_path / f"benchmark-{kits}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        settings = config.load(
            {
                "HUB_DATA_DIR": str(folder),
                "HUB_DATABASE_URL": where if "://" in where else "",
                "HUB_REDIS_URL": f"unix://{valkeys / 'queue.sock'}",
                "HUB_COUNTS_REDIS_URL": f"unix://{valkeys / 'counts.sock'}",
                "HUB_SECRET_KEY": "a secret for the tests, long enough to be one",
                "HUB_BASE_URL": "http://localhost",
                "HUB_ORG_NAME": "Fjordby Kommune",
            }
        )
        seed.run(settings, size_of(kits))
        return settings

    return make
