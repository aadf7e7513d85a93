"""Chiefs of the grid tree as whom tasks are offered to by name: who covers an address, and what each has open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sizao.ground.command.errors import NoChiefHere
from sizao.ground.command.queries.tasks import OPEN, rows
from sizao.ground.command.types import TaskState
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import ChiefFacts
from sizao.kernel import areas
from sizao.kernel.areas import Level

TREE = (Level.UNIT, Level.BUILDING, Level.GRID)
"""Levels that chiefs look after, the nearest to a door first."""

RIGHT_NOW, MONTH = timedelta(seconds=1), timedelta(days=31)


@dataclass(frozen=True)
class ChiefTasks:
    """A chief with an account, and how many tasks wait, are taken, and were finished."""

    chief: ChiefFacts
    offered: int
    taken: int
    done: int


def chiefs_covering(area: int, at: datetime) -> list[ChiefFacts]:
    """The chiefs with an account who look after an address, the nearest first: unit, building, grid."""
    small = [areas.ancestor(area, level) for level in TREE if _is_within(area, level)]
    found = registry.chiefs(small, at)
    return [found[code] for code in small if code in found and found[code].user_id is not None]


def _is_within(area: int, level: Level) -> bool:
    return areas.WIDTHS[areas.level_of(area)] >= areas.WIDTHS[level]


def chief_for(area: int, at: datetime, chief_id: UUID | None = None) -> ChiefFacts:
    """The nearest chief of an address, or the one meant among those who cover it.

    Raises:
        NoChiefHere: when there is none with an account.
    """
    for each in chiefs_covering(area, at):
        if chief_id in (None, each.id):
            return each
    raise NoChiefHere


def chiefs_with_tasks(area: int, at: datetime) -> list[ChiefTasks]:
    """The chiefs with an account inside an area, by place, with their tasks of the last month."""
    found = [each for each in registry.chiefs_within(area, at, at + RIGHT_NOW) if each.user_id is not None]
    counted = _counted({each.user_id for each in found if each.user_id is not None}, at)
    return [
        ChiefTasks(
            each, counted[each.user_id, TaskState.ASSIGNED.value], counted[each.user_id, TaskState.RECEIVED.value],
            counted[each.user_id, TaskState.DONE.value],
        )
        for each in found
    ]  # fmt: skip


def _counted(users: Collection[int], at: datetime) -> Counter[tuple[int | None, str]]:
    held = rows().filter(assignee_id_now__in=users).filter(created_at__gte=at - MONTH)
    return Counter(held.order_by().values_list("assignee_id_now", "state_now"))


def has_open_task(user_id: int, title_zh: str) -> bool:
    """Whether an account has an open task of a title already: nobody is asked the same twice."""
    return rows().filter(assignee_id_now=user_id, state_now__in=OPEN, title_zh=title_zh).exists()
