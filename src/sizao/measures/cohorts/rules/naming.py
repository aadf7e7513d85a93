"""Which area a text names: where somebody says they came from, or who sent a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sizao.kernel.areas import Level, contains, level_of

RANK = re.compile(r"(?<=..)(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[省市县区])$")
"""What a name is said without."""
ANOTHER_WORD = re.compile(
    "[省市县区州盟旗镇乡村]|社区|小区|[东西南北中]?(?:[一二三四五六七八九十]?路|街|大道|巷|弄)"
    "|大厦|饭店|酒店|宾馆|广场|花园|书店|银行|拉面|烤鸭|小吃|菜馆|饭馆"
)
"""What follows a bare name that is part of another word: a road, a shop, a place of another rank."""
SHORT = 2
"""Names of so few characters (城区, 矿区) are words as well."""


@dataclass(frozen=True)
class Mention:
    """A name where it stands in a text, and one area that bears it."""

    start: int
    end: int
    code: int
    is_bare: bool
    is_district: bool
    """A district's name may be an ordinary word."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end

    @property
    def is_county(self) -> bool:
        """Whether it is of the level that bears most of the doubtful names."""
        return level_of(self.code) is Level.COUNTY


def named_in(text: str, names: Iterable[tuple[int, str]]) -> int | None:
    """The area that a text names; ``None`` when it names none, several apart, or one name that several areas bear.

    Of areas of one name the one counts that lies inside another area named beside it. A name without its rank counts as
    well; when nothing beside it decides, it is the area of the highest rank (西安 is the city, not the district).
    """
    found = _longest([each for code, whole in names for each in _mentions(text, code, whole)])
    found = [each for each in found if not _is_noise(each, found)]
    spans = {each.span for each in found}
    fits = [each for each in found if all(_holds(span, each, found) for span in spans)]
    if not fits:
        return None
    depth = max(_inside(each, found) for each in fits)
    best = {each.code for each in fits if _inside(each, found) == depth}
    top = min((level_of(each) for each in best), key=list(Level).index)
    highest = [each for each in best if level_of(each) is top]
    return highest[0] if len(highest) == 1 else None


def _mentions(text: str, code: int, whole: str) -> Iterable[Mention]:
    if len(whole) < SHORT:
        return
    bare = RANK.sub("", whole)
    if bare not in text:
        return
    district = level_of(code) is Level.COUNTY and whole.endswith("区")
    for at in _places(text, whole):
        yield Mention(at, at + len(whole), code, False, district)
    for at in _places(text, bare) if bare != whole else ():
        if not ANOTHER_WORD.match(text, at + len(bare)):
            yield Mention(at, at + len(bare), code, True, district)


def _places(text: str, name: str) -> Iterable[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _longest(found: list[Mention]) -> list[Mention]:
    """The mentions without those that overlap a longer one, or one that begins before."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted({each.span for each in found}, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end))
    return [each for each in found if each.span in kept]


def _inside(each: Mention, found: list[Mention]) -> int:
    """In how many other mentions an area lies."""
    return len(
        {
            other.span for other in found
            if other.span != each.span and other.code != each.code and contains(other.code, each.code)
        }
    )  # fmt: skip


def _is_noise(each: Mention, found: list[Mention]) -> bool:
    """Whether a county's name that nothing beside it bears out is rather a word."""
    if not each.is_county or _inside(each, found):
        return False
    if any(other.span != each.span and other.code != each.code for other in found):
        return each.is_bare or each.is_district
    return each.is_district and (each.is_bare or each.end - each.start <= SHORT)


def _holds(span: tuple[int, int], each: Mention, found: list[Mention]) -> bool:
    """Whether what stands in a span is the area itself or one around it."""
    return any(other.span == span and contains(other.code, each.code) for other in found)
