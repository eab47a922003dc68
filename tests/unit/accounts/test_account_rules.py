from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from hub.accounts.rules import (
    CODE_ALPHABET,
    PERSONAS,
    clean_code,
    code_hash,
    domain_of,
    ends_at,
    is_email,
    name_from_address,
    new_code,
    new_session_key,
    normal_domain,
    without_tag,
)


@pytest.mark.parametrize("address", ["anna@fjordby.example", "a.b+c@x-y.fjordby.example", "o'neil@fjordby.example"])
def test_a_plain_address_is_one(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@fjordby.example",
        "anna@localhost",
        "anna@fjordby.example\nBcc: all@fjordby.example",
        "anna@fjordby.example, ole@fjordby.example",
        "Anna <anna@fjordby.example>",
        "anna@-fjordby.example",
        "anna@fjordby..example",
        "å@fjordby.example",
        "a" * 65 + "@fjordby.example",
        "anna@" + "a." * 130 + "example",
    ],
)
def test_everything_else_is_no_address(address: str) -> None:
    assert not is_email(address)


def test_the_domain_is_what_follows_the_last_at_sign() -> None:
    assert domain_of(" Anna@Fjordby.Example ") == "fjordby.example"
    assert domain_of("anna@fjordby.example@evil.example") == "evil.example"
    assert domain_of("anna") == ""


def test_a_domain_is_kept_without_its_at_sign_and_nonsense_is_not_kept() -> None:
    assert normal_domain(" @Fjordby.example ") == "fjordby.example"
    assert normal_domain("localhost") == ""
    assert normal_domain("fjordby.example/x") == ""


def test_a_tag_belongs_to_no_mailbox_of_its_own() -> None:
    assert without_tag(" Anna+News+x@Fjordby.example ") == "anna@fjordby.example"
    assert without_tag("anna@fjordby.example") == "anna@fjordby.example"
    assert without_tag("+news@fjordby.example") == "+news@fjordby.example"


@pytest.mark.parametrize(("asked", "end"), [("10:00:00", "10:15"), ("10:00:01", "10:20"), ("10:04:59", "10:20")])
def test_a_link_ends_at_a_full_five_minutes_after_at_least_fifteen(asked: str, end: str) -> None:
    moment = dt.datetime.fromisoformat(f"2026-11-18T{asked}+00:00")
    assert f"{ends_at(moment, dt.timedelta(minutes=15)):%H:%M}" == end


def test_a_session_key_is_sixteen_random_hex_digits() -> None:
    keys = {new_session_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == 16 and set(key) <= set("0123456789abcdef") for key in keys)


def test_a_name_is_guessed_from_the_address() -> None:
    assert name_from_address("anne-marie.holm@fjordby.example") == "Anne-Marie Holm"


def test_codes_have_ten_signs_that_cannot_be_misread() -> None:
    for _ in range(50):
        code = new_code()
        assert len(clean_code(code)) == 10
        assert set(clean_code(code)) <= set(CODE_ALPHABET)
    assert not set("0O1ILUV") & set(CODE_ALPHABET)


def test_a_code_is_forgiven_its_spaces_and_small_letters() -> None:
    assert code_hash(" abcde fghjk ", "key") == code_hash("ABCDE-FGHJK", "key")
    assert code_hash("ABCDE-FGHJK", "key") != code_hash("ABCDE-FGHJK", "another key")


def test_the_personas_are_the_colleagues_of_the_demonstration() -> None:
    file = Path(__file__).parents[3] / "hub" / "demo" / "content" / "people.toml"
    people = tomllib.loads(file.read_text())["people"]
    told = {person["persona"]: (person["name"], person["email"], set(person["roles"])) for person in people}
    assert told == {key: (p.name, p.email, set(p.roles)) for key, p in PERSONAS.items()}
