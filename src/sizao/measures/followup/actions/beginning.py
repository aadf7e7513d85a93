"""Begin the plans that an edition asks for, in bulk: 623 contacts of one evening are one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from sizao.kernel.actors import Actor
from sizao.kernel.editions import Regime, library
from sizao.measures.followup import events, rules
from sizao.measures.followup.actions.belonging import BATCH, belonging, by_incident
from sizao.measures.followup.models import Phase, Plan, PlanStatus
from sizao.measures.followup.models.clauses import stored
from sizao.measures.followup.types import (
    OPEN_PLANS,
    BeganReceipt,
    CheckOutcome,
    CheckSource,
    NewPhase,
    NewPlan,
    PlanState,
    TestState,
)
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.cases.errors import ContactNotFound
from sizao.trace.cases.types import ContactFacts


@transaction.atomic
def begin_plan(*, contact_id: UUID, by: Actor, at: datetime) -> UUID | None:
    """Begin one contact's plan; ``None`` when the edition asks no follow-up of its class or it has an open plan."""
    receipt = begin_plans(contact_ids=[contact_id], by=by, at=at)
    return receipt.plan_ids[0] if receipt.plan_ids else None


@transaction.atomic
def begin_plans(*, contact_ids: Sequence[UUID], by: Actor, at: datetime) -> BeganReceipt:
    """Begin the plans of approved contacts, under the edition each was approved under.

    A contact with an open plan keeps it, so that a repeated delivery adds nothing; a class of which the edition asks no
    follow-up gets none.

    Raises:
        ContactNotFound: when one is not in scope.
    """
    found = cases.contacts_by_id(contact_ids)
    if len(found) != len(set(contact_ids)):
        raise ContactNotFound
    states = [each.value for each in OPEN_PLANS]
    open_now = set(
        Plan.objects.filter(contact_id__in=list(found), state__in=states).values_list("contact_id", flat=True)
    )
    drawn: list[tuple[Plan, NewPlan]] = []
    without: list[UUID] = []
    for contact in found.values():
        if contact.id in open_now:
            continue
        new = _draw(contact, at)
        if new is None:
            without.append(contact.id)
        else:
            drawn.append((_row(contact, new, at), new))
    _write(drawn, by, at)
    _announce([row for row, _ in drawn], by, at)
    return BeganReceipt(
        plan_ids=tuple(row.id for row, _ in drawn), already=tuple(sorted(open_now)), without_regime=tuple(without)
    )


def _draw(contact: ContactFacts, at: datetime) -> NewPlan | None:
    edition = library().get(contact.edition_id)
    decision = rules.regime_of(contact.contact_class, edition)
    if not decision:
        return None
    regime = decision.facts["regime"]
    assert isinstance(regime, Regime)
    return rules.draw_plan(regime, edition, contact.last_exposure_at, at)


def _row(contact: ContactFacts, new: NewPlan, at: datetime) -> Plan:
    return Plan(
        contact_id=contact.id, incident_id=contact.incident_id, person_id=contact.person_id,
        edition_id=contact.edition_id, contact_class=contact.contact_class, regime_label=new.regime_label,
        clause=stored(new.clause), anchor_at=new.anchor_at, start_on=new.start_on, end_on=new.end_on,
        release_on=new.release_on, day_base=new.day_base, area=contact.area, area_source=contact.area_source,
        linked_contact_id=contact.linked_contact_id, began_at=at,
    )  # fmt: skip


def _write(drawn: Sequence[tuple[Plan, NewPlan]], by: Actor, at: datetime) -> None:
    Plan.objects.bulk_create([row for row, _ in drawn], batch_size=BATCH)
    statuses = [PlanStatus(plan=row, state=PlanState.ACTIVE, at=at, by=by.name) for row, _ in drawn]
    PlanStatus.objects.bulk_create(statuses, batch_size=BATCH)
    write_days(drawn)


def write_days(drawn: Iterable[tuple[Plan, NewPlan]]) -> None:
    """Write the phases, checks and tests of plans; the plans themselves are there already."""
    pairs = list(drawn)
    Phase.objects.bulk_create([_phase(row, each) for row, new in pairs for each in new.phases], batch_size=BATCH)
    alike: dict[tuple[object, ...], tuple[NewPlan, list[UUID]]] = {}
    for row, new in pairs:
        alike.setdefault((new.checks, new.tests), (new, []))[1].append(row.id)
    with connection.cursor() as cursor:
        for drawing, plans in alike.values():
            _spread(cursor, plans, drawing)


UUID_7 = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send("
    "(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"
)
"""An id that grows with time, made by the database as ``kernel.ids.uuid7`` makes it."""
CHECKS = (
    "INSERT INTO followup_check (id, plan_id, due_on, slot, opens_at, due_at, outcome, symptoms, by, note, source) "
    "SELECT uuid_7(), plan, due_on, slot, opens_at, due_at, %s, '[]'::jsonb, '', '', %s "
    "FROM unnest(%s::uuid[]) AS plan "
    "CROSS JOIN unnest(%s::date[], %s::smallint[], %s::timestamptz[], %s::timestamptz[]) "
    "AS slots (due_on, slot, opens_at, due_at)"
).replace("uuid_7()", UUID_7)
TESTS = (
    "INSERT INTO followup_scheduledtest (id, plan_id, phase_number, day_index, day_in_phase, due_on, is_antigen, "
    "is_double, is_estimated, state, note) "
    "SELECT uuid_7(), plan, phase_number, day_index, day_in_phase, due_on, is_antigen, is_double, is_estimated, %s, '' "
    "FROM unnest(%s::uuid[]) AS plan CROSS JOIN unnest(%s::smallint[], %s::smallint[], %s::smallint[], %s::date[], "
    "%s::boolean[], %s::boolean[], %s::boolean[]) "
    "AS days (phase_number, day_index, day_in_phase, due_on, is_antigen, is_double, is_estimated)"
).replace("uuid_7()", UUID_7)


def _spread(cursor: CursorWrapper, plans: Sequence[UUID], new: NewPlan) -> None:
    """Write one drawing for every plan that has it: thousands approved together share a few, and a month of checks each."""
    ids = list(plans)
    if new.checks:
        slots = [
            list(each) for each in zip(*((c.due_on, c.slot, c.opens_at, c.due_at) for c in new.checks), strict=True)
        ]
        cursor.execute(CHECKS, [CheckOutcome.DUE.value, CheckSource.OFFICER.value, ids, *slots])
    if new.tests:
        days = (
            (t.phase_number, t.day_index, t.day_in_phase, t.due_on, t.is_antigen, t.is_double, t.is_estimated)
            for t in new.tests
        )
        cursor.execute(TESTS, [TestState.DUE.value, ids, *(list(each) for each in zip(*days, strict=True))])


def _phase(row: Plan, given: NewPhase) -> Phase:
    return Phase(
        plan=row, number=given.number, place=given.place, start_on=given.start_on, end_on=given.end_on,
        checks_per_day=given.checks_per_day, clause=stored(given.clause),
    )  # fmt: skip


def _announce(rows: Sequence[Plan], by: Actor, at: datetime) -> None:
    for incident_id, group in by_incident(rows):
        event = events.PlansBegan(
            **belonging(incident_id, by),
            plan_ids=tuple(row.id for row in group),
            contact_ids=tuple(row.contact_id for row in group if row.contact_id),
        )
        outbox.emit(event, by=by, at=at)
