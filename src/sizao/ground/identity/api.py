"""The vault's API: search, reveal one or many, look in an emergency, correct, erase. Person numbers are posted, so that none stands in an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.identity import actions, queries
from sizao.ground.identity.errors import PersonUnknown
from sizao.ground.identity.queries import disclosures, merging
from sizao.ground.identity.queries import erasures as reading
from sizao.ground.identity.schemas import (
    CarryOutIn,
    CorrectedOut,
    CorrectIn,
    DisclosureIn,
    DisclosureOut,
    EnteredOut,
    ErasureIn,
    ErasureOut,
    GlassIn,
    GlassOut,
    IdentityOut,
    KeyGroupIn,
    KeyGroupOut,
    MaskedOut,
    MergeIn,
    MergeOut,
    NumbersIn,
    PairOut,
    PasswordIn,
    RefuseIn,
    ResidentsIn,
    RevealIn,
    ReviewIn,
    SearchIn,
    SurvivingOut,
    WhyIn,
)
from sizao.ground.identity.types import ErasureFacts, PairFacts
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.actors import Actor
from sizao.kernel.errors import SizaoError
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, problem

router = Router(tags=["identity"])


@router.post("/identity/search", response=list[MaskedOut])
@needs(Right.IDENTITY_SEARCH)
def find_people(request: HttpRequest, wanted: SearchIn) -> list[MaskedOut]:
    """Persons in the caller's scope whom a text may mean, masked; the access log notes whom the answer shows."""
    masked = actions.search(text=wanted.text, purpose=wanted.purpose, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    persons = registry.persons(masked)
    return [MaskedOut.of(persons[each], masked[each]) for each in masked if each in persons]


@router.post("/identity/people", response={201: EnteredOut})
@needs(Right.IDENTITY_WRITE)
def enter_people(request: HttpRequest, given: ResidentsIn) -> Status[EnteredOut]:
    """Enter people, one or thousands, as a register of residents has them; whom the vault recognises keeps their number."""
    residents = [each.resident() for each in given.people]
    made = actions.enter(residents=residents, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    known = registry.persons(made)
    return Status(201, EnteredOut(persons=made, numbers=[known[each].number if each in known else "" for each in made]))


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


@router.post("/identity/key-group", response=KeyGroupOut)
@needs(Right.IDENTITY_SEARCH, Right.REGISTRY_WRITE)
def group_person(request: HttpRequest, given: KeyGroupIn) -> KeyGroupOut:
    """Note which key group a person belongs to: it says how often they are tested, and whose visits are of their work."""
    [person] = _persons([given.number]).values()
    is_changed = actions.note_group(
        person_id=person.id,
        key_group=given.key_group,
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    return KeyGroupOut(number=person.number, key_group=given.key_group, is_changed=is_changed)


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


@router.get("/identity/disclosures", response=list[DisclosureOut])
@needs(Right.IDENTITY_REVEAL)
def list_own_disclosures(request: HttpRequest) -> list[DisclosureOut]:
    """The caller's own requests to see many identities, newest first."""
    actor, at = _who(request)
    return [DisclosureOut.of(each, at) for each in disclosures.own_disclosures(actor.user_id)]


@router.get("/identity/disclosures/to-sign", response=list[DisclosureOut])
@needs(Right.IDENTITY_COUNTERSIGN)
def list_disclosures(request: HttpRequest) -> list[DisclosureOut]:
    """Requests of the caller's area to see many identities, newest first."""
    _actor, at = _who(request)
    return [DisclosureOut.of(each, at) for each in disclosures.disclosures()]


@router.post("/identity/disclosures", response={201: DisclosureOut})
@needs(Right.IDENTITY_REVEAL)
def ask_for_disclosure(request: HttpRequest, given: DisclosureIn) -> object:
    """Ask to see more people than one may see alone; somebody of another organisation signs. A refusal is logged."""
    actor, at = _who(request)
    accounts.confirm_password(request=request, password=given.password)
    persons = actions.people_of(given.numbers)

    def answer() -> object:
        made = actions.ask_disclosure(
            person_ids=persons, purpose=given.purpose, reason=given.reason, task_id=given.task, by=actor, at=at
        )
        return Status(201, DisclosureOut.of(disclosures.disclosure(made), at))

    return _logged(request, answer)


@router.post("/identity/disclosures/{request_id}/sign", response=DisclosureOut)
@needs(Right.IDENTITY_COUNTERSIGN)
def sign_disclosure(request: HttpRequest, request_id: UUID, given: PasswordIn) -> object:
    """Sign a request as the second person, with the own password. A refusal is logged."""
    actor, at = _who(request)
    disclosures.disclosure(request_id)
    accounts.confirm_password(request=request, password=given.password)

    def answer() -> object:
        actions.sign_disclosure(request_id=request_id, by=actor, at=at)
        return DisclosureOut.of(disclosures.disclosure(request_id), at)

    return _logged(request, answer)


@router.post("/identity/disclosures/{request_id}/decline", response=DisclosureOut)
@needs(Right.IDENTITY_COUNTERSIGN)
def decline_disclosure(request: HttpRequest, request_id: UUID, given: WhyIn) -> object:
    """Leave a request unsigned; who asked reads why. A refusal is logged."""
    actor, at = _who(request)

    def answer() -> object:
        actions.decline_disclosure(request_id=request_id, reason=given.reason, by=actor, at=at)
        return DisclosureOut.of(disclosures.disclosure(request_id), at)

    return _logged(request, answer)


@router.post("/identity/disclosures/{request_id}/open", response=list[IdentityOut])
@needs(Right.IDENTITY_REVEAL)
def open_disclosure(request: HttpRequest, request_id: UUID) -> object:
    """Open a signed list, once; who asked alone. A refusal is logged."""
    actor, at = _who(request)

    def answer() -> object:
        opened = actions.open_disclosure(request_id=request_id, by=actor, at=at)
        persons = registry.persons(opened)
        return [IdentityOut.of(persons[each], opened[each]) for each in opened]

    return _logged(request, answer)


@router.post("/identity/emergencies", response={201: GlassOut})
@needs(Right.IDENTITY_BREAK)
def break_glass(request: HttpRequest, given: GlassIn) -> object:
    """Open one person of another area for half an hour; the auditors of both areas are told. Every attempt is logged."""
    actor, at = _who(request)

    def answer() -> object:
        made = actions.break_glass(number=given.number, purpose=given.purpose, reason=given.reason, by=actor, at=at)
        return Status(201, GlassOut.of(disclosures.glass_of(made), at))

    return _logged(request, answer)


@router.post("/identity/emergencies/{glass_id}/see", response=IdentityOut)
@needs(Right.IDENTITY_BREAK)
def look_through_glass(request: HttpRequest, glass_id: UUID) -> object:
    """The identity behind a glass that the caller broke, within its half hour; each look is logged."""
    actor, at = _who(request)

    def answer() -> object:
        _found, person, opened = actions.look_through_glass(glass_id=glass_id, by=actor, at=at)
        return IdentityOut.of(person, opened)

    return _logged(request, answer)


@router.get("/identity/emergencies", response=list[GlassOut])
@needs(Right.IDENTITY_REVIEW)
def list_emergencies(request: HttpRequest) -> list[GlassOut]:
    """Emergency looks by and at the caller's area, newest first."""
    _actor, at = _who(request)
    return [GlassOut.of(each, at) for each in disclosures.glasses()]


@router.post("/identity/emergencies/{glass_id}/review", response=GlassOut)
@needs(Right.IDENTITY_REVIEW)
def review_emergency(request: HttpRequest, glass_id: UUID, given: ReviewIn) -> object:
    """Say whether an emergency look was justified; another person than who looked, once."""
    actor, at = _who(request)
    actions.review_glass(glass_id=glass_id, is_justified=given.is_justified, note=given.note, by=actor, at=at)
    return GlassOut.of(disclosures.glass_of(glass_id), at)


@router.get("/identity/duplicates", response=list[PairOut])
@needs(Right.IDENTITY_MERGE)
def list_duplicates(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    before_score: int | None = Query(None, ge=0, le=100),
    before_id: int | None = Query(None, ge=1, le=2**62),
) -> list[PairOut]:
    """Open pairs of the caller's area that may be one person, masked, the likeliest first; paged by score and id."""
    before = (before_score, before_id) if before_score is not None and before_id is not None else None
    found = merging.pairs(before=before, limit=limit)
    return _pairs(request, found)


@router.post("/identity/duplicates/{pair_id}/apart", response=PairOut)
@needs(Right.IDENTITY_MERGE)
def set_duplicate_apart(request: HttpRequest, pair_id: int, given: WhyIn) -> object:
    """Say that a pair is two persons; it is not proposed again."""

    def answer() -> object:
        actions.set_apart(pair_id=pair_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return _pairs(request, [merging.pair(pair_id)])[0]

    return _logged(request, answer)


@router.post("/identity/merges", response={201: MergeOut})
@needs(Right.IDENTITY_MERGE)
def merge_numbers(request: HttpRequest, given: MergeIn) -> object:
    """Let one number stand for another. Nothing is moved, and it can be undone bit for bit."""
    persons = {each.number: each.id for each in _persons([given.survivor, given.merged]).values()}

    def answer() -> object:
        made = actions.merge(
            survivor=persons[given.survivor.strip().upper()], merged=persons[given.merged.strip().upper()],
            reason=given.reason, by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return Status(201, MergeOut(id=made))

    return _logged(request, answer)


@router.post("/identity/merges/{merge_id}/part", response=MergeOut)
@needs(Right.IDENTITY_MERGE)
def part_numbers(request: HttpRequest, merge_id: UUID, given: WhyIn) -> object:
    """Undo a merge: both numbers stand for themselves again."""

    def answer() -> object:
        actions.part(merge_id=merge_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return MergeOut(id=merge_id)

    return _logged(request, answer)


@router.post("/identity/surviving", response=list[SurvivingOut])
@needs(Right.IDENTITY_MERGE)
def surviving_numbers(request: HttpRequest, asked: NumbersIn) -> list[SurvivingOut]:
    """Which number stands for each of some persons in the caller's scope now."""
    persons = _persons(asked.numbers)
    standing = merging.surviving(persons)
    facts = registry.persons(standing.values())
    return [SurvivingOut(number=persons[each].number, surviving=facts[standing[each]].number) for each in persons]


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _pairs(request: HttpRequest, found: list[PairFacts]) -> list[PairOut]:
    people = {person for each in found for person in (each.one, each.other)}
    if people:
        audit.record(
            by=request.actor, at=request.at, action="identity.compare", purpose="quality_audit", persons=people,  # type: ignore[attr-defined]
            fields="masked",
        )  # fmt: skip
    persons, masked = registry.persons(people), queries.masked(people)
    return [PairOut.of(each, persons, masked) for each in found if {each.one, each.other} <= persons.keys()]


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
