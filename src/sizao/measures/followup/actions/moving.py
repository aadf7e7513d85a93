"""Make a plan longer with a reason, or count it anew from a later exposure or under another edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass, Edition, Regime, library
from sizao.measures.followup import events, queries, rules
from sizao.measures.followup.actions.beginning import begin_plans, write_days
from sizao.measures.followup.actions.belonging import belonging, by_incident, enter, taken
from sizao.measures.followup.actions.ending import break_off_contacts
from sizao.measures.followup.models import Check, Phase, Plan, PlanMove, ScheduledTest
from sizao.measures.followup.models.clauses import stored
from sizao.measures.followup.types import OPEN_PLANS, CheckOutcome, NewPhase, NewPlan, NewTestDay, PlanState, TestState
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactFacts, ContactState


@transaction.atomic
def extend_plan(
    *, plan_id: UUID, days: int, reason: str, by: Actor, at: datetime, test_days: Sequence[int] = ()
) -> None:
    """Make a plan longer by whole days in the place of its last phase, with checks as in that phase.

    Args:
        plan_id: the plan.
        days: how many days.
        reason: why; shown to the person.
        by: who decides.
        at: when.
        test_days: days of the extension, counted from 1, on which a test is due.
    """
    row = taken([plan_id])[0]
    rules.may_extend(row.facts(), days, reason).or_raise()
    phases = queries.phases([plan_id])[plan_id]
    last = phases[-1]
    start, apart = row.end_on + timedelta(days=1), max(row.release_on - row.end_on, timedelta())
    phase = NewPhase(
        last.number + 1, last.place, start, start + timedelta(days=days - 1), last.checks_per_day, last.clause
    )
    row.end_on, row.release_on = phase.end_on, phase.end_on + apart
    row.save(update_fields=["end_on", "release_on"])
    write_days([(row, _extension(row, phase, test_days, library().get(row.edition_id), at))])
    Phase.objects.filter(plan=row, number=phase.number).update(is_extension=True)
    enter([row], PlanState.EXTENDED, by=by, at=at, reason=reason)
    event = events.PlanExtended(
        **belonging(row.incident_id, by), plan_id=row.id, contact_id=row.contact_id, days=days, end_on=row.end_on,
        reason=reason.strip(),
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)


def _extension(row: Plan, phase: NewPhase, test_days: Sequence[int], edition: Edition, at: datetime) -> NewPlan:
    first = (phase.start_on - row.start_on).days + row.day_base
    tests = tuple(
        NewTestDay(phase.number, first + day - 1, day, phase.start_on + timedelta(days=day - 1)) for day in test_days
    )
    return NewPlan(
        regime_label=row.regime_label, clause=None, anchor_at=row.anchor_at, start_on=phase.start_on,
        end_on=phase.end_on, release_on=row.release_on, phases=(phase,), tests=tests,
        checks=tuple(rules.check_slots([phase], edition.tz, at)),
    )  # fmt: skip


@transaction.atomic
def move_contacts(*, contact_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> int:
    """Count the open plans of contacts anew from the last exposure and class known now; returns how many moved."""
    open_now = [each.value for each in OPEN_PLANS]
    rows = Plan.objects.filter(contact_id__in=list(contact_ids), state__in=open_now)
    plan_ids = list(rows.values_list("id", flat=True))
    return move_plans(plan_ids=plan_ids, reason=reason, by=by, at=at) if plan_ids else 0


@transaction.atomic
def rejudge_contacts(*, contact_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> int:
    """Bring the plans of contacts in step with how they were judged again; returns how many plans moved.

    Each follows the edition its class was judged by: not all of an incident go over to another one. Whose class the edition
    does not manage is let go; who has no plan yet and is owed one begins it.
    """
    found = cases.contacts_by_id(contact_ids)
    binding = {each.id: _binding(each) for each in found.values()}
    managed = [each for each, (kind, _last, edition) in binding.items() if rules.regime_of(kind, edition)]
    free = [each for each in found if each not in set(managed)]
    if free:
        break_off_contacts(contact_ids=free, reason=reason, by=by, at=at)
    open_now = [each.value for each in OPEN_PLANS]
    rows = Plan.objects.filter(contact_id__in=managed, state__in=open_now)
    begun = dict(rows.values_list("id", "contact_id"))
    new = [each for each in managed if each not in set(begun.values()) and found[each].status is ContactState.APPROVED]
    if new:
        begin_plans(contact_ids=new, by=by, at=at)
    return move_plans(plan_ids=list(begun), reason=reason, by=by, at=at) if begun else 0


@transaction.atomic
def move_plans(*, plan_ids: Sequence[UUID], reason: str, by: Actor, at: datetime, edition_id: str = "") -> int:
    """Count plans anew: from their contact's last exposure and class as approved, under the edition that judged it or another.

    What was done stays; checks and tests that are still ahead are replaced by those of the new calendar. Plans that would
    come out the same are left alone. Returns how many moved.

    Raises:
        PlanNotOpen, ReasonMissing: for the first that may not be moved.
        NoRegime: when the other edition asks no follow-up of the class.
    """
    rows = taken(plan_ids)
    for row in rows:
        rules.may_extend(row.facts(), 1, reason).or_raise()
    found = cases.contacts_by_id([row.contact_id for row in rows if row.contact_id])
    moved = []
    for row in rows:
        contact = found.get(row.contact_id) if row.contact_id else None
        if contact is None:
            continue
        kind, last, own = _binding(contact)
        edition = library().get(edition_id) if edition_id else own
        if (row.anchor_at, row.contact_class, row.edition_id) == (last, kind, edition.id):
            continue
        row.contact_class = kind
        row.linked_contact_id = contact.linked_contact_id if contact.held_as is None else row.linked_contact_id
        new = rules.draw_plan(_regime(row, edition), edition, last, at)
        _move(row, new, edition, reason, by, at)
        moved.append(row)
    for incident_id, group in by_incident(moved):
        event = events.PlansMoved(
            **belonging(incident_id, by), plan_ids=tuple(row.id for row in group), reason=reason.strip()
        )
        outbox.emit(event, by=by, at=at)
    return len(moved)


def _binding(contact: ContactFacts) -> tuple[ContactClass, datetime, Edition]:
    """What binds a contact: the class, the last exposure and the edition; of who waits for a decision, as approved before."""
    held = contact.held_as
    if held is None or held.contact_class is None or held.last_exposure_at is None:
        return contact.contact_class, contact.last_exposure_at, library().get(contact.edition_id)
    return held.contact_class, held.last_exposure_at, library().get(held.edition_id)


def _regime(row: Plan, edition: Edition) -> Regime:
    regime = rules.regime_of(ContactClass(row.contact_class), edition).or_raise().facts["regime"]
    assert isinstance(regime, Regime)
    return regime


def _move(row: Plan, new: NewPlan, edition: Edition, reason: str, by: Actor, at: datetime) -> None:
    before = _described(row)
    new, extensions = _extended_again(row, new, edition, at)
    today = at.astimezone(edition.tz).date()
    Check.objects.filter(plan=row, outcome=CheckOutcome.DUE, due_at__gt=at).delete()
    ScheduledTest.objects.filter(plan=row, state=TestState.DUE, due_on__gte=today).delete()
    row.edition_id, row.regime_label, row.clause = edition.id, new.regime_label, stored(new.clause)
    row.anchor_at, row.start_on, row.end_on, row.release_on = new.anchor_at, new.start_on, new.end_on, new.release_on
    row.day_base = new.day_base
    row.save()
    PlanMove.objects.create(plan=row, before=before, after=_described(row), at=at, by=by.name, reason=reason.strip())
    Phase.objects.filter(plan=row).delete()
    write_days([(row, _without_done(row, new))])
    Phase.objects.filter(plan=row, number__in=extensions).update(is_extension=True)


def _extended_again(row: Plan, new: NewPlan, edition: Edition, at: datetime) -> tuple[NewPlan, list[int]]:
    """The new calendar with the days somebody added for a reason after it, and the numbers of these phases.

    Counting anew takes no added day back: under the same edition the plan ends no earlier than it did with them.
    """
    added: list[NewPhase] = []
    tests: list[NewTestDay] = []
    last = new.phases[-1].number if new.phases else 0
    end = new.end_on
    for number, old in enumerate(Phase.objects.filter(plan=row, is_extension=True).order_by("number"), last + 1):
        facts = old.facts()
        start, end = end + timedelta(days=1), end + timedelta(days=facts.days)
        added.append(NewPhase(number, facts.place, start, end, facts.checks_per_day, facts.clause))
        first = (start - new.start_on).days + new.day_base - 1
        days = ScheduledTest.objects.filter(plan=row, phase_number=old.number).values_list("day_in_phase", flat=True)
        tests += [NewTestDay(number, first + day, day, start + timedelta(days=day - 1)) for day in sorted(set(days))]
    if not added:
        return new, []
    longest = max(end, row.end_on) if edition.id == row.edition_id else end
    added[-1] = replace(added[-1], end_on=longest)
    apart = max(new.release_on - new.end_on, timedelta())
    drawn = replace(
        new, end_on=longest, release_on=longest + apart, phases=(*new.phases, *added), tests=(*new.tests, *tests),
        checks=(*new.checks, *rules.check_slots(added, edition.tz, at)),
    )  # fmt: skip
    return drawn, [each.number for each in added]


def _described(row: Plan) -> dict[str, str]:
    return {
        "edition_id": row.edition_id, "label": row.regime_label, "class": str(row.contact_class), "anchor_at": row.anchor_at.isoformat(),
        "start_on": row.start_on.isoformat(), "end_on": row.end_on.isoformat(),
        "release_on": row.release_on.isoformat(),
    }  # fmt: skip


def _without_done(row: Plan, new: NewPlan) -> NewPlan:
    """The new calendar without the slots and test days that were used already."""
    used = set(Check.objects.filter(plan=row).values_list("due_on", "slot"))
    tested = set(ScheduledTest.objects.filter(plan=row).values_list("due_on", "is_antigen"))
    return replace(
        new,
        checks=tuple(each for each in new.checks if (each.due_on, each.slot) not in used),
        tests=tuple(each for each in new.tests if (each.due_on, each.is_antigen) not in tested),
    )
