"""A small chart of measurements as SVG, for light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 460, 300, 58, 52, 52
COLOURS = ("#1f8a8a", "#c0642a")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600}.axis{stroke:#888;fill:none}"
    ".grid{stroke:#888;stroke-opacity:.25}@media(prefers-color-scheme:dark){text{fill:#ccc}}"
)
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Line:
    """Single measurements as dots, their medians as a line, and what was expected as dashes."""

    name: str
    dots: Points
    middle: Points
    expected: Points


@dataclass(frozen=True)
class Panel:
    """One chart, both axes from zero."""

    title: str
    across: str
    up: str
    lines: Sequence[Line]


def svg(panels: Sequence[Panel]) -> str:
    """The panels beside one another."""
    wide = WIDTH * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HEIGHT}" width="{wide}" height="{HEIGHT}" '
        f'role="img"><title>{"; ".join(panel.title for panel in panels)}</title><style>{_STYLE}</style>'
        + "".join(part for place, panel in enumerate(panels) for part in _panel(panel, place * WIDTH))
        + "</svg>\n"
    )


def _panel(panel: Panel, shift: int) -> Iterator[str]:
    far = max(x for line in panel.lines for x, _ in line.dots)
    high = max(y for line in panel.lines for _, y in (*line.dots, *line.expected)) * 1.05
    right, base = WIDTH - 24, HEIGHT - BOTTOM

    def across(x: float) -> float:
        return round(LEFT + x / far * (right - LEFT), 1)

    def up(y: float) -> float:
        return round(base - y / high * (base - TOP), 1)

    yield f'<g transform="translate({shift} 0)"><text class="title" x="{LEFT}" y="18">{panel.title}</text>'
    yield f'<text x="{LEFT}" y="{TOP - 12}">{panel.up}</text>'
    yield f'<text x="{right}" y="{HEIGHT - 10}" text-anchor="end">{panel.across}</text>'
    for y in _ticks(high):
        yield f'<path class="grid" d="M{LEFT} {up(y)}H{right}"/>'
        yield f'<text x="{LEFT - 6}" y="{up(y) + 4}" text-anchor="end">{_short(y)}</text>'
    for x in _ticks(far):
        yield f'<text x="{across(x)}" y="{base + 18}" text-anchor="middle">{_short(x)}</text>'
    yield f'<path class="axis" d="M{LEFT} {TOP}V{base}H{right}"/>'
    for number, line in enumerate(panel.lines):
        colour = COLOURS[number % len(COLOURS)]
        for points, look in ((line.expected, 'stroke-dasharray="5 4"'), (line.middle, 'stroke-width="2"')):
            path = " ".join(f"{across(x)},{up(y)}" for x, y in points)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" {look}/>'
        for x, y in line.dots:
            yield f'<circle cx="{across(x)}" cy="{up(y)}" r="2.5" fill="{colour}" fill-opacity=".6"/>'
        place = f'x="{right - 90 * number}" y="{TOP - 12}"'
        yield f'<text {place} text-anchor="end" style="fill:{colour}">{line.name}</text>'
    yield "</g>"


def _ticks(high: float) -> Iterator[float]:
    """Round numbers from zero up to `high`, four to nine of them."""
    step = 10 ** floor(log10(high))
    while high / step < 4:
        step /= 2 if high / step >= 2 else 5
    for number in range(floor(high / step + 1e-9) + 1):
        yield number * step


def _short(number: float) -> str:
    if number >= 1e6:
        return f"{number / 1e6:g} m."
    return f"{number:,.0f}" if number >= 10 else f"{number:g}"
