"""Answering a question with what the edition makes of everybody found, before anything is kept."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts, PlaceKind
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, Edition, library
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import queries, rules
from sizao.trace.tracing.actions.onward import Onward, met_by
from sizao.trace.tracing.types import (
    EVERYTHING,
    Admitted,
    Engine,
    Exclusion,
    PlaceBasis,
    Purpose,
    Suggestion,
    TraceCounts,
    Trial,
)
from sizao.traceback import answer as answers
from sizao.traceback.query import IndexPlace, TraceQuery
from sizao.traceback.visits import Visit

NOBODY: frozenset[Exclusion] = frozenset()
Beside = tuple[Sequence[Visit], datetime, Mapping[int, str] | None]
"""What is known besides a question: the index persons' own account, up to when visits count, the kinds of their places."""


@dataclass(frozen=True)
class About:
    """What a trace is about: one case, several, or a place; its incident and area, and the edition it is judged by."""

    incident_id: UUID
    area: int
    edition_id: str
    cases: tuple[CaseFacts, ...] = ()
    place_id: int | None = None
    basis: PlaceBasis | None = None
    admit: Admitted = EVERYTHING

    @property
    def mark(self) -> str:
        """How the access log names it, so that a count and the run of the same can be told together."""
        return f"{self._subject}{self.admit.mark}"

    @property
    def _subject(self) -> str:
        if len(self.cases) > 1:
            told = sha256("".join(sorted(each.id.hex for each in self.cases)).encode()).hexdigest()[:16]
            return f"{len(self.cases)} cases of {self.incident_id}, {told}"
        return f"case {self.cases[0].number}" if self.cases else f"place {self.place_id} of {self.incident_id}"

    @property
    def case_id(self) -> UUID | None:
        """The case, when it is one alone."""
        return self.cases[0].id if len(self.cases) == 1 else None

    @property
    def persons(self) -> list[int]:
        """The index persons."""
        return [each.person_id for each in self.cases]


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
    met: Mapping[int, Sequence[rules.Met]] = field(default_factory=dict)
    """Of several cases, those from which each person's exposure came."""


def answer_case(
    case_id: UUID, purpose: Purpose, at: datetime, same_zone: bool, leave_out: Collection[Exclusion] = NOBODY,
    admit: Admitted = EVERYTHING,
) -> Answered:  # fmt: skip
    """A case within its window, judged; raises what :func:`sizao.trace.tracing.actions.start_trace` raises."""
    return _of_cases([cases.case(case_id)], purpose, at, same_zone, leave_out, admit)


def answer_cases(
    case_ids: Collection[UUID], purpose: Purpose, at: datetime, same_zone: bool,
    leave_out: Collection[Exclusion] = NOBODY, admit: Admitted = EVERYTHING,
) -> Answered:  # fmt: skip
    """Several cases at once, each within its own window; raises what :func:`sizao.trace.tracing.actions.start_cases` raises."""
    return _of_cases(queries.cases_named(case_ids), purpose, at, same_zone, leave_out, admit)


def _of_cases(
    found: Sequence[CaseFacts], purpose: Purpose, at: datetime, same_zone: bool, leave_out: Collection[Exclusion],
    admit: Admitted,
) -> Answered:  # fmt: skip
    windows = cases.windows(each.id for each in found)
    rules.may_trace_all(found, windows, purpose, at).or_raise()
    edition = cases.edition_of(found[0])
    asked = [
        rules.question(each, window, edition, at, same_zone=same_zone)
        for each in found
        if (window := windows[each.id]) is not None
    ]
    question = rules.admitting(replace(asked[0], index=tuple(stay for each in asked for stay in each.index)), admit)
    area = rules.common_area([each.area for each in found])
    about = About(found[0].incident_id, area, edition.id, cases=tuple(found), admit=admit)
    own = [visit for each in found for visit in rules.own_visits(each.person_id, cases.stays(each.id))]
    return answered(about, question, own, edition, at, leave_out)


def answer_place(
    place_id: int, incident_id: UUID, period: tuple[datetime, datetime], zone: str, basis: PlaceBasis,
    purpose: Purpose, at: datetime, same_zone: bool, leave_out: Collection[Exclusion] = NOBODY,
    admit: Admitted = EVERYTHING,
) -> Answered:  # fmt: skip
    """A place in its period, judged under the edition of an incident."""
    incident, place = command.incident(incident_id), registry.place(place_id)
    edition = library().get(incident.edition_id)
    start, until = period
    rules.may_trace_place(place, start, until, edition, purpose, at).or_raise()
    here = IndexPlace(place_id, start, min(until, at), zone.strip())
    about = About(incident_id, place.area, edition.id, place_id=place_id, basis=basis, admit=admit)
    question = rules.admitting(rules.question_of_place(here, edition, same_zone=same_zone), admit)
    return answered(about, question, (), edition, at, leave_out)


def answered(
    about: About, question: TraceQuery, own: Sequence[Visit], edition: Edition, at: datetime,
    leave_out: Collection[Exclusion] = NOBODY,
) -> Answered:  # fmt: skip
    """A question judged hop by hop under an edition; nothing is kept."""
    began = time.perf_counter()
    kinds_asked = queries.kinds_met(question, own) if question.place_kinds else None
    told = presence.answer(replace(question, hops=1), own, at, kinds_asked)
    list_ = _List(about, edition, leave_out, recorded=queries.recorded(question))
    list_.add(told.exposed, lambda found, kinds: _judged(list_, question, found, kinds, (own, at, kinds_asked)))
    close, window, onward = _carrying(about, list_.suggestions), rules.second_window(edition), Onward()
    if question.hops == 2 and close and window:
        without = replace(question, exclude_persons=tuple(list_.out))
        onward = met_by(close, list_.found, without, own, at, window, kinds_asked)
        list_.add(onward.found, lambda found, kinds: _judged_second(list_, found, kinds, onward.firm))
    counts = rules.count(
        list_.found, list_.suggestions, list_.places, visits=told.visits,
        elsewhere=sum(each.person not in list_.persons for each in list_.found), crowded=onward.crowded,
        excluded=Counter(list_.out.values()),
    )  # fmt: skip
    if list_.is_of_several:
        by_case, shared = rules.counted([each.id for each in about.cases], list_.found, list_.met)
        counts = replace(counts, by_case=by_case, shared=shared)
    asked = replace(question, exclude_persons=tuple(list_.out))
    seconds = time.perf_counter() - began
    return Answered(about, asked, told.engine, seconds, tuple(list_.found), list_.suggestions, counts, list_.met)


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
    met: dict[int, Sequence[rules.Met]] = field(default_factory=dict)
    recorded: Mapping[int, Sequence[Visit]] = field(default_factory=dict)
    """Where the cases are on record, read once for all of them."""
    firm: dict[int, answers.Exposed] = field(default_factory=dict)
    """Who stands on firm evidence and has weak evidence besides, as the firm evidence alone has them: they are listed so."""

    @property
    def is_of_several(self) -> bool:
        """Whether several cases are traced together."""
        return len(self.about.cases) > 1

    def add(self, more: Sequence[answers.Exposed], judge: Judge) -> None:
        """Take in a hop: judged first, because somebody under management may be left out only if no more is suggested."""
        self._learn(more)
        kinds = {place: facts.kind for place, facts in self.places.items()}
        suggestions = judge(more, kinds)
        more = [self.firm.get(each.person, each) for each in more]
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
    ids = [each.id for each in about.cases]
    confirmed = queries.confirmed_before(about.incident_id, ids, about.place_id) if leads else frozenset()
    return frozenset(close) - (leads - confirmed)


def _judged(
    list_: _List, question: TraceQuery, found: Sequence[answers.Exposed], kinds: Mapping[int, PlaceKind], beside: Beside,
) -> dict[int, Suggestion]:  # fmt: skip
    about = list_.about
    if list_.is_of_several:
        return _judged_each(list_, question, found, kinds, beside)

    def judge(rows: Sequence[answers.Exposed], asked: TraceQuery) -> dict[int, Suggestion]:
        if about.cases:
            return _judged_by(about.cases[0], list_, asked, rows, kinds)
        zoned = queries.zoned(asked, rows, kinds, list_.edition)
        return rules.judge_at_place(rows, kinds, about.basis or PlaceBasis.SHARED, list_.edition, zoned)

    said, firm = _weighed(judge, question, found, _firm(question, found, beside))
    list_.firm |= firm
    return said


def _firm(question: TraceQuery, found: Sequence[answers.Exposed], beside: Beside) -> dict[int, answers.Exposed]:
    """Those of a first hop whom firm evidence alone finds too, as it has them; nobody when there is nothing to tell apart."""
    grades, standing = rules.firm_grades(question), {each.person for each in found if not each.is_lead}
    if not grades or not standing:
        return {}
    asked = replace(question, hops=1, grades=grades)
    return {each.person: each for each in presence.answer(asked, *beside).of(standing)}


def _weighed(
    judge: Callable[[Sequence[answers.Exposed], TraceQuery], dict[int, Suggestion]], question: TraceQuery,
    found: Sequence[answers.Exposed], firm: Mapping[int, answers.Exposed],
) -> tuple[dict[int, Suggestion], dict[int, answers.Exposed]]:  # fmt: skip
    """What is suggested for everybody, and who is listed as firm evidence alone has them."""
    said = judge(found, question)
    rows = {each.person: each for each in rules.mixed(found, firm)}
    if not rows:
        return said, {}
    asked = replace(question, grades=rules.firm_grades(question))
    said |= rules.weighed(said, judge(list(rows.values()), asked))
    return said, {person: row for person, row in rows.items() if not said[person].is_lead}


def _judged_each(
    list_: _List, question: TraceQuery, found: Sequence[answers.Exposed], kinds: Mapping[int, PlaceKind], beside: Beside,
) -> dict[int, Suggestion]:  # fmt: skip
    """Of several cases: what each person's meetings with each of them suggest, and of these the strictest.

    Who has no weak evidence of any case has none of each: of the others alone is the firm evidence asked for case by case.
    """
    met: dict[int, list[rules.Met]] = defaultdict(list)
    firm = _firm(question, found, beside)
    both = {each.person for each in rules.mixed(found, firm)}
    for case, theirs, is_apart in _met_each(list_.about, question, found, beside):
        asked = rules.of_one(question, case)
        judge = partial(_judged_of, case, list_, kinds)
        apart = _firm(asked, [each for each in theirs if each.person in both], beside) if is_apart else firm
        said, rows = _weighed(judge, asked, theirs, apart)
        for each in theirs:
            met[each.person].append(rules.Met(case.id, rows.get(each.person, each), said[each.person]))
    list_.met |= met
    decided = {each.person: rules.deciding(met[each.person]) for each in found}
    list_.firm |= {each.person: each for each in rules.mixed(found, firm) if not decided[each.person].is_lead}
    return decided


def _judged_of(
    case: CaseFacts, list_: _List, kinds: Mapping[int, PlaceKind], rows: Sequence[answers.Exposed], asked: TraceQuery
) -> dict[int, Suggestion]:
    return _judged_by(case, list_, asked, rows, kinds)


def _met_each(
    about: About, question: TraceQuery, found: Sequence[answers.Exposed], beside: Beside
) -> Iterator[tuple[CaseFacts, list[answers.Exposed], bool]]:
    """Each of several cases with those who met it, by their meetings with it alone, and whether it was asked for apart.

    Who met one case alone stands in the common answer as that case's own would say; only where somebody met more is the
    engine asked for each of these cases apart.
    """
    cases_of: dict[int, list[UUID]] = defaultdict(list)
    for case in about.cases:
        cases_of[case.person_id].append(case.id)
    shared = rules.shared(found, cases_of)
    apart = {person for each in found if each.person in shared for person in each.via}
    alone = rules.by_case(found, cases_of, shared)
    for case in about.cases:
        more: Sequence[answers.Exposed] = ()
        if case.person_id in apart:
            more = presence.answer(replace(rules.of_one(question, case), hops=1), *beside).of(shared)
        theirs = [*alone.get(case.id, ()), *more]
        yield case, theirs, case.person_id in apart


def _judged_by(
    case: CaseFacts, list_: _List, question: TraceQuery, found: Sequence[answers.Exposed],
    kinds: Mapping[int, PlaceKind],
) -> dict[int, Suggestion]:  # fmt: skip
    """What the edition makes of those who met one case."""
    persons = list_.persons
    home = persons[case.person_id].household_id if case.person_id in persons else None
    household = frozenset(
        each.person for each in found if home and each.person in persons and persons[each.person].household_id == home
    )
    seated = queries.seated(case.id, question, found, kinds, list_.edition, list_.recorded.get(case.person_id, ()))
    return rules.judge(found, kinds, household, list_.edition, seated)


def _judged_second(
    list_: _List, found: Sequence[answers.Exposed], kinds: Mapping[int, PlaceKind], firm: Mapping[int, answers.Exposed]
) -> dict[int, Suggestion]:
    said = rules.judge_second(found, kinds, list_.suggestions, list_.edition)
    rows = rules.mixed(found, firm)
    said |= rules.weighed(said, rules.judge_second(rows, kinds, list_.suggestions, list_.edition))
    list_.firm |= {each.person: each for each in rows if not said[each.person].is_lead}
    if list_.is_of_several:
        listed = [list_.firm.get(each.person, each) for each in found]
        list_.met |= rules.carried(listed, list_.met, said)
    return said


def tried(case_id: UUID, trial: Trial, purpose: Purpose, at: datetime) -> tuple[Decision, Answered | None]:
    """A case under the edition and thresholds of a trial, or why it cannot be traced under that one."""
    case, edition = cases.case(case_id), library().get(trial.edition_id)
    window = cases.window_under(case, edition)
    decision = rules.may_trace(case, window, purpose, at)
    if window is None or not decision:
        return decision, None
    question = rules.under(rules.question(case, window, edition, at), trial)
    about = About(case.incident_id, case.area, edition.id, cases=(case,))
    own = rules.own_visits(case.person_id, cases.stays(case_id))
    return decision, answered(about, question, own, edition, at)
