"""Who must act on what is missing: the leads of an incident's work-groups, and the chiefs of the areas it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.command.types import Duty, GroupKind
from sizao.ground.registry import queries as registry
from sizao.kernel.areas import Level, level_of, parent
from sizao.measures.followup.types import Gap
from sizao.measures.followup.types.seats import CHIEF, GAP_GROUPS, NEAR, Seat


class Seats:
    """Who sits where: the leads of the incident's work-groups, and the chiefs of the areas that items lie in."""

    def __init__(self, incident_id: UUID, as_of: datetime) -> None:
        """Read the groups once; chiefs are read when asked for."""
        found = command.headquarters_for(command.incident(incident_id).area)
        groups = command.groups(found.area, incident_id=incident_id, as_of=as_of) if found else []
        self._leads = {
            each.kind: next((one.name for one in each.members if one.duty is Duty.LEAD), "")
            for each in reversed(groups)
        }
        self._as_of = as_of
        self._chiefs: dict[int, str] = {}

    def learn(self, areas: Iterable[int]) -> None:
        """Read the chiefs of areas and of what lies above them up to the village, in one statement."""
        wanted = {above for each in areas for above in _up(each)}
        self._chiefs = {area: chief.holder for area, chief in registry.chiefs(wanted, self._as_of).items()}

    def group(self, kind: GroupKind) -> Seat:
        """A work-group, with its lead where one is named."""
        return Seat(kind.words, self._leads.get(kind, ""))

    def near(self, area: int, kind: GroupKind) -> Seat:
        """The chief of the grid when the work is done there and one is named; else the work-group."""
        chief = next((self._chiefs[each] for each in _up(area) if self._chiefs.get(each)), "")
        return Seat(CHIEF, chief) if chief and kind in NEAR else self.group(kind)

    def of_gap(self, area: int, gap: Gap) -> Seat:
        """Who must act on somebody missing from a meter."""
        return self.near(area, GAP_GROUPS[gap])


def _up(area: int) -> list[int]:
    """An area and what it lies in, up to its village."""
    chain = [area]
    while level_of(chain[-1]) in {Level.GRID, Level.BUILDING, Level.UNIT}:
        chain.append(parent(chain[-1]))
    return chain
