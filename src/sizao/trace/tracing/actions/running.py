"""Running a trace: one question, one answer, one row in the access log, one fact announced; and settling leads."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, Edition, library
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import errors, events, queries, rules
from sizao.trace.tracing.actions.onward import Onward, met_by
from sizao.trace.tracing.actions.storing import store
from sizao.trace.tracing.models import TraceRun, stored_counts
from sizao.trace.tracing.types import (
    Engine,
    Finding,
    LegalBasis,
    PlaceBasis,
    Purpose,
    Suggestion,
    TraceCounts,
    Trial,
    TrialCounts,
)
from sizao.traceback import answer as answers
from sizao.traceback.query import IndexPlace, TraceQuery
from sizao.traceback.visits import Visit


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
    answered = presence.answer(replace(question, hops=1), own, at)
    found = answered.exposed
    places, persons = _known(about, found)
    kinds = {place: facts.kind for place, facts in places.items()}
    suggestions = _judged(about, question, found, kinds, persons, edition)
    close = _carrying(about, suggestions)
    window, onward = rules.second_window(edition), Onward()
    if question.hops == 2 and close and window:
        onward = met_by(close, found, question, own, at, window)
        second = onward.found
        more_places, more_persons = _known(about, second, places)
        places, persons, found = places | more_places, persons | more_persons, found + second
        kinds = {place: facts.kind for place, facts in places.items()}
        suggestions |= rules.judge_second(second, kinds, suggestions, edition)
    elsewhere = sum(each.person not in persons for each in found)
    counts = rules.count(
        found, suggestions, places, visits=answered.visits, elsewhere=elsewhere, crowded=onward.crowded
    )
    return _Answered(about, question, answered.engine, time.perf_counter() - began, found, suggestions, counts)


def _carrying(about: _About, suggestions: Mapping[int, Suggestion]) -> frozenset[int]:
    """Close contacts whose own contacts are looked for: a lead is called first, and carries on once it is confirmed."""
    close = {person: each for person, each in suggestions.items() if each.contact_class is ContactClass.CLOSE}
    leads = {person for person, each in close.items() if each.is_lead}
    confirmed = (
        queries.confirmed_before(about.case.id if about.case else None, about.place_id) if leads else frozenset()
    )
    return frozenset(close) - (leads - confirmed)


def _known(
    about: _About, found: Sequence[answers.Exposed], known: Collection[int] = ()
) -> tuple[dict[int, PlaceFacts], dict[int, PersonFacts]]:
    """The places (but those that are known) and persons of an answer that are in scope."""
    places = registry.places({place for each in found for place in each.places}.difference(known))
    return places, registry.persons({*about.persons, *(each.person for each in found)})


def _judged(
    about: _About, question: TraceQuery, found: Sequence[answers.Exposed], kinds: Mapping[int, PlaceKind],
    persons: Mapping[int, PersonFacts], edition: Edition,
) -> dict[int, Suggestion]:  # fmt: skip
    if about.case is None:
        zoned = queries.zoned(question, found, kinds, edition)
        return rules.judge_at_place(found, kinds, about.basis or PlaceBasis.SHARED, edition, zoned)
    homes = {persons[each].household_id for each in about.persons if each in persons} - {None}
    household = frozenset(person for person, facts in persons.items() if facts.household_id in homes)
    seated = queries.seated(about.case.id, question, found, kinds, edition)
    return rules.judge(found, kinds, household, edition, seated)


def _save(answered: _Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> TraceRun:
    about = answered.about
    run = TraceRun.objects.create(
        case_id=about.case.id if about.case else None, place_id=about.place_id, place_basis=about.basis or "",
        incident_id=about.incident_id, area=about.area if contains(by.area, about.area) else by.area,
        edition_id=about.edition_id, query=answered.question.to_json(), engine=answered.engine, purpose=purpose,
        legal_basis=legal_basis, at=at, seconds=answered.seconds, by=by.name, persons=answered.counts.persons,
        counts=stored_counts(answered.counts),
    )  # fmt: skip
    store(run.id, answered.found, answered.suggestions)
    return run


def _log(action: str, answered: _Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> None:
    counts = answered.counts
    audit.record(
        by=by, at=at, action=action, purpose=purpose, persons=answered.about.persons, fields="place, time",
        reason=f"{legal_basis.value}; persons {counts.persons}; places {len(counts.by_place)}; visits {counts.visits}",
        area=answered.about.area,
    )  # fmt: skip


@transaction.atomic
def compare_trials(
    *, case_id: UUID, trials: Sequence[Trial], by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES,
) -> list[TrialCounts]:  # fmt: skip
    """A dry run of the same case under several editions or thresholds, side by side; each differs from the first.

    Nothing is kept but a row in the access log for each.
    """
    found: list[TrialCounts] = []
    first: dict[int, Finding] | None = None
    for trial in trials:
        decision, answered = _tried(case_id, trial, purpose, at)
        if answered is None:
            refusal = decision.refusal.words if decision.refusal else None
            found.append(TrialCounts(trial=trial, query=None, counts=None, refusal=refusal))
            continue
        _log("tracing.count", answered, purpose, legal_basis, by, at)
        findings = {person: each.finding for person, each in answered.suggestions.items()}
        change = None if first is None else rules.differences(first, findings)
        first = findings if first is None else first
        found.append(TrialCounts(trial=trial, query=answered.question, counts=answered.counts, change=change))
    return found


def _tried(case_id: UUID, trial: Trial, purpose: Purpose, at: datetime) -> tuple[Decision, _Answered | None]:
    case, edition = cases.case(case_id), library().get(trial.edition_id)
    window = cases.window_under(case, edition)
    decision = rules.may_trace(case, window, purpose, at)
    if window is None or not decision:
        return decision, None
    question = rules.under(rules.question(case, window, edition, at), trial)
    about = _About(case.incident_id, case.area, edition.id, case=case)
    own = rules.own_visits(case.person_id, cases.stays(case_id))
    return decision, _answered(about, question, own, edition, at)
