"""The texts that every installation starts with are true of an organisation that has only just installed them."""

from __future__ import annotations

import re

import pytest

from hub.guidelines import rules


@pytest.mark.parametrize("locale", rules.LOCALES)
@pytest.mark.parametrize("kind", ["policy", *rules.page_kinds()])
def test_a_default_invents_no_figures_no_hours_and_no_process(kind: str, locale: str) -> None:
    text = rules.default_file(kind, locale).read_text(encoding="utf-8")
    for invented in (r"\d[.,]\d{3}\b", r"\d{1,2}[.:]\d{2}\b", "MED-udvalg", "works council", "to timer", "two hours"):
        assert not re.search(invented, text), invented
