"""Writes a document of the privacy pack as DOCX: real headings, lists and tables, so that it can be read aloud."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from hub.admin.privacy_pack_blocks import Block, Bullets, Document, FillIn, Heading, Table, Text

_LANGUAGES = {"da": "da-DK", "en": "en-GB"}
_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = Cm(21), Cm(29.7), Cm(2)


def write(document: Document, *, locale: str, issued: str, author: str, moment: dt.datetime) -> bytes:
    """The file. `issued` is the line with date and version, which stands under the title and on every page."""
    file = docx.Document()
    _set_up(file, locale)
    properties = file.core_properties
    properties.title, properties.author, properties.language = document.title, author, _LANGUAGES[locale]
    properties.comments = ""
    properties.created = properties.modified = moment.replace(tzinfo=None)
    file.add_heading(document.title, level=1)
    file.add_paragraph(document.lede)
    file.add_paragraph(issued).runs[0].italic = True
    for block in document.blocks:
        _add(file, block)
    _add_footer(file, f"{document.title} · {issued}")
    found = BytesIO()
    file.save(found)
    return found.getvalue()


def _set_up(file: Any, locale: str) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = _PAGE_WIDTH, _PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    # The language decides how a screen reader speaks and a word processor spells.
    for style in file.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            language = OxmlElement("w:lang")
            language.set(qn("w:val"), _LANGUAGES[locale])
            style.element.get_or_add_rPr().append(language)


def _add(file: Any, block: Block) -> None:
    match block:
        case Heading(text):
            file.add_heading(text, level=2)
        case Text(text):
            file.add_paragraph(text)
        case Bullets(items):
            for item in items:
                file.add_paragraph(item, style="List Bullet")
        case FillIn(label):
            paragraph = file.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run("_" * 40)
        case Table():
            _add_table(file, block)


def _add_table(file: Any, table: Table) -> None:
    caption = file.add_paragraph(table.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = file.add_table(rows=0, cols=len(table.head), style="Table Grid")
    for number, cells in enumerate((table.head, *table.rows)):
        row = made.add_row()
        for place, text in enumerate(cells):
            paragraph = row.cells[place].paragraphs[0]
            run = paragraph.add_run(text)
            run.bold, run.font.size = number == 0 or place == 0, Pt(9.5)
        _mark(row, "w:cantSplit")
    # A header row is repeated on each page, and is what a screen reader names with each cell.
    _mark(made.rows[0], "w:tblHeader")
    file.add_paragraph()


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _add_footer(file: Any, text: str) -> None:
    paragraph = file.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text} · ").font.size = Pt(8.5)
    run = paragraph.add_run()
    run.font.size = Pt(8.5)
    for kind, content in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = content
        run._r.append(part)
