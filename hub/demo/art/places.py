"""Motifs among people: the health house, the harbour, the town at night, fields seen from above."""

from __future__ import annotations

import math

from PIL import Image

from hub.demo.art import things
from hub.demo.art.canvas import HEIGHT, SCALE, WIDTH, Canvas, smooth
from hub.demo.art.palettes import Colour, mix


def health_house(c: Canvas) -> None:
    """A low, modern house with glowing windows among trees in the early evening."""
    p = c.palette
    c.sky(620)
    c.glow(820, 560, 800, mix(p.second, p.light, 0.5), 0.55, 0.5)
    things.stars(c, 46, 240)
    for index, (base, height) in enumerate(((500, 40), (544, 30))):
        c.ridge(base, height, [p.land[index + 1], mix(p.land[index + 1], p.land[0], 0.4)], 1 + index)
    for _ in range(26):
        x = c.rng.uniform(0, WIDTH)
        things.round_tree(c, x, 610, c.rng.uniform(130, 250), mix(p.land[3], p.land[2], c.rng.uniform(0, 0.5)))
    warm = mix(p.accent, p.light, 0.3)
    c.glow(800, 520, 640, p.accent, 0.5, 0.45)
    for left, top, right, bottom in ((300, 448, 860, 626), (1000, 474, 1330, 626), (690, 372, 1080, 626)):
        c.shaded([(left, top), (right, top), (right, bottom), (left, bottom)], [p.light, mix(p.light, p.land[0], 0.55)])
        c.box(left - 22, top - 13, right + 22, top + 2, p.dark)
        c.box(left - 22, top + 2, right + 22, top + 14, mix(p.light, p.dark, 0.35), 120)
    panes = [(x, 500, 52, 126) for x in range(330, 660, 66)] + [(x, 410, 58, 66) for x in range(724, 1040, 78)]
    panes += [(x, 512, 58, 114) for x in range(724, 860, 78)] + [(x, 518, 50, 62) for x in range(1106, 1300, 66)]
    for x, y, wide, tall in panes:
        c.shaded([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)], [p.light, warm, p.accent])
        c.line([(x, y + tall * 0.3), (x + wide, y + tall * 0.3)], mix(p.accent, p.dark, 0.3), 1.5, 110)
    c.shaded([(906, 500), (1052, 500), (1052, 626), (906, 626)], [p.light, warm])
    c.line([(979, 500), (979, 626)], p.dark, 3)
    c.box(892, 488, 1066, 500, p.second)
    c.gradient([p.land[3], p.land[4], p.dark], 624, HEIGHT)
    c.polygon([(920, 626), (1040, 626), (1180, 850), (560, 850)], mix(p.accent, p.land[3], 0.55))
    c.glow(960, 646, 420, p.accent, 0.5, 0.28)
    for x, y, size in ((230, 690, 90), (430, 716, 70), (1240, 700, 96), (1390, 730, 76), (1120, 668, 50)):
        for dx, r in ((-0.4, 0.45), (0, 0.6), (0.42, 0.42)):
            c.ellipse(
                x + dx * size,
                y - r * size * 0.3,
                size * r,
                size * r * 0.62,
                mix(p.land[4], p.land[2], c.rng.random() * 0.4),
            )
    for x, lean in ((118, 14), (196, -10), (1476, -14), (1540, 8)):
        c.ribbon([(x, 850), (x + lean * 0.5, 420), (x + lean, -20)], (27, 20, 13), mix(p.light, p.land[1], 0.28))
        for _ in range(15):
            mark = c.rng.uniform(30, 800)
            c.line([(x + c.rng.uniform(-9, -2), mark), (x + c.rng.uniform(2, 12), mark + 2)], p.dark, 2.6, 190)
        for _ in range(24):
            c.ellipse(
                x + c.rng.uniform(-130, 130),
                c.rng.uniform(-30, 170),
                c.rng.uniform(14, 36),
                c.rng.uniform(10, 24),
                mix(p.land[4], p.land[2], c.rng.random() * 0.7),
                205,
            )
    for x in (640, 1136):
        c.line([(x, 760), (x, 700)], p.dark, 4)
        c.glow(x, 696, 80, p.accent, 0.85)
        c.ellipse(x, 697, 8, 8, p.light)


def _gable(c: Canvas, x: float, foot: float, wide: float, tall: float, wall: Colour, lit: float) -> None:
    p = c.palette
    roof = mix(wall, p.dark, 0.55)
    peak = tall + wide * 0.42
    c.shaded(
        [(x, foot), (x, foot - tall), (x + wide / 2, foot - peak), (x + wide, foot - tall), (x + wide, foot)],
        [mix(wall, p.light, 0.14), wall],
    )
    c.line([(x - 6, foot - tall + 6), (x + wide / 2, foot - peak - 3), (x + wide + 6, foot - tall + 6)], roof, 9)
    columns = 3 if wide > 120 else 2
    rows = max(2, int(tall // 66))
    for row in range(rows):
        for column in range(columns):
            wx = x + wide * (column + 0.5) / columns
            wy = foot - tall + 26 + row * (tall - 26) / rows
            glass = mix(p.second, p.light, 0.35) if c.rng.random() < lit else mix(p.dark, p.sky[1], 0.3)
            c.box(wx - 14, wy - 3, wx + 14, wy + 33, p.light)
            c.box(wx - 11, wy, wx + 11, wy + 30, glass)
            c.line([(wx, wy), (wx, wy + 30)], p.light, 2)
    c.ellipse(x + wide / 2, foot - tall - wide * 0.11, 12, 12, p.light)
    c.ellipse(x + wide / 2, foot - tall - wide * 0.11, 9, 9, mix(p.dark, p.sky[1], 0.3))


def harbour_town(c: Canvas) -> None:
    """A row of coloured gables by a quiet harbour, mirrored in the water."""
    p = c.palette
    quay = 562
    c.sky(quay)
    c.glow(1200, 420, 700, p.light, 0.8)
    for x, y, size in ((300, 120, 280), (1000, 90, 240), (1440, 190, 220)):
        things.cloud(c, x, y, size, p.light, 0.4)
    c.ridge(470, 34, [p.land[0], mix(p.land[0], p.light, 0.3)], 1.2)
    tones = [
        p.accent,
        p.second,
        mix(p.light, p.second, 0.2),
        p.land[2],
        mix(p.accent, p.light, 0.42),
        mix(p.land[1], p.light, 0.2),
        mix(p.second, p.accent, 0.5),
        p.land[3],
    ]
    c.box(428, 210, 484, 460, mix(p.accent, p.land[1], 0.45))
    c.box(446, 236, 466, 268, mix(p.dark, p.land[1], 0.3))
    c.polygon([(418, 214), (494, 214), (456, 62)], p.land[3])
    edge, number = -36.0, 0
    while edge < WIDTH:
        wide = c.rng.uniform(104, 164)
        _gable(c, edge, quay - 26, wide, c.rng.uniform(150, 262), tones[number % len(tones)], 0.4)
        edge, number = edge + wide + c.rng.choice((0, 3, 8)), number + 1
    for tree in (250, 905, 1340):
        things.round_tree(c, tree, quay - 24, 104, mix(p.land[3], (90, 140, 90), 0.5))
    c.box(0, quay - 26, WIDTH, quay, mix(p.light, p.land[3], 0.42))
    c.box(0, quay - 8, WIDTH, quay, p.land[4])
    for x in range(60, WIDTH, 150):
        c.box(x - 6, quay - 36, x + 6, quay - 18, p.dark)
    _mirror(c, quay)
    for spot, size, hull in ((300, 150, p.dark), (1170, 190, p.accent)):
        things.boat(c, spot, 690 if size > 160 else 640, size, hull, p.light, mix(p.light, p.second, 0.5))
    things.birds(c, 800, 170, 7, p.land[3])


def _mirror(c: Canvas, line: float) -> None:
    deep, tall = HEIGHT - line, round((HEIGHT - line) * SCALE)
    above = c.image.crop((0, round((line - deep * 1.25) * SCALE), WIDTH * SCALE, round(line * SCALE)))
    mirrored = (
        above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        .resize((WIDTH, tall // SCALE // 3))
        .resize((WIDTH * SCALE, tall))
    )
    tint = Image.new("RGB", mirrored.size, c.palette.land[3])
    c.image.paste(Image.blend(mirrored, tint, 0.46), (0, round(line * SCALE)))
    for _ in range(170):
        depth = c.rng.random()
        y = line + 8 + depth * (deep - 10)
        tone = c.palette.light if c.rng.random() < 0.4 else c.palette.land[4]
        c.ellipse(c.rng.uniform(0, WIDTH), y, 30 + depth * 170, 0.8 + depth * 2.4, tone, c.rng.randint(24, 60))


def night_lamps(c: Canvas) -> None:
    """A small town at night: street lamps, lit windows, stars above the roofs, one car on its round."""
    p = c.palette
    c.sky(620)
    things.stars(c, 240, 520)
    c.glow(1240, 170, 250, p.light, 0.4)
    c.ellipse(1240, 170, 46, 46, p.light)
    for dx, dy, r in ((-12, -10, 9), (14, 6, 12), (-6, 20, 6), (16, -20, 5)):
        c.ellipse(1240 + dx, 170 + dy, r, r, mix(p.light, p.sky[2], 0.3), 150)
    c.glow(760, 640, 1000, p.accent, 0.22, 0.4)
    c.ridge(520, 52, [p.land[0], p.land[1]], 0.9)
    c.box(540, 300, 604, 640, p.land[1])
    c.polygon([(530, 302), (614, 302), (572, 190)], p.land[2])
    c.glow(572, 348, 60, p.accent, 0.5)
    c.ellipse(572, 348, 17, 17, mix(p.accent, p.light, 0.5))
    for layer, (foot, low, high) in enumerate(((612, 60, 110), (660, 70, 140), (712, 84, 170))):
        tone = p.land[layer + 1]
        x = -40.0
        while x < WIDTH:
            wide, tall = c.rng.uniform(92, 176) * (0.8 + layer * 0.18), c.rng.uniform(low, high)
            rise = wide * c.rng.uniform(0.26, 0.42)
            wall = mix(tone, p.sky[1], c.rng.uniform(0, 0.22))
            c.polygon(
                [
                    (x, 760),
                    (x, foot - tall),
                    (x + wide / 2, foot - tall - rise),
                    (x + wide, foot - tall),
                    (x + wide, 760),
                ],
                wall,
            )
            c.box(x + wide * 0.68, foot - tall - rise * 0.95, x + wide * 0.78, foot - tall, wall)
            for column in range(2 + layer):
                for row in range(1 + int(tall > 100)):
                    if c.rng.random() < 0.4:
                        wx, wy = x + wide * (column + 0.6) / (2.4 + layer), foot - tall + 18 + row * 44
                        size = 7 + layer * 2.4
                        c.glow(wx, wy + 6, 34 + layer * 8, p.accent, 0.5)
                        c.box(
                            wx - size,
                            wy - size * 0.6,
                            wx + size,
                            wy + size * 1.6,
                            mix(p.accent, p.light, c.rng.random() * 0.5),
                        )
            x += wide + c.rng.choice((0, 4, 22))
    c.gradient([p.land[3], p.land[4], p.dark], 712, HEIGHT)
    c.polygon([(0, 752), (WIDTH, 752), (WIDTH, 826), (0, 826)], mix(p.land[4], p.sky[1], 0.26))
    for x in range(40, WIDTH, 150):
        c.box(x, 787, x + 70, 790, p.light, 70)
    for x in (150, 520, 900, 1290):
        c.glow(x + 34, 762, 260, p.accent, 0.5, 0.28)
        c.line([(x, 768), (x, 506), (x + 10, 488), (x + 34, 486)], p.dark, 7)
        c.glow(x + 36, 500, 150, p.accent, 0.9)
        c.polygon([(x + 20, 488), (x + 52, 488), (x + 46, 502), (x + 26, 502)], p.light)
    c.glow(900, 800, 210, p.light, 0.6, 0.16)
    c.glow(840, 794, 100, p.light, 0.6, 0.3)
    c.polygon(
        [(620, 800), (620, 772), (650, 768), (676, 742), (744, 742), (770, 770), (796, 776), (796, 800)],
        mix(p.light, p.sky[2], 0.35),
    )
    c.polygon([(684, 748), (708, 748), (708, 768), (666, 768)], p.land[4])
    c.polygon([(714, 748), (740, 748), (758, 768), (714, 768)], p.land[4])
    for x in (656, 762):
        c.ellipse(x, 801, 14, 14, p.dark)
        c.ellipse(x, 801, 6, 6, p.sky[2])
    c.ellipse(793, 784, 6, 6, p.light)
    c.ellipse(622, 784, 4, 6, (222, 80, 70))


def aerial_fields(c: Canvas) -> None:
    """Fields and small houses from above, with a road winding down to the fjord."""
    p = c.palette
    c.gradient([p.land[2], p.land[3]])
    grid = [
        [
            (x * 230 - 120 + c.rng.uniform(-54, 54) - y * 46, y * 190 - 60 + c.rng.uniform(-40, 40) + x * 10)
            for x in range(10)
        ]
        for y in range(6)
    ]
    for y in range(5):
        for x in range(9):
            a, b, d, e = grid[y][x], grid[y][x + 1], grid[y + 1][x + 1], grid[y + 1][x]
            tone = mix(c.rng.choice(p.land), p.light, c.rng.uniform(0, 0.22))
            c.polygon([a, b, d, e], tone)
            rows = c.rng.choice((0, 12, 18, 26))
            for row in range(1, rows):
                s = row / rows
                c.line(
                    [
                        (a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s),
                        (e[0] + (d[0] - e[0]) * s, e[1] + (d[1] - e[1]) * s),
                    ],
                    mix(tone, p.dark, 0.24),
                    1.6,
                    120,
                )
            for one, other in ((a, b), (b, d)):
                c.line([one, other], mix(p.land[4], p.dark, 0.25), 5, 210)
                for _ in range(7):
                    s, r = c.rng.random(), c.rng.uniform(5, 13)
                    _bush(c, one[0] + (other[0] - one[0]) * s, one[1] + (other[1] - one[1]) * s, r)
    coast = smooth([(980, 870), (1040, 740), (1170, 660), (1260, 520), (1420, 450), (1500, 330), (1640, 270)])
    for shift, tone in (
        (-26, mix(p.light, p.land[0], 0.2)),
        (-6, mix(p.second, p.light, 0.55)),
        (14, mix(p.second, p.light, 0.28)),
        (54, p.second),
        (130, mix(p.second, p.dark, 0.25)),
    ):
        c.polygon([*[(x + shift, y + shift * 0.7) for x, y in coast], (1720, 900), (980, 900)], tone)
    for _ in range(44):
        wx, wy = c.rng.uniform(1200, 1600), c.rng.uniform(560, 840)
        c.line(smooth([(wx, wy), (wx + 16, wy - 6), (wx + 34, wy), (wx + 52, wy - 6)], 6), p.light, 1.6, 90)
    road = [(-40, 250), (220, 300), (430, 250), (640, 380), (620, 540), (800, 600), (960, 560), (1110, 640)]
    c.ribbon(road, (32, 32, 32, 30, 30, 28, 26, 18), p.dark, 70)
    c.ribbon(road, (25, 25, 25, 24, 24, 22, 20, 12), mix(p.light, p.land[0], 0.15))
    for lane in (
        [(640, 400), (760, 350), (900, 370), (1030, 330)],
        [(640, 520), (520, 590), (400, 580), (300, 660)],
        [(800, 598), (850, 480), (980, 440)],
    ):
        c.ribbon(lane, (15, 14, 11), mix(p.light, p.land[0], 0.15))
        for number, (hx, hy) in enumerate(smooth(lane, 4)[2:]):
            _roof(c, hx + c.rng.uniform(-6, 6), hy + (44 if number % 2 else -46), c.rng.uniform(-0.4, 0.4))
    for x, y, turn in ((1330, 640, 0.5), (1450, 560, 0.3), (1250, 770, 0.7)):
        dx, dy = math.cos(turn), -math.sin(turn)
        c.line([(x - dx * 60, y - dy * 60), (x, y)], p.light, 4, 90)
        c.polygon(
            [
                (x + dx * 24, y + dy * 24),
                (x - dy * 8, y + dx * 8),
                (x - dx * 18, y - dy * 18),
                (x + dy * 8, y - dx * 8),
            ],
            p.light,
        )


def _bush(c: Canvas, x: float, y: float, r: float) -> None:
    p = c.palette
    c.ellipse(x + r * 0.5, y + r * 0.5, r, r * 0.9, p.dark, 70)
    c.ellipse(x, y, r, r, mix(p.land[4], p.dark, c.rng.uniform(0.1, 0.35)))
    c.ellipse(x - r * 0.25, y - r * 0.25, r * 0.55, r * 0.55, mix(p.land[4], p.light, 0.18), 150)


def _roof(c: Canvas, x: float, y: float, turn: float) -> None:
    p = c.palette
    cos, sin = math.cos(turn), math.sin(turn)

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * cos - dy * sin, y + dx * sin + dy * cos

    garden = mix(p.land[4], p.light, 0.22)
    c.polygon([at(-38, -34), at(38, -34), at(38, 34), at(-38, 34)], garden)
    c.polygon([at(-16, -8), at(32, -8), at(32, 26), at(-16, 26)], p.dark, 80)
    tone = c.rng.choice((p.accent, p.accent, mix(p.accent, p.dark, 0.35), mix(p.light, p.dark, 0.4)))
    c.polygon([at(-24, -16), at(24, -16), at(24, 0), at(-24, 0)], mix(tone, p.light, 0.22))
    c.polygon([at(-24, 0), at(24, 0), at(24, 16), at(-24, 16)], mix(tone, p.dark, 0.16))
    _bush(c, *at(-28, 26), 7)
