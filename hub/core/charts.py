"""Geometry for the server-rendered charts in ``templates/_macros/charts.html``.

Pure functions: figures in, positions out. Horizontal positions are percentages of the plot and vertical
positions are pixels, so a chart fills any width while its text keeps its size on a phone.
A figure that may not be shown is ``None`` and gets a stub of fixed size: its height says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

PLOT_TOP = 26
PLOT_LEFT_PERCENT = 7.0
STUB_HEIGHT = 14
LABEL_BAND = 28
ROW_MAX_PERCENT = 100.0
ROW_STUB_PERCENT = 5.0

LabelShown = Literal["always", "wide", "never"]


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: ``value`` None means "may not be shown"; ``margin`` is half the width of the whisker.

    ``note`` says in words why there is no value, where it is not that it is below the threshold.
    """

    label: str
    value: int | None
    margin: int | None = None
    href: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line: its value and its distance from the top in pixels."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Column:
    """One standing bar. ``x``, ``width`` and ``centre`` are percentages; the rest pixels from the top."""

    point: Point
    x: float
    width: float
    centre: float
    y: float
    height: float
    whisker_top: float | None
    whisker_bottom: float | None
    text_y: float
    label_shown: LabelShown

    @property
    def hidden(self) -> bool:
        return self.point.value is None


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """A whole column chart: bars, grid lines and the pixel height of the drawing."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    base_y: float
    height: int
    dense: bool
    has_hidden: bool
    has_margin: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One lying bar: its length and whisker ends as percentages of the longest."""

    point: Point
    length: float
    whisker_low: float | None
    whisker_high: float | None

    @property
    def hidden(self) -> bool:
        return self.point.value is None


def as_points(series: Iterable[Point | Mapping[str, Any]]) -> tuple[Point, ...]:
    """Accept points or mappings with ``label``, ``value`` and optionally ``margin`` and ``href``.

    Raises ValueError for a negative value or margin: a count is never below zero.
    """
    points = tuple(
        item
        if isinstance(item, Point)
        else Point(str(item["label"]), item["value"], item.get("margin"), item.get("href"))
        for item in series
    )
    for point in points:
        if (point.value or 0) < 0 or (point.margin or 0) < 0:
            raise ValueError(f"{point.label}: a chart draws no negative figures")
    return points


PHONE_CHARACTERS = 42
WIDE_CHARACTERS = 92
"""How many characters of labels stand side by side under a chart, on a phone and in a column of a page."""


def nice_scale(highest: int, max_ticks: int = 4) -> tuple[int, int]:
    """The (top, step) of a round axis: step is 1, 2 or 5 times a power of ten, top ≥ highest."""
    if highest <= 0:
        return (10, 5)
    step, power = 1, 1
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            top = -(-highest // step) * step
            if top // step <= max_ticks:
                return (top, step)
        power *= 10


def _highest(points: Sequence[Point]) -> int:
    return max((p.value + (p.margin or 0) for p in points if p.value is not None), default=0)


def _label_shown(index: int, count: int, longest: int = 0) -> LabelShown:
    """Which labels have room below their bars: the newest always, others as their number and length allow.

    `longest` is the length of the longest label in characters, of which a phone has room for about 40 side by side,
    and a card beside another for about twice as many.
    """
    from_end = count - 1 - index
    wide_step = 1 if count <= 16 else -(-count // 12)
    wide_step = max(wide_step, -(-count * (longest + 1) // WIDE_CHARACTERS))
    phone_step = wide_step if count <= 8 else wide_step * -(-count // (wide_step * 6))
    phone_step = max(phone_step, -(-count * (longest + 1) // PHONE_CHARACTERS))
    phone_step = wide_step * -(-phone_step // wide_step)
    if from_end % phone_step == 0:
        return "always"
    return "wide" if from_end % wide_step == 0 else "never"


def column_chart(series: Iterable[Point | Mapping[str, Any]], plot_height: int = 160) -> ColumnChart:
    """Lay out standing bars over a round-numbered axis; ``plot_height`` is the axis height in pixels."""
    points = as_points(series)
    top, step = nice_scale(_highest(points))
    base = PLOT_TOP + plot_height
    slot = (100 - PLOT_LEFT_PERCENT) / max(len(points), 1)
    share = 0.5 if len(points) <= 4 else 0.68

    def y_of(value: int) -> float:
        return round(base - min(max(value, 0), top) * plot_height / top, 2)

    columns = []
    longest = max((len(point.label) for point in points), default=0)
    for index, point in enumerate(points):
        centre = PLOT_LEFT_PERCENT + slot * (index + 0.5)
        width = min(slot * share, 12.0)
        y = y_of(point.value) if point.value is not None else float(base - STUB_HEIGHT)
        high = low = None
        if point.value is not None and point.margin:
            high, low = y_of(point.value + point.margin), y_of(point.value - point.margin)
        columns.append(
            Column(
                point=point,
                x=round(centre - width / 2, 2),
                width=round(width, 2),
                centre=round(centre, 2),
                y=y,
                height=round(base - y, 2),
                whisker_top=high,
                whisker_bottom=low,
                text_y=round((high if high is not None else y) - 7, 2),
                label_shown=_label_shown(index, len(points), longest),
            )
        )
    return ColumnChart(
        columns=tuple(columns),
        ticks=tuple(Tick(value, y_of(value)) for value in range(0, top + 1, step)),
        base_y=float(base),
        height=base + LABEL_BAND,
        dense=len(points) > 14,
        has_hidden=any(p.value is None and not p.note for p in points),
        has_margin=any(p.value is not None and p.margin for p in points),
    )


def row_chart(series: Iterable[Point | Mapping[str, Any]]) -> tuple[Row, ...]:
    """Lay out lying bars, the longest with its margin = 100 %.

    The order is the caller's and stays: sorting here could rank units.
    """
    points = as_points(series)
    top = _highest(points) or 1

    def percent(value: int) -> float:
        return round(min(max(value, 0), top) * ROW_MAX_PERCENT / top, 2)

    rows = []
    for point in points:
        if point.value is None:
            rows.append(Row(point, ROW_STUB_PERCENT, None, None))
            continue
        low = high = None
        if point.margin:
            low, high = percent(point.value - point.margin), percent(point.value + point.margin)
        rows.append(Row(point, percent(point.value), low, high))
    return tuple(rows)


JINJA_GLOBALS = {"column_chart": column_chart, "row_chart": row_chart}
