"""Step 1, afterwards: two numbers turn out to be one person, or two persons again.

Nothing is moved: rooms ask which numbers are one person. Where that makes two records in one incident, somebody is asked to
join them, because a plan of one of them ends with it; parting the numbers lets every record stand as it did.
"""

from __future__ import annotations

from datetime import datetime

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.command.types import GroupKind, IncidentState, NewTask, TaskKind
from sizao.ground.identity import events as vault
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import Doubled


def _title(numbers: tuple[str, ...]) -> Words:
    zh, en = "、".join(numbers), ", ".join(numbers)
    return Words(f"号码合并后为同一人,核对并合并记录:{zh}", f"One person since a merge: check and join {en}")


@on(vault.PersonsMerged)
def ask_to_join_the_records(event: vault.PersonsMerged, *, by: Actor, at: datetime) -> None:
    """Ask the investigators to join what the person now has twice in an incident; a person approves, as a plan may end."""
    for found in known.doubled(event.survivor_id):
        incident = incidents.incident(found.incident_id)
        if incident.state is IncidentState.CLOSED or incidents.headquarters_for(incident.area) is None:
            continue
        system = Actor.system(by.name, incident.area)
        with scope.acting(system):
            command.create_task(new=_task(found), incident_id=incident.id, by=system, at=at)


def _task(found: Doubled) -> NewTask:
    case_id = found.kept.id if found.is_of_a_case else None
    detail = "在任一记录的页面上点“合并为一份”。 / Press “Join into one” on the page of either record."
    return NewTask(
        TaskKind.APPROVE, _title(found.numbers), GroupKind.INVESTIGATION, found.kept.area, None, detail,
        case_id=case_id,
    )  # fmt: skip


@on(facts.RecordsJoined)
def finish_the_asking(event: facts.RecordsJoined, *, by: Actor, at: datetime) -> None:
    """Finish the task when the records were joined."""
    if event.incident_id is None:
        return
    title = _title(event.numbers)
    for task in incidents.tasks(incident_id=event.incident_id, open_only=True):
        if task.title == title:
            command.complete_task(task_id=task.id, evidence="已合并 / joined", by=by, at=at)


@on(vault.PersonsParted)
def let_the_records_stand_as_before(event: vault.PersonsParted, *, by: Actor, at: datetime) -> None:
    """Two persons again: what was set aside for one of them stands as it did, and nobody is asked to join any more."""
    people = (event.survivor_id, event.merged_id)
    cases.part_records(person_ids=people, by=by, at=at)
    numbers = {each.number: each.incident_id for one in people for each in known.records_of(one)}
    for incident_id in set(numbers.values()):
        for task in incidents.tasks(incident_id=incident_id, open_only=True):
            if task.title.zh.startswith(_title(()).zh) and any(each in task.title.zh for each in numbers):
                command.cancel_task(task_id=task.id, reason="号码合并已撤销 / the merge was undone", by=by, at=at)
