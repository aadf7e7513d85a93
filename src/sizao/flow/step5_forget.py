"""Step 5: an identity is kept while something needs it; when it was erased, what the registry knows goes too."""

from __future__ import annotations

from datetime import UTC, datetime

from sizao.ground.identity import events as vault
from sizao.ground.identity import queries as identity
from sizao.ground.identity.queries.holds import learn_holds_from
from sizao.ground.presence import actions as presence
from sizao.ground.presence import queries as visits
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as places
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.words import Words
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import OPEN_PLANS
from sizao.spine import clock
from sizao.spine.outbox.types import on
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import OPEN_STATES
from sizao.trace.tracing import actions as tracing

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@learn_holds_from
def open_cases(person_id: int) -> list[Words]:
    """A case that is not closed still needs to know who it is."""
    held = [each for each in cases.cases(person_ids=identity.same_person(person_id)) if not each.is_closed]
    return [Words(f"病例 {each.number} 未结案", f"case {each.number} is not closed") for each in held]


@learn_holds_from
def open_contacts(person_id: int) -> list[Words]:
    """A contact who is not settled has to be reached."""
    held = [each for each in cases.contacts(person_ids=identity.same_person(person_id)) if each.status in OPEN_STATES]
    return [Words(f"接触者 {each.number} 未了结", f"contact {each.number} is not settled") for each in held]


@learn_holds_from
def open_plans(person_id: int) -> list[Words]:
    """Somebody under follow-up is called every day."""
    contacts = [each.id for each in cases.contacts(person_ids=identity.same_person(person_id))]
    held = followup.plans(contact_ids=contacts, states=OPEN_PLANS) if contacts else []
    return [Words(f"健康监测 {each.number} 未解除", f"follow-up {each.number} is not released") for each in held]


@learn_holds_from
def held_visits(person_id: int) -> list[Words]:
    """Visits that a signed hold keeps: what somebody has to prove with is not deleted under their hands."""
    at = clock.now()
    holds = visits.holds(at)
    if not holds:
        return []
    where = set(visits.visits_of([person_id], *EVER)["place"].to_pylist())
    areas = {place.area for place in places.places(where).values()}
    held = [each for each in holds if any(contains(each.area, area) for area in areas)]
    return [Words(f"到访记录停止销毁:{each.reason}", f"visits are on hold: {each.reason}") for each in held]


@on(vault.IdentitiesErased)
def forget_in_the_registry(event: vault.IdentitiesErased, *, by: Actor, at: datetime) -> None:
    """Take year of birth, sex, household, key group and needs from persons whose identity was erased."""
    registry.blank_persons(person_ids=event.person_ids, by=by, at=at)


@on(vault.IdentitiesErased, heavy=True)
def forget_visits(event: vault.IdentitiesErased, *, by: Actor, at: datetime) -> None:
    """Delete where the persons were: from the tail, and from the files of the lake, which are written anew."""
    presence.forget_persons(person_ids=event.person_ids, at=at)


@on(vault.IdentitiesErased)
def forget_in_traces(event: vault.IdentitiesErased, *, by: Actor, at: datetime) -> None:
    """Delete what traces found of the persons: where, when and with whom; the counts of each trace stay."""
    tracing.forget_persons(person_ids=event.person_ids, at=at)


@on(vault.IdentityAmended)
def follow_a_correction(event: vault.IdentityAmended, *, by: Actor, at: datetime) -> None:
    """Let the registry's year of birth and sex follow a corrected identity."""
    year, sex = identity.stated(event.person_id)
    registry.restate_person(person_id=event.person_id, birth_year=year, sex=sex, by=by, at=at)
