"""A committed batch enters: its rows become records of other rooms, and its account is settled, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.flow.step0_intake.case_rows import enter_cases
from sizao.flow.step0_intake.contact_rows import enter_contacts
from sizao.flow.step0_intake.exposure_rows import enter_exposures
from sizao.flow.step0_intake.people import enter_people
from sizao.flow.step0_intake.place_rows import enter_events, enter_places
from sizao.flow.step0_intake.terms import Terms
from sizao.flow.step0_intake.told_rows import (
    enter_followups,
    enter_participants,
    enter_regions,
    enter_tests,
    enter_travel,
)
from sizao.flow.step0_intake.visit_rows import enter_visits
from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.intake import actions as intake
from sizao.ground.intake.events import BatchCommitted, BatchQuarantined
from sizao.ground.intake.queries import batches, staged
from sizao.ground.intake.types import BatchFacts, BatchState, Kind, Mapping, Record, Rejection, Settlement
from sizao.kernel.actors import Actor
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words
from sizao.spine.outbox.types import on

ENTER: dict[Kind, Callable[[Iterable[Record], Terms], Settlement]] = {
    Kind.PEOPLE: enter_people,
    Kind.CASES: enter_cases,
    Kind.CONTACTS: enter_contacts,
    Kind.EXPOSURES: enter_exposures,
    Kind.PRESENCE: enter_visits,
    Kind.TESTS: enter_tests,
    Kind.FOLLOWUPS: enter_followups,
    Kind.EVENTS: enter_events,
    Kind.PARTICIPANTS: enter_participants,
    Kind.TRAVEL: enter_travel,
    Kind.PLACES: enter_places,
    Kind.REGIONS: enter_regions,
}


@transaction.atomic
def apply_batch(*, batch_id: UUID, by: Actor, at: datetime) -> BatchFacts:
    """Enter the rows of a committed batch and settle its account; a settled batch is returned as it is.

    Raises:
        SizaoError: a rule of the receiving room refuses the whole; then nothing entered.
    """
    facts = batches.batch_for_update(batch_id).facts()
    if facts.state is not BatchState.COMMITTED:
        return facts
    settlement = ENTER[facts.order.kind](staged.accepted(facts), Terms(facts, by, at))
    named = tuple(_in_words_of_the_file(each, facts.mapping) for each in settlement.rejections)
    return intake.settle(batch_id=batch_id, settlement=replace(settlement, rejections=named), by=by, at=at)


def _in_words_of_the_file(rejection: Rejection, mapping: Mapping) -> Rejection:
    """The rejection naming the file's own heading instead of the field."""
    headings = (heading for heading, name in mapping.columns.items() if name == rejection.column)
    return replace(rejection, column=next(headings, rejection.column))


@on(BatchCommitted, heavy=True)
def batch_committed(event: BatchCommitted, *, by: Actor, at: datetime) -> None:
    """Enter the batch; when a rule refuses it whole, say so on the batch instead of trying for ever."""
    try:
        with transaction.atomic():
            apply_batch(batch_id=event.batch_id, by=by, at=at)
    except SizaoError as refusal:
        intake.fail(batch_id=event.batch_id, reason=refusal.words, by=by, at=at)


@on(BatchQuarantined)
def ask_for_the_missing_rows(event: BatchQuarantined, *, by: Actor, at: datetime) -> None:
    """Ask the verification group to settle with the sender why the numbers differ; nothing of the file entered."""
    found = batches.batch(event.batch_id)
    title = Words(
        f"核对导入批次 {found.number}:申报 {event.declared} 行,实有 {event.physical} 行",
        f"Settle import {found.number}: {event.declared} rows declared, {event.physical} in the file",
    )
    task = NewTask(TaskKind.VERIFY, title, GroupKind.VERIFICATION, event.area, at)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)
