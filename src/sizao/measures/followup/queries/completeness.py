"""The three meters of "nobody left out", by name list: who should be, who is, and why the others are not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.command import queries as command
from sizao.kernel.editions import PhasePlace, library
from sizao.measures.followup import rules
from sizao.measures.followup.models import Check, Phase, Plan, ScheduledTest
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
from sizao.trace.cases.types import ContactFacts, ContactState

OPEN = [each.value for each in OPEN_PLANS]


def meters(incident_id: UUID, as_of: datetime) -> tuple[Meter, Meter, Meter]:
    """The meters of an incident: quarantined, tested, under management."""
    people = _people(incident_id, as_of)
    return rules.isolated(people.values()), rules.tested(_tests(incident_id, as_of)), rules.managed(people.values())


def meter_people(incident_id: UUID, kind: MeterKind, as_of: datetime) -> list[PersonGap]:
    """The name list behind a meter: every contact who is missing from it, and why. Tests have their own list."""
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
    """Every approved or not yet found contact of whose class the edition asks follow-up, as it stands at a moment."""
    held = [
        each
        for state in (ContactState.APPROVED, ContactState.LOST)
        for each in cases.contacts(incident_id, state)
        if rules.regime_of(each.contact_class, library().get(each.edition_id))
    ]
    plans = {row.contact_id: row for row in Plan.objects.filter(incident_id=incident_id, state__in=OPEN)}
    tz = library().get(command.incident(incident_id).edition_id).tz
    staying = _staying(incident_id, as_of, tz)
    last = _last_over(incident_id, as_of)
    return {each.id: _held(each, plans.get(each.id), staying, last) for each in held}


def _held(contact: ContactFacts, plan: Plan | None, staying: set[UUID], last: dict[UUID, CheckOutcome]) -> rules.Held:
    outcome = last.get(plan.id) if plan else None
    return rules.Held(
        is_found=contact.status is not ContactState.LOST,
        has_plan=plan is not None,
        must_stay=plan is not None and plan.id in staying,
        is_placed=plan is not None and plan.placed_at is not None,
        missed_check=outcome is CheckOutcome.MISSED or outcome is CheckOutcome.DUE,
        unreachable=outcome is CheckOutcome.UNREACHABLE,
    )


def _staying(incident_id: UUID, as_of: datetime, tz: ZoneInfo) -> set[UUID]:
    """Plans whose phase of the day is one at a site or at home."""
    today = as_of.astimezone(tz).date()
    rows = Phase.objects.filter(plan__incident_id=incident_id, start_on__lte=today, end_on__gte=today)
    places = [each.value for each in PhasePlace if each.is_restricted]
    return set(rows.filter(place__in=places).values_list("plan_id", flat=True))


def _last_over(incident_id: UUID, as_of: datetime) -> dict[UUID, CheckOutcome]:
    """The outcome of each plan's newest check that is over or done."""
    rows = Check.objects.filter(plan__incident_id=incident_id, plan__state__in=OPEN)
    rows = rows.filter(due_at__lte=as_of) | rows.filter(done_at__lte=as_of)
    newest = rows.order_by("plan_id", "-due_at").distinct("plan_id").values_list("plan_id", "outcome")
    return {plan_id: CheckOutcome(outcome) for plan_id, outcome in newest}


def _tests(incident_id: UUID, as_of: datetime) -> list[rules.Owed]:
    """Every PCR test owed by open plans until now."""
    tz = library().get(command.incident(incident_id).edition_id).tz
    today = as_of.astimezone(tz).date()
    rows = ScheduledTest.objects.filter(plan__incident_id=incident_id, plan__state__in=OPEN, is_antigen=False)
    owed = rows.filter(due_on__lte=today).exclude(state=TestState.WAIVED).values_list("state", "due_on")
    done = {TestState.SAMPLED.value, TestState.DONE.value}
    return [rules.Owed(is_done=state in done, is_over=due_on < today) for state, due_on in owed]
