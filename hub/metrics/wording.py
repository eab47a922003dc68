"""Figures, windows and sources in words, in the reader's language, and figures as points of a chart."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hub.accounts.models import Unit
from hub.core import i18n
from hub.core.charts import Point
from hub.counting.cells import THRESHOLD
from hub.counting.windows import WindowKind, parse
from hub.metrics.disclosure import (
    Amount,
    Band,
    DisclosedTable,
    Exact,
    Figure,
    Lost,
    NotReported,
    Over,
    Reason,
    Shown,
    TooUncertain,
    Under,
)
from hub.recruitment.rules import SOURCE_LABELS, Source
from hub.sources.rules import kroner

_REASONS = {
    Reason.PROTECTS: _l("not shown"),
    Reason.HELD_BACK: _l("held back for a check"),
    Reason.NOT_YET: _l("not counted up"),
    Reason.NO_HEADCOUNT: _l("the number of employees is missing"),
    Reason.NO_COST: _l("no cost entered"),
    Reason.NOTHING: _l("nothing to divide by"),
    Reason.TOO_FEW: _l("too few to say"),
}


def text(figure: Figure) -> str:
    """The figure as a page says it, such as "about 45 ± 10" or "under 10"."""
    return _text(figure, get_locale())


@lru_cache(maxsize=4096)
def _text(figure: Figure, _reader: Locale | None) -> str:
    """Kept by the figure and the reader's language alone: a file says the same few figures a hundred thousand times."""
    match figure:
        case Shown(value, margin, partial):
            words = str(_("about %(value)s", value=i18n.number(value)))
            words = words if margin is None else f"{words} ± {i18n.number(margin)}"
            return str(_("%(figure)s (part of the count was lost)", figure=words)) if partial else words
        case Exact(value):
            return i18n.number(value)
        case Amount(ore, about):
            amount = money(ore)
            return str(_("about %(value)s", value=amount)) if about else amount
        case Under(limit):
            return str(_("under %(limit)s", limit=i18n.number(limit)))
        case Over(limit):
            return str(_("over %(limit)s", limit=i18n.number(limit)))
        case Band(low, high):
            return band(low, high)
        case TooUncertain():
            return str(_("too uncertain to show"))
        case Lost():
            return str(_("the count was lost"))
        case NotReported(reason):
            return str(_REASONS[reason])


def main(figure: Figure) -> str:
    """The figure without its margin, for where that stands beside it in smaller print."""
    if isinstance(figure, Shown) and not figure.partial:
        return str(_("about %(value)s", value=i18n.number(figure.value)))
    return text(figure)


def margin(figure: Figure) -> str | None:
    """The margin alone; None where there is none, or where `main` says it."""
    if isinstance(figure, Shown) and figure.margin is not None and not figure.partial:
        return i18n.number(figure.margin)
    return None


def band(low: int, high: int) -> str:
    """A band of rates, in per cent: never 0 % and never 100 %."""
    if low <= 0:
        return str(_("under %(percent)s", percent=i18n.percent(high / 100)))
    if high >= 100:
        return str(_("over %(percent)s", percent=i18n.percent(low / 100)))
    return f"{low}–{i18n.percent(high / 100)}"


def money(ore: int) -> str:
    """1.250,00 kr. / DKK 1,250.00, from øre."""
    return str(_("DKK %(amount)s", amount=kroner(ore, i18n.locale())))


def is_number(figure: Figure) -> bool:
    """Whether the figure is a number and not a word."""
    return isinstance(figure, Shown | Exact | Amount | Over | Band)


def point(label: str, figure: Figure) -> Point:
    """The figure as a bar: without a height where there is no number to show."""
    if isinstance(figure, Shown | Exact):
        return Point(label, figure.value, getattr(figure, "margin", None))
    if isinstance(figure, Amount):
        # A bar's number is in whole kroner; the table beside it has the øre.
        return Point(label, (figure.ore + 50) // 100)
    return Point(label, None, note=text(figure) if not isinstance(figure, Under) or figure.limit != THRESHOLD else None)


def points(table: DisclosedTable, column: str, *, short: bool = False) -> list[Point]:
    """A column of a table as bars; `short` labels weeks by their number alone."""
    labels = [short_window(row.key) if short else row.label for row in table.rows]
    return [point(label, figure) for label, figure in zip(labels, table.column(column), strict=True)]


def window(key: str) -> str:
    """Week 47, 2026 · November 2026 · Quarter 4, 2026, in the reader's language."""
    return _window(key, get_locale())


@lru_cache(maxsize=1024)
def _window(key: str, _reader: Locale | None) -> str:
    """Kept as in `_text`."""
    found = parse(key)
    if found.kind is WindowKind.WEEK:
        return str(_("Week %(number)s, %(year)s", number=int(key[-2:]), year=key[:4]))
    if found.kind is WindowKind.QUARTER:
        return str(_("Quarter %(number)s, %(year)s", number=key[-1], year=key[:4]))
    return format_date(found.starts, "LLLL y", locale="da" if i18n.locale() == "da" else "en_GB")


def short_window(key: str) -> str:
    """The number of a week, for under a bar; other windows in full."""
    return str(int(key[-2:])) if parse(key).kind is WindowKind.WEEK else window(key)


def source(name: str) -> str:
    """Who carries a link, in the reader's language."""
    return str(SOURCE_LABELS[Source(name)]) if name in set(Source) else name


def unit_name(unit: Unit) -> str:
    """A unit's name in the reader's language."""
    return unit.name(i18n.locale())
