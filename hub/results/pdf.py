"""The monthly letter as a PDF for paper: two sides of A4, drawn here, with fonts of our own so that it looks the same
everywhere.
"""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask_babel import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF, ViewerPreferences
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from hub.core import charts
from hub.results.rules import Lesson, Letter

VENDOR = Path(__file__).parent.parent.parent / "static" / "vendor"
REGULAR, BOLD = "source-sans-3.052-regular.ttf", "source-sans-3.052-bold.ttf"
FAMILY = "Source Sans 3"
LEFT, TOP, BOTTOM = 20.0, 18.0, 20.0
WIDTH = 210.0 - 2 * LEFT
INK, SOFT, ACCENT, BAR, LINE, PALE = (
    (22, 36, 43), (76, 93, 102), (13, 87, 99), (66, 138, 149), (214, 208, 196), (239, 246, 246),
)  # fmt: skip
# Fonts are cut down to the letters in use; what the tool for that says about it is no event of ours.
logging.getLogger("fontTools").setLevel(logging.ERROR)


@dataclass(frozen=True)
class About:
    """What stands on every sheet."""

    org_name: str
    version: str
    written_on: dt.date
    locale: str


def letter(found: Letter, about: About) -> bytes:
    """The letter as a PDF file, in the language of the page that asks."""
    sheet = _Sheet(about, _("Results for %(month)s", month=found.label))
    sheet.add_page()
    _head(sheet, found)
    _numbers(sheet, found)
    _weeks(sheet, found)
    _went_out(sheet, found)
    _table(sheet, _("Clicks by source"), found.source_heads, found.sources)
    _table(sheet, _("Where colleagues shared"), found.network_heads, found.networks)
    _lessons(sheet, _("What worked"), found.worked)
    _lessons(sheet, _("What did not work"), found.failed)
    _planned(sheet, found)
    _closing(sheet)
    made = bytes(sheet.output())
    for font in sheet.fonts.values():
        # The library leaves the files of the fonts open.
        if isinstance(font, TTFFont):
            font.ttfont.close()
    return made


class _Sheet(FPDF):
    """A4 with our fonts, a footer with date, version and page numbers, and the language and title for screen
    readers.
    """

    def __init__(self, about: About, title: str) -> None:
        super().__init__(format="A4", unit="mm")
        self._about = about
        self.add_font(FAMILY, "", VENDOR / REGULAR)
        self.add_font(FAMILY, "B", VENDOR / BOLD)
        self.set_margins(LEFT, TOP, LEFT)
        self.c_margin = 0
        self.set_auto_page_break(True, BOTTOM)
        self.set_lang(about.locale)
        self.set_title(printable(title))
        self.set_author(printable(about.org_name))
        self.set_creator(f"Delfrit {about.version}")
        self.set_creation_date(dt.datetime.combine(about.written_on, dt.time(6), dt.UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def footer(self) -> None:
        """Who, when, which program, and which page of how many."""
        self.set_y(-14)
        self.set_draw_color(*LINE)
        self.line(LEFT, self.get_y() - 1.5, LEFT + WIDTH, self.get_y() - 1.5)
        self.type(8.5, SOFT)
        said = f"{self._about.org_name} · Delfrit {self._about.version}"
        self.cell(WIDTH * 0.7, 5, printable(said))
        pages = _("Page %(page)s of %(pages)s", page=self.page_no(), pages="{nb}")
        self.cell(WIDTH * 0.3, 5, pages, align="R")

    def type(self, size: float, colour: tuple[int, int, int] = INK, *, bold: bool = False) -> None:
        """Go on in this size and colour."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)

    def paragraph(self, text: str, height: float = 5.4) -> None:
        """Text over the whole width, and a new line after it."""
        self.multi_cell(WIDTH, height, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")

    def heading(self, text: str, room: float = 28) -> None:
        """A heading that is not left alone at the foot of a sheet."""
        if self.get_y() + room > self.h - BOTTOM:
            self.add_page()
        else:
            self.ln(4.5)
        self.type(13.5, ACCENT, bold=True)
        self.start_section(printable(text))
        self.paragraph(text, 6.6)
        self.ln(0.8)


@cache
def _known() -> frozenset[int]:
    """The signs that both fonts have."""
    found = []
    for name in (REGULAR, BOLD):
        with TTFont(VENDOR / name, lazy=True) as font:
            found.append(frozenset(font.getBestCmap()))
    return found[0] & found[1]


def printable(text: str) -> str:
    """The text as the fonts can print it: pictures are left out, a letter of an unknown script becomes a question
    mark, and line breaks become spaces.
    """
    found = []
    for sign in unicodedata.normalize("NFC", " ".join(text.split())):
        if ord(sign) in _known():
            found.append(sign)
        elif unicodedata.category(sign)[0] in "LN":
            found.append("?")
    return " ".join("".join(found).split())


def _head(sheet: _Sheet, found: Letter) -> None:
    sheet.set_fill_color(*ACCENT)
    sheet.rect(0, 0, 210, 5, style="F")
    sheet.type(10.5, SOFT, bold=True)
    sheet.paragraph(_("Letter to all of us at %(organisation)s", organisation=sheet._about.org_name))
    sheet.type(27, INK, bold=True)
    sheet.paragraph(_("Results for %(month)s", month=found.label), 12)
    sheet.ln(1)
    sheet.type(12.5, INK)
    sheet.paragraph(" ".join(found.summary), 6.4)
    sheet.ln(0.5)
    sheet.type(10, SOFT)
    sheet.paragraph(
        _("Everybody gets the same letter. It says nothing about any one person: nobody can see who shares.")
        + " "
        + _("Written on %(date)s.", date=found.written)
    )


def _numbers(sheet: _Sheet, found: Letter) -> None:
    """The figures side by side, three in a row."""
    sheet.ln(3.5)
    gap, across, height = 4.0, 3, 30.0
    width = (WIDTH - gap * (across - 1)) / across
    for start in range(0, len(found.figures), across):
        top = sheet.get_y()
        for place, (what, figure, about) in enumerate(found.figures[start : start + across]):
            left = LEFT + place * (width + gap)
            sheet.set_fill_color(*PALE)
            sheet.rect(left, top, width, height, style="F", round_corners=True, corner_radius=2)
            sheet.set_xy(left + 3.5, top + 3)
            sheet.type(9.5, SOFT, bold=True)
            sheet.multi_cell(width - 7, 4.2, printable(what), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
            size = _fitting(sheet, figure, width - 7)
            sheet.type(size, INK, bold=True)
            sheet.set_xy(left + 3.5, top + 13)
            sheet.multi_cell(width - 7, 7, printable(figure), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
            sheet.type(8.5, SOFT)
            sheet.set_xy(left + 3.5, top + 21.5)
            sheet.multi_cell(width - 7, 3.8, printable(about), align="L")
        sheet.set_xy(LEFT, top + height + gap)


def _fitting(sheet: _Sheet, text: str, width: float) -> float:
    """The largest size in which the text stands on one line."""
    for size in (19.0, 17.0, 15.0, 13.0):
        sheet.set_font(FAMILY, "B", size)
        if sheet.get_string_width(printable(text)) <= width:
            return size
    return 11.0


def _weeks(sheet: _Sheet, found: Letter) -> None:
    """Standing bars with their margins; the figures of each week stand above them, so the drawing needs no table."""
    if not found.weeks:
        return
    sheet.heading(_("Shares, week by week"), 70)
    chart = charts.column_chart(found.points, 112)
    scale, top = 0.32, sheet.get_y()

    def across(percent: float) -> float:
        return LEFT + WIDTH * percent / 100

    for tick in chart.ticks:
        sheet.set_draw_color(*LINE)
        sheet.line(LEFT, top + tick.y * scale, LEFT + WIDTH, top + tick.y * scale)
        sheet.type(8, SOFT)
        sheet.text(LEFT, top + tick.y * scale - 0.8, str(tick.value))
    for column in chart.columns:
        left, width = across(column.x), WIDTH * column.width / 100
        sheet.set_fill_color(*(PALE if column.hidden else BAR))
        sheet.set_draw_color(*(SOFT if column.hidden else BAR))
        style = "DF" if column.hidden else "F"
        sheet.rect(left, top + column.y * scale, width, column.height * scale, style=style)
        if column.whisker_top is not None and column.whisker_bottom is not None:
            sheet.set_draw_color(*INK)
            middle, high, low = (
                across(column.centre), top + column.whisker_top * scale, top + column.whisker_bottom * scale
            )  # fmt: skip
            sheet.line(middle, high, middle, low)
            sheet.line(middle - 1, high, middle + 1, high)
            sheet.line(middle - 1, low, middle + 1, low)
        said = ("–" if column.point.note else "<10") if column.hidden else str(column.point.value)
        _centred(sheet, across(column.centre), top + column.text_y * scale, said, 8.5, INK, bold=True)
        _centred(sheet, across(column.centre), top + chart.base_y * scale + 4.2, column.point.label, 8.5, SOFT)
    sheet.set_xy(LEFT, top + chart.base_y * scale + 6.5)
    sheet.type(9, SOFT)
    sheet.paragraph(
        _(
            "The numbers below are weeks. The line through a bar is the margin: counts are slightly inaccurate on "
            "purpose, so that nobody can be found in them."
        ),
        4.4,
    )


def _centred(
    sheet: _Sheet, x: float, y: float, text: str, size: float, colour: tuple[int, int, int], *, bold: bool = False
) -> None:
    sheet.type(size, colour, bold=bold)
    sheet.text(x - sheet.get_string_width(printable(text)) / 2, y, printable(text))


def _went_out(sheet: _Sheet, found: Letter) -> None:
    if not found.kits:
        return
    sheet.heading(_("What went out"))
    groups: dict[str, list[str]] = {}
    for title, _slug, said in found.kits:
        groups.setdefault(said, []).append(title)
    for said, titles in groups.items():
        sheet.type(10.5, SOFT, bold=True)
        sheet.paragraph(said, 5.6)
        for title in titles:
            _item(sheet, title)
        sheet.ln(0.8)


def _item(sheet: _Sheet, text: str, after: str = "") -> None:
    """A line of a list, kept together on one sheet."""
    sheet.type(11)
    lines = sheet.multi_cell(WIDTH - 5, 5.4, printable(f"{text} {after}"), dry_run=True, output=MethodReturnValue.LINES)
    needed = 5.4 * len(lines) if isinstance(lines, list) else 5.4
    if sheet.get_y() + needed > sheet.h - BOTTOM:
        sheet.add_page()
    top = sheet.get_y()
    sheet.set_fill_color(*BAR)
    sheet.ellipse(LEFT + 0.6, top + 2.1, 1.3, 1.3, style="F")
    sheet.set_x(LEFT + 5)
    sheet.set_left_margin(LEFT + 5)
    sheet.write(5.4, printable(text))
    if after:
        sheet.type(10, SOFT)
        sheet.write(5.4, "  " + printable(after))
    sheet.ln(5.8)
    sheet.set_left_margin(LEFT)
    sheet.set_x(LEFT)


def _table(sheet: _Sheet, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    sheet.heading(title, 16 + 6.2 * min(len(rows), 8))
    sheet.set_draw_color(*LINE)
    sheet.set_fill_color(255)
    sheet.type(10)
    width = 38.0
    with sheet.table(
        col_widths=(WIDTH - width * (len(heads) - 1), *(width for _head in heads[1:])),
        width=WIDTH,
        align="L",
        text_align=("LEFT", *("RIGHT" for _head in heads[1:])),
        borders_layout="HORIZONTAL_LINES",
        line_height=6,
        padding=(0.2, 0),
        headings_style=FontFace(family=FAMILY, emphasis="BOLD", color=SOFT),
    ) as table:
        for row in (heads, *rows):
            line = table.row()
            for cell in row:
                line.cell(printable(cell))


def _lessons(sheet: _Sheet, title: str, lessons: Sequence[Lesson]) -> None:
    if not lessons:
        return
    sheet.heading(title)
    for lesson in lessons:
        _item(sheet, lesson.text, f"({lesson.campaign})")


def _planned(sheet: _Sheet, found: Letter) -> None:
    if not found.planned:
        return
    sheet.heading(_("What is planned"))
    for title, _slug, said in found.planned:
        _item(sheet, f"{title}:", said)


def _closing(sheet: _Sheet) -> None:
    if sheet.get_y() + 26 > sheet.h - BOTTOM:
        sheet.add_page()
    sheet.ln(5)
    sheet.set_draw_color(*ACCENT)
    sheet.line(LEFT, sheet.get_y(), LEFT + 30, sheet.get_y())
    sheet.ln(2.5)
    sheet.type(10.5)
    sheet.paragraph(
        _(
            "Thank you to everybody who shared, and to everybody who read along. Sharing is voluntary: it has no "
            "consequence whether you do."
        )
    )
    sheet.ln(1)
    sheet.type(9, SOFT)
    counting = _(
        "Shares are counted without names, made slightly inaccurate, and rounded. Clicks on colleagues’ posts are "
        "rounded to 10. How we count stands in Delfrit under Results."
    )
    sheet.paragraph(f"{_('All figures in this letter are measured.')} {counting}", 4.4)
