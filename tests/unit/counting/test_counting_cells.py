from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

import hub
from hub.counting import cells, flags
from hub.counting.cells import (
    FAMILIES,
    KIT_WEEK,
    NETWORK_MONTH,
    OPTED_IN_QUARTER,
    PILOT_MONTH,
    UNIT_QUARTER,
    Cell,
    family_named,
    flag_for,
    parse_redis_key,
    share_cells,
    total_epsilon,
    uncounted,
)
from hub.counting.windows import WindowKind, parse

TODAY = date(2026, 11, 22)


def _tokens(day: date, **other: str | int) -> frozenset[str]:
    whole: dict[str, str | int] = {"kit": 123, "network": "linkedin", "unit": 12, "pilot": 3, **other}
    touched = share_cells(
        kit=whole["kit"],
        network=str(whole["network"]),
        unit=whole["unit"],
        pilot=whole["pilot"],
        local_date=day,
    )
    return frozenset(flag_for(cell.family, cell.key, cell.window) for cell in touched)


def test_the_registry_is_the_table_of_the_privacy_design() -> None:
    table = {
        family.name: (family.window, family.epsilon, family.first_in_window, round(family.noise_sd, 1))
        for family in FAMILIES
    }
    assert table == {
        "kit_week": (WindowKind.WEEK, Fraction(1, 2), False, 2.8),
        "unit_quarter": (WindowKind.QUARTER, Fraction(1, 2), True, 2.8),
        "pilot_month": (WindowKind.MONTH, Fraction(2, 5), True, 3.5),
        "network_month": (WindowKind.MONTH, Fraction(3, 10), True, 4.7),
        "organisation_quarter": (WindowKind.QUARTER, Fraction(3, 10), True, 4.7),
        "opted_in_quarter": (WindowKind.QUARTER, Fraction(3, 10), False, 4.7),
        "reach_month": (WindowKind.MONTH, Fraction(3, 10), True, 4.7),
        "check_in_week": (WindowKind.WEEK, Fraction(1, 2), True, 2.8),
        "pilot_members_month": (WindowKind.MONTH, Fraction(3, 10), False, 4.7),
    }
    assert all((family.round_to, family.threshold) == (5, 10) for family in FAMILIES)


def test_the_limits_are_those_of_the_privacy_design() -> None:
    assert (cells.ROUND_TO, cells.THRESHOLD, cells.MIN_UNIT, cells.MIN_PILOT) == (5, 10, 30, 15)
    assert (cells.CLICK_ROUND_TO, cells.RATE_BAND) == (10, 5)


def test_a_share_costs_two_in_all_and_the_snapshot_is_not_part_of_it() -> None:
    assert total_epsilon() == Fraction(2)


def test_a_family_cannot_be_changed_while_running() -> None:
    with pytest.raises(FrozenInstanceError):
        KIT_WEEK.epsilon = Fraction(5)  # type: ignore[misc]


def test_a_cell_has_the_name_of_its_family_key_and_window() -> None:
    cell = UNIT_QUARTER.cell(12, TODAY)
    assert cell.redis_key == "cell:unit_quarter:12:2026-Q4"
    assert parse_redis_key(cell.redis_key) == cell
    assert cell.successor().redis_key == "cell:unit_quarter:12:2027-Q1"


@pytest.mark.parametrize("key", ["", "a:b", "a b", "*", "å", "x" * 65, "12\n"])
def test_a_cell_key_that_could_be_read_as_something_else_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key of a cell"):
        KIT_WEEK.cell(key, TODAY)


def test_a_cell_in_a_window_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="counts by week"):
        Cell(KIT_WEEK, "1", parse("2026-Q4"))


@pytest.mark.parametrize(
    "name", ["", "cell:kit_week:1", "cell:kit_unit:1:2026-W47", "salt:2026-11-22", "cell:kit_week:1:2026-11"]
)
def test_a_name_that_is_no_cell_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_redis_key(name)


def test_one_share_touches_at_most_one_cell_of_each_family() -> None:
    touched = share_cells(kit=1, network="linkedin", unit=12, pilot=3, local_date=TODAY)
    names = [cell.family.name for cell in touched]
    assert len(names) == len(set(names)) == 5
    assert OPTED_IN_QUARTER.name not in names


def test_a_share_without_unit_or_pilot_touches_neither_family() -> None:
    touched = share_cells(kit=1, network="linkedin", unit=None, pilot=None, local_date=TODAY)
    assert not {UNIT_QUARTER, PILOT_MONTH} & {cell.family for cell in touched}


def test_flags_are_short_and_carry_neither_unit_nor_pilot() -> None:
    assert _tokens(TODAY) == {"k123", "n26b-linkedin", "o264", "u264", "p26b"}


def test_a_snapshot_has_no_flag() -> None:
    with pytest.raises(ValueError, match="snapshot"):
        flag_for(OPTED_IN_QUARTER, "all", parse("2026-Q4"))


@given(st.dates(date(2020, 1, 1), date(2110, 12, 31)), st.dates(date(2020, 1, 1), date(2110, 12, 31)))
def test_two_windows_never_share_a_flag(one: date, other: date) -> None:
    for family in (UNIT_QUARTER, PILOT_MONTH, NETWORK_MONTH):
        first, second = family.cell("x", one), family.cell("x", other)
        same_flag = flag_for(family, "x", first.window) == flag_for(family, "x", second.window)
        assert same_flag == (first == second)


@pytest.mark.parametrize(
    ("day", "other", "left"),
    [
        (TODAY, {}, set()),
        (TODAY, {"kit": 124}, {"kit_week"}),
        (TODAY, {"network": "bluesky"}, {"network_month"}),
        (TODAY, {"unit": 13, "pilot": 4}, set()),
        (date(2026, 11, 23), {}, set()),
        (date(2026, 12, 1), {}, {"network_month", "pilot_month"}),
        (date(2027, 1, 1), {}, {"network_month", "pilot_month", "unit_quarter", "organisation_quarter"}),
    ],
)
def test_a_browser_adds_again_only_where_its_flags_are_new(
    day: date, other: dict[str, str | int], left: set[str]
) -> None:
    whole: dict[str, str | int] = {"kit": 123, "network": "linkedin", "unit": 12, "pilot": 3, **other}
    touched = share_cells(
        kit=whole["kit"],
        network=str(whole["network"]),
        unit=whole["unit"],
        pilot=whole["pilot"],
        local_date=day,
    )
    assert {cell.family.name for cell in uncounted(touched, _tokens(TODAY))} == left


def test_the_cookie_gives_back_the_flags_it_was_given() -> None:
    assert flags.unpack(flags.pack(_tokens(TODAY))) == _tokens(TODAY)


def test_the_cookie_does_not_tell_the_order_of_the_shares() -> None:
    assert flags.pack(["k9", "k10", "u264"]) == flags.pack(["u264", "k10", "k9"])


def test_a_full_cookie_keeps_the_windows_and_the_newest_kits() -> None:
    kits = {f"k{number}" for number in range(1, 2000)}
    value = flags.pack(kits | _tokens(TODAY, kit=1))
    kept = flags.unpack(value)
    assert len(value.encode()) <= flags.MAX_BYTES
    assert {"u264", "o264", "p26b", "n26b-linkedin", "k1999"} <= kept
    assert "k1" not in kept


@given(st.text(max_size=3000))
def test_a_cookie_of_any_content_can_be_read_and_written_again(value: str) -> None:
    again = flags.pack(flags.unpack(value))
    assert again.isascii()
    assert flags.unpack(again) == flags.unpack(value)
    assert not set(again) & set(' ",;\\')


def test_flags_of_ended_kits_and_past_windows_are_dropped() -> None:
    later = date(2026, 12, 1)
    kept = flags.prune(_tokens(TODAY) | {"k5", "zz", "n26c-bluesky"}, {123}, later)
    assert kept == {"k123", "u264", "o264", "n26c-bluesky"}


def test_every_description_is_translated_to_danish() -> None:
    app = Flask(__name__)
    Babel(app, default_locale="en")
    with app.test_request_context():
        texts = {str(text) for family in FAMILIES for text in (family.title, family.counts, family.keyed_by)}
    path = Path(hub.__file__).parent / "translations/da/LC_MESSAGES/counting.po"
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="da", abort_invalid=True)
    assert texts == {str(message.id) for message in catalogue if message.id}
    assert all(message.string for message in catalogue if message.id)


def test_a_family_is_found_by_its_name() -> None:
    assert [family_named(family.name) for family in FAMILIES] == list(FAMILIES)
