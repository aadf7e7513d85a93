"""Step 4, beside the measures: persons of arriving lists enter through the vault, and follow their request when it moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as register
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.measures.referrals import actions as referrals
from sizao.measures.referrals import events as lists
from sizao.measures.referrals.types import enroller, results_source
from sizao.measures.screening import queries as screening
from sizao.measures.screening.types import Value
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope


@enroller
def enter_listed(people: Sequence[tuple[NewIdentity, NewPerson]], by: Actor, at: datetime) -> list[int]:
    """Enter the persons of a list."""
    return enrol(people, by=by, at=at)


@results_source
def released_results(person_ids: Iterable[int]) -> Mapping[int, Sequence[tuple[datetime, bool]]]:
    """Released results of persons: when the sample was taken, and whether it was negative."""
    found = screening.results_of_persons(person_ids)
    return {person: [(taken, value is Value.NEGATIVE) for taken, value in results] for person, results in found.items()}


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
