"""One incident at a moment, put together from what the rooms below answer."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from sizao.ground.command import queries as command
from sizao.ground.command.types import ClockState, IncidentFacts, IncidentState
from sizao.ground.registry import queries as registry
from sizao.ground.registry.errors import AreaOutside
from sizao.ground.registry.types import AreaFacts
from sizao.kernel.areas import contains
from sizao.kernel.editions import library
from sizao.kernel.errors import Unavailable
from sizao.kernel.words import Words
from sizao.measures.zones import queries as zones
from sizao.oversight.board import rules
from sizao.oversight.board.queries.sources import Sources
from sizao.oversight.board.types import (
    QUICK,
    AreaFigures,
    ChainSummary,
    Clocks,
    Curve,
    LateTasks,
    Part,
    Situation,
    WallTerms,
)
from sizao.spine.web.types import Moment
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts

T = TypeVar("T")
ByArea = tuple[tuple[AreaFigures, ...], AreaFigures]


class Asked(Protocol):
    """How a part is asked for: plainly, or so that its failure leaves the others alone."""

    def __call__(self, part: Part, ask: Callable[[], T], otherwise: T) -> T:
        """The part, or what stands in for it."""


def incidents() -> list[IncidentFacts]:
    """The incidents in scope: open ones first, each group newest first."""
    return sorted(command.incidents(), key=lambda each: each.state is IncidentState.CLOSED)


def situation(incident_id: UUID, as_of: datetime, *, is_present: bool = False) -> Situation:
    """One incident as it stood at a moment.

    Raises:
        NoSuchIncident: when it is not in scope.
    """
    return _put_together(Sources(command.incident(incident_id, as_of), as_of, is_present=is_present), _plainly)


def on_map(incident_id: UUID, as_of: datetime, within: int | None = None) -> Situation:
    """What a map shows of an incident at a moment: zones, and the parts of its area or of one inside it.

    Raises:
        NoSuchIncident: when it is not in scope.
        AreaOutside: when the area looked at does not lie in the incident's.
    """
    incident = command.incident(incident_id, as_of)
    if within is not None and not contains(incident.area, within):
        raise AreaOutside
    wanted = frozenset({Part.AREAS, Part.ZONES})

    def some(part: Part, ask: Callable[[], T], otherwise: T) -> T:
        return ask() if part in wanted else otherwise

    return replace(_put_together(Sources(incident, as_of, is_present=False, within=within), some), parts=wanted)


def way_to(found: Situation) -> list[AreaFacts]:
    """The areas from the incident's down to the one looked at, for the way back."""
    return [each for each in registry.ancestors(found.within) if contains(found.incident.area, each.code)]


def wall(incident_id: UUID, as_of: datetime, *, is_present: bool = False, wanted: frozenset[Part] = QUICK) -> Situation:
    """The same for the wall screen, some of its parts.

    A part whose source fails or takes too long is left out and named as missing; the others are none the worse.

    Raises:
        NoSuchIncident: when it is not in scope.
    """
    sources, missing = Sources(command.incident(incident_id, as_of), as_of, is_present=is_present), set[Part]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{terms().part_seconds}s"])

    def bounded(part: Part, ask: Callable[[], T], otherwise: T) -> T:
        if part not in wanted:
            return otherwise
        try:
            with transaction.atomic():
                return ask()
        except (DatabaseError, Unavailable):
            missing.add(part)
            return otherwise

    return replace(_put_together(sources, bounded), parts=wanted, missing=frozenset(missing))


@cache
def terms() -> WallTerms:
    """How often the wall screen asks, and what it tells when nobody answers."""
    return WallTerms(**tomllib.loads((Path(__file__).resolve().parents[1] / "data" / "wall.toml").read_text("utf-8")))


def _plainly(part: Part, ask: Callable[[], T], otherwise: T) -> T:
    return ask()


def _put_together(sources: Sources, asked: Asked) -> Situation:
    clocks = asked(Part.CLOCK, sources.clocks, Clocks())
    late = asked(Part.LATE, sources.late, LateTasks())
    nowhere: ByArea = ((), AreaFigures(0, Words("", ""), 0, 0))
    parts, elsewhere = asked(Part.AREAS, sources.areas, nowhere)
    return Situation(
        incident=sources.incident,
        as_of=sources.as_of,
        clock=clocks.clock,
        seven_one_seven=clocks.seven_one_seven,
        figures=asked(Part.FIGURES, sources.figures, ()),
        curve=asked(Part.CURVE, sources.curve, Curve()),
        funnel=asked(Part.CONTACTS, sources.funnel, ()),
        areas=parts,
        elsewhere=elsewhere,
        zones=asked(Part.ZONES, lambda: sources.zones, ()),
        tasks_late=late.late,
        tasks_open=late.open,
        chain=asked(Part.CHAIN, sources.chain, ChainSummary()),
        meters=asked(Part.METERS, sources.meters, ()),
        within=sources.within,
        inner_level=rules.inner_level(sources.within).value,
    )


def standing(incident: IncidentFacts, at: datetime) -> tuple[int, int]:
    """How many of an incident's milestones are late, and how many tasks are open, at its end or now."""
    then = incident.closed_at or at
    return rules.late_count(command.clock(incident.id, then)), command.open_tasks(incident.id)


def edition_words(incident: IncidentFacts) -> Words:
    """The title of the edition that an incident runs under."""
    return library().get(incident.edition_id).title


def has_clock(incident: IncidentFacts) -> bool:
    """Whether the edition sets a golden-24-hours clock; without one the screen shows 7-1-7."""
    return bool(library().get(incident.edition_id).clock)


def bounds(incident: IncidentFacts, now: datetime) -> tuple[datetime, datetime]:
    """The first and last moment of an incident that a time slider offers."""
    marks = command.marks(incident.id).values()
    zone_times = [
        moment for each in zones.zones(incident_id=incident.id) for moment in (each.declared_at, each.lifted_at)
    ]
    known = [incident.emergence_at, incident.detected_at, incident.reported_at, incident.closed_at]
    return rules.moments([*known, *marks, *zone_times, *cases.span(incident.id)], now)


def timeline(found: Situation) -> list[Moment]:
    """What happened up to the moment, newest first: anchors, milestones, cases, zones."""
    incident = found.incident
    anchors = (
        (incident.emergence_at, Words("疫情发生", "Emergence"), ""),
        (incident.detected_at, Words("发现", "Detected"), "orange"),
        (incident.reported_at, Words("报告", "Reported"), "red"),
        (incident.opened_at, Words("启动事件处置", "Incident opened"), "blue"),
        (incident.closed_at, Words("事件结束", "Incident closed"), "green"),
    )
    said = [Moment(at, words, tone=tone) for at, words, tone in anchors if at is not None]
    said += [
        Moment(row.actual_at, row.words, row.cause.words if row.cause else "", _tone(row.state), by=row.owner)
        for row in found.clock
        if row.actual_at is not None
    ]
    said += [_case(each) for each in cases.cases(incident.id, limit=200)]
    for zone in found.zones:
        if zone.declared_at:
            said.append(Moment(zone.declared_at, zone.words, Words("划定", "Declared"), "orange", by=zone.kind.words))
        if zone.lifted_at:
            said.append(Moment(zone.lifted_at, zone.words, Words("解除", "Lifted"), "green", by=zone.kind.words))
    return sorted((each for each in said if each.at <= found.as_of), key=lambda each: each.at, reverse=True)


def _tone(state: ClockState) -> str:
    return "orange" if state is ClockState.LATE_DONE else "green"


def _case(facts: CaseFacts) -> Moment:
    title = Words(f"病例 {facts.number} 报告", f"Case {facts.number} reported")
    return Moment(facts.reported_at, title, facts.classification.words, "red")
