"""The vault's API: search, reveal, correct, erase. Person numbers are posted, so that none stands in an address."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.identity import actions
from sizao.ground.identity.errors import PersonUnknown
from sizao.ground.identity.queries import erasures as reading
from sizao.ground.identity.schemas import (
    CarryOutIn,
    CorrectedOut,
    CorrectIn,
    ErasureIn,
    ErasureOut,
    IdentityOut,
    MaskedOut,
    RefuseIn,
    RevealIn,
    SearchIn,
)
from sizao.ground.identity.types import ErasureFacts
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

    def answer() -> object:
        opened = actions.reveal(
            person_ids=persons, purpose=asked.purpose, by=request.actor, at=request.at,  # type: ignore[attr-defined]
            task_id=asked.task, reason=asked.reason,
        )  # fmt: skip
        return [IdentityOut.of(persons[each], opened[each]) for each in opened]

    return _logged(request, answer)


@router.post("/identity/correct", response=CorrectedOut)
@needs(Right.IDENTITY_CORRECT)
def correct_identity(request: HttpRequest, given: CorrectIn) -> object:
    """Seal a new version of an identity with what shall be otherwise; the older versions stay. A refusal is logged."""
    [person] = _persons([given.number]).values()

    def answer() -> object:
        changed = actions.correct(
            person_id=person.id, change=given.change(), version=given.version, reason=given.reason,
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return CorrectedOut(
            number=person.number, version=given.version + bool(changed), changed=list(changed)
        )  # fmt: skip

    return _logged(request, answer)


@router.get("/identity/erasures", response=list[ErasureOut])
@needs(Right.IDENTITY_DESTROY)
def list_erasures(request: HttpRequest) -> list[ErasureOut]:
    """Requests for erasure in the caller's area, newest first."""
    found = reading.erasures()
    persons = registry.persons(each.person_id for each in found)
    return [ErasureOut.of(each, persons[each.person_id]) for each in found if each.person_id in persons]


@router.post("/identity/erasures", response={201: ErasureOut})
@needs(Right.IDENTITY_ERASE)
def ask_for_erasure(request: HttpRequest, given: ErasureIn) -> object:
    """Ask that an identity be erased; a second person of another organisation decides. A refusal is logged."""
    [person] = _persons([given.number]).values()

    def answer() -> object:
        made = actions.request_erasure(
            person_id=person.id, ground=given.ground, reason=given.reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
        return Status(201, ErasureOut.of(reading.erasure(made), person))

    return _logged(request, answer)


@router.post("/identity/erasures/{request_id}/carry-out", response=ErasureOut)
@needs(Right.IDENTITY_DESTROY)
def carry_out_erasure(request: HttpRequest, request_id: UUID, given: CarryOutIn) -> object:
    """Erase what was asked for, after the phrase was typed: the key and every index entry are gone for good."""

    def answer() -> object:
        done = actions.carry_out_erasure(
            request_id=request_id, typed=given.phrase, by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
        return _erasure(done)

    return _logged(request, answer)


@router.post("/identity/erasures/{request_id}/refuse", response=ErasureOut)
@needs(Right.IDENTITY_DESTROY)
def refuse_erasure(request: HttpRequest, request_id: UUID, given: RefuseIn) -> object:
    """Turn a request for erasure down; the identity stays."""

    def answer() -> object:
        actions.refuse_erasure(request_id=request_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return _erasure(reading.erasure(request_id))

    return _logged(request, answer)


def _erasure(facts: ErasureFacts) -> ErasureOut:
    return ErasureOut.of(facts, registry.persons([facts.person_id])[facts.person_id])


def _logged(request: HttpRequest, answer: Callable[[], object]) -> object:
    """An answer whose refusal stands in the access log although the status is an error."""
    try:
        return answer()
    except SizaoError as refusal:
        response = problem(request, refusal)
        response.keeps_writes = True  # type: ignore[attr-defined]
        return response


def _persons(numbers: list[str]) -> dict[int, PersonFacts]:
    found = [registry.person_by_number(each.strip().upper()) for each in set(numbers)]
    if None in found:
        raise PersonUnknown
    return {each.id: each for each in found if each is not None}
