"""The vault's API: search masked, reveal with a purpose. Both are POST, so that no number stands in an address."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from sizao.ground.identity import actions
from sizao.ground.identity.errors import PersonUnknown
from sizao.ground.identity.schemas import IdentityOut, MaskedOut, RevealIn, SearchIn
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.errors import SizaoError
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, problem

router = Router(tags=["identity"])


@router.post("/identity/search", response=list[MaskedOut])
@needs(Right.IDENTITY_SEARCH)
def find_people(request: HttpRequest, wanted: SearchIn) -> list[MaskedOut]:
    """Persons in the caller's scope whom a text may mean, masked; the access log notes whom the answer shows."""
    masked = actions.search(text=wanted.text, purpose=wanted.purpose, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    persons = registry.persons(masked)
    return [MaskedOut.of(persons[each], masked[each]) for each in masked if each in persons]


@router.post("/identity/reveal", response=list[IdentityOut])
@needs(Right.IDENTITY_REVEAL)
def reveal_people(request: HttpRequest, asked: RevealIn) -> object:
    """The identities of persons in the caller's scope: all of them or none. A refusal is logged as well."""
    persons = _persons(asked.numbers)
    try:
        opened = actions.reveal(
            person_ids=persons, purpose=asked.purpose, by=request.actor, at=request.at,  # type: ignore[attr-defined]
            task_id=asked.task, reason=asked.reason,
        )  # fmt: skip
    except SizaoError as refusal:
        response = problem(request, refusal)
        response.keeps_writes = True  # type: ignore[attr-defined]
        return response
    return [IdentityOut.of(persons[each], opened[each]) for each in opened]


def _persons(numbers: list[str]) -> dict[int, PersonFacts]:
    found = [registry.person_by_number(each.strip().upper()) for each in set(numbers)]
    if None in found:
        raise PersonUnknown
    return {each.id: each for each in found if each is not None}
