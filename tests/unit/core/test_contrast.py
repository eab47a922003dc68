"""The design tokens hold WCAG 2.1 AA in both themes, computed from the style sheet that is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.core.colour import AA_PART, AA_TEXT, contrast_ratio, parse_hex

TOKENS = Path(__file__).parents[3] / "static" / "css" / "tokens.css"
_DECLARATION = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b", re.IGNORECASE)

TEXT_PAIRS = [
    *[(text, ground) for text in ("ink", "ink-soft", "accent") for ground in ("paper", "surface", "sunken")],
    ("accent-strong", "surface"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    *[(text, f"{text}-soft") for text in ("accent", "amber", "good", "danger")],
    *[(text, ground) for text in ("amber", "good", "danger") for ground in ("paper", "surface")],
    *[("ink", f"{ground}-soft") for ground in ("accent", "amber", "good", "danger")],
    ("ink-soft", "accent-soft"),
    ("danger-ink", "danger"),
]
PART_PAIRS = [
    *[("line-strong", ground) for ground in ("paper", "surface")],
    *[("focus", ground) for ground in ("paper", "surface", "sunken", "accent-soft", "danger-soft")],
    *[("bar", ground) for ground in ("surface", "paper")],
    ("whisker", "surface"),
    ("whisker", "bar"),
]


def _block(marker: str) -> dict[str, str]:
    css = TOKENS.read_text(encoding="utf-8")
    start = css.index(marker)
    opening = css.index("{", start)
    return dict(_DECLARATION.findall(css[opening : css.index("}", opening)]))


THEMES = {
    "light": _block("/* light */"),
    "dark by choice": _block("/* dark by choice */"),
    "dark by device": _block("/* dark by device */"),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_every_ground_it_stands_on(theme: str, text: str, ground: str) -> None:
    assert contrast_ratio(THEMES[theme][text], THEMES[theme][ground]) >= AA_TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_borders_focus_and_bars_stand_out(theme: str, part: str, ground: str) -> None:
    assert contrast_ratio(THEMES[theme][part], THEMES[theme][ground]) >= AA_PART


def test_dark_is_the_same_by_choice_and_by_device() -> None:
    assert THEMES["dark by choice"] == THEMES["dark by device"]
    assert THEMES["light"].keys() == THEMES["dark by choice"].keys()


def test_contrast_agrees_with_the_ends_of_the_scale() -> None:
    assert contrast_ratio("#000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)


def test_a_colour_by_name_is_refused() -> None:
    with pytest.raises(ValueError, match="teal"):
        parse_hex("teal")
