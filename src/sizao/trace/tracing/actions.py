"""Running a trace: one question, one answer, one row in the access log, one fact announced; and settling leads."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.editions import Edition, library
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import errors, events, queries, rules
from sizao.trace.tracing.models import Exposed, LeadCheck, TraceRun, stored_clause, stored_counts
from sizao.trace.tracing.types import (
    CheckOutcome,
    Engine,
    Finding,
    LegalBasis,
    PlaceBasis,
    Purpose,
    Suggestion,
    TraceCounts,
)
from sizao.traceback import answer as answers
from sizao.traceback.query import IndexPlace, TraceQuery
from sizao.traceback.visits import Visit

BATCH = 2_000


@dataclass(frozen=True)
class _About:
    """What a trace is about: a case, or a place; the incident and area it belongs to, and the edition it is judged by."""

    incident_id: UUID
    area: int
    edition_id: str
    case: CaseFacts | None = None
    place_id: int | None = None
    basis: PlaceBasis | None = None

    @property
    def persons(self) -> list[int]:
        """The index persons."""
        return [self.case.person_id] if self.case else []


@dataclass(frozen=True)
class _Answered:
    """A question with its answer and what the edition makes of it."""

    about: _About
    question: TraceQuery
    engine: Engine
    seconds: float
    found: tuple[answers.Exposed, ...]
    suggestions: dict[int, Suggestion]
    counts: TraceCounts


@transaction.atomic
def count_trace(
    *, case_id: UUID, by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
) -> TraceCounts:  # fmt: skip
    """A dry run: how many persons a trace would touch and where. Nothing is kept but the row in the access log.

    Raises:
        WindowNotDrawn, WindowNotOpen, NotACase, PurposeNotForTracing: when the case cannot be traced.
    """
    answered = _answer(case_id, purpose, at, same_zone)
    _log("tracing.count", answered, purpose, legal_basis, by, at)
    return answered.counts


@transaction.atomic
def start_trace(
    *, case_id: UUID, by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
) -> UUID:  # fmt: skip
    """Trace a case within the window of its edition and keep what was found; returns the run.

    Raises:
        WindowNotDrawn, WindowNotOpen, NotACase, PurposeNotForTracing: when the case cannot be traced.
    """
    answered = _answer(case_id, purpose, at, same_zone)
    return _kept(answered, purpose, legal_basis, by, at)


@transaction.atomic
def count_place(
    *, place_id: int, incident_id: UUID, start: datetime, until: datetime, by: Actor, at: datetime, zone: str = "",
    basis: PlaceBasis = PlaceBasis.ENVIRONMENT, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
) -> TraceCounts:  # fmt: skip
    """A dry run from a place: how many persons it would touch. Nothing is kept but the row in the access log.

    Raises:
        WindowOfPlaceEmpty, ContactsNotDetermined, PurposeNotForTracing: when the place cannot be traced.
    """
    answered = _answer_place(place_id, incident_id, (start, until), zone, basis, purpose, at, same_zone)
    _log("tracing.count", answered, purpose, legal_basis, by, at)
    return answered.counts


@transaction.atomic
def start_place_trace(
    *, place_id: int, incident_id: UUID, start: datetime, until: datetime, by: Actor, at: datetime, zone: str = "",
    basis: PlaceBasis = PlaceBasis.ENVIRONMENT, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
) -> UUID:  # fmt: skip
    """Trace from a place in a period, under the edition of an incident; returns the run.

    Raises:
        WindowOfPlaceEmpty, ContactsNotDetermined, PurposeNotForTracing: when the place cannot be traced.
    """
    answered = _answer_place(place_id, incident_id, (start, until), zone, basis, purpose, at, same_zone)
    return _kept(answered, purpose, legal_basis, by, at)


def _kept(answered: _Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> UUID:
    run = _save(answered, purpose, legal_basis, by, at)
    _log("tracing.run", answered, purpose, legal_basis, by, at)
    about = answered.about
    incident = command.incident(about.incident_id)
    fact = events.TraceCompleted(
        run_id=run.id, case_id=about.case.id if about.case else None, persons=answered.counts.persons,
        leads=answered.counts.by_finding.get(Finding.LEAD, 0), incident_id=incident.id,
        edition_id=about.edition_id, exercise_id=incident.exercise_id, area=run.area,
    )  # fmt: skip
    outbox.emit(fact, by=by, at=at)
    return run.id


def _answer(case_id: UUID, purpose: Purpose, at: datetime, same_zone: bool) -> _Answered:
    case, window = cases.case(case_id), cases.window(case_id)
    rules.may_trace(case, window, purpose, at).or_raise()
    if window is None:
        raise errors.WindowNotDrawn(number=case.number)
    edition = cases.edition_of(case)
    question = rules.question(case, window, edition, at, same_zone=same_zone)
    about = _About(case.incident_id, case.area, case.edition_id, case=case)
    return _answered(about, question, rules.own_visits(case.person_id, cases.stays(case_id)), edition, at)


def _answer_place(
    place_id: int, incident_id: UUID, period: tuple[datetime, datetime], zone: str, basis: PlaceBasis,
    purpose: Purpose, at: datetime, same_zone: bool,
) -> _Answered:  # fmt: skip
    incident, place = command.incident(incident_id), registry.place(place_id)
    edition = library().get(incident.edition_id)
    start, until = period
    rules.may_trace_place(place, start, until, edition, purpose, at).or_raise()
    here = IndexPlace(place_id, start, min(until, at), zone.strip())
    about = _About(incident_id, place.area, edition.id, place_id=place_id, basis=basis)
    return _answered(about, rules.question_of_place(here, edition, same_zone=same_zone), (), edition, at)


def _answered(about: _About, question: TraceQuery, own: Sequence[Visit], edition: Edition, at: datetime) -> _Answered:
    began = time.perf_counter()
    answered = presence.answer(question, own, at)
    found = answered.exposed
    places = registry.places(place for each in found for place in each.places)
    persons = registry.persons({*about.persons, *(each.person for each in found)})
    kinds = {place: facts.kind for place, facts in places.items()}
    suggestions = _judged(about, found, kinds, persons, edition)
    elsewhere = sum(each.person not in persons for each in found)
    counts = rules.count(found, suggestions, places, visits=answered.visits, elsewhere=elsewhere)
    return _Answered(about, question, answered.engine, time.perf_counter() - began, found, suggestions, counts)


def _judged(
    about: _About, found: Sequence[answers.Exposed], kinds: Mapping[int, PlaceKind],
    persons: Mapping[int, PersonFacts], edition: Edition,
) -> dict[int, Suggestion]:  # fmt: skip
    if about.basis is not None:
        return rules.judge_at_place(found, kinds, about.basis, edition)
    homes = {persons[each].household_id for each in about.persons if each in persons} - {None}
    household = frozenset(person for person, facts in persons.items() if facts.household_id in homes)
    return rules.judge(found, kinds, household, edition)


def _save(answered: _Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> TraceRun:
    about = answered.about
    run = TraceRun.objects.create(
        case_id=about.case.id if about.case else None, place_id=about.place_id, place_basis=about.basis or "",
        incident_id=about.incident_id, area=about.area if contains(by.area, about.area) else by.area,
        edition_id=about.edition_id, query=answered.question.to_json(), engine=answered.engine, purpose=purpose,
        legal_basis=legal_basis, at=at, seconds=answered.seconds, by=by.name, persons=answered.counts.persons,
        counts=stored_counts(answered.counts),
    )  # fmt: skip
    rows = [_row(run, each, answered.suggestions[each.person]) for each in answered.found]
    Exposed.objects.bulk_create(rows, batch_size=BATCH)
    return run


def _row(run: TraceRun, found: answers.Exposed, suggestion: Suggestion) -> Exposed:
    return Exposed(
        run=run, person=found.person, hop=found.hop, via=list(found.via), places=list(found.places),
        first=found.first, last=found.last, seconds=found.seconds, encounters=found.encounters, grade=found.grade,
        finding=suggestion.finding, contact_class=suggestion.contact_class or "", situation=suggestion.situation,
        why=suggestion.why, is_lead=suggestion.is_lead, clause=stored_clause(suggestion.clause),
    )  # fmt: skip


def _log(action: str, answered: _Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> None:
    counts = answered.counts
    audit.record(
        by=by, at=at, action=action, purpose=purpose, persons=answered.about.persons, fields="place, time",
        reason=f"{legal_basis.value}; persons {counts.persons}; places {len(counts.by_place)}; visits {counts.visits}",
        area=answered.about.area,
    )  # fmt: skip


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


def log_persons_shown(*, run_id: UUID, persons: Sequence[int], by: Actor, at: datetime) -> None:
    """Enter in the access log that the persons of a run were shown, by number."""
    run = queries.run(run_id)
    audit.record(
        by=by, at=at, action="tracing.persons", purpose=run.purpose, persons=persons, fields="place, time",
        reason=run.number, area=run.area,
    )  # fmt: skip
