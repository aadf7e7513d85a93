"""Reading trace runs, and what of a run is ready to be proposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sizao.ground.command import queries as command
from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import library
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import INFECTED, ProposedContact
from sizao.trace.tracing import errors, rules
from sizao.trace.tracing.models import Exposed, LeadCheck, TraceRun
from sizao.trace.tracing.types import CheckOutcome, ExposedFacts, Purpose, RunFacts


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
    rows = TraceRun.objects.select_related("case", "place")
    return rows if case_id is None else rows.filter(case_id=case_id)


def may_trace_place(place_id: int, incident_id: UUID, start: datetime, until: datetime, as_of: datetime) -> Decision:
    """Whether a place can be traced for a period now, for contact management."""
    edition = library().get(command.incident(incident_id).edition_id)
    return rules.may_trace_place(registry.place(place_id), start, until, edition, Purpose.CONTACT_MANAGEMENT, as_of)


def exposed_rows(run_id: UUID) -> QuerySet[Exposed]:
    """Exposed persons of a run for this room's own lists, unordered; not for neighbours."""
    return Exposed.objects.filter(run_id=run_id)


def exposed(run_id: UUID, ids: Iterable[UUID] | None = None) -> list[ExposedFacts]:
    """The exposed persons of a run by hop and person, some of them when ids are given."""
    rows = exposed_rows(run_id).order_by("hop", "person")
    return with_outcomes(list(rows if ids is None else rows.filter(pk__in=list(ids))))


def with_outcomes(rows: Sequence[Exposed]) -> list[ExposedFacts]:
    """Rows as facts, with what the newest call on each found."""
    checks = LeadCheck.objects.filter(exposed__in=[row.pk for row in rows]).order_by("id")
    newest = {exposed_id: CheckOutcome(outcome) for exposed_id, outcome in checks.values_list("exposed_id", "outcome")}
    return [row.facts(newest.get(row.pk)) for row in rows]


def proposals(run_id: UUID, ids: Iterable[UUID] | None = None) -> list[ProposedContact]:
    """The persons of a run that may be proposed as contacts now, with the evidence.

    Leads are left out until a call has confirmed them; persons registered in another area are left to that area.
    """
    of = run(run_id)
    ready = [each for each in exposed(run_id, ids) if rules.may_propose(each)]
    areas = {
        person: facts.area_residence for person, facts in registry.persons(each.person_id for each in ready).items()
    }
    return [_proposal(each, of, areas[each.person_id]) for each in ready if each.person_id in areas]


def _proposal(found: ExposedFacts, of: RunFacts, area: int) -> ProposedContact:
    return ProposedContact(
        person_id=found.person_id, area=area, last_exposure_at=found.last, situation=found.suggestion.situation,
        contact_class=found.suggestion.contact_class, first_exposure_at=found.first, source_case_id=of.case_id,
        source_person_id=found.via[0] if found.hop == 2 and found.via else None, place_id=found.places[0],
        minutes=found.minutes, certainty=rules.CERTAINTY[found.grade], found_by="trace",
        basis={"grade": found.grade.value, "encounters": found.encounters, "why": found.suggestion.why.value},
    )  # fmt: skip
