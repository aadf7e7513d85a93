"""What changed between two editions, figure by figure: the change note that officials read."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.editions.edition import Edition
from sizao.kernel.editions.schema import Stricter
from sizao.kernel.editions.types import Figure
from sizao.kernel.words import LabelledEnum, Words


class Change(LabelledEnum):
    """How one figure differs between two editions."""

    SAME = "same", "不变", "Same"
    ADDED = "added", "新增", "Added"
    REMOVED = "removed", "未写明", "Not stated"
    STRICTER = "stricter", "收紧", "Stricter"
    LOOSER = "looser", "放宽", "Looser"
    CHANGED = "changed", "调整", "Changed"


@dataclass(frozen=True)
class Difference:
    """One figure in both editions; ``None`` on the side that says nothing."""

    path: str
    words: Words
    before: Figure | None
    after: Figure | None
    change: Change


def diff(one: Edition, other: Edition, *, with_same: bool = False) -> tuple[Difference, ...]:
    """The figures that differ from one edition to another, in reading order; all of them with ``with_same``."""
    left = {each.path: each for each in one.figures}
    right = {each.path: each for each in other.figures}
    rows = [_difference(path, left.get(path), right.get(path)) for path in _in_order(left, right)]
    return tuple(each for each in rows if with_same or each.change is not Change.SAME)


def stricter_here(parent: Edition, here: Edition, under: str) -> tuple[Difference, ...]:
    """What an area's overlays add to one part of the edition above them (``regimes.close``, ``zones.lockdown``).

    Overlays may not be looser unless flagged, so a figure that is new, stricter or otherwise changed is worth a look
    before many are put under it; what the overlay loosens is left out.
    """
    kinds = {Change.STRICTER, Change.ADDED, Change.CHANGED}
    found = diff(parent, here) if here.is_composed else ()
    return tuple(each for each in found if each.change in kinds and f"{each.path}.".startswith(f"{under}."))


def _in_order(left: dict[str, Figure], right: dict[str, Figure]) -> list[str]:
    """All paths, a new one placed with its section and with the entry (one regime, one kind of zone) it belongs to."""
    order = {path: number for number, path in enumerate(dict.fromkeys([*left, *right]))}
    first: dict[str, int] = {}
    for path, number in order.items():
        for start in _starts(path):
            first.setdefault(start, number)
    return sorted(order, key=lambda path: (*(first[start] for start in _starts(path)), order[path]))


def _starts(path: str) -> tuple[str, str]:
    section, _, rest = path.partition(".")
    return section, f"{section}.{rest.partition('.')[0]}"


def _difference(path: str, before: Figure | None, after: Figure | None) -> Difference:
    shown = after or before
    assert shown is not None
    return Difference(path, shown.words, before, after, _change(before, after))


def _change(before: Figure | None, after: Figure | None) -> Change:
    if before is None:
        return Change.ADDED
    if after is None:
        return Change.REMOVED
    if before.value == after.value:
        return Change.SAME
    old, new = before.value, after.value
    if after.stricter is None or not isinstance(old, int | float) or not isinstance(new, int | float):
        return Change.CHANGED
    return Change.STRICTER if (new > old) == (after.stricter is Stricter.HIGHER) else Change.LOOSER
