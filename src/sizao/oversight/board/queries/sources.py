"""What one look at an incident asks of the rooms below, each thing once, and the parts that are made of the answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts, TaskFacts
from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import Meter
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.measures.zones.types import ZoneFacts
from sizao.oversight.board import rules
from sizao.oversight.board.types import AreaFigures, ChainSummary, Clocks, Curve, Figure, LateTasks
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseCounts, CaseTally

A_DAY = timedelta(hours=24)


class Sources:
    """An incident at a moment: every property is one question to a room, every method a part of the board."""

    def __init__(
        self, incident: IncidentFacts, as_of: datetime, *, is_present: bool, within: int | None = None
    ) -> None:
        self.incident, self.as_of, self.is_present = incident, as_of, is_present
        self.within = incident.area if within is None else within
        """The area whose parts are told apart."""

    @cached_property
    def tasks(self) -> list[TaskFacts]:
        """Tasks that somebody owed."""
        return command.tasks(incident_id=self.incident.id, open_only=True, as_of=self.as_of)

    @cached_property
    def zones(self) -> tuple[ZoneFacts, ...]:
        """The incident's zones as they stood."""
        return tuple(zones.zones(incident_id=self.incident.id, as_of=self.as_of))

    @cached_property
    def tally(self) -> list[CaseTally]:
        """Cases known by then, counted by area, classification and day."""
        return cases.tally(self.incident.id, self.as_of)

    @property
    def counts(self) -> CaseCounts:
        """Cases and contacts as they were counted at the moment."""
        return self._counts[-1]

    @cached_property
    def _counts(self) -> list[CaseCounts]:
        """A day before the moment, and at it."""
        moments = [self.as_of - A_DAY, self.as_of]
        return [
            rules.as_known(each, cases.reported_by(self.incident.id, at))
            for at, each in zip(moments, cases.counts_at(self.incident.id, moments), strict=True)
        ]

    def clocks(self) -> Clocks:
        """The golden 24 hours and 7-1-7."""
        return Clocks(*command.clocks(self.incident, self.as_of))

    def figures(self) -> tuple[Figure, ...]:
        """The tiles, each with its number a day earlier."""
        then, now = screening.counts_at(self.incident.id, [self.as_of - A_DAY, self.as_of])
        people = rules.figures(self.counts, self._counts[0], now, then)
        late, in_force = len(self.late().late), sum(each.is_in_force for each in self.zones)
        return (
            *people,
            Figure("zones", Words("在管风险区域", "Zones in force"), in_force, "zone", tone="blue"),
            Figure("late", Words("超时任务", "Late tasks"), late, "task", tone="red" if late else "green",
                   note=Words(f"未办结 {len(self.tasks)}", f"{len(self.tasks)} open")),
        )  # fmt: skip

    def late(self) -> LateTasks:
        """The open tasks past their time, and how many are open."""
        return LateTasks(tuple(each for each in self.tasks if each.is_overdue(self.as_of)), len(self.tasks))

    def funnel(self) -> tuple[Figure, ...]:
        """What became of the contacts found."""
        return rules.funnel(self.counts)

    def curve(self) -> Curve:
        """The epidemic curve."""
        return rules.curve(self.tally, self.as_of)

    def areas(self) -> tuple[tuple[AreaFigures, ...], AreaFigures]:
        """Cases and contacts by the areas one level below the one looked at, and elsewhere."""
        ill = rules.infected_by_area(self.tally)
        met = cases.contacts_by_area(self.incident.id, self.as_of)
        names = registry.area_names(rules.parts_of([*ill, *met], self.within))
        return rules.by_area(ill, met, self.within, names)

    def chain(self) -> ChainSummary:
        """The chain of transmission in numbers."""
        return rules.summary(cases.chain_figures(self.incident.id, self.as_of))

    def meters(self) -> tuple[Meter, ...]:
        """Nobody left out, as it stood at the moment."""
        return followup.meters(self.incident.id, self.as_of, is_present=self.is_present)
