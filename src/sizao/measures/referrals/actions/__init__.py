"""Enter a list, claim, answer, send back and route its requests, and carry over what the day did not close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.command import queries as command
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.measures.referrals import events, queries, rules
from sizao.measures.referrals.errors import AreaOutside, ListKnown, NoteNeeded, NotOpen, RequestUnknown
from sizao.measures.referrals.models import ArrivedList, Request, Step
from sizao.measures.referrals.types import (
    OPEN_STATES,
    Confidence,
    Drop,
    Entry,
    ListFacts,
    NewList,
    Outcome,
    Placed,
    Reading,
    State,
    StepKind,
    enroller,
)
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def receive(
    *, new: NewList, content: bytes, filename: str, by: Actor, at: datetime, area: int | None = None
) -> ListFacts:
    """Enter an arriving list: read it, put its persons into the vault, sift out who needs no check, route the others.

    Raises:
        ListKnown: when the same list of the same sender is there already.
        AreaOutside: when the list is entered for an area outside the actor's.
        NoSuchIncident: when it is entered for an incident that is not in scope.
        NobodyNamed, FileRefused: see :func:`queries.read`.
    """
    where = by.area if area is None else area
    if not contains(by.area, where):
        raise AreaOutside(area=printed(where))
    if new.incident_id is not None:
        command.incident(new.incident_id)
    fingerprint = queries.digest(content)
    _lock(where)
    known = queries.same_list(where, fingerprint, new.sender.strip())
    if known is not None:
        raise ListKnown(number=known.number)
    reading = queries.read(content, filename, area=where, at=at)
    row = _write(new, reading, fingerprint, where, by, at)
    rows = _enter(row, reading.entries, by, at)
    _announce(row, rows, by, at)
    return row.facts()


def _lock(area: int) -> None:
    """Two officers who enter lists of one area at once come one after the other: numbers follow each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"referrals {area}"])


def _write(new: NewList, reading: Reading, fingerprint: str, area: int, by: Actor, at: datetime) -> ArrivedList:
    return ArrivedList.objects.create(
        number=rules.numbered(printed(area), new.received_at, queries.lists_on(area, new.received_at)),
        kind=new.kind.value, sender=new.sender.strip(), letter=new.letter.strip(), asked=new.asked.strip(),
        priority=new.priority.value, received_at=new.received_at,
        reply_by=new.reply_by or rules.day_end(new.received_at), incident_id=new.incident_id, area=area, by=by.name,
        sha256=fingerprint, physical=len(reading.entries) + len(reading.rejected),
        rejected=[[line, words.zh, words.en] for line, words in reading.rejected],
    )  # fmt: skip


def _enter(row: ArrivedList, entries: Sequence[Entry], by: Actor, at: datetime) -> list[Request]:
    """Persons, where each lives, and what is known of them already."""
    addresses = [each.identity.address for each in entries]
    names = queries.gazetteer(row.area, " ".join(addresses))
    placed = [names.place(address) if address else Placed(None, Confidence.NONE) for address in addresses]
    people = [
        (entry.identity, NewPerson(where.area or row.area, entry.identity.sex, entry.birth_year))
        for entry, where in zip(entries, placed, strict=True)
    ]
    persons = enroller.plugged(people, by, at)
    known = queries.known_of(persons, row.id, queries.disease_of(row.incident_id))
    again, sparing = rules.repeated(persons), queries.sparing(row.incident_id)
    made: list[Request] = []
    for place, (entry, where, person) in enumerate(zip(entries, placed, persons, strict=True)):
        drop = (Drop.REPEATED, "") if place in again else rules.drop_of(known[person], entry.since, sparing)
        made.append(_request(row, entry, where, person, drop))
    Request.objects.bulk_create(made)
    Step.objects.bulk_create(step for each in made for step in _first_steps(each, by))
    return made


def _request(
    row: ArrivedList, entry: Entry, where: Placed, person: int, drop: tuple[Drop, str] | None
) -> Request:  # fmt: skip
    state = State.DROPPED if drop else State.UNPLACED if where.area is None else State.ROUTED
    return Request(
        arrived=row, line=entry.line, person_id=person, area=where.area or row.area, state=state.value,
        confidence=where.confidence.value, matched=where.matched, since=entry.since,
        drop=drop[0].value if drop else "", drop_note=drop[1] if drop else "", received_at=row.received_at,
    )  # fmt: skip


def _first_steps(row: Request, by: Actor) -> list[Step]:
    kinds = {State.DROPPED: StepKind.DROPPED, State.ROUTED: StepKind.ROUTED}
    second = kinds.get(State(row.state))
    note = row.drop_note if second is StepKind.DROPPED else row.matched
    first = Step(request=row, kind=StepKind.RECEIVED.value, area=row.area, at=row.received_at, by=by.name)
    if second is None:
        return [first]
    return [first, Step(request=row, kind=second.value, area=row.area, note=note, at=row.received_at, by=by.name)]


def _announce(row: ArrivedList, rows: Sequence[Request], by: Actor, at: datetime) -> None:
    open_rows = [each for each in rows if each.state in OPEN_STATES]
    event = events.ListReceived(
        list_id=row.id, to_check=len(open_rows), unplaced=sum(each.state == State.UNPLACED for each in open_rows),
        incident_id=row.incident_id, area=row.area,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)


def _locked(request_id: UUID) -> Request:
    row = Request.objects.select_for_update(of=("self",)).select_related("arrived").filter(pk=request_id).first()
    if row is None:
        raise RequestUnknown
    return row


def _step(row: Request, kind: StepKind, by: Actor, at: datetime, note: str = "", outcome: str = "") -> None:
    Step.objects.create(
        request=row, kind=kind.value, area=row.area, outcome=outcome, note=note.strip()[:300], at=at, by=by.name
    )


@transaction.atomic
def claim(*, request_ids: Sequence[UUID], by: Actor, at: datetime) -> int:
    """Take requests in hand; returns how many were not in hand before.

    Raises:
        NotOpen, NotPlaced, ClaimedByOther: for the first that cannot be.
    """
    taken = 0
    for row in [_locked(each) for each in sorted(request_ids)]:
        rules.may_claim(row.facts(), by.user_id).or_raise()
        if row.state == State.ROUTED:
            _take(row, by, at)
            taken += 1
    return taken


def _take(row: Request, by: Actor, at: datetime) -> None:
    row.state, row.worker, row.worker_user, row.claimed_at = State.CLAIMED.value, by.name, by.user_id, at
    row.save(update_fields=["state", "worker", "worker_user", "claimed_at"])
    _step(row, StepKind.CLAIMED, by, at)


@transaction.atomic
def answer(*, request_id: UUID, outcome: Outcome, by: Actor, at: datetime, note: str = "") -> None:
    """Say what was found; "not in this area" sends the request back, to be routed again.

    Raises:
        NotOpen, NotPlaced, ClaimedByOther, NoteNeeded: see :func:`rules.may_answer`.
    """
    row = _locked(request_id)
    rules.may_answer(row.facts(), by.user_id, outcome, note).or_raise()
    if row.claimed_at is None:
        _take(row, by, at)
    if outcome is Outcome.NOT_HERE:
        _send_back(row, note, by, at)
        return
    row.state, row.outcome, row.answered_at = State.ANSWERED.value, outcome.value, at
    row.save(update_fields=["state", "outcome", "answered_at"])
    _step(row, StepKind.ANSWERED, by, at, note, outcome.value)
    event = events.RequestAnswered(
        request_id=row.id, list_id=row.arrived_id, outcome=outcome, incident_id=row.arrived.incident_id, area=row.area
    )
    outbox.emit(event, by=by, at=at)


def _send_back(row: Request, note: str, by: Actor, at: datetime) -> None:
    row.state, row.worker, row.worker_user, row.claimed_at = State.RETURNED.value, "", None, None
    row.save(update_fields=["state", "worker", "worker_user", "claimed_at"])
    _step(row, StepKind.RETURNED, by, at, note, Outcome.NOT_HERE.value)
    outbox.emit(events.RequestReturned(request_id=row.id, list_area=row.arrived.area, area=row.area), by=by, at=at)


@transaction.atomic
def find_again(*, request_id: UUID, by: Actor, at: datetime) -> bool:
    """Route a request that was sent back by what its worker noted; whether that named one area.

    The flow calls this in the area of the list: a worker cannot write into a neighbour's area.
    """
    row = _locked(request_id)
    if row.state != State.RETURNED:
        return False
    said = next((each.note for each in queries.steps(row.id) if each.kind is StepKind.RETURNED), "")
    found = queries.gazetteer(row.arrived.area, said).place(said, but=row.area)
    if found.area is None or found.area == row.area:
        return False
    _move(row, found, by, at)
    return True


@transaction.atomic
def route(*, request_id: UUID, area: int, by: Actor, at: datetime) -> None:
    """Give a request to an area by hand.

    Raises:
        NotOpen: when it is closed.
        AreaOutside: when the area lies outside the actor's.
    """
    row = _locked(request_id)
    if row.state not in OPEN_STATES:
        raise NotOpen(state=State(row.state).words)
    if not contains(by.area, area):
        raise AreaOutside(area=printed(area))
    _move(row, Placed(area, Confidence.BY_HAND), by, at)


def _move(row: Request, found: Placed, by: Actor, at: datetime) -> None:
    assert found.area is not None
    row.area, row.state, row.confidence, row.matched = (
        found.area,
        State.ROUTED.value,
        found.confidence.value,
        found.matched,
    )
    row.worker, row.worker_user, row.claimed_at = "", None, None
    row.save(update_fields=["area", "state", "confidence", "matched", "worker", "worker_user", "claimed_at"])
    _step(row, StepKind.ROUTED, by, at, found.matched)
    event = events.RequestRouted(
        request_id=row.id, person_id=row.person_id, to_area=found.area, incident_id=row.arrived.incident_id,
        area=row.arrived.area if contains(by.area, row.arrived.area) else found.area,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def carry(*, request_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> int:
    """Say why requests stay open over the end of the day; returns how many.

    Raises:
        NoteNeeded: without a reason.
    """
    if not reason.strip():
        raise NoteNeeded
    rows = [row for row in Request.objects.filter(pk__in=list(request_ids)) if row.state in OPEN_STATES]
    for row in rows:
        _step(row, StepKind.CARRIED, by, at, reason)
    return len(rows)
