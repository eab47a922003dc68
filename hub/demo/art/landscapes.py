"""Motifs out of doors: hills, fjord, forest, meadow, fields, snow."""

from __future__ import annotations

import math

from hub.demo.art import things
from hub.demo.art.canvas import HEIGHT, WIDTH, Canvas
from hub.demo.art.palettes import mix


def morning_hills(c: Canvas) -> None:
    """Layered hills in morning light; a path winds up to a house with a lit window."""
    p = c.palette
    c.sky()
    c.glow(1130, 370, 620, p.light, 0.85)
    c.ellipse(1130, 352, 62, 62, mix(p.accent, p.light, 0.45))
    for x, y, size in ((330, 150, 260), (820, 110, 200), (1430, 190, 220)):
        things.cloud(c, x, y, size, p.light, 0.28)
    for index, (base, height) in enumerate(((440, 46), (492, 60), (552, 58), (622, 50))):
        tone = p.land[index]
        c.ridge(base, height, [tone, mix(tone, p.light, 0.42)], 0.9 + index * 0.25)
        c.glow(c.rng.uniform(300, 1300), base + 66, 620, p.light, 0.3, 0.16)
    front = c.ridge(704, 44, [mix(p.land[4], p.land[3], 0.3), p.land[4], p.dark], 0.7)
    hx = 1010
    hy = front(hx) + 8
    path = [(430, 900), (660, 806), (900, 772), (930, 742), (850, 724), (900, 704), (hx - 6, hy)]
    c.road(path, (190, 100, 62, 46, 32, 22, 10), mix(mix(p.light, p.accent, 0.25), p.land[4], 0.1))
    for x, size in ((hx - 118, 116), (hx - 82, 88), (hx + 96, 128), (hx + 142, 96), (180, 120), (232, 84), (1440, 110)):
        things.round_tree(c, x, front(x) + 8, size, mix(p.land[4], p.land[3], c.rng.uniform(0.05, 0.35)))
    things.house(c, hx, hy + 4, 92, mix(p.light, p.second, 0.12), p.second, mix(p.accent, p.light, 0.45))
    things.birds(c, 620, 250, 7, p.land[3])


def rain_fjord(c: Canvas) -> None:
    """Rain over a quiet fjord, with light on its way under the clouds."""
    p = c.palette
    c.sky(470)
    c.glow(980, 450, 760, p.light, 0.9, 0.5)
    c.glow(980, 462, 320, p.accent, 0.55, 0.36)
    for _ in range(22):
        x, y = c.rng.uniform(0, WIDTH), c.rng.uniform(10, 190)
        c.glow(x, y, c.rng.uniform(220, 420), mix(p.sky[0], p.dark, c.rng.uniform(0, 0.5)), 0.55, 0.34)
    for index, (base, height) in enumerate(((438, 34), (462, 30), (484, 20))):
        c.ridge(base, height, [p.land[index], mix(p.land[index], p.land[0], 0.4)], 1.1 + index * 0.4)
    things.water(c, 496, [mix(p.land[0], p.light, 0.5), p.land[2], p.land[3], p.land[4]])
    c.glow(980, 520, 420, p.light, 0.5, 0.16)
    for _ in range(46):
        depth = c.rng.random() ** 1.4
        x, y = c.rng.uniform(0, WIDTH), 516 + depth * 310
        for grow in (1.0, 0.55):
            size = (6 + depth * 44) * grow
            c.ring(x, y, size, size * 0.28, p.light, int(60 + 90 * depth), 0.8 + depth)
    for _ in range(560):
        x, y, length = c.rng.uniform(-80, WIDTH), c.rng.uniform(-60, HEIGHT), c.rng.uniform(26, 96)
        c.line([(x, y), (x - length * 0.2, y + length)], p.light, 0.8 if length < 70 else 1.3, c.rng.randint(24, 74))
    for x, tall in ((128, 268), (168, 220), (1462, 190), (1500, 250), (1536, 170)):
        for _ in range(9):
            lean = c.rng.uniform(-46, 46)
            foot = x + c.rng.uniform(-26, 26)
            top = HEIGHT - tall * c.rng.uniform(0.6, 1)
            c.ribbon([(foot, 850), (foot + lean * 0.3, (HEIGHT + top) / 2), (foot + lean, top)], (7, 5, 1), p.dark)
            if c.rng.random() < 0.4:
                c.ribbon([(foot + lean, top - 24), (foot + lean, top + 18)], (6, 9), mix(p.dark, p.accent, 0.25))


def fjord_boats(c: Canvas) -> None:
    """Small sailing boats on a blue fjord."""
    p = c.palette
    c.sky(430)
    c.glow(420, 300, 520, p.light, 0.9)
    c.ellipse(420, 214, 54, 54, mix(p.second, p.light, 0.5))
    for x, y, size in ((980, 130, 280), (1380, 210, 230), (150, 90, 200)):
        things.cloud(c, x, y, size, p.light, 0.42)
    for index, (base, height) in enumerate(((392, 44), (410, 32), (424, 18))):
        c.ridge(base, height, [p.land[index], mix(p.land[index], p.light, 0.3)], 1 + index * 0.5)
    things.water(c, 430, [mix(p.land[1], p.light, 0.45), p.land[2], p.land[3], p.land[4]])
    for step in range(42):
        level = 440 + step * 9.2
        c.ellipse(420 + c.rng.uniform(-40, 40), level, 12 + step * 2.4, 1.2 + step * 0.05, p.light, 64)
    fleet = ((250, 468, 70), (690, 476, 84), (1290, 488, 96), (1490, 470, 62), (470, 530, 140), (1060, 585, 236))
    for number, (x, y, size) in enumerate(fleet):
        sail = p.light if number % 2 else mix(p.light, p.second, 0.22)
        things.boat(c, x, y, size, (p.dark, p.accent)[number % 2], sail, p.accent if number % 3 == 2 else p.second)
    things.birds(c, 820, 250, 6, p.land[3])
    shore = c.ridge(836, 22, [p.land[4], p.dark], 0.8)
    for _ in range(240):
        root = c.rng.uniform(0, WIDTH)
        tip = c.rng.uniform(20, 66)
        c.ribbon(
            [(root, shore(root) + 12), (root + c.rng.uniform(-16, 16), shore(root) - tip)],
            (3, 0.6),
            mix(p.dark, p.land[3], 0.3),
        )


def forest(c: Canvas) -> None:
    """Tall, calm trees in layers of green, with light between the trunks."""
    p = c.palette
    c.gradient([p.sky[2], p.sky[1], p.sky[0], p.land[0]])
    c.glow(1040, 250, 760, p.light, 1)
    c.glow(1040, 250, 320, mix(p.accent, p.light, 0.5), 0.7)
    for layer, (count, width) in enumerate(((34, 9), (24, 15), (15, 26), (8, 46))):
        tone = mix(p.land[layer], p.land[layer + 1], 0.25)
        floor = 560 + layer * 66
        c.ridge(floor, 18 + layer * 5, [mix(tone, p.light, 0.12), tone], 1.5)
        for number in range(count):
            x = (number + c.rng.uniform(0.1, 0.9)) * WIDTH / count
            lean, w = c.rng.uniform(-16, 16), width * c.rng.uniform(0.6, 1.25)
            c.ribbon([(x, floor + 34), (x + lean * 0.4, 300), (x + lean, -20)], (w * 1.35, w, w * 0.72), tone)
            for _ in range(3 if layer > 1 else 2):
                y, reach = c.rng.uniform(30, 330), c.rng.choice((-1, 1)) * width * c.rng.uniform(2.2, 4.5)
                c.ribbon(
                    [(x + lean * 0.7, y + 50), (x + reach * 0.6, y + 8), (x + reach, y - 26)],
                    (w * 0.32, w * 0.2, 1),
                    tone,
                )
        for _ in range(54):
            x, r = c.rng.uniform(0, WIDTH), c.rng.uniform(30, 82) * (0.7 + layer * 0.14)
            c.ellipse(x, c.rng.uniform(-70, 64 - layer * 16), r, r * 0.7, tone, 214)
        if layer < 3:
            c.glow(1040, 430, 760, p.light, 0.34, 0.6)
    for angle in (-0.62, -0.4, -0.22, 0.05, 0.3):
        foot = 1040 + angle * 900
        c.polygon([(1010 + angle * 90, -10), (1070 + angle * 90, -10), (foot + 70, 700), (foot - 70, 700)], p.light, 13)
    ground = c.ridge(806, 16, [p.land[4], p.dark], 1.2)
    for _ in range(130):
        x = c.rng.uniform(0, WIDTH)
        y, side, size = ground(x) + 18, c.rng.choice((-1, 1)), c.rng.uniform(26, 64)
        c.ribbon(
            [(x, y), (x + side * size * 0.4, y - size * 0.8), (x + side * size, y - size * 0.72)],
            (5, 4, 0.6),
            mix(p.land[3], p.land[4], c.rng.random()),
        )


def meadow(c: Canvas) -> None:
    """Wild flowers and tall grass in front of pale fields."""
    p = c.palette
    c.sky(560)
    c.glow(1180, 420, 700, p.light, 0.8, 0.6)
    for x, y, size in ((340, 140, 300), (900, 90, 220), (1400, 190, 260)):
        things.cloud(c, x, y, size, p.light, 0.5)
    for index, (base, height) in enumerate(((458, 26), (500, 30), (562, 26), (640, 24))):
        line = c.ridge(base, height, [mix(p.land[index], p.light, 0.3), p.land[index]], 0.8 + index * 0.2)
        if index < 2:
            for x in range(80, WIDTH, 210):
                spot = x + c.rng.uniform(-90, 90)
                things.round_tree(c, spot, line(spot) + 6, c.rng.uniform(34, 60), mix(p.land[3], p.land[index], 0.45))
    for row in range(5):
        near = row / 4
        for _ in range(190 - row * 12):
            root, foot = c.rng.uniform(-20, WIDTH + 20), 690 + near * 190
            tall, lean = (70 + 80 * near) * c.rng.uniform(0.5, 1.15), c.rng.uniform(-34, 34)
            green = mix(p.land[3], p.dark, 0.1 + near * 0.6 * c.rng.random())
            c.ribbon(
                [(root, foot), (root + lean * 0.3, foot - tall * 0.6), (root + lean, foot - tall)],
                (2 + near * 4, 2 + near * 2, 0.5),
                green,
            )
        for _ in range(26 - row * 2):
            root, foot = c.rng.uniform(0, WIDTH), 690 + near * 190
            tall, lean = (118 + 62 * near) * c.rng.uniform(0.6, 1.3), c.rng.uniform(-30, 30)
            c.ribbon(
                [(root, foot), (root + lean * 0.4, foot - tall * 0.6), (root + lean, foot - tall)],
                (2 + near * 2, 1.2 + near),
                p.dark,
            )
            _flower(c, root + lean, foot - tall, 8 + near * 17)


def _flower(c: Canvas, x: float, y: float, size: float) -> None:
    p = c.palette
    kind = c.rng.randrange(4)
    if kind == 0:
        for dx, dy in ((-0.45, 0), (0.45, 0), (0, -0.3), (0, 0.25)):
            c.ellipse(
                x + dx * size, y + dy * size, size * 0.68, size * 0.56, mix(p.accent, p.light, c.rng.random() * 0.15)
            )
        c.ellipse(x, y, size * 0.24, size * 0.2, p.dark)
        return
    petals, tint = (13, p.light) if kind == 1 else (9, p.second) if kind == 2 else (7, mix(p.second, p.accent, 0.5))
    turn = c.rng.random()
    for petal in range(petals):
        angle = (petal / petals + turn) * math.tau
        c.ellipse(x + math.cos(angle) * size * 0.66, y + math.sin(angle) * size * 0.5, size * 0.27, size * 0.22, tint)
    c.ellipse(x, y, size * 0.36, size * 0.29, (242, 190, 70) if kind == 1 else mix(tint, p.dark, 0.35))


def snow_road(c: Canvas) -> None:
    """A snowy road through blue hills, and a small plough with its lamps on."""
    p = c.palette
    c.sky(520)
    c.glow(1180, 330, 560, p.light, 0.95, 0.7)
    c.ellipse(1180, 260, 46, 46, mix(p.sky[2], p.light, 0.6))
    for index, (base, height) in enumerate(((430, 56), (476, 52), (540, 46))):
        tone = (p.land[3], p.land[2], p.land[1])[index]
        line = c.ridge(base, height, [mix(tone, p.light, 0.15), mix(tone, p.light, 0.7)], 0.9 + index * 0.3)
        for _ in range(34 + index * 6):
            x = c.rng.uniform(0, WIDTH)
            needle = mix(p.second, tone, 0.55 - index * 0.2)
            things.fir(
                c, x, line(x) + c.rng.uniform(4, 22), c.rng.uniform(26, 46) * (1 + index * 0.45), needle, p.light
            )
    c.ridge(626, 28, [p.light, p.land[0], p.land[1]], 0.7)
    road = [(120, 980), (640, 792), (1040, 730), (1010, 682), (820, 652), (890, 628), (1010, 612)]
    c.road(road, (520, 330, 210, 128, 78, 42, 12), mix(p.land[2], p.light, 0.35))
    c.road(road, (440, 276, 174, 102, 60, 32, 8), p.land[3])
    for x, y, size in (
        (1310, 700, 150),
        (1402, 742, 220),
        (1520, 716, 180),
        (240, 706, 190),
        (130, 760, 260),
        (340, 676, 120),
    ):
        c.ellipse(x + 20, y, size * 0.34, size * 0.05, p.land[2], 150)
        things.fir(c, x, y, size, p.second, p.light)
    _plough(c, 700, 778)
    for _ in range(330):
        r = c.rng.choice((1.2, 1.6, 2.2, 3.4))
        c.ellipse(c.rng.uniform(0, WIDTH), c.rng.uniform(0, HEIGHT), r, r, p.light, c.rng.randint(110, 230))


def _plough(c: Canvas, x: float, foot: float) -> None:
    p = c.palette
    lamp, body = (255, 208, 110), p.accent
    c.ellipse(x + 10, foot + 4, 130, 13, p.dark, 80)
    c.glow(x - 150, foot - 26, 170, p.light, 0.9, 0.4)
    c.shaded(
        [(x - 14, foot - 82), (x + 112, foot - 82), (x + 98, foot - 26), (x - 4, foot - 26)],
        [body, mix(body, p.dark, 0.22)],
    )
    c.polygon([(x - 8, foot - 82), (x + 24, foot - 98), (x + 72, foot - 100), (x + 106, foot - 82)], p.light)
    c.box(x - 84, foot - 32, x + 112, foot - 18, p.dark)
    c.polygon(
        [(x - 88, foot - 24), (x - 88, foot - 66), (x - 70, foot - 104), (x - 20, foot - 104), (x - 20, foot - 24)],
        body,
    )
    c.polygon(
        [(x - 80, foot - 66), (x - 66, foot - 96), (x - 48, foot - 96), (x - 48, foot - 66)], mix(p.dark, p.light, 0.4)
    )
    c.box(x - 42, foot - 96, x - 26, foot - 66, mix(p.dark, p.light, 0.3))
    c.box(x - 88, foot - 58, x - 20, foot - 52, p.light)
    c.polygon(
        [
            (x - 92, foot - 60),
            (x - 128, foot - 66),
            (x - 138, foot - 30),
            (x - 124, foot + 6),
            (x - 106, foot + 6),
            (x - 100, foot - 24),
        ],
        mix(p.dark, body, 0.12),
    )
    c.polygon(
        [
            (x - 128, foot - 66),
            (x - 138, foot - 30),
            (x - 124, foot + 6),
            (x - 118, foot + 6),
            (x - 128, foot - 30),
            (x - 120, foot - 65),
        ],
        lamp,
    )
    for wheel in (-56, 30, 76):
        c.ellipse(x + wheel, foot - 12, 20, 20, p.dark)
        c.ellipse(x + wheel, foot - 12, 8, 8, p.land[1])
    c.ellipse(x - 86, foot - 44, 6, 7, p.light)
    c.glow(x - 48, foot - 110, 74, lamp, 0.9)
    c.box(x - 56, foot - 114, x - 40, foot - 104, lamp)
    for _ in range(120):
        r = c.rng.uniform(1.5, 7)
        c.ellipse(
            x - 130 + c.rng.gauss(-26, 26),
            foot + 6 - abs(c.rng.gauss(0, 20)),
            r,
            r * 0.8,
            p.light,
            c.rng.randint(90, 210),
        )


def windmills(c: Canvas) -> None:
    """White turbines over golden, rolling fields."""
    p = c.palette
    c.sky(600)
    c.glow(520, 420, 640, p.light, 0.9, 0.7)
    for x, y, size in ((260, 170, 300), (880, 110, 260), (1360, 240, 280)):
        things.cloud(c, x, y, size, p.light, 0.55)
    far = c.ridge(520, 26, [mix(p.land[0], p.sky[1], 0.4), p.land[0]], 1)
    for x in (90, 330, 395, 640, 1210, 1480):
        things.round_tree(c, x, far(x) + 5, c.rng.uniform(34, 54), mix(p.dark, p.land[0], 0.4))
    _turbine(c, 690, far(690), 190, 0.4)
    _turbine(c, 870, far(870), 215, 1.1)
    _turbine(c, 1400, far(1400), 235, 0.15)
    for index, (base, height) in enumerate(((576, 40), (650, 44), (742, 36)), 1):
        tone = p.land[index]
        line = c.ridge(base, height, [mix(tone, p.light, 0.35), tone, mix(tone, p.land[4], 0.4)], 0.8)
        for step in range(12 + index * 3):
            start = (step - 3) * (150 - index * 8)
            path = [(start + bend * (40 + index * 36), line(start + bend * 60) + 6 + bend * 34) for bend in range(6)]
            c.line(path, mix(tone, p.dark, 0.25), 1.2 + index * 0.5, 56)
        if index == 1:
            _turbine(c, 1130, line(1130) + 6, 430, 0.75)
        if index == 2:
            _turbine(c, 330, line(330) + 6, 500, 0.55)
    for _ in range(420):
        root = c.rng.uniform(-10, WIDTH)
        tall, lean = c.rng.uniform(30, 90), c.rng.uniform(2, 26)
        straw = mix(p.land[2], p.land[4], c.rng.random())
        c.ribbon([(root, 850), (root + lean, 850 - tall)], (3.4, 0.8), straw)
        c.ribbon([(root + lean, 852 - tall), (root + lean * 1.25, 834 - tall)], (4.4, 1), mix(straw, p.light, 0.3))


def _turbine(c: Canvas, x: float, foot: float, tall: float, turn: float) -> None:
    p = c.palette
    hub, shade = foot - tall, mix(p.light, p.sky[0], 0.35)
    w = tall * 0.016
    c.polygon([(x - w, foot), (x + w, foot), (x + w * 0.5, hub), (x - w * 0.5, hub)], p.light)
    c.polygon([(x + w * 0.2, foot), (x + w, foot), (x + w * 0.5, hub), (x + w * 0.1, hub)], shade)
    for blade in range(3):
        angle = turn + blade * math.tau / 3
        dx, dy = math.sin(angle), -math.cos(angle)
        length = tall * 0.5
        points = [
            (x, hub),
            (x + dx * length * 0.2 - dy * w * 1.3, hub + dy * length * 0.2 + dx * w * 1.3),
            (x + dx * length, hub + dy * length),
            (x + dx * length * 0.14 + dy * w * 0.5, hub + dy * length * 0.14 - dx * w * 0.5),
        ]
        c.polygon(points, p.light)
    c.ellipse(x, hub, w * 1.3, w * 1.3, shade)
