"""Different visitors: exact while they are few, close when they are many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.metrics import sketches

hashes = st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=100, unique=True)


def raw(numbers: list[int]) -> bytes:
    return sketches.raw(np.array(numbers, dtype=np.int64))


@given(st.lists(hashes, min_size=1, max_size=6))
def test_few_visitors_are_exact_and_many_are_close_however_they_come(batches: list[list[int]]) -> None:
    kept, number = None, 0
    for batch in batches:
        kept, adds = sketches.merged(kept, raw(batch))
        number += adds
        assert adds >= 0
    true = len({each for batch in batches for each in batch})
    assert number == true if true <= sketches.EXACT else abs(number - true) <= max(3, true * 0.05)


def test_who_was_there_before_adds_nothing() -> None:
    for size in (3, 64, 65, 5000):
        numbers = [7919 * each for each in range(size)]
        kept, _ = sketches.merged(None, raw(numbers))
        assert sketches.merged(kept, raw(numbers))[1] == 0


@pytest.mark.parametrize("number", [1000, 20_000, 200_000])
def test_the_error_of_many_is_below_five_percent(number: int) -> None:
    _, found = sketches.merged(None, raw(np.random.default_rng(3).integers(-(2**63), 2**63 - 1, number).tolist()))
    assert abs(found - number) < number * 0.05


def test_a_sketch_is_at_most_two_kilobytes() -> None:
    kept, _ = sketches.merged(None, raw(list(range(100_000))))
    assert len(kept) < 2300


def test_sets_of_one_size_are_packed_as_one_by_one() -> None:
    sets = np.array([[1, -2], [3, 4]], dtype=np.int64)
    assert sketches.raw_equal_sets(sets) == [raw([1, -2]), raw([3, 4])]
