"""Several cases traced together: which are meant, and what each person's meetings with each of them propose."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from sizao.kernel.editions import Situation
from sizao.trace.cases import queries as cases
from sizao.trace.cases.errors import CaseNotFound
from sizao.trace.cases.types import INFECTED, CaseFacts, ProposedContact
from sizao.trace.tracing import rules
from sizao.trace.tracing.types import CheckOutcome, ExposedFacts, MetCase, RunFacts


def cases_named(case_ids: Collection[UUID]) -> list[CaseFacts]:
    """The cases, the earliest report first.

    Raises:
        CaseNotFound: when one of them is not in scope.
    """
    wanted = set(case_ids)
    found = cases.cases(ids=wanted) if wanted else []
    if len(found) != len(wanted):
        raise CaseNotFound
    return sorted(found, key=lambda each: (each.reported_at, each.id))


def infections(incident_id: UUID) -> list[CaseFacts]:
    """The cases of an incident that are held to be infections, the earliest report first."""
    return list(reversed(cases.cases(incident_id, classifications=INFECTED)))


def everybody(found: Iterable[ProposedContact]) -> list[ProposedContact]:
    """Each person once: of several proposals the strictest, which is what an approval decides."""
    first: dict[int, ProposedContact] = {}
    for each in sorted(found, key=lambda one: rules.strictness(one.contact_class)):
        first.setdefault(each.person_id, each)
    return sorted(first.values(), key=lambda each: each.person_id)


def proposals_of(found: ExposedFacts, of: RunFacts, area: int, judged: Situation | None) -> list[ProposedContact]:
    """What a person is proposed for: one piece of evidence, or one for each of several cases that they met.

    A meeting known from a code scan or an inferred position alone is no evidence beside others until a call confirms it.
    """
    if not found.met:
        return [_proposal(found, of, area)]
    sure = [each for each in found.met if not each.suggestion.is_lead or found.outcome is CheckOutcome.CONFIRMED]
    suggested = [each for each in sure if judged or each.suggestion.contact_class is not None]
    return [_proposal(_as_met(found, each, judged), of, area) for each in suggested]


def _as_met(found: ExposedFacts, met: MetCase, judged: Situation | None) -> ExposedFacts:
    """The person as one case alone exposed them."""
    said = rules.judged(met.suggestion, judged) if judged else met.suggestion
    return replace(
        found, cases=(met.case_id,), met=(), places=met.places, first=met.first, last=met.last, minutes=met.minutes,
        encounters=met.encounters, grade=met.grade, suggestion=said,
    )  # fmt: skip


def _proposal(found: ExposedFacts, of: RunFacts, area: int) -> ProposedContact:
    return ProposedContact(
        person_id=found.person_id, area=area, last_exposure_at=found.last, situation=found.suggestion.situation,
        contact_class=found.suggestion.contact_class, first_exposure_at=found.first,
        source_case_id=found.cases[0] if found.cases else of.case_id,
        source_person_id=found.via[0] if found.hop == 2 and found.via else None, place_id=found.places[0],
        minutes=found.minutes, certainty=rules.CERTAINTY[found.grade], found_by="trace",
        basis={"grade": found.grade.value, "encounters": found.encounters, "why": found.suggestion.why.value},
    )  # fmt: skip
