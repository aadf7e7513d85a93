"""What papers say that the platform prints: the text of a Word file's paragraphs and tables, and of a PDF's pages."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"/Length (\d+)\b[^>]*>>\s*stream\r?\n", re.DOTALL)
"""Where the bytes of a stream begin, and how many they are: the last of them may look like a line's end."""
FONT = re.compile(rb"/(f\d+) (\d+) 0 R")
MEANING = re.compile(rb"/ToUnicode (\d+) 0 R")
PAIR = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
PLAIN = rb"[^()\\]|\\."
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:" + PLAIN + rb"|\((?:" + PLAIN + rb")*\))*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of_word(paper: bytes) -> str:
    """Paragraphs, then tables with a line a row, its cells apart by a bar."""
    from docx import Document

    document = Document(BytesIO(paper))
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([*(each.text for each in document.paragraphs), *rows])


def text_of_pdf(paper: bytes) -> str:
    """The texts of a PDF as Typst writes it, in their order on the pages, without the blanks between them."""
    objects = {int(number): body for number, body in OBJECT.findall(paper)}
    fonts = {name: _letters(objects, int(number)) for body in objects.values() for name, number in FONT.findall(body)}
    pages = [found for body in objects.values() if b"BT" in (found := _stream(body))]
    return "".join(_said(each, fonts) for each in pages)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found or b"FlateDecode" not in body:
        return b""
    return zlib.decompress(body[found.end() : found.end() + int(found[1])])


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """What each glyph of a font means."""
    where = MEANING.search(objects[font])
    pairs = PAIR.findall(_stream(objects[int(where[1])])) if where else []
    return {int(glyph, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for glyph, letter in pairs}


def _said(page: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    said = []
    for font, shown in SHOWN.findall(page):
        if font:
            letters = fonts[font]
            continue
        glyphs = ESCAPED.sub(lambda found: _byte(found[1]), shown)
        said += [letters.get(int.from_bytes(glyphs[at : at + 2], "big"), "") for at in range(0, len(glyphs), 2)]
    return "".join(said).replace(" ", "").replace("\xa0", "")


def _byte(escaped: bytes) -> bytes:
    return bytes([int(escaped, 8)]) if escaped.isdigit() else NAMED.get(escaped, escaped)
