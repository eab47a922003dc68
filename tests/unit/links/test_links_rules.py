"""Codes, and where a link leads."""

from __future__ import annotations

import pytest

from hub.links import rules

UTM = "utm_source=linkedin&utm_medium=employee_advocacy&utm_campaign=kom-til-fjordby"


def lead(target: str, source: str = rules.EMPLOYEES) -> str:
    return rules.location(target, "linkedin", source, "kom-til-fjordby")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://fjordby.example/job", f"https://fjordby.example/job?{UTM}"),
        ("https://fjordby.example", f"https://fjordby.example?{UTM}"),
        ("https://hr.example/?hr=show-job/123&lang=da", f"https://hr.example/?hr=show-job/123&lang=da&{UTM}"),
        ("https://hr.example/?hr=show-job/1#top", f"https://hr.example/?hr=show-job/1&{UTM}#top"),
        ("https://hr.example/#/job/1?a=b", f"https://hr.example/?{UTM}#/job/1?a=b"),
        ("https://x.example/?q=a%2Fb+c&q=2&flag", f"https://x.example/?q=a%2Fb+c&q=2&flag&{UTM}"),
        (
            "https://x.example/?UTM_Source=old&utm_term=t&id=7&utm_medium=email",
            f"https://x.example/?id=7&{UTM}",
        ),
        ("https://x.example/sø?by=Århus", f"https://x.example/s%C3%B8?by=%C3%85rhus&{UTM}"),
        ("https://rødgrød.example:8443/", f"https://xn--rdgrd-vuad.example:8443/?{UTM}"),
    ],
)
def test_the_targets_own_query_and_fragment_are_kept(target: str, expected: str) -> None:
    assert lead(target) == expected


@pytest.mark.parametrize(
    ("source", "medium"),
    [
        ("employees", "employee_advocacy"),
        ("official", "social"),
        ("paid", "paid_social"),
        ("newsletter", "email"),
        ("intranet", "intranet"),
        ("poster", "referral"),
    ],
)
def test_the_medium_says_who_carries_the_link(source: str, medium: str) -> None:
    assert f"utm_medium={medium}&" in lead("https://x.example/", source)


def test_utm_values_are_lower_case() -> None:
    assert rules.location("https://x.example/", "LinkedIn", "employees", "Sommer 26").endswith(
        "?utm_source=linkedin&utm_medium=employee_advocacy&utm_campaign=sommer%2026"
    )


def test_a_line_break_in_a_target_cannot_reach_a_header() -> None:
    assert not set(lead("https://x.example/a\r\nSet-Cookie: b=c")) & {"\r", "\n"}
    assert not set(rules.plain("https://x.example/?a\r\nb")) & {"\r", "\n"}


def test_codes_are_eight_signs_that_nobody_misreads_and_differ() -> None:
    codes = {rules.new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(rules.is_code(code) and not set(code) & set("01liou") for code in codes)


@pytest.mark.parametrize("text", ["", "abc", "abcdefg2h", "ABCDEFG2", "abcdefg0", "abcdef\0g", "../../..", "æbcdefg2"])
def test_anything_else_is_no_code(text: str) -> None:
    assert not rules.is_code(text)


@pytest.mark.parametrize("typed", ["abcdefg2", "ABCDEFG2", "abcdefg2.", "abcdefg2/", "abcdefg2)", " abcdefg2 "])
def test_a_code_is_understood_as_people_type_and_paste_it(typed: str) -> None:
    assert rules.tidy(typed) == "abcdefg2"
