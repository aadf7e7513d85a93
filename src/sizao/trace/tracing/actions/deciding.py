"""Settling leads, giving them to those near the address, and approving whom a run found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox
from sizao.trace.tracing import errors, events, queries, rules
from sizao.trace.tracing.models import Exposed, Lead, LeadCheck, LeadReply
from sizao.trace.tracing.queries import lists
from sizao.trace.tracing.types import (
    CheckOutcome,
    ExposedFacts,
    LeadOutcome,
    LegalBasis,
    Purpose,
    RunFacts,
    approve_door,
    selectors,
)

BATCH = 2_000
LOGGED_AT_ONCE = 10_000
"""Persons in one row of the access log."""
SETTLED = {LeadOutcome.CONFIRMED: CheckOutcome.CONFIRMED, LeadOutcome.RULED_OUT: CheckOutcome.RULED_OUT}
"""Replies that settle a lead; not having reached anybody leaves it open."""


@transaction.atomic
def check_leads(
    *, run_id: UUID, exposed_ids: Sequence[UUID], outcome: CheckOutcome, note: str, by: Actor, at: datetime
) -> int:
    """Note what calls on leads found; confirmed ones are announced, so that they can be proposed. Returns how many.

    Raises:
        RunNotFound: when there is no such run in scope.
        NotALead, NotePlease: when the calls settle nothing.
    """
    run = queries.run(run_id)
    picked = queries.exposed(run_id, exposed_ids)
    rules.may_check(picked, outcome, note).or_raise()
    LeadCheck.objects.bulk_create(
        LeadCheck(exposed_id=each.id, outcome=outcome, note=note.strip(), at=at, by=by.name) for each in picked
    )
    if picked and outcome is CheckOutcome.CONFIRMED:
        fact = events.LeadsConfirmed(
            run_id=run_id, case_id=run.case_id, exposed_ids=tuple(each.id for each in picked),
            incident_id=run.incident_id, edition_id=run.edition_id, area=run.area,
        )  # fmt: skip
        outbox.emit(fact, by=by, at=at)
    return len(picked)


@transaction.atomic
def approve_exposed(
    *, run_id: UUID, exposed_ids: Sequence[UUID], by: Actor, at: datetime, reason: str = "", situation: str = ""
) -> tuple[int, int]:
    """Approve exposed persons of a run as contacts with the class and clause that the edition suggests.

    Those who are no proposal yet become one first; who is approved already stays so. With a situation of the edition the
    officer's judgement decides the class, for a reason. Returns how many were approved and how many the rules of contacts
    refused.

    Raises:
        RunNotFound: when there is no such run in scope.
        LeadNotApproved: when a lead is among them that no call confirmed.
        SituationUnknown, JudgementWithoutReason: when the judgement names no situation of the edition, or no reason.
        NobodyToApprove: when nobody of them can be proposed.
    """
    of = queries.run(run_id)
    proposals = queries.to_approve(run_id, exposed_ids, situation=situation, reason=reason)
    audit.record(
        by=by, at=at, action="tracing.approve", purpose=of.purpose,
        persons=[each.person_id for each in queries.everybody(proposals)], fields="contact", reason=of.number, area=of.area,
    )  # fmt: skip
    return approve_door.plugged(of.incident_id, proposals, reason.strip(), by, at)


@transaction.atomic
def route_leads(*, run_id: UUID, by: Actor, at: datetime) -> int:
    """Give the leads of a run to the areas where the persons live, each once in an incident; returns how many are new.

    Asked about is the place of the longest time together. Only those for whom the edition suggests a class: nobody is asked about a meeting that could make no contact of them. In a
    city that is nineteen of twenty, those who crossed the way of somebody who crossed the way of the case.

    A lead that was settled in an earlier run of the incident settles the new run's too: nobody is asked twice. Who is new goes
    through the rules for lists: whom they spare stays in the run, as a lead that nobody was sent to ask.
    """
    of = queries.run(run_id)
    found = queries.exposed(run_id, leads=True)
    persons = registry.persons(each.person_id for each in found)
    places = registry.places(each.places[0] for each in found if each.places)
    given = _asked_about(of.incident_id, found)
    fresh = [
        each for each in found if each.person_id in persons and each.places[0] in places and each.person_id not in given
    ]
    kept = _selected(of, fresh, by, at)
    rows = [
        Lead(
            incident_id=of.incident_id, run_id=run_id, person=each.person_id, place=each.places[0],
            place_zh=places[each.places[0]].words.zh, place_en=places[each.places[0]].words.en, first=each.first,
            last=each.last, grade=each.grade, area=persons[each.person_id].area_residence, area_run=of.area, at=at,
        )
        for each in fresh
        if each.id in kept
    ]  # fmt: skip
    Lead.objects.bulk_create(rows, batch_size=BATCH)
    known = {each.person_id: each.id for each in found if each.person_id in given}
    _settle_known(run_id, given, known, by, at)
    if rows:
        routed = events.LeadsRouted(
            run_id=run_id, leads=len(rows), incident_id=of.incident_id, edition_id=of.edition_id, area=of.area
        )
        outbox.emit(routed, by=by, at=at)
    return len(rows)


def _asked_about(incident_id: UUID, found: Sequence[ExposedFacts]) -> dict[int, list[UUID]]:
    """The leads of the incident that ask these persons about one of the places where they were exposed."""
    places = {each.person_id: each.places for each in found}
    given: dict[int, list[UUID]] = defaultdict(list)
    rows = Lead.objects.filter(incident_id=incident_id).order_by("id").values_list("id", "person", "place")
    for lead_id, person, place in rows:
        if place in places.get(person, ()):
            given[person].append(lead_id)
    return dict(given)


def _selected(of: RunFacts, fresh: Sequence[ExposedFacts], by: Actor, at: datetime) -> set[UUID]:
    """Who stays on the list after every rule that it goes through."""
    kept = {each.id for each in fresh}
    for select in selectors:
        left = [lists.candidate(each, of) for each in fresh if each.id in kept]
        kept &= set(select(of.area, left, by, at))
    return kept


def _settle_known(
    run_id: UUID, given: Mapping[int, Sequence[UUID]], exposed: Mapping[int, UUID], by: Actor, at: datetime
) -> None:
    """What was answered before; most were never asked, and of those there is nothing to settle."""
    answered = Exists(LeadReply.objects.filter(lead=OuterRef("pk")))
    rows = Lead.objects.filter(answered, pk__in=[lead for leads in given.values() for lead in leads])
    for each in queries.with_replies(list(rows)):
        picked = exposed.get(each.person_id)
        if picked is not None and each.outcome in SETTLED:
            note = f"{each.number}: {each.note}"
            check_leads(run_id=run_id, exposed_ids=[picked], outcome=SETTLED[each.outcome], note=note, by=by, at=at)


@transaction.atomic
def reply_lead(*, lead_id: UUID, outcome: LeadOutcome, note: str, by: Actor, at: datetime) -> None:
    """Note what came of asking the person; a later reply corrects an earlier one, and both stay on record.

    Raises:
        LeadNotFound: when there is no such lead in scope.
        NotePlease: when the reply says nothing.
    """
    found = queries.lead(lead_id)
    if not note.strip():
        raise errors.NotePlease(reason="")
    LeadReply.objects.create(lead_id=lead_id, outcome=outcome, note=note.strip(), at=at, by=by.name)
    audit.record(
        by=by, at=at, action="tracing.reply", purpose="contact_management", persons=[found.person_id],
        fields="place, time", reason=found.number, area=found.area,
    )  # fmt: skip
    fact = events.LeadReplied(lead_id=lead_id, incident_id=found.incident_id, area=found.area)
    outbox.emit(fact, by=by, at=at)


@transaction.atomic
def take_over_reply(*, lead_id: UUID, by: Actor, at: datetime) -> int:
    """Bring a reply that settles a lead into the newest run that found it; returns how many were settled."""
    found = queries.lead(lead_id)
    if found.outcome not in SETTLED:
        return 0
    rows = Exposed.objects.filter(
        run__incident_id=found.incident_id, person=found.person_id, is_lead=True, places__contains=[found.place_id]
    )
    newest = rows.order_by("-run__at", "-id").first()
    if newest is None:
        return 0
    note = f"{found.number}: {found.note}"
    outcome = SETTLED[found.outcome]
    return check_leads(run_id=newest.run_id, exposed_ids=[newest.id], outcome=outcome, note=note, by=by, at=at)


def log_persons_shown(*, run_id: UUID, persons: Sequence[int], by: Actor, at: datetime) -> None:
    """Enter in the access log that the persons of a run were shown, by number: all of them, in rows of bounded size."""
    run = queries.run(run_id)
    for some in _bounded(persons):
        audit.record(
            by=by, at=at, action="tracing.persons", purpose=run.purpose, persons=some, fields="place, time",
            reason=run.number, area=run.area,
        )  # fmt: skip


def log_source_shown(*, run_id: UUID, by: Actor, at: datetime) -> None:
    """Enter in the access log that the whereabouts of a run's index persons were shown; a run from a place has none."""
    run = queries.run(run_id)
    for some in _bounded(sorted(run.query.persons)) if run.query.persons else ():
        audit.record(
            by=by, at=at, action="tracing.source", purpose=run.purpose, persons=some, fields="place, time",
            reason=run.number, area=run.area,
        )  # fmt: skip


def log_visitors_shown(
    *, place_id: int, persons: Sequence[int], start: datetime, until: datetime, purpose: Purpose, legal_basis: LegalBasis,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Enter in the access log that the visitors of a place in a window were shown, by number, why and on what basis."""
    place, scenes = registry.place(place_id), presence.looked_at([place_id])
    asked = f"{legal_basis.value}; {place.number}; {start:%Y-%m-%d %H:%M%z} – {until:%Y-%m-%d %H:%M%z}"
    for some in _bounded(persons):
        audit.record(
            by=by, at=at, action="tracing.visitors", purpose=purpose, persons=some, fields="place, time", area=place.area,
            reason=f"{asked}, {scenes}" if scenes else asked,
        )  # fmt: skip


def _bounded(persons: Sequence[int]) -> Iterator[Sequence[int]]:
    for begin in range(0, max(len(persons), 1), LOGGED_AT_ONCE):
        yield persons[begin : begin + LOGGED_AT_ONCE]
