"""Step 4, beside the measures: persons of arriving lists enter through the vault, and follow their request when it moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sizao.flow.step0_intake import enrol
from sizao.ground.command.queries import terms as incident_terms
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Identity, NewIdentity, Purpose
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as register
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.measures.listrules import actions as listrules
from sizao.measures.listrules.types import Known, known_source
from sizao.measures.referrals import actions as referrals
from sizao.measures.referrals import events as lists
from sizao.measures.referrals import queries as asked
from sizao.measures.referrals.types import Outcome, Tested, enroller, identity_opener, results_source
from sizao.measures.screening import queries as screening
from sizao.measures.screening.types import Value
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as decisions
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState
from sizao.trace.tracing.types import Candidate, selectors

NO_LIST = UUID(int=0)
"""No arrived list: what every one of them asks about counts."""
MOVABLE = frozenset({ContactState.APPROVED, ContactState.LOST})
"""Contacts who can be handed over: decided on, and neither released nor ill."""


@enroller
def enter_listed(people: Sequence[tuple[NewIdentity, NewPerson]], by: Actor, at: datetime) -> list[int]:
    """Enter the persons of a list."""
    return enrol(people, by=by, at=at)


@results_source
def released_results(person_ids: Iterable[int]) -> Mapping[int, Sequence[Tested]]:
    """Released results of persons: when the sample was taken, whether it was negative, and for which disease."""
    found = screening.results_and_incidents(person_ids)
    incidents = {incident for results in found.values() for *_, incident in results if incident is not None}
    diseases = {each: incident_terms(each).disease for each in incidents}
    return {
        person: [
            Tested(taken, value is Value.NEGATIVE, diseases.get(incident, "") if incident else "")
            for taken, value, incident in results
        ]
        for person, results in found.items()
    }


@known_source
def known_of_people(candidates: Sequence[Candidate]) -> Mapping[UUID, Known]:
    """What cases, contacts, arrived lists and tests say of people who may be put on a list, of its incident's disease alone.

    A test spares by the rule of lists that arrive: a negative of the incident's disease, after the meeting, in its follow-up.
    """
    incidents = {each.incident_id for each in candidates}
    diseases = {incident: asked.disease_of(incident) for incident in incidents}
    people = {
        disease: sorted({each.person_id for each in candidates if diseases[each.incident_id] == disease})
        for disease in set(diseases.values())
    }
    found = {disease: asked.known_of(persons, NO_LIST, disease) for disease, persons in people.items()}
    sparing = {incident: asked.sparing(incident) for incident in incidents}
    return {
        each.exposed_id: Known(
            is_case=known.is_case, is_managed=bool(known.managed_as), is_asked=bool(known.asked_in),
            is_tested=asked.is_spared(known, each.last, sparing[each.incident_id]),
        )
        for each in candidates
        if (known := found[diseases[each.incident_id]].get(each.person_id)) is not None
    }  # fmt: skip


@selectors
def let_the_rule_choose(area: int, candidates: Sequence[Candidate], by: Actor, at: datetime) -> Collection[UUID]:
    """Let a trace's list go through the rule that holds in its area."""
    return listrules.select(area=area, candidates=candidates, by=by, at=at)


@on(lists.RequestReturned)
def route_again(event: lists.RequestReturned, *, by: Actor, at: datetime) -> None:
    """Route a request that was sent back by what its worker noted, in the area of the list."""
    actor = Actor.system(by.name, event.list_area)
    with scope.acting(actor):
        referrals.find_again(request_id=event.request_id, by=actor, at=at)


@on(lists.RequestRouted)
def let_them_be_seen(event: lists.RequestRouted, *, by: Actor, at: datetime) -> None:
    """Let the workers of the new area see the person they are to look for."""
    found = register.persons([event.person_id]).get(event.person_id)
    if found is not None and not contains(event.to_area, found.area_residence):
        registry.place_persons_at_site(person_ids=[event.person_id], area=event.to_area, by=by, at=at)


@identity_opener
def open_listed(
    *, person_ids: Iterable[int], purpose: Purpose, reason: str, by: Actor, at: datetime
) -> dict[int, Identity]:
    """The identities of a list that goes out, opened and logged by the vault."""
    return identity.reveal(person_ids=person_ids, purpose=purpose, by=by, at=at, reason=reason)


@on(lists.ElsewhereAnswered)
def hand_them_over(event: lists.ElsewhereAnswered, *, by: Actor, at: datetime) -> None:
    """Who was found and is managed elsewhere is handed over: the plan here ends, and nobody here calls any more."""
    found = cases.contacts_by_id([event.contact_id]).get(event.contact_id)
    if event.outcome is Outcome.MANAGED and found is not None and found.status in MOVABLE:
        reason = f"已由{event.destination}接管 / taken over by {event.destination}"
        decisions.hand_over_contacts(contact_ids=[event.contact_id], reason=reason, by=by, at=at)
