"""Answering a question with what the edition makes of everybody found, before anything is kept."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts, PlaceKind
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, Edition, library
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import errors, queries, rules
from sizao.trace.tracing.actions.onward import Onward, met_by
from sizao.trace.tracing.types import Engine, Exclusion, PlaceBasis, Purpose, Suggestion, TraceCounts, Trial
from sizao.traceback import answer as answers
from sizao.traceback.query import IndexPlace, TraceQuery
from sizao.traceback.visits import Visit

NOBODY: frozenset[Exclusion] = frozenset()


@dataclass(frozen=True)
class About:
    """What a trace is about: a case, or a place; the incident and area it belongs to, and the edition it is judged by."""

    incident_id: UUID
    area: int
    edition_id: str
    case: CaseFacts | None = None
    place_id: int | None = None
    basis: PlaceBasis | None = None

    @property
    def mark(self) -> str:
        """How the access log names it, so that a count and the run of the same can be told together."""
        return f"case {self.case.id}" if self.case else f"place {self.place_id} of {self.incident_id}"

    @property
    def persons(self) -> list[int]:
        """The index persons."""
        return [self.case.person_id] if self.case else []


@dataclass(frozen=True)
class Answered:
    """A question with its answer and what the edition makes of it."""

    about: About
    question: TraceQuery
    engine: Engine
    seconds: float
    found: tuple[answers.Exposed, ...]
    suggestions: dict[int, Suggestion]
    counts: TraceCounts


def answer_case(
    case_id: UUID, purpose: Purpose, at: datetime, same_zone: bool, leave_out: Collection[Exclusion] = NOBODY
) -> Answered:
    """A case within its window, judged; raises what :func:`sizao.trace.tracing.actions.start_trace` raises."""
    case, window = cases.case(case_id), cases.window(case_id)
    rules.may_trace(case, window, purpose, at).or_raise()
    if window is None:
        raise errors.WindowNotDrawn(number=case.number)
    edition = cases.edition_of(case)
    question = rules.question(case, window, edition, at, same_zone=same_zone)
    about = About(case.incident_id, case.area, case.edition_id, case=case)
    own = rules.own_visits(case.person_id, cases.stays(case_id))
    return answered(about, question, own, edition, at, leave_out)


def answer_place(
    place_id: int, incident_id: UUID, period: tuple[datetime, datetime], zone: str, basis: PlaceBasis,
    purpose: Purpose, at: datetime, same_zone: bool, leave_out: Collection[Exclusion] = NOBODY,
) -> Answered:  # fmt: skip
    """A place in its period, judged under the edition of an incident."""
    incident, place = command.incident(incident_id), registry.place(place_id)
    edition = library().get(incident.edition_id)
    start, until = period
    rules.may_trace_place(place, start, until, edition, purpose, at).or_raise()
    here = IndexPlace(place_id, start, min(until, at), zone.strip())
    about = About(incident_id, place.area, edition.id, place_id=place_id, basis=basis)
    return answered(about, rules.question_of_place(here, edition, same_zone=same_zone), (), edition, at, leave_out)


def answered(
    about: About, question: TraceQuery, own: Sequence[Visit], edition: Edition, at: datetime,
    leave_out: Collection[Exclusion] = NOBODY,
) -> Answered:  # fmt: skip
    """A question judged hop by hop under an edition; nothing is kept."""
    began = time.perf_counter()
    told = presence.answer(replace(question, hops=1), own, at)
    list_ = _List(about, edition, leave_out)
    list_.add(told.exposed, lambda found, kinds: _judged(about, question, found, kinds, list_.persons, edition))
    close, window, onward = _carrying(about, list_.suggestions), rules.second_window(edition), Onward()
    if question.hops == 2 and close and window:
        without = replace(question, exclude_persons=tuple(list_.out))
        onward = met_by(close, list_.found, without, own, at, window)
        list_.add(onward.found, lambda found, kinds: rules.judge_second(found, kinds, list_.suggestions, edition))
    counts = rules.count(
        list_.found, list_.suggestions, list_.places, visits=told.visits,
        elsewhere=sum(each.person not in list_.persons for each in list_.found), crowded=onward.crowded,
        excluded=Counter(list_.out.values()),
    )  # fmt: skip
    asked = replace(question, exclude_persons=tuple(list_.out))
    seconds = time.perf_counter() - began
    return Answered(about, asked, told.engine, seconds, tuple(list_.found), list_.suggestions, counts)


Judge = Callable[[Sequence[answers.Exposed], Mapping[int, PlaceKind]], dict[int, Suggestion]]


@dataclass
class _List:
    """The persons of a run as they are found and judged, hop by hop, and those who are left out of it."""

    about: About
    edition: Edition
    leave_out: Collection[Exclusion]
    found: list[answers.Exposed] = field(default_factory=list)
    suggestions: dict[int, Suggestion] = field(default_factory=dict)
    places: dict[int, PlaceFacts] = field(default_factory=dict)
    persons: dict[int, PersonFacts] = field(default_factory=dict)
    out: dict[int, Exclusion] = field(default_factory=dict)

    def add(self, more: Sequence[answers.Exposed], judge: Judge) -> None:
        """Take in a hop: judged first, because somebody under management may be left out only if no more is suggested."""
        self._learn(more)
        kinds = {place: facts.kind for place, facts in self.places.items()}
        suggestions = judge(more, kinds)
        if self.leave_out:
            managed = cases.managed({each.person for each in more}) if Exclusion.MANAGED in self.leave_out else {}
            self.out |= rules.excluded(more, suggestions, self.leave_out, managed, self.persons, kinds)
        self.found += [each for each in more if each.person not in self.out]
        self.suggestions |= {each.person: suggestions[each.person] for each in more if each.person not in self.out}

    def _learn(self, more: Sequence[answers.Exposed]) -> None:
        """The places and persons of an answer that are in scope."""
        self.places |= registry.places({place for each in more for place in each.places}.difference(self.places))
        self.persons |= registry.persons({*self.about.persons, *(each.person for each in more)})


def _carrying(about: About, suggestions: Mapping[int, Suggestion]) -> frozenset[int]:
    """Close contacts whose own contacts are looked for: a lead is called first, and carries on once it is confirmed."""
    close = {person: each for person, each in suggestions.items() if each.contact_class is ContactClass.CLOSE}
    leads = {person for person, each in close.items() if each.is_lead}
    confirmed = (
        queries.confirmed_before(about.case.id if about.case else None, about.place_id) if leads else frozenset()
    )
    return frozenset(close) - (leads - confirmed)


def _judged(
    about: About, question: TraceQuery, found: Sequence[answers.Exposed], kinds: Mapping[int, PlaceKind],
    persons: Mapping[int, PersonFacts], edition: Edition,
) -> dict[int, Suggestion]:  # fmt: skip
    if about.case is None:
        zoned = queries.zoned(question, found, kinds, edition)
        return rules.judge_at_place(found, kinds, about.basis or PlaceBasis.SHARED, edition, zoned)
    homes = {persons[each].household_id for each in about.persons if each in persons} - {None}
    household = frozenset(person for person, facts in persons.items() if facts.household_id in homes)
    seated = queries.seated(about.case.id, question, found, kinds, edition)
    return rules.judge(found, kinds, household, edition, seated)


def tried(case_id: UUID, trial: Trial, purpose: Purpose, at: datetime) -> tuple[Decision, Answered | None]:
    """A case under the edition and thresholds of a trial, or why it cannot be traced under that one."""
    case, edition = cases.case(case_id), library().get(trial.edition_id)
    window = cases.window_under(case, edition)
    decision = rules.may_trace(case, window, purpose, at)
    if window is None or not decision:
        return decision, None
    question = rules.under(rules.question(case, window, edition, at), trial)
    about = About(case.incident_id, case.area, edition.id, case=case)
    own = rules.own_visits(case.person_id, cases.stays(case_id))
    return decision, answered(about, question, own, edition, at)
