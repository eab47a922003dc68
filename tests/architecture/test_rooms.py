"""The house keeps its plan: rooms import each other only through their doors, and files stay small."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAINS = (
    "accounts", "guidelines", "ambassadors", "kits", "links", "sources", "sharing", "campaigns", "pilots",
    "recruitment", "reach", "metrics", "notifications", "results", "intranet", "api", "admin",
)  # fmt: skip
# Rooms at the top may see everything: they only put the others together.
TOP = (
    "hub/app.py",
    "hub/doors.py",
    "hub/wiring.py",
    "hub/models.py",
    "hub/navigation.py",
    "hub/ops",
    "hub/demo",
    "hub/cli.py",
    "worker",
)
OPEN_TO_OTHERS = {"service", "queries", "permissions", "events", "rules", "models"}
# A door more than the usual ones, each with its reason.
ALSO_OPEN = {
    "accounts.access": "route guards",
    "metrics.reports": "the only door to figures",
    "metrics.wording": "the names of windows, sources and evidence",
    "metrics.disclosure": "what a figure may look like",
    "kits.assets": "addresses of pictures",
    "kits.workflow": "the states of a kit, as data",
    "kits.target_urls": "the rules of public addresses",
    "kits.previews": "how a card looks on a network",
    "guidelines.pages": "policy and guides",
    "accounts.people": "people are written here",
    "accounts.units": "units are written here",
    "accounts.reporting": "which unit reports for which",
    "accounts.imports": "CSV import of people and units",
    "ambassadors.privacy": "the sentences of /privacy, which the privacy pack repeats",
    "ambassadors.privacy_facts": "the live values behind them",
    "ambassadors.privacy_remains": "the rest of those sentences",
    "results.export": "the data sets, which the programming interface gives too",
    "ambassadors.flags": "the cookie in which a browser remembers what it has added to",
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_rooms_use_each_other_through_their_doors_only() -> None:
    wrong = []
    for file in sources("hub"):
        name = str(file.relative_to(ROOT))
        if name.startswith(TOP):
            continue
        own = file.relative_to(ROOT / "hub").parts[0]
        for target in imports(file):
            parts = target.split(".")
            if parts[0] != "hub" or len(parts) < 3 or parts[1] not in DOMAINS or parts[1] == own:
                continue
            if parts[2] not in OPEN_TO_OTHERS and ".".join(parts[1:3]) not in ALSO_OPEN:
                wrong.append(f"{name} imports {target}; use its service, queries, permissions, events or rules")
    assert not wrong, "\n".join(wrong)


def test_no_file_has_grown_two_purposes() -> None:
    # A migration is as long as what it makes.
    files = (file for file in sources("hub", "worker", "tests") if "versions" not in file.parts)
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}
    assert not {name: lines for name, lines in lengths.items() if lines > 430}


def test_only_the_counting_modules_touch_the_tables_of_counts() -> None:
    # A benchmark's figures are made up; its database is marked before the first of them is written.
    allowed = {"hub/models.py", "hub/ops/large/figures.py"}
    wrong = [
        str(file.relative_to(ROOT))
        for file in sources("hub", "worker")
        if "hub/metrics/" not in str(file)
        and str(file.relative_to(ROOT)) not in allowed
        and any(target.startswith("hub.metrics.models") for target in imports(file))
    ]
    assert not wrong, "count tables are read through hub.metrics.reports only"


def test_only_disclosure_builds_a_disclosed_table() -> None:
    wrong = []
    for file in sources("hub", "worker"):
        if file.name == "disclosure.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "DisclosedTable"
            ):
                wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "a DisclosedTable is made by hub.metrics.disclosure, where the rules are"


def test_nobody_asks_the_time_but_the_clock() -> None:
    asked = re.compile(r"\b(?:datetime|date|dt)\.(?:now|utcnow|today)\(")
    files = (file for file in sources("hub", "worker") if file.name != "clock.py")
    wrong = [str(file.relative_to(ROOT)) for file in files if asked.search(file.read_text())]
    assert not wrong, "ask hub.core.clock, which the demonstration can set"


@pytest.mark.parametrize("forbidden", ["is_async=False", "last_login", "updated_at"])
def test_words_that_would_break_a_promise_stand_nowhere(forbidden: str) -> None:
    assert [str(file.relative_to(ROOT)) for file in sources("hub", "worker") if forbidden in file.read_text()] == []
