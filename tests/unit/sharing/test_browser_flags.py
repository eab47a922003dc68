"""The flags of one browser, without a browser."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from hub.ambassadors.flags import BrowserFlags
from hub.counting.flags import MAX_BYTES, unpack

WINDOWS = frozenset({"n26b-linkedin", "o264", "u264", "p26b"})
TODAY = dt.date(2026, 11, 22)
KITS = st.frozensets(st.integers(1, 10**9), max_size=400)


@given(counted=KITS, hidden=KITS)
def test_the_cookie_never_grows_beyond_two_kilobytes_and_never_loses_a_window(
    counted: frozenset[int], hidden: frozenset[int]
) -> None:
    value = BrowserFlags(WINDOWS | {f"k{kit}" for kit in counted}, hidden).value()
    assert len(value) <= MAX_BYTES
    assert unpack(value) >= WINDOWS


def test_kits_put_aside_make_room_for_what_bounds_a_persons_share() -> None:
    counted = WINDOWS | {f"k{kit}" for kit in range(10_000, 10_200)}
    value = BrowserFlags(counted, frozenset(range(20_000, 20_400))).value()
    assert unpack(value) >= counted


def test_of_too_many_kits_put_aside_the_newest_stay() -> None:
    kept = {int(flag[1:]) for flag in unpack(BrowserFlags(hidden=frozenset(range(10_000, 11_000))).value())}
    assert kept == set(range(11_000 - len(kept), 11_000))


def test_pruning_forgets_ended_kits_and_closed_windows() -> None:
    flags = BrowserFlags(frozenset({"k1", "k2", "o264", "o263", "n26a-x", "n26b-x", "zzz"}), frozenset({1, 3}))
    pruned = flags.pruned({1}, TODAY)
    assert pruned == BrowserFlags(frozenset({"k1", "o264", "n26b-x"}), frozenset({1}))


def test_sharing_a_kit_takes_it_back_from_aside() -> None:
    assert BrowserFlags(hidden=frozenset({1, 2})).with_counted(["k1", "o264"]).hidden == {2}


def test_only_flags_of_kits_name_a_shared_kit() -> None:
    assert BrowserFlags(frozenset({"k7", "u264", "kx", "n26b-linkedin"})).shared == {7}
