"""Several cases traced together: which may be, whom each exposed by its own meetings, and which of these decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sizao.kernel.areas import contains, parent
from sizao.kernel.decisions import Decision
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types import CaseFacts, ContactWindow
from sizao.trace.tracing import errors
from sizao.trace.tracing.rules.judging import may_trace
from sizao.trace.tracing.types import Admitted, MetCase, Purpose, Suggestion
from sizao.traceback.answer import Exposed
from sizao.traceback.query import TraceQuery

MOST_CASES = 1_000
"""Cases in one trace; the engine itself takes thousands."""
STRICTNESS = (ContactClass.CLOSE, ContactClass.SECONDARY, ContactClass.GENERAL)


@dataclass(frozen=True)
class Met:
    """One of the cases as somebody met it; at the second hop the meetings are those with a contact of it."""

    case_id: UUID
    exposed: Exposed
    suggestion: Suggestion

    def facts(self) -> MetCase:
        """As it is kept."""
        each = self.exposed
        return MetCase(
            case_id=self.case_id, places=each.places, first=each.first, last=each.last, minutes=each.seconds // 60,
            encounters=each.encounters, grade=each.grade, suggestion=self.suggestion,
        )  # fmt: skip


def may_join(cases: Sequence[CaseFacts]) -> Decision:
    """Cases are traced together when they are few enough, of one incident, and judged under one edition."""
    if not cases:
        return Decision.no(errors.NoCases(reason=""))
    if len(cases) > MOST_CASES:
        return Decision.no(errors.TooManyCases(number=len(cases), most=MOST_CASES, reason=""))
    incidents, editions = {each.incident_id for each in cases}, {each.edition_id for each in cases}
    if len(incidents) > 1:
        return Decision.no(errors.CasesOfSeveralIncidents(number=len(incidents)))
    if len(editions) > 1:
        return Decision.no(errors.EditionsDiffer(number=len(editions)))
    return Decision.yes()


def may_trace_all(
    cases: Sequence[CaseFacts], windows: Mapping[UUID, ContactWindow | None], purpose: Purpose, as_of: datetime
) -> Decision:
    """Whether each of the cases can be traced; the first that cannot be is named."""
    decision = may_join(cases)
    for each in cases:
        if not decision:
            return decision
        decision = may_trace(each, windows.get(each.id), purpose, as_of)
    return decision


def common_area(areas: Collection[int]) -> int:
    """The smallest area that holds all."""
    area = next(iter(areas))
    while not all(contains(area, each) for each in areas):
        area = parent(area)
    return area


def shared(found: Sequence[Exposed], cases_of: Mapping[int, Sequence[UUID]]) -> frozenset[int]:
    """Who of the first hop met more than one of the cases."""
    return frozenset(each.person for each in found if sum(len(cases_of[person]) for person in each.via) > 1)


def deciding(met: Sequence[Met]) -> Suggestion:
    """The strictest class that any of the cases suggests; of equal ones the one that rests on more than a lead."""
    return min((each.suggestion for each in met), key=_rank)


def _rank(said: Suggestion) -> tuple[int, bool]:
    return strictness(said.contact_class), said.is_lead


def strictness(contact_class: ContactClass | None) -> int:
    """The place of a class among all, the strictest first."""
    return STRICTNESS.index(contact_class) if contact_class in STRICTNESS else len(STRICTNESS)


def carried(found: Sequence[Exposed], first: Mapping[int, Sequence[Met]], suggestions: Mapping[int, Suggestion]) -> dict[int, list[Met]]:  # fmt: skip
    """The cases behind each person of the second hop: those that the contacts met through whom it came."""
    return {
        each.person: [
            Met(case_id, each, suggestions[each.person])
            for case_id in sorted({met.case_id for person in each.via for met in first.get(person, ())})
        ]
        for each in found
    }


def counted(cases: Sequence[UUID], found: Sequence[Exposed], met: Mapping[int, Sequence[Met]]) -> tuple[tuple[tuple[UUID, int], ...], int]:  # fmt: skip
    """How many met each case, in the order given, and how many met more than one."""
    of_case: Counter[UUID] = Counter()
    several = 0
    for each in found:
        if each.hop == 1:
            ids = {one.case_id for one in met.get(each.person, ())}
            of_case.update(ids)
            several += len(ids) > 1
    return tuple((case_id, of_case[case_id]) for case_id in cases), several


def by_case(found: Sequence[Exposed], cases_of: Mapping[int, Sequence[UUID]], among: Collection[int]) -> dict[UUID, list[Exposed]]:  # fmt: skip
    """Those who met one case alone, by that case: their meetings are all with it."""
    alone: dict[UUID, list[Exposed]] = defaultdict(list)
    for each in found:
        if each.person not in among:
            alone[cases_of[each.via[0]][0]].append(each)
    return alone


def admitting(question: TraceQuery, admit: Admitted) -> TraceQuery:
    """The question, of the admitted visits alone."""
    kinds = tuple(each.value for each in admit.kinds)
    return replace(question, sources=admit.sources, grades=admit.grades, place_kinds=kinds)


def of_one(question: TraceQuery, case: CaseFacts) -> TraceQuery:
    """The question of several cases narrowed to one: its person and window."""
    return replace(question, index=tuple(each for each in question.index if each.person == case.person_id))
