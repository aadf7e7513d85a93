"""How the area tree grows below the community: grids, buildings and units with the next free number."""

from __future__ import annotations

from collections.abc import Iterable

from sizao.ground.registry.errors import (
    AreaAlreadyClosed,
    AreaFull,
    AreaInhabited,
    AreaNotClosed,
    AreaOfficial,
    AreaParentClosed,
    AreaWrongParent,
)
from sizao.ground.registry.types import AreaFacts
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words

PARENTS: dict[Level, frozenset[Level]] = {
    Level.GRID: frozenset({Level.COMMUNITY}),
    Level.BUILDING: frozenset({Level.COMMUNITY, Level.GRID}),
    Level.UNIT: frozenset({Level.BUILDING}),
}
"""What a small area may lie in; a building stands in a grid, or straight in a community that has none."""

SMALL = tuple(PARENTS)
"""The levels that the platform's users keep themselves; everything above follows the statistical division codes."""


def may_add_below(parent: AreaFacts, level: Level) -> Decision:
    """Grids go into communities, buildings into grids or communities, units into buildings; never into a closed area."""
    if parent.level not in PARENTS.get(level, frozenset()):
        return Decision.no(AreaWrongParent(level=level.words, parent=parent.level.words))
    if parent.is_closed:
        return Decision.no(AreaParentClosed(area=parent.words))
    return Decision.yes()


def next_code(parent: int, level: Level, taken: Iterable[int]) -> int:
    """The code after the highest one taken below a parent at a level; numbers of closed areas are not given again.

    Raises:
        AreaFull: when every number of the level is taken.
    """
    step: int = 10 ** (areas.DIGITS - areas.WIDTHS[level])
    code = max([parent, *(each for each in taken if areas.level_of(each) is level)]) + step
    if code not in areas.subtree(parent) or areas.level_of(code) is not level:
        raise AreaFull(level=level.words, reason="")
    return code


def usual_name(code: int) -> Words:
    """What a small area is called when nobody gave it a name: its level and number, as officials say it."""
    level = areas.level_of(code)
    number = int(areas.printed(code)[-(areas.WIDTHS[level] - areas.WIDTHS[_above(level)]) :])
    zh = {Level.GRID: f"第{number}网格", Level.BUILDING: f"{number}号楼", Level.UNIT: f"{number}单元"}
    en = {Level.GRID: f"Grid {number}", Level.BUILDING: f"Building {number}", Level.UNIT: f"Unit {number}"}
    return Words(zh[level], en[level])


def _above(level: Level) -> Level:
    levels = list(areas.WIDTHS)
    return levels[levels.index(level) - 1]


def may_close(area: AreaFacts, open_below: int, residents: int) -> Decision:
    """Only a grid, building or unit that holds nothing any more: no open area below, nobody who lives there."""
    if area.level not in SMALL:
        return Decision.no(AreaOfficial(level=area.level.words))
    if area.is_closed:
        return Decision.no(AreaAlreadyClosed(area=area.words))
    if open_below or residents:
        return Decision.no(AreaInhabited(area=area.words, below=open_below, residents=residents))
    return Decision.yes()


def may_reopen(area: AreaFacts, parent: AreaFacts) -> Decision:
    """A closed area whose parent is open."""
    if not area.is_closed:
        return Decision.no(AreaNotClosed(area=area.words))
    return Decision.no(AreaParentClosed(area=parent.words)) if parent.is_closed else Decision.yes()
