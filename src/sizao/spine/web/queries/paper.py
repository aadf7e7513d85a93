"""The makings of a Word paper: the official page of GB/T 9704-2012, its type, tables and page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

BODY_FONT, TITLE_FONT, HEADING_FONT, SECOND_FONT, NUMBER_FONT = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
LATIN, LATIN_PLAIN = "Times New Roman", "Arial"
RED, BLUE = "C00000", "0B5CAD"


FULL_WIDTH = dict(zip(",;:()?!", "\uff0c\uff1b\uff1a\uff08\uff09\uff1f\uff01", strict=True))
BESIDE = re.compile(r"(?<=[^\x00-\x7f])[,;:()?!]|[,;:()?!](?=[^\x00-\x7f])")


def full_width(text: str) -> str:
    """Chinese text with the punctuation of an official paper (GB/T 15834): full-width where a Chinese character stands beside."""
    return BESIDE.sub(lambda found: FULL_WIDTH[found.group()], text)


def punctuate(document: Any) -> None:
    """Give everything that a Chinese paper says full-width punctuation, its tables too."""
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    for each in (*document.paragraphs, *(line for cell in cells for line in cell.paragraphs)):
        for run in each.runs:
            said = full_width(run.text)
            if said != run.text:
                run.text = said


def new_paper(*, plain: bool = False) -> Any:
    """An empty document: A4, margins 37, 35, 28 and 26 mm; 22 lines of 28 characters in 16 point, unless it is plain."""
    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page.footer_distance = Mm(28)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5 if plain else 16)
    set_font(style.element.get_or_add_rPr(), BODY_FONT, LATIN_PLAIN if plain else LATIN)
    if not plain:
        style.paragraph_format.line_spacing = Pt(28.95)
    return document


def numeral(place: int) -> str:
    """A Chinese numeral for a paragraph of an official paper, up to ninety-nine."""
    tens, ones = divmod(place, 10)
    digits = "零一二三四五六七八九"
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not tens else "")


def saved(document: Any) -> bytes:
    """The document's bytes."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def set_font(properties: Any, name: str, latin: str = LATIN) -> None:
    """Give a run or style its Chinese and its Latin face."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for side in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(side), name if side == "w:eastAsia" else latin)


def paragraph(
    document: Any, text: str, *, size: float = 16, font: str = BODY_FONT, latin: str = LATIN, align: str = "",
    bold: bool = False, indent: bool = False, colour: str = "", style: str | None = None,
) -> Any:  # fmt: skip
    """Add a paragraph of one run; ``align`` is ``center`` or ``right``, ``indent`` two characters.

    What is set as a heading stays on the page of what it heads.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    made = document.add_paragraph(style=style)
    made.paragraph_format.space_after = Pt(0)
    made.paragraph_format.keep_with_next = True if font == HEADING_FONT else None
    if align:
        made.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    if indent:
        made.paragraph_format.first_line_indent = Pt(size * 2)
    run = made.add_run(text)
    run.font.size = Pt(size)
    run.bold = bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    set_font(run._element.get_or_add_rPr(), font, latin)
    return made


def rule(made: Any, colour: str = RED, eighths: int = 18) -> None:
    """Draw a line below a paragraph: the red line that parts the head of an official paper from its text."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    made._p.get_or_add_pPr().append(borders)


def page_numbers(document: Any) -> None:
    """Page numbers as the standard has them: 14 point, between dashes, outside on odd and even pages."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        made = paragraph(footer, "— ", size=14, font=NUMBER_FONT, align=side)
        _field(made, "PAGE")
        made.add_run(" —")
        for run in made.runs:
            _sized(run, 14)


def _sized(run: Any, size: float) -> None:
    from docx.shared import Pt

    run.font.size = Pt(size)
    set_font(run._element.get_or_add_rPr(), NUMBER_FONT)


def _field(made: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = made.add_run()
    for kind in ("begin", "", "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = code
        run._r.append(part)


def table(
    document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], *, latin: str = LATIN, size: float = 10.5,
    widths: Sequence[float] = (), numbers: frozenset[int] = frozenset(),
) -> Any:  # fmt: skip
    """Add a boxed table whose head row repeats on every page; ``widths`` in millimetres, ``numbers`` columns to the right."""
    made = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    made.autofit = not widths
    for cell, text in zip(made.rows[0].cells, heads, strict=True):
        _cell(cell, text, bold=True, latin=latin, size=size, align="center")
        _shade(cell)
    _repeat(made.rows[0])
    for row in rows:
        cells = made.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _cell(cell, text, latin=latin, size=size, align="right" if column in numbers else "")
    _widen(made, widths)
    return made


def _widen(made: Any, widths: Sequence[float]) -> None:
    from docx.shared import Mm

    for column, width in zip(made.columns, widths, strict=bool(widths)):
        column.width = Mm(width)  # the grid too: a reader that goes by it would make all columns alike
    for row in made.rows if widths else ():
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _shade(cell: Any, fill: str = "E9EFF8") -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _cell(cell: Any, text: str, *, bold: bool = False, latin: str, size: float, align: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    made = cell.paragraphs[0]
    made.paragraph_format.line_spacing = 1.0
    made.paragraph_format.space_after = Pt(0)
    if align:
        made.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    run = made.add_run(text)
    run.font.size = Pt(size)
    run.bold = bold
    set_font(run._element.get_or_add_rPr(), BODY_FONT, latin)


def image(document: Any, png: bytes, width: float = 156) -> None:
    """Add a picture over the width of the text, in millimetres."""
    from docx.shared import Mm, Pt

    made = document.add_paragraph()
    made.paragraph_format.line_spacing = 1.0
    made.paragraph_format.space_after = Pt(0)
    made.add_run().add_picture(BytesIO(png), width=Mm(width))
