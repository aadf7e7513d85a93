"""What a person decides after a signal was confirmed: join an open incident, open one, or attach it to a case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.sense.signals import events, rules
from sizao.sense.signals.actions.steps import locked, place, step
from sizao.sense.signals.errors import NoSuchCase
from sizao.sense.signals.types import StepKind, case_finder
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def join_incident(*, signal_id: UUID, incident_id: UUID, by: Actor, at: datetime) -> None:
    """Make a confirmed signal part of an open incident.

    Raises:
        NotConfirmed, JoinedAlready: see :func:`rules.may_follow`.
        NoSuchIncident: when the incident is not in scope.
    """
    _join(signal_id, incident_id, StepKind.JOINED, by, at)


def _join(signal_id: UUID, incident_id: UUID, kind: StepKind, by: Actor, at: datetime) -> None:
    row = locked(signal_id)
    rules.may_follow(row.facts()).or_raise()
    row.incident_id = incident_id
    number = command.incident(incident_id).number
    row.save(update_fields=["incident"])
    step(row, kind, by, at, number)


@transaction.atomic
def want_incident(*, signal_id: UUID, title: Words, disease: str, by: Actor, at: datetime) -> None:
    """Decide that a confirmed signal opens an incident; the flow opens it in the decider's name.

    Raises:
        NotConfirmed, JoinedAlready: see :func:`rules.may_follow`.
    """
    found = locked(signal_id).facts()
    rules.may_follow(found).or_raise()
    wanted = events.IncidentWanted(**place(found), title_zh=title.zh, title_en=title.en, disease=disease)
    outbox.emit(wanted, by=by, at=at)


@transaction.atomic
def note_opened(*, signal_id: UUID, incident_id: UUID, by: Actor, at: datetime) -> None:
    """Note the incident that a signal opened; the flow calls this.

    Raises:
        NotConfirmed, JoinedAlready: see :func:`rules.may_follow`.
    """
    _join(signal_id, incident_id, StepKind.OPENED, by, at)


@transaction.atomic
def attach_case(*, signal_id: UUID, number: str, by: Actor, at: datetime) -> None:
    """Attach a confirmed signal to a case by the case's number; the case's incident becomes the signal's.

    Raises:
        NotConfirmed, JoinedAlready: see :func:`rules.may_follow`.
        NoSuchCase: when no case in scope has the number.
    """
    row = locked(signal_id)
    rules.may_follow(row.facts()).or_raise()
    known = case_finder.plugged(number.strip().upper())
    if known is None:
        raise NoSuchCase(number=number.strip())
    row.case_id, row.incident_id = known
    row.case_number = number.strip().upper()
    row.save(update_fields=["case_id", "case_number", "incident"])
    step(row, StepKind.ATTACHED, by, at, row.case_number)
