"""Administrative areas as numbers: the 12-digit statistical division code extended by grid, building and unit.

An area is a 19-digit integer, left-aligned: 2 province + 2 city + 2 county + 3 town + 3 community (GB/T 2260 and the
NBS statistical division codes), then 2 grid + 3 building + 2 unit. The largest province code is 82, so every area fits
a PostgreSQL ``bigint``. The subtree of an area is the half-open range ``[code, code + 10**trailing)``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.words import LabelledEnum

DIGITS = 19
NATION = 0
TOP = 9_223_372_036_854_775_807
"""End of the nation's range: the largest ``bigint``."""


class Level(LabelledEnum):
    """The levels of the area tree, from the whole country to one stairwell."""

    NATION = "nation", "全国", "Nation"
    PROVINCE = "province", "省", "Province"
    CITY = "city", "市", "City"
    COUNTY = "county", "县(市、区)", "County or district"
    TOWN = "town", "镇(街道)", "Town or street"
    COMMUNITY = "community", "村(社区)", "Village or community"
    GRID = "grid", "网格", "Grid"
    BUILDING = "building", "楼栋", "Building"
    UNIT = "unit", "单元", "Unit (stairwell)"


WIDTHS: dict[Level, int] = {
    Level.NATION: 0, Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9,
    Level.COMMUNITY: 12, Level.GRID: 14, Level.BUILDING: 17, Level.UNIT: 19,
}  # fmt: skip


@dataclass(frozen=True)
class AreaRange:
    """The subtree of an area as a half-open range of codes."""

    lower: int
    upper: int

    def __contains__(self, code: object) -> bool:
        """Whether an area code lies in the subtree."""
        return isinstance(code, int) and self.lower <= code < self.upper


def parse(text: str) -> int:
    """An area's number from its printed code of 2, 4, 6, 9, 12, 14, 17 or 19 digits; ``0`` or an empty text is the nation.

    Raises:
        ValueError: when the text is not digits or has another length.
    """
    digits = text.strip()
    if digits in {"", "0"}:
        return NATION
    if not digits.isascii() or not digits.isdigit() or len(digits) not in WIDTHS.values():
        raise ValueError(f"not an area code: {text!r}")
    return int(digits.ljust(DIGITS, "0"))


def level_of(code: int) -> Level:
    """The level of an area, read from its trailing zeros."""
    if code == NATION:
        return Level.NATION
    text = f"{code:0{DIGITS}d}"
    return next(level for level, width in WIDTHS.items() if width and not text[width:].strip("0"))


def printed(code: int) -> str:
    """The code as officials print it: 12 digits down to the community, 14, 17 or 19 below."""
    width = max(12, WIDTHS[level_of(code)])
    return f"{code:0{DIGITS}d}"[:width]


def subtree(code: int) -> AreaRange:
    """The half-open range of codes of an area and everything inside it."""
    if code == NATION:
        return AreaRange(0, TOP)
    return AreaRange(code, code + 10 ** (DIGITS - WIDTHS[level_of(code)]))


def ancestor(code: int, level: Level) -> int:
    """The area at ``level`` that contains ``code`` (the code itself when it is at or above that level)."""
    step = 10 ** (DIGITS - WIDTHS[level])
    return NATION if level is Level.NATION else code // step * step


def parent(code: int) -> int:
    """The area one level up; the nation is its own parent."""
    levels = list(WIDTHS)
    here = levels.index(level_of(code))
    return NATION if here <= 1 else ancestor(code, levels[here - 1])


def contains(outer: int, inner: int) -> bool:
    """Whether ``inner`` is ``outer`` or lies inside it."""
    return inner in subtree(outer) or outer == NATION
