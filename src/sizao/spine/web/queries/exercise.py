"""What leaves a drill says so: Word papers and Excel lists are stamped on their way out, whatever room made them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

STAMP = "演练 · 非真实疫情   EXERCISE · not a real outbreak"
TAB = "演练 "
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TAB = 31
RED = "C00000"


def word(body: bytes) -> bytes:
    """The same paper with the stamp at the head of every page."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    document = Document(BytesIO(body))
    for section in document.sections:
        for head in (section.header, section.first_page_header, section.even_page_header):
            head.is_linked_to_previous = False
            run = head.add_paragraph().add_run(STAMP)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(14), RGBColor.from_string(RED)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def excel(body: bytes) -> bytes:
    """The same lists, the stamp on their tabs and at the head of every printed page; no row is moved."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(body))
    for sheet in book.worksheets:
        sheet.title = (TAB + sheet.title)[:LONGEST_TAB]
        sheet.sheet_properties.tabColor = RED
        for head in (sheet.oddHeader, sheet.evenHeader, sheet.firstHeader):
            head.center.text, head.center.color = STAMP, RED
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


STAMPS: dict[str, Callable[[bytes], bytes]] = {WORD: word, EXCEL: excel}


def named(disposition: str) -> str:
    """A ``Content-Disposition`` whose file name begins with EXERCISE."""
    plain = re.sub(r'filename="', 'filename="EXERCISE-', disposition)
    return re.sub(r"filename\*=([Uu][Tt][Ff]-8'[^']*')", r"filename*=\1EXERCISE-", plain)
