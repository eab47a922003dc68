"""A small installation whose parts the tests take away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.world import World, world

LINKS = 400


@pytest.fixture
def installation() -> Iterator[World]:
    """Links in a database, the Valkey servers, and no process yet."""
    with world(LINKS) as made:
        yield made
