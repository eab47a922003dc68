"""Small things that several motifs share: trees, houses, birds, stars, clouds, water."""

from __future__ import annotations

from hub.demo.art.canvas import WIDTH, Canvas
from hub.demo.art.palettes import Colour, mix


def round_tree(c: Canvas, x: float, y: float, size: float, leaf: Colour) -> None:
    """A leafy tree that stands at (x, y)."""
    c.box(x - size * 0.03, y - size * 0.45, x + size * 0.03, y, mix(leaf, c.palette.dark, 0.6))
    for dx, dy, r in ((-0.16, 0.58, 0.2), (0.16, 0.6, 0.2), (0, 0.76, 0.24), (0.02, 0.52, 0.24)):
        c.ellipse(x + dx * size, y - dy * size, r * size, r * size, leaf)
    c.ellipse(x - 0.08 * size, y - 0.8 * size, 0.14 * size, 0.12 * size, mix(leaf, c.palette.light, 0.25), 120)


def fir(c: Canvas, x: float, y: float, size: float, needle: Colour, snow: Colour | None = None) -> None:
    """A fir that stands at (x, y), with snow on its branches if given a colour for it."""
    c.box(x - size * 0.03, y - size * 0.12, x + size * 0.03, y, mix(needle, c.palette.dark, 0.5))
    for level, half in ((0.1, 0.26), (0.34, 0.21), (0.58, 0.15)):
        low, top = y - level * size, y - (level + 0.42) * size
        c.polygon([(x - half * size, low), (x + half * size, low), (x, top)], needle)
        if snow is not None:
            c.polygon(
                [(x - half * size * 0.55, low - size * 0.19), (x + half * size * 0.12, low - size * 0.15), (x, top)],
                snow,
                235,
            )


def house(c: Canvas, x: float, y: float, size: float, wall: Colour, roof: Colour, window: Colour) -> None:
    """A small house with a gable roof, a chimney and two lit windows; (x, y) is the middle of its foot."""
    half, tall = size * 0.5, size * 0.42
    c.box(x + half * 0.35, y - size * 0.92, x + half * 0.58, y - tall, mix(roof, c.palette.dark, 0.3))
    c.box(x - half, y - tall, x + half, y, wall)
    c.polygon(
        [
            (x - half * 1.14, y - tall),
            (x + half * 1.14, y - tall),
            (x + half * 0.72, y - size * 0.82),
            (x - half * 0.72, y - size * 0.82),
        ],
        roof,
    )
    for dx in (-0.48, 0.22):
        c.glow(x + (dx + 0.13) * half * 1.4, y - tall * 0.55, size * 0.55, window, 0.5)
        c.box(x + dx * half * 1.4, y - tall * 0.75, x + (dx + 0.26) * half * 1.4, y - tall * 0.32, window)


def birds(c: Canvas, x: float, y: float, count: int, ink: Colour) -> None:
    """A loose flock."""
    for _ in range(count):
        bx, by = x + c.rng.uniform(-110, 110), y + c.rng.uniform(-40, 40)
        wing = c.rng.uniform(7, 13)
        c.line(
            [
                (bx - wing, by - wing * 0.35),
                (bx - wing * 0.4, by - wing * 0.42),
                (bx, by),
                (bx + wing * 0.4, by - wing * 0.42),
                (bx + wing, by - wing * 0.35),
            ],
            ink,
            1.6,
            190,
        )


def stars(c: Canvas, count: int, horizon: float) -> None:
    """Small lights, fewer towards the horizon."""
    for _ in range(count):
        y = horizon * c.rng.random() ** 1.6
        r = c.rng.choice((0.8, 0.8, 1.2, 1.7))
        c.ellipse(c.rng.uniform(0, WIDTH), y, r, r, c.palette.light, c.rng.randint(70, 220))


def cloud(c: Canvas, x: float, y: float, size: float, tint: Colour, strength: float = 0.5) -> None:
    """A soft bank of cloud."""
    for _ in range(6):
        c.glow(
            x + c.rng.uniform(-1, 1) * size,
            y + c.rng.uniform(-0.12, 0.12) * size,
            size * c.rng.uniform(0.4, 0.9),
            tint,
            strength,
            0.26,
        )


def water(c: Canvas, horizon: float, stops: list[Colour], bottom: float = 840) -> None:
    """A still surface with streaks that grow towards the viewer."""
    c.gradient(stops, horizon, bottom)
    for _ in range(130):
        depth = c.rng.random() ** 1.7
        y, length = horizon + 6 + depth * (bottom - horizon - 8), 24 + depth * 190
        x = c.rng.uniform(-60, WIDTH)
        tint = c.palette.light if c.rng.random() < 0.55 else stops[-1]
        c.ellipse(x, y, length, 0.7 + depth * 2.2, tint, c.rng.randint(18, 46))


def boat(c: Canvas, x: float, y: float, size: float, hull: Colour, sail: Colour, jib: Colour) -> None:
    """A sailing boat whose waterline is at y, with its reflection."""
    for mirror, alpha in ((-1, 70), (1, 255)):
        s = size * mirror * (0.75 if mirror < 0 else 1)

        def at(dx: float, dy: float, s: float = s) -> tuple[float, float]:
            return x + dx * size, y - dy * s

        c.polygon([at(-0.34, 0.14), at(0.42, 0.14), at(0.27, 0), at(-0.24, 0)], hull, alpha)
        c.line([at(0.02, 0.12), at(0.02, 1.14)], c.palette.dark, max(1.0, size * 0.014), alpha)
        c.polygon([at(0.05, 0.22), at(0.05, 1.1), at(0.2, 0.62), at(0.4, 0.22)], sail, alpha)
        c.polygon([at(-0.01, 0.24), at(-0.01, 0.98), at(-0.17, 0.55), at(-0.31, 0.24)], jib, alpha)
