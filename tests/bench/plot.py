"""A small line chart as SVG, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 260, 64, 46, 36
COLOURS = ("#0b6e6e", "#b3541e")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#444}.axis{stroke:#888;fill:none}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}}"
)


@dataclass(frozen=True)
class Panel:
    """One chart: lines of (x, y) by name, from zero."""

    title: str
    across: str
    up: str
    lines: dict[str, Sequence[tuple[float, float]]]


def svg(panels: Sequence[Panel]) -> str:
    """The panels beside one another."""
    parts = [_panel(panel, place * WIDTH) for place, panel in enumerate(panels)]
    wide = WIDTH * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HEIGHT}" width="{wide}" height="{HEIGHT}" '
        f'role="img"><title>{"; ".join(panel.title for panel in panels)}</title><style>{_STYLE}</style>'
        + "".join(parts)
        + "</svg>\n"
    )


def _panel(panel: Panel, shift: int) -> str:
    far = max(x for line in panel.lines.values() for x, _ in line) or 1
    high = (max(y for line in panel.lines.values() for _, y in line) or 1) * 1.1
    right, base = WIDTH - 20, HEIGHT - BOTTOM

    def place(x: float, y: float) -> str:
        return f"{LEFT + x / far * (right - LEFT):.1f},{base - y / high * (base - TOP):.1f}"

    found = [
        f'<g transform="translate({shift} 0)"><text x="{LEFT}" y="18" font-weight="600">{panel.title}</text>',
        f'<path class="axis" d="M{LEFT} {TOP}V{base}H{right}"/>',
        f'<text x="{right}" y="{HEIGHT - 8}" text-anchor="end">{panel.across}: {_short(far)}</text>',
        f'<text x="{LEFT}" y="{base + 16}" text-anchor="middle">0</text>',
        f'<text x="{LEFT - 6}" y="{TOP + 8}" text-anchor="end">{_short(high)}</text>',
        f'<text x="{LEFT}" y="{TOP - 4}" text-anchor="start">{panel.up}</text>',
    ]
    for number, (name, line) in enumerate(panel.lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(place(x, y) for x, y in line)
        found.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        found.append(
            f'<text x="{right}" y="{base - 10 - 16 * number}" text-anchor="end" style="fill:{colour}">{name}</text>'
        )
    return "".join([*found, "</g>"])


def _short(number: float) -> str:
    for size, name in ((1e6, " million"), (1e3, " thousand")):
        if number >= size:
            return f"{number / size:.1f}{name}"
    return f"{number:.1f}"
