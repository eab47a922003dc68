"""A motif drawn the way a child draws: crooked, bright, with every stroke to be seen."""

from __future__ import annotations

import itertools
import math

from hub.demo.art.canvas import HEIGHT, WIDTH, Canvas, smooth
from hub.demo.art.palettes import Colour, mix


def child_houses(c: Canvas) -> None:
    """Crooked, colourful houses under a big sun, as a child draws them."""
    p = c.palette
    c.gradient(p.sky)
    for _ in range(900):
        x, y = c.rng.uniform(0, WIDTH), c.rng.uniform(0, HEIGHT)
        c.line([(x, y), (x + c.rng.uniform(8, 30), y + c.rng.uniform(-3, 3))], (228, 214, 188), 1, 60)
    sky_blue = p.land[2]
    for _ in range(150):
        x, y = c.rng.uniform(-20, WIDTH), c.rng.uniform(10, 210)
        _crayon(c, [(x, y), (x + c.rng.uniform(120, 260), y + c.rng.uniform(-14, 6))], sky_blue, 7, 34)
    for turn in range(46):
        angle = turn / 46 * math.tau
        _crayon(c, [(1330, 176), (1330 + math.cos(angle) * 92, 176 + math.sin(angle) * 92)], p.accent, 12, 120)
    for ray in range(15):
        angle = ray / 15 * math.tau + 0.1
        reach = c.rng.uniform(150, 190)
        _crayon(
            c,
            [
                (1330 + math.cos(angle) * 118, 176 + math.sin(angle) * 118),
                (1330 + math.cos(angle) * reach, 176 + math.sin(angle) * reach),
            ],
            p.accent,
            9,
            220,
        )
    for _ in range(330):
        x, y = c.rng.uniform(-30, WIDTH), c.rng.uniform(708, 850)
        _crayon(c, [(x, y), (x + c.rng.uniform(40, 100), y - c.rng.uniform(10, 34))], p.land[0], 9, 90)
    plans = ((90, 250, 210, 3), (370, 200, 300, 1), (620, 260, 220, 2), (930, 190, 340, 4), (1180, 240, 230, 3))
    for number, (x, wide, tall, tone) in enumerate(plans):
        _crayon_house(c, x, 720 + c.rng.uniform(-8, 14), wide, tall, p.land[tone], p.land[(tone + 2) % 5], number)
    for x in (60, 350, 596, 900, 1150, 1490):
        _crayon_tree(c, x + c.rng.uniform(-10, 10), 760, c.rng.uniform(120, 170))
    for x in range(30, WIDTH, 92):
        _crayon_flower(c, x + c.rng.uniform(-24, 24), c.rng.uniform(790, 826))


def _crayon(c: Canvas, points: list[tuple[float, float]], ink: Colour, width: float, alpha: int) -> None:
    bumpy = [(x + c.rng.uniform(-3, 3), y + c.rng.uniform(-3, 3)) for x, y in smooth(points, 5)]
    c.line(bumpy, ink, width, alpha)
    c.line([(x + 1.5, y - 1.5) for x, y in bumpy], mix(ink, c.palette.light, 0.35), width * 0.4, alpha // 2)


def _crayon_house(
    c: Canvas, x: float, foot: float, wide: float, tall: float, wall: Colour, roof: Colour, number: int
) -> None:
    tilt = c.rng.uniform(-16, 16)
    top = foot - tall
    corners = [(x, foot), (x + tilt, top), (x + wide + tilt, top + c.rng.uniform(-10, 10)), (x + wide, foot), (x, foot)]
    c.polygon(corners, mix(wall, c.palette.light, 0.55))
    for step in range(int(tall // 9)):
        y = foot - step * 9 - 6
        lean = tilt * (foot - y) / tall
        _crayon(c, [(x + lean + 6, y), (x + wide + lean - 6, y + c.rng.uniform(-12, 12))], wall, 8, 120)
    peak = (x + wide / 2 + tilt, top - wide * c.rng.uniform(0.42, 0.6))
    c.polygon([(x + tilt - 18, top), (x + wide + tilt + 18, top), peak], mix(roof, c.palette.light, 0.5))
    for step in range(26):
        share = step / 26
        _crayon(
            c,
            [
                (x + tilt - 14 + (wide + 28) * share, top - 3),
                (peak[0] + (share - 0.5) * 30, peak[1] + abs(share - 0.5) * 60),
            ],
            roof,
            8,
            130,
        )
    for line in (corners, [(x + tilt - 20, top + 2), peak, (x + wide + tilt + 20, top + 2)]):
        for a, b in itertools.pairwise(line):
            _crayon(c, [a, b], c.palette.dark, 5, 200)
    for wx in (0.26, 0.74):
        px, py, s = x + wide * wx + tilt * 0.7, top + tall * 0.28, 24
        c.box(px - s, py - s, px + s, py + s, mix(c.palette.accent, c.palette.light, 0.4))
        for a, b in (
            ((-s, -s), (s, -s)),
            ((s, -s), (s, s)),
            ((s, s), (-s, s)),
            ((-s, s), (-s, -s)),
            ((0, -s), (0, s)),
            ((-s, 0), (s, 0)),
        ):
            _crayon(c, [(px + a[0], py + a[1]), (px + b[0], py + b[1])], c.palette.dark, 4, 190)
    dx = x + wide * (0.4 + 0.1 * (number % 2))
    c.polygon([(dx, foot), (dx, foot - 96), (dx + 54, foot - 96), (dx + 54, foot)], roof)
    for a, b in (
        ((dx, foot), (dx, foot - 96)),
        ((dx, foot - 96), (dx + 54, foot - 96)),
        ((dx + 54, foot - 96), (dx + 54, foot)),
    ):
        _crayon(c, [a, b], c.palette.dark, 4, 200)
    c.ellipse(dx + 43, foot - 46, 5, 5, c.palette.accent)


def _crayon_tree(c: Canvas, x: float, foot: float, size: float) -> None:
    for dx in (-5, 0, 5):
        _crayon(c, [(x + dx, foot), (x + dx, foot - size * 0.55)], (140, 96, 66), 7, 190)
    centre, loop = (x, foot - size * 0.8), []
    for turn in range(70):
        angle, r = turn * 0.75, size * (0.1 + 0.3 * turn / 70)
        loop.append((centre[0] + math.cos(angle) * r, centre[1] + math.sin(angle) * r))
    _crayon(c, loop, c.palette.land[0], 10, 215)


def _crayon_flower(c: Canvas, x: float, y: float) -> None:
    _crayon(c, [(x, y + 30), (x + 3, y)], mix(c.palette.land[0], c.palette.dark, 0.3), 4, 220)
    tone = c.rng.choice((c.palette.land[3], c.palette.land[4], c.palette.land[1], c.palette.land[2]))
    for petal in range(6):
        angle = petal / 6 * math.tau
        c.ellipse(x + math.cos(angle) * 11, y + math.sin(angle) * 11, 8, 8, tone, 225)
    c.ellipse(x, y, 7, 7, c.palette.accent)
