"""Keys and parameters."""

from __future__ import annotations

from hub.api.rules import Problem, Wanted, digest, key_of, new_key, wanted

WINDOWS = ("2026-W45", "2026-W46")


def test_keys_are_long_random_and_found_by_scanners() -> None:
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert {(len(key), key[:8]) for key in keys} == {(51, "delfrit_")}


def test_a_digest_is_no_key() -> None:
    key = new_key()
    assert key_of(f"Bearer {key}") == key
    assert key_of(f"bearer {key}") == key
    assert key_of(f"Bearer {digest(key)}") is None
    for wrong in ("", key, f"Basic {key}", f"Bearer  {key}", f"Bearer {key} ", f"Bearer {key}x"):
        assert key_of(wrong) is None


def test_nothing_given_is_the_first_page_of_everything() -> None:
    assert wanted([], WINDOWS) == Wanted(None, 1, 100, "da")


def test_everything_that_is_known_is_read() -> None:
    given = [("window", "2026-W46"), ("page", "3"), ("page_size", "500"), ("lang", "en")]
    assert wanted(given, WINDOWS) == Wanted("2026-W46", 3, 500, "en")


def test_the_refusal_names_the_parameter() -> None:
    for given in ([("window", "2026-W44")], [("window", "2026-W46"), ("window", "2026-W46")], [("page", "01")]):
        found = wanted(given, WINDOWS)
        assert isinstance(found, Problem)
        assert found.parameter == given[0][0]
    assert isinstance(wanted([("window", "2026-W46")], None), Problem)
    assert isinstance(wanted([("window", "2026-W46")], ()), Problem)
