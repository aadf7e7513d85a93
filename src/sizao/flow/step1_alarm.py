"""Step 1, before any case: somebody is asked what follows from a confirmed signal, and what they decide is done in their name.

The flow opens nothing by itself: a confirmed signal is a question to the headquarters, a person's decision is the answer.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.sense.signals import actions as signals
from sizao.sense.signals import events
from sizao.sense.signals import queries as inbox
from sizao.sense.signals.types import case_finder
from sizao.spine.outbox.types import on
from sizao.trace.cases import queries as cases


@case_finder
def case_of(number: str) -> tuple[UUID, UUID | None] | None:
    """The case with a number, and its incident."""
    found = cases.case_numbered(number)
    return (found.id, found.incident_id) if found else None


@on(events.SignalConfirmed)
def ask_what_follows(event: events.SignalConfirmed, *, by: Actor, at: datetime) -> None:
    """Ask the headquarters of the area whether the signal opens an incident or belongs to one; nobody is moved by it."""
    if commanded.headquarters_for(event.area) is None:
        return
    words = Words(
        f"研判信号 {event.number}:启动事件、并入事件或关联病例",
        f"Decide on signal {event.number}: open an incident, join one, or attach it to a case",
    )
    new = NewTask(TaskKind.APPROVE, words, GroupKind.COORDINATION, event.area)
    command.create_task(new=new, by=by, at=at)


@on(events.ChannelSilent)
def ask_why_it_is_silent(event: events.ChannelSilent, *, by: Actor, at: datetime) -> None:
    """Ask the monitoring group to find out whether a channel that says nothing is broken or has nothing to say."""
    if commanded.headquarters_for(event.area) is None:
        return
    title = Words("核实静默监测渠道:{channel}", "Find out why a channel is silent: {channel}")
    new = NewTask(
        TaskKind.VERIFY, title.filled(channel=inbox.channel_words(event.channel)), GroupKind.MONITORING, event.area,
        detail=f"{localtime(event.last_at):%Y-%m-%d %H:%M}",
    )  # fmt: skip
    command.create_task(new=new, by=by, at=at)


@on(events.IncidentWanted)
def open_the_incident(event: events.IncidentWanted, *, by: Actor, at: datetime) -> None:
    """Open the incident that a person decided on, told of at the time the signal reached us, and note it on the signal."""
    found = inbox.signal(event.signal_id)
    if found.incident_id is not None:
        return
    incident_id = command.open_incident(
        title=Words(event.title_zh, event.title_en), disease=event.disease, area=event.area, by=by, at=at,
        reported_at=found.received_at, detected_at=found.occurred_at,
    )  # fmt: skip
    signals.note_opened(signal_id=event.signal_id, incident_id=incident_id, by=by, at=at)
