"""Motifs among people: town, harbour, houses, shelves, a door, fields seen from above."""

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
    for left, top, right, bottom in ((300, 448, 860, 626), (690, 372, 1080, 626), (1000, 474, 1330, 626)):
        c.shaded([(left, top), (right, top), (right, bottom), (left, bottom)], [p.light, mix(p.light, p.land[0], 0.55)])
        c.box(left - 22, top - 13, right + 22, top + 2, p.dark)
        c.box(left - 22, top + 2, right + 22, top + 14, mix(p.light, p.dark, 0.35), 120)
    panes = [(x, 500, 52, 126) for x in range(330, 660, 66)] + [(x, 410, 58, 66) for x in range(724, 1040, 78)]
    panes += [(x, 512, 58, 114) for x in range(724, 860, 78)] + [(x, 518, 50, 62) for x in range(1106, 1300, 66)]
    for x, y, wide, tall in panes:
        c.shaded([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)], [p.light, warm, p.accent])
        if c.rng.random() < 0.45:
            c.ellipse(x + wide * 0.5, y + tall * 0.94, wide * 0.26, tall * 0.24, mix(p.land[3], warm, 0.35), 190)
    c.shaded([(906, 500), (1052, 500), (1052, 626), (906, 626)], [p.light, warm])
    c.line([(979, 500), (979, 626)], p.dark, 3)
    c.box(892, 488, 1066, 500, p.second)
    c.gradient([p.land[3], p.land[4], p.dark], 624, HEIGHT)
    c.polygon([(920, 626), (1040, 626), (1180, 850), (560, 850)], mix(p.accent, p.land[3], 0.55))
    c.glow(960, 646, 420, p.accent, 0.5, 0.28)
    for x, y, size in ((230, 690, 90), (430, 716, 70), (1240, 700, 96), (1390, 730, 76), (1120, 668, 50)):
        for dx, r in ((-0.4, 0.45), (0, 0.6), (0.42, 0.42)):
            c.ellipse(x + dx * size, y - r * size * 0.3, size * r, size * r * 0.62, mix(p.land[4], p.land[2], c.rng.random() * 0.4))
    for x, lean in ((118, 14), (196, -10), (1476, -14), (1540, 8)):
        c.ribbon([(x, 850), (x + lean * 0.5, 420), (x + lean, -20)], (27, 20, 13), mix(p.light, p.land[1], 0.28))
        for _ in range(15):
            y = c.rng.uniform(30, 800)
            c.line([(x + c.rng.uniform(-9, -2), y), (x + c.rng.uniform(2, 12), y + 2)], p.dark, 2.6, 190)
        for _ in range(24):
            c.ellipse(x + c.rng.uniform(-130, 130), c.rng.uniform(-30, 170), c.rng.uniform(14, 36), c.rng.uniform(10, 24),
                      mix(p.land[4], p.land[2], c.rng.random() * 0.7), 205)
    for x in (640, 1136):
        c.line([(x, 760), (x, 700)], p.dark, 4)
        c.glow(x, 696, 80, p.accent, 0.85)
        c.ellipse(x, 697, 8, 8, p.light)


def _gable(c: Canvas, x: float, foot: float, wide: float, tall: float, wall: Colour, lit: float) -> None:
    p = c.palette
    roof = mix(wall, p.dark, 0.55)
    peak = tall + wide * 0.42
    c.shaded([(x, foot), (x, foot - tall), (x + wide / 2, foot - peak), (x + wide, foot - tall), (x + wide, foot)],
             [mix(wall, p.light, 0.14), wall])
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
    tones = [p.accent, p.second, mix(p.light, p.second, 0.2), p.land[2], mix(p.accent, p.light, 0.42),
             mix(p.land[1], p.light, 0.2), mix(p.second, p.accent, 0.5), p.land[3]]
    c.box(446, 180, 470, 420, mix(p.light, p.land[0], 0.3))
    c.polygon([(438, 184), (478, 184), (458, 62)], p.land[3])
    x, number = -36.0, 0
    while x < WIDTH:
        wide = c.rng.uniform(104, 164)
        _gable(c, x, quay - 26, wide, c.rng.uniform(150, 262), tones[number % len(tones)], 0.4)
        x, number = x + wide + c.rng.choice((0, 3, 8)), number + 1
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
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((WIDTH, tall // SCALE // 3)).resize((WIDTH * SCALE, tall))
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
    c.ellipse(1222, 160, 40, 40, mix(p.sky[0], p.sky[1], 0.55))
    c.glow(760, 640, 1000, p.accent, 0.22, 0.4)
    c.ridge(520, 52, [p.land[0], p.land[1]], 0.9)
    for layer, (foot, low, high) in enumerate(((612, 60, 110), (660, 70, 140), (712, 84, 170))):
        tone = p.land[layer + 1]
        x = -40.0
        while x < WIDTH:
            wide, tall = c.rng.uniform(92, 176) * (0.8 + layer * 0.18), c.rng.uniform(low, high)
            rise = wide * c.rng.uniform(0.26, 0.42)
            wall = mix(tone, p.sky[1], c.rng.uniform(0, 0.22))
            c.polygon([(x, 760), (x, foot - tall), (x + wide / 2, foot - tall - rise), (x + wide, foot - tall), (x + wide, 760)], wall)
            c.box(x + wide * 0.68, foot - tall - rise * 0.95, x + wide * 0.78, foot - tall, wall)
            for column in range(2 + layer):
                for row in range(1 + int(tall > 100)):
                    if c.rng.random() < 0.4:
                        wx, wy = x + wide * (column + 0.6) / (2.4 + layer), foot - tall + 18 + row * 44
                        size = 7 + layer * 2.4
                        c.glow(wx, wy + 6, 34 + layer * 8, p.accent, 0.5)
                        c.box(wx - size, wy - size * 0.6, wx + size, wy + size * 1.6, mix(p.accent, p.light, c.rng.random() * 0.5))
            x += wide + c.rng.choice((0, 4, 22))
    if c.rng.random() < 2:
        c.box(540, 300, 604, 640, p.land[2])
        c.polygon([(530, 302), (614, 302), (572, 190)], p.land[3])
        c.ellipse(572, 348, 17, 17, mix(p.accent, p.light, 0.5))
        c.glow(572, 348, 60, p.accent, 0.5)
    c.gradient([p.land[3], p.land[4], p.dark], 712, HEIGHT)
    c.polygon([(0, 752), (WIDTH, 752), (WIDTH, 826), (0, 826)], mix(p.land[4], p.sky[1], 0.26))
    for x in range(40, WIDTH, 150):
        c.box(x, 787, x + 70, 790, p.light, 70)
    for x in (150, 520, 900, 1290):
        c.glow(x + 34, 762, 260, p.accent, 0.5, 0.28)
        c.line([(x, 768), (x, 506), (x + 10, 488), (x + 34, 486)], p.dark, 7)
        c.glow(x + 36, 500, 150, p.accent, 0.9)
        c.polygon([(x + 20, 488), (x + 52, 488), (x + 46, 502), (x + 26, 502)], p.light)
    c.polygon([(790, 792), (1180, 760), (1180, 838)], p.light, 46)
    c.glow(860, 796, 190, p.light, 0.5, 0.36)
    c.polygon([(620, 800), (620, 772), (650, 768), (676, 742), (744, 742), (770, 770), (796, 776), (796, 800)], mix(p.light, p.sky[2], 0.35))
    c.polygon([(684, 748), (708, 748), (708, 768), (666, 768)], p.land[4])
    c.polygon([(714, 748), (740, 748), (758, 768), (714, 768)], p.land[4])
    for x in (656, 762):
        c.ellipse(x, 801, 14, 14, p.dark)
        c.ellipse(x, 801, 6, 6, p.sky[2])
    c.ellipse(793, 784, 6, 6, p.light)
    c.ellipse(622, 784, 4, 6, (222, 80, 70))


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
            c.box(706 + book * 12, 310 + row * 48, 714 + book * 12, 344 + row * 48, (p.second, p.land[0], p.light)[(book + row) % 3], 200)
    c.box(826, 420, 900, 432, p.second)
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
        c.ribbon([(x, foot - size * 0.6), ((x + tip[0]) / 2, (foot + tip[1]) / 2 - size * 0.5), tip], (5, 13, 1),
                 mix((70, 120, 96), p.dark, c.rng.uniform(0, 0.5)))
    c.shaded([(x - size * 0.44, foot - size * 0.72), (x + size * 0.44, foot - size * 0.72), (x + size * 0.32, foot), (x - size * 0.32, foot)],
             [p.second, mix(p.second, p.dark, 0.45)])


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
        c.shaded([(0, shelf), (WIDTH, shelf), (WIDTH, shelf + 28), (0, shelf + 28)],
                 [mix(p.accent, p.land[1], 0.45), mix(p.land[1], p.dark, 0.35)])


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
    c.shaded([(x + 92, top - 62), (x + 158, top - 62), (x + 150, top), (x + 100, top)], [c.palette.light, c.palette.accent])
    c.ring(x + 164, top - 34, 19, 19, c.palette.accent, 255, 7)


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
        _crayon(c, [(1330 + math.cos(angle) * 118, 176 + math.sin(angle) * 118),
                    (1330 + math.cos(angle) * reach, 176 + math.sin(angle) * reach)], p.accent, 9, 220)
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


def _crayon_house(c: Canvas, x: float, foot: float, wide: float, tall: float, wall: Colour, roof: Colour, number: int) -> None:
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
        _crayon(c, [(x + tilt - 14 + (wide + 28) * share, top - 3),
                    (peak[0] + (share - 0.5) * 30, peak[1] + abs(share - 0.5) * 60)], roof, 8, 130)
    for line in (corners, [(x + tilt - 20, top + 2), peak, (x + wide + tilt + 20, top + 2)]):
        for a, b in zip(line, line[1:], strict=False):
            _crayon(c, [a, b], c.palette.dark, 5, 200)
    for wx in (0.26, 0.74):
        px, py, s = x + wide * wx + tilt * 0.7, top + tall * 0.28, 24
        c.box(px - s, py - s, px + s, py + s, mix(c.palette.accent, c.palette.light, 0.4))
        for a, b in (((-s, -s), (s, -s)), ((s, -s), (s, s)), ((s, s), (-s, s)), ((-s, s), (-s, -s)), ((0, -s), (0, s)), ((-s, 0), (s, 0))):
            _crayon(c, [(px + a[0], py + a[1]), (px + b[0], py + b[1])], c.palette.dark, 4, 190)
    dx = x + wide * (0.4 + 0.1 * (number % 2))
    c.polygon([(dx, foot), (dx, foot - 96), (dx + 54, foot - 96), (dx + 54, foot)], roof)
    for a, b in (((dx, foot), (dx, foot - 96)), ((dx, foot - 96), (dx + 54, foot - 96)), ((dx + 54, foot - 96), (dx + 54, foot))):
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


def aerial_fields(c: Canvas) -> None:
    """Fields and small houses from above, with a road winding down to the fjord."""
    p = c.palette
    c.gradient([p.land[2], p.land[3]])
    grid = [[(x * 230 - 120 + c.rng.uniform(-54, 54) - y * 46, y * 190 - 60 + c.rng.uniform(-40, 40) + x * 10)
             for x in range(10)] for y in range(6)]
    for y in range(5):
        for x in range(9):
            a, b, d, e = grid[y][x], grid[y][x + 1], grid[y + 1][x + 1], grid[y + 1][x]
            tone = mix(c.rng.choice(p.land), p.light, c.rng.uniform(0, 0.22))
            c.polygon([a, b, d, e], tone)
            rows = c.rng.choice((0, 12, 18, 26))
            for row in range(1, rows):
                s = row / rows
                c.line([(a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s), (e[0] + (d[0] - e[0]) * s, e[1] + (d[1] - e[1]) * s)],
                       mix(tone, p.dark, 0.24), 1.6, 120)
            for one, other in ((a, b), (b, d)):
                c.line([one, other], mix(p.land[4], p.dark, 0.25), 5, 210)
                for _ in range(7):
                    s, r = c.rng.random(), c.rng.uniform(5, 13)
                    _bush(c, one[0] + (other[0] - one[0]) * s, one[1] + (other[1] - one[1]) * s, r)
    coast = smooth([(980, 870), (1040, 740), (1170, 660), (1260, 520), (1420, 450), (1500, 330), (1640, 270)])
    for shift, tone in ((-26, mix(p.light, p.land[0], 0.2)), (-6, mix(p.second, p.light, 0.55)), (14, mix(p.second, p.light, 0.28)), (54, p.second), (130, mix(p.second, p.dark, 0.25))):
        c.polygon([*[(x + shift, y + shift * 0.7) for x, y in coast], (1720, 900), (980, 900)], tone)
    for _ in range(44):
        x, y = c.rng.uniform(1200, 1600), c.rng.uniform(560, 840)
        c.line(smooth([(x, y), (x + 16, y - 6), (x + 34, y), (x + 52, y - 6)], 6), p.light, 1.6, 90)
    road = [(-40, 250), (220, 300), (430, 250), (640, 380), (620, 540), (800, 600), (960, 560), (1110, 640)]
    c.ribbon(road, (32, 32, 32, 30, 30, 28, 26, 18), p.dark, 70)
    c.ribbon(road, (25, 25, 25, 24, 24, 22, 20, 12), mix(p.light, p.land[0], 0.15))
    for lane in ([(640, 400), (760, 350), (900, 370), (1030, 330)], [(640, 520), (520, 590), (400, 580), (300, 660)], [(800, 598), (850, 480), (980, 440)]):
        c.ribbon(lane, (15, 14, 11), mix(p.light, p.land[0], 0.15))
        for number, (x, y) in enumerate(smooth(lane, 4)[2:]):
            _roof(c, x + c.rng.uniform(-6, 6), y + (44 if number % 2 else -46), c.rng.uniform(-0.4, 0.4))
    for x, y, turn in ((1330, 640, 0.5), (1450, 560, 0.3), (1250, 770, 0.7)):
        dx, dy = math.cos(turn), -math.sin(turn)
        c.line([(x - dx * 60, y - dy * 60), (x, y)], p.light, 4, 90)
        c.polygon([(x + dx * 24, y + dy * 24), (x - dy * 8, y + dx * 8), (x - dx * 18, y - dy * 18), (x + dy * 8, y - dx * 8)], p.light)


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
