"""Which encoding a text file is in: strict decoding only, and doubt is said aloud instead of guessed away.

Order and acceptance follow the platform's file rules: UTF-8 (with or without a byte-order mark), GB18030, UTF-16; a
candidate counts only when the whole file decodes strictly and the text is clean or its header is known. Two traps are
looked for. Short GBK texts can be valid UTF-8 (the bytes of 莫, 牟, 司, 思), and Western European bytes can be valid
GB18030: both are refused as doubtful until a person names the encoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sizao.ground.intake.errors import EncodingInDoubt, UnknownEncoding

CANDIDATES = ("utf-8-sig", "gb18030", "utf-16", "utf-16-be")
NAMES = {"utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16", "utf-16-be": "UTF-16 BE"}
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Byte-order marks; without one, any bytes are some UTF-16 text, so only a known header makes it one."""
DIRTY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
SAMPLE = 65_536
"""Characters looked at when the cleanness and the header are judged."""


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding it was read in."""

    text: str
    encoding: str


def decode(content: bytes, is_known_header: Callable[[str], bool], stated: str = "") -> Decoded:
    """Decode a whole text file strictly.

    Args:
        content: the file's bytes.
        is_known_header: whether the beginning of a decoded text holds known column names.
        stated: the encoding a person named, which is then the only one tried.

    Raises:
        UnknownEncoding: no candidate decodes to clean text.
        EncodingInDoubt: two candidates give different, equally plausible texts.
    """
    if stated:
        return _stated(content, stated)
    for encoding in CANDIDATES:
        text = _strict(content, encoding)
        if text is None or DIRTY.search(text[:SAMPLE]):
            continue
        if encoding == "utf-8-sig":
            _refuse_gbk_look_alike(content, text)
        if encoding == "gb18030" and _looks_western(text):
            break
        if encoding.startswith("utf-16") and not (content[:2] in UTF_16_MARKS or is_known_header(text[:SAMPLE])):
            continue
        return Decoded(text, encoding)
    raise UnknownEncoding


def _stated(content: bytes, stated: str) -> Decoded:
    text = _strict(content, stated)
    if text is None or DIRTY.search(text[:SAMPLE]):
        raise UnknownEncoding
    return Decoded(text, stated)


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _refuse_gbk_look_alike(content: bytes, text: str) -> None:
    """Two-byte UTF-8 outside the usual Western letters, whose bytes are also common Chinese characters, is in doubt."""
    beyond = [char for char in text if ord(char) > 0x7F]
    if not beyond or len(beyond) > SAMPLE or any(ord(char) > 0x7FF for char in beyond):
        return
    if all("\u00c0" <= char <= "\u00ff" for char in beyond):
        return
    other = _strict(content, "gb18030")
    if other is not None and all(_is_common_hanzi(char) for char in other if ord(char) > 0x7F):
        raise EncodingInDoubt(first=NAMES["utf-8-sig"], second=NAMES["gb18030"])


def _is_common_hanzi(char: str) -> bool:
    """Whether GB 2312, the everyday character set, has the character."""
    try:
        return "\u4e00" <= char <= "\u9fff" and len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _looks_western(text: str) -> bool:
    """Whether most two-byte characters end in an ASCII byte, as accented letters before plain ones do."""
    beyond = [char for char in text[:SAMPLE] if ord(char) > 0x7F]
    codes = [char.encode("gb18030") for char in beyond]
    odd = sum(len(code) == 2 and code[1] < 0x80 for code in codes)
    return odd * 2 >= len(beyond) > 0
