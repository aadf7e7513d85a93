"""The three meters of "nobody left out", by name list: who should be, who is, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from sizao.ground.command import queries as command
from sizao.kernel.editions import PhasePlace, library
from sizao.measures.followup import rules
from sizao.measures.followup.models import Check, Phase, Plan, PlanStatus, ScheduledTest
from sizao.measures.followup.types import (
    OPEN_PLANS,
    CheckOutcome,
    Gap,
    Meter,
    MeterKind,
    PersonGap,
    TestState,
)
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState

OPEN = frozenset(each.value for each in OPEN_PLANS)
HELD = frozenset({ContactState.APPROVED, ContactState.LOST})
"""States in which a contact belongs on a meter."""


def meters(incident_id: UUID, as_of: datetime) -> tuple[Meter, Meter, Meter]:
    """The meters of an incident as they stood at a moment: quarantined, tested, under management."""
    people = _people(incident_id, as_of)
    return (
        rules.isolated(people.values()),
        rules.tested(owed for _, owed in _tests(incident_id, as_of)),
        rules.managed(people.values()),
    )


def meter_people(incident_id: UUID, kind: MeterKind, as_of: datetime) -> list[PersonGap]:
    """The name list behind a meter: every contact who is missing from it, and why; for tests a line for each one owed."""
    if kind is MeterKind.TESTED:
        return _tests_missing(incident_id, as_of)
    people = _people(incident_id, as_of)
    gap_of = rules.isolation_gap if kind is MeterKind.ISOLATED else rules.management_gap
    found = {contact_id: gap_of(held) for contact_id, held in people.items()}
    contacts = cases.contacts_by_id([each for each, gap in found.items() if gap is not None])
    gaps = [
        PersonGap(each.id, each.number, each.person_id, each.area, _gap(found[each.id])) for each in contacts.values()
    ]
    return sorted(gaps, key=lambda each: (each.gap, each.number))


def _gap(found: Gap | None) -> Gap:
    assert found is not None
    return found


def _people(incident_id: UUID, as_of: datetime) -> dict[UUID, rules.Held]:
    """Every approved or not yet found contact of whose class the edition asks follow-up, as it stood at a moment."""
    then = cases.states_at(incident_id, as_of)
    held = {
        each.id: then[each.id]
        for each in cases.contacts(incident_id)
        if then.get(each.id) in HELD and rules.regime_of(each.contact_class, library().get(each.edition_id))
    }
    plans = _open_plans(incident_id, as_of)
    staying = _staying(plans.values(), as_of, _tz(incident_id))
    last = _last_over(plans.values(), as_of)
    return {contact_id: _held(state, plans.get(contact_id), staying, last, as_of) for contact_id, state in held.items()}


def _tz(incident_id: UUID) -> ZoneInfo:
    return library().get(command.incident(incident_id).edition_id).tz


def _open_plans(incident_id: UUID, as_of: datetime) -> dict[UUID, Plan]:
    """The plans that were open at a moment, by contact."""
    newest = PlanStatus.objects.filter(plan__incident_id=incident_id, at__lte=as_of)
    states = newest.order_by("plan_id", "-at", "-id").distinct("plan_id").values_list("plan_id", "state")
    open_then = {plan_id for plan_id, state in states if state in OPEN}
    return {row.contact_id: row for row in Plan.objects.filter(incident_id=incident_id) if row.id in open_then}


def _held(
    state: ContactState, plan: Plan | None, staying: set[UUID], last: Mapping[UUID, CheckOutcome], as_of: datetime
) -> rules.Held:
    outcome = last.get(plan.id) if plan else None
    return rules.Held(
        is_found=state is not ContactState.LOST,
        has_plan=plan is not None,
        must_stay=plan is not None and plan.id in staying,
        is_placed=plan is not None and plan.placed_at is not None and plan.placed_at <= as_of,
        missed_check=outcome is CheckOutcome.MISSED,
        unreachable=outcome is CheckOutcome.UNREACHABLE,
    )


def _staying(plans: Iterable[Plan], as_of: datetime, tz: ZoneInfo) -> set[UUID]:
    """Plans whose phase of the day is one at a site or at home."""
    today = as_of.astimezone(tz).date()
    places = [each.value for each in PhasePlace if each.is_restricted]
    rows = Phase.objects.filter(plan__in=[each.id for each in plans], start_on__lte=today, end_on__gte=today)
    return set(rows.filter(place__in=places).values_list("plan_id", flat=True))


def _last_over(plans: Iterable[Plan], as_of: datetime) -> dict[UUID, CheckOutcome]:
    """What had come of each plan's newest check that was over or done at a moment; not done by then is missed."""
    rows = Check.objects.filter(plan__in=[each.id for each in plans])
    rows = rows.filter(Q(due_at__lte=as_of) | Q(done_at__lte=as_of))
    newest = rows.order_by("plan_id", "-due_at").distinct("plan_id").values_list("plan_id", "outcome", "done_at")
    return {
        plan_id: CheckOutcome(outcome) if done_at is not None and done_at <= as_of else CheckOutcome.MISSED
        for plan_id, outcome, done_at in newest
    }


def _tests(incident_id: UUID, as_of: datetime) -> list[tuple[ScheduledTest, rules.Owed]]:
    """Every PCR test that plans open at a moment owed until then."""
    today = as_of.astimezone(_tz(incident_id)).date()
    plans = [each.id for each in _open_plans(incident_id, as_of).values()]
    rows = ScheduledTest.objects.filter(plan__in=plans, is_antigen=False, due_on__lte=today)
    return [(row, _owed(row, as_of, today)) for row in rows.exclude(state=TestState.WAIVED).select_related("plan")]


def _owed(row: ScheduledTest, as_of: datetime, today: date) -> rules.Owed:
    is_done = row.sampled_at is not None and row.sampled_at <= as_of
    return rules.Owed(is_done=is_done, is_over=row.due_on < today)


def _tests_missing(incident_id: UUID, as_of: datetime) -> list[PersonGap]:
    """Every test that was owed by a moment and not taken, the oldest first."""
    tz = _tz(incident_id)
    found = [(row, rules.test_gap(owed)) for row, owed in _tests(incident_id, as_of)]
    return sorted(
        (
            PersonGap(
                row.plan.contact_id, row.plan.number, row.plan.person_id, row.plan.area, gap,
                datetime.combine(row.due_on, time(), tz),
            )
            for row, gap in found
            if gap is not None
        ),
        key=lambda each: (str(each.since), each.number),
    )  # fmt: skip
