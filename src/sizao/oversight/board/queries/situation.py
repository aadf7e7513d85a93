"""One incident at a moment, put together from what the rooms below answer."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.command.types import ClockState, IncidentFacts, IncidentState, TaskFacts
from sizao.ground.registry import queries as registry
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.followup import queries as followup
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.oversight.board import rules
from sizao.oversight.board.types import Figure, Situation
from sizao.spine.web.types import Moment
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts

A_DAY = timedelta(hours=24)


def incidents() -> list[IncidentFacts]:
    """The incidents in scope: open ones first, each group newest first."""
    return sorted(command.incidents(), key=lambda each: each.state is IncidentState.CLOSED)


def situation(incident_id: UUID, as_of: datetime, *, is_present: bool = False) -> Situation:
    """One incident as it stood at a moment; the meters are known of the present only.

    Raises:
        NoSuchIncident: when it is not in scope.
    """
    incident = command.incident(incident_id, as_of)
    then = as_of - A_DAY
    tasks = command.tasks(incident_id=incident_id, open_only=True, as_of=as_of)
    late = tuple(each for each in tasks if each.is_overdue(as_of))
    drawn = tuple(zones.zones(incident_id=incident_id, as_of=as_of))
    every = cases.cases(incident_id)
    known = [each for each in every if each.reported_at <= as_of]
    now = rules.as_known(cases.counts(incident_id, as_of), known)
    before = rules.as_known(cases.counts(incident_id, then), [each for each in every if each.reported_at <= then])
    places = (Counter(each.area for each in known), cases.contacts_by_area(incident_id, as_of))
    names = registry.area_names(rules.parts_of([*places[0], *places[1]], incident.area))
    parts, elsewhere = rules.by_area(*places, incident.area, names)
    people = rules.figures(now, before, screening.counts(incident_id, as_of), screening.counts(incident_id, then))
    return Situation(
        incident=incident,
        as_of=as_of,
        clock=command.clock(incident_id, as_of),
        seven_one_seven=command.seven_one_seven(incident_id, as_of),
        figures=(*people, *_measures(drawn, tasks, late)),
        curve=rules.curve(known, as_of),
        funnel=rules.funnel(now),
        areas=parts,
        elsewhere=elsewhere,
        zones=drawn,
        tasks_late=late,
        tasks_open=len(tasks),
        chain=rules.summary(cases.chain(incident_id, with_contacts=False, as_of=as_of)),
        meters=followup.meters(incident_id, as_of) if is_present else (),
        inner_level=rules.inner_level(incident.area).value,
    )


def _measures(drawn: tuple[object, ...], tasks: list[TaskFacts], late: tuple[TaskFacts, ...]) -> tuple[Figure, ...]:
    in_force = sum(each.is_in_force for each in drawn)  # type: ignore[attr-defined]
    return (
        Figure("zones", Words("在管风险区域", "Zones in force"), in_force, "zone", tone="blue"),
        Figure("late", Words("超时任务", "Late tasks"), len(late), "task", tone="red" if late else "green",
               note=Words(f"未办结 {len(tasks)}", f"{len(tasks)} open")),
    )  # fmt: skip


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
    reported = [each.reported_at for each in cases.cases(incident.id)]
    return rules.moments([*known, *marks, *zone_times, *reported], now)


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
