"""The three meters of "nobody left out", by name list: who should be, who is, and why the others are not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sizao.ground.command import queries as command
from sizao.kernel.editions import ContactClass, PhasePlace, library
from sizao.measures.followup import rules
from sizao.measures.followup.models import Check, Phase, Plan, PlanStatus, ScheduledTest
from sizao.measures.followup.queries.bygone import people_then, tests_then
from sizao.measures.followup.queries.places import placed_by
from sizao.measures.followup.types import (
    CHECK_FAILED,
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
"""States in which a contact belongs on a meter; who waits for a stricter class stands as approved."""


def meters(incident_id: UUID, as_of: datetime, *, is_present: bool = False) -> tuple[Meter, Meter, Meter]:
    """The meters of an incident as they stood at a moment: quarantined, tested, under management.

    Args:
        incident_id: the incident.
        as_of: the moment.
        is_present: nothing was entered after it, so that what rows say now is asked.
    """
    if is_present:
        people, tests = _people_now(incident_id, as_of), _tests_now(incident_id, as_of)
    else:
        people, tests = _people_then(incident_id, as_of), tests_then(incident_id, as_of, _today(incident_id, as_of))
    return rules.isolated(people), rules.tested(tests), rules.managed(people)


def _people_now(incident_id: UUID, as_of: datetime) -> Counter[rules.Held]:
    """How many contacts the meters see alike: those with an open plan by what it says, and those without one."""
    found: Counter[rules.Held] = Counter()
    without = Counter(cases.contacts_held(incident_id, HELD))
    for (kind, edition, state, must_stay, is_placed, last), number in _planned(incident_id, as_of).items():
        without[kind, edition, state] -= number
        if _is_followed(kind, edition):
            found[_alike(state, must_stay=must_stay, is_placed=is_placed, last=last)] += number
    for (stays, placed, last), number in _arrived(incident_id, as_of).items():
        found[_alike(ContactState.APPROVED, must_stay=stays, is_placed=placed, last=last)] += number
    for (kind, edition, state), number in without.items():
        if number > 0 and _is_followed(kind, edition):
            found[rules.Held(is_found=state is not ContactState.LOST, has_plan=False)] += number
    return found


def _people_then(incident_id: UUID, as_of: datetime) -> Counter[rules.Held]:
    """The same at a moment that may be past."""
    found: Counter[rules.Held] = Counter()
    for each in people_then(incident_id, as_of, _today(incident_id, as_of), HELD):
        if not each.contact_class or _is_followed(ContactClass(each.contact_class), each.edition_id):
            found[each.held] += each.number
    return found


def _today(incident_id: UUID, as_of: datetime) -> date:
    return as_of.astimezone(_tz(incident_id)).date()


def _is_followed(kind: ContactClass, edition_id: str) -> bool:
    return bool(rules.regime_of(kind, library().get(edition_id)))


def _alike(state: ContactState, *, must_stay: bool, is_placed: bool, last: CheckOutcome | None) -> rules.Held:
    return rules.Held(
        is_found=state is not ContactState.LOST,
        has_plan=True,
        must_stay=must_stay,
        is_placed=is_placed,
        missed_check=last is CheckOutcome.MISSED,
        unreachable=last is CheckOutcome.UNREACHABLE,
    )


Planned = tuple[ContactClass, str, ContactState, bool, bool, CheckOutcome | None]


def _planned(incident_id: UUID, as_of: datetime) -> Counter[Planned]:
    """Held contacts with an open plan, counted by class, edition, state, must stay, in place, and a failed last check."""
    today = _today(incident_id, as_of)
    staying = _staying_phases(today)
    stands = Q(contact__status__in=HELD) | cases.waits("contact__")
    held = Plan.objects.filter(stands, incident_id=incident_id, state__in=OPEN).order_by()
    held = held.annotate(**cases.as_held("contact__")).annotate(
        placed=Q(placed_at__isnull=False) & Q(placed_at__lte=as_of)
    )
    keys = ("held_class", "held_edition", "held_state", "stays", "placed")
    found: Counter[Planned] = Counter()
    rows = held.annotate(stays=Q(pk__in=staying.values("plan_id")))
    for *key, number in rows.values_list(*keys).annotate(n=Count("pk")):
        found[*_key(*key), None] += number
    failed = _failed(as_of)
    few = held.filter(pk__in=list(failed)).annotate(stays=Exists(staying.filter(plan=OuterRef("pk"))))
    for plan_id, *key in few.values_list("pk", *keys):
        found[*_key(*key), None] -= 1
        found[*_key(*key), failed[plan_id]] += 1
    return found


def _arrived(incident_id: UUID, as_of: datetime) -> Counter[tuple[bool, bool, CheckOutcome | None]]:
    """Arrivals with an open plan, counted by must stay, in place, and a failed last check."""
    today = _today(incident_id, as_of)
    staying = _staying_phases(today)
    rows = Plan.objects.filter(incident_id=incident_id, state__in=OPEN, arrival__isnull=False)
    failed = _failed(as_of) if rows.exists() else {}
    marked = rows.annotate(
        stays=Q(pk__in=staying.values("plan_id")), placed=Q(placed_at__isnull=False) & Q(placed_at__lte=as_of)
    )
    return Counter(
        (stays, placed, failed.get(each)) for each, stays, placed in marked.values_list("pk", "stays", "placed")
    )


def _staying_phases(today: date) -> QuerySet[Phase]:
    """The phases of a day that are spent at a site or at home."""
    places = [each.value for each in PhasePlace if each.is_restricted]
    return Phase.objects.filter(start_on__lte=today, end_on__gte=today, place__in=places)


def _key(kind: str, edition: str, state: str, stays: bool, placed: bool) -> tuple[ContactClass, str, ContactState, bool, bool]:  # fmt: skip
    return ContactClass(kind), edition, ContactState(state), bool(stays), bool(placed)


def _failed(as_of: datetime) -> dict[UUID, CheckOutcome]:
    """Plans in scope whose newest check that was over or done by then failed; checks that went well are never read.

    Failed checks that no later one has followed have an index of their own: they are asked for by themselves, not through
    an incident's many plans.
    """
    newer = Check.objects.filter(plan=OuterRef("plan"), due_at__gt=OuterRef("due_at"))
    newer = newer.filter(Q(due_at__lte=as_of) | Q(done_at__lte=as_of))
    rows = Check.objects.filter(~Exists(newer)).order_by()
    said = rows.filter(outcome__in=CHECK_FAILED, is_past=False).values_list("plan_id", "outcome")
    owed = rows.filter(outcome=CheckOutcome.DUE, due_at__lte=as_of).values_list("plan_id", flat=True)
    return {plan_id: CheckOutcome(outcome) for plan_id, outcome in said} | dict.fromkeys(owed, CheckOutcome.MISSED)


def _tests_now(incident_id: UUID, as_of: datetime) -> Counter[rules.Owed]:
    """The tests that open plans owed until a moment, counted."""
    today = _today(incident_id, as_of)
    rows = _of_open_plans(ScheduledTest.objects.filter(plan__incident_id=incident_id, due_on__lte=today)).order_by()
    kinds = rows.annotate(done=Q(sampled_at__isnull=False, sampled_at__lte=as_of), over=Q(due_on__lt=today))
    counted = kinds.values_list("done", "over").annotate(n=Count("pk"))
    return Counter({rules.Owed(is_done=bool(done), is_over=over): number for done, over, number in counted})


def tests_owed(rows: QuerySet[ScheduledTest], as_of: datetime, gaps: Collection[Gap]) -> QuerySet[ScheduledTest]:
    """Of some scheduled tests those that the meter misses at present, whether or not the sweep has marked them yet.

    Args:
        rows: scheduled tests in scope.
        as_of: the present; "today" is each incident's own, in its edition's time zone.
        gaps: which: ``Gap.TEST_MISSED`` (the day is over) and ``Gap.TEST_DUE`` (the day is today).
    """
    days: dict[date, list[UUID]] = defaultdict(list)
    for each in command.incidents():
        days[as_of.astimezone(library().get(each.edition_id).tz).date()].append(each.id)
    due = Q(pk__in=[])
    for today, incidents in days.items():
        mine = Q(plan__incident_id__in=incidents)
        if Gap.TEST_MISSED in gaps:
            due |= mine & Q(due_on__lt=today)
        if Gap.TEST_DUE in gaps:
            due |= mine & Q(due_on=today)
    return _of_open_plans(rows.filter(due)).filter(Q(sampled_at__isnull=True) | Q(sampled_at__gt=as_of))


def _of_open_plans(rows: QuerySet[ScheduledTest]) -> QuerySet[ScheduledTest]:
    """The tests that a meter counts at all: PCR, of plans that are open now, not waived."""
    return rows.filter(plan__state__in=OPEN, is_antigen=False).exclude(state=TestState.WAIVED)


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
    arrived = Plan.objects.filter(
        pk__in=[each for each, gap in found.items() if gap is not None], arrival__isnull=False
    )
    gaps += [
        PersonGap(None, row.number, row.person_id, row.area, _gap(found[row.id]), plan_id=row.id) for row in arrived
    ]
    return sorted(gaps, key=lambda each: (each.gap, each.number))


def _gap(found: Gap | None) -> Gap:
    assert found is not None
    return found


def _people(incident_id: UUID, as_of: datetime) -> dict[UUID, rules.Held]:
    """Every approved or not yet found contact of whose class the edition asks follow-up, and every arrival with an open
    plan (by the plan), as they stood at a moment."""
    plans = _open_plans(incident_id, as_of)
    then = cases.held_at(incident_id, as_of).items()
    held = {
        key: each.state
        for key, each in then
        if each.state in HELD and _is_followed(each.contact_class, each.edition_id)
    }
    staying = _staying(incident_id, as_of, _tz(incident_id))
    last = _last_over(incident_id, as_of)
    placed = placed_by(incident_id, as_of)
    found = {each: _held(state, plans.get(each), staying, last, placed) for each, state in held.items()}
    arrived = {row.id: row for row in plans.values() if row.arrival_id is not None}
    return found | {each: _held(ContactState.APPROVED, row, staying, last, placed) for each, row in arrived.items()}


def _tz(incident_id: UUID) -> ZoneInfo:
    return library().get(command.terms(incident_id).edition_id).tz


def _open_plans(incident_id: UUID, as_of: datetime) -> dict[UUID, Plan]:
    """The plans that were open at a moment, by contact; those of arrivals by themselves."""
    newest = PlanStatus.objects.filter(plan__incident_id=incident_id, at__lte=as_of)
    states = newest.order_by("plan_id", "-at", "-id").distinct("plan_id").values_list("plan_id", "state")
    open_then = {plan_id for plan_id, state in states if state in OPEN}
    rows = Plan.objects.filter(incident_id=incident_id)
    return {row.contact_id or row.id: row for row in rows if row.id in open_then}


def _held(
    state: ContactState, plan: Plan | None, staying: set[UUID], last: Mapping[UUID, CheckOutcome], placed: set[UUID]
) -> rules.Held:
    outcome = last.get(plan.id) if plan else None
    return rules.Held(
        is_found=state is not ContactState.LOST,
        has_plan=plan is not None,
        must_stay=plan is not None and plan.id in staying,
        is_placed=plan is not None and plan.id in placed,
        missed_check=outcome is CheckOutcome.MISSED,
        unreachable=outcome is CheckOutcome.UNREACHABLE,
    )


def _staying(incident_id: UUID, as_of: datetime, tz: ZoneInfo) -> set[UUID]:
    """Plans whose phase of the day is one at a site or at home."""
    today = as_of.astimezone(tz).date()
    places = [each.value for each in PhasePlace if each.is_restricted]
    rows = Phase.objects.filter(plan__incident_id=incident_id, start_on__lte=today, end_on__gte=today)
    return set(rows.filter(place__in=places).values_list("plan_id", flat=True))


def _last_over(incident_id: UUID, as_of: datetime) -> dict[UUID, CheckOutcome]:
    """What had come of each plan's newest check that was over or done at a moment; not done by then is missed."""
    rows = Check.objects.filter(plan__incident_id=incident_id)
    rows = rows.filter(Q(due_at__lte=as_of) | Q(done_at__lte=as_of))
    newest = rows.order_by("plan_id", "-due_at", "-id").distinct("plan_id").values_list("plan_id", "outcome", "done_at")
    return {
        plan_id: CheckOutcome(outcome) if done_at is not None and done_at <= as_of else CheckOutcome.MISSED
        for plan_id, outcome, done_at in newest
    }


def _tests(incident_id: UUID, as_of: datetime) -> list[tuple[ScheduledTest, rules.Owed]]:
    """Every PCR test that plans open at a moment owed until then."""
    today = _today(incident_id, as_of)
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
                datetime.combine(row.due_on, time(), tz), row.plan_id,
            )
            for row, gap in found
            if gap is not None
        ),
        key=lambda each: (str(each.since), each.number),
    )  # fmt: skip
