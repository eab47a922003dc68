"""A picture drawn at twice its size and reduced, so that every edge is smooth. Coordinates are those of the result."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from hub.demo.art.palettes import Colour, Palette

WIDTH, HEIGHT = 1600, 840
SCALE = 2
GRAIN = 4

Point = tuple[float, float]


class Canvas:
    """Shapes, gradients and glows, all decided by `slug`: the same slug gives the same pixels."""

    def __init__(self, slug: str, palette: Palette) -> None:
        self.rng = random.Random(f"fjordby {slug}")
        self.palette = palette
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette.sky[0])
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    def gradient(self, stops: Sequence[Colour], top: float = 0, bottom: float = HEIGHT) -> None:
        """A vertical gradient over the full width between two heights."""
        y0, y1 = round(top * SCALE), round(bottom * SCALE)
        self.image.paste(_column(stops, y1 - y0).resize((WIDTH * SCALE, y1 - y0)), (0, y0))

    def sky(self, horizon: float = HEIGHT) -> None:
        """The palette's sky down to the horizon."""
        self.gradient(self.palette.sky, 0, horizon)

    def polygon(self, points: Sequence[Point], fill: Colour, alpha: int = 255) -> None:
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=(*fill, alpha))

    def shaded(self, points: Sequence[Point], stops: Sequence[Colour]) -> None:
        """A polygon filled with a vertical gradient from its top to its bottom."""
        xs, ys = [x * SCALE for x, _ in points], [y * SCALE for _, y in points]
        left, top = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
        right = min(WIDTH * SCALE, math.ceil(max(xs)))
        bottom = min(HEIGHT * SCALE, math.ceil(max(ys)))
        if right <= left or bottom <= top:
            return
        mask = Image.new("1", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in zip(xs, ys, strict=True)], fill=1)
        self.image.paste(_column(stops, bottom - top).resize(mask.size), (left, top), mask)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour, alpha: int = 255) -> None:
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self._pen.ellipse(box, fill=(*fill, alpha))

    def ring(self, x: float, y: float, rx: float, ry: float, stroke: Colour, alpha: int, width: float = 1) -> None:
        box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self._pen.ellipse(box, outline=(*stroke, alpha), width=max(1, round(width * SCALE)))

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, alpha: int = 255) -> None:
        self._pen.rectangle([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], fill=(*fill, alpha))

    def line(self, points: Sequence[Point], stroke: Colour, width: float = 1, alpha: int = 255) -> None:
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self._pen.line(path, fill=(*stroke, alpha), width=max(1, round(width * SCALE)), joint="curve")

    def ribbon(self, points: Sequence[Point], widths: Sequence[float], fill: Colour, alpha: int = 255) -> None:
        """A smooth band through `points`, as wide at each of them as `widths` says."""
        centre = smooth(points)
        ws = np.interp(np.linspace(0, len(widths) - 1, len(centre)), np.arange(len(widths)), widths)
        left: list[Point] = []
        right: list[Point] = []
        for i, (x, y) in enumerate(centre):
            (ax, ay), (bx, by) = centre[max(0, i - 1)], centre[min(len(centre) - 1, i + 1)]
            length = math.hypot(bx - ax, by - ay) or 1
            nx, ny, half = -(by - ay) / length, (bx - ax) / length, float(ws[i]) / 2
            left.append((x + nx * half, y + ny * half))
            right.append((x - nx * half, y - ny * half))
        self.polygon([*left, *reversed(right)], fill, alpha)

    def road(self, points: Sequence[Point], widths: Sequence[float], fill: Colour) -> None:
        """A ribbon that keeps its width in sharp bends, where a single polygon would cross itself."""
        centre = smooth(points, 40)
        ws = np.interp(np.linspace(0, len(widths) - 1, len(centre)), np.arange(len(widths)), widths)
        for (x, y), width in zip(centre, ws, strict=True):
            self.ellipse(x, y, float(width) / 2, float(width) * 0.2, fill)

    def glow(self, x: float, y: float, radius: float, tint: Colour, strength: float = 1, flat: float = 1) -> None:
        """Soft light around a point; `flat` squeezes it vertically, `strength` goes from 0 to 1."""
        rx, ry = round(radius * 1.35 * SCALE), round(radius * 1.35 * SCALE * flat)
        # Pillow's gradient has 181 in the middle of its sides: the light must be gone there, or its square shows.
        curve = [round(max(0, 1 - v / 180) ** 1.8 * 255 * strength) for v in range(256)]
        mask = Image.radial_gradient("L").point(curve).resize((rx * 2, ry * 2), Image.Resampling.BILINEAR)
        self.image.paste(Image.new("RGB", mask.size, tint), (round(x * SCALE) - rx, round(y * SCALE) - ry), mask)

    def ridge(
        self, base: float, height: float, stops: Sequence[Colour], waves: float = 1.4
    ) -> Callable[[float], float]:
        """A hill line over the whole width, filled down to the bottom. Returns its height at each x."""
        parts = [
            (self.rng.uniform(0.7, 1.3) * waves * factor, self.rng.uniform(0, math.tau), weight)
            for factor, weight in ((1, 0.62), (2.3, 0.26), (4.9, 0.09), (11, 0.03))
        ]

        def line(x: float) -> float:
            return base - height * sum(w * math.sin(f * x / WIDTH * math.tau + phase) for f, phase, w in parts)

        outline = [(float(x), line(x)) for x in range(-4, WIDTH + 9, 4)]
        self.shaded([*outline, (WIDTH + 8, HEIGHT), (-4, HEIGHT)], stops)
        return line

    def finish(self) -> Image.Image:
        """The picture in its own size, with a quiet grain over it."""
        pixels = np.asarray(self.image.reduce(SCALE), dtype=np.int16)
        noise = np.frombuffer(self.rng.randbytes(WIDTH * HEIGHT), dtype=np.uint8).reshape(HEIGHT, WIDTH, 1)
        grain = noise.astype(np.int16) * (2 * GRAIN + 1) // 256 - GRAIN
        return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8), "RGB")


def smooth(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """Points along a Catmull-Rom curve through the given ones."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*curve, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _column(stops: Sequence[Colour], height: int) -> Image.Image:
    places = np.linspace(0, 1, max(1, height))
    marks = np.linspace(0, 1, len(stops))
    bands = [np.interp(places, marks, [stop[i] for stop in stops]) for i in range(3)]
    return Image.fromarray(np.stack(bands, axis=1).round().astype(np.uint8).reshape(max(1, height), 1, 3), "RGB")
