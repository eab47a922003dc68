"""The suite keeps its own rules: the attackers load nothing of the hub, and every leak can still be planted."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.adversary.book import guessing, habitual, interval
from tests.adversary.mutants import MUTANTS, ROOT

HERE = Path(__file__).parent
ATTACKS = range(1, 25)


def test_no_attack_imports_anything_of_the_hub() -> None:
    for file in sorted(HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.partition(".")[0] in ("hub", "worker")], file


def test_every_attack_of_the_design_is_there_and_says_what_it_knows() -> None:
    found = {}
    for file in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and (name := re.match(r"test_attack_(\d\d)_", node.name)):
                found[int(name[1])] = ast.get_docstring(node) or ""
    assert sorted(found) == list(ATTACKS)
    for number, text in found.items():
        assert all(word in text for word in ("Knows:", "Tries:", "Passes when:")), number


def test_every_attack_has_a_planted_leak() -> None:
    assert {mutant.attack for mutant in MUTANTS} == set(ATTACKS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.attack}-{mutant.name}".replace(" ", "-"))
def test_the_words_that_a_leak_replaces_stand_in_the_tree_once(mutant: object) -> None:
    for file, old, _ in mutant.changes:  # type: ignore[attr-defined]
        assert (ROOT / file).read_text().count(old) == 1, f"{file}: {old}"


def test_the_bounds_are_those_of_the_design() -> None:
    assert guessing(0.5) == pytest.approx(0.622, abs=0.001)
    assert guessing(2.0) == pytest.approx(0.881, abs=0.001)
    assert habitual(0.5, 1) == guessing(0.5)


def test_an_interval_holds_its_rate_and_narrows_with_more_trials() -> None:
    low, high = interval(62, 100)
    assert low < 0.62 < high
    narrow = interval(6200, 10_000)
    assert low < narrow[0] < 0.62 < narrow[1] < high
    assert interval(0, 50)[0] == 0.0
    assert interval(50, 50)[1] == 1.0
