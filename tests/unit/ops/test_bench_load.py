"""The load of `make bench`: what it asks for must not hold up the load generator itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.bench import wrk


def test_head_is_asked_only_for_codes_that_exist(tmp_path: Path) -> None:
    file = tmp_path / "requests"
    wrk.write_requests(file, ["zzzzzzzz"] * 20_000)
    asked = Counter((method, path) for method, path, _ in map(wrk.asked, file.read_text().splitlines()))
    unknown = sum(count for (_, path), count in asked.items() if path != "/r/zzzzzzzz")
    heads = [path for method, path in asked if method == "HEAD"]
    assert heads == ["/r/zzzzzzzz"], "wrk waits for good for the body of the page of an unknown code"
    assert 100 < asked["HEAD", "/r/zzzzzzzz"] < 300
    assert 800 < unknown < 1200
