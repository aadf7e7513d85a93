"""Step 1: a released positive becomes a suspected case of its incident, or a question to the investigators."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.command.types import GroupKind, IncidentState, NewTask, TaskKind
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.screening import events
from sizao.measures.screening import queries as screening
from sizao.measures.screening.types import Purpose, SubjectKind
from sizao.spine.outbox.types import on
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, DiscoveryRoute, NewCase

FOUND_BY = {
    Purpose.ROUTINE: DiscoveryRoute.ROUTINE, Purpose.CONTACT: DiscoveryRoute.CONTACT, Purpose.CASE: DiscoveryRoute.HOSPITAL,
}  # fmt: skip
"""How a case was found, by the purpose of its sample; every other purpose is a search of an area."""


@on(events.ResultPositive)
def report_the_positive_person(event: events.ResultPositive, *, by: Actor, at: datetime) -> None:
    """Report a person with a released positive as a suspected case; who is a case already stays as they are."""
    if event.person_id is None or event.incident_id is None or not _is_open(event):
        return
    case = NewCase(
        person_id=event.person_id, area=event.area, reported_at=at, sampled_at=event.taken_at,
        classification=Classification.SUSPECTED, discovery_route=FOUND_BY.get(screening.purpose_of(event.sample_id), DiscoveryRoute.SCREENING),
    )  # fmt: skip
    cases.report_case(incident_id=event.incident_id, case=case, by=by, at=at)


@on(events.ResultPositive)
def ask_about_the_positive_spot(event: events.ResultPositive, *, by: Actor, at: datetime) -> None:
    """Ask the investigators who was at a place, or near goods, that tested positive; once per place."""
    if event.subject is SubjectKind.PERSON or event.incident_id is None or not _is_open(event):
        return
    names = registry.places([event.place_id]) if event.place_id else {}
    where = names[event.place_id].words if event.place_id in names else Words("物品", "goods")
    title = Words("阳性环境排查:{where}", "Who was where the environment is positive: {where}").filled(where=where)
    if any(each.title == title for each in incidents.tasks(incident_id=event.incident_id)):
        return
    task = NewTask(TaskKind.TRACE, title, GroupKind.INVESTIGATION, event.area)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


def _is_open(event: events.ResultPositive) -> bool:
    return event.incident_id is not None and incidents.incident(event.incident_id).state is IncidentState.OPEN
