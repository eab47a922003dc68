"""The suite keeps its own rules: the attackers load nothing of the hub, and every leak can still be planted."""

from __future__ import annotations

import ast
import re
import socket
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import numpy
import pytest

from tests.adversary import fit, leaks
from tests.adversary.book import guessing, habitual, interval
from tests.adversary.leaks import FOLDER, Leak
from tests.adversary.world import ROOT, two_ports

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
    assert {number for leak in leaks.every() for number in leak.attacks} == set(ATTACKS)


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.stem)
def test_each_leak_can_be_planted(file: Path) -> None:
    assert leaks.misfits(leaks.read(file), ROOT) == []


@pytest.mark.parametrize(
    "text",
    [
        "what = 'No attack.'\n[[change]]\nfile = 'a'\nold = 'b'\nnew = 'c'\n",
        "attacks = [1]\nwhat = 'No change.'\n",
        "attacks = [1]\nwhat = 'A strange key.'\nchanges = []\n",
    ],
)
def test_a_leak_that_is_not_of_the_format_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "01-leak.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match="01-leak"):
        leaks.read(file)


def test_a_leak_whose_words_are_gone_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    leak = Leak("01-leak", (1,), "", (("a.py", "y = 1", "y = 2"), ("a.py", "x = 1", "x = 2"), ("b.py", "", "x")))
    assert len(leaks.misfits(leak, tmp_path)) == 2


def test_the_ports_of_a_world_are_kept_for_its_own_servers() -> None:
    with ExitStack() as stack:
        kept = [stack.enter_context(each) for each in two_ports()]
        web, links = (each.getsockname() for each in kept)
        assert links[1] == web[1] + 1
        for place in (web, links):
            stranger, server = (stack.enter_context(socket.socket()) for _ in range(2))
            with pytest.raises(OSError, match="in use"):
                stranger.bind(place)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(place)
            server.listen()


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


@pytest.mark.parametrize("rate", [0.5, 0.4, 0.3])
def test_the_tests_of_the_noise_reject_sound_draws_as_often_as_they_say(rate: float) -> None:
    """2,000 pairs of samples of the exact distribution, drawn by numpy; 20 of them should have a p below 0.01."""
    wanted = fit.expected(rate, 100_000)
    assert sum(wanted.values()) == pytest.approx(100_000)
    assert min(wanted.values()) >= fit.FEWEST
    random = numpy.random.default_rng(4)
    chances = numpy.array(list(wanted.values())) / 100_000
    samples = [
        [Counter(dict(zip(wanted, map(int, row), strict=True))) for row in random.multinomial(100_000, chances, 2000)]
        for _ in range(2)
    ]
    two = [fit.two_samples(a, b) for a, b in zip(*samples, strict=True)]
    one = [fit.one_sample(a, wanted) for a in samples[0]]
    least = [min(fit.losses(a, rate)) for a in samples[0][:400]]
    looks = len(fit.losses(samples[0][0], rate))
    for found in (two, one):
        assert 4 < sum(p < 0.01 for p in found) < 45
        assert 900 < sum(p < 0.5 for p in found) < 1100
    assert sum(p < 0.01 / looks for p in least) < 16


def test_the_tests_of_the_noise_reject_another_noise() -> None:
    wanted, louder = fit.expected(0.5, 100_000), fit.expected(0.48, 100_000)
    found = Counter({x: round(louder.get(x, 0.0)) for x in wanted})
    assert fit.one_sample(found, wanted) < 1e-6
    assert min(fit.losses(Counter({x: round(each) for x, each in fit.expected(0.6, 100_000).items()}), 0.5)) < 1e-6
