"""Decide on contacts, one or many in one decision: approve, reject, hand over, release; what the rules refuse stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts, IncidentTerms
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import Edition, library
from sizao.kernel.events import Event
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import errors, events, queries, rules
from sizao.trace.cases.actions import earlier, standing
from sizao.trace.cases.actions.places import Belonging, belonging
from sizao.trace.cases.models import Contact, ContactDecision
from sizao.trace.cases.models.clauses import stored
from sizao.trace.cases.types import BatchReceipt, ContactFacts, ContactState, ContactWindow, Refusal

Judge = Callable[[ContactFacts], Decision]
Tell = Callable[[Belonging, tuple[UUID, ...]], Event | None]


@transaction.atomic
def approve_contacts(*, contact_ids: Sequence[UUID], by: Actor, at: datetime, reason: str = "") -> BatchReceipt:
    """Approve proposed contacts; those that the rules refuse are returned with the sentence and stay proposed.

    Raises:
        NothingSelected: when no id is given.
        Refused: when every one of them is refused.
    """
    windows: dict[UUID, ContactWindow | None] = {}

    def judge(contact: ContactFacts) -> Decision:
        window = windows.get(contact.source_case_id) if contact.source_case_id else None
        return rules.may_approve(contact, _edition(contact.edition_id), window, at)

    rows = _taken(contact_ids)
    windows.update(queries.windows({row.source_case_id for row in rows if row.source_case_id}))
    return _decide(
        rows, ContactState.APPROVED, judge,
        lambda place, ids: events.ContactsApproved(**place, contact_ids=ids, reason=reason.strip()),
        by=by, at=at, reason=reason,
    )  # fmt: skip


def _edition(edition_id: str) -> Edition:
    return library().get(edition_id)


@transaction.atomic
def reject_contacts(*, contact_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> BatchReceipt:
    """Reject proposals, or withdraw approvals (on appeal, or because dates changed), with one reason.

    Who is under management already, and waits for something stricter or later, stays approved as before.
    """
    rows = _taken(contact_ids)
    kept = [row for row in rows if row.earlier and row.status == ContactState.PROPOSED]
    if not kept:
        return _rejected(rows, reason, by, at)
    stays = _stay_approved(kept, reason, by, at)
    others = [row for row in rows if row not in kept]
    gone = _rejected(others, reason, by, at) if others else BatchReceipt(done=())
    return BatchReceipt(
        done=(*stays.done, *gone.done), refused=gone.refused, decision_id=gone.decision_id or stays.decision_id
    )


def _stay_approved(rows: Sequence[Contact], reason: str, by: Actor, at: datetime) -> BatchReceipt:
    """Reject only what waits: the class and the days that were approved hold as before, and no measure changes."""
    for row in rows:
        rules.may_reject(row.facts(), reason).or_raise()
    earlier.give_back(rows)
    decision = _written(ContactState.APPROVED, len(rows), by, at, reason)
    _enter(rows, ContactState.APPROVED, by, at, reason, decision)
    return BatchReceipt(done=tuple(row.id for row in rows), decision_id=decision.id)


def _rejected(rows: Sequence[Contact], reason: str, by: Actor, at: datetime) -> BatchReceipt:
    return _decide(
        rows, ContactState.REJECTED, lambda contact: rules.may_reject(contact, reason),
        lambda place, ids: events.ContactsRejected(**place, contact_ids=ids, reason=reason.strip()),
        by=by, at=at, reason=reason,
    )  # fmt: skip


@transaction.atomic
def mark_released(*, contact_ids: Sequence[UUID], by: Actor, at: datetime, reason: str = "") -> BatchReceipt:
    """Note that the follow-up of contacts has been released; the flow calls this, the follow-up room decides."""
    return _decide(
        _taken(contact_ids), ContactState.RELEASED, lambda contact: rules.may_release(contact, True),
        lambda place, ids: events.ContactsReleased(**place, contact_ids=ids), by=by, at=at, reason=reason,
        is_decided=False,
    )  # fmt: skip


@transaction.atomic
def hand_over_contacts(*, contact_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> BatchReceipt:
    """Hand contacts over to another area, named in the reason."""
    return _by_table(contact_ids, ContactState.HANDED_OVER, reason, by, at)


@transaction.atomic
def mark_lost(*, contact_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> BatchReceipt:
    """Note that contacts have not been found, and what was tried."""
    return _by_table(contact_ids, ContactState.LOST, reason, by, at)


@transaction.atomic
def mark_found(*, contact_ids: Sequence[UUID], by: Actor, at: datetime, reason: str = "") -> BatchReceipt:
    """Note that contacts who were not found, or were handed over, are here after all.

    Who had been approved is under follow-up again; who had only been proposed, or for whom something stricter or later was
    found meanwhile, waits for somebody to approve.
    """
    rows = _taken(contact_ids)
    approved = standing.approved_once(row.id for row in rows)
    back = {row.id for row in rows if row.id in approved and not row.earlier}
    groups = {
        ContactState.APPROVED: [row.id for row in rows if row.id in back],
        ContactState.PROPOSED: [row.id for row in rows if row.id not in back],
    }
    receipts = [_found(ids, to, reason, by, at) for to, ids in groups.items() if ids]
    return BatchReceipt(
        done=tuple(each for receipt in receipts for each in receipt.done),
        refused=tuple(each for receipt in receipts for each in receipt.refused),
    )


def _found(ids: Sequence[UUID], to: ContactState, reason: str, by: Actor, at: datetime) -> BatchReceipt:
    return _decide(
        _taken(ids), to, lambda contact: rules.may_find(contact, to),
        lambda place, done: events.ContactsMoved(**place, contact_ids=done, state=to), by=by, at=at, reason=reason,
        is_decided=False,
    )  # fmt: skip


def _by_table(ids: Sequence[UUID], to: ContactState, reason: str, by: Actor, at: datetime) -> BatchReceipt:
    return _decide(
        _taken(ids), to, lambda contact: rules.may_set_aside(contact, to, reason),
        lambda place, done: events.ContactsMoved(**place, contact_ids=done, state=to), by=by, at=at, reason=reason,
    )  # fmt: skip


@transaction.atomic
def contact_became_case(*, contact_id: UUID, case_id: UUID, by: Actor, at: datetime) -> None:
    """Note that a contact became a case."""
    row = _taken([contact_id])[0]
    contacts_became_cases(incident=command.terms(row.incident_id), case_of={row.person_id: case_id}, by=by, at=at)


def contacts_became_cases(
    *, incident: IncidentFacts | IncidentTerms, case_of: Mapping[int, UUID], by: Actor, at: datetime
) -> tuple[UUID, ...]:
    """Mark the contacts of an incident who are cases now, by person; returns their ids. Others are left alone."""
    rows = Contact.objects.select_for_update().filter(incident_id=incident.id, person_id__in=list(case_of))
    ill = [row for row in rows if ContactState.BECAME_CASE in rules.CONTACT_TRANSITIONS[ContactState(row.status)]]
    _enter(ill, ContactState.BECAME_CASE, by, at, "")
    for row in ill:
        event = events.ContactBecameCase(
            **belonging(incident, by), contact_id=row.id, person_id=row.person_id, case_id=case_of[row.person_id]
        )
        outbox.emit(event, by=by, at=at)
    return tuple(row.id for row in ill)


def contacts_no_longer_cases(
    *, incident: IncidentFacts | IncidentTerms, person_ids: Iterable[int], by: Actor, at: datetime
) -> tuple[UUID, ...]:
    """Propose the contacts again whose case was ruled out: they are exposed still, and somebody has to decide."""
    rows = Contact.objects.select_for_update().filter(incident_id=incident.id, person_id__in=list(person_ids))
    again = list(rows.filter(status=ContactState.BECAME_CASE))
    if not again:
        return ()
    _under(again, incident.edition_id)
    _enter(again, ContactState.PROPOSED, by, at, "")
    ids = tuple(row.id for row in again)
    outbox.emit(events.ContactsProposed(**belonging(incident, by), contact_ids=ids), by=by, at=at)
    return ids


def _under(rows: Iterable[Contact], edition_id: str) -> None:
    """Judge those who are opened again by the edition in force, with its clause; whose class it does not know keep theirs."""
    new = _edition(edition_id)
    behind = [row for row in rows if row.edition_id != edition_id]
    for row in behind:
        kind, clause = rules.class_now(row.facts(), _edition(row.edition_id), new)
        row.contact_class, row.clause, row.edition_id = kind or row.contact_class, stored(clause), edition_id
    Contact.objects.bulk_update(behind, ["contact_class", "clause", "edition_id"], batch_size=500)


def _taken(contact_ids: Iterable[UUID]) -> list[Contact]:
    """The contacts, locked; all of them must be in scope."""
    wanted = list(dict.fromkeys(contact_ids))
    if not wanted:
        raise errors.NothingSelected
    rows = list(Contact.objects.select_for_update().filter(pk__in=wanted).order_by("id"))
    if len(rows) != len(wanted):
        raise errors.ContactNotFound
    return rows


def _decide(
    rows: Sequence[Contact],
    to: ContactState,
    judge: Judge,
    tell: Tell,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    is_decided: bool = True,
) -> BatchReceipt:
    """Judge every contact, move those allowed, tell it once per incident, and return the others with their refusals.

    What somebody decides, and the flow does not only note, is kept as a decision that can be undone.
    """
    allowed: list[Contact] = []
    refused: list[Refusal] = []
    for row in rows:
        decision = judge(row.facts())
        if decision.refusal is None:
            allowed.append(row)
        else:
            refused.append(Refusal(row.id, row.number, decision.refusal))
    if refused and not allowed:
        raise refused[0].error
    kept = _written(to, len(allowed), by, at, reason) if is_decided else None
    _enter(allowed, to, by, at, reason, kept)
    for incident_id in sorted({row.incident_id for row in allowed}):
        ids = tuple(row.id for row in allowed if row.incident_id == incident_id)
        event = tell(belonging(command.terms(incident_id), by), ids)
        if event is not None:
            outbox.emit(event, by=by, at=at)
    return BatchReceipt(
        done=tuple(row.id for row in allowed), refused=tuple(refused), decision_id=kept.id if kept else None
    )


def _written(
    to: ContactState,
    number: int,
    by: Actor,
    at: datetime,
    reason: str,
    undoes: UUID | None = None,
    joined_with: int | None = None,
) -> ContactDecision:
    return ContactDecision.objects.create(
        state=to, area=by.area, number=number, at=at, by=by.name, by_user=by.user_id, reason=reason.strip(),
        undoes_id=undoes, joined_with=joined_with,
    )  # fmt: skip


@transaction.atomic
def undo_decision(*, decision_id: UUID, by: Actor, at: datetime, reason: str = "") -> BatchReceipt:
    """Take a decision back as a whole: every contact stands where they stood, by rows that are added, none taken away.

    Raises:
        DecisionNotFound, ContactNotFound: when it, or one of its contacts, is not in scope.
        UndoingItself, AlreadyUndone, DecidedSince, HasConsequences, TooLateToUndo: see :func:`rules.may_undo`.
    """
    found, before = queries.decision(decision_id), queries.states_before(decision_id)
    rows = _taken(before)
    queries.may_undo(decision_id, at).or_raise()
    undoing = _written(found.state, len(rows), by, at, reason, undoes=decision_id)
    for (incident_id, state), group in _apart(rows, before).items():
        _restore(group, state, by, at, reason, undoing)
        event = events.ContactsUndone(
            **belonging(command.terms(incident_id), by), contact_ids=tuple(row.id for row in group),
            was=found.state, state=state,
        )  # fmt: skip
        outbox.emit(event, by=by, at=at)
    return BatchReceipt(done=tuple(row.id for row in rows), decision_id=undoing.id)


def set_aside(
    *,
    contact_ids: Sequence[UUID],
    joined_with: int,
    reason: str,
    by: Actor,
    at: datetime,
    to: ContactState = ContactState.REJECTED,
) -> list[Contact]:
    """Set contacts aside for another record of the same person; it lasts as long as the two numbers are one person.

    What had been approved of who waits is kept, for the day the numbers are parted again.
    """
    rows = _taken(contact_ids)
    decision = _written(to, len(rows), by, at, reason, joined_with=joined_with)
    _enter(rows, to, by, at, reason, decision, keeps_earlier=True)
    if to is ContactState.REJECTED:
        place = belonging(command.terms(rows[0].incident_id), by)
        ids = tuple(row.id for row in rows)
        outbox.emit(events.ContactsRejected(**place, contact_ids=ids, reason=reason), by=by, at=at)
    return rows


def put_back(*, decision_id: UUID, reason: str, by: Actor, at: datetime) -> int:
    """Let contacts that were set aside for another record stand where they stood; whoever was decided on since stays."""
    found, before = queries.decision(decision_id), queries.states_before(decision_id)
    rows = [row for row in _taken(before) if row.status == found.state]
    undoing = _written(found.state, len(rows), by, at, reason, undoes=decision_id)
    for (incident_id, state), group in _apart(rows, before).items():
        _restore(group, state, by, at, reason, undoing)
        event = events.ContactsUndone(
            **belonging(command.terms(incident_id), by), contact_ids=tuple(row.id for row in group),
            was=found.state, state=state,
        )  # fmt: skip
        outbox.emit(event, by=by, at=at)
    return len(rows)


def _apart(
    rows: Sequence[Contact], before: Mapping[UUID, ContactState]
) -> dict[tuple[UUID, ContactState], list[Contact]]:
    """Contacts by incident and by where they stood."""
    groups: dict[tuple[UUID, ContactState], list[Contact]] = {}
    for row in rows:
        groups.setdefault((row.incident_id, before[row.id]), []).append(row)
    return groups


def _restore(
    rows: Sequence[Contact], to: ContactState, by: Actor, at: datetime, reason: str, undoing: ContactDecision
) -> None:  # fmt: skip
    """Let contacts stand where they stood: for whom something stricter or later waits, what was approved holds and it waits.

    A proposal that a decision enters would be an approval taken back.
    """
    waiting = [row for row in rows if row.earlier] if to is ContactState.PROPOSED else []
    held = [earlier.as_approved(row) for row in waiting]
    standing.enter(held, by=by, at=at, reason=reason, decision=undoing, state=ContactState.APPROVED)
    for group, decision in ((waiting, None), ([row for row in rows if row not in waiting], undoing)):
        if group:
            _enter(group, to, by, at, reason, decision)


def _enter(
    rows: Sequence[Contact],
    to: ContactState,
    by: Actor,
    at: datetime,
    reason: str,
    decision: ContactDecision | None = None,
    *,
    keeps_earlier: bool = False,
) -> None:
    """Append a status row to each contact and repeat it on the contact; what had been approved earlier is settled by it."""
    settled: dict[str, object] = {} if to in earlier.WAITS or keeps_earlier else {"earlier": {}}
    Contact.objects.filter(pk__in=[row.id for row in rows]).update(status=to, **settled)
    for row in rows:
        row.status = to
    standing.enter(rows, by=by, at=at, reason=reason, decision=decision)
