"""Characters that old tables decode into the private use area, put back where Unicode has them now.

Python's and PostgreSQL's GB18030 tables are older than GB 18030-2022: 24 code positions still decode to the private use
area (U+E78D and others), so a person named 龴 would be stored as a code point that no font shows. The map below holds
the 18 positions that the 2022 edition moved and the six ideographs whose standard positions lie beyond the basic plane.
"""

from __future__ import annotations

from sizao.kernel.errors import Invalid

MOVED_IN_2022 = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16,
    0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB,
}  # fmt: skip
"""The 18 positions that GB 18030-2022 maps elsewhere than GB 18030-2005: ten vertical forms and eight ideographs."""

BEYOND_BASIC_PLANE = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}  # fmt: skip
"""Six ideographs whose two-byte positions keep a private code point in every edition although Unicode has them."""

REPAIRS = str.maketrans({old: chr(new) for old, new in (MOVED_IN_2022 | BEYOND_BASIC_PLANE).items()})


class UnreadableCharacter(Invalid):
    """The character {character} has no standard meaning; type it again or leave it out."""

    code = "kernel.unreadable_character"
    zh = "字符 {character} 没有标准含义,请重新录入或略去。"


def repaired(text: str) -> str:
    """The same text with the known private code points put where Unicode has the characters."""
    return text.translate(REPAIRS)


def is_private(character: str) -> bool:
    """Whether a character lies in one of Unicode's private use areas."""
    point = ord(character)
    return 0xE000 <= point <= 0xF8FF or 0xF0000 <= point <= 0x10FFFD


def decoded(data: bytes, encoding: str) -> str:
    """Decode strictly, then repair.

    Raises:
        UnicodeDecodeError: when the bytes are not of that encoding.
    """
    return repaired(data.decode(encoding))


def checked(text: str) -> str:
    """The repaired text, refused when a private code point remains.

    Raises:
        UnreadableCharacter: naming the first such code point.
    """
    clean = repaired(text)
    for character in clean:
        if is_private(character):
            raise UnreadableCharacter(character=f"U+{ord(character):04X}")
    return clean
