"""Motifs indoors and at the doorstep: a shelf and an open door."""

from __future__ import annotations

import math

from hub.demo.art.canvas import HEIGHT, WIDTH, Canvas
from hub.demo.art.palettes import Colour, mix


def open_door(c: Canvas) -> None:
    """An open door with warm light falling onto a paved square at dusk."""
    p = c.palette
    c.gradient([p.land[0], p.land[1], p.land[2]], 0, 560)
    for row in range(15):
        y = row * 38 - 4
        for column in range(-1, 18):
            x = column * 98 + (49 if row % 2 else 0)
            c.box(x + 2, y + 2, x + 95, y + 35, mix(p.land[0], p.land[2], row / 15 + c.rng.uniform(-0.1, 0.1)), 120)
    c.glow(800, 380, 700, p.accent, 0.5)
    c.gradient([p.land[2], p.land[3], p.land[4]], 560, HEIGHT)
    for column in range(-16, 34):
        x = 800 + (column - 9) * 60
        c.line([(x, 560), (800 + (x - 800) * 2.5, HEIGHT)], p.land[4], 2, 130)
    for row in range(9):
        y = 560 + 280 * (row / 9) ** 1.6
        c.line([(0, y), (WIDTH, y)], p.land[4], 1 + row * 0.3, 130)
    c.polygon([(668, 566), (932, 566), (1240, 850), (360, 850)], p.accent, 84)
    c.polygon([(690, 566), (910, 566), (1120, 850), (480, 850)], p.accent, 84)
    c.glow(800, 590, 420, p.light, 0.55, 0.5)
    for left in (190, 1194):
        c.box(left - 14, 190, left + 230, 452, mix(p.land[2], p.dark, 0.4))
        c.shaded([(left, 204), (left + 216, 204), (left + 216, 440), (left, 440)], [p.sky[0], p.sky[1], p.sky[2]])
        c.glow(left + 108, 400, 120, p.accent, 0.55)
        c.line([(left + 108, 204), (left + 108, 440)], mix(p.land[2], p.dark, 0.4), 8)
        c.line([(left, 322), (left + 216, 322)], mix(p.land[2], p.dark, 0.4), 6)
        c.box(left - 26, 452, left + 242, 468, mix(p.land[0], p.light, 0.25))
    c.box(624, 96, 976, 568, mix(p.light, p.land[0], 0.3))
    c.box(644, 116, 956, 568, p.dark)
    c.shaded([(660, 130), (940, 130), (940, 566), (660, 566)], [p.light, mix(p.accent, p.light, 0.5), p.accent])
    c.polygon([(660, 566), (700, 500), (900, 500), (940, 566)], p.second, 200)
    c.box(700, 300, 768, 500, mix(p.accent, p.second, 0.55))
    for row in range(4):
        for book in range(5):
            c.box(
                706 + book * 12,
                310 + row * 48,
                714 + book * 12,
                344 + row * 48,
                (p.second, p.land[0], p.light)[(book + row) % 3],
                200,
            )
    c.box(806, 424, 906, 434, mix(p.second, p.dark, 0.25))
    for x in (812, 894):
        c.box(x, 434, x + 6, 506, mix(p.second, p.dark, 0.25))
    c.box(834, 384, 878, 418, p.land[0])
    c.box(852, 418, 860, 424, p.land[0])
    c.line([(862, 130), (862, 226)], p.dark, 3)
    c.polygon([(832, 262), (892, 262), (876, 226), (848, 226)], p.second)
    c.glow(862, 272, 110, p.light, 0.9)
    c.shaded([(660, 130), (548, 96), (548, 640), (660, 566)], [mix(p.second, p.dark, 0.1), mix(p.second, p.dark, 0.5)])
    c.polygon([(644, 164), (566, 142), (566, 330), (644, 330)], mix(p.accent, p.second, 0.5), 190)
    c.ellipse(640, 372, 8, 9, p.light)
    for side in (-1, 1):
        x = 800 + side * 250
        c.glow(x, 216, 130, p.accent, 0.85)
        c.box(x - 12, 196, x + 12, 236, p.light)
        c.polygon([(x - 18, 196), (x + 18, 196), (x, 176)], p.dark)
        _pot(c, 800 + side * 272, 596, 84)


def _pot(c: Canvas, x: float, foot: float, size: float) -> None:
    p = c.palette
    for _ in range(26):
        angle, reach = c.rng.uniform(-1.2, 1.2), size * c.rng.uniform(0.8, 1.5)
        tip = (x + math.sin(angle) * reach * 0.7, foot - size * 0.7 - math.cos(angle) * reach)
        c.ribbon(
            [(x, foot - size * 0.6), ((x + tip[0]) / 2, (foot + tip[1]) / 2 - size * 0.5), tip],
            (5, 13, 1),
            mix((70, 120, 96), p.dark, c.rng.uniform(0, 0.5)),
        )
    c.shaded(
        [
            (x - size * 0.44, foot - size * 0.72),
            (x + size * 0.44, foot - size * 0.72),
            (x + size * 0.32, foot),
            (x - size * 0.32, foot),
        ],
        [p.second, mix(p.second, p.dark, 0.45)],
    )


def books(c: Canvas) -> None:
    """A bookshelf in warm colours, with books leaning on each other and a plant."""
    p = c.palette
    c.gradient(p.sky)
    c.glow(420, 200, 800, mix(p.accent, p.sky[2], 0.3), 0.6)
    tones = [*p.land, p.accent, mix(p.land[0], p.dark, 0.35), mix(p.land[4], p.light, 0.3), p.light]
    for shelf in (408, 782):
        c.box(0, shelf + 26, WIDTH, shelf + 64, p.dark, 90)
        x, gap = c.rng.uniform(-30, 10), c.rng.choice((620, 1010)) if shelf > 500 else 1150
        while x < WIDTH:
            if gap <= x < gap + 60:
                c.ellipse(gap + 170, shelf - 2, 130, 10, p.dark, 110)
                if shelf > 500:
                    _pile(c, gap + 60, shelf, tones)
                else:
                    _pot(c, gap + 160, shelf, 150)
                x, gap = gap + 300, WIDTH * 2
                continue
            wide, tall = c.rng.uniform(26, 66), c.rng.uniform(196, 306)
            lean = c.rng.uniform(30, 54) if c.rng.random() < 0.1 else 0
            _book(c, x + lean, shelf, wide, tall, lean, c.rng.choice(tones))
            x += wide + lean + 3
        c.shaded(
            [(0, shelf), (WIDTH, shelf), (WIDTH, shelf + 28), (0, shelf + 28)],
            [mix(p.accent, p.land[1], 0.45), mix(p.land[1], p.dark, 0.35)],
        )


def _book(c: Canvas, x: float, foot: float, wide: float, tall: float, lean: float, cover: Colour) -> None:
    p = c.palette

    def at(across: float, up: float) -> tuple[float, float]:
        drop = (lean / tall) * wide * across * 0.9 if lean else 0
        return x + across * wide - lean * up, foot - up * tall - drop * (0 if up == 0 else 1)

    c.polygon([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], cover)
    c.polygon([at(0.78, 0), at(1, 0), at(1, 1), at(0.78, 1)], p.dark, 46)
    c.polygon([at(0.1, 0), at(0.26, 0), at(0.26, 1), at(0.1, 1)], p.light, 44)
    trim = mix(cover, p.light, 0.62) if sum(cover) < 560 else p.land[0]
    style = c.rng.randrange(3)
    for low, high in (((0.12, 0.15), (0.82, 0.9)), ((0.78, 0.8), (0.84, 0.86)), ((0.3, 0.62), (0.9, 0.92)))[style]:
        c.polygon([at(0, low), at(1, low), at(1, high), at(0, high)], trim, 225)


def _pile(c: Canvas, x: float, foot: float, tones: list[Colour]) -> None:
    top = foot
    for number in range(4):
        thick, wide = c.rng.uniform(30, 46), 232 - number * 20 + c.rng.uniform(-14, 14)
        left = x + c.rng.uniform(0, 22) + number * 6
        c.box(left, top - thick, left + wide, top, tones[(number * 2 + 1) % len(tones)])
        c.box(left, top - thick + 5, left + wide - 10, top - 5, c.palette.light)
        c.box(left, top - thick + 5, left + 26, top - 5, tones[(number * 2 + 1) % len(tones)])
        top -= thick
    c.shaded(
        [(x + 92, top - 62), (x + 158, top - 62), (x + 150, top), (x + 100, top)], [c.palette.light, c.palette.accent]
    )
    c.ring(x + 164, top - 34, 19, 19, c.palette.accent, 255, 7)
