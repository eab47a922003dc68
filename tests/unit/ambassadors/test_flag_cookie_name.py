"""The name under which a browser keeps its flags."""

from __future__ import annotations

import re

from hub.ambassadors.rules import flag_cookie_name

SECRET = "s" * 32


def test_the_name_is_opaque_and_the_same_each_time() -> None:
    assert re.fullmatch(r"d[0-9a-f]{12}", flag_cookie_name(SECRET, 7))
    assert flag_cookie_name(SECRET, 7) == flag_cookie_name(SECRET, 7)


def test_two_people_and_two_installations_have_different_names() -> None:
    assert len({flag_cookie_name(SECRET, 7), flag_cookie_name(SECRET, 8), flag_cookie_name("t" * 32, 7)}) == 3
