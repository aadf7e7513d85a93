"""Reading trace runs, and what of a run is ready to be proposed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from sizao.ground.command import queries as command
from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, Situation, library
from sizao.kernel.tenures import Tenure, bounds
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import INFECTED, ContactState, ProposedContact
from sizao.trace.tracing import errors, rules
from sizao.trace.tracing.models import Exposed, Lead, LeadCheck, LeadReply, TracedCase, TraceRun
from sizao.trace.tracing.queries import joined
from sizao.trace.tracing.queries.joined import cases_named as cases_named
from sizao.trace.tracing.queries.joined import everybody as everybody
from sizao.trace.tracing.queries.joined import infections as infections
from sizao.trace.tracing.queries.signing import counted_by_another as counted_by_another
from sizao.trace.tracing.queries.signing import signature as signature
from sizao.trace.tracing.queries.signing import signature_rows as signature_rows
from sizao.trace.tracing.queries.signing import signatures as signatures
from sizao.trace.tracing.queries.signing import to_sign as to_sign
from sizao.trace.tracing.queries.visitors import Visitor as Visitor
from sizao.trace.tracing.queries.visitors import cases_at as cases_at
from sizao.trace.tracing.queries.visitors import may_list_visitors as may_list_visitors
from sizao.trace.tracing.queries.visitors import visitors as visitors
from sizao.trace.tracing.queries.zoning import kinds_met as kinds_met
from sizao.trace.tracing.queries.zoning import recorded as recorded
from sizao.trace.tracing.queries.zoning import seated as seated
from sizao.trace.tracing.queries.zoning import zoned as zoned
from sizao.trace.tracing.rules import Stop
from sizao.trace.tracing.types import CheckOutcome, ExposedFacts, Finding, LeadFacts, Purpose, RunFacts
from sizao.traceback import tables
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import Visit

MOST_PLACES = 500
"""Places on the map of a run; the fullest come first."""


def may_trace(case_id: UUID, as_of: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT) -> Decision:
    """Whether a case can be traced now."""
    return rules.may_trace(cases.case(case_id), cases.window(case_id), purpose, as_of)


def may_follow(case_id: UUID, as_of: datetime) -> Decision:
    """Whether a trace may start by itself: the case is held to be an infection, and something is known of its stays."""
    case, window = cases.case(case_id), cases.window(case_id)
    if case.classification not in INFECTED:
        return Decision.no(errors.NotAnInfection(number=case.number))
    decision = rules.may_trace(case, window, Purpose.CONTACT_MANAGEMENT, as_of)
    if window is None or not decision:
        return decision
    if rules.own_visits(case.person_id, cases.stays(case_id)):
        return decision
    if presence.visits_of([case.person_id], window.start, window.until or as_of).num_rows:
        return decision
    return Decision.no(errors.NothingKnown(number=case.number), clause=decision.clause)


def run(run_id: UUID) -> RunFacts:
    """One trace run.

    Raises:
        RunNotFound: when there is none in scope.
    """
    row = TraceRun.objects.filter(pk=run_id).first()
    if row is None:
        raise errors.RunNotFound
    return row.facts()


def runs(case_id: UUID | None = None) -> list[RunFacts]:
    """Trace runs in scope, newest first, of one case when given."""
    return [row.facts() for row in run_rows(case_id).order_by("-at", "-id")]


def run_rows(case_id: UUID | None = None) -> QuerySet[TraceRun]:
    """Trace runs for this room's own lists, unordered; not for neighbours."""
    rows = TraceRun.objects.select_related("case", "place").prefetch_related("traced", "endings")
    if case_id is None:
        return rows
    together = TracedCase.objects.filter(case_id=case_id).values("run")
    return rows.filter(Q(case_id=case_id) | Q(pk__in=together))


def may_trace_place(place_id: int, incident_id: UUID, start: datetime, until: datetime, as_of: datetime) -> Decision:
    """Whether a place can be traced for a period now, for contact management."""
    edition = library().get(command.incident(incident_id).edition_id)
    return rules.may_trace_place(registry.place(place_id), start, until, edition, Purpose.CONTACT_MANAGEMENT, as_of)


def exposed_rows(run_id: UUID) -> QuerySet[Exposed]:
    """Exposed persons of a run for this room's own lists, unordered; not for neighbours."""
    return Exposed.objects.filter(run_id=run_id)


def exposed(
    run_id: UUID, ids: Iterable[UUID] | None = None, *, with_class: bool = False, leads: bool = False
) -> list[ExposedFacts]:
    """The exposed persons of a run by hop and person: some of them when ids are given, those a class is suggested for, or
    of these the leads alone."""
    rows = exposed_rows(run_id).order_by("hop", "person")
    if with_class or leads:
        rows = rows.exclude(contact_class="")
    if leads:
        rows = rows.filter(is_lead=True)
    return with_outcomes(list(rows if ids is None else rows.filter(pk__in=list(ids))))


def with_outcomes(rows: Sequence[Exposed]) -> list[ExposedFacts]:
    """Rows as facts, with what the newest call on each found."""
    checks = LeadCheck.objects.filter(exposed__in=[row.pk for row in rows]).order_by("id")
    newest = {exposed_id: CheckOutcome(outcome) for exposed_id, outcome in checks.values_list("exposed_id", "outcome")}
    return [row.facts(newest.get(row.pk)) for row in rows]


def confirmed_before(incident_id: UUID, case_ids: Collection[UUID], place_id: int | None) -> frozenset[int]:
    """Persons whom an earlier trace of one of the same cases, or of the place in the same incident, held for leads, and whom
    a call confirmed."""
    if not case_ids and place_id is None:
        return frozenset()
    together = TracedCase.objects.filter(case_id__in=case_ids).values("run")
    of_cases = Q(run__case_id__in=case_ids) | Q(run__in=together)
    about = of_cases if case_ids else Q(run__place_id=place_id)
    newest = LeadCheck.objects.filter(exposed=OuterRef("pk")).order_by("-id")
    rows = Exposed.objects.filter(about, run__incident_id=incident_id, is_lead=True).annotate(
        said=Subquery(newest.values("outcome")[:1])
    )
    return frozenset(rows.filter(said=CheckOutcome.CONFIRMED).order_by().values_list("person", flat=True))


def proposals(
    run_id: UUID, ids: Iterable[UUID] | None = None, judged: Situation | None = None
) -> list[ProposedContact]:
    """The persons of a run that may be proposed as contacts now, with the evidence.

    Leads are left out until a call has confirmed them; persons registered in another area are left to that area. With a
    situation that an officer judged they were in, it decides their class in the place of what was suggested.
    """
    of = run(run_id)
    found = exposed(run_id, ids, with_class=judged is None)
    if judged is not None:
        found = [replace(each, suggestion=rules.judged(each.suggestion, judged)) for each in found]
    ready = [each for each in found if rules.may_propose(each)]
    areas = {
        person: facts.area_residence for person, facts in registry.persons(each.person_id for each in ready).items()
    }
    known = [each for each in ready if each.person_id in areas]
    return [one for each in known for one in joined.proposals_of(each, of, areas[each.person_id], judged)]


def to_approve(run_id: UUID, ids: Iterable[UUID], *, situation: str = "", reason: str = "") -> list[ProposedContact]:
    """Those of some exposed persons whom an approval would make contacts, as it would judge them.

    Raises:
        RunNotFound: when there is no such run in scope.
        LeadNotApproved: when a lead is among them that no call confirmed.
        SituationUnknown, JudgementWithoutReason: when the judgement names no situation of the edition, or no reason.
        NobodyToApprove: when nobody of them can be proposed.
    """
    of, picked = run(run_id), exposed(run_id, ids)
    rules.may_approve(picked).or_raise()
    judged = rules.situation_named(situation, library().get(of.edition_id), reason)
    found = proposals(run_id, [each.id for each in picked], judged)
    if not found:
        raise errors.NobodyToApprove
    return found


def asked_of(run_id: UUID, found: Iterable[ProposedContact]) -> list[cases.Asked]:
    """What the run's edition asks of proposals, class by class, and the lighter classes that it also knows."""
    edition_id = run(run_id).edition_id
    people = joined.everybody(found)
    return cases.asked_of(
        Counter((each.contact_class, edition_id) for each in people if each.contact_class is not None)
    )


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """An exposed person at one place of a run: where, from when until when, and how long together with the source."""

    found: ExposedFacts
    zone: str
    start: datetime | None
    until: datetime | None
    minutes: int


def at_place(run_id: UUID, place_id: int) -> QuerySet[Exposed]:
    """The persons whom a run found at a place, unordered; not for neighbours."""
    return exposed_rows(run_id).filter(places__contains=[place_id])


def source_visits(of: RunFacts, only: UUID | None = None) -> list[Visit]:
    """Where the source of a run was within its window: the stays of the case and its visits, or the place itself.

    Of several cases those of all, each within its own window, or of one when it is named.
    """
    start, until = of.query.first_hop_period
    if not of.cases:
        return [Visit(0, each.place, each.start, each.until, each.zone or None) for each in of.query.index_places]
    sources = [each for each in cases.cases(ids=of.cases) if only in {None, each.id}]
    persons = {each.person_id for each in sources}
    own = [visit for each in sources for visit in rules.own_visits(each.person_id, cases.stays(each.id))]
    recorded = tables.visits_of(presence.visits_of(persons, start, until))
    known = {(each.person, each.place, each.start) for each in own}
    found = [*own, *(each for each in recorded if (each.person, each.place, each.start) not in known)]
    windows = [(each.person, each.start, each.until) for each in of.query.index if each.person in persons]
    within = [
        each
        for each in found
        if any(each.person == person and each.start < end and each.until > begin for person, begin, end in windows)
    ]
    return sorted(within, key=lambda each: (each.start, each.place))


def sittings(of: RunFacts, place_id: int, rows: Sequence[Exposed]) -> list[Sitting]:
    """Rows of a run as they were at a place, in the order given."""
    found = with_outcomes(rows)
    via = {number for each in found if each.hop == 2 for number in each.via}
    visits = _visits_there(of, place_id, {each.person_id for each in found} | via)
    source = [each for each in source_visits(of) if each.place == place_id]
    return [_sitting(each, visits, source, of.query) for each in found]


def _sitting(
    found: ExposedFacts, visits: Mapping[int, Sequence[Visit]], source: Sequence[Visit], query: TraceQuery
) -> Sitting:
    own = visits.get(found.person_id, ())
    others = source if found.hop == 1 else [each for person in found.via for each in visits.get(person, ())]
    return Sitting(
        found=found, zone=", ".join(dict.fromkeys(each.zone for each in own if each.zone)),
        start=min((each.start for each in own), default=None), until=max((each.until for each in own), default=None),
        minutes=rules.minutes_together(own, others, query.linger_s, match_zones=query.match_zones),
    )  # fmt: skip


def _visits_there(of: RunFacts, place_id: int, persons: Iterable[int]) -> dict[int, list[Visit]]:
    start, _until = of.query.first_hop_period
    found: dict[int, list[Visit]] = defaultdict(list)
    visits = presence.visits_of(persons, start, of.at)
    for each in tables.visits_of(visits.filter(pc.equal(visits["place"], place_id))):
        found[each.person].append(each)
    return found


def there(of: RunFacts, place_id: int) -> list[rules.There]:
    """Everybody of a run at a place, and the source itself, for the drawing; by number, nobody is shown by name."""
    findings = {
        person: Finding(finding) for person, finding in at_place(of.id, place_id).values_list("person", "finding")
    }
    start, _until = of.query.first_hop_period
    visits = presence.visits_at([place_id], start, of.at)
    listed = pa.array(list(findings), pa.int64())
    found = [
        rules.There(each.person, each.zone or "", each.start, each.until, findings[each.person])
        for each in tables.visits_of(visits.filter(pc.is_in(visits["person"], value_set=listed)))
    ]
    source = [each for each in source_visits(of) if each.place == place_id]
    return found + [rules.There(each.person, each.zone or "", each.start, each.until, None) for each in source]


def stops(of: RunFacts, on: date | None = None, most: int = MOST_PLACES, only: UUID | None = None) -> list[Stop]:
    """The places of a run's source in order, on one day when given, and those of its contacts, with the exposed at each.

    Of the contacts' places the ``most`` fullest.
    """
    stays, counted = source_visits(of, only), dict(of.counts.by_place[:most])
    places = registry.places({*counted, *(each.place for each in stays)})
    return rules.stops_of(stays, counted, places, on, library().get(of.edition_id).tz)


def ready_at(run_id: UUID, place_id: int) -> dict[ContactClass, int]:
    """How many of a run at a place can be approved by class: those with a suggestion that is no lead, or a confirmed one."""
    found = Counter(each.suggestion.contact_class for each in approvable(run_id, place_id))
    return {each: found[each] for each in ContactClass if found[each]}


def approvable(run_id: UUID, place_id: int, contact_class: ContactClass | None = None) -> list[ExposedFacts]:
    """Those of a run at a place who stand proposed, or could be, and wait for a decision; of one class when given."""
    rows = at_place(run_id, place_id).exclude(contact_class="").order_by("hop", "person")
    if contact_class is not None:
        rows = rows.filter(contact_class=contact_class)
    ready = [each for each in with_outcomes(list(rows)) if rules.may_propose(each)]
    standing = states(run(run_id).incident_id, (each.person_id for each in ready))
    known = registry.persons(each.person_id for each in ready)
    waiting = {None, ContactState.PROPOSED}
    return [each for each in ready if each.person_id in known and standing.get(each.person_id) in waiting]


def states(incident_id: UUID, persons: Iterable[int]) -> dict[int, ContactState]:
    """Where persons stand as contacts of an incident; who is none is absent."""
    wanted = list(persons)
    found = cases.contacts(incident_id, person_ids=wanted) if wanted else []
    return {each.person_id: each.status for each in found}


def lead_rows() -> QuerySet[Lead]:
    """Leads in scope, each with what its newest reply says as ``said``, for this room's own lists; not for neighbours."""
    newest = LeadReply.objects.filter(lead=OuterRef("pk")).order_by("-id")
    return Lead.objects.annotate(said=Subquery(newest.values("outcome")[:1]))


def leads_by_area(run_id: UUID) -> dict[int, int]:
    """How many people a run gave to each address, to be asked."""
    rows = Lead.objects.filter(run=run_id).order_by().values("area").annotate(n=Count("id"))
    return dict(rows.values_list("area", "n"))


def lead(lead_id: UUID) -> LeadFacts:
    """One lead.

    Raises:
        LeadNotFound: when there is none in scope.
    """
    row = Lead.objects.filter(pk=lead_id).first()
    if row is None:
        raise errors.LeadNotFound
    return with_replies([row])[0]


def with_replies(rows: Sequence[Lead]) -> list[LeadFacts]:
    """Leads as facts with their newest replies."""
    replies = LeadReply.objects.filter(lead__in=[row.pk for row in rows]).order_by("id")
    newest = {each.lead_id: each for each in replies}
    return [row.facts(newest.get(row.pk)) for row in rows]


def replies(lead_id: UUID) -> list[LeadReply]:
    """Every reply to a lead, newest first, for this room's own page; not for neighbours."""
    return list(LeadReply.objects.filter(lead=lead_id).order_by("-id"))


def leads_answered_by(held: Collection[Tenure], names: dict[int, str]) -> dict[Tenure, int]:
    """To how many leads each account, known by its user name, wrote an answer within its time."""
    since, until = bounds(held)
    rows = LeadReply.objects.filter(by__in=set(names.values()), at__gte=since, at__lt=until)
    replies: dict[str, list[tuple[UUID, datetime]]] = defaultdict(list)
    for by, lead, at in rows.values_list("by", "lead", "at"):
        replies[by].append((lead, at))
    return {
        each: len({lead for lead, at in replies[names.get(each.user_id, "")] if each.since <= at < each.until})
        for each in held
    }
