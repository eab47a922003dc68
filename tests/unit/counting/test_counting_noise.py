"""The sampler against the distribution it claims and against OpenDP's. Every test of chance uses ALPHA."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist, pstdev

import opendp.prelude as dp
import pytest

from hub.counting import noise
from hub.counting.cells import FAMILIES
from hub.counting.noise import standard_deviation, two_sided_geometric

ALPHA = 1e-9
Z = NormalDist().inv_cdf(1 - ALPHA)
DRAWS = 20_000
EPSILONS = sorted({family.epsilon for family in FAMILIES})


@pytest.fixture(scope="module")
def draws() -> dict[Fraction, list[int]]:
    return {epsilon: [two_sided_geometric(epsilon) for _ in range(DRAWS)] for epsilon in EPSILONS}


def _critical(freedom: int) -> float:
    """The upper ALPHA point of chi-square (Wilson and Hilferty's approximation)."""
    return freedom * (1 - 2 / (9 * freedom) + Z * sqrt(2 / (9 * freedom))) ** 3


def _edge(epsilon: Fraction) -> int:
    """The magnitude from which on values are put together, so that every class expects some fifty draws."""
    return int(log(DRAWS / 150) / epsilon)


def _binned(values: Iterable[int], edge: int) -> Counter[int]:
    return Counter(max(-edge, min(edge, value)) for value in values)


def _expected(epsilon: Fraction, edge: int) -> dict[int, float]:
    a = exp(-epsilon)
    inner = {x: DRAWS * (1 - a) / (1 + a) * a ** abs(x) for x in range(-edge + 1, edge)}
    tail = DRAWS * a**edge / (1 + a)
    return {-edge: tail, **inner, edge: tail}


@pytest.mark.parametrize("epsilon", EPSILONS, ids=str)
def test_draws_follow_the_two_sided_geometric_distribution(draws: dict[Fraction, list[int]], epsilon: Fraction) -> None:
    edge = _edge(epsilon)
    seen, expected = _binned(draws[epsilon], edge), _expected(epsilon, edge)
    statistic = sum((seen[x] - count) ** 2 / count for x, count in expected.items())
    assert statistic < _critical(len(expected) - 1)


@pytest.mark.parametrize("epsilon", EPSILONS, ids=str)
def test_draws_are_distributed_like_those_of_opendp(draws: dict[Fraction, list[int]], epsilon: Fraction) -> None:
    dp.enable_features("contrib")
    oracle = dp.m.make_geometric(dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int), float(1 / epsilon))
    assert oracle.map(1) == pytest.approx(float(epsilon))
    edge = _edge(epsilon)
    ours, theirs = _binned(draws[epsilon], edge), _binned(oracle([0] * DRAWS), edge)
    statistic = sum((ours[x] - theirs[x]) ** 2 / (ours[x] + theirs[x]) for x in ours | theirs)
    assert statistic < _critical(len(ours | theirs) - 1)


@pytest.mark.parametrize("epsilon", EPSILONS, ids=str)
def test_one_share_more_changes_no_output_by_more_than_epsilon(
    draws: dict[Fraction, list[int]], epsilon: Fraction
) -> None:
    half = DRAWS // 2
    without = Counter(draws[epsilon][:half])
    with_one = Counter(value + 1 for value in draws[epsilon][half:])
    losses = [
        (log(with_one[y] / without[y]), sqrt(1 / with_one[y] + 1 / without[y]))
        for y in range(-12, 14)
        if with_one[y] >= 60 and without[y] >= 60
    ]
    z = NormalDist().inv_cdf(1 - ALPHA / len(losses))
    assert len(losses) >= 10
    assert max(abs(loss) - z * error for loss, error in losses) <= epsilon
    centre = [abs(log(with_one[y] / without[y])) for y in range(-3, 5)]
    assert sum(centre) / len(centre) == pytest.approx(float(epsilon), abs=0.12)


@pytest.mark.parametrize("epsilon", EPSILONS, ids=str)
def test_the_documented_spread_is_the_spread_of_the_draws(draws: dict[Fraction, list[int]], epsilon: Fraction) -> None:
    assert pstdev(draws[epsilon]) == pytest.approx(standard_deviation(epsilon), rel=0.08)


@pytest.mark.parametrize(("epsilon", "spread"), [(Fraction(1, 2), 2.8), (Fraction(2, 5), 3.5), (Fraction(3, 10), 4.7)])
def test_the_spread_is_that_of_the_privacy_design(epsilon: Fraction, spread: float) -> None:
    assert round(standard_deviation(epsilon), 1) == spread


@pytest.mark.parametrize("epsilon", [0.5, 1, "1/2"])
def test_an_epsilon_that_is_not_an_exact_fraction_is_refused(epsilon: object) -> None:
    with pytest.raises(TypeError):
        two_sided_geometric(epsilon)  # type: ignore[arg-type]


@pytest.mark.parametrize("epsilon", [Fraction(0), Fraction(-1, 2)])
def test_an_epsilon_that_is_not_positive_is_refused(epsilon: Fraction) -> None:
    with pytest.raises(ValueError, match="positive"):
        two_sided_geometric(epsilon)


def test_no_draw_uses_a_float_or_another_source_of_chance() -> None:
    tree = ast.parse(inspect.getsource(noise))
    drawing = ast.Module(
        [node for node in tree.body if not (isinstance(node, ast.FunctionDef) and node.name == "standard_deviation")],
        [],
    )
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    used = {node.id for node in ast.walk(drawing) if isinstance(node, ast.Name)}
    assert imported == {"__future__", "secrets", "decimal", "fractions", "functools"}
    assert not any(isinstance(n, ast.Constant) and isinstance(n.value, float) for n in ast.walk(drawing))
    assert not any(isinstance(node, ast.Div) for node in ast.walk(drawing))
    assert not {"float", "Decimal"} & used
